//! How sure a result is: knows how far not knowing the inputs moves a mean, which input moves it most, and what finding one
//! out would be worth; does not know what an input is, nor how a plan is made of it.
//!
//! An *unknown* is a thing that the files say is not known well. It has a position: 0 at its one end, 1/2 where the files
//! put it, 1 at its other end. A *draw* puts every unknown somewhere by luck of its own, as likely below 1/2 as above,
//! keyed by seed, name and number of the draw like all luck. Each draw replays the same trials, so what differs between two
//! draws is due to the unknowns.
//!
//! * How far the mean moves: the trials are counted in ten blocks. With v the variance over the draws of the mean of
//!   all B blocks, and v_b that of block b alone, the mean covariance of two blocks, (B² v − Σ v_b) / (B (B − 1)), is the
//!   variance of the true mean over the unknowns, free of the luck of the trials: no bias, however few trials a draw has.
//! * How well that is known: its standard error is that over the draws, of which each adds its part, and that over the blocks
//!   (a jackknife). Of what is rare, few trials tell noise. So every draw gets twice as many trials, and again, until the error is
//!   at most [`KNOWN`] of the spread; where [`ROUNDS`] rounds do not do, the spread is not told. No end of it lies beyond what any
//!   trial came to.
//! * A draw has few trials, which are lucky or not. How lucky they are, the same trials with the inputs as stated tell: a mean of
//!   one plan is told in proportion to that of all trials of the result, a difference of two plans by how far it moves.
//! * Which unknown moves it: those whose positions go best with the means are replayed once more at each of their ends, all
//!   others as stated. Taken as straight from end to middle to end, the mean then has the variance
//!   (a² + b²)/6 − ((a + b)/4)² by this unknown, a and b being what the ends change: its first-order share.
//! * What finding out is worth for a choice between two plans: the expected gain of choosing after instead of before, over
//!   all draws for all unknowns together (the expected value of perfect information), or along the same straight lines for
//!   one of them (of partial perfect information; Raiffa and Schlaifer 1961).

use std::ops::Range;

use rayon::prelude::*;

use crate::assess::{Stopped, Watch, Worker};
use crate::metric::{METRICS, place};
use crate::sampling::{Luck, Stream};
use crate::statistics::{Estimate, Mean};
use crate::worth::{Bound, Halt};

/// Blocks in which the trials of a draw are counted.
const BLOCKS: usize = 10;
/// The most unknowns that are replayed at their ends.
const TRIED: usize = 10;
/// Trials at an end for each trial of a draw: an end stands for itself, draws only together.
const AT_AN_END: u64 = 2;
/// How often the trials of every draw are doubled at most, until the spread is known.
pub const ROUNDS: u32 = 3;
/// A spread is known where its standard error is at most this part of it.
pub const KNOWN: f64 = 0.25;
/// What is surely below this part of the mean need not be known any better.
const SLIGHT: f64 = 0.02;
/// Draws, where nothing is said.
pub const DRAWS: u64 = 100;
/// From so many trials of a result on, its unknowns are drawn where nothing is said: fewer tell nothing of them.
pub const ENOUGH: u64 = 5_000;

/// What is not known, and what a position of each makes of the plans.
pub trait Unknown: Sync {
    /// Why something cannot be bound.
    type Fault: Send;

    /// What each is called.
    fn names(&self) -> &[String];

    /// The plan with every unknown at its position, or an old and a new one.
    ///
    /// # Errors
    /// Where that is no plan.
    fn at(&self, positions: &[f64]) -> Result<Vec<Bound>, Self::Fault>;
}

/// How much is replayed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Size {
    /// How often all unknowns are drawn.
    pub draws: u64,
    /// Trials of each draw.
    pub trials: u64,
}

impl Size {
    /// For a result of so many trials, a hundredth of them for each draw, but at least 100; none where so few tell nothing.
    #[must_use]
    pub fn for_trials(trials: u64, asked: Option<u64>) -> Option<Self> {
        let draws = asked.unwrap_or(if trials < ENOUGH { 0 } else { DRAWS });
        (draws > 0).then(|| Self { draws, trials: (trials / 100).clamp(100, 1_000) })
    }

