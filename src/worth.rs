//! What each of several measures is worth, alone and in company: knows coalitions and how their values are shared out;
//! does not know what a measure is, nor how a plan is made of some of them.
//!
//! A *player* is anything that a plan may have or lack: a strategy, an insurance, the fund, a change from one revision to
//! the next. The value of a set of players is what the plan with just these does in a trial; all sets meet the same luck.
//!
//! * *alone*: the plan with this player against the plan with none;
//! * *last*: the plan with all against the plan without this one;
//! * *share*: L. S. Shapley's value (1953), the mean of what a player adds over all orders in which the players may join. The
//!   shares add up to what all of them are worth together, a player that changes nothing has a share of exactly zero, and
//!   players that do the same have the same. Up to [`EXACT`] players every set is tried. Beyond, each block of trials gets an
//!   order of its own by luck, and its reverse; the error of the shares is that of the blocks' means.
//! * *together*: for two players, what they add as a pair beyond what each adds to all others: v(N) − v(N−i) − v(N−j) +
//!   v(N−i−j). Those that need each other have more, those that do the same twice have less than nothing.
//!
//! What a player saves may have no price here: hours of work, of doubt, of a function that is down. It is counted beside the
//! measures, never as nothing, and a verdict is given only where the trials carry one ([`Worth::advice`]).

use std::cmp::Ordering;
use std::ops::Range;

use rayon::prelude::*;

use crate::assess::{Stopped, Watch, Worker};
use crate::metric::{METRICS, Score, place};
use crate::model::Case;
use crate::sampling::{Luck, Sources, Stream};
use crate::statistics::Estimate;
use crate::units::HOUR;

/// What is measured of each set, by the keys of [`METRICS`].
pub const MEASURES: [&str; 3] = ["sessions_lost", "money", "ruin"];
/// Something that has no price.
pub struct Unpriced {
    /// What it is called.
    pub what: &'static str,
    /// How many of its whole numbers make one of it.
    pub unit: f64,
    /// How it is read from a trial.
    of: fn(&Score) -> i64,
}

/// What has no price and is in none of [`MEASURES`].
pub const UNPRICED: [Unpriced; 4] = [
    Unpriced { what: "hours of work lost", unit: HOUR as f64, of: |score| score.work_lost },
    Unpriced { what: "hours until clients know", unit: HOUR as f64, of: |score| score.to_tell },
    Unpriced { what: "hours for which functions are down", unit: HOUR as f64, of: |score| score.down.iter().sum() },
    Unpriced { what: "breaches reported late", unit: 1.0, of: |score| i64::from(score.report_late) },
];
/// All that is counted in a trial.
const COUNTED: usize = MEASURES.len() + UNPRICED.len();
/// Up to so many players, every set is tried.
pub const EXACT: usize = 10;
/// Trials that share one order of joining.
const BLOCK: u64 = 64;

/// A plan with some of the players, bound.
pub struct Bound {
    /// The case.
    pub case: Case,
    /// Its sources of luck.
    pub sources: Sources,
}

/// The players and what a set of them makes of the plan.
pub trait Game: Sync {
    /// Why a set cannot be bound.
    type Fault: Send;

    /// How many there are.
    fn players(&self) -> usize;

    /// The plan with those that are `true`.
    ///
    /// # Errors
    /// Where that is no plan.
    fn with(&self, members: &[bool]) -> Result<Bound, Self::Fault>;
}

/// Why values could not be had.
#[derive(Debug)]
pub enum Halt<F> {
    /// A set of players is no plan.
    Fault(F),
    /// It was asked to stop.
    Stopped,
}

impl<F> From<Stopped> for Halt<F> {
    fn from(_: Stopped) -> Self {
        Self::Stopped
    }
}

/// The means of the measures, and of what has no price, over each block of trials.
type Blocks = Vec<[f64; COUNTED]>;

/// What one player is worth, by measure: what it changes, in the measure's own direction.
#[derive(Clone, Debug, PartialEq)]
pub struct Worth {
    /// With it alone, against none.
    pub alone: [Estimate; 3],
    /// With it last, against all others.
    pub last: [Estimate; 3],
    /// Its share of what all are worth, where that was asked for.
    pub share: Option<[Estimate; 3]>,
    /// With it last, what it changes of [`UNPRICED`].
    pub unpriced: [Estimate; UNPRICED.len()],
}

