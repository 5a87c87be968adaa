//! The files of this repository, read: knows where they are; does not know what they say.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on should say so at once")]

use std::fs;
use std::path::Path;

use bcp_sim::file::{PlanFile, ScenarioFile, Source, read_plan, read_scenario};

/// A text by its path from the root.
pub fn source(path: &str) -> Source {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    Source::new(path, &fs::read_to_string(root.join(path)).unwrap())
}

/// The plan.
pub fn plan() -> (Source, PlanFile) {
    let text = source("plan.ron");
    let read = read_plan(&text).unwrap_or_else(|faults| panic!("{}", text.explain(&faults)));
    (text, read)
}

/// A scenario by its name.
pub fn scenario(name: &str) -> (Source, ScenarioFile) {
    let text = source(&format!("scenarios/{name}.ron"));
    let read = read_scenario(&text).unwrap_or_else(|faults| panic!("{}", text.explain(&faults)));
    (text, read)
}
