//! The mock disruption: the laws of a response, the safety rules, the journal, and a drill at a real terminal.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on should say so at once")]

use std::fs;
use std::path::Path;

use assert_cmd::Command;
use bcp_sim::drill::{Day, FORM, Header, Play, Ways, best};
use bcp_sim::file::{Forecast, PlanFile, ScenarioFile, Source, bind, read_plan, read_scenario};
use bcp_sim::model::{Begun, Case, Response};
use bcp_sim::sampling::{Luck, Sources};

const PLAN: &str = include_str!("../plan.ron");
const SCENARIOS: [(&str, &str); 5] = [
    ("outage", include_str!("../scenarios/outage.ron")),
    ("long-illness", include_str!("../scenarios/long-illness.ron")),
    ("data-loss", include_str!("../scenarios/data-loss.ron")),
    ("ransomware", include_str!("../scenarios/ransomware.ron")),
    ("loss-of-workspace", include_str!("../scenarios/loss-of-workspace.ron")),
];

struct Files {
    plan: PlanFile,
    scenario: ScenarioFile,
    case: Case,
}

fn files(plan: &str, scenario: &str) -> Files {
    let (p, s) = (Source::new("plan.ron", plan), Source::new("s.ron", scenario));
    let (plan, scenario) = (read_plan(&p).unwrap(), read_scenario(&s).unwrap());
    let Ok(case) = bind((&p, &plan), (&s, &scenario), Forecast::Tested) else { panic!("the case is bound") };
    Files { plan, scenario, case }
}

fn header(trial: u64) -> Header {
    Header {
        form: FORM.to_owned(),
        program: "test".to_owned(),
        drill: "2026-01-01-test".to_owned(),
        date: "2026-01-01".to_owned(),
        plan: String::new(),
        scenario: String::new(),
        evidence: None,
        forecast: "tested".to_owned(),
        today: "2026-01-01".to_owned(),
        seed: 7,
        trial,
        chosen: "by its number".to_owned(),
        clock: 0,
        touch: false,
    }
}

/// Whoever does at every moment exactly what the plan calls for has exactly the plan's day, and every single day of it.
#[test]
fn who_follows_the_plan_has_the_plans_day() {
    for (name, text) in SCENARIOS {
        let files = files(PLAN, text);
        let (luck, sources) = (Luck::new(7), Sources::new(&files.case).unwrap());
        for trial in 0..60 {
            let day = Day::new(&files.case, &luck, &sources, trial);
            let exercise = Play::new(&day, &files.plan, &files.scenario, header(trial)).by_plan();
            let (yours, planned) = (day.played(&exercise.response), day.planned());
            assert_eq!(yours.score, planned.score, "{name}, trial {trial}");
            let told = |story: &bcp_sim::engine::Story| {
                let is_told = |e: &bcp_sim::engine::Event| !matches!(e, bcp_sim::engine::Event::Called { .. });
                story.0.iter().filter(|(_, e)| is_told(e)).copied().collect::<Vec<_>>()
            };
            assert_eq!(told(&yours.story), told(&planned.story), "{name}, trial {trial}");
        }
    }
}

/// A response as planned is the plan, and the best one found is never worse than the plan, than doing nothing, or than any
/// half of the plan.
#[test]
fn the_best_response_is_never_worse() {
    for (name, text) in SCENARIOS {
        let files = files(PLAN, text);
        let (luck, sources) = (Luck::new(7), Sources::new(&files.case).unwrap());
        for trial in 0..10 {
            let day = Day::new(&files.case, &luck, &sources, trial);
            let planned = day.planned();
            assert_eq!(day.played(&Response::as_planned(&files.case)).score, planned.score, "{name}, trial {trial}");
            let half = files.case.strategies.ids().filter(|s| s.index() % 2 == 0);
            let half = half.fold(Response::as_planned(&files.case), |r, s| r.with(&files.case, s, Begun::Never));
            for yours in [Response::nothing(&files.case), half] {
                let found = best(&day, std::slice::from_ref(&yours)).played.badness();
                assert!(found <= planned.badness() && found <= day.played(&yours).badness(), "{name}, trial {trial}");
            }
        }
    }
}

/// What is begun from a minute on changes nothing that happens before it: nothing that was shown is ever taken back.
#[test]
fn a_decision_changes_nothing_before_it() {
    for (name, text) in SCENARIOS {
        let files = files(PLAN, text);
        let case = &files.case;
        let (luck, sources) = (Luck::new(9), Sources::new(case).unwrap());
        for trial in 0..40 {
            let day = Day::new(case, &luck, &sources, trial);
            let onset = day.planned().onset();
            let mut response = Response::nothing(case);
            for (step, strategy) in case.strategies.ids().enumerate() {
                let from = onset + 7 * (step as i64 / 3);
                let next = response.clone().with(case, strategy, Begun::At(from));
                let before = |response: &Response| {
                    let is_told = |e: &bcp_sim::engine::Event| {
                        use bcp_sim::engine::Event as E;
                        // When clients knew, and what is paid, is settled later; that somebody was called is not shown.
                        !matches!(e, E::Called { .. } | E::Cash { .. } | E::Told { .. } | E::Failed { .. })
                    };
                    let story = day.played(response).story;
                    story.0.into_iter().filter(|(at, e)| *at < from && is_told(e)).collect::<Vec<_>>()
                };
                assert_eq!(
                    before(&response),
                    before(&next),
                    "{name}, trial {trial}, {}",
                    case.strategies.name(strategy)
                );
                response = next;
            }
        }
    }
}

