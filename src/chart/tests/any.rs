//! Whatever the command line and the files allow can be drawn: any number of weeks, rows, strategies, differences, any amount
//! that can be counted, any name. No chart refuses it, and nothing stands on other words or beyond the edges.

use super::paired::around;
use super::places::within;
use super::*;

/// Chance without a generator: `splitmix64`.
struct Dice(u64);

impl Dice {
    fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, end: u64) -> u64 {
        self.roll() % end
    }

    /// Between 0 and 1, both possible.
    fn share(&mut self) -> f64 {
        match self.below(8) {
            0 => 0.0,
            1 => 1.0,
            2 => self.below(1_000) as f64 * 1e-9,
            _ => self.below(1_000_001) as f64 / 1e6,
        }
    }

    /// One to so many, as often few as many, and often the most.
    fn size(&mut self, most: u64) -> usize {
        let end = if self.below(4) == 0 { most } else { (most >> self.below(12)).max(1) };
        usize::try_from(if self.below(3) == 0 { end } else { 1 + self.below(end) }).unwrap()
    }

    /// Up to what a plan may hold: four million million million minor units.
    fn amount(&mut self) -> i64 {
        let largest = 4 * 10_i64.pow(u32::try_from(self.below(19)).unwrap());
        let amount = i64::try_from(self.below(largest.unsigned_abs() + 1)).unwrap();
        match self.below(4) {
            0 => 0,
            1 => -amount,
            2 => largest,
            _ => amount,
        }
    }

    fn number(&mut self) -> f64 {
        let tiny = if self.below(3) == 0 { 1e-9 } else { 1.0 };
        self.amount() as f64 * tiny
    }

    fn ranged(&mut self) -> Ranged {
        let (value, error) = (self.number(), self.number().abs());
        if self.below(4) == 0 { Ranged { value, interval: None } } else { around(value, error) }
    }

    fn words(&mut self) -> String {
        let all =
            ["x", "line fault", "a name that nobody would write and somebody will, with </text> in it", HOSTILE[6]];
        match self.below(8) {
            0 => "W".repeat(5_000),
            1 => "two words ".repeat(200),
            at => all[usize::try_from(at).unwrap() % all.len()].to_owned(),
        }
    }

    fn many<T>(&mut self, most: u64, mut one: impl FnMut(&mut Self) -> T) -> Vec<T> {
        (0..self.size(most)).map(|_| one(self)).collect()
    }

    fn unit(&mut self) -> Unit {
        match self.below(5) {
            0 => Unit::Count,
            1 => Unit::Share,
            2 => Unit::Hours,
            3 => Unit::Weeks,
            _ => Unit::Money(self.currency()),
        }
    }

    fn currency(&mut self) -> Currency {
        let symbol = ["£", "CHF", "kr."][usize::try_from(self.below(3)).unwrap()].to_owned();
        Currency { symbol, decimals: 2 }
    }

    fn estimate(&mut self) -> Estimate {
        let error = (self.below(3) > 0).then(|| self.number().abs());
        Estimate { mean: self.number().abs(), error }
    }
}

fn outcomes(dice: &mut Dice) -> Drawn {
    let row = |dice: &mut Dice| outcomes::Row {
        label: dice.words(),
        held_another_way: dice.estimate(),
        moved: dice.estimate(),
        lost: dice.estimate(),
    };
    let (rows, total) = (dice.many(10_000, row).into(), Some(row(dice)));
    outcomes::draw(&outcomes::OutcomesData { rows, total, ..outcomes_data(&dice.words()) })
}

fn ranking(dice: &mut Dice) -> Drawn {
    let row = |dice: &mut Dice| {
        let given = (dice.below(2) == 0).then(|| dice.estimate());
        ranking::Row { label: dice.words(), given, a_year: dice.estimate() }
    };
    let (rows, unit) = (dice.many(10_000, row).into(), dice.unit());
    ranking::draw(&ranking::RankingData { rows, unit, ..ranking_data(&dice.words()) })
}

fn seasons(dice: &mut Dice) -> Drawn {
    let cause = |dice: &mut Dice| seasons::Cause {
        label: dice.words(),
        // sessions and money of a month are not as many as of all years
        values: (0..12).map(|_| dice.number().abs() / 1e6).collect(),
    };
    let causes = dice.many(10_000, cause).into();
    seasons::draw(&seasons::SeasonsData { causes, unit: dice.unit(), ..seasons_data(&dice.words()) })
}

/// Falling chances over rising amounts.
fn falling(dice: &mut Dice) -> Vec<(i64, f64)> {
    let (step, mut chance) = (dice.amount().abs() / 4_000 + 1, dice.share());
    let points = (0..dice.size(3_000)).map(|at| {
        let point = (i64::try_from(at).unwrap() * step, chance);
        chance *= dice.share();
        point
    });
    points.collect()
}

