//! Summary: one page that says who has returned, how reliance on secondees moves, what needs a decision today, how sure that is, and what to ask
//! first. The list of all that is to be asked stands on a sheet of its own.

use rust_xlsxwriter::{Format, Url, Workbook, Worksheet, XlsxError};

use super::columns::{height, lines, padded};
use super::parts::prepare;
use super::plots;
use super::questions::{ASK, codes, cut, effects, positions, question};
use super::style::Style;
use super::year::range_words;
use crate::account::Audit;
use crate::account::visits::rows_in;
use crate::book::decisions::{DecisionState, is_conflict};
use crate::figures::flow::{signed, signed_range};
use crate::figures::ranges::Ranges;
use crate::model::finding::{Finding, Severity};
use crate::model::{ALL, Basis, Measure, SecondeesUsed, Status, show_date};
use crate::outputs::redact::Redaction;
use crate::outputs::sentences::{self, asked, by_use, counted, listed, members_with, neither, outstanding};
use crate::rules::by_code;
use crate::rules::run::Outcome;

/// Figure, last year, this year, change, could be, what it is based on; then a gap and the chart.
const WIDTHS: [f64; 8] = [37.0, 11.0, 11.0, 12.0, 13.0, 38.0, 1.0, 23.0];
/// Points of height that one page has at the scale at which its text is 9 points high.
const PAGE: f64 = 586.0;
/// Rows of conflicts and of what to ask that are shown where there is room; the rest are on their sheets.
const MOST: usize = 6;
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
        self.next(3.0)
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
    /// How many rows of so many points fit, when so many points are kept for what follows.
    fn fits(&self, kept: f64, of_row: f64) -> usize {
        (((PAGE - self.used - kept) / of_row).floor().max(1.0) as usize).min(MOST)
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
    let (used, members) = (audit.round.returns.len(), asked(audit));
    let year = audit.round.settings.year;
    // How many members a figure is based on is said where it is not all that returned.
    let based_on = |measure, basis, words: &str| {
        let reason = audit.count(year, ALL, measure, basis).and_then(|count| count.reason.as_deref()).unwrap_or("");
        match reason.split_once("; not known of ") {
            // The reason ends by saying on how many the figure is then based.
            Some((_, members)) => {
                let members = members.split(", so that").next().unwrap_or(members);
                match members.split(", ").count() {
                    ..=3 => format!("{words}; not known: {members}"),
                    many => format!("{words}; not known: {many} members"),
                }
            }
            None => words.to_string(),
        }
    };
    let line = |words, measure, basis, of: String| FigureLine { words, measure, basis, based_on: based_on(measure, basis, &of) };
    let of = format!("{used} of {members}");
    vec![
        line("Secondees in post at the census date, all arrangements", Measure::SecondeesCensus, Basis::Broad, of.clone()),
        line("of these on secondment (¶10)", Measure::SecondeesCensus, Basis::Narrow, of.clone()),
        line("Share of NPM staff who are secondees", Measure::SecondeeShare, Basis::Broad, of.clone()),
        line("Members that used secondees in the year", Measure::MembersUsing, Basis::Broad, of.clone()),
        line("Began in the year", Measure::SecondeesNew, Basis::Broad, of.clone()),
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
    sheet.set_margins(0.4, 0.4, 0.5, 0.5, 0.25, 0.25);
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
    to_decide(&mut board, audit, readers)?;
    how_sure(&mut board, audit, ranges)?;
    ask_first(&mut board, audit, ranges, readers)?;
    let last = board.row.saturating_sub(1);
    let sheet = board.sheet;
    let mut chart = plots::series(sheet, style, audit, NAME, (top, WIDTHS.len() as u16 + 1))?;
    chart.set_width((WIDTHS[7] * 7.0) as u32).set_height(beside);
    sheet.insert_chart_with_offset(top, 7, &chart, 2, 2)?;
    sheet.set_print_fit_to_pages(1, 1).set_print_area(0, 0, last, WIDTHS.len() as u16 - 1)?;
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
        if !members.is_empty() {
            let more = members.len().saturating_sub(MOST_NAMED);
            let mut named: Vec<String> = members.iter().take(MOST_NAMED).cloned().collect();
            if more > 0 {
                named.push(format!("{more} more (see Returns)"));
            }
            text.push_str(&format!(". {words}: {}", listed(&named)));
        }
    }
    if !audit.round.returns.is_empty() {
        let are = if nil == 1 { "1 is a nil return".to_string() } else { format!("{nil} are nil returns") };
        text.push_str(&format!(". Of the returns, {used} used secondees, {are} (no secondees used)"));
    }
    let neither = neither(audit).join(" ");
    if !neither.is_empty() {
        text.push_str(&format!(". {}", neither.trim_end_matches('.')));
    }
    let superseded = audit.round.received.iter().filter(|f| f.status == Status::Superseded).count() as i64;
    if superseded > 0 {
        text.push_str(&format!(". {} replaced by a later one", counted(superseded, "file was", "files were")));
    }
    board.says(&format!("{text}."))?;
    board.gap()
}

