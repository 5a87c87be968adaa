//! How long a trial takes, in units of one sequential ChaCha8 `next_u64` timed in the same run. A table, never a test:
//! the machine may be shared, so only ratios inside one run mean anything. `cargo bench` prints it.
#![allow(clippy::unwrap_used, reason = "a bench has nobody to answer to")]

use std::hint::black_box;
use std::time::Instant;

use bcp_sim::assess::{Trials, Unwatched, assess};
use bcp_sim::engine::Replay;
use bcp_sim::file::{Forecast, Question, ScenarioFile, Source, bind, bind_all, read_plan, read_scenario};
use bcp_sim::metric::Tally;
use bcp_sim::model::Case;
use bcp_sim::sampling::{Block, Cause, Luck, Sources};
use rand::{Rng, SeedableRng};

const PLAN: &str = include_str!("../plan.ron");
const OUTAGE: &str = include_str!("../scenarios/outage.ron");
const TRIALS: u64 = 20_000;
const ROUNDS: usize = 5;

fn case(plan: &str, scenario: &str) -> Case {
    let (plan, scenario) = (Source::new("plan", plan), Source::new("scenario", scenario));
    let (p, s) = (read_plan(&plan).unwrap(), read_scenario(&scenario).unwrap());
    bind((&plan, &p), (&scenario, &s), Forecast::Written).unwrap()
}

/// A year of all scenarios; their rates are multiplied by nothing, or by next to it.
fn year(months: u32, quiet: bool) -> Case {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
    let mut paths: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let mut files: Vec<(Source, ScenarioFile)> = paths
        .iter()
        .map(|path| {
            let text = Source::new("scenario", &std::fs::read_to_string(path).unwrap());
            let file = read_scenario(&text).unwrap();
            (text, file)
        })
        .collect();
    if quiet {
        let never = bcp_sim::units::Rate::parse("0.000000001 a year").unwrap();
        files.iter_mut().flat_map(|(_, file)| &mut file.hazards.0).for_each(|(_, hazard)| hazard.rate.rate = never);
    }
    let known: Vec<(&Source, &ScenarioFile)> = files.iter().map(|(text, file)| (text, file)).collect();
    let plan = Source::new("plan", PLAN);
    bind_all((&plan, &read_plan(&plan).unwrap()), &known, &Question::months(months, Forecast::Written)).unwrap()
}

/// Seconds that some work takes.
fn time(work: impl FnOnce()) -> f64 {
    let start = Instant::now();
    work();
    start.elapsed().as_secs_f64()
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

fn words() -> f64 {
    const N: u64 = 2_000_000;
    let mut generator = rand_chacha::ChaCha8Rng::seed_from_u64(42);
    time(|| {
        for _ in 0..N {
            black_box(generator.next_u64());
        }
    }) / N as f64
}

fn trials(case: &Case) -> f64 {
    let (luck, sources) = (Luck::new(42), Sources::new(case).unwrap());
    let (mut replay, mut tally) = (Replay::default(), Tally::new(case));
    time(|| {
        for first in (0..TRIALS).step_by(512) {
            let block = Block::new(&luck, &sources, first, 512);
            for draw in block.draws() {
                replay.run(case, draw, &mut tally);
            }
        }
    }) / TRIALS as f64
}

/// Every uniform that a trial of the outage asks for at most, drawn and thrown away.
fn draws(case: &Case) -> f64 {
    let (luck, sources) = (Luck::new(42), Sources::new(case).unwrap());
    time(|| {
        for first in (0..TRIALS).step_by(512) {
            let block = Block::new(&luck, &sources, first, 512);
            for draw in block.draws() {
                black_box(draw.which());
                for hazard in case.hazards.ids() {
                    black_box((draw.when(hazard), draw.lasts(Cause { hazard, occurrence: 0 })));
                }
                for (cascade, _, entry) in case.cascades.iter() {
                    let hazard = entry.of[0];
                    black_box(draw.happens(Cause { hazard, occurrence: 0 }, cascade));
                }
                for strategy in case.strategies.ids() {
                    for hazard in case.hazards.ids() {
                        let cause = Cause { hazard, occurrence: 0 };
                        black_box((draw.works(cause, strategy), draw.ready(cause, strategy)));
                    }
                }
            }
        }
    }) / TRIALS as f64
}

fn threads(case: &Case, n: usize) -> f64 {
    let (luck, sources) = (Luck::new(42), Sources::new(case).unwrap());
    let pool = rayon::ThreadPoolBuilder::new().num_threads(n).build().unwrap();
    pool.install(|| time(|| drop(black_box(assess(case, &luck, &sources, Trials::Fixed(4 * TRIALS), &Unwatched)))))
}

/// A pure loop, one copy against two at once: what two threads can gain on this machine at this moment.
fn control(n: usize) -> f64 {
    let spin = || {
        let mut x = 1_u64;
        for i in 0..40_000_000_u64 {
            x = black_box(x.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(i));
        }
        black_box(x);
    };
    time(|| {
        std::thread::scope(|scope| {
            for _ in 0..n {
                scope.spawn(spin);
            }
        });
    })
}

fn main() {
    let outage = case(PLAN, OUTAGE);
    let long = case(PLAN, &OUTAGE.replace("horizon: \"8w\"", "horizon: \"16w\""));
    let (years, two_years, quiet) = (year(12, false), year(24, false), year(12, true));
    let mut table: Vec<(&str, Vec<f64>, &str)> = vec![
        ("one trial of the outage, one thread [u64]", Vec::new(), "300"),
        ("share of the time spent drawing, at most [%]", Vec::new(), "40"),
        ("the same on twice the horizon [x]", Vec::new(), "1.15"),
        ("two threads against one, over the control's gain", Vec::new(), "0.90"),
        ("one year of all scenarios [u64]", Vec::new(), "3000"),
        ("a year in which nothing happens, against that [%]", Vec::new(), "15"),
        ("two years against one [x]", Vec::new(), "2"),
    ];
    for _ in 0..ROUNDS {
        let (word, trial, twice, drawing) = (words(), trials(&outage), trials(&long), draws(&outage));
        let (one, two) = (threads(&outage, 1), threads(&outage, 2));
        let gain = 2.0 * control(1) / control(2);
        let (a_year, nothing, two_of_them) = (trials(&years), trials(&quiet), trials(&two_years));
        let row = [
            trial / word,
            100.0 * drawing / trial,
            twice / trial,
            one / two / gain,
            a_year / word,
            100.0 * nothing / a_year,
            two_of_them / a_year,
        ];
        table.iter_mut().zip(row).for_each(|((_, values, _), value)| values.push(value));
    }
    println!("{:<52} {:>8} {:>8}", "median of interleaved rounds", "measured", "aim");
    for (what, values, aim) in table {
        println!("{what:<52} {:>8.2} {aim:>8}", median(values));
    }
}
