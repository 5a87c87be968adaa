//! Whose a file is: what the user has stays, wherever it lies and however it is called.

use std::fs;
use std::path::Path;

use super::{bcp, done, files, practice};

const RUN: [&str; 8] = ["run", "scenarios/s.ron", "--trials", "50", "--inputs", "0", "--format", "md,svg,json"];

fn out(to: &str) -> Vec<&str> {
    [&RUN[..], &["--out", to]].concat()
}

/// The program's answer: its code and what it says.
fn told(at: &Path, words: &[&str]) -> (i32, String) {
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
            assert!(code == 2 && said.contains("a result cannot go into"), "{words:?}: {said}");
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
