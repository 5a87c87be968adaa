//! Whose a file is: what the user has stays, wherever it lies and however it is called.

use std::fs;
use std::path::Path;

use super::{bcp, done, files, practice};

pub const RUN: [&str; 8] = ["run", "scenarios/s.ron", "--trials", "50", "--inputs", "0", "--format", "md,svg,json"];

pub fn out(to: &str) -> Vec<&str> {
    [&RUN[..], &["--out", to]].concat()
}

/// The program's answer: its code and what it says.
pub fn told(at: &Path, words: &[&str]) -> (i32, String) {
    let out = bcp(at, words, "");
    (out.status.code().unwrap(), String::from_utf8_lossy(&out.stderr).into_owned())
}

/// A folder was taken for a report's own where all its files ended in .png, .svg or the like: photographs were deleted.
#[test]
fn a_folder_of_photographs_is_no_report() {
    let folder = practice();
    let at = folder.path();
    for name in ["holiday.png", "chart.svg", "report.md", "summary.json", "trials.csv", "events.parquet"] {
        let to = format!("of-{name}");
        fs::create_dir(at.join(&to)).unwrap();
        fs::write(at.join(&to).join(name), "mine").unwrap();
        let (code, said) = told(at, &out(&to));
        assert!(code == 5 && said.contains("which bcp-sim did not write"), "{name}: {said}");
        assert_eq!(files(&at.join(&to)).len(), 1);
        // With force the result joins it, and what has the same name is kept.
        let (code, said) = told(at, &[&out(&to)[..], &["--force"]].concat());
        let is_taken = ["report.md", "summary.json"].contains(&name);
        let kept = if is_taken { name.replace('.', ".kept-1.") } else { name.to_owned() };
        let kept = at.join(&to).join(kept);
        assert!(code == 0 && fs::read(&kept).unwrap() == b"mine", "{name}: {said}");
        assert_eq!(said.contains("kept:"), is_taken, "{said}");
        assert!(fs::read_to_string(at.join(&to).join("report.md")).unwrap().contains("Outage"));
        // A second time it still is somebody's folder, and the earlier result goes without a copy of it being kept.
        assert_eq!(told(at, &out(&to)).0, 5);
        let forced = [&out(&to)[..7], &["md", "--out", &to, "--force"]].concat();
        assert_eq!(told(at, &forced), (0, String::new()));
        assert_eq!(fs::read(&kept).unwrap(), b"mine");
        let names: Vec<_> = files(&at.join(&to)).into_keys().collect();
        let ours = [".bcp-sim.json", "report.md"].map(|name| at.join(&to).join(name));
        let left = names.iter().filter(|path| !ours.contains(&at.join(&to).join(path))).count();
        assert_eq!(left, 1, "{names:?}");
    }
}

/// With `--force` a run took the place of the folder of the plan that it had just read.
#[test]
fn no_result_takes_the_place_of_what_is_read() {
    let folder = practice();
    let at = folder.path();
    done(at, &RUN);
    fs::create_dir_all(at.join("deep/.git")).unwrap();
    fs::create_dir_all(at.join("home/me")).unwrap();
    fs::create_dir_all(at.join("drills/d")).unwrap();
    fs::create_dir_all(at.join("held")).unwrap();
    fs::copy(at.join("plan.ron"), at.join("held/plan.ron")).unwrap();
    let before = files(at);
    let refused = |words: &[&str]| {
        for force in [&[][..], &["--force"]] {
            let words = [words, force].concat();
            let (code, said) = told(at, &words);
            assert!(code == 2 && said.contains("cannot go into"), "{words:?}: {said}");
        }
    };
    let whole = at.to_string_lossy().into_owned();
    for to in [".", &whole, "scenarios", "./scenarios/../scenarios", "drills", "deep", "deep/.git", "deep/.git/x", "/"]
    {
        refused(&out(to));
    }
    refused(&["run", "scenarios/s.ron", "--plan", "held/plan.ron", "--out", "held"]);
    refused(&["year", "--out", "scenarios"]);
    refused(&["worth", "--out", "."]);
    refused(&["compare", "plan.ron", "held/plan.ron", "--out", "held"]);
    assert_eq!(files(at), before);
    let mut homeless = std::process::Command::new(env!("CARGO_BIN_EXE_bcp-sim"));
    let ended =
        homeless.current_dir(at).env("HOME", at.join("home/me")).args(out("home")).arg("--force").output().unwrap();
    assert_eq!(ended.status.code(), Some(2));
    assert_eq!(files(at), before);
}

