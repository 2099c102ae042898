//! What `Check` counts, each as a formula over the sheets and as the number that it comes to now.

use std::collections::HashSet;

use super::filled::{Filled, carried_column};
use super::lists::{Lists, Offer};
use super::own_place::{AGAINST, serial, shown};
use super::plan::SurveyPlan;
use super::typed::day;
use crate::figures::table::Datum;
use crate::form::{Asg, CARRIED, Column, ColumnKind, Field, Need, Question, Sec, Sheet, Stf};
use crate::model::{Date, a1, column_letters};

/// How many rows below those with checks are looked at for entries.
const BELOW: u32 = 20_000;

/// Serial numbers of the days between which dates lie.
const DAYS: [f64; 2] = [18_264.0, 73_415.0];

/// A count: its formula without the sign of equality, and the number.
#[derive(Debug, Clone)]
pub(super) struct CheckCount {
    pub formula: String,
    pub value: f64,
}

/// The workbook as counts see it.
pub(super) struct Counter<'a> {
    pub plan: &'a SurveyPlan,
    pub lists: &'a Lists,
    pub filled: &'a Filled,
    /// The range of the ¶14 check, and what stands in it.
    pub beside: (String, Vec<String>),
}

impl Counter<'_> {
    fn range(&self, sheet: Sheet, col: usize) -> String {
        self.plan.range(sheet, col)
    }

    /// How many rows of a sheet are so.
    fn rows(&self, sheet: Sheet, is: impl Fn(&[Datum]) -> bool) -> f64 {
        self.filled.rows(sheet).iter().filter(|row| is(row)).count() as f64
    }

    /// Rows that have anything in them.
    pub fn in_use(&self, sheet: Sheet) -> CheckCount {
        let ones = vec!["1"; self.plan.order(sheet).len()].join(";");
        CheckCount {
            formula: format!("SUMPRODUCT(--(MMULT(--(LEN(TRIM({}))>0),{{{ones}}})>0))", self.plan.block(sheet)),
            value: self.rows(sheet, |row| row.iter().any(|cell| !is_blank(cell))),
        }
    }

    /// Cells with something in them below the last row that has checks, as far down as anybody is likely to type.
    pub fn below(&self, sheet: Sheet) -> CheckCount {
        let (first, last) = (self.plan.last_row(sheet) + 2, self.plan.last_row(sheet) + 1 + BELOW);
        let columns = column_letters(self.plan.last_column(sheet));
        CheckCount { formula: format!("COUNTA({}!$A${first}:${columns}${last})", sheet.name()), value: 0.0 }
    }

    /// Cells of a column that are blank and must not be; `in_use` is the cell that counts the rows in use.
    pub fn missing(&self, sheet: Sheet, col: usize, in_use: &str) -> Option<CheckCount> {
        let (column, range) = (&sheet.columns()[col], self.range(sheet, col));
        if Some(col) == carried_column(sheet) {
            return Some(self.unanswered(sheet, &range));
        }
        if sheet == Sheet::Secondees && col == Sec::End.index() {
            return self.left_without_end();
        }
        match column.need {
            Need::Required => Some(CheckCount {
                formula: format!("{in_use}-SUMPRODUCT(--(LEN(TRIM({range}))>0))"),
                value: self.rows(sheet, |row| row.iter().any(|cell| !is_blank(cell)) && is_blank(&row[col])),
            }),
            Need::IfNew => {
                let start = self.range(sheet, Sec::Start.index());
                let (from, census) = (day(self.filled.from), day(self.filled.census));
                let new = format!("ISNUMBER({start})*({start}>={from})*({start}<={census})");
                Some(CheckCount {
                    formula: format!("SUMPRODUCT({new}*(LEN(TRIM({range}))=0))"),
                    value: self.rows(sheet, |row| {
                        let is_new = within(&row[Sec::Start.index()], Some(self.filled.from), Some(self.filled.census)) == Some(true);
                        is_new && is_blank(&row[col])
                    }),
                })
            }
            Need::Optional => None,
        }
    }

    /// Rows carried over that were not answered for, or that are gone.
    fn unanswered(&self, sheet: Sheet, range: &str) -> CheckCount {
        let carried = self.filled.carried(sheet) as f64;
        let words = &CARRIED[..3];
        let answers: Vec<String> = words.iter().map(|word| format!("COUNTIF({range},\"{word}\")")).collect();
        let col = carried_column(sheet).unwrap_or(0);
        let answered = self.rows(sheet, |row| words.iter().any(|word| same(&row[col], word)));
        CheckCount { formula: format!("MAX(0,{carried}-{})", answers.join("-")), value: (carried - answered).max(0.0) }
    }

    fn left_without_end(&self) -> Option<CheckCount> {
        let (sheet, end) = (Sheet::Secondees, Sec::End.index());
        let carried = Sec::Carried.index();
        self.plan.column(sheet, carried)?;
        Some(CheckCount {
            formula: format!("SUMPRODUCT((TRIM({})=\"Left\")*(LEN(TRIM({}))=0))", self.range(sheet, carried), self.range(sheet, end)),
            value: self.rows(sheet, |row| same(&row[carried], "Left") && is_blank(&row[end])),
        })
    }

    /// Cells of a column that do not hold what it takes.
    pub fn wrong(&self, sheet: Sheet, col: usize) -> Option<CheckCount> {
        let (column, range) = (&sheet.columns()[col], self.range(sheet, col));
        if col == 0 {
            return Some(self.repeated(sheet, &range));
        }
        let is = |cell: &Datum| is_wrong(column, cell);
        let formula = match column.kind {
            ColumnKind::Date => bounded(&range, DAYS[0], DAYS[1]),
            ColumnKind::Number { least, most, .. } => bounded(&range, least, most),
            ColumnKind::Choice(words) if words == CARRIED => {
                let listed: Vec<String> = words.iter().map(|word| format!("COUNTIF({range},\"{word}\")")).collect();
                format!("SUMPRODUCT(--(LEN(TRIM({range}))>0))-{}", listed.join("-"))
            }
            ColumnKind::Choice(words) => not_listed(&range, &self.lists.range(Offer::Words(words))),
            ColumnKind::Member | ColumnKind::Members => {
                // Looked up, for there are as many codes as members and as many workbooks as codes.
                let codes: HashSet<String> = self.filled.codes.iter().map(|code| code.to_lowercase()).collect();
                // Several codes in one cell are left to the audit.
                let may_be_several = column.kind == ColumnKind::Members;
                let is_wrong = |cell: &Datum| {
                    let is_several = may_be_several && shown(cell).contains(';');
                    !is_blank(cell) && !is_several && !codes.contains(&shown(cell).trim().to_lowercase())
                };
                let listed = not_listed(&range, &self.lists.range(Offer::Codes));
                let several = format!("-SUMPRODUCT(--ISNUMBER(FIND(\";\",{range})))");
                let formula = if may_be_several { format!("{listed}{several}") } else { listed };
                return Some(CheckCount { formula, value: self.rows(sheet, |row| is_wrong(&row[col])) });
            }
            _ => return None,
        };
        Some(CheckCount { formula, value: self.rows(sheet, |row| is(&row[col])) })
    }

    /// References that stand a second time; of people also on the other sheet.
    fn repeated(&self, sheet: Sheet, range: &str) -> CheckCount {
        let formula = format!(
            "SUMPRODUCT((LEN(TRIM({range}))>0)*(MATCH(TRIM({range})&\"\",TRIM({range})&\"\",0)<>ROW({range})-MIN(ROW({range}))+1))"
        );
        let references = |sheet: Sheet| -> Vec<String> {
            let all = self.filled.rows(sheet).iter().map(|row| shown(&row[0]).trim().to_lowercase());
            all.filter(|reference| !reference.is_empty()).collect()
        };
        let own = references(sheet);
        let repeats = own.iter().enumerate().filter(|(at, reference)| own[..*at].contains(reference)).count() as f64;
        if sheet != Sheet::Staff {
            return CheckCount { formula, value: repeats };
        }
        let [secondees, _] = self.plan.references();
        let others = references(Sheet::Secondees);
        let elsewhere = own.iter().filter(|reference| others.contains(reference)).count() as f64;
        CheckCount {
            formula: format!("{formula}+SUMPRODUCT((LEN(TRIM({range}))>0)*(COUNTIF({secondees},{range})>0))"),
            value: repeats + elsewhere,
        }
    }

    /// What contradicts another cell in the row.
    pub fn contradictory(&self, sheet: Sheet, col: usize) -> Option<CheckCount> {
        match sheet {
            Sheet::Secondees if col == Sec::End.index() => Some(self.ends_before(sheet, Sec::Start.index(), col)),
            Sheet::Assignments if col == Asg::End.index() => Some(self.ends_before(sheet, Asg::Start.index(), col)),
            Sheet::Assignments if col == Asg::Person.index() => Some(self.not_a_person()),
            _ => None,
        }
    }

    fn ends_before(&self, sheet: Sheet, start: usize, end: usize) -> CheckCount {
        let [from, to] = [start, end].map(|col| self.range(sheet, col));
        CheckCount {
            formula: format!("SUMPRODUCT(ISNUMBER({from})*ISNUMBER({to})*({to}<{from}))"),
            value: self.rows(sheet, |row| matches!((serial(&row[start]), serial(&row[end])), (Some(start), Some(end)) if end < start)),
        }
    }

    fn not_a_person(&self) -> CheckCount {
        let [person, member] = [Asg::Person, Asg::PersonMember].map(|field| self.range(Sheet::Assignments, field.index()));
        let [secondees, staff] = self.plan.references();
        let people = [Sheet::Secondees, Sheet::Staff].into_iter().flat_map(|sheet| self.filled.rows(sheet));
        let references: HashSet<String> = people.map(|row| shown(&row[0]).trim().to_lowercase()).collect();
        let listed = |cell: &Datum| references.contains(&shown(cell).trim().to_lowercase());
        CheckCount {
            formula: format!(
                "SUMPRODUCT((LEN(TRIM({person}))>0)*(((LEN(TRIM({member}))=0)+(TRIM({member})=MEMBER_CODE))>0)*ISNA(MATCH(TRIM({person}),{secondees},0))*ISNA(MATCH(TRIM({person}),{staff},0)))"
            ),
            value: self.rows(Sheet::Assignments, |row| {
                let (person, member) = (&row[Asg::Person.index()], &row[Asg::PersonMember.index()]);
                !is_blank(person) && (is_blank(member) || same(member, &self.filled.member)) && !listed(person)
            }),
        }
    }

    /// Assignments that meet a place of the person's own (¶14), all or those without a safeguard.
    pub fn against(&self, all: bool) -> CheckCount {
        let (range, now) = &self.beside;
        let safeguard = self.range(Sheet::Assignments, Asg::Safeguard.index());
        let is_against = |row: usize| now[row].starts_with(AGAINST);
        let rows = self.filled.rows(Sheet::Assignments);
        let blank = |row: usize| rows.get(row).is_none_or(|cells| is_blank(&cells[Asg::Safeguard.index()]));
        let value = (0..now.len()).filter(|row| is_against(*row) && (all || blank(*row))).count() as f64;
        let against = format!("(LEFT({range},{})=\"{AGAINST}\")", AGAINST.chars().count());
        let formula = if all { format!("SUMPRODUCT(--{against})") } else { format!("SUMPRODUCT({against}*(LEN(TRIM({safeguard}))=0))") };
        CheckCount { formula, value }
    }

    /// Rows of Assignments whose ¶14 check was typed over or is not there.
    pub fn unchecked(&self, in_use: &str) -> CheckCount {
        CheckCount { formula: format!("MAX(0,{in_use}-SUMPRODUCT(--(LEN({})>0)))", self.beside.0), value: 0.0 }
    }

    /// Rows of Secondees on NPM work with a day between two days.
    pub fn secondees_between(&self, from: Date, to: Date) -> CheckCount {
        let sheet = Sheet::Secondees;
        let [npm, start, end] = [Sec::NpmWork, Sec::Start, Sec::End].map(|field| self.range(sheet, field.index()));
        let (first, last) = (day(from), day(to));
        CheckCount {
            formula: format!(
                "SUMPRODUCT((TRIM({npm})=\"Yes\")*ISNUMBER({start})*({start}<={last})*(((LEN(TRIM({end}))=0)+ISNUMBER({end})*({end}>={first}))>0))"
            ),
            value: self.rows(sheet, |row| {
                let (start, end) = (&row[Sec::Start.index()], &row[Sec::End.index()]);
                let there = is_blank(end) || within(end, Some(from), None) == Some(true);
                same(&row[Sec::NpmWork.index()], "Yes") && within(start, None, Some(to)) == Some(true) && there
            }),
        }
    }

    /// Rows of Secondees that began after the year or ended before it.
    pub fn secondees_outside(&self) -> CheckCount {
        let sheet = Sheet::Secondees;
        let [start, end] = [Sec::Start, Sec::End].map(|field| self.range(sheet, field.index()));
        let (from, census) = (day(self.filled.from), day(self.filled.census));
        CheckCount {
            formula: format!("SUMPRODUCT(--((ISNUMBER({start})*({start}>{census})+ISNUMBER({end})*({end}<{from}))>0))"),
            value: self.rows(sheet, |row| {
                let late = within(&row[Sec::Start.index()], None, Some(self.filled.census)) == Some(false);
                late || within(&row[Sec::End.index()], Some(self.filled.from), None) == Some(false)
            }),
        }
    }

    /// Rows of Staff that are answered as having left.
    pub fn staff_left(&self) -> CheckCount {
        let col = Stf::Carried.index();
        if self.plan.column(Sheet::Staff, col).is_none() {
            return CheckCount { formula: "0".into(), value: 0.0 };
        }
        CheckCount {
            formula: format!("COUNTIF({},\"Left\")", self.range(Sheet::Staff, col)),
            value: self.rows(Sheet::Staff, |row| same(&row[col], "Left")),
        }
    }

    /// The cell of an answer, with its sheet.
    pub fn answer_cell(&self, question: Question) -> String {
        let at = super::plan::FIRST_ROW + question as u32;
        format!("{}!{}", Sheet::Return.name(), a1(at, 2))
    }

    /// Whether an answer is blank, and whether it is not what the question takes.
    pub fn answer(&self, question: Question) -> (Option<CheckCount>, Option<CheckCount>) {
        let (column, cell) = (question.column(), self.answer_cell(question));
        let now = &self.filled.answers[question as usize][0];
        let missing = (column.need == Need::Required)
            .then(|| CheckCount { formula: format!("IF(LEN(TRIM({cell}))=0,1,0)"), value: f64::from(u8::from(is_blank(now))) });
        let formula = match column.kind {
            ColumnKind::Date => {
                Some(format!("IF(LEN(TRIM({cell}))=0,0,IF(ISNUMBER({cell}),IF(AND({cell}>={},{cell}<={}),0,1),1))", DAYS[0], DAYS[1]))
            }
            ColumnKind::Number { least, most, whole } => {
                let whole = if whole { format!(",INT({cell})={cell}") } else { String::new() };
                Some(format!("IF(LEN(TRIM({cell}))=0,0,IF(ISNUMBER({cell}),IF(AND({cell}>={least},{cell}<={most}{whole}),0,1),1))"))
            }
            ColumnKind::Choice(words) => {
                let list = self.lists.range(Offer::Words(words));
                Some(format!("IF(LEN(TRIM({cell}))=0,0,IF(ISNA(MATCH(TRIM({cell}),{list},0)),1,0))"))
            }
            _ => None,
        };
        let wrong = formula.map(|formula| CheckCount { formula, value: f64::from(u8::from(is_wrong(column, now))) });
        (missing, wrong)
    }
}

