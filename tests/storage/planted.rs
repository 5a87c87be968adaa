//! What comes from somebody else: places, locks, marks and links that an archive, a repository or another user has left. Whatever
//! they say, nothing outside them is touched.

use std::fs;
use std::path::Path;

use super::whose::{RUN, out, told};
use super::{SCENARIO, bcp, done, files, practice};

/// What a lock of ours says first.
const LOCK: &str = "{\"schema\": \"bcp-sim.partial/3\"}\n";

/// A place as somebody else would make it: its notes, and files in `new`.
fn plant(place: &Path, notes: &str, files: &[(&str, &str)]) {
    fs::create_dir_all(place.join("new")).unwrap();
    fs::write(place.join("bcp-sim.lock"), LOCK.to_owned() + notes).unwrap();
    files.iter().for_each(|(name, text)| fs::write(place.join("new").join(name), text).unwrap());
}

/// A mark that lists files as ours.
fn mark(files: &[(&str, &str)]) -> String {
    let one = |(name, text): &(&str, &str)| {
        let digest = bcp_sim::pack::fingerprint(text.as_bytes());
        format!("\"{name}\": [\"{digest}\"]")
    };
    let files: Vec<String> = files.iter().map(one).collect();
    format!("{{\"schema\": \"bcp-sim.folder/1\", \"kind\": \"result\", \"files\": {{{}}}}}", files.join(", "))
}

/// Everything below a folder, places as well.
fn all(at: &Path) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for entry in fs::read_dir(at).unwrap() {
        let path = entry.unwrap().path();
        let is_folder = fs::symlink_metadata(&path).unwrap().is_dir();
        let text = if is_folder { String::new() } else { String::from_utf8_lossy(&fs::read(&path).unwrap()).into() };
        found.push(format!("{} {text}", path.display()));
        found.extend(if is_folder { all(&path) } else { Vec::new() });
    }
    found.sort();
    found
}

/// The third field of a note was a path of any kind: a file was dropped there by whatever command came next.
#[test]
fn a_note_drops_no_file_elsewhere() {
    let elsewhere = tempfile::tempdir().unwrap();
    let away = elsewhere.path().join("evil.sh");
    for note in [
        format!("new/x\t00\t{}\n", away.display()),
        format!("{{\"made\":{{\"name\":\"x\",\"either\":[\"00\"],\"under\":\"{}\"}}}}\n", away.display()),
        "{\"made\":{\"name\":\"x\",\"either\":[\"00\"],\"under\":\"../../evil.sh\"}}\n".to_owned(),
        "{\"made\":{\"name\":\"../../plan.ron\",\"either\":[],\"under\":null}}\n".to_owned(),
    ] {
        let folder = practice();
        let at = folder.path();
        for place in [".partial-z", "reports/.partial-z"] {
            plant(&at.join(place), &note, &[("x", "rm -rf")]);
        }
        let before = all(at);
        let (code, said) = told(at, &["check"]);
        assert!(code == 0 && said.matches("note: ").count() == 2, "each is told once: {said}");
        assert_eq!((all(at), elsewhere.path().read_dir().unwrap().count()), (before, 0), "{note}");
    }
}

