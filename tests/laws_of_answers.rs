//! Laws of what the answers mean: what back, half strength, a free hour, a year, an associate, a closing and being told do to any
//! plan, with the restrictions under which they hold. The laws of trials are in `laws`.

use crate::random_worlds;

use std::collections::BTreeMap;

use bcp_sim::engine::{Event, Replay, Sink as _, Story};
use bcp_sim::file::{Forecast, Question};
use bcp_sim::metric::{Score, Tally};
use bcp_sim::model::{Case, Course, Hazard, Id};
use bcp_sim::sampling::{Block, Luck, Sources};
use proptest::strategy::{Strategy as _, ValueTree as _};
use random_worlds::{Kind, Line, Spread, TRIALS, World, config, stories, world};

fn score(case: &Case, story: &Story) -> Score {
    let mut tally = Tally::new(case);
    story.0.iter().for_each(|(time, event)| tally.note(*time, *event));
    tally.score().clone()
}

fn scores(world: &World, seed: u64) -> Vec<Score> {
    let case = world.case();
    stories(&case, seed, 0..TRIALS).iter().map(|story| score(&case, story)).collect()
}

fn sure(name: &str, kind: Kind) -> Line {
    Line {
        name: name.to_owned(),
        kind,
        works: 100,
        ready: Spread::Exactly(0),
        retry: (1, 0),
        automatic: true,
        private: true,
        cost: [0; 5],
    }
}

/// In how many of so many worlds two sides differed: a law that none of them could have broken says nothing.
fn at_least(differed: u32, worlds: u32, of_ten: u32) {
    assert!(10 * differed >= of_ten * worlds, "only {differed} of {worlds} worlds could have broken the law");
}

/// Many worlds under one law; says in how many of them the two sides were not the same.
fn each_world(seed: u64, worlds: u32, mut law: impl FnMut(World, u64) -> bool) -> u32 {
    let mut runner = proptest::test_runner::TestRunner::new(config(1, seed));
    (0..worlds).filter(|n| law(world().new_tree(&mut runner).unwrap().current(), u64::from(*n))).count() as u32
}

/// Only what strikes counts, one disruption at a time, and nobody leaves.
fn plain(world: &mut World) {
    world.only_strikes();
    (world.reaction, world.year) = (None, false);
    world.cascades.clear();
    // Something must be felt in most worlds.
    world.services.iter_mut().for_each(|service| service.needs |= 1);
    for hazard in &mut world.hazards {
        hazard.strikes.push(random_worlds::Strike { what: 0, phases: vec![(1, 0)] });
        (hazard.in_hours, hazard.each) = (true, false);
        hazard.lasts = match hazard.lasts {
            Spread::Exactly(minutes) => Spread::Exactly(minutes.max(600)),
            _ => Spread::Exactly(3_000),
        };
    }
}

/// Law B': halving what the last way of a ladder is accepted by, worth or has to spare never meets the RTO more often.
#[test]
fn half_of_a_last_way_is_never_back_sooner() {
    let met = |world: &World, seed: u64| -> (u64, Vec<u64>) {
        let case = world.case();
        let outcomes = random_worlds::outcomes(&case, &stories(&case, seed, 0..TRIALS));
        (outcomes.trials, outcomes.functions.iter().map(|function| function.within_rto).collect())
    };
    let mut felt = 0;
    let differed = each_world(31, 300, |mut world, seed| {
        plain(&mut world);
        // The last way of every service: an associate or a switch that answers to all.
        let last = world.strategies.len();
        let kind = if seed % 2 == 0 {
            Kind::HandOver { needs: 0, accepted: 100, worth: 100, spare: 3, fee_share: 0, refused: 0 }
        } else {
            Kind::Switch { needs: 0, accepted: 100, worth: 100 }
        };
        world.strategies.push(sure("z last", kind.clone()));
        world.services.iter_mut().for_each(|service| service.ladder.push(last));
        for function in &mut world.functions {
            (function.serves, function.mbco) = (255, function.mbco.clamp(40, 90));
        }
        let mut half = world.clone();
        half.strategies[last].kind = match kind {
            Kind::HandOver { .. } if seed % 4 == 0 => {
                Kind::HandOver { needs: 0, accepted: 100, worth: 100, spare: 1, fee_share: 0, refused: 0 }
            }
            Kind::HandOver { .. } => {
                Kind::HandOver { needs: 0, accepted: 100, worth: 50, spare: 3, fee_share: 0, refused: 0 }
            }
            _ if seed % 4 == 1 => Kind::Switch { needs: 0, accepted: 50, worth: 100 },
            _ => Kind::Switch { needs: 0, accepted: 100, worth: 50 },
        };
        let (all, less) = (met(&world, seed), met(&half, seed));
        for (all, less) in all.1.iter().zip(&less.1) {
            assert!(less <= all, "{less} of {} with half of it, {all} with all\n{}", TRIALS, world.plan());
        }
        felt += u32::from(all.1.iter().any(|met| *met < all.0));
        all != less
    });
    assert!(felt > 90, "{felt}");
    at_least(differed, 300, 3);
}

