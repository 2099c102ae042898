//! Summary: one page that says who has returned, how reliance on secondees moves, what needs a decision today, and how sure that is; then the
//! queries that matter most to the figures.

use rust_xlsxwriter::{Url, Workbook, Worksheet, XlsxError};

use super::charts;
use super::columns::{self, height, lines};
use super::parts::prepare;
use super::style::Style;
use super::year::range_words;
use crate::account::Audit;
use crate::book::decisions::is_conflict;
use crate::figures::flow::signed;
use crate::figures::ranges::Ranges;
use crate::model::finding::{Finding, FindingId, Severity};
use crate::model::{ALL, Basis, Measure, SecondeesUsed, Status, show_date};
use crate::outputs::redact::Redaction;
use crate::outputs::sentences::{self, asked, by_use, counted, listed, members_with, neither};
use crate::rules::by_code;
use crate::rules::run::Outcome;

/// Figure, last year, this year, change, could be, what it is based on; then a gap and the charts.
const WIDTHS: [f64; 8] = [34.0, 9.0, 9.0, 11.0, 17.0, 40.0, 1.0, 47.0];
/// Rows of conflicts on the first page; the rest are on Conflicts.
const SHOWN_CONFLICTS: usize = 4;
/// Queries that are ranked on the second page; all are on Findings.
const SHOWN_MATTERS: usize = 25;

/// A sheet that is written from top to bottom.
struct Board<'a> {
    sheet: &'a mut Worksheet,
    style: &'a Style,
    row: u32,
    last_col: u16,
}

impl Board<'_> {
    fn section(&mut self, title: &str) -> Result<(), XlsxError> {
        for col in 0..=self.last_col {
            self.sheet.write_blank(self.row, col, &self.style.section)?;
        }
        self.sheet.write_string_with_format(self.row, 0, title, &self.style.section)?;
        self.sheet.set_row_height(self.row, 18)?;
        self.row += 1;
        Ok(())
    }
    /// Prose across the columns.
    fn says(&mut self, text: &str) -> Result<(), XlsxError> {
        if text.is_empty() {
            return Ok(());
        }
        self.sheet.merge_range(self.row, 0, self.row, self.last_col, text, &self.style.prose)?;
        let width: f64 = WIDTHS[..=usize::from(self.last_col)].iter().sum();
        self.sheet.set_row_height(self.row, height(lines(text, width)))?;
        self.row += 1;
        Ok(())
    }
    /// Headings, those of the columns named to the right as the numbers below them.
    fn headings(&mut self, names: &[&str], right: &[usize]) -> Result<(), XlsxError> {
        for (col, name) in names.iter().enumerate() {
            let format = if right.contains(&col) { &self.style.number_heading } else { &self.style.heading };
            self.sheet.write_string_with_format(self.row, col as u16, *name, format)?;
        }
        let deepest = names.iter().zip(WIDTHS).map(|(name, width)| lines(name, width)).max().unwrap_or(1);
        self.sheet.set_row_height(self.row, height(deepest))?;
        self.row += 1;
        Ok(())
    }
    fn height_for(&mut self, texts: &[(&str, usize)]) -> Result<(), XlsxError> {
        let deepest = texts.iter().map(|(text, col)| lines(text, WIDTHS[*col])).max().unwrap_or(1);
        self.sheet.set_row_height(self.row, height(deepest))?;
        Ok(())
    }
}

/// A line of the table of figures.
struct FigureLine {
    words: &'static str,
    measure: Measure,
    basis: Basis,
    rests_on: String,
}

