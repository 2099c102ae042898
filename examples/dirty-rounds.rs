//! Audits rounds as real life sends them and reports everything that was missed or invented: `cargo run --example dirty-rounds -- 100` for the
//! seeds 0 to 99, `-- 7 8` for 7 alone. Ends with 1 if anything was.

use std::process::ExitCode;

use secondee_audit::sample::dirty;

fn main() -> ExitCode {
    let numbers: Vec<u64> = std::env::args().skip(1).filter_map(|argument| argument.parse().ok()).collect();
    let seeds = match numbers.as_slice() {
        [] => 0..10,
        [end] => 0..*end,
        [from, end, ..] => *from..*end,
    };
    let (mut faults, mut wrong) = (0, 0);
    for seed in seeds.clone() {
        faults += dirty::round(seed).1.len();
        for line in dirty::differences(seed) {
            wrong += 1;
            println!("{line}");
        }
    }
    println!("{} rounds, {faults} faults planted, {wrong} missed or invented", seeds.end - seeds.start);
    ExitCode::from(u8::from(wrong > 0))
}
