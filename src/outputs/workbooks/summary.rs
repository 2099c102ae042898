//! Summary: one page that says who has returned, how reliance on secondees moves, how sure that is, what must be decided today, each conflict in a line,
//! and, where there is room, what to ask first. The list of all that is to be asked stands on a sheet of its own. Of a round with very many conflicts the
//! list goes on on a second page; nothing is printed smaller for it.

use std::collections::{BTreeSet, HashMap};

use rust_xlsxwriter::{Format, Url, Workbook, Worksheet, XlsxError};

use super::columns::{SCALE, height, lines, padded};
use super::conflicts::{self, ToDecide};
use super::parts::{HEADING_ROW, prepare};
use super::plots;
use super::questions::{ASK, cut, effects, positions, question};
use super::style::Style;
use super::year::range_words;
use crate::account::Audit;
use crate::account::visits::rows_in;
use crate::book::decisions::DecisionState;
use crate::figures::flow::{Flow, signed, signed_range};
use crate::figures::ranges::{Matter, Ranges};
use crate::model::finding::{Finding, Severity};
use crate::model::{ALL, Basis, Measure, SecondeesUsed, Status, show_date};
use crate::outputs::redact::Redaction;
use crate::outputs::sentences::{self, asked, by_use, capital, counted, listed, members_with, neither, outstanding};
use crate::rules::by_code;

/// Figure, last year, this year, change, could be, what it is based on; then a gap and the chart.
const WIDTHS: [f64; 8] = [48.5, 9.6, 11.2, 12.7, 15.3, 27.8, 1.0, 20.9];
/// Margin at the top and at the bottom, in inches.
const MARGIN: f64 = 0.47;
/// Points of height that one page has at that scale.
const PAGE: f64 = 580.0;
/// Rows of what to ask that are shown where there is room; all are on their sheet.
const MOST: usize = 6;
/// Conflicts that are named, each in a line: more than any meeting can decide.
const MOST_CASES: usize = 250;
/// Members that are named; the rest are on Returns.
const MOST_NAMED: usize = 25;

/// Whom the page is for, and what it may link to.
#[derive(Clone, Copy)]
pub struct Readers<'a> {
    /// What hides persons and places.
    pub redaction: Option<&'a Redaction>,
    /// Whether the other sheets of the consolidated workbook are in the same file.
    pub is_whole: bool,
}

/// A sheet that is written from top to bottom.
struct Board<'a> {
    sheet: &'a mut Worksheet,
    style: &'a Style,
    row: u32,
    last_col: u16,
    /// Points of height that are used.
    used: f64,
}

impl Board<'_> {
    fn next(&mut self, height: f64) -> Result<(), XlsxError> {
        self.sheet.set_row_height(self.row, height)?;
        self.used += height;
        self.row += 1;
        Ok(())
    }
    fn gap(&mut self) -> Result<(), XlsxError> {
        self.next(2.0)
    }
    fn section(&mut self, title: &str) -> Result<(), XlsxError> {
        for col in 0..=self.last_col {
            self.sheet.write_blank(self.row, col, &self.style.section)?;
        }
        self.sheet.write_string_with_format(self.row, 0, title, &self.style.section)?;
        self.next(17.0)
    }
    /// Prose across the columns.
    fn says(&mut self, text: &str) -> Result<(), XlsxError> {
        if text.is_empty() {
            return Ok(());
        }
        self.sheet.merge_range(self.row, 0, self.row, self.last_col, text, &self.style.prose)?;
        let width: f64 = WIDTHS[..=usize::from(self.last_col)].iter().sum();
        self.next(height(lines(text, width)))
    }
    /// Headings, those of the columns named to the right as the numbers below them.
    fn headings(&mut self, names: &[&str], right: &[usize]) -> Result<(), XlsxError> {
        for (col, name) in names.iter().enumerate() {
            let format = if right.contains(&col) { &self.style.number_heading } else { &self.style.heading };
            self.sheet.write_string_with_format(self.row, col as u16, *name, format)?;
        }
        // A heading runs on over the columns without one to its right.
        let mut deepest = 1;
        for (col, name) in names.iter().enumerate().filter(|(_, name)| !name.is_empty()) {
            let more = names[col + 1..].iter().take_while(|name| name.is_empty()).count();
            if more > 0 {
                let format = if right.contains(&col) { &self.style.number_heading } else { &self.style.heading };
                self.sheet.merge_range(self.row, col as u16, self.row, (col + more) as u16, name, format)?;
            }
            deepest = deepest.max(padded(name, WIDTHS[col..=col + more].iter().sum::<f64>() * 0.97));
        }
        self.next(height(deepest))
    }
    /// A text in columns that are joined.
    fn joined(&mut self, (first, last): (u16, u16), text: &str, format: &Format) -> Result<usize, XlsxError> {
        self.sheet.merge_range(self.row, first, self.row, last, text, format)?;
        Ok(padded(text, WIDTHS[usize::from(first)..=usize::from(last)].iter().sum()))
    }
}

