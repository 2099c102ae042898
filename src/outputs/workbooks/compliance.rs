//! Compliance: members by paragraph, this year beside last, as a map of words and shades; the same rule by rule; and Coverage (rule by member).
//! Colours only repeat what the words say.

use std::collections::BTreeMap;

use rust_xlsxwriter::{Format, FormatAlign, Url, Workbook, Worksheet, XlsxError};

use super::columns::{SCALE, height, padded};
use super::pages::{headings, text};
use super::parts::prepare;
use super::style::Style;
use crate::account::Audit;
use crate::book::decisions::DecisionState;
use crate::book::last_year::{COMPLIANCE_SHEET, PARAGRAPHS};
use crate::figures::table::Table;
use crate::model::finding::{Finding, Severity};
use crate::outputs::sentences::{counted, listed};
use crate::places::Certainty;
use crate::rules::run::{NO_SECONDEES, Outcome};
use crate::rules::{RULES, by_code};

/// What each of [`PARAGRAPHS`] is about.
const ABOUT: [&str; 9] = [
    "guidance in policies",
    "who is NPM staff",
    "fewer secondees",
    "open recruiting",
    "conflicts assessed",
    "conflicts managed",
    "not at own place",
    "briefing given",
    "progress stated",
];

/// How a member stands with a paragraph, most serious first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// The guidance says never or must, and a finding says otherwise.
    Breach,
    /// Not followed, or no evidence.
    Concern,
    /// To be corrected or explained.
    Query,
    /// Nothing to do: nothing found, for information only, dismissed, or accepted.
    Clear,
    /// Nothing found, and rules about secondees do not apply, because the return lists none.
    NotApplicable,
    /// Nothing found, but not every rule could be checked.
    Partly,
    /// No rule could be checked.
    NotChecked,
}

impl Standing {
    /// All, most serious first.
    pub const ALL: [Standing; 7] = [
        Standing::Breach,
        Standing::Concern,
        Standing::Query,
        Standing::Clear,
        Standing::NotApplicable,
        Standing::Partly,
        Standing::NotChecked,
    ];
    /// In words.
    pub fn words(self) -> &'static str {
        match self {
            Standing::Breach => "Breach",
            Standing::Concern => "Concern",
            Standing::Query => "Query",
            Standing::Clear => "Nothing found",
            Standing::NotApplicable => "Not applicable",
            Standing::Partly => "Partly checked",
            Standing::NotChecked => "Not checked",
        }
    }
    /// In one word, for a cell of the map.
    fn word(self) -> &'static str {
        match self {
            Standing::Clear => "Nothing",
            Standing::NotApplicable => "n/a",
            Standing::Partly => "Partly",
            Standing::NotChecked => "Unknown",
            _ => self.words(),
        }
    }
    /// In one letter, for last year.
    fn letter(self) -> &'static str {
        match self {
            Standing::Breach => "B",
            Standing::Concern => "C",
            Standing::Query => "Q",
            Standing::Clear => "–",
            Standing::NotApplicable => "n",
            Standing::Partly => "P",
            Standing::NotChecked => "U",
        }
    }
    /// What the word and the letter mean.
    fn meaning(self) -> &'static str {
        match self {
            Standing::Breach => "the guidance says never or must, and the return says otherwise",
            Standing::Concern => "the guidance is not followed, or nothing shows that it is",
            Standing::Query => "something must be corrected or explained first",
            Standing::Clear => "nothing was found, and every rule could be checked; or what was found was dismissed or accepted",
            Standing::NotApplicable => "nothing was found, and the rules about secondees do not apply, because the return lists none",
            Standing::Partly => "nothing was found, but not every rule could be checked",
            Standing::NotChecked => "no rule could be checked, because there is no return or it does not say",
        }
    }
    /// Whether something is to be mended or answered.
    fn is_open(self) -> bool {
        matches!(self, Standing::Breach | Standing::Concern | Standing::Query)
    }
    /// The standing that the words of a consolidated workbook tell.
    fn told(words: &str) -> Option<Self> {
        let begins = |start: &str| words.starts_with(start);
        match words {
            "" => None,
            _ if begins("Breach") => Some(Standing::Breach),
            _ if begins("Concern") => Some(Standing::Concern),
            _ if begins("Query") => Some(Standing::Query),
            _ if begins("Not checked") || words.contains("not checked: ") => {
                Some(if words.ends_with(NO_SECONDEES) { Standing::NotApplicable } else { Standing::NotChecked })
            }
            _ if words.ends_with("not checked") => Some(Standing::Partly),
            _ => Some(Standing::Clear),
        }
    }
    fn format(self, style: &Style) -> &Format {
        match self {
            Standing::Breach => &style.grave,
            Standing::Concern => &style.middling,
            Standing::Query => &style.slight,
            Standing::Clear | Standing::NotApplicable => &style.clear,
            Standing::Partly | Standing::NotChecked => &style.unknown,
        }
    }
}

