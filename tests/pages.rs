//! The HTML pages: made again from what is stored, self-contained, and safe whatever stands in a file. The tables for
//! analysts: the same numbers as the JSON.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on should say so at once")]

use std::fs;
use std::path::Path;

use assert_cmd::Command;

const PLAN: &str = include_str!("../plan.ron");
const OUTAGE: &str = include_str!("../scenarios/outage.ron");

fn practice(plan: &str, outage: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("plan.ron"), plan).unwrap();
    fs::write(folder.path().join("outage.ron"), outage).unwrap();
    folder
}

fn bcp(folder: &Path, words: &[&str]) -> assert_cmd::assert::Assert {
    Command::cargo_bin("bcp-sim").unwrap().current_dir(folder).args(words).assert()
}

/// The parts of a page in which nothing from outside may stand.
fn is_self_contained(page: &str) {
    let body = page.split("</head>").nth(1).unwrap();
    for bad in ["<script", "<img", "<link", "<iframe", " src=", "@import", "javascript:"] {
        assert!(!body.contains(bad), "{bad}");
    }
    let outside = body.replace("http://www.w3.org/2000/svg", "");
    assert!(!outside.contains("http://") && !outside.contains("url("), "an address outside");
    assert!(page.contains("content=\"default-src 'none'; style-src 'unsafe-inline'; font-src data:\""));
    assert_eq!(page.matches("<h1>").count(), 1);
    assert_eq!(
        page.matches("<svg").count(),
        page.matches("role=\"img\"").count(),
        "every chart has a text alternative"
    );
}

#[test]
fn a_report_is_made_again_without_replaying() {
    let folder = practice(PLAN, OUTAGE);
    bcp(folder.path(), &["run", "outage.ron", "--trials", "200"]).success();
    bcp(folder.path(), &["run", "outage.ron", "--trials", "200", "--out", "reports/a b&c"]).success();
    let page = folder.path().join("reports/outage/report.html");
    let made = fs::read_to_string(&page).unwrap();
    is_self_contained(&made);
    assert_eq!(made.matches("<svg").count(), 4);
    assert!(made.contains("<h2>Terms</h2>") && made.contains("<td>RTO</td>"));
    fs::remove_file(&page).unwrap();
    fs::remove_file(folder.path().join("plan.ron")).unwrap();
    bcp(folder.path(), &["report", "reports"]).success();
    assert!(fs::read_to_string(&page).unwrap() == made, "the same bytes");
    let index = fs::read_to_string(folder.path().join("reports/index.html")).unwrap();
    is_self_contained(&index);
    assert!(
        index.contains("href=\"a%20b%26c/report.html\"") && index.contains("href=\"outage/report.html\""),
        "{index}"
    );
    assert!(index.contains("such disruptions cost no session"), "{index}");
    assert!(index.contains("outage (outage)</a>") && index.contains("outage (a b&amp;c)</a>"), "told apart: {index}");
}

#[test]
fn a_folder_without_reports_says_so() {
    let folder = practice(PLAN, OUTAGE);
    fs::create_dir(folder.path().join("reports")).unwrap();
    let told = bcp(folder.path(), &["report"]).code(1);
    assert!(String::from_utf8(told.get_output().stderr.clone()).unwrap().contains("holds no report"));
    bcp(folder.path(), &["report", "nowhere"]).code(1);
}

/// The lines of a part of a page.
fn part<'a>(page: &'a str, head: &str) -> &'a str {
    page.split(&format!("\n## {head}\n")).nth(1).unwrap().split("\n## ").next().unwrap()
}

/// The answer, the charts, how sure they are, and only then the tables; what did nothing is one sentence.
#[test]
fn who_was_not_there_reads_the_answer_first() {
    let folder = practice(PLAN, OUTAGE);
    bcp(folder.path(), &["run", "outage.ron", "--trials", "300", "--format", "md"]).success();
    let year = folder.path().join("reports/year").to_string_lossy().into_owned();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    bcp(root, &["year", "--trials", "300", "--format", "md", "--out", &year]).success();
    for (name, tables) in [("outage", &["All numbers"][..]), ("year", &["All numbers", "By scenario", "By hazard"])] {
        let page = fs::read_to_string(folder.path().join("reports").join(name).join("report.md")).unwrap();
        let heads: Vec<&str> = page.lines().filter_map(|line| line.strip_prefix("## ")).collect();
        assert_eq!(heads[..4], ["In short", "What happens", "How sure this is", "All numbers"], "{name}");
        assert!(tables.iter().all(|table| heads.contains(table)), "{heads:?}");
        let short: Vec<&str> = part(&page, "In short").lines().filter(|line| line.starts_with("- **")).collect();
        assert!((5..=8).contains(&short.len()) && page.contains("**As tested:**"), "{short:?}");
        assert!(short[0].contains("held another way") && short.iter().any(|line| line.contains("fund of £14,400")));
        assert!(short.iter().any(|line| line.contains("With so few trials (300)")), "{short:?}");
        assert!(short.last().unwrap().ends_with("by judgement (J); listed below."), "{short:?}");
    }
}

