//! What the luck of a trial strikes: knows which disruptions arrive, their lengths, their phases and what they set off;
//! does not know the plan's answers, except what averts a disruption before it begins.

use crate::model::{Case, Course, Hazard, Id, Resource, Strategy, Strike, Threat};
use crate::sampling::{Cause, Draw};
use crate::units::{DAY, Share};

/// A resource at a level for a span \[min\].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Blow {
    pub(super) resource: Id<Resource>,
    pub(super) level: Share,
    pub(super) from: i64,
    pub(super) to: i64,
    /// When the whole strike began of which this is a phase \[min\].
    pub(super) since: i64,
    /// The number of its disruption.
    pub(super) number: usize,
    pub(super) active: bool,
}

/// Something that begins with a disruption or as its consequence, and lasts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Wave {
    /// The number of its disruption.
    pub(super) number: usize,
    pub(super) threat: Threat,
    pub(super) from: i64,
    pub(super) to: i64,
}

/// A disruption that arrives in a trial.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Disruption {
    pub(super) cause: Cause,
    pub(super) onset: i64,
    pub(super) end: i64,
}

/// More arrivals of one hazard in a trial than this are not told apart.
const MOST_ARRIVALS: u16 = u16::MAX;

/// Lists the disruptions of a trial in the order of their onsets; gives the trial's place.
pub(super) fn arrivals(case: &Case, draw: Draw<'_>, list: &mut Vec<Disruption>) -> usize {
    list.clear();
    match case.course {
        Course::One => {
            let hazard = which(case, draw.which());
            let onset = case.hazards[hazard].pace.minute(draw.when(hazard));
            list.push(lasting(case, draw, Cause { hazard, occurrence: 0 }, onset));
            onset.div_euclid(DAY) as usize
        }
        Course::Year => {
            case.hazards.ids().for_each(|hazard| arrive_all_year(case, draw, hazard, list));
            list.sort_by_key(|d| (d.onset, d.cause.hazard, d.cause.occurrence));
            0
        }
    }
}

/// Exponential gaps through the intensity that has passed, so that a longer horizon keeps the arrivals of a shorter one.
fn arrive_all_year(case: &Case, draw: Draw<'_>, id: Id<Hazard>, list: &mut Vec<Disruption>) {
    let hazard = &case.hazards[id];
    let rate = if hazard.uncertain.is_some() { hazard.rate_for(draw.rate(id)) } else { hazard.rate.a_year() };
    if rate <= 0.0 {
        return;
    }
    let mut passed = 0.0;
    for occurrence in 0..MOST_ARRIVALS {
        let cause = Cause { hazard: id, occurrence };
        passed += -libm::log1p(-draw.gap(cause)) / rate;
        let onset = hazard.pace.minute(passed);
        if onset >= case.horizon {
            return;
        }
        let disruption = lasting(case, draw, cause, onset);
        if hazard.one_at_a_time {
            passed = passed.max(hazard.pace.passed_at(disruption.end));
        }
        list.push(disruption);
    }
}

/// One disruption that begins at a minute.
pub(super) fn striking(case: &Case, draw: Draw<'_>, hazard: Id<Hazard>, onset: i64) -> Disruption {
    lasting(case, draw, Cause { hazard, occurrence: 0 }, onset)
}

fn lasting(case: &Case, draw: Draw<'_>, cause: Cause, onset: i64) -> Disruption {
    let lasts = &case.hazards[cause.hazard].lasts;
    let u = if lasts.is_fixed() { 0.5 } else { draw.lasts(cause) };
    Disruption { cause, onset, end: lasts.end(onset, u, &case.calendar) }
}

/// Whether something averts a disruption: the first strategy by name that lets through no more than the uniform.
pub(super) fn averted(case: &Case, draw: Draw<'_>, cause: Cause) -> Option<Id<Strategy>> {
    let threat = Threat::Hazard(cause.hazard);
    let chance = case.chance_averted(threat);
    if chance <= 0.0 {
        return None;
    }
    let u = draw.averted(cause);
    (u < chance).then(|| by_whom(case, threat, u))
}

/// Whose share of what is averted holds the uniform.
fn by_whom(case: &Case, threat: Threat, u: f64) -> Id<Strategy> {
    let by = case.averted_by(threat);
    let mut through = 1.0;
    let found = by.iter().find(|(_, chance)| {
        through *= 1.0 - chance;
        u < 1.0 - through
    });
    found.or(by.last()).map_or(Id::at(0), |(id, _)| *id)
}

/// What becomes of a consequence that a disruption may set off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Consequence {
    Averted(Id<Strategy>),
    SetOff(Wave),
}

/// Lists what a disruption sets off: those consequences whose uniform is below their chance, averted where it is not
/// below the part of the chance that prevention lets through.
pub(super) fn consequences(
    case: &Case,
    draw: Draw<'_>,
    number: usize,
    d: Disruption,
    mut each: impl FnMut(Threat, Consequence),
) {
    for id in case.sets_off[d.cause.hazard.index()].iter().copied() {
        let cascade = &case.cascades[id];
        let (u, chance) = (draw.happens(d.cause, id), cascade.chance_after(d.end - d.onset));
        let threat = Threat::Cascade(id);
        if u >= chance {
            continue;
        }
        let averted = case.chance_averted(threat);
        if u >= chance * (1.0 - averted) {
            // Spread over the averted part, the uniform also says by whom.
            let by = by_whom(case, threat, (u / chance - (1.0 - averted)).max(0.0));
            each(threat, Consequence::Averted(by));
            continue;
        }
        let start = if cascade.after_its_end { d.end } else { d.onset };
        let from = cascade.after.end(start, draw.after(d.cause, id), &case.calendar);
        let end = |lasts: &crate::model::Span| lasts.end(from, draw.cascade_lasts(d.cause, id), &case.calendar);
        let to = cascade.lasts.as_ref().map_or(d.end.max(from), end);
        each(threat, Consequence::SetOff(Wave { number, threat, from, to }));
    }
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

/// Adds the blows of a wave.
pub(super) fn add_blows(strikes: &[Strike], wave: &Wave, blows: &mut Vec<Blow>) {
    for strike in strikes {
        for (from, to, level) in strike.spans(wave.from, wave.to) {
            if from < to {
                let (since, number) = (wave.from, wave.number);
                blows.push(Blow { resource: strike.resource, level, from, to, since, number, active: false });
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
        let blow =
            |from, to| Blow { resource: Id::at(0), level: Share::NONE, from, to, since: 0, number: 0, active: true };
        let mut blows = [blow(0, 100), blow(100, 200), blow(0, 40)]; // two phases, and one that is over
        assert!(shorten(&mut blows, &[Id::at(0)], 50, Share::HALF));
        // At 50: 50 minutes left of the first become 25; the second, 50 to 150 ahead, 25 to 75 ahead.
        let mut later = [Blow { since: 100, ..blow(100, 200) }];
        assert!(!shorten(&mut later, &[Id::at(0)], 50, Share::HALF));
        assert_eq!((blows[0].to, blows[1].from, blows[1].to, blows[2].to), (75, 75, 125, 40));
    }
}