fn exceedance(dice: &mut Dice) -> Drawn {
    let quantity = match dice.below(2) {
        0 => exceedance::Quantity::Count { caption: dice.words() },
        _ => exceedance::Quantity::Money { caption: dice.words(), currency: dice.currency() },
    };
    let curve = |dice: &mut Dice| exceedance::Curve { label: dice.words(), points: falling(dice) };
    let mark = |dice: &mut Dice| exceedance::Mark { label: dice.words(), value: dice.amount(), chance: dice.share() };
    exceedance::draw(&exceedance::ExceedanceData {
        heading: heading(&dice.words()),
        description: dice.words(),
        quantity,
        curves: dice.many(5, curve).into(),
        marks: dice.many(3, mark).into(),
        limit: (dice.below(2) == 0).then(|| exceedance::Limit { label: dice.words(), value: dice.amount() }),
        log_chance: dice.below(2) == 0,
    })
}

fn recovery(dice: &mut Dice) -> Drawn {
    let curve = |dice: &mut Dice| {
        let (step, mut share) = (dice.below(100_000) as f64, dice.share());
        let points = (0..dice.size(2_000)).map(|at| {
            let point = (at as f64 * step, share);
            share += (1.0 - share) * dice.share();
            point
        });
        let points = points.collect();
        recovery::Curve { label: dice.words(), points }
    };
    let mark = |dice: &mut Dice| recovery::Mark {
        label: dice.words(),
        minutes: dice.below(100_000_000) as f64,
        hard: dice.below(2) == 0,
    };
    recovery::draw(&recovery::RecoveryData {
        curves: dice.many(10_000, curve).into(),
        marks: dice.many(2, mark).into(),
        watched: dice.below(50_000_000) as f64,
        log_time: dice.below(2) == 0,
        ..recovery_data(&dice.words())
    })
}

fn fund(dice: &mut Dice) -> Drawn {
    let point = |dice: &mut Dice, week: usize| {
        let mut all = [0; 5].map(|_: i64| dice.amount());
        all.sort_unstable();
        let [p5, p25, p50, p75, p95] = all;
        let twin = (dice.below(2) == 0).then(|| dice.amount());
        fund::FundPoint { week: week as f64, p5, p25, p50, p75, p95, twin }
    };
    let weeks = dice.size(600 * 52 / 12 + 1);
    let mut chance = 0.0;
    let ruin = (0..=weeks).map(|week| {
        chance += (1.0 - chance) * dice.share() / 50.0;
        (week as f64, chance)
    });
    let ruin: Vec<(f64, f64)> = ruin.collect();
    let points = (0..=weeks).map(|week| point(dice, week)).collect();
    fund::draw(&fund::FundData { points, ruin, currency: dice.currency(), ..fund_data(&dice.words()) })
}

fn timeline(dice: &mut Dice) -> Drawn {
    use timeline::{Fate, Item, Lane, Mark};
    let end = 600 + i64::try_from(dice.below(50_000)).unwrap();
    let at = |dice: &mut Dice| i64::try_from(dice.below(60_000)).unwrap() - 3_000;
    let item = |dice: &mut Dice| {
        let (at, from, to) = (at(dice), at(dice), at(dice));
        match dice.below(8) {
            0 => Item::Down { from, to, level: dice.share(), label: dice.words() },
            1 => Item::Tried { from, to, label: dice.words() },
            2 => Item::InUse { from, to, label: dice.words() },
            3 => Item::Failed { at },
            4 => Item::Session { at, fate: Fate::Lost },
            5 => Item::Session { at, fate: Fate::Moved { to: Some(to) } },
            6 => Item::Session { at, fate: Fate::HeldAnotherWay },
            _ => Item::Session { at, fate: Fate::Held },
        }
    };
    let items = if dice.below(4) == 0 { 10_000 } else { 20 };
    let lanes = dice.many(400, |dice| Lane { label: dice.words(), items: dice.many(items, item) });
    let marks = dice.many(2, |dice| Mark { label: dice.words(), at: at(dice) });
    let (lanes, marks) = (lanes.into(), marks.into());
    timeline::draw(&timeline::TimelineData { start: 480, end, lanes, marks, ..timeline_data(&dice.words()) })
}

fn difference(dice: &mut Dice) -> Drawn {
    let counted: std::collections::BTreeMap<i64, u64> =
        dice.many(3_000, |dice| (dice.amount(), 1 + dice.below(1_000))).into_iter().collect();
    let (trials, mean, unit) = (counted.into_iter().collect(), dice.ranged(), dice.unit());
    difference::draw(&difference::DifferenceData { trials, mean, unit, ..paired::difference_data(&dice.words()) })
}

