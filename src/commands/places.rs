//! `places`: what the register makes of names, and whether a register is sound.

use std::io::Read;
use std::path::Path;

use super::{Done, json};
use crate::commands::cli::Listing;
use crate::error::Error;
use crate::figures::table::{Datum, Table};
use crate::outputs::data;
use crate::places::{Files, Register, RegisterFault, faults};

const HEADINGS: [&str; 6] = ["written_name", "place_id", "certainty", "score", "candidates", "reason"];

pub(super) fn run(mut names: Vec<String>, file: Option<&Path>, ignore_aliases: bool, format: Listing) -> Result<Done, Error> {
    if let Some(path) = file {
        let text = match path.to_str() {
            Some("-") => {
                let mut text = String::new();
                std::io::stdin().read_to_string(&mut text).map(|_| text)
            }
            _ => std::fs::read_to_string(path),
        };
        let text = text.map_err(|e| Error::at(path, format!("cannot be read ({e}); it must be a text file in UTF-8, one name a line")))?;
        names.extend(text.lines().map(str::trim).filter(|line| !line.is_empty()).map(String::from));
    }
    if names.is_empty() {
        return Err(Error::asked("give names, or --file with one name a line (`-` for standard input)"));
    }
    let register = if ignore_aliases { Register::embedded().without_aliases() } else { Register::embedded() };
    let rows: Vec<Vec<Datum>> = names.iter().map(|name| row(&register, name)).collect();
    let cells = |row: &Vec<Datum>| row.iter().map(|cell| Datum::text(cell).unwrap_or_default()).collect::<Vec<String>>();
    let text = match format {
        Listing::Csv => {
            let table = Table { name: "Places", headings: HEADINGS.map(String::from).to_vec(), rows };
            // The mark by which Excel knows UTF-8 belongs in files, not in what another program reads.
            String::from_utf8_lossy(&data::csv(&table.view())).trim_start_matches('\u{feff}').to_string()
        }
        Listing::Json => json(
            &rows
                .iter()
                .map(|row| {
                    let pairs = HEADINGS.iter().zip(row).map(|(heading, datum)| ((*heading).to_string(), value(heading, datum)));
                    serde_json::Value::Object(pairs.collect())
                })
                .collect::<Vec<_>>(),
        ),
        Listing::Text => rows
            .iter()
            .map(cells)
            .map(|c| format!("{}: {} {}\n    {}\n", c[0], c[2], if c[1].is_empty() { &c[4] } else { &c[1] }, c[5]))
            .collect(),
    };
    Ok(Done::new(text))
}

/// Whether registers are sound: the program's own, or those of the files and round folders named.
pub(super) fn check(paths: &[String], format: Listing) -> Result<Done, Error> {
    let mut all: Vec<(String, Vec<RegisterFault>, usize)> = Vec::new();
    if paths.is_empty() {
        all.push(("the register that comes with the program".into(), faults(&Files::embedded()), Register::embedded().places().len()));
    }
    for path in paths {
        let path = Path::new(path);
        let file = if path.is_dir() { path.join("register.csv") } else { path.to_path_buf() };
        let read =
            |path: &Path| std::fs::read_to_string(path).map_err(|e| Error::at(path, format!("cannot be read ({e}); save it as CSV UTF-8")));
        let companion = |name: &str| Some(file.with_file_name(name)).filter(|path| path.exists()).map(|path| read(&path)).transpose();
        let (relations, terms) = (companion("relations.csv")?, companion("terms.csv")?);
        let register = read(&file)?;
        let files = Files { register: &register, relations: relations.as_deref(), terms: terms.as_deref() };
        let places = Register::from_csv(&register).map_or(0, |register| register.places().len());
        all.push((file.display().to_string(), faults(&files), places));
    }
    let is_sound = all.iter().all(|(_, faults, _)| faults.iter().all(|fault| !fault.is_wrong));
    let text = match format {
        Listing::Json => json(&all.iter().map(|(file, faults, places)| {
            let faults: Vec<_> = faults.iter().map(|f| serde_json::json!({ "file": f.file, "line": f.line, "fault": f.words, "must_be_mended": f.is_wrong })).collect();
            serde_json::json!({ "register": file, "places": places, "sound": faults.iter().all(|f| f["must_be_mended"] != true), "faults": faults })
        }).collect::<Vec<_>>()),
        Listing::Csv => {
            let headings = ["register", "file", "line", "fault", "must_be_mended"].map(String::from).to_vec();
            let rows = all.iter().flat_map(|(file, faults, _)| faults.iter().map(move |f| {
                let must = if f.is_wrong { "yes" } else { "no" };
                vec![Datum::Text(file.clone()), Datum::Text(f.file.into()), Datum::Number(f.line as f64), Datum::Text(f.words.clone()), Datum::Text(must.into())]
            }));
            let table = Table { name: "Register", headings, rows: rows.collect() };
            String::from_utf8_lossy(&data::csv(&table.view())).trim_start_matches('\u{feff}').to_string()
        }
        Listing::Text => all.iter().map(|(file, faults, places)| shown(file, faults, *places)).collect(),
    };
    Ok(Done { failed: !is_sound, ..Done::new(text) })
}

/// One register's faults in words.
fn shown(file: &str, faults: &[RegisterFault], places: usize) -> String {
    let wrong = faults.iter().filter(|fault| fault.is_wrong).count();
    let mut text = match wrong {
        0 => format!("{file}: sound, {places} places\n"),
        1 => format!("{file}: 1 thing to mend\n"),
        many => format!("{file}: {many} things to mend\n"),
    };
    for fault in faults {
        let what = if fault.is_wrong { "" } else { " (odd, but not wrong)" };
        text.push_str(&format!("    {fault}{what}\n"));
    }
    text
}

/// A value in JSON. Candidates are always a list, places meant are one where there are several: CSV has them in one cell, between semicolons.
fn value(heading: &str, datum: &Datum) -> serde_json::Value {
    let ids = || Datum::text(datum).unwrap_or_default().split(';').filter(|id| !id.is_empty()).map(String::from).collect::<Vec<_>>();
    match datum {
        Datum::Number(number) => serde_json::json!(number),
        _ if heading == "candidates" => serde_json::json!(ids()),
        _ if heading == "place_id" && ids().len() > 1 => serde_json::json!(ids()),
        other => Datum::text(other).map_or(serde_json::Value::Null, serde_json::Value::String),
    }
}

fn row(register: &Register, name: &str) -> Vec<Datum> {
    let found = register.find(name);
    let ids: Vec<&str> = found.candidates.iter().map(|c| register.place(c.place).id.as_str()).collect();
    let meant: Vec<&str> = found.all_confirmed().map(|at| register.place(at).id.as_str()).collect();
    let one = if meant.is_empty() { Datum::Blank } else { Datum::Text(meant.join(";")) };
    let score = found.candidates.first().map_or(Datum::Blank, |c| Datum::Number(c.score));
    vec![
        Datum::Text(name.into()),
        one,
        Datum::Text(found.certainty.name().into()),
        score,
        Datum::Text(ids.join(";")),
        Datum::Text(found.reason.clone()),
    ]
}
