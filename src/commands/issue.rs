//! `issue`: one survey workbook for each member.

use std::fs;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::{Done, quoted};
use crate::error::Error;
use crate::form::Sheet;
use crate::outputs::workbooks::survey::{self, Filled, Shared};
use crate::round::folder::{self, Outputs};
use crate::round::progress::Progress;
use crate::round::transaction;

/// What became of a member's workbook.
struct Issued {
    /// The member's code, and the year its rows are of, if that is not last year.
    from: Option<(String, i16)>,
    path: PathBuf,
    bytes: Vec<u8>,
    carried: [usize; 2],
    /// Rows that are not carried over, because People to confirm says that they are of a person with another row.
    left_out: Vec<String>,
    earlier: Option<Vec<u8>>,
}

pub(super) fn run(round: &Path, member: Option<&str>, again: bool, progress: &dyn Progress) -> Result<Done, Error> {
    let config = folder::config(round)?;
    let register = folder::register(round)?;
    let last = folder::last_year(round, &config)?;
    let settings = &config.settings;
    if let Some(code) = member.filter(|code| settings.member(code).is_none()) {
        let codes: Vec<&str> = settings.members.iter().map(|m| m.code.as_str()).collect();
        return Err(Error::asked(format!("--member {code}: round.toml has no such member; its members are {}", codes.join(", "))));
    }
    let is_asked = |code: &str| member.is_none_or(|one| one.trim().eq_ignore_ascii_case(code));
    let (asked, excused): (Vec<_>, Vec<_>) =
        settings.members.iter().filter(|m| is_asked(&m.code)).partition(|m| m.not_applicable.is_none() || member.is_some());
    let _lock = transaction::begin(&round.join("issued"), &[])?;
    progress.begin("writing", asked.len() as u64);
    let codes: Vec<String> = settings.members.iter().map(|member| member.code.clone()).collect();
    let shared = Shared::new(&codes, &register).map_err(|e| Error::asked(format!("the workbooks cannot be made ({e})")))?;
    let issued: Result<Vec<Issued>, Error> = asked
        .par_iter()
        .map(|member| {
            let path = round.join("issued").join(format!("{}-{}.xlsx", member.code, settings.year));
            let filled = match &last {
                Some(last) => Filled::carried_over(settings, &member.code, last),
                None => Filled::blank(settings, &member.code),
            };
            let bytes = survey::workbook(&filled, &shared).map_err(|e| Error::at(&path, format!("cannot be made ({e})")))?;
            let from = last.as_ref().map(|last| (member.code.clone(), last.year_of(&member.code), last.year));
            let from = from.filter(|(_, year, last)| year != last).map(|(member, year, _)| (member, year));
            let carried = [Sheet::Secondees, Sheet::Staff].map(|sheet| filled.carried(sheet));
            let left_out = filled.one_with.iter().map(|[left_out, kept]| format!("{left_out} is one person with {kept}")).collect();
            let earlier = fs::read(&path).ok().filter(|earlier| *earlier != bytes);
            progress.step();
            Ok(Issued { from, path, bytes, carried, left_out, earlier })
        })
        .collect();
    progress.end();
    let issued = issued?;
    let differing: Vec<&Issued> = issued.iter().filter(|one| one.earlier.is_some()).collect();
    if let (false, Some(first)) = (again, differing.first()) {
        let names: Vec<String> = differing.iter().map(|one| name(&one.path)).collect();
        return Err(Error::at(
            &first.path.with_file_name(""),
            format!(
                "{} issued before and would now be different, and members may be filling in what they have: nothing was written. \
                 With --again the new ones are written and the old ones kept in issued/earlier: {}",
                if names.len() == 1 { "1 workbook was".into() } else { format!("{} workbooks were", names.len()) },
                names.join(", ")
            ),
        ));
    }
    let mut text = String::new();
    let mut outputs = Outputs::default();
    for one in issued {
        text.push_str(&line(&one));
        if let Some(earlier) = one.earlier {
            outputs.keep(kept(&one.path)?, earlier);
        }
        outputs.add(one.path, one.bytes);
    }
    if let Some(page) = browser_check() {
        let path = round.join("issued").join(BROWSER_CHECK);
        text.push_str(&format!(
            "{}: send it along to members who may not install a program; it checks a return in a browser\n",
            path.display()
        ));
        outputs.add(path, page);
    }
    outputs.write()?;
    for member in excused {
        let reason = member.not_applicable.as_deref().unwrap_or_default();
        text.push_str(&format!("{}: none made, for no return is asked of it ({reason})\n", member.code));
    }
    if last.is_none() {
        text.push_str("Nothing was filled in from last year: `previous` in round.toml names no consolidated workbook.\n");
    }
    last.iter().flat_map(|last| &last.notices).for_each(|notice| text.push_str(&format!("note: {notice}\n")));
    let at = quoted(round);
    let unset: Vec<&str> = [("return_by", settings.return_by.is_none()), ("return_to", settings.return_to.is_none())]
        .into_iter()
        .filter_map(|(name, is_unset)| is_unset.then_some(name))
        .collect();
    match unset.is_empty() {
        true => text.push_str(&format!(
            "Next: send each member its own workbook; put what comes back into {}; then: secondee-audit status {at}\n",
            round.join("returns").display()
        )),
        false => text.push_str(&format!(
            "Next: set {} in round.toml, so that the sheet Instructions says by when and to whom members return the workbook; then: secondee-audit issue {at} --again\n",
            unset.join(" and ")
        )),
    }
    Ok(Done::new(text))
}

/// The file that checks a return in a browser. `cargo run --manifest-path browser/Cargo.toml` makes it.
const BROWSER_CHECK: &str = "secondee-audit-check.html";

/// The check in a browser, if it lies beside this program.
fn browser_check() -> Option<Vec<u8>> {
    fs::read(std::env::current_exe().ok()?.with_file_name(BROWSER_CHECK)).ok()
}

fn name(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

fn line(one: &Issued) -> String {
    let [secondees, staff] = one.carried;
    let how = match (&one.earlier, one.path.exists()) {
        (Some(_), _) => ", the one before is kept in issued/earlier",
        (None, true) => "; it was there already and is unchanged",
        (None, false) => "",
    };
    let from = match &one.from {
        Some((member, year)) => format!(" from {year}, the last year in which {member} returned anything"),
        None => String::new(),
    };
    let count = |n: usize, one: &str, more: &str| format!("{n} {}", if n == 1 { one } else { more });
    let carried = format!("{} and {} of staff", count(secondees, "secondee", "secondees"), count(staff, "row", "rows"));
    let left_out = match one.left_out.as_slice() {
        [] => String::new(),
        rows => format!(", one row for each person ({}, by People to confirm)", rows.join(", ")),
    };
    format!("{}: {carried} carried over{from}{left_out}{how}\n", one.path.display())
}

/// Where the workbook that was there is kept.
fn kept(path: &Path) -> Result<PathBuf, Error> {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let folder = path.with_file_name("earlier");
    let free = (1..10_000).map(|n| folder.join(format!("{stem}-{n:04}.xlsx"))).find(|path| !path.exists());
    free.ok_or_else(|| Error::at(&folder, "holds 9,999 earlier workbooks; move some away"))
}