    /// At most so many trials in all: every draw, the inputs as stated, and both ends of those that move most.
    #[must_use]
    pub fn most(self) -> u64 {
        self.work(TRIED).1
    }

    /// How often a plan is made, and how many trials are replayed, for so many unknowns, at most.
    #[must_use]
    pub fn work(self, unknowns: usize) -> (u64, u64) {
        let ends = 2 * unknowns.min(TRIED) as u64;
        let last = Self { trials: self.trials << ROUNDS, ..self };
        (1 + self.draws * u64::from(1 + ROUNDS) + ends, last.trials * (1 + self.draws) + last.at_an_end() * (1 + ends))
    }

    /// Trials at each end, and of the inputs as stated.
    #[must_use]
    pub fn at_an_end(self) -> u64 {
        AT_AN_END * self.trials
    }
}

/// A mean of each of [`METRICS`].
pub type Means = [f64; METRICS.len()];

/// What the trials of one block come to: of a plan, or the new one minus the old.
#[derive(Clone, Debug, PartialEq)]
struct Part {
    sums: Means,
    trials: f64,
}

impl Part {
    const NONE: Self = Self { sums: [0.0; METRICS.len()], trials: 0.0 };

    fn mean(&self, metric: usize) -> f64 {
        self.sums[metric] / self.trials.max(1.0)
    }
}

/// Some trials in blocks, with the least and the greatest value of every metric in any of them.
#[derive(Clone, Debug, PartialEq)]
struct Point {
    blocks: Vec<Part>,
    ends: [(i64, i64); METRICS.len()],
}

impl Point {
    fn of(plans: &[Bound], luck: &Luck, trials: Range<u64>, watch: &dyn Watch) -> Result<Self, Stopped> {
        let mut point = Self { blocks: vec![Part::NONE; BLOCKS], ends: [(i64::MAX, i64::MIN); METRICS.len()] };
        let count = trials.end - trials.start;
        for (nth, bound) in plans.iter().enumerate() {
            let sign = if nth + 1 == plans.len() { 1.0 } else { -1.0 };
            let mut worker = Worker::new(&bound.case, watch);
            for (block, part) in point.blocks.iter_mut().enumerate() {
                let border = |block: usize| trials.start + count * block as u64 / BLOCKS as u64;
                let block = border(block)..border(block + 1);
                let mut sums = [0_i64; METRICS.len()];
                worker.run(luck, &bound.sources, block.clone(), |score| {
                    for ((sum, (least, most)), metric) in sums.iter_mut().zip(&mut point.ends).zip(METRICS) {
                        let value = (metric.of)(score);
                        *sum += value;
                        (*least, *most) = (value.min(*least), value.max(*most));
                    }
                })?;
                part.trials = (block.end - block.start) as f64;
                part.sums.iter_mut().zip(sums).for_each(|(all, sum)| *all += sign * sum as f64);
            }
        }
        Ok(point)
    }

    /// Adds other trials of the same plans.
    fn and(&mut self, more: &Self) {
        for (mine, theirs) in self.blocks.iter_mut().zip(&more.blocks) {
            mine.sums.iter_mut().zip(theirs.sums).for_each(|(mine, theirs)| *mine += theirs);
            mine.trials += theirs.trials;
        }
        self.ends.iter_mut().zip(more.ends).for_each(|(mine, theirs)| {
            *mine = (mine.0.min(theirs.0), mine.1.max(theirs.1));
        });
    }

    /// The mean of each block.
    fn blocks(&self, metric: usize) -> Vec<f64> {
        self.blocks.iter().map(|block| block.mean(metric)).collect()
    }

    fn mean(&self, metric: usize) -> f64 {
        Estimate::mean(&self.blocks(metric)).value
    }
}

/// All unknowns somewhere.
#[derive(Clone, Debug, PartialEq)]
struct Draw {
    positions: Vec<f64>,
    point: Point,
}

