//! X86 to X126: the command line, its surroundings, and text that is printed.

use super::given::{OUTAGE, PLAN, Row, hold, row};

/// `run outage.ron` with these words more.
fn run(words: &[&str]) -> Row {
    let own = ["run", "outage.ron", "--format", "none", "--quiet"];
    row(&words.join(" ")).words(&[&own[..], words].concat())
}

#[test]
fn numbers_of_trials_and_seeds() {
    let trials =
        ["0", "-5", "1e18", "18446744073709551616", "1000000000000", "100000001", "", "1.5", "NaN", "+5", "10 000"];
    hold(trials.map(|n| {
        run(&["--trials", n]).ends(2, &["a whole number from 1 to 100,000,000 is wanted, for example 10000"])
    }));
    let seeds = ["-1", "0x2a", "18446744073709551616", "", "1_000", "4.2", "+1"];
    let wanted = "a whole number from 0 to 18446744073709551615 is wanted";
    hold(seeds.map(|n| run(&["--trials", "5", "--seed", n]).ends(2, &[wanted])));
    hold(["1", "1_000", "1,000"].map(|n| run(&["--trials", n])));
    hold(["0", "1", "18446744073709551615"].map(|n| run(&["--trials", "5", "--seed", n])));
    for precision in ["NaN", "inf", "1e999", "NaN%", "0%", "200%", "-1%", "0.5"] {
        hold([run(&["--precision", precision]).ends(2, &["for '--precision <SHARE>'"])]);
    }
    hold(["0", "1", "1024"].map(|n| run(&["--trials", "5", "--threads", n])));
    hold(["-1", "1025", "100000", "two"].map(|n| run(&["--threads", n]).ends(2, &["for '--threads <N>'"])));
    let trace = |n: &str| row(n).words(&["trace", "outage.ron", "--trial", n]);
    hold(["-1", "18446744073709551616", "x"].map(|n| trace(n).ends(2, &[wanted])));
    hold([trace("18446744073709551615")]);
    let year = |n: &str| row(n).words(&["year", "outage.ron", "--months", n]);
    hold(["0", "-1", "601"].map(|n| year(n).ends(2, &["is not in 1..=600"])));
    hold(["2025-02-30", "9999-12-31", "tomorrow"].map(|n| run(&["--today", n]).ends(2, &["write year-month-day"])));
}

/// Seeds 0 and 1 are two seeds; without one it is 42, and says so.
#[test]
fn x89_and_x90_seeds() {
    let told = |words: &[&str]| {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("plan.ron"), PLAN).unwrap();
        std::fs::write(folder.path().join("outage.ron"), OUTAGE).unwrap();
        let own = ["run", "outage.ron", "--trials", "200", "--format", "none", "--json"];
        let mut command = assert_cmd::Command::cargo_bin("bcp-sim").unwrap();
        let out = command.current_dir(folder.path()).args(own).args(words).assert().success();
        let text = String::from_utf8(out.get_output().stdout.clone()).unwrap();
        serde_json::from_str::<serde_json::Value>(&text).unwrap()
    };
    let (zero, one, none) = (told(&["--seed", "0"]), told(&["--seed", "1"]), told(&[]));
    assert!(zero["written"].is_object() && zero["written"] != one["written"], "{zero}");
    assert_eq!(none["seed"], 42);
    assert_eq!(none, told(&["--seed", "42"]));
}