/// What somebody changed or added in a report's folder went with the next run.
#[test]
fn what_was_changed_by_hand_is_kept_aside_and_what_was_added_stays() {
    let folder = practice();
    let at = folder.path();
    done(at, &RUN);
    fs::write(at.join("reports/s/report.md"), "my words").unwrap();
    fs::write(at.join("reports/s/notes.txt"), "mine").unwrap();
    fs::create_dir(at.join("reports/s/more")).unwrap();
    fs::write(at.join("reports/s/more/deep.txt"), "mine too").unwrap();
    let (code, said) = told(at, &RUN);
    assert!(code == 0 && said.contains("it is now `reports/s/report.kept-1.md`"), "{said}");
    let read = |path: &str| fs::read_to_string(at.join(path)).unwrap();
    assert_eq!(read("reports/s/report.kept-1.md"), "my words");
    assert_eq!((read("reports/s/notes.txt"), read("reports/s/more/deep.txt")), ("mine".into(), "mine too".into()));
    assert!(read("reports/s/report.md").starts_with("# "));
    assert_eq!(told(at, &RUN), (0, String::new()), "what was kept is not told again");
    // The pages of `report` as well.
    done(at, &["report"]);
    fs::write(at.join("reports/s/report.html"), "my page").unwrap();
    fs::write(at.join("reports/index.html"), "my list").unwrap();
    let (code, said) = told(at, &["report"]);
    assert!(code == 0 && said.matches("kept:").count() == 2, "{said}");
    assert_eq!(
        (read("reports/s/report.kept-1.html"), read("reports/index.kept-1.html")),
        ("my page".into(), "my list".into())
    );
    assert_eq!(told(at, &["report"]), (0, String::new()));
}

/// With `--force`, `seal` replaced whatever had the name of a pack.
#[test]
fn a_pack_takes_the_place_of_a_pack_and_keeps_all_else() {
    let folder = practice();
    let at = folder.path();
    done(at, &RUN);
    for name in ["plan.ron", "scenarios/s.ron", "reports/s/summary.json"] {
        let before = files(at);
        assert_eq!(told(at, &["seal", "--out", name, "--force"]).0, 2);
        assert_eq!(files(at), before);
    }
    fs::write(at.join("mine.zip"), "mine").unwrap();
    let (code, said) = told(at, &["seal", "--out", "mine.zip"]);
    assert!(code == 5 && said.contains("is no evidence pack"), "{said}");
    let (code, said) = told(at, &["seal", "--out", "mine.zip", "--force"]);
    assert!(code == 0 && said.contains("it is now `mine.kept-1.zip`"), "{said}");
    assert_eq!(fs::read(at.join("mine.kept-1.zip")).unwrap(), b"mine");
    done(at, &["seal"]);
    assert_eq!(told(at, &["seal"]).0, 5);
    done(at, &["seal", "--force"]);
}

/// Something was written where a link led to, or through one.
#[cfg(unix)]
#[test]
fn nothing_is_written_through_a_link() {
    use std::os::unix::fs::symlink;
    let folder = practice();
    let at = folder.path();
    let other = tempfile::tempdir().unwrap();
    let to = other.path();
    fs::create_dir(to.join("folder")).unwrap();
    fs::write(to.join("file"), "mine").unwrap();
    fs::create_dir(at.join("reports")).unwrap();
    // A result's folder, the place where it is made, and a file that is replaced.
    symlink(to.join("folder"), at.join("reports/s")).unwrap();
    assert_eq!(told(at, &RUN).0, 5);
    fs::remove_file(at.join("reports/s")).unwrap();
    symlink(to.join("folder"), at.join("reports/.partial-s")).unwrap();
    assert_eq!(told(at, &RUN).0, 5);
    fs::remove_file(at.join("reports/.partial-s")).unwrap();
    done(at, &RUN);
    for name in ["report.html", ".bcp-sim.json"] {
        let _ = fs::remove_file(at.join("reports/s").join(name));
        symlink(to.join("file"), at.join("reports/s").join(name)).unwrap();
        told(at, &["report"]);
        assert_eq!(fs::read(to.join("file")).unwrap(), b"mine", "{name}");
        let _ = fs::remove_dir_all(at.join("reports/s"));
        done(at, &RUN);
    }
    symlink(to.join("folder"), at.join("reports/linked")).unwrap();
    done(at, &["report"]);
    let log = ["incident", "--strategy", "hotspot", "--worked", "yes", "--on", "2025-01-01", "--yes"];
    fs::write(to.join("file"), "Evidence(format: 1)").unwrap();
    symlink(to.join("file"), at.join("evidence.ron")).unwrap();
    assert_eq!(told(at, &log).0, 5);
    assert_eq!(fs::read(to.join("file")).unwrap(), b"Evidence(format: 1)");
    assert_eq!(files(&to.join("folder")).len(), 0);
}