/// Law C: with the same luck a higher level never loses more sessions, on plans without postponing, leaving clients or reserves that
/// run out, with one strike whose phases only rise.
#[test]
fn more_strength_never_loses_more_sessions() {
    let differed = each_world(32, 300, |mut world, seed| {
        plain(&mut world);
        world.half_strength = true;
        world.role = None;
        let keeps = |kind: &Kind| !matches!(kind, Kind::Postpone { .. });
        let kept: Vec<bool> = world.strategies.iter().map(|s| keeps(&s.kind)).collect();
        world.services.iter_mut().for_each(|service| service.ladder.retain(|i| kept[*i]));
        for strategy in &mut world.strategies {
            match &mut strategy.kind {
                Kind::Substitute { limit, allowance, .. } => (*limit, *allowance) = (None, None),
                Kind::HandOver { spare, .. } => *spare = 100,
                _ => {}
            }
        }
        // One person is struck, at three levels that rise.
        let person = world.things();
        world.hazards.truncate(1);
        let low = (seed % 60) as u8;
        let strike =
            |levels: [u8; 3]| random_worlds::Strike { what: person, phases: levels.map(|level| (10, level)).to_vec() };
        world.hazards[0].strikes = vec![strike([low / 2, low, low])];
        let mut better = world.clone();
        let phase = (seed % 3) as usize;
        let mut levels = [low / 2, low, low];
        for level in &mut levels[phase..] {
            *level = (*level + 25).min(100);
        }
        better.hazards[0].strikes = vec![strike(levels)];
        let lost = |world: &World| scores(world, seed).iter().map(|score| score.lost).collect::<Vec<_>>();
        let (less, more) = (lost(&world), lost(&better));
        for (trial, (less, more)) in less.iter().zip(&more).enumerate() {
            assert!(more <= less, "trial {trial}: {more} lost at {levels:?}, {less} at {low}\n{}", world.plan());
        }
        less != more
    });
    at_least(differed, 300, 3);
}

/// Law T: without a way to tell nobody is in doubt for a shorter time.
#[test]
fn without_a_way_to_tell_nobody_knows_sooner() {
    let differed = each_world(33, 300, |mut world, seed| {
        plain(&mut world);
        let last = world.strategies.len();
        world.strategies.push(sure("z news", Kind::Tell { needs: 0, leaving: 100 }));
        world.strategies[last].ready = Spread::Exactly((seed % 200) as u32);
        let mut with = world.clone();
        with.functions.iter_mut().for_each(|function| function.ladder.push(last));
        let knows = |world: &World| -> Vec<BTreeMap<usize, i64>> {
            let case = world.case();
            let of = |story: &Story| {
                let mut known: BTreeMap<usize, i64> = BTreeMap::new();
                for (time, event) in &story.0 {
                    if let Event::Told { session, .. } = event {
                        // Of a session that was in doubt before, and is missed after all, the last word counts.
                        known.insert(session.index(), *time);
                    }
                }
                known
            };
            stories(&case, seed, 0..TRIALS).iter().map(of).collect()
        };
        let (without, with) = (knows(&world), knows(&with));
        for (without, with) in without.iter().zip(&with) {
            for (session, late) in without {
                let sooner = with.get(session);
                assert!(
                    sooner.is_none_or(|time| time <= late),
                    "{session}: {sooner:?} with, {late} without\n{}",
                    world.plan()
                );
            }
        }
        without != with
    });
    at_least(differed, 300, 3);
}