/// What not knowing the inputs does to a result.
#[derive(Clone, Debug, PartialEq)]
pub struct Ignorance {
    names: Vec<String>,
    size: Size,
    /// The inputs as stated, over the trials of a draw and over those at an end.
    stated: [Point; 2],
    /// The mean of each metric in the result, in the metric's own whole numbers.
    means: Means,
    /// Two plans: the means are differences.
    paired: bool,
    draws: Vec<Draw>,
    /// Which unknowns were replayed at their ends, and what came of it.
    ends: Vec<(usize, [Point; 2])>,
}

/// How far the mean of a metric moves with the unknowns, in the metric's own whole numbers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spread {
    /// Its standard deviation over the draws, free of the luck of the trials.
    pub deviation: f64,
    /// The standard error of that.
    pub error: f64,
    /// One draw in twenty gives less.
    pub low: f64,
    /// One draw in twenty gives more.
    pub high: f64,
    /// Whether its own error is small enough to tell it.
    pub detected: bool,
    /// Whether any draw differs from another at all.
    pub moves: bool,
}

impl Spread {
    /// The standard error of each end, as far as it is that of the deviation.
    #[must_use]
    pub fn error_of_ends(self) -> f64 {
        if self.deviation > 0.0 { 0.5 * (self.high - self.low) * self.error / self.deviation } else { 0.0 }
    }
}

/// What one unknown does to the mean of a metric.
#[derive(Clone, Debug, PartialEq)]
pub struct Effect {
    /// Which one, by its number.
    pub unknown: usize,
    /// The mean at its first end, as stated, and at its second.
    pub means: [f64; 3],
    /// What its two ends change.
    pub changes: [Estimate; 2],
    /// The variance of the mean by this unknown alone.
    pub variance: f64,
}

/// What is worth knowing before a choice between two plans.
#[derive(Clone, Debug, PartialEq)]
pub struct Choice {
    /// Share of the draws in which the new plan is better.
    pub better: f64,
    /// What knowing everything would gain on average.
    pub all: f64,
    /// What knowing one unknown would gain, for those replayed at their ends.
    pub one: Vec<(usize, f64)>,
}

/// Draws the unknowns and replays; `keys` are the metrics for which unknowns are chosen to be replayed at their ends, `means` those
/// of the result that is asked about.
///
/// # Errors
/// Where a position makes no plan, or it was asked to stop.
pub fn ignorance<U: Unknown>(
    unknown: &U,
    (keys, means): (&[&str], Means),
    luck: &Luck,
    size: Size,
    watch: &impl Watch,
) -> Result<Ignorance, Halt<U::Fault>> {
    let names = unknown.names();
    let tried = names.len().min(TRIED);
    let most = size.work(names.len()).1;
    let point = |positions: &[f64], trials: Range<u64>| -> Result<Point, Halt<U::Fault>> {
        if !watch.goes_on() {
            return Err(Halt::Stopped);
        }
        let plans = unknown.at(positions).map_err(Halt::Fault)?;
        let point = Point::of(&plans, luck, trials.clone(), watch)?;
        watch.done(trials.end - trials.start, most);
        Ok(point)
    };
    let middle = vec![0.5; names.len()];
    let as_stated = unknown.at(&middle).map_err(Halt::Fault)?;
    let stated = |trials: Range<u64>| Point::of(&as_stated, luck, trials, watch);
    let streams: Vec<Stream> = names.iter().map(|name| Stream::named(&format!("input/{name}"), 0)).collect();
    let positions = |draw: u64| streams.iter().map(|stream| luck.at(*stream, draw)).collect::<Vec<f64>>();
    let here = stated(0..size.trials)?;
    let draws = (0..size.draws)
        .into_par_iter()
        .map(|draw| {
            let positions = positions(draw);
            point(&positions, 0..size.trials).map(|point| Draw { positions, point })
        })
        .collect::<Result<Vec<Draw>, _>>()?;
    let (stated_at_ends, ends, paired) = (here.clone(), Vec::new(), as_stated.len() > 1);
    let mut found =
        Ignorance { names: names.to_vec(), size, stated: [here, stated_at_ends], means, paired, draws, ends };
    for _ in 0..ROUNDS {
        if keys.iter().all(|key| found.is_known(key)) {
            break;
        }
        let more = found.size.trials..2 * found.size.trials;
        found.stated[0].and(&stated(more.clone())?);
        let add = |draw: &mut Draw| point(&draw.positions, more.clone()).map(|more| draw.point.and(&more));
        found.draws.par_iter_mut().try_for_each(add)?;
        found.size.trials = more.end;
    }
    let at_an_end = 0..found.size.at_an_end();
    found.stated[1] = stated(at_an_end.clone())?;
    let chosen = most_moving(&found.draws, names.len(), keys, tried);
    let at_end = |unknown: usize, end: f64| {
        let mut positions = middle.clone();
        positions[unknown] = end;
        point(&positions, at_an_end.clone())
    };
    let ends = chosen.into_par_iter().map(|unknown| Ok((unknown, [at_end(unknown, 0.0)?, at_end(unknown, 1.0)?])));
    found.ends = ends.collect::<Result<Vec<_>, Halt<U::Fault>>>()?;
    Ok(found)
}