/// A folder of somebody's in the place where a result is made was taken away.
#[test]
fn what_only_has_the_name_of_a_place_to_make_things_in_stays() {
    let folder = practice();
    let at = folder.path();
    fs::create_dir_all(at.join("reports/.partial-s")).unwrap();
    fs::write(at.join("reports/.partial-s/report.md"), "mine").unwrap();
    let (code, said) = told(at, &RUN);
    assert!(code == 5 && said.contains("is in the way"), "{said}");
    assert_eq!(fs::read(at.join("reports/.partial-s/report.md")).unwrap(), b"mine");
}

/// A lock was taken away while another run held it, and then two had one.
#[cfg(unix)]
#[test]
fn of_many_runs_into_one_folder_each_that_ends_with_0_has_its_result_there() {
    let folder = practice();
    let at = folder.path();
    for round in 0..5 {
        let formats = ["md", "json", "md,json", "svg", "md,svg,json"];
        let started = formats.map(|format| {
            let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_bcp-sim"));
            let words = [&RUN[..7], &[format, "--quiet"]].concat();
            command.current_dir(at).args(words).stderr(std::process::Stdio::null()).spawn().unwrap()
        });
        let codes = started.map(|mut child| child.wait().unwrap().code().unwrap());
        assert!(codes.iter().all(|code| [0, 5].contains(code)) && codes.contains(&0), "{round}: {codes:?}");
        let names: Vec<String> =
            files(&at.join("reports/s")).keys().map(|p| p.to_string_lossy().into_owned()).collect();
        let is_whole = |format: &str| {
            let wanted = |name: &String| match name.rsplit('.').next().unwrap() {
                "md" => format.contains("md"),
                "svg" => format.contains("svg"),
                _ => name == ".bcp-sim.json" || format.contains("json"),
            };
            names.iter().all(wanted)
        };
        assert!(formats.iter().any(|format| is_whole(format)), "{round}: {names:?}");
        assert!(!at.join("reports/.partial-s").exists(), "{round}");
    }
}

/// A place to make things in that came with a repository: what its links lead to was emptied, or written into.
#[cfg(unix)]
#[test]
fn a_place_that_somebody_else_has_made_leads_nowhere() {
    use std::os::unix::fs::symlink;
    let lock = "{\"schema\": \"bcp-sim.partial/3\"}\n";
    let mark = "{\"schema\": \"bcp-sim.folder/1\", \"kind\": \"result\", \"files\": {}}";
    for said in ["", lock] {
        for what in ["new", "old"] {
            let (folder, other) = (practice(), tempfile::tempdir().unwrap());
            let at = folder.path();
            fs::write(other.path().join("mine.txt"), "mine").unwrap();
            fs::create_dir_all(at.join("reports/.partial-zz")).unwrap();
            fs::write(at.join("reports/.partial-zz/bcp-sim.lock"), said).unwrap();
            symlink(other.path(), at.join("reports/.partial-zz").join(what)).unwrap();
            for words in [&RUN[..], &["report"], &["seal"]] {
                assert_eq!(told(at, words).0, 0, "{words:?}");
                assert_eq!(fs::read(other.path().join("mine.txt")).unwrap(), b"mine", "{what} {words:?}");
            }
        }
    }
    // Somebody's file in such a place never gets into what a link leads to.
    let (folder, other) = (practice(), tempfile::tempdir().unwrap());
    let at = folder.path();
    fs::create_dir_all(at.join("reports/.partial-x/new")).unwrap();
    fs::write(at.join("reports/.partial-x/bcp-sim.lock"), lock.to_owned() + "\"whole\"\n").unwrap();
    fs::write(at.join("reports/.partial-x/new/.bcp-sim.json"), mark).unwrap();
    fs::write(at.join("reports/.partial-x/new/mine.txt"), "mine").unwrap();
    symlink(other.path(), at.join("reports/x")).unwrap();
    done(at, &RUN);
    assert_eq!(fs::read_dir(other.path()).unwrap().count(), 0);
    assert_eq!(fs::read(at.join("reports/.partial-x/new/mine.txt")).unwrap(), b"mine");
    // It is brought into sight where there is none.
    fs::remove_file(at.join("reports/x")).unwrap();
    fs::create_dir(at.join("reports/x")).unwrap();
    done(at, &RUN);
    assert_eq!(fs::read(at.join("reports/mine.kept-1.txt")).unwrap(), b"mine");
    let killed = practice();
    let at = killed.path();
    assert_eq!(bcp(at, &RUN, "kill 9").status.code(), None);
    fs::write(at.join("reports/.partial-s/new/notes.txt"), "mine").unwrap();
    done(at, &RUN);
    assert_eq!(fs::read(at.join("reports/notes.kept-1.txt")).unwrap(), b"mine");
    assert!(!at.join("reports/.partial-s").exists());
}

