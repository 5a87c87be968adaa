//! What `verify` vouches for: whoever repacks an evidence pack, and mends its list, is told what is not so; and what nobody can
//! check is named in the verdict.

use std::fs;
use std::path::Path;

use bcp_sim::pack::{Entries, Kind, MANIFEST, Manifest, Sealed, unzip, zip};

use super::seal::{ANSWERS, PACK, bcp, drill, edit, mended, pack, practice, resealed, run, small, text, told, verify};

const SUMMARY: &str = "reports/outage/summary.json";

/// What is said of a pack that is refused before anything is made again.
fn refused(bytes: &[u8]) -> String {
    let done = verify(bytes, &[]).code(3);
    assert!(done.get_output().stdout.is_empty());
    told(&done)
}

/// What is said of a pack in which something differs.
fn differs(bytes: &[u8]) -> String {
    let said = text(&verify(bytes, &[]).code(4).get_output().stdout);
    assert!(said.starts_with("NOT verified"), "{said}");
    said
}

/// The only result of a pack with another command, in its list, its page and its summary.
fn with_command(words: &[&str]) -> Vec<u8> {
    let words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
    resealed(small(), |entries, manifest| {
        let mut summary: serde_json::Value = serde_json::from_slice(&entries[SUMMARY]).unwrap();
        summary["again"] = words.clone().into();
        entries.insert(SUMMARY.to_owned(), serde_json::to_string_pretty(&summary).unwrap().into_bytes());
        manifest.results[0].command = words;
    })
}

const OWN: [&str; 6] = ["run", "scenarios/outage.ron", "--trials", "60", "--seed", "42"];

#[test]
fn the_first_line_says_what_was_checked_and_that_something_was_not() {
    let said = text(&verify(pack(), &[]).success().get_output().stdout);
    let first = said.lines().next().unwrap();
    assert!(first.starts_with("Verified bit for bit: 9 results; not checked: "), "{said}");
    let listed = |name: &str| said.lines().any(|line| line == format!("    {name}"));
    for name in [
        "plan.ron",
        "plans/new.ron",
        "scenarios/outage.ron",
        "reports/a storm",
        "drills/2026-11-22-outage/journal.jsonl",
        "drills/2026-12-22-outage/journal.jsonl",
    ] {
        assert!(listed(name), "{name}: {said}");
    }
    assert!(!listed("README.txt") && !listed("reports/outage") && !listed(SUMMARY), "{said}");
    // For programs the same.
    let done = verify(small(), &["--json"]).success();
    let found: serde_json::Value = serde_json::from_slice(&done.get_output().stdout).unwrap();
    let names: Vec<&str> =
        found["not_checked"].as_array().unwrap().iter().map(|one| one["name"].as_str().unwrap()).collect();
    assert!(names.contains(&"plan.ron") && names.contains(&"scenarios/crm.ron"), "{names:?}");
    let many = format!("not checked: {} items", names.len());
    assert!(found["verdict"].as_str().unwrap().contains(&many), "{found}");
    let why = |name: &str| {
        let all = found["not_checked"].as_array().unwrap();
        all.iter().find(|one| one["name"] == name).unwrap()["why"].as_str().unwrap().to_owned()
    };
    assert!(why("scenarios/outage.ron").contains("made from them") && why("scenarios/crm.ron").contains("no result"));
}

#[test]
fn a_page_or_a_list_that_the_program_would_not_write_is_named() {
    let page = mended(small(), |entries, _| edit(entries, "README.txt", "What that shows", "Approved by an auditor"));
    assert!(refused(&page).contains("README.txt: line"), "{}", refused(&page));
    let none = mended(small(), |entries, _| drop(entries.remove("README.txt")));
    assert!(refused(&none).contains("`README.txt` is missing"));
    let title = resealed(small(), |_, manifest| manifest.title = "A plan that an auditor approved".to_owned());
    assert!(refused(&title).contains("manifest.json: the title is `A plan that an auditor approved`"));
    for program in ["bcp-sim 0.0.9", "an auditor", "bcp-sim 0.1.0 (approved)", "bcp-sim"] {
        let program = resealed(small(), |_, manifest| manifest.program = program.to_owned());
        assert!(refused(&program).contains("program"), "{}", refused(&program));
    }
    let model = resealed(small(), |_, manifest| manifest.model_version += 1);
    assert!(refused(&model).contains("model version"));
}