#[test]
fn words_that_are_not_known() {
    hold([
        run(&["--frobnicate"]).ends(2, &["unexpected argument '--frobnicate'"]),
        run(&["--trials", "5", "--trials", "6"]).ends(2, &["cannot be used multiple times"]),
        run(&["--quiet"]).ends(2, &["cannot be used multiple times"]),
        run(&["--trials"]).ends(2, &["a value is required for '--trials <N>'"]),
        run(&["--verbose"]).ends(2, &["unexpected argument '--verbose'"]),
        run(&["--trials", "5", "--precision", "1%"]).ends(2, &["cannot be used with"]),
        row("X93 extra").words(&["scenarios", "x"]).ends(2, &["unexpected argument 'x'"]),
        row("X93 verb").words(&["frobnicate"]).ends(2, &["unrecognized subcommand"]),
        row("X99")
            .words(&["run", "outage.ron", "--trials", "5", "--format", "none,md"])
            .ends(2, &["`none` stands alone"]),
        run(&["--hazard", "a\u{1b}[31m\u{202e}"]).ends(2, &["no hazard `a\\u{1b}[31m\\u{202e}`"]),
    ]);
}

#[test]
fn files_that_are_not_there() {
    hold([
        run(&["--plan", "nowhere.ron"]).ends(1, &["could not read `nowhere.ron`"]),
        run(&["--plan", ""]).ends(2, &["a value is required for '--plan <FILE>'"]),
        row("X95 empty").words(&["run", ""]).ends(2, &["a value is required"]),
        row("X95 below a file").words(&["run", "outage.ron/x.ron"]).ends(1, &["could not read `outage.ron/x.ron`"]),
        row("X95 zero").words(&["run", "a\nb\u{1b}.ron"]).ends(1, &["could not read `a\\u{a}b\\u{1b}.ron`"]),
        row("X96 plan")
            .words(&["run", "outage.ron", "--trials", "5", "--out", "plan.ron"])
            .ends(2, &["a result cannot go into `plan.ron`: that is a name for what a plan is kept in"]),
        row("X96 here")
            .words(&["run", "outage.ron", "--trials", "5", "--out", "."])
            .ends(2, &["a result cannot go into `.`: it has no name of its own"]),
        row("X96 twice").words(&["run", "outage.ron", "outage.ron", "--trials", "5"]).ends(2, &["a folder `outage`"]),
        row("X102 below a file")
            .words(&["run", "outage.ron", "--trials", "5", "--out", "plan.ron/x"])
            .ends(1, &["could not create `plan.ron/x`: Not a directory"]),
        row("X102 too long")
            .words(&["run", "outage.ron", "--trials", "5", "--out", &"x".repeat(300)])
            .ends(1, &["could not"]),
        row("X116 two scenarios").words(&["run", "-", "-"]).ends(2, &["standard input can be read once"]),
        row("X116 empty").words(&["run", "-"]).fault("E001", "-: error[E001]: the file is empty"),
    ]);
}

/// Help and complaints have an end that does not depend on who listens.
#[cfg(unix)]
#[test]
fn x109_nobody_listens() {
    let program = env!("CARGO_BIN_EXE_bcp-sim");
    for (script, code) in [
        (format!("{program} run --frobnicate 2> /dev/full"), 2),
        (format!("{program} run --frobnicate 2>&-"), 2),
        (format!("{program} run nowhere.ron 2> /dev/full"), 1),
        (format!("{program} --help > /dev/full"), 1),
        (format!("set -o pipefail; {program} --help | head -c 1 > /dev/null"), 0),
    ] {
        let out = std::process::Command::new("bash").arg("-c").arg(&script).output().unwrap();
        assert_eq!(out.status.code(), Some(code), "{script}: {}", String::from_utf8_lossy(&out.stderr));
    }
}

/// A plan and a scenario cannot both come from standard input.
#[test]
fn x116_standard_input_is_read_once() {
    let mut command = assert_cmd::Command::cargo_bin("bcp-sim").unwrap();
    let out = command.args(["run", "-", "--plan", "-"]).write_stdin(PLAN).assert().code(2);
    let told = String::from_utf8(out.get_output().stderr.clone()).unwrap();
    assert!(told.contains("standard input can be read once"), "{told}");
}