/// A line of the table of figures.
struct FigureLine {
    words: &'static str,
    measure: Measure,
    basis: Basis,
    based_on: String,
}

fn figures(audit: &Audit) -> Vec<FigureLine> {
    let used = audit.round.returns.len();
    let year = audit.round.settings.year;
    // How many returns a figure is based on is said where it is not all that came.
    let based_on = |measure, basis| {
        let of = |known: usize| format!("{known} of {}", counted(used as i64, "return", "returns"));
        let reason = audit.count(year, ALL, measure, basis).and_then(|count| count.reason.as_deref()).unwrap_or("");
        match reason.split_once("; not known of ") {
            // The reason ends by saying on how many the figure is then based.
            Some((_, unknown)) => {
                let unknown = unknown.split(", so that").next().unwrap_or(unknown);
                match unknown.split(", ").count() {
                    1 => format!("{}; not {unknown}", of(used.saturating_sub(1))),
                    many => of(used.saturating_sub(many)),
                }
            }
            None if used > 1 => format!("all {used} returns"),
            None => counted(used as i64, "return", "returns"),
        }
    };
    let line = |words, measure, basis| FigureLine { words, measure, basis, based_on: based_on(measure, basis) };
    vec![
        line("Secondees in post at the census date, all arrangements", Measure::SecondeesCensus, Basis::Broad),
        line("of these on secondment (¶10)", Measure::SecondeesCensus, Basis::Narrow),
        line("Share of NPM staff who are secondees", Measure::SecondeeShare, Basis::Broad),
        line("Members that used secondees in the year", Measure::MembersUsing, Basis::Broad),
        line("Began in the year", Measure::SecondeesNew, Basis::Broad),
        line("Ended in the year", Measure::SecondeesEnded, Basis::Broad),
    ]
}

fn shown(value: Option<f64>, is_share: bool) -> String {
    match (value, is_share) {
        (None, _) => "not known".into(),
        (Some(value), true) => format!("{:.1}%", value * 100.0),
        (Some(value), false) => format!("{value}"),
    }
}

fn change(now: Option<f64>, then: Option<f64>, is_share: bool) -> String {
    let Some((now, then)) = now.zip(then) else { return "not known".into() };
    // Of shares the difference is that of the figures as they are shown, so that it can be checked on the page.
    let as_shown = |share: f64| (share * 1000.0).round() / 10.0;
    let difference = if is_share { as_shown(now) - as_shown(then) } else { now - then };
    let size = if is_share { format!("{:.1} points", difference.abs()) } else { format!("{}", difference.abs()) };
    match difference {
        d if d.abs() < 0.05 => "no change".into(),
        d if d > 0.0 => format!("+{size}"),
        _ => format!("−{size}"),
    }
}

/// The members with a figure in both years, on one basis: how many they are, and their secondees then and now.
struct SameMembers {
    basis: Basis,
    members: String,
    opening: i64,
    closing: i64,
}

