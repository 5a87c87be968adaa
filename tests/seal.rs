//! The evidence pack: what is sealed is verified, what was changed is named, and what somebody sends is not trusted.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on should say so at once")]

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use assert_cmd::Command;
use assert_cmd::assert::Assert;
use bcp_sim::pack::{Entries, MANIFEST, Manifest, README, read_me, unzip, zip};
use tempfile::TempDir;

pub const PACK: &str = "evidence-pack.zip";
const FEW: [&str; 6] = ["--trials", "60", "--format", "md,svg,json", "--quiet", "--force"];

/// Answers to a drill: names that stay out, what is foreseen, one decision with its reasons; the rest is waited for.
pub const ANSWERS: &str =
    "Miller\n\n\n4\n1\n2\n70 %\nthe hotspot\nmobile hotspot, telephone\nthe plan, 5.3\nall, by message\n80\n";

pub fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

pub fn bcp(folder: &Path, words: &[&str]) -> Assert {
    Command::cargo_bin("bcp-sim").unwrap().current_dir(folder).args(words).write_stdin("").assert()
}

pub fn told(assert: &Assert) -> String {
    text(&assert.get_output().stderr)
}

/// A practice with a plan, another one, and two scenarios.
pub fn practice() -> TempDir {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir_all(folder.path().join("scenarios")).unwrap();
    fs::create_dir(folder.path().join("plans")).unwrap();
    fs::copy(root.join("plan.ron"), folder.path().join("plan.ron")).unwrap();
    fs::copy(root.join("plans/careerworx-2026-draft.ron"), folder.path().join("plans/new.ron")).unwrap();
    for entry in fs::read_dir(root.join("scenarios")).unwrap() {
        let entry = entry.unwrap();
        fs::copy(entry.path(), folder.path().join("scenarios").join(entry.file_name())).unwrap();
    }
    folder
}

pub fn run(folder: &Path, words: &[&str]) {
    bcp(folder, &[words, &FEW].concat()).success();
}

pub fn drill(folder: &Path, date: &str) {
    fs::write(folder.join("answers.txt"), ANSWERS.to_owned() + &"\n".repeat(80)).unwrap();
    bcp(folder, &["drill", "scenarios/outage.ron", "--answers", "answers.txt", "--date", date]).success();
}

/// A practice with a result of every kind, and its pack.
fn everything() -> TempDir {
    let folder = practice();
    let at = folder.path();
    run(at, &["run", "scenarios/outage.ron", "scenarios/crm.ron"]);
    run(at, &["run", "scenarios/outage.ron", "--hazard", "storm", "--out", "reports/a storm", "--as", "tested"]);
    run(at, &["year", "--set", "finances.fund=20", "--months", "6", "--ruin", "2%"]);
    run(at, &["compare", "plan.ron", "plans/new.ron", "--causes", "64"]);
    run(at, &["worth", "--against", "scenarios/outage.ron"]);
    drill(at, "2026-11-22");
    drill(at, "2026-12-22");
    bcp(at, &["seal"]).success();
    folder
}

/// The bytes of one pack with everything in it; made once.
pub fn pack() -> &'static [u8] {
    static PACKED: OnceLock<Vec<u8>> = OnceLock::new();
    PACKED.get_or_init(|| fs::read(everything().path().join(PACK)).unwrap())
}

/// A small pack: one report, few files.
pub fn small() -> &'static [u8] {
    static PACKED: OnceLock<Vec<u8>> = OnceLock::new();
    PACKED.get_or_init(|| {
        let folder = practice();
        run(folder.path(), &["run", "scenarios/outage.ron"]);
        bcp(folder.path(), &["seal"]).success();
        fs::read(folder.path().join(PACK)).unwrap()
    })
}

/// Verifies some bytes where nothing else is; nothing may be left behind, or be written elsewhere.
pub fn verify(bytes: &[u8], more: &[&str]) -> Assert {
    let (folder, temporary) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    fs::write(folder.path().join("got.zip"), bytes).unwrap();
    let mut command = Command::cargo_bin("bcp-sim").unwrap();
    let command = command.current_dir(folder.path()).args([&["verify", "got.zip"], more].concat());
    // What the environment says of plans and seeds is none of a pack's business.
    let command = command.env("TMPDIR", temporary.path()).env("BCP_SIM_PLAN", "nowhere.ron").env("BCP_SIM_SEED", "7");
    let done = command.assert();
    let names = |folder: &TempDir| fs::read_dir(folder.path()).unwrap().count();
    assert_eq!((names(&folder), names(&temporary)), (1, 0), "something was left behind");
    done
}

