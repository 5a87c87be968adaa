//! Text that fights back, in every place where a file holds free text: no verb fails over it, tables stay in line, and no
//! control character reaches the terminal.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on should say so at once")]

use std::fs;

use assert_cmd::Command;
use bcp_sim::file::width;
use proptest::prelude::*;

use crate::random_worlds::config;

/// A plan with a place `§0` to `§20` for each free text and each name.
const PLAN: &str = r#"Plan(
    format: 1, title: "§0", revised: "2026-02-01", next_review: "2026-08-01", currency: "GBP",
    calendar: (starts: "2025-01-06", open: "Mon-Fri 09:00-17:00", basis: Assumed(grade: B, source: "§1", note: "§2")),
    resources: { "§10": (capacity: true), "§11": (), "§12": (needs: ["§11"]), "§13": () },
    roles: { "§14": (plan: "§3", holder: "§10", deputies: ["§13"], does: "§4") },
    services: { "§15": (plan: "§5", weekly: 10, length: "60min", fee: "100", by: "§10", needs: ["§12"], ladder: ["§17", "§18"]) },
    functions: { "§16": (plan: "§6", serves: ["§15"], rto: "1d", mtpd: "2d") },
    strategies: {
        "§17": (plan: "§7", words: "§8", kind: Substitute(for: ["§12"], needs: ["§13"]), cost: (per_year: "60")),
        "§18": (plan: "§9", kind: Postpone(patience: [(within: "1w", accepted: "85%")])),
        "§19": (plan: "§3", kind: Sustain(holds: "20%")),
    },
    finances: (fund: "5,000", fixed: "1,000 a month", drawings: "2,000 a month", paid: Exactly("7d")),
    promises: ["ruin within 12 months <= 50%"],
)"#;

const SCENARIO: &str = r#"Scenario(
    format: 1, title: "§1", about: "§2", horizon: "8w",
    hazards: { "§20": (rate: "1 a year", strikes: { "§12": "0%" }, lasts: Usually(typical: "4h", bad_case: "2d"), basis: Assumed(grade: J, source: "§4", note: "§5")) },
    injects: [(at: "1h", from: "§6", text: "§7", asks: "§8")],
)"#;

/// A piece of text, as it stands in quotes.
fn piece() -> impl Strategy<Value = String> {
    let wide =
        ["電話", "한국어", "ｆｕｌｌ", "👩", "🇬🇧", "👍🏽", "e\u{301}", "שלום", "नमस्ते", "✉\u{fe0f}", "£", "…", "x", " y"];
    let hidden = [
        "\\u{1b}[31m",
        "\\u{0}",
        "\\n",
        "\\r",
        "\\t",
        "\\u{7f}",
        "\\u{9b}",
        "\u{202e}",
        "\u{200b}",
        "👩\u{200d}⚕",
        "\u{2066}",
        "\u{feff}",
        "\u{fffe}",
        "\\u{1b}]8;;http://x\\u{7}",
        "|",
        "<b>",
        "`",
        "{0}",
        "%s",
        "=1+1",
        "\\\\",
        "\\\"",
    ];
    prop_oneof![
        4 => prop::sample::select(wide.to_vec()).prop_map(str::to_owned),
        2 => prop::sample::select(hidden.to_vec()).prop_map(str::to_owned),
        1 => "[a-z ]{0,12}",
        1 => Just(format!("e{}", "\u{301}".repeat(200))),
        1 => Just("W".repeat(90)),
    ]
}

fn text() -> impl Strategy<Value = String> {
    prop::collection::vec(piece(), 0..6).prop_map(|pieces| pieces.concat())
}

/// A name that the reader takes, so that the verbs are reached: nothing hidden, no blank at its ends.
fn name() -> impl Strategy<Value = String> {
    let pieces =
        ["電話", "한국", "ｆ", "👩", "🇬🇧", "e\u{301}\u{301}", "של", "नम", "✉\u{fe0f}", "x", "W".repeat(20).leak()];
    prop::collection::vec(prop::sample::select(pieces.to_vec()), 1..4).prop_map(|pieces| pieces.concat())
}

fn filled(of: &str, texts: &[String], names: &[String]) -> String {
    let mut made = of.to_owned();
    for (at, name) in names.iter().enumerate().rev() {
        // The number keeps names apart.
        made = made.replace(&format!("§{}", at + 10), &format!("{name}{at}"));
    }
    for (at, text) in texts.iter().enumerate() {
        made = made.replace(&format!("§{at}"), text);
    }
    made
}

