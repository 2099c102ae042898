//! `round.toml`: read with the line of every mistake, and written with a comment for every key.

use std::path::{Path, PathBuf};

use jiff::ToSpan;
use jiff::civil::date;
use serde::Deserialize;

use crate::error::Error;
use crate::figures::earlier::{self, TypedFigure};
use crate::model::Count;
use crate::model::finding::Severity;
use crate::model::{ALL, Basis, Date, Measure, Member, Settings, Thresholds, day_written};
use crate::outputs::publish::Terms;
use crate::read::Limits;
use crate::rules;
use crate::rules::run::Overrides;

use super::mistakes;

const MEMBERS: &str = include_str!("../../templates/members.csv");

/// What `round.toml` says.
#[derive(Debug, Clone)]
pub struct Config {
    /// What rules need.
    pub settings: Settings,
    /// Severities and accepted findings.
    pub overrides: Overrides,
    /// Last year's consolidated workbook.
    pub previous: Option<PathBuf>,
    /// What a file may hold.
    pub limits: Limits,
    /// Figures of years before the tool.
    pub history: Vec<TypedFigure>,
    /// By what measure figures are published.
    pub publish: Terms,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    year: toml::Spanned<i16>,
    from: toml::Spanned<String>,
    census: toml::Spanned<String>,
    as_at: toml::Spanned<String>,
    previous: Option<PathBuf>,
    return_by: Option<toml::Spanned<String>>,
    return_to: Option<String>,
    answers_by: Option<toml::Spanned<String>>,
    #[serde(default)]
    thresholds: ThresholdKeys,
    #[serde(default)]
    limits: LimitKeys,
    #[serde(default)]
    publish: PublishKeys,
    member: Vec<MemberKeys>,
    #[serde(default)]
    severity: Vec<SeverityKeys>,
    #[serde(default)]
    accepted: Vec<AcceptedKeys>,
    #[serde(default)]
    history: Vec<HistoryKeys>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct HistoryKeys {
    year: toml::Spanned<i16>,
    member: Option<toml::Spanned<String>>,
    measure: toml::Spanned<String>,
    value: toml::Spanned<f64>,
    basis: Option<toml::Spanned<String>>,
    source: toml::Spanned<String>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct ThresholdKeys {
    assessment_months: Option<i32>,
    supervision_months: Option<i32>,
    former_workplace_years: Option<i16>,
    large_change_people: Option<i64>,
    large_change_share: Option<f64>,
    near_miss_days: Option<i32>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct LimitKeys {
    file_megabytes: Option<u64>,
    unpacked_megabytes: Option<u64>,
    texts_megabytes: Option<u64>,
    texts: Option<usize>,
    ratio: Option<u64>,
    parts: Option<usize>,
    sheets: Option<usize>,
    rows: Option<usize>,
    columns: Option<usize>,
    cells: Option<usize>,
    characters: Option<usize>,
    depth: Option<usize>,
    seconds: Option<u64>,
    memory_megabytes: Option<u64>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct PublishKeys {
    threshold: Option<toml::Spanned<i64>>,
    protection: Option<toml::Spanned<i64>>,
    contact: Option<String>,
    #[serde(default)]
    earlier: Vec<PathBuf>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct MemberKeys {
    code: toml::Spanned<String>,
    name: String,
    #[serde(default)]
    bars_secondees: bool,
    not_applicable: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SeverityKeys {
    rule: toml::Spanned<String>,
    severity: Severity,
    reason: toml::Spanned<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AcceptedKeys {
    finding: String,
    reason: toml::Spanned<String>,
}

/// The members that a new round starts with: code and name.
pub fn members() -> Vec<(String, String)> {
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(MEMBERS.as_bytes());
    let lines = reader.records().map(|line| line.expect("the embedded list of members is well formed: a test holds it"));
    lines.map(|line| (line[0].to_string(), line[1].to_string())).collect()
}

/// Reads `round.toml`.
///
/// # Errors
/// If it is not TOML, a key is missing, unknown or wrong: the message names the file, the line, the key and what is allowed.
pub fn parse(text: &str, path: &Path) -> Result<Config, Error> {
    let at = |offset: usize, what: String| {
        let line = text[..offset.min(text.len())].matches('\n').count() + 1;
        Error::at(path, format!("line {line}: {what}"))
    };
    let file: File = toml::from_str(text).map_err(|e| {
        let start = e.span().map_or(0, |span| span.start);
        at(start, mistakes::said(e.message(), line_of(text, start)))
    })?;
    let date = |key: &str, value: &toml::Spanned<String>| -> Result<Date, Error> {
        let fault = || {
            at(value.span().start, format!("{key} = \"{}\" is not a date; write it as \"2026-05-29\" or \"29/05/2026\"", value.get_ref()))
        };
        day_written(value.get_ref()).ok_or_else(fault)
    };
    let (from, census, as_at) = (date("from", &file.from)?, date("census", &file.census)?, date("as_at", &file.as_at)?);
    let return_by = file.return_by.as_ref().map(|value| date("return_by", value)).transpose()?;
    let answers_by = file.answers_by.as_ref().map(|value| date("answers_by", value)).transpose()?;
    let return_to = file.return_to.map(|to| to.trim().to_string()).filter(|to| !to.is_empty());
    if from >= census {
        return Err(at(file.census.span().start, "census must come after from: it is the last day of the reporting year".into()));
    }
    let year = *file.year.get_ref();
    if census.year() != year {
        return Err(at(file.year.span().start, format!("year = {year} must be the year of the census date, {}", census.year())));
    }
    let mut members: Vec<Member> = Vec::new();
    for keys in file.member {
        let code = keys.code.get_ref().trim().to_string();
        if code.is_empty() || members.iter().any(|m| m.code.eq_ignore_ascii_case(&code)) {
            return Err(at(
                keys.code.span().start,
                format!("member code \"{code}\" is blank or stands twice; every member needs a code of its own"),
            ));
        }
        // Files are named after it, and finding ids are made of it.
        if !code.chars().all(|c| c.is_alphanumeric() || "-_ &".contains(c)) {
            let start = keys.code.span().start;
            return Err(at(
                start,
                format!("member code \"{code}\" may hold letters, digits, spaces and - _ & only: files are named after it"),
            ));
        }
        members.push(Member { code, name: keys.name, bars_secondees: keys.bars_secondees, not_applicable: keys.not_applicable });
    }
    let reason = |value: &toml::Spanned<String>| match value.get_ref().trim() {
        "" => Err(at(value.span().start, "reason must say why, so that others can follow the decision".into())),
        reason => Ok(reason.to_string()),
    };
    let mut overrides = Overrides::default();
    for keys in file.severity {
        reason(&keys.reason)?;
        let rule = rules::by_code(keys.rule.get_ref()).ok_or_else(|| {
            at(keys.rule.span().start, format!("there is no rule \"{}\"; `secondee-audit rules` lists them", keys.rule.get_ref()))
        })?;
        overrides.severity.insert(rule.code.into(), keys.severity);
    }
    for keys in file.accepted {
        overrides.accepted.insert(keys.finding, reason(&keys.reason)?);
    }
    let (d, t) = (Thresholds::default(), file.thresholds);
    let thresholds = Thresholds {
        assessment_months: t.assessment_months.unwrap_or(d.assessment_months),
        supervision_months: t.supervision_months.unwrap_or(d.supervision_months),
        former_workplace_years: t.former_workplace_years.unwrap_or(d.former_workplace_years),
        large_change_people: t.large_change_people.unwrap_or(d.large_change_people),
        large_change_share: t.large_change_share.unwrap_or(d.large_change_share),
        near_miss_days: t.near_miss_days.unwrap_or(d.near_miss_days),
    };
    let (d, l) = (Limits::default(), file.limits);
    let limits = Limits {
        file_bytes: l.file_megabytes.map_or(d.file_bytes, |mb| mb << 20),
        unpacked_bytes: l.unpacked_megabytes.map_or(d.unpacked_bytes, |mb| mb << 20),
        strings_bytes: l.texts_megabytes.map_or(d.strings_bytes, |mb| mb << 20),
        strings: l.texts.unwrap_or(d.strings),
        ratio: l.ratio.unwrap_or(d.ratio),
        parts: l.parts.unwrap_or(d.parts),
        sheets: l.sheets.unwrap_or(d.sheets),
        rows: l.rows.unwrap_or(d.rows),
        columns: l.columns.unwrap_or(d.columns),
        cells: l.cells.unwrap_or(d.cells),
        characters: l.characters.unwrap_or(d.characters),
        depth: l.depth.unwrap_or(d.depth),
        every_sheet: d.every_sheet,
        seconds: l.seconds.unwrap_or(d.seconds).max(1),
        memory_bytes: l.memory_megabytes.map_or(d.memory_bytes, |mb| mb << 20),
    };
    let d = Terms::default();
    let count = |key: &str, value: &Option<toml::Spanned<i64>>, usual: i64| match value {
        Some(value) if !(1..=100).contains(value.get_ref()) => {
            Err(at(value.span().start, format!("{key} = {} must lie between 1 and 100", value.get_ref())))
        }
        value => Ok(value.as_ref().map_or(usual, |value| *value.get_ref())),
    };
    let publish = Terms {
        threshold: count("threshold", &file.publish.threshold, d.threshold)?,
        protection: count("protection", &file.publish.protection, d.protection)?,
        contact: file.publish.contact.unwrap_or_default(),
        earlier: file.publish.earlier,
    };
    let settings = Settings { year, from, census, as_at, members, thresholds, return_by, answers_by, return_to };
    let history = file.history.into_iter().map(|keys| typed_figure(keys, &settings, &at)).collect::<Result<_, _>>()?;
    Ok(Config { settings, overrides, previous: file.previous, limits, history, publish })
}

/// The line of a text in which a place lies.
fn line_of(text: &str, offset: usize) -> &str {
    let offset = text.floor_char_boundary(offset.min(text.len()));
    let start = text[..offset].rfind('\n').map_or(0, |at| at + 1);
    text[start..].lines().next().unwrap_or("")
}

/// A `[[history]]` of round.toml: a figure of a year before the tool.
fn typed_figure(keys: HistoryKeys, settings: &Settings, at: &dyn Fn(usize, String) -> Error) -> Result<TypedFigure, Error> {
    let year = *keys.year.get_ref();
    if year >= settings.year || year < 2009 {
        return Err(at(keys.year.span().start, format!("[[history]] year = {year} must be a year from 2009 to {}", settings.year - 1)));
    }
    let member = match &keys.member {
        None => ALL.to_string(),
        Some(code) if code.get_ref() == ALL => ALL.to_string(),
        Some(code) => settings.member(code.get_ref()).map(|member| member.code.clone()).ok_or_else(|| {
            at(code.span().start, format!("[[history]] member = \"{}\" must be the code of a member, or \"{ALL}\"", code.get_ref()))
        })?,
    };
    let name = keys.measure.get_ref();
    let measure = Measure::named(name).filter(|measure| *measure != Measure::MembersUsing || member == ALL).ok_or_else(|| {
        let measures = Measure::EACH.map(Measure::name).join(", ");
        at(keys.measure.span().start, format!("[[history]] measure = \"{name}\" must be one of {measures}; members_using only for {ALL}"))
    })?;
    let basis = match &keys.basis {
        None => Basis::Broad,
        Some(basis) => Basis::named(basis.get_ref())
            .ok_or_else(|| at(basis.span().start, format!("[[history]] basis = \"{}\" must be broad or narrow", basis.get_ref())))?,
    };
    let value = *keys.value.get_ref();
    if !value.is_finite() || value < 0.0 || (measure == Measure::SecondeeShare && value > 1.0) {
        return Err(at(keys.value.span().start, "[[history]] value must be a number not below 0, a share at most 1".into()));
    }
    let source = keys.source.get_ref().trim();
    if source.is_empty() {
        return Err(at(keys.source.span().start, "[[history]] source must say where the figure is from".into()));
    }
    let reason = Some(format!("{}{source}", earlier::TYPED));
    Ok(TypedFigure { count: Count { year, member, measure, value: Some(value), basis, reason } })
}

/// The `round.toml` of a new round, with a comment for every key.
pub fn default_toml(year: i16, previous: Option<&str>) -> String {
    new_toml(year, &Start { previous, ..Start::default() })
}

/// What is known of a round when it is begun.
#[derive(Debug, Clone, Copy, Default)]
pub struct Start<'a> {
    /// Last year's consolidated workbook, as seen from the round's folder.
    pub previous: Option<&'a str>,
    /// By when members are to return their workbooks.
    pub return_by: Option<Date>,
    /// To whom.
    pub return_to: Option<&'a str>,
}

/// The `round.toml` of a new round with what is known of it, with a comment for every key; what is not known stands there as a comment.
pub fn new_toml(year: i16, start: &Start) -> String {
    let (t, l, p) = (Thresholds::default(), Limits::default(), Terms::default());
    let return_by = match start.return_by {
        Some(day) => format!("return_by = \"{day}\""),
        None => format!("# return_by = \"{year}-05-01\""),
    };
    let return_to = match start.return_to {
        Some(to) => format!("return_to = {}", toml::Value::String(to.into())),
        None => "# return_to = \"the NPM coordinator, npm@example.org\"".into(),
    };
    // Two weeks after the returns are due, and two more for answers.
    let two_weeks = |day: Date| day.saturating_add(14.days());
    let as_at = start.return_by.map_or(date(year, 5, 15), two_weeks);
    let answers_by = two_weeks(as_at);
    let previous = match start.previous {
        Some(path) => format!("previous = {}\n", toml::Value::String(path.into())),
        None => format!("# previous = \"../round-{last}/output/consolidated-{last}.xlsx\"\n", last = year - 1),
    };
    let mut text = format!(
        "# A round of secondee-audit. What a coordinator changes stands first, the members follow, technical limits are last. A line that begins with\n\
         # a hash mark (#) is an explanation, or a setting that is not used: take the mark away to use it.\n\n\
         # The survey year: the year in which the reporting year ends.\nyear = {year}\n\
         # By when members return the survey, and to whom (a name, an address): the workbooks and messages to them say so.\n\
         {return_by}\n{return_to}\n\
         # By when they answer queries (two weeks after as_at if it is not set).\n# answers_by = \"{answers_by}\"\n\
         # Last year's consolidated workbook, from this folder: year on year, earlier decisions, this year's\n\
         # workbooks filled in from it.\n{previous}\
         # The day against which overdue is judged, after return_by; the clock is never asked, so the same inputs give the same outputs.\nas_at = \"{as_at}\"\n\
         # First and last day of the reporting year. The last is the census date.\nfrom = \"{}-04-01\"\ncensus = \"{year}-03-31\"\n\n\
         [thresholds]\n\
         # G123: months after which an assessment is out of date at the census date.\nassessment_months = {}\n\
         # G132: months after which a supervision is not recent at the census date.\nsupervision_months = {}\n\
         # S182: years after leaving during which a former workplace is pointed out (the guidance sets none).\nformer_workplace_years = {}\n\
         # Y05: a large change is at least this many people and this share of last year's figure.\nlarge_change_people = {}\nlarge_change_share = {:?}\n\
         # G144: a place of the person's own visited up to this many days after the secondment ended is pointed out.\nnear_miss_days = {}\n\n\
         [publish]\n\
         # `publish` withholds counts of secondees from 1 to below this, and as few others as keep them from being worked out. Zeros are shown.\n\
         # Figures are not rounded.\nthreshold = {}\n\
         # The highest and lowest value that a withheld count may have, for all that can be worked out, lie at least this far apart.\nprotection = {}\n\
         # Whom to ask about the published figures.\ncontact = \"\"\n\
         # CSV files of figures published before, from this folder. Those in published/ of this folder and of last year's are found without being\n\
         # named, and so is what `publish` wrote beside `previous`.\nearlier = []\n\n\
         # To set a rule's severity (note, query, concern, breach):\n# [[severity]]\n# rule = \"G144\"\n# severity = \"note\"\n# reason = \"agreed by the steering group on …\"\n\n\
         # To accept a finding by its id:\n# [[accepted]]\n# finding = \"G123-HMIP-0123456789ab\"\n# reason = \"…\"\n\n\
         # A figure from before this tool, shown as typed in. member: a code or ALL (the default). basis: broad (the default) or narrow.\n\
         # [[history]]\n# year = 2014\n# measure = \"secondees_census\"\n# value = 31\n# source = \"annual report 2013/14, page 12\"\n\n\
         # The members. bars_secondees = true: its policy bars secondees from NPM work (X03).\n\
         # not_applicable = \"why\": no return is asked of it this year.\n",
        year - 1,
        t.assessment_months,
        t.supervision_months,
        t.former_workplace_years,
        t.large_change_people,
        t.large_change_share,
        t.near_miss_days,
        p.threshold,
        p.protection,
    );
    for (code, name) in members() {
        let quoted = |value: String| toml::Value::String(value).to_string();
        text.push_str(&format!("\n[[member]]\ncode = {}\nname = {}\n", quoted(code), quoted(name)));
    }
    text + &limits_toml(&l)
}

/// The technical limits, which stand last.
fn limits_toml(l: &Limits) -> String {
    format!(
        "\n# Technical limits; leave them as they are unless a message names one.\n[limits]\n\
         # A returned file beyond these is not used (F03); a return of a thousand rows is far below them.\n\
         # The file, and what it unpacks to; how many times its size that may be; its parts.\n\
         file_megabytes = {}\nunpacked_megabytes = {}\nratio = {}\nparts = {}\n\
         # Its texts, each different one counted once; the characters of one cell.\ntexts_megabytes = {}\ntexts = {}\ncharacters = {}\n\
         # Sheets; of a sheet the rows, and of a row the cells, with something in them; such cells in all.\n\
         sheets = {}\nrows = {}\ncolumns = {}\ncells = {}\n\
         # How deep its XML may be nested; what reading it may take.\ndepth = {}\nseconds = {}\nmemory_megabytes = {}\n",
        l.file_bytes >> 20,
        l.unpacked_bytes >> 20,
        l.ratio,
        l.parts,
        l.strings_bytes >> 20,
        l.strings,
        l.characters,
        l.sheets,
        l.rows,
        l.columns,
        l.cells,
        l.depth,
        l.seconds,
        l.memory_bytes >> 20,
    )
}

/// Settings for one return outside any round: the year's usual dates and the members that a new round starts with.
pub fn usual(year: i16) -> Config {
    parse(&default_toml(year, None), Path::new("round.toml")).expect("the round.toml that init writes is right: a test holds it")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_init_writes_is_read_back_with_21_members() {
        let config = usual(2026);
        assert_eq!(config.settings.members.len(), 21);
        assert_eq!(config.limits, Limits::default());
        assert_eq!(config.settings.census, jiff::civil::date(2026, 3, 31));
        assert_eq!((config.settings.return_by, config.settings.return_to), (None, None));
        let set = default_toml(2026, None).replace("# return_by", "return_by").replace("# return_to", "return_to");
        let config = parse(&set, Path::new("round.toml")).expect("as init writes it, with the marks of comments taken off");
        assert_eq!(config.settings.return_by, Some(jiff::civil::date(2026, 5, 1)));
        assert_eq!(config.settings.return_to.as_deref(), Some("the NPM coordinator, npm@example.org"));
    }

    #[test]
    fn a_figure_from_before_the_tool_is_taken_with_its_source_and_a_wrong_one_is_refused() {
        let with = |figure: &str| parse(&format!("{}\n[[history]]\n{figure}", default_toml(2026, None)), Path::new("round.toml"));
        let good = with("year = 2014\nmeasure = \"secondees_census\"\nvalue = 31\nsource = \"annual report\"").expect("a good figure");
        let count = &good.history[0].count;
        assert_eq!((count.year, count.member.as_str(), count.value, count.basis), (2014, ALL, Some(31.0), Basis::Broad));
        assert_eq!(count.reason.as_deref(), Some("typed in: annual report"));
        for (figure, words) in [
            ("year = 2026\nmeasure = \"secondees_census\"\nvalue = 1\nsource = \"x\"", "2009 to 2025"),
            ("year = 2014\nmeasure = \"secondees\"\nvalue = 1\nsource = \"x\"", "secondees_census"),
            ("year = 2014\nmember = \"XX\"\nmeasure = \"fte_npm\"\nvalue = 1\nsource = \"x\"", "code of a member"),
            ("year = 2014\nmeasure = \"secondee_share\"\nvalue = 12\nsource = \"x\"", "at most 1"),
            ("year = 2014\nmeasure = \"fte_npm\"\nvalue = 1\nsource = \" \"", "where the figure is from"),
        ] {
            let error = with(figure).expect_err(figure).to_string();
            assert!(error.contains(words) && error.contains("line "), "{error}");
        }
    }

    #[test]
    fn a_mistake_is_named_with_its_line_and_what_is_allowed() {
        let good = default_toml(2026, None);
        for (from, to, line, words) in [
            ("census = \"2026-03-31\"", "census = \"31 March\"", 0, "write it as"),
            ("year = 2026", "yeer = 2026", 5, "there is no key \"yeer\"; did you mean \"year\"?"),
            ("year = 2026", "year = twenty", 5, "year = 2026"),
            ("year = 2026", "year = \"2026\"", 5, "year = 2026"),
            ("# return_by = ", "retrun_by = ", 0, "did you mean \"return_by\"?"),
            ("as_at = \"2026-05-15\"", "", 0, "as_at"),
            ("# return_by = \"2026-05-01\"", "return_by = \"1 May\"", 0, "return_by"),
            ("code = \"IMB\"", "code = \"HMIP\"", 0, "stands twice"),
            ("code = \"IMB\"", "code = \"../IMB\"", 0, "files are named after it"),
            ("threshold = 5", "threshold = 0", 0, "threshold = 0 must lie between 1 and 100"),
        ] {
            let error = parse(&good.replacen(from, to, 1), Path::new("round.toml")).expect_err(from).to_string();
            assert!(error.contains(words), "{error}");
            assert!(line == 0 || error.contains(&format!("line {line}:")), "{error}");
        }
    }
}