fn figures(audit: &Audit) -> Vec<FigureLine> {
    let (used, members) = (audit.round.returns.len(), asked(audit));
    let year = audit.round.settings.year;
    // How many members a figure is based on is said where it is not all that returned.
    let rests_on = |measure, basis, words: &str| {
        let reason = audit.count(year, ALL, measure, basis).and_then(|count| count.reason.as_deref()).unwrap_or("");
        match reason.split_once("; not known of ") {
            Some((_, members)) => format!("{words}; not known of {members}"),
            None => words.to_string(),
        }
    };
    let line = |words, measure, basis, of: String| FigureLine { words, measure, basis, rests_on: rests_on(measure, basis, &of) };
    let of = format!("{used} of {members} members with a return");
    let staff = audit.figure(year, ALL, Measure::NpmStaff, Basis::Broad).map_or(String::new(), |staff| format!("of {staff} NPM staff; "));
    let baseline =
        audit.figure(2013, ALL, Measure::MembersUsing, Basis::Broad).map_or(String::new(), |n| format!("; {n} of 20 in May 2013 (¶4)"));
    vec![
        line("Secondees in post at the census date, all arrangements", Measure::SecondeesCensus, Basis::Broad, of.clone()),
        line("of them on secondment (counted narrowly, ¶10)", Measure::SecondeesCensus, Basis::Narrow, of.clone()),
        line("Share of NPM staff who are secondees", Measure::SecondeeShare, Basis::Broad, format!("{staff}{of}")),
        line("Members that used secondees in the year", Measure::MembersUsing, Basis::Broad, format!("of {used} with a return{baseline}")),
        line("New in the year", Measure::SecondeesNew, Basis::Broad, of.clone()),
        line("Ended in the year", Measure::SecondeesEnded, Basis::Broad, of),
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
    let difference = if is_share { (now - then) * 100.0 } else { now - then };
    let size = if is_share { format!("{:.1} points", difference.abs()) } else { format!("{}", difference.abs()) };
    match difference {
        d if d.abs() < 0.05 => "no change".into(),
        d if d > 0.0 => format!("+{size}"),
        _ => format!("−{size}"),
    }
}

/// The line of the members with a figure in both years, under the figure of all: of what, opening and closing.
fn same_members(audit: &Audit, line: &FigureLine) -> Option<(String, i64, i64)> {
    if line.measure != Measure::SecondeesCensus {
        return None;
    }
    let flow = audit.same_members(line.basis);
    let alike = audit.members_in_both(line.basis) as i64;
    Some((format!("the same {} in both years", counted(alike, "member", "members")), flow.opening.ok()?, flow.closing.ok()?))
}

/// The Summary.
///
/// # Errors
/// As rust_xlsxwriter.
pub fn summary(book: &mut Workbook, style: &Style, audit: &Audit, ranges: &Ranges, redaction: Option<&Redaction>) -> Result<(), XlsxError> {
    let settings = &audit.round.settings;
    let sheet = book.add_worksheet();
    let note = format!(
        "Reporting year {} to {}; census date {}; as at {}. Each figure says what it is based on.",
        show_date(settings.from),
        show_date(settings.census),
        show_date(settings.census),
        show_date(settings.as_at)
    );
    prepare(sheet, style, "Summary", &format!("Summary {}", settings.year), &note)?;
    for (col, width) in WIDTHS.iter().enumerate() {
        sheet.set_column_width(col as u16, *width)?;
    }
    let mut board = Board { sheet, style, row: 3, last_col: 5 };
    who_has_returned(&mut board, audit)?;
    reliance(&mut board, audit, ranges)?;
    to_decide(&mut board, audit, redaction)?;
    how_sure(&mut board, audit, ranges)?;
    let page = board.row;
    board.row += 1;
    matters(&mut board, ranges)?;
    let last = board.row;
    let sheet = board.sheet;
    charts::on_summary(sheet, audit)?;
    // With a page break, the scale must be given: it is the one at which the columns just fit.
    sheet.set_print_scale(columns::scale(WIDTHS.iter().copied())).set_page_breaks(&[page + 1])?;
    sheet.set_print_area(0, 0, last, WIDTHS.len() as u16 - 1)?;
    Ok(())
}

fn who_has_returned(board: &mut Board, audit: &Audit) -> Result<(), XlsxError> {
    board.section("Who has returned")?;
    let by_use = by_use(audit);
    let of = |used| by_use.get(&used).map_or(0, Vec::len);
    let (used, nil) = (of(SecondeesUsed::Yes), of(SecondeesUsed::No));
    let mut text = format!("{} of {} members returned", audit.round.returns.len(), asked(audit));
    if !audit.round.returns.is_empty() {
        let are = if nil == 1 { "1 is a nil return".to_string() } else { format!("{nil} are nil returns") };
        text.push_str(&format!(": {used} used secondees, {are} (no secondees used)"));
    }
    let neither = neither(audit).join(" ");
    if !neither.is_empty() {
        text.push_str(&format!(". {}", neither.trim_end_matches('.')));
    }
    for (status, words) in [(Status::Outstanding, "Outstanding"), (Status::Rejected, "Came, but could not be used")] {
        let members = members_with(audit, status);
        if !members.is_empty() {
            text.push_str(&format!(". {words}: {}", listed(&members)));
        }
    }
    let superseded = audit.round.received.iter().filter(|f| f.status == Status::Superseded).count() as i64;
    if superseded > 0 {
        text.push_str(&format!(". {} replaced by a later one", counted(superseded, "file was", "files were")));
    }
    board.says(&format!("{text}."))?;
    board.row += 1;
    Ok(())
}

fn reliance(board: &mut Board, audit: &Audit, ranges: &Ranges) -> Result<(), XlsxError> {
    let year = audit.round.settings.year;
    let before = audit.last_year();
    board.section("How reliance on secondees is moving")?;
    let then_name = before.map_or("Last year".to_string(), |year| year.to_string());
    board.headings(&["Figure", &then_name, &year.to_string(), "Change", "Could be", "Rests on"], &[1, 2, 3])?;
    for line in figures(audit) {
        let is_share = line.measure == Measure::SecondeeShare;
        let now = audit.figure(year, ALL, line.measure, line.basis);
        let then = before.and_then(|year| audit.figure(year, ALL, line.measure, line.basis));
        let range = ranges.get(ALL, line.measure, line.basis).map_or(String::new(), |range| range_words(range, is_share));
        let range = if range.is_empty() { "exact".to_string() } else { range };
        let rests_on = line.rests_on.clone();
        board.height_for(&[(line.words, 0), (&rests_on, 5), (&range, 4)])?;
        let (sheet, style, row) = (&mut *board.sheet, board.style, board.row);
        sheet.write_string_with_format(row, 0, line.words, &style.text)?;
        for (col, value) in [(1, then), (2, now)] {
            let format = if col == 2 { &style.figure } else { &style.number };
            match value {
                Some(number) if !is_share => drop(sheet.write_number_with_format(row, col, number, format)?),
                value => drop(sheet.write_string_with_format(row, col, shown(value, is_share), format)?),
            }
        }
        sheet.write_string_with_format(row, 3, change(now, then, is_share), &style.change)?;
        sheet.write_string_with_format(row, 4, range, &style.text)?;
        sheet.write_string_with_format(row, 5, rests_on, &style.text)?;
        board.row += 1;
        if let Some((of, opening, closing)) = same_members(audit, &line) {
            let (sheet, style, row) = (&mut *board.sheet, board.style, board.row);
            sheet.write_string_with_format(row, 0, format!("   {of}"), &style.text)?;
            sheet.write_number_with_format(row, 1, opening as f64, &style.number)?;
            sheet.write_number_with_format(row, 2, closing as f64, &style.number)?;
            let change = if closing == opening { "no change".to_string() } else { signed(closing - opening) };
            sheet.write_string_with_format(row, 3, change, &style.change)?;
            sheet.write_string_with_format(row, 5, "members with a figure in both years", &style.text)?;
            board.height_for(&[(&of, 0)])?;
            board.row += 1;
        }
    }
    board.row += 1;
    Ok(())
}

/// Conflicts that nobody decided, most serious and most certain first.
fn undecided<'a>(audit: &'a Audit) -> Vec<&'a Finding> {
    let open = |f: &&Finding| is_conflict(f) && audit.state(&f.id).is_to_decide();
    let mut findings: Vec<&Finding> = audit.report.findings.iter().filter(open).collect();
    findings.sort_by(|a, b| {
        let rank = |f: &Finding| (std::cmp::Reverse(f.severity), f.certainty, f.member.clone(), f.rule.clone());
        rank(a).cmp(&rank(b))
    });
    findings
}