/// Another reader may take the other of two fields, or one that is not known here.
#[test]
fn a_field_that_is_there_twice_or_that_nobody_knows_is_refused() {
    let list = |from: &str, to: &str| {
        let mut entries = unzip(small()).unwrap();
        edit(&mut entries, MANIFEST, from, to);
        refused(&zip(&entries).unwrap())
    };
    assert!(list("\"title\": ", "\"title\": \"Mine\", \"title\": ").contains("`title` is there twice"));
    assert!(list("\"title\": ", "\"approved\": true, \"title\": ").contains("unknown field"));
    assert!(list("\"kind\": \"report\"", "\"kind\": \"drill\", \"kind\": \"report\"").contains("twice"));
    let trials = |entries: &mut Entries| edit(entries, SUMMARY, "\"trials\": 60", "\"trials\": 9, \"trials\": 60");
    assert!(refused(&mended(small(), |entries, _| trials(entries))).contains("`trials` is there twice"));
}

#[test]
fn a_file_that_nothing_refers_to_is_refused() {
    let with = |name: &str, like: &str| {
        refused(&mended(pack(), |entries, _| {
            let bytes = entries[like].clone();
            entries.insert(name.to_owned(), bytes);
        }))
    };
    for (name, like) in [
        ("improvement.ron", "plan.ron"),
        ("other.ron", "plan.ron"),
        ("deep/evidence.ron", "plan.ron"),
        ("drills/2026-11-22-outage/evidence.ron", "plan.ron"),
        ("scenarios/approved.txt", "README.txt"),
        ("scenarios/deep/approved.ron", "scenarios/crm.ron"),
        ("plans/scenarios/crm.ron", "scenarios/crm.ron"),
        ("reports/better/summary.json", "reports/outage/summary.json"),
        ("reports/index.html", "README.txt"),
        ("drills/2027-01-01-outage/journal.jsonl", "drills/2026-12-22-outage/journal.jsonl"),
        ("journal.jsonl", "drills/2026-11-22-outage/journal.jsonl"),
        ("ReadMe.txt.asc", "README.txt"),
    ] {
        assert!(with(name, like).contains(&format!("`{name}` belongs to no result")), "{name}: {}", with(name, like));
    }
    // A scenario more is what `seal` puts there; nobody can say that it was looked at.
    let more =
        mended(small(), |entries, _| drop(entries.insert("scenarios/approved.ron".into(), b"Approved".to_vec())));
    let said = text(&verify(&more, &[]).success().get_output().stdout);
    assert!(
        said.contains("no result here is made from them\n") && said.contains("\n    scenarios/approved.ron\n"),
        "{said}"
    );
}

#[test]
fn a_name_that_looks_like_another_one_is_refused() {
    let mut entries = unzip(small()).unwrap();
    entries.insert("Scenarios/CRM.ron".to_owned(), b"x".to_vec());
    assert!(zip(&entries).unwrap_err().contains("look the same"));
    entries.remove("Scenarios/CRM.ron");
    for name in
        ["scenarios/crm\u{202e}.ron", "scenarios/crm\u{a0}.ron", "scenarios/ crm.ron", "scenarios/crm\u{200b}.ron"]
    {
        entries.insert(name.to_owned(), b"x".to_vec());
        assert!(zip(&entries).is_err(), "{name:?}");
        entries.remove(name);
    }
}

