//! Lists the rules: every file below `src/rules/` that declares a `RULE`, so that a new rule stands in no list that is kept by hand.

use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let rules = Path::new("src").join("rules");
    println!("cargo::rerun-if-changed=build.rs");
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

/// What is in a folder, by name.
fn entries(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut paths = fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<io::Result<Vec<PathBuf>>>()?;
    paths.sort();
    Ok(paths)
}

fn stem(path: &Path) -> String {
    path.file_stem().unwrap_or_default().to_string_lossy().into_owned()
}
