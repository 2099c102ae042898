//! The whole audit, outputs included, on generated returns (30 secondees, 100 staff, 300 assignments each), beside a bare read of the same files'
//! cells in the same run. Prints both times and their ratio. `RETURNS=50 cargo bench` makes fewer than 500.

use std::fs;
use std::io::Cursor;
use std::process::Command;
use std::time::Instant;

use calamine::{Reader, Xlsx};
use secondee_audit::round::config::default_toml;
use secondee_audit::sample::{Book, clean, to_xlsx};

fn main() {
    let returns: usize = std::env::var("RETURNS").ok().and_then(|n| n.parse().ok()).unwrap_or(500);
    let folder = tempfile::tempdir().expect("a temporary folder");
    // KEEP=FOLDER leaves the round there, to be read by other programs as well.
    let kept = std::env::var_os("KEEP").map(std::path::PathBuf::from);
    let round = kept.as_deref().unwrap_or(folder.path());
    fs::create_dir_all(round.join("returns")).expect("a folder");
    let template = clean().books[0].clone();
    let mut toml = default_toml(2026, None);
    for number in 0..returns {
        let member = format!("M{number:04}");
        toml.push_str(&format!("\n[[member]]\ncode = \"{member}\"\nname = \"{member}\"\n"));
        fs::write(round.join(format!("returns/{member}.xlsx")), to_xlsx(&book(&template, &member, number))).expect("a return");
    }
    fs::write(round.join("round.toml"), toml).expect("round.toml");

    let start = Instant::now();
    let mut cells = 0u64;
    for entry in fs::read_dir(round.join("returns")).expect("the returns") {
        let bytes = fs::read(entry.expect("an entry").path()).expect("a return");
        let mut workbook = Xlsx::new(Cursor::new(bytes)).expect("a workbook");
        for name in workbook.sheet_names() {
            let mut reader = workbook.worksheet_cells_reader(&name).expect("a sheet");
            while reader.next_cell().expect("a cell").is_some() {
                cells += 1;
            }
        }
    }
    let bare = start.elapsed();

    let start = Instant::now();
    let status =
        Command::new(env!("CARGO_BIN_EXE_secondee-audit")).arg("audit").arg(round).args(["--quiet", "--fail-on", "never"]).status();
    assert!(status.is_ok_and(|status| status.success()), "the audit failed");
    let audit = start.elapsed();
    println!(
        "{returns} returns, {cells} cells: bare read on one core {bare:.2?}, whole audit {audit:.2?}, ratio {:.2}",
        audit.as_secs_f64() / bare.as_secs_f64()
    );
}

const PLACES: [&str; 11] = [
    "HMP Wandsworth",
    "HMP Bedford",
    "HMP Lincoln",
    "HMP Cardiff",
    "HMP Lewes",
    "HMP Exeter",
    "HMP Norwich",
    "HMP Preston",
    "HMP Swansea",
    "HMP Leicester",
    "HMP Pentonville",
];

const GIVEN: [&str; 40] = [
    "Adam", "Beth", "Carl", "Dawn", "Eric", "Faye", "Glen", "Hope", "Ivan", "Joan", "Kirk", "Lena", "Marc", "Nina", "Owen", "Prue", "Quin",
    "Rosa", "Seth", "Tara", "Umar", "Vera", "Wade", "Xena", "Yves", "Zara", "Amos", "Bryn", "Cleo", "Dirk", "Elsa", "Finn", "Gina", "Hugo",
    "Iris", "Jude", "Kate", "Liam", "Mona", "Noel",
];

const SYLLABLES: [&str; 20] = [
    "bar", "cot", "den", "fel", "gris", "hol", "jan", "kem", "lor", "mun", "nex", "pol", "quil", "rast", "sel", "tor", "ult", "ver", "wyn",
    "zab",
];

/// A name that hardly anybody else in the round has, or one like it: pairs that may be one person are not what is measured.
fn name(number: usize) -> String {
    let mut rest = (number as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 24;
    let mut syllable = || {
        let one = SYLLABLES[(rest % 20) as usize];
        rest /= 20;
        one
    };
    let surname = [syllable(), syllable(), syllable(), syllable(), syllable()].concat();
    format!("{} {surname}", GIVEN[number % GIVEN.len()])
}

/// A return with 30 secondees, 100 staff and 300 assignments on the pattern of another, with nothing wrong in it.
fn book(template: &Book, member: &str, at: usize) -> Book {
    let mut book = template.clone();
    book.member = member.into();
    let answers = &mut book.sheets[0];
    for (reference, answer) in [("R01", member), ("R09", "30"), ("R10", "130")] {
        let row = answers.row_of(reference);
        answers.rows[row][2] = answer.into();
    }
    for (sheet, letter, wanted) in [(1, "S", 30), (2, "T", 100), (3, "A", 300)] {
        let rows = book.sheets[sheet].rows.clone();
        book.sheets[sheet].rows = (1..=wanted)
            .map(|number| {
                // The last of the staff is the one who plans: a member with frontline staff only would be asked about it.
                let pattern = if sheet == 2 && number == wanted { &rows[1] } else { &rows[0] };
                let mut row = pattern.clone();
                row[0] = format!("{letter}{number:02}");
                match sheet {
                    1 => row[1] = name(at * 130 + number),
                    2 => row[1] = name(at * 130 + 30 + number),
                    _ => {
                        row[1] = format!("S{:02}", number % 30 + 1);
                        row[3] = name(at * 130 + number % 30 + 1);
                        // Ten places a person, so that no assignment repeats another.
                        row[5] = PLACES[number / 30 % PLACES.len()].into();
                    }
                }
                row
            })
            .collect();
    }
    book
}