/// File names are any bytes: they are read, and shown without their tricks.
#[cfg(unix)]
#[test]
fn x94_names_of_files() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("plan.ron"), PLAN).unwrap();
    let names: [&[u8]; 5] = [b"-odd.ron", b"with blank.ron", b"two\nlines.ron", b"caf\xe9.ron", b"\x1b[31mred.ron"];
    for name in names {
        let name = OsStr::from_bytes(name);
        let run = |text: &str| {
            std::fs::write(folder.path().join(name), text).unwrap();
            let mut command = assert_cmd::Command::cargo_bin("bcp-sim").unwrap();
            let words = ["run", "--trials", "5", "--format", "none", "--quiet", "--"].map(OsStr::new);
            command.current_dir(folder.path()).args(words).arg(name).output().unwrap()
        };
        assert_eq!(run(OUTAGE).status.code(), Some(0), "{name:?}");
        let wrong = run(&OUTAGE.replacen("rate:", "rat:", 1));
        let told = String::from_utf8(wrong.stderr).unwrap();
        assert_eq!(wrong.status.code(), Some(3), "{told}");
        let first = told.lines().next().unwrap();
        assert!(first.contains(":13:13: error[E011]") && !first.contains('\u{1b}'), "{told}");
    }
}

/// Whatever surrounds the program, the result is the same.
#[test]
fn x100_and_x76_surroundings() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("plan.ron"), PLAN).unwrap();
    std::fs::write(folder.path().join("outage.ron"), OUTAGE).unwrap();
    let run = |name: &str, value: &str| {
        let mut command = assert_cmd::Command::cargo_bin("bcp-sim").unwrap();
        let words = ["run", "outage.ron", "--trials", "200", "--format", "none"];
        let out = command.current_dir(folder.path()).args(words).env(name, value).assert().success();
        String::from_utf8(out.get_output().stdout.clone()).unwrap()
    };
    let plain = run("NO_COLOR", "1");
    assert!(plain.contains("0.") && !plain.contains('\u{1b}'), "{plain}");
    for (name, value) in [
        ("TERM", "dumb"),
        ("LANG", "tr_TR.UTF-8"),
        ("LC_ALL", "de_DE.UTF-8"),
        ("LC_NUMERIC", "de_DE.UTF-8"),
        ("TZ", "Pacific/Kiritimati"),
        ("HOME", ""),
        ("RUST_LOG", "trace"),
        ("RAYON_NUM_THREADS", "7"),
    ] {
        assert_eq!(run(name, value), plain, "{name}={value}");
    }
}

/// Links are not followed, and two runs do not write into one folder.
#[cfg(unix)]
#[test]
fn x110_and_x114_folders_that_are_taken() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("plan.ron"), PLAN).unwrap();
    std::fs::write(folder.path().join("outage.ron"), OUTAGE).unwrap();
    std::fs::create_dir(folder.path().join("mine")).unwrap();
    std::os::unix::fs::symlink("mine", folder.path().join("link")).unwrap();
    std::os::unix::fs::symlink("nowhere", folder.path().join("dangling")).unwrap();
    std::fs::create_dir(folder.path().join(".partial-busy")).unwrap();
    let locked = std::fs::File::create(folder.path().join(".partial-busy/bcp-sim.lock")).unwrap();
    locked.lock().unwrap();
    for (out, told) in
        [("link", "`link` is a link"), ("dangling", "`dangling` is a link"), ("busy", "another run is writing `busy`")]
    {
        let mut command = assert_cmd::Command::cargo_bin("bcp-sim").unwrap();
        let words = ["run", "outage.ron", "--trials", "5", "--format", "md", "--out", out];
        let ended = command.current_dir(folder.path()).args(words).assert().code(5);
        let stderr = String::from_utf8(ended.get_output().stderr.clone()).unwrap();
        assert!(stderr.contains(told), "{stderr}");
    }
    assert_eq!(std::fs::read_dir(folder.path().join("mine")).unwrap().count(), 0);
    assert!(!folder.path().join("nowhere").exists() && !folder.path().join("busy").exists());
}
