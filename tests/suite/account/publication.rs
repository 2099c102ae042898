//! The text for publication: each number recounted, and an attempt by hand to work out a cell that is withheld, from everything that a reader has.

use std::collections::{BTreeMap, BTreeSet};

use secondee_audit::model::{ALL, Basis, Measure};
use secondee_audit::outputs::publish::attack::{self, Knowledge, Statement};
use secondee_audit::outputs::publish::{self, CellKey, Figure, PublishedCell};

use super::recount::{Recount, numbers, percent};

impl Recount<'_> {
    /// The numbers that a sentence for publication must have, and the cells that they tell.
    pub(super) fn of_publication(
        &self,
        form: &str,
        sentence: &str,
        release: &publish::Release,
    ) -> Result<(Vec<String>, Vec<CellKey>), String> {
        let year = self.said.audit.round.settings.year;
        let before = self.last_year();
        let known = self.persons[&("census", Basis::Broad.words())].values().flatten().count() as i64;
        let members = self.said.audit.round.settings.members.len() as i64;
        let last = |measure, basis| self.last(ALL, measure, basis).map(|number| number as i64);
        let numbers_of = |numbers: &[i64]| numbers.iter().map(ToString::to_string).collect::<Vec<_>>();
        let (of_year, of_before) = (i64::from(year), i64::from(before));
        let key = |figure, year| CellKey::new(figure, year, ALL);
        match form {
            _ if form.starts_with("Counts of secondees at the census date in") => Ok((numbers_of(&[of_year, known, members]), Vec::new())),
            _ if form.starts_with("Other figures may be") => Ok((Vec::new(), Vec::new())),
            _ if form.starts_with("At the census date in") => {
                let (basis, figure) = match form.contains("all arrangements") {
                    true => (Basis::Broad, Figure::Broad),
                    false => (Basis::Narrow, Figure::Narrow),
                };
                let now = self.number("census", basis).ok_or("it is not known")?;
                let mut of = vec![of_year, now];
                let mut told = vec![key(figure, year)];
                let then = last(Measure::SecondeesCensus, basis);
                let count = of.len();
                match then {
                    Some(then) if sentence.contains("more than in") || sentence.contains("fewer than in") => {
                        of.extend([(now - then).abs(), of_before, then]);
                    }
                    Some(then) if sentence.contains("the same number as in") && now == then => of.push(of_before),
                    Some(then) if sentence.contains("sums of different members") => {
                        of.extend([then, of_before, known, of_year, self.known_before() as i64, of_before]);
                    }
                    Some(then) if sentence.contains("is not recorded") => of.extend([then, of_before, of_before]),
                    _ => {}
                }
                told.extend((of.len() > count).then(|| key(figure, before)));
                Ok((numbers_of(&of), told))
            }
            _ if form.starts_with("The number of secondees at the census date") || form.starts_with("The share of secondees") => {
                Ok((numbers_of(&[of_year]), Vec::new()))
            }
            _ if form.starts_with("Secondees made up") => {
                let mut of = vec![self.share().ok_or("it is not known")?, year.to_string()];
                let mut told = vec![key(Figure::Broad, year), key(Figure::Staff, year)];
                if sentence.contains("against") {
                    let (then, staff) = (last(Measure::SecondeesCensus, Basis::Broad), last(Measure::NpmStaff, Basis::Broad));
                    let (then, staff) = then.zip(staff).ok_or("last year is not known")?;
                    of.extend([percent((then as f64 / staff as f64 * 10_000.0).round() / 10_000.0), before.to_string()]);
                    of.extend(self.coverage(sentence.split_once("; ").map_or("", |(_, rest)| rest), known as usize));
                    told.extend([key(Figure::Broad, before), key(Figure::Staff, before)]);
                }
                Ok((of, told))
            }
            _ if form.starts_with("In the year to 31 March") => {
                // The day of the census date stands in the sentence.
                let mut of = vec![31, of_year];
                let mut told = Vec::new();
                for (word, what, figure) in [("began", "new", Figure::New), ("ended", "ended", Figure::Ended)] {
                    if sentence.contains(word) {
                        of.push(self.number(what, Basis::Broad).ok_or("it is not known")?);
                        told.push(key(figure, year));
                    }
                }
                Ok((numbers_of(&of), told))
            }
            _ if form.contains("of which this is known used secondees") => {
                let used = self.used();
                let using = used.values().filter(|(how, _)| *how == "used").count() as i64;
                let known = used.values().filter(|(how, _)| ["used", "nil"].contains(how)).count() as i64;
                let mut of = vec![using, known, 31, of_year];
                let mut told = vec![key(Figure::Using, year)];
                let earlier = numbers(sentence.split_once("; earlier: ").map_or("", |(_, rest)| rest));
                // Last year's, if it is known, and the survey of May 2013 (¶4).
                let then = last(Measure::MembersUsing, Basis::Broad);
                let of_2013 = ["8", "20", "2013"].map(String::from);
                let rest = earlier.strip_suffix(&of_2013[..]).unwrap_or(&earlier);
                let holds = match (then, rest) {
                    (Some(then), [number, .., of_year]) => *number == then.to_string() && *of_year == before.to_string(),
                    (_, []) => true,
                    _ => false,
                };
                if !holds {
                    return Err("an earlier figure that nobody published".into());
                }
                told.extend((!rest.is_empty()).then(|| key(Figure::Using, before)));
                told.extend((rest.len() < earlier.len()).then(|| key(Figure::Using, 2013)));
                of.extend(earlier.iter().filter_map(|number| number.parse::<i64>().ok()));
                Ok((numbers_of(&of), told))
            }
            _ if form.contains("had no secondee at the census date") => {
                let of_census = &self.persons[&("census", Basis::Broad.words())];
                let none: Vec<&String> =
                    of_census.iter().filter(|(_, of)| of.as_ref().is_some_and(BTreeSet::is_empty)).map(|(m, _)| m).collect();
                // Those are the members whose cell shows 0: the number says no more than the table. And "no secondee".
                let told = none.iter().map(|member| CellKey::new(Figure::Broad, year, member)).collect();
                Ok((numbers_of(&[none.len() as i64, known, 0, of_year]), told))
            }
            _ if form.starts_with("Counts of secondees from 1 to") => {
                let withheld = release.shown.values().filter(|cell| **cell == PublishedCell::Withheld).count() as i64;
                Ok((numbers_of(&[1, release.terms.threshold - 1, withheld]), Vec::new()))
            }
            _ => Err("no number of this form is recounted".into()),
        }
    }

    fn known_before(&self) -> usize {
        let members = self.said.audit.round.settings.members.iter();
        members.filter(|m| self.last(&m.code, Measure::SecondeesCensus, Basis::Broad).is_some()).count()
    }

    /// "the figures are of 3 members, those of 2025 of 2".
    fn coverage(&self, words: &str, known: usize) -> Vec<String> {
        let year = self.last_year().to_string();
        match words {
            words if words.contains("is not recorded") => vec![year],
            words if words.contains("in both years") => vec![known.to_string()],
            words if words.contains("those of") => vec![known.to_string(), year, self.known_before().to_string()],
            _ => Vec::new(),
        }
    }

    /// Whoever has the published cells and the sentences cannot work out a cell that is withheld: the sentences tell of shown cells alone, and the
    /// attack, given the counts of findings.json and what the words tell, finds nothing.
    pub(super) fn attacked(&self, release: &publish::Release, told: &BTreeSet<CellKey>, wrong: &mut Vec<String>) {
        let counts = self.said.json.counts.iter().filter_map(|count| {
            let figure = Figure::of(count.measure, count.basis)?;
            Some((CellKey::new(figure, count.year, &count.member), count.value? as i64))
        });
        let truth: BTreeMap<CellKey, i64> = counts.collect();
        let mut statements = Vec::new();
        for key in told {
            let shown = release.shown.get(key).and_then(|cell| cell.number());
            if shown.is_none() || shown != truth.get(key).copied() {
                wrong.push(format!("a sentence for publication tells {}, which is not shown as it is", key.words()));
            }
            statements.push(Statement { said: key.words(), terms: vec![(key.clone(), 1)], value: truth.get(key).copied().unwrap_or(0) });
        }
        let is_withheld = |key: &CellKey| release.shown.get(key) == Some(&PublishedCell::Withheld);
        let shown = truth.iter().map(|(key, value)| (key.clone(), (!is_withheld(key)).then_some(*value))).collect();
        let knowledge = Knowledge {
            shown: &shown,
            statements: &statements,
            truth: &truth,
            public: &BTreeSet::new(),
            threshold: release.terms.threshold,
            protection: release.terms.protection,
        };
        wrong.extend(attack::given_away(&knowledge).iter().map(|lost| format!("the text for publication: {lost}")));
        let told: Vec<Vec<(CellKey, i64)>> = statements.iter().map(|said| said.terms.clone()).collect();
        let pencil = Pencil::new(&shown, &truth, &told);
        for (key, (low, high)) in pencil.found().into_iter().filter(|(key, _)| is_withheld(key)) {
            if high - low < release.terms.protection {
                wrong.push(format!("{} is {low} to {high} by sums of what is published", key.words()));
            }
        }
    }
}