/// Cells with something in them that is no number between two bounds.
fn bounded(range: &str, least: f64, most: f64) -> String {
    format!("SUMPRODUCT((LEN(TRIM({range}))>0)*(1-ISNUMBER({range})))+COUNTIF({range},\"<{least}\")+COUNTIF({range},\">{most}\")")
}

fn not_listed(range: &str, list: &str) -> String {
    format!("SUMPRODUCT((LEN(TRIM({range}))>0)*ISNA(MATCH(TRIM({range}),{list},0)))")
}

fn is_wrong(column: &Column, cell: &Datum) -> bool {
    if is_blank(cell) {
        return false;
    }
    match (column.kind, serial(cell)) {
        (ColumnKind::Date, Some(days)) => !(DAYS[0]..=DAYS[1]).contains(&days),
        (ColumnKind::Number { least, most, whole }, Some(number)) => number < least || number > most || whole && number.fract() != 0.0,
        (ColumnKind::Date | ColumnKind::Number { .. }, None) => true,
        (ColumnKind::Choice(words), _) => !words.iter().any(|word| same(cell, word)),
        _ => false,
    }
}

/// Whether a date lies between two days; `None` if it is no date.
fn within(cell: &Datum, from: Option<Date>, to: Option<Date>) -> Option<bool> {
    let days = serial(cell)?;
    let of = |date: Date| serial(&Datum::Date(date)).unwrap_or(0.0);
    Some(from.is_none_or(|from| days >= of(from)) && to.is_none_or(|to| days <= of(to)))
}

pub(super) fn is_blank(cell: &Datum) -> bool {
    match cell {
        Datum::Blank => true,
        Datum::Text(text) | Datum::Link(text, _) => text.trim().is_empty(),
        Datum::Number(_) | Datum::Date(_) => false,
    }
}

pub(super) fn same(cell: &Datum, word: &str) -> bool {
    match cell {
        // Most cells are text, and most words plain letters: no copies are made of those.
        Datum::Text(text) if text.is_ascii() && word.is_ascii() => text.trim().eq_ignore_ascii_case(word),
        _ => shown(cell).trim().to_lowercase() == word.to_lowercase(),
    }
}
