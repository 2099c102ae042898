//! The sheets' columns and the questions, each declared once.

use super::ColumnKind::{Choice, Date, Member, Members, Number, Place, Places, Reference, Text};
use super::Need::{IfNew, Optional, Required};
use super::*;

const FTE: ColumnKind = Number { least: 0.0, most: 1.0, whole: false };
const HEADCOUNT: ColumnKind = Number { least: 0.0, most: 100_000.0, whole: true };
const YEAR: ColumnKind = Number { least: 2009.0, most: 2100.0, whole: true };

/// Each field: heading, need, kind, what is asked, a right answer; the most characters a text may have, and the width of its column.
macro_rules! fields {
    ($(#[$doc:meta])* $name:ident on $sheet:ident {
        $($field:ident: $heading:expr, $need:expr, $kind:expr, $help:literal, $example:literal, $longest:literal, $width:literal;)*
    }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum $name { $(#[doc = concat!("The field `", stringify!($field), "`.")] $field,)* }
        impl Field for $name {
            const COLUMNS: &'static [Column] = &[$(Column {
                heading: $heading, need: $need, kind: $kind, help: $help, example: $example, longest: $longest, width: $width,
            },)*];
            const SHEET: Sheet = Sheet::$sheet;
            fn index(self) -> usize { self as usize }
            fn all() -> &'static [Self] { &[$($name::$field,)*] }
        }
    };
}

fields! {
    /// The questions R01 to R20 of the Return sheet, in order.
    Question on Return {
        Member: "Member code", Required, Text, "Your code in the round; it is filled in for you.", "HMIP", 20, 0;
        Year: "Survey year", Required, YEAR, "The year in which the reporting year ends; it is filled in for you.", "2026", 4, 0;
        Census: "Census date", Required, Date, "The last day of the reporting year; it is filled in for you.", "31/03/2026", 10, 0;
        By: "Completed by", Required, Text, "Who can answer questions about this return.", "A. Example", 100, 0;
        JobTitle: "Job title", Required, Text, "Their post.", "Head of planning", 150, 0;
        Email: "Email", Required, Text, "Their address.", "a.example@example.org", 254, 0;
        Completed: "Date completed", Required, Date, "The day you finished this return.", "24/04/2026", 10, 0;
        Used: "Were secondees used for NPM work in the year?", Required, Choice(YES_NO), "Answer No if nobody on Secondees did NPM work at any time in the year: a nil return. Leave Secondees empty then.", "Yes", 3, 0;
        Secondees: "Secondees in post on NPM work at the census date (headcount)", Required, HEADCOUNT, "People, not full-time equivalents: the rows of Secondees with NPM work Yes, started by and not ended before the census date.", "3", 6, 0;
        AllStaff: "All staff in post on NPM work at the census date (headcount, secondees included)", Required, HEADCOUNT, "People, not full-time equivalents: the secondees of R09 and everyone on Staff who is still there.", "18", 6, 0;
        Incorporated: "¶8 Is the guidance incorporated in your handbook or policies?", Required, Choice(YES_PARTLY_NO), "Paragraph 8: is it written into the handbook, policies or contracts of those who do NPM work?", "Yes", 6, 0;
        Policy: "Policy reference", Optional, Text, "Name and section of the policy.", "Staff handbook, section 4", 500, 0;
        Identified: "¶9 Are your NPM staff identified?", Required, Choice(YES_PARTLY_NO), "Paragraph 9: do you know by name who does NPM work, frontline and support?", "Yes", 6, 0;
        Unit: "¶9 Has a separate unit for NPM work been considered?", Required, Choice(UNIT), "Paragraph 9: a unit of its own for NPM work, apart from the rest.", "In place", 30, 0;
        Plan: "¶10 Is there a plan to reduce reliance on secondees?", Required, Choice(PLAN), "Paragraph 10: written down, with steps and dates. Not applicable if you use none.", "Yes", 20, 0;
        Open: "¶11 Is recruitment of secondees open, with published criteria?", Required, Choice(RECRUITMENT), "Paragraph 11: advertised, and chosen by criteria that anyone can read.", "Yes", 20, 0;
        Criteria: "Link or reference to the criteria", Optional, Text, "Where the criteria are published.", "https://www.example.org/criteria", 500, 0;
        Procedure: "¶12 Is there a conflict assessment procedure?", Required, Choice(YES_PARTLY_NO), "Paragraph 12: each secondee is assessed for conflicts of interest before the work begins, and again each year.", "Yes", 6, 0;
        Supervision: "¶13 Are there supervision arrangements?", Required, Choice(YES_PARTLY_NO), "Paragraph 13: a manager checks throughout that no work is given that must be avoided.", "Yes", 6, 0;
        Progress: "¶16 Statement of progress", Required, Text, "Paragraph 16: what you did in the year to follow the guidance, in a sentence or two, also if you used no secondees. Not last year's words again.", "Two secondments ended and were replaced by permanent posts.", 8000, 0;
    }
}