/// A sum of cells that is known: Σ factor × cell = value. Cells stand by their place in the table.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Sum {
    of: BTreeMap<usize, i64>,
    is: i64,
}

impl Sum {
    /// One sum and a multiple of another.
    fn plus(&self, other: &Sum, times: i64) -> Sum {
        let mut of = self.of.clone();
        for (cell, factor) in &other.of {
            *of.entry(*cell).or_default() += factor * times;
        }
        of.retain(|_, factor| *factor != 0);
        Sum { of, is: self.is + other.is * times }
    }
}

/// No count is as large.
const NO_LIMIT: i64 = 1_000_000;
/// So many sums are written down at most.
const MOST_SUMS: usize = 150;

/// A reader with a pencil: writes down every sum that the tables and the sentences give, adds and subtracts them from each other, and narrows each
/// withheld cell until nothing more follows. Not the program's own attack, and weaker; what it finds is surely given away.
struct Pencil {
    cells: Vec<CellKey>,
    sums: BTreeSet<Sum>,
    /// The first is never more than the others together.
    at_most: Vec<(usize, Vec<usize>)>,
    between: Vec<(i64, i64)>,
}

impl Pencil {
    fn new(shown: &BTreeMap<CellKey, Option<i64>>, truth: &BTreeMap<CellKey, i64>, told: &[Vec<(CellKey, i64)>]) -> Self {
        let cells: Vec<CellKey> = shown.keys().filter(|key| truth.contains_key(*key)).cloned().collect();
        let at = |key: &CellKey| cells.binary_search(key).ok();
        // What is withheld is not nothing.
        let between: Vec<(i64, i64)> = cells.iter().map(|key| shown[key].map_or((1, NO_LIMIT), |number| (number, number))).collect();
        let value = |cell: usize| truth[&cells[cell]];
        let mut sums: Vec<Vec<(usize, i64)>> = Vec::new();
        let mut at_most: Vec<(usize, Vec<usize>)> = Vec::new();
        let years: BTreeSet<i16> = cells.iter().map(|key| key.year).collect();
        let members: BTreeSet<&str> = cells.iter().map(|key| key.member.as_str()).collect();
        for year in &years {
            // A total is that of its members; how many people two of them list, and the total once, a reader may know.
            for figure in Figure::EACH.into_iter().filter(|figure| *figure != Figure::Using) {
                let of_members =
                    members.iter().filter(|member| **member != ALL).filter_map(|member| at(&CellKey::new(figure, *year, member)));
                let of_members: Vec<usize> = of_members.collect();
                let Some(total) = at(&CellKey::new(figure, *year, ALL)) else { continue };
                if !of_members.is_empty() && of_members.iter().map(|cell| value(*cell)).sum::<i64>() >= value(total) {
                    sums.push(of_members.into_iter().map(|cell| (cell, 1)).chain([(total, -1)]).collect());
                }
            }
            for member in &members {
                let cell = |figure| at(&CellKey::new(figure, *year, member));
                let before = at(&CellKey::new(Figure::Broad, year - 1, member));
                // Who was there and came, less who ended, is there: if that is so.
                if let (Some(before), Some(new), Some(ended), Some(now)) =
                    (before, cell(Figure::New), cell(Figure::Ended), cell(Figure::Broad))
                    && value(before) + value(new) - value(ended) == value(now)
                {
                    sums.push(vec![(before, 1), (new, 1), (ended, -1), (now, -1)]);
                }
                for (less, more) in [
                    (Figure::Narrow, &[Figure::Broad][..]),
                    (Figure::Broad, &[Figure::Staff][..]),
                    (Figure::New, &[Figure::Broad, Figure::Ended][..]),
                ] {
                    let more: Option<Vec<usize>> = more.iter().map(|figure| cell(*figure)).collect();
                    if let (Some(less), Some(more)) = (cell(less), more)
                        && value(less) <= more.iter().map(|cell| value(*cell)).sum::<i64>()
                    {
                        at_most.push((less, more));
                    }
                }
            }
        }
        let told = told.iter().filter_map(|of| of.iter().map(|(key, factor)| Some((at(key)?, *factor))).collect::<Option<Vec<_>>>());
        sums.extend(told);
        let of_withheld = sums.into_iter().map(|of| {
            let (withheld, known): (Vec<(usize, i64)>, Vec<_>) = of.iter().copied().partition(|(cell, _)| shown[&cells[*cell]].is_none());
            let is = of.iter().map(|(cell, factor)| value(*cell) * factor).sum::<i64>();
            let of_known: i64 = known.iter().map(|(cell, factor)| value(*cell) * factor).sum();
            Sum { of: withheld.into_iter().collect(), is: is - of_known }
        });
        let sums = of_withheld.filter(|sum| !sum.of.is_empty()).collect();
        let mut pencil = Self { sums, at_most, between, cells };
        pencil.combine();
        pencil.narrow();
        pencil
    }

