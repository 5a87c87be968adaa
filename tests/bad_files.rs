//! Files that are wrong: each is answered with file, line, column, what was found, what is allowed and a tip; nothing is
//! written.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should say so at once")]

use std::fs;
use std::path::Path;

use crate::repository::without_ranges;

use assert_cmd::Command;
use bcp_sim::file::{Source, read_plan};

const PLAN: &str = without_ranges!("../plan.ron");
const OUTAGE: &str = without_ranges!("../scenarios/outage.ron");

/// Runs with these two texts and gives what was said; the exit code must be 3 and nothing may be written.
fn said(plan: &[u8], scenario: &[u8]) -> String {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("plan.ron"), plan).unwrap();
    fs::write(folder.path().join("outage.ron"), scenario).unwrap();
    let mut command = Command::cargo_bin("bcp-sim").unwrap();
    let out = command.current_dir(folder.path()).args(["run", "outage.ron", "--trials", "5"]).assert().code(3);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2, "something was written");
    assert!(out.get_output().stdout.is_empty());
    String::from_utf8(out.get_output().stderr.clone()).unwrap()
}

/// The plan with the first `from` replaced by `to`.
fn plan(from: &str, to: &str) -> String {
    assert!(PLAN.contains(from), "the plan has no `{from}`");
    said(PLAN.replacen(from, to, 1).as_bytes(), OUTAGE.as_bytes())
}

fn scenario(from: &str, to: &str) -> String {
    assert!(OUTAGE.contains(from), "the scenario has no `{from}`");
    said(PLAN.as_bytes(), OUTAGE.replacen(from, to, 1).as_bytes())
}

/// Line and column of a text in another, counted from 1.
fn position(text: &str, of: &str) -> String {
    let at = text.find(of).unwrap();
    let line = text[..at].matches('\n').count() + 1;
    let column = text[..at].chars().rev().take_while(|c| *c != '\n').count() + 1;
    format!("{line}:{column}")
}

#[test]
fn a_wrong_type_is_told_with_its_place() {
    let told = plan("length: \"60min\"", "length: 60");
    assert!(told.contains("plan.ron:") && told.contains("bare number `60`") && told.contains("\"4h\""), "{told}");
}

#[test]
fn an_unknown_field_is_told_with_the_nearest_name() {
    let told = plan("fixed:", "fixd:");
    assert!(
        told.contains("`finances` has no field `fixd`")
            && told.contains("did you mean `fixed`?")
            && told.contains("^^^^"),
        "{told}"
    );
}

#[test]
fn an_unknown_name_is_told_at_its_own_place() {
    let wrong = PLAN.replacen("needs: [\"router power\"]", "needs: [\"ruter power\"]", 1);
    let told = said(wrong.as_bytes(), OUTAGE.as_bytes());
    let place = position(&wrong, "\"ruter power\"");
    let (line, column) = place.split_once(':').unwrap();
    // The name itself starts behind the quote.
    let inside = format!("plan.ron:{line}:{}", column.parse::<usize>().unwrap() + 1);
    assert!(told.contains(&inside) && told.contains("did you mean `router power`?"), "{told}");
}

#[test]
fn a_scenario_that_strikes_what_the_plan_lacks_says_what_there_is() {
    let told = scenario("strikes: { \"line\": \"0%\" }", "strikes: { \"lines\": \"0%\" }");
    assert!(
        told.contains("outage.ron:") && told.contains("no resource `lines`") && told.contains("did you mean `line`?"),
        "{told}"
    );
}

/// An owner that is not there was read over, and what struck the owner missed what belongs to it.
#[test]
fn an_owner_that_the_plan_does_not_have_is_told() {
    let told = plan("\"phone\": (),", "\"phone\": (of: \"coahc\"),");
    assert!(told.contains("plan.ron:") && told.contains("`coahc`") && told.contains("did you mean `coach`?"), "{told}");
}