#[test]
fn three_ways_of_a_day_by_hand() {
    let files = files(PLAN, SCENARIOS[0].1);
    let (luck, sources) = (Luck::new(7), Sources::new(&files.case).unwrap());
    // Of the first days, one on which doing nothing loses sessions that the plan holds.
    let day = (0..200)
        .map(|trial| Day::new(&files.case, &luck, &sources, trial))
        .find(|day| day.played(&Response::nothing(&files.case)).score.lost > day.planned().score.lost);
    let day = day.unwrap();
    let ways = Ways::of(&day, &Response::nothing(&files.case));
    assert!(ways.yours.score.lost > ways.planned.score.lost);
    assert!(ways.best.played.score.lost <= ways.planned.score.lost);
}

/// A folder with a plan, the outage and the long illness.
fn practice() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("plan.ron"), PLAN).unwrap();
    fs::create_dir(folder.path().join("scenarios")).unwrap();
    for (name, text) in SCENARIOS {
        fs::write(folder.path().join(format!("scenarios/{name}.ron")), text).unwrap();
    }
    folder
}

fn bcp(folder: &Path, words: &[&str]) -> assert_cmd::assert::Assert {
    let mut command = Command::cargo_bin("bcp-sim").unwrap();
    command.current_dir(folder).args(words).write_stdin("").assert()
}

/// Answers to every question of a drill; a moment takes five lines where something is begun, else one.
const ANSWERS: &str = "\
# names that stay out
Miller, Ann Other
client communication
supervisor
4
1
2
70 %
the hotspot
hint
mobile hotspot, message templates, telephone, reschedule
the plan, 5.3
all, by message, within the hour
80
did 4min ok
not now
not now
not now
wait
ask the neighbour
because
nobody
60
wait
";

fn played(folder: &Path, more: &[&str]) -> String {
    fs::write(folder.join("answers.txt"), ANSWERS.to_owned() + &"\n".repeat(60)).unwrap();
    let words = ["drill", "scenarios/outage.ron", "--answers", "answers.txt", "--date", "2026-11-22", "--touch"];
    let out = bcp(folder, &[&words[..], more].concat()).success();
    String::from_utf8(out.get_output().stdout.clone()).unwrap()
}

const FOLDER: &str = "drills/2026-11-22-outage";
const JOURNAL: &str = "drills/2026-11-22-outage/journal.jsonl";

#[test]
fn answers_from_a_file_give_the_same_journal_and_reports_byte_for_byte() {
    let (a, b) = (practice(), practice());
    assert_eq!(played(a.path(), &[]), played(b.path(), &[]));
    let names = fs::read_dir(a.path().join(FOLDER)).unwrap().map(|e| e.unwrap().file_name());
    let mut names: Vec<String> = names.map(|n| n.to_string_lossy().into_owned()).collect();
    names.sort();
    assert_eq!(
        names,
        [".bcp-sim.json", "journal.jsonl", "msel.md", "report.html", "report.md", "retests.ics", "timeline.svg"]
    );
    for name in names {
        let read = |folder: &tempfile::TempDir| fs::read(folder.path().join(FOLDER).join(&name)).unwrap();
        assert!(read(&a) == read(&b), "{name}");
        let text = String::from_utf8(read(&a)).unwrap();
        assert!(!text.contains(&a.path().to_string_lossy().into_owned()), "{name} names a folder");
    }
    bcp(a.path(), &["drill", "replay", JOURNAL]).success();
}

#[test]
fn every_reply_of_the_world_follows_from_the_header() {
    let folder = practice();
    played(folder.path(), &[]);
    let journal = fs::read_to_string(folder.path().join(JOURNAL)).unwrap();
    for (from, to) in [("\"ready\":", "\"ready\":1"), ("\"trial\":", "\"trial\":1"), ("\"seen\":[\"", "\"seen\":[\"x")]
    {
        assert!(journal.contains(from), "{from}");
        fs::write(folder.path().join("changed.jsonl"), journal.replacen(from, to, 1)).unwrap();
        let told = bcp(folder.path(), &["drill", "replay", "changed.jsonl"]).code(4);
        let told = String::from_utf8(told.get_output().stderr.clone()).unwrap();
        assert!(told.contains("does not follow from its header"), "{told}");
    }
    fs::write(folder.path().join("changed.jsonl"), journal.replace("\"plan\":\"", "\"plan\":\"0")).unwrap();
    bcp(folder.path(), &["drill", "replay", "changed.jsonl"]).code(3);
}

