//! The consolidated workbook for wider circulation: the same figures and findings, persons as keyed pseudonyms, places by their kind only.
//!
//! What is shown is chosen by heading, and a heading that is not known here is withheld: a column added elsewhere leaks nothing. A word of a code
//! list is shown only if it is one; a message is replaced by what its rule says in general; dates of persons lose their day. A pseudonym is the
//! start of HMAC-SHA-256 (RFC 2104) over kind, member and value under the key in the round folder, so that nobody without the key can try names or
//! the few possible references against it; finding ids, which are made of references, are keyed likewise. After the workbook is made, every part of
//! it is searched for what must not be in it ([`Redaction::leaks`]).

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Cursor, Read};

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::book::choices::ALL as CHOICES;
use crate::book::decisions::SEE_CONFLICTS;
use crate::book::last_year::COMPLIANCE_SHEET;
use crate::error::Error;
use crate::figures::earlier::{BASELINE, TYPED};
use crate::figures::table::{Datum, Table};
use crate::form::{Asg, Column, ColumnKind, Field, Question, Sec, Stf};
use crate::model::finding::FindingId;
use crate::model::{ALL, Round};
use crate::outputs::workbooks::{ASK, SAME_MEMBERS};
use crate::places::{Register, fold};
use crate::rules::{RULES, by_code};

/// What stands where something was taken out.
pub const WITHHELD: &str = "[withheld]";

/// A key, and what is needed to tell what may be shown.
#[derive(Debug)]
pub struct Redaction {
    key: [u8; 32],
    members: BTreeSet<String>,
    kinds: BTreeMap<String, String>,
}

/// A new key as it stands in its file: 64 hexadecimal digits, from the system's source of randomness.
///
/// # Errors
/// If the system gives no randomness.
pub fn new_key() -> Result<String, Error> {
    let mut key = [0; 32];
    getrandom::fill(&mut key)
        .map_err(|e| Error::asked(format!("no key for the redacted workbook can be made: the system gives no randomness ({e})")))?;
    Ok(key.iter().map(|byte| format!("{byte:02x}")).collect())
}

/// HMAC-SHA-256 with a key of 32 bytes.
fn keyed(key: &[u8; 32], message: &[u8]) -> [u8; 32] {
    let mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes a key of any length");
    mac.chain_update(message).finalize().into_bytes().into()
}

fn parse_key(text: &str) -> Option<[u8; 32]> {
    let text = text.trim();
    let is_key = text.len() == 64 && text.bytes().all(|b| b.is_ascii_hexdigit());
    let byte = |at: usize| u8::from_str_radix(&text[at * 2..at * 2 + 2], 16).ok();
    if !is_key {
        return None;
    }
    let mut key = [0; 32];
    for (at, slot) in key.iter_mut().enumerate() {
        *slot = byte(at)?;
    }
    Some(key)
}

/// What may be shown of a column.
enum Keep {
    /// Our own words, numbers and links.
    Own,
    /// A word of a code list, and nothing else.
    Listed(&'static [&'static str]),
    /// The code of a member of the round.
    Member,
    /// A person's name.
    Person,
    /// A person's or an assignment's reference.
    Reference,
    /// A finding's id.
    Id,
    /// Names of places, with their register ids under the heading given.
    Place(String),
    /// What was found: the rule's fault.
    Fault,
    /// A reason: its safe part.
    Reason,
    /// A day that is about no person.
    Day,
    /// Nothing.
    Withheld,
}

/// Headings of columns that hold our own words.
const OWN: &[&str] = &[
    "Severity",
    "Rule",
    "Paragraph",
    "Certainty",
    "Sheet",
    "Cell",
    "Row",
    "Status",
    "Format",
    "Basis",
    "Measure",
    "Year",
    "Value",
    "What happened",
    "Trend",
    "Change",
    "Joined",
    "Left",
    "Counted differently",
    "Adds up",
    "New in the year",
    "Ended in the year",
    "Share of NPM staff",
    "Could be",
    "All arrangements",
    "Secondments only",
    "Fault",
    "What is expected",
    "What was expected",
    "What to do",
    "Size in bytes",
    "Secondees",
    "Staff",
    "Assignments",
    "Breaches",
    "Concerns",
    "Severity query",
    "FTE on NPM work",
    "List",
    "State",
    "Asked in run",
    "Version",
    "Open queries",
    "Ready",
    "Run",
    "Question",
    "Earlier round",
    "Decided in round",
    "Caveats",
    "Stands",
    "See also",
    "Published as",
    "No.",
    "Kind of person",
    "Days overdue",
    "Decided at",
    "Choice",
    "What it means",
];