#[test]
fn the_words_of_a_command_are_those_that_the_program_writes() {
    let with = |more: &[&str]| with_command(&[&OWN[..], more].concat());
    for more in [
        &["--out", "x"][..],
        &["--format", "md,svg,json"],
        &["--force"],
        &["--json"],
        &["--quiet"],
        &["-q"],
        &["--threads", "2"],
        &["--color", "never"],
    ] {
        assert!(refused(&with(more)).contains("is no part of what makes a result"), "{more:?}");
    }
    for more in
        [&["--help"][..], &["--tri", "60"], &["--seed", "42"], &["reports/outage"], &["--plan", "plan.ron@HEAD"]]
    {
        assert!(refused(&with(more)).contains("cannot be done"), "{more:?}");
    }
    // Another way to say the same, and another thing said.
    for words in [
        &["run", "scenarios/outage.ron", "--trials=60", "--seed", "42"][..],
        &["run", "scenarios/outage.ron", "--seed", "42", "--trials", "60"],
        &["run", "scenarios/outage.ron", "--trials", "60"],
        &["run", "scenarios/outage.ron", "--trials", "6_0", "--seed", "42"],
        &["run", "scenarios/outage.ron", "--trials", "60", "--seed", "042"],
        &["run", "--trials", "60", "--seed", "42", "--", "scenarios/outage.ron"],
        &["run", "scenarios/outage.ron", "--as", "written", "--trials", "60", "--seed", "42"],
        &["run", "scenarios/outage.ron", "--hazard", "storm", "--trials", "60", "--seed", "42"],
        &["run", "scenarios/outage.ron", "--today", "2020-01-01", "--trials", "60", "--seed", "42"],
        &["run", "scenarios/outage.ron", "--trials", "60", "--seed", "42", "--set", "finances.fund=99,000"],
        &["run", "scenarios/crm.ron", "--trials", "60", "--seed", "42"],
    ] {
        let said = differs(&with_command(words));
        assert!(said.contains("summary.json"), "{words:?}: {said}");
    }
    // In the list alone, and in the summary alone.
    let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
    let list =
        resealed(small(), |_, manifest| manifest.results[0].command.extend(words(&["--set", "finances.fund=99,000"])));
    assert!(refused(&list).contains("the result names another"), "{}", refused(&list));
    let summary = mended(small(), |entries, _| edit(entries, SUMMARY, "\"60\"", "\"61\""));
    assert!(refused(&summary).contains("the result names another"));
}

/// What is asked for is compared with what the result states before anything is done.
#[test]
fn more_work_than_was_sealed_is_refused_at_once() {
    let trials = |n: &str| with_command(&["run", "scenarios/outage.ron", "--trials", n, "--seed", "42"]);
    assert!(refused(&trials("100000000")).contains("it asks for 100000000 trials, and the result states 60"));
    assert!(refused(&trials("61")).contains("asks for 61 trials"));
    // Stated as well, it is too much to do unasked; and who asks is told how much it is.
    let huge = mended(&trials("100000000"), |entries, _| {
        let mut summary: serde_json::Value = serde_json::from_slice(&entries[SUMMARY]).unwrap();
        (summary["trials"], summary["trial_range"]["count"]) = (100_000_000.into(), 100_000_000.into());
        entries.insert(SUMMARY.to_owned(), summary.to_string().into_bytes());
    });
    let said = told(&verify(&huge, &[]).code(2));
    assert!(said.contains("simulated months") && said.contains("bcp-sim verify got.zip --most "), "{said}");
    // As long as somebody likes, by a scenario, by a change of one, and by the months of a year.
    let long = mended(small(), |entries, _| {
        for (name, bytes) in entries.iter_mut().filter(|(name, _)| name.starts_with("scenarios/")) {
            let _ = name;
            *bytes = text(bytes).replace("horizon: \"8w\"", "horizon: \"5200w\"").into_bytes();
        }
    });
    assert!(told(&verify(&long, &["--most", "10,000"]).code(2)).contains("144,000 simulated months"));
    let set = with_command(&[&OWN[..], &["--set", "scenario.horizon=5200w"]].concat());
    assert!(told(&verify(&set, &["--most", "10_000"]).code(2)).contains("144,000 simulated months"));
    let year = with_command(&["year", "--months", "600", "--trials", "60", "--seed", "42"]);
    assert!(told(&verify(&year, &["--most", "70000"]).code(2)).contains("72,000 simulated months"));
    let inputs = with_command(&[&OWN[..4], &["--inputs", "10000", "--seed", "42"]].concat());
    assert!(told(&verify(&inputs, &["--most", "1000000"]).code(2)).contains("simulated months"));
    verify(small(), &["--most", "0"]).code(2);
    verify(small(), &["--most", "240"]).success();
    verify(small(), &["--most", "some"]).code(2);
}