/// Law H: where no spell is lasting, worth and lengths are equal and no client leaves, one more associate never loses a session.
#[test]
fn one_more_associate_never_loses_a_session() {
    let differed = each_world(34, 300, |mut world, seed| {
        plain(&mut world);
        for service in &mut world.services {
            service.length = 60;
        }
        for strategy in &mut world.strategies {
            match &mut strategy.kind {
                Kind::Substitute { limit, allowance, worth, .. } => (*limit, *allowance, *worth) = (None, None, 100),
                Kind::Switch { worth, .. } | Kind::HandOver { worth, .. } => *worth = 100,
                _ => {}
            }
        }
        let last = world.strategies.len();
        let kind = Kind::HandOver { needs: 0, accepted: 60, worth: 100, spare: 2, fee_share: 0, refused: 50 };
        world.strategies.push(sure("z associate", kind));
        let mut more = world.clone();
        more.services.iter_mut().for_each(|service| service.ladder.insert(0, last));
        let lost = |world: &World| scores(world, seed).iter().map(|score| score.lost).collect::<Vec<_>>();
        let (less, more) = (lost(&world), lost(&more));
        for (trial, (without, with)) in less.iter().zip(&more).enumerate() {
            assert!(
                with <= without,
                "trial {trial}: {with} lost with, {without} without\n{}\n{}",
                world.plan(),
                world.scenario()
            );
        }
        less != more
    });
    at_least(differed, 300, 3);
}

/// Law E: nothing of recovery, of the wait, of being told, and of surviving is better with a closing than without it.
#[test]
fn a_closing_makes_nothing_better() {
    let differed = each_world(35, 300, |mut world, seed| {
        world.year = false;
        world.cascades.truncate(1);
        let Some(cascade) = world.cascades.first_mut() else { return false };
        (cascade.winds_up, cascade.of, cascade.chance) = (true, 255, 100);
        let mut open = world.clone();
        open.cascades[0].winds_up = false;
        let (case, other) = (world.case(), open.case());
        let both = stories(&case, seed, 0..TRIALS).into_iter().zip(stories(&other, seed, 0..TRIALS));
        let mut differed = false;
        for (with, without) in both {
            let Some((closing, _)) = with.0.iter().find(|(_, e)| matches!(e, Event::WoundUp { .. })) else { continue };
            let (closed, open) = (score(&case, &with), score(&other, &without));
            differed |= closed != open;
            for (with, without) in closed.recovery.iter().zip(&open.recovery) {
                assert!(with.1 >= without.1 && (with.1 || with.0 >= without.0), "{closed:?}\n{open:?}");
            }
            let wait = |score: &Score| (score.to_next_open, score.to_next);
            assert!(
                wait(&closed) >= wait(&open),
                "{:?} {:?}\n{}\n{}",
                wait(&closed),
                wait(&open),
                world.plan(),
                world.scenario()
            );
            // Whoever has been told that the practice is closed is in no later doubt; without the closing there may be one.
            let later = |(time, event): &(i64, Event)| matches!(event, Event::Told { doubt, .. } if *doubt > 0 && time - doubt >= *closing);
            assert!(
                without.0.iter().any(later) || closed.to_tell >= open.to_tell,
                "{} {}\n{}\n{}",
                closed.to_tell,
                open.to_tell,
                world.plan(),
                world.scenario()
            );
        }
        differed
    });
    at_least(differed, 300, 3);
}