/// A place of which the name is that of an input, or none, replaced a scenario, or wrote into the folder above.
#[test]
fn a_place_beside_an_input_or_without_a_name_is_left_alone() {
    let above = tempfile::tempdir().unwrap();
    let worse = SCENARIO.replace("Outage", "Planted");
    let report = ("report.md", "# Planted");
    for name in ["", ".", "..", "scenarios", "drills", "plan.ron", "evidence.ron", "improvement.ron", "mine.RON"] {
        for notes in ["\"whole\"\n\"begun\"\n", "\"whole\"\n", "\"begun\"\n"] {
            let at = above.path().join("mine");
            fs::create_dir_all(&at).unwrap();
            for (path, bytes) in files(practice().path()) {
                fs::create_dir_all(at.join(&path).parent().unwrap()).unwrap();
                fs::write(at.join(path), bytes).unwrap();
            }
            let place = at.join(format!(".partial-{name}"));
            let own = mark(&[("s.ron", &worse), report]);
            plant(&place, notes, &[(".bcp-sim.json", &own), ("s.ron", &worse), report]);
            fs::create_dir(place.join("old")).unwrap();
            fs::write(place.join("old/t.ron"), &worse).unwrap();
            let before = all(above.path());
            let (code, said) = told(&at, &["check"]);
            assert!(code == 0 && said.contains("note: "), "{name}: {said}");
            assert_eq!(all(above.path()), before, "{name}, {notes}");
            fs::remove_dir_all(at).unwrap();
        }
    }
}

/// What another user had put into a folder that all may write to was taken for ours: files of this user were deleted.
#[cfg(unix)]
#[test]
fn a_place_that_others_may_write_to_is_not_ours() {
    use std::os::unix::fs::{PermissionsExt, chown, symlink};
    let note = "{\"made\":{\"name\":\"x\",\"either\":[],\"under\":null}}\n";
    let folder = practice();
    let at = folder.path();
    let place = at.join("reports/.partial-z");
    plant(&place, note, &[("x", "mine")]);
    let before = all(at);
    let left = |what: &str| {
        let (code, said) = told(at, &["check"]);
        assert!(code == 0 && said.contains("is not yours"), "{what}: {said}");
        assert_eq!(all(at), before, "{what}");
        // Neither is anything made there.
        let (code, said) = told(at, &out("reports/z"));
        assert!(code == 5 && said.contains("is in the way"), "{what}: {said}");
        assert_eq!(all(at), before, "{what}");
    };
    fs::set_permissions(&place, fs::Permissions::from_mode(0o777)).unwrap();
    left("for all");
    fs::set_permissions(&place, fs::Permissions::from_mode(0o755)).unwrap();
    // Who is not the superuser cannot give anything away.
    if chown(&place, Some(65_534), None).is_ok() {
        left("another user's");
        chown(&place, Some(0), None).unwrap();
        chown(place.join("bcp-sim.lock"), Some(65_534), None).unwrap();
        left("another user's lock");
        chown(place.join("bcp-sim.lock"), Some(0), None).unwrap();
    }
    // A link to a place is none, whatever is behind it.
    fs::rename(&place, at.join("elsewhere")).unwrap();
    symlink(at.join("elsewhere"), &place).unwrap();
    told(at, &["check"]);
    assert_eq!(fs::read_to_string(at.join("elsewhere/new/x")).unwrap(), "mine");
    fs::remove_file(&place).unwrap();
    fs::rename(at.join("elsewhere"), &place).unwrap();
    assert_eq!(told(at, &["check"]).0, 0);
    assert!(!place.exists(), "one's own is put right");
}

/// An empty file of somebody's that stood there under a second name was written to.
#[cfg(unix)]
#[test]
fn a_file_with_another_name_is_no_lock() {
    let folder = practice();
    let at = folder.path();
    fs::write(at.join("mine.txt"), "").unwrap();
    fs::create_dir_all(at.join("reports/.partial-s")).unwrap();
    fs::hard_link(at.join("mine.txt"), at.join("reports/.partial-s/bcp-sim.lock")).unwrap();
    let (code, said) = told(at, &RUN);
    assert!(code == 5 && said.contains("is in the way"), "{said}");
    assert_eq!(fs::read(at.join("mine.txt")).unwrap(), b"");
    assert_eq!(told(at, &["check"]).0, 0);
    assert!(at.join("reports/.partial-s/bcp-sim.lock").exists());
    // Nor is a pipe, which nobody would ever open on the other side.
    fs::remove_file(at.join("reports/.partial-s/bcp-sim.lock")).unwrap();
    std::process::Command::new("mkfifo").arg(at.join("reports/.partial-s/bcp-sim.lock")).status().unwrap();
    assert_eq!((told(at, &RUN).0, told(at, &["check"]).0), (5, 0));
}

