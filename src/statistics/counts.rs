//! A histogram of whole values with exact sums, the same whatever the order of the values.
//! Knows how often each value came; knows nothing of estimates.

use super::bins::{Bin, Slot, bin_of};

/// Storage grows by this many bins: the range covered depends on the values only, never on their order.
const BLOCK: isize = 64;

/// How often each whole value came up, with exact sum, sum of squares and extremes.
///
/// Values nearer to 0 than 2,048 are counted exactly; beyond, in bins at most 0.1 % wide, each of which knows the least and
/// the greatest value that came up in it. Memory is 16 bytes for each bin between the extremes: a kilobyte where all values
/// are alike, 186 kB from 0 to 1,440,000, 1.2 MB at most.
/// The sums hold for up to 10^10 values of any size within [`Counts::LIMIT`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counts {
    /// Counts of the bins from number `first` on, in whole blocks.
    bins: Vec<Slot>,
    first: isize,
    trials: u64,
    sum: i128,
    squares: i128,
    /// Above `max` while there are no values.
    min: i64,
    max: i64,
}

impl Counts {
    /// The largest size of a value; those beyond are counted as this (a million million pounds in pence).
    pub const LIMIT: i64 = 100_000_000_000_000;

    /// No values yet.
    #[must_use]
    pub const fn new() -> Self {
        Self { bins: Vec::new(), first: 0, trials: 0, sum: 0, squares: 0, min: i64::MAX, max: i64::MIN }
    }

    /// Counts one value.
    #[inline]
    pub fn add(&mut self, value: i64) {
        let value = value.clamp(-Self::LIMIT, Self::LIMIT);
        self.trials += 1;
        self.sum += i128::from(value);
        self.squares += i128::from(value) * i128::from(value);
        self.min = self.min.min(value);
        self.max = self.max.max(value);
        self.count(value, 1);
    }

    /// Counts `n` equal values.
    pub fn add_many(&mut self, value: i64, n: u64) {
        if n == 0 {
            return;
        }
        self.add(value);
        let value = value.clamp(-Self::LIMIT, Self::LIMIT);
        let more = n - 1;
        let sum = i128::from(value) * i128::from(more);
        self.trials += more;
        self.sum += sum;
        self.squares += sum * i128::from(value);
        self.count(value, more);
    }

    /// Counts all values of `other` as well.
    pub fn merge(&mut self, other: &Self) {
        if other.trials == 0 {
            return;
        }
        self.cover(bin_of(other.min));
        self.cover(bin_of(other.max));
        let offset = (other.first - self.first).unsigned_abs();
        for (mine, theirs) in self.bins.iter_mut().skip(offset).zip(&other.bins) {
            mine.merge(theirs);
        }
        self.trials += other.trials;
        self.sum += other.sum;
        self.squares += other.squares;
        self.min = self.min.min(other.min);
        self.max = self.max.max(other.max);
    }

    /// How many values were counted.
    #[must_use]
    pub const fn trials(&self) -> u64 {
        self.trials
    }

    /// The exact sum of the values.
    #[must_use]
    pub const fn sum(&self) -> i128 {
        self.sum
    }

    /// The exact sum of the squares of the values.
    #[must_use]
    pub const fn sum_of_squares(&self) -> i128 {
        self.squares
    }

    /// The least value, exact.
    #[must_use]
    pub const fn min(&self) -> Option<i64> {
        if self.trials == 0 { None } else { Some(self.min) }
    }

    /// The greatest value, exact.
    #[must_use]
    pub const fn max(&self) -> Option<i64> {
        if self.trials == 0 { None } else { Some(self.max) }
    }

    /// The bins with something in them, cut to what came up, with their counts; ascending, or from the back descending.
    pub(super) fn filled(&self) -> impl DoubleEndedIterator<Item = (Bin, u64)> {
        let (min, max) = (self.min, self.max);
        self.bins.iter().enumerate().filter(|(_, slot)| slot.count > 0).map(move |(place, slot)| {
            (slot.values(self.first.saturating_add_unsigned(place)).within(min, max), slot.count)
        })
    }

    /// Adds `n` to the count of the bin of a value.
    #[inline]
    fn count(&mut self, value: i64, n: u64) {
        let bin = bin_of(value);
        let place = self.place(bin);
        if let Some(slot) = self.bins.get_mut(place) {
            slot.add(value, n);
        } else {
            self.cover(bin);
            let place = self.place(bin);
            self.bins[place].add(value, n);
        }
    }