/// Something of the user's that has the name of a mark, or that was changed while its place was taken, was lost.
#[test]
fn what_has_the_name_of_a_mark_is_kept() {
    let folder = practice();
    let at = folder.path();
    done(at, &RUN);
    fs::write(at.join("reports/.bcp-sim.json"), "my own notes").unwrap();
    let (code, said) = told(at, &["report"]);
    assert!(code == 0 && said.contains("kept:"), "{said}");
    assert!(files(at).values().any(|bytes| bytes == b"my own notes"));
    fs::remove_file(at.join("reports/.bcp-sim.json")).unwrap();
    fs::remove_file(at.join("reports/index.html")).unwrap();
    fs::create_dir(at.join("reports/.bcp-sim.json")).unwrap();
    fs::write(at.join("reports/.bcp-sim.json/x"), "precious").unwrap();
    assert_eq!(told(at, &["report"]).0, 0);
    assert!(files(at).values().any(|bytes| bytes == b"precious"));
}

/// A slash at the end of a name, a linked folder of reports or drills, and a linked page led elsewhere.
#[cfg(unix)]
#[test]
fn no_way_of_writing_a_name_leads_through_a_link() {
    use std::os::unix::fs::symlink;
    let (folder, other) = (practice(), tempfile::tempdir().unwrap());
    let at = folder.path();
    symlink(other.path(), at.join("lk")).unwrap();
    assert_eq!(told(at, &[&out("lk/")[..], &["--force"]].concat()).0, 5);
    symlink(other.path(), at.join("reports")).unwrap();
    symlink(other.path(), at.join("drills")).unwrap();
    assert_eq!(told(at, &RUN).0, 5);
    assert_eq!(told(at, &["report"]).0, 5);
    assert_eq!(told(at, &["report", "reports/"]).0, 5);
    assert_eq!(told(at, &["drill", "scenarios/s.ron", "--answers", "answers.txt", "--date", "2026-11-22"]).0, 5);
    assert_eq!(fs::read_dir(other.path()).unwrap().count(), 0);
    fs::remove_file(at.join("reports")).unwrap();
    fs::write(other.path().join("secret"), "# secret").unwrap();
    done(at, &RUN);
    fs::remove_file(at.join("reports/s/report.md")).unwrap();
    symlink(other.path().join("secret"), at.join("reports/s/report.md")).unwrap();
    told(at, &["report"]);
    assert!(!fs::read_to_string(at.join("reports/s/report.html")).unwrap_or_default().contains("secret"));
}

/// A result took the place of a drill, a pack that of a repository's file or of a part of a result.
#[test]
fn no_result_and_no_pack_takes_the_place_of_a_drill_or_a_repository() {
    let folder = practice();
    let at = folder.path();
    done(at, &["drill", "scenarios/s.ron", "--answers", "answers.txt", "--date", "2026-11-22"]);
    done(at, &RUN);
    fs::create_dir(at.join(".git")).unwrap();
    fs::write(at.join(".git/HEAD"), "ref").unwrap();
    fs::write(at.join("improvement.ron"), "Improvement(format: 1, actions: [])").unwrap();
    let before = files(at);
    for to in ["drills/2026-11-22-s", "drills"] {
        assert_eq!(told(at, &[&out(to)[..], &["--force"]].concat()).0, 2, "{to}");
    }
    for to in [".git/HEAD", ".git/x", "improvement.ron", "reports/s/.bcp-sim.json", "reports/s/x.zip", "plan.ron"] {
        assert_eq!(told(at, &["seal", "--out", to, "--force"]).0, 2, "{to}");
    }
    assert_eq!(files(at), before);
}