/// Of a folder with the end of a line in its name the notes were read back as others; of one that is no UTF-8 nothing was put right.
#[cfg(target_os = "linux")]
#[test]
fn what_was_left_is_put_right_however_a_folder_is_called() {
    use std::os::unix::ffi::OsStrExt;
    let made = practice();
    for name in [&b"N\nover\nq\t\"x"[..], b"not \xff UTF-8"] {
        let name = std::ffi::OsStr::from_bytes(name);
        let run = |at: &Path, trials: &str, fault: &str| {
            let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_bcp-sim"));
            command.current_dir(at).args(&RUN[..2]).args(["--trials", trials, "--inputs", "0", "--format", "md,json"]);
            command.args(["--force", "--out"]).arg(name).env("BCP_SIM_FAULT", fault).output().unwrap().status.code()
        };
        let at = made.path();
        fs::create_dir(at.join(name)).unwrap();
        fs::write(at.join(name).join("mine.txt"), "mine").unwrap();
        assert_eq!(run(at, "50", ""), Some(0));
        let old = files(&at.join(name));
        assert_eq!(run(at, "60", ""), Some(0));
        let new = files(&at.join(name));
        let mut before = "60";
        for n in (1..).step_by(3) {
            let trials = if before == "60" { "50" } else { "60" };
            let ended = run(at, trials, &format!("kill {n}"));
            done(at, &["check"]);
            let now = files(&at.join(name));
            let same = |side: &super::Files| {
                ["report.md", "summary.json", "mine.txt"].iter().all(|f| now[Path::new(f)] == side[Path::new(f)])
            };
            assert!(same(&old) || same(&new), "{name:?}, {n}");
            assert_eq!(now.len(), old.len(), "{name:?}, {n}: {:?}", now.keys());
            before = if same(&old) { "50" } else { "60" };
            if ended == Some(0) {
                break;
            }
        }
    }
}

/// With a plan below the practice's folder nothing of the practice itself was looked after.
#[cfg(unix)]
#[test]
fn a_plan_in_a_folder_of_plans_belongs_to_the_whole_practice() {
    use std::os::unix::fs::symlink;
    let (folder, other) = (practice(), tempfile::tempdir().unwrap());
    let at = folder.path();
    fs::create_dir(at.join("plans")).unwrap();
    fs::copy(at.join("plan.ron"), at.join("plans/mine.ron")).unwrap();
    done(at, &["drill", "scenarios/s.ron", "--answers", "answers.txt", "--date", "2026-11-22"]);
    fs::write(at.join("evidence.ron"), "Evidence(format: 1)").unwrap();
    let plan = ["--plan", "plans/mine.ron"];
    done(at, &[&RUN[..], &plan, &["--out", "plans/reports/s"]].concat());
    let before = files(at);
    for to in ["drills", "scenarios", "evidence.ron", "improvement.ron", "plan.ron"] {
        for words in [
            &[&RUN[..], &plan, &["--force", "--out", to]].concat()[..],
            &["seal", "--plan", plan[1], "--force", "--out", to],
        ] {
            let (code, said) = told(at, words);
            assert!(code == 2 && files(at) == before, "{words:?}: {code} {said}");
        }
    }
    // From within the folder as well.
    let (code, _) =
        told(&at.join("plans"), &["run", "../scenarios/s.ron", "--plan", "mine.ron", "--force", "--out", "../drills"]);
    assert_eq!((code, files(at) == before), (2, true));
    symlink(other.path(), at.join("reports")).unwrap();
    for words in [
        &[&RUN[..], &plan, &["--out", "reports/x"]].concat()[..],
        &["year", plan[0], plan[1], "--trials", "20", "--inputs", "0", "--out", "reports/x"],
        &["seal", plan[0], plan[1], "--out", "reports/x.zip"],
        &["trace", "scenarios/s.ron", plan[0], plan[1], "--trial", "1", "--chart", "reports/x.svg"],
        &["drill", "scenarios/s.ron", plan[0], plan[1], "--answers", "answers.txt", "--out", "reports/x"],
    ] {
        let (code, said) = told(at, words);
        assert!(code == 5 && said.contains("nothing is written through it"), "{words:?}: {code} {said}");
    }
    // And from elsewhere.
    let outside = tempfile::tempdir().unwrap();
    fs::create_dir(other.path().join("sub")).unwrap();
    let (code, said) = told(outside.path(), &["report", &at.join("reports/sub").to_string_lossy()]);
    assert!(code == 5 && said.contains("nothing is written through it"), "{code} {said}");
    assert_eq!(all(&other.path().join("sub")), Vec::<String>::new());
}

