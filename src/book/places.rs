//! Places that the coordinator confirmed: read back from *Places to confirm* of the consolidated workbook before it is written again, and kept in the
//! round's register as aliases, so that the name stands for that place from then on and next year.
//!
//! A confirmed name is taken off any other place that has it as an alias: from then on it means the place that was confirmed. Names are compared as
//! the register compares them, without case, spacing and punctuation.

use std::collections::BTreeMap;

use crate::book::tables::Ours;
use crate::error::Error;
use crate::places::{PlaceIx, Register, squash};

/// The sheet.
pub const SHEET: &str = "Places to confirm";
/// The column of names as written.
pub const WRITTEN: &str = "Written name";
/// The column in which a place is confirmed.
pub const CONFIRMED: &str = "Confirmed place";
/// The same in a workbook of an earlier program.
const OLDER_CONFIRMED: &str = "Confirmed place id";
/// The column of the cells in which the name stands.
pub const CELLS: &str = "Cells";
/// What the columns begin with that hold the places offered, one each.
pub const OFFERED: &str = "Place offered ";
/// How many places are offered at most.
pub const MOST_OFFERED: usize = 8;

/// A name that was confirmed to mean a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Confirmed {
    /// The name as written.
    pub written: String,
    /// What was typed: the id of the place, its official name, another name of it, or name and id.
    pub id: String,
    /// Where it was typed.
    pub cell: String,
    /// The cells of returns in which the name stands.
    pub cells: String,
}

/// A word under [`CONFIRMED`] that does not say one place: kept as typed and asked about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnclearPlace {
    /// What was typed, and in which row.
    pub typed: Confirmed,
    /// Why it cannot be taken, and how to say it.
    pub why: String,
}

impl UnclearPlace {
    /// For the coordinator: by its cell and row. A name in a return may say anything, so that it is not for the console.
    pub fn notice(&self) -> String {
        let Confirmed { cell, cells, .. } = &self.typed;
        let row = if cells.is_empty() { String::new() } else { format!(" (the name at {cells})") };
        format!("{cell}{row}: {}; it was kept as typed and confirms nothing", self.why)
    }
}

/// What became of the places that were confirmed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TakenOver {
    /// The text of the register with them; `None` if it has all of them already.
    pub register: Option<String>,
    /// What could not be taken.
    pub unclear: Vec<UnclearPlace>,
}

/// Reads what was confirmed in a consolidated workbook.
///
/// # Errors
/// If the sheet is damaged.
pub fn read<B: AsRef<[u8]>>(book: &mut Ours<B>) -> Result<Vec<Confirmed>, Error> {
    if !book.has(SHEET) {
        return Ok(Vec::new());
    }
    let (heading, rows) = match book.rows(SHEET, &[WRITTEN, CONFIRMED]) {
        Ok(rows) => (CONFIRMED, rows),
        Err(error) => (OLDER_CONFIRMED, book.rows(SHEET, &[WRITTEN, OLDER_CONFIRMED]).map_err(|_| error)?),
    };
    let typed = rows.iter().filter(|row| !row.text(heading).is_empty());
    let confirmed = typed.map(|row| Confirmed {
        written: row.text(WRITTEN),
        id: row.text(heading),
        cell: format!("{SHEET}!{}", row.cell(heading)),
        cells: row.text(CELLS),
    });
    Ok(confirmed.collect())
}

/// The place that was typed: by its id, by name and id as they are offered, by its official name, or by a name that one place alone has. Else why
/// it cannot be told, and how to say it.
fn place_typed(register: &Register, typed: &str) -> Result<PlaceIx, String> {
    if let Some(at) = register.by_id(typed.trim()) {
        return Ok(at);
    }
    let in_brackets = typed.trim_end().strip_suffix(')').and_then(|rest| rest.rsplit_once('(')).map(|(_, id)| id.trim());
    if let Some(at) = in_brackets.and_then(|id| register.by_id(id)) {
        return Ok(at);
    }
    let wanted = squash(typed);
    let all = || register.places().iter().filter_map(|place| Some((place, register.by_id(&place.id)?)));
    let official: Vec<PlaceIx> = all().filter(|(place, _)| squash(&place.name) == wanted).map(|(_, at)| at).collect();
    let aliased = || all().filter(|(place, _)| place.aliases.iter().any(|alias| squash(alias) == wanted)).map(|(_, at)| at).collect();
    let mut named: Vec<PlaceIx> = if official.is_empty() { aliased() } else { official };
    if named.is_empty() {
        let found = register.find(typed);
        match found.confirmed() {
            Some(at) => return Ok(at),
            None => named = found.candidates.iter().map(|candidate| candidate.place).collect(),
        }
    }
    match named[..] {
        [at] if register.place(at).aliases.iter().chain([&register.place(at).name]).any(|name| squash(name) == wanted) => Ok(at),
        [] => Err("what is typed there names no place of the register; choose one of the list in the cell, or type the place's id or its \
                   official name, which `secondee-audit places NAME` shows"
            .into()),
        _ => {
            let some: Vec<String> = named.iter().take(MOST_OFFERED).map(|at| offered(register, *at)).collect();
            Err(format!("what is typed there may be {}; type the id of the one that is meant", some.join(" or ")))
        }
    }
}