    /// Where bin `bin` is stored; beyond the end if it is not, also for one below `first`, which wraps.
    #[inline]
    const fn place(&self, bin: isize) -> usize {
        bin.wrapping_sub(self.first).cast_unsigned()
    }

    /// Extends the storage by whole blocks so that it holds bin `bin`.
    #[cold]
    fn cover(&mut self, bin: isize) {
        let start = bin.div_euclid(BLOCK) * BLOCK;
        if self.bins.is_empty() {
            self.first = start;
        }
        if start < self.first {
            let missing = (self.first - start).unsigned_abs();
            self.bins.splice(0..0, std::iter::repeat_n(Slot::EMPTY, missing));
            self.first = start;
        }
        let length = (start + BLOCK - self.first).unsigned_abs();
        if length > self.bins.len() {
            self.bins.resize(length, Slot::EMPTY);
        }
    }
}

impl Default for Counts {
    fn default() -> Self {
        Self::new()
    }
}

impl Extend<i64> for Counts {
    fn extend<I: IntoIterator<Item = i64>>(&mut self, values: I) {
        values.into_iter().for_each(|value| self.add(value));
    }
}

impl FromIterator<i64> for Counts {
    fn from_iter<I: IntoIterator<Item = i64>>(values: I) -> Self {
        let mut counts = Self::new();
        counts.extend(values);
        counts
    }
}

#[cfg(test)]
mod tests {
    use super::super::samples::{scattered, spread};
    use super::Counts;

    #[test]
    fn nothing_counted_has_no_extremes() {
        let none = Counts::new();
        assert_eq!((none.trials(), none.sum(), none.min(), none.max()), (0, 0, None, None));
        assert_eq!(none, Counts::default());
    }

    #[test]
    fn sums_and_extremes_are_exact() {
        let counts: Counts = [3, -5, 1_000_000_007, 3].into_iter().collect();
        assert_eq!((counts.trials(), counts.sum()), (4, 1_000_000_008));
        assert_eq!(counts.sum_of_squares(), 9 + 25 + 1_000_000_007_i128 * 1_000_000_007 + 9);
        assert_eq!((counts.min(), counts.max()), (Some(-5), Some(1_000_000_007)));
    }

    #[test]
    fn the_order_of_the_values_leaves_no_trace() {
        let mut values = scattered(2_000);
        let forward: Counts = values.iter().copied().collect();
        values.reverse();
        assert_eq!(forward, values.iter().copied().collect());
        values.sort_unstable();
        assert_eq!(forward, values.into_iter().collect());
    }

    #[test]
    fn merging_in_any_order_and_split_is_one_count() {
        let values = scattered(3_000);
        let whole: Counts = values.iter().copied().collect();
        for size in [1, 7, 64, 1_000, 2_999, 3_000] {
            let parts: Vec<Counts> = values.chunks(size).map(|part| part.iter().copied().collect()).collect();
            let (mut forward, mut backward) = (Counts::new(), Counts::new());
            parts.iter().for_each(|part| forward.merge(part));
            parts.iter().rev().for_each(|part| backward.merge(part));
            assert_eq!(forward, whole);
            assert_eq!(backward, whole);
        }
    }

    #[test]
    fn merging_nothing_changes_nothing() {
        let counts = spread(50);
        let mut merged = counts.clone();
        merged.merge(&Counts::new());
        assert_eq!(merged, counts);
        let mut empty = Counts::new();
        empty.merge(&counts);
        assert_eq!(empty, counts);
    }

    #[test]
    fn many_at_once_are_as_many_one_by_one() {
        let (mut at_once, mut singly) = (Counts::new(), Counts::new());
        at_once.add_many(-70_000, 5);
        at_once.add_many(9, 0);
        (0..5).for_each(|_| singly.add(-70_000));
        assert_eq!(at_once, singly);
    }

    #[test]
    fn values_beyond_the_limit_count_as_the_limit() {
        let counts: Counts = [i64::MIN, i64::MAX].into_iter().collect();
        assert_eq!((counts.min(), counts.max()), (Some(-Counts::LIMIT), Some(Counts::LIMIT)));
    }

    #[test]
    fn memory_follows_the_range_of_the_values() {
        let bytes = |values: &[i64]| size_of_val(&values.iter().copied().collect::<Counts>().bins[..]);
        assert_eq!(bytes(&[0; 1_000]), 1_024);
        assert_eq!(bytes(&[1_440_000, 1_440_500]), 1_024);
        assert!(bytes(&[0, 1_440_000]) < 200_000);
        assert!(bytes(&[-Counts::LIMIT, Counts::LIMIT]) < 1_300_000);
    }
}