/// What the owner should do with a player.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Advice {
    /// It brings more than it costs, in sessions, money or survival.
    Keep,
    /// It does something, at a price.
    Priced,
    /// It costs more than it brings here.
    Question,
    /// What it does has no price here.
    NotPriced,
    /// The trials do not tell.
    Unclear,
}

impl Worth {
    /// What the trials say of it, where they say anything; an insurance costs more than it pays on average, and is there for the
    /// worst years.
    #[must_use]
    pub fn advice(&self, insurance: bool) -> Advice {
        let [lost, money, ruin] = self.last;
        // Sessions lost and ruin that it lowers are its help.
        let helps = lost.side().is_lt() || ruin.side().is_lt();
        let may_help = lost.value < 0.0 || ruin.value < 0.0;
        let unpriced = self.unpriced.iter().any(|one| one.value < 0.0);
        match (helps, money.side()) {
            (_, Ordering::Greater) | (true, Ordering::Equal) => Advice::Keep,
            (true, Ordering::Less) => Advice::Priced,
            (false, Ordering::Less) if insurance => Advice::Priced,
            (false, _) if unpriced && !may_help => Advice::NotPriced,
            (false, Ordering::Less) if !may_help => Advice::Question,
            (false, _) => Advice::Unclear,
        }
    }

    /// How many times as many trials would tell more of it; none where it made no difference in any of these.
    #[must_use]
    pub fn times_to_tell(&self) -> Option<f64> {
        self.last.iter().filter(|one| one.side().is_eq()).filter_map(|one| one.times_to_tell()).reduce(f64::min)
    }

    /// Whether nothing differed with it, but for what it costs in every trial.
    #[must_use]
    pub fn did_nothing(&self) -> bool {
        self.last.iter().chain(&self.unpriced).all(|one| one.apart == 0)
    }
}

/// What two players are worth together beyond each by itself.
#[derive(Clone, Debug, PartialEq)]
pub struct Together {
    /// The two, by number.
    pub players: (usize, usize),
    /// How much.
    pub beyond: [Estimate; 3],
}

/// What all are worth.
#[derive(Clone, Debug, PartialEq)]
pub struct Worths {
    /// The plan with none.
    pub none: [Estimate; 3],
    /// The plan with all.
    pub all: [Estimate; 3],
    /// All against none.
    pub total: [Estimate; 3],
    /// What they are worth together beyond the sum of each alone.
    pub beyond: [Estimate; 3],
    /// Each player.
    pub players: Vec<Worth>,
    /// Whether every set was tried.
    pub exact: bool,
}

/// Replays some trials of a plan, and gives the means of each block.
fn blocks(bound: &Bound, luck: &Luck, trials: Range<u64>, watch: &dyn Watch) -> Result<Blocks, Stopped> {
    let places = MEASURES.map(place);
    let mut worker = Worker::new(&bound.case, watch);
    let starts = (trials.start..trials.end).step_by(BLOCK as usize);
    let block = |first: u64| {
        let block = first..(first + BLOCK).min(trials.end);
        let mut sums = [0_i64; COUNTED];
        worker.run(luck, &bound.sources, block.clone(), |score| {
            let measured = places.iter().map(|at| at.map_or(0, |at| (METRICS[at].of)(score)));
            let counted = measured.chain(UNPRICED.iter().map(|one| (one.of)(score)));
            sums.iter_mut().zip(counted).for_each(|(sum, value)| *sum += value);
        })?;
        Ok(sums.map(|sum| sum as f64 / (block.end - block.start) as f64))
    };
    starts.map(block).collect()
}

fn minus(a: &Blocks, b: &Blocks) -> Blocks {
    a.iter().zip(b).map(|(a, b)| std::array::from_fn(|at| a[at] - b[at])).collect()
}

/// The means of what is counted from some place on.
fn means<const N: usize>(blocks: &Blocks, from: usize) -> [Estimate; N] {
    std::array::from_fn(|at| Estimate::mean(&blocks.iter().map(|block| block[from + at]).collect::<Vec<_>>()))
}

fn estimates(blocks: &Blocks) -> [Estimate; 3] {
    means(blocks, 0)
}

/// The values of some sets over the same trials, set by set in all threads.
///
/// # Errors
/// A set that cannot be bound, or it was asked to stop.
fn values<G: Game>(
    game: &G,
    sets: &[Vec<bool>],
    luck: &Luck,
    trials: u64,
    watch: &impl Watch,
    most: u64,
) -> Result<Vec<Blocks>, Halt<G::Fault>> {
    let value = |set: &Vec<bool>| {
        let found = blocks(&with(game, set, watch)?, luck, 0..trials, watch)?;
        watch.done(trials, most);
        Ok(found)
    };
    sets.par_iter().map(value).collect()
}

