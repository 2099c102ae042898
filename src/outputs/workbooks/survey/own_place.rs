//! The live ¶14 check: whether an assignment meets the person's own home, return or affiliated establishment, as formulas and as the values that
//! they come to.
//!
//! Each name of a place on the hidden part of `Lists` stands for tokens: what a visit there covers, and what a person from there may not be sent
//! to. A place stands for itself, the places it is part of and its parts; a police force is one home, so all its places share one token. A visit
//! meets a person's place if a token of the one is among those of the other, which formulas can tell for several places in a cell. Names that the
//! register does not have stand for themselves, so that the same words on both sides still meet. Approximate spellings and kin are for the audit.

use std::collections::{BTreeMap, BTreeSet};

use rust_xlsxwriter::Formula;

use super::LISTS;
use super::filled::Filled;
use super::lists::TABLE;
use super::plan::{FIRST_ROW, HEADING_ROW, SurveyPlan};
use super::workings::WORKINGS;
use crate::figures::table::Datum;
use crate::form::{Asg, Field, HEADQUARTERS, Sec, Sheet, Stf};
use crate::model::column_letters;
use crate::places::{PlaceIx, Register};

/// Places looked at in a cell: of a home, of other places of the person's, of a visit. The check says so if there are more.
const ITEMS: [usize; 3] = [2, 4, 4];
const VISITED: usize = 4;
/// Tokens looked for in one visit.
const TOKENS: usize = 8;
/// Items, and tokens, are taken apart by spreading them over so many blanks.
const PAD: usize = 500;
const TOKEN_PAD: usize = 99;
/// What is not sure begins with this: a name that is not on the list, and the token of a cell that names more places than are looked at.
const UNSURE: char = '~';
const MORE: &str = "~+;";
/// Words that name nothing, as people write them most often; the audit knows them in every spelling.
const NAMES_NOTHING: [&str; 16] = [
    "N/A",
    "NA",
    "n.a.",
    "None",
    "None known",
    "Nil",
    "No",
    "-",
    "Not applicable",
    "TBC",
    "TBA",
    "To be confirmed",
    "Unknown",
    "Various",
    "As above",
    "See notes",
];
/// How a row that ¶14 speaks against begins.
pub(super) const AGAINST: &str = "¶14:";

/// The names of places with their tokens, and where they stand on `Lists`.
pub(super) struct PlaceNames {
    /// Name, tokens of a visit there, tokens of a person from there.
    pub rows: Vec<[String; 3]>,
    index: BTreeMap<String, usize>,
    /// The first of the columns, counted from 0.
    first: u32,
}

/// What the check comes to now for the rows that are filled in, worked out once for a workbook.
pub(super) struct Now {
    /// For each row of Secondees, the tokens of home, likely returns and affiliations.
    own: Vec<[String; 3]>,
    /// For each row of Assignments, the tokens of the places visited.
    visited: Vec<String>,
    /// For each row of Assignments, the position of its person on Secondees.
    position: Vec<Option<usize>>,
    /// The references on Staff, in lower case.
    staff: BTreeSet<String>,
    /// What the secondee of a row that is not filled in stands for: nobody.
    nobody: [String; 3],
}

impl Now {
    /// Of the rows of a workbook.
    pub fn new(names: &PlaceNames, filled: &Filled) -> Self {
        let count = |sheet| filled.rows(sheet).len() as u32;
        let mut by_reference: BTreeMap<String, usize> = BTreeMap::new();
        for (at, cells) in filled.rows(Sheet::Secondees).iter().enumerate() {
            by_reference.entry(shown(&cells[Sec::Ref.index()]).to_lowercase()).or_insert(at);
        }
        let position = |row: u32| {
            let person = text_of(filled, Sheet::Assignments, row, Asg::Person.index()).trim().to_lowercase();
            if person.is_empty() { None } else { by_reference.get(&person).copied() }
        };
        let place = |row: u32| text_of(filled, Sheet::Assignments, row, Asg::Place.index());
        Self {
            own: (0..count(Sheet::Secondees)).map(|row| own(names, filled, row)).collect(),
            visited: (0..count(Sheet::Assignments)).map(|row| names.tokens(&place(row), 1, VISITED)).collect(),
            position: (0..count(Sheet::Assignments)).map(position).collect(),
            staff: filled.rows(Sheet::Staff).iter().map(|cells| shown(&cells[Stf::Ref.index()]).to_lowercase()).collect(),
            nobody: [";"; 3].map(String::from),
        }
    }

