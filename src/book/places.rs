//! Places that the coordinator confirmed: read back from *Places to confirm* of the consolidated workbook before it is written again, and kept in the
//! round's register as aliases, so that the name stands for that place from then on and next year.
//!
//! A confirmed name is taken off any other place that has it as an alias: from then on it means the place that was confirmed. Names are compared as
//! the register compares them, without case, spacing and punctuation.

use std::collections::BTreeMap;

use crate::book::tables::Ours;
use crate::error::Error;
use crate::places::{Register, squash};

/// The sheet.
pub const SHEET: &str = "Places to confirm";
/// The column of names as written.
pub const WRITTEN: &str = "Written name";
/// The column in which a place is confirmed.
pub const CONFIRMED: &str = "Confirmed place id";

/// A name that was confirmed to mean a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Confirmed {
    /// The name as written.
    pub written: String,
    /// What was typed: the id of the place.
    pub id: String,
    /// Where it was typed.
    pub cell: String,
}

/// Reads what was confirmed in a consolidated workbook.
///
/// # Errors
/// If the sheet is damaged.
pub fn read<B: AsRef<[u8]>>(book: &mut Ours<B>) -> Result<Vec<Confirmed>, Error> {
    if !book.has(SHEET) {
        return Ok(Vec::new());
    }
    let rows = book.rows(SHEET, &[WRITTEN, CONFIRMED])?;
    let typed = rows.iter().filter(|row| !row.text(CONFIRMED).is_empty());
    let confirmed = typed.map(|row| Confirmed {
        written: row.text(WRITTEN),
        id: row.text(CONFIRMED),
        cell: format!("{SHEET}!{}", row.cell(CONFIRMED)),
    });
    Ok(confirmed.collect())
}

/// The register with what was confirmed; `None` if it has all of it already.
///
/// # Errors
/// If what was typed is no id of the register, a name is missing or confirmed as two places, or is the official name of another place: the message
/// names the cell and says what to do.
pub fn into_register(text: &str, confirmed: &[Confirmed]) -> Result<Option<String>, Error> {
    let register = Register::of_round(text, None, None).map_err(Error::typed)?;
    let completed = with_lines_of(text, confirmed)?;
    let mut ids: BTreeMap<String, (&Confirmed, String)> = BTreeMap::new();
    for one in confirmed {
        let Confirmed { written, id, cell } = one;
        let Some(at) = register.by_id(id) else {
            return Err(Error::typed(format!(
                "{cell} says \"{id}\", which is not an id of the register; write one id, as those in brackets under Candidates, or clear the cell"
            )));
        };
        if squash(written).is_empty() {
            return Err(Error::typed(format!("{cell} confirms {id}, but the row has no name under {WRITTEN}; clear the cell")));
        }
        let place = register.place(at);
        let other = register.places().iter().find(|other| other.id != place.id && squash(&other.name) == squash(written));
        if let Some(other) = other {
            let name = &other.name;
            return Err(Error::typed(format!(
                "{cell} confirms {id}, but \"{name}\" is the official name of {}; clear the cell, or rename it in register.csv",
                other.id
            )));
        }
        match ids.get(&squash(written)) {
            Some((before, known)) if *known != place.id => {
                return Err(Error::typed(format!("{cell} and {} confirm one name as two places; clear one of them", before.cell)));
            }
            _ => drop(ids.insert(squash(written), (one, place.id.clone()))),
        }
    }
    let changed = with_aliases(&completed, &ids)?;
    Ok((!ids.is_empty() && changed != text).then_some(changed))
}

/// The text with the lines of the program's register for places that were confirmed and that it lacks.
fn with_lines_of(text: &str, confirmed: &[Confirmed]) -> Result<String, Error> {
    let own = Register::from_csv(text).map_err(Error::typed)?;
    let mut reader = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    let headings = reader.headers().map_err(|e| Error::typed(format!("register.csv: {e}")))?.clone();
    let ending = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let mut out = text.to_string();
    let mut added: Vec<String> = Vec::new();
    for one in confirmed.iter().filter(|one| own.by_id(&one.id).is_none()) {
        let Some(cells) = Register::embedded_line(&one.id, &headings).filter(|_| !added.contains(&one.id.to_lowercase())) else { continue };
        added.push(one.id.to_lowercase());
        if !out.ends_with('\n') {
            out.push_str(ending);
        }
        out.push_str(line(&cells.iter().map(String::as_str).collect::<Vec<_>>())?.trim_end_matches('\n'));
        out.push_str(ending);
    }
    Ok(out)
}