/// The plan with some of the players, unless it was asked to stop.
fn with<G: Game>(game: &G, members: &[bool], watch: &dyn Watch) -> Result<Bound, Halt<G::Fault>> {
    if watch.goes_on() { game.with(members).map_err(Halt::Fault) } else { Err(Halt::Stopped) }
}

/// What each player is worth over so many trials; its share only where that is asked for.
///
/// # Errors
/// Where a set of players is no plan, or it was asked to stop.
pub fn worth<G: Game>(
    game: &G,
    luck: &Luck,
    trials: u64,
    shares: bool,
    watch: &impl Watch,
) -> Result<Worths, Halt<G::Fault>> {
    let n = game.players();
    let exact = shares && n <= EXACT;
    let most = trials * if exact { 1 << n } else { 2 * n as u64 * (1 + u64::from(shares)) + 2 };
    let sets: Vec<Vec<bool>> = if exact {
        (0..1 << n).map(|set| members(set, n)).collect()
    } else {
        let single = |own: bool| (0..n).map(move |i| (0..n).map(|j| (j == i) == own).collect());
        [vec![false; n], vec![true; n]].into_iter().chain(single(true)).chain(single(false)).collect()
    };
    let found = values(game, &sets, luck, trials, watch, most)?;
    let (none, all, alone, others): (_, _, Vec<_>, Vec<_>) = if exact {
        let (of, all) = (|set: usize| &found[set], (1 << n) - 1);
        (of(0), of(all), (0..n).map(|i| of(1 << i)).collect(), (0..n).map(|i| of(all & !(1 << i))).collect())
    } else {
        let (alone, others) = found[2..].split_at(n);
        (&found[0], &found[1], alone.iter().collect(), others.iter().collect())
    };
    let shared = match (shares, exact) {
        (false, _) => None,
        (true, true) => Some(exact_shares(&found, n)),
        (true, false) => Some(sampled_shares(game, luck, trials, watch, most)?),
    };
    let player = |i: usize| Worth {
        alone: estimates(&minus(alone[i], none)),
        last: estimates(&minus(all, others[i])),
        unpriced: means(&minus(all, others[i]), MEASURES.len()),
        share: shared.as_ref().map(|shares| estimates(&shares[i])),
    };
    let total = minus(all, none);
    let beyond = alone.iter().fold(total.clone(), |rest, with| minus(&rest, &minus(with, none)));
    Ok(Worths {
        none: estimates(none),
        all: estimates(all),
        total: estimates(&total),
        beyond: estimates(&beyond),
        players: (0..n).map(player).collect(),
        exact,
    })
}

/// How often a plan is made, and how many trials are replayed, to tell what so many players are worth.
#[must_use]
pub fn work(players: usize, trials: u64, shares: bool) -> (u64, u64) {
    if shares && players <= EXACT {
        return (1 << players, trials << players);
    }
    let alone = 2 * players as u64 + 2;
    let joining = if shares { 2 * (players as u64 + 1) } else { 0 };
    (alone + joining * trials.div_ceil(BLOCK), trials.saturating_mul(alone + joining))
}

/// The members of a set by its number: player `i` is bit `i`.
fn members(set: usize, n: usize) -> Vec<bool> {
    (0..n).map(|i| set >> i & 1 == 1).collect()
}

/// Shapley's sum over all sets without the player: |S|! (n - |S| - 1)! / n! times what it adds to S.
fn exact_shares(every: &[Blocks], n: usize) -> Vec<Blocks> {
    let factorial = |k: usize| (1..=k).map(|x| x as f64).product::<f64>();
    let count = every.first().map_or(0, Vec::len);
    let share = |i: usize| {
        let mut sum = vec![[0.0; COUNTED]; count];
        for set in (0..every.len()).filter(|set| set >> i & 1 == 0) {
            let size = set.count_ones() as usize;
            let weight = factorial(size) * factorial(n - size - 1) / factorial(n);
            let added = minus(&every[set | 1 << i], &every[set]);
            for (sum, added) in sum.iter_mut().zip(&added) {
                sum.iter_mut().zip(added).for_each(|(sum, added)| *sum += weight * added);
            }
        }
        sum
    };
    (0..n).map(share).collect()
}