/// A pack with its entries changed, and its list mended.
pub fn mended(bytes: &[u8], change: impl FnOnce(&mut Entries, &mut Manifest)) -> Vec<u8> {
    let mut entries = unzip(bytes).unwrap();
    let mut manifest = Manifest::of(&entries).unwrap();
    entries.remove(MANIFEST);
    change(&mut entries, &mut manifest);
    let files = Manifest::new("", "", &entries, Vec::new()).files;
    entries.insert(MANIFEST.to_owned(), Manifest { files, ..manifest }.text().into_bytes());
    zip(&entries).unwrap()
}

/// The same by somebody who writes the page anew as well, as `seal` would.
pub fn resealed(bytes: &[u8], change: impl FnOnce(&mut Entries, &mut Manifest)) -> Vec<u8> {
    mended(bytes, |entries, manifest| {
        change(entries, manifest);
        entries.insert(README.to_owned(), read_me(manifest).into_bytes());
    })
}

pub fn edit(entries: &mut Entries, name: &str, from: &str, to: &str) {
    let old = text(&entries[name]);
    assert!(old.contains(from), "{name} has no {from}");
    entries.insert(name.to_owned(), old.replacen(from, to, 1).into_bytes());
}

#[test]
fn whatever_was_sealed_is_made_again_bit_for_bit() {
    let done = verify(pack(), &[]).success();
    let said = text(&done.get_output().stdout);
    for result in [
        "reports/a storm",
        "reports/crm",
        "reports/outage",
        "reports/plan-to-new",
        "reports/ranking",
        "reports/worth-outage",
        "reports/year",
        "drills/2026-11-22-outage",
        "drills/2026-12-22-outage",
    ] {
        assert!(said.lines().any(|line| line.contains(&format!("{result} ")) && line.ends_with("agrees")), "{said}");
    }
    assert!(said.contains("bit for bit") && said.lines().all(|line| line.chars().count() <= 80), "{said}");
    assert!(told(&done).is_empty(), "{}", told(&done));
}

#[test]
fn the_same_inputs_give_the_same_bytes_and_no_folder_of_the_machine() {
    let packs = [(); 2].map(|()| {
        let folder = practice();
        // Once from inside with short paths, once from outside with whole ones.
        run(folder.path(), &["run", "scenarios/outage.ron"]);
        run(folder.path(), &["compare", "plan.ron", "plans/new.ron", "--causes", "0"]);
        let done = bcp(Path::new("/"), &["seal", "--plan", &folder.path().join("plan.ron").to_string_lossy()]);
        drop(done.success());
        let bytes = fs::read(folder.path().join(PACK)).unwrap();
        let own = folder.path().to_string_lossy().into_owned();
        assert!(unzip(&bytes).unwrap().values().all(|file| !text(file).contains(&own)), "{own} is named");
        bytes
    });
    assert!(packs[0] == packs[1]);
    assert_eq!(bcp_sim::pack::fingerprint(&packs[0]).len(), 64);
}

/// Made with whole paths from elsewhere, a report shows their last parts, and is made again all the same.
#[test]
fn a_report_made_from_elsewhere_is_sealed_and_verified() {
    let folder = practice();
    let path = |name: &str| folder.path().join(name).to_string_lossy().into_owned();
    let (old, new) = (path("plan.ron"), path("plans/new.ron"));
    run(Path::new("/"), &["compare", &old, &new, "--causes", "0", "--against", &path("scenarios/outage.ron")]);
    run(Path::new("/"), &["year", "--plan", &new, "--out", &path("reports/new year")]);
    bcp(folder.path(), &["seal", "--out", "a.zip"]).success();
    verify(&fs::read(folder.path().join("a.zip")).unwrap(), &[]).success();
    bcp(folder.path(), &["seal", "--plan", "plans/new.ron", "reports/new year", "--out", "b.zip"]).success();
    let bytes = fs::read(folder.path().join("b.zip")).unwrap();
    assert!(unzip(&bytes).unwrap().contains_key("new.ron"));
    verify(&bytes, &[]).success();
}