/// Law Y: ruin within more months is never rarer, with the same luck; a year of one arrival is the run that strikes at that minute.
#[test]
fn ruin_within_more_months_is_never_rarer() {
    let differed = each_world(36, 200, |mut world, seed| {
        (world.year, world.months) = (true, 6);
        // What falls due is more than comes in, so that the fund is empty some day.
        (world.fund, world.fixed, world.drawings) = (4_700 + 80 * (seed % 50) as u32, 400, 800);
        world.services.iter_mut().for_each(|service| service.fee = 10);
        let longer = World { months: 12, ..world.clone() };
        let ruined = |world: &World| scores(world, seed).iter().map(|s| s.ruined_on.is_some()).collect::<Vec<_>>();
        let (six, twelve) = (ruined(&world), ruined(&longer));
        for (six, twelve) in six.iter().zip(&twelve) {
            assert!(six <= twelve, "{}", world.plan());
        }
        six != twelve
    });
    at_least(differed, 200, 3);
}

/// Law Y: a year with one arrival is, event for event, the run that strikes at that minute with that luck.
#[test]
fn a_year_of_one_arrival_is_the_run_that_strikes_then() {
    let mut single = 0;
    each_world(37, 200, |mut world, seed| {
        (world.year, world.months) = (true, 12);
        world.hazards.iter_mut().for_each(|hazard| hazard.rate = hazard.rate.min(3));
        let year = world.case();
        world.year = false;
        let one = world.case();
        assert_eq!((year.reach, year.course, one.course), (one.reach, Course::Year, Course::One));
        let (luck, in_year, in_run) = (Luck::new(seed), Sources::new(&year).unwrap(), Sources::new(&one).unwrap());
        for trial in 0..TRIALS {
            let story = |case: &Case, sources: &Sources, at: Option<(Id<Hazard>, i64)>| {
                let block = Block::new(&luck, sources, trial, 1);
                let (mut story, draw) = (Story::default(), block.draws().next().unwrap());
                match at {
                    Some(at) => Replay::default().strike(case, draw, at, &mut story),
                    None => Replay::default().run(case, draw, &mut story),
                };
                story.0
            };
            let whole = story(&year, &in_year, None);
            let arrived = whole.iter().filter_map(|(time, event)| match event {
                Event::Arrived { hazard, .. } => Some((*hazard, *time)),
                _ => None,
            });
            let arrived: Vec<_> = arrived.collect();
            if let [at] = arrived[..] {
                single += 1;
                assert_eq!(whole[1..], story(&one, &in_run, Some(at))[1..], "{}", world.plan());
            }
        }
        true
    });
    assert!(single > 1_000, "{single}");
}

/// Law M: a plan that breaks even on paper does so over any year, from any start, within a week's income.
#[test]
fn what_breaks_even_on_paper_does_so_from_any_start() {
    for starts in ["2025-01-06", "2025-03-31", "2026-02-02", "2024-12-30", "2027-07-05"] {
        let plan = format!(
            r#"Plan(format: 1, title: "even", revised: "2025-01-06", next_review: "2026-01-06", currency: "GBP",
                calendar: (starts: "{starts}", open: "Mon-Fri 09:00-18:00", attended: "always", closed_weeks: []),
                resources: {{ "coach": (), "line": () }},
                services: {{ "talk": (weekly: 12, length: "60min", fee: "100", by: "coach", needs: ["line"]) }},
                functions: {{ "talks": (serves: ["talk"], rto: "1wd", mtpd: "2w") }}, strategies: {{}},
                finances: (fund: "10,000", fixed: "2,200 a month", drawings: "3,000 a month", paid: Exactly("0d")))"#
        );
        let scenario = r#"Scenario(format: 1, title: "s", horizon: "8w",
            hazards: { "never": (rate: "0.001 a year", lasts: Exactly("1min"), strikes: { "line": "0%" }) })"#;
        // 12 a week for 52 weeks are 62,400, and so is twelve times 5,200.
        let case = random_worlds::bound(&plan, scenario, &Question::months(24, Forecast::Written));
        for months in 1..=24 {
            let day = months * 364 / 12 - 1;
            let change = case.ledger.balance(day) - 1_000_000;
            assert!(change.abs() <= 120_000, "{starts}, {months} months: {change}");
        }
        let year = |n: i64| case.ledger.balance(364 * n - 1) - 1_000_000;
        assert_eq!((year(1), year(2)), (0, 0), "{starts}");
    }
}
