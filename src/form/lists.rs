//! The code lists of the survey.

/// Yes or No.
pub const YES_NO: &[&str] = &["Yes", "No"];
/// Yes, Partly or No.
pub const YES_PARTLY_NO: &[&str] = &["Yes", "Partly", "No"];
/// R14: a separate unit (¶9).
pub const UNIT: &[&str] = &["In place", "Considered, not adopted", "Under consideration", "Not considered"];
/// R15: a plan to reduce reliance on secondees (¶10).
pub const PLAN: &[&str] = &["Yes", "No", "Not applicable"];
/// R16: open recruitment (¶11).
pub const RECRUITMENT: &[&str] = &["Yes", "Partly", "No", "No recruitment"];
/// How a secondee comes to the member.
pub const ARRANGEMENT: &[&str] =
    &["Secondment", "Short-term secondment", "Loan", "Guest or partner inspector", "Fixed term with right of return"];
/// Those arrangements that count as secondment in the narrow sense (¶10).
pub const NARROW_ARRANGEMENTS: &[&str] = &["Secondment", "Short-term secondment"];
/// Frontline or support (¶9).
pub const ROLE_TYPE: &[&str] = &["Frontline", "Support"];
/// The kind of body a secondee comes from.
pub const HOME_TYPE: &[&str] = &[
    "Prison service",
    "Police",
    "Immigration",
    "Health",
    "Children's services",
    "Courts and escorts",
    "Armed forces",
    "Private contractor",
    "Other public body",
];
/// The result of an assessment of conflicts of interest (¶12).
pub const OUTCOME: &[&str] = &["No conflict identified", "Conflict identified and managed", "Conflict identified, not yet managed"];
/// How other staff are employed.
pub const EMPLOYMENT: &[&str] = &["Permanent", "Fixed term", "Fee paid", "Volunteer", "Associate"];
/// What was done. All but `Training` count as involved in an inspection (¶14).
pub const ACTIVITY: &[&str] = &["Inspection", "Follow-up visit", "Monitoring visit", "Thematic review", "Desk-based work", "Training"];
/// The part taken in the team.
pub const TEAM_ROLE: &[&str] = &["Lead", "Team member", "Specialist", "Observer", "Planning and support"];
/// What `Home establishment` takes when somebody is seconded from no single place.
pub const HEADQUARTERS: &str = "Headquarters";
/// The heading of the column in which a member answers for a row carried over from last year.
pub const CARRIED_OVER: &str = "Carried over";
/// What stands there until the member has answered.
pub const UNANSWERED: &str = "Please answer";
/// The answers for a row carried over; the last is what stands there before.
pub const CARRIED: &[&str] = &["Confirm", "Changed", "Left", UNANSWERED];
/// The heading of the column beside rows carried over that shows what they said last year; it is not read.
pub const LAST_YEAR: &str = "Last year";
/// The heading of the column of Assignments that works by itself: it says in words why an assignment meets a place of the person's own.
pub const OWN_PLACE_CHECK: &str = "¶14 check";
