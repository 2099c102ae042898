//! A group of people on the sheet `People to confirm`: which people its rows stand for, and what an answer says of them.
//!
//! The cell with the id names the group and each of its people by an id of their own, `GROUP-1f0a…: 33ab… 9c01…`. A group too long for one row goes
//! on in rows whose id is `GROUP-1f0a… (2): …`; it is answered in the first.

use std::collections::BTreeMap;

/// How the id of a group begins.
const BEGINS: &str = "GROUP-";

/// The cell with the id of a row of a group; `part` counts the rows from 1.
pub fn row_id(id: &str, part: usize, people: &[String]) -> String {
    let part = if part > 1 { format!(" ({part})") } else { String::new() };
    format!("{id}{part}: {}", people.join(" "))
}

/// A row of a group.
#[derive(Debug, PartialEq, Eq)]
pub struct RowOf<'a> {
    /// The group.
    pub id: &'a str,
    /// Which of its rows it is, from 1.
    pub part: usize,
    /// The people of this row.
    pub people: Vec<&'a str>,
}

/// The group that a cell with an id names; `None` if it is of a pair.
pub fn row_of(cell: &str) -> Option<RowOf<'_>> {
    let (name, people) = cell.trim().split_once(':')?;
    let (id, part) = match name.split_once(" (") {
        Some((id, part)) => (id, part.strip_suffix(')')?.parse().ok()?),
        None => (name, 1),
    };
    id.starts_with(BEGINS).then(|| RowOf { id, part, people: people.split_whitespace().collect() })
}

/// Which person each of so many people is by an answer; `None` if it says nothing of the kind. "Yes" is one person, "No" as many as there are, and
/// "1 and 3; 2 and 4" says who is one with whom.
pub fn divided(answer: &str, count: usize) -> Option<Vec<usize>> {
    let mut persons: Vec<usize> = (0..count).collect();
    match answer.trim().to_lowercase().as_str() {
        "yes" | "y" => return Some(vec![0; count]),
        "no" | "n" => return Some(persons),
        _ => {}
    }
    let mut seen: BTreeMap<usize, usize> = BTreeMap::new();
    for (at, together) in answer.split(';').enumerate() {
        let words: Vec<&str> =
            together.split([' ', ',', '+', '=', '&', '\n']).filter(|word| !word.is_empty() && !word.eq_ignore_ascii_case("and")).collect();
        let numbers: Vec<usize> = words.iter().map(|word| word.parse::<usize>().ok()?.checked_sub(1)).collect::<Option<_>>()?;
        let first = *numbers.iter().min()?;
        for number in &numbers {
            if *number >= count || seen.insert(*number, at).is_some() {
                return None;
            }
            persons[*number] = first;
        }
        if numbers.len() < 2 {
            return None;
        }
    }
    Some(persons)
}

/// The answer that says which person each is, as it is typed.
pub fn answer(persons: &[usize]) -> String {
    let mut sets: BTreeMap<usize, Vec<String>> = BTreeMap::new();
    persons.iter().enumerate().for_each(|(at, person)| sets.entry(*person).or_default().push((at + 1).to_string()));
    match sets.len() {
        1 => "Yes".into(),
        many if many == persons.len() => "No".into(),
        _ => sets.values().filter(|set| set.len() > 1).map(|set| set.join(" and ")).collect::<Vec<_>>().join("; "),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_says_who_is_one_person_and_is_written_as_it_is_read() {
        for (typed, persons) in [
            ("Yes", Some(vec![0, 0, 0, 0])),
            ("no", Some(vec![0, 1, 2, 3])),
            ("1 and 3", Some(vec![0, 1, 0, 3])),
            ("1, 3", Some(vec![0, 1, 0, 3])),
            ("3 + 1; 2=4", Some(vec![0, 1, 0, 1])),
            ("2 3 4", Some(vec![0, 1, 1, 1])),
            ("1", None),
            ("1 and 1", None),
            ("1 and 5", None),
            ("0 and 1", None),
            ("1 and 2; 2 and 3", None),
            ("perhaps", None),
            ("yes, 1 and 2", None),
            ("1-2", None),
            ("", None),
        ] {
            assert_eq!(divided(typed, 4), persons, "{typed}");
            if let Some(persons) = persons {
                assert_eq!(divided(&answer(&persons), 4), Some(persons), "{typed}");
            }
        }
    }

    #[test]
    fn a_row_names_its_group_and_people() {
        let people = ["a1", "b2"].map(String::from);
        assert_eq!(row_of(&row_id("GROUP-x", 1, &people)), Some(RowOf { id: "GROUP-x", part: 1, people: vec!["a1", "b2"] }));
        assert_eq!(row_of(&row_id("GROUP-x", 3, &people)), Some(RowOf { id: "GROUP-x", part: 3, people: vec!["a1", "b2"] }));
        assert_eq!(row_of("PAIR-0123"), None);
        assert_eq!(row_of(""), None);
    }
}
