//! How people and cells are spoken of in sentences, also where a part of what they are called by is blank: no sentence begins with nothing, and
//! none holds empty brackets.

use super::{Cell, Person, Record};
use crate::form::Field;

/// A person by name and reference, or by what there is of the two; `kind` is what the person is, as `secondee`.
pub fn called(kind: &str, name: &str, reference: &str) -> String {
    match (name.trim(), reference.trim()) {
        ("", "") => format!("A {kind} without name and reference"),
        (name, "") => format!("{name} (no reference)"),
        ("", reference) => format!("{reference} (no name)"),
        (name, reference) => format!("{name} ({reference})"),
    }
}

/// What stands in a cell as typed, or that it is blank.
pub fn or_blank(cell: &Cell) -> &str {
    match cell.typed.trim() {
        "" => "(blank)",
        typed => typed,
    }
}

impl<F: Field> Record<F> {
    /// The person of the row, of such a kind, by the two fields of name and reference, as typed.
    pub fn called(&self, kind: &str, name: F, reference: F) -> String {
        called(kind, &self.cell(name).typed, &self.cell(reference).typed)
    }
}

impl<'a> Person<'a> {
    /// The name as typed, or that there is none.
    pub fn name_or_none(&self) -> &'a str {
        Some(self.name()).filter(|name| !name.trim().is_empty()).unwrap_or("no name")
    }
    /// The reference as typed, or that there is none.
    pub fn reference_or_none(&self) -> &'a str {
        Some(self.reference()).filter(|reference| !reference.trim().is_empty()).unwrap_or("no reference")
    }
    /// The person by name and reference, or by what there is of the two.
    pub fn called(&self) -> String {
        let kind = if matches!(self, Person::Secondee(..)) { "secondee" } else { "person of the staff" };
        called(kind, self.name(), self.reference())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_that_is_blank_leaves_no_hole() {
        assert_eq!(called("secondee", "Rowan Example", "S01"), "Rowan Example (S01)");
        assert_eq!(called("secondee", "Rowan Example", " "), "Rowan Example (no reference)");
        assert_eq!(called("secondee", "", "S01"), "S01 (no name)");
        assert_eq!(called("secondee", "", ""), "A secondee without name and reference");
    }
}