    fn own(&self, row: usize) -> &[String; 3] {
        self.own.get(row).unwrap_or(&self.nobody)
    }

    fn visited(&self, row: u32) -> &str {
        self.visited.get(row as usize).map_or("", String::as_str)
    }

    fn position(&self, row: u32) -> Option<usize> {
        self.position.get(row as usize).copied().flatten()
    }

    /// How many rows of a column of workings hold a name that is not on the list.
    pub fn unknown(&self, at: usize) -> f64 {
        let is_unsure = |tokens: &str| tokens.contains(UNSURE);
        let count = match at.checked_sub(TYPED) {
            Some(at) if at < 3 => self.own.iter().filter(|own| is_unsure(&own[at])).count(),
            _ => self.visited.iter().filter(|visited| is_unsure(visited)).count(),
        };
        count as f64
    }
}

/// A formula cell: what it says and what that comes to now.
pub(super) struct Live {
    pub formula: String,
    pub value: Datum,
}

impl Live {
    /// The formula.
    pub fn formula(&self) -> Formula {
        Formula::new(self.formula.as_str())
    }
    /// The value as text: what a formula's cell is given as its result.
    pub fn shown(&self) -> String {
        shown(&self.value)
    }
}

/// The columns of `Workings`.
const SECONDEE_COLUMNS: [&str; 7] =
    ["Home as typed", "Return as typed", "Affiliations as typed", "Home", "Likely to return to", "Close affiliations", "Unsure"];
/// How many of them hold cells as typed; the tokens of the three follow.
const TYPED: usize = 3;
const ASSIGNMENT_COLUMNS: [&str; 5] = ["Visited as typed", "Visited", "Row of the person", "Met", "Says"];

impl PlaceNames {
    /// Headings of the hidden columns.
    pub const HEADINGS: [&str; 3] = ["Name of a place", "Covers", "Not to be sent to"];

    /// The names of a register, in columns from `first` on.
    pub fn new(register: &Register, first: u32) -> Self {
        let parts = parts(register);
        // Headquarters, and words that name nothing, meet nothing.
        let nothing = std::iter::once(HEADQUARTERS).chain(NAMES_NOTHING);
        let mut rows: Vec<[String; 3]> = nothing.map(|name| [name.to_string(), "-;".into(), "=;".into()]).collect();
        let mut index: BTreeMap<String, usize> = rows.iter().enumerate().map(|(at, row)| (row[0].to_lowercase(), at)).collect();
        for name in register.places().iter().flat_map(|place| std::iter::once(&place.name).chain(&place.aliases)) {
            if index.contains_key(&name.to_lowercase()) {
                continue;
            }
            let (mut visited, mut own) = (BTreeSet::new(), BTreeSet::new());
            for candidate in &register.find(name).candidates {
                visited.extend(visit_tokens(register, candidate.place));
                own.extend(own_tokens(register, &parts, candidate.place));
            }
            index.insert(name.to_lowercase(), rows.len());
            let text = |tokens: BTreeSet<String>| tokens.iter().map(|token| format!("{token};")).collect::<String>();
            rows.push([name.clone(), text(visited), text(own)]);
        }
        Self { rows, index, first }
    }

    fn look_up(&self, name: &str, col: usize) -> Option<&str> {
        self.index.get(&name.trim().to_lowercase()).map(|row| self.rows[*row][col].as_str())
    }

    /// The tokens of all places in a cell, as the formula over it comes to.
    fn tokens(&self, typed: &str, col: usize, most: usize) -> String {
        if typed.is_empty() {
            return String::new();
        }
        let items: Vec<String> = typed.split(['\n', ';']).map(single_spaced).collect();
        let known = |item: &String| self.look_up(item, col).map_or_else(|| format!("{UNSURE}{};", item.to_uppercase()), String::from);
        let tokens: String = items.iter().take(most).filter(|item| !item.is_empty()).map(known).collect();
        if items.len() > most { tokens + MORE } else { tokens }
    }

    /// Where they stand.
    pub fn table(&self) -> String {
        let (a, b) = (column_letters(self.first), column_letters(self.first + 2));
        format!("{LISTS}!${a}${}:${b}${}", FIRST_ROW + 1, FIRST_ROW as usize + self.rows.len())
    }
}

