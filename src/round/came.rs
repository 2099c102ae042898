//! `came.csv` of the round's folder: on which day each file came, that is, on which day a run first saw it in `returns/`.
//!
//! It is the one thing that only the clock can say, so it stands in a file of its own, and no output of the audit is made from it: the same
//! inputs still give the same bytes. Whoever knows better corrects the day there. A file keeps its day under any name; what was replaced or
//! removed stays listed, because the day of a member's first return counts against `return_by`.

use std::path::Path;

use crate::error::Error;
use crate::figures::table::{Datum, Table};
use crate::model::{Date, Received, day_written};
use crate::outputs::data;
use crate::read::container::other::FOLDER;

/// Its name in the round's folder.
pub const FILE: &str = "came.csv";
const HEADINGS: [&str; 4] = ["Came on", "Member", "File", "SHA-256"];

/// A file that came.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Arrival {
    day: Date,
    /// The member, empty if it cannot be told.
    member: String,
    file: String,
    /// What tells the file from others, whatever it is called.
    mark: String,
}

/// The days on which files came, in the order in which they were seen.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Arrivals {
    files: Vec<Arrival>,
    /// What is wrong with lines that cannot be read. As long as there are such, the file is left as it is, so that nothing typed in it is lost.
    pub wrong: Vec<String>,
    /// The files of those lines.
    unread: Vec<String>,
}

impl Arrivals {
    /// Reads what earlier runs noted; nothing if there is no such file yet.
    ///
    /// # Errors
    /// If it is there and cannot be read.
    pub fn read(round: &Path) -> Result<Self, Error> {
        let path = round.join(FILE);
        if !path.exists() {
            return Ok(Self::default());
        }
        let text = std::fs::read_to_string(&path).map_err(|e| Error::at(&path, format!("cannot be read ({e})")))?;
        Ok(Self::parse(&text))
    }

    fn parse(text: &str) -> Self {
        // A spreadsheet program puts a mark before the first heading when it saves the file.
        let text = text.trim_start_matches('\u{feff}');
        let mut reader = csv::ReaderBuilder::new().has_headers(true).flexible(true).from_reader(text.as_bytes());
        let mut arrivals = Self::default();
        for (at, line) in reader.records().enumerate() {
            let line_number = at + 2;
            let Ok(line) = line else {
                arrivals.wrong.push(format!("{FILE}, line {line_number}, cannot be read as CSV"));
                continue;
            };
            let cell = |at: usize| line.get(at).unwrap_or("").trim().to_string();
            if line.iter().all(|cell| cell.trim().is_empty()) {
                continue;
            }
            match day_written(&cell(0)) {
                Some(day) => arrivals.files.push(Arrival { day, member: cell(1), file: cell(2), mark: cell(3) }),
                None => {
                    arrivals.unread.push(cell(3));
                    arrivals.wrong.push(format!(
                        "{FILE}, line {line_number}: \"{}\" is not a date; write it as 2026-05-29 or 29/05/2026. Until then no new days are noted",
                        cell(0)
                    ));
                }
            }
        }
        arrivals
    }

    /// Notes what came and was not there before; whether there is anything to be written.
    pub fn note(&mut self, received: &[Received], today: Date) -> bool {
        let before = self.clone();
        // A folder in returns/ is no return that came.
        let is_file = |file: &&Received| !file.file.is_empty() && file.fault != Some(FOLDER.fault());
        let unread = std::mem::take(&mut self.unread);
        for file in received.iter().filter(is_file).filter(|file| !unread.contains(&file.mark())) {
            match self.files.iter_mut().find(|arrival| arrival.mark == file.mark()) {
                // Whose it is may have become known since.
                Some(arrival) if arrival.member.is_empty() => arrival.member.clone_from(&file.member),
                Some(_) => {}
                None => {
                    let (member, name) = (file.member.clone(), file.file.clone());
                    self.files.push(Arrival { day: today, member, file: name, mark: file.mark() });
                }
            }
        }
        self.unread = unread;
        *self != before && self.wrong.is_empty()
    }