#[test]
fn all_unknown_names_are_told_at_once() {
    let wrong = PLAN.replacen("\"laptop battery\", \"router battery\"", "\"laptop batery\", \"router batery\"", 1);
    let told = said(wrong.as_bytes(), OUTAGE.as_bytes());
    assert!(told.contains("`laptop batery`") && told.contains("`router batery`"), "{told}");
}

/// Each of fifteen mistakes is told in one go, in the author's own words and places, and nothing that the author did not
/// write.
#[test]
fn all_faults_of_a_file_are_told_at_once() {
    let mut wrong = PLAN.to_owned();
    let mistakes = [
        ("title: \"CareerWorx", "title: \"x\", title: \"CareerWorx", "E013"),
        ("needs: [\"router power\"]", "needs: \"router power\"", "E015"),
        ("\"phone\": (),", "\"phone\": {},", "E015"),
        ("fee: \"120\"", "fee: “120”", "E010"),
        ("clients: 9", "clients: 9.5", "E027"),
        ("fee: \"120\"", "fee: £120", "E015"),
        ("fee: \"120\",", "fee: \"120,", "E010"),
        ("fee: \"120\",", "fee: 1,5,", "E020"),
        ("rto: \"1h\"", "rto: \"1\"", "E022"),
        ("claimed: \"", "claimd: \"", "E011"),
        ("of: [\"router\", \"programs\"]", "of: [\"ruter\", \"programs\"]", "E040"),
        ("kind: Repair(", "kind: Repare(", "E014"),
        ("fund: \"14,400\",", "", "E012"),
        ("fixed:", "fixd:", "E011"),
        ("typical: \"21d\", bad_case: \"60d\"", "typical: \"21d\", bad_case: \"6d\"", "E029"),
    ];
    for (from, to, _) in mistakes {
        assert!(wrong.contains(from), "the plan has no `{from}`");
        wrong = wrong.replacen(from, to, 1);
    }
    let told = said(wrong.as_bytes(), OUTAGE.as_bytes());
    let codes = |lines: std::str::Lines<'_>| -> Vec<String> {
        let mut codes: Vec<String> =
            lines.filter_map(|line| Some(line.split_once("error[")?.1.split_once(']')?.0.to_owned())).collect();
        codes.sort();
        codes
    };
    let mut expected: Vec<String> = mistakes.iter().map(|(_, _, code)| (*code).to_owned()).collect();
    expected.sort();
    assert_eq!(codes(told.lines()), expected, "{told}");
}

/// The quote left behind an amount opened a text that swallowed the rest, and prose was told as faults.
#[test]
fn an_amount_that_lacks_one_quote_hides_nothing_behind_it() {
    let wrong = PLAN.replacen("fee: \"120\"", "fee: £120\"", 1).replacen("fixed:", "fixd:", 1);
    let told = said(wrong.as_bytes(), OUTAGE.as_bytes());
    assert_eq!(told.matches("error[").count(), 2, "{told}");
    assert!(told.contains("write \"£120\"") && told.contains("did you mean `fixed`?"), "{told}");
}

/// Behind a bracket that is missing nothing can be trusted: that is told, with the place, and no more.
#[test]
fn a_text_that_has_lost_its_shape_is_not_read_further() {
    let told = plan("finances: (", "finances: ");
    assert!(told.contains("expected the fields of `finances`") && told.contains("this `)` is one too many"), "{told}");
    assert_eq!(told.matches("error[").count(), 2, "{told}");
    let open = PLAN.trim_end().trim_end_matches(')');
    let told = said(open.as_bytes(), OUTAGE.as_bytes());
    assert!(told.contains("plan.ron:11:5: error[E010]: this `(` is never closed"), "{told}");
    assert_eq!(told.matches("error[").count(), 1, "{told}");
}

