//! Rounds to measure on: the same four kinds however many returns.

use std::fs;
use std::path::Path;

use jiff::civil::{Date, date};
use secondee_audit::round::config::default_toml;
use secondee_audit::sample::{WorkbookFile, clean, to_xlsx};

/// What is wrong with a round.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Nothing.
    Clean,
    /// Random dates.
    Dates,
    /// Everybody bears one of 1,600 names.
    Names,
    /// Random dates, 400 names, and assignments that name somebody else.
    Wrong,
}

impl Kind {
    const ALL: [Kind; 4] = [Kind::Clean, Kind::Dates, Kind::Names, Kind::Wrong];

    /// In words.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Clean => "clean",
            Kind::Dates => "wrong dates",
            Kind::Names => "common names",
            Kind::Wrong => "everything wrong",
        }
    }
    /// The kind of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
    fn has_bad_dates(self) -> bool {
        matches!(self, Kind::Dates | Kind::Wrong)
    }
}

/// Numbers that are the same in every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % most as u64) as usize
    }
    fn of<'a>(&mut self, words: &[&'a str]) -> &'a str {
        words[self.below(words.len())]
    }
    fn day(&mut self, from: Date, to: Date) -> String {
        let days = from.until(to).map_or(1, |span| span.get_days());
        let day = from.saturating_add(jiff::Span::new().days(self.below(days.max(1) as usize) as i64));
        format!("{:02}/{:02}/{:04}", day.day(), day.month(), day.year())
    }
}

const HOMES: [&str; 7] = ["HMP Leeds", "HMP Durham", "HMP Woodhill", "HMP Barlinnie", "HMP Maghaberry", "HMP Birmingham", "HMP Altcourse"];
const VISITED: [&str; 7] = ["HMP Wakefield", "HMP Cardiff", "Brook House IRC", "HMP Swansea", "HMP Exeter", "HMP Norwich", "HMP Hull"];
const GIVEN: [&str; 40] = [
    "Adam", "Beth", "Carl", "Dawn", "Eric", "Faye", "Glen", "Hope", "Ivan", "Joan", "Kirk", "Lena", "Marc", "Nina", "Owen", "Prue", "Quin",
    "Rosa", "Seth", "Tara", "Umar", "Vera", "Wade", "Xena", "Yves", "Zara", "Amos", "Bryn", "Cleo", "Dirk", "Elsa", "Finn", "Gina", "Hugo",
    "Iris", "Jude", "Kate", "Liam", "Mona", "Noel",
];
const FAMILY: [&str; 40] = [
    "Ahmed", "Brown", "Campbell", "Davies", "Evans", "Fraser", "Green", "Hughes", "Irvine", "Jones", "Khan", "Lewis", "MacLeod", "Nolan",
    "Okafor", "Patel", "Quinn", "Roberts", "Smith", "Taylor", "Usher", "Vance", "Walker", "Young", "Archer", "Barker", "Carter", "Dixon",
    "Ellis", "Foster", "Graham", "Harvey", "Ingram", "Jackson", "Kelly", "Lawson", "Mason", "Newton", "Osborne", "Parker",
];
const SYLLABLES: [&str; 20] = [
    "bar", "cot", "den", "fel", "gris", "hol", "jan", "kem", "lor", "mun", "nex", "pol", "quil", "rast", "sel", "tor", "ult", "ver", "wyn",
    "zab",
];

/// Rows of a return: secondees, other staff, assignments.
pub type Rows = [usize; 3];

/// Writes a round of so many returns into a folder.
pub fn write(round: &Path, kind: Kind, returns: usize, rows: Rows) {
    fs::create_dir_all(round.join("returns")).expect("a folder");
    let template = clean().books[0].clone();
    let mut toml = default_toml(2026, None);
    let mut names = Names { kind, dice: Dice(7), made: 0 };
    for number in 0..returns {
        let member = format!("M{number:05}");
        toml.push_str(&format!("\n[[member]]\ncode = \"{member}\"\nname = \"Body {number}\"\n"));
        fs::write(round.join(format!("returns/{member}.xlsx")), to_xlsx(&book(&template, &member, rows, &mut names))).expect("a return");
    }
    fs::write(round.join("round.toml"), toml).expect("round.toml");
}

struct Names {
    kind: Kind,
    dice: Dice,
    made: u64,
}