/// Whom and what a conflict is about: reference, assignment, place; redacted, the kind of place only.
fn about(audit: &Audit, finding: &Finding, redaction: Option<&Redaction>) -> String {
    let subject = &finding.subject;
    let place = subject.place_id.as_deref().and_then(|id| audit.round.register.by_id(id)).map(|at| audit.round.register.place(at));
    let mut words = Vec::new();
    match redaction {
        Some(_) => words.extend(place.map(|place| place.kind.replace('_', " "))),
        None => {
            let of = subject.person_member.as_ref().filter(|member| **member != finding.member);
            let of = of.map_or(String::new(), |member| format!(" of {member}"));
            words.extend(subject.person_ref.as_ref().map(|reference| format!("{reference}{of}")));
            words.extend(subject.assignment_ref.as_ref().map(|reference| format!("assignment {reference}")));
            words.extend(place.map(|place| place.name.clone()));
        }
    }
    words.join(", ")
}

/// What is to be known of a conflict besides what was found: what else is open on its rows, and whether the member answered.
fn besides_of(audit: &Audit, finding: &Finding) -> String {
    let Some(standing) = audit.standings.get(&finding.id) else { return String::new() };
    let mut words = String::new();
    let rules: std::collections::BTreeSet<&str> = standing.caveats.iter().map(|caveat| caveat.rule.as_str()).collect();
    if !rules.is_empty() {
        words.push_str(&format!(" Also open on its rows: {}.", rules.into_iter().collect::<Vec<_>>().join(", ")));
    }
    if finding.response.is_some() {
        words.push_str(if standing.is_explained {
            " The member has explained it."
        } else {
            " The member has answered, without an explanation."
        });
    }
    words
}