/// Somebody who does not read on: what was asked for is done all the same, and the exit code says what came of it.
#[cfg(unix)]
#[test]
fn a_closed_pipe_changes_nothing_of_what_is_done() {
    let folder = practice();
    let at = folder.path();
    let closed = |words: &str| {
        let script = format!("{} {words} | true; exit ${{PIPESTATUS[0]}}", env!("CARGO_BIN_EXE_bcp-sim"));
        std::process::Command::new("bash").arg("-c").arg(script).current_dir(at).status().unwrap().code()
    };
    assert_eq!(closed("incident --strategy hotspot --worked yes --on 2025-01-01 --yes"), Some(0));
    assert!(at.join("evidence.ron").is_file());
    assert_eq!(closed("trace scenarios/s.ron --trial 1 --chart c.svg"), Some(0));
    assert!(at.join("c.svg").is_file());
    assert_eq!(closed("run scenarios/s.ron --trials 20 --inputs 0"), Some(0));
    assert!(at.join("reports/s/report.md").is_file());
}

/// A page made again while a run replaces its result: each waits for the other, or is told.
#[cfg(unix)]
#[test]
fn a_page_is_made_again_of_one_result_only() {
    let folder = practice();
    let at = folder.path();
    done(at, &RUN);
    for _ in 0..10 {
        let start = |words: &[&str]| {
            let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_bcp-sim"));
            command.current_dir(at).args(words).stdout(std::process::Stdio::null()).stderr(std::process::Stdio::null());
            command.spawn().unwrap()
        };
        let both = [start(&RUN), start(&["report"])].map(|mut child| child.wait().unwrap().code().unwrap());
        assert!(both.iter().all(|code| [0, 5].contains(code)), "{both:?}");
        assert!(files(at).keys().all(|path| !path.to_string_lossy().contains(".kept-")), "{:?}", files(at).keys());
    }
}

/// Two who went on with one drill at once took each other's answers away.
#[cfg(unix)]
#[test]
fn one_at_a_time_goes_on_with_a_drill() {
    let folder = practice();
    let at = folder.path();
    fs::write(at.join("few.txt"), "Miller\n\n\n4\n").unwrap();
    done(at, &["drill", "scenarios/s.ron", "--answers", "few.txt", "--date", "2026-11-25"]);
    let resume = ["drill", "--resume", "drills/2026-11-25-s/journal.jsonl"];
    let mut first = std::process::Command::new(env!("CARGO_BIN_EXE_bcp-sim"));
    let piped = std::process::Stdio::piped;
    let first = first.current_dir(at).args(resume).stdin(piped()).stdout(piped()).spawn();
    let mut first = first.unwrap();
    // It has begun once it asks.
    let mut byte = [0];
    std::io::Read::read_exact(first.stdout.as_mut().unwrap(), &mut byte).unwrap();
    let (code, said) = told(at, &resume);
    assert!(code == 5 && said.contains("somebody is playing"), "{said}");
    drop(first.stdin.take());
    first.wait().unwrap();
}

