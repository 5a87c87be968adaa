//! The two axes of an exceedance chart: how far they reach and what their ticks say.
//!
//! Knows chances and amounts; draws nothing.

use super::{Curve, ExceedanceData, Limit, Quantity};
use crate::chart::axis;
use crate::chart::frame::Tick;
use crate::chart::measure::share_ticks;
use crate::chart::units;

impl Quantity {
    pub(super) fn at(&self, value: i64) -> f64 {
        match self {
            Self::Count { .. } => value as f64,
            Self::Money { currency, .. } => currency.major(value),
        }
    }

    pub(super) fn caption(&self) -> &str {
        match self {
            Self::Count { caption } | Self::Money { caption, .. } => caption,
        }
    }

    pub(super) fn ticks(&self, (lo, hi): (f64, f64)) -> Vec<Tick> {
        let whole = matches!(self, Self::Count { .. });
        let ticks = axis::ticks(lo, hi, if whole && hi - lo <= 16.0 { 16.0 } else { 7.0 }, whole);
        let decimals = axis::decimals(ticks.step);
        let write = |value: f64| match self {
            Self::Count { .. } => units::number(value, 0),
            Self::Money { currency, .. } => currency.write(value, decimals),
        };
        ticks.at.into_iter().filter(|t| (lo..=hi).contains(t)).map(|t| (t, write(t))).collect()
    }
}

/// The chance a curve starts with.
pub(super) fn highest(curve: &Curve) -> f64 {
    curve.points.first().map_or(0.0, |point| point.1)
}

/// Ticks of the chances, from the lowest to the highest end of their axis.
pub(super) fn chance_ticks(data: &ExceedanceData) -> Vec<Tick> {
    let high = data.curves.iter().map(highest).fold(0.0, f64::max);
    if data.log_chance {
        return ratio_ticks(data, high);
    }
    share_ticks((0.0, if high > 0.0 { high } else { 1.0 }), 5.0)
}

/// Powers of ten from the power at or above the highest chance down to the lowest drawn.
fn ratio_ticks(data: &ExceedanceData, high: f64) -> Vec<Tick> {
    let chances = data.curves.iter().flat_map(|curve| &curve.points).map(|point| point.1);
    let low = chances.filter(|&c| c > 0.0).fold(high, f64::min).max(1e-6);
    let mut tick = 1.0;
    let mut out = Vec::new();
    for decimals in [0, 0, 0, 1, 2, 3, 4] {
        out.push((tick, units::percent(tick, decimals)));
        if tick <= low && out.len() > 1 {
            break;
        }
        tick /= 10.0;
    }
    while out.len() > 2 && out.get(1).is_some_and(|second| high <= second.0) {
        out.remove(0);
    }
    out.reverse();
    out
}

/// How many times as far as the curves and marks reach the axis may go for the limit alone.
const NEAR: f64 = 4.0;

/// The limit, unless it lies so far out that the curves would shrink to nothing before it.
pub(super) fn near(data: &ExceedanceData) -> Option<&Limit> {
    let reach = reach(data);
    data.limit.as_ref().filter(|limit| reach <= 0.0 || data.quantity.at(limit.value) <= NEAR * reach)
}

/// Where the curves and marks end.
fn reach(data: &ExceedanceData) -> f64 {
    let at = |x| data.quantity.at(x);
    let ends = |curve: &Curve| curve.points.iter().find(|p| p.1 <= 0.0).or(curve.points.last()).map(|p| at(p.0));
    let marks = data.marks.iter().map(|mark| at(mark.value));
    data.curves.iter().filter_map(ends).chain(marks).fold(0.0, f64::max)
}

/// From nothing (or the first gain) to just past the last loss, with marks and a near limit.
pub(super) fn amounts(data: &ExceedanceData) -> (f64, f64) {
    let at = |x| data.quantity.at(x);
    let first = data.curves.iter().filter_map(|curve| curve.points.first()).map(|p| at(p.0));
    let lo = first.fold(0.0, f64::min);
    let mut hi = reach(data);
    if let Some(limit) = near(data) {
        hi = hi.max(at(limit.value) + (at(limit.value) - lo) * 0.02);
    }
    let counted = matches!(data.quantity, Quantity::Count { .. });
    (lo, if counted { (hi + 0.5).ceil().max(lo + 1.0) } else { hi + (hi - lo) * 0.03 })
}
