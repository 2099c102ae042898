//! The whole audit, outputs included, on four kinds of generated rounds, beside a bare read of the same files' cells.
//!
//! Each return has 30 secondees, 100 other staff and 300 assignments. `clean`: nothing to find. `wrong dates`: random dates, hundreds of findings a
//! return. `common names`: clean, but everybody bears one of 1,600 names. `everything wrong`: random dates, 400 names, and assignments that name
//! somebody else, as in a list pasted in another order.
//!
//! Prints a table in Markdown: processor time, time on the clock and the most memory of the audit with the programs it
//! starts, and how processor time grows from 100 returns to 500. `RETURNS=21,100 KINDS=clean cargo bench --bench audit` makes fewer; `KEEP=FOLDER`
//! leaves the rounds there.

mod rounds;

use std::fs;
use std::io::Cursor;
use std::path::Path;
use std::process::{Child, Command};
use std::time::{Duration, Instant};

use calamine::{Reader, Xlsx};
use rounds::{Kind, write};

/// What a program took.
struct Taken {
    cpu: f64,
    wall: f64,
    mebibytes: u64,
}

fn main() {
    // `cargo test --benches` starts this as a test, which it is not.
    if std::env::args().any(|argument| argument == "--test") {
        return;
    }
    let listed = |name: &str, usual: &str| std::env::var(name).unwrap_or_else(|_| usual.into());
    let sizes: Vec<usize> = listed("RETURNS", "21,100,500").split(',').filter_map(|n| n.trim().parse().ok()).collect();
    let kinds = listed("KINDS", "clean,wrong dates,common names,everything wrong");
    let kinds: Vec<Kind> = kinds.split(',').map(|name| Kind::named(name.trim()).expect("one of the four kinds")).collect();
    let folder = tempfile::tempdir().expect("a temporary folder");
    let kept = std::env::var_os("KEEP").map(std::path::PathBuf::from);
    let folder = kept.as_deref().unwrap_or(folder.path());
    println!("| round | returns | findings | CPU s | wall s | MiB | bare read, CPU s | CPU to bare read | growth 100 to 500 |");
    println!("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
    for kind in kinds {
        let mut of_hundred = None;
        for returns in &sizes {
            let round = folder.join(format!("{}-{returns}", kind.name().replace(' ', "-")));
            write(&round, kind, *returns, [30, 100, 300]);
            let bare = bare(&round);
            let taken = audit(&round);
            if *returns == 100 {
                of_hundred = Some(taken.cpu);
            }
            let growth = of_hundred.filter(|_| *returns == 500).map_or(String::new(), |hundred| format!("{:.1}", taken.cpu / hundred));
            println!(
                "| {} | {returns} | {} | {:.1} | {:.1} | {} | {bare:.2} | {:.1} | {growth} |",
                kind.name(),
                findings(&round),
                taken.cpu,
                taken.wall,
                taken.mebibytes,
                taken.cpu / bare
            );
            if kept.is_none() {
                fs::remove_dir_all(&round).expect("removed");
            }
        }
    }
}

/// Reads every cell of the returns on one core.
fn bare(round: &Path) -> f64 {
    let before = processor_time(11);
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
    assert!(cells > 0, "nothing was read");
    processor_time(11) - before
}

/// Audits a round and watches the program and those it starts.
fn audit(round: &Path) -> Taken {
    let before = processor_time(13);
    let start = Instant::now();
    let command =
        Command::new(env!("CARGO_BIN_EXE_secondee-audit")).arg("audit").arg(round).args(["--quiet", "--fail-on", "never"]).spawn();
    let mut audit = command.expect("the program starts");
    let mut most = 0;
    let status = loop {
        most = most.max(tree(&audit));
        match audit.try_wait().expect("it can be asked") {
            Some(status) => break status,
            None => std::thread::sleep(Duration::from_millis(30)),
        }
    };
    assert!(status.success(), "the audit failed");
    Taken { cpu: processor_time(13) - before, wall: start.elapsed().as_secs_f64(), mebibytes: most >> 20 }
}

/// Processor time in seconds by the two numbers that the system keeps from this field on: 11 of this program, 13 of those it started and that have
/// ended, with those that they started. Where the system keeps none there is nothing to measure.
fn processor_time(field: usize) -> f64 {
    let stat = fs::read_to_string("/proc/self/stat").expect("a system that keeps /proc, as Linux does");
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or("").split_whitespace().collect();
    let ticks = |at: usize| fields.get(at).and_then(|field| field.parse::<f64>().ok()).unwrap_or(0.0);
    // Hundredths of a second in user and in kernel mode.
    (ticks(field) + ticks(field + 1)) / 100.0
}

/// Bytes in memory of a program and all that it started; 0 where the system does not say.
fn tree(program: &Child) -> u64 {
    let mut parents: Vec<(u32, u32, u64)> = Vec::new();
    for entry in fs::read_dir("/proc").into_iter().flatten().flatten() {
        let Some(id) = entry.file_name().to_str().and_then(|name| name.parse::<u32>().ok()) else { continue };
        let stat = fs::read_to_string(entry.path().join("stat")).unwrap_or_default();
        let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or("").split_whitespace().collect();
        let number = |at: usize| fields.get(at).and_then(|field| field.parse::<u64>().ok()).unwrap_or(0);
        parents.push((id, number(1) as u32, number(21) * 4096));
    }
    let mut family = vec![program.id()];
    let mut at = 0;
    while at < family.len() {
        let own = family[at];
        family.extend(parents.iter().filter(|(_, parent, _)| *parent == own).map(|(id, ..)| *id));
        at += 1;
    }
    parents.iter().filter(|(id, ..)| family.contains(id)).map(|(.., bytes)| bytes).sum()
}

fn findings(round: &Path) -> usize {
    let text = fs::read_to_string(round.join("output/findings.json")).expect("findings.json");
    let file: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    file["findings"].as_array().map_or(0, Vec::len)
}
