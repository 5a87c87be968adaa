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

/// Where a text begins to say what is not known well.
pub const fn ranges_at(text: &str) -> usize {
    let (text, mark) = (text.as_bytes(), b"\n    // What is not known well");
    let mut at = 0;
    loop {
        let mut same = 0;
        while same < mark.len() && text[at + same] == mark[same] {
            same += 1;
        }
        if same == mark.len() {
            return at;
        }
        at += 1;
    }
}

/// A file of the repository without its ranges, for tests that move values beyond their ends. A constant, as the file is.
macro_rules! without_ranges {
    ($path:literal) => {{
        const TEXT: &str = include_str!($path);
        const END: &[u8; 3] = b"\n)\n";
        const LENGTH: usize = $crate::repository::ranges_at(TEXT) + END.len();
        const BYTES: [u8; LENGTH] = {
            let mut bytes = [0; LENGTH];
            let mut at = 0;
            while at < LENGTH {
                let end = LENGTH - END.len();
                bytes[at] = if at < end { TEXT.as_bytes()[at] } else { END[at - end] };
                at += 1;
            }
            bytes
        };
        match std::str::from_utf8(&BYTES) {
            Ok(text) => text,
            Err(_) => panic!("cut inside a letter"),
        }
    }};
}
pub(crate) use without_ranges;
