//! Members named in cells: by their code, or by their name in full.

use crate::model::{Cell, Entry, Member, Settings, Value};
use crate::places::{Placeholder, Register, fold};

/// The member that a text names, by its code or its name, in any case and with both of them if they agree.
pub fn named<'a>(settings: &'a Settings, typed: &str) -> Option<&'a Member> {
    if let Some(member) = settings.member(typed) {
        return Some(member);
    }
    let plain = |text: &str| {
        let folded = fold(text);
        folded.strip_prefix("the ").map_or(folded.clone(), String::from)
    };
    let typed = plain(typed);
    settings.members.iter().find(|member| {
        let (code, name) = (fold(&member.code), plain(&member.name));
        let both = [format!("{name} ({code})"), format!("{code} ({name})"), format!("{code} - {name}"), format!("{name} - {code}")];
        typed == name || both.contains(&typed)
    })
}

/// Between two members in one cell.
const SEPARATORS: [&str; 6] = [";", ",", "/", "&", "+", " and "];

/// Reads a cell that may name several members: their codes, separated by `;`. One that is no member's is asked about.
pub fn settle_several(cell: &mut Cell, settings: &Settings, register: &Register) {
    settle(cell, settings, register);
    let Some(typed) = cell.text() else { return };
    if settings.member(typed).is_some() {
        return;
    }
    match several(typed, settings, register) {
        Some(codes) => {
            let codes = codes.join("; ");
            if codes != typed {
                cell.entry = Entry::Read(Value::Text(codes.into()));
                cell.normalised.push("members' codes");
            }
        }
        None => cell.entry = Entry::NotListed(None),
    }
}

/// The codes of all members that a text names, each once; none unless all of it names members. A member's name may itself hold a separator.
fn several<'a>(typed: &str, settings: &'a Settings, register: &Register) -> Option<Vec<&'a str>> {
    let typed = typed.trim();
    if typed.is_empty() || register.find(typed).placeholder == Some(Placeholder::Nothing) {
        return Some(Vec::new());
    }
    if let Some(member) = named(settings, typed) {
        return Some(vec![&member.code]);
    }
    let splits = SEPARATORS.iter().flat_map(|separator| typed.match_indices(separator));
    splits.filter(|(at, _)| *at > 0).find_map(|(at, separator)| {
        let first = named(settings, &typed[..at])?;
        let mut codes = vec![first.code.as_str()];
        let rest = several(&typed[at + separator.len()..], settings, register)?;
        codes.extend(rest.into_iter().filter(|code| *code != first.code));
        Some(codes)
    })
}

/// Reads a cell that names a member: its name in full is its code, words that name nothing are a blank.
pub fn settle(cell: &mut Cell, settings: &Settings, register: &Register) {
    let Some(typed) = cell.text() else { return };
    if let Some(member) = named(settings, typed) {
        if !member.code.eq_ignore_ascii_case(typed.trim()) {
            cell.entry = Entry::Read(Value::Text(member.code.as_str().into()));
            cell.normalised.push("member's name as its code");
        }
    } else if register.find(typed).placeholder == Some(Placeholder::Nothing) {
        cell.entry = Entry::Blank;
        cell.normalised.push("words that name nothing");
    }
}