fn same_members(audit: &Audit) -> Vec<SameMembers> {
    let of = |basis| {
        let flow = audit.same_members(basis);
        let members = counted(audit.members_in_both(basis) as i64, "member", "members");
        Some(SameMembers { basis, members, opening: flow.opening.ok()?, closing: flow.closing.ok()? })
    };
    Basis::EACH.into_iter().filter_map(of).collect()
}

/// The Summary.
///
/// # Errors
/// As rust_xlsxwriter.
pub fn summary(book: &mut Workbook, style: &Style, audit: &Audit, ranges: &Ranges, readers: Readers) -> Result<(), XlsxError> {
    let settings = &audit.round.settings;
    let sheet = book.add_worksheet();
    let note = format!(
        "Reporting year {} to {}, the census date; as at {}.",
        show_date(settings.from),
        show_date(settings.census),
        show_date(settings.as_at),
    );
    prepare(sheet, style, NAME, &format!("Summary {}", settings.year), &note)?;
    sheet.set_margins(0.4, 0.4, MARGIN, MARGIN, 0.25, 0.25);
    for (col, width) in WIDTHS.iter().enumerate() {
        sheet.set_column_width(col as u16, *width)?;
    }
    let mut board = Board { sheet, style, row: 3, last_col: WIDTHS.len() as u16 - 1, used: 12.75 + 24.0 + 12.75 };
    board.says(&sentences::draft_or_final(&sentences::still_missing(audit)))?;
    board.gap()?;
    // Beside the first sections stands the chart.
    board.last_col = 5;
    let (top, before) = (board.row, board.used);
    who_has_returned(&mut board, audit)?;
    reliance(&mut board, audit, ranges)?;
    // The chart ends where the next section begins; a pixel is three quarters of a point.
    let beside = ((board.used - before) / 0.75 - 12.0).max(160.0) as u32;
    board.last_col = WIDTHS.len() as u16 - 1;
    how_sure(&mut board, audit, ranges)?;
    to_decide(&mut board, audit, readers)?;
    ask_first(&mut board, audit, ranges, readers)?;
    let last = board.row.saturating_sub(1);
    let sheet = board.sheet;
    let mut chart = plots::series(sheet, style, audit, NAME, (top, WIDTHS.len() as u16 + 1))?;
    chart.set_width((WIDTHS[7] * 7.0) as u32).set_height(beside);
    sheet.insert_chart_with_offset(top, 7, &chart, 2, 2)?;
    sheet.set_print_scale(SCALE).set_print_area(0, 0, last, WIDTHS.len() as u16 - 1)?;
    Ok(())
}

const NAME: &str = "Summary";

fn who_has_returned(board: &mut Board, audit: &Audit) -> Result<(), XlsxError> {
    board.section("Who has returned")?;
    let by_use = by_use(audit);
    let of = |used| by_use.get(&used).map_or(0, Vec::len);
    let (used, nil) = (of(SecondeesUsed::Yes), of(SecondeesUsed::No));
    let mut text = format!("{} of {} members returned", audit.round.returns.len(), asked(audit));
    let rejected = members_with(audit, Status::Rejected);
    for (members, words) in [(outstanding(audit), "Outstanding"), (rejected, "Came, but could not be used")] {
        text.push_str(&named(words, members));
    }
    if !audit.round.returns.is_empty() {
        let are = match nil {
            0 => "none is a nil return".to_string(),
            1 => "1 is a nil return".into(),
            nil => format!("{nil} are nil returns"),
        };
        match nil == audit.round.returns.len() && nil > 1 {
            true => text.push_str(&format!(". All {are} (no secondees used)")),
            false => text.push_str(&format!(". Of the returns, {used} used secondees, {are} (no secondees used)")),
        }
    }
    let neither = neither(audit).join(" ");
    if !neither.is_empty() {
        text.push_str(&format!(". {}", neither.trim_end_matches('.')));
    }
    let superseded = audit.round.received.iter().filter(|f| f.status == Status::Superseded);
    let superseded: BTreeSet<String> = superseded.map(|f| f.member.clone()).collect();
    text.push_str(&named("Sent again, and the later file is used", superseded.into_iter().collect()));
    board.says(&format!("{text}."))?;
    board.gap()
}