/// Cut off at any line, or in the middle of one, a journal is gone on with to the same end, and reported on.
#[test]
fn a_journal_cut_off_anywhere_is_gone_on_with() {
    let whole = practice();
    played(whole.path(), &[]);
    let journal = fs::read_to_string(whole.path().join(JOURNAL)).unwrap();
    let lines: Vec<&str> = journal.split_inclusive('\n').collect();
    let answers: Vec<&str> = ANSWERS.lines().filter(|line| !line.starts_with('#')).collect();
    for cut in [1, 2, 5, 9, 12, 13, 14, 20, lines.len() - 2, lines.len() - 1] {
        let folder = practice();
        fs::create_dir_all(folder.path().join(FOLDER)).unwrap();
        let torn = lines.get(cut).map_or("", |line| &line[..line.len() / 2]);
        fs::write(folder.path().join(JOURNAL), lines[..cut].concat() + torn).unwrap();
        let other = practice();
        fs::create_dir_all(other.path().join(FOLDER)).unwrap();
        fs::copy(folder.path().join(JOURNAL), other.path().join(JOURNAL)).unwrap();
        bcp(other.path(), &["drill", "report", JOURNAL]).success();
        assert!(other.path().join(FOLDER).join("report.html").is_file());
        assert_eq!(fs::read(other.path().join(JOURNAL)).unwrap(), fs::read(folder.path().join(JOURNAL)).unwrap());
        // The names come first again, then what was not answered yet.
        let given = lines[..cut].iter().filter(|line| line.contains("\"kind\":\"reply\"")).count();
        let rest: Vec<&str> = answers[..1].iter().chain(answers.iter().skip(1 + given)).copied().collect();
        fs::write(folder.path().join("rest.txt"), rest.join("\n") + "\n" + &"\n".repeat(60)).unwrap();
        bcp(folder.path(), &["drill", "--resume", JOURNAL, "--answers", "rest.txt"]).success();
        assert_eq!(fs::read_to_string(folder.path().join(JOURNAL)).unwrap(), journal, "cut at {cut}");
    }
}

/// Safety rule 1: EXERCISE first in every text; nothing is sent, for there is nothing to send with.
#[test]
fn every_text_begins_with_exercise() {
    let folder = practice();
    let said = played(folder.path(), &[]);
    assert!(said.lines().next().unwrap().starts_with("EXERCISE  A mock disruption"), "{said}");
    bcp(folder.path(), &["drill", "scenarios/outage.ron", "--pack", "pack"]).success();
    let documents = ["situation", "msel", "worksheet", "evaluation-guide"].map(|name| format!("pack/{name}.md"));
    for name in documents.iter().map(String::as_str).chain(["drills/2026-11-22-outage/report.md"]) {
        let text = fs::read_to_string(folder.path().join(name)).unwrap();
        assert!(text.starts_with("# EXERCISE"), "{name}");
    }
    for name in ["pack/msel.html", "drills/2026-11-22-outage/report.html"] {
        let text = fs::read_to_string(folder.path().join(name)).unwrap();
        assert!(text.contains("<title>EXERCISE") && text.contains("default-src 'none'"), "{name}");
        let text = text.replace("http://www.w3.org/2000/svg", "");
        assert!(!text.contains("<script") && !text.contains("http://") && !text.contains(" src="), "{name}");
    }
    let dates = fs::read_to_string(folder.path().join(FOLDER).join("retests.ics")).unwrap();
    assert!(
        dates.lines().filter(|l| l.starts_with("SUMMARY")).all(|l| l.contains("EXERCISE") || l.contains("Review of"))
    );
}

/// Safety rule 2: what names somebody is turned away before it is kept.
#[test]
fn names_and_numbers_are_turned_away() {
    let folder = practice();
    let answers = ANSWERS.replace(
        "because\n",
        "Mrs MILLER said so\nwrite to a.b@example.org\nring 020 7946 0000\n01 23 45 67 89\nbecause\n",
    );
    fs::write(folder.path().join("answers.txt"), answers + &"\n".repeat(60)).unwrap();
    let words = ["drill", "scenarios/outage.ron", "--answers", "answers.txt", "--date", "2026-11-22", "--touch"];
    let out = bcp(folder.path(), &words).success();
    let said = String::from_utf8(out.get_output().stdout.clone()).unwrap();
    assert_eq!(said.matches("and was not kept").count(), 4, "{said}");
    for entry in fs::read_dir(folder.path().join(FOLDER)).unwrap() {
        let text = fs::read_to_string(entry.unwrap().path()).unwrap().to_lowercase();
        for private in ["miller", "ann other", "example.org", "7946", "01 23 45"] {
            assert!(!text.contains(private), "{private}");
        }
    }
}

/// Safety rule 3: nothing is deleted or overwritten, by the program either.
#[test]
fn a_drill_is_never_played_over_another() {
    let folder = practice();
    played(folder.path(), &[]);
    let before = fs::read(folder.path().join(JOURNAL)).unwrap();
    let told = bcp(folder.path(), &["drill", "scenarios/outage.ron", "--date", "2026-11-22"]).code(5);
    let told = String::from_utf8(told.get_output().stderr.clone()).unwrap();
    assert!(told.contains("exists") && told.contains("--resume"), "{told}");
    assert_eq!(fs::read(folder.path().join(JOURNAL)).unwrap(), before);
}

