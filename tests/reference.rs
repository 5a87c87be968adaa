//! The reference of the file format, the completions and the manual page: all that is read is told, and every example
//! can be read.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on should say so at once")]

use std::fs;
use std::path::Path;

use assert_cmd::Command;
use bcp_sim::file::{LeftOut, Reference, Source, Topic, bind, read_plan, read_scenario};
use bcp_sim::report::{SMALL_PLAN, SMALL_SCENARIO, explained, format_page};

fn root(path: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap()
}

fn bcp(words: &[&str]) -> assert_cmd::assert::Assert {
    let folder = tempfile::tempdir().unwrap();
    Command::cargo_bin("bcp-sim").unwrap().current_dir(folder.path()).args(words).assert()
}

fn printed(words: &[&str]) -> String {
    let out = bcp(words).success();
    assert!(out.get_output().stderr.is_empty());
    String::from_utf8(out.get_output().stdout.clone()).unwrap()
}

fn is_read(text: &str) -> Result<(), String> {
    let source = Source::new("example.ron", text);
    let read = match text.starts_with("Plan") {
        true => read_plan(&source).map(|_| ()),
        false => read_scenario(&source).map(|_| ()),
    };
    read.map_err(|faults| source.explain(&faults))
}

/// All there is, and the distributions of money and of shares, whose parts are told once for all.
fn all(reference: &Reference) -> Vec<Topic<'_>> {
    let mut all = reference.all();
    for path in ["scenario.hazards.costs", "scenario.hazards.demand.falls"] {
        let kinds = reference.find(path).unwrap().parts();
        all.extend(kinds.iter().flat_map(Topic::parts));
        all.extend(kinds);
    }
    all
}

#[test]
fn everything_says_what_it_means_and_every_example_can_be_read_in_its_place() {
    let reference = Reference::new();
    let all = all(&reference);
    assert!(all.len() > 200, "{}", all.len());
    for topic in all {
        assert!(topic.meaning().ends_with(['.', '…']), "`{}` says `{}`", topic.path(), topic.meaning());
        assert!(!topic.written(&|title, _| title.to_owned()).is_empty(), "{}", topic.path());
        for example in topic.examples(80) {
            let file = topic.file_with(&example).unwrap();
            is_read(&file).unwrap_or_else(|said| panic!("{}\n{said}\n{file}", topic.path()));
        }
        if let LeftOut::Default(text) = topic.left_out() {
            is_read(&topic.file_with(&text).unwrap()).unwrap_or_else(|said| panic!("{}\n{said}", topic.path()));
        }
    }
}

#[test]
fn the_examples_of_a_type_are_those_of_a_field_that_is_one() {
    let reference = Reference::new();
    let all = all(&reference);
    let of_fields: Vec<&str> = all.iter().map(Topic::title).collect();
    for topic in reference.types() {
        assert!(of_fields.contains(&topic.title()), "`{}` is in no file", topic.path());
        let examples = topic.examples(80);
        assert!(!examples.is_empty() && examples.iter().all(|text| !text.contains("null")), "{examples:?}");
    }
}

#[test]
fn the_small_files_of_the_page_belong_together() {
    let (plan, scenario) = (Source::new("plan.ron", SMALL_PLAN), Source::new("outage.ron", SMALL_SCENARIO));
    let (p, s) = (read_plan(&plan).unwrap(), read_scenario(&scenario).unwrap());
    bind((&plan, &p), (&scenario, &s), bcp_sim::file::Forecast::Tested).unwrap();
}

#[test]
fn the_page_is_made_again_byte_for_byte() {
    let made = printed(&["explain", "--markdown"]);
    assert_eq!(made, root("docs/format.md"), "make it anew: bcp-sim explain --markdown > docs/format.md");
    assert_eq!(made, format_page(&Reference::new()));
    assert!(root("README.md").contains("(docs/format.md)"));
}

#[test]
fn the_page_holds_no_example_that_is_not_read_and_no_link_that_leads_nowhere() {
    let page = root("docs/format.md");
    let reference = Reference::new();
    let mut known = vec![SMALL_PLAN.trim_end().to_owned(), SMALL_SCENARIO.trim_end().to_owned()];
    for topic in all(&reference).iter().chain(&reference.types()) {
        known.push(topic.in_place(100));
        known.extend(topic.examples(usize::MAX));
        if let LeftOut::Default(text) = topic.left_out() {
            known.push(text);
        }
    }
    for block in page.split("```ron\n").skip(1) {
        let block = block.split("\n```").next().unwrap();
        assert!(known.iter().any(|text| text == block), "{block}");
    }
    let cells = page.lines().filter(|line| line.starts_with("| `")).filter_map(|line| line.rsplit('|').nth(1));
    for cell in cells.map(str::trim).filter(|cell| *cell != "below" && !cell.starts_with("see [")) {
        let example = cell.trim_matches('`');
        assert!(known.iter().any(|text| text == example), "{example}");
    }
    let headings: Vec<String> = page
        .lines()
        .filter_map(|line| line.strip_prefix("## ").or(line.strip_prefix("### ")))
        .map(|heading| heading.to_lowercase().replace(' ', "-"))
        .collect();
    for link in page.split("](#").skip(1).filter_map(|rest| rest.split(')').next()) {
        assert_eq!(headings.iter().filter(|heading| *heading == link).count(), 1, "#{link}");
    }
}