/// The formula that makes tokens of the places spread over the cell at `cell`.
fn tokens_formula(cell: &str, col: usize, most: usize) -> String {
    let items: Vec<String> = (0..most)
        .map(|at| {
            let item = format!("TRIM(MID({cell},{},{PAD}))", at * PAD + 1);
            format!("IFERROR(VLOOKUP({item},{TABLE},{},FALSE),\"~\"&UPPER({item})&\";\")", col + 1)
        })
        .collect();
    let more = format!("IF(LEN({cell})>{},\"{MORE}\",\"\")", most * PAD);
    format!("IF(LEN({cell})=0,\"\",SUBSTITUTE({},\"~;\",\"\")&{more})", items.join("&"))
}

/// The first column of `Workings` that is of assignments.
pub(super) const OF_ASSIGNMENTS: u16 = SECONDEE_COLUMNS.len() as u16;

/// The headings of `Workings`.
pub(super) fn headings() -> impl Iterator<Item = &'static str> {
    SECONDEE_COLUMNS.into_iter().chain(ASSIGNMENT_COLUMNS)
}

/// The range of a column of `Workings`, with the sheet's name.
pub(super) fn working(plan: &SurveyPlan, at: usize) -> String {
    format!("{WORKINGS}!{}", local(plan, at))
}

/// The same for formulas on `Workings` itself.
fn local(plan: &SurveyPlan, at: usize) -> String {
    let sheet = if at < SECONDEE_COLUMNS.len() { Sheet::Secondees } else { Sheet::Assignments };
    let letters = column_letters(at as u32);
    format!("${letters}${}:${letters}${}", FIRST_ROW + 1, plan.last_row(sheet) + 1)
}

/// The columns of a person's own tokens.
fn own_columns(plan: &SurveyPlan) -> String {
    let [first, last] = [TYPED, 2 * TYPED - 1].map(|at| column_letters(at as u32));
    format!("${first}${}:${last}${}", FIRST_ROW + 1, plan.last_row(Sheet::Secondees) + 1)
}

fn working_cell(at: usize, line: u32) -> String {
    format!("{}{line}", column_letters(at as u32))
}

/// The columns of `Workings` in which a name that is not on the list shows as `~`: homes, returns, affiliations, visits.
pub(super) const NAMED: [usize; 4] = [3, 4, 5, 8];

/// The workings of a row of Secondees, by its position.
pub(super) fn secondee(plan: &SurveyPlan, filled: &Filled, now: &Now, row: u32) -> Vec<Live> {
    let line = FIRST_ROW + row + 1;
    let fields = [Sec::Home, Sec::Return, Sec::Affiliations];
    let typed = |field: Sec| text_of(filled, Sheet::Secondees, row, field.index());
    let mut out: Vec<Live> = fields.iter().map(|field| spread(plan, Sheet::Secondees, field.index(), &typed(*field))).collect();
    let own = now.own(row as usize);
    for (at, value) in own.iter().enumerate() {
        let tokens = tokens_formula(&working_cell(at, line), 2, ITEMS[at]);
        // A seconded officer remains of the home force, so the employer counts as home as well if the register has it.
        let employer = match at {
            0 => {
                let cell = format!("INDEX({},ROW()-{FIRST_ROW})", plan.range(Sheet::Secondees, Sec::HomeOrg.index()));
                format!("&IFERROR(VLOOKUP(TRIM({cell}),{TABLE},3,FALSE),\"\")")
            }
            _ => String::new(),
        };
        out.push(Live { formula: format!("=\";\"&{tokens}{employer}"), value: Datum::Text(value.clone()) });
    }
    let all = [3, 4, 5].map(|at| working_cell(at, line)).join("&");
    let unsure = f64::from(u8::from(own.concat().contains(UNSURE)));
    out.push(Live { formula: format!("=--ISNUMBER(FIND(\"{UNSURE}\",{all}))"), value: Datum::Number(unsure) });
    out
}

