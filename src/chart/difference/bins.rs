//! Trials by their difference: bars left and right of zero, and what lies too far out for a bar.
//!
//! Knows whole differences and how often each was seen; knows nothing of pixels.

use crate::chart::{Unit, axis};

/// Bars on both sides together, about.
const BARS: f64 = 40.0;
/// The share of the trials that differ which may lie beyond the last bar of a side.
const LEFT_OUT: f64 = 0.005;

/// One bar: the differences from `first` to `last`, both in it.
pub(super) struct Bin {
    pub first: f64,
    pub last: f64,
    pub share: f64,
}

/// What lies beyond the last bar of a side.
#[derive(Clone, Copy)]
pub(super) struct Tail {
    pub edge: f64,
    pub farthest: f64,
    pub share: f64,
}

/// The bars of one side, in distances from zero.
pub(super) struct Side {
    pub bins: Vec<Bin>,
    pub tail: Option<Tail>,
    /// Of all trials, those on this side.
    pub share: f64,
    /// How far the bars reach, at least one step.
    pub reach: f64,
}

/// Everything to be drawn, as shares of all trials.
pub(super) struct Bins {
    pub below: Side,
    pub above: Side,
    pub zero: f64,
    /// Width of a bar, in whole differences.
    pub step: f64,
}

impl Bins {
    pub fn new(trials: &[(i64, u64)], unit: &Unit) -> Self {
        let all = trials.iter().map(|&(_, count)| count as f64).sum::<f64>().max(1.0);
        let shares = || trials.iter().map(|&(at, count)| (at as f64, count as f64 / all));
        let below: Vec<(f64, f64)> = shares().rev().filter(|t| t.0 < 0.0).map(|(at, share)| (-at, share)).collect();
        let above: Vec<(f64, f64)> = shares().filter(|t| t.0 > 0.0).collect();
        let apart = LEFT_OUT * below.iter().chain(&above).map(|t| t.1).sum::<f64>();
        let (far_below, far_above) = both(&below, &above, apart);
        let wanted = unit.at((far_below + far_above) / BARS);
        let step = (axis::nice_step(wanted) * unit.one()).round().max(1.0);
        Self {
            below: Side::new(&below, far_below, step),
            above: Side::new(&above, far_above, step),
            zero: shares().filter(|t| t.0 == 0.0).map(|t| t.1).sum(),
            step,
        }
    }

    /// The highest of all bars but that of zero.
    pub fn highest(&self) -> f64 {
        self.below.bins.iter().chain(&self.above.bins).map(|bin| bin.share).fold(0.0, f64::max)
    }
}

/// How far the bars of both sides reach. The words over the shorter side need about a fifth of the width: so far it
/// reaches for nothing.
fn both(below: &[(f64, f64)], above: &[(f64, f64)], apart: f64) -> (f64, f64) {
    let farthest = |side: &[(f64, f64)]| side.last().map_or(0.0, |t| t.0);
    let (low, high) = (reach(below, apart), reach(above, apart));
    (low.max(farthest(below).min(high / 4.0)), high.max(farthest(above).min(low / 4.0)))
}

/// How far the bars must reach to leave out no more than so much, or all if that is little farther.
fn reach(side: &[(f64, f64)], apart: f64) -> f64 {
    let Some(farthest) = side.last().map(|t| t.0) else { return 0.0 };
    let mut beyond = 0.0;
    for &(at, share) in side.iter().rev() {
        beyond += share;
        if beyond > apart {
            return if farthest <= at * 1.5 { farthest } else { at };
        }
    }
    farthest
}

impl Side {
    fn new(side: &[(f64, f64)], reach: f64, step: f64) -> Self {
        let reach = (reach / step).ceil().max(1.0) * step;
        let mut bins: Vec<Bin> = Vec::new();
        for &(at, share) in side.iter().filter(|t| t.0 <= reach) {
            let last = (at / step).ceil() * step;
            match bins.last_mut().filter(|bin| bin.last >= last) {
                Some(bin) => bin.share += share,
                None => bins.push(Bin { first: last - step + 1.0, last, share }),
            }
        }
        let beyond = side.iter().filter(|t| t.0 > reach).map(|t| t.1).sum();
        let farthest = side.last().map_or(0.0, |t| t.0);
        let tail = (beyond > 0.0).then_some(Tail { edge: reach, farthest, share: beyond });
        Self { bins, tail, share: side.iter().map(|t| t.1).sum(), reach }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_hold_every_trial_that_is_not_said_to_lie_beyond() {
        let trials: Vec<(i64, u64)> = (-900..=100).map(|at: i64| (at, 1_000 / (1 + at.unsigned_abs()))).collect();
        let bins = Bins::new(&trials, &Unit::Count);
        let sum = |side: &Side| side.bins.iter().map(|bin| bin.share).sum::<f64>();
        let beyond = |side: &Side| side.tail.map_or(0.0, |tail| tail.share);
        for side in [&bins.below, &bins.above] {
            assert!((sum(side) + beyond(side) - side.share).abs() < 1e-12);
            assert!(side.bins.iter().all(|bin| bin.last <= side.reach && bin.first >= 1.0));
        }
        assert!((bins.below.share + bins.above.share + bins.zero - 1.0).abs() < 1e-12);
        assert!(bins.below.bins.len() + bins.above.bins.len() <= 42);
    }

    #[test]
    fn few_differences_have_a_bar_each() {
        let bins = Bins::new(&[(-3, 1), (-1, 5), (0, 90), (2, 4)], &Unit::Count);
        assert_eq!((bins.step, bins.below.bins.len(), bins.above.bins.len()), (1.0, 2, 1));
        assert_eq!((bins.zero, bins.highest()), (0.9, 0.05));
        assert!(bins.below.tail.is_none());
    }

    #[test]
    fn what_lies_far_out_is_told_apart() {
        let mut trials: Vec<(i64, u64)> = (-10..0).map(|at| (at, 1_000)).collect();
        trials.insert(0, (-90_000, 3));
        let tail = Bins::new(&trials, &Unit::Count).below.tail.unwrap();
        assert_eq!((tail.edge, tail.farthest), (10.0, 90_000.0));
    }
}
