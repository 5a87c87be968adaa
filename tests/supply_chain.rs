//! What others wrote and this program is made from: how many crates that is, and why each is there.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should say so at once")]

use std::collections::BTreeSet;
use std::fs;
use std::process::Command;

/// The crates in the program, itself among them, where these options choose its features.
fn crates(options: &[&str]) -> BTreeSet<String> {
    let tree = ["tree", "--offline", "--locked", "--edges", "normal", "--prefix", "none", "--format", "{p}"];
    let target = ["--target", "x86_64-unknown-linux-gnu"];
    let mut cargo = Command::new(env!("CARGO"));
    let output = cargo.current_dir(env!("CARGO_MANIFEST_DIR")).args(tree).args(target).args(options).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let lines = String::from_utf8(output.stdout).unwrap();
    lines.lines().filter_map(|line| line.split_whitespace().next()).map(str::to_owned).collect()
}

/// Each of them can break the program or what it is trusted for. A number that falls is written here too.
#[test]
fn no_crate_comes_in_unnoticed() {
    for (options, stated) in [(&[][..], 113), (&["--no-default-features"][..], 101)] {
        let found = crates(options);
        assert_eq!(found.len(), stated, "{options:?}: {found:?}");
    }
}

#[test]
fn each_dependency_says_why_it_is_there() {
    let manifest = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml")).unwrap();
    let mut seen = 0;
    for section in
        manifest.split("\n[").filter(|s| s.starts_with("dependencies]") || s.starts_with("dev-dependencies]"))
    {
        let lines: Vec<&str> = section.lines().collect();
        for pair in lines.windows(2).filter(|pair| pair[1].contains(" = ")) {
            assert!(pair[0].starts_with("# "), "`{}` has no line above that says why", pair[1]);
            seen += 1;
        }
    }
    assert!(seen > 20, "{seen}");
}