/// Safety rule 4: `stop` ends it at any question, and a real emergency without a rating.
#[test]
fn stop_ends_it_at_any_question() {
    let answers: Vec<&str> = ANSWERS.lines().filter(|line| !line.starts_with('#')).collect();
    for at in 0..answers.len() {
        let folder = practice();
        let given = answers[..at].iter().copied().chain(["stop"]).collect::<Vec<_>>().join("\n") + "\n";
        fs::write(folder.path().join("answers.txt"), given).unwrap();
        let words = ["drill", "scenarios/outage.ron", "--answers", "answers.txt", "--date", "2026-11-22", "--touch"];
        let out = bcp(folder.path(), &words).success();
        let said = String::from_utf8(out.get_output().stdout.clone()).unwrap();
        assert!(said.contains("The drill was stopped"), "stop at {at}: {said}");
        assert_eq!(fs::read_dir(folder.path().join(FOLDER)).unwrap().count(), 1, "a report would tell the day");
    }
    let folder = practice();
    fs::write(folder.path().join("answers.txt"), answers[..8].join("\n") + "\nemergency\n").unwrap();
    let words = ["drill", "scenarios/outage.ron", "--answers", "answers.txt", "--date", "2026-11-22"];
    let out = bcp(folder.path(), &words).success();
    let said = String::from_utf8(out.get_output().stdout.clone()).unwrap();
    assert!(said.contains("gave way to something real. Nothing is rated."), "{said}");
    let report = fs::read_to_string(folder.path().join(FOLDER).join("report.md")).unwrap();
    assert!(report.contains("or nothing is rated"), "{report}");
}

/// Safety rule 5: nobody is asked about a person's health.
#[test]
fn an_illness_asks_about_sessions_only() {
    let folder = practice();
    fs::write(folder.path().join("answers.txt"), "\n".repeat(200)).unwrap();
    let words = ["drill", "scenarios/long-illness.ron", "--answers", "answers.txt", "--date", "2026-11-22"];
    let out = bcp(folder.path(), &words).success();
    let said = String::from_utf8(out.get_output().stdout.clone()).unwrap().to_lowercase();
    for word in ["diagnosis", "symptom", "doctor", "how do you feel"] {
        assert!(!said.contains(word), "{word}");
    }
}

/// Safety rule 6: a plan or a scenario that does not read is refused before the start, and nothing is left behind.
#[test]
fn what_does_not_read_is_refused_before_the_start() {
    let folder = practice();
    fs::write(folder.path().join("plan.ron"), PLAN.replacen("fee: \"120\"", "fee: 120", 1)).unwrap();
    let told = bcp(folder.path(), &["drill", "scenarios/outage.ron"]).code(3);
    assert!(String::from_utf8(told.get_output().stderr.clone()).unwrap().contains("plan.ron:85:"));
    assert!(!folder.path().join("drills").exists());
}

#[test]
fn what_is_to_be_done_is_shown_until_it_is_done() {
    let folder = practice();
    played(folder.path(), &[]);
    let file = folder.path().join("improvement.ron");
    let text = fs::read_to_string(&file).unwrap();
    assert!(text.contains("“ask the neighbour” is not in the plan") && text.contains("due: \"2026-12-22\""), "{text}");
    let said = |today: &str| {
        let out =
            bcp(folder.path(), &["run", "scenarios/outage.ron", "--trials", "5", "--format", "none", "--today", today]);
        String::from_utf8(out.success().get_output().stderr.clone()).unwrap()
    };
    assert!(said("2026-12-22").contains("of drills are open:"));
    assert!(said("2026-12-23").contains("overdue since 2026-12-22"));
    let check = bcp(folder.path(), &["check", "scenarios/outage.ron", "--today", "2026-12-23"]).success();
    assert!(String::from_utf8(check.get_output().stderr.clone()).unwrap().contains("overdue"));
    fs::write(&file, text.replace("state: Open", "state: Done(\"2026-12-01\")")).unwrap();
    assert!(!said("2026-12-23").contains("drill"));
    fs::write(&file, "Improvement(format: 1, actions: [(").unwrap();
    assert!(said("2026-12-23").contains("improvement.ron:1:"));
}

