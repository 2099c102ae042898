//! Every format of the output workbooks, in one place. Nothing is told by colour alone: each shade goes with a word, and the shades differ in
//! lightness, so that a grey print tells them apart too.

use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder, FormatUnderline};

/// The marking on every sheet and printed page.
pub const MARKING: &str = "OFFICIAL-SENSITIVE";
/// The font, which Excel has and for which LibreOffice has one of the same widths.
pub const FONT: &str = "Arial";
/// Its size in points; what is printed is at least nine tenths of it.
pub const SIZE: u32 = 10;

/// The colour of titles and headings.
pub const NAVY: Color = Color::RGB(0x1F_3864);
/// The colours of chart series, from dark to light.
pub const SHADES: [Color; 5] =
    [Color::RGB(0x1F_3864), Color::RGB(0x2E_75B6), Color::RGB(0x8F_AADC), Color::RGB(0xC5_CFE3), Color::RGB(0xE9_EDF4)];

/// The formats.
pub struct Style {
    /// What everything else is made of.
    pub base: Format,
    /// The marking.
    pub marking: Format,
    /// A sheet's title.
    pub title: Format,
    /// A section's title on Summary.
    pub section: Format,
    /// A line under the title.
    pub note: Format,
    /// Prose, wrapped.
    pub prose: Format,
    /// A heading of a table.
    pub heading: Format,
    /// A heading above numbers, which stand to the right.
    pub number_heading: Format,
    /// Text in a table, wrapped.
    pub text: Format,
    /// Text in a table that sums up others.
    pub strong: Format,
    /// A cell of a card.
    pub card: Format,
    /// What begins a line of a card.
    pub label: Format,
    /// A number in a table.
    pub number: Format,
    /// A number with a fraction.
    pub fraction: Format,
    /// A change, with its sign.
    pub signed: Format,
    /// A share, as a percentage.
    pub share: Format,
    /// A change in words, which stands to the right as the numbers beside it.
    pub change: Format,
    /// A year.
    pub year: Format,
    /// A date.
    pub date: Format,
    /// A link.
    pub link: Format,
    /// The link back to the contents, which runs on over its column.
    pub back: Format,
    /// A cell in which somebody decides.
    pub entry: Format,
    /// The same for a date.
    pub entry_date: Format,
    /// Where nobody decides, because it is decided elsewhere.
    pub shut: Format,
    /// The link to where it is.
    pub shut_link: Format,
    /// A headline figure.
    pub figure: Format,
    /// A state that must be acted on: a breach, a rule that fired.
    pub grave: Format,
    /// A state to look into: a concern.
    pub middling: Format,
    /// A state to be answered: a query.
    pub slight: Format,
    /// What could not be checked.
    pub unknown: Format,
    /// Where nothing was found.
    pub clear: Format,
}

impl Style {
    /// The formats of this program.
    pub fn new() -> Self {
        let base = || Format::new().set_font_name(FONT).set_font_size(SIZE);
        let table = || base().set_align(FormatAlign::Top).set_text_wrap();
        let inset = || table().set_align(FormatAlign::Left).set_indent(1);
        let lined = || inset().set_border(FormatBorder::Hair).set_border_color(Color::RGB(0x80_8080));
        let heading = || table().set_bold().set_background_color(NAVY).set_font_color(Color::White);
        let entry = || {
            table()
                .set_align(FormatAlign::Left)
                .set_indent(1)
                .set_background_color(Color::RGB(0xFF_F8E1))
                .set_border(FormatBorder::Thin)
                .set_border_color(Color::RGB(0x80_8080))
                .set_unlocked()
        };
        let shut =
            || inset().set_background_color(Color::RGB(0xD9_D9D9)).set_border(FormatBorder::Thin).set_border_color(Color::RGB(0x80_8080));
        Self {
            base: base(),
            marking: base().set_bold().set_font_color(Color::RGB(0x9C_0006)),
            title: base().set_bold().set_font_size(16).set_font_color(NAVY),
            section: base()
                .set_bold()
                .set_font_size(12)
                .set_font_color(NAVY)
                .set_border_bottom(FormatBorder::Medium)
                .set_border_color(NAVY),
            note: base().set_font_color(Color::RGB(0x40_4040)),
            prose: table(),
            number_heading: heading().set_align(FormatAlign::Right).set_indent(1),
            heading: heading().set_align(FormatAlign::Left).set_indent(1),
            text: inset(),
            strong: inset().set_bold(),
            card: inset().set_border(FormatBorder::Hair).set_border_color(Color::RGB(0x80_8080)),
            label: base().set_bold(),
            // The space after the figure keeps it apart from the text of the next column.
            number: table().set_num_format("#,##0_)").set_align(FormatAlign::Right),
            fraction: table().set_num_format("#,##0.00##_)").set_align(FormatAlign::Right),
            signed: table().set_num_format("+#,##0_);−#,##0_);0_)").set_align(FormatAlign::Right),
            share: table().set_num_format("0.0%_)").set_align(FormatAlign::Right),
            change: table().set_align(FormatAlign::Right).set_indent(1),
            year: table().set_num_format("0").set_align(FormatAlign::Left).set_indent(1),
            date: table().set_num_format("dd/mm/yyyy").set_align(FormatAlign::Left).set_indent(1),
            link: inset().set_font_color(Color::RGB(0x05_63C1)).set_underline(FormatUnderline::Single),
            back: base().set_font_color(Color::RGB(0x05_63C1)).set_underline(FormatUnderline::Single),
            entry: entry(),
            entry_date: entry().set_num_format("dd/mm/yyyy"),
            shut: shut(),
            shut_link: shut().set_font_color(Color::RGB(0x05_63C1)).set_underline(FormatUnderline::Single),
            figure: table().set_bold().set_font_size(12).set_font_color(NAVY).set_num_format("#,##0_)").set_align(FormatAlign::Right),
            grave: lined().set_bold().set_font_color(Color::White).set_background_color(Color::RGB(0x8B_1A1A)),
            // In grey these are a dark, a middle, a light and a very light shade: 0x3C, 0xA8, 0xD6 and 0xEE.
            middling: lined().set_bold().set_background_color(Color::RGB(0xED_9A4F)),
            slight: lined().set_background_color(Color::RGB(0xFF_D966)),
            unknown: lined().set_italic().set_font_color(Color::RGB(0x40_4040)).set_background_color(Color::RGB(0xEE_EEEE)),
            clear: lined(),
        }
    }

    /// The format of a word that tells a state, if it does.
    pub fn state(&self, heading: &str, word: &str) -> Option<&Format> {
        let begins = |start: &str| word.starts_with(start);
        match heading {
            "Severity" | "Certainty" => match word {
                "breach" | "confirmed" => Some(&self.grave),
                "concern" | "probable" => Some(&self.middling),
                "query" | "possible" => Some(&self.slight),
                "unknown" => Some(&self.unknown),
                _ => None,
            },
            "Status" => match word {
                "outstanding" | "rejected" => Some(&self.grave),
                "superseded" => Some(&self.unknown),
                _ => None,
            },
            "Adds up" if begins("no:") => Some(&self.grave),
            "Adds up" => None,
            _ if begins("Breach") || word == "FIRED" => Some(&self.grave),
            _ if begins("Concern:") => Some(&self.middling),
            _ if begins("Query:") => Some(&self.slight),
            _ if begins("Not checked") || begins("skipped") => Some(&self.unknown),
            _ => None,
        }
    }
}
