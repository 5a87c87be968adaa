//! Two plans under the same luck: what must be exactly equal is, what differs is told with its cause, and what cannot be
//! paired is refused.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on should say so at once")]

use crate::repository;

use std::fs;
use std::path::Path;
use std::process::Command as Process;

use assert_cmd::Command;
use bcp_sim::assess::{Trials, Unwatched};
use bcp_sim::compare::{Compared, Side, compare};
use bcp_sim::file::{
    Day, Forecast, How, PlanFile, Question, Revised, ScenarioFile, Source, bind_all, diaries, on_the_diary_of,
    read_plan,
};
use bcp_sim::metric::METRICS;
use bcp_sim::model::Case;
use bcp_sim::sampling::{Luck, Sources};
use repository::{plan, scenario, source};

const YEAR: [&str; 14] = [
    "account-compromise",
    "computer-failure",
    "crm",
    "data-breach",
    "data-loss",
    "downturn",
    "long-illness",
    "loss-of-workspace",
    "outage",
    "ransomware",
    "short-illness",
    "software-failure",
    "video-platform",
    "voice-strain",
];

fn read(text: &Source) -> PlanFile {
    read_plan(text).unwrap_or_else(|faults| panic!("{}", text.explain(&faults)))
}

fn draft() -> (Source, PlanFile) {
    let text = source("plans/careerworx-2026-draft.ron");
    let read = read(&text);
    (text, read)
}

fn case(plan: &(Source, PlanFile), names: &[&str]) -> Case {
    let scenarios: Vec<(Source, ScenarioFile)> = names.iter().map(|name| scenario(name)).collect();
    let files: Vec<(&Source, &ScenarioFile)> = scenarios.iter().map(|(text, file)| (text, file)).collect();
    let question =
        if names.len() > 1 { Question::months(12, Forecast::Tested) } else { Question::one(Forecast::Tested) };
    let question = Question { today: Day::parse("2026-02-20").ok(), ..question };
    bind_all((&plan.0, &plan.1), &files, &question).unwrap_or_else(|faults| panic!("{:?}", faults))
}

fn compared(old: &Case, new: &Case, seed: u64, trials: u64) -> Compared {
    let sources = [old, new].map(|case| Sources::new(case).unwrap());
    let side = |case, at: usize| Side { case, sources: &sources[at] };
    compare(side(old, 0), side(new, 1), &Luck::new(seed), Trials::Fixed(trials), &Unwatched)
}

fn is_same(compared: &Compared) -> bool {
    compared.differences.iter().all(|d| d.equal() == d.counts.trials() && d.counts.sum_of_squares() == 0)
        && compared.farthest.is_empty()
}

#[test]
fn a_plan_compared_with_itself_differs_by_exactly_zero_in_every_trial() {
    let plan = plan();
    for names in [&["outage"][..], &["long-illness"], &YEAR] {
        let one = case(&plan, names);
        assert!(is_same(&compared(&one, &case(&plan, names), 42, 2_000)), "{names:?}");
    }
}

#[test]
fn words_sections_and_grades_are_no_difference() {
    let (text, file) = plan();
    let other =
        Source::new("other", &text.text.replace("grade: J", "grade: C").replace("plan: \"4.1\"", "plan: \"9\""));
    assert_ne!(text.text, other.text);
    let read = read(&other);
    assert!(Revised::between((&text, &file), (&other, &read)).list().is_empty());
}

/// It costs nothing, never works and takes no time to try.
#[test]
fn a_strategy_that_can_do_nothing_changes_nothing() {
    let (text, file) = plan();
    let idle = "strategies: {\n        \"idle\": (kind: Switch(needs: [\"phone\"]), works: (claimed: \"0%\")),";
    let more = text.text.replacen("strategies: {", idle, 1).replacen("ladder: [", "ladder: [\"idle\", ", 1);
    let more = Source::new("more", &more);
    let more = (more.clone(), read(&more));
    let revised = Revised::between((&text, &file), (&more.0, &more.1));
    assert_eq!(revised.list().len(), 1);
    assert_eq!((revised.list()[0].name.as_str(), &revised.list()[0].how), ("idle", &How::Added));
    let old = (text.clone(), file.clone());
    assert!(is_same(&compared(&case(&old, &YEAR), &case(&more, &YEAR), 7, 2_000)));
}