/// At a real terminal, without colour, no line is wider than 80 columns, and a drill is played to its end.
#[cfg(unix)]
#[test]
fn a_drill_at_a_real_terminal() {
    let folder = practice();
    let mut command = std::process::Command::new(assert_cmd::cargo::cargo_bin("bcp-sim"));
    command.current_dir(folder.path()).env("NO_COLOR", "1").env("TERM", "vt100");
    command.args(["drill", "scenarios/outage.ron", "--date", "2026-11-22"]);
    let mut terminal = rexpect::session::spawn_command(command, Some(60_000)).unwrap();
    let mut seen = String::new();
    let mut ask = |terminal: &mut rexpect::session::PtySession, question: &str, answer: &str| {
        seen.push_str(&terminal.exp_string(question).unwrap());
        seen.push_str(&terminal.exp_string("> ").unwrap());
        terminal.send_line(answer).unwrap();
    };
    ask(&mut terminal, "must not get into the record", "");
    ask(&mut terminal, "What is to be looked at?", "");
    ask(&mut terminal, "Does somebody look on", "");
    for question in ["Hours until the next", "Sessions lost", "last affected client", "How sure", "first step"] {
        ask(&mut terminal, question, "1");
    }
    ask(&mut terminal, "What do you do now?", "mobile hotspot");
    ask(&mut terminal, "Why, and which section", "5.3");
    ask(&mut terminal, "Whom do you tell", "all");
    ask(&mut terminal, "How sure are you that it works", "80");
    ask(&mut terminal, "What do you do now?", "stop");
    seen.push_str(&terminal.exp_eof().unwrap());
    assert!(seen.contains("The drill was stopped"), "{seen}");
    assert!(!seen.contains('\u{1b}'), "colour");
    let wide: Vec<&str> = seen.lines().filter(|line| line.trim_end().chars().count() > 80).collect();
    assert!(wide.is_empty(), "{wide:?}");
    assert!(folder.path().join(JOURNAL).is_file());
}

fn answered(folder: &Path, answers: &str, more: &[&str]) -> (i32, String, String) {
    fs::write(folder.join("answers.txt"), answers).unwrap();
    let words = ["drill", "scenarios/outage.ron", "--answers", "answers.txt", "--date", "2026-11-22"];
    let mut command = Command::cargo_bin("bcp-sim").unwrap();
    let out = command.current_dir(folder).args(words).args(more).write_stdin("").output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    (out.status.code().unwrap(), text(&out.stdout), text(&out.stderr))
}

/// `stop` and `emergency` did nothing while something was done for real, and any word counted as a failure.
#[test]
fn the_stopwatch_can_be_left_and_knows_its_words() {
    let until = "\n\n\n\n\n\n\n\nmobile hotspot\nwhy\nall\n80\n";
    for (word, told) in [("stop", "The drill was stopped"), ("emergency", "gave way to something real")] {
        let folder = practice();
        let (code, said, _) = answered(folder.path(), &format!("{until}{word}\n"), &["--touch"]);
        assert!(code == 0 && said.contains(told), "{said}");
        assert!(!fs::read_to_string(folder.path().join(JOURNAL)).unwrap().contains("did 0s"));
    }
    let folder = practice();
    answered(folder.path(), &format!("{until}did 9s ring Anna on anna@example.com\nstop\n"), &["--touch"]);
    let journal = fs::read_to_string(folder.path().join(JOURNAL)).unwrap();
    assert!(!journal.to_lowercase().contains("anna") && journal.contains("not now"), "{journal}");
}

/// After an emergency ratings were printed and evidence was asked for.
#[test]
fn an_emergency_rates_nothing_and_asks_nothing() {
    let folder = practice();
    let answers = ANSWERS.to_owned() + &"\n".repeat(9) + "emergency\ny\n";
    let (_, said, _) = answered(folder.path(), &answers, &["--touch"]);
    assert!(said.contains("gave way to something real") && !said.contains("evidence.ron"), "{said}");
    let report = fs::read_to_string(folder.path().join(FOLDER).join("report.md")).unwrap();
    assert!(!report.contains("was back in time") && !folder.path().join("evidence.ron").exists(), "{report}");
}

/// What was really done goes into the evidence once, and the day of the journal stays what it was.
#[test]
fn what_was_done_goes_into_the_evidence_after_a_yes() {
    for (answer, kept) in [("y", true), ("n", false), ("", false)] {
        let folder = practice();
        // Past the hot wash, six ratings and five gaps of six questions come the yes or no.
        let (_, said, _) = answered(folder.path(), &(ANSWERS.to_owned() + &"\n".repeat(60)), &["--touch"]);
        let asked = said.matches("\n> ").count();
        let answers = ANSWERS.lines().filter(|line| !line.starts_with('#')).count();
        fs::remove_dir_all(folder.path().join("drills")).unwrap();
        fs::remove_file(folder.path().join("improvement.ron")).unwrap();
        let (_, said, _) = answered(
            folder.path(),
            &(ANSWERS.to_owned() + &"\n".repeat(asked - 1 - answers) + answer + "\n"),
            &["--touch"],
        );
        assert!(said.contains("Write it to evidence.ron?"), "{said}");
        let file = folder.path().join("evidence.ron");
        assert_eq!(fs::read_to_string(&file).is_ok_and(|text| text.matches("strategy:").count() == 1), kept, "{said}");
        bcp(folder.path(), &["drill", "replay", JOURNAL]).success();
    }
}

