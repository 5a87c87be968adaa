//! Which bin holds a whole value, and which values a bin holds.
//! Knows the layout of the bins, and which values of a bin came up; knows nothing of how often.
//!
//! Values nearer to 0 than 2,048 have a bin each. Beyond, each power of two is cut into 1,024 equal bins, so no
//! bin is wider than 1/1,024 of its values (0.098 %). Negative values mirror positive ones. Bin 0 holds 0, and the
//! order of the bins is the order of the values. (The layout is that of `HdrHistogram`, by G. Tene.)

/// Bins per power of two, as a power of two.
const SPLIT: u32 = 10;

/// The bin of `value`, for |value| <= 2^62.
#[inline]
pub(super) const fn bin_of(value: i64) -> isize {
    let size = value.unsigned_abs();
    let shift = shift_of(size);
    let bin = (((shift as u64) << SPLIT) + (size >> shift)) as isize;
    if value < 0 { -bin } else { bin }
}

/// What came up in a bin: how often, and how far from its edge nearer to 0 the nearest and the furthest value lie.
///
/// Where only one value came up, it is known exactly, however wide the bin: amounts are often few and far apart. Edges are kept
/// in steps of 1 up to 2^43, and in steps of 16 at the most beyond.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Slot {
    pub(super) count: u64,
    near: u32,
    far: u32,
}

impl Slot {
    /// Nothing came up.
    pub(super) const EMPTY: Self = Self { count: 0, near: u32::MAX, far: 0 };

    /// Counts `n` times a value of the bin.
    #[inline]
    pub(super) fn add(&mut self, value: i64, n: u64) {
        let size = value.unsigned_abs();
        let shift = shift_of(size);
        let away = ((size & ((1 << shift) - 1)) >> coarse(shift)) as u32;
        self.count += n;
        self.near = self.near.min(away);
        self.far = self.far.max(away);
    }

    /// Counts all that came up in another slot of the same bin.
    pub(super) fn merge(&mut self, other: &Self) {
        self.count += other.count;
        self.near = self.near.min(other.near);
        self.far = self.far.max(other.far);
    }

    /// The values of bin number `bin` between those that came up.
    pub(super) const fn values(&self, bin: isize) -> Bin {
        let place = bin.unsigned_abs() as u64;
        let shift = (place >> SPLIT).saturating_sub(1) as u32;
        let edge = (place - ((shift as u64) << SPLIT)) << shift;
        let low = (edge + ((self.near as u64) << coarse(shift))) as i64;
        let high = (edge + ((self.far as u64 + 1) << coarse(shift)) - 1) as i64;
        if bin < 0 { Bin { low: -high, high: -low } } else { Bin { low, high } }
    }
}

/// How many bits of a size its bin does not tell.
const fn shift_of(size: u64) -> u32 {
    63 - SPLIT - (size | 1 << SPLIT).leading_zeros()
}

/// How many of them do not fit into what a slot keeps.
const fn coarse(shift: u32) -> u32 {
    shift.saturating_sub(u32::BITS)
}

/// The whole values from `low` to `high`, both included, that share a bin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Bin {
    pub(super) low: i64,
    pub(super) high: i64,
}

impl Bin {
    /// The values of bin number `bin`, which came from `bin_of`.
    #[cfg(test)]
    pub(super) const fn number(bin: isize) -> Self {
        let place = bin.unsigned_abs() as u64;
        let shift = (place >> SPLIT).saturating_sub(1);
        let near = ((place - (shift << SPLIT)) << shift) as i64;
        let far = near + (1 << shift) - 1;
        if bin < 0 { Self { low: -far, high: -near } } else { Self { low: near, high: far } }
    }

    /// The part of the bin within `[min, max]`.
    pub(super) fn within(self, min: i64, max: i64) -> Self {
        Self { low: self.low.max(min), high: self.high.min(max) }
    }

    /// Whether the bin tells its value exactly.
    pub(super) const fn is_exact(self) -> bool {
        self.low == self.high
    }

    /// The distance from `origin` to the middle of the bin.
    pub(super) const fn middle_from(self, origin: i64) -> f64 {
        0.5 * ((self.low - origin) as f64 + (self.high - origin) as f64)
    }

    /// The variance of a value that may be any of the bin's: (width² - 1) / 12.
    pub(super) const fn variance(self) -> f64 {
        let width = (self.high - self.low + 1) as f64;
        (width * width - 1.0) / 12.0
    }
}

#[cfg(test)]
mod tests {
    use super::{Bin, Slot, bin_of};

    const FAR: i64 = 100_000_000_000_000;

    /// Values around every power of two up to the limit, with both signs.
    fn values() -> impl Iterator<Item = i64> {
        let sizes = (0..47).flat_map(|power| (-3..=3).map(move |step| (1_i64 << power) + step));
        sizes.chain(0..5_000).chain([FAR]).flat_map(|size| [size, -size])
    }

    #[test]
    fn every_value_lies_in_its_bin() {
        for value in values() {
            let bin = Bin::number(bin_of(value));
            assert!(bin.low <= value && value <= bin.high, "{value} in {bin:?}");
        }
    }

    #[test]
    fn bins_are_narrower_than_a_thousandth() {
        for value in values() {
            let bin = Bin::number(bin_of(value));
            assert!((bin.high - bin.low) * 1_000 <= value.abs(), "{value} in {bin:?}");
            assert_eq!(bin.is_exact(), value.abs() < 2_048, "{value}");
        }
    }

    /// A quantile of amounts that are multiples of 12,345.00 was told as 24,699.
    #[test]
    fn a_single_value_is_known_exactly_and_two_by_their_ends() {
        for value in values() {
            let bin = bin_of(value);
            let mut slot = Slot::EMPTY;
            slot.add(value, 2);
            let one = slot.values(bin);
            assert!(one.low <= value && value <= one.high, "{value} in {one:?}");
            assert_eq!(one.is_exact(), value.abs() < 1 << 43, "{value}");
            let whole = Bin::number(bin);
            slot.add(whole.low, 1);
            slot.add(whole.high, 1);
            assert_eq!((slot.values(bin), slot.count), (whole, 4), "{value}");
        }
    }

    #[test]
    fn bins_follow_one_another_without_gap() {
        for bin in -40_000..40_000 {
            assert_eq!(Bin::number(bin).high + 1, Bin::number(bin + 1).low, "after bin {bin}");
            assert_eq!(bin_of(Bin::number(bin).low), bin);
            assert_eq!(bin_of(Bin::number(bin).high), bin);
        }
    }
}