/// The means of a result.
#[must_use]
pub fn means(of: impl Fn(&str) -> Option<Mean>) -> Means {
    std::array::from_fn(|at| of(METRICS[at].key).map_or(0.0, Mean::value))
}

/// The unknowns whose positions go best with the mean of one of the metrics, by their numbers.
fn most_moving(draws: &[Draw], unknowns: usize, keys: &[&str], wanted: usize) -> Vec<usize> {
    let columns: Vec<Vec<f64>> = keys
        .iter()
        .filter_map(|key| place(key))
        .map(|at| draws.iter().map(|draw| draw.point.mean(at)).collect())
        .collect();
    let score = |unknown: usize| {
        let positions: Vec<f64> = draws.iter().map(|draw| draw.positions[unknown]).collect();
        columns.iter().map(|means| squared_correlation(&positions, means)).fold(0.0, f64::max)
    };
    let mut by_score: Vec<(f64, usize)> = (0..unknowns).map(|unknown| (score(unknown), unknown)).collect();
    by_score.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    by_score.truncate(wanted);
    by_score.into_iter().map(|(_, unknown)| unknown).collect()
}

/// The share of the variance of one list that a straight line on the other explains; 0 where one is always the same.
fn squared_correlation(x: &[f64], y: &[f64]) -> f64 {
    let (mx, my) = (Estimate::mean(x).value, Estimate::mean(y).value);
    let sum = |f: &dyn Fn(f64, f64) -> f64| x.iter().zip(y).map(|(x, y)| f(x - mx, y - my)).sum::<f64>();
    let (xx, yy, xy) = (sum(&|x, _| x * x), sum(&|_, y| y * y), sum(&|x, y| x * y));
    if xx > 0.0 && yy > 0.0 { xy * xy / (xx * yy) } else { 0.0 }
}

/// The variance of some numbers, divisor n − 1; 0 for fewer than two.
fn variance(numbers: &[f64]) -> f64 {
    let error = Estimate::mean(numbers).error.unwrap_or(0.0);
    error * error * numbers.len() as f64
}

impl Ignorance {
    /// What each unknown is called.
    #[must_use]
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// How much was replayed.
    #[must_use]
    pub fn size(&self) -> Size {
        self.size
    }

