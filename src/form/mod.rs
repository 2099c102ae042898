//! The form: the one declaration of the survey workbook.
//!
//! The blank workbook, the reader, the rules' cell checks and the documentation are all driven by what is declared here.
//! A column is named by a field of its sheet ([`Sec`], [`Stf`], [`Asg`]); a question of the Return sheet by [`Question`].

mod lists;
mod sheets;

pub use lists::*;
pub use sheets::*;

/// The version of the survey that this program issues and reads (`SURVEY_VERSION`).
pub const SURVEY_VERSION: &str = "1";

/// A sheet of the survey that is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Sheet {
    /// The questions about the member as a whole.
    Return,
    /// Everyone on secondment, loan or as a guest.
    Secondees,
    /// Everyone else on NPM work.
    Staff,
    /// Who was assigned to which inspection or visit.
    Assignments,
}

impl Sheet {
    /// All sheets that are read, in workbook order.
    pub const ALL: [Sheet; 4] = [Sheet::Return, Sheet::Secondees, Sheet::Staff, Sheet::Assignments];

    /// The sheet's exact name in the workbook.
    pub fn name(self) -> &'static str {
        match self {
            Sheet::Return => "Return",
            Sheet::Secondees => "Secondees",
            Sheet::Staff => "Staff",
            Sheet::Assignments => "Assignments",
        }
    }

    /// Headings of columns of an issued sheet that work by themselves and are not read.
    pub fn live_columns(self) -> &'static [&'static str] {
        match self {
            Sheet::Assignments => &[OWN_PLACE_CHECK],
            Sheet::Secondees | Sheet::Staff => &[LAST_YEAR],
            _ => &[],
        }
    }

    /// The sheet's columns.
    pub fn columns(self) -> &'static [Column] {
        match self {
            Sheet::Return => RETURN_COLUMNS,
            Sheet::Secondees => Sec::COLUMNS,
            Sheet::Staff => Stf::COLUMNS,
            Sheet::Assignments => Asg::COLUMNS,
        }
    }
}

/// Whether an answer must be given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// Always.
    Required,
    /// If the secondee is new in the year.
    IfNew,
    /// Never.
    Optional,
}

/// What kind of answer a cell takes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum ColumnKind {
    /// Any text.
    Text,
    /// A reference such as `S01`, unique in its sheet where it names the row.
    Reference,
    /// A calendar date.
    Date,
    /// A number between two bounds, both allowed.
    Number {
        /// Least allowed value.
        least: f64,
        /// Largest allowed value.
        most: f64,
        /// Only whole numbers.
        whole: bool,
    },
    /// One of a list.
    Choice(&'static [&'static str]),
    /// The code of one member.
    Member,
    /// The codes of members, several separated by `;`.
    Members,
    /// One establishment.
    Place,
    /// Several establishments, separated by `;`.
    Places,
}

/// A column of a sheet, or the answer to a question.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Column {
    /// The exact heading, or for a question of the Return sheet its text.
    pub heading: &'static str,
    /// Whether it must be filled in.
    pub need: Need,
    /// What it takes.
    pub kind: ColumnKind,
    /// What is asked, for the member.
    pub help: &'static str,
    /// A right answer.
    pub example: &'static str,
    /// The most characters that a text may have.
    pub longest: u16,
    /// The width of the column in characters, where it is one.
    pub width: u8,
}

impl Column {
    /// Whether a return may do without it: a form that carries nothing over from last year is issued without the column of answers for that.
    pub fn may_be_missing(&self) -> bool {
        self.heading == CARRIED_OVER
    }
}

/// The fields of one sheet: an enumeration whose members stand in the order of [`Field::COLUMNS`].
pub trait Field: Copy + std::fmt::Debug + Eq + 'static {
    /// The declared columns.
    const COLUMNS: &'static [Column];
    /// The sheet that holds them.
    const SHEET: Sheet;
    /// Position in [`Field::COLUMNS`].
    fn index(self) -> usize;
    /// The declaration of this column.
    fn column(self) -> &'static Column {
        &Self::COLUMNS[self.index()]
    }
    /// All fields in order.
    fn all() -> &'static [Self];
}

/// The headings of the Return sheet.
pub const RETURN_COLUMNS: &[Column] = &[
    returned("Ref", Need::Required, ColumnKind::Reference, "Question number.", "R01", 3, 7),
    returned("Question", Need::Optional, ColumnKind::Text, "The question.", "Member code", 200, 58),
    returned("Answer", Need::Required, ColumnKind::Text, "Your answer.", "Yes", 8000, 46),
    returned("Notes", Need::Optional, ColumnKind::Text, "Anything we should know.", "", 2000, 40),
];

const fn returned(
    heading: &'static str,
    need: Need,
    kind: ColumnKind,
    help: &'static str,
    example: &'static str,
    longest: u16,
    width: u8,
) -> Column {
    Column { heading, need, kind, help, example, longest, width }
}