/// What may be shown under Decision: the choices, and where a conflict is decided.
const DECISION_WORDS: [&str; CHOICES.len() + 1] = {
    let mut words = [SEE_CONFLICTS; CHOICES.len() + 1];
    let mut at = 0;
    while at < CHOICES.len() {
        words[at] = CHOICES[at];
        at += 1;
    }
    words
};

fn of_form(heading: &str) -> Option<&'static Column> {
    Sec::COLUMNS.iter().chain(Stf::COLUMNS).chain(Asg::COLUMNS).find(|column| column.heading == heading)
}

fn rule(table: &str, heading: &str) -> Keep {
    match heading {
        "Member" => Keep::Member,
        "Full name" => Keep::Person,
        "Secondee ref" | "Staff ref" | "Person ref" | "Assignment ref" => Keep::Reference,
        "Finding id" => Keep::Id,
        "Place" => Keep::Place("Place id".into()),
        "What was found" | "Why it is a conflict" => Keep::Fault,
        "Decision" | "Earlier decision" => Keep::Listed(&DECISION_WORDS),
        "Reason" if table != "Places to confirm" => Keep::Reason,
        "Why settled" | "Why no figure" => Keep::Reason,
        "Decided on" | "Earlier decided on" | "Date completed" | "Due day" | "Earlier due day" | "Done on" | "Due day as decided" => {
            Keep::Day
        }
        "Notes" if table == "Returns" => Keep::Own,
        _ if OWN.contains(&heading) || heading.parse::<i16>().is_ok() => Keep::Own,
        // Of a redacted workbook, this sheet is written without what anybody typed.
        _ if table == ASK => Keep::Own,
        _ if table == COMPLIANCE_SHEET => Keep::Reason,
        _ if table == "Coverage" => Keep::Own,
        _ => match of_form(heading).map(|column| column.kind) {
            Some(ColumnKind::Choice(list)) => Keep::Listed(list),
            Some(ColumnKind::Member | ColumnKind::Members) => Keep::Member,
            Some(ColumnKind::Place | ColumnKind::Places) => Keep::Place(format!("{heading} id")),
            Some(ColumnKind::Number { .. }) => Keep::Own,
            // A person's date, of which the month and year are shown.
            Some(ColumnKind::Date) => Keep::Own,
            _ => Keep::Withheld,
        },
    }
}

impl Redaction {
    /// With the key as it stands in its file.
    ///
    /// # Errors
    /// If it is not 64 hexadecimal digits.
    pub fn new(key: &str, round: &Round) -> Result<Self, Error> {
        let key = parse_key(key).ok_or_else(|| {
            Error::typed("it must hold 64 hexadecimal digits; delete it to have a new one made, which gives other pseudonyms")
        })?;
        // The rows of all, and of those with figures in both years, are no member's.
        let all = [ALL, SAME_MEMBERS].map(String::from);
        let members = round.settings.members.iter().map(|m| m.code.clone()).chain(all).collect();
        let register: &Register = &round.register;
        let places = register.places();
        let kinds = places.iter().map(|place| (place.id.clone(), place.kind.replace('_', " "))).collect();
        Ok(Self { key, members, kinds })
    }

    /// A pseudonym: a letter and so many letters and digits, none of which is taken for another.
    fn pseudonym(&self, kind: &str, length: usize, parts: &[&str]) -> String {
        const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
        let message = [&[kind], parts].concat().join("\u{1f}");
        let letters = keyed(&self.key, message.as_bytes()).into_iter().take(length);
        format!("{kind}-{}", letters.map(|byte| char::from(ALPHABET[usize::from(byte % 32)])).collect::<String>())
    }

    /// A table with what may be shown of it.
    pub fn table(&self, table: &Table) -> Table {
        let about_files = |row: &Vec<Datum>| {
            let Some(Datum::Text(what)) = row.first() else { return false };
            ["Return ", "Noticed", "Accepted", crate::book::answers::QUERIES_WORKBOOK].iter().any(|start| what.starts_with(start))
        };
        if table.name == "About" {
            let rows = table.rows.iter().filter(|row| !about_files(row)).cloned().collect();
            return Table { rows, ..table.clone() };
        }
        // Examples of right answers name invented persons and real places.
        let shown: Vec<usize> = (0..table.headings.len()).filter(|at| !table.headings[*at].starts_with("Example")).collect();
        let rules: Vec<Keep> = table.headings.iter().map(|heading| rule(table.name, heading)).collect();
        let cell = |row: &Vec<Datum>, at: usize| self.datum(table, row, at, &rules[at]);
        Table {
            name: table.name,
            headings: shown.iter().map(|at| table.headings[*at].clone()).collect(),
            rows: table.rows.iter().map(|row| shown.iter().map(|at| cell(row, *at)).collect()).collect(),
        }
    }

