//! The best response to a day: knows how to look for it; does not know what is good beyond sessions, money and time.
//!
//! One strategy after the other is begun as planned, or never, or when the player began with it, and kept where the day
//! goes better: first fewer sessions lost, then more objectives met, and so on ([`Played::badness`]). The search starts from
//! the plan and from the player, so that what it finds is never worse than either; it is the best of what it tried, not of all there is.

use crate::model::{Begun, Id, Response, Strategy};

use super::day::{Day, Played};

/// A response and how the day went with it.
pub struct Found {
    /// What was done.
    pub response: Response,
    /// How it went.
    pub played: Played,
}

/// Rounds over all strategies: each round that helps is followed by another.
const ROUNDS: usize = 4;

/// The best response that is found from some others; the plan itself is always among them.
#[must_use]
pub fn best(day: &Day<'_>, from: &[Response]) -> Found {
    let planned = Response::as_planned(day.case);
    let starts = std::iter::once(&planned).chain(from);
    let found = starts.map(|start| improved(day, start.clone(), from));
    let better = |a: Found, b: Found| if b.played.badness() < a.played.badness() { b } else { a };
    // The plan itself is always there: there is a first one.
    found.reduce(better).unwrap_or_else(|| Found { played: day.planned(), response: planned.clone() })
}

fn improved(day: &Day<'_>, start: Response, others: &[Response]) -> Found {
    let mut found = Found { played: day.played(&start), response: start };
    for _ in 0..ROUNDS {
        let before = found.played.badness();
        for strategy in day.case.strategies.ids() {
            for begun in choices(strategy, others) {
                let response = found.response.clone().with(day.case, strategy, begun);
                if response == found.response {
                    continue;
                }
                let played = day.played(&response);
                if played.badness() < found.played.badness() {
                    found = Found { response, played };
                }
            }
        }
        if found.played.badness() == before {
            break;
        }
    }
    found
}

fn choices(strategy: Id<Strategy>, others: &[Response]) -> Vec<Begun> {
    let mut all = vec![Begun::AsPlanned, Begun::Never];
    for begun in others.iter().map(|other| other.of(strategy)) {
        if !all.contains(&begun) {
            all.push(begun);
        }
    }
    all
}

/// What one decision changed: the day as it was, against the day with this one strategy as in the better response.
pub struct Dear {
    /// Which strategy.
    pub strategy: Id<Strategy>,
    /// When it was begun, and when it would have been better.
    pub begun: (Begun, Begun),
    /// Sessions that were lost by it.
    pub sessions: i64,
    /// Objectives that were missed by it.
    pub objectives: i64,
    /// Sessions that were moved by it.
    pub moved: i64,
    /// Money that was lost by it \[minor units\].
    pub money: i64,
    gap: [i64; 8],
}

/// The decisions that cost most, the dearest first.
#[must_use]
pub fn dearest(day: &Day<'_>, yours: &Response, better: &Response) -> Vec<Dear> {
    let was = day.played(yours);
    let one = |strategy: Id<Strategy>| {
        let begun = (yours.of(strategy), better.of(strategy));
        let with = day.played(&yours.clone().with(day.case, strategy, begun.1));
        let (before, after) = (was.badness(), with.badness());
        let gap = std::array::from_fn(|i| before[i] - after[i]);
        let [sessions, beyond, late, moved, _, _, money, _] = gap;
        Dear { strategy, begun, sessions, objectives: beyond + late, moved, money, gap }
    };
    let differs = |s: &Id<Strategy>| yours.of(*s) != better.of(*s);
    let mut all: Vec<Dear> = day.case.strategies.ids().filter(differs).map(one).collect();
    all.retain(|dear| dear.gap > [0; 8]);
    all.sort_by(|a, b| b.gap.cmp(&a.gap).then(a.strategy.cmp(&b.strategy)));
    all
}
