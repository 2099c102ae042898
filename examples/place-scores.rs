//! How well and how fast names are matched. `cargo run --example place-scores` prints, by kind of place and with and without the register's aliases, the
//! share of real written variants confirmed right, confirmed wrong, and with the right place among the candidates; then folds in which the aliases
//! that are written are taken out of the register; look-alikes confirmed as one; and names matched in a second. `-- --errors` lists what is not right.

#[path = "../tests/suite/support/place_names.rs"]
mod place_names;
#[path = "../tests/suite/support/place_scores.rs"]
mod place_scores;

use std::time::Instant;

use place_names::{bodies_of_towns, look_alikes, pairs};
use place_scores::{Counts, Outcome, ids, is_mistaken, outcome, score, without_places, without_written_aliases};
use secondee_audit::places::{Certainty, Register};

fn main() {
    let with = Register::embedded();
    let without = with.without_aliases();
    let pairs = pairs();
    let lists_errors = std::env::args().any(|argument| argument == "--errors");
    for (name, register) in [("With the register's aliases", &with), ("On ids and official names alone", &without)] {
        println!("{name}");
        for (kind, counts) in score(register, pairs.iter()) {
            println!("  {}", counts.line(&kind));
        }
        let look_alikes = look_alikes();
        let confirmed = look_alikes.iter().filter(|look_alike| is_mistaken(register, look_alike));
        println!("  look-alikes confirmed as one: {} of {}", confirmed.count(), look_alikes.len());
        let bodies = bodies_of_towns();
        let of = |certainty: Certainty| bodies.iter().filter(|name| register.find(name).certainty == certainty).count();
        let (confirmed, probable) = (of(Certainty::Confirmed), of(Certainty::Probable));
        println!("  bodies of towns taken for a place: {confirmed} confirmed and {probable} probable of {}", bodies.len());
        if lists_errors {
            for pair in pairs.iter().filter(|pair| pair.mark != "composed") {
                let what = outcome(register, pair);
                if what != Outcome::Right {
                    let found = register.find(&pair.written);
                    println!(
                        "    {what:?} {} ({}): {} {:?}; {}",
                        pair.written,
                        pair.ids.iter().cloned().collect::<Vec<_>>().join(";"),
                        found.certainty.name(),
                        ids(register, &found),
                        found.reason
                    );
                }
            }
        }
    }
    println!("Ten folds by place, the aliases that are written taken out");
    let mut all = Counts::default();
    for (register, pairs) in without_written_aliases(10) {
        for pair in pairs.iter().filter(|pair| pair.mark != "composed") {
            let what = outcome(&register, pair);
            all.add(what);
            if lists_errors && what == Outcome::Wrong {
                let found = register.find(&pair.written);
                println!("    {what:?} {} ({:?}): {:?}; {}", pair.written, pair.ids, ids(&register, &found), found.reason);
            }
        }
    }
    println!("  {}", all.line("all"));
    println!("Twenty folds by place, the places themselves taken out: nothing should be confirmed");
    for ignores_aliases in [false, true] {
        let (mut names, mut confirmed) = (0, 0);
        for (register, pairs) in without_places(20) {
            let register = if ignores_aliases { register.without_aliases() } else { register };
            for pair in pairs.iter().filter(|pair| pair.mark != "composed") {
                names += 1;
                let found = register.find(&pair.written);
                if found.certainty == Certainty::Confirmed {
                    confirmed += 1;
                    if lists_errors {
                        println!("    Guessed {} ({:?}): {:?}; {}", pair.written, pair.ids, ids(&register, &found), found.reason);
                    }
                }
            }
        }
        println!("  {confirmed} of {names} confirmed{}", if ignores_aliases { " on official names alone" } else { " with aliases" });
    }
    let start = Instant::now();
    let rounds = 10_000 / pairs.len() + 1;
    for _ in 0..rounds {
        pairs.iter().for_each(|pair| drop(without.find(&pair.written)));
    }
    let names = rounds * pairs.len();
    println!("{names} names in {:.2?}", start.elapsed());
    let start = Instant::now();
    let _ = with.without_aliases();
    println!("index of official names in {:.2?}", start.elapsed());
}
