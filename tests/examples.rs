//! The examples in every `--help` are typed as they stand, with fewer trials, and succeed. Left out are those that ask questions
//! (`drill`, tested in `drill`), that read from version control (in `revision`), and `man` of the system.

use std::fs;
use std::path::Path;
use std::process::Command;

const BCP: &str = env!("CARGO_BIN_EXE_bcp-sim");

const VERBS: [&str; 12] =
    ["run", "year", "compare", "worth", "promises", "trace", "seal", "verify", "incident", "init", "check", "explain"];

fn practice() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let copy = |from: &str, to: &str| {
        fs::copy(root.join(from), folder.path().join(to)).unwrap();
    };
    ["plans", "scenarios"].iter().for_each(|name| fs::create_dir(folder.path().join(name)).unwrap());
    copy("plan.ron", "plan.ron");
    for new in ["new.ron", "plans/new.ron", "plans/careerworx-2026-draft.ron"] {
        copy("plans/careerworx-2026-draft.ron", new);
    }
    copy("plans/clinic.ron", "plans/clinic.ron");
    for entry in fs::read_dir(root.join("scenarios")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        copy(&format!("scenarios/{name}"), &format!("scenarios/{name}"));
    }
    folder
}

/// The lines of help that show a command, without what is said beside them.
fn examples(verb: &str) -> Vec<String> {
    let help = Command::new(BCP).args([verb, "--help"]).output().unwrap();
    let help = String::from_utf8(help.stdout).unwrap();
    let shown = help.split_once("Examples:").unwrap_or_else(|| panic!("{verb} has no examples")).1;
    let lines = shown.lines().map(str::trim).filter(|line| line.starts_with("bcp-sim "));
    lines.map(|line| line.split("   ").next().unwrap_or(line).trim_end().to_owned()).collect()
}

/// The same with fewer trials, which are named once.
fn quick(example: &str) -> String {
    let words: Vec<&str> = example.split(" --trials ").collect();
    let example = match words[..] {
        [before, after] => format!("{before} {}", after.split_once(' ').map_or("", |(_, rest)| rest)),
        _ => example.to_owned(),
    };
    let verb = example.split(' ').nth(1).unwrap();
    let few = match verb {
        "run" | "year" | "compare" => " --trials 60 --inputs 0",
        "worth" | "promises" => " --trials 60",
        _ => "",
    };
    match example.split_once(" > ") {
        Some((command, file)) => format!("{command}{few} > {file}"),
        None => format!("{example}{few}"),
    }
}

#[cfg(unix)]
#[test]
fn the_examples_of_every_help_succeed() {
    let folder = practice();
    let path = format!("{}:{}", Path::new(BCP).parent().unwrap().display(), std::env::var("PATH").unwrap_or_default());
    let mut typed = 0;
    for verb in VERBS {
        for example in examples(verb) {
            // Text from version control, and what is asked for in hours.
            if example.contains('@') {
                continue;
            }
            let command = quick(&example);
            let done = Command::new("sh")
                .args(["-c", &command])
                .env("PATH", &path)
                .current_dir(folder.path())
                .stdin(std::process::Stdio::null())
                .output()
                .unwrap();
            let code = done.status.code();
            let required = example.contains("--require") && code == Some(4);
            assert!(code == Some(0) || required, "{command}: {code:?}\n{}", String::from_utf8_lossy(&done.stderr));
            typed += 1;
        }
    }
    assert!(typed > 25, "{typed}");
}
