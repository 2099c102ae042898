//! Makes `browser/secondee-audit-check.html`: builds the module for browsers, compresses it, and puts it with the page's own style and scripts into one
//! file that asks nothing of any network.
//!
//! The module is built by the compiler in use, if its target is there (`rustup target add wasm32-unknown-unknown`). If `RUST_WEB` names a folder, as
//! `.ci/rust-web` unpacks it, the compiler there builds the module and the standard library with it.

use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

const TARGET: &str = "wasm32-unknown-unknown";
/// What the page uses of the module.
const CALLED: [&str; 6] = ["memory", "begin", "room", "check", "answer", "reached"];
/// The page weighs at most this much, so that it can be sent by e-mail with a workbook.
const MOST_BYTES: usize = 1_500_000;

const PAGE: &str = include_str!("../check.html");
const STYLE: &str = include_str!("../check.css");
const SCRIPT: &str = include_str!("../check.js");
const WORKER: &str = include_str!("../worker.js");

fn main() -> ExitCode {
    match made() {
        Ok(said) => {
            println!("{said}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::from(2)
        }
    }
}

fn made() -> Result<String, Box<dyn Error>> {
    let browser = Path::new(env!("CARGO_MANIFEST_DIR")).parent().ok_or("the folder of this program has no parent")?;
    let module = without_the_rest(&std::fs::read(built(browser)?)?)?;
    let mut packed = Vec::new();
    zopfli::compress(zopfli::Options::default(), zopfli::Format::Gzip, module.as_slice(), &mut packed)?;
    let page = page(&STANDARD.encode(&packed), &version(browser)?);
    if page.len() > MOST_BYTES {
        return Err(format!("the page would have {} bytes; it may have {MOST_BYTES}", page.len()).into());
    }
    let path = browser.join("secondee-audit-check.html");
    std::fs::write(&path, &page)?;
    Ok(format!("{}: {} bytes (the module has {}, {} packed)", path.display(), page.len(), module.len(), packed.len()))
}

/// Builds the module; returns where it lies.
fn built(browser: &Path) -> Result<PathBuf, Box<dyn Error>> {
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.current_dir(browser).args(["build", "--locked", "--profile", "page", "--target", TARGET, "--package", "check-module"]);
    // What the program around this one is built with is not for the module.
    cargo.env_remove("RUSTFLAGS").env_remove("CARGO_ENCODED_RUSTFLAGS").env("CARGO_TARGET_DIR", browser.join("target"));
    if let Some(web) = std::env::var_os("RUST_WEB").filter(|folder| !folder.is_empty()) {
        let web = std::path::absolute(web)?;
        cargo.arg("-Zbuild-std=std,panic_abort").env("RUSTC_BOOTSTRAP", "1").env("RUSTC", web.join("usr/bin/rustc"));
        cargo.env("LD_LIBRARY_PATH", web.join("usr/lib/x86_64-linux-gnu"));
        cargo.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", linker(&web)?);
    } else if !has_target() {
        return Err(format!(
            "the compiler cannot build for browsers. Add that with `rustup target add {TARGET}`. Where there is no rustup, on Debian: \
             `.ci/rust-web FOLDER`, then run this again with RUST_WEB=FOLDER"
        )
        .into());
    }
    match cargo.status()?.success() {
        true => Ok(browser.join("target").join(TARGET).join("page/check-module.wasm")),
        false => Err("the module cannot be built: see above".into()),
    }
}

/// Whether the compiler in use has the standard library for browsers.
fn has_target() -> bool {
    let compiler = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let asked = Command::new(compiler).args(["--print", "target-libdir", "--target", TARGET]).output();
    asked.is_ok_and(|said| said.status.success() && Path::new(String::from_utf8_lossy(&said.stdout).trim()).is_dir())
}

/// The linker in the folder of an unpacked compiler: its name ends with a version.
fn linker(web: &Path) -> Result<PathBuf, Box<dyn Error>> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(web.join("usr/bin"))? {
        let path = entry?.path();
        if path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("wasm-ld")) {
            found.push(path);
        }
    }
    found.sort();
    found.pop().ok_or_else(|| format!("there is no wasm-ld in {}", web.join("usr/bin").display()).into())
}

/// The module with what the page calls and what that needs, and nothing else: libraries in it export functions for tools.
fn without_the_rest(module: &[u8]) -> Result<Vec<u8>, Box<dyn Error>> {
    let mut config = walrus::ModuleConfig::new();
    config.generate_name_section(false).generate_producers_section(false);
    let mut module = config.parse(module).map_err(|e| e.to_string())?;
    let exports: Vec<_> = module.exports.iter().map(|export| (export.id(), export.name.clone())).collect();
    for name in CALLED {
        if !exports.iter().any(|(_, export)| export == name) {
            return Err(format!("the module has no {name}").into());
        }
    }
    for (id, _) in exports.into_iter().filter(|(_, name)| !CALLED.contains(&name.as_str())) {
        module.exports.delete(id);
    }
    let customs: Vec<_> = module.customs.iter().map(|(id, _)| id).collect();
    for id in customs {
        module.customs.delete(id);
    }
    walrus::passes::gc::run(&mut module);
    Ok(module.emit_wasm())
}

/// The version of the program that the page is made from.
fn version(browser: &Path) -> Result<String, Box<dyn Error>> {
    let manifest = std::fs::read_to_string(browser.join("../Cargo.toml"))?;
    let version = manifest.lines().find_map(|line| line.strip_prefix("version = \"")?.strip_suffix('"'));
    Ok(version.ok_or("Cargo.toml says no version")?.to_string())
}

/// The page with everything in it. What it may run is named by its hash.
fn page(module: &str, version: &str) -> String {
    let hash = |text: &str| STANDARD.encode(Sha256::digest(text.as_bytes()));
    // Line ends as a browser has them, whatever the folder was checked out with.
    let [page, style, script, worker] = [PAGE, STYLE, SCRIPT, WORKER].map(|text| text.replace("\r\n", "\n"));
    let parts = [
        ("{{STYLE_HASH}}", hash(&style)),
        ("{{SCRIPT_HASH}}", hash(&script)),
        ("{{STYLE}}", style),
        ("{{WORKER}}", worker),
        ("{{MODULE}}", module.to_string()),
        ("{{SCRIPT}}", script),
        ("{{VERSION}}", version.to_string()),
    ];
    parts.iter().fold(page, |page, (name, part)| page.replacen(name, part, 1))
}