    /// Sums and differences of two sums that have a cell in common, where that gives no longer one.
    fn combine(&mut self) {
        for _ in 0..2 {
            let known: Vec<Sum> = self.sums.iter().cloned().collect();
            for (at, one) in known.iter().enumerate() {
                for other in known[at + 1..].iter().filter(|other| other.of.keys().any(|cell| one.of.contains_key(cell))) {
                    for sum in [one.plus(other, 1), one.plus(other, -1)] {
                        let longest = one.of.len().max(other.of.len());
                        if !sum.of.is_empty() && sum.of.len() <= longest && self.sums.len() < MOST_SUMS {
                            self.sums.insert(sum);
                        }
                    }
                }
            }
        }
    }

    fn narrow(&mut self) {
        loop {
            let before = self.between.clone();
            for sum in &self.sums {
                for (cell, factor) in sum.of.iter().filter(|(_, factor)| factor.abs() == 1) {
                    // What the others leave for this one.
                    let (mut least, mut most) = (sum.is, sum.is);
                    for (other, times) in sum.of.iter().filter(|(other, _)| *other != cell) {
                        let (low, high) = self.between[*other];
                        let (low, high) = if *times > 0 { (low * times, high * times) } else { (high * times, low * times) };
                        (least, most) = (least - high, most - low);
                    }
                    let (least, most) = if *factor == 1 { (least, most) } else { (-most, -least) };
                    let own = &mut self.between[*cell];
                    *own = (own.0.max(least), own.1.min(most));
                }
            }
            for (less, more) in &self.at_most {
                let most: i64 = more.iter().map(|cell| self.between[*cell].1).sum();
                self.between[*less].1 = self.between[*less].1.min(most);
                if let [more] = more.as_slice() {
                    self.between[*more].0 = self.between[*more].0.max(self.between[*less].0);
                }
            }
            if before == self.between {
                return;
            }
        }
    }