/// What is only made on the way to a path led back out of what was looked at; and only some commands looked at all.
#[test]
fn every_command_that_writes_looks_at_the_same_places() {
    let folder = practice();
    let at = folder.path();
    done(at, &RUN);
    done(at, &["drill", "scenarios/s.ron", "--answers", "answers.txt", "--date", "2026-11-22"]);
    for versions in [".git", ".hg", ".svn", ".jj"] {
        fs::create_dir(at.join(versions)).unwrap();
    }
    let before = files(at);
    let inside = [".git", ".git/x", ".hg/x", ".svn/deep/x", ".jj/x", "none/../.git/x", "none/.git/x"];
    let ours =
        ["reports/s/x", "reports/s/none/../x", "reports/s/deep/x", "none/../reports/s/x", "drills/2026-11-22-s/x"];
    let names = [".partial-x", "reports/.partial-evidence.ron", ".partial-y/x", "reports/s/.bcp-sim.json"];
    for to in inside.iter().chain(&ours).chain(&names) {
        let svg = format!("{to}.svg");
        for words in [
            &["seal", "--out", to][..],
            &["seal", "--out", to, "--force"],
            &out(to),
            &["year", "--trials", "20", "--inputs", "0", "--out", to],
            &["worth", "--trials", "20", "--out", to],
            &["init", to],
            &["drill", "scenarios/s.ron", "--answers", "answers.txt", "--out", to],
            &["drill", "scenarios/s.ron", "--pack", to],
            &["trace", "scenarios/s.ron", "--trial", "1", "--chart", &svg],
        ] {
            // `.git.svg` is a name like any other.
            if *to == ".git" && words[0] == "trace" {
                continue;
            }
            let (code, said) = told(at, words);
            assert!(code == 2 && said.contains("go into"), "{words:?}: {code} {said}");
            assert!(files(at) == before, "{words:?}");
        }
    }
    // What the plan is kept in is not made to be something else before it is there.
    for to in ["evidence.ron", "none/../evidence.ron", "improvement.ron"] {
        for words in [&["seal", "--out", to, "--force"][..], &out(to)] {
            assert_eq!(told(at, words).0, 2, "{words:?}");
        }
    }
    assert!(!at.join("none").exists());
}

/// Only the folder itself was looked at, and not those above it: a report went to where the folder of drills led.
#[cfg(unix)]
#[test]
fn nothing_of_a_practice_is_written_behind_a_link_above_it() {
    use std::os::unix::fs::symlink;
    let (folder, other) = (practice(), tempfile::tempdir().unwrap());
    let at = folder.path();
    fs::write(at.join("few.txt"), "Miller\n\n\n4\n").unwrap();
    done(at, &["drill", "scenarios/s.ron", "--answers", "few.txt", "--date", "2026-11-25"]);
    done(at, &RUN);
    fs::rename(at.join("drills"), other.path().join("drills")).unwrap();
    fs::rename(at.join("reports"), other.path().join("reports")).unwrap();
    symlink(other.path().join("drills"), at.join("drills")).unwrap();
    symlink(other.path().join("reports"), at.join("reports")).unwrap();
    symlink(other.path(), at.join("lk")).unwrap();
    let (before, here) = (files(other.path()), fs::read_dir(at).unwrap().count());
    let journal = "drills/2026-11-25-s/journal.jsonl";
    for words in [
        &["drill", "report", journal][..],
        &["drill", "--resume", journal, "--answers", "answers.txt"],
        &out("reports/x"),
        &out("lk/x"),
        &["seal", "--out", "lk/x.zip"],
        &["trace", "scenarios/s.ron", "--trial", "1", "--chart", "lk/x.svg"],
        &["drill", "scenarios/s.ron", "--answers", "answers.txt", "--out", "lk/x"],
        &["drill", "scenarios/s.ron", "--pack", "lk/deep/x"],
        &["init", "lk/x"],
        &["report", "lk/reports"],
    ] {
        let (code, said) = told(at, words);
        assert!(code == 5 && said.contains("nothing is written through it"), "{words:?}: {code} {said}");
    }
    assert_eq!(files(other.path()), before);
    assert_eq!(fs::read_dir(at).unwrap().count(), here);
    // That a whole practice is reached through one is nobody's surprise.
    let way = tempfile::tempdir().unwrap();
    symlink(at, way.path().join("practice")).unwrap();
    for made in ["drills", "reports"] {
        fs::remove_file(at.join(made)).unwrap();
    }
    let words = ["run", "practice/scenarios/s.ron", "--plan", "practice/plan.ron", "--trials", "20", "--inputs", "0"];
    done(way.path(), &words);
    assert!(at.join("reports/s/report.md").is_file());
}