/// The next sentence of a text, which names members, as far as they have room; nothing if there are none.
fn named(words: &str, mut members: Vec<String>) -> String {
    let more = members.len().saturating_sub(MOST_NAMED);
    members.truncate(MOST_NAMED);
    if more > 0 {
        members.push(format!("{more} more (see Returns)"));
    }
    if members.is_empty() { String::new() } else { format!(". {words}: {}", listed(&members)) }
}

fn reliance(board: &mut Board, audit: &Audit, ranges: &Ranges) -> Result<(), XlsxError> {
    let year = audit.round.settings.year;
    let before = audit.last_year();
    board.section("How reliance on secondees is moving")?;
    let then_name = before.unwrap_or(year - 1).to_string();
    let same = same_members(audit);
    board.says(&like_for_like(audit, &same))?;
    board.headings(&["Figure", &then_name, &year.to_string(), "Change", "Could be", "Based on"], &[1, 2, 3])?;
    for line in figures(audit) {
        let is_share = line.measure == Measure::SecondeeShare;
        let both = audit.both_years(ALL, line.measure, line.basis);
        let (now, then) = (both.and_then(|both| both.now), both.and_then(|both| both.then));
        let range = ranges.get(ALL, line.measure, line.basis).map_or(String::new(), |range| range_words(range, is_share));
        let range = if range.is_empty() { "exact".to_string() } else { range };
        let based_on = line.based_on.clone();
        let deepest = padded(line.words, WIDTHS[0]).max(padded(&based_on, WIDTHS[5])).max(padded(&range, WIDTHS[4]));
        let (sheet, style, row) = (&mut *board.sheet, board.style, board.row);
        sheet.write_string_with_format(row, 0, line.words, &style.text)?;
        for (col, value) in [(1, then), (2, now)] {
            let format = if col == 2 && value.is_some() { &style.figure } else { &style.number };
            match value {
                Some(number) if !is_share => drop(sheet.write_number_with_format(row, col, number, format)?),
                value => drop(sheet.write_string_with_format(row, col, shown(value, is_share), format)?),
            }
        }
        sheet.write_string_with_format(row, 3, change(now, then, is_share), &style.change)?;
        sheet.write_string_with_format(row, 4, range, &style.text)?;
        sheet.write_string_with_format(row, 5, based_on, &style.text)?;
        board.next(close(deepest) + 1.4)?;
        let of_both = same.iter().find(|same| same.basis == line.basis && line.measure == Measure::SecondeesCensus);
        if let Some(SameMembers { members, opening, closing, .. }) = of_both {
            let (opening, closing) = (*opening, *closing);
            let (sheet, style, row) = (&mut *board.sheet, board.style, board.row);
            sheet.write_string_with_format(row, 0, format!("   the same {members} in both years"), &style.text)?;
            sheet.write_number_with_format(row, 1, opening as f64, &style.number)?;
            sheet.write_number_with_format(row, 2, closing as f64, &style.number)?;
            let change = if closing == opening { "no change".to_string() } else { signed(closing - opening) };
            sheet.write_string_with_format(row, 3, change, &style.change)?;
            board.next(close(1))?;
        }
    }
    board.gap()
}

