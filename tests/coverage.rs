//! Do the intervals hold the truth as often as they say? Small plans whose truth is known in closed form, two thousand times each (spreads five hundred):
//! 93 to 97 of a hundred intervals must hold it, or it must be said that the trials are too few.
//!
//! `cargo test --release --test all coverage:: -- --ignored --nocapture` prints how often each did.

use crate::ignorance::small;
use crate::small_plans::{Plan, assessed, months};

use bcp_sim::metric::Outcomes;
use bcp_sim::model::Case;
use bcp_sim::statistics::Tail;
use rayon::prelude::*;

const TIMES: u64 = 2_000;
/// A spread takes a hundred draws of its own.
const SPREADS: u64 = 500;

/// What one result says of one number.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Said {
    Holds,
    Misses,
    TooFew,
}

/// By an interval that is told, or is not.
fn said(interval: Option<(f64, f64)>, truth: f64) -> Said {
    match interval {
        Some((low, high)) if low <= truth && truth <= high => Said::Holds,
        Some(_) => Said::Misses,
        None => Said::TooFew,
    }
}

/// Counts what many results say, prints it, and asks for 93 to 97 of a hundred among those that say something, or for nearly none
/// of all that miss it where most say nothing. Where an interval is exact for few, it may hold the truth more often.
fn check(what: &str, times: u64, conservative: bool, each: impl Fn(u64) -> Said + Sync) {
    let all: Vec<Said> = (0..times).into_par_iter().map(|nth| each(10_000 + nth)).collect();
    let of = |one: Said| all.iter().filter(|said| **said == one).count() as f64 / times as f64;
    let (holds, misses, few) = (of(Said::Holds), of(Said::Misses), of(Said::TooFew));
    println!(
        "{what}: {:5.1} % hold the truth, {:4.1} % miss it, {:5.1} % say too few; {:5.1} % of those told hold it",
        100.0 * holds,
        100.0 * misses,
        100.0 * few,
        100.0 * holds / (holds + misses).max(1e-9)
    );
    // 2,000 times 5 % are 100 ± 10.
    assert!(misses <= 0.07, "{what}: {misses}");
    assert!(conservative || few > 0.02 || misses >= 0.03, "{what}: {misses}");
}

/// One disruption that takes an hour in which nothing is booked, and costs something.
fn costing(costs: &str, then: &str) -> String {
    format!(
        r#"Scenario(format: 1, title: "test", horizon: "4w",
        hazards: {{ "h": (rate: "0.5 a year", when: "Sat 08:00", strikes: {{ "line": "0%" }}, lasts: Exactly("1h"){costs}) }},
        then: {{ {then} }})"#
    )
}

fn plan() -> Plan<'static> {
    Plan {
        services: r#""talk": (timetable: ["Mon 09:00"], length: "60min", fee: "100", by: "coach", needs: ["line"]),"#,
        ..Plan::default()
    }
}

fn run(costs: &str, then: &str) -> Case {
    plan().with(&costing(costs, then))
}

/// A year of the same disruptions.
fn year(costs: &str) -> Case {
    months(&plan().text(), &[&costing(costs, "")], 12)
}

/// The interval of the mean of the cost, as it is told.
fn of_mean(outcomes: &Outcomes) -> Option<(f64, f64)> {
    let mean = outcomes.column("extra_cost").mean()?;
    mean.interval().filter(|_| !mean.too_few()).map(|interval| (interval.low(), interval.high()))
}

fn of_quantile(outcomes: &Outcomes, share: f64) -> Option<(f64, f64)> {
    let quantile = outcomes.column("extra_cost").quantile(share).filter(|quantile| !quantile.refused())?;
    quantile.interval().map(|(low, high)| (low as f64, high as f64))
}