/// An empty folder that only its owner may look into was open to all once a result was in it.
#[cfg(unix)]
#[test]
fn who_may_look_into_a_folder_stays_as_it_was() {
    use std::os::unix::fs::PermissionsExt;
    let folder = practice();
    let at = folder.path();
    let mode = |name: &str| fs::metadata(at.join(name)).unwrap().permissions().mode() & 0o777;
    for (name, closed) in [("mine", 0o700), ("shared", 0o770), ("read", 0o500)] {
        for words in [&out(name)[..], &out(name)] {
            if !at.join(name).exists() {
                fs::create_dir(at.join(name)).unwrap();
                fs::set_permissions(at.join(name), fs::Permissions::from_mode(closed)).unwrap();
            }
            done(at, words);
            assert_eq!(mode(name), closed, "{name}");
        }
    }
    fs::create_dir(at.join("new")).unwrap();
    fs::set_permissions(at.join("new"), fs::Permissions::from_mode(0o700)).unwrap();
    done(at, &["init", "new"]);
    assert_eq!(mode("new"), 0o700);
    // Among somebody's files as well.
    let forced = [&out("forced")[..], &["--force"]].concat();
    fs::create_dir(at.join("forced")).unwrap();
    fs::write(at.join("forced/mine.txt"), "mine").unwrap();
    done(at, &forced);
    fs::set_permissions(at.join("forced/report.md"), fs::Permissions::from_mode(0o600)).unwrap();
    done(at, &forced);
    assert_eq!(mode("forced/report.md"), 0o600);
}

/// Where nothing can be printed it was not said that the result is there all the same.
#[cfg(target_os = "linux")]
#[test]
fn what_is_written_is_said_where_nothing_can_be_printed() {
    let folder = practice();
    let at = folder.path();
    let said = |words: &[&str]| {
        let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_bcp-sim"));
        let out = command.current_dir(at).args(words).stdout(full).stderr(std::process::Stdio::piped()).spawn();
        let out = out.unwrap().wait_with_output().unwrap();
        (out.status.code(), String::from_utf8_lossy(&out.stderr).into_owned())
    };
    for (words, there) in [
        (&RUN[..], "reports/s"),
        (&["year", "--trials", "20", "--inputs", "0"], "reports/year"),
        (&["worth", "--trials", "20"], "reports/worth"),
        (
            &["compare", "plan.ron", "new.ron", "--trials", "20", "--inputs", "0", "--causes", "0"],
            "reports/plan-to-new",
        ),
        (&["report"], "reports/index.html"),
        (&["seal"], "evidence-pack.zip"),
        (&["init", "other"], "other"),
        (&["trace", "scenarios/s.ron", "--trial", "1", "--chart", "c.svg"], "c.svg"),
        (&["drill", "scenarios/s.ron", "--pack", "papers"], "papers"),
    ] {
        let (code, told) = said(words);
        let note = format!("note: `{there}` is written all the same");
        assert!(code == Some(1) && told.contains("standard output") && told.contains(&note), "{words:?}: {told}");
        assert!(at.join(there).exists(), "{words:?}");
    }
    for words in [&["check"][..], &["explain"], &["--help"], &["run", "--help"], &["man"], &["completions", "bash"]] {
        let (code, told) = said(words);
        assert!(
            code == Some(1) && !told.contains("panicked") && !told.contains("written"),
            "{words:?}: {code:?} {told}"
        );
    }
}

/// Only commands that make a report put right what was left of one; of the evidence only those that write it.
#[test]
fn whichever_command_reads_a_practice_puts_right_what_was_left_in_it() {
    let made = practice();
    let log = ["incident", "--strategy", "hotspot", "--worked", "yes", "--on", "2025-01-01", "--yes"];
    done(made.path(), &log);
    let ends = |words: &[&str], fault: &str| bcp(made.path(), words, fault).status.code();
    for command in [
        &["check"][..],
        &["check", "--plan", "plan.ron"],
        &["promises"],
        &["trace", "scenarios/s.ron", "--trial", "1"],
        &["incident", "--strategy", "hotspot", "--worked", "yes", "--on", "2025-01-01"],
        &["drill", "report", "drills/nowhere/journal.jsonl"],
        &["drill", "replay", "drills/nowhere/journal.jsonl"],
        &["drill", "--resume", "drills/nowhere/journal.jsonl"],
        &["run", "scenarios/s.ron", "--trials", "5", "--inputs", "0", "--format", "none"],
        &["compare", "plan.ron", "new.ron", "--trials", "5", "--inputs", "0", "--causes", "0", "--format", "none"],
        &["worth", "--trials", "5", "--format", "none"],
        &["seal", "--out", "none/x.zip"],
    ] {
        let left = [".partial-evidence.ron", "reports/.partial-s", "drills/.partial-d", ".partial-p"];
        for (words, place) in [
            &log[..],
            &RUN,
            &["drill", "scenarios/s.ron", "--answers", "answers.txt", "--out", "drills/d"],
            &["drill", "scenarios/s.ron", "--pack", "p"],
        ]
        .iter()
        .zip(left)
        {
            assert_eq!(ends(words, "kill 5"), None, "{words:?}");
            assert!(made.path().join(place).exists(), "{place}");
            told(made.path(), command);
            assert!(!made.path().join(place).exists(), "{command:?}: {place}");
        }
    }
}