    /// The day on which a file came.
    pub fn day(&self, file: &Received) -> Option<Date> {
        self.files.iter().find(|arrival| arrival.mark == file.mark()).map(|arrival| arrival.day)
    }

    /// The day on which the first file of a member came.
    pub fn first(&self, member: &str) -> Option<Date> {
        self.files.iter().filter(|arrival| arrival.member == member).map(|arrival| arrival.day).min()
    }

    /// As it is written.
    pub fn text(&self) -> Vec<u8> {
        let text = |text: &str| if text.is_empty() { Datum::Blank } else { Datum::Text(text.to_string()) };
        let rows = self.files.iter().map(|one| vec![Datum::Date(one.day), text(&one.member), text(&one.file), text(&one.mark)]);
        data::csv(&Table { name: "Came", headings: HEADINGS.map(String::from).to_vec(), rows: rows.collect() }.view())
    }
}

/// Today, by the clock of this machine. Only the day on which something came, was written or was chased is ever asked of the clock.
pub fn today() -> Date {
    jiff::Zoned::now().date()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Format, Status};

    fn file(member: &str, name: &str, sha256: &str) -> Received {
        Received {
            member: member.into(),
            file: name.into(),
            size: 1,
            sha256: sha256.into(),
            format: Format::Xlsx,
            status: Status::Received,
            fault: None,
            unused: None,
            rows: [0; 3],
            completed: None,
            remark: String::new(),
        }
    }

    #[test]
    fn the_first_day_is_kept_whatever_the_file_is_called_later() {
        let (first, later) = (jiff::civil::date(2026, 4, 30), jiff::civil::date(2026, 5, 9));
        let mut arrivals = Arrivals::default();
        assert!(arrivals.note(&[file("", "=a.xlsx", "aa"), file("CQC", "", "")], first));
        assert!(!arrivals.note(&[file("", "=a.xlsx", "aa")], later));
        assert!(arrivals.note(&[file("HMIP", "renamed.xlsx", "aa"), file("HMIP", "new, and \"quoted\".xlsx", "bb")], later));
        let read = Arrivals::parse(&String::from_utf8(arrivals.text()).expect("text"));
        assert_eq!(read.day(&file("HMIP", "x", "aa")), Some(first));
        assert_eq!((read.day(&file("HMIP", "x", "bb")), read.first("HMIP"), read.first("CQC")), (Some(later), Some(first), None));
        let mut again = read.clone();
        assert!(!again.note(&[file("HMIP", "y", "bb")], later), "nothing new came");
    }

    #[test]
    fn a_day_typed_in_a_spreadsheet_is_taken_and_a_wrong_one_named_with_its_line() {
        let typed = Arrivals::parse("\u{feff}Came on,Member,File,SHA-256\r\n03/05/2026,HMIP,a.xlsx,aa\r\n,,,\r\n");
        assert_eq!(typed.first("HMIP"), Some(jiff::civil::date(2026, 5, 3)));
        for wrong in ["Monday", "31/02/2026", "1/2/3/4", ""] {
            let text = format!("Came on,Member,File,SHA-256\n{wrong},HMIP,a.xlsx,aa\n04/05/2026,CQC,b.xlsx,bb\n");
            let mut read = Arrivals::parse(&text);
            assert!(read.wrong[0].contains("line 2") && read.wrong[0].contains("is not a date"), "{:?}", read.wrong);
            assert_eq!(read.first("CQC"), Some(jiff::civil::date(2026, 5, 4)), "the other lines stand");
            let came = [file("HMIP", "a.xlsx", "aa"), file("IMB", "c.xlsx", "cc")];
            assert!(!read.note(&came, jiff::civil::date(2026, 6, 1)), "the file is left as it is");
            assert_eq!(read.day(&came[0]), None, "no other day is made up");
        }
    }
}
