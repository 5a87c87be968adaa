//! What strategies are worth: shares add up, those who do nothing are worth exactly zero, equals are worth the same, and a
//! game that is known by hand.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on should say so at once")]

use crate::random_worlds;

use std::fs;
use std::path::Path;

use assert_cmd::Command;
use bcp_sim::assess::Unwatched;
use bcp_sim::sampling::{Luck, Sources};
use bcp_sim::worth::{Bound, Game, Worths, together, worth};

/// A coach with a session each Monday at nine; every trial takes the line down from eight to ten. `a` stands in for the line
/// and needs `b`'s resource, which `b` stands in for, since it is down as well; `c` holds the session by telephone; `d`
/// never works.
struct Hand {
    players: Vec<&'static str>,
}

const STRATEGIES: [(&str, &str); 5] = [
    ("a", "kind: Substitute(for: [\"line\"], needs: [\"mast\"])"),
    ("b", "kind: Substitute(for: [\"mast\"])"),
    ("c", "kind: Switch(needs: [\"phone\"])"),
    ("d", "kind: Switch(needs: [\"phone\"]), works: (claimed: \"0%\")"),
    ("e", "kind: Switch(needs: [\"phone\"])"),
];

impl Game for Hand {
    type Fault = String;

    fn players(&self) -> usize {
        self.players.len()
    }