/// What each player adds when all join one after the other, in an order of each block's own and in its reverse.
fn sampled_shares<G: Game>(
    game: &G,
    luck: &Luck,
    trials: u64,
    watch: &impl Watch,
    most: u64,
) -> Result<Vec<Blocks>, Halt<G::Fault>> {
    let n = game.players();
    let count = trials.div_ceil(BLOCK);
    let one = |block: u64| -> Result<Blocks, Halt<G::Fault>> {
        let range = block * BLOCK..((block + 1) * BLOCK).min(trials);
        let order = order(luck, n, block);
        let forward = joining(game, luck, range.clone(), order.iter().copied(), watch)?;
        let backward = joining(game, luck, range.clone(), order.iter().rev().copied(), watch)?;
        watch.done(2 * n as u64 * (range.end - range.start), most);
        let half = |(a, b): (&[f64; COUNTED], &[f64; COUNTED])| std::array::from_fn(|at| (a[at] + b[at]) / 2.0);
        Ok(forward.iter().zip(&backward).map(half).collect())
    };
    let by_block: Vec<Blocks> = (0..count).into_par_iter().map(one).collect::<Result<_, _>>()?;
    Ok((0..n).map(|i| by_block.iter().map(|block| block[i]).collect()).collect())
}

/// An order of the players by luck.
fn order(luck: &Luck, n: usize, block: u64) -> Vec<usize> {
    let drawn = |i: usize| luck.at(Stream::named("worth/order", i as u16), block);
    let mut order: Vec<(f64, usize)> = (0..n).map(|i| (drawn(i), i)).collect();
    order.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    order.into_iter().map(|(_, i)| i).collect()
}

/// What each player adds in one order, by player.
fn joining<G: Game>(
    game: &G,
    luck: &Luck,
    trials: Range<u64>,
    order: impl Iterator<Item = usize>,
    watch: &dyn Watch,
) -> Result<Blocks, Halt<G::Fault>> {
    let n = game.players();
    let value = |members: &[bool]| -> Result<[f64; COUNTED], Halt<G::Fault>> {
        let blocks = blocks(&with(game, members, watch)?, luck, trials.clone(), watch)?;
        Ok(blocks.first().copied().unwrap_or_default())
    };
    let mut members = vec![false; n];
    let mut before = value(&members)?;
    let mut added = vec![[0.0; COUNTED]; n];
    for player in order {
        members[player] = true;
        let now = value(&members)?;
        added[player] = std::array::from_fn(|at| now[at] - before[at]);
        before = now;
    }
    Ok(added)
}

/// What pairs of some players are worth together, where all others are there.
///
/// # Errors
/// Where a set of players is no plan.
pub fn together<G: Game>(
    game: &G,
    players: &[usize],
    luck: &Luck,
    trials: u64,
    watch: &impl Watch,
) -> Result<Vec<Together>, Halt<G::Fault>> {
    let n = game.players();
    let without = |gone: &[usize]| (0..n).map(|i| !gone.contains(&i)).collect::<Vec<_>>();
    let pairs = players.iter().enumerate().flat_map(|(at, i)| players[at + 1..].iter().map(|j| (*i, *j)));
    let pairs: Vec<(usize, usize)> = pairs.collect();
    let mut sets = vec![without(&[])];
    sets.extend(players.iter().map(|i| without(&[*i])));
    sets.extend(pairs.iter().map(|(i, j)| without(&[*i, *j])));
    let found = values(game, &sets, luck, trials, watch, trials * sets.len() as u64)?;
    let single = |i: usize| players.iter().position(|p| *p == i).map_or(&found[0], |at| &found[1 + at]);
    let beyond = |(at, (i, j)): (usize, &(usize, usize))| Together {
        players: (*i, *j),
        beyond: estimates(&minus(&minus(&found[0], single(*i)), &minus(single(*j), &found[1 + players.len() + at]))),
    };
    Ok(pairs.iter().enumerate().map(beyond).collect())
}

/// What some sets change against the first of them.
///
/// # Errors
/// Where a set of players is no plan.
pub fn against_first<G: Game>(
    game: &G,
    sets: &[Vec<bool>],
    luck: &Luck,
    trials: u64,
    watch: &impl Watch,
) -> Result<Vec<[Estimate; 3]>, Halt<G::Fault>> {
    let found = values(game, sets, luck, trials, watch, trials * sets.len() as u64)?;
    Ok(found.iter().map(|blocks| estimates(&minus(blocks, &found[0]))).collect())
}
