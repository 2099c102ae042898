//! Writes `samples/` anew: `cargo run --example make-samples`, then audit `samples/round-2025` for the history that 2026 needs.

use std::path::Path;

fn main() -> std::io::Result<()> {
    for (path, bytes) in secondee_audit::sample::demo::files() {
        let path = Path::new("samples").join(path);
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder)?;
        }
        std::fs::write(path, bytes)?;
    }
    Ok(())
}