/// Every member's standing with every paragraph, and the words that say it.
pub fn standings(audit: &Audit) -> BTreeMap<(String, &'static str), (Standing, String)> {
    let mut findings: BTreeMap<(&str, &str), Vec<&Finding>> = BTreeMap::new();
    for finding in &audit.report.findings {
        if let Some(paragraph) = &finding.paragraph {
            findings.entry((&finding.member, paragraph)).or_default().push(finding);
        }
    }
    let mut outcomes: BTreeMap<(&str, &str), Checked> = BTreeMap::new();
    for coverage in &audit.report.coverage {
        let Some(paragraph) = by_code(&coverage.rule).and_then(|rule| rule.paragraph) else { continue };
        let checked = outcomes.entry((&coverage.member, paragraph)).or_default();
        checked.passed += usize::from(coverage.outcome != Outcome::Skipped);
        // What fired in one row may not have been checked in another.
        if coverage.outcome == Outcome::Skipped || (coverage.outcome == Outcome::Fired && !coverage.reason.is_empty()) {
            // That there are no secondees is told only where it is the one reason.
            let is_better = checked.skipped.is_none_or(|reason| reason == NO_SECONDEES);
            checked.skipped = if is_better { Some(&coverage.reason) } else { checked.skipped };
        }
    }
    let mut standings = BTreeMap::new();
    for member in &audit.round.settings.members {
        for paragraph in PARAGRAPHS {
            let key = (member.code.as_str(), paragraph);
            let found = findings.get(&key).map_or(&[][..], Vec::as_slice);
            let standing = standing(audit, found, outcomes.get(&key).copied().unwrap_or_default());
            standings.insert((member.code.clone(), paragraph), standing);
        }
    }
    standings
}

/// How many rules of a paragraph could be checked of a member, and why others could not.
#[derive(Clone, Copy, Default)]
struct Checked<'a> {
    passed: usize,
    skipped: Option<&'a str>,
}

fn standing(audit: &Audit, found: &[&Finding], Checked { passed, skipped }: Checked) -> (Standing, String) {
    let open: Vec<&&Finding> = found.iter().filter(|f| audit.is_open(f)).collect();
    let worst = open.iter().map(|f| f.severity).max();
    let codes = |of: &[&&Finding]| {
        let mut numbers: BTreeMap<&str, usize> = BTreeMap::new();
        of.iter().for_each(|f| *numbers.entry(f.rule.as_str()).or_default() += 1);
        let each = numbers.into_iter().map(|(code, n)| if n == 1 { code.to_string() } else { format!("{code} ×{n}") });
        each.collect::<Vec<_>>().join(", ")
    };
    let worst_open: Vec<&&Finding> = open.iter().copied().filter(|f| Some(f.severity) == worst).collect();
    // Whatever was found, what was not checked is said beside it.
    let also = match skipped {
        None => String::new(),
        Some(NO_SECONDEES) => format!("; partly not checked: {NO_SECONDEES}"),
        Some(_) => "; partly not checked".to_string(),
    };
    match worst {
        Some(Severity::Breach) => {
            // A breach of which no name is certain is not called one outright.
            let unsure = if worst_open.iter().any(|f| f.certainty == Certainty::Confirmed) { "" } else { " if confirmed" };
            let decided = if worst_open.iter().any(|f| audit.state(&f.id) == DecisionState::Stands) { ", decided to stand" } else { "" };
            (Standing::Breach, format!("Breach{unsure}{decided}: {}{also}", codes(&worst_open)))
        }
        Some(Severity::Concern) => (Standing::Concern, format!("Concern: {}{also}", codes(&worst_open))),
        Some(Severity::Query) => (Standing::Query, format!("Query: {}{also}", codes(&worst_open))),
        Some(Severity::Note) => (clear_unless(skipped), format!("Note: {}{also}", codes(&worst_open))),
        None if !found.is_empty() => {
            (clear_unless(skipped), format!("Dismissed or accepted: {}{also}", codes(&found.iter().collect::<Vec<_>>())))
        }
        None if passed == 0 && skipped == Some(NO_SECONDEES) => (Standing::NotApplicable, format!("Not checked: {NO_SECONDEES}")),
        None if passed == 0 => (Standing::NotChecked, format!("Not checked: {}", skipped.unwrap_or("no rule"))),
        None => (clear_unless(skipped), format!("Nothing found{also}")),
    }
}

fn clear_unless(skipped: Option<&str>) -> Standing {
    match skipped {
        None => Standing::Clear,
        Some(NO_SECONDEES) => Standing::NotApplicable,
        Some(_) => Standing::Partly,
    }
}