#[test]
fn a_digit_changed_in_a_figure_is_named_by_its_path() {
    let summary = text(&unzip(small()).unwrap()["reports/outage/summary.json"]);
    let value: serde_json::Value = serde_json::from_str(&summary).unwrap();
    let metric = &value["written"]["metrics"][0];
    let mean = metric["mean"].as_f64().unwrap();
    let (from, to) = (format!("\"mean\": {mean:?}"), "\"mean\": 0.123");
    let name = "reports/outage/summary.json";
    let changed = mended(small(), |entries, _| edit(entries, name, &from, to));
    let done = verify(&changed, &[]).code(4);
    let said = text(&done.get_output().stdout);
    let place = "summary.json: written, metrics, sessions lost, mean";
    assert!(said.contains(&format!("{place}: sealed 0.123, made again {mean:?}")), "{said}");
    assert!(
        said.contains("differs in 1 place") && told(&done).contains("something differs in 1 of 1 result"),
        "{said}"
    );
    let done = verify(&changed, &["--json"]).code(4);
    let found: serde_json::Value = serde_json::from_slice(&done.get_output().stdout).unwrap();
    assert_eq!(found["schema"], "bcp-sim.verified/1");
    assert_eq!(found["results"][0]["differences"][0]["sealed"], "0.123");
    // The list not mended, it is no pack any more.
    let mut entries = unzip(small()).unwrap();
    edit(&mut entries, name, &from, to);
    let done = verify(&zip(&entries).unwrap(), &[]).code(3);
    assert!(told(&done).contains("`reports/outage/summary.json` was changed after it was sealed"), "{}", told(&done));
    assert!(done.get_output().stdout.is_empty());
}

#[test]
fn a_changed_plan_scenario_page_or_chart_is_named() {
    let change = |name: &'static str, from: &'static str, to: &'static str| {
        let changed = mended(small(), |entries, _| edit(entries, name, from, to));
        text(&verify(&changed, &[]).code(4).get_output().stdout)
    };
    let said = change("plan.ron", "fund: \"14,400\"", "fund: \"4,400\"");
    assert!(said.contains("plan, sha256") && said.contains("fund low"), "{said}");
    let said = change("scenarios/outage.ron", "rate:", "rate :");
    assert!(said.contains("scenario, sha256"), "{said}");
    let said = change("reports/outage/report.md", "# Internet", "# A small internet");
    assert!(said.contains("report.md: line 1: sealed # A small internet"), "{said}");
    let said = change("reports/outage/fund.svg", "<svg", "<svg ");
    assert!(said.contains("fund.svg: line 1"), "{said}");
    let without = mended(small(), |entries, _| drop(entries.remove("reports/outage/fund.svg")));
    let said = text(&verify(&without, &[]).code(4).get_output().stdout);
    assert!(said.contains("fund.svg: all of it: sealed not sealed"), "{said}");
    let added =
        mended(small(), |entries, _| drop(entries.insert("reports/outage/more.svg".into(), b"<svg/>".to_vec())));
    let said = text(&verify(&added, &[]).code(4).get_output().stdout);
    assert!(said.contains("more.svg: all of it"), "{said}");
    // A report beside those that are made again would be believed with them.
    let beside = mended(small(), |entries, _| {
        let copies: Vec<_> = entries.iter().filter(|(name, _)| name.starts_with("reports/outage/")).collect();
        let copies: Vec<_> = copies.iter().map(|(name, b)| (name.replace("outage", "better"), (*b).clone())).collect();
        entries.extend(copies);
    });
    assert!(told(&verify(&beside, &[]).code(3)).contains("belongs to no result"));
    let invalid = mended(small(), |entries, _| edit(entries, "plan.ron", "fund: \"", "fnd: \""));
    let said = told(&verify(&invalid, &[]).code(3));
    assert!(said.contains("its plan cannot be read") && said.contains("E011"), "{said}");
    let invalid = mended(small(), |entries, _| edit(entries, "scenarios/outage.ron", "rate:", "rat:"));
    let said = text(&verify(&invalid, &[]).code(4).get_output().stdout);
    assert!(said.contains("cannot be made again") && said.contains("E011"), "{said}");
}