    /// How far the mean of a metric moves with the unknowns; none where there is no such metric or there are too few draws.
    #[must_use]
    pub fn spread(&self, key: &str) -> Option<Spread> {
        let at = place(key)?;
        let means: Vec<f64> = self.draws.iter().map(|draw| draw.point.mean(at)).collect();
        if means.len() < 20 {
            return None;
        }
        // Means of the same trials differ by the rounding of their sums.
        let rounding = 1e-12 * means.iter().fold(0.0, |most: f64, mean| most.max(mean.abs()));
        let whole = Some(variance(&means)).filter(|whole| *whole > rounding * rounding).unwrap_or(0.0);
        let (true_variance, error) = self.common_variance(at);
        let true_variance = true_variance.clamp(0.0, whole);
        let shrink = if whole > 0.0 { libm::sqrt(true_variance / whole) } else { 0.0 };
        let centre = Estimate::mean(&means).value;
        let told = self.told(at, &self.stated[0]);
        let mut moved: Vec<f64> = means.iter().map(|mean| told.of(centre + shrink * (mean - centre))).collect();
        moved.sort_by(f64::total_cmp);
        let out = moved.len() / 20;
        let (least, most) = self.possible(at, self.draws.iter().map(|draw| &draw.point));
        let deviation = told.factor * libm::sqrt(true_variance);
        let error = if true_variance > 0.0 {
            told.factor * error / (2.0 * libm::sqrt(true_variance))
        } else {
            libm::sqrt(error)
        };
        Some(Spread {
            deviation,
            error,
            low: moved[out].clamp(least, most),
            high: moved[moved.len() - 1 - out].clamp(least, most),
            // Few trials that are luckier than all by more than the whole spread say nothing of it.
            detected: deviation > 0.0 && error <= KNOWN * deviation && (told.proportional || told.luck() <= deviation),
            moves: whole > 0.0,
        })
    }

    /// The mean covariance of two blocks over the draws, and its standard error: that over the draws, and that over the blocks.
    fn common_variance(&self, at: usize) -> (f64, f64) {
        let (b, n) = (BLOCKS as f64, self.draws.len() as f64);
        let rows: Vec<Vec<f64>> = self.draws.iter().map(|draw| draw.point.blocks(at)).collect();
        let column = |block: usize| Estimate::mean(&rows.iter().map(|row| row[block]).collect::<Vec<_>>()).value;
        let centre: Vec<f64> = (0..BLOCKS).map(column).collect();
        let away: Vec<Vec<f64>> =
            rows.iter().map(|row| row.iter().zip(&centre).map(|(x, centre)| x - centre).collect()).collect();
        // What each draw adds: the mean product of two of its blocks.
        let of_pairs = |row: &Vec<f64>| {
            let (sum, squares) = row.iter().fold((0.0, 0.0), |(sum, squares), x| (sum + x, squares + x * x));
            (sum * sum - squares) / (b * (b - 1.0))
        };
        let parts: Vec<f64> = away.iter().map(of_pairs).collect();
        let value = parts.iter().sum::<f64>() / (n - 1.0);
        // What is left without a block.
        let with = |block: usize| {
            let own = |row: &Vec<f64>| row[block] * (row.iter().sum::<f64>() - row[block]);
            away.iter().map(own).sum::<f64>() / (n - 1.0)
        };
        let without = |block: usize| (b * (b - 1.0) * value - 2.0 * with(block)) / ((b - 1.0) * (b - 2.0));
        let left: Vec<f64> = (0..BLOCKS).map(without).collect();
        let (over_draws, over_blocks) = (variance(&parts) / n, (b - 1.0) * (b - 1.0) / b * variance(&left));
        (value, libm::sqrt(over_draws + over_blocks))
    }