/// Whether reliance moved, among the members with a figure in both years; and, where the change of all is another, why both are right.
fn like_for_like(audit: &Audit, same: &[SameMembers]) -> String {
    let of = |SameMembers { basis, members, opening, closing }: &SameMembers| {
        let moved = match closing - opening {
            0 => format!("unchanged at {closing}"),
            change => format!("{} from {opening} to {closing}", if change > 0 { "up" } else { "down" }),
        };
        format!("{} {moved} ({members})", if *basis == Basis::Broad { "in post" } else { "on secondment" })
    };
    let moved: Vec<String> = same.iter().map(of).collect();
    if moved.is_empty() {
        return String::new();
    }
    // The members with a figure in one of the years only, which the change of all counts.
    let mut others: Vec<&str> = Vec::new();
    let mut changes = Vec::new();
    for SameMembers { basis, opening, closing, .. } in same {
        let of_all = audit.both_years(ALL, Measure::SecondeesCensus, *basis).and_then(|both| both.change);
        let Some(of_all) = of_all.filter(|of_all| *of_all != (closing - opening) as f64) else { continue };
        changes.push(signed(of_all as i64 - (closing - opening)));
        let is_other =
            |flow: &&Flow| flow.basis == *basis && flow.opening.as_ref().ok().or(flow.closing.as_ref().ok()).is_some_and(|n| *n != 0);
        let one = audit.flows.iter().filter(is_other).filter(|flow| flow.opening.is_ok() != flow.closing.is_ok());
        others.extend(one.map(|flow| flow.member.as_str()));
    }
    let codes = audit.round.settings.members.iter().map(|member| &member.code).filter(|code| others.contains(&code.as_str()));
    let others: Vec<String> = codes.cloned().collect();
    // Both bases may have changed alike.
    changes.dedup();
    let of_all = match (changes.len(), others.is_empty()) {
        (0, _) => String::new(),
        (_, true) => {
            format!(" The rest of the change of all members ({}) compares figures that were counted differently.", listed(&changes))
        }
        _ => {
            format!(
                " The rest of the change of all members ({}) is of {}, with a figure in one year only.",
                listed(&changes),
                listed(&others)
            )
        }
    };
    format!("In the members with a figure in both years: {}.{of_all}", listed(&moved))
}

/// The height of a row of so many lines that stands close to the next.
fn close(lines: usize) -> f64 {
    height(lines) - 1.2
}

/// Whom and what a case is about, after the number of its card; redacted, the member and the kind of place only.
fn about(case: &ToDecide, redaction: Option<&Redaction>) -> String {
    let number = case.number;
    match (redaction, &case.place, case.kind_of_place) {
        (None, Some(place), _) => format!("{number}. {} at {place}", case.reference),
        (None, None, _) => format!("{number}. {}", case.reference),
        (Some(_), _, Some(kind)) => format!("{number}. {}, {}", case.member, kind.replace('_', " ")),
        (Some(_), _, None) => format!("{number}. {}, no place named", case.member),
    }
}

/// How sure a case is: the names, and what else is open on its rows.
fn how_sure_of(audit: &Audit, case: &ToDecide) -> String {
    match audit.standings.get(case.id).map_or(0, |standing| standing.caveats.len()) {
        0 => case.sure.to_string(),
        1 => format!("{}; 1 query", case.sure),
        open => format!("{}; {open} queries", case.sure),
    }
}

/// Why it is a case; redacted, in the words of the rule. It begins with what may change the decision: that the member answered, that another case may be
/// the same, that the visit is of another year.
fn why_of(audit: &Audit, case: &ToDecide, finding: Option<&Finding>, redaction: Option<&Redaction>) -> String {
    let fault = finding.and_then(|finding| by_code(&finding.rule)).map_or("", |rule| rule.fault);
    // What is no finding has no rule: its kind is told.
    let why = match (redaction, finding) {
        (None, _) => case.why.as_str(),
        (Some(_), Some(_)) => fault,
        (Some(_), None) => case.kind,
    };
    let answered = match finding.filter(|finding| finding.response.is_some()) {
        None => "",
        Some(_) if audit.standings.get(case.id).is_some_and(|standing| standing.is_explained) => "The member has explained it. ",
        Some(_) => "The member has answered, without an explanation. ",
    };
    let parts = [case.paragraph, why].into_iter().filter(|part| !part.is_empty());
    let repeat = case.may_repeat.as_ref().map_or(String::new(), |others| format!("May repeat {others}. "));
    let outside = if case.is_outside_year { "Outside the reporting year. " } else { "" };
    format!("{answered}{repeat}{outside}{}", parts.collect::<Vec<_>>().join(": "))
}