    fn datum(&self, table: &Table, row: &[Datum], at: usize, rule: &Keep) -> Datum {
        let column = |heading: &str| table.headings.iter().position(|h| h == heading).map_or(String::new(), |at| words(&row[at]));
        let text = words(&row[at]);
        let shown = match (&row[at], rule) {
            (Datum::Blank, _) => return Datum::Blank,
            (Datum::Number(_), Keep::Own) | (Datum::Date(_), Keep::Day) => return row[at].clone(),
            (Datum::Date(date), Keep::Own) => format!("{:02}/{:04}", date.month(), date.year()),
            (Datum::Text(_) | Datum::Link(..), Keep::Own) if of_form(&table.headings[at]).is_none() => return row[at].clone(),
            (_, Keep::Listed(list)) if list.contains(&text.as_str()) => text,
            (_, Keep::Member) if text.split("; ").all(|code| self.members.contains(code)) => text,
            (_, Keep::Person) => self.pseudonym("P", 8, &[&fold(&text)]),
            (_, Keep::Reference) => {
                let own = column("Person's member");
                let member = if own.is_empty() || table.headings[at] == "Assignment ref" { column("Member") } else { own };
                let kind = if table.headings[at] == "Assignment ref" { "A" } else { "R" };
                self.pseudonym(kind, 6, &[&member.to_uppercase(), &text.trim().to_uppercase()])
            }
            (_, Keep::Id) => {
                let code = FindingId::of(&text).code();
                self.pseudonym(code, 10, &[&text])
            }
            (_, Keep::Place(ids)) => {
                let ids = column(ids);
                let kinds: Vec<&str> = ids.split("; ").map(|id| self.kinds.get(id).map_or("place not certain", String::as_str)).collect();
                kinds.join("; ")
            }
            (_, Keep::Fault) => {
                let code = column("Rule");
                let id = column("Finding id");
                let code = if code.is_empty() { FindingId::of(&id).code().to_string() } else { code };
                by_code(&code).map_or("A place is not in the register, so that it could not be checked.", |rule| rule.fault).to_string()
            }
            (_, Keep::Reason) => self.reason(&text),
            _ => WITHHELD.into(),
        };
        Datum::Text(shown)
    }

    /// The part of a reason that holds our own words only: what follows a quotation or was typed in round.toml is withheld.
    pub fn reason(&self, reason: &str) -> String {
        let until = ["not applicable: ", TYPED, "return corrected: ", "return withdrawn: ", "the return does not show it"]
            .iter()
            .find_map(|start| reason.find(start).filter(|_| !reason.contains(BASELINE)).map(|at| at + start.len()));
        let quoted = reason.find(['"', '\u{201c}']);
        match until.into_iter().chain(quoted).min() {
            Some(at) => format!("{}{WITHHELD}", &reason[..at]),
            None => reason.to_string(),
        }
    }

    /// What must not be in the workbook and is, each with the part it was found in.
    ///
    /// # Errors
    /// If the workbook cannot be unpacked.
    pub fn leaks(&self, round: &Round, workbook: &[u8]) -> Result<Vec<String>, Error> {
        let secrets = secrets(round);
        let mut archive = zip::ZipArchive::new(Cursor::new(workbook)).map_err(Error::not_ours)?;
        let mut leaks = Vec::new();
        for at in 0..archive.len() {
            let mut part = archive.by_index(at).map_err(Error::not_ours)?;
            let mut xml = String::new();
            part.read_to_string(&mut xml).map_err(Error::not_ours)?;
            let name = part.name().map(|name| name.into_owned()).unwrap_or_default();
            let tokens = tokens(&xml);
            let found = secrets.iter().filter(|secret| holds(&tokens, secret));
            leaks.extend(found.map(|secret| format!("{} in {}", secret.what, name)));
        }
        Ok(leaks)
    }
}

fn words(datum: &Datum) -> String {
    Datum::text(datum).unwrap_or_default()
}

/// Something that must not be shown: the words it is made of, and what it is, without naming it.
struct Secret {
    words: Vec<String>,
    what: String,
}

/// The words of a text in lower case, as they are compared.
fn split(text: &str) -> Vec<String> {
    text.to_lowercase().split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(String::from).collect()
}

/// The words of all texts of a part, and where each word stands.
fn tokens(xml: &str) -> (Vec<String>, BTreeMap<String, Vec<usize>>) {
    let mut text = String::with_capacity(xml.len() / 2);
    let mut in_tag = false;
    for c in xml.chars() {
        match c {
            // Names, alternative texts and titles stand in attributes.
            '<' => in_tag = true,
            '>' => in_tag = false,
            _ => {}
        }
        text.push(if c == '<' || c == '>' || (in_tag && c == '=') { ' ' } else { c });
    }
    for (entity, plain) in [("&quot;", "\""), ("&apos;", "'"), ("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")] {
        text = text.replace(entity, plain);
    }
    let words = split(&text);
    let mut places: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    words.iter().enumerate().for_each(|(at, word)| places.entry(word.clone()).or_default().push(at));
    (words, places)
}

