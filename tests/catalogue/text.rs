//! X01 to X27: encodings, how the format is written, sizes, versions.

use super::given::{OUTAGE, PLAN, Row, hold, row};

/// A row that replaces a part of the plan or scenario, a fault with its number, and what is said.
fn faults(rows: &[(&str, &str, &str, &str, &str)]) -> Vec<Row> {
    rows.iter().map(|(name, from, to, number, told)| row(name).with(from, to).fault(number, told)).collect()
}

#[test]
fn encodings() {
    let utf_16 = |mark: &[u8], big: bool| {
        let words = PLAN.encode_utf16().flat_map(|c| if big { c.to_be_bytes() } else { c.to_le_bytes() });
        mark.iter().copied().chain(words).collect::<Vec<u8>>()
    };
    let broken = PLAN.replacen("title: \"CareerWorx", "title: \"Career\u{1}Worx", 1);
    let broken: Vec<u8> = broken.bytes().map(|byte| if byte == 1 { 0xe9 } else { byte }).collect();
    hold([
        row("X01 nothing").plan("").fault("E001", "plan.ron: error[E001]: the file is empty"),
        row("X01 blanks").plan(" \n\t\n").fault("E001", "expected Plan( … )"),
        row("X01 comments").outage("// a\n/* b /* c */ */\n").fault("E001", "expected Scenario( … )"),
        row("X02 byte order mark").plan(format!("\u{feff}{PLAN}")).outage(format!("\u{feff}{OUTAGE}")),
        row("X03 little end").plan(utf_16(&[0xff, 0xfe], false)).fault("E002", "this is UTF-16"),
        row("X03 big end").plan(utf_16(&[0xfe, 0xff], true)).fault("E002", "this is UTF-16"),
        row("X03 without mark").plan(utf_16(&[], false)).fault("E002", "save it as UTF-8"),
        row("X03 big end without mark").plan(utf_16(&[], true)).fault("E002", "save it as UTF-8"),
        row("X04").plan(broken).fault("E002", "plan.ron:13:19: error[E002]: the byte 0xe9 is no UTF-8"),
        row("X05 CRLF").plan(PLAN.replace('\n', "\r\n")).outage(OUTAGE.replace('\n', "\r\n")),
        row("X05 mixed").plan(PLAN.replacen('\n', "\r\n", 40)),
        row("X05 columns").with("fixed: \"600 a month\"", "¶fixd: \"600 a month\"").fault("E011", "`fixed`"),
        row("X06").plan(PLAN.replace('\n', "\r")).outage(OUTAGE.replace('\n', "\r")),
    ]);
    let lines = PLAN.replacen("fixed: \"600", "fixd: \"600", 1);
    let place = lines.find("fixd").unwrap();
    let line = lines[..place].matches('\n').count() + 1;
    for ends in ["\r\n", "\r"] {
        let told = format!("plan.ron:{line}:9: error[E011]");
        hold([row("X05 and X06, told").plan(lines.replace('\n', ends)).fault("E011", &told)]);
    }
}

#[test]
fn control_characters() {
    hold(faults(&[
        ("X07 escaped", "\"phone\": ()", "\"ph\\u{0}one\": ()", "E028", "`ph\\0one` is no name"),
        ("X07 raw", "\"phone\": ()", "\"¶ph\u{7}one\": ()", "E028", "`ph\\u{7}one` is no name"),
        ("X07 outside quotes", "weekly: 8", "weekly: ¶\u{0}8", "E015", "found `\\u{0}`"),
        ("X07 line separator", "\"phone\": ()", "\"¶ph\u{2028}one\": ()", "E028", "is no name"),
    ]));
}