fn to_decide(board: &mut Board, audit: &Audit, readers: Readers) -> Result<(), XlsxError> {
    let cases = conflicts::to_decide(audit);
    board.section(&match cases.len() {
        0 => match rows_in(&audit.tally(), |state| state == DecisionState::Awaiting) {
            0 => "What must be decided today: nothing".to_string(),
            1 => "What must be decided today: nothing; 1 awaits the member's answer".to_string(),
            n => format!("What must be decided today: nothing; {n} await the member's answer"),
        },
        1 => "What must be decided today: 1 case on Conflicts".to_string(),
        n => format!("What must be decided today: {n} cases on Conflicts, the gravest first"),
    })?;
    let mut said = vec![sentences::cases_of_conflicts(audit)];
    said.extend(sentences::breaches(audit));
    if !cases.is_empty() {
        said.push(WORDS.into());
    }
    board.says(said.join(" ").trim())?;
    if cases.is_empty() {
        return board.gap();
    }
    let who = if readers.redaction.is_some() {
        "Case, member, kind of place visited"
    } else {
        "Case, person's reference (member), place visited"
    };
    // Where the list goes on on another page, its headings stand there again.
    board.sheet.set_repeat_rows(board.row, board.row)?;
    board.headings(&[who, "Severity", "How sure; queries open", "", "Why", "", "", ""], &[])?;
    let by_id: HashMap<&str, &Finding> = audit.report.findings.iter().map(|finding| (finding.id.as_str(), finding)).collect();
    for case in cases.iter().take(MOST_CASES) {
        let finding = by_id.get(case.id).copied();
        let about = about(case, readers.redaction);
        let style = board.style;
        let why_width: f64 = WIDTHS[4..].iter().sum();
        let why = on_one_line(&why_of(audit, case, finding, readers.redaction), why_width);
        let sure = board.joined((2, 3), &how_sure_of(audit, case), &style.text)?;
        let deepest = board.joined((4, 7), &why, &style.text)?.max(padded(&about, WIDTHS[0])).max(sure);
        let row = board.row;
        match readers.is_whole {
            true => {
                let card = HEADING_ROW as usize + 1 + case.number;
                let link = Url::new(format!("internal:'Conflicts'!A{card}")).set_text(&about);
                board.sheet.write_url_with_format(row, 0, link, &style.link)?;
            }
            false => drop(board.sheet.write_string_with_format(row, 0, about, &style.text)?),
        }
        // What could not be checked, or is only declared, is no finding and has no severity yet.
        let severity = case.severity.map_or("none yet", Severity::name);
        let shown = if case.is_unsure && case.severity.is_some() { format!("{severity}?") } else { severity.to_string() };
        board.sheet.write_string_with_format(row, 1, shown, style.state("Severity", severity).unwrap_or(&style.text))?;
        board.next(close(deepest))?;
    }
    if cases.len() > MOST_CASES {
        board.says(&format!("{} more, which are less grave, are on Conflicts.", cases.len() - MOST_CASES))?;
    }
    board.gap()
}

/// What the words and signs of the list mean.
const WORDS: &str = "breach?: if what is unclear proves to be so. Names certain: the person and the place are those meant. ¶: the 2014 guidance; SPT ¶: the \
                     UN's guidelines.";

/// As much of a text as one line holds; the whole stands on the card.
fn on_one_line(text: &str, width: f64) -> String {
    if padded(text, width) == 1 {
        return text.to_string();
    }
    let words: Vec<&str> = text.split(' ').collect();
    let fits = (1..words.len()).rev().map(|count| format!("{} …", words[..count].join(" "))).find(|start| padded(start, width) == 1);
    fits.unwrap_or_else(|| text.to_string())
}