#[test]
fn a_changed_drill_is_named() {
    let name = "drills/2026-12-22-outage/journal.jsonl";
    // The later drill alone, with the journal of the earlier one, which its trend tells of.
    let alone = resealed(pack(), |entries, manifest| {
        manifest.results.retain(|sealed| sealed.folder.starts_with("drills/2026-12"));
        let goes = |name: &str| ["reports/", "plans/", "drills/2026-11"].iter().any(|start| name.starts_with(start));
        entries.retain(|name, _| !goes(name) || name.ends_with("journal.jsonl"));
    });
    verify(&alone, &[]).success();
    let changed = mended(&alone, |entries, _| edit(entries, name, "mobile hotspot, telephone", "telephone"));
    let said = text(&verify(&changed, &[]).code(4).get_output().stdout);
    assert!(said.contains("does not follow from its header"), "{said}");
    let page = "drills/2026-12-22-outage/report.md";
    let changed = mended(&alone, |entries, _| edit(entries, page, "Executive summary", "Summary"));
    let said = text(&verify(&changed, &[]).code(4).get_output().stdout);
    assert!(said.contains("report.md: line"), "{said}");
}

#[test]
fn another_version_is_said_first_and_compared_all_the_same() {
    let other = older(small());
    let said = text(&verify(&other, &[]).success().get_output().stdout);
    let at = |what: &str| said.find(what).unwrap_or_else(|| panic!("{what}: {said}"));
    assert!(at("figures may differ for that alone") < at("agrees"), "{said}");
    assert!(said.starts_with("Verified in its figures alone: 1 result; not checked: "), "{said}");
    // Other words are not called wrong, and not called right either.
    let worded = mended(&other, |entries, _| {
        edit(entries, "reports/outage/report.md", "# Internet", "# The internet");
        edit(entries, "reports/outage/fund.svg", "<svg", "<svg ");
        edit(entries, "README.txt", "EVIDENCE PACK", "PACK");
    });
    let said = text(&verify(&worded, &[]).success().get_output().stdout);
    for name in ["reports/outage/report.md", "reports/outage/fund.svg", "reports/outage/summary.json", "README.txt"] {
        assert!(said.lines().any(|line| line.trim() == name), "{name}: {said}");
    }
    // A figure is.
    let summary = "reports/outage/summary.json";
    let wrong = mended(&other, |entries, _| edit(entries, summary, "\"scheduled\": ", "\"scheduled\": 1"));
    let said = text(&verify(&wrong, &[]).code(4).get_output().stdout);
    assert!(said.starts_with("NOT verified") && said.contains("summary.json: scheduled"), "{said}");
    // Who changes the version in the list alone is told.
    let half = mended(small(), |_, manifest| manifest.program = "bcp-sim 0.0.9".to_owned());
    let said = told(&verify(&half, &[]).code(3));
    assert!(said.contains("README.txt: line") && said.contains("it was made by `bcp-sim 0.1.0`"), "{said}");
}

/// A pack as another version would have sealed it.
fn older(bytes: &[u8]) -> Vec<u8> {
    resealed(bytes, |entries, manifest| {
        manifest.program = "bcp-sim 0.0.9".to_owned();
        manifest.model_version = 1;
        let own = concat!("\"program\": \"bcp-sim ", env!("CARGO_PKG_VERSION"), "\"");
        edit(entries, "reports/outage/summary.json", own, "\"program\": \"bcp-sim 0.0.9\"");
        let own = format!("\"model_version\": {}", bcp_sim::report::MODEL_VERSION);
        edit(entries, "reports/outage/summary.json", &own, "\"model_version\": 1");
    })
}

#[test]
fn what_was_cut_off_or_damaged_is_refused() {
    let bytes = small();
    for cut in [0, 1, 21, 22, bytes.len() / 2, bytes.len() - 1] {
        assert!(told(&verify(&bytes[..cut], &[]).code(3)).contains("error[E008]"), "cut at {cut}");
    }
    for at in [10, 30, 60, bytes.len() / 3, bytes.len() - 60, bytes.len() - 10] {
        let mut damaged = bytes.to_vec();
        damaged[at] ^= 0x55;
        let told = told(&verify(&damaged, &[]).code(3));
        assert!(told.contains("error[E008]"), "byte {at}: {told}");
    }
    verify(&[bytes, b"more"].concat(), &[]).code(3);
    verify(b"PK\x05\x06", &[]).code(3);
    bcp(Path::new("/"), &["verify", "/nowhere/evidence-pack.zip"]).code(1);
}

/// The same bytes with a name in its two headers changed to one of the same length.
fn renamed(bytes: &[u8], from: &str, to: &str) -> Vec<u8> {
    assert_eq!(from.len(), to.len());
    let mut bytes = bytes.to_vec();
    let places: Vec<usize> =
        (0..bytes.len() - from.len()).filter(|at| bytes[*at..].starts_with(from.as_bytes())).collect();
    for at in places {
        bytes[at..at + from.len()].copy_from_slice(to.as_bytes());
    }
    bytes
}

