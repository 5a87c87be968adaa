//! What the fuzzer found worth keeping: each text is read, or told with faults at places inside it, and nothing breaks.
//!
//! The targets are in `fuzz/`; `CONTRIBUTING.md` says how they are run.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on should say so at once")]

use std::fs;
use std::path::Path;

use bcp_sim::file::{Fault, Forecast, Source, bind, read_plan, read_scenario};

const PLAN: &str = include_str!("../plan.ron");
const OUTAGE: &str = include_str!("../scenarios/outage.ron");

fn corpus(target: &str) -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus").join(target);
    let mut texts: Vec<String> =
        fs::read_dir(folder).unwrap().map(|entry| fs::read_to_string(entry.unwrap().path()).unwrap()).collect();
    texts.sort();
    texts
}

fn told(source: &Source, faults: &[Fault]) {
    for fault in faults {
        assert!(fault.at.is_none_or(|at| source.text.is_char_boundary(at)), "{fault:?} in\n{}", source.text);
    }
    assert!(source.explain(faults).len() < 64 * 1024, "{}", source.text);
}

#[test]
fn plans_that_the_fuzzer_kept() {
    let outage = Source::new("outage.ron", OUTAGE);
    let scenario = read_scenario(&outage).unwrap();
    let texts = corpus("plan");
    assert!(texts.len() >= 50);
    for text in texts {
        let source = Source::new("plan.ron", &text);
        match read_plan(&source) {
            Err(faults) => {
                assert!(!faults.is_empty(), "{text}");
                told(&source, &faults);
            }
            Ok(plan) => {
                if let Err(faults) = bind((&source, &plan), (&outage, &scenario), Forecast::Tested) {
                    told(&source, &faults.plan);
                }
            }
        }
    }
}

#[test]
fn scenarios_that_the_fuzzer_kept() {
    let plan_source = Source::new("plan.ron", PLAN);
    let plan = read_plan(&plan_source).unwrap();
    let texts = corpus("scenario");
    assert!(texts.len() >= 50);
    for text in texts {
        let source = Source::new("scenario.ron", &text);
        match read_scenario(&source) {
            Err(faults) => {
                assert!(!faults.is_empty(), "{text}");
                told(&source, &faults);
            }
            Ok(scenario) => {
                if let Err(faults) = bind((&plan_source, &plan), (&source, &scenario), Forecast::Tested) {
                    faults.scenarios.iter().for_each(|faults| told(&source, faults));
                }
            }
        }
    }
}
