//! Every format of the survey workbook, in one place.

use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder, FormatUnderline};

use super::filled::MarkKind;
use crate::form::{Column, ColumnKind};

/// Texts longer than this have no text format: older programs show such cells as `####`.
const LONG: u16 = 250;

/// How a cell that is filled in looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum CellLook {
    /// As any.
    Plain,
    /// Last year's value, to be confirmed.
    ToConfirm,
    /// Marked.
    Marked(MarkKind),
    /// Filled in by the coordinator and not to be changed.
    Fixed,
}

/// The formats.
pub struct Look {
    /// The marking.
    pub marking: Format,
    /// A sheet's title.
    pub title: Format,
    /// A line under the title.
    pub note: Format,
    /// A heading of a column.
    pub heading: Format,
    /// The line above the headings: required, if new, optional.
    pub need: Format,
    /// Locked text, wrapped.
    pub text: Format,
    /// Locked text that stands out.
    pub strong: Format,
    /// A heading within a page.
    pub section: Format,
    /// A link.
    pub link: Format,
    /// A cell to type in, with a border.
    pub entry: Format,
    /// A locked number in the middle.
    pub number: Format,
    /// A required cell that is blank.
    pub missing: Format,
    /// An assignment that meets a place of the person's own.
    pub own_place: Format,
    /// The ¶14 check beside a row.
    pub beside: Format,
    /// Last year's answers beside a row.
    pub last_year: Format,
    /// A cell that differs from last year's answer.
    pub differs: Format,
    /// Nothing is wrong.
    pub ready: Format,
    /// Something is wrong.
    pub not_ready: Format,
    /// The line that says so, whatever it says.
    pub verdict: Format,
}

pub(super) const NAVY: Color = Color::RGB(0x1F_3864);

impl Default for Look {
    fn default() -> Self {
        Self::new()
    }
}

impl Look {
    /// The formats of this program.
    pub fn new() -> Self {
        let table = || Format::new().set_align(FormatAlign::Top).set_text_wrap();
        let red = Color::RGB(0x9C_0006);
        Self {
            marking: Format::new().set_bold().set_font_color(red),
            title: Format::new().set_bold().set_font_size(16).set_font_color(NAVY),
            note: Format::new().set_font_color(Color::RGB(0x40_4040)),
            heading: Format::new()
                .set_bold()
                .set_text_wrap()
                .set_align(FormatAlign::VerticalCenter)
                .set_background_color(NAVY)
                .set_font_color(Color::White)
                .set_border(FormatBorder::Thin)
                .set_border_color(Color::White),
            need: Format::new()
                .set_italic()
                .set_text_wrap()
                .set_align(FormatAlign::Bottom)
                .set_font_size(9)
                .set_font_color(Color::RGB(0x40_4040)),
            text: table(),
            strong: table().set_bold(),
            section: Format::new().set_bold().set_font_size(12).set_font_color(NAVY).set_border_bottom(FormatBorder::Thin),
            link: table().set_font_color(Color::RGB(0x05_63C1)).set_underline(FormatUnderline::Single),
            entry: table().set_background_color(Color::RGB(0xFF_F8E1)).set_border(FormatBorder::Thin).set_unlocked(),
            number: table().set_align(FormatAlign::Center),
            missing: Format::new().set_background_color(Color::RGB(0xFF_E699)),
            own_place: Format::new().set_background_color(Color::RGB(0xFF_C7CE)).set_font_color(red).set_bold(),
            last_year: table().set_unlocked().set_font_size(super::beside::LETTERS).set_font_color(Color::RGB(0x40_4040)),
            differs: Format::new().set_background_color(Color::RGB(0xDD_EBF7)).set_font_color(NAVY).set_bold(),
            beside: table().set_unlocked().set_font_color(Color::RGB(0x40_4040)),
            ready: Format::new().set_background_color(Color::RGB(0xC6_EFCE)).set_font_color(Color::RGB(0x00_6100)),
            not_ready: Format::new().set_background_color(Color::RGB(0xFF_C7CE)).set_font_color(red),
            verdict: Format::new().set_bold().set_font_size(16).set_align(FormatAlign::VerticalCenter).set_border(FormatBorder::Medium),
        }
    }

    /// A cell to fill in, by what it takes and how it is to look.
    pub(super) fn cell(&self, column: &Column, state: CellLook) -> Format {
        let format = Format::new().set_align(FormatAlign::Top).set_text_wrap().set_unlocked();
        let format = match column.kind {
            ColumnKind::Date => format.set_num_format("dd/mm/yyyy").set_align(FormatAlign::Left),
            ColumnKind::Number { whole: true, .. } => format.set_num_format("0").set_align(FormatAlign::Left),
            ColumnKind::Number { .. } => format.set_num_format("0.0##").set_align(FormatAlign::Left),
            _ if column.longest > LONG => format,
            _ => format.set_num_format("@"),
        };
        match state {
            CellLook::Plain => format,
            CellLook::ToConfirm => format.set_italic().set_font_color(Color::RGB(0x59_5959)).set_border(FormatBorder::Dotted),
            CellLook::Marked(MarkKind::Mend) => {
                format.set_background_color(Color::RGB(0xFF_C7CE)).set_border(FormatBorder::Medium).set_border_color(Color::RGB(0x9C_0006))
            }
            CellLook::Marked(MarkKind::Look) => format.set_background_color(Color::RGB(0xFF_EB9C)).set_border(FormatBorder::MediumDashed),
            CellLook::Fixed => format.set_locked().set_background_color(Color::RGB(0xED_EDED)),
        }
    }
}
