//! What is published gives nothing withheld away, and withholds little: held on random tables against the independent attack, against counting
//! through every table of whole numbers, and against the least that could be withheld.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;
use secondee_audit::model::ALL;
use secondee_audit::outputs::publish::attack::{self, Knowledge, Statement};
use secondee_audit::outputs::publish::choose::{self, Counts};
use secondee_audit::outputs::publish::earlier::PastTotal;
use secondee_audit::outputs::publish::{CellKey, Figure};

/// The same numbers on every machine.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> i64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ (z >> 31)) % sides) as i64
    }

    fn chance(&mut self, percent: i64) -> bool {
        self.roll(100) < percent
    }

    /// Often none, often few, sometimes many.
    fn count(&mut self) -> i64 {
        match self.roll(10) {
            0..=2 => 0,
            3..=6 => 1 + self.roll(5),
            7..=8 => 3 + self.roll(9),
            _ => 5 + self.roll(40),
        }
    }
}

/// A random table whose counts keep the definitions.
struct Table {
    numbers: BTreeMap<CellKey, i64>,
    public: BTreeSet<CellKey>,
    held_before: BTreeSet<CellKey>,
    past_totals: Vec<PastTotal>,
    threshold: i64,
    protection: i64,
}

impl Table {
    fn random(seed: u64, most_members: u64, most_years: u64) -> Self {
        let mut dice = Dice(seed);
        let members = 2 + dice.roll(most_members - 1);
        let years = 1 + dice.roll(most_years);
        let (narrow, flows, staff) = (dice.chance(50), dice.chance(50), dice.chance(40));
        let mut numbers: BTreeMap<CellKey, i64> = BTreeMap::new();
        for member in 0..members {
            let code = format!("M{member}");
            let mut open = None;
            for year in 2020..2020 + years as i16 {
                if dice.chance(8) {
                    open = None;
                    continue;
                }
                let mut put = |figure, value: i64| {
                    numbers.insert(CellKey::new(figure, year, &code), value);
                };
                let closing = match open {
                    // New and ended as they must be to come from the one to the other; now and then a recount.
                    Some(open) => {
                        let ended = dice.count().min(open);
                        let new = dice.count();
                        let closing = open + new - ended;
                        put(Figure::New, new);
                        put(Figure::Ended, ended);
                        if dice.chance(10) { closing + 1 } else { closing }
                    }
                    None => {
                        let closing = dice.count();
                        put(Figure::New, dice.count().min(closing));
                        put(Figure::Ended, dice.count());
                        closing
                    }
                };
                open = Some(closing);
                put(Figure::Broad, closing);
                put(Figure::Narrow, closing - dice.count().min(closing));
                put(Figure::Staff, closing + dice.count());
            }
        }
        numbers.retain(|key, _| match key.figure {
            Figure::Narrow => narrow,
            Figure::New | Figure::Ended => flows,
            Figure::Staff => staff,
            _ => true,
        });
        let mut totals: BTreeMap<CellKey, i64> = BTreeMap::new();
        for (key, value) in &numbers {
            *totals.entry(CellKey::new(key.figure, key.year, ALL)).or_default() += value;
        }
        numbers.extend(totals);
        let (mut public, mut held_before) = (BTreeSet::new(), BTreeSet::new());
        if dice.chance(25) {
            for (key, value) in numbers.iter().filter(|(key, _)| key.year == 2020) {
                let _ = match dice.roll(12) {
                    0 => *value >= 8 && public.insert(key.clone()),
                    1 => *value > 0 && held_before.insert(key.clone()),
                    _ => false,
                };
            }
        }
        // A total published when not everyone had returned.
        let mut past_totals = Vec::new();
        if dice.chance(20) {
            let figure = if dice.chance(60) { Figure::Broad } else { Figure::Narrow };
            let parts = numbers.keys().filter(|key| key.figure == figure && key.year == 2020 && key.member != ALL);
            let parts: Vec<CellKey> = parts.filter(|_| dice.chance(70)).cloned().collect();
            let value = parts.iter().map(|key| numbers[key]).sum();
            if value >= 8 {
                past_totals.push(PastTotal { parts, value });
            }
        }
        Self { numbers, public, held_before, past_totals, threshold: 2 + dice.roll(6), protection: 1 + dice.roll(5) }
    }