    /// Between what the mean of a metric can lie: the least and the greatest value of any trial. A difference may be any.
    fn possible<'a>(&self, at: usize, points: impl Iterator<Item = &'a Point>) -> (f64, f64) {
        if self.paired {
            return (f64::NEG_INFINITY, f64::INFINITY);
        }
        let all = points.map(|point| point.ends[at]).chain(self.stated.iter().map(|point| point.ends[at]));
        let (least, most) = all.fold((i64::MAX, i64::MIN), |all, one| (all.0.min(one.0), all.1.max(one.1)));
        ((least as f64).min(self.means[at]), (most as f64).max(self.means[at]))
    }

    /// Whether the spread of a metric is known as well as it need be: told, the same in every draw, or surely slight.
    fn is_known(&self, key: &str) -> bool {
        let (Some(at), Some(spread)) = (place(key), self.spread(key)) else { return true };
        let slight = spread.deviation + 2.0 * spread.error <= SLIGHT * libm::fabs(self.means[at]);
        spread.detected || !spread.moves || slight
    }

    /// How a mean over few trials is told, by what these trials give with the inputs as stated.
    fn told(&self, at: usize, stated: &Point) -> Told {
        let (here, all) = (stated.mean(at), self.means[at]);
        let factor = all / here;
        // Few trials that are several times as lucky as all say little of proportions.
        let proportional = !self.paired && (0.5..=2.0).contains(&factor);
        Told { here, all, factor: if proportional { factor } else { 1.0 }, proportional }
    }

    /// What each unknown replayed at its ends does to the mean of a metric, the most moving first.
    #[must_use]
    pub fn effects(&self, key: &str) -> Vec<Effect> {
        let Some(at) = place(key) else { return Vec::new() };
        let stated = self.stated[1].blocks(at);
        let told = self.told(at, &self.stated[1]);
        let mut effects: Vec<Effect> = self
            .ends
            .iter()
            .map(|(unknown, ends)| {
                let changes = [0, 1].map(|end: usize| {
                    let blocks = ends[end].blocks(at);
                    let changes = blocks.iter().zip(&stated).map(|(there, here)| told.factor * (there - here));
                    Estimate::mean(&changes.collect::<Vec<_>>())
                });
                let middle = told.all;
                let (a, b) = (changes[0].value, changes[1].value);
                let (least, most) = self.possible(at, ends.iter());
                Effect {
                    unknown: *unknown,
                    means: [(middle + a).clamp(least, most), middle, (middle + b).clamp(least, most)],
                    changes,
                    variance: straight_variance(a, b),
                }
            })
            .collect();
        effects.sort_by(|a, b| b.variance.total_cmp(&a.variance).then(a.unknown.cmp(&b.unknown)));
        effects
    }

    /// What is worth knowing before choosing between the two plans by a metric of which more is better, or less.
    #[must_use]
    pub fn choice(&self, key: &str, more_is_better: bool) -> Option<Choice> {
        let at = place(key)?;
        let spread = self.spread(key)?;
        let sign = if more_is_better { 1.0 } else { -1.0 };
        let means: Vec<f64> = self.draws.iter().map(|draw| draw.point.mean(at)).collect();
        let centre = Estimate::mean(&means).value;
        let whole = libm::sqrt(variance(&means));
        let told = self.told(at, &self.stated[0]);
        let shrink = if whole > 0.0 { spread.deviation / (told.factor * whole) } else { 0.0 };
        let gains: Vec<f64> = means.iter().map(|mean| sign * told.of(centre + shrink * (mean - centre))).collect();
        let all = gain_of_knowing(&gains);
        let better = gains.iter().filter(|gain| **gain > 0.0).count() as f64 / gains.len() as f64;
        let one = self.effects(key).into_iter().map(|effect| {
            let (a, b) = (sign * effect.changes[0].value, sign * effect.changes[1].value);
            // The others stay unknown: the line lies so that its mean is that of all draws.
            let line: Vec<f64> = (0..GRID).map(|i| straight(a, b, (i as f64 + 0.5) / GRID as f64)).collect();
            let shift = sign * told.of(centre) - Estimate::mean(&line).value;
            let gain = gain_of_knowing(&line.iter().map(|x| x + shift).collect::<Vec<_>>());
            // Where the mean bends, a straight line may claim more than there is; one is never worth more than all.
            (effect.unknown, gain.min(all))
        });
        let one = one.collect();
        Some(Choice { better, all, one })
    }
}

/// From the mean of few trials to what all trials of the result would give.
struct Told {
    /// The mean of the few trials with the inputs as stated.
    here: f64,
    /// That of all trials.
    all: f64,
    factor: f64,
    /// Told in proportion; else as far as it moves.
    proportional: bool,
}

impl Told {
    /// By how much the few trials are luckier than all; of a difference of two plans their luck is the same.
    fn luck(&self) -> f64 {
        libm::fabs(self.all - self.here)
    }

    fn of(&self, mean: f64) -> f64 {
        self.all + self.factor * (mean - self.here)
    }
}