impl Names {
    /// The next person's name: one that hardly anybody else has, or one of those in common use.
    fn next(&mut self) -> String {
        self.made += 1;
        match self.kind {
            Kind::Names => format!("{} {}", self.dice.of(&GIVEN), self.dice.of(&FAMILY)),
            Kind::Wrong => format!("{} {}", self.dice.of(&GIVEN[..20]), self.dice.of(&FAMILY[..20])),
            Kind::Clean | Kind::Dates => {
                let mut rest = self.made.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 24;
                let mut surname = String::new();
                for _ in 0..5 {
                    surname.push_str(SYLLABLES[(rest % 20) as usize]);
                    rest /= 20;
                }
                format!("{} {surname}", GIVEN[(self.made % 40) as usize])
            }
        }
    }
}

/// A return on the pattern of another.
fn book(template: &WorkbookFile, member: &str, [secondees, staff, assignments]: Rows, names: &mut Names) -> WorkbookFile {
    let mut book = template.clone();
    book.member = member.into();
    let answers = &mut book.sheets[0];
    for (reference, answer) in [("R01", member), ("R09", secondees.to_string().as_str()), ("R10", (secondees + staff).to_string().as_str())]
    {
        let row = answers.row_of(reference);
        answers.rows[row][2] = answer.into();
    }
    let bad = names.kind.has_bad_dates();
    let everywhere: Vec<&str> = HOMES.iter().chain(&VISITED).copied().collect();
    let homes: &[&str] = if bad { &everywhere } else { &HOMES };
    let (from, census) = (date(2025, 4, 1), date(2026, 3, 20));
    let wanted = [0, secondees, staff, assignments];
    let [secondees, staff] = [secondees, staff].map(|count| (0..count).map(|_| names.next()).collect::<Vec<String>>());
    let set = |grid: &mut secondee_audit::sample::SheetContent, row: &mut Vec<String>, heading: &str, value: &str| {
        let column = grid.column_of(heading);
        row[column] = value.into();
    };
    for (at, sheet) in book.sheets.iter_mut().enumerate().skip(1) {
        let patterns = std::mem::take(&mut sheet.rows);
        for number in 1..=wanted[at] {
            // The last of the staff is the one who plans: a member with frontline staff only would be asked about it.
            let mut row = if at == 2 && number == wanted[at] { patterns[1].clone() } else { patterns[0].clone() };
            let dice = &mut names.dice;
            match at {
                1 => {
                    row[0] = format!("S{number:03}");
                    set(sheet, &mut row, "Full name", &secondees[number - 1]);
                    let home = dice.of(homes);
                    set(sheet, &mut row, "Home establishment", home);
                    set(sheet, &mut row, "Likely to return to", if bad { dice.of(homes) } else { home });
                    set(
                        sheet,
                        &mut row,
                        "Start date",
                        &if bad { dice.day(from, census) } else { dice.day(date(2022, 4, 1), date(2024, 3, 1)) },
                    );
                    if bad {
                        for heading in ["End date", "Conflict assessment date", "Last supervision date", "Independence briefing date"] {
                            let day = dice.day(from, census);
                            set(sheet, &mut row, heading, &day);
                        }
                    }
                }
                2 => {
                    row[0] = format!("T{number:03}");
                    set(sheet, &mut row, "Full name", &staff[number - 1]);
                }
                _ => {
                    row[0] = format!("A{number:04}");
                    let (reference, name) = match dice.below(10) {
                        0..3 => {
                            let at = dice.below(secondees.len());
                            (format!("S{:03}", at + 1), &secondees[at])
                        }
                        _ => {
                            let at = dice.below(staff.len());
                            (format!("T{:03}", at + 1), &staff[at])
                        }
                    };
                    let day = date(2025, 4, 2).saturating_add(jiff::Span::new().days(number as i64));
                    let day = format!("{:02}/{:02}/{:04}", day.day(), day.month(), day.year());
                    let (start, end) = if bad { (dice.day(from, census), dice.day(from, census)) } else { (day.clone(), day) };
                    let place = if bad { dice.of(&everywhere) } else { dice.of(&VISITED) };
                    for (heading, value) in [
                        ("Person ref", reference.as_str()),
                        ("Establishment", place),
                        ("Start date", &start),
                        ("End date", &end),
                        ("Lead member", member),
                    ] {
                        set(sheet, &mut row, heading, value);
                    }
                    let name = if names.kind == Kind::Wrong { names.next() } else { name.clone() };
                    set(sheet, &mut row, "Full name", &name);
                }
            }
            sheet.rows.push(row);
        }
    }
    book
}
