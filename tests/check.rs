//! What `check` finds: each rule in a small plan that breaks it and in one that does not, then the shipped plans.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should say so at once")]

use std::fs;
use std::path::Path;

use assert_cmd::Command;
use bcp_sim::check::{Cover, Finding, Severity, World, cover, findings};
use bcp_sim::file::{Day, Forecast, Question, ScenarioFile, Source, bind_all, read_plan, read_scenario};

/// A plan without any finding: `talk` needs the line, the telephone stands in, both tried.
struct Plan {
    head: &'static str,
    resources: &'static str,
    roles: &'static str,
    service: &'static str,
    function: &'static str,
    telephone: &'static str,
    strategies: &'static str,
    clients: &'static str,
    money: &'static str,
}

const SOUND: Plan = Plan {
    head: r#"title: "t", next_review: "2026-06-01""#,
    resources: "",
    roles: "",
    service: r#"ladder: ["telephone", "colleague"]"#,
    function: r#"serves: ["talk"], rto: "1d", mtpd: "2d""#,
    telephone: r#"kind: Switch(needs: ["coach", "phone"]), evidence: Tried("2026-01-10")"#,
    strategies: "",
    clients: "",
    money: r#"fund: "26,000", fixed: "1,000 a month", drawings: "0 a month""#,
};

const LINE_DOWN: &str = r#"Scenario(format: 1, title: "line", horizon: "8w",
    hazards: { "line down": (rate: "1 a year", lasts: Exactly("1d"), strikes: { "line": "0%" }) })"#;

impl Plan {
    fn text(&self) -> String {
        format!(
            r#"Plan(format: 1, revised: "2026-01-01", currency: "GBP", {},
                calendar: (starts: "2025-01-06", open: "Mon-Fri 09:00-17:00"),
                resources: {{ "coach": (), "line": (), "phone": (), "colleagues": (), {} }},
                roles: {{ {} }},
                services: {{ "talk": (weekly: 5, length: "60min", fee: "100", by: "coach", needs: ["line"], {}) }},
                functions: {{ "work": ({}) }},
                strategies: {{
                    "telephone": (plan: "5.1", {}),
                    "colleague": (plan: "5.2", kind: HandOver(needs: ["colleagues"], spare: 5), evidence: Tried("2026-01-10")),
                    "benefit": (kind: Insure(pays: Benefit(while_down: ["coach"], amount: "500 a month", deferred: "4w"))),
                    {}
                }}, {}
                finances: ({}, paid: Exactly("0d")),
            )"#,
            self.head,
            self.resources,
            self.roles,
            self.service,
            self.function,
            self.telephone,
            self.strategies,
            self.clients,
            self.money
        )
    }

    fn found(&self) -> Vec<Finding> {
        checked(&self.text(), &[LINE_DOWN], "2026-03-01", Question::one(Forecast::Written)).0
    }

    fn codes(&self) -> Vec<&'static str> {
        let mut codes: Vec<_> = self.found().iter().map(|finding| finding.code).collect();
        codes.dedup();
        codes
    }
}

fn checked(plan: &str, scenarios: &[&str], today: &str, question: Question) -> (Vec<Finding>, Cover) {
    let plan = Source::new("plan.ron", plan);
    let read = read_plan(&plan).map_err(|faults| plan.explain(&faults)).unwrap();
    let sources: Vec<Source> = scenarios.iter().map(|text| Source::new("scenario.ron", text)).collect();
    let files: Vec<ScenarioFile> =
        sources.iter().map(|s| read_scenario(s).map_err(|faults| s.explain(&faults)).unwrap()).collect();
    let both: Vec<(&Source, &ScenarioFile)> = sources.iter().zip(&files).collect();
    let case = bind_all((&plan, &read), &both, &question).map_err(|f| plan.explain(&f.plan)).unwrap();
    let files: Vec<&ScenarioFile> = files.iter().collect();
    let world = World { plan: &read, scenarios: &files, case: &case, today: Day::parse(today).unwrap() };
    (findings(&world), cover(&world))
}

fn shipped(plan: &str, today: &str) -> Vec<Finding> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut paths: Vec<_> = fs::read_dir(root.join("scenarios")).unwrap().map(|e| e.unwrap().path()).collect();
    paths.sort();
    let texts: Vec<String> = paths.iter().map(|path| fs::read_to_string(path).unwrap()).collect();
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let plan = fs::read_to_string(root.join(plan)).unwrap();
    checked(&plan, &texts, today, Question::months(12, Forecast::Written)).0
}