#[test]
fn out_of_range_numbers_are_told_with_what_is_allowed() {
    for (from, to, wanted) in [
        ("accepted: \"85%\", worth", "accepted: \"185%\", worth", "between 0% and 100%"),
        ("accepted: \"85%\", worth", "accepted: \"0.85\", worth", "per cent sign"),
        ("fee: \"120\"", "fee: \"-120\"", "negative"),
        ("fee: \"120\"", "fee: \"120.005\"", "decimals"),
        ("fee: \"120\"", "fee: \"€120\"", "another currency"),
        ("rto: \"1h\"", "rto: \"1\"", "without a unit"),
        ("rto: \"1h\"", "rto: \"1 hur\"", "unknown unit"),
        ("weekly: 8", "weekly: 80000", "at most 10,000 a week"),
        ("clients: 9", "clients: 0", "from 1 to 10,000"),
        ("open: \"Mon-Fri 09:00-18:00\"", "open: \"Mon-Fri 09:00-25:00\"", "no time of day"),
        ("starts: \"2025-01-06\"", "starts: \"2025-02-30\"", "no date"),
        ("starts: \"2025-01-06\"", "starts: \"2025-01-07\"", "start on a Monday"),
        ("closed_weeks: [15,", "closed_weeks: [53,", "1 to 52"),
        ("currency: \"GBP\"", "currency: \"pounds\"", "three capitals"),
        ("typical: \"21d\", bad_case: \"60d\"", "typical: \"21d\", bad_case: \"6d\"", "`typical` is above `bad_case`"),
        ("typical: \"21d\", bad_case: \"60d\"", "typical: \"21d\"", "either `bad_case` or `p95`"),
    ] {
        let told = plan(from, to);
        assert!(told.contains("plan.ron:") && told.contains("error[E0") && told.contains(wanted), "{to}: {told}");
    }
    for (from, to, wanted) in [
        ("rate: \"0.2 a year\"", "rate: \"0.2\"", "how often"),
        ("rate: \"0.2 a year\"", "rate: \"1e9 a year\"", "how often"),
        ("(\"80%\", \"0%\"), (\"20%\", \"60%\")", "(\"80%\", \"0%\"), (\"30%\", \"60%\")", "add up to 110 %"),
        ("horizon: \"8w\"", "horizon: \"8wd\"", "working days"),
        ("horizon: \"8w\"", "horizon: \"1h\"", "1 day to 100 years"),
        ("horizon: \"8w\"", "horizon: \"6000w\"", "100 years"),
    ] {
        let told = scenario(from, to);
        assert!(told.contains("outage.ron") && told.contains("error[E0") && told.contains(wanted), "{to}: {told}");
    }
}

/// Working days were read and then counted as nothing where only the clock can count.
#[test]
fn working_days_are_refused_where_only_the_clock_counts() {
    for (field, kind) in [
        ("later", "Sustain(holds: \"9%\", later: \"3wd\")"),
        ("usable_after", "Restore(of: [], every: \"1d\", usable_after: \"3wd\")"),
        ("waiting", "Insure(pays: Loss(of: [], waiting: \"3wd\"))"),
    ] {
        let idle = format!("strategies: {{ \"{field}\": (kind: {kind}),");
        let told = said(PLAN.replacen("strategies: {", &idle, 1).as_bytes(), OUTAGE.as_bytes());
        assert!(told.contains("is in working days") && told.contains("E046"), "{told}");
    }
    let at = OUTAGE.find("at: \"").unwrap();
    let end = at + 5 + OUTAGE[at + 5..].find('"').unwrap() + 1;
    let told = said(PLAN.as_bytes(), format!("{}at: \"1wd\"{}", &OUTAGE[..at], &OUTAGE[end..]).as_bytes());
    assert!(told.contains("the `at` of an inject is in working days"), "{told}");
    assert!(
        plan("finances: (", "promises: [\"p5(weeks left, year) >= 3wd\"], finances: (").contains("is in working days")
    );
}

