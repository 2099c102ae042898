//! What the linker is told of the module: its functions, and how much memory it may take.

/// The functions that a page calls. A program exports nothing else, so that what nobody calls is left out of the module.
const CALLED: [&str; 5] = ["begin", "room", "check", "answer", "reached"];
/// Bytes that the module may take in all, as a reading process of the program may.
const MEMORY: u64 = 768 << 20;
/// Bytes of its stack.
const STACK: u64 = 4 << 20;

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    for name in CALLED {
        println!("cargo:rustc-link-arg-bins=--export={name}");
    }
    println!("cargo:rustc-link-arg-bins=--max-memory={MEMORY}");
    println!("cargo:rustc-link-arg-bins=-zstack-size={STACK}");
}
