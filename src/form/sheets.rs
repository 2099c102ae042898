//! The sheets' columns and the questions, each declared once.

use super::Kind::{Choice, Date, Number, Place, Places, Reference, Text};
use super::Need::{IfNew, Optional, Required};
use super::*;

const FTE: Kind = Number { least: 0.0, most: 1.0, whole: false };
const HEADCOUNT: Kind = Number { least: 0.0, most: 100_000.0, whole: true };
const YEAR: Kind = Number { least: 2009.0, most: 2100.0, whole: true };

macro_rules! fields {
    ($(#[$doc:meta])* $name:ident on $sheet:ident { $($field:ident: $heading:literal, $need:expr, $kind:expr, $help:literal, $example:literal;)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum $name { $(#[doc = $heading] $field,)* }
        impl Field for $name {
            const COLUMNS: &'static [Column] = &[$(Column { heading: $heading, need: $need, kind: $kind, help: $help, example: $example },)*];
            const SHEET: Sheet = Sheet::$sheet;
            fn index(self) -> usize { self as usize }
            fn all() -> &'static [Self] { &[$($name::$field,)*] }
        }
    };
}

fields! {
    /// The questions R01 to R20 of the Return sheet, in order.
    Q on Return {
        Member: "Member code", Required, Text, "The code in the guidance to the survey.", "HMIP";
        Year: "Survey year", Required, YEAR, "The year in which the reporting year ends.", "2026";
        Census: "Census date", Required, Date, "The last day of the reporting year.", "31/03/2026";
        By: "Completed by", Required, Text, "Who can answer questions about this return.", "A. Example";
        JobTitle: "Job title", Required, Text, "Their post.", "Head of planning";
        Email: "Email", Required, Text, "Their address.", "a.example@example.org";
        Completed: "Date completed", Required, Date, "The day you finished this return.", "24/04/2026";
        Used: "Were secondees used for NPM work in the year?", Required, Choice(YES_NO), "No makes this a nil return.", "Yes";
        Secondees: "Secondees in post on NPM work at the census date (headcount)", Required, HEADCOUNT, "People, not full-time equivalents.", "3";
        AllStaff: "All staff in post on NPM work at the census date (headcount, secondees included)", Required, HEADCOUNT, "People, not full-time equivalents.", "18";
        Incorporated: "¶8 Is the guidance incorporated in your handbook or policies?", Required, Choice(YES_PARTLY_NO), "Paragraph 8.", "Yes";
        Policy: "Policy reference", Optional, Text, "Name and section of the policy.", "Staff handbook, section 4";
        Identified: "¶9 Are your NPM staff identified?", Required, Choice(YES_PARTLY_NO), "Paragraph 9: frontline and support staff.", "Yes";
        Unit: "¶9 Has a separate unit for NPM work been considered?", Required, Choice(UNIT), "Paragraph 9.", "In place";
        Plan: "¶10 Is there a plan to reduce reliance on secondees?", Required, Choice(PLAN), "Paragraph 10.", "Yes";
        Open: "¶11 Is recruitment of secondees open, with published criteria?", Required, Choice(RECRUITMENT), "Paragraph 11.", "Yes";
        Criteria: "Link or reference to the criteria", Optional, Text, "Where the criteria are published.", "https://www.example.org/criteria";
        Procedure: "¶12 Is there a conflict assessment procedure?", Required, Choice(YES_PARTLY_NO), "Paragraph 12.", "Yes";
        Supervision: "¶13 Are there supervision arrangements?", Required, Choice(YES_PARTLY_NO), "Paragraph 13.", "Yes";
        Progress: "¶16 Statement of progress", Optional, Text, "Paragraph 16: what changed in the year.", "Two secondments ended and were replaced by permanent posts.";
    }
}

impl Q {
    /// The question's reference, `R01` to `R20`.
    pub fn reference(self) -> String {
        format!("R{:02}", self as usize + 1)
    }
}

fields! {
    /// The columns of Secondees.
    Sec on Secondees {
        Ref: "Secondee ref", Required, Reference, "Your reference for this person, the same every year.", "S01";
        Name: "Full name", Required, Text, "First name and surname.", "Rowan Example";
        Arrangement: "Arrangement", Required, Choice(ARRANGEMENT), "How the person comes to you.", "Secondment";
        Post: "Post held", Required, Text, "The post held with you.", "Inspector";
        RoleType: "Role type", Required, Choice(ROLE_TYPE), "Frontline or support work.", "Frontline";
        NpmWork: "NPM work", Required, Choice(YES_NO), "Does the person do NPM work?", "Yes";
        Fte: "FTE on NPM work", Required, FTE, "Between 0 and 1.", "0.8";
        HomeOrg: "Home organisation", Required, Text, "The employer the person is seconded from.", "HM Prison and Probation Service";
        HomeType: "Home organisation type", Required, Choice(HOME_TYPE), "What kind of body that is.", "Prison service";
        Home: "Home establishment", Required, Place, "The place the person is seconded from, or Headquarters.", "HMP Leeds";
        Return: "Likely to return to", Optional, Places, "Places the person may go back to; separate several with ;", "HMP Wakefield";
        Affiliations: "Close affiliations", Optional, Places, "Places the person is otherwise close to; separate several with ;", "HMP Hull";
        Start: "Start date", Required, Date, "First day with you.", "01/06/2024";
        End: "End date", Optional, Date, "Last day with you, once known.", "31/05/2027";
        Reason: "Why expertise not found elsewhere", IfNew, Text, "Paragraph 11.", "Current knowledge of segregation practice.";
        OpenlyRecruited: "Openly recruited", IfNew, Choice(YES_NO), "Paragraph 11.", "Yes";
        Criteria: "Published criteria", IfNew, Text, "Paragraph 11: where the criteria were published.", "https://www.example.org/criteria";
        Assessed: "Conflict assessment date", Required, Date, "Paragraph 12: the last full assessment.", "12/05/2025";
        AssessedBy: "Assessed by", Required, Text, "Paragraph 12: the manager who assessed.", "Alex Manager";
        Outcome: "Assessment outcome", Required, Choice(OUTCOME), "Paragraph 12.", "No conflict identified";
        Avoid: "Work to be avoided", Optional, Places, "Paragraph 13: places or work that must not be assigned.", "HMP Leeds";
        Supervised: "Last supervision date", Required, Date, "Paragraph 13.", "10/02/2026";
        Briefed: "Independence briefing date", Required, Date, "Paragraph 15.", "03/06/2024";
        Notes: "Notes", Optional, Text, "Anything we should know.", "";
    }
}

fields! {
    /// The columns of Staff.
    Stf on Staff {
        Ref: "Staff ref", Required, Reference, "Your reference for this person, the same every year.", "T01";
        Name: "Full name", Required, Text, "First name and surname.", "Morgan Sample";
        Post: "Post held", Required, Text, "The post held.", "Inspector";
        RoleType: "Role type", Required, Choice(ROLE_TYPE), "Frontline or support work.", "Frontline";
        Employment: "Employment", Required, Choice(EMPLOYMENT), "How the person is employed.", "Permanent";
        Fte: "FTE on NPM work", Required, FTE, "Between 0 and 1.", "1";
        Unit: "Unit", Optional, Text, "Where the person works.", "Inspection team";
        Former: "Former workplaces", Optional, Places, "Places of detention worked at before, with (left YEAR).", "HMP Hull (left 2023)";
        Affiliations: "Close affiliations", Optional, Places, "Places the person is otherwise close to.", "HMP Hull";
        Positions: "Other positions held", Optional, Places, "Other positions, with the place they are held at.", "HMP Hull";
        Declared: "Declaration date", Optional, Date, "When the person last declared interests.", "02/04/2025";
        Notes: "Notes", Optional, Text, "Anything we should know.", "";
    }
}

fields! {
    /// The columns of Assignments.
    Asg on Assignments {
        Ref: "Assignment ref", Required, Reference, "Your reference for this assignment.", "A001";
        Person: "Person ref", Required, Reference, "The person's reference on Secondees or Staff.", "S01";
        PersonMember: "Person's member", Optional, Text, "The code of the member whose person it is; blank if yours.", "CQC";
        Name: "Full name", Required, Text, "As on Secondees or Staff.", "Rowan Example";
        Activity: "Activity", Required, Choice(ACTIVITY), "What was done.", "Inspection";
        Place: "Establishment", Required, Places, "The place inspected or visited.", "HMP Wandsworth";
        Start: "Start date", Required, Date, "First day.", "06/10/2025";
        End: "End date", Required, Date, "Last day.", "17/10/2025";
        Role: "Team role", Required, Choice(TEAM_ROLE), "The part taken.", "Team member";
        Lead: "Lead member", Optional, Text, "The code of the member that led a joint visit.", "HMIP";
        Safeguard: "Safeguard applied", Optional, Text, "What was done to guard against a conflict.", "";
        Notes: "Notes", Optional, Text, "Anything we should know.", "";
    }
}
