//! How somebody responds in one trial: knows since when each strategy is begun, or that it never is; does not know why.
//!
//! A plan as written begins with everything as soon as it is called. Who sits in the drill begins later, or not at all, or
//! with something else. The luck of a strategy hangs on its name, so a response changes nothing but what it says: what
//! happens before the first difference of two responses is the same in both.

use super::case::Case;
use super::strategy::{Effect, Strategy};
use super::table::Id;

/// Since when a strategy is there to be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Begun {
    /// As soon as the plan calls it.
    AsPlanned,
    /// From a minute on \[min\].
    At(i64),
    /// Not in this trial.
    Never,
}

/// What somebody does, strategy by strategy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Response {
    begun: Vec<Begun>,
}

impl Response {
    /// The plan as it is written.
    #[must_use]
    pub fn as_planned(case: &Case) -> Self {
        Self { begun: vec![Begun::AsPlanned; case.strategies.len()] }
    }

    /// Nobody does anything; what acts by itself does.
    #[must_use]
    pub fn nothing(case: &Case) -> Self {
        let begun =
            case.strategies.iter().map(|(_, _, s)| if s.is_begun_by_hand() { Begun::Never } else { Begun::AsPlanned });
        Self { begun: begun.collect() }
    }

    /// The same with one strategy begun otherwise; what acts by itself stays as it is.
    #[must_use]
    pub fn with(mut self, case: &Case, strategy: Id<Strategy>, begun: Begun) -> Self {
        if case.strategies[strategy].is_begun_by_hand() {
            self.begun[strategy.index()] = begun;
        }
        self
    }

    /// Since when a strategy is begun.
    #[must_use]
    pub fn of(&self, strategy: Id<Strategy>) -> Begun {
        self.begun[strategy.index()]
    }
}

impl Strategy {
    /// Whether somebody has to begin with it: it neither starts by itself nor was settled long before.
    #[must_use]
    pub fn is_begun_by_hand(&self) -> bool {
        !self.automatic && !matches!(self.effect, Effect::Prevent(_) | Effect::Insure(_))
    }
}

impl Case {
    /// The case in which somebody responds so: what is never begun stands in no list.
    #[must_use]
    pub fn answered(&self, response: &Response) -> Self {
        let mut case = self.clone();
        let is_used = |id: &Id<Strategy>| response.of(*id) != Begun::Never;
        let since = |id: &Id<Strategy>| match response.of(*id) {
            Begun::AsPlanned => i64::MIN,
            Begun::At(minute) => minute,
            Begun::Never => i64::MAX,
        };
        let chains = case.views.iter_mut().flat_map(|view| &mut view.chains).map(|chain| &mut chain.ways);
        for ways in chains.chain(&mut case.restores) {
            ways.retain(is_used);
        }
        for service in case.services.values_mut() {
            service.ladder.retain(is_used);
        }
        let alone = &mut case.alone;
        for list in [&mut alone.sustain, &mut alone.report, &mut alone.tell, &mut alone.repair] {
            list.retain(is_used);
        }
        case.begun = case.strategies.ids().map(|id| since(&id)).collect();
        case
    }

    /// Whether somebody responds otherwise than the plan.
    #[must_use]
    pub fn is_answered(&self) -> bool {
        !self.begun.is_empty()
    }

    /// The minute before which nobody begins with a strategy \[min\].
    #[must_use]
    pub fn begun(&self, strategy: Id<Strategy>) -> i64 {
        self.begun.get(strategy.index()).copied().unwrap_or(i64::MIN)
    }
}