/// What the number of secondees in post could be, and whether it can be told from that that reliance falls.
fn could_be(audit: &Audit, ranges: &Ranges) -> String {
    let now = audit.figure(audit.round.settings.year, ALL, Measure::SecondeesCensus, Basis::Broad);
    let then = audit.last_year().and_then(|year| audit.figure(year, ALL, Measure::SecondeesCensus, Basis::Broad));
    let in_post = now.map_or("the number in post".to_string(), |now| format!("{now} in post"));
    let range = ranges.get(ALL, Measure::SecondeesCensus, Basis::Broad);
    let exact = Basis::EACH.into_iter().all(|basis| ranges.get(ALL, Measure::SecondeesCensus, basis).is_none_or(|range| range.is_exact()));
    match range {
        _ if exact => "Nothing that is open can change the number of secondees.".to_string(),
        Some(range) if !range.is_exact() && !range.is_open_ended => {
            let missing = if sentences::missing_returns(audit) > 0 { " (with missing returns as last known)" } else { "" };
            let is_any_unsaid = !sentences::unsaid(audit).is_empty();
            let unsaid = if is_any_unsaid { " (without members whose number is not known)" } else { "" };
            let could_be = format!("{in_post} could be {}{unsaid} to {}{missing}", range.low, range.high);
            // The number of a member of which it is not known can only add to the least, so that this holds of all.
            match then {
                None => format!("{}.", capital(&could_be)),
                Some(then) if range.high < then => format!("Reliance falls, whatever is open: {could_be}, and was {then}."),
                Some(then) if range.low > then => format!("Reliance rises, whatever is open: {could_be}, and was {then}."),
                Some(then) => format!("Whether reliance falls is not certain: {could_be}, and was {then}."),
            }
        }
        Some(range) if range.is_open_ended => {
            format!("{} could be {} or more: of a member whose return is missing no number is known.", capital(&in_post), range.low)
        }
        _ => "Secondees on secondment alone could be another number once what is open is answered.".to_string(),
    }
}

fn how_sure(board: &mut Board, audit: &Audit, ranges: &Ranges) -> Result<(), XlsxError> {
    board.section("How sure we are")?;
    let open = |severity| audit.report.findings.iter().filter(|f| f.severity == severity && audit.is_open(f)).count() as i64;
    let asked = match ranges.matters.len() {
        0 => String::new(),
        n => format!(" What could change this: the sheet {ASK} ({}).", counted(n as i64, "row", "rows")),
    };
    let not_checked = sentences::not_checked(audit);
    let not_checked = if not_checked.is_empty() { String::new() } else { format!(" {not_checked}") };
    board.says(&format!(
        "{}{not_checked}{asked} Open findings: {}, {}, {} to correct or explain.",
        could_be(audit, ranges),
        counted(open(Severity::Breach), "breach", "breaches"),
        counted(open(Severity::Concern), "concern", "concerns"),
        open(Severity::Query),
    ))?;
    board.gap()
}

/// The questions with the widest effect, one a line, as far as there is room on the first page.
fn ask_first(board: &mut Board, audit: &Audit, ranges: &Ranges, readers: Readers) -> Result<(), XlsxError> {
    let all = effects(audit, ranges).map_or(String::new(), |(all, _)| format!(" (all together {} secondees in post)", signed_range(all)));
    let positions = positions(audit);
    let line = |matter: &Matter| {
        let question = cut(&question(audit, &positions, matter, readers.redaction.is_some()));
        format!("{}, {}: {question}", matter.member, matter.effect())
    };
    let width: f64 = WIDTHS.iter().sum();
    let first = ranges.matters.iter().take(MOST).map(line).map(|line| on_one_line(&line, width));
    let lines: Vec<String> = first.take(((PAGE - board.used - 17.0) / close(1)).max(0.0) as usize).collect();
    if lines.is_empty() {
        return Ok(());
    }
    board.section(&match ranges.matters.len() {
        1 => "What to ask first".to_string(),
        number => format!("What to ask first: of {number} questions{all} those with the widest effect"),
    })?;
    for line in lines {
        let style = board.style;
        board.joined((0, 7), &line, &style.text)?;
        board.next(close(1))?;
    }
    Ok(())
}