/// How many trials a precision takes shows only when they are done: no more are than the result says it has.
#[test]
fn a_result_that_takes_more_trials_than_it_states_is_given_up() {
    let words = ["run", "scenarios/outage.ron", "--precision", "0.01%", "--inputs", "0", "--seed", "42"];
    let said = differs(&with_command(&words));
    assert!(said.contains("cannot be made again") && said.contains("more trials than it says it has"), "{said}");
}

#[test]
fn months_and_draws_are_those_that_the_result_states() {
    let folder = practice();
    run(folder.path(), &["year", "--inputs", "20", "--months", "2"]);
    bcp(folder.path(), &["seal"]).success();
    let sealed = fs::read(folder.path().join(PACK)).unwrap();
    verify(&sealed, &[]).success();
    let other = |at: usize, value: &str| {
        refused(&resealed(&sealed, |entries, manifest| {
            manifest.results[0].command[at] = value.to_owned();
            let mut summary: serde_json::Value = serde_json::from_slice(&entries["reports/year/summary.json"]).unwrap();
            summary["again"] = manifest.results[0].command.clone().into();
            entries.insert("reports/year/summary.json".into(), summary.to_string().into_bytes());
        }))
    };
    let words = &Manifest::of(&unzip(&sealed).unwrap()).unwrap().results[0].command.clone();
    let at = |flag: &str| words.iter().position(|word| word == flag).unwrap() + 1;
    assert!(other(at("--months"), "600").contains("it asks for 600 months, and the result states 2"));
    assert!(other(at("--inputs"), "10000").contains("it asks for 10000 draws of the inputs, and the result states 20"));
}

#[test]
fn the_same_result_is_there_once() {
    let twice = resealed(small(), |_, manifest| manifest.results.push(manifest.results[0].clone()));
    assert!(refused(&twice).contains("the result `reports/outage` is listed twice"));
    let copy = resealed(small(), |entries, manifest| {
        let own: Vec<_> = entries.iter().filter(|(name, _)| name.starts_with("reports/")).collect();
        let copies: Vec<_> = own.iter().map(|(name, b)| (name.replace("outage", "better"), (*b).clone())).collect();
        entries.extend(copies);
        let command = manifest.results[0].command.clone();
        manifest.results.push(Sealed { kind: Kind::Report, folder: "reports/better".to_owned(), command });
    });
    assert!(refused(&copy).contains("`reports/outage` and `reports/better` are the same result"));
    // `seal` leaves the second one out.
    let folder = practice();
    run(folder.path(), &["run", "scenarios/outage.ron"]);
    run(folder.path(), &["run", "scenarios/outage.ron", "--out", "reports/same"]);
    let said = told(&bcp(folder.path(), &["seal"]).success());
    assert!(said.contains("left out: `reports/same`: it is the same result as `reports/outage`"), "{said}");
}

#[test]
fn a_result_lies_where_results_of_its_kind_do() {
    let moved = |to: &str| {
        refused(&resealed(small(), |entries, manifest| {
            let own: Vec<String> = entries.keys().filter(|name| name.starts_with("reports/")).cloned().collect();
            for name in own {
                let bytes = entries.remove(&name).unwrap();
                entries.insert(name.replacen("reports/outage", to, 1), bytes);
            }
            manifest.results[0].folder = to.to_owned();
        }))
    };
    for to in ["scenarios", "reports", "reports/a/b", "drills/outage", "outage", "plans/reports/outage"] {
        assert!(moved(to).contains("is no folder into which a result is put"), "{to}: {}", moved(to));
    }
    let kind = resealed(small(), |_, manifest| manifest.results[0].kind = Kind::Drill);
    assert!(refused(&kind).contains("it makes a result of another kind"));
    // Another name than the program's own is somebody's claim.
    let named = resealed(small(), |entries, manifest| {
        let own: Vec<String> = entries.keys().filter(|name| name.starts_with("reports/")).cloned().collect();
        for name in own {
            let bytes = entries.remove(&name).unwrap();
            entries.insert(name.replacen("outage", "approved", 1), bytes);
        }
        manifest.results[0].folder = "reports/approved".to_owned();
    });
    let said = text(&verify(&named, &[]).success().get_output().stdout);
    assert!(said.contains("chosen by hand\n    reports/approved\n"), "{said}");
}