impl Question {
    /// The question's reference, `R01` to `R20`.
    pub fn reference(self) -> &'static str {
        const REFERENCES: [&str; 20] = [
            "R01", "R02", "R03", "R04", "R05", "R06", "R07", "R08", "R09", "R10", "R11", "R12", "R13", "R14", "R15", "R16", "R17", "R18",
            "R19", "R20",
        ];
        REFERENCES[self as usize]
    }
}

fields! {
    /// The columns of Secondees.
    Sec on Secondees {
        Ref: "Secondee ref", Required, Reference, "Your reference for this person, the same every year.", "S01", 20, 10;
        Name: "Full name", Required, Text, "First name and surname.", "Rowan Example", 100, 22;
        Arrangement: "Arrangement", Required, Choice(ARRANGEMENT), "How the person comes to you.", "Secondment", 40, 16;
        Post: "Post held", Required, Text, "The post held with you.", "Inspector", 150, 18;
        RoleType: "Role type", Required, Choice(ROLE_TYPE), "Frontline or support work.", "Frontline", 20, 10;
        NpmWork: "NPM work", Required, Choice(YES_NO), "Does the person do NPM work?", "Yes", 3, 7;
        Fte: "FTE on NPM work", Required, FTE, "Between 0 and 1.", "0.8", 6, 7;
        HomeOrg: "Home organisation", Required, Text, "The employer the person is seconded from, in full. For police, the force.", "HM Prison and Probation Service", 150, 22;
        HomeType: "Home organisation type", Required, Choice(HOME_TYPE), "What kind of body that is.", "Prison service", 30, 16;
        Home: "Home establishment", Required, Place, "The place the person is seconded from, from the list, or Headquarters. Paragraph 14 is checked with it.", "HMP Leeds", 150, 20;
        Return: "Likely to return to", Optional, Places, "Paragraph 14: places the person may go back to; separate several with ;", "HMP Wakefield", 1000, 20;
        Affiliations: "Close affiliations", Optional, Places, "Paragraph 14: places the person is otherwise close to, by family or earlier work; separate several with ;", "HMP Hull", 1000, 20;
        Start: "Start date", Required, Date, "First day with you.", "01/06/2024", 10, 12;
        End: "End date", Optional, Date, "Last day with you, once known.", "31/05/2027", 10, 12;
        Reason: "Why expertise not found elsewhere", IfNew, Text, "Paragraph 11: why the expertise could not be found in any other way. Required if new in the year.", "Current knowledge of segregation practice.", 2000, 26;
        OpenlyRecruited: "Openly recruited", IfNew, Choice(YES_NO), "Paragraph 11: was the post advertised? Required if new in the year.", "Yes", 3, 10;
        Criteria: "Published criteria", IfNew, Text, "Paragraph 11: where the criteria were published. Required if new in the year.", "https://www.example.org/criteria", 500, 20;
        Assessed: "Conflict assessment date", Required, Date, "Paragraph 12: the last full assessment.", "12/05/2025", 10, 12;
        AssessedBy: "Assessed by", Required, Text, "Paragraph 12: the manager who assessed.", "Alex Manager", 150, 18;
        Outcome: "Assessment outcome", Required, Choice(OUTCOME), "Paragraph 12: what the assessment found.", "No conflict identified", 40, 20;
        Avoid: "Work to be avoided", Optional, Places, "Paragraph 13: places that must not be assigned to this person; separate several with ;", "HMP Leeds", 1000, 20;
        Supervised: "Last supervision date", Required, Date, "Paragraph 13: the last supervision that spoke of conflicts of interest.", "10/02/2026", 10, 12;
        Briefed: "Independence briefing date", Required, Date, "Paragraph 15: when the person was briefed on independence, before the first assignment.", "03/06/2024", 10, 13;
        Notes: "Notes", Optional, Text, "Anything we should know.", "", 2000, 26;
        Carried: CARRIED_OVER, Optional, Choice(CARRIED), "This row is last year's. Confirm: nothing has changed. Changed: you have corrected it. Left: the person has gone; on Secondees give the End date.", "Confirm", 10, 14;
    }
}