#[test]
fn names_that_lead_out_of_the_pack_are_refused_and_nothing_is_written() {
    for (to, wanted) in [
        ("../a.txtx.x", "leads out of the pack"),
        ("/tmp/a.txtx", "absolute"),
        ("a\\..\\..\\xx", "not every system"),
        ("c:aaa/a.txt", "not every system"),
        ("\u{1b}[2Jaaaaaa.", "control characters"),
    ] {
        let to: String = to.chars().take(10).collect();
        let done = verify(&renamed(small(), "README.txt", &to), &[]).code(3);
        assert!(told(&done).contains(wanted) && !told(&done).contains('\u{1b}'), "{}", told(&done));
    }
    // A name that stands there twice, and one that is not listed.
    let twice = renamed(small(), "scenarios/data-breach.ron", "scenarios/data-loss.ron__");
    verify(&twice, &[]).code(3);
    let stranger = renamed(small(), "scenarios/crm.ron", "scenarios/crn.ron");
    assert!(told(&verify(&stranger, &[]).code(3)).contains("`scenarios/crn.ron` is not listed"));
}

/// A bomb: an entry that unpacks to more than it says, or than is allowed, is stopped while it is read.
#[test]
fn a_bomb_is_stopped() {
    let mut entries = unzip(small()).unwrap();
    entries.insert("zeros".to_owned(), vec![0; 30_000_000]);
    let bytes = zip(&entries).unwrap();
    let size = 30_000_000_u32.to_le_bytes();
    let places: Vec<usize> = (0..bytes.len() - 4).filter(|at| bytes[*at..].starts_with(&size)).collect();
    assert_eq!(places.len(), 2, "one in each header");
    for (claimed, wanted) in [(10_u32, "larger than it says"), (u32::MAX, "are the most")] {
        let mut forged = bytes.clone();
        for at in &places {
            forged[*at..*at + 4].copy_from_slice(&claimed.to_le_bytes());
        }
        assert!(told(&verify(&forged, &[]).code(3)).contains(wanted));
    }
}

#[test]
fn a_command_that_reaches_out_of_the_pack_is_refused() {
    let elsewhere = tempfile::tempdir().unwrap();
    let evil = elsewhere.path().join("evil").to_string_lossy().into_owned();
    let with = |command: &[&str]| {
        mended(small(), |_, manifest| {
            manifest.results[0].command = command.iter().map(|word| (*word).to_owned()).collect();
        })
    };
    for command in [
        &["init", &evil][..],
        &["run", "/etc/hostname"],
        &["run", "scenarios/outage.ron", "--plan", "../plan.ron"],
        &["run", "-"],
        &["run", "plan.ron@HEAD"],
        &["drill", "scenarios/outage.ron", "--out", &evil],
        &["trace", "scenarios/outage.ron", "--trial", "1", "--chart", &evil],
        &["incident", "--strategy", "telephone", "--worked", "yes", "--on", "2026-01-01", "--yes"],
        &["seal"],
        &["\u{1b}[2J"],
        &[],
    ] {
        let done = verify(&with(command), &[]).code(3);
        assert!(told(&done).contains("cannot be done") && !told(&done).contains('\u{1b}'), "{}", told(&done));
    }
    // Where the result goes is not the pack's to say.
    let words = ["run", "scenarios/outage.ron", "--trials", "60", "--seed", "42", "--out", &evil];
    let said = told(&verify(&with(&words), &[]).code(3));
    assert!(!Path::new(&evil).exists() && said.contains("`--out` is no part of what makes a result"), "{said}");
    // A practice around the place where packs are unpacked is not looked at.
    let outside = practice();
    let bare = mended(small(), |entries, manifest| {
        entries.retain(|name, _| name.starts_with("reports/"));
        manifest.results[0].command = vec!["year".to_owned()];
    });
    fs::write(outside.path().join("got.zip"), bare).unwrap();
    bcp(outside.path(), &["verify", "got.zip"]).code(3);
}