/// The title and the page name one plan: every result is about that.
#[test]
fn a_result_of_another_plan_is_refused() {
    let folder = practice();
    run(folder.path(), &["run", "scenarios/outage.ron", "--plan", "plans/new.ron"]);
    bcp(folder.path(), &["seal", "--plan", "plans/new.ron", "plans/reports/outage"]).success();
    let sealed = fs::read(folder.path().join("plans").join(PACK)).unwrap();
    verify(&sealed, &[]).success();
    let other = resealed(&sealed, |entries, manifest| {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        entries.insert("plan.ron".to_owned(), fs::read(root.join("plan.ron")).unwrap());
        manifest.plan = "plan.ron".to_owned();
        manifest.title = "CareerWorx business continuity plan".to_owned();
    });
    assert!(refused(&other).contains("`reports/outage` is about another plan than `plan.ron`"), "{}", refused(&other));
    let gone = resealed(&sealed, |_, manifest| manifest.plan = "nowhere.ron".to_owned());
    assert!(refused(&gone).contains("its plan, `nowhere.ron`, is missing"));
}

#[test]
fn a_report_from_which_something_was_taken_or_renamed_is_told() {
    let without = |name: &str| mended(small(), |entries, _| drop(entries.remove(&format!("reports/outage/{name}"))));
    assert!(refused(&without("summary.json")).contains("`reports/outage/summary.json` is missing"));
    assert!(differs(&without("fund.svg")).contains("fund.svg: all of it: sealed not sealed"));
    for (from, to) in [
        ("report.md", "Report.md"),
        ("report.md", "my-report.md"),
        ("fund.svg", "found.svg"),
        ("fund.svg", "sub/fund.svg"),
    ] {
        let renamed = mended(small(), |entries, _| {
            let bytes = entries.remove(&format!("reports/outage/{from}")).unwrap();
            entries.insert(format!("reports/outage/{to}"), bytes);
        });
        assert!(differs(&renamed).contains(&format!("{to}: all of it")), "{to}");
    }
    // A page of a format that was not sealed, with what somebody wants to be read.
    for name in ["report.html", "trials.csv", ".bcp-sim.json", "notes.txt"] {
        let more = mended(small(), |entries, _| {
            entries.insert(format!("reports/outage/{name}"), "a,b\n".repeat(99).into_bytes());
        });
        assert!(differs(&more).contains(name), "{name}");
    }
    let rows =
        mended(small(), |entries, _| drop(entries.insert("reports/outage/trials.csv".into(), b"a\n1\n".to_vec())));
    assert!(refused(&rows).contains("fewer rows"));
}

/// A drill with its journal as it would be had somebody answered otherwise is another drill, and is named as somebody's word.
#[test]
fn what_was_answered_in_a_drill_is_listed_and_what_follows_from_it_is_checked() {
    let folder = practice();
    let at = folder.path();
    drill(at, "2026-11-22");
    bcp(at, &["seal"]).success();
    let sealed = fs::read(at.join(PACK)).unwrap();
    let journal = "drills/2026-11-22-outage/journal.jsonl";
    let said = text(&verify(&sealed, &[]).success().get_output().stdout);
    assert!(
        said.starts_with("Verified bit for bit: 1 result; ") && said.contains(&format!("    {journal}\n")),
        "{said}"
    );
    // What was said is anybody's; the pages that tell it have to tell the same.
    let consistent = mended(&sealed, |entries, _| {
        let old = text(&entries[journal]);
        entries.insert(journal.to_owned(), old.replace("the plan, 5.3", "the plan, 9.9").into_bytes());
    });
    let said = text(&verify(&consistent, &[]).get_output().stdout);
    assert!(said.lines().next().unwrap().contains("not checked: "), "{said}");
    // No byte of it is anything else.
    let with = |change: &dyn Fn(&str) -> String| {
        refused(&mended(&sealed, |entries, _| {
            let changed = change(&text(&entries[journal]));
            entries.insert(journal.to_owned(), changed.into_bytes());
        }))
    };
    assert!(with(&|old| format!("{old}approved by an auditor")).contains("its last line was cut off"));
    assert!(with(&|old| old.replacen(",\"", ", \"", 1)).contains("line 1 is not as the program writes it"));
    assert!(with(&|old| old.replacen("\"kind\"", "\"drill\":\"x\",\"kind\"", 1)).contains("journal.jsonl"));
    assert!(with(&|old| old.replacen("\"kind\"", "\"approved\":1,\"kind\"", 1)).contains("journal.jsonl"));
    // Its command has no words of its own.
    let seed = resealed(&sealed, |_, manifest| {
        manifest.results[0].command.extend(["--seed", "1"].map(str::to_owned));
    });
    assert!(refused(&seed).contains("it is written `bcp-sim drill replay"));
    // The improvement plan beside it is no part of a pack.
    assert!(!unzip(&sealed).unwrap().contains_key("improvement.ron"));
}

