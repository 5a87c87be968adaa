//! One item for all that would fall on each other.
//!
//! Knows kinds and places; draws nothing. A day of a large practice holds more sessions than a lane has pixels.

use std::collections::BTreeMap;

use super::{Item, Lane, items, minutes};
use crate::chart::axis::Scale;

/// The most items drawn one by one in all lanes together.
const MOST: usize = 300;
/// Signs that are so far apart do not touch \[px\].
const APART: f64 = 11.0;

/// The items that are drawn, lane by lane.
pub(super) struct Drawn<'a> {
    pub lanes: Vec<Vec<&'a Item>>,
    /// Whether some of them stand for several.
    pub crowded: bool,
}

/// All items of all lanes; where they are too many, one of each kind for each place, places as wide as it takes.
pub(super) fn drawn<'a>(lanes: &'a [Lane], x: &Scale) -> Drawn<'a> {
    let count = |lanes: &[Vec<&Item>]| lanes.iter().map(Vec::len).sum::<usize>();
    let all: Vec<Vec<&Item>> = lanes.iter().map(|lane| lane.items.iter().collect()).collect();
    if count(&all) <= MOST {
        return Drawn { lanes: all, crowded: false };
    }
    let mut apart = APART;
    loop {
        let lanes: Vec<Vec<&Item>> = lanes.iter().map(|lane| places(&lane.items, x, apart)).collect();
        // one of each kind is left at last, so this ends
        if count(&lanes) <= MOST || apart > 2_000.0 {
            return Drawn { lanes, crowded: true };
        }
        apart *= 1.4;
    }
}

/// One item of each kind for each place where some begin: of bars the longest. What was lost comes last, over all others.
fn places<'a>(items: &'a [Item], x: &Scale, apart: f64) -> Vec<&'a Item> {
    let mut kept: BTreeMap<(usize, i64), &Item> = BTreeMap::new();
    for item in items.iter().filter(|item| is_seen(item, x)) {
        let (from, _) = ends(item);
        let place = (x.at(minutes(from)) / apart) as i64;
        let rank = items::KINDS.iter().position(|kind| *kind == items::kind(item)).unwrap_or(0);
        let length = |item: &Item| ends(item).1.saturating_sub(ends(item).0);
        let other = kept.entry((rank, place)).or_insert(item);
        if length(item) > length(other) {
            *other = item;
        }
    }
    kept.into_values().collect()
}

fn is_seen(item: &Item, x: &Scale) -> bool {
    let (from, to) = ends(item);
    minutes(to) >= x.lo && minutes(from) <= x.hi
}

/// The first and the last time that an item names.
fn ends(item: &Item) -> (i64, i64) {
    let times = items::times(item);
    (times.iter().copied().min().unwrap_or(0), times.into_iter().max().unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::super::Fate;
    use super::*;

    #[test]
    fn a_crowd_keeps_one_of_each_kind_in_each_place_and_shows_what_was_lost_last() {
        let session = |at: i64| Item::Session { at, fate: if at % 2 == 0 { Fate::Held } else { Fate::Lost } };
        let lane = |items: i64| Lane { label: String::new(), items: (0..items).map(session).collect() };
        let x = Scale::linear((0.0, 10_000.0), (0.0, 700.0));
        let (few, crowd) = ([lane(300)], [lane(100), lane(10_000)]);
        assert!(!drawn(&few, &x).crowded && drawn(&few, &x).lanes[0].len() == 300);
        let crowd = drawn(&crowd, &x);
        assert!(crowd.crowded && crowd.lanes[0].len() == 2 && crowd.lanes[1].len() == 2 * 64);
        assert!(matches!(crowd.lanes[1].last(), Some(Item::Session { fate: Fate::Lost, .. })));
    }
}