/// Widths of the map: the member, this year's words, a gap, last year's letters.
const MAP: [f64; 4] = [15.0, 10.1, 0.9, 3.5];
/// The heading row of the map, counted from 0.
const MAP_HEADING: u32 = 6;

/// The map: members by paragraph, this year in words and last year in letters, each shaded.
///
/// # Errors
/// As rust_xlsxwriter.
pub fn map(book: &mut Workbook, style: &Style, audit: &Audit, has_cover: bool) -> Result<(), XlsxError> {
    let sheet = book.add_worksheet();
    let standings = standings(audit);
    let year = audit.round.settings.year;
    let last = audit.round.last.as_ref().filter(|last| !last.standings.is_empty());
    let open = |paragraph: &str| standings.iter().filter(|((_, p), (standing, _))| *p == paragraph && standing.is_open()).count();
    let most = PARAGRAPHS.into_iter().map(open).max().unwrap_or(0);
    let of_most: Vec<&str> = PARAGRAPHS.into_iter().filter(|paragraph| open(paragraph) == most).collect();
    let title = match (most, of_most.len()) {
        (0, _) => format!("Compliance {year}: nothing is open under ¶8–16"),
        (most, paragraphs) => {
            let members = counted(most as i64, "member", "members");
            let each = if paragraphs == 1 { "" } else { " each" };
            format!("Compliance {year}: most is open under {}, in {members}{each}", listed(&in_runs(&of_most)))
        }
    };
    let note = format!(
        "The most serious open finding about each member under each paragraph (¶) of the 2014 guidance. Rule by rule: sheet {COMPLIANCE_SHEET} of the consolidated workbook."
    );
    prepare(sheet, style, "Compliance", &title, &note)?;
    if has_cover {
        sheet.write_url_with_format(3, 0, Url::new("internal:'Cover'!A1").set_text("Back to contents"), &style.back)?;
    }
    let count = PARAGRAPHS.len() as u16;
    let first_then = count + 2;
    sheet.set_column_width(0, MAP[0])?.set_column_width(count + 1, MAP[2])?;
    for at in 0..count {
        sheet.set_column_width(1 + at, MAP[1])?.set_column_width(first_then + at, MAP[3])?;
    }
    sheet.merge_range(4, 1, 4, count, &year.to_string(), &style.section)?;
    if let Some(last) = last {
        sheet.merge_range(4, first_then, 4, first_then + count - 1, &format!("{}, by letter", last.year), &style.section)?;
    }
    let centred = style.heading.clone().set_align(FormatAlign::Center).set_indent(0);
    sheet.write_string_with_format(MAP_HEADING, 0, "Member", &style.heading)?;
    for (at, paragraph) in PARAGRAPHS.into_iter().enumerate() {
        sheet.write_string_with_format(5, 1 + at as u16, ABOUT[at], &style.text)?;
        sheet.write_string_with_format(MAP_HEADING, 1 + at as u16, paragraph, &style.heading)?;
        if last.is_some() {
            sheet.write_string_with_format(MAP_HEADING, first_then + at as u16, paragraph.trim_start_matches('¶'), &centred)?;
        }
    }
    sheet.set_row_height(5, height(2))?;
    let mut row = MAP_HEADING + 1;
    let mut open_then = [0; PARAGRAPHS.len()];
    for member in &audit.round.settings.members {
        sheet.write_string_with_format(row, 0, &member.code, &style.strong)?;
        for (at, paragraph) in PARAGRAPHS.into_iter().enumerate() {
            let (standing, words) = &standings[&(member.code.clone(), paragraph)];
            let is_partly = standing.is_open() && words.ends_with("not checked");
            let word = if is_partly { format!("{} *", standing.word()) } else { standing.word().to_string() };
            sheet.write_string_with_format(row, 1 + at as u16, word, standing.format(style))?;
            let told = last.and_then(|last| last.standings.get(&(member.code.clone(), paragraph.to_string())));
            if let Some(then) = told.and_then(|words| Standing::told(words)) {
                open_then[at] += usize::from(then.is_open());
                let format = then.format(style).clone().set_align(FormatAlign::Center).set_indent(0);
                sheet.write_string_with_format(row, first_then + at as u16, then.letter(), &format)?;
            }
        }
        row += 1;
    }
    sheet.write_string_with_format(row, 0, "Members open", &style.strong)?;
    sheet.set_row_height(row, height(padded("Members open", MAP[0])))?;
    for (at, paragraph) in PARAGRAPHS.into_iter().enumerate() {
        let format = style.strong.clone().set_num_format("0");
        sheet.write_number_with_format(row, 1 + at as u16, open(paragraph) as f64, &format)?;
        if last.is_some() {
            let format = style.strong.clone().set_align(FormatAlign::Center).set_indent(0);
            sheet.write_number_with_format(row, first_then + at as u16, open_then[at] as f64, &format)?;
        }
    }
    // Without last year the page is as wide, because the line under the title is.
    let last_col = first_then + count - 1;
    legend(sheet, style, row + 2, (last_col, last.is_some()))?;
    sheet.set_freeze_panes(MAP_HEADING + 1, 1)?.set_repeat_rows(MAP_HEADING - 1, MAP_HEADING)?;
    // The scale is given, so that a map without last year is not printed larger and on two pages.
    sheet.set_print_scale(SCALE);
    sheet.set_print_area(0, 0, row + 2 + Standing::ALL.len() as u32, last_col)?;
    Ok(())
}

