//! What a secondee's row says: whether on NPM work, in post, new, ended.
//!
//! Each question has two forms. The one that answers [`YesNo`] says which cell decides where that cell was not read, so that a figure can stay
//! unsaid; the plain one takes such a row as not counted, for rules that ask after the cell elsewhere.

use super::{Basis, Date, Entry, Measure, Record, Settings};
use crate::form::{NARROW_ARRANGEMENTS, Sec};

/// Yes, no, or the column whose cell decides and is blank where it must not be, or could not be read.
pub type YesNo = Result<bool, Sec>;

/// Whether all hold: one that does not settles it, whatever was not read.
fn all(parts: impl IntoIterator<Item = YesNo>) -> YesNo {
    let mut told = Ok(true);
    for part in parts {
        match part {
            Ok(false) => return part,
            Err(_) if told.is_ok() => told = part,
            _ => {}
        }
    }
    told
}

impl Record<Sec> {
    /// Whether on NPM work.
    pub fn npm(&self) -> YesNo {
        self.text(Sec::NpmWork).map(|word| word == "Yes").ok_or(Sec::NpmWork)
    }
    /// Whether a secondment in the narrow sense of ¶10, not a loan, guest or the like.
    pub fn narrow(&self) -> YesNo {
        self.text(Sec::Arrangement).map(|arrangement| NARROW_ARRANGEMENTS.contains(&arrangement)).ok_or(Sec::Arrangement)
    }
    fn starts(&self, test: impl Fn(Date) -> bool) -> YesNo {
        self.date(Sec::Start).map(test).ok_or(Sec::Start)
    }
    /// Whether a cell leaves open what it should say. A blank end is no end, unless the person has left.
    pub fn leaves_open(&self, field: Sec) -> bool {
        match (&self.cell(field).entry, field) {
            (Entry::Read(_), _) => false,
            (Entry::Blank, Sec::End) => self.is(Sec::Carried, "Left"),
            _ => true,
        }
    }
    fn ends(&self, test: impl Fn(Option<Date>) -> bool) -> YesNo {
        if self.leaves_open(Sec::End) { Err(Sec::End) } else { Ok(test(self.date(Sec::End))) }
    }
    /// Whether in post on NPM work at the census date.
    pub fn at_census(&self, settings: &Settings) -> YesNo {
        let census = settings.census;
        all([self.npm(), self.starts(|start| start <= census), self.ends(|end| end.is_none_or(|end| end >= census))])
    }
    /// Whether in post on NPM work at some time in the reporting year.
    pub fn at_some_time(&self, settings: &Settings) -> YesNo {
        let ends = self.ends(|end| end.is_none_or(|end| end >= settings.from));
        all([self.npm(), self.starts(|start| start <= settings.census), ends])
    }
    /// Whether on NPM work and new in the reporting year.
    pub fn began(&self, settings: &Settings) -> YesNo {
        all([self.npm(), self.starts(|start| settings.in_year(start))])
    }
    /// Whether on NPM work and ended in the reporting year; the last day itself is the day still in post, so that who ends on the census date is
    /// counted at it.
    pub fn ended(&self, settings: &Settings) -> YesNo {
        let before = settings.from.yesterday().unwrap_or(settings.from);
        all([self.npm(), self.ends(|end| end.is_some_and(|end| end >= before && end < settings.census))])
    }

    /// Whether the row counts in a figure of secondees; for a sum of full-time equivalents, whether its FTE belongs to it. Every figure is made
    /// from this one answer.
    pub fn counts_in(&self, measure: Measure, basis: Basis, settings: &Settings) -> YesNo {
        let told = match measure {
            Measure::SecondeesInYear | Measure::MembersUsing => self.at_some_time(settings),
            Measure::SecondeesNew => self.began(settings),
            Measure::SecondeesEnded => self.ended(settings),
            Measure::SecondeesNpm => self.npm(),
            Measure::SecondeesCensus | Measure::FteNpm | Measure::NpmStaff | Measure::SecondeeShare => self.at_census(settings),
        };
        match basis {
            Basis::Broad => told,
            Basis::Narrow => all([told, self.narrow()]),
        }
    }

    /// Whether on NPM work.
    pub fn is_npm(&self) -> bool {
        self.npm() == Ok(true)
    }
    /// Whether a secondment in the narrow sense of ¶10.
    pub fn is_narrow(&self) -> bool {
        self.narrow() == Ok(true)
    }
    /// Whether in post on a day; false if the start could not be read, and as without an end if that could not.
    pub fn in_post_on(&self, day: Date) -> bool {
        self.date(Sec::Start).is_some_and(|start| start <= day) && self.date(Sec::End).is_none_or(|end| end >= day)
    }
    /// Whether in post on NPM work at the census date, as [`Record::in_post_on`] has it.
    pub fn counts_at_census(&self, settings: &Settings) -> bool {
        self.is_npm() && self.in_post_on(settings.census)
    }
    /// Whether in post at some time in the reporting year.
    pub fn in_year(&self, settings: &Settings) -> bool {
        self.date(Sec::Start).is_some_and(|start| start <= settings.census) && self.date(Sec::End).is_none_or(|end| end >= settings.from)
    }
    /// Whether new in the reporting year.
    pub fn is_new(&self, settings: &Settings) -> bool {
        self.date(Sec::Start).is_some_and(|start| settings.in_year(start))
    }
    /// Whether ended in the reporting year.
    pub fn has_ended(&self, settings: &Settings) -> bool {
        self.date(Sec::End).is_some_and(|end| end >= settings.from.yesterday().unwrap_or(settings.from) && end < settings.census)
    }
}