/// All differences taken make the new plan, none the old one: no trial tells them apart.
#[test]
fn the_differences_of_two_plans_lead_from_one_to_the_other() {
    let (old, new) = (plan(), draft());
    for ((from, a), (to, b)) in [((&old.0, &old.1), (&new.0, &new.1)), ((&new.0, &new.1), (&old.0, &old.1))] {
        let revised = Revised::between((from, a), (to, b));
        let count = revised.list().len();
        assert!(count > 20, "{count}");
        let none = (from.clone(), revised.with(&vec![false; count]));
        let all = (to.clone(), revised.with(&vec![true; count]));
        let (first, last) = ((from.clone(), a.clone()), (to.clone(), b.clone()));
        assert!(is_same(&compared(&case(&first, &YEAR), &case(&none, &YEAR), 42, 1_000)));
        let left = Revised::between((&last.0, &last.1), (&all.0, &all.1));
        assert!(left.list().is_empty(), "{:#?}", left.list());
        assert!(is_same(&compared(&case(&last, &YEAR), &case(&all, &YEAR), 42, 1_000)));
    }
}

/// Every difference alone, and all but one, make plans that can be replayed.
#[test]
fn any_one_difference_makes_a_plan() {
    let (old, new) = (plan(), draft());
    let revised = Revised::between((&old.0, &old.1), (&new.0, &new.1));
    let count = revised.list().len();
    for at in 0..count {
        for own in [true, false] {
            let taken: Vec<bool> = (0..count).map(|other| (other == at) == own).collect();
            case(&(new.0.clone(), revised.with(&taken)), &YEAR);
        }
    }
}

/// Shared luck: on the seed plan against the draft the paired interval needs at most a twentieth of the trials.
#[test]
fn shared_luck_saves_nineteen_trials_of_twenty() {
    let (old, new) = (plan(), draft());
    let compared = compared(&case(&old, &YEAR), &case(&new, &YEAR), 42, 10_000);
    let gain = compared.gain("sessions_lost").unwrap();
    assert!(gain > 20.0, "{gain}");
}

#[test]
fn every_metric_is_compared_and_shares_add_up() {
    let (old, new) = (plan(), draft());
    let compared = compared(&case(&old, &["outage"]), &case(&new, &["outage"]), 1, 3_000);
    assert_eq!(compared.differences.len(), METRICS.len());
    for (metric, difference) in METRICS.iter().zip(&compared.differences) {
        let at = bcp_sim::metric::place(metric.key).unwrap();
        let apart = compared.new.columns[at].sum() - compared.old.columns[at].sum();
        assert_eq!(difference.counts.sum(), apart, "{}", metric.key);
        assert_eq!(difference.better + difference.worse + difference.equal(), 3_000);
    }
}

fn practice() -> tempfile::TempDir {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("scenarios")).unwrap();
    fs::copy(root.join("scenarios/outage.ron"), folder.path().join("scenarios/outage.ron")).unwrap();
    fs::copy(root.join("plan.ron"), folder.path().join("plan.ron")).unwrap();
    let poor = fs::read_to_string(root.join("plan.ron")).unwrap().replace("\"mobile hotspot\", ", "");
    let start = poor.find("        \"mobile hotspot\": (").unwrap();
    let end = start + poor[start..].find("\n        ),\n").unwrap() + "\n        ),\n".len();
    let poor = format!("{}{}", &poor[..start], &poor[end..]);
    let poor: Vec<&str> = poor.lines().filter(|line| !line.contains("\"strategies.mobile hotspot.")).collect();
    fs::write(folder.path().join("poor.ron"), poor.join("\n")).unwrap();
    folder
}

