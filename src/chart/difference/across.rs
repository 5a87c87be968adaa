//! From differences to pixels and back.
//!
//! Knows how far the bars of both sides reach; draws nothing.

use super::bins::Bins;
use crate::chart::frame::Plot;

/// Width of the place of zero.
pub(super) const SLOT: f64 = 30.0;
/// The widest bar.
const WIDEST: f64 = 46.0;

/// From differences to pixels: zero has a place of its own, equal differences are equally long on both sides of it.
pub(super) struct Across {
    /// The middle of the place of zero.
    pub zero: f64,
    half: f64,
    per_one: f64,
}

impl Across {
    /// `left` and `right` are what the words over the sides need.
    pub fn new(plot: &Plot, bins: &Bins, (left, right): (f64, f64)) -> Self {
        let room = plot.right - plot.left - SLOT;
        let (below, above) = (bins.below.reach, bins.above.reach);
        let below_room = (room * below / (below + above)).clamp(left, (room - right).max(left));
        let per_one = (below_room / below).min((room - below_room) / above).min(WIDEST / bins.step);
        Self { zero: plot.left + below_room + SLOT / 2.0, half: SLOT / 2.0, per_one }
    }

    /// Whole differences fill the place of their own width; zero fills its own.
    pub fn at(&self, difference: f64) -> f64 {
        if difference.abs() <= 0.5 {
            return self.zero + difference * 2.0 * self.half;
        }
        let beyond = (difference.abs() - 0.5) * self.per_one + self.half;
        self.zero + beyond.copysign(difference)
    }

    /// The difference that stands at a pixel, outside the place of zero.
    pub fn back(&self, x: f64) -> f64 {
        let beyond = ((x - self.zero).abs() - self.half).max(0.0) / self.per_one;
        beyond.copysign(x - self.zero)
    }
}