fn dumbbell(dice: &mut Dice) -> Drawn {
    let row = |dice: &mut Dice| {
        let change = dice.ranged();
        let verdict = Verdict::of(change, Better::Low);
        dumbbell::Row {
            label: dice.words(),
            unit: dice.unit(),
            old: dice.number(),
            new: dice.number(),
            change,
            verdict,
        }
    };
    dumbbell::draw(&dumbbell::DumbbellData { rows: dice.many(12, row).into(), ..paired::dumbbell_data(&dice.words()) })
}

fn waterfall(dice: &mut Dice) -> Drawn {
    let cause = |dice: &mut Dice| waterfall::Cause { label: dice.words(), part: dice.ranged() };
    let causes = dice.many(12, cause);
    let old = dice.number();
    let new = causes.iter().fold(old, |sum, cause| sum + cause.part.value);
    let total = |dice: &mut Dice, value: f64| {
        let mean = Ranged { value, ..dice.ranged() };
        let around = mean.interval.map(|_| (value - 1.0, value + value.abs()));
        waterfall::Total { label: dice.words(), mean: Ranged { interval: around, ..mean } }
    };
    let (old, new) = (total(dice, old), total(dice, new));
    let data = paired::waterfall_data(&dice.words());
    let (causes, unit) = (causes.into(), dice.unit());
    waterfall::draw(&waterfall::WaterfallData { old, causes, together: None, new, unit, ..data })
}

fn tornado(dice: &mut Dice) -> Drawn {
    let row = |dice: &mut Dice| tornado::Row {
        label: dice.words(),
        removed: Some(dice.ranged()),
        shapley: (dice.below(2) == 0).then(|| dice.ranged()),
        alone: (dice.below(2) == 0).then(|| dice.ranged()),
        cost: (dice.below(2) == 0).then(|| dice.amount() as f64),
    };
    let (rows, unit) = (dice.many(10_000, row).into(), dice.unit());
    tornado::draw(&tornado::TornadoData { rows, unit, ..paired::tornado_data(&dice.words()) })
}

fn swing(dice: &mut Dice) -> Drawn {
    let row = |dice: &mut Dice| swing::Row { label: dice.words(), ends: [dice.number(), dice.number()] };
    let (rows, stated, unit) = (dice.many(10_000, row).into(), dice.number(), dice.unit());
    swing::draw(&swing::SwingData { rows, stated, unit, ..paired::swing_data(&dice.words()) })
}

fn frontier(dice: &mut Dice) -> Drawn {
    let set = |dice: &mut Dice| frontier::Set { label: dice.words(), cost: dice.amount() as f64, goal: dice.ranged() };
    let mut efficient = dice.many(1_000, set);
    let sorted = |of: fn(&frontier::Set) -> f64, sets: &[frontier::Set]| {
        let mut all: Vec<f64> = sets.iter().map(of).collect();
        all.sort_by(f64::total_cmp);
        all
    };
    let (costs, goals) = (sorted(|set| set.cost, &efficient), sorted(|set| set.goal.value, &efficient));
    for ((set, cost), goal) in efficient.iter_mut().zip(costs).zip(goals) {
        let error = set.goal.interval.map_or(0.0, |ends| (ends.1 - ends.0) / 2.0);
        (set.cost, set.goal) = (cost, around(goal, error));
    }
    frontier::draw(&frontier::FrontierData {
        tried: dice.many(20_000, |dice| (dice.amount() as f64, dice.number())),
        efficient,
        present: (dice.below(2) == 0).then(|| set(dice)),
        currency: dice.currency(),
        unit: dice.unit(),
        better: Better::High,
        ..paired::frontier_data(&dice.words())
    })
}

/// Draws so many of a kind and looks at each.
fn all_are_drawn(draw: fn(&mut Dice) -> Drawn) {
    for seed in 0..60 {
        let drawn = draw(&mut Dice(seed));
        let picture = drawn.unwrap_or_else(|e| panic!("{seed}: {e}"));
        let looked = std::panic::catch_unwind(|| {
            well_formed(&picture);
            within(&picture);
            // what overlaps in time overlaps in its lane
            if !picture.svg.contains("timeline-") {
                apart(&picture);
            }
        });
        assert!(looked.is_ok(), "with seed {seed}");
    }
}

macro_rules! any {
    ($($name:ident: $draw:ident;)*) => { $(#[test] fn $name() { all_are_drawn($draw); })* };
}

any! {
    any_number_of_hazards_is_drawn: outcomes;
    any_number_of_scenarios_is_ranked: ranking;
    any_number_of_causes_is_stacked: seasons;
    any_losses_are_drawn: exceedance;
    any_number_of_functions_recovers: recovery;
    any_number_of_weeks_is_drawn: fund;
    any_trial_is_retold: timeline;
    any_differences_are_drawn: difference;
    any_two_plans_stand_side_by_side: dumbbell;
    any_causes_lead_from_plan_to_plan: waterfall;
    any_number_of_strategies_is_valued: tornado;
    any_number_of_inputs_swings: swing;
    any_number_of_sets_is_tried: frontier;
}
