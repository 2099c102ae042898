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

/// Reads a cell that names a member: its name in full is its code, words that name nothing are a blank.
pub fn settle(cell: &mut Cell, settings: &Settings, register: &Register) {
    let Some(typed) = cell.text() else { return };
    if let Some(member) = named(settings, typed) {
        if !member.code.eq_ignore_ascii_case(typed.trim()) {
            cell.entry = Entry::Read(Value::Text(member.code.clone()));
            cell.normalised.push("member's name as its code");
        }
    } else if register.find(typed).placeholder == Some(Placeholder::Nothing) {
        cell.entry = Entry::Blank;
        cell.normalised.push("words that name nothing");
    }
}