fn reliance(board: &mut Board, audit: &Audit, ranges: &Ranges) -> Result<(), XlsxError> {
    let year = audit.round.settings.year;
    let before = audit.last_year();
    board.section("How reliance on secondees is moving")?;
    let then_name = before.map_or("Last year".to_string(), |year| year.to_string());
    let same = same_members(audit);
    let verdict = like_for_like(&same);
    if !verdict.is_empty() {
        board.says(&verdict)?;
    }
    board.headings(&["Figure", &then_name, &year.to_string(), "Change", "Could be", "Based on returns"], &[1, 2, 3])?;
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
            let format = if col == 2 { &style.figure } else { &style.number };
            match value {
                Some(number) if !is_share => drop(sheet.write_number_with_format(row, col, number, format)?),
                value => drop(sheet.write_string_with_format(row, col, shown(value, is_share), format)?),
            }
        }
        sheet.write_string_with_format(row, 3, change(now, then, is_share), &style.change)?;
        sheet.write_string_with_format(row, 4, range, &style.text)?;
        sheet.write_string_with_format(row, 5, based_on, &style.text)?;
        board.next(height(deepest))?;
        let of_both = same.iter().find(|same| same.basis == line.basis && line.measure == Measure::SecondeesCensus);
        if let Some(SameMembers { members, opening, closing, .. }) = of_both {
            let (opening, closing) = (*opening, *closing);
            let (sheet, style, row) = (&mut *board.sheet, board.style, board.row);
            sheet.write_string_with_format(row, 0, format!("   the same {members} in both years"), &style.text)?;
            sheet.write_number_with_format(row, 1, opening as f64, &style.number)?;
            sheet.write_number_with_format(row, 2, closing as f64, &style.number)?;
            let change = if closing == opening { "no change".to_string() } else { signed(closing - opening) };
            sheet.write_string_with_format(row, 3, change, &style.change)?;
            let of_both = "those with a figure in both";
            sheet.write_string_with_format(row, 5, of_both, &style.text)?;
            board.next(height(padded(of_both, WIDTHS[5])))?;
        }
    }
    board.gap()
}