/// What was noted when a drill was stopped follows from its answers as well.
#[test]
fn a_drill_that_was_stopped_and_gone_on_with_is_checked_up_to_where_it_was_stopped() {
    let folder = practice();
    let at = folder.path();
    let first: Vec<&str> = ANSWERS.lines().take(8).chain(["stop"]).collect();
    fs::write(at.join("first.txt"), first.join("\n")).unwrap();
    let day = ["--date", "2026-11-22"];
    bcp(at, &[&["drill", "scenarios/outage.ron", "--answers", "first.txt"][..], &day].concat()).success();
    let rest: Vec<&str> = ANSWERS.lines().skip(8).collect();
    fs::write(at.join("rest.txt"), rest.join("\n") + &"\n".repeat(80)).unwrap();
    let journal = "drills/2026-11-22-outage/journal.jsonl";
    bcp(at, &["drill", "--resume", journal, "--answers", "rest.txt"]).success();
    bcp(at, &["seal"]).success();
    let sealed = fs::read(at.join(PACK)).unwrap();
    let lines = text(&unzip(&sealed).unwrap()[journal]);
    let stop = lines.lines().find(|line| line.contains("\"status\":\"stopped\"")).expect("it was stopped");
    verify(&sealed, &[]).success();
    let lost = stop.find("\"lost\":").unwrap() + 7;
    let changed =
        mended(&sealed, |entries, _| edit(entries, journal, stop, &format!("{}9{}", &stop[..lost], &stop[lost..])));
    assert!(differs(&changed).contains("does not follow from its header"));
}

/// The report of a drill tells the trend of those before it: they go along, and are listed.
#[test]
fn earlier_drills_go_along_with_the_one_that_is_named() {
    let folder = practice();
    let at = folder.path();
    drill(at, "2026-11-22");
    let plan = fs::read_to_string(at.join("plan.ron")).unwrap();
    fs::write(at.join("plan.ron"), plan + "\n// looked through\n").unwrap();
    drill(at, "2026-12-22");
    bcp(at, &["seal", "drills/2026-12-22-outage"]).success();
    let sealed = fs::read(at.join(PACK)).unwrap();
    let said = text(&verify(&sealed, &[]).success().get_output().stdout);
    assert!(said.contains("taken\n  from them\n    drills/2026-11-22-outage/journal.jsonl\n"), "{said}");
    let name = "drills/2026-11-22-outage/journal.jsonl";
    let other = mended(&sealed, |entries, _| {
        let old = text(&entries[name]);
        entries.insert(name.to_owned(), old.replacen("\"lost\":", "\"lost\":1", 1).into_bytes());
    });
    assert!(differs(&other).contains("report.md"));
}

#[test]
fn what_another_version_has_made_is_not_sealed_as_ones_own() {
    let folder = practice();
    let at = folder.path();
    run(at, &["run", "scenarios/outage.ron"]);
    run(at, &["run", "scenarios/crm.ron"]);
    let summary = at.join("reports/crm/summary.json");
    let old = fs::read_to_string(&summary).unwrap();
    let own = concat!("\"program\": \"bcp-sim ", env!("CARGO_PKG_VERSION"), "\"");
    fs::write(&summary, old.replace(own, "\"program\": \"bcp-sim 0.0.9\"")).unwrap();
    let said = told(&bcp(at, &["seal"]).success());
    assert!(said.contains("left out: `reports/crm`: it was made by bcp-sim 0.0.9"), "{said}");
    verify(&fs::read(at.join(PACK)).unwrap(), &[]).success();
}

