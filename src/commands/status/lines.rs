//! What `status` prints for people: a line a member, the most urgent first.

use std::collections::BTreeMap;
use std::path::Path;

use super::list::{ask, mend};
use super::{Due, MemberStanding, Standing, Urgency};
use crate::commands::colour::Paint;
use crate::figures::table::Datum;
use crate::model::{Status, show_date};
use crate::outputs::sentences::counted;
use crate::outputs::workbooks::queries_file_name;

/// How the round stands, for people; `hint` says how to ask for another day.
pub(super) fn text(path: &Path, standing: &Standing, chased: &BTreeMap<String, Datum>, paint: Paint, hint: &str) -> String {
    let members = standing.members();
    let mut out = first_lines(standing, &members, hint);
    out.push_str("Member     How it stands            Came        Days late  Last chased  File\n");
    for member in &members {
        out.push_str(&line(standing, member, chased, paint));
    }
    out.push_str(&of_nobody(standing, &members));
    out.push_str(&last_lines(path, standing, &members));
    out
}

fn first_lines(standing: &Standing, members: &[MemberStanding], hint: &str) -> String {
    let settings = &standing.opened.round.settings;
    let asked = members.iter().filter(|member| member.urgency != Urgency::NotAsked).count();
    let returned = members.iter().filter(|member| member.file.is_some_and(|file| file.is_used())).count();
    let due = settings.return_by.map_or("no return_by is set in round.toml, so nobody is late".to_string(), |by| {
        let before = if settings.as_at < by { ", which is before that day, so that nobody from whom nothing came is late" } else { "" };
        format!("due by {}, days late counted to {} (as_at){before}", show_date(by), show_date(settings.as_at))
    });
    format!("{returned} of {asked} members returned; {due}.{}\n\n", if settings.return_by.is_some() { hint } else { "" })
}

fn line(standing: &Standing, member: &MemberStanding, chased: &BTreeMap<String, Datum>, paint: Paint) -> String {
    let how = match (&member.due, member.file) {
        (Due::Queries(open), _) => counted(*open as i64, "query open", "queries open"),
        (Due::Nothing, Some(file)) if file.status == Status::Nil => "nil, nothing to ask".into(),
        (Due::NothingCame, _) if member.urgency == Urgency::Late => "late: nothing came".into(),
        (Due::NothingCame, _) => "outstanding".into(),
        _ => member.urgency.words().to_string(),
    };
    let how = format!("{how:24}");
    let how = match member.urgency {
        Urgency::Late | Urgency::CannotBeUsed => paint.grave(&how),
        Urgency::Queries => paint.middling(&how),
        _ => how,
    };
    let came = member.came.map_or(String::new(), show_date);
    let late = member.days_late.map_or(String::new(), |days| days.to_string());
    let chased = chased.get(member.member).and_then(Datum::text_shown).unwrap_or_default();
    let file = member.file.map_or("", |file| file.file.as_str());
    let line = format!("{:10} {how} {came:11} {late:>9}  {chased:12} {file}", member.member);
    let mut out = format!("{}\n", line.trim_end());
    let wanted = match (&member.due, member.file) {
        (Due::CannotBeUsed(_), Some(file)) if file.member.is_empty() => mend(file),
        (Due::CannotBeUsed(_) | Due::Queries(_), Some(file)) => ask(&standing.opened.round, &standing.report, file, member.open_queries, 0),
        (Due::NotAsked(why), _) => format!("nothing: {why}"),
        _ => String::new(),
    };
    if !wanted.is_empty() {
        out.push_str(&format!("           ask for: {wanted}\n"));
    }
    if member.replaced > 0 {
        let files = counted(member.replaced as i64, "other file", "other files");
        out.push_str(&format!("           {files} of this member not used: this one is newer, or answers queries\n"));
    }
    out
}

/// Files of which nobody knows whose they are.
fn of_nobody(standing: &Standing, members: &[MemberStanding]) -> String {
    let round = &standing.opened.round;
    let is_somebodys = |name: &str| members.iter().any(|member| member.file.is_some_and(|file| file.file == name));
    let mut out = String::new();
    for file in round.received.iter().filter(|file| file.status == Status::Rejected && !is_somebodys(&file.file)) {
        if out.is_empty() {
            out.push_str("\nFiles that cannot be used, besides those above:\n");
        }
        let of = if file.member.is_empty() { "?" } else { file.member.as_str() };
        out.push_str(&format!("{of:10} {}\n           ask for: {}\n", file.file, ask(round, &standing.report, file, 0, 0)));
    }
    out
}

fn last_lines(path: &Path, standing: &Standing, members: &[MemberStanding]) -> String {
    let round = &standing.opened.round;
    let count = |test: &dyn Fn(&MemberStanding) -> bool| members.iter().filter(|member| test(member)).count();
    let files = |status| round.received.iter().filter(|file| file.status == status).count();
    let is = |urgency| move |member: &MemberStanding| member.urgency == urgency;
    let mut out = format!(
        "\n{} with nothing to ask, {} with open queries, {} with answers waiting for you, {} outstanding ({} of them late); {} that cannot be used, {} \
         replaced by another.\n",
        count(&is(Urgency::Nothing)),
        count(&is(Urgency::Queries)),
        count(&is(Urgency::Explained)),
        count(&|member| matches!(member.due, Due::NothingCame | Due::CannotBeUsed(_))),
        count(&|member| matches!(member.due, Due::NothingCame | Due::CannotBeUsed(_)) && member.days_late.is_some()),
        counted(files(Status::Rejected) as i64, "file", "files"),
        files(Status::Superseded),
    );
    if members.iter().any(|member| member.due == Due::NothingCame) {
        let year = round.settings.year;
        out.push_str(&format!("Where nothing came, ask for the return for {year}; a nil return (R08 No) if no secondees were used.\n"));
    }
    if standing.followed.asked.iter().any(|asked| asked.state == crate::queries::states::QueryState::Explained) {
        out.push_str(
            "Answers waiting for you: say Yes or No under Accepted? on the sheet Queries of the consolidated workbook, then audit.\n",
        );
    }
    if members.iter().any(|member| member.came.is_some()) {
        out.push_str(
            "Came is the day on which this program first saw the file in returns/; where it came earlier, correct the day in came.csv.\n",
        );
    }
    let lacks_queries = |member: &&MemberStanding| {
        let name = queries_file_name(member.member, round.settings.year);
        matches!(member.due, Due::Queries(_)) && !path.join("output/queries").join(name).is_file()
    };
    if members.iter().any(|member| lacks_queries(&member)) {
        out.push_str(&format!(
            "Queries workbooks that are not there yet are made by: secondee-audit audit {}\n",
            crate::commands::quoted(path)
        ));
    }
    if !path.join("returns").exists() {
        out.push_str(&format!("Put the returned workbooks into {}, under any names.\n", path.join("returns").display()));
    }
    out.extend(round.newer_than_as_at().iter().map(|notice| format!("note: {notice}\n")));
    out.extend(standing.remarks.iter().map(|remark| format!("Not taken into account: {remark}\n")));
    let round = crate::commands::quoted(path);
    out.push_str(&format!("What to write to each member: secondee-audit chase {round}\n"));
    out
}