    fn choose(&self) -> Result<BTreeSet<CellKey>, CellKey> {
        choose::choose(&Counts {
            numbers: &self.numbers,
            public: &self.public,
            held_before: &self.held_before,
            past_totals: &self.past_totals,
            threshold: self.threshold,
            protection: self.protection,
        })
    }

    fn shown(&self, withheld: &BTreeSet<CellKey>) -> BTreeMap<CellKey, Option<i64>> {
        self.numbers.iter().map(|(key, value)| (key.clone(), (!withheld.contains(key)).then_some(*value))).collect()
    }

    fn given_away(&self, withheld: &BTreeSet<CellKey>) -> BTreeSet<(CellKey, bool)> {
        let shown = self.shown(withheld);
        let statement = |total: &PastTotal| Statement {
            said: String::new(),
            terms: total.parts.iter().map(|part| (part.clone(), 1)).collect(),
            value: total.value,
        };
        let lost = attack::given_away(&Knowledge {
            shown: &shown,
            statements: &self.past_totals.iter().map(statement).collect::<Vec<_>>(),
            truth: &self.numbers,
            public: &self.public,
            threshold: self.threshold,
            protection: self.protection,
        });
        lost.into_iter().map(|lost| (lost.key, lost.is_difference)).collect()
    }

    fn all_but_zero_and_public(&self) -> BTreeSet<CellKey> {
        self.numbers.iter().filter(|(key, value)| **value > 0 && !self.public.contains(*key)).map(|(key, _)| key.clone()).collect()
    }

    fn is_small(&self, value: i64) -> bool {
        value > 0 && value < self.threshold
    }

    /// Cells that are withheld whatever else is.
    fn forced(&self) -> BTreeSet<CellKey> {
        let forced = self.numbers.iter().filter(|(key, value)| {
            !self.public.contains(*key) && (self.held_before.contains(*key) || key.figure != Figure::Staff && self.is_small(**value))
        });
        forced.map(|(key, _)| key.clone()).collect()
    }
}

fn price(withheld: &BTreeSet<CellKey>, forced: &BTreeSet<CellKey>) -> f64 {
    withheld.difference(forced).map(choose::cost).sum()
}

#[test]
fn no_withheld_count_of_1000_random_tables_can_be_worked_out() {
    let outcomes: Vec<(usize, usize)> = (0..1000u64)
        .into_par_iter()
        .map(|seed| {
            let table = Table::random(seed, 8, 4);
            let Ok(withheld) = table.choose() else {
                // Only where even withholding everything that is not zero or public would not do.
                assert!(!table.given_away(&table.all_but_zero_and_public()).is_empty(), "seed {seed}: given up too early");
                return (0, 0);
            };
            let lost = table.given_away(&withheld);
            assert!(lost.is_empty(), "seed {seed}: {lost:?}");
            assert!(table.forced().is_subset(&withheld), "seed {seed}: a small count is shown");
            assert!(withheld.iter().all(|key| table.numbers[key] > 0 && !table.public.contains(key)), "seed {seed}");
            (withheld.len(), table.numbers.len())
        })
        .collect();
    let (withheld, all) = outcomes.iter().fold((0, 0), |(w, a), (withheld, all)| (w + withheld, a + all));
    assert!(outcomes.iter().filter(|(_, all)| *all == 0).count() < 20, "too many tables cannot be protected");
    // Withholding everything would be safe and useless.
    assert!(withheld * 3 < all * 2, "{withheld} of {all} cells withheld");
}