fn to_decide(board: &mut Board, audit: &Audit, redaction: Option<&Redaction>) -> Result<(), XlsxError> {
    let undecided = undecided(audit);
    let besides = audit.other_rows.iter().filter(|row| audit.state(&row.id).is_to_decide()).count();
    board.section("Conflicts that need a decision today")?;
    let where_to = match redaction {
        Some(_) => "Decisions are typed in the workbook that names people, not in this one",
        None => "Decide on the sheet Conflicts, in the shaded columns",
    };
    board.says(&format!("{} {where_to}.", sentences::rows_of_conflicts(audit)))?;
    let mut said = sentences::breaches(audit);
    said.push(sentences::not_checked(audit));
    board.says(said.join(" ").trim())?;
    if undecided.is_empty() {
        board.row += 1;
        return Ok(());
    }
    board.headings(&["Whom and what it is about", "Member", "Severity", "Certainty of names", "Paragraph, rule", "What was found"], &[])?;
    for finding in undecided.iter().take(SHOWN_CONFLICTS) {
        let fault = by_code(&finding.rule).map_or("", |rule| rule.fault);
        let fault = &format!("{fault}{}", besides_of(audit, finding));
        let about = about(audit, finding, redaction);
        let paragraph = format!("{}, {}", finding.paragraph.as_deref().unwrap_or(""), finding.rule);
        board.height_for(&[(&about, 0), (&paragraph, 4), (fault, 5)])?;
        let (sheet, style, row) = (&mut *board.sheet, board.style, board.row);
        sheet.write_string_with_format(row, 0, about, &style.text)?;
        sheet.write_url_with_format(row, 4, Url::new("internal:'Conflicts'!A5").set_text(&paragraph), &style.link)?;
        for (col, heading, word) in
            [(1, "Member", finding.member.as_str()), (2, "Severity", finding.severity.name()), (3, "Certainty", finding.certainty.name())]
        {
            sheet.write_string_with_format(row, col, word, style.state(heading, word).unwrap_or(&style.text))?;
        }
        sheet.write_string_with_format(row, 5, fault, &style.text)?;
        board.row += 1;
    }
    let more = (undecided.len().saturating_sub(SHOWN_CONFLICTS) + besides) as i64;
    if more > 0 {
        board.says(&format!("and {} on Conflicts", counted(more, "more row", "more rows")))?;
    }
    board.row += 1;
    Ok(())
}

