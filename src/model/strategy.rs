//! The lines of a plan as small machines: knows the kinds of strategies and what each says; does not run them.
//!
//! One definition serves two stages: `R` is a name as written in a file, or the id of a resource once compiled.
//! Quantities that are never random are the units of the file; what is random lies in [`Strategy`].

use serde::Deserialize;

use crate::units::{Factor, Length, Money, Opening, Share};

use super::{Id, Resource, Span};

/// One strategy, ready to be replayed.
#[derive(Clone, Debug)]
pub struct Strategy {
    /// Chance that it works when called.
    pub works: Share,
    /// Noticing, deciding and switching.
    pub ready: Span,
    /// Starts by itself, whether or not somebody is there to notice.
    pub automatic: bool,
    /// May carry confidential sessions.
    pub private: bool,
    /// What it costs.
    pub cost: Cost,
    /// What it does.
    pub effect: Effect<Id<Resource>>,
}

/// What a strategy costs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Cost {
    /// Once, on the first day of the plan.
    pub once: Money,
    /// Every year, in twelve parts.
    pub per_year: Money,
    /// Each time a disruption makes it start.
    pub per_use: Money,
    /// Each calendar day on which it carries a session.
    pub per_day: Money,
    /// Each hour of session that it carries, by the minute.
    pub per_hour: Money,
}

/// What a strategy does, by kind.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub enum Effect<R> {
    /// Stands in for resources.
    Substitute(Substitute<R>),
    /// Holds the session another way.
    Switch(Switch<R>),
    /// Offers a later slot.
    Postpone(Postpone),
    /// Shortens an outage.
    Repair(Repair<R>),
    /// Lets clients know.
    Tell(Tell<R>),
}

/// Stands in for a resource at a level, for so long, up to so much.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Substitute<R> {
    /// The resources it can stand in for.
    #[serde(rename = "for")]
    pub replaces: Vec<R>,
    /// What it needs itself.
    #[serde(default = "Vec::new")]
    pub needs: Vec<R>,
    /// The level it supplies.
    #[serde(default = "all")]
    pub level: Share,
    /// What a session held on it is worth.
    #[serde(default = "all")]
    pub worth: Share,
    /// How long it runs once started (a battery).
    #[serde(default)]
    pub limit: Option<Length>,
    /// How much session time it can carry in one disruption (a data allowance).
    #[serde(default)]
    pub allowance: Option<Length>,
    /// The hours in which it can be had.
    #[serde(default)]
    pub open: Option<Opening>,
}

/// Holds the session another way.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Switch<R> {
    /// What the other way needs.
    pub needs: Vec<R>,
    /// Chance that a client takes it.
    #[serde(default = "all")]
    pub accepted: Share,
    /// What a session held that way is worth.
    #[serde(default = "all")]
    pub worth: Share,
}

/// Offers a later slot.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Postpone {
    /// How many clients wait at least so long.
    pub patience: Vec<Patience>,
    /// Sessions a week may hold, as a share of a normal week.
    #[serde(default = "normal_week_and_a_fifth")]
    pub up_to: Factor,
    /// A client comes no sooner than this after the new date is agreed.
    #[serde(default = "a_day")]
    pub notice: Length,
}

/// One step of the patience curve.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Patience {
    /// Waiting up to this long …
    pub within: Length,
    /// … is accepted by this share of clients.
    pub accepted: Share,
}

/// Shortens an outage.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Repair<R> {
    /// The resources it mends.
    pub of: Vec<R>,
    /// What calling it needs.
    #[serde(default = "Vec::new")]
    pub needs: Vec<R>,
    /// Share of the time left that remains once it is at work.
    pub leaves: Share,
}

/// Lets affected clients know.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tell<R> {
    /// The channels it needs.
    pub needs: Vec<R>,
    /// Multiplies the chance of leaving of clients who are told this way.
    #[serde(default = "one")]
    pub leaving: Factor,
}

fn all() -> Share {
    Share::ALL
}

fn one() -> Factor {
    Factor::ONE
}

fn normal_week_and_a_fifth() -> Factor {
    Factor::per_cent(120)
}

fn a_day() -> Length {
    Length::Clock(crate::units::DAY as f64)
}

impl<R> Effect<R> {
    /// The same effect with every name turned by `to`; the first name that cannot be turned ends it.
    ///
    /// # Errors
    /// What `to` says of a name.
    pub fn try_map<S, E>(self, mut to: impl FnMut(R) -> Result<S, E>) -> Result<Effect<S>, E> {
        let mut all = |names: Vec<R>| names.into_iter().map(&mut to).collect::<Result<Vec<S>, E>>();
        Ok(match self {
            Self::Substitute(s) => Effect::Substitute(Substitute {
                replaces: all(s.replaces)?,
                needs: all(s.needs)?,
                level: s.level,
                worth: s.worth,
                limit: s.limit,
                allowance: s.allowance,
                open: s.open,
            }),
            Self::Switch(s) => Effect::Switch(Switch { needs: all(s.needs)?, accepted: s.accepted, worth: s.worth }),
            Self::Postpone(p) => Effect::Postpone(p),
            Self::Repair(r) => Effect::Repair(Repair { of: all(r.of)?, needs: all(r.needs)?, leaves: r.leaves }),
            Self::Tell(t) => Effect::Tell(Tell { needs: all(t.needs)?, leaving: t.leaving }),
        })
    }

    /// The kind in the plan's word.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Substitute(_) => "substitute",
            Self::Switch(_) => "switch",
            Self::Postpone(_) => "postpone",
            Self::Repair(_) => "repair",
            Self::Tell(_) => "tell",
        }
    }
}

impl Postpone {
    /// How long a client with the answer `u` waits \[min\]: the longest step that more than the share `u` accepts.
    /// Zero where the client declines.
    #[must_use]
    pub fn patience(&self, u: f64) -> i64 {
        let accepting = self.patience.iter().filter(|step| u < step.accepted.fraction());
        accepting.filter_map(|step| step.within.minutes()).max().unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patience_is_the_longest_step_a_client_accepts() {
        let step =
            |w: &str, a: &str| Patience { within: Length::parse(w).unwrap(), accepted: Share::parse(a).unwrap() };
        let p = Postpone {
            patience: vec![step("1w", "85%"), step("4w", "60%"), step("8w", "30%")],
            up_to: Factor::ONE,
            notice: a_day(),
        };
        assert_eq!(p.patience(0.9), 0);
        assert_eq!(p.patience(0.7), 7 * 1_440);
        assert_eq!(p.patience(0.5), 28 * 1_440);
        assert_eq!(p.patience(0.1), 56 * 1_440);
    }
}
