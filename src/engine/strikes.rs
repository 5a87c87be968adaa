//! What the luck of a trial strikes: knows the chosen hazard, its length, its phases and what it sets off; does not
//! know the plan's answers.

use crate::model::{Case, Hazard, Id, Resource, Strike};
use crate::sampling::{Draw, onset};
use crate::units::Share;

/// A resource at a level for a span \[min\].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Blow {
    pub(super) resource: Id<Resource>,
    pub(super) level: Share,
    pub(super) from: i64,
    pub(super) to: i64,
    /// When the whole strike began of which this is a phase \[min\].
    since: i64,
    pub(super) active: bool,
}

/// What strikes in a trial.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Disruption {
    pub(super) hazard: Id<Hazard>,
    pub(super) onset: i64,
    /// The place of its week among the open weeks.
    pub(super) place: usize,
}

/// Draws the disruption of a trial and lists its blows.
pub(super) fn strike(case: &Case, draw: Draw<'_>, blows: &mut Vec<Blow>) -> Disruption {
    let hazard = which(case, draw.which());
    let (onset, place) = onset(case, hazard, draw.when(hazard));
    let lasts = &case.hazards[hazard].lasts;
    let end = if lasts.is_fixed() {
        lasts.end(onset, 0.5, &case.calendar)
    } else {
        lasts.end(onset, draw.lasts(hazard), &case.calendar)
    };
    blows.clear();
    add(&case.hazards[hazard].strikes, onset, end, blows);
    for (id, _, cascade) in case.cascades.iter() {
        if cascade.of.contains(&hazard) && draw.happens(id) < cascade.chance_after(end - onset) {
            let from = cascade.after.end(onset, draw.after(id), &case.calendar);
            let to =
                cascade.lasts.as_ref().map_or(end, |lasts| lasts.end(from, draw.cascade_lasts(id), &case.calendar));
            add(&cascade.strikes, from, to, blows);
        }
    }
    Disruption { hazard, onset, place }
}

/// The hazard whose share of all rates holds the uniform.
fn which(case: &Case, u: f64) -> Id<Hazard> {
    let all: f64 = case.hazards.iter().map(|(_, _, h)| h.rate.a_year()).sum();
    let mut sum = 0.0;
    let mut last = Id::at(0);
    for (id, _, hazard) in case.hazards.iter() {
        sum += hazard.rate.a_year();
        if hazard.rate.a_year() > 0.0 {
            last = id;
        }
        if u * all < sum {
            return id;
        }
    }
    last
}

fn add(strikes: &[Strike], from: i64, to: i64, blows: &mut Vec<Blow>) {
    let since = from;
    for strike in strikes {
        for (from, to, level) in strike.spans(from, to) {
            if from < to {
                blows.push(Blow { resource: strike.resource, level, from, to, since, active: false });
            }
        }
    }
}

/// Shortens what is left of the strikes on some resources, so that the share `leaves` of it remains from `now` on.
/// Strikes that have not begun yet are another matter and stay where they are.
pub(super) fn shorten(blows: &mut [Blow], resources: &[Id<Resource>], now: i64, leaves: Share) -> bool {
    let mut changed = false;
    for blow in blows.iter_mut().filter(|b| b.to > now && b.since <= now && resources.contains(&b.resource)) {
        let sooner = |time: i64| if time > now { now + leaves.of(time - now) } else { time };
        changed |= sooner(blow.to) != blow.to;
        (blow.from, blow.to) = (sooner(blow.from), sooner(blow.to));
    }
    changed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_repair_leaves_its_share_of_the_time_to_come() {
        let blow = |from, to| Blow { resource: Id::at(0), level: Share::NONE, from, to, since: 0, active: true };
        let mut blows = [blow(0, 100), blow(100, 200), blow(0, 40)]; // two phases, and one that is over
        assert!(shorten(&mut blows, &[Id::at(0)], 50, Share::HALF));
        // At 50: 50 minutes left of the first become 25; the second, 50 to 150 ahead, 25 to 75 ahead.
        let mut later = [Blow { since: 100, ..blow(100, 200) }];
        assert!(!shorten(&mut later, &[Id::at(0)], 50, Share::HALF));
        assert_eq!((blows[0].to, blows[1].from, blows[1].to, blows[2].to), (75, 75, 125, 40));
    }
}