const VERBS: [&[&str]; 9] = [
    &["check"],
    &["run", "scenarios/s.ron", "--trials", "30", "--format", "none"],
    &["run", "scenarios/s.ron", "--trials", "30", "--format", "csv,md,html,json,svg", "--out", "out", "--force"],
    &["year", "--trials", "10", "--format", "none"],
    &["worth", "--trials", "8", "--format", "none"],
    &["compare", "plan.ron", "plan.ron", "--trials", "20", "--format", "none"],
    &["promises", "--trials", "100"],
    &["trace", "scenarios/s.ron", "--trial", "1"],
    &["drill", "scenarios/s.ron", "--answers", "scenarios/answers", "--date", "2026-03-01", "--out", "drill"],
];

/// The lines of a table from the one that starts with a word on.
fn table<'a>(page: &'a str, head: &str) -> Vec<&'a str> {
    let lines = page.lines().skip_while(|line| !line.trim_start().starts_with(head));
    lines.take_while(|line| !line.trim().is_empty()).collect()
}

proptest! {
    #![proptest_config(config(20, 91))]

    #[test]
    fn no_text_breaks_a_verb_or_a_table(texts in prop::collection::vec(text(), 10), names in prop::collection::vec(name(), 11)) {
        let folder = tempfile::tempdir().unwrap();
        let plan = filled(PLAN, &texts, &names);
        fs::create_dir(folder.path().join("scenarios")).unwrap();
        fs::write(folder.path().join("plan.ron"), &plan).unwrap();
        fs::write(folder.path().join("scenarios/s.ron"), filled(SCENARIO, &texts, &names)).unwrap();
        fs::write(folder.path().join("scenarios/answers"), "\n".repeat(8) + "1\n" + &"\n".repeat(80)).unwrap();
        for verb in VERBS {
            let mut command = Command::cargo_bin("bcp-sim").unwrap();
            let out = command.current_dir(folder.path()).env("NO_COLOR", "1").args(verb).output().unwrap();
            let code = out.status.code();
            let (said, told) = (String::from_utf8(out.stdout).unwrap(), String::from_utf8(out.stderr).unwrap());
            // Nothing but a title can be too long.
            let is_read = matches!(code, Some(0)) || code == Some(3) && told.contains("E003");
            prop_assert!(is_read, "{verb:?}: {code:?}\n{told}\n{plan}");
            for page in [&said, &told] {
                let raw = page.chars().find(|c| c.is_control() && *c != '\n' || ('\u{202a}'..='\u{202e}').contains(c));
                prop_assert!(raw.is_none(), "{verb:?}: {raw:?}\n{page}");
            }
            let tables: &[&str] = match verb[0] {
                "check" => &["section "],
                "run" => &["function "],
                "year" => &["function ", "what a year costs"],
                _ => &[],
            };
            for head in tables {
                let rows = table(&said, head);
                // The last column is never empty, and stands to the right: its rows are equally long. What a table of
                // sections is followed by names the scenarios.
                let names = |row: &&&str| *head == "section " && row.trim_start().starts_with("1 ");
                let rows: Vec<&&str> = rows.iter().take_while(|row| !names(row)).collect();
                let widths: Vec<usize> = rows.iter().map(|row| width(row)).collect();
                prop_assert!(widths.windows(2).all(|pair| pair[0] == pair[1]), "{verb:?}: {widths:?}\n{said}");
            }
        }
    }
}

/// What `visible` made longer was cut short of its own width, and `check` ended in the middle.
#[test]
fn the_widest_section_of_a_check_may_hold_anything() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("scenarios")).unwrap();
    let names: Vec<String> = (0..11).map(|at| format!("n{at}")).collect();
    for section in
        ["5.2, see also\\t5.3", "", "電話番号のこと", &"e\u{301}".repeat(100), "\\u{1b}[31m", &"W".repeat(200)]
    {
        let texts = vec![section.to_owned(); 10];
        let titled = filled(PLAN, &texts, &names).replacen(&format!("title: \"{section}\""), "title: \"t\"", 1);
        fs::write(folder.path().join("plan.ron"), titled).unwrap();
        fs::write(folder.path().join("scenarios/s.ron"), filled(SCENARIO, &texts, &names)).unwrap();
        let mut command = Command::cargo_bin("bcp-sim").unwrap();
        let out = command.current_dir(folder.path()).arg("check").output().unwrap();
        assert!(matches!(out.status.code(), Some(0)), "{section}: {}", String::from_utf8_lossy(&out.stderr));
    }
}
