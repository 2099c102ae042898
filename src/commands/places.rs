//! `places`: what the register makes of names.

use std::io::Read;
use std::path::Path;

use super::{Done, json};
use crate::commands::cli::Listing;
use crate::error::Error;
use crate::figures::table::{Datum, Table};
use crate::outputs::data;
use crate::places::Register;

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
        return Err(Error("give names, or --file with one name a line (`-` for standard input)".into()));
    }
    let register = if ignore_aliases { Register::embedded().without_aliases() } else { Register::embedded() };
    let rows: Vec<Vec<Datum>> = names.iter().map(|name| row(&register, name)).collect();
    let cells = |row: &Vec<Datum>| row.iter().map(|cell| Datum::text(cell).unwrap_or_default()).collect::<Vec<String>>();
    let text = match format {
        Listing::Csv => {
            let table = Table { name: "Places", headings: HEADINGS.map(String::from).to_vec(), rows };
            // The mark by which Excel knows UTF-8 belongs in files, not in what another program reads.
            String::from_utf8_lossy(&data::csv(&table)).trim_start_matches('\u{feff}').to_string()
        }
        Listing::Json => json(
            &rows
                .iter()
                .map(|row| {
                    let pairs = HEADINGS.iter().map(|h| (*h).to_string()).zip(row.iter().map(value));
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

fn value(datum: &Datum) -> serde_json::Value {
    match datum {
        Datum::Number(number) => serde_json::json!(number),
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