#[test]
fn brackets_quotes_and_comments() {
    let open = PLAN.trim_end().trim_end_matches(')');
    let end = PLAN.matches('\n').count() + 1;
    let title = "title: \"CareerWorx business continuity plan\"";
    hold(faults(&[
        ("X08 quote", title, "title: ¶\"CareerWorx business continuity plan", "E010", "its closing quote is missing"),
        ("X08 quote in a line", "fee: \"120\", by", "fee: ¶\"120, by", "E010", "runs into what follows"),
        ("X08 comment", "    resources: {", "    ¶/* resources: {", "E010", "this comment is never closed"),
        ("X08 comment in comment", "    resources: {", "    ¶/* /* */ resources: {", "E010", "close it with `*/`"),
        ("X08 brace", "\"phone\": (),", "\"phone\": ¶{},", "E015", "round brackets"),
        ("X12 lists", "weekly: 8", &format!("weekly: {}", "[".repeat(100_000)), "E003", "nest more than 64 deep"),
        ("X12 Some", "weekly: 8", &format!("weekly: {}", "Some(".repeat(100_000)), "E003", "more than 64 deep"),
        (
            "X12 closed",
            "weekly: 8",
            &format!("weekly: {}8{}", "(".repeat(63), ")".repeat(63)),
            "E003",
            "write it flatter",
        ),
        ("X12 comments", "Plan(", &format!("¶{}Plan(", "/*".repeat(1_000_000)), "E010", "this comment is never closed"),
    ]));
    let nested = format!("{}{}{PLAN}", "/*".repeat(100_000), "*/".repeat(100_000));
    let mixed = |deep| format!("paid: {}Exactly(\"1d\"){}", "Mix([(\"100%\", ".repeat(deep), ")])".repeat(deep));
    let paid = "paid: Usually(typical: \"21d\", bad_case: \"60d\")";
    hold([
        row("X08 bracket").plan(open).fault("E010", "plan.ron:11:5: error[E010]: this `(` is never closed"),
        row("X09 text")
            .plan(format!("{PLAN}x"))
            .fault("E010", &format!("plan.ron:{end}:1: error[E010]: something follows")),
        row("X09 two").plan(format!("{PLAN}{PLAN}")).fault("E010", "something follows after the end"),
        row("X12 comments that end").plan(nested),
        row("X12 as deep as may be").with(paid, &mixed(20)),
        row("X12 one deeper").with(paid, &mixed(21)).fault("E003", "more than 64 deep"),
    ]);
}

#[test]
fn other_formats_and_kinds() {
    hold([
        row("X10 JSON").plan("{\"title\": 1}").fault("E004", "plan.ron:1:1: error[E004]: this looks like JSON"),
        row("X10 JSON list").plan("[1, 2]").fault("E004", "this looks like JSON; bcp-sim reads RON"),
        row("X10 TOML")
            .plan("\n[plan]\ntitle = \"x\"\n")
            .fault("E004", "plan.ron:2:1: error[E004]: this looks like TOML"),
        row("X10 TOML value").plan("title = \"x\"\n").fault("E004", "this looks like TOML"),
        row("X10 YAML").plan("---\ntitle: x\n").fault("E004", "this looks like YAML"),
        row("X10 YAML value").plan("title: x\n").fault("E004", "this looks like YAML"),
        row("X10 XML").plan("<plan/>").fault("E004", "this looks like XML"),
        row("X10 prose").plan("My plan is to carry on.").fault("E004", "found `My plan is to carry on.`"),
        row("X11 plan").plan(OUTAGE).fault("E005", "this is a scenario, where a plan is wanted"),
        row("X11 scenario").outage(PLAN).fault("E005", "this is a plan, where a scenario is wanted"),
        row("X18").plan(PLAN.replacen("Plan(", "Plann(", 1)).fault("E004", "a plan starts with `Plan(`"),
        row("X18 inside").with("calendar: (", "calendar: ¶Calender(").fault("E015", "fields of `calendar`"),
    ]);
}