/// A mark that came with a folder listed photographs as ours, with their digests: the next result deleted them.
#[test]
fn a_mark_of_somebody_elses_gives_nothing_away() {
    let folder = practice();
    let at = folder.path();
    let mine = [("wedding.jpg", "mine"), ("plan.ron", "Plan()"), ("holiday.svg", "<svg/>"), ("notes.csv", "1")];
    for force in [&[][..], &["--force"]] {
        fs::create_dir(at.join("album")).unwrap();
        mine.iter().for_each(|(name, text)| fs::write(at.join("album").join(name), text).unwrap());
        fs::write(at.join("album/.bcp-sim.json"), mark(&mine)).unwrap();
        for _ in 0..2 {
            done(at, &[&out("album")[..], force].concat());
        }
        for (name, text) in mine {
            assert_eq!(fs::read_to_string(at.join("album").join(name)).unwrap(), text, "{name}");
        }
        fs::remove_dir_all(at.join("album")).unwrap();
    }
}

/// What was written is ours by its name, too: of every file of every result, none is kept aside by the next one.
#[test]
fn every_file_of_every_result_has_a_name_of_ours() {
    let folder = practice();
    let at = folder.path();
    fs::write(at.join("scenarios/t.ron"), SCENARIO.replace("\"fault\"", "\"failure\"")).unwrap();
    let few = ["--trials", "60"];
    let formats = "md,html,json,svg,csv,parquet";
    for (words, to) in [
        (&["run", "scenarios/s.ron", "scenarios/t.ron", "--inputs", "4", "--events", "1"][..], "reports/both"),
        (&["year", "--inputs", "4"], "reports/y"),
        (&["worth"], "reports/w"),
        (&["worth", "--against", "scenarios/s.ron"], "reports/ws"),
        (&["compare", "plan.ron", "new.ron", "--inputs", "4"], "reports/c"),
        (&["compare", "plan.ron", "new.ron", "--inputs", "4", "--against", "scenarios/s.ron"], "reports/cs"),
    ] {
        done(at, &[words, &few, &["--format", formats, "--out", to]].concat());
        // With a single page in its place, whatever else stays was not ours.
        done(at, &[words, &few, &["--format", "md", "--out", to]].concat());
        let left: Vec<_> = files(&at.join(to)).into_keys().collect();
        let is_page = |path: &std::path::PathBuf| path.ends_with("report.md") || path.ends_with(".bcp-sim.json");
        assert!(left.iter().all(is_page), "{words:?}: {left:?}");
    }
}

