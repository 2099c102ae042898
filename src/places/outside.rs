//! Words that state a body which is no place of detention, though it bears the name of a town, county or village that one has: a council, a
//! university, a football club, a fire service.
//!
//! What a name states outweighs the town in it. Such a name is the register's only if the register has that very body, or if the place meant has the
//! word in a name of its own, as "Heathrow Airport short-term holding facility" has. A new word is a line of one of the lists.

use std::collections::BTreeSet;
use std::sync::LazyLock;

/// Words that state such a body wherever they stand.
const STATES: &[&str] = &[
    // Councils and government.
    "council councils cc mbc bc borough councillor authority authorities corporation commissioner commissioners mayor mayoral \
     assembly parliament mp msp government consulate embassy jobcentre dvla pcc federation unison union crematorium cemetery \
     registry registrar",
    // Health and care.
    "nhs trust ccg icb ics infirmary hospitals healthcare hospice gp surgery surgeries dental dentist dentists pharmacy \
     pharmacist camhs maternity nursing ambulance paramedic paramedics samaritans mind hscp hsct uhb lhb carers alms almshouses",
    // Fire, rescue, probation, courts of other sorts, advice.
    "fire rescue brigade lifeboat coastguard rnli probation crc cps prosecution prosecutor coroner coroners mortuary tribunal \
     solicitors solicitor chambers barristers barrister law advocacy advice citizens bureau",
    // Learning.
    "university college colleges universities uni polytechnic academy school schools sixth nursery kindergarten education \
     educational teaching student students faculty lecturer professor alumni library libraries museum gallery theatre archive \
     archives primary grammar infant infants junior",
    // Faith.
    "church chapel cathedral minster abbey priory diocese parish vicar vicarage rectory mosque synagogue temple gurdwara convent \
     monastery chaplaincy salvation",
    // Charities and clubs.
    "charity charities charitable foundation association society societies club clubs league fc afc rfc cfc football rugby \
     cricket hockey golf tennis bowls swimming athletics racing racecourse united rovers rangers wanderers athletic albion \
     hotspur giants tigers rhinos saracens chiefs scouts guides cadets festival carnival show fair wildlife refugee refugees \
     foodbank volunteers friends network forum partnership cooperative coop federations institute institution confederation guild",
    // Housing, business, travel, leisure.
    "housing homes lettings estates agents apartments flats bank banking insurance company co inc llp consultancy consulting \
     recruitment agency logistics motors motor garage engineering construction builders supermarket tesco asda sainsburys shop \
     shops shopping store stores market brewery distillery factory hotel hotels inn pub arms restaurant cafe bar hostel \
     travelodge hilton resort spa airport airfield aerodrome railway rail trains train tube underground metro tram bus buses \
     coach taxis taxi ferry ferries port harbour marina docks transport highways water gas electricity energy power post mail \
     gazette express echo argus herald chronicle news newspaper evening radio television tv cinema arena stadium leisure gym zoo \
     aquarium castle racquets reserve nature allotments arboretum fields playing",
    // The armed forces, other than their places of detention.
    "barracks garrison regiment infantry battalion brigades raf hms naval squadron army navy territorial",
    // Where people live.
    "village hamlet hometown villager residents resident resides residing lives living lived born grew raised brought moved \
     cottage holiday mortgage allotment childhood family parents house-hunting",
];

/// Words of streets and the like: of a name that says no kind of place they state that it is one of these.
const STREETS: &str = "road street lane avenue drive crescent terrace close gardens park common farm moss point ward estate industrial industries \
    bridge playing manor forest junction green hill way square court quay mews rise view walk island valley national region area \
    county shire city";

/// General words that are passed over when names are compared, and that in a name without a kind may belong to anything in that town.
const LOOSE: &[&str] = &["centre", "unit", "services"];

/// What companies have after their names.
pub(super) const OF_A_COMPANY: &[&str] = &["ltd", "limited", "plc"];

/// Words of bodies that visit custody, and of courts that detain nobody, beside words for a suite or a court.
const BESIDE_CUSTODY: &[&str] = &["visitor", "visitors", "visiting", "scheme", "county", "family", "employment", "tribunal"];

/// The words of a name of custody or a court that make it another body's.
pub(super) fn beside_custody(words: &[String]) -> impl Iterator<Item = &String> {
    words.iter().filter(|word| BESIDE_CUSTODY.contains(&word.as_str()))
}

/// Words that make what stands beside them a person's own town.
const OWN_TOWN: &[&str] = &["home", "town", "birthplace", "residence", "native", "local", "nearest"];

/// The words of a name that state a body which is no place of detention; of one that says no kind, those of streets as well.
pub(super) fn stated(words: &[String], is_bare: bool) -> impl Iterator<Item = &String> {
    static BODIES: LazyLock<BTreeSet<&str>> = LazyLock::new(|| STATES.iter().flat_map(|words| words.split_whitespace()).collect());
    static ROADS: LazyLock<BTreeSet<&str>> = LazyLock::new(|| STREETS.split_whitespace().collect());
    words.iter().filter(move |word| BODIES.contains(word.as_str()) || (is_bare && ROADS.contains(word.as_str())))
}

/// The general words of a name.
pub(super) fn loose(words: &[String]) -> impl Iterator<Item = &String> {
    words.iter().filter(|word| LOOSE.contains(&word.as_str()))
}

/// Whether words beside a name say that it is the town where somebody lives: "home town", "lives there".
pub(super) fn is_own_town(words: &[String]) -> bool {
    let says = |word: &String| OWN_TOWN.contains(&word.as_str());
    words.iter().any(|word| matches!(word.as_str(), "hometown" | "lives" | "birthplace" | "resident" | "born" | "residence" | "village"))
        || (words.iter().filter(|word| says(word)).count() > 1 && words.iter().all(|word| says(word) || word.len() < 4))
}
