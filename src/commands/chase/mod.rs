//! `chase`: what to write to each member today, as text and as a draft to open in a mail program, and one sheet of all.

mod draft;
mod message;
mod typed;

use std::fs;
use std::path::Path;

pub(super) use typed::last_chased;

use super::status::{self, Urgency, is_address};
use super::{Done, quoted};
use crate::error::Error;
use crate::figures::table::Datum;
use crate::model::{Date, Settings, day_written, show_date};
use crate::outputs::findings_file::FindingsFile;
use crate::outputs::sentences::listed;
use crate::outputs::workbooks::{self, ChaseRow, ChaseTyped};
use crate::round::folder::{self, Outputs};
use crate::round::progress::Progress;
use crate::round::transaction;
use message::{Message, message};
use typed::Carried;

pub(super) fn run(path: &Path, as_at: Option<Date>, progress: &dyn Progress) -> Result<Done, Error> {
    let mut config = folder::config(path)?;
    config.settings.as_at = as_at.unwrap_or(config.settings.as_at);
    let settings = &config.settings;
    let _lock = transaction::begin(&path.join("output"), &[])?;
    let sheet = typed::sheet(path, settings.year);
    let mut typed = typed::read(&sheet)?;
    let mut standing = status::standing(path, &config, progress)?;
    let mut carried = Carried::default();
    if !sheet.exists() {
        carried = typed::of_last_year(path, &config).unwrap_or_else(|error| {
            standing.remarks.push(error.to_string());
            Carried::default()
        });
        typed.clone_from(&carried.typed);
    }
    let (mut messages, mut odd) = (Vec::new(), Vec::new());
    for member in standing.members().into_iter().filter(|member| member.urgency != Urgency::NotAsked) {
        if let Some(named) = settings.member(member.member) {
            let typed = typed.get(member.member);
            let (to, odd_address) = address(typed, standing.address(member.member));
            if let Some(address) = odd_address {
                odd.push(format!("{}: \"{address}\" under Other address is no address, so it is not used", member.member));
            }
            if let Some(day) = typed.and_then(|typed| odd_day(&typed.chased)) {
                odd.push(format!("{}: \"{day}\" under Last chased is no day; it is kept as it is, type it as 31/05/2026", member.member));
            }
            messages.push(message(path, settings, named, &member, to));
        }
    }
    let rows: Vec<ChaseRow> = messages.iter().map(|message| message.row(typed.remove(&message.member.code).unwrap_or_default())).collect();
    let mut outputs = Outputs::default();
    let bytes = workbooks::chase(settings, &rows).map_err(|e| Error::at(&sheet, format!("cannot be made ({e})")))?;
    outputs.add(sheet.clone(), bytes);
    let folder = sheet.with_file_name("");
    for message in &messages {
        let attached = message.attach.as_ref().map(|file| {
            let at = path.join(file);
            fs::read(&at).map_err(|e| Error::at(&at, format!("cannot be read ({e})"))).map(|bytes| (file.as_path(), bytes))
        });
        outputs.add(folder.join(format!("{}.txt", message.member.code)), message.text().into_bytes());
        outputs.add(folder.join(format!("{}.eml", message.member.code)), draft::draft(message, attached.transpose()?).into_bytes());
    }
    outputs.write()?;
    standing.keep_arrivals(path);
    standing.remarks.extend(odd);
    let asks = messages.iter().any(|message| message.urgency == Urgency::Queries && message.attach.is_some());
    let older = Some(path).filter(|_| asks).and_then(|path| older_queries(path, settings)).unwrap_or_default();
    let day = match as_at {
        Some(day) => format!("Who is late is judged as at {}.\n", show_date(day)),
        None => {
            let day = format!("Who is late is judged as at {}, the day as_at in round.toml.", show_date(settings.as_at));
            format!("{day}{}\n", status::as_at_today("chase", path, settings.as_at))
        }
    };
    Ok(Done::new(day + &older + &carried.said() + &said(path, settings, &sheet, &messages, &standing.remarks, typed.keys())))
}

