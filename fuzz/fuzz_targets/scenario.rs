//! Any text as a scenario: it is read, or its faults are told at their places; what was read is bound to the plan and
//! replayed three times.
#![no_main]

use std::sync::LazyLock;

use bcp_sim::engine::{Event, Replay, Sink};
use bcp_sim::file::{Fault, Forecast, PlanFile, Source, bind, read_plan, read_scenario};
use bcp_sim::model::Case;
use bcp_sim::sampling::{Block, Luck, Sources};
use libfuzzer_sys::fuzz_target;

static PLAN: LazyLock<(Source, PlanFile)> = LazyLock::new(|| {
    let source = Source::new("plan.ron", include_str!("../../plan.ron"));
    let read = read_plan(&source).unwrap_or_else(|faults| panic!("{}", source.explain(&faults)));
    (source, read)
});

/// Scenarios that last longer, or hold more, are bound and not replayed.
const LONGEST: i64 = 52 * 7 * 24 * 60;
const MOST: usize = 50;

fuzz_target!(|text: &str| {
    let scenario = Source::new("scenario.ron", text);
    let (source, plan) = &*PLAN;
    let read = match read_scenario(&scenario) {
        Ok(read) => read,
        Err(faults) => return told(&scenario, &faults),
    };
    match bind((source, plan), (&scenario, &read), Forecast::Tested) {
        Ok(case) if case.horizon <= LONGEST && case.hazards.len() + case.cascades.len() <= MOST => replay(&case),
        Ok(_) => {}
        Err(faults) => {
            told(source, &faults.plan);
            faults.scenarios.iter().for_each(|faults| told(&scenario, faults));
        }
    }
});

fn replay(case: &Case) {
    let Ok(sources) = Sources::new(case) else { return };
    let luck = Luck::new(1);
    let block = Block::new(&luck, &sources, 0, 3);
    let mut replay = Replay::default();
    for draw in block.draws() {
        replay.run(case, draw, &mut Deaf);
    }
}

/// What happens is not looked at here: that it ends is enough.
struct Deaf;

impl Sink for Deaf {
    fn note(&mut self, _: i64, _: Event) {}
}

/// Faults have a place inside their file, and are told at a length that can be read.
fn told(source: &Source, faults: &[Fault]) {
    for fault in faults {
        assert!(fault.at.is_none_or(|at| source.text.is_char_boundary(at)), "{fault:?}");
    }
    assert!(source.explain(faults).len() < 64 * 1024);
}