#[test]
fn files_of_the_wrong_kind_say_so() {
    let told = said(OUTAGE.as_bytes(), OUTAGE.as_bytes());
    assert!(told.contains("this is a scenario, where a plan is wanted"), "{told}");
    let told = said(PLAN.as_bytes(), PLAN.as_bytes());
    assert!(told.contains("this is a plan, where a scenario is wanted"), "{told}");
    assert!(said(b"{\"plan\": 1}", OUTAGE.as_bytes()).contains("looks like JSON"));
    assert!(said(b"", OUTAGE.as_bytes()).contains("the file is empty"));
    assert!(said(b"// only this\n", OUTAGE.as_bytes()).contains("the file is empty"));
    assert!(said(b"\xff\xfeP\0", OUTAGE.as_bytes()).contains("UTF-16"));
    assert!(said(b"Plan(\n  title: \"\xff\")", OUTAGE.as_bytes()).contains("plan.ron:2:11"));
    assert!(
        said(PLAN.replacen("format: 1", "format: 7", 1).as_bytes(), OUTAGE.as_bytes()).contains("made for format 7")
    );
}

#[test]
fn structure_that_cannot_be_meant_is_refused() {
    for (from, to, wanted) in [
        ("\"phone\": (),", "\"phone\": (), \"Phone\": (),", "a second time"),
        ("\"line\": (),", "\"line\": (needs: [\"broadband\"]),", "ring: "),
        (
            "needs: [\"phone\", \"mobile mast\"], level",
            "needs: [\"phone\", \"broadband\"], level",
            "for which it stands in",
        ),
        ("\"telephone\", \"landline telephone\"", "\"telephone\", \"telephone\"", "stands twice"),
        ("\"message templates\", \"disruption protocol\",", "\"disruption protocol\",", "is in no ladder"),
        (
            "\"message templates\", \"disruption protocol\",",
            "\"message templates\", \"disruption protocol\", \"reschedule\",",
            "has no effect at this place",
        ),
        ("weekly: 8, length: \"60min\"", "weekly: 60, length: \"60min\"", "do not fit"),
        ("weekly: 8, length", "length", "either `weekly` or `timetable`"),
        ("title: \"CareerWorx", "title: \"x\", title: \"CareerWorx", "stands here twice"),
        ("fund: \"14,400\",", "", "lacks the field `fund`"),
        ("kind: Repair(", "kind: Repare(", "did you mean `Repair`?"),
    ] {
        let told = plan(from, to);
        assert!(told.contains("plan.ron") && told.contains(wanted), "{to}: {told}");
    }
}

#[test]
fn a_byte_order_mark_and_foreign_line_ends_are_read() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("plan.ron"), format!("\u{feff}{}", PLAN.replace('\n', "\r\n"))).unwrap();
    fs::write(folder.path().join("outage.ron"), OUTAGE).unwrap();
    let mut command = Command::cargo_bin("bcp-sim").unwrap();
    command
        .current_dir(folder.path())
        .args(["run", "outage.ron", "--trials", "5", "--format", "none"])
        .assert()
        .success();
}

#[test]
fn text_from_files_is_shown_without_its_tricks() {
    let told = plan("\"IT support\": (", "\"IT\u{1b}[31m support\": (");
    assert!(!told.contains('\u{1b}') && told.contains("no control characters"), "{told}");
    let title =
        PLAN.replacen("title: \"CareerWorx business continuity plan\"", "title: \"</text><script>|`\u{1b}[2J\"", 1);
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("plan.ron"), title).unwrap();
    fs::write(folder.path().join("outage.ron"), OUTAGE).unwrap();
    let mut command = Command::cargo_bin("bcp-sim").unwrap();
    let out = command
        .current_dir(folder.path())
        .args(["run", "outage.ron", "--trials", "50", "--format", "md,svg"])
        .assert()
        .success();
    assert!(!String::from_utf8(out.get_output().stdout.clone()).unwrap().contains('\u{1b}'));
    let report = fs::read_to_string(folder.path().join("reports/outage/report.md")).unwrap();
    assert!(!report.contains("<script>") && !report.contains('\u{1b}'), "{report}");
    assert!(Path::new(&folder.path().join("reports/outage/fund.svg")).is_file());
}