#[test]
fn texts_of_a_pack_are_shown_without_their_control_characters() {
    let changed = mended(small(), |entries, _| {
        edit(
            entries,
            "reports/outage/summary.json",
            "\"currency\": \"GBP\"",
            "\"currency\": \"\\u001b[31m\", \"a\\u001bb\": 1",
        );
    });
    let done = verify(&changed, &["--color", "always"]).code(4);
    let said = text(&done.get_output().stdout) + &told(&done);
    assert!(!said.contains('\u{1b}') && !said.contains('\u{7}') && said.contains("\\u{1b}"), "{said}");
    for wrong in [
        mended(small(), |_, manifest| manifest.title = "A plan\u{1b}[2J".to_owned()),
        mended(small(), |_, manifest| manifest.program = "\u{1b}]0;x\u{7}".to_owned()),
        mended(small(), |_, manifest| manifest.results[0].command.push("\u{1b}[2J".to_owned())),
        mended(small(), |entries, _| edit(entries, "README.txt", "EVIDENCE", "\u{1b}[2J")),
        mended(small(), |_, manifest| manifest.schema = "x\u{1b}[2J".to_owned()),
        mended(small(), |_, manifest| manifest.results[0].folder = "x\u{1b}[2J".to_owned()),
        mended(small(), |_, manifest| manifest.results.clear()),
    ] {
        assert!(!told(&verify(&wrong, &[]).code(3)).contains('\u{1b}'));
    }
}

/// What looks like contact data of a person keeps everything from being sealed, and is not repeated.
#[test]
fn contact_data_is_refused_with_its_place() {
    let folder = practice();
    let at = folder.path();
    drill(at, "2026-11-22");
    bcp(at, &["seal"]).success();
    fs::remove_file(at.join(PACK)).unwrap();
    let journal = "drills/2026-11-22-outage/journal.jsonl";
    let refused = |file: &str, line: usize, what: &str| {
        let done = bcp(at, &["seal"]).code(3);
        let said = told(&done);
        assert!(said.contains(&format!("{file}:{line}: error[E007]: {what} stands here")), "{said}");
        assert!(!said.contains("7946") && !said.contains("example.org"), "{said}");
        assert!(!at.join(PACK).exists());
    };
    let with = |file: &str, change: &dyn Fn(&str) -> String, check: &dyn Fn()| {
        let old = fs::read_to_string(at.join(file)).unwrap();
        fs::write(at.join(file), change(&old)).unwrap();
        check();
        fs::write(at.join(file), old).unwrap();
    };
    // In a comment of a file that no result needs.
    let crm = "scenarios/crm.ron";
    with(crm, &|old| format!("// ring 020 7946 0000\n{old}"), &|| refused(crm, 1, "a telephone number"));
    with(journal, &|old| old.replacen("the plan, 5.3", "a.b@example.org", 1), &|| {
        let lines = fs::read_to_string(at.join(journal)).unwrap();
        let line = lines.lines().position(|line| line.contains("example.org")).unwrap() + 1;
        refused(journal, line, "an e-mail address");
    });
    with(journal, &|old| old.replacen("all, by message", "ring 020 7946 0000", 1), &|| {
        let lines = fs::read_to_string(at.join(journal)).unwrap();
        let line = lines.lines().position(|line| line.contains("7946")).unwrap() + 1;
        refused(journal, line, "a telephone number");
    });
    // What this program did not write is not handed on at all.
    with("drills/2026-11-22-outage/report.md", &|old| format!("{old}\nmail a.b@example.org"), &|| {
        let said = told(&bcp(at, &["seal"]).code(1));
        assert!(said.contains("its report.md was changed by hand") && !said.contains("example.org"), "{said}");
    });
    let entry = "Evidence(format: 1, entries: [(strategy: \"telephone\", on: \"2026-01-01\", from: Drill, worked: false, note: \"a.b@example.org\")])";
    fs::write(at.join("evidence.ron"), entry).unwrap();
    refused("evidence.ron", 1, "an e-mail address");
    fs::remove_file(at.join("evidence.ron")).unwrap();
    bcp(at, &["seal"]).success();
}

#[test]
fn nothing_is_overwritten_unasked() {
    let folder = practice();
    let at = folder.path();
    run(at, &["run", "scenarios/outage.ron"]);
    fs::write(at.join(PACK), "mine").unwrap();
    assert!(told(&bcp(at, &["seal"]).code(5)).contains("--force"));
    assert_eq!(fs::read_to_string(at.join(PACK)).unwrap(), "mine");
    bcp(at, &["seal", "--force"]).success();
    assert!(fs::read(at.join(PACK)).unwrap().starts_with(b"PK"));
    assert_eq!(fs::read_to_string(at.join("evidence-pack.kept-1.zip")).unwrap(), "mine");
    bcp(at, &["seal", "--force", "--out", "plans"]).code(5);
    bcp(at, &["seal", "--out", "other.zip"]).success();
    assert!(fs::read(at.join(PACK)).unwrap() == fs::read(at.join("other.zip")).unwrap());
    let hidden =
        fs::read_dir(at).unwrap().filter(|e| e.as_ref().unwrap().file_name().to_string_lossy().starts_with('.'));
    assert_eq!(hidden.count(), 0);
}