/// A result below the folders of reports and drills was put right by nobody.
#[test]
fn what_was_left_anywhere_in_a_practice_is_put_right() {
    let made = practice();
    let at = made.path();
    let to = "sub/deeper/res";
    done(at, &out(to));
    let old = files(&at.join(to));
    let words = [&RUN[..3], &["60", "--inputs", "0", "--format", "md,svg,json", "--out", to]].concat();
    let log = tempfile::NamedTempFile::new().unwrap();
    bcp(at, &words, &format!("log {};alone", log.path().display()));
    let new = files(&at.join(to));
    let calls = fs::read_to_string(log.path()).unwrap().lines().count();
    for n in (1..=calls).step_by(4).chain(calls - 12..=calls) {
        assert_eq!(bcp(at, &words, &format!("kill {n};alone")).status.code(), None, "{n}");
        done(at, &["check"]);
        let now = files(&at.join(to));
        assert!(now == old || now == new, "{n}: {:?}", now.keys());
        assert!(!at.join("sub/deeper/.partial-res").exists(), "{n}");
    }
}

/// A link that was made while a run computed was followed.
#[cfg(unix)]
#[test]
fn a_link_that_was_made_meanwhile_is_not_followed() {
    for wait in [0, 20, 60, 120] {
        let (folder, other) = (practice(), tempfile::tempdir().unwrap());
        let at = folder.path();
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_bcp-sim"));
        let words = ["run", "scenarios/s.ron", "--trials", "4000", "--inputs", "0", "--format", "md"];
        command.current_dir(at).args(words);
        command.stdout(std::process::Stdio::null()).stderr(std::process::Stdio::null());
        let mut program = command.spawn().unwrap();
        std::thread::sleep(std::time::Duration::from_millis(wait));
        // Where the run was quicker, its folder is there.
        let linked = std::os::unix::fs::symlink(other.path(), at.join("reports")).is_ok();
        let code = program.wait().unwrap().code();
        assert_eq!(code, Some(if linked { 5 } else { 0 }), "{wait}");
        assert_eq!(other.path().read_dir().unwrap().count(), 0, "{wait}");
    }
}

/// What is taken away meanwhile leads nowhere: it is no reason to lose what was computed.
#[test]
fn a_folder_that_was_taken_away_meanwhile_is_made_again() {
    for wait in [20, 80] {
        let folder = practice();
        let at = folder.path();
        fs::create_dir(at.join("reports")).unwrap();
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_bcp-sim"));
        let words = ["run", "scenarios/s.ron", "--trials", "4000", "--inputs", "0", "--format", "md", "-q"];
        let mut program = command.current_dir(at).args(words).spawn().unwrap();
        std::thread::sleep(std::time::Duration::from_millis(wait));
        // Where the run was quicker, it is not empty.
        let _ = fs::remove_dir(at.join("reports"));
        assert_eq!(program.wait().unwrap().code(), Some(0), "{wait}");
        assert!(at.join("reports/s/report.md").is_file(), "{wait}");
    }
}

/// A repository without a folder of files, and those of other programs, were written into.
#[test]
fn nothing_goes_into_versions_however_they_are_kept() {
    let folder = practice();
    let at = folder.path();
    for inside in ["bare.git/objects", "bare.git/refs", "cvs/CVS", "cvs/src", "fossil", "other"] {
        fs::create_dir_all(at.join(inside)).unwrap();
    }
    for file in ["bare.git/HEAD", "cvs/CVS/Entries", "fossil/.fslckout", "other/_FOSSIL_"] {
        fs::write(at.join(file), "mine").unwrap();
    }
    let before = files(at);
    for to in ["bare.git", "bare.git/objects/x", "bare.git/hooks", "cvs", "cvs/CVS", "cvs/CVS/x", "fossil", "other"] {
        let (code, said) = told(at, &[&out(to)[..], &["--force"]].concat());
        assert!(code == 2 && said.contains("version control"), "{to}: {code} {said}");
        assert_eq!(files(at), before, "{to}");
    }
    done(at, &out("cvs/src/reports"));
}

