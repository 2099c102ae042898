//! How far the number of secondees could move, by hand: every row is read in every way that is open, one after another, and counted each time. Then
//! what open findings say of rows that are not there, of people who may be one, and of the numbers given.

use std::collections::{BTreeMap, BTreeSet};

use secondee_audit::form::{NARROW_ARRANGEMENTS, Question, Sec, Sheet, Stf};
use secondee_audit::model::finding::{Finding, Severity};
use secondee_audit::model::{Basis, Date, Measure, Record, Status, Submission, row_of};

use super::recount::{Ask, Recount, is_left_open, percent};

/// The least, and the most if there is one.
pub(super) type Span = (i64, Option<i64>);

/// One way to read a row.
struct Reading {
    npm: bool,
    narrow: bool,
    start: Date,
    end: Option<Date>,
}

/// A row of a sheet: member, sheet, row.
type RowOf = (String, Sheet, u32);

impl Recount<'_> {
    fn open_of(&self, rule: &str) -> Vec<&Finding> {
        self.open().filter(|f| f.rule == rule).collect()
    }

    /// Whether an open finding of a rule is about a row of Secondees.
    fn asks(&self, rule: &str, own: &Submission, row: &Record<Sec>) -> bool {
        self.open_of(rule).into_iter().any(|f| {
            let on = f.evidence.iter().find(|cell| cell.sheet == "Secondees");
            on.is_some_and(|cell| cell.member == own.member && row_of(&cell.cell) == Some(row.row))
        })
    }

    /// Every way to read a row.
    fn readings(&self, own: &Submission, row: &Record<Sec>) -> Vec<Reading> {
        let round = self.said.audit.round;
        let settings = &round.settings;
        let early = settings.from.checked_sub(jiff::Span::new().years(1)).expect("a day");
        let late = settings.census.tomorrow().expect("a day");
        let in_wrong_order = self.asks("R01", own, row);
        let mut starts = match self.day(row, Sec::Start) {
            Some(day) if !in_wrong_order => vec![day],
            _ => vec![early, settings.from, settings.census, late],
        };
        let differs = self
            .open_of("Y02")
            .into_iter()
            .any(|f| f.member == own.member && f.sheet == "Secondees" && f.cell == row.cell(Sec::Start).at.a1());
        if differs {
            let reference = row.cell(Sec::Ref).typed.trim().to_lowercase();
            let last = round.last.iter().flat_map(|last| &last.secondees);
            let was =
                last.filter(|past| past.member == own.member && past.reference.to_lowercase() == reference).find_map(|past| past.start);
            starts.extend(was);
        }
        let mut ends = match self.day(row, Sec::End) {
            Some(day) if !in_wrong_order => vec![Some(day)],
            None if !in_wrong_order && row.cell(Sec::End).typed.trim().is_empty() && row.text(Sec::Carried) != Some("Left") => vec![None],
            _ => vec![None, Some(early), Some(settings.from), Some(settings.census)],
        };
        // Assigned on days that it does not cover: it may have been longer.
        if self.asks("R10", own, row) {
            starts.push(early);
            ends.push(None);
        }
        let npm = match row.text(Sec::NpmWork) {
            Some(word) if !self.asks("R11", own, row) => vec![word == "Yes"],
            _ => vec![true, false],
        };
        let narrow = row.text(Sec::Arrangement).map_or(vec![true, false], |word| vec![NARROW_ARRANGEMENTS.contains(&word)]);
        let mut readings = Vec::new();
        for npm in npm {
            for narrow in &narrow {
                for start in &starts {
                    readings.extend(ends.iter().map(|end| Reading { npm, narrow: *narrow, start: *start, end: *end }));
                }
            }
        }
        readings
    }

    /// Whether a row counts: surely, perhaps.
    fn of_reading(&self, own: &Submission, row: &Record<Sec>, ask: Ask, basis: Basis) -> (i64, i64) {
        let settings = &self.said.audit.round.settings;
        let until = if ask == Ask::AtCensus { settings.census } else { settings.from };
        let counts = |reading: &Reading| {
            let is_of_basis = basis == Basis::Broad || reading.narrow;
            reading.npm && is_of_basis && reading.start <= settings.census && reading.end.is_none_or(|end| end >= until)
        };
        let readings = self.readings(own, row);
        (i64::from(readings.iter().all(counts)), i64::from(readings.iter().any(counts)))
    }

    /// What a person's rows in one return count for.
    fn of_rows(&self, own: &Submission, rows: &[u32], ask: Ask, basis: Basis) -> (i64, i64) {
        let rows = own.secondees.iter().filter(|row| rows.contains(&row.row));
        rows.map(|row| self.of_reading(own, row, ask, basis)).fold((0, 0), |most, of| (most.0.max(of.0), most.1.max(of.1)))
    }

    /// The persons of a return by their rows on Secondees.
    fn rows_by_person(&self, own: &Submission) -> Vec<Vec<u32>> {
        let mut of: BTreeMap<_, Vec<u32>> = BTreeMap::new();
        for row in &own.secondees {
            of.entry(self.person_of(&own.member, Sheet::Secondees, row.row)).or_default().push(row.row);
        }
        of.into_values().collect()
    }

    /// Who may be listed twice: groups of persons, each by the rows that are the person's.
    fn twins(&self) -> Vec<Vec<Vec<RowOf>>> {
        let mut groups: Vec<BTreeSet<RowOf>> = Vec::new();
        for finding in self.open().filter(|f| ["R06", "X01"].contains(&f.rule.as_str())) {
            let rows = finding.evidence.iter().filter_map(|cell| {
                let sheet = [Sheet::Secondees, Sheet::Staff].into_iter().find(|sheet| sheet.name() == cell.sheet)?;
                self.said.audit.round.submission(&cell.member)?;
                Some((cell.member.clone(), sheet, row_of(&cell.cell)?))
            });
            let mut group: BTreeSet<RowOf> = rows.collect();
            let (touching, apart): (Vec<_>, Vec<_>) = groups.into_iter().partition(|other| !other.is_disjoint(&group));
            touching.into_iter().for_each(|other| group.extend(other));
            groups = apart;
            groups.push(group);
        }
        let persons = |rows: BTreeSet<RowOf>| {
            let mut of: BTreeMap<_, Vec<RowOf>> = BTreeMap::new();
            rows.into_iter().for_each(|row| of.entry(self.person_of(&row.0, row.1, row.2)).or_default().push(row));
            of.into_values().collect::<Vec<_>>()
        };
        groups.into_iter().map(persons).filter(|persons| persons.len() > 1).collect()
    }

    /// What a group of people who may be one count for at least, if all are counted and if they are one: each the least of those rows.
    fn too_many(&self, persons: &[Vec<RowOf>], is_elsewhere: bool, ask: Ask, basis: Basis) -> i64 {
        let least = |rows: &Vec<RowOf>| {
            let of_member = |(member, sheet, row): &RowOf| match (sheet, self.said.audit.round.submission(member)) {
                (Sheet::Secondees, Some(own)) => self.of_rows(own, &[*row], ask, basis).0,
                _ => 0,
            };
            rows.iter().map(of_member).max().unwrap_or(0)
        };
        let each: Vec<i64> = persons.iter().map(least).collect();
        let stays = if is_elsewhere { 0 } else { each.iter().min().copied().unwrap_or(0) };
        each.iter().sum::<i64>() - stays
    }

    /// A member's number before people who may be one are thought of.
    fn counted_span(&self, member: &str, ask: Ask, basis: Basis) -> Span {
        let round = self.said.audit.round;
        let measure = if ask == Ask::AtCensus { Measure::SecondeesCensus } else { Measure::SecondeesInYear };
        let as_last_known = || {
            let known = |measure| round.last.as_ref()?.latest(member, measure, basis).map(|value| value as i64);
            (0, known(measure).or(known(Measure::SecondeesCensus)))
        };
        let Some(own) = round.submission(member) else { return as_last_known() };
        let is_missing = own.layout.missing_sheets.contains(&Sheet::Secondees) || is_left_open(own);
        let (mut low, most) = if is_missing { as_last_known() } else { (0, Some(0)) };
        let Some(mut high) = most else { return (low, None) };
        if !is_missing {
            for rows in self.rows_by_person(own) {
                let of = self.of_rows(own, &rows, ask, basis);
                (low, high) = (low + of.0, high + of.1);
            }
        }
        let given = own.answers.number(Question::Secondees).map(|given| given as i64);
        let is_of = |f: &&&Finding| f.member == member;
        if let (true, Some(given)) = (self.open_of("R08").iter().any(|f| is_of(&f)), given) {
            // What the number given has more or fewer than the rows at the census date may be missing, or too many.
            let (at_low, at_high) = self.rows_span(own, basis);
            (low, high) = ((low - (at_low - given).max(0)).max(0), high + (given - at_high).max(0));
            if ask == Ask::AtCensus {
                low = low.min(given);
            }
        }
        if self.open_of("R09").iter().any(|f| is_of(&f)) {
            let then = self.last(member, Measure::SecondeesCensus, basis).unwrap_or(0.0) as i64;
            (low, high) = (0, high.max(given.unwrap_or(0)).max(then).max(1));
        }
        // Last year's secondee of whom no row is there, and people assigned who are on no list.
        let was_narrow = |f: &&&Finding| {
            let reference = f.subject.person_ref.clone().unwrap_or_default();
            let last = round.last.iter().flat_map(|last| &last.secondees);
            let mut of = last.filter(|past| past.member == member && past.reference == reference);
            of.next().is_none_or(|past| NARROW_ARRANGEMENTS.contains(&past.arrangement.as_str()))
        };
        high += self.open_of("Y01").iter().filter(|f| is_of(f) && (basis == Basis::Broad || was_narrow(f))).count() as i64;
        (low, Some(high + self.listed_nowhere(member)))
    }

    /// What the rows of a return come to at the census date.
    fn rows_span(&self, own: &Submission, basis: Basis) -> (i64, i64) {
        let of = self.rows_by_person(own).into_iter().map(|rows| self.of_rows(own, &rows, Ask::AtCensus, basis));
        of.fold((0, 0), |sum, of| (sum.0 + of.0, sum.1 + of.1))
    }

    /// The same, and the number given beside it.
    fn given_span(&self, own: &Submission) -> (i64, i64) {
        let (low, high) = self.rows_span(own, Basis::Broad);
        let given = own.answers.number(Question::Secondees).map(|given| given as i64);
        given.map_or((low, high), |given| (low.min(given), high.max(given)))
    }

    /// How many people of a member are assigned and on no list.
    fn listed_nowhere(&self, member: &str) -> i64 {
        let assigned = self.open_of("R03").into_iter().filter(|f| f.subject.person_member.as_deref() == Some(member));
        assigned.map(|f| f.subject.person_ref.clone().unwrap_or_default()).collect::<BTreeSet<_>>().len() as i64
    }

    fn members(&self) -> impl Iterator<Item = &str> {
        let round = self.said.audit.round;
        let asked = round.settings.members.iter().filter(|m| m.not_applicable.is_none() || round.submission(&m.code).is_some());
        asked.map(|member| member.code.as_str())
    }

    /// A member's number: the least and the most.
    pub(super) fn member_span(&self, member: &str, ask: Ask, basis: Basis) -> Span {
        let (mut low, high) = self.counted_span(member, ask, basis);
        for group in self.twins() {
            let own = |rows: &Vec<RowOf>| rows.iter().filter(|row| row.0 == member).cloned().collect::<Vec<_>>();
            let of_member: Vec<Vec<RowOf>> = group.iter().map(own).filter(|rows| !rows.is_empty()).collect();
            if !of_member.is_empty() {
                low -= self.too_many(&of_member, of_member.len() < group.len(), ask, basis);
            }
        }
        (low.max(0), high.map(|high| high.max(0)))
    }

    /// The number of all: the least is of the members whose number is known, the most of all.
    fn span_of_all(&self, basis: Basis, is_known: &dyn Fn(&str) -> bool) -> Span {
        let round = self.said.audit.round;
        let ask = Ask::AtCensus;
        let (mut low, mut high) = (0, Some(0));
        for member in self.members() {
            let span = self.counted_span(member, ask, basis);
            low += if is_known(member) { span.0 } else { 0 };
            high = high.zip(span.1).map(|(sum, of)| sum + of);
        }
        // Whom several members list counts once.
        for group in self.said.audit.groundwork.joined.groups() {
            let mut of: BTreeMap<&str, Vec<u32>> = BTreeMap::new();
            for (member, _, row) in group.iter().filter(|(_, sheet, _)| *sheet == Sheet::Secondees) {
                of.entry(member).or_default().push(*row);
            }
            let each =
                of.into_iter().filter_map(|(member, rows)| Some((member, self.of_rows(round.submission(member)?, &rows, ask, basis))));
            let each: Vec<(&str, (i64, i64))> = each.collect();
            let known: i64 = each.iter().filter(|(member, _)| is_known(member)).map(|(_, span)| span.0).sum();
            let may: i64 = each.iter().map(|(_, span)| span.1).sum();
            low -= (known - 1).max(0);
            high = high.map(|high| high - (may - 1).max(0));
        }
        for group in self.twins() {
            low = (low - self.too_many(&group, false, ask, basis)).max(0);
        }
        (low.max(0), high.map(|high| high.max(0)))
    }

    /// How many members could have used secondees.
    fn span_of_using(&self) -> Span {
        let used = self.used();
        let (mut low, mut high) = (0, 0);
        for member in self.members() {
            let (least, most) = self.member_span(member, Ask::InYear, Basis::Broad);
            let how = used.get(member).map(|(how, _)| *how);
            low += i64::from(least > 0 && how.is_none_or(|how| how == "used"));
            high += i64::from(most != Some(0) || how == Some("none listed"));
        }
        (low, Some(high))
    }

    /// Whether the number of a member's secondees is known, and that of its staff.
    fn has_share(&self, member: &str) -> bool {
        let own = self.said.audit.round.submission(member);
        let has_staff = own.is_some_and(|own| {
            let is_missing = own.layout.missing_sheets.contains(&Sheet::Staff) || own.staff_may_have_left().next().is_some();
            let is_open = own.staff.is_empty() && own.secondees.is_empty() && own.answers.number(Question::AllStaff).is_none();
            !is_missing && !is_open
        });
        has_staff && self.is_known(member, Basis::Broad)
    }

    fn is_known(&self, member: &str, basis: Basis) -> bool {
        self.persons[&("census", basis.words())].get(member).is_some_and(Option::is_some)
    }

    /// How many of a member's staff are no secondees.
    fn others(&self, member: &str) -> Span {
        let round = self.said.audit.round;
        let as_last_known = || {
            let known = |measure| round.last.as_ref()?.latest(member, measure, Basis::Broad).map(|value| value as i64);
            (0, known(Measure::NpmStaff).zip(known(Measure::SecondeesCensus)).map(|(all, secondees)| all - secondees))
        };
        let Some(own) = round.submission(member) else { return as_last_known() };
        let is_missing = |sheet| own.layout.missing_sheets.contains(&sheet);
        let (mut low, mut high) = match is_missing(Sheet::Staff) || is_missing(Sheet::Secondees) || is_left_open(own) {
            true => match as_last_known() {
                (low, Some(high)) => (low, high),
                (low, None) => return (low, None),
            },
            false => {
                let there: Vec<_> = own.staff.iter().filter(|row| row.text(Stf::Carried) != Some("Left")).collect();
                let unsure = own.staff_may_have_left().count() as i64;
                let mut of: BTreeMap<_, i64> = BTreeMap::new();
                there.iter().for_each(|row| *of.entry(self.person_of(member, Sheet::Staff, row.row)).or_default() += 1);
                let (mut low, mut high) = (-unsure, 0);
                for person in of.keys() {
                    // Whoever is a secondee of this return as well is counted there.
                    let rows = own.secondees.iter().filter(|row| self.person_of(member, Sheet::Secondees, row.row) == *person);
                    let rows: Vec<u32> = rows.map(|row| row.row).collect();
                    let secondee = self.of_rows(own, &rows, Ask::AtCensus, Basis::Broad);
                    (low, high) = (low + 1 - secondee.1, high + 1 - secondee.0);
                }
                (low, high)
            }
        };
        let given = own.answers.number(Question::AllStaff).map(|given| given as i64);
        if let (true, Some(all)) = (self.open_of("R08").iter().any(|f| f.member == member), given) {
            let (least, most) = self.given_span(own);
            for secondees in [least, most] {
                (low, high) = (low.min(all - secondees).max(0), high.max(all - secondees));
            }
        }
        (low, Some(high + self.listed_nowhere(member)))
    }

    /// The least and the most that the share of staff who are secondees could be.
    fn span_of_share(&self) -> (f64, f64) {
        let (mut low, mut high) = (0, Some(0));
        for member in self.members() {
            let span = self.others(member);
            low += if self.has_share(member) { span.0 } else { 0 };
            high = high.zip(span.1).map(|(sum, of)| sum + of);
        }
        for group in self.said.audit.groundwork.joined.groups() {
            let members: BTreeSet<&str> = group.iter().map(|(member, ..)| member.as_str()).collect();
            let (mut staff, mut is_secondee) = (0, false);
            for own in members.into_iter().filter_map(|member| self.said.audit.round.submission(member)) {
                let rows = |wanted: Sheet| {
                    let of = group.iter().filter(|(member, sheet, _)| *member == own.member && *sheet == wanted);
                    of.map(|(.., row)| *row).collect::<Vec<u32>>()
                };
                let secondee = self.of_rows(own, &rows(Sheet::Secondees), Ask::AtCensus, Basis::Broad);
                let on_staff = rows(Sheet::Staff);
                let is_there = own.staff.iter().any(|row| on_staff.contains(&row.row) && row.text(Stf::Carried) != Some("Left"));
                staff += i64::from(is_there && secondee.0 == 0);
                is_secondee |= secondee.1 == 1;
            }
            low -= if is_secondee { staff } else { (staff - 1).max(0) };
        }
        for group in self.twins() {
            let staff = group.iter().filter(|rows| rows.iter().all(|row| row.1 == Sheet::Staff)).count() as i64;
            let stays = i64::from(staff == group.len() as i64);
            low = (low - (staff - stays)).max(0);
        }
        let (least, most) = self.span_of_all(Basis::Broad, &|member| self.has_share(member));
        let share =
            |secondees: i64, others: i64| if secondees + others == 0 { 0.0 } else { secondees as f64 / (secondees + others) as f64 };
        match (most, high) {
            (Some(most), Some(high)) => (share(least, high.max(0)), share(most, low.max(0))),
            _ => (0.0, 1.0),
        }
    }

    /// What a sentence says in brackets of how far its figure could move.
    pub(super) fn could_be(&self, measure: Measure, basis: Basis) -> Vec<String> {
        let (low, high) = match measure {
            Measure::SecondeeShare => {
                let (low, high) = self.span_of_share();
                return if low == high { Vec::new() } else { vec![percent(low), percent(high)] };
            }
            Measure::MembersUsing => self.span_of_using(),
            _ => self.span_of_all(basis, &|member| self.is_known(member, basis)),
        };
        match high {
            Some(high) if low == high => Vec::new(),
            _ => [Some(low), high].into_iter().flatten().map(|number| number.to_string()).collect(),
        }
    }

    /// Whether a member's number is what it is, whatever is answered: nothing is open by which it could be another, and nothing asks whether its
    /// movement is right.
    pub(super) fn is_sure(&self, member: &str) -> bool {
        let (low, high) = self.member_span(member, Ask::AtCensus, Basis::Broad);
        let asks =
            |f: &Finding| f.rule.starts_with('Y') && f.member == member && f.subject.person_ref.is_none() && f.severity == Severity::Query;
        high == Some(low) && !self.open().any(asks)
    }

    /// Whether an open finding could change the number of secondees.
    pub(super) fn could_change(&self, finding: &Finding) -> bool {
        let round = self.said.audit.round;
        let own = round.submission(&finding.member);
        let is_open = |own: &Submission, row: &Record<Sec>| {
            let (low, high) = self.of_reading(own, row, Ask::AtCensus, Basis::Broad);
            low != high
        };
        // The row of Secondees that it asks about.
        let on = finding.evidence.iter().find(|cell| cell.sheet == "Secondees");
        let row = on.and_then(|cell| {
            let own = round.submission(&cell.member)?;
            Some((own, own.secondees.iter().find(|row| Some(row.row) == row_of(&cell.cell))?))
        });
        let counted = |own: &Submission| {
            let is_there = |rows: &Vec<u32>| {
                let mut rows = own.secondees.iter().filter(|row| rows.contains(&row.row));
                rows.any(|row| self.of_row(row, Ask::AtCensus, Basis::Broad) == Some(true))
            };
            self.rows_by_person(own).iter().filter(|rows| is_there(rows)).count() as i64
        };
        let given = own.and_then(|own| own.answers.number(Question::Secondees)).unwrap_or(0.0) as i64;
        match finding.rule.as_str() {
            "E01" | "E02" | "E03" | "E04" | "E05" => row.is_some_and(|(own, row)| {
                let fields = [Sec::NpmWork, Sec::Start, Sec::End, Sec::Arrangement];
                let is_cell = |field: Sec| {
                    row.cell(field).at.a1() == finding.cell && row.cell(field).text().is_none() && self.day(row, field).is_none()
                };
                finding.sheet == "Secondees" && fields.into_iter().any(is_cell) && is_open(own, row)
            }),
            "R01" | "R10" | "R11" => row.is_some_and(|(own, row)| is_open(own, row)),
            "Y02" => row.is_some_and(|(own, row)| finding.cell == row.cell(Sec::Start).at.a1() && is_open(own, row)),
            "F05" => {
                finding.sheet == "Secondees"
                    && own.is_some_and(|own| {
                        let missing = own.layout.missing_columns.iter().any(|(at, heading)| {
                            at.sheet == Sheet::Secondees && ["NPM work", "Start date", "End date"].contains(&&**heading)
                        });
                        missing && own.secondees.iter().any(|row| is_open(own, row))
                    })
            }
            "R03" | "Y01" => true,
            // Two rows that are one person take somebody out only where one of them counts for certain.
            "R06" | "X01" => {
                let counts = |cell: &secondee_audit::model::finding::Evidence| {
                    let own = round.submission(&cell.member).filter(|_| cell.sheet == "Secondees");
                    let row = own.and_then(|own| Some((own, own.secondees.iter().find(|row| Some(row.row) == row_of(&cell.cell))?)));
                    row.is_some_and(|(own, row)| self.of_reading(own, row, Ask::AtCensus, Basis::Broad).0 == 1)
                };
                !self.said.audit.groundwork.joined.has_all(&finding.evidence) && finding.evidence.iter().any(counts)
            }
            "R08" => own.is_some_and(|own| own.answers.cell(Question::Secondees).at.a1() == finding.cell && given != counted(own)),
            "R09" => own.is_some_and(|own| counted(own) > 0 || given > 0),
            rule if rule.starts_with('F') => {
                let is_missing = |file: &&secondee_audit::model::Received| {
                    file.member == finding.member && matches!(file.status, Status::Outstanding | Status::Rejected)
                };
                own.is_none()
                    && round.settings.member(&finding.member).is_some()
                    && round.received.iter().any(|file| is_missing(&file))
                    && self.counted_span(&finding.member, Ask::AtCensus, Basis::Broad).1 != Some(0)
            }
            _ => false,
        }
    }
}