/// A place as it is offered: its official name and its id.
pub fn offered(register: &Register, at: PlaceIx) -> String {
    let place = register.place(at);
    format!("{} ({})", place.name, place.id)
}

/// The register with what was confirmed, and what could not be taken: a word that names no place, and one name that is confirmed as several places.
///
/// # Errors
/// If the register cannot be used.
pub fn into_register(text: &str, confirmed: &[Confirmed]) -> Result<TakenOver, Error> {
    let register = Register::of_round(text, None, None).map_err(Error::typed)?;
    let mut unclear = Vec::new();
    let mut taken: Vec<Confirmed> = Vec::new();
    // By name, in the order in which each comes first; a row without a name is one by itself.
    let mut names: Vec<Vec<&Confirmed>> = Vec::new();
    let mut first_of: BTreeMap<String, usize> = BTreeMap::new();
    for one in confirmed {
        let at = match squash(&one.written) {
            name if name.is_empty() => names.len(),
            name => *first_of.entry(name).or_insert(names.len()),
        };
        match names.get_mut(at) {
            Some(rows) => rows.push(one),
            None => names.push(vec![one]),
        }
    }
    for rows in names {
        let understood: Vec<Result<String, String>> = rows.iter().map(|one| understood(&register, one)).collect();
        match &understood[0] {
            _ if understood.iter().any(|other| *other != understood[0]) => unclear.push(several(&rows)),
            Ok(id) => taken.push(Confirmed { id: id.clone(), ..rows[0].clone() }),
            Err(why) => unclear.push(UnclearPlace { typed: rows[0].clone(), why: why.clone() }),
        }
    }
    let completed = with_lines_of(text, &taken)?;
    let ids: BTreeMap<String, (&Confirmed, String)> = taken.iter().map(|one| (squash(&one.written), (one, one.id.clone()))).collect();
    let changed = with_aliases(&completed, &ids)?;
    Ok(TakenOver { register: (!ids.is_empty() && changed != text).then_some(changed), unclear })
}

/// Between the places of one cell, where rows of the workbook and of copies say different ones.
const OR: &str = " or ";

/// One name that rows confirm as different places: none is taken, and its one cell keeps what was typed in all of them.
fn several(rows: &[&Confirmed]) -> UnclearPlace {
    let mut typed: Vec<&str> = Vec::new();
    for part in rows.iter().flat_map(|row| row.id.split(OR)).map(str::trim) {
        if !typed.contains(&part) {
            typed.push(part);
        }
    }
    let cells: Vec<&str> = rows[1..].iter().map(|row| row.cell.as_str()).collect();
    UnclearPlace {
        typed: Confirmed { id: typed.join(OR), ..rows[0].clone() },
        why: format!(
            "another place is confirmed for the same name at {}, so neither was taken; type the right one, once",
            cells.join(" and ")
        ),
    }
}