/// A slip in the improvement plan was told after the drill, and its actions were lost.
#[test]
fn a_slip_in_the_improvement_plan_is_told_before_the_start() {
    let folder = practice();
    fs::write(folder.path().join("improvement.ron"), "Improvement(format: 1, actions: [(state: Done(2026)").unwrap();
    let (code, _, told) = answered(folder.path(), "", &[]);
    assert!(code == 3 && told.contains("improvement.ron:1:") && !folder.path().join("drills").exists(), "{told}");
}

/// A drill that was stopped is gone on with in the same world, from the same journal, and only while its day is not known.
#[test]
fn a_stopped_drill_is_gone_on_with_and_stays_honest() {
    let folder = practice();
    answered(folder.path(), "Anna\n\n\n\n\n\n\n\nwait\nstop\n", &[]);
    let path = folder.path().join(JOURNAL);
    let stopped = fs::read_to_string(&path).unwrap();
    bcp(folder.path(), &["drill", "--resume", JOURNAL, "--set", "strategies.telephone.works.claimed=1%"]).code(2);
    // At the question for names nothing has been taken up yet.
    fs::write(folder.path().join("rest.txt"), "stop\n").unwrap();
    bcp(folder.path(), &["drill", "--resume", JOURNAL, "--answers", "rest.txt"]).success();
    assert_eq!(fs::read_to_string(&path).unwrap(), stopped);
    // A private name that stands in an answer of before is no reason to lose the drill; line ends of another system neither.
    fs::write(&path, stopped.replace('\n', "\r\n")).unwrap();
    fs::write(folder.path().join("rest.txt"), "wait\nstop\n").unwrap();
    bcp(folder.path(), &["drill", "--resume", JOURNAL, "--answers", "rest.txt"]).success();
    bcp(folder.path(), &["drill", "replay", JOURNAL]).success();
    let journal = fs::read_to_string(&path).unwrap();
    assert!(journal.starts_with(&stopped.replace('\n', "\r\n")), "{journal}");
    assert!(!folder.path().join(FOLDER).join("report.md").exists());
    bcp(folder.path(), &["drill", "report", JOURNAL]).success();
    let told = bcp(folder.path(), &["drill", "--resume", JOURNAL]).code(2);
    assert!(String::from_utf8(told.get_output().stderr.clone()).unwrap().contains("its day is known"));
}

/// Words that fit several strategies were taken for none, those that deny one for it, and numbers for a telephone.
#[test]
fn answers_are_understood_or_asked_about() {
    let folder = practice();
    let decisions = "backup\nwithout the mobile hotspot, call the electrician\n\n\n\n1 2 3 4 5 6 7 8\n\n\n\nstop\n";
    let (_, said, _) = answered(folder.path(), &("\n".repeat(8) + decisions), &[]);
    assert!(said.contains("Several fit: CRM backups, backup laptop or tablet"), "{said}");
    assert!(said.contains("The plan has no such strategy") && !said.contains("telephone number"), "{said}");
    let journal = fs::read_to_string(folder.path().join(JOURNAL)).unwrap();
    assert!(journal.contains("\"strategies\":[\"CRM backups\",\"IT support\""), "{journal}");
    assert!(!journal.contains("\"strategies\":[\"mobile hotspot\"]"), "{journal}");
}

/// Escape sequences of answers and journals never reach the terminal.
#[test]
fn text_that_fights_back_is_shown_as_text() {
    let folder = practice();
    let answers = "\n".repeat(8) + "foo\u{1b}[31m\u{1b}]0;x\u{7}\n\n\n\n" + &"\n".repeat(90);
    let (_, said, told) = answered(folder.path(), &answers, &[]);
    assert!(!said.contains('\u{1b}') && !told.contains('\u{1b}') && said.contains("is not in the plan"), "{said}");
    fs::write(folder.path().join("x.jsonl"), "{\"kind\":\"\\u001b[31mred\"}\n").unwrap();
    let told = bcp(folder.path(), &["drill", "replay", "x.jsonl"]).code(3);
    assert!(!String::from_utf8(told.get_output().stderr.clone()).unwrap().contains('\u{1b}'));
}

/// Minutes that no drill could have written overflowed.
#[test]
fn a_journal_that_cannot_be_is_refused() {
    let folder = practice();
    answered(folder.path(), &("\n".repeat(8) + "wait\nstop\n"), &[]);
    let journal = fs::read_to_string(folder.path().join(JOURNAL)).unwrap();
    for minutes in ["9223372036854775807", "-100000"] {
        let changed = journal.replacen("\"text\":\"wait\"", &format!("\"text\":\"wait\",\"minutes\":{minutes}"), 1);
        fs::write(folder.path().join("x.jsonl"), changed).unwrap();
        bcp(folder.path(), &["drill", "replay", "x.jsonl"]).code(3);
    }
    fs::write(folder.path().join("x.jsonl"), journal.replace("\"forecast\":\"tested\"", "\"forecast\":\"x\"")).unwrap();
    bcp(folder.path(), &["drill", "replay", "x.jsonl"]).code(3);
}