fn holds((words, places): &(Vec<String>, BTreeMap<String, Vec<usize>>), secret: &Secret) -> bool {
    let Some(first) = secret.words.first().and_then(|word| places.get(word)) else { return false };
    first.iter().any(|at| words[*at..].starts_with(&secret.words))
}

/// Names of persons and places, references and addresses of the returns.
fn secrets(round: &Round) -> Vec<Secret> {
    // What our own texts say anyway tells nothing: "Headquarters", "prison", the names of members.
    let mut own = Vec::new();
    for rule in RULES {
        own.extend([rule.fault, rule.expected, rule.fix].map(split));
    }
    own.extend(round.settings.members.iter().map(|m| split(&format!("{} {}", m.code, m.name))));
    own.extend(Sec::COLUMNS.iter().chain(Stf::COLUMNS).chain(Asg::COLUMNS).map(|column| split(column.heading)));
    own.push(split(crate::form::HEADQUARTERS));
    let is_own = |words: &[String]| own.iter().any(|text| text.windows(words.len()).any(|window| window == words));
    let mut secrets: BTreeMap<Vec<String>, &'static str> = BTreeMap::new();
    let mut add = |text: &str, what| {
        let words = split(text);
        let letters: usize = words.iter().map(|word| word.chars().count()).sum();
        // A word or number so short or common stands in any text by chance.
        let is_cell = words.len() == 1 && is_cell_address(&words[0]);
        if letters >= 3 && !is_cell && !is_own(&words) && words.iter().any(|w| w.chars().any(char::is_alphabetic)) {
            secrets.entry(words).or_insert(what);
        }
    };
    let mut places = BTreeSet::new();
    for submission in &round.returns {
        for question in [Question::By, Question::Email] {
            add(&submission.answers.cell(question).typed, "who completed a return");
        }
        for row in &submission.secondees {
            add(&row.cell(Sec::Name).typed, "a secondee's name");
            add(&row.cell(Sec::Ref).typed, "a secondee's reference");
            add(&row.cell(Sec::AssessedBy).typed, "an assessor's name");
            each_place(row, &mut add, &mut places);
        }
        for row in &submission.staff {
            add(&row.cell(Stf::Name).typed, "a member of staff's name");
            add(&row.cell(Stf::Ref).typed, "a member of staff's reference");
            each_place(row, &mut add, &mut places);
        }
        for row in &submission.assignments {
            add(&row.cell(Asg::Name).typed, "an assigned person's name");
            add(&row.cell(Asg::Ref).typed, "an assignment's reference");
            each_place(row, &mut add, &mut places);
        }
    }
    for past in round.last.iter().flat_map(|last| &last.secondees) {
        add(&past.name, "last year's secondee");
        add(&past.home, "last year's home");
    }
    for at in places {
        let place = round.register.place(at);
        add(&place.name, "a place of the register");
        place.aliases.iter().filter(|alias| alias.len() >= 5).for_each(|alias| add(alias, "another name of a place"));
    }
    secrets.into_iter().map(|(words, what)| Secret { words, what: what.into() }).collect()
}

fn each_place<F: Field>(
    row: &crate::model::Record<F>,
    add: &mut impl FnMut(&str, &'static str),
    places: &mut BTreeSet<crate::places::PlaceIx>,
) {
    for (_, cell) in row.cells() {
        for named in cell.places() {
            add(&named.written, "a place");
            places.extend(named.found.candidates.iter().map(|c| c.place));
        }
    }
}

fn is_cell_address(word: &str) -> bool {
    let letters = word.chars().take_while(char::is_ascii_alphabetic).count();
    let digits = &word[letters..];
    (1..=3).contains(&letters) && !digits.is_empty() && !digits.starts_with('0') && digits.bytes().all(|b| b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mac_is_that_of_the_standard() {
        // RFC 4231, case 2, has the key "Jefe"; a shorter key is padded with zeros to the block, as ours is.
        let mut key = [0; 32];
        key[..4].copy_from_slice(b"Jefe");
        let mac: String = keyed(&key, b"what do ya want for nothing?").iter().map(|b| format!("{b:02x}")).collect();
        assert_eq!(mac, "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    }

    #[test]
    fn every_key_is_another_and_is_read_back() {
        let (one, other) = (new_key().expect("a key"), new_key().expect("a key"));
        assert!(one != other && parse_key(&one).is_some() && parse_key(&format!("{one}\n")) == parse_key(&one));
        assert_eq!(parse_key("secret"), None);
    }
}