/// The id of the place that a row confirms, or why it confirms none.
fn understood(register: &Register, one: &Confirmed) -> Result<String, String> {
    let place = register.place(place_typed(register, &one.id)?);
    if squash(&one.written).is_empty() {
        return Err(format!("a place is confirmed, but the row has no name under {WRITTEN}; clear the cell"));
    }
    let other = register.places().iter().find(|other| other.id != place.id && squash(&other.name) == squash(&one.written));
    match other {
        Some(other) => Err(format!(
            "{} is confirmed there, but the name in the row is the official name of {}; clear the cell, or rename that place in register.csv",
            place.id, other.id
        )),
        None => Ok(place.id.clone()),
    }
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
        Confirmed { written: written.into(), id: id.into(), cell: format!("{SHEET}!{cell}"), cells: String::new() }
    }

    #[test]
    fn a_place_that_an_older_register_lacks_is_added_when_it_is_confirmed() {
        let old = "id,name,kind,nation,parent_organisation,operator,region_or_group,status,aliases,source\r\n\
                   prison-XYI,HMP Xanadu,prison,England,,,,open,,own\r\n";
        let both = [confirmed("the Lothian board", "org-nhs-lothian", "C5"), confirmed("Lothian's board", "ORG-nhs-lothian", "C6")];
        let after = into_register(old, &both).expect("it is known to the program").register.expect("it changed");
        assert!(after.starts_with(old) && after.matches("org-nhs-lothian").count() == 1, "{after}");
        let register = Register::of_round(&after, None, None).expect("a register");
        assert_eq!(register.find("the Lothian board").certainty, Certainty::Confirmed);
        assert_eq!(register.find("Lothian's board").certainty, Certainty::Confirmed);
    }

    #[test]
    fn a_confirmed_name_is_confirmed_from_then_on_and_nothing_else_changes() {
        let before = Register::embedded_csv();
        let all = [confirmed("The old gaol", "prison-LEI", "F6"), confirmed("HMP  Peterborough", "prison-PFI", "F7")];
        let after = into_register(before, &all).expect("two ids").register.expect("a change");
        let register = Register::from_csv(&after).expect("a register");
        for (written, id) in [("THE OLD GAOL", "prison-LEI"), ("HMP Peterborough", "prison-PFI"), ("H.M.P. Peterborough", "prison-PFI")] {
            let found = register.find(written);
            assert_eq!(found.confirmed().map(|at| register.place(at).id.as_str()), Some(id), "{written}: {}", found.reason);
        }
        let differing = before.lines().zip(after.lines()).filter(|(a, b)| a != b).count();
        assert_eq!(differing, 2, "HMP Leeds gains an alias; one side of Peterborough has it already and the other loses it");
        assert_eq!(into_register(&after, &all), Ok(TakenOver::default()), "a second time there is nothing to do");
    }

    #[test]
    fn a_register_saved_by_excel_keeps_its_mark_and_line_ends() {
        let excel = format!("\u{feff}{}", Register::embedded_csv().replace("\r\n", "\n").replace('\n', "\r\n"));
        let after = into_register(&excel, &[confirmed("Leeds; old; gaol", "PRISON-lei", "F6")]).expect("an id").register.expect("a change");
        assert!(after.starts_with('\u{feff}') && !after.replace("\r\n", "").contains('\n'));
        let register = Register::from_csv(&after).expect("a register");
        assert_eq!(register.find("Leeds old gaol").certainty, Certainty::Confirmed);
    }

    #[test]
    fn a_place_is_known_by_id_official_name_or_a_name_that_it_alone_has() {
        let text = Register::embedded_csv();
        for typed in ["prison-LEI", "PRISON-lei ", "HMP Leeds", "hmp leeds", "H.M.P. Leeds", "HMP Leeds (prison-LEI)"] {
            let taken = into_register(text, &[confirmed("The old gaol", typed, "F6")]).expect("a register");
            assert!(taken.unclear.is_empty(), "{typed}: {:?}", taken.unclear);
            let register = Register::from_csv(&taken.register.expect("a change")).expect("a register");
            let found = register.find("The old gaol");
            assert_eq!(found.confirmed().map(|at| register.place(at).id.as_str()), Some("prison-LEI"), "{typed}");
        }
    }

    #[test]
    fn what_names_no_place_or_several_is_asked_about_by_its_row_and_the_rest_is_taken() {
        let text = Register::embedded_csv();
        for (written, typed, says) in [
            ("Somewhere", "prison-XXX", "names no place"),
            ("Somewhere", "Zzyzx", "names no place"),
            ("Somewhere", "HMP Peterborough", "may be"),
            ("", "prison-LEI", "no name"),
            ("HMP/YOI Hull", "prison-LEI", "official name of prison-HLI"),
        ] {
            let mut one = confirmed(written, typed, "F7");
            one.cells = "HMIP Assignments!F4".into();
            let taken = into_register(text, &[one, confirmed("The old gaol", "prison-LEI", "F6")]).expect("no reason to stop");
            let notice = taken.unclear.first().expect("asked about").notice();
            assert!(notice.starts_with("Places to confirm!F7 (the name at HMIP Assignments!F4): ") && notice.contains(says), "{notice}");
            assert!(taken.unclear.len() == 1 && taken.register.is_some_and(|text| text.contains("The old gaol")));
        }
    }

    #[test]
    fn one_name_confirmed_as_two_places_is_asked_about_and_one_place_in_two_forms_is_taken() {
        let text = Register::embedded_csv();
        let other = confirmed("The old gaol", "prison-LEI", "F7");
        let both = [confirmed("Somewhere", "prison-LEI", "F6"), confirmed("SOMEWHERE", "prison-HLI", "F9"), other];
        let taken = into_register(text, &both).expect("no reason to stop");
        let [unclear] = taken.unclear.as_slice() else { panic!("{:?}", taken.unclear) };
        let notice = unclear.notice();
        assert!(notice.contains("F6") && notice.contains("F9") && notice.contains("neither was taken"), "{notice}");
        assert_eq!(unclear.typed.id, "prison-LEI or prison-HLI", "the one cell keeps both");
        assert!(taken.register.is_some_and(|text| text.contains("The old gaol") && !text.contains("omewhere")), "the rest is taken");
        // What was kept is asked about again, and stays what it is beside one of the two.
        let again = [confirmed("Somewhere", "prison-LEI or prison-HLI", "F6"), confirmed("somewhere", "prison-HLI", "F9")];
        assert_eq!(into_register(text, &again).expect("no reason to stop").unclear[0].typed.id, "prison-LEI or prison-HLI");
        assert_eq!(into_register(text, &again[..1]).expect("no reason to stop").unclear.len(), 1);
        // Forms of one place say the same.
        let forms = ["prison-LEI", "HMP Leeds", "hmp leeds (prison-LEI)"].map(|typed| confirmed("Somewhere", typed, "F6"));
        let taken = into_register(text, &forms).expect("no reason to stop");
        assert!(taken.unclear.is_empty() && taken.register.is_some_and(|text| text.contains("Somewhere")));
    }
}