/// Paragraphs of which more than two follow one another as one: "¶9–12", "¶14".
fn in_runs(paragraphs: &[&str]) -> Vec<String> {
    let at = |paragraph: &&str| PARAGRAPHS.iter().position(|known| known == paragraph);
    let runs = paragraphs.chunk_by(|a, b| at(a).map(|at| at + 1) == at(b));
    let words = |run: &[&str]| match run {
        [first, _, .., last] => vec![format!("{first}–{}", last.trim_start_matches('¶'))],
        few => few.iter().map(|paragraph| (*paragraph).to_string()).collect(),
    };
    runs.flat_map(words).collect()
}

/// What the words and letters of the map mean.
fn legend(sheet: &mut Worksheet, style: &Style, from: u32, (last_col, has_last): (u16, bool)) -> Result<(), XlsxError> {
    let width = (MAP[1] + MAP[3]) * PARAGRAPHS.len() as f64 + MAP[2];
    for (at, standing) in Standing::ALL.into_iter().enumerate() {
        let row = from + at as u32;
        let letter = if has_last { format!("{} ({})", standing.word(), standing.letter()) } else { standing.word().to_string() };
        sheet.write_string_with_format(row, 0, letter, standing.format(style))?;
        let mut meaning = standing.meaning().to_string();
        if standing == Standing::Partly {
            meaning.push_str("; * beside another word says so as well");
        }
        if has_last && standing == Standing::NotChecked {
            meaning.push_str("; blank: last year's workbook does not say");
        }
        sheet.merge_range(row, 1, row, last_col, &meaning, &style.text)?;
        sheet.set_row_height(row, height(padded(&meaning, width)))?;
    }
    Ok(())
}

/// Compliance rule by rule: member by paragraph.
pub fn compliance(audit: &Audit) -> Table {
    let standings = standings(audit);
    let rows = audit.round.settings.members.iter().map(|member| {
        let mut row = vec![text(&member.code)];
        row.extend(PARAGRAPHS.map(|paragraph| text(&standings[&(member.code.clone(), paragraph)].1)));
        row
    });
    let mut names = vec!["Member"];
    names.extend(PARAGRAPHS);
    Table { name: COMPLIANCE_SHEET, headings: headings(&names), rows: rows.collect() }
}

/// Coverage: rule by member, and the reasons for skipping by the letter that stands for them.
pub fn coverage(audit: &Audit) -> (Table, Vec<(String, String)>) {
    let mut letters: BTreeMap<&str, String> = BTreeMap::new();
    let mut reasons = Vec::new();
    let mut outcomes: BTreeMap<(&str, &str), String> = BTreeMap::new();
    for coverage in &audit.report.coverage {
        let words = match coverage.outcome {
            Outcome::Passed => "passed".to_string(),
            Outcome::Fired => "FIRED".into(),
            Outcome::Skipped => {
                let next = crate::model::column_letters(letters.len() as u32).to_lowercase();
                let letter = letters.entry(&coverage.reason).or_insert_with(|| {
                    reasons.push((next.clone(), coverage.reason.clone()));
                    next
                });
                format!("skipped ({letter})")
            }
        };
        outcomes.insert((&coverage.rule, &coverage.member), words);
    }
    let rows = RULES.iter().map(|rule| {
        let mut row = vec![text(rule.code)];
        let members = audit.round.settings.members.iter();
        row.extend(members.map(|m| text(outcomes.get(&(rule.code, m.code.as_str())).map_or("", String::as_str))));
        row
    });
    let mut names = vec!["Rule".to_string()];
    names.extend(audit.round.settings.members.iter().map(|m| m.code.clone()));
    (Table { name: "Coverage", headings: names, rows: rows.collect() }, reasons)
}

#[cfg(test)]
mod tests {
    use super::in_runs;

    #[test]
    fn paragraphs_that_follow_one_another_are_named_as_one() {
        assert_eq!(in_runs(&["¶8", "¶10", "¶11", "¶14", "¶15", "¶16"]), ["¶8", "¶10", "¶11", "¶14–16"]);
        assert_eq!(in_runs(&["¶14"]), ["¶14"]);
    }
}