/// The address to write to: the one typed in the sheet, or else that of the return. What was typed and is none is the second.
fn address(typed: Option<&ChaseTyped>, of_return: Option<String>) -> (Option<String>, Option<String>) {
    match typed.and_then(|typed| typed.address.text_shown()).map(|text| text.trim().to_string()).filter(|text| !text.is_empty()) {
        Some(text) => match text.split([';', ',']).map(str::trim).filter(|one| !one.is_empty()).collect::<Vec<_>>() {
            all if !all.is_empty() && all.iter().all(|one| is_address(one)) => (Some(all.join(", ")), None),
            _ => (of_return, Some(text)),
        },
        None => (of_return, None),
    }
}

/// What was typed as a day and is none.
fn odd_day(typed: &Datum) -> Option<String> {
    match typed {
        Datum::Blank | Datum::Date(_) => None,
        Datum::Text(text) if text.trim().is_empty() || day_written(text).is_some() => None,
        other => other.text_shown(),
    }
}

/// Whether the queries workbooks were made as at another day than these texts, and so ask for answers by another: what to do about it.
fn older_queries(path: &Path, settings: &Settings) -> Option<String> {
    let text = fs::read_to_string(path.join("output/findings.json")).ok()?;
    let made = serde_json::from_str::<FindingsFile>(&text).ok()?.round.as_at.parse::<Date>().ok()?;
    (made != settings.as_at).then(|| {
        let (made, now) = (show_date(made), show_date(settings.as_at));
        let round = quoted(path);
        format!(
            "The queries workbooks are as at {made} and these texts as at {now}, so the days by which they ask for answers may differ. To make both \
             alike: secondee-audit audit {round} --as-at {now}, then chase the same way.\n"
        )
    })
}

/// What the console says.
fn said<'a>(
    path: &Path,
    settings: &Settings,
    sheet: &Path,
    messages: &[Message],
    remarks: &[String],
    strangers: impl Iterator<Item = &'a String>,
) -> String {
    let mut text = String::new();
    for message in messages {
        text.push_str(&format!("{:10} {:24} {}\n", message.member.code, message.urgency.words(), message.subject));
    }
    for remark in remarks {
        text.push_str(&format!("Not taken into account: {remark}\n"));
    }
    for code in strangers {
        text.push_str(&format!(
            "{code} had a row in {} and is not written to any more: what was typed in that row is not in the new sheet\n",
            name(sheet)
        ));
    }
    for (is_of_queries, command) in [(false, "issue"), (true, "audit")] {
        let without = messages.iter().filter(|message| message.attach.is_none() && message.needs_file());
        let without = without.filter(|message| (message.urgency == Urgency::Queries) == is_of_queries);
        let members: Vec<String> = without.map(|message| message.member.code.clone()).collect();
        if !members.is_empty() {
            let round = quoted(path);
            text.push_str(&format!(
                "The workbook to attach is not there yet for {}: run secondee-audit {command} {round}, then chase again.\n",
                listed(&members)
            ));
        }
    }
    let missing = [
        (settings.return_by.is_none(), "by when members return the survey (return_by), so that the texts ask for it within two weeks"),
        (
            settings.return_to.is_none(),
            "to whom they return it (return_to), so that the texts say \"in reply to this message\" and end without a name",
        ),
    ];
    let missing: Vec<String> = missing.into_iter().filter(|(is_missing, _)| *is_missing).map(|(_, what)| what.to_string()).collect();
    if !missing.is_empty() {
        text.push_str(&format!("Not set in round.toml: {}. Set it and run chase again, or add it to the drafts.\n", listed(&missing)));
    }
    let without: Vec<String> = messages.iter().filter(|one| one.to.is_none()).map(|one| one.member.code.clone()).collect();
    if !without.is_empty() {
        text.push_str(&format!(
            "No address is known for {}: type it under Other address in {} and run chase again, or type it in the draft.\n",
            listed(&without),
            name(sheet)
        ));
    }
    text.push_str(&format!(
        "Written: {}, and beside it for each member the text (.txt) and a draft with the file attached (.eml).\n\
         Next: open the drafts, read and send them, and type the day under Last chased in {}. It is kept.\n",
        sheet.display(),
        name(sheet)
    ));
    text
}

fn name(file: &Path) -> String {
    file.file_name().unwrap_or_default().to_string_lossy().into_owned()
}
