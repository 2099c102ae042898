//! `status`: who has returned.

use std::path::Path;

use super::{Done, json};
use crate::cli::Listing;
use crate::data;
use crate::error::Error;
use crate::model::Received;
use crate::progress::Progress;
use crate::read;
use crate::report::{Datum, Table};
use crate::round::folder;

pub(super) fn run(path: &Path, format: Listing, progress: &dyn Progress) -> Result<Done, Error> {
    let config = folder::config(path)?;
    let register = folder::register(path)?;
    let received = folder::receive(path, &config, &register, progress)?;
    let (_, received) = read::settle(&config.settings, received);
    let table = table(&received);
    let cells = |row: &Vec<Datum>| row.iter().map(|cell| data::text(cell).unwrap_or_default()).collect::<Vec<String>>();
    let text = match format {
        Listing::Csv => String::from_utf8_lossy(&data::csv(&table)).into_owned(),
        Listing::Json => {
            let objects = table.rows.iter().map(|row| {
                let pairs = table.headings.iter().cloned().zip(cells(row).into_iter().map(serde_json::Value::String));
                serde_json::Value::Object(pairs.collect())
            });
            json(&objects.collect::<Vec<_>>())
        }
        Listing::Text => {
            let rows = table
                .rows
                .iter()
                .map(cells)
                .map(|c| format!("{:10} {:12} {:30} {} / {} / {} {} {}", c[0], c[1], c[2], c[4], c[5], c[6], c[7], c[8]));
            let lines: Vec<String> = rows.map(|line| line.trim_end().to_string()).collect();
            format!("Member     Status       File                           Rows: secondees / staff / assignments\n{}\n", lines.join("\n"))
        }
    };
    Ok(Done::new(text))
}

fn table(received: &[Received]) -> Table {
    let text = |text: &str| Datum::Text(text.to_string());
    let rows = received.iter().map(|r| {
        let number = |n: usize| Datum::Number(n as f64);
        let completed = r.completed.map_or(Datum::Blank, Datum::Date);
        vec![
            text(&r.member),
            text(r.status.name()),
            text(&r.file),
            text(&r.sha256),
            number(r.rows[0]),
            number(r.rows[1]),
            number(r.rows[2]),
            completed,
            text(&r.remark),
        ]
    });
    let headings = ["member", "status", "file", "sha256", "secondees", "staff", "assignments", "completed_on", "remark"];
    Table { name: "Status", headings: headings.map(String::from).to_vec(), rows: rows.collect() }
}