fields! {
    /// The columns of Staff.
    Stf on Staff {
        Ref: "Staff ref", Required, Reference, "Your reference for this person, the same every year.", "T01", 20, 8;
        Name: "Full name", Required, Text, "First name and surname.", "Morgan Sample", 100, 18;
        Post: "Post held", Required, Text, "The post held.", "Inspector", 150, 16;
        RoleType: "Role type", Required, Choice(ROLE_TYPE), "Frontline or support work.", "Frontline", 20, 10;
        Employment: "Employment", Required, Choice(EMPLOYMENT), "How the person is employed.", "Permanent", 20, 11;
        Fte: "FTE on NPM work", Required, FTE, "Between 0 and 1.", "1", 6, 6;
        Unit: "Unit", Optional, Text, "Where the person works.", "Inspection team", 150, 14;
        Former: "Former workplaces", Optional, Places, "Places of detention worked at before, with (left YEAR); separate several with ;", "HMP Hull (left 2023)", 1000, 20;
        Affiliations: "Close affiliations", Optional, Places, "Places the person is close to, by family or otherwise; separate several with ;", "HMP Hull", 1000, 18;
        Positions: "Other positions held", Optional, Places, "Places at which the person holds another position; separate several with ;", "HMP Hull", 1000, 18;
        Declared: "Declaration date", Optional, Date, "When the person last declared interests.", "02/04/2025", 10, 11;
        Notes: "Notes", Optional, Text, "Anything we should know.", "", 2000, 16;
        Carried: CARRIED_OVER, Optional, Choice(CARRIED), "This row is last year's. Confirm: nothing has changed. Changed: you have corrected it. Left: the person has gone and is not in the headcount.", "Confirm", 10, 12;
    }
}

fields! {
    /// The columns of Assignments.
    Asg on Assignments {
        Ref: "Assignment ref", Required, Reference, "Your reference for this assignment.", "A001", 20, 11;
        Person: "Person ref", Required, Reference, "The person's reference on Secondees or Staff.", "S01", 20, 8;
        PersonMember: "Person's member", Optional, Member, "The code of the member whose person it is; blank if yours.", "CQC", 20, 9;
        Name: "Full name", Required, Text, "As on Secondees or Staff.", "Rowan Example", 100, 18;
        Activity: "Activity", Required, Choice(ACTIVITY), "What was done.", "Inspection", 30, 13;
        Place: "Establishment", Required, Places, "The place inspected or visited, from the list; separate several with ;", "HMP Wandsworth", 1000, 22;
        Start: "Start date", Required, Date, "First day.", "06/10/2025", 10, 11;
        End: "End date", Required, Date, "Last day.", "17/10/2025", 10, 11;
        Role: "Team role", Required, Choice(TEAM_ROLE), "The part taken.", "Team member", 30, 13;
        Lead: "Lead member", Optional, Members, "The code of the member that led a joint visit; separate several with ;", "HMIP", 20, 8;
        Safeguard: "Safeguard applied", Optional, Text, "What was done to guard against a conflict.", "", 1000, 16;
        Notes: "Notes", Optional, Text, "Anything we should know.", "", 2000, 14;
    }
}