/// A folder of the user's that holds an empty file `lock` was taken for one that a killed program left.
#[test]
fn an_empty_lock_of_somebodys_is_no_sign_of_ours() {
    let folder = practice();
    let at = folder.path();
    for (place, said) in [(".partial-x", ""), ("reports/.partial-s", ""), ("reports/.partial-y", "mine")] {
        fs::create_dir_all(at.join(place)).unwrap();
        fs::write(at.join(place).join("lock"), said).unwrap();
    }
    let before = files_of_places(at);
    for words in [&["check"][..], &["year", "--trials", "20", "--inputs", "0"], &["report"]] {
        done(at, words);
    }
    let (code, said) = told(at, &RUN);
    assert!(code == 5 && said.contains("is in the way"), "{said}");
    assert_eq!(files_of_places(at), before);
}

/// The files in places of somebody's, which other tests leave out.
fn files_of_places(at: &Path) -> Vec<String> {
    let places = [".partial-x", "reports/.partial-s", "reports/.partial-y"];
    places.map(|place| fs::read_to_string(at.join(place).join("lock")).unwrap()).to_vec()
}

/// Where something of a replaced result could not be taken away, later runs failed without a word of what to do.
#[test]
fn what_could_not_be_cleared_up_is_once_it_can_be() {
    let folder = practice();
    let at = folder.path();
    done(at, &RUN);
    let log = tempfile::NamedTempFile::new().unwrap();
    let calls = |fault: &str| {
        fs::write(log.path(), "").unwrap();
        let out = bcp(at, &RUN, &format!("log {};{fault}", log.path().display()));
        let said = String::from_utf8_lossy(&out.stderr).into_owned();
        (out.status.code().unwrap(), said, fs::read_to_string(log.path()).unwrap())
    };
    let first_removed = |calls: &str| calls.lines().position(|call| call.contains(" remove ")).unwrap() + 1;
    let at_first = first_removed(&calls("").2);
    let (code, said, _) = calls(&format!("fail {at_first}"));
    assert!(code == 0 && said.contains("note: could not clear up `reports/.partial-s`"), "{said}");
    assert!(said.contains("type any command of this practice again"), "{said}");
    assert!(at.join("reports/.partial-s/new").exists() && at.join("reports/s/report.md").exists());
    // Still not: it is told, once for each command, and the result that is there stays.
    let whole = files(&at.join("reports/s"));
    let (_, said, _) = calls("dead 1");
    assert!(said.contains("type any command of this practice again") || said.contains("could not"), "{said}");
    assert_eq!(files(&at.join("reports/s")), whole);
    done(at, &RUN);
    assert!(!at.join("reports/.partial-s").exists());
}

/// What was under way in a folder of its own stayed there when a signal had to end the program.
#[cfg(unix)]
#[test]
fn nothing_of_a_pack_that_is_being_verified_stays_when_it_is_ended() {
    let (folder, temporary) = (practice(), tempfile::tempdir().unwrap());
    let at = folder.path();
    done(at, &["year", "--trials", "20000", "--inputs", "0", "--format", "json"]);
    done(at, &["seal"]);
    for signal in ["-INT", "-TERM"] {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_bcp-sim"));
        command.current_dir(at).args(["verify", "evidence-pack.zip"]).env("TMPDIR", temporary.path());
        command.stdout(std::process::Stdio::null()).stderr(std::process::Stdio::null());
        let mut program = command.spawn().unwrap();
        while fs::read_dir(temporary.path()).unwrap().count() < 2 && program.try_wait().unwrap().is_none() {}
        // A second signal does not wait for what is under way.
        for _ in 0..2 {
            let id = program.id().to_string();
            drop(std::process::Command::new("kill").args([signal, &id]).output());
        }
        let code = program.wait().unwrap().code();
        assert!([Some(130), Some(0)].contains(&code), "{signal}: {code:?}");
        assert_eq!(fs::read_dir(temporary.path()).unwrap().count(), 0, "{signal}");
    }
}