/// An action that was done stood twice after the drill was ended again, once done and once open.
#[test]
fn an_action_is_added_once() {
    let folder = practice();
    played(folder.path(), &[]);
    let file = folder.path().join("improvement.ron");
    let done = fs::read_to_string(&file).unwrap().replace("state: Open", "state: Done(\"2026-12-01\")");
    fs::write(&file, &done).unwrap();
    bcp(folder.path(), &["drill", "report", JOURNAL]).success();
    assert_eq!(fs::read_to_string(&file).unwrap(), done);
}

/// Journals written by hand: each is refused with its line, column and code, and none makes the program fail.
#[test]
fn nasty_journals_are_refused_with_their_place() {
    let folder = practice();
    answered(folder.path(), &("\n".repeat(8) + "wait\nstop\n"), &[]);
    let journal = fs::read_to_string(folder.path().join(JOURNAL)).unwrap();
    let header = journal.lines().next().unwrap().to_owned() + "\n";
    let swapped = |from: &str, to: &str| {
        assert!(journal.contains(from), "{from}: {journal}");
        journal.replacen(from, to, 1).into_bytes()
    };
    let reply = |text: &str| (header.clone() + text + "\n").into_bytes();
    let nasty: Vec<(&str, Vec<u8>, &str)> = vec![
        ("empty", Vec::new(), "1:1: error[E050]: a journal begins with its header, and this is empty"),
        ("cut off in its header", header.as_bytes()[..40].to_vec(), "1:1: error[E050]"),
        (
            "no header",
            journal.as_bytes()[header.len()..].to_vec(),
            "1:1: error[E050]: a journal begins with its header",
        ),
        ("header twice", (header.clone() + &journal).into_bytes(), "2:1: error[E050]: a second header"),
        (
            "another form",
            swapped("bcp-sim.drill/1", "bcp-sim.drill/9"),
            "1:1: error[E006]: made for the form `bcp-sim.drill/9`",
        ),
        (
            "an unknown kind",
            reply("{\"kind\":\"rumour\"}"),
            "2:1: error[E050]: `rumour` is no kind of line; known are header, reply, decision, end",
        ),
        ("no kind", reply("{}"), "2:1: error[E050]: the line has no `kind`"),
        ("a list", reply("[1]"), "2:1: error[E050]: the line has no `kind`"),
        ("no JSON", reply("{\"kind\": nothing}"), "2:11: error[E050]: expected ident"),
        ("NUL", reply("{\"kind\":\"reply\",\"to\":\"a\0\",\"text\":\"\"}"), "2:24: error[E050]: control character"),
        ("no UTF-8", [header.as_bytes(), b"\xff\n"].concat(), "2: error[E002]"),
        ("deep", reply(&"[".repeat(100_000)), "2:128: error[E050]: recursion limit exceeded"),
        (
            "minutes",
            reply("{\"kind\":\"reply\",\"to\":\"decision\",\"text\":\"\",\"minutes\":-9223372036854775808}"),
            "2:1: error[E050]: nobody thinks for -9223372036854775808 min",
        ),
        ("trial", swapped("\"trial\":", "\"trial\":18446744073709551616"), "1:"),
        (
            "forecast",
            swapped("\"forecast\":\"tested\"", "\"forecast\":\"hoped\""),
            "1:1: error[E050]: `hoped` is no forecast",
        ),
        (
            "date",
            swapped("\"date\":\"2026-11-22\"", "\"date\":\"22.11.2026\""),
            "1:1: error[E050]: `22.11.2026` is no date",
        ),
        (
            "what came",
            reply(
                "{\"kind\":\"end\",\"status\":\"completed\",\"deviated\":false,\"came\":[{\"lost\":-9223372036854775808,\"next\":0,\"net\":0},{\"lost\":0,\"next\":0,\"net\":0},{\"lost\":0,\"next\":0,\"net\":0}],\"actions\":0}",
            ),
            "2:1: error[E050]: -9223372036854775808 is more than a day can come to",
        ),
        ("another plan", swapped("\"plan\":\"", "\"plan\":\"0"), "1:1: error[E051]: it was played with another plan"),
        (
            "another scenario",
            swapped("\"scenario\":\"", "\"scenario\":\"0"),
            "1:1: error[E051]: no scenario beside the plan",
        ),
    ];
    for (what, bytes, wanted) in nasty {
        fs::write(folder.path().join("x.jsonl"), bytes).unwrap();
        for verb in ["replay", "report"] {
            let out = bcp(folder.path(), &["drill", verb, "x.jsonl"]).code(3);
            let told = String::from_utf8(out.get_output().stderr.clone()).unwrap();
            assert!(told.starts_with(&format!("x.jsonl:{wanted}")), "{what}: {told}");
            assert!(!told.contains('\0') && !told.contains("panicked"), "{what}: {told}");
        }
        let out = bcp(folder.path(), &["drill", "--resume", "x.jsonl"]).code(3);
        assert!(out.get_output().stdout.is_empty(), "{what}");
    }
    // What is a journal, and not of this day: another seed or trial, questions that nobody asked.
    let asked = "{\"kind\":\"reply\",\"to\":\"objectives\"";
    for other in [
        swapped("\"seed\":42", "\"seed\":18446744073709551615"),
        swapped("\"trial\":", "\"trial\":184467440737"),
        swapped(asked, "{\"kind\":\"reply\",\"to\":\"the meaning of life\""),
    ] {
        fs::write(folder.path().join("x.jsonl"), other).unwrap();
        let out = bcp(folder.path(), &["drill", "replay", "x.jsonl"]);
        let code = out.get_output().status.code();
        assert!(code == Some(4) || code == Some(0), "{code:?}");
    }
}