#[test]
fn nothing_more_than_twice_the_least_is_withheld_where_that_can_be_found() {
    let found: Vec<Option<(f64, f64)>> = (10_000..10_400u64)
        .into_par_iter()
        .map(|seed| {
            let table = Table::random(seed, 4, 2);
            let forced = table.forced();
            let open: Vec<&CellKey> = table
                .numbers
                .iter()
                .filter(|(key, value)| **value > 0 && !forced.contains(*key) && !table.public.contains(*key))
                .map(|(key, _)| key)
                .collect();
            let withheld = table.choose().ok()?;
            if open.len() > 9 {
                return None;
            }
            let chosen = price(&withheld, &forced);
            // Every way to withhold more, cheapest first, as far as it is cheaper than what was chosen.
            let mut ways: Vec<BTreeSet<CellKey>> = (0..1u32 << open.len())
                .map(|bits| {
                    let more = open.iter().enumerate().filter(|(at, _)| bits >> at & 1 == 1).map(|(_, key)| (*key).clone());
                    forced.iter().cloned().chain(more).collect::<BTreeSet<CellKey>>()
                })
                .filter(|way| price(way, &forced) < chosen)
                .collect();
            ways.sort_by(|a, b| price(a, &forced).total_cmp(&price(b, &forced)));
            let least = ways.iter().find(|way| table.given_away(way).is_empty()).map_or(chosen, |way| price(way, &forced));
            assert!(chosen <= 2.0 * least, "seed {seed}: {chosen} withheld, {least} would do");
            Some((chosen, least))
        })
        .collect();
    let found: Vec<(f64, f64)> = found.into_iter().flatten().collect();
    let (chosen, least) = found.iter().fold((0.0, 0.0), |(c, l), (chosen, least)| (c + chosen, l + least));
    eprintln!("{} tables, {chosen} chosen, {least} least, {} not least", found.len(), found.iter().filter(|(c, l)| c > l).count());
    assert!(found.len() > 100 && least > 100.0, "too few tables to say anything");
}

/// Every table of whole numbers that a reader could suppose, counted through: the definitions are written down here a third time.
struct Reader<'a> {
    table: &'a Table,
    shown: BTreeMap<CellKey, Option<i64>>,
    unknowns: Vec<CellKey>,
}

impl<'a> Reader<'a> {
    fn new(table: &'a Table, withheld: &BTreeSet<CellKey>) -> Self {
        Self { table, shown: table.shown(withheld), unknowns: withheld.iter().cloned().collect() }
    }

    /// Whether a definition that holds of the true counts holds of these, where all its cells are known.
    fn is_possible(&self, supposed: &BTreeMap<CellKey, i64>) -> bool {
        let truth = |key: &CellKey| self.table.numbers.get(key).copied();
        let now = |key: &CellKey| self.shown.get(key).copied().flatten().or_else(|| supposed.get(key).copied());
        let all = |of: &dyn Fn(&CellKey) -> Option<i64>, keys: &[CellKey]| keys.iter().map(of).collect::<Option<Vec<i64>>>();
        let holds = |keys: &[CellKey], rule: &dyn Fn(&[i64]) -> bool| match (all(&truth, keys), all(&now, keys)) {
            (Some(truth), Some(now)) => !rule(&truth) || rule(&now),
            _ => true,
        };
        let past = self.table.past_totals.iter().all(|total| holds(&total.parts, &|v| v.iter().sum::<i64>() == total.value));
        past && self.table.numbers.keys().all(|key| {
            let of = |figure| key.with(figure);
            let before = CellKey::new(Figure::Broad, key.year - 1, &key.member);
            let is_sum = match (key.member.as_str(), key.figure) {
                (ALL, _) => {
                    let parts =
                        self.table.numbers.keys().filter(|k| k.figure == key.figure && k.year == key.year && k.member != ALL).cloned();
                    let keys: Vec<CellKey> = [key.clone()].into_iter().chain(parts).collect();
                    holds(&keys, &|v| v[0] == v[1..].iter().sum::<i64>())
                }
                _ => true,
            };
            is_sum
                && holds(&[of(Figure::Broad), of(Figure::Narrow)], &|v| v[0] >= v[1])
                && holds(&[of(Figure::Staff), of(Figure::Broad)], &|v| v[0] >= v[1])
                && holds(&[of(Figure::Broad), of(Figure::Ended), of(Figure::New)], &|v| v[0] + v[1] >= v[2])
                && holds(&[before, of(Figure::New), of(Figure::Ended), of(Figure::Broad)], &|v| v[0] + v[1] - v[2] == v[3])
        })
    }

