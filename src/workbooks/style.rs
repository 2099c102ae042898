//! Every format of the output workbooks, in one place.

use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder};

/// The marking on every sheet and printed page.
pub const MARKING: &str = "OFFICIAL-SENSITIVE";

/// The formats.
pub struct Style {
    /// The marking.
    pub marking: Format,
    /// A sheet's title.
    pub title: Format,
    /// A line under the title.
    pub note: Format,
    /// A heading of a table.
    pub heading: Format,
    /// Text in a table, wrapped.
    pub text: Format,
    /// A number in a table.
    pub number: Format,
    /// A date.
    pub date: Format,
    /// A link.
    pub link: Format,
    /// A cell in which somebody decides.
    pub entry: Format,
    /// A headline figure.
    pub figure: Format,
    /// The words beside a headline figure.
    pub label: Format,
}

impl Style {
    /// The formats of this program.
    pub fn new() -> Self {
        let table = || Format::new().set_align(FormatAlign::Top).set_text_wrap();
        let navy = Color::RGB(0x1F_3864);
        Self {
            marking: Format::new().set_bold().set_font_color(Color::RGB(0x9C_0006)),
            title: Format::new().set_bold().set_font_size(16).set_font_color(navy),
            note: Format::new().set_font_color(Color::RGB(0x40_4040)),
            heading: Format::new()
                .set_bold()
                .set_text_wrap()
                .set_align(FormatAlign::VerticalCenter)
                .set_background_color(navy)
                .set_font_color(Color::White),
            text: table(),
            number: table().set_num_format("#,##0.####").set_align(FormatAlign::Right),
            date: table().set_num_format("dd/mm/yyyy").set_align(FormatAlign::Left),
            link: table().set_font_color(Color::RGB(0x05_63C1)).set_underline(rust_xlsxwriter::FormatUnderline::Single),
            entry: table().set_background_color(Color::RGB(0xFF_F8E1)).set_border(FormatBorder::Thin).set_unlocked(),
            figure: Format::new().set_bold().set_font_size(20).set_font_color(navy).set_align(FormatAlign::Left),
            label: Format::new().set_text_wrap().set_align(FormatAlign::VerticalCenter),
        }
    }
}