/// A figure of an earlier drill that nobody could have written overflowed in the trend.
#[test]
fn an_earlier_journal_that_cannot_be_is_left_out_of_the_trend() {
    let folder = practice();
    played(folder.path(), &[]);
    let journal = fs::read_to_string(folder.path().join(JOURNAL)).unwrap();
    let earlier = folder.path().join("drills/2020-01-01-outage");
    fs::create_dir(&earlier).unwrap();
    let at = journal.find("\"next\":").unwrap();
    let wrong =
        journal[..at].to_owned() + "\"next\":-9223372036854775808" + &journal[at + journal[at..].find(',').unwrap()..];
    fs::write(earlier.join("journal.jsonl"), wrong.replace("2026-11-22-outage", "2020-01-01-outage")).unwrap();
    bcp(folder.path(), &["drill", "report", JOURNAL]).success();
}

/// The improvement plan was written anew, and its owner's comments went.
#[test]
fn the_owners_comments_stay_in_the_improvement_plan() {
    let folder = practice();
    let file = folder.path().join("improvement.ron");
    let own = "// mine\nImprovement(\n    format: 1,\n    actions: [\n        (drill: \"d\", gap: \"g\", cause: \"\", action: \"a\", element: Training, owner: \"me\", due: \"2026-12-31\", cost: \"\", retest: \"\", state: Open) // soon, says Ann\n        /* and ] this */\n    ],\n)\n// the end\n";
    fs::write(&file, own).unwrap();
    played(folder.path(), &[]);
    let text = fs::read_to_string(&file).unwrap();
    let mut left = text.chars();
    assert!(own.chars().all(|c| left.any(|other| other == c)), "{text}");
    assert!(text.contains("state: Open), // soon, says Ann\n        /* and ] this */\n        (\n            drill: \"2026-11-22-outage\""), "{text}");
    assert!(text.ends_with("    ],\n)\n// the end\n") && text.contains("is not in the plan"), "{text}");
}

/// Faults of the improvement plan have codes and places, all at once.
#[test]
fn the_improvement_plan_is_read_as_other_files_are() {
    let folder = practice();
    let action = |state: &str, due: &str, element: &str| {
        format!(
            "(drill: \"d\", gap: \"g\", cause: \"\", action: \"a\", element: {element}, owner: \"me\", due: \"{due}\", cost: \"\", retest: \"\", state: {state})"
        )
    };
    let told = |text: &str| {
        fs::write(folder.path().join("improvement.ron"), text).unwrap();
        let out = bcp(folder.path(), &["drill", "scenarios/outage.ron"]).code(3);
        assert!(!folder.path().join("drills").exists());
        String::from_utf8(out.get_output().stderr.clone()).unwrap()
    };
    let all = |actions: &[String]| format!("Improvement(format: 1, actions: [\n{}\n])", actions.join(",\n"));
    let said = told(&all(&[
        action("Done(\"soon\")", "2026-12-31", "Training"),
        action("Opne", "31.12.2026", "Luck"),
        action("Open", "2026-12-31", "Training").replace("cost", "costs"),
    ]));
    for part in [
        "improvement.ron:2:",
        "error[E026]: `soon` is no date",
        "improvement.ron:3:",
        "error[E014]: `Luck` is no element\n",
        "known are `Planning`, `Organisation`, `Equipment`, `Training`, `Exercise`",
        "error[E026]: `31.12.2026` is no date",
        "error[E014]: `Opne` is no state\n",
        "did you mean `Open`? known are `Open`, `Done`",
        "improvement.ron:4:",
        "error[E011]: `action` has no field `costs`",
    ] {
        assert!(said.contains(part), "{part}: {said}");
    }
    assert_eq!(said.matches("error[").count(), 5, "{said}");
    assert!(told("").contains("error[E001]"));
    assert!(told("Improvement(format: 2, actions: [])").contains("error[E006]: made for format 2"));
    assert!(told("Plan(format: 1)").contains("error[E005]: this is a plan, where an improvement plan is wanted"));
    let long = action("Open", "2026-12-31", "Training").replace("\"g\"", &format!("\"{}\"", "g".repeat(4_001)));
    assert!(told(&all(&[long])).contains("error[E003]: a text of more than 4000 characters"));
    assert!(
        told(&format!("Improvement(format: 1, actions: [{}])", "(),".repeat(10_001)))
            .contains("error[E003]: more than 10000 items")
    );
}
