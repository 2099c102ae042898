//! This year's figures beside last year's: the two years' counts joined by member, measure and basis.

use polars::prelude::{Column, DataFrame, DataFrameJoinOps, PolarsResult};

use crate::model::{Compared, Count};

const KEY: [&str; 3] = ["member", "measure", "basis"];

/// Each figure of this year with last year's, in the order of the counts. Without last year's workbook nothing is known of then.
pub fn compared(counts: &[Count], last: Option<i16>, year: i16) -> Vec<Compared> {
    let of = |wanted: Option<i16>| -> Vec<&Count> { counts.iter().filter(|count| Some(count.year) == wanted).collect() };
    let now = of(Some(year));
    let (then, change) =
        joined(&of(last), &now).expect("columns of one length always make a frame, and differences of numbers are numbers");
    let rows = now.into_iter().zip(then.into_iter().zip(change));
    rows.map(|(count, (then, change))| Compared {
        member: count.member.clone(),
        measure: count.measure,
        basis: count.basis,
        then,
        now: count.value,
        change,
    })
    .collect()
}

type Values = Vec<Option<f64>>;

/// For each figure of this year: last year's, and the difference.
fn joined(then: &[&Count], now: &[&Count]) -> PolarsResult<(Values, Values)> {
    let (then, now) = (frame(then, "then")?, frame(now, "now")?.with_row_index("at".into(), None)?);
    let both = now.left_join(&then, KEY, KEY)?.sort(["at"], Default::default())?;
    let (now, then) = (both.column("now")?, both.column("then")?);
    let values = |column: &Column| -> PolarsResult<Values> { Ok(column.f64()?.iter().collect()) };
    Ok((values(then)?, values(&(now - then)?)?))
}

/// One row a figure: its key and its value.
fn frame(counts: &[&Count], value: &str) -> PolarsResult<DataFrame> {
    let words = |word: fn(&Count) -> String| counts.iter().map(|count| word(count)).collect::<Vec<_>>();
    let [member, measure, basis] = KEY;
    let values: Values = counts.iter().map(|count| count.value).collect();
    DataFrame::new(
        counts.len(),
        vec![
            Column::new(member.into(), words(|count| count.member.clone())),
            Column::new(measure.into(), words(|count| count.measure.to_string())),
            Column::new(basis.into(), words(|count| count.basis.to_string())),
            Column::new(value.into(), values),
        ],
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Basis, Measure};

    fn count(year: i16, member: &str, basis: Basis, value: Option<f64>) -> Count {
        Count { year, member: member.into(), measure: Measure::SecondeesCensus, value, basis, reason: None }
    }

    #[test]
    fn a_figure_is_set_beside_the_same_figure_of_last_year_whatever_the_order() {
        let counts = [
            count(2025, "HMIP", Basis::Narrow, Some(3.0)),
            count(2025, "CQC", Basis::Broad, Some(9.0)),
            count(2025, "HMIP", Basis::Broad, Some(4.0)),
            count(2024, "HMIP", Basis::Broad, Some(70.0)),
            count(2026, "HMIP", Basis::Broad, Some(2.5)),
            count(2026, "HMIP", Basis::Narrow, None),
            count(2026, "IMB", Basis::Broad, Some(0.0)),
        ];
        let seen: Vec<_> = compared(&counts, Some(2025), 2026).into_iter().map(|c| (c.member, c.then, c.now, c.change)).collect();
        let wanted = [
            ("HMIP".to_string(), Some(4.0), Some(2.5), Some(-1.5)),
            ("HMIP".to_string(), Some(3.0), None, None),
            ("IMB".to_string(), None, Some(0.0), None),
        ];
        assert_eq!(seen, wanted);
    }

    #[test]
    fn without_last_year_nothing_is_known_of_then() {
        let seen = compared(&[count(2026, "HMIP", Basis::Broad, Some(2.0))], None, 2026);
        assert_eq!((seen.len(), seen[0].then, seen[0].now, seen[0].change), (1, None, Some(2.0), None));
        assert_eq!(compared(&[], Some(2025), 2026), []);
    }
}