#[test]
fn what_was_made_from_something_else_is_left_out_and_told() {
    let folder = practice();
    let at = folder.path();
    assert!(told(&bcp(at, &["seal"]).code(1)).contains("nothing to seal"));
    run(at, &["run", "scenarios/outage.ron"]);
    run(at, &["run", "scenarios/crm.ron"]);
    run(at, &["year", "--plan", "plans/new.ron", "--out", "reports/other"]);
    drill(at, "2026-11-22");
    fs::write(at.join("reports/crm/notes.txt"), "Mrs Miller").unwrap();
    fs::create_dir(at.join("reports/empty")).unwrap();
    let outage = fs::read_to_string(at.join("scenarios/outage.ron")).unwrap();
    fs::write(at.join("scenarios/outage.ron"), outage + "\n// changed").unwrap();
    let done = bcp(at, &["seal"]).success();
    let said = told(&done);
    for wanted in [
        "left out: `reports/other`: it was made from another plan",
        "left out: `reports/outage`: it was made from other scenarios",
        "left out: `reports/crm/notes.txt`: it is no part of the report",
        "left out: `reports/empty`: it has no summary.json",
        "left out: `drills/2026-11-22-outage`: its scenario is not beside the plan, or was changed",
    ] {
        assert!(said.contains(wanted), "{wanted}: {said}");
    }
    let entries = unzip(&fs::read(at.join(PACK)).unwrap()).unwrap();
    let folders: Vec<&str> =
        entries.keys().filter_map(|name| name.strip_prefix("reports/")?.split('/').next()).collect();
    assert!(folders.iter().all(|name| *name == "crm") && !entries.contains_key("reports/crm/notes.txt"));
    // What is named must belong to the plan.
    let done = bcp(at, &["seal", "reports/crm", "reports/other", "--force"]).code(3);
    assert!(told(&done).contains("`reports/other` cannot be sealed"), "{}", told(&done));
    // A plan that was changed since has no results.
    let plan = fs::read_to_string(at.join("plan.ron")).unwrap();
    fs::write(at.join("plan.ron"), plan + "\n// changed").unwrap();
    assert!(told(&bcp(at, &["seal", "--force"]).code(1)).contains("or from this one before it was changed"));
}

/// Evidence is part of what a report was made from: with other evidence it is left out, and with its own it is verified.
#[test]
fn evidence_goes_along() {
    let folder = practice();
    let at = folder.path();
    let entry =
        "Evidence(format: 1, entries: [(strategy: \"telephone\", on: \"2026-01-01\", from: Drill, worked: false)])";
    fs::write(at.join("evidence.ron"), entry).unwrap();
    run(at, &["run", "scenarios/outage.ron"]);
    drill(at, "2026-11-22");
    bcp(at, &["seal"]).success();
    let bytes = fs::read(at.join(PACK)).unwrap();
    let entries = unzip(&bytes).unwrap();
    assert!(["evidence.ron", "drills/2026-11-22-outage/evidence.ron"].iter().all(|name| entries.contains_key(*name)));
    verify(&bytes, &[]).success();
    fs::remove_file(at.join("evidence.ron")).unwrap();
    let said = told(&bcp(at, &["seal", "--force"]).success());
    assert!(said.contains("left out: `reports/outage`: it was made from other evidence"), "{said}");
    verify(&fs::read(at.join(PACK)).unwrap(), &[]).success();
}

