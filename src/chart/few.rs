//! As many as a chart has room for, and how many more there are.
//!
//! Knows how many; knows nothing of what they are. Charts take nothing else where much may come, so that none can be asked
//! for more than it holds, and none leaves anything out without a word.

use std::ops::Deref;

use super::units;

/// The first of many, at most `MOST`, and how many were left out.
#[derive(Clone, Debug, PartialEq)]
pub struct Few<T, const MOST: usize> {
    shown: Vec<T>,
    left_out: usize,
}

impl<T, const MOST: usize> Few<T, MOST> {
    /// The first of them; the chart says how many more there are.
    #[must_use]
    pub fn first(all: impl IntoIterator<Item = T>) -> Self {
        let mut all = all.into_iter();
        let shown = all.by_ref().take(MOST).collect();
        Self { shown, left_out: all.count() }
    }

    /// What each of them becomes; where there are too many, the last become one, which is right where they add up to
    /// something.
    #[must_use]
    pub fn grouped<U>(mut all: Vec<U>, each: impl FnMut(U) -> T, rest: impl FnOnce(Vec<U>) -> T) -> Self {
        let last = if all.len() > MOST { all.split_off(MOST.saturating_sub(1)) } else { Vec::new() };
        let mut shown: Vec<T> = all.into_iter().map(each).collect();
        if !last.is_empty() {
            shown.push(rest(last));
        }
        Self { shown, left_out: 0 }
    }

    /// What each of them becomes.
    pub fn map<U>(self, of: impl FnMut(T) -> U) -> Few<U, MOST> {
        Few { shown: self.shown.into_iter().map(of).collect(), left_out: self.left_out }
    }

    /// The same, where so many had been left out before.
    #[must_use]
    pub fn leaving_out(self, more: usize) -> Self {
        Self { left_out: self.left_out + more, ..self }
    }

    /// "and 14 more functions in the table", from what one and several are called and where to look; nothing where none is
    /// left out.
    pub(super) fn more(&self, [one, several]: [&str; 2], place: &str) -> String {
        let count = units::number(self.left_out as f64, 0);
        match self.left_out {
            0 => String::new(),
            1 => format!("and 1 more {one}{place}"),
            _ => format!("and {count} more {several}{place}"),
        }
    }
}

impl<T, const MOST: usize> Deref for Few<T, MOST> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        &self.shown
    }
}

#[cfg(test)]
impl<T, const MOST: usize> std::ops::DerefMut for Few<T, MOST> {
    fn deref_mut(&mut self) -> &mut [T] {
        &mut self.shown
    }
}

impl<T, const MOST: usize> Default for Few<T, MOST> {
    fn default() -> Self {
        Self { shown: Vec::new(), left_out: 0 }
    }
}

impl<T, const MOST: usize> FromIterator<T> for Few<T, MOST> {
    fn from_iter<I: IntoIterator<Item = T>>(all: I) -> Self {
        Self::first(all)
    }
}

impl<T, const MOST: usize> From<Vec<T>> for Few<T, MOST> {
    fn from(all: Vec<T>) -> Self {
        Self::first(all)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_fit_is_counted_or_made_one() {
        for (count, shown, more) in
            [(0, 0, ""), (3, 3, ""), (4, 3, "and 1 more row below"), (1_203, 3, "and 1,200 more rows below")]
        {
            let first: Few<i32, 3> = Few::first(0..count);
            assert_eq!((first.len(), first.more(["row", "rows"], " below").as_str()), (shown, more));
            let grouped: Few<i32, 3> = Few::grouped((0..count).collect(), |one| one, |rest| rest.into_iter().sum());
            assert_eq!(grouped.iter().sum::<i32>(), (0..count).sum::<i32>());
            assert_eq!((grouped.len(), grouped.more(["row", "rows"], " below").as_str()), (shown, ""));
        }
        assert_eq!(Few::<i32, 3>::first(0..5).leaving_out(2).more(["lane", "lanes"], ""), "and 4 more lanes");
    }
}