/// The workings of a row of Assignments, by its position.
pub(super) fn assignment(plan: &SurveyPlan, filled: &Filled, now: &Now, row: u32) -> Vec<Live> {
    let line = FIRST_ROW + row + 1;
    let typed = text_of(filled, Sheet::Assignments, row, Asg::Place.index());
    let person = format!("INDEX({},ROW()-{FIRST_ROW})", plan.range(Sheet::Assignments, Asg::Person.index()));
    let references = plan.range(Sheet::Secondees, Sec::Ref.index());
    let position = now.position(row);
    let cells = [0, 1, 2, 3].map(|i| working_cell(SECONDEE_COLUMNS.len() + i, line));
    let [spread_cell, visits, at, met] = &cells;
    let of_person = |i: usize| format!("INDEX({},{at})", local(plan, i));
    // One sum tells which of the three columns of the person hold a token of the visit: a digit each, for no more than nine tokens are looked for.
    let starts = (0..TOKENS).map(|i| (i * TOKEN_PAD + 1).to_string()).collect::<Vec<_>>().join(";");
    let token = format!("\";\"&TRIM(MID({visits},{{{starts}}},{TOKEN_PAD}))&\";\"");
    let met_formula = format!("=IF({at}=0,0,SUMPRODUCT(ISNUMBER(FIND({token},INDEX({},{at},0)))*{{100,10,1}}))", own_columns(plan));
    let said = said(&met_words(now, row), is_unsure(now, row));
    let says = format!(
        "=IF({at}=0,\"\",IF({met}>0,\"{AGAINST} \"&MID({words},3,99),IF(ISNUMBER(FIND(\"{UNSURE}\",{visits}))+{}>0,\"{NOT_ALL}\",\"{NOTHING}\")))",
        of_person(6),
        words = format_args!(
            "IF({met}>=100,\"; {HOME}\",\"\")&IF(MOD({met},100)>=10,\"; {RETURN}\",\"\")&IF(MOD({met},10)>0,\"; {AFFILIATED}\",\"\")"
        )
    );
    vec![
        spread(plan, Sheet::Assignments, Asg::Place.index(), &typed),
        Live {
            formula: format!("=SUBSTITUTE({},\";\",REPT(\" \",{TOKEN_PAD}))", tokens_formula(spread_cell, 1, VISITED)),
            value: Datum::Text(now.visited(row).replace(';', &" ".repeat(TOKEN_PAD))),
        },
        Live {
            formula: format!("=IFERROR(MATCH(TRIM({person}),{references},0),IFERROR(MATCH({person},{references},0),0))"),
            value: Datum::Number(position.map_or(0.0, |at| at as f64 + 1.0)),
        },
        Live { formula: met_formula, value: Datum::Number(met_digits(now, row)) },
        Live { formula: says, value: Datum::Text(position.map_or_else(String::new, |_| said)) },
    ]
}

/// What is said of an assignment by the places alone.
fn said(met: &[&str], is_unsure: bool) -> String {
    match (met.is_empty(), is_unsure) {
        (false, _) => format!("{AGAINST} {}", met.join("; ")),
        (true, true) => NOT_ALL.into(),
        (true, false) => NOTHING.into(),
    }
}

/// The tokens of a secondee's home, likely returns and affiliations.
fn own(names: &PlaceNames, filled: &Filled, row: u32) -> [String; 3] {
    let typed = |field: Sec| text_of(filled, Sheet::Secondees, row, field.index());
    let tokens = |field: Sec, most: usize| format!(";{}", names.tokens(&typed(field), 2, most));
    let employer = names.look_up(&typed(Sec::HomeOrg), 2).unwrap_or("");
    [tokens(Sec::Home, ITEMS[0]) + employer, tokens(Sec::Return, ITEMS[1]), tokens(Sec::Affiliations, ITEMS[2])]
}

/// How the places of an assignment and of its person meet: tokens of the home in hundreds, of the likely returns in tens, of the affiliations in
/// ones.
fn met_digits(now: &Now, row: u32) -> f64 {
    let Some(position) = now.position(row) else { return 0.0 };
    let (own, visited) = (now.own(position), now.visited(row));
    let tokens = || visited.split(';').take(TOKENS).filter(|token| !token.is_empty());
    let count = |own: &String| tokens().filter(|token| own.contains(&format!(";{token};"))).count() as f64;
    own.iter().zip([100.0, 10.0, 1.0]).map(|(own, digit)| count(own) * digit).sum()
}

/// The same in words.
fn met_words(now: &Now, row: u32) -> Vec<&'static str> {
    let met = met_digits(now, row);
    [(met >= 100.0, HOME), (met % 100.0 >= 10.0, RETURN), (met % 10.0 > 0.0, AFFILIATED)]
        .into_iter()
        .filter(|(is, _)| *is)
        .map(|(_, words)| words)
        .collect()
}

