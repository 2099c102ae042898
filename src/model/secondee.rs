//! What the dates of a secondee's row say.

use super::{Date, Record, Settings};
use crate::form::{NARROW_ARRANGEMENTS, Sec};

impl Record<Sec> {
    /// Whether on NPM work.
    pub fn is_npm(&self) -> bool {
        self.is(Sec::NpmWork, "Yes")
    }
    /// Whether a secondment in the narrow sense of ¶10, not a loan, guest or the like.
    pub fn is_narrow(&self) -> bool {
        self.text(Sec::Arrangement).is_some_and(|arrangement| NARROW_ARRANGEMENTS.contains(&arrangement))
    }
    /// Whether in post on a day; false if the start could not be read.
    pub fn in_post_on(&self, day: Date) -> bool {
        self.date(Sec::Start).is_some_and(|start| start <= day) && self.date(Sec::End).is_none_or(|end| end >= day)
    }
    /// Whether in post on NPM work at the census date.
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
    /// Whether ended in the reporting year; the last day itself is the day still in post, so that who ends on the census date is counted at it.
    pub fn has_ended(&self, settings: &Settings) -> bool {
        self.date(Sec::End).is_some_and(|end| end >= settings.from.yesterday().unwrap_or(settings.from) && end < settings.census)
    }
}