/// Rewrites the lines of the places that gain or lose an alias; every other byte stays as it is.
fn with_aliases(text: &str, ids: &BTreeMap<String, (&Confirmed, String)>) -> Result<String, Error> {
    let (mark, body) = text.strip_prefix('\u{feff}').map_or(("", text), |body| ("\u{feff}", body));
    let mut reader = csv::Reader::from_reader(body.as_bytes());
    let headings = reader.headers().map_err(|e| Error::typed(format!("register.csv: {e}")))?.clone();
    let column = |name: &str| {
        headings.iter().position(|heading| heading == name).ok_or_else(|| Error::typed(format!("register.csv has no column \"{name}\"")))
    };
    let (id, aliases) = (column("id")?, column("aliases")?);
    let mut out = String::from(mark);
    let mut kept_to = 0;
    let mut record = csv::StringRecord::new();
    loop {
        let mut from = reader.position().byte() as usize;
        // The reader stops between the two characters of a Windows line end.
        from += usize::from(body[from..].starts_with('\n'));
        if !reader.read_record(&mut record).map_err(|e| Error::typed(format!("register.csv: {e}")))? {
            break;
        }
        let mut to = reader.position().byte() as usize;
        to += usize::from(body[..to].ends_with('\r') && body[to..].starts_with('\n'));
        let before: Vec<&str> = record[aliases].split(';').map(str::trim).filter(|alias| !alias.is_empty()).collect();
        let is_mine = |place: &str| place.eq_ignore_ascii_case(record[id].trim());
        let mut after: Vec<String> =
            before.iter().filter(|a| ids.get(&squash(a)).is_none_or(|(_, place)| is_mine(place))).map(|a| (*a).into()).collect();
        for (squashed, (one, place)) in ids {
            if is_mine(place) && !after.iter().any(|alias| squash(alias) == *squashed) {
                // Aliases are parted by semicolons, which do not count when names are compared.
                after.push(one.written.replace(';', ",").split_whitespace().collect::<Vec<_>>().join(" "));
            }
        }
        if after == before {
            continue;
        }
        let aliases_now = after.join(";");
        let cells: Vec<&str> =
            record.iter().enumerate().map(|(at, cell)| if at == aliases { aliases_now.as_str() } else { cell }).collect();
        out.push_str(&body[kept_to..from]);
        let line = line(&cells)?;
        let ending = if body[from..to].ends_with("\r\n") { "\r\n" } else { "\n" };
        out.push_str(line.trim_end_matches('\n'));
        out.push_str(ending);
        kept_to = to;
    }
    out.push_str(&body[kept_to..]);
    Ok(out)
}

fn line(cells: &[&str]) -> Result<String, Error> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(cells).map_err(|e| Error::typed(format!("register.csv: {e}")))?;
    let bytes = writer.into_inner().map_err(|e| Error::typed(format!("register.csv: {e}")))?;
    String::from_utf8(bytes).map_err(|e| Error::typed(format!("register.csv: {e}")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::places::Certainty;

    fn confirmed(written: &str, id: &str, cell: &str) -> Confirmed {
        Confirmed { written: written.into(), id: id.into(), cell: format!("{SHEET}!{cell}") }
    }

    #[test]
    fn a_place_that_an_older_register_lacks_is_added_when_it_is_confirmed() {
        let old = "id,name,kind,nation,parent_organisation,operator,region_or_group,status,aliases,source\r\n\
                   prison-XYI,HMP Xanadu,prison,England,,,,open,,own\r\n";
        let both = [confirmed("the Lothian board", "org-nhs-lothian", "C5"), confirmed("Lothian's board", "ORG-nhs-lothian", "C6")];
        let after = into_register(old, &both).expect("it is known to the program").expect("it changed");
        assert!(after.starts_with(old) && after.matches("org-nhs-lothian").count() == 1, "{after}");
        let register = Register::of_round(&after, None, None).expect("a register");
        assert_eq!(register.find("the Lothian board").certainty, Certainty::Confirmed);
        assert_eq!(register.find("Lothian's board").certainty, Certainty::Confirmed);
    }

    #[test]
    fn a_confirmed_name_is_confirmed_from_then_on_and_nothing_else_changes() {
        let before = Register::embedded_csv();
        let all = [confirmed("The old gaol", "prison-LEI", "F6"), confirmed("HMP  Peterborough", "prison-PFI", "F7")];
        let after = into_register(before, &all).expect("two ids").expect("a change");
        let register = Register::from_csv(&after).expect("a register");
        for (written, id) in [("THE OLD GAOL", "prison-LEI"), ("HMP Peterborough", "prison-PFI"), ("H.M.P. Peterborough", "prison-PFI")] {
            let found = register.find(written);
            assert_eq!(found.confirmed().map(|at| register.place(at).id.as_str()), Some(id), "{written}: {}", found.reason);
        }
        let differing = before.lines().zip(after.lines()).filter(|(a, b)| a != b).count();
        assert_eq!(differing, 2, "HMP Leeds gains an alias; one side of Peterborough has it already and the other loses it");
        assert_eq!(into_register(&after, &all), Ok(None), "a second time there is nothing to do");
    }

    #[test]
    fn a_register_saved_by_excel_keeps_its_mark_and_line_ends() {
        let excel = format!("\u{feff}{}", Register::embedded_csv().replace("\r\n", "\n").replace('\n', "\r\n"));
        let after = into_register(&excel, &[confirmed("Leeds; old; gaol", "PRISON-lei", "F6")]).expect("an id").expect("a change");
        assert!(after.starts_with('\u{feff}') && !after.replace("\r\n", "").contains('\n'));
        let register = Register::from_csv(&after).expect("a register");
        assert_eq!(register.find("Leeds old gaol").certainty, Certainty::Confirmed);
    }

    #[test]
    fn what_cannot_be_kept_names_its_cell() {
        let text = Register::embedded_csv();
        for (all, says) in [
            (vec![confirmed("Somewhere", "prison-XXX", "F6")], "F6"),
            (vec![confirmed("", "prison-LEI", "F7")], "F7"),
            (vec![confirmed("Somewhere", "prison-LEI", "F6"), confirmed("SOMEWHERE", "prison-HLI", "F9")], "F9"),
            (vec![confirmed("HMP Hull", "prison-LEI", "F6"), confirmed("hmp/yoi hull", "prison-LEI", "F8")], "F8"),
        ] {
            let message = into_register(text, &all).expect_err("a fault").to_string();
            assert!(message.contains(&format!("{SHEET}!{says}")), "{message}");
        }
    }
}
