//! Any text as a plan: it is read, or its faults are told at their places; what was read is bound to a scenario.
#![no_main]

use bcp_sim::file::{Forecast, Source, bind, read_plan, read_scenario};
use libfuzzer_sys::fuzz_target;

const OUTAGE: &str = include_str!("../../scenarios/outage.ron");

fuzz_target!(|text: &str| {
    let plan = Source::new("plan.ron", text);
    let scenario = Source::new("outage.ron", OUTAGE);
    match (read_plan(&plan), read_scenario(&scenario)) {
        (Ok(read), Ok(outage)) => {
            if let Err(faults) = bind((&plan, &read), (&scenario, &outage), Forecast::Tested) {
                told(&plan, &faults.plan);
                faults.scenarios.iter().for_each(|faults| told(&scenario, faults));
            }
        }
        (Err(faults), _) => told(&plan, &faults),
        (_, Err(faults)) => panic!("{}", scenario.explain(&faults)),
    }
});

/// Faults have a place inside their file, and are told at a length that can be read.
fn told(source: &Source, faults: &[bcp_sim::file::Fault]) {
    for fault in faults {
        assert!(fault.at.is_none_or(|at| source.text.is_char_boundary(at)), "{fault:?}");
    }
    assert!(source.explain(faults).len() < 64 * 1024);
}