    fn with(&self, members: &[bool]) -> Result<Bound, String> {
        let chosen: Vec<&str> =
            self.players.iter().zip(members).filter(|(_, member)| **member).map(|(name, _)| *name).collect();
        let written = STRATEGIES.iter().filter(|(name, _)| chosen.contains(name));
        let strategies: Vec<String> = written.map(|(name, what)| format!("\"{name}\": ({what})")).collect();
        let ladder: Vec<String> = chosen.iter().map(|name| format!("\"{name}\"")).collect();
        let plan = format!(
            "Plan(format: 1, title: \"t\", revised: \"2025-03-18\", next_review: \"2026-03-18\", currency: \"GBP\",
            calendar: (starts: \"2025-01-06\", open: \"Mon-Fri 09:00-18:00\"),
            resources: {{ \"coach\": (), \"line\": (), \"mast\": (), \"phone\": () }},
            services: {{ \"coaching\": (timetable: [\"Mon 09:00\"], length: \"60min\", fee: \"100\", by: \"coach\",
                needs: [\"line\"], ladder: [{}]) }},
            functions: {{ \"sessions\": (serves: [\"coaching\"], rto: \"1wd\", mtpd: \"3d\") }},
            strategies: {{ {} }},
            finances: (fund: \"1000\", fixed: \"0 a month\", drawings: \"0 a month\", paid: Exactly(\"0d\")))",
            ladder.join(", "),
            strategies.join(", ")
        );
        let scenario = "Scenario(format: 1, title: \"t\", horizon: \"4w\", hazards: { \"h\": (rate: \"1 a year\",
            when: \"Mon 08:00\", lasts: Exactly(\"2h\"), strikes: { \"line\": \"0%\", \"mast\": \"0%\" }) })";
        let case = random_worlds::case(&plan, scenario);
        let sources = Sources::new(&case).unwrap();
        Ok(Bound { case, sources })
    }
}

fn found(players: &[&'static str]) -> Worths {
    worth(&Hand { players: players.to_vec() }, &Luck::new(42), 256, true, &Unwatched)
        .unwrap_or_else(|_| panic!("no plan"))
}

/// One session is lost in every trial unless a and b are both there, or c. By hand, in sessions lost: v() = 1, v(a) = v(b) =
/// 1, v(ab) = 0, v(c) = v(ac) = v(bc) = v(abc) = 0. Of the six orders, c is the one that saves the session in abc: no (b
/// completes ab); acb: yes; bac: no; bca: yes; cab, cba: yes, so four of six. a completes ab only in bac, b only in abc: one
/// of six each.
#[test]
fn a_game_of_three_with_a_known_answer() {
    let found = found(&["a", "b", "c"]);
    assert!(found.exact);
    let of = |of: &[bcp_sim::statistics::Estimate; 3]| of[0].value;
    assert_eq!((of(&found.none), of(&found.all), of(&found.total)), (1.0, 0.0, -1.0));
    let share = |i: usize| of(found.players[i].share.as_ref().unwrap());
    assert!((share(0) + 1.0 / 6.0).abs() < 1e-12, "{}", share(0));
    assert!((share(1) + 1.0 / 6.0).abs() < 1e-12);
    assert!((share(2) + 4.0 / 6.0).abs() < 1e-12);
    let alone: Vec<f64> = found.players.iter().map(|player| of(&player.alone)).collect();
    let last: Vec<f64> = found.players.iter().map(|player| of(&player.last)).collect();
    assert_eq!((alone, last), (vec![0.0, 0.0, -1.0], vec![0.0, 0.0, 0.0]));
    // Nothing beyond c alone is left: -1 - (0 + 0 - 1).
    assert_eq!(of(&found.beyond), 0.0);
}

/// Without c, a and b need each other: v(ab) - v(a) - v(b) + v() = 0 - 1 - 1 + 1. With c there they are worth nothing.
#[test]
fn pairs_that_need_each_other_and_pairs_that_do_the_same_twice() {
    let pair = |players: &[&'static str], of: &[usize]| {
        let game = Hand { players: players.to_vec() };
        let found = together(&game, of, &Luck::new(1), 128, &Unwatched).unwrap_or_else(|_| panic!("no plan"));
        found[0].beyond[0].value
    };
    assert_eq!(pair(&["a", "b"], &[0, 1]), -1.0);
    assert_eq!(pair(&["a", "b", "c"], &[0, 1]), 0.0);
    // c and e each save the session: together no more than one, so the second is worth the first less.
    assert_eq!(pair(&["c", "e"], &[0, 1]), 1.0);
}

#[test]
fn shares_add_up_and_who_can_do_nothing_is_worth_exactly_zero() {
    let found = found(&["a", "b", "c", "d"]);
    for measure in 0..3 {
        let sum: f64 = found.players.iter().map(|p| p.share.as_ref().unwrap()[measure].value).sum();
        assert!((sum - found.total[measure].value).abs() < 1e-9, "{measure}: {sum}");
    }
    let idle = &found.players[3];
    for of in [&idle.alone, &idle.last, idle.share.as_ref().unwrap()] {
        assert!(of.iter().all(|one| one.value == 0.0 && one.error == Some(0.0)), "{of:?}");
    }
}

#[test]
fn those_who_do_the_same_are_worth_the_same() {
    let found = found(&["c", "e"]);
    let share = |i: usize| found.players[i].share.as_ref().unwrap()[0].value;
    assert_eq!((share(0), share(1)), (-0.5, -0.5));
}

/// Above ten players orders are drawn: the shares still add up exactly, and agree with the known ones within their error.
#[test]
fn drawn_orders_agree_with_every_set() {
    let players = ["a", "b", "c", "d"];
    let exact = found(&players);
    let many: Vec<&'static str> = players.iter().copied().chain(["x1", "x2", "x3", "x4", "x5", "x6", "x7"]).collect();
    // Names without a strategy are players that do nothing.
    let game = Named { hand: Hand { players: many.clone() } };
    let drawn = worth(&game, &Luck::new(42), 64 * 200, true, &Unwatched).unwrap_or_else(|_| panic!("no plan"));
    assert!(!drawn.exact);
    let share = |of: &Worths, i: usize| of.players[i].share.unwrap()[0];
    for (i, name) in many.iter().enumerate() {
        let (known, one) = (exact.players.get(i).map_or(0.0, |_| share(&exact, i).value), share(&drawn, i));
        assert!((one.value - known).abs() <= 4.5 * one.error.unwrap() + 1e-12, "{}: {one:?} for {known}", name);
    }
    let sum: f64 = (0..many.len()).map(|i| share(&drawn, i).value).sum();
    assert!((sum - drawn.total[0].value).abs() < 1e-9);
}

/// Players whose names have no strategy add nothing.
struct Named {
    hand: Hand,
}

impl Game for Named {
    type Fault = String;

    fn players(&self) -> usize {
        self.hand.players()
    }

    fn with(&self, members: &[bool]) -> Result<Bound, String> {
        let real = self.hand.players.iter().zip(members).filter(|(name, _)| name.len() == 1);
        let (players, members): (Vec<&'static str>, Vec<bool>) = real.map(|(name, member)| (*name, *member)).unzip();
        Hand { players }.with(&members)
    }
}

fn practice() -> tempfile::TempDir {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = tempfile::tempdir().unwrap();
    fs::copy(root.join("scenarios/outage.ron"), folder.path().join("outage.ron")).unwrap();
    fs::copy(root.join("plan.ron"), folder.path().join("plan.ron")).unwrap();
    folder
}

fn bcp(folder: &tempfile::TempDir, words: &[&str]) -> assert_cmd::assert::Assert {
    Command::cargo_bin("bcp-sim").unwrap().current_dir(folder.path()).args(words).assert()
}

#[test]
fn the_owner_is_told_what_to_do_next_and_the_same_is_written() {
    let folder = practice();
    let words = ["worth", "--against", "outage.ron", "--trials", "256"];
    let said = String::from_utf8(bcp(&folder, &words).success().get_output().stdout.clone()).unwrap();
    assert!(said.contains("All strategies together save") && said.contains("what next"), "{said}");
    let json = fs::read_to_string(folder.path().join("reports/worth-outage/summary.json")).unwrap();
    let value: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(value["schema"], "bcp-sim.worth/1");
    assert_eq!(value["strategies"].as_array().unwrap().len(), 40);
    let report = fs::read_to_string(folder.path().join("reports/worth-outage/report.md")).unwrap();
    assert!(json.contains("second carrier") && report.contains("Shapley"), "{report}");
    for chart in ["strategies.svg", "what-next.svg"] {
        assert!(folder.path().join("reports/worth-outage").join(chart).is_file());
    }
}

#[test]
fn an_offer_that_names_nothing_is_refused_at_its_place() {
    let folder = practice();
    let plan = fs::read_to_string(folder.path().join("plan.ron")).unwrap();
    for (from, to, wanted) in [
        ("instead_of: \"router battery\"", "instead_of: \"ruter battery\"", "did you mean `router battery`?"),
        ("resources: { \"pocket router\": () }", "resources: {}", "there is no resource `pocket router`"),
        ("after: \"router battery\", ", "", "does not say in one way where it would be tried"),
    ] {
        assert!(plan.contains(from), "{from}");
        fs::write(folder.path().join("plan.ron"), plan.replacen(from, to, 1)).unwrap();
        let told =
            String::from_utf8(bcp(&folder, &["worth", "--against", "outage.ron"]).code(3).get_output().stderr.clone())
                .unwrap();
        assert!(told.contains("plan.ron:") && told.contains(wanted), "{told}");
    }
}

/// Ten sessions a week by a line that fails for three hours on a Monday, about twenty times a year; files that are lost about
/// once in fifty years. The hotspot costs 30 each time, and the telephone behind it would hold the same sessions for nothing.
const HABITS: &str = r#"Plan(format: 1, title: "t", revised: "2026-01-05", next_review: "2027-01-05", currency: "GBP",
    calendar: (starts: "2026-01-05", open: "Mon-Fri 09:00-18:00"),
    resources: { "coach": (), "line": (), "files": (data: true) },
    services: { "talk": (timetable: ["Mon 09:00", "Mon 10:00", "Tue 09:00"], length: "50min", fee: "100", by: "coach", needs: ["line"],
        ladder: ["hotspot", "telephone"]) },
    functions: {
        "sessions": (serves: ["talk"], rto: "1wd", mtpd: "3d"),
        "records": (needs: ["files"], rto: "1d", mtpd: "5d", rpo: "1d", ladder: ["backup", "diary on paper"]),
    },
    strategies: {
        "hotspot": (kind: Substitute(for: ["line"]), cost: (per_use: "30")),
        "telephone": (kind: Switch(needs: [])),
        "backup": (kind: Restore(of: ["files"], every: "1d"), cost: (per_year: "100")),
        "diary on paper": (kind: Restore(of: ["files"], every: "30d"), ready: (claimed: Exactly("4d"))),
    },
    finances: (fund: "5,000", fixed: "0 a month", drawings: "1,300 a month", paid: Exactly("0d")))"#;

fn habits(files: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("plan.ron"), HABITS).unwrap();
    fs::create_dir(folder.path().join("scenarios")).unwrap();
    let hazards = format!(
        "Scenario(format: 1, title: \"t\", horizon: \"8w\", hazards: {{
            \"line\": (rate: \"20 a year\", when: \"Mon 08:00\", strikes: {{ \"line\": \"0%\" }}, lasts: Exactly(\"3h\")),
            \"files\": (rate: \"{files}\", when: \"Mon 12:00\", strikes: {{ \"files\": \"0%\" }}, lasts: Exactly(\"5d\")),
        }})"
    );
    fs::write(folder.path().join("scenarios/s.ron"), hazards).unwrap();
    folder
}

/// What `worth` says of the habits, and its result for programs.
fn said(files: &str, trials: &str) -> (String, serde_json::Value) {
    let folder = habits(files);
    let done = bcp(&folder, &["worth", "--trials", trials, "--format", "json"]).success();
    let json = fs::read_to_string(folder.path().join("reports/worth/summary.json")).unwrap();
    let text = String::from_utf8(done.get_output().stdout.clone()).unwrap();
    (text.split_whitespace().collect::<Vec<_>>().join(" "), serde_json::from_str(&json).unwrap())
}

fn row<'a>(json: &'a serde_json::Value, name: &str) -> &'a serde_json::Value {
    json["strategies"].as_array().unwrap().iter().find(|row| row["name"] == name).unwrap()
}

/// "−100 ± 300 a year" was said of backups after 256 trials, and owners were told to look at them again.
#[test]
fn a_few_trials_are_no_ground_to_look_again_at_a_backup() {
    let (text, json) = said("0.02 a year", "256");
    assert_eq!(row(&json, "backup")["advice"], "not_priced", "{text}");
    assert!(!text.contains("Look again at"), "{text}");
    // Four blocks of 64 are no ground for any verdict: ten that differ would be, 640 trials or more.
    let hotspot = row(&json, "hotspot");
    let (advice, trials) = (hotspot["advice"].as_str().unwrap(), hotspot["trials_that_would_tell"].as_u64().unwrap());
    assert!(advice == "unclear" && (640..1_000).contains(&trials), "{advice} {trials}");
    assert!(text.contains("Cannot tell yet what hotspot") && text.contains("` would tell."), "{text}");
    // Files that are lost once in a million years: nothing was seen, and nothing is said but that.
    let (text, json) = said("0.000001 a year", "256");
    assert_eq!(
        (&row(&json, "backup")["advice"], row(&json, "backup")["trials_that_would_tell"].is_null()),
        (&"unclear".into(), true)
    );
    assert!(
        text.contains("In none of 256 trials was there a difference by")
            && text.contains("what those are for is rarer"),
        "{text}"
    );
}

/// With trials enough a verdict comes. By hand: the hotspot is begun on each Monday with a fault and costs 30 each, the
/// telephone behind it holds the same sessions for nothing; what it takes away is money alone.
#[test]
fn with_trials_enough_what_costs_more_than_it_brings_is_named() {
    let (text, json) = said("0.02 a year", "2048");
    let hotspot = row(&json, "hotspot");
    assert_eq!(hotspot["advice"], "question", "{text}");
    let (brings, error) = (hotspot["last"][1][0].as_f64().unwrap(), hotspot["last"][1][1].as_f64().unwrap());
    // Of 52 Mondays 52 (1 − exp(−20/52)) = 16.6 have one of the twenty: 498 a year, and one more or less at the ends of the year.
    assert!((brings + 498.1).abs() < 10.0 + 4.5 * error, "{brings} {error}");
    assert!(text.contains("Look again at hotspot (−£"), "{text}");
    // The backup saves hours of work, which have no price in this plan: that is not nothing.
    let backup = row(&json, "backup");
    assert_eq!(backup["advice"], "not_priced");
    assert!(backup["not_priced"]["hours of work lost"][0].as_f64().unwrap() > 0.0, "{backup}");
    assert!(text.contains("Not priced here is what") && text.contains("backup (hours of work lost)"), "{text}");
    // A strategy of which the plan states no cost is not priced, and not free.
    assert!(row(&json, "telephone")["cost"].is_null() && backup["cost"] == 10_000, "{json}");
    assert!(text.contains("not priced"), "{text}");
}