#[test]
fn fields_and_words() {
    hold(faults(&[
        ("X13 field", "fixed:", "¶fixd:", "E011", "did you mean `fixed`?"),
        (
            "X13 far",
            "fixed: \"600 a month\"",
            "¶zzz: 1, fixed: \"600 a month\"",
            "E011",
            "known are `basis`, `drawings`, `fixed`, `fund`",
        ),
        ("X13 in a variant", "supported: \"95%\"),", "supported: \"95%\", ¶reat: 3),", "E011", "no field `reat`"),
        (
            "X13 in a hazard",
            "rate: \"0.2 a year\",",
            "rate: \"0.2 a year\", ¶reat: 3,",
            "E011",
            "`hazard` has no field",
        ),
        (
            "X13 in a rate",
            "rate: \"0.2 a year\"",
            "rate: Uncertain(mean: \"1 a year\", shape: 4, s: 3)",
            "E011",
            "field `s`",
        ),
        ("X13 in a spread", "bad_case: \"60d\")", "bad_case: \"60d\", ¶capp: \"1d\")", "E011", "did you mean `cap`?"),
        ("X14", "fund: \"14,400\",", "fund: \"14,400\", ¶fund: \"3\",", "E013", "the field `fund` stands here twice"),
        (
            "X14 both places",
            "\n        fund: \"14,400\",",
            "\nfund: \"1\",\n fund: \"3\",",
            "E013",
            "it stands in line 535 as well",
        ),
        ("X15", "\"phone\": (),", "\"phone\": (), \"¶phone\": (),", "E013", "`phone` stands here a second time"),
        (
            "X15 both places",
            "\"phone\": (),",
            "\"phone\": (),\n \"phone\": (),",
            "E013",
            "it stands in line 48 as well",
        ),
        ("X16", "fund: \"14,400\",", "", "E012", "plan.ron:533:5: error[E012]: `finances` lacks the field `fund`"),
        (
            "X16 whole",
            "currency: \"GBP\",",
            "",
            "E012",
            "plan.ron:11:1: error[E012]: `Plan` lacks the field `currency`",
        ),
        ("X17", "lasts: Usually(typical: \"28h\"", "lasts: ¶Gumbel(typical: \"28h\"", "E014", "known are `"),
        ("X17 near", "kind: Repair(", "kind: ¶Repare(", "E014", "did you mean `Repair`?"),
        ("X22 unknown", "Plan(", "#![enable(¶serde_magic)]\nPlan(", "E010", "there is no extension `serde_magic`"),
        ("X23 word", "automatic: true", "automatic: ¶Some(true)", "E015", "`true` or `false`"),
        ("Escapes", "note: \"one a week\"", "note: \"one \\a week\"", "E010", "a backslash in quotes starts an escape"),
    ]));
    hold([
        row("X22").plan(format!("#![enable(implicit_some)]\n{PLAN}")),
        row("X23 bare").with("weekly: 8", "weekly: Some(8)"),
        row("X24 tabs").plan(PLAN.replace("    ", "\t")),
        row("X24 tabs, told")
            .plan(PLAN.replace("    ", "\t").replacen("fixed:", "fixd:", 1))
            .fault("E011", "plan.ron:536:3:"),
        row("X24 no last line end").plan(PLAN.trim_end()),
        row("X24 a line of a megabyte")
            .with("fixed: \"600", &format!("/*{}*/ ¶fixd: \"600", "é".repeat(1_000_000)))
            .fault("E011", "did you mean `fixed`?"),
    ]);
}

#[test]
fn quantities_written_in_other_ways() {
    let unpaid = "unpaid: \"1%\"";
    let fee = "fee: \"120\"";
    let rto = "rto: \"1h\"";
    hold(faults(&[
        ("X19", fee, "fee: ¶1,5", "E020", "a decimal comma in `1,5`"),
        ("X19 in quotes", fee, "fee: \"¶1,5\"", "E020", "write the decimal point as a point"),
        ("X20 bare share", unpaid, "unpaid: ¶50%", "E015", "per cent sign"),
        ("X20 with a blank", unpaid, "unpaid: ¶50 %", "E015", "expected a share in quotes"),
        ("X20 fraction", unpaid, "unpaid: \"¶0.5\"", "E021", "`0.5` has no per cent sign"),
        ("X20 points between thousands", fee, "fee: \"¶1.000,00\"", "E020", "`1,000.00`"),
        ("X20 code in front", fee, "fee: \"¶EUR 90\"", "E020", "write digits first"),
        ("X20 code behind", fee, "fee: \"¶90 GBP\"", "E023", "has `GBP` after the amount"),
        ("X20 dash", fee, "fee: \"¶90.-\"", "E023", "has `-` after the amount"),
        ("X20 sign without quotes", fee, "fee: ¶£90", "E015", "write \"£90\""),
        ("X20 empty", fee, "fee: \"¶\"", "E020", "`` does not start with a number"),
        ("X20 blank", fee, "fee: \"¶ \"", "E020", "does not start with a number"),
        ("X20 sign alone", fee, "fee: \"¶£\"", "E020", "does not start with a number"),
        ("X21 no unit", rto, "rto: \"¶3\"", "E022", "units are min, h, d"),
        ("X21 bare", rto, "rto: ¶3", "E015", "write the unit as well"),
        ("X21 misspelt", rto, "rto: \"¶3 dyas\"", "E022", "did you mean `days`?"),
        ("X21 capitals", rto, "rto: \"¶3 Min\"", "E022", "did you mean `min`?"),
        ("X21 half", rto, "rto: \"¶1h30\"", "E022", "a number without a unit"),
        ("X21 ISO 8601", rto, "rto: \"¶P1D\"", "E022", "no number before its unit"),
        ("X21 unit alone", rto, "rto: \"¶h\"", "E022", "no number before its unit"),
    ]));
}