    /// The least and the most that each cell can be.
    fn found(&self) -> BTreeMap<&CellKey, (i64, i64)> {
        self.cells.iter().zip(self.between.iter().copied()).collect()
    }
}

#[test]
fn a_pencil_is_enough_where_one_cell_of_a_total_is_withheld() {
    let key = |member: &str| CellKey::new(Figure::Broad, 2026, member);
    let truth: BTreeMap<CellKey, i64> = [(key(ALL), 9), (key("A"), 2), (key("B"), 3), (key("C"), 4)].into();
    let found = |withheld: &[&str], told: &[Vec<(CellKey, i64)>], wanted: &str| {
        let shown = truth.iter().map(|(key, value)| (key.clone(), (!withheld.contains(&key.member.as_str())).then_some(*value)));
        let pencil = Pencil::new(&shown.collect(), &truth, told);
        pencil.found()[&key(wanted)]
    };
    assert_eq!(found(&["A"], &[], "A"), (2, 2));
    assert_eq!(found(&["A", "B"], &[], "A"), (1, 4));
    // A sentence on the sum of two tells the third.
    let two = vec![(key("A"), 1), (key("B"), 1)];
    assert_eq!(found(&["A", "B", "C"], &[], "C"), (1, 7));
    assert_eq!(found(&["A", "B", "C"], &[two], "C"), (4, 4));
}
