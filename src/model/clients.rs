//! How clients react to a missed session: knows the hazard of leaving; does not know who the clients are.
//!
//! A client's chance of leaving is 1 − exp(−h), where h grows by `per_missed` for each missed session, times how
//! late the news came, and by `per_silent_day` for each day without news (evidence 4.6). One uniform per client is
//! held against h, so that a client who leaves once h is large enough would also have left with a larger one.

use crate::units::{DAY, Factor, Share};

/// How clients react.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Reaction {
    /// Hazard of leaving for each missed session \[1\].
    pub per_missed: Share,
    /// Hazard of leaving for each day of unexplained silence after a missed session \[1/d\].
    pub per_silent_day: Share,
    /// Multiplies `per_missed` where the client knew a day ahead.
    pub told_a_day_ahead: Factor,
    /// Multiplies `per_missed` where the client knew only after the start.
    pub told_too_late: Factor,
    /// Share of clients for whom this is a crunch (an interview, a deadline).
    pub crunch: Share,
    /// Multiplies the hazard in a crunch.
    pub crunch_leaving: Factor,
    /// Multiplies the willingness to wait in a crunch.
    pub crunch_waiting: Factor,
    /// Multiplies the hazard where another disruption had let the client down not long before.
    pub second_failure: Factor,
    /// Chance that a client asks for the fee of a missed session back, although it is made up for.
    pub credit: Share,
    /// Share of the clients that belong to the largest sponsor.
    pub sponsor: Share,
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
    /// client knew at `told` \[min\].
    #[must_use]
    pub fn hazard(&self, start: i64, told: i64) -> f64 {
        let lateness = if start - told >= DAY {
            self.told_a_day_ahead.value()
        } else if told <= start {
            1.0
        } else {
            self.told_too_late.value()
        };
        let silent_days = (told - start).max(0) as f64 / DAY as f64;
        self.per_missed.fraction() * lateness + self.per_silent_day.fraction() * silent_days
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
        // A day ahead 0.015 x 0.6; the same day 0.015; a day after the start 0.015 x 2 + 0.05 x 1.
        assert!((r.hazard(DAY, 0) - 0.009).abs() < 1e-12);
        assert!((r.hazard(DAY, DAY) - 0.015).abs() < 1e-12);
        assert!((r.hazard(DAY, 2 * DAY) - 0.08).abs() < 1e-12);
    }
}