fn how_sure(board: &mut Board, audit: &Audit, ranges: &Ranges) -> Result<(), XlsxError> {
    board.section("How sure we are")?;
    let open = |severity| audit.report.findings.iter().filter(|f| f.severity == severity && audit.is_open(f)).count() as i64;
    let on_counts = ranges.matters.iter().filter(|m| m.secondees != (0, 0)).count();
    let skipped = audit.report.coverage.iter().filter(|c| c.outcome == Outcome::Skipped).count();
    let exact = Basis::EACH.into_iter().all(|basis| ranges.get(ALL, Measure::SecondeesCensus, basis).is_none_or(|range| range.is_exact()));
    let ranges_words = match exact {
        true => "No open query touches the number of secondees".to_string(),
        false => {
            "\"Could be\" is the range if what is open goes either way: unread dates, persons listed twice or missing, numbers that differ from the rows, and returns not yet in (taken as nobody up to the last figure known)".into()
        }
    };
    board.says(&format!(
        "{} open ({on_counts} of them affect the number of secondees), {} and {}. {ranges_words}. {skipped} of {} checks (rule by member) could not be made: see Coverage.",
        counted(open(Severity::Query), "query is", "queries are"),
        counted(open(Severity::Concern), "concern", "concerns"),
        counted(open(Severity::Breach), "breach", "breaches"),
        audit.report.coverage.len()
    ))?;
    Ok(())
}

/// The queries that matter most to the figures, ranked.
fn matters(board: &mut Board, ranges: &Ranges) -> Result<(), XlsxError> {
    board.section("The queries that matter most to the figures")?;
    if ranges.matters.is_empty() {
        return board.says("None: no open query affects a figure or a conflict.");
    }
    board.says("Widest effect first. To settle these first narrows the figures most.")?;
    board.headings(&["What depends on it", "Rank", "Member", "Findings", "", "What to ask", "", ""], &[1])?;
    for (at, matter) in ranges.matters.iter().take(SHOWN_MATTERS).enumerate() {
        let effect = matter.effect();
        board.height_for(&[(&effect, 0)])?;
        let (sheet, style, row) = (&mut *board.sheet, board.style, board.row);
        // What to ask runs on into the wide column that the charts stand in on the first page.
        sheet.merge_range(row, 5, row, 7, &matter.what, &style.text)?;
        sheet.set_row_height(row, height(lines(&matter.what, WIDTHS[5..].iter().sum()).max(lines(&effect, WIDTHS[0]))))?;
        sheet.write_string_with_format(row, 0, effect, &style.text)?;
        sheet.write_number_with_format(row, 1, (at + 1) as f64, &style.number)?;
        sheet.write_string_with_format(row, 2, &matter.member, &style.text)?;
        let rules: std::collections::BTreeSet<&str> = matter.findings.iter().map(|id| FindingId::of(id).code()).collect();
        let rules = rules.into_iter().collect::<Vec<_>>().join(", ");
        let url = Url::new("internal:'Findings'!A5").set_text(if rules.is_empty() { "Findings".to_string() } else { rules });
        sheet.write_url_with_format(row, 3, url, &style.link)?;
        board.row += 1;
    }
    let more = ranges.matters.len().saturating_sub(SHOWN_MATTERS) as i64;
    if more > 0 {
        board.says(&format!("and {} with less effect", counted(more, "more", "more")))?;
    }
    Ok(())
}
