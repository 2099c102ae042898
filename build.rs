//! Lists the rules: every file below `src/rules/` that declares a `RULE`, so that a new rule stands in no list that is kept by hand. A release is told
//! the commit that it is built from; other builds are not, for each commit would build them again.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let rules = Path::new("src").join("rules");
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rustc-env=BUILT_FROM={}", built_from().map_or_else(String::new, |commit| format!(" ({commit})")));
    println!("cargo::rerun-if-changed={}", rules.display());
    let mut paths = Vec::new();
    for folder in entries(&rules)?.into_iter().filter(|path| path.is_dir()) {
        for file in entries(&folder)? {
            if fs::read_to_string(&file)?.contains("static RULE: Rule") {
                paths.push(format!("&{}::{}::RULE", stem(&folder), stem(&file)));
            }
        }
    }
    let list = format!("static DECLARED: [&Rule; {}] = [\n    {},\n];\n", paths.len(), paths.join(",\n    "));
    let out = env::var_os("OUT_DIR").ok_or_else(|| io::Error::other("cargo names the folder for what is generated"))?;
    fs::write(Path::new(&out).join("declared.rs"), list)
}

/// The commit, of a release that is built where git knows one; with a mark if the source was changed since.
fn built_from() -> Option<String> {
    if env::var("PROFILE").ok()? != "release" {
        return None;
    }
    for part in [".git/HEAD", ".git/logs/HEAD"].into_iter().filter(|part| Path::new(part).exists()) {
        println!("cargo::rerun-if-changed={part}");
    }
    let git = |words: &[&str]| {
        let said = Command::new("git").args(words).output().ok().filter(|output| output.status.success())?;
        Some(String::from_utf8_lossy(&said.stdout).trim().to_string())
    };
    let commit = git(&["rev-parse", "--short=10", "HEAD"]).filter(|commit| !commit.is_empty())?;
    let is_changed = git(&["status", "--porcelain", "--untracked-files=no"]).is_some_and(|changed| !changed.is_empty());
    Some(if is_changed { format!("{commit}, changed since") } else { commit })
}

/// What is in a folder, by name.
fn entries(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut paths = fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<io::Result<Vec<PathBuf>>>()?;
    paths.sort();
    Ok(paths)
}

fn stem(path: &Path) -> String {
    path.file_stem().unwrap_or_default().to_string_lossy().into_owned()
}