/// Made within the practice and sealed from above it, the plan and the scenarios have two names each.
#[test]
fn a_practice_that_is_sealed_from_above_is_sealed_under_the_names_of_its_results() {
    let folder = practice();
    let inner = folder.path().join("mine");
    fs::create_dir(&inner).unwrap();
    for name in ["plan.ron", "plans", "scenarios"] {
        fs::rename(folder.path().join(name), inner.join(name)).unwrap();
    }
    run(&inner, &["run", "scenarios/outage.ron"]);
    bcp(folder.path(), &["seal", "--plan", "mine/plan.ron"]).success();
    let sealed = fs::read(inner.join(PACK)).unwrap();
    let entries = unzip(&sealed).unwrap();
    assert!(entries.contains_key("plan.ron") && entries.keys().all(|name| !name.starts_with("mine/")));
    verify(&sealed, &[]).success();
    // A name that not every system allows is left out.
    if cfg!(unix) {
        fs::copy(inner.join("scenarios/crm.ron"), inner.join("scenarios/what?.ron")).unwrap();
        let said = told(&bcp(&inner, &["seal", "--force"]).success());
        assert!(said.contains("left out: `scenarios/what?.ron`: it has a character in its name"), "{said}");
        verify(&fs::read(inner.join(PACK)).unwrap(), &[]).success();
    }
}

/// What the program notes of a folder for itself is no part of a report, and nothing to be told.
#[test]
fn what_was_noted_beside_a_report_stays_at_home() {
    let folder = practice();
    let at = folder.path();
    run(at, &["run", "scenarios/outage.ron"]);
    assert!(at.join("reports/outage/.bcp-sim.json").is_file());
    let done = bcp(at, &["seal"]).success();
    assert!(told(&done).is_empty(), "{}", told(&done));
    let sealed = fs::read(at.join(PACK)).unwrap();
    assert!(unzip(&sealed).unwrap().keys().all(|name| !name.contains(".bcp-sim")));
    verify(&sealed, &[]).success();
    // Of a folder without it nobody knows what the program wrote there.
    fs::remove_file(at.join("reports/outage/.bcp-sim.json")).unwrap();
    let said = told(&bcp(at, &["seal", "--force"]).code(1));
    assert!(said.contains("`reports/outage`: there is no list of what bcp-sim wrote there: make it again"), "{said}");
}

