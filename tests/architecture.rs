//! The line of layers: a module uses only what stands to its left, and only the shell touches the world.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should say so at once")]

use std::fs;
use std::path::{Path, PathBuf};

/// From left to right. `special` is arithmetic without a unit; `codes` numbers what can be wrong with a file; `chart` takes plain numbers and uses nothing of ours, nor
/// does `library`, which holds texts.
const LINE: [&str; 21] = [
    "special",
    "codes",
    "units",
    "model",
    "sampling",
    "engine",
    "statistics",
    "metric",
    "assess",
    "compare",
    "worth",
    "ignorance",
    "promise",
    "file",
    "check",
    "chart",
    "report",
    "drill",
    "pack",
    "library",
    "cli",
];

/// What only some modules may touch.
const KEPT: [(&str, &[&str]); 5] = [
    ("std::fs", &["cli"]),
    ("std::io", &["cli"]),
    ("println!", &[]),
    ("std::time", &["cli"]),
    ("rand_chacha", &["sampling"]),
];

fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|e| e == "rs") {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// The module of a file below `src`, and its code without comments and tests.
fn read(path: &Path) -> (String, String) {
    let inside = path.strip_prefix(concat!(env!("CARGO_MANIFEST_DIR"), "/src")).unwrap();
    let first = inside.iter().next().unwrap().to_string_lossy();
    let text = fs::read_to_string(path).unwrap();
    let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or("").lines();
    let code: Vec<&str> = code.filter(|line| !line.trim_start().starts_with("//")).collect();
    (first.trim_end_matches(".rs").to_owned(), code.join("\n"))
}

fn place(module: &str) -> Option<usize> {
    LINE.iter().position(|known| *known == module)
}

#[test]
fn a_module_uses_only_what_stands_to_its_left() {
    let mut crossed = Vec::new();
    for path in sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src")) {
        let (module, code) = read(&path);
        let Some(own) = place(&module) else { continue };
        for used in code.split("crate::").skip(1) {
            let name: String = used.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            if let Some(other) = place(&name).filter(|other| *other > own) {
                crossed.push(format!(
                    "{}: `{module}` uses `{}`, which stands to its right",
                    path.display(),
                    LINE[other]
                ));
            }
        }
    }
    assert!(crossed.is_empty(), "{}", crossed.join("\n"));
}

#[test]
fn every_module_has_its_place_in_the_line() {
    for path in sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src")) {
        let (module, _) = read(&path);
        assert!(place(&module).is_some() || ["lib", "main"].contains(&module.as_str()), "`{module}` has no place");
    }
}

#[test]
fn only_the_shell_touches_files_clock_and_terminal_and_only_sampling_the_generator() {
    for path in sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src")) {
        let (module, code) = read(&path);
        for (what, allowed) in KEPT {
            let used = code.contains(what) && !allowed.contains(&module.as_str());
            assert!(!used, "{}: `{module}` uses `{what}`, which is kept for {allowed:?}", path.display());
        }
    }
}

#[test]
fn every_module_opens_with_what_it_knows() {
    for path in sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src")) {
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.starts_with("//!"), "{} opens without a word", path.display());
    }
}

/// A file of tests that `all.rs` does not name would never be run, and nobody would notice.
#[test]
fn every_file_of_tests_is_run() {
    let folder = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/tests"));
    let named = fs::read_to_string(folder.join("all.rs")).unwrap();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        assert!(name == "all" || named.contains(&format!("\nmod {name};\n")), "{name} is not named in tests/all.rs");
    }
}