#[test]
fn every_field_is_on_the_page() {
    let page = root("docs/format.md");
    for topic in Reference::new().all().iter().filter(|topic| topic.path().contains('.')) {
        let row = format!("| `{}` | {} |", topic.name(), topic.meaning());
        assert!(page.contains(&row), "{}: {row}", topic.path());
    }
}

#[test]
fn a_strategy_is_explained_in_the_terminal() {
    let said = printed(&["explain", "plan.strategies"]);
    for word in ["kind of strategy, required", "\"mobile hotspot\": (", "without it (claimed: \"100%\")"] {
        assert!(said.contains(word), "{word}\n{said}");
    }
    assert!(!said.contains('\u{1b}'), "no colour in a pipe");
    let said = printed(&["explain", "plan.strategies.kind.substitute"]);
    assert!(said.contains("allowance") && said.contains("for: [\"broadband\"],"), "{said}");
    let said = printed(&["explain"]);
    assert!(said.contains("plan.strategies") && said.contains("scenario.hazards") && said.contains("length-of-time"));
}

#[test]
fn every_explanation_fits_into_a_terminal() {
    let reference = Reference::new();
    let pages = reference.all().iter().chain(&reference.types()).map(explained).collect::<Vec<_>>();
    let listed = bcp_sim::report::explainable(&reference);
    for line in pages.iter().chain([&listed]).flat_map(|page| page.lines()) {
        let plain = line.replace("\u{1b}[1m", "").replace("\u{1b}[0m", "");
        assert!(plain.chars().count() <= 80 && plain == plain.trim_end(), "{plain:?}");
    }
}

#[test]
fn what_is_not_in_the_format_is_answered_with_the_nearest_that_is() {
    for (wrong, near) in [
        ("plan.strategie", "did you mean `plan.strategies`?"),
        ("works", "did you mean `plan.roles.works` or `plan.strategies.works`?"),
        ("plan.strategies.kind.Substitut", "did you mean `plan.strategies.kind.Substitute`?"),
        ("nothing of the kind", "known are `"),
    ] {
        let out = bcp(&["explain", wrong]).code(2);
        let said = String::from_utf8_lossy(&out.get_output().stderr).into_owned();
        assert!(said.contains(near) && said.contains("`bcp-sim explain` lists"), "{said}");
        assert!(out.get_output().stdout.is_empty());
    }
    bcp(&["explain", "plan", "--markdown"]).code(2);
}

/// As the help lists them.
fn verbs() -> Vec<String> {
    let help = printed(&["--help"]);
    let listed = help.split("Commands:\n").nth(1).unwrap().split("\n\n").next().unwrap().lines();
    let names = listed
        .filter(|line| line.starts_with("  ") && !line.starts_with("   "))
        .filter_map(|line| line.split_whitespace().next())
        .filter(|verb| *verb != "help");
    let verbs: Vec<String> = names.map(str::to_owned).collect();
    assert!(verbs.len() > 9 && verbs[0] == "run" && verbs.iter().any(|verb| verb == "man"), "{verbs:?}");
    verbs
}

#[test]
fn every_verb_is_completed_in_every_shell() {
    let verbs = verbs();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = printed(&["completions", shell]);
        for verb in &verbs {
            assert!(script.contains(verb), "{shell}: {verb}");
        }
    }
    bcp(&["completions", "dos"]).code(2);
}

#[test]
fn the_manual_page_has_every_verb_its_examples_and_the_exit_codes() {
    let page = printed(&["man"]);
    assert!(page.contains(".TH bcp-sim 1"), "{page}");
    for verb in verbs() {
        assert!(page.contains(&format!(".SH \"BCP-SIM {}\"", verb.to_uppercase())), "{verb}");
    }
    assert!(page.contains("Exit codes: 0 done") && page.contains("130 stopped"), "{page}");
    assert!(page.contains("\\-\\-precision") && page.contains("bcp\\-sim year \\-\\-months 24"), "{page}");
}

/// Every number that a message can show, and every rule of `check`, is explained; another is answered with those there are.
#[test]
fn every_code_is_explained() {
    for code in bcp_sim::codes::CODES {
        let said = printed(&["explain", &code.number.to_lowercase()]);
        assert!(said.contains(code.number) && said.contains(code.title) && said.contains(code.right), "{said}");
    }
    for rule in bcp_sim::check::rules() {
        assert!(printed(&["explain", rule.code]).contains(rule.title), "{}", rule.code);
    }
    let out = bcp(&["explain", "E999"]).code(2);
    assert!(String::from_utf8(out.get_output().stderr.clone()).unwrap().contains("there is no code `E999`"));
}