/// Whatever in a practice is a link, it is named, and nothing is sealed.
#[test]
#[cfg(unix)]
fn nothing_is_sealed_through_a_link() {
    use std::os::unix::fs::symlink;
    let elsewhere = tempfile::tempdir().unwrap();
    let private = elsewhere.path().join("private");
    fs::write(&private, "private").unwrap();
    let made = practice();
    run(made.path(), &["run", "scenarios/outage.ron"]);
    drill(made.path(), "2026-11-22");
    // A thing of the practice is moved away, and a link to it put in its place: inside the practice, or outside.
    for (name, out) in [
        ("reports/outage/fund.svg", true),
        ("reports/outage/fund.svg", false),
        ("reports/outage/summary.json", true),
        ("reports/outage", true),
        ("reports/outage", false),
        ("reports", true),
        ("drills/2026-11-22-outage/report.md", true),
        ("drills/2026-11-22-outage/journal.jsonl", true),
        ("drills/2026-11-22-outage", true),
        ("drills", true),
        ("scenarios/outage.ron", true),
        ("scenarios/outage.ron", false),
        ("scenarios", true),
        ("plan.ron", true),
        ("plan.ron", false),
    ] {
        let away = if out { elsewhere.path().join("away") } else { made.path().join("away") };
        fs::rename(made.path().join(name), &away).unwrap();
        symlink(&away, made.path().join(name)).unwrap();
        let done = bcp(made.path(), &["seal"]).code(3);
        let said = told(&done);
        assert!(said.contains(&format!("`{name}` is a link")) && said.lines().count() == 2, "{name}: {said}");
        assert!(!made.path().join(PACK).exists());
        fs::remove_file(made.path().join(name)).unwrap();
        fs::rename(&away, made.path().join(name)).unwrap();
    }
    for name in ["evidence.ron", "drills/2026-11-22-outage/msel.md", "scenarios/more.ron"] {
        let _ = fs::remove_file(made.path().join(name));
        let text = "Evidence(format: 1, entries: [])";
        fs::write(&private, if name == "evidence.ron" { text } else { "private" }).unwrap();
        symlink(&private, made.path().join(name)).unwrap();
        let said = told(&bcp(made.path(), &["seal"]).code(3));
        assert!(said.contains(&format!("`{name}` is a link")), "{name}: {said}");
        fs::remove_file(made.path().join(name)).unwrap();
    }
    // A folder that is named, and one on the way to it.
    symlink(made.path().join("reports/outage"), made.path().join("way")).unwrap();
    assert!(told(&bcp(made.path(), &["seal", "way"]).code(3)).contains("`way` is a link"));
    symlink(made.path().join("reports"), made.path().join("ways")).unwrap();
    assert!(told(&bcp(made.path(), &["seal", "ways/outage"]).code(3)).contains("`ways` is a link"));
    // What is no part of a pack may be one, and so may the way to the practice.
    symlink(&private, made.path().join("reports/outage/notes.txt")).unwrap();
    let practice = elsewhere.path().join("practice");
    symlink(made.path(), &practice).unwrap();
    bcp(&practice, &["seal"]).success();
    bcp(Path::new("/"), &["seal", "--force", "--plan", &practice.join("plan.ron").to_string_lossy()]).success();
    let entries = unzip(&fs::read(made.path().join(PACK)).unwrap()).unwrap();
    assert!(entries.values().all(|bytes| bytes != b"private"));
    verify(&fs::read(made.path().join(PACK)).unwrap(), &[]).success();
}

/// Contact data in a text of another encoding are contact data.
#[test]
fn contact_data_are_found_in_a_text_that_is_no_utf_8() {
    let folder = practice();
    let at = folder.path();
    run(at, &["run", "scenarios/outage.ron"]);
    let mut odd = fs::read(at.join("scenarios/crm.ron")).unwrap();
    odd.extend(b"// M\xfcller: 020 7946 0000\n");
    fs::write(at.join("scenarios/crm.ron"), odd).unwrap();
    let said = told(&bcp(at, &["seal"]).code(3));
    assert!(said.contains("a telephone number stands here") && !said.contains("7946"), "{said}");
}

/// Bytes that read as the same were taken for checked: other blanks, another order, other escapes, and what is no UTF-8.
#[test]
fn a_page_or_a_list_that_only_reads_as_the_same_is_refused() {
    let list = |change: &dyn Fn(String) -> String| {
        let mut entries = unzip(small()).unwrap();
        let text = change(text(&entries[MANIFEST]));
        entries.insert(MANIFEST.to_owned(), text.into_bytes());
        refused(&zip(&entries).unwrap())
    };
    let parsed = |text: &str| serde_json::from_str::<serde_json::Value>(text).unwrap();
    for change in [
        &(|text: String| text + "\n") as &dyn Fn(String) -> String,
        &|text| text.replace("\n", "\n "),
        &|text| text.replace("plan.ron", "\\u0070lan.ron"),
        &|text| parsed(&text).to_string(),
        &|text| serde_json::to_string_pretty(&parsed(&text)).unwrap() + "\n",
    ] {
        let told = list(change);
        assert!(told.contains("is not written as `bcp-sim seal` writes it"), "{told}");
    }
    let titled = |entries: &mut Entries, manifest: &mut Manifest| {
        let title = manifest.title.clone();
        edit(entries, "plan.ron", &title, "A \u{fffd} plan");
        manifest.title = "A \u{fffd} plan".to_owned();
    };
    let page = mended(&resealed(small(), titled), |entries, _| {
        let page = text(&entries["README.txt"]).into_bytes();
        let at = page.windows(3).position(|three| three == "\u{fffd}".as_bytes()).unwrap();
        let other = [&page[..at], b"\xff", &page[at + 3..]].concat();
        entries.insert("README.txt".to_owned(), other);
    });
    assert!(refused(&page).contains("README.txt: it is no UTF-8"), "{}", refused(&page));
}