/// A pack laid out for use: unpacked by hand, each command gives the same summary.
#[test]
fn unpacked_by_hand_the_commands_give_the_same() {
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in unzip(small()).unwrap() {
        let path: PathBuf = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    let manifest = Manifest::of(&unzip(small()).unwrap()).unwrap();
    let before = fs::read(folder.path().join("reports/outage/summary.json")).unwrap();
    let words: Vec<&str> = manifest.results[0].command.iter().map(String::as_str).collect();
    bcp(folder.path(), &[&words, &["--quiet", "--format", "json", "--out", "made-again"][..]].concat()).success();
    assert!(fs::read(folder.path().join("made-again/summary.json")).unwrap() == before);
    let page = fs::read_to_string(folder.path().join("README.txt")).unwrap();
    assert!(page.contains("bcp-sim run scenarios/outage.ron --trials 60 --seed 42"), "{page}");
}

/// What had changed since was packed as if the program had written it, and so was whatever a mark or a name called ours.
#[test]
fn only_what_was_written_is_sealed() {
    let folder = practice();
    let at = folder.path();
    run(at, &["run", "scenarios/outage.ron"]);
    run(at, &["run", "scenarios/crm.ron"]);
    let mark = at.join("reports/outage/.bcp-sim.json");
    let with_secret = |text: &str| {
        let digest = bcp_sim::pack::fingerprint(b"secret");
        text.replacen("\"files\": {", &format!("\"files\": {{\n    \"secret.txt\": [\"{digest}\"],"), 1)
    };
    fs::write(&mark, with_secret(&fs::read_to_string(&mark).unwrap())).unwrap();
    fs::write(at.join("reports/outage/secret.txt"), "secret").unwrap();
    fs::write(at.join("reports/crm/report.md"), "my words").unwrap();
    let said = told(&bcp(at, &["seal"]).success());
    assert!(said.contains("left out: `reports/outage/secret.txt`: it is no part of the report"), "{said}");
    assert!(said.contains("left out: `reports/crm`: its report.md was changed by hand"), "{said}");
    let entries = unzip(&fs::read(at.join(PACK)).unwrap()).unwrap();
    assert!(
        entries.keys().all(|name| !name.contains("secret") && !name.contains("reports/crm")),
        "{:?}",
        entries.keys()
    );
    // Nobody's own page goes along because of its name.
    fs::write(at.join("few.txt"), "Miller\n\n\n4\n").unwrap();
    bcp(at, &["drill", "scenarios/outage.ron", "--answers", "few.txt", "--date", "2026-11-25"]).success();
    fs::write(at.join("drills/2026-11-25-outage/report.md"), "my private diary").unwrap();
    let said = told(&bcp(at, &["seal", "--force"]).success());
    assert!(said.contains("report.md`: it is no part of the drill"), "{said}");
    verify(&fs::read(at.join(PACK)).unwrap(), &[]).success();
}

/// A pack held a mix of two results, where one was just being replaced, or its replacement had been stopped.
#[test]
fn a_result_is_sealed_whole() {
    let folder = practice();
    let at = folder.path();
    let words = ["run", "scenarios/outage.ron", "--trials", "60", "--inputs", "2", "--out", "mine/deep/outage"];
    bcp(at, &words).success();
    let place = at.join("mine/deep/.partial-outage");
    fs::create_dir(&place).unwrap();
    fs::write(place.join("bcp-sim.lock"), "{\"schema\": \"bcp-sim.partial/3\"}\n").unwrap();
    let lock = fs::File::options().append(true).open(place.join("bcp-sim.lock")).unwrap();
    lock.lock().unwrap();
    let said = told(&bcp(at, &["seal", "mine/deep/outage"]).code(5));
    assert!(said.contains("another run is writing `mine/deep/outage`"), "{said}");
    drop(lock);
    bcp(at, &["seal", "mine/deep/outage"]).success();
    assert!(!place.exists());
    let whole = unzip(&fs::read(at.join(PACK)).unwrap()).unwrap();
    fs::write(at.join("mine/deep/outage/mine.txt"), "mine").unwrap();
    fs::write(at.join("mine/deep/outage/.bcp-sim.json"), "mine").unwrap();
    let forced = [&words[..], &["--force"]].concat();
    fs::remove_file(at.join("mine/deep/outage/.bcp-sim.json")).unwrap();
    bcp(at, &forced).success();
    let more = [&words[..2], &["--trials", "50", "--inputs", "2", "--out", words[7], "--force"]].concat();
    for n in (10..80).step_by(7) {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_bcp-sim"));
        command.current_dir(at).args(&more).env("BCP_SIM_FAULT", format!("kill {n}")).output().unwrap();
        bcp(at, &["seal", "mine/deep/outage", "--force"]).success();
        let entries = unzip(&fs::read(at.join(PACK)).unwrap()).unwrap();
        assert_eq!(entries.len(), whole.len(), "{n}");
        verify(&fs::read(at.join(PACK)).unwrap(), &[]).success();
    }
}
