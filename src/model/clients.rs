//! How clients react to a missed session: knows the hazard of leaving; does not know who the clients are.
//!
//! Every chance in a file is the chance of whoever is still there: a thing that 5 % leave by takes 5 % of those whom
//! nothing else has driven away before, whatever they have borne. What does that is [`hazard_of`]: chances become hazards,
//! −ln(1 − p), hazards add up, and a client leaves once 1 − exp(−h) passes the one uniform of that client. Given that it has not
//! passed it before, a thing of chance p makes it pass with p exactly; and a client who leaves at some h would also have left at
//! a larger one. Two things of chances p and q take 1 − (1 − p)(1 − q), in either order.

use crate::units::{DAY, Factor, Share};

/// How clients react.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Reaction {
    /// Chance of leaving for each missed session.
    pub per_missed: Share,
    /// Chance of leaving for each day of unexplained silence after a missed session.
    pub per_silent_day: Share,
    /// Multiplies `per_missed` where the client knew a day ahead.
    pub told_a_day_ahead: Factor,
    /// Multiplies `per_missed` where the client knew only after the start.
    pub told_too_late: Factor,
    /// Share of clients for whom this is a crunch (an interview, a deadline).
    pub crunch: Share,
    /// Multiplies the chances in a crunch.
    pub crunch_leaving: Factor,
    /// Multiplies the willingness to wait in a crunch.
    pub crunch_waiting: Factor,
    /// Multiplies the chances where another disruption had let the client down not long before.
    pub second_failure: Factor,
    /// Chance that a client asks for the fee of a missed session back, although it is made up for.
    pub credit: Share,
    /// Share of the clients that belong to the largest sponsor.
    pub sponsor: Share,
}

/// The hazard \[1\] of a chance \[1\]: what has to be added to all that a client has borne so that just this share of those
/// who are still there leave. Without end where all do; a chance that was multiplied beyond 1 is 1.
#[must_use]
pub fn hazard_of(chance: f64) -> f64 {
    -libm::log1p(-chance.min(1.0))
}

/// Another failure counts as a second one within so long \[min\] (evidence 4.6: 90 days).
pub const SECOND_WITHIN: i64 = 90 * DAY;

impl Reaction {
    /// Nobody ever leaves.
    pub const LOYAL: Self = Self {
        per_missed: Share::NONE,
        per_silent_day: Share::NONE,
        told_a_day_ahead: Factor::ONE,
        told_too_late: Factor::ONE,
        crunch: Share::NONE,
        crunch_leaving: Factor::ONE,
        crunch_waiting: Factor::ONE,
        second_failure: Factor::ONE,
        credit: Share::NONE,
        sponsor: Share::NONE,
    };

    /// The hazard that one missed session adds \[1\], for a session that was to start at `start` and of which the
    /// client knew at `told` \[min\]; `times` multiplies both chances.
    #[must_use]
    pub fn hazard(&self, start: i64, told: i64, times: f64) -> f64 {
        let lateness = if start - told >= DAY {
            self.told_a_day_ahead.value()
        } else if told <= start {
            1.0
        } else {
            self.told_too_late.value()
        };
        let missed = hazard_of(self.per_missed.fraction() * lateness * times);
        if told <= start {
            return missed;
        }
        let silent_days = (told - start) as f64 / DAY as f64;
        missed + silent_days * hazard_of(self.per_silent_day.fraction() * times)
    }

    /// Whether anybody can ever leave.
    #[must_use]
    pub fn anybody_leaves(&self) -> bool {
        self.per_missed > Share::NONE || self.per_silent_day > Share::NONE
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hazard_grows_with_late_news_and_silence() {
        let r = Reaction {
            per_missed: Share::parse("1.5%").unwrap(),
            per_silent_day: Share::parse("5%").unwrap(),
            told_a_day_ahead: Factor::per_cent(60),
            told_too_late: Factor::per_cent(200),
            ..Reaction::LOYAL
        };
        let chance = |start: i64, told: i64, times: f64| -libm::expm1(-r.hazard(start, told, times));
        // A day ahead 1.5 % x 0.6; the same day 1.5 %; a day after the start 3 % by the session and 5 % of the rest by the day.
        assert!((chance(DAY, 0, 1.0) - 0.009).abs() < 1e-12);
        assert!((chance(DAY, DAY, 1.0) - 0.015).abs() < 1e-12);
        assert!((chance(DAY, 2 * DAY, 1.0) - (1.0 - 0.97 * 0.95)).abs() < 1e-12);
        // In a crunch twice as many: 6 %, and 10 % of the rest; of two days 19 %.
        assert!((chance(DAY, 3 * DAY, 2.0) - (1.0 - 0.94 * 0.81)).abs() < 1e-12);
        // Multiplied beyond all, all leave; what is not silent has no silence to bear.
        assert_eq!((chance(DAY, DAY, 100.0), chance(DAY, DAY, 0.0)), (1.0, 0.0));
        let all = Reaction { per_missed: Share::NONE, per_silent_day: Share::ALL, ..Reaction::LOYAL };
        assert_eq!((all.hazard(DAY, DAY, 1.0), all.hazard(DAY, DAY + 1, 1.0)), (0.0, f64::INFINITY));
    }

    /// "50%" took 39.4 in a hundred: a chance was used as a hazard.
    #[test]
    fn a_chance_of_leaving_is_the_chance_of_those_who_are_still_there() {
        let left = |hazard: f64| -libm::expm1(-hazard);
        for chance in [0.0, 1e-6, 0.015, 0.12, 0.5, 0.999] {
            assert!((left(hazard_of(chance)) - chance).abs() < 1e-12, "{chance}");
            // Whatever was borne before: of those it has not driven away, the same share.
            let before = hazard_of(0.3);
            let of_the_rest = (left(before + hazard_of(chance)) - left(before)) / (1.0 - left(before));
            assert!((of_the_rest - chance).abs() < 1e-12, "{chance}");
        }
        assert_eq!(left(hazard_of(1.0)), 1.0);
    }
}