/// A bracket left out derails the reader far behind it; all it said from there on was noise.
#[test]
fn a_bracket_left_out_is_told_where_it_was_opened_and_hides_nothing() {
    let plan =
        PLAN.replacen("\"router power\": (needs: [\"mains power\"])", "\"router power\": (needs: [\"mains power\"]", 1);
    let plan = plan.replacen("fee: \"120\"", "fee: 120", 1);
    assert_eq!(plan.len() + 3, PLAN.len());
    let faults = read_plan(&Source::new("plan.ron", &plan)).unwrap_err();
    let told: Vec<(&str, &str)> = faults.iter().map(|fault| (fault.code.number, fault.what.as_str())).collect();
    assert_eq!(
        told,
        [("E010", "this `(` is never closed"), ("E015", "expected an amount in quotes, found the bare number `120`")]
    );
}

/// A fee of `1.200` was read as 1.20, a factor of 1,000, without a word.
#[test]
fn thousands_as_elsewhere_are_refused_with_both_readings() {
    let told = plan("fee: \"120\"", "fee: \"1.200\"");
    assert!(told.contains("error[E020]: `1.200` has three decimals"), "{told}");
    assert!(told.contains("write `1,200` if that parts thousands, or `1.20` if decimals follow"), "{told}");
    for (wrong, meant) in [("1.200,50", "1,200.50"), ("1'200", "1,200"), ("1 200", "1,200"), ("1,20", "1.20")] {
        let told = plan("fund: \"14,400\"", &format!("fund: \"{wrong}\""));
        assert!(told.contains("E020") && told.contains(&format!("`{meant}`")), "{told}");
    }
    let told = plan("fixed: \"", "fixed: \"2.500 a month\", drawings: \"1 a month\", x: \"");
    assert!(told.contains("`2.500` has three decimals"), "{told}");
    let told = scenario("title:", "title: \"x\", about: \"y\", horizon: \"8w\", titel:");
    assert!(told.contains("did you mean `title`?"), "{told}");
}

/// Every currency had two decimals.
#[test]
fn amounts_have_the_decimals_of_the_plans_currency() {
    let swap = |code: &str| PLAN.replacen("currency: \"GBP\"", &format!("currency: \"{code}\""), 1).replace('£', "");
    let yen = swap("JPY").replacen("fee: \"120\"", "fee: \"1200.50\"", 1);
    let told = said(yen.as_bytes(), OUTAGE.as_bytes());
    assert!(told.contains("`1200.50` has two decimals, and its currency has none"), "{told}");
    let dinars = swap("KWD").replacen("fee: \"120\"", "fee: \"1.2345\"", 1);
    let told = said(dinars.as_bytes(), OUTAGE.as_bytes());
    assert!(told.contains("`1.2345` has 4 decimals; amounts have at most 3"), "{told}");
    let told = plan("currency: \"GBP\"", "currency: \"GPB\"");
    assert!(told.contains("`GPB` is no currency code") && told.contains("`GBP`"), "{told}");
}

/// An unknown word in evidence was told as a field that is missing.
#[test]
fn an_unknown_word_in_evidence_lists_the_known_ones() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("plan.ron"), PLAN).unwrap();
    fs::write(folder.path().join("outage.ron"), OUTAGE).unwrap();
    let text =
        "Evidence(format: 1, entries: [(strategy: \"telephone\", on: \"2025-05-04\", from: Rumour, worked: true)])";
    fs::write(folder.path().join("evidence.ron"), text).unwrap();
    let mut command = Command::cargo_bin("bcp-sim").unwrap();
    let out = command.current_dir(folder.path()).args(["check", "outage.ron"]).assert().code(3);
    let told = String::from_utf8(out.get_output().stderr.clone()).unwrap();
    assert!(told.starts_with("evidence.ron:1:79: error[E014]: `Rumour` is no origin\n"), "{told}");
    assert!(told.contains("known are `Drill`, `Incident`") && told.matches("error[").count() == 1, "{told}");
}