#[test]
#[ignore = "2,000 results of each plan take minutes; run with --release, --ignored and --nocapture"]
fn intervals_hold_the_truth_as_often_as_they_say() {
    // Evenly between 20,000 and 80,000: the mean is 50,000, one in ten is above 74,000, one in a hundred above 79,400.
    let even = run(r#", costs: Uniform(low: "20,000", high: "80,000")"#, "");
    for trials in [200, 1_000] {
        check(&format!("mean of an even cost, {trials}"), TIMES, false, |seed| {
            said(of_mean(&assessed(&even, seed, trials)), 5_000_000.0)
        });
        for (share, truth) in [(0.5, 5_000_000.0), (0.9, 7_400_000.0), (0.99, 7_940_000.0)] {
            // Ranks are whole: of ten values beyond, an interval of 95 % or more is one of 98 %.
            check(&format!("quantile {share} of it, {trials}"), TIMES, share > 0.9, |seed| {
                said(of_quantile(&assessed(&even, seed, trials), share), truth)
            });
        }
    }
    // One case in ten costs five times the median: σ = ln 5 / 1.2816 = 1.25585, the mean of one is 1,000 exp(σ²/2) = 2,200.3.
    let sigma = libm::log(5.0) / 1.281_551_565_544_6;
    let one = 100_000.0 * libm::exp(sigma * sigma / 2.0);
    let heavy = year(r#", costs: Usually(typical: "1,000", bad_case: "5,000")"#);
    for trials in [1_000, 4_000] {
        check(&format!("mean of a year's heavy costs, {trials}"), TIMES, false, |seed| {
            said(of_mean(&assessed(&heavy, seed, trials)), 0.5 * one)
        });
    }
    // 5,000 once in 400: "12.50", of which the interval held the truth in 56 of 100.
    let rare = run("", r#""fine": (of: ["h"], chance: "0.25%", costs: Exactly("5,000")),"#);
    for trials in [300, 1_000, 4_000, 10_000] {
        check(&format!("mean of a rare payment, {trials}"), TIMES, false, |seed| {
            said(of_mean(&assessed(&rare, seed, trials)), 1_250.0)
        });
    }
    // The fund of 10,000 is gone where a fine of 20,000 comes: 2 %.
    let ruin = run("", r#""fine": (of: ["h"], chance: "2%", costs: Exactly("20,000")),"#);
    for trials in [200, 1_000, 5_000] {
        check(&format!("chance of ruin, {trials}"), TIMES, trials < 1_000, |seed| {
            let share = assessed(&ruin, seed, trials).column("ruin").above(0);
            let interval = share.interval().filter(|_| !share.too_few());
            said(interval.map(|interval| (interval.low(), interval.high())), 0.02)
        });
    }
}

#[test]
#[ignore = "500 spreads of each plan take minutes; run with --release, --ignored and --nocapture"]
fn spreads_of_not_knowing_hold_the_truth_as_often_as_they_say() {
    let [rare, _, product] = small();
    for (what, plan, trials) in [("rare", &rare, 100), ("rare", &rare, 1_000), ("product", &product, 400)] {
        let truth = plan.truth();
        check(&format!("spread of the {what} one, {trials} a draw"), SPREADS, false, |seed| {
            let spread = plan.spread(seed, trials);
            let half = 1.96 * spread.error;
            said(spread.detected.then_some((spread.deviation - half, spread.deviation + half)), truth)
        });
    }
}

/// The tail of an even cost: of the worst one in twenty the mean is 78,500, of the best 21,500.
#[test]
fn the_tail_of_an_even_cost_is_at_the_end_that_is_asked_for() {
    let even = run(r#", costs: Uniform(low: "20,000", high: "80,000")"#, "");
    let counted = assessed(&even, 42, 20_000);
    // A thousand evenly over 3,000: 3,000 / √12 / √1,000 = 27, and the edge of the tail is known to 92.
    for (tail, truth) in [(Tail::High, 7_850_000.0), (Tail::Low, 2_150_000.0)] {
        let found = counted.column("extra_cost").tail_mean(tail, 0.05).unwrap();
        assert!((found - truth).abs() < 4.5 * 9_600.0, "{tail:?} {found}");
    }
}