#[test]
fn what_did_nothing_and_what_is_not_known_are_sentences() {
    let folder = practice(PLAN, OUTAGE);
    bcp(folder.path(), &["run", "outage.ron", "--trials", "300", "--format", "md"]).success();
    let page = fs::read_to_string(folder.path().join("reports/outage/report.md")).unwrap();
    let did = part(&page, "What the strategies did");
    assert!(did.contains("| mobile hotspot |") && !did.contains("| encryption |"), "{did}");
    assert!(did.contains(" were not called: ") && did.contains("encryption"), "{did}");
    let tested = part(&page, "As tested");
    assert!(tested.contains("| mobile hotspot | never tried | 92 % | 80 % |"), "{tested}");
    assert!(!tested.contains("| encryption |") && tested.contains(" were never tried: "), "{tested}");
    assert!(
        part(&page, "All numbers").contains("Zero in all of 300 trials: work lost, breach reported late"),
        "{page}"
    );
}

/// Every line says what it can where nothing can be said of one in a hundred.
#[test]
fn in_short_holds_with_a_single_trial() {
    let folder = practice(PLAN, OUTAGE);
    bcp(folder.path(), &["run", "outage.ron", "--trials", "1", "--format", "md"]).success();
    let page = fs::read_to_string(folder.path().join("reports/outage/report.md")).unwrap();
    let short = part(&page, "In short");
    assert!(short.contains("too few trials to say") && !short.contains("NaN") && !short.contains(": ;"), "{short}");
}

/// Years, the ranking, worth and comparisons first, then single disruptions by title.
#[test]
fn the_list_begins_with_what_is_about_all() {
    let folder = practice(PLAN, OUTAGE);
    let titles = [
        ("a", "Zebra"),
        ("b", "New plan against Old plan"),
        ("c", "All scenarios"),
        ("d", "What each strategy is worth: a practice"),
        ("e", "A year of disruptions"),
        ("f", "Antelope"),
        ("g-year", "A year of disruptions"),
    ];
    for (name, title) in titles {
        let own = folder.path().join("reports").join(name);
        fs::create_dir_all(&own).unwrap();
        let mark = r#"{"schema": "bcp-sim.folder/1", "kind": "result", "files": {}}"#;
        fs::write(own.join(".bcp-sim.json"), mark).unwrap();
        fs::write(own.join("report.md"), format!("# {title}\n\n**Found {name}.**\n\n**More.**\n")).unwrap();
    }
    bcp(folder.path(), &["report", "reports"]).success();
    let index = fs::read_to_string(folder.path().join("reports/index.html")).unwrap();
    let order: Vec<&str> =
        index.split("href=\"").skip(1).filter_map(|rest| rest.split("/report.html").next()).collect();
    assert_eq!(order, ["e", "g-year", "c", "d", "b", "f", "a"]);
    assert!(index.contains("Found a.") && !index.contains("More."), "{index}");
}

/// Rows X120 to X130 of the catalogue, for pages: names become text, never markup.
#[test]
fn names_that_fight_back_are_text() {
    let hostile = "</text><script>alert(1)</script><img src=x onerror=y> \\\" onload=\\\"alert(2) &amp; \u{202e}txet [a](javascript:b) `c` =cmd";
    let plan =
        PLAN.replacen("CareerWorx business continuity plan", hostile, 1).replace("mobile hotspot", "<b>hot</b>spot");
    let outage = OUTAGE.replacen("Internet and power outage", hostile, 1).replace("mobile hotspot", "<b>hot</b>spot");
    let folder = practice(&plan, &outage);
    bcp(folder.path(), &["run", "outage.ron", "--trials", "200"]).success();
    let page = fs::read_to_string(folder.path().join("reports/outage/report.html")).unwrap();
    let body = page.split("</head>").nth(1).unwrap();
    assert!(!body.contains("<script") && !body.contains("<img") && !body.contains("<b>"), "{body}");
    assert!(!body.contains("href=\"javascript") && body.contains("&lt;script&gt;"), "{body}");
    // No text becomes an attribute either, and none turns the reading direction.
    for tag in body.split('<').skip(1).filter_map(|rest| rest.split('>').next()) {
        assert!(!tag.contains(" on"), "{tag}");
    }
    assert!(!body.contains('\u{202e}'), "a direction mark");
}