    fn suppose(&self, at: usize, supposed: &mut BTreeMap<CellKey, i64>, seen: &mut impl FnMut(&BTreeMap<CellKey, i64>)) {
        let Some(key) = self.unknowns.get(at) else { return seen(supposed) };
        // Further off than this nothing new comes: a count moves no further than the others together let it.
        for value in 1..=self.table.numbers[key] + 2 * self.table.protection + 2 {
            supposed.insert(key.clone(), value);
            if self.is_possible(supposed) {
                self.suppose(at + 1, supposed, seen);
            }
        }
        supposed.remove(key);
    }

    /// What the reader can narrow too far.
    fn given_away(&self) -> BTreeSet<(CellKey, bool)> {
        let table = self.table;
        let mut secrets: BTreeMap<(CellKey, bool), BTreeSet<i64>> = BTreeMap::new();
        let now = |key: &CellKey, supposed: &BTreeMap<CellKey, i64>| self.shown[key].unwrap_or_else(|| supposed[key]);
        let mut see = |supposed: &BTreeMap<CellKey, i64>| {
            for (key, value) in &table.numbers {
                let is_secret =
                    self.shown[key].is_none() || key.figure != Figure::Staff && table.is_small(*value) && !table.public.contains(key);
                if is_secret {
                    secrets.entry((key.clone(), false)).or_default().insert(now(key, supposed));
                }
                let narrow = key.with(Figure::Narrow);
                if key.figure == Figure::Broad
                    && table.numbers.get(&narrow).is_some_and(|narrow| table.is_small(value - narrow))
                    && !(table.public.contains(key) && table.public.contains(&narrow))
                {
                    secrets.entry((key.clone(), true)).or_default().insert(now(key, supposed) - now(&narrow, supposed));
                }
            }
        };
        self.suppose(0, &mut BTreeMap::new(), &mut see);
        let narrow = secrets
            .into_iter()
            .filter(|(_, values)| values.last().zip(values.first()).is_none_or(|(high, low)| high - low < table.protection));
        narrow.map(|(secret, _)| secret).collect()
    }
}

#[test]
fn the_attack_finds_what_counting_through_every_table_finds() {
    let found: Vec<(usize, usize)> = (50_000..51_200u64)
        .into_par_iter()
        .map(|seed| {
            let mut table = Table::random(seed, 3, 2);
            table.protection = table.protection.min(3);
            let mut dice = Dice(seed ^ 0xABCD);
            // Any pattern, safe or not: the small counts, and some more or fewer.
            let mut withheld = table.forced();
            for (key, value) in &table.numbers {
                if *value > 0 && !table.public.contains(key) && dice.chance(20) && !withheld.remove(key) {
                    withheld.insert(key.clone());
                }
            }
            if withheld.len() > 5 || withheld.iter().map(|key| table.numbers[key] + 8).product::<i64>() > 60_000 {
                return (0, 0);
            }
            let (ours, theirs) = (table.given_away(&withheld), Reader::new(&table, &withheld).given_away());
            assert_eq!(ours, theirs, "seed {seed}");
            (1, usize::from(!ours.is_empty()))
        })
        .collect();
    let (tables, lost) = found.iter().fold((0, 0), |(t, l), (tables, lost)| (t + tables, l + lost));
    eprintln!("{tables} tables, {lost} give something away");
    assert!(tables > 300 && lost > 50 && tables - lost > 50, "{tables} tables, {lost} give something away: too few to say anything");
}

#[test]
fn six_years_of_21_members_are_protected_and_most_of_them_shown() {
    let full = |seed: &u64| Table::random(*seed, 21, 6).numbers.len() > 21 * 6 * 4;
    let mut table = Table::random((2000..).find(full).expect("a full table"), 21, 6);
    (table.threshold, table.protection) = (5, 3);
    let withheld = table.choose().expect("a choice");
    assert!(table.given_away(&withheld).is_empty());
    // Of the cells withheld nearly all are small counts: those that have to go with them are few.
    let (all, forced) = (table.numbers.len(), table.forced().len());
    assert!(withheld.len() * 2 < all && withheld.len() < forced + forced / 2, "{all} cells, {forced} small, {} withheld", withheld.len());
}
