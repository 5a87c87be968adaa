//! What can go wrong: knows hazards, what they strike and what they set off; does not know the plan's answers.

use crate::units::{DAY, Length, Opening, Rate, Share};

use super::{Id, Resource, Span};

/// One way in which the practice can be disrupted.
#[derive(Clone, Debug)]
pub struct Hazard {
    /// How often it strikes.
    pub rate: Rate,
    /// The minutes of an open week at which it may strike.
    pub when: Opening,
    /// How long it lasts.
    pub lasts: Span,
    /// What it takes down.
    pub strikes: Vec<Strike>,
}

/// A resource taken down, in phases that follow each other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Strike {
    /// What is struck.
    pub resource: Id<Resource>,
    /// Shares of the whole length; they add up to 100 %.
    pub phases: Vec<Phase>,
}

/// A share of a disruption at one level.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Phase {
    /// Share of the length.
    pub share: Share,
    /// Level of the resource meanwhile.
    pub level: Share,
}

/// What a hazard may set off.
#[derive(Clone, Debug)]
pub struct Cascade {
    /// The hazards that may set it off.
    pub of: Vec<Id<Hazard>>,
    /// Its chance by the length of its cause: the first step the cause is not longer than counts; none
    /// counts as certain not to happen.
    pub chance: Vec<ChanceUpTo>,
    /// How long after its cause it starts.
    pub after: Span,
    /// How long it lasts; without it, until its cause ends.
    pub lasts: Option<Span>,
    /// What it takes down.
    pub strikes: Vec<Strike>,
}

/// A chance that holds for causes up to a length.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ChanceUpTo {
    /// The longest cause it holds for; without it, any.
    pub up_to: Option<Length>,
    /// The chance.
    pub chance: Share,
}

impl Cascade {
    /// The chance after a cause of so many minutes.
    #[must_use]
    pub fn chance_after(&self, minutes: i64) -> f64 {
        let reaches = |step: &&ChanceUpTo| match step.up_to {
            Some(Length::Clock(limit)) => minutes as f64 <= limit,
            Some(Length::Working(days)) => minutes as f64 <= days * DAY as f64,
            None => true,
        };
        self.chance.iter().find(reaches).map_or(0.0, |step| step.chance.fraction())
    }
}

impl Strike {
    /// The phases of a strike from `from` to `to` as spans \[min\], the last one ending exactly at `to`.
    pub fn spans(&self, from: i64, to: i64) -> impl Iterator<Item = (i64, i64, Share)> + '_ {
        let mut passed = 0_u32;
        let mut start = from;
        self.phases.iter().map(move |phase| {
            passed += phase.share.millionths();
            let end = from + Share::of_million(passed).unwrap_or(Share::ALL).of(to - from);
            let span = (start, end, phase.level);
            start = end;
            span
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phases_cover_the_whole_strike() {
        let third = Share::of_million(333_333).unwrap();
        let rest = Share::of_million(666_667).unwrap();
        let strike = Strike {
            resource: Id::at(0),
            phases: vec![Phase { share: third, level: Share::NONE }, Phase { share: rest, level: Share::HALF }],
        };
        let spans: Vec<_> = strike.spans(100, 400).collect();
        assert_eq!(spans, vec![(100, 200, Share::NONE), (200, 400, Share::HALF)]);
    }
}