/// Every number of `summary.csv` is that of `summary.json`, and every column of every table is explained.
#[test]
fn tables_hold_what_the_json_holds() {
    let folder = practice(PLAN, OUTAGE);
    let words = ["run", "outage.ron", "--trials", "3000", "--format", "csv,json", "--events", "7,4"];
    bcp(folder.path(), &words).success();
    let read = |name: &str| fs::read_to_string(folder.path().join("reports/outage").join(name)).unwrap();
    let json: serde_json::Value = serde_json::from_str(&read("summary.json")).unwrap();
    let mut checked = 0;
    for line in read("summary.csv").lines().skip(1) {
        let cells: Vec<&str> = line.split(',').map(|cell| cell.trim_matches('"')).collect();
        let [forecast, key, _, what, share, value, low, high] = cells[..] else { panic!("{line}") };
        let metric = json[forecast]["metrics"].as_array().unwrap().iter().find(|metric| metric["key"] == key).unwrap();
        let told = match what {
            "mean" => (&metric["mean"], &metric["interval"]),
            "standard error" => (&metric["standard_error"], &serde_json::Value::Null),
            "tail mean" => (&metric["tail_mean"], &serde_json::Value::Null),
            "quantile" => {
                let share: f64 = share.parse().unwrap();
                let level =
                    metric["quantiles"].as_array().unwrap().iter().find(|level| level["share"] == share).unwrap();
                (&level["value"], &level["interval"])
            }
            _ => (&metric["none"]["share"], &metric["none"]["interval"]),
        };
        let same = |cell: &str, json: &serde_json::Value| match cell {
            "" => json.is_null(),
            // The reader of JSON used here may be off by the last bit; the texts are the shortest that read back.
            number => {
                let (a, b) = (number.parse::<f64>().unwrap(), json.as_f64().unwrap());
                (a - b).abs() <= 1e-15 * a.abs()
            }
        };
        assert!(same(value, told.0) && same(low, &told.1[0]) && same(high, &told.1[1]), "{line}: {told:?}");
        checked += 1;
    }
    assert!(checked > 100, "{checked}");
    let known = read("columns.csv");
    for table in ["summary", "trials", "events"] {
        let head = read(&format!("{table}.csv"));
        let columns = head.lines().next().unwrap().split(',').map(|name| name.trim_matches('"').to_owned());
        let explained = known.lines().skip(1).filter_map(|line| line.strip_prefix(&format!("\"{table}\",\"")));
        let explained = explained.map(|line| line.split("\",\"").next().unwrap().to_owned());
        assert_eq!(columns.collect::<Vec<_>>(), explained.collect::<Vec<_>>(), "{table}");
    }
}

/// The events of the trials that were asked for are those that `trace` tells, in that order.
#[test]
fn events_of_chosen_trials_are_those_that_trace_tells() {
    let folder = practice(PLAN, OUTAGE);
    let words = ["run", "outage.ron", "--as", "written", "--trials", "50", "--format", "csv", "--events", "7,4"];
    bcp(folder.path(), &words).success();
    let events = fs::read_to_string(folder.path().join("reports/outage/events.csv")).unwrap();
    let trials: Vec<&str> = events.lines().skip(1).map(|line| line.split(',').next().unwrap()).collect();
    let first_of_4 = trials.iter().position(|trial| *trial == "4").unwrap();
    assert!(trials[..first_of_4].iter().all(|trial| *trial == "7") && trials[first_of_4..].iter().all(|t| *t == "4"));
    for trial in ["7", "4"] {
        let told = bcp(folder.path(), &["trace", "outage.ron", "--as", "written", "--trial", trial]).success();
        let told = String::from_utf8(told.get_output().stdout.clone()).unwrap();
        for line in events.lines().filter(|line| line.starts_with(&format!("{trial},"))) {
            let what =
                line.rsplit_once(",\"").unwrap().1.trim_end_matches('"').trim_start_matches('\'').replace("\"\"", "\"");
            assert!(told.contains(&what), "{what}: {told}");
        }
    }
}

/// Parquet holds, value by value, what CSV holds.
#[cfg(feature = "parquet")]
#[test]
fn parquet_holds_what_csv_holds() {
    use parquet::file::reader::{FileReader, SerializedFileReader};
    use parquet::record::Field;
    let folder = practice(PLAN, OUTAGE);
    let words = ["run", "outage.ron", "--trials", "700", "--format", "csv,parquet", "--events", "7"];
    bcp(folder.path(), &words).success();
    let at = |name: String| folder.path().join("reports/outage").join(name);
    for table in ["summary", "trials", "events"] {
        let csv = fs::read_to_string(at(format!("{table}.csv"))).unwrap();
        let reader = SerializedFileReader::new(fs::File::open(at(format!("{table}.parquet"))).unwrap()).unwrap();
        let told = reader.metadata().file_metadata().key_value_metadata().unwrap().len();
        let mut lines = csv.lines();
        let columns = lines.next().unwrap().split(',').count();
        assert_eq!(told, columns, "{table}: a column without its meaning");
        let mut rows = 0;
        for row in reader.get_row_iter(None).unwrap() {
            let row = row.unwrap();
            let cell = |field: &Field| match field {
                Field::Long(number) => number.to_string(),
                Field::Double(number) => number.to_string(),
                Field::Str(text) => {
                    let guard = if text.trim_start().starts_with(['=', '+', '-', '@']) { "'" } else { "" };
                    format!("\"{guard}{}\"", text.replace('"', "\"\""))
                }
                Field::Null => String::new(),
                other => panic!("{other:?}"),
            };
            let line: Vec<String> = row.get_column_iter().map(|(_, field)| cell(field)).collect();
            assert_eq!(lines.next().unwrap(), line.join(","), "{table}");
            rows += 1;
        }
        assert!(rows > 3 && lines.next().is_none(), "{table}: {rows}");
    }
}