fn is_unsure(now: &Now, row: u32) -> bool {
    let is_unsure = |tokens: &str| tokens.contains(UNSURE);
    now.position(row).is_some_and(|position| now.own(position).iter().any(|own| is_unsure(own))) || is_unsure(now.visited(row))
}

/// The ¶14 check beside a row of Assignments.
pub(super) fn check_of_row(plan: &SurveyPlan, filled: &Filled, now: &Now, row: u32) -> Live {
    let line = FIRST_ROW + row + 1;
    let first = SECONDEE_COLUMNS.len();
    let cell = |field: Asg| format!("${}{line}", column_letters(plan.column(Sheet::Assignments, field.index()).unwrap_or(0)));
    let here = format!("ROW()-ROW($A${})", HEADING_ROW + 1);
    let [at, says] = [2, 4].map(|i| format!("INDEX({},{here})", working(plan, first + i)));
    let (person, member, activity, start) = (cell(Asg::Person), cell(Asg::PersonMember), cell(Asg::Activity), cell(Asg::Start));
    let end = format!("INDEX({},{at})", plan.range(Sheet::Secondees, Sec::End.index()));
    let staff = plan.range(Sheet::Staff, Stf::Ref.index());
    let last = column_letters(plan.last_column(Sheet::Assignments));
    let formula = format!(
        "=IF(COUNTA($A{line}:${last}{line})=0,\"\",\
         IF(SUBSTITUTE(UPPER(TRIM({member})),UPPER(MEMBER_CODE),\"\")<>\"\",\"{OTHERS}\",\
         IFERROR(IF({at}=0,IF(LEN(TRIM({person}))=0,\"{NO_REF}\",IF(COUNTIF({staff},TRIM({person}))>0,\"{STAFF}\",\"{UNLISTED}\")),\
         IF(TRIM({activity})=\"Training\",\"{TRAINING}\",\
         IF(AND(ISNUMBER({end}),ISNUMBER({start}),{start}>{end}),\"{ENDED}\",{says}))),\"{BEYOND}\")))"
    );
    Live { formula, value: Datum::Text(verdict(filled, now, row)) }
}

const HOME: &str = "seconded from there";
const RETURN: &str = "likely to return there";
const AFFILIATED: &str = "closely affiliated with it";
const OTHERS: &str = "Another member's person: checked by the coordinator";
const NO_REF: &str = "Person ref is blank";
const STAFF: &str = "Not a secondee";
const UNLISTED: &str = "Person ref is not listed";
const TRAINING: &str = "Training does not count";
const ENDED: &str = "After the secondment ended";
const NOT_ALL: &str = "Nothing found, but not all was checked: a place is not on the list, or a cell names many";
const NOTHING: &str = "Nothing found";
const BEYOND: &str = "This row is beyond those that are checked here";

/// What the ¶14 check beside a row comes to.
fn verdict(filled: &Filled, now: &Now, row: u32) -> String {
    let text = |field: Asg| text_of(filled, Sheet::Assignments, row, field.index()).trim().to_string();
    let in_use = filled.rows(Sheet::Assignments).get(row as usize).is_some_and(|cells| cells.iter().any(|cell| *cell != Datum::Blank));
    if !in_use {
        return String::new();
    }
    let (person, member) = (text(Asg::Person), text(Asg::PersonMember));
    if !member.is_empty() && !member.eq_ignore_ascii_case(&filled.member) {
        return OTHERS.into();
    }
    let Some(position) = now.position(row) else {
        let is_staff = now.staff.contains(&person.to_lowercase());
        return match (person.is_empty(), is_staff) {
            (true, _) => NO_REF.into(),
            (false, true) => STAFF.into(),
            (false, false) => UNLISTED.into(),
        };
    };
    if same(&text(Asg::Activity), "Training") {
        return TRAINING.into();
    }
    let end = filled.rows(Sheet::Secondees)[position][Sec::End.index()].clone();
    let start = filled.rows(Sheet::Assignments)[row as usize][Asg::Start.index()].clone();
    if matches!((serial(&end), serial(&start)), (Some(end), Some(start)) if start > end) {
        return ENDED.into();
    }
    said(&met_words(now, row), is_unsure(now, row))
}

