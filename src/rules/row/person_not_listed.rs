//! R03: an assignment names a person who is not listed.

use crate::form::{Asg, Field, Sec, Sheet, Stf};
use crate::model::finding::{Draft, Severity};
use crate::model::{Entry, Record, Round, Submission};
use crate::people::{Name, agrees};
use crate::places::fold;
use crate::rules::{Check, Context, CountDoubt, Edit, Example, FileChange, Handling, Needs, Rule, Sink};

pub(in crate::rules) static RULE: Rule = Rule {
    code: "R03",
    name: "person_not_listed",
    paragraph: None,
    severity: Severity::Query,
    fault: "An assignment names a person who is on neither Secondees nor Staff.",
    expected: "Person ref is a reference on Secondees or Staff of this return, or of the return of the member in Person's member.",
    fix: "Correct the person's reference or the member's code, or add the person to Secondees or Staff.",
    right: "S01, as on Secondees; for another member's person, that person's reference there and the member's code.",
    needs: &[Needs::Column(Sheet::Assignments, Asg::Person as usize), Needs::Column(Sheet::Assignments, Asg::PersonMember as usize)],
    handling: Handling { count_doubt: CountDoubt::PersonNotListed, ..Handling::USUAL },
    check: Check::Return(check),
    mended: &[Edit::Set("HMIP", Sheet::Assignments, "A001", "Person ref", "S01")],
    examples: &[
        Example {
            shows: "a reference that nobody has",
            changes: &[Edit::Set("HMIP", Sheet::Assignments, "A001", "Person ref", "S09")],
            fires: &[("HMIP", "Assignments", "A001", "Person ref")],
        },
        Example {
            shows: "a member that is not in the round",
            changes: &[Edit::Set("HMIP", Sheet::Assignments, "A005", "Person's member", "XYZ")],
            fires: &[("HMIP", "Assignments", "A005", "Person's member")],
        },
        Example {
            shows: "the reference and the member's code in lower case",
            changes: &[
                Edit::Set("HMIP", Sheet::Assignments, "A005", "Person ref", "t01"),
                Edit::Set("HMIP", Sheet::Assignments, "A005", "Person's member", "cqc"),
            ],
            fires: &[],
        },
        Example { shows: "a person of a member that has not returned", changes: &[Edit::File("CQC", FileChange::Missing)], fires: &[] },
    ],
};

fn check(context: &Context, submission: &Submission, sink: &mut Sink) {
    let round = context.round;
    for row in &submission.assignments {
        let (person, member) = (row.cell(Asg::Person), row.cell(Asg::PersonMember));
        let member_known = matches!(member.entry, Entry::Blank | Entry::Read(_));
        if person.text().is_none() || !member_known || round.assigned(submission, row).is_some() {
            continue;
        }
        let code = round.person_member(submission, row);
        let draft = match (member.text(), round.submission(code)) {
            // A return whose member is not of the round still lists its own people.
            (Some(_), None) if round.settings.member(code).is_none() => Draft::at(submission, member)
                .says(format!("{} is said to be a person of {}, which is no member of the round", typed_name(row), member.typed))
                .because(submission, person),
            (_, None) => {
                sink.skip(format!("the return of {code} is not in use, so its persons could not be looked up"));
                continue;
            }
            (_, Some(listing)) => {
                if !lists_all(listing) {
                    sink.skip(format!("the return of {} does not give the references of all its persons", listing.member));
                    continue;
                }
                if listing.layout.odd_lines.iter().any(|line| line.typed.iter().any(|text| fold(text) == fold(&person.typed))) {
                    sink.skip(format!(
                        "rows of the return of {} stand under columns that do not fit, and one of them may be this person's",
                        listing.member
                    ));
                    continue;
                }
                if listed_without_reference(listing, row) {
                    continue;
                }
                not_listed(round, submission, row, listing)
            }
        };
        sink.push(draft.person(code, person.text().unwrap_or("")).assignment(row.text(Asg::Ref).unwrap_or("")));
    }
}

fn not_listed(round: &Round, submission: &Submission, row: &Record<Asg>, listing: &Submission) -> Draft {
    let person = row.cell(Asg::Person);
    let whose = match listing.member == submission.member {
        true => "this return".to_string(),
        false => format!("the return of {}", listing.member),
    };
    let own = round.person(&submission.member, person.text().unwrap_or("")).is_some() && listing.member != submission.member;
    let hint = if own { "; this return has somebody under it" } else { "" };
    let (name, typed) = (typed_name(row), &person.typed);
    let draft = Draft::at(submission, person)
        .says(format!("{name} is assigned as {typed}, a reference that is on neither Secondees nor Staff of {whose}{hint}"));
    match row.cell(Asg::PersonMember).is_blank() {
        true => draft,
        false => draft.because(submission, row.cell(Asg::PersonMember)),
    }
}

fn typed_name(row: &Record<Asg>) -> &str {
    row.text(Asg::Name).unwrap_or("A person")
}

/// Whether a return has the columns in which people have their references; F04 and F05 say so if not.
fn lists_all(listing: &Submission) -> bool {
    listing.has(Sheet::Secondees, Sec::Ref.column().heading) && listing.has(Sheet::Staff, Stf::Ref.column().heading)
}

/// Whether the person seems to be listed on a row whose reference is blank or unreadable, of which a cell rule speaks.
fn listed_without_reference(listing: &Submission, row: &Record<Asg>) -> bool {
    let Some(name) = row.text(Asg::Name).map(Name::new) else { return false };
    let secondees = listing.secondees.iter().filter(|r| r.text(Sec::Ref).is_none()).filter_map(|r| r.text(Sec::Name));
    let staff = listing.staff.iter().filter(|r| r.text(Stf::Ref).is_none()).filter_map(|r| r.text(Stf::Name));
    secondees.chain(staff).any(|listed| agrees(&name, &Name::new(listed)).is_some())
}