/// A page of somebody's with the name of one of ours was put aside, without `--force`.
#[test]
fn a_page_that_was_never_ours_is_not_replaced() {
    let folder = practice();
    let at = folder.path();
    done(at, &RUN);
    for (page, command) in [("reports/index.html", &["report"][..]), ("reports/s/report.html", &["report"])] {
        fs::write(at.join(page), "my site").unwrap();
        let before = files(at);
        let (code, said) = told(at, command);
        assert!(code == 5 && said.contains("was not written by bcp-sim"), "{page}: {code} {said}");
        assert_eq!(files(at), before);
        fs::remove_file(at.join(page)).unwrap();
    }
    // Beside the journal of a drill as well.
    fs::write(at.join("few.txt"), "Miller\n\n\n4\n").unwrap();
    done(at, &["drill", "scenarios/s.ron", "--answers", "few.txt", "--date", "2026-11-25"]);
    fs::write(at.join("drills/2026-11-25-s/msel.md"), "my diary").unwrap();
    let before = files(at);
    let (code, said) = told(at, &["drill", "report", "drills/2026-11-25-s/journal.jsonl"]);
    assert!(code == 5 && said.contains("was not written by bcp-sim"), "{code} {said}");
    assert_eq!(files(at), before);
}

/// The report of a file of which the name is all ending took the place of all reports.
#[test]
fn a_scenario_without_a_name_gives_none_to_a_folder() {
    let folder = practice();
    let at = folder.path();
    done(at, &RUN);
    for name in ["..ron", "...ron"] {
        fs::write(at.join("scenarios").join(name), SCENARIO).unwrap();
        let before = files(at);
        let (code, said) = told(at, &["run", &format!("scenarios/{name}"), "--trials", "20", "--inputs", "0"]);
        assert!(code == 2 && said.contains("no folder can be called"), "{name}: {code} {said}");
        assert_eq!(files(at), before);
        fs::remove_file(at.join("scenarios").join(name)).unwrap();
    }
}

/// What was killed between its last two calls left an empty folder that no other command took away.
#[test]
fn an_empty_place_goes() {
    let folder = practice();
    let at = folder.path();
    for place in [".partial-x", "reports/.partial-s", "sub/.partial-y"] {
        fs::create_dir_all(at.join(place)).unwrap();
    }
    assert_eq!(told(at, &["check"]), (0, told(practice().path(), &["check"]).1));
    assert!([".partial-x", "reports/.partial-s", "sub/.partial-y"].iter().all(|place| !at.join(place).exists()));
}

/// What was kept aside was given another name by each later run that kept something else.
#[test]
fn what_is_kept_keeps_its_name() {
    let folder = practice();
    let at = folder.path();
    let words = [&RUN[..7], &["md,html,json"]].concat();
    for number in 1..=3 {
        done(at, &words);
        // One of them comes before what was kept, the other behind it.
        for name in ["report.html", "report.md"] {
            fs::write(at.join("reports/s").join(name), format!("my words {number}")).unwrap();
        }
    }
    done(at, &words);
    for (number, ending) in (1..=3).flat_map(|number| ["html", "md"].map(|ending| (number, ending))) {
        let kept = fs::read_to_string(at.join(format!("reports/s/report.kept-{number}.{ending}"))).unwrap();
        assert_eq!(kept, format!("my words {number}"), "{ending}");
    }
    assert!(files(at).keys().all(|path| path.to_string_lossy().matches("kept-").count() < 2), "{:?}", files(at).keys());
}

/// Going on with a drill of which the journal is a pipe waited for ever.
#[cfg(unix)]
#[test]
fn a_journal_that_is_a_pipe_is_not_waited_for() {
    let folder = practice();
    let at = folder.path();
    fs::create_dir_all(at.join("drills/d")).unwrap();
    std::process::Command::new("mkfifo").arg(at.join("drills/d/journal.jsonl")).status().unwrap();
    for verb in ["report", "replay", "--resume"] {
        let (code, said) = told(at, &["drill", verb, "drills/d/journal.jsonl"]);
        assert!(code == 3 && said.contains("a pipe or a device"), "{verb}: {code} {said}");
    }
}