/// A cell with its places spread, so that each can be cut out.
fn spread(plan: &SurveyPlan, sheet: Sheet, col: usize, typed: &str) -> Live {
    let cell = format!("INDEX({},ROW()-{FIRST_ROW})", plan.range(sheet, col));
    Live {
        formula: format!("=IFERROR(SUBSTITUTE(SUBSTITUTE({cell},CHAR(10),\";\"),\";\",REPT(\" \",{PAD})),\"\")"),
        value: Datum::Text(typed.replace(['\n', ';'], &" ".repeat(PAD))),
    }
}

fn single_spaced(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn text_of(filled: &Filled, sheet: Sheet, row: u32, col: usize) -> String {
    filled.rows(sheet).get(row as usize).map_or_else(String::new, |cells| shown(&cells[col]))
}

pub(super) fn shown(datum: &Datum) -> String {
    match datum {
        Datum::Blank => String::new(),
        Datum::Text(text) | Datum::Link(text, _) => text.clone(),
        Datum::Number(number) => format!("{number}"),
        Datum::Date(_) => serial(datum).map_or_else(String::new, |days| format!("{days}")),
    }
}

/// The number that a spreadsheet has for a number or date.
pub(super) fn serial(datum: &Datum) -> Option<f64> {
    match datum {
        Datum::Number(number) => Some(*number),
        Datum::Date(date) => {
            let days = date.since((jiff::Unit::Day, jiff::civil::date(1899, 12, 30))).ok()?;
            Some(f64::from(days.get_days()))
        }
        Datum::Blank | Datum::Text(_) | Datum::Link(..) => None,
    }
}

fn same(a: &str, b: &str) -> bool {
    a.to_lowercase() == b.to_lowercase()
}

/// The places that each place directly has as parts.
fn parts(register: &Register) -> BTreeMap<PlaceIx, Vec<PlaceIx>> {
    let mut parts: BTreeMap<PlaceIx, Vec<PlaceIx>> = BTreeMap::new();
    for (at, place) in register.places().iter().enumerate() {
        if let Some(whole) = place.part_of {
            parts.entry(whole).or_default().push(at);
        }
    }
    parts
}

fn visit_tokens(register: &Register, at: PlaceIx) -> BTreeSet<String> {
    if register.is_too_wide(at) {
        return BTreeSet::from(["-".to_string()]);
    }
    let force = register.force(at).map(|force| format!("F{force}"));
    std::iter::once(format!("P{at}")).chain(force).collect()
}

fn own_tokens(register: &Register, parts: &BTreeMap<PlaceIx, Vec<PlaceIx>>, at: PlaceIx) -> BTreeSet<String> {
    // A prison service or government department as such is no conflict.
    if register.is_too_wide(at) {
        return BTreeSet::from(["=".to_string()]);
    }
    let force = register.force(at);
    let (mut family, mut next) = (vec![at], vec![at]);
    while let Some(whole) = next.pop() {
        let inner = parts.get(&whole).into_iter().flatten().filter(|part| !family.contains(part)).copied().collect::<Vec<_>>();
        next.extend(&inner);
        family.extend(inner);
    }
    let mut up = register.place(at).part_of;
    while let Some(whole) = up.filter(|whole| !family.contains(whole)) {
        family.push(whole);
        up = register.place(whole).part_of;
    }
    // A visit to an organisation covers each place that it runs.
    family.extend(register.run_now_by(at));
    // One token stands for a whole force.
    let family = family.into_iter().filter(|other| force.is_none() || register.force(*other) != force).map(|other| format!("P{other}"));
    family.chain(force.map(|force| format!("F{force}"))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::places::Tie;

    #[test]
    fn tokens_meet_exactly_where_the_register_ties_two_places_other_than_as_kin() {
        let register = Register::embedded();
        let parts = parts(&register);
        let all = register.places();
        let tied = |at: &usize| all[*at].part_of.is_some() || all[*at].kind == "police_force";
        let some: Vec<usize> = (0..all.len()).filter(|at| tied(at) && at % 3 == 0 || at % 29 == 0).collect();
        let mut met = 0;
        for own in &some {
            let tokens = own_tokens(&register, &parts, *own);
            for visited in &some {
                let meets = visit_tokens(&register, *visited).iter().any(|token| tokens.contains(token));
                let tie = register.tie(*own, *visited, Some(jiff::civil::date(2026, 3, 31)));
                assert_eq!(meets, !matches!(tie, None | Some(Tie::Kin(_))), "{} and {}", all[*own].id, all[*visited].id);
                met += usize::from(meets);
            }
        }
        assert!(met > some.len(), "some places meet others than themselves");
    }
}
