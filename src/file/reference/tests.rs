//! What the reader takes, asked of the reader itself: it must be what the reference tells, no more and no less.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on should say so at once")]

use ron::error::SpannedError;
use ron::extensions::Extensions;

use super::topic::What;
use super::*;
use crate::file::{LeftOut, PlanFile, ScenarioFile, Source, read_plan, read_scenario};

/// What the reader says of a file: the names that it would have taken in the place of an unknown one.
fn refused(text: &str) -> Vec<&'static str> {
    let options = ron::Options::default()
        .with_default_extension(Extensions::IMPLICIT_SOME)
        .with_default_extension(Extensions::UNWRAP_NEWTYPES)
        .with_default_extension(Extensions::UNWRAP_VARIANT_NEWTYPES);
    let read = match text.starts_with("Plan") {
        true => options.from_str::<PlanFile>(text).map(|_| ()),
        false => options.from_str::<ScenarioFile>(text).map(|_| ()),
    };
    match read.map_err(|SpannedError { code, .. }| code) {
        Err(ron::Error::NoSuchStructField { expected, .. } | ron::Error::NoSuchEnumVariant { expected, .. }) => {
            expected.to_vec()
        }
        other => panic!("{other:?}\n{text}"),
    }
}

/// An unknown name within entries and lists, where there are any.
fn wrapped(topic: &Topic<'_>, text: &str) -> String {
    let example = &topic.examples(usize::MAX)[0];
    match example.chars().next() {
        Some('{') => format!("{{ \"x\": {text} }}"),
        Some('[') => format!("[{text}]"),
        _ => text.to_owned(),
    }
}

#[test]
fn every_field_and_kind_that_the_reader_takes_is_told_in_its_order() {
    let reference = Reference::new();
    let mut asked = 0;
    for topic in reference.all() {
        let parts = topic.parts();
        let told: Vec<&str> = parts.iter().map(Topic::name).collect();
        // Two ways are told apart by their form, so that no name is unknown there.
        if parts.is_empty() || topic.path() == "scenario.hazards.rate" {
            continue;
        }
        let unknown = match (topic.what, parts[0].is_field()) {
            (What::Kind(kind), true) => format!("{}(unknown: 1)", kind.name),
            (_, true) => wrapped(&topic, "(unknown: 1)"),
            (_, false) => wrapped(&topic, "Unknown"),
        };
        let file = topic.file_with(&unknown).unwrap();
        // A kind may have a second name, which stands in what is said of it.
        let (taken, others): (Vec<&str>, Vec<&str>) = refused(&file).iter().partition(|name| told.contains(name));
        for name in others {
            assert!(parts.iter().any(|part| part.meaning().contains(&format!("`{name}`"))), "{name}");
        }
        assert_eq!(taken, told, "{}", topic.path());
        asked += 1;
    }
    assert!(asked > 40, "{asked}");
}

/// A file as read, without the places of its names.
fn read(text: &str) -> String {
    let source = Source::new("x.ron", text);
    let read = match text.starts_with("Plan") {
        true => read_plan(&source).map(|plan| format!("{plan:?}")),
        false => read_scenario(&source).map(|scenario| format!("{scenario:?}")),
    };
    let read = read.unwrap_or_else(|faults| panic!("{}\n{text}", source.explain(&faults)));
    let parts: Vec<&str> = read.split("address: ").map(|part| part.trim_start_matches(char::is_numeric)).collect();
    parts.concat()
}

#[test]
fn what_holds_without_a_field_is_what_the_reader_takes_then() {
    const HERE: &str = "HERE";
    let mut compared = 0;
    for topic in Reference::new().all() {
        let LeftOut::Default(default) = topic.left_out() else { continue };
        let file = topic.file_with(HERE).unwrap();
        let (before, after) = file.split_once(HERE).unwrap();
        let before = before.strip_suffix(&format!("{}: ", topic.name())).unwrap();
        let without = format!("{before}{}", after.strip_prefix(',').unwrap_or(after));
        assert_eq!(read(&without), read(&file.replace(HERE, &default)), "{}", topic.path());
        compared += 1;
    }
    assert!(compared > 40, "{compared}");
}

#[test]
fn a_path_is_found_whatever_its_capitals_and_a_near_one_is_named() {
    let reference = Reference::new();
    let path = |text: &str| reference.find(text).map(|topic| topic.path().to_owned());
    assert_eq!(path("plan.strategies.kind.restore").as_deref(), Ok("plan.strategies.kind.Restore"));
    assert_eq!(path("strategies.works.claimed").as_deref(), Ok("plan.strategies.works.claimed"));
    assert_eq!(path("length").as_deref(), Ok("length-of-time"));
    assert_eq!(path("plan.strategie"), Err("did you mean `plan.strategies`?".to_owned()));
    assert_eq!(path("works"), Err("did you mean `plan.roles.works` or `plan.strategies.works`?".to_owned()));
    assert!(path("plan.title.x").is_err() && path("").is_err() && path("plan.").is_err());
}