#[test]
fn sizes() {
    let padded = |bytes: usize| format!("{PLAN}{}", "\n".repeat(bytes - PLAN.len()));
    let mib = 1024 * 1024;
    hold([
        row("X25 as large as may be").plan(padded(8 * mib)),
        row("X25 one byte more").plan(padded(8 * mib + 1)).fault("E003", "larger than 8 MiB"),
        row("X25 folder").words(&["run", "outage.ron", "--plan", "."]).ends(1, &["`.`: it is a folder"]),
        row("X26 escapes").with("words: \"Utilize", &format!("words: \"{}", "\\n".repeat(1_000_000))),
        row("X26 numbers")
            .with("closed_weeks: [15,", &format!("closed_weeks: [{}", "15,".repeat(400_000)))
            .fault("E003", "more than 10000 items in one list"),
        row("X127 title of a megabyte")
            .with("title: \"CareerWorx", &format!("title: ¶\"{}", "x".repeat(1_000_000)))
            .fault("E003", "longer than 200 characters"),
        row("X127 title as long as may be").with("CareerWorx business continuity plan", &"e\u{301}".repeat(100)),
    ]);
    #[cfg(unix)]
    hold([row("X25 a device without end")
        .words(&["run", "outage.ron", "--plan", "/dev/zero"])
        .fault("E009", "/dev/zero: error[E009]: it is a pipe or a device")]);
}

/// Whoever waits for the other end of a pipe may wait for ever; it is refused before it is opened, wherever it stands.
#[cfg(unix)]
#[test]
fn x25_a_fifo() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    std::fs::write(at("outage.ron"), OUTAGE).unwrap();
    std::fs::write(at("plan.ron"), PLAN).unwrap();
    let fifo = |name: &str| assert!(std::process::Command::new("mkfifo").arg(at(name)).status().unwrap().success());
    fifo("fifo");
    let refused = |words: &[&str]| {
        let run = assert_cmd::Command::cargo_bin("bcp-sim").unwrap().current_dir(folder.path()).args(words).assert();
        let told = String::from_utf8(run.code(3).get_output().stderr.clone()).unwrap();
        assert!(told.contains("error[E009]: it is a pipe or a device"), "{words:?}: {told}");
    };
    refused(&["run", "outage.ron", "--plan", "fifo"]);
    refused(&["run", "fifo"]);
    refused(&["verify", "fifo"]);
    refused(&["drill", "replay", "fifo"]);
    refused(&["drill", "outage.ron", "--answers", "fifo", "--out", "played"]);
    fifo("evidence.ron");
    refused(&["run", "outage.ron"]);
    std::fs::rename(at("evidence.ron"), at("improvement.ron")).unwrap();
    refused(&["drill", "outage.ron", "--out", "other"]);
}

#[test]
fn versions() {
    hold(faults(&[
        ("X27 newer", "format: 1", "format: ¶7", "E006", "made for format 7; this is bcp-sim"),
        ("X27 zero", "format: 1", "format: ¶0", "E006", "reads format 1"),
        ("X27 negative", "format: 1", "format: ¶-1", "E027", "expected a whole number"),
        ("X27 in quotes", "format: 1", "format: ¶\"1\"", "E027", "expected a whole number"),
        ("X27 missing", "format: 1,", "", "E012", "`Plan` lacks the field `format`"),
    ]));
}
