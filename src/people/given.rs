//! Given names that are forms of one another: short forms, pet names and spellings.
//!
//! A table, because no rule of letters makes Bob of Robert. It is for the names that staff of British services bear; a name may stand in several
//! lines (Alex is short for Alexander and for Alexandra). To add one, add a line, all in small letters and without accents.

use std::collections::BTreeMap;
use std::sync::LazyLock;

/// Each line holds the forms of one given name.
const FORMS: &[&[&str]] = &[
    &["abdul", "abdal", "abdel"],
    &["abigail", "abby", "abbie", "gail"],
    &["adrian", "ade"],
    &["ahmed", "ahmad", "ahmet"],
    &["alan", "allan", "allen", "al"],
    &["albert", "bert", "al", "bertie"],
    &["alexander", "alex", "alec", "alick", "alasdair", "alastair", "alistair", "alister", "sandy", "xander"],
    &["alexandra", "alex", "sandra", "alexa", "lexi"],
    &["alfred", "alf", "alfie", "fred"],
    &["alison", "allison", "alyson", "ali"],
    &["amanda", "mandy"],
    &["andrew", "andy", "drew", "andre"],
    &["angela", "angie", "ange"],
    &["ann", "anne", "anna", "annie", "hannah"],
    &["annmarie", "annemarie", "annamarie"],
    &["anthony", "antony", "tony", "ant"],
    &["arthur", "art", "artie"],
    &["barbara", "babs", "barb"],
    &["benjamin", "ben", "benny", "benji"],
    &["bernard", "bernie"],
    &["bernadette", "bernie"],
    &["bethan", "beth"],
    &["bridget", "brigid", "bridie", "biddy"],
    &["caroline", "carolyn", "carol", "carrie", "caz"],
    &["charles", "charlie", "chas", "chuck"],
    &["charlotte", "charlie", "lottie", "lotte"],
    &["christine", "christina", "chris", "chrissie", "tina", "kirsty"],
    &["christopher", "chris", "kit", "topher", "kris"],
    &["claire", "clare", "clair"],
    &["cynthia", "cindy"],
    &["daniel", "dan", "danny"],
    &["danielle", "dani", "danni"],
    &["david", "dave", "davy", "dai", "dafydd", "davey"],
    &["deborah", "debra", "debbie", "deb", "debs"],
    &["denis", "dennis", "den", "denny"],
    &["derek", "derrick", "del"],
    &["diana", "diane", "dianne", "di"],
    &["dominic", "dominick", "dom"],
    &["donald", "don", "donny"],
    &["dorothy", "dot", "dottie", "dolly"],
    &["douglas", "doug", "dougie"],
    &["edmund", "ed", "ned", "eddie"],
    &["edward", "ed", "eddie", "ted", "teddy", "ned"],
    &["edwin", "ed", "eddie"],
    &["eileen", "aileen"],
    &["eleanor", "elinor", "ellie", "nell", "nora"],
    &["elizabeth", "elisabeth", "liz", "lizzie", "beth", "betty", "bess", "eliza", "libby", "lisbeth", "elspeth", "betsy"],
    &["emily", "em", "emmy"],
    &["eric", "erik", "rick"],
    &["euan", "ewan", "ewen", "ieuan", "iwan", "evan"],
    &["florence", "flo", "florrie"],
    &["frances", "fran", "frankie", "francesca"],
    &["francis", "frank", "frankie", "fran"],
    &["frederick", "fred", "freddie", "freddy"],
    &["gareth", "gary", "gaz", "garry"],
    &["geoffrey", "jeffrey", "geoff", "jeff"],
    &["gerald", "gerard", "gerry", "jerry"],
    &["gillian", "jillian", "gill", "jill"],
    &["graham", "graeme", "grahame"],
    &["gregory", "greg", "gregor"],
    &["harold", "harry", "hal"],
    &["harriet", "hattie", "harrie"],
    &["helen", "helena", "ellen", "nell"],
    &["henry", "harry", "hal", "hank"],
    &["hugh", "huw", "hughie"],
    &["hussain", "hussein", "husain", "hossein"],
    &["ian", "iain"],
    &["isabel", "isobel", "isabelle", "isabella", "bella", "izzy", "ishbel"],
    &["jacqueline", "jackie", "jacqui", "jaqueline"],
    &["jacob", "jake"],
    &["james", "jim", "jimmy", "jamie", "hamish"],
    &["jane", "jayne", "janey", "janie"],
    &["janet", "jan"],
    &["janice", "janis", "jan"],
    &["jean", "jeanne"],
    &["jennifer", "jenny", "jen", "jenni"],
    &["jeremy", "jez", "jerry"],
    &["jessica", "jess", "jessie"],
    &["joanne", "joanna", "jo", "joan", "johanna"],
    &["john", "jon", "johnny", "jack", "jock"],
    &["jonathan", "jonathon", "jon", "jonny", "johnathan"],
    &["joseph", "joe", "joey", "jo"],
    &["josephine", "jo", "josie"],
    &["joshua", "josh"],
    &["judith", "judy", "judi"],
    &["julia", "julie", "jules"],
    &["julian", "jules"],
    &["karen", "karin", "caron"],
    &[
        "katherine",
        "catherine",
        "kathryn",
        "catharine",
        "kathrine",
        "katharine",
        "catrin",
        "katrina",
        "kate",
        "katie",
        "katy",
        "kathy",
        "cathy",
        "kath",
        "cath",
        "kat",
        "kay",
        "kit",
    ],
    &["kathleen", "cathleen", "kath", "kathy"],
    &["kenneth", "ken", "kenny"],
    &["kimberley", "kimberly", "kim"],
    &["laura", "laurie", "lora"],
    &["lawrence", "laurence", "larry", "lol", "laurie", "lawrie"],
    &["leonard", "len", "lenny", "leo"],
    &["leslie", "lesley", "les"],
    &["lewis", "louis", "lou", "lew"],
    &["linda", "lynda", "lyn", "lynn", "lin"],
    &["lindsay", "lindsey", "lynsey"],
    &["louise", "lou", "lulu"],
    &["lucy", "lucie", "lucia", "lucinda"],
    &["lynn", "lynne", "lyn"],
    &["malcolm", "malc", "mal"],
    &["margaret", "maggie", "meg", "megan", "peggy", "madge", "marge", "mags", "greta", "mairead", "rita"],
    &["maria", "marie", "mary", "maire", "mairi", "molly", "polly", "moira", "maura"],
    &["mark", "marc"],
    &["martin", "martyn", "marty"],
    &["matthew", "matt", "mathew", "matty"],
    &["maureen", "mo", "maurine"],
    &["maurice", "morris", "mo"],
    &["maxwell", "max"],
    &["michael", "mike", "mick", "micky", "micheal", "mikey", "micah"],
    &["michelle", "michele", "shell", "chelle"],
    &["mohammed", "muhammad", "mohamed", "mohammad", "muhammed", "mohamad", "mohd", "mo", "md"],
    &["nadeem", "nadim"],
    &["natalie", "nathalie", "nat"],
    &["nathan", "nathaniel", "nat", "nate"],
    &["neil", "niall", "neal", "nigel"],
    &["nicholas", "nicolas", "nick", "nicky", "nik"],
    &["nicola", "nicky", "nikki", "nic", "nicole"],
    &["norman", "norm"],
    &["oliver", "olly", "ollie"],
    &["olivia", "liv", "livvy"],
    &["pamela", "pam"],
    &["patricia", "pat", "patsy", "trish", "tricia", "paddy"],
    &["patrick", "pat", "paddy", "padraig", "rick"],
    &["paula", "pauline", "polly"],
    &["penelope", "penny", "pen"],
    &["peter", "pete", "petr"],
    &["philip", "phillip", "phil", "pip"],
    &["philippa", "pippa", "phillipa", "pip"],
    &["rachel", "rachael", "rach"],
    &["raymond", "ray"],
    &["rebecca", "becky", "becca", "rebekah", "bex"],
    &["rhys", "reece", "rees", "reese"],
    &["richard", "rick", "dick", "rich", "richie", "ricky", "rik"],
    &["robert", "rob", "bob", "bobby", "robbie", "bert", "rab"],
    &["roberta", "bobbie"],
    &["rodney", "rod"],
    &["roger", "rodger", "rog"],
    &["ronald", "ron", "ronnie"],
    &["rosemary", "rose", "rosie", "ros", "romy"],
    &["rosalind", "ros", "roz", "rosalyn"],
    &["russell", "russ", "russel"],
    &["samantha", "sam", "sammy", "sammie"],
    &["samuel", "sam", "sammy"],
    &["sarah", "sara", "sal", "sally", "sadie"],
    &["sean", "shaun", "shawn", "shane"],
    &["sharon", "shaz", "sharron"],
    &["sheila", "sheelagh", "sile", "shelagh"],
    &["sian", "shan"],
    &["simon", "si"],
    &["stanley", "stan"],
    &["stephanie", "steph", "stephany", "stefanie"],
    &["stephen", "steven", "steve", "stephan", "stefan", "ste", "stevie"],
    &["stuart", "stewart", "stu"],
    &["susan", "sue", "suzanne", "susanna", "susannah", "suzie", "suzy", "susie", "zuzana"],
    &["teresa", "theresa", "tess", "terri", "therese", "tessa"],
    &["terence", "terrence", "terry", "tel"],
    &["thomas", "tom", "tommy", "tomas"],
    &["timothy", "tim", "timmy"],
    &["tracey", "tracy", "trace"],
    &["valerie", "val"],
    &["veronica", "ronnie", "vera"],
    &["victor", "vic"],
    &["victoria", "vicky", "vicki", "vikki", "tori", "vic"],
    &["vincent", "vince", "vinny"],
    &["vivian", "vivien", "vivienne", "viv"],
    &["walter", "wally", "walt"],
    &["wendy", "gwendoline", "gwen"],
    &["william", "will", "bill", "billy", "willie", "liam", "gwilym", "wm"],
    &["yusuf", "yousef", "youssef", "yousuf"],
    &["yvonne", "evonne"],
    &["zachary", "zac", "zak", "zach"],
    &["zoe", "zoey"],
];