/// Points at which a straight line is looked at.
const GRID: usize = 1_000;

/// What a position changes, straight from the first end's change to nothing in the middle to the second end's.
fn straight(a: f64, b: f64, position: f64) -> f64 {
    if position < 0.5 { a * (1.0 - 2.0 * position) } else { b * (2.0 * position - 1.0) }
}

/// The variance of [`straight`] over an even position.
fn straight_variance(a: f64, b: f64) -> f64 {
    let mean = (a + b) / 4.0;
    (a * a + b * b) / 6.0 - mean * mean
}

/// The mean of the better of something and nothing, less the better of their means: never below nothing.
fn gain_of_knowing(gains: &[f64]) -> f64 {
    let after = Estimate::mean(&gains.iter().map(|gain| gain.max(0.0)).collect::<Vec<_>>()).value;
    (after - Estimate::mean(gains).value.max(0.0)).max(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two unknowns: the first moves the mean of the first metric from 10 − 4 to 10 + 8, the second not at all; each block
    /// has noise of its own.
    fn made(noise: f64) -> Ignorance {
        let luck = Luck::new(7);
        let at = |name: &str, n: u64| luck.at(Stream::named(name, 0), n);
        let point = |position: f64, draw: u64| {
            let block = |b: usize| {
                let mut means = [0.0; METRICS.len()];
                let own = at("noise", draw * BLOCKS as u64 + b as u64) - 0.5;
                means[0] = 10.0 + straight(-4.0, 8.0, position) + noise * own;
                Part { sums: means, trials: 1.0 }
            };
            Point { blocks: (0..BLOCKS).map(block).collect(), ends: [(-1_000, 1_000); METRICS.len()] }
        };
        let draws = (0..400).map(|draw| {
            let positions = vec![at("a", draw), at("b", draw)];
            Draw { point: point(positions[0], draw + 1), positions }
        });
        let nothing = point(0.5, 0);
        Ignorance {
            names: vec!["a".into(), "b".into()],
            size: Size { draws: 400, trials: 100 },
            draws: draws.collect(),
            ends: vec![(1, [nothing.clone(), nothing.clone()]), (0, [point(0.0, 0), point(1.0, 0)])],
            means: nothing.blocks.iter().fold([0.0; METRICS.len()], |sum, part| {
                std::array::from_fn(|at| sum[at] + part.mean(at) / BLOCKS as f64)
            }),
            paired: false,
            stated: [nothing.clone(), nothing],
        }
    }

    #[test]
    fn the_spread_is_that_of_the_unknowns_however_noisy_the_blocks() {
        // (16 + 64)/6 − (4/4)² = 12.33.
        let true_deviation = libm::sqrt(80.0 / 6.0 - 1.0);
        for noise in [0.0, 1.0, 30.0] {
            let spread = made(noise).spread("sessions_lost").unwrap();
            // The variance of 400 draws is known to √(2/399), 7 %, and the noise adds to it: 30²/12/10 = 7.5 on 12.3.
            let error = 3.0 * 0.5 * libm::sqrt(2.0 / 399.0) * (1.0 + noise * noise / 120.0 / 12.3);
            assert!((spread.deviation / true_deviation - 1.0).abs() < error, "{noise}: {spread:?}");
            assert!(spread.detected && spread.low < 8.0 && spread.high > 15.0, "{spread:?}");
            // Its own error: a tenth of what it is at the most, and about what was worked out by hand.
            assert!((0.5..2.0).contains(&(3.0 * spread.error / spread.deviation / error)), "{noise}: {spread:?}");
        }
    }

    /// The trials of the draws lost half of what all lose: told as they are, the span did not hold the mean itself.
    #[test]
    fn lucky_trials_are_told_in_proportion() {
        let mut lucky = made(0.0);
        let plain = lucky.spread("sessions_lost").unwrap();
        lucky.means[0] *= 2.0;
        let told = lucky.spread("sessions_lost").unwrap();
        assert!((told.low - 2.0 * plain.low).abs() < 1e-9 && (told.high - 2.0 * plain.high).abs() < 1e-9);
        assert!(told.low < lucky.means[0] && lucky.means[0] < told.high);
        let effect = &lucky.effects("sessions_lost")[0];
        assert_eq!(effect.means.map(libm::round), [12.0, 20.0, 36.0]);
        // A difference of two plans moves as far as it did, from where it really is.
        lucky.paired = true;
        let moved = lucky.spread("sessions_lost").unwrap();
        assert!((moved.high - moved.low - (plain.high - plain.low)).abs() < 1e-9);
    }

    /// A compromise of an account was told to earn 92, where no trial had ever earned anything.
    #[test]
    fn no_end_lies_beyond_what_any_trial_came_to() {
        let mut made = made(1.0);
        made.draws.iter_mut().for_each(|draw| draw.point.ends[0] = (7, 15));
        made.stated.iter_mut().for_each(|point| point.ends[0] = (9, 11));
        let spread = made.spread("sessions_lost").unwrap();
        assert_eq!((spread.low, spread.high), (7.0, 15.0));
        made.ends.iter_mut().for_each(|(_, ends)| ends.iter_mut().for_each(|point| point.ends[0] = (7, 15)));
        assert_eq!(made.effects("sessions_lost")[0].means.map(libm::round), [7.0, 10.0, 15.0]);
        // Trials that are luckier than all by more than the spread, and not in proportion, say nothing of it.
        made.means[0] = -40.0;
        assert!(!made.spread("sessions_lost").unwrap().detected);
    }

    #[test]
    fn noise_alone_is_no_spread() {
        let mut made = made(5.0);
        let others = made.draws.iter().map(|draw| draw.positions[0]).collect::<Vec<_>>();
        for (draw, position) in made.draws.iter_mut().zip(others) {
            draw.point.blocks.iter_mut().for_each(|part| part.sums[0] -= straight(-4.0, 8.0, position));
        }
        assert!(!made.spread("sessions_lost").unwrap().detected);
    }

    #[test]
    fn the_unknown_that_moves_comes_first_with_what_its_ends_change() {
        let made = made(2.0);
        let effects = made.effects("sessions_lost");
        assert_eq!((effects[0].unknown, effects[1].unknown), (0, 1));
        assert!((effects[0].changes[0].value + 4.0).abs() < 1e-9 && (effects[0].changes[1].value - 8.0).abs() < 1e-9);
        assert!((effects[0].variance - (80.0 / 6.0 - 1.0)).abs() < 1e-9 && effects[1].variance == 0.0);
        assert_eq!(most_moving(&made.draws, 2, &["sessions_lost"], 1), [0]);
    }

    #[test]
    fn knowing_is_worth_what_a_better_choice_gains() {
        // 10 or more is always above nothing: one plan is better whatever is found out.
        let sure = made(0.0).choice("sessions_lost", true).unwrap();
        assert_eq!((sure.better, sure.all), (1.0, 0.0));
        assert!(sure.one.iter().all(|(_, gain)| *gain == 0.0));
        // A gain of −1 or +1, as likely: choosing after knowing gains 1/2, before nothing.
        assert_eq!(gain_of_knowing(&[-1.0, 1.0]), 0.5);
        assert_eq!(gain_of_knowing(&[-1.0, -2.0]), 0.0);
        // Known to lie evenly between −1 and 1: a quarter.
        let line: Vec<f64> = (0..GRID).map(|i| straight(-1.0, 1.0, (i as f64 + 0.5) / GRID as f64)).collect();
        assert!((gain_of_knowing(&line) - 0.25).abs() < 1e-3);
    }

    #[test]
    fn few_trials_are_not_asked_what_they_cannot_tell() {
        assert_eq!(Size::for_trials(4_999, None), None);
        assert_eq!(Size::for_trials(90_000, None), Some(Size { draws: 100, trials: 900 }));
        assert_eq!(Size::for_trials(1_000, Some(40)), Some(Size { draws: 40, trials: 100 }));
        assert_eq!(Size::for_trials(1_000_000, Some(0)), None);
    }
}