/// Whether reliance moved, among the members with a figure in both years: the change of all compares different members where some have no figure.
fn like_for_like(same: &[SameMembers]) -> String {
    let of = |SameMembers { basis, members, opening, closing }: &SameMembers| {
        let moved = match closing - opening {
            0 => format!("unchanged at {closing}"),
            change => format!("{} from {opening} to {closing}", if change > 0 { "up" } else { "down" }),
        };
        format!("{} {moved} ({members})", if *basis == Basis::Broad { "in post" } else { "on secondment" })
    };
    let moved: Vec<String> = same.iter().map(of).collect();
    match moved.is_empty() {
        true => String::new(),
        false => format!("Members with both figures: {}.", listed(&moved)),
    }
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
        words.push_str(&format!(" Also open: {}.", rules.into_iter().collect::<Vec<_>>().join(", ")));
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

/// Points kept below the conflicts: how sure, what to ask, of which two rows at least.
const BELOW_CONFLICTS: f64 = 118.0;

fn to_decide(board: &mut Board, audit: &Audit, readers: Readers) -> Result<(), XlsxError> {
    let undecided = undecided(audit);
    let besides = audit.other_rows.iter().filter(|row| audit.state(&row.id).is_to_decide()).count();
    let waiting = undecided.len() + besides;
    board.section(&match waiting {
        0 => match rows_in(&audit.tally(), |state| state == DecisionState::Awaiting) {
            0 => "Conflicts that need a decision today: none".to_string(),
            1 => "Conflicts that need a decision today: none; 1 awaits the member's answer".to_string(),
            n => format!("Conflicts that need a decision today: none; {n} await the member's answer"),
        },
        n => format!("Conflicts that need a decision today: {n}. Here are the gravest, as many as there is room for; all are on Conflicts"),
    })?;
    let where_to = match readers {
        Readers { redaction: Some(_), .. } => "Decisions are typed in the workbook that names people, not in this one",
        Readers { is_whole: true, .. } => "Decide on the sheet Conflicts, in the shaded columns",
        _ => "Decisions are typed on the sheet Conflicts of the consolidated workbook, not here",
    };
    let mut said = vec![format!("{} {where_to}.", sentences::rows_of_conflicts(audit))];
    said.extend(sentences::breaches(audit));
    said.push(sentences::not_checked(audit));
    board.says(said.join(" ").trim())?;
    if undecided.is_empty() {
        return board.gap();
    }
    board.headings(&["Whom and what it is about", "Member", "Severity", "Names are", "What was found", "", "", ""], &[])?;
    let shown = board.fits(BELOW_CONFLICTS, height(2));
    for finding in undecided.iter().take(shown) {
        let fault = by_code(&finding.rule).map_or("", |rule| rule.fault);
        let paragraph = finding.paragraph.as_deref().unwrap_or("");
        let fault = format!("{paragraph}: {fault}{}", besides_of(audit, finding));
        let about = about(audit, finding, readers.redaction);
        let style = board.style;
        let deepest = board.joined((4, 7), &fault, &style.text)?.max(padded(&about, WIDTHS[0]));
        let row = board.row;
        board.sheet.write_string_with_format(row, 1, &finding.member, &style.text)?;
        match readers.is_whole {
            true => drop(board.sheet.write_url_with_format(row, 0, Url::new("internal:'Conflicts'!A5").set_text(&about), &style.link)?),
            false => drop(board.sheet.write_string_with_format(row, 0, about, &style.text)?),
        }
        for (col, heading, word) in [(2, "Severity", finding.severity.name()), (3, "Certainty", finding.certainty.name())] {
            board.sheet.write_string_with_format(row, col, word, style.state(heading, word).unwrap_or(&style.text))?;
        }
        board.next(height(deepest))?;
    }
    board.gap()
}

fn how_sure(board: &mut Board, audit: &Audit, ranges: &Ranges) -> Result<(), XlsxError> {
    board.section("How sure we are")?;
    let open = |severity| audit.report.findings.iter().filter(|f| f.severity == severity && audit.is_open(f)).count() as i64;
    let skipped = audit.report.coverage.iter().filter(|c| c.outcome == Outcome::Skipped).count();
    let exact = Basis::EACH.into_iter().all(|basis| ranges.get(ALL, Measure::SecondeesCensus, basis).is_none_or(|range| range.is_exact()));
    let ranges_words = match exact {
        true => "Nothing that is open can change the number of secondees",
        false => {
            "\"Could be\" is how low or high a figure may turn out once what is open is answered; a missing return is taken as between nobody and the last number known"
        }
    };
    board.says(&format!(
        "Findings that are open, by severity: {}, {} and {} of the severity query. {ranges_words}. Each rule is checked for each member: {skipped} of {} such checks could not be made.",
        counted(open(Severity::Breach), "breach", "breaches"),
        counted(open(Severity::Concern), "concern", "concerns"),
        open(Severity::Query),
        audit.report.coverage.len()
    ))?;
    board.gap()
}

/// The questions with the widest effect, as far as there is room.
fn ask_first(board: &mut Board, audit: &Audit, ranges: &Ranges, readers: Readers) -> Result<(), XlsxError> {
    let all = effects(audit, ranges).map_or(String::new(), |(all, _)| format!(" (all together {} secondees in post)", signed_range(all)));
    board.section(&match ranges.matters.len() {
        0 => "What to ask first: nothing that is open affects a figure or a conflict".to_string(),
        number => format!("What to ask first: of {number} questions{all} those with the widest effect; all are on {ASK}"),
    })?;
    if ranges.matters.is_empty() {
        return Ok(());
    }
    board.headings(&["What depends on it", "Member", "Findings", "What to ask", "", "", "", ""], &[])?;
    let positions = positions(audit);
    for (at, matter) in ranges.matters.iter().take(MOST).enumerate() {
        let question = cut(&question(audit, &positions, matter, readers.redaction.is_some()));
        let effect = matter.effect();
        let of_row = padded(&question, WIDTHS[3..].iter().sum()).max(padded(&effect, WIDTHS[0])).max(padded(&codes(matter), WIDTHS[2]));
        if at > 1 && board.used + height(of_row) > PAGE {
            break;
        }
        let style = board.style;
        board.joined((3, 7), &question, &style.text)?;
        let (row, codes) = (board.row, codes(matter));
        board.sheet.write_string_with_format(row, 1, &matter.member, &style.text)?;
        board.sheet.write_string_with_format(row, 0, effect, &style.text)?;
        match readers.is_whole {
            true => drop(board.sheet.write_url_with_format(row, 2, Url::new("internal:'Findings'!A5").set_text(&codes), &style.link)?),
            false => drop(board.sheet.write_string_with_format(row, 2, codes, &style.text)?),
        }
        board.next(height(of_row))?;
    }
    Ok(())
}