/// The lines of the table by form: names are taken apart by the ten thousand.
static LINES: LazyLock<BTreeMap<&str, Vec<u16>>> = LazyLock::new(|| {
    let mut lines: BTreeMap<&str, Vec<u16>> = BTreeMap::new();
    for (line, forms) in (0u16..).zip(FORMS) {
        forms.iter().for_each(|form| lines.entry(form).or_default().push(line));
    }
    lines
});

/// The lines of the table that a given name, in small letters and without accents, stands in. Two names are forms of one another if they share one.
pub fn forms(given: &str) -> Vec<u16> {
    LINES.get(given).cloned().unwrap_or_default()
}

/// The first letters that a given name may be abbreviated to: its own and those of the names it is a form of.
pub fn initials(given: &str) -> Vec<char> {
    let lines = LINES.get(given).map_or(&[][..], Vec::as_slice);
    let forms = lines.iter().flat_map(|line| FORMS[usize::from(*line)]).copied();
    let mut initials: Vec<char> = forms.chain([given]).filter_map(|form| form.chars().next()).collect();
    initials.sort_unstable();
    initials.dedup();
    initials
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bob_is_robert_and_anne_is_ann_but_rowan_is_not_robin() {
        let are_forms = |one: &str, other: &str| forms(one).iter().any(|line| forms(other).contains(line));
        assert!(are_forms("bob", "robert") && are_forms("anne", "ann") && are_forms("alex", "alexandra"));
        assert!(!are_forms("rowan", "robin") && !are_forms("alexandra", "alexander"));
        assert_eq!(initials("bob"), ['b', 'r']);
    }

    #[test]
    fn the_table_is_in_small_letters_and_no_line_repeats_itself() {
        for forms in FORMS {
            assert!(forms.len() > 1 && forms.iter().all(|form| form.chars().all(|c| c.is_ascii_lowercase())), "{forms:?}");
            let distinct: std::collections::BTreeSet<_> = forms.iter().collect();
            assert_eq!(distinct.len(), forms.len(), "{forms:?}");
        }
    }
}