fn bcp(folder: &tempfile::TempDir, words: &[&str]) -> assert_cmd::assert::Assert {
    Command::cargo_bin("bcp-sim").unwrap().current_dir(folder.path()).args(words).assert()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

const SHORT: [&str; 6] = ["--against", "scenarios/outage.ron", "--trials", "20000", "--causes", "500"];

#[test]
fn a_verdict_is_told_and_written() {
    let folder = practice();
    let out = bcp(&folder, &[&["compare", "poor.ron", "plan.ron"][..], &SHORT].concat()).success();
    let said = text(&out.get_output().stdout);
    assert!(said.contains("loses 0.0") && said.contains("sessions fewer each time"), "{said}");
    assert!(said.contains("+ mobile hotspot") && said.contains("Shared luck"), "{said}");
    let report = fs::read_to_string(folder.path().join("reports/poor-to-plan-outage/report.md")).unwrap();
    assert!(report.contains("only in the new one") && report.contains("bcp-sim trace scenarios/outage.ron --trial"));
    let json = fs::read_to_string(folder.path().join("reports/poor-to-plan-outage/summary.json")).unwrap();
    let value: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!((&value["schema"], &value["trials"]), (&"bcp-sim.comparison/1".into(), &20_000.into()));
}

#[test]
fn the_gate_closes_where_the_new_plan_is_worse() {
    let folder = practice();
    let gate = |old: &str, new: &str| {
        bcp(&folder, &[&["compare", old, new, "--require", "--format", "none"][..], &SHORT].concat())
    };
    let told = gate("plan.ron", "poor.ron").code(4);
    assert!(text(&told.get_output().stderr).contains("worse in sessions lost"));
    gate("plan.ron", "plan.ron").success();
}

#[test]
fn few_trials_detect_nothing_and_say_what_would_have_shown() {
    let folder = practice();
    let words =
        ["compare", "poor.ron", "plan.ron", "--against", "scenarios/outage.ron", "--trials", "50", "--format", "none"];
    let said = text(&bcp(&folder, &words).success().get_output().stdout);
    assert!(said.contains("No detectable difference with 50 trials") && said.contains("would have shown"), "{said}");
}

#[test]
fn plans_that_count_other_money_are_refused_by_name() {
    let folder = practice();
    let plan = fs::read_to_string(folder.path().join("plan.ron")).unwrap();
    fs::write(folder.path().join("other.ron"), plan.replacen("currency: \"GBP\"", "currency: \"EUR\"", 1)).unwrap();
    let told = text(&bcp(&folder, &["compare", "plan.ron", "other.ron"]).code(3).get_output().stderr);
    assert!(told.contains("currencies: GBP in `plan.ron`, EUR in `other.ron`"), "{told}");
    bcp(&folder, &["compare", "plan.ron"]).code(2);
}

/// The seed plan with some of its diary changed, as `next.ron` beside it.
fn next_year(folder: &tempfile::TempDir, changes: &[(&str, &str)]) {
    let mut plan = fs::read_to_string(folder.path().join("plan.ron")).unwrap();
    for (from, to) in changes {
        assert!(plan.contains(from), "{from}");
        plan = plan.replacen(from, to, 1);
    }
    fs::write(folder.path().join("next.ron"), plan).unwrap();
}

/// What a yearly revision changes: another first Monday, other weeks closed, other hours, and fewer sessions.
const DIARY: [(&str, &str); 4] = [
    ("starts: \"2025-01-06\"", "starts: \"2026-01-05\""),
    ("closed_weeks: [15,", "closed_weeks: [14,"),
    ("open: \"Mon-Fri 09:00-18:00\"", "open: \"Mon-Fri 09:00-19:00\""),
    ("weekly: 8", "weekly: 6"),
];

/// Changed starts, closed weeks and hours were refused, and every yearly revision changes them.
#[test]
fn a_plan_for_the_next_year_is_compared_on_its_own_diary() {
    let folder = practice();
    next_year(&folder, &DIARY);
    let words = [&["compare", "plan.ron", "next.ron"][..], &SHORT].concat();
    let said = text(&bcp(&folder, &words).success().get_output().stdout);
    // Nothing but the diary differs: on one diary both do the same, and the move is named.
    assert!(said.contains("The plans do the same"), "{said}");
    assert!(said.contains("both on the new plan's diary") && said.contains("diary of the practice"), "{said}");
    assert!(said.contains("starts: 2025-01-06 → 2026-01-05") && said.contains("weekly: 8 → 6"), "{said}");
    let json = fs::read_to_string(folder.path().join("reports/plan-to-next-outage/summary.json")).unwrap();
    let value: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!((&value["diaries"], &value["booked"]), (&"new".into(), &serde_json::Value::Null));
    assert!(value["diaries_differ"].as_array().unwrap().len() >= 2, "{json}");
    let report = fs::read_to_string(folder.path().join("reports/plan-to-next-outage/report.md")).unwrap();
    assert!(report.contains("## What differs between the diaries"), "{report}");
}

/// "Loses 0.93 sessions fewer" was said of a plan that only sells fewer.
#[test]
fn who_sells_fewer_is_not_better_for_losing_fewer() {
    let folder = practice();
    next_year(&folder, &DIARY[3..]);
    let words = [&["compare", "plan.ron", "next.ron", "--own-diaries"][..], &SHORT].concat();
    let said = text(&bcp(&folder, &words).success().get_output().stdout);
    assert!(said.contains("The old plan books") && said.contains("share of booked lost"), "{said}");
    let verdict = said.lines().skip(1).take_while(|line| !line.trim().is_empty()).collect::<String>();
    assert!(!verdict.contains("sessions fewer"), "{said}");
    assert!(said.contains("--own-diaries") && !said.contains("both on the new plan's diary"), "{said}");
}

/// A clinic, a tutor and a therapist a year later: on one diary they do the same, each on its own they do not sell the same.
#[test]
fn other_trades_are_compared_over_the_turn_of_a_year_too() {
    for path in ["plans/clinic.ron", "templates/tutor.ron", "templates/therapist.ron"] {
        let text = source(path);
        let old = read(&text);
        let at = text.text.find("closed_weeks: [").unwrap() + "closed_weeks: [".len();
        let end = at + text.text[at..].find(", ").unwrap() + 2;
        let later = format!("{}{}", &text.text[..at], &text.text[end..]).replacen(
            "starts: \"2026-01-05",
            "starts: \"2027-01-04",
            1,
        );
        let later = Source::new("next.ron", &later);
        let new = read(&later);
        let moved = diaries((&text, &old), (&later, &new));
        assert_eq!(moved.len(), 1, "{path}: {moved:#?}");
        assert!(matches!(&moved[0].how, How::Changed(fields) if fields.len() == 2), "{path}: {moved:#?}");
        let cases = [(&text, on_the_diary_of(&old, &new)), (&text, old), (&later, new)];
        let [played, own, new] = cases.map(|(text, plan)| case(&(text.clone(), plan), &["outage"]));
        let both = compared(&played, &new, 42, 500);
        assert!(is_same(&both) && both.share.equal() == 500 && both.book_alike(), "{path}");
        let apart = compared(&own, &new, 42, 500);
        assert!(!apart.book_alike(), "{path}");
    }
}

/// What each plan answers stays its own: who is there to act, and what a session earns.
#[test]
fn only_what_is_booked_is_taken_from_the_new_plan() {
    let (text, old) = plan();
    let changed = text.text.replacen("weekly: 8", "weekly: 6", 1).replacen("fee: \"", "fee: \"9", 1);
    let changed =
        Source::new("next.ron", &changed.replacen("attended: \"Mon-Sun 07:00", "attended: \"Mon-Sun 08:00", 1));
    let new = read(&changed);
    let moved = on_the_diary_of(&old, &new);
    let revised = Revised::on_one_diary((&text, &moved), (&changed, &new));
    let told: Vec<_> = revised.list().iter().map(|r| format!("{} {:?}", r.part.word(), r.how)).collect();
    assert_eq!(told.len(), 2, "{told:#?}");
    assert!(told[0].contains("fee") && !told[0].contains("weekly") && told[1].contains("attended"), "{told:#?}");
    // All of them taken make the new plan.
    let all = (changed.clone(), revised.with(&[true; 2]));
    assert!(is_same(&compared(&case(&(changed, new), &["outage"]), &case(&all, &["outage"]), 42, 500)));
    let same = on_the_diary_of(&old, &old);
    assert!(Revised::between((&text, &old), (&text, &same)).list().is_empty());
}

/// A trial of the old plan that is retold is the one that was compared.
#[test]
fn a_trial_is_retold_on_the_diary_on_which_it_was_compared() {
    let folder = practice();
    next_year(&folder, &DIARY[3..]);
    fs::rename(folder.path().join("poor.ron"), folder.path().join("old.ron")).unwrap();
    let words = [&["compare", "old.ron", "next.ron"][..], &SHORT].concat();
    let said = text(&bcp(&folder, &words).success().get_output().stdout);
    let line = said.lines().find(|line| line.contains("trace ") && line.contains("old.ron")).unwrap();
    assert!(line.contains("--diary-of next.ron"), "{said}");
    let words: Vec<&str> = line.split_whitespace().skip_while(|word| *word != "trace").collect();
    bcp(&folder, &words).success();
}

/// A diary that the old plan's people cannot hold is told as such.
#[test]
fn a_diary_that_does_not_fit_the_old_plan_is_refused_with_a_way_out() {
    let folder = practice();
    let plan = fs::read_to_string(folder.path().join("plan.ron")).unwrap();
    // The same hours, but a second person takes the other service: together they are too much for one.
    let more = plan.replacen("weekly: 8", "weekly: 44", 1);
    fs::write(folder.path().join("next.ron"), more.replacen("by: \"coach\"", "by: \"associates\"", 1)).unwrap();
    let words = [&["compare", "plan.ron", "next.ron"][..], &SHORT].concat();
    let told = text(&bcp(&folder, &words).code(3).get_output().stderr);
    assert!(told.contains("cannot be played on the diary of `next.ron`") && told.contains("--own-diaries"), "{told}");
}

/// A note that begins with an amount of another currency made the whole plan unreadable.
#[test]
fn a_note_about_other_money_is_no_amount() {
    let text = source("plan.ron").text.replacen("note: \"", "note: \"€9 a month in one list; ", 1);
    read(&Source::new("plan.ron", &text));
}

#[test]
fn a_renamed_strategy_keeps_its_luck_where_that_is_said() {
    let folder = practice();
    let plan = fs::read_to_string(folder.path().join("plan.ron")).unwrap();
    fs::write(folder.path().join("other.ron"), plan.replace("\"telephone\"", "\"calls\"")).unwrap();
    let words = [&["compare", "plan.ron", "other.ron", "--format", "none"][..], &SHORT].concat();
    let plain = text(&bcp(&folder, &words).success().get_output().stdout);
    assert!(!plain.contains("The plans do the same"), "{plain}");
    let named =
        text(&bcp(&folder, &[&words[..], &["--renamed", "telephone=calls"]].concat()).success().get_output().stdout);
    assert!(named.contains("The plans do the same"), "{named}");
    bcp(&folder, &[&words[..], &["--renamed", "nothing=calls"]].concat()).code(2);
}

#[test]
fn a_revision_is_read_from_version_control_where_there_is_one() {
    let folder = practice();
    let told = text(&bcp(&folder, &["compare", "plan.ron@HEAD", "plan.ron"]).code(1).get_output().stderr);
    assert!(told.contains("could not read `plan.ron@HEAD`") && told.contains("git repository"), "{told}");
    let git = |words: &[&str]| {
        let who = ["-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "init.defaultBranch=main"];
        let done = Process::new("git").current_dir(folder.path()).args(who).args(words).output().unwrap();
        assert!(done.status.success(), "{}", text(&done.stderr));
    };
    git(&["init", "-q"]);
    git(&["add", "plan.ron"]);
    git(&["commit", "-qm", "one"]);
    fs::copy(folder.path().join("poor.ron"), folder.path().join("plan.ron")).unwrap();
    let words = [&["compare", "plan.ron@HEAD", "plan.ron", "--format", "none"][..], &SHORT].concat();
    let said = text(&bcp(&folder, &words).success().get_output().stdout);
    // The commit stays where branches move on: in the head, in the command that gives it again, in the folder and the report.
    let head = Process::new("git").current_dir(folder.path()).args(["rev-parse", "HEAD"]).output().unwrap();
    let (commit, short) = (text(&head.stdout).trim().to_owned(), text(&head.stdout)[..12].to_owned());
    assert!(
        said.contains(&format!("plan.ron@HEAD ({short}) → plan.ron")) && said.contains("− mobile hotspot"),
        "{said}"
    );
    assert!(said.contains(&format!("again       bcp-sim compare 'plan.ron@{commit}' plan.ron")), "{said}");
    assert!(said.contains(&format!("--plan 'plan.ron@{commit}'")), "{said}");
    bcp(&folder, &[&["compare", "plan.ron@HEAD", "plan.ron"][..], &SHORT].concat()).success();
    let written = folder.path().join(format!("reports/plan-{short}-to-plan-outage"));
    let json = fs::read_to_string(written.join("summary.json")).unwrap();
    let value: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!((&value["old"]["commit"], value["new"].get("commit")), (&commit.as_str().into(), None));
    assert_eq!(value["again"][1], format!("plan.ron@{commit}"));
    let report = fs::read_to_string(written.join("report.md")).unwrap();
    assert!(report.contains(&format!("`plan.ron@HEAD` (commit {short})")) && report.contains(&commit), "{report}");
    // A second revision does not take the place of the first.
    git(&["commit", "-qam", "two"]);
    bcp(&folder, &[&["compare", "plan.ron@HEAD", "plan.ron"][..], &SHORT].concat()).success();
    assert!(written.exists() && fs::read_dir(folder.path().join("reports")).unwrap().count() >= 2);
    let told = text(&bcp(&folder, &["compare", "plan.ron@nothing", "plan.ron"]).code(1).get_output().stderr);
    assert!(told.contains("plan.ron@nothing"), "{told}");
}

/// Of 2,000 repeated comparisons with other seeds, the nominal 95 % interval covers a long run's difference in 93 to 97 of
/// a hundred. Run by hand: it takes minutes.
#[test]
#[ignore = "2,000 comparisons take minutes; run with --ignored --nocapture"]
fn intervals_of_differences_cover_a_long_run() {
    let (old, new) = (plan(), draft());
    for (names, trials) in [(&YEAR[..], 1_000), (&["outage"][..], 10_000)] {
        let (a, b) = (case(&old, names), case(&new, names));
        let mean =
            |seed, trials| compared(&a, &b, seed, trials).difference("sessions_lost").unwrap().counts.mean().unwrap();
        let truth = mean(1, 1_000_000).value();
        let hits = (0..2_000).filter(|seed| mean(1_000 + seed, trials).interval().unwrap().covers(truth)).count();
        println!("{names:?}, {trials} trials: {:.1} % of 2,000 intervals cover {truth}", hits as f64 / 20.0);
        assert!((1_860..=1_940).contains(&hits), "{hits}");
    }
}