fn has(found: &[Finding], code: &str, about: &str, text: &str) -> bool {
    found.iter().any(|f| f.code == code && f.about.contains(about) && f.text.contains(text))
}

/// 100 % of a week are no session more than a week.
const LATER_IN_A_FULL_WEEK: &str =
    r#""later": (kind: Postpone(patience: [(within: "4w", accepted: "90%")], up_to: "100%")),"#;

#[test]
fn a_sound_plan_has_no_gap_and_no_warning() {
    let found = SOUND.found();
    assert!(found.iter().all(|f| f.severity == Severity::Note), "{found:#?}");
}

#[test]
fn each_rule_finds_what_breaks_it() {
    let function = |function| Plan { function, ..SOUND };
    let telephone = |telephone| Plan { telephone, ..SOUND };
    let strategies = |strategies| Plan { strategies, ..SOUND };
    let data = r#""files": (data: true), "#;
    let cases = [
        ("C01", function(r#"serves: ["talk"], rto: "1d", mtpd: "2d", basis: Assumed(grade: J)"#)),
        ("C02", function(r#"serves: ["talk"], rto: "3d", mtpd: "2d""#)),
        ("C03", Plan { resources: data, ..function(r#"needs: ["files"], rto: "1d", mtpd: "2d""#) }),
        ("C04", function(r#"needs: ["phone"], rto: "1d", mtpd: "2d""#)),
        ("C05", function(r#"needs: ["phone"], rto: "1d", mtpd: "2d""#)),
        ("C10", telephone(r#"kind: Switch(needs: ["coach", "phone"])"#)),
        ("C11", telephone(r#"kind: Switch(needs: ["coach", "phone"]), evidence: Tried("2025-02-01")"#)),
        ("C12", telephone(r#"kind: Switch(needs: ["coach", "phone"]), evidence: Failed("2026-01-10")"#)),
        ("C13", Plan { resources: data, ..SOUND }),
        (
            "C14",
            Plan {
                resources: data,
                service: r#"ladder: ["telephone", "colleague", "copy"]"#,
                ..strategies(r#""copy": (kind: Restore(of: ["files"], every: "1d"), works: (claimed: "90%")),"#)
            },
        ),
        ("C20", Plan { head: r#"title: "t", next_review: "2026-02-28""#, ..SOUND }),
        ("C21", Plan { roles: r#""lead": (holder: "coach")"#, ..SOUND }),
        (
            "C22",
            Plan {
                resources: r#""town": (), "a": (needs: ["town"]), "b": (needs: ["town"]), "#,
                roles: r#""lead": (holder: "a", deputies: ["b"], evidence: Tried("2026-01-10"))"#,
                ..SOUND
            },
        ),
        (
            "C30",
            Plan { service: r#"ladder: ["telephone", "colleague"]"#, ..telephone(r#"kind: Postpone(patience: [])"#) },
        ),
        ("C32", Plan { money: r#"fund: "500", fixed: "1,000 a month", drawings: "0 a month""#, ..SOUND }),
        (
            "C35",
            Plan { money: r#"fund: "26,000", fixed: "1,000 a month", drawings: "0 a month", prepaid: "11%""#, ..SOUND },
        ),
        ("C36", Plan { service: r#"ladder: ["telephone", "colleague", "later"]"#, ..strategies(LATER_IN_A_FULL_WEEK) }),
        ("C34", Plan { clients: r#"clients: (per_missed: "1%", per_silent_day: "1%", sponsor: "25%"),"#, ..SOUND }),
        ("C40", telephone(r#"kind: Switch(needs: ["line"]), evidence: Tried("2026-01-10")"#)),
        (
            "C50",
            Plan {
                service: r#"confidential: true, ladder: ["telephone", "colleague", "café"]"#,
                ..strategies(
                    r#""café": (kind: Substitute(for: ["line"]), private: false, evidence: Tried("2026-01-10")),"#,
                )
            },
        ),
        ("C60", Plan { head: r#"title: "ring 07700 900123", next_review: "2026-06-01""#, ..SOUND }),
    ];
    let sound = SOUND.codes();
    for (code, plan) in cases {
        if code == "C30" || code == "C40" {
            // These two need the colleague out of the way.
            let service = r#"ladder: ["telephone"]"#;
            let text = Plan { service, ..plan }.text().replace(
                r#""colleague": (plan: "5.2", kind: HandOver(needs: ["colleagues"], spare: 5), evidence: Tried("2026-01-10")),"#,
                "",
            );
            let found = checked(&text, &[LINE_DOWN], "2026-03-01", Question::one(Forecast::Written)).0;
            assert!(found.iter().any(|f| f.code == code), "{code}: {found:#?}");
            continue;
        }
        assert!(!sound.contains(&code), "{code} is found in the sound plan");
        assert!(plan.codes().contains(&code), "{code}: {:#?}", plan.found());
    }
}

#[test]
fn a_breach_that_nobody_reports_and_an_illness_that_nothing_pays_for() {
    let breach = r#"Scenario(format: 1, title: "breach", horizon: "8w", hazards: {
        "mail misdirected": (rate: "1 a year", lasts: Exactly("1d"), reportable: true) })"#;
    let one = Question::one(Forecast::Written);
    let found = checked(&SOUND.text(), &[breach], "2026-03-01", one).0;
    assert!(has(&found, "C31", "the plan", "mail misdirected") && has(&found, "C30", "mail misdirected", ""));
    let log = Plan {
        service: r#"ladder: ["telephone", "colleague", "log"]"#,
        strategies: r#""log": (kind: Report(), evidence: Tried("2026-01-10")),"#,
        ..SOUND
    };
    assert!(!checked(&log.text(), &[breach], "2026-03-01", one).0.iter().any(|f| f.code == "C31"));
    let uninsured = SOUND
        .text()
        .replace("Insure(pays: Benefit(while_down: [\"coach\"]", "Insure(pays: Benefit(while_down: [\"phone\"]");
    // 26,000 at 12,000 a year last 26 x 52 / 12 = 112.7 weeks.
    let found = checked(&uninsured, &[LINE_DOWN], "2026-03-01", one).0;
    assert!(has(&found, "C33", "finances", "112."), "{found:#?}");
}

#[test]
fn a_postponed_session_needs_a_gap_and_a_week_that_may_hold_one_more() {
    let later = Plan {
        service: r#"ladder: ["telephone", "colleague", "later"]"#,
        strategies: r#""later": (kind: Postpone(patience: [(within: "4w", accepted: "90%")])),"#,
        ..SOUND
    };
    let one = Question::one(Forecast::Written);
    let found = |open: &str, weekly: &str| {
        let text = later.text().replace("Mon-Fri 09:00-17:00", open).replace("weekly: 5", weekly);
        let found = checked(&text, &[LINE_DOWN], "2026-03-01", one).0;
        found.into_iter().filter(|f| f.code == "C36").map(|f| f.text).collect::<Vec<_>>()
    };
    // 120 % of five hours are six: one more. Of four they are 4 h 48 min, and there is no fifth.
    assert!(found("Mon-Fri 09:00-17:00", "weekly: 5").is_empty());
    assert!(
        found("Mon-Fri 09:00-17:00", "weekly: 4")[0].contains("a week holds 4 h and by `later` at most 4 h 48 min")
    );
    // An hour a day and a session of an hour every day; the second hour of two is free.
    assert!(found("Mon-Fri 09:00-10:00", "weekly: 5")[0].contains("no gap of 1 h"));
    assert!(found("Mon-Fri 09:00-10:59", "weekly: 5")[0].contains("no gap of 1 h"));
    assert!(found("Mon-Fri 09:00-11:00", "weekly: 5").is_empty());
}

#[test]
fn a_benefit_answers_only_what_is_down_far_enough_to_be_paid_for() {
    // No colleague and no telephone: the benefit alone stands against what strikes the coach.
    let bare = Plan { service: r#"ladder: ["mute"]"#, ..SOUND }
        .text()
        .replace(r#""telephone": (plan: "5.1", kind: Switch(needs: ["coach", "phone"])"#, r#""mute": (kind: Report()"#)
        .replace(r#""colleague": (plan: "5.2", kind: HandOver(needs: ["colleagues"], spare: 5), evidence: Tried("2026-01-10")),"#, "")
        .replace(r#""coach": ()"#, r#""coach": (capacity: true)"#);
    let at = |level: &str| {
        let weak = format!(
            r#"Scenario(format: 1, title: "weak", horizon: "8w", hazards: {{
            "weak": (rate: "1 a year", lasts: Exactly("1d"), strikes: {{ "coach": "{level}" }}) }})"#
        );
        let (found, cover) = checked(&bare, &[&weak], "2026-03-01", Question::one(Forecast::Written));
        (has(&found, "C30", "weak", "strikes coach"), cover)
    };
    assert!(!at("40%").0);
    assert!(at("80%").0, "at four fifths of the strength nothing is paid");
}

#[test]
fn every_template_has_room_for_what_is_postponed() {
    for template in bcp_sim::library::TEMPLATES {
        let found = shipped(&format!("templates/{}.ron", template.name), "2026-03-01");
        assert!(!found.iter().any(|f| f.code == "C36"), "{}: {found:#?}", template.name);
    }
}

#[test]
fn every_finding_is_of_a_rule_in_the_table_and_no_rule_is_without_a_test() {
    let tests = include_str!("check.rs");
    let rules = bcp_sim::check::rules();
    for rule in rules {
        assert!(tests.contains(&format!("\"{}\"", rule.code)), "{} is nowhere provoked", rule.code);
    }
    for plan in ["plan.ron", "plans/careerworx-2026-draft.ron", "plans/clinic.ron"] {
        for finding in shipped(plan, "2027-03-01") {
            let rule = rules.iter().find(|rule| rule.code == finding.code).unwrap();
            let said = (rule.severity, rule.title, rule.advice);
            assert_eq!(said, (finding.severity, finding.title, finding.advice));
        }
    }
}

#[test]
fn the_day_decides_what_is_overdue() {
    let on = |today| {
        let found = checked(&SOUND.text(), &[LINE_DOWN], today, Question::one(Forecast::Written)).0;
        found.iter().map(|f| f.code).filter(|c| *c == "C20" || *c == "C11").collect::<Vec<_>>()
    };
    assert!(on("2026-06-01").is_empty());
    assert_eq!(on("2026-06-02"), ["C20"]);
    // Tried on 10 January 2026: 365 days later it is still of this year, 366 days later it is not.
    assert_eq!(on("2027-01-10"), ["C20"]);
    assert_eq!(on("2027-01-11"), ["C20", "C11", "C11"]);
}

#[test]
fn cut_sets_by_hand() {
    // talk: coach and line, or coach and phone, or colleagues. No single loss stops it. Without the colleagues it takes
    // the coach; without the coach, the colleagues: one pair. Line and phone leave the colleagues.
    let found = SOUND.found();
    assert!(!found.iter().any(|f| f.code == "C40"), "{found:#?}");
    let pairs: Vec<&str> = found.iter().filter(|f| f.code == "C42").map(|f| f.text.as_str()).collect();
    assert_eq!(pairs, ["coach with colleagues"]);
}

#[test]
fn a_ring_of_substitutes_holds_nothing_up() {
    // Each stands in for the other: when both are down, neither is there to do it.
    let ring = Plan {
        resources: r#""x": (), "#,
        service: r#"ladder: ["telephone", "colleague", "x for line", "line for x"]"#,
        strategies: r#""x for line": (kind: Substitute(for: ["line"], needs: ["x"]), evidence: Tried("2026-01-10")),
            "line for x": (kind: Substitute(for: ["x"], needs: ["line"]), evidence: Tried("2026-01-10")),"#,
        telephone: r#"kind: Tell(needs: ["phone"]), evidence: Tried("2026-01-10")"#,
        ..SOUND
    };
    // With the colleagues gone as well it would be three: so of pairs only the coach and the colleagues remain.
    let found = ring.found();
    assert!(has(&found, "C42", "talk", "coach with colleagues"), "{found:#?}");
    assert!(!has(&found, "C42", "talk", "line"), "{found:#?}");
}

#[test]
fn contact_data_is_not_repeated() {
    let plan =
        Plan { telephone: r#"words: "write to jo@example.org", kind: Switch(needs: ["coach", "phone"])"#, ..SOUND };
    let found = plan.found();
    assert!(has(&found, "C60", "strategy telephone", "an e-mail address"), "{found:#?}");
    assert!(!format!("{found:?}").contains("example.org"));
}

#[test]
fn cover_counts_the_strategies_that_act() {
    let (_, cover) = checked(&SOUND.text(), &[LINE_DOWN], "2026-03-01", Question::one(Forecast::Written));
    let rows: Vec<_> = cover.sections.iter().map(|row| (row.section.as_str(), row.strategies.clone())).collect();
    assert_eq!(rows, [("5.1", vec![1]), ("5.2", vec![1])]);
}

/// The gaps of the seed plan that are known from reading it.
const SEED: [(&str, &str, &str); 14] = [
    ("C01", "client coaching sessions", ""),
    ("C10", "associate coaches", ""),
    ("C13", "client files", "data backups and CRM backups"),
    ("C15", "associate coaches", "40 %"),
    ("C21", "person in charge", "coach's hands"),
    ("C30", "in hospital and out of reach", "coach's hands"),
    ("C31", "the plan", "must be reported"),
    ("C34", "clients", "25 %"),
    ("C35", "finances", "20 %"),
    ("C40", "coach's hands", "client communication"),
    ("C41", "long illness", "individual coaching"),
    ("C43", "mobile hotspot", "storm"),
    ("C44", "second video platform", "broadband and laptop"),
    ("C45", "phone", "mobile hotspot"),
];

#[test]
fn the_seed_plan_has_the_gaps_that_are_known_of_it() {
    let found = shipped("plan.ron", "2026-03-01");
    for (code, about, text) in SEED {
        assert!(has(&found, code, about, text), "{code} {about}: {found:#?}");
    }
    assert!(!found.iter().any(|f| ["C02", "C12", "C20", "C22", "C60"].contains(&f.code)), "{found:#?}");
    assert!(has(&shipped("plan.ron", "2026-03-19"), "C20", "the plan", "2026-03-18"));
}

#[test]
fn the_draft_has_fewer_findings_and_none_of_those_it_mends() {
    let (seed, draft) = (shipped("plan.ron", "2026-03-01"), shipped("plans/careerworx-2026-draft.ron", "2026-03-01"));
    let count = |found: &[Finding], severity| found.iter().filter(|f| f.severity == severity).count();
    assert_eq!(count(&draft, Severity::Gap), 0, "{draft:#?}");
    assert!(count(&draft, Severity::Warning) < count(&seed, Severity::Warning));
    for code in ["C01", "C13", "C15", "C21", "C30", "C31", "C34", "C35"] {
        assert!(!draft.iter().any(|f| f.code == code), "{code} is mended: {draft:#?}");
    }
    assert!(!has(&draft, "C40", "coach's hands", ""));
    assert!(!has(&draft, "C10", "associate coaches", "") && !has(&draft, "C10", "data backups", ""));
}

fn bcp(words: &[&str]) -> assert_cmd::assert::Assert {
    Command::cargo_bin("bcp-sim").unwrap().current_dir(env!("CARGO_MANIFEST_DIR")).args(words).assert()
}

#[test]
fn the_command_prints_80_columns_and_ends_with_4_where_a_gap_is_not_allowed() {
    let out = bcp(&["check", "--today", "2026-03-01"]).success();
    let said = String::from_utf8(out.get_output().stdout.clone()).unwrap();
    assert!(said.contains("C21 gap") && said.contains("Strategies that act"), "{said}");
    assert!(said.lines().all(|line| line.chars().count() <= 80) && !said.contains('\u{1b}'), "{said}");
    bcp(&["check", "--today", "2026-03-01", "--require"]).code(4);
    bcp(&["check", "--plan", "plans/careerworx-2026-draft.ron", "--today", "2026-03-01", "--require"]).success();
    bcp(&["check", "scenarios/outage.ron", "--today", "2026-03-01"]).success();
    bcp(&["check", "--today", "soon"]).code(2);
}

#[test]
fn json_has_every_finding_and_the_cover() {
    let out = bcp(&["check", "--today", "2026-03-01", "--json"]).success();
    let value: serde_json::Value = serde_json::from_slice(&out.get_output().stdout).unwrap();
    assert_eq!((&value["schema"], &value["as_of"]), (&"bcp-sim.check/1".into(), &"2026-03-01".into()));
    assert_eq!(value["findings"].as_array().unwrap().len(), shipped("plan.ron", "2026-03-01").len());
    assert_eq!(value["findings"][0]["severity"], "gap");
    assert_eq!(value["cover"]["scenarios"].as_array().unwrap().len(), 14);
}
