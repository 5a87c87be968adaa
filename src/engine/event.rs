//! What happens in a trial, told once: knows the kinds of events; does not count or print them.

use crate::model::{Function, Hazard, Id, Resource, Service, SessionId, Strategy};
use crate::units::Share;

/// One thing that happened.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Event {
    /// The trial begins: the Monday of the week in which the hazard strikes, by its place among the open weeks.
    Opened {
        /// What strikes.
        hazard: Id<Hazard>,
        /// When it strikes \[min\].
        onset: i64,
        /// The place of its week among the open weeks.
        place: usize,
    },
    /// A resource is taken down to a level.
    Struck {
        /// Which one.
        resource: Id<Resource>,
        /// To which level.
        level: Share,
    },
    /// A strike on a resource ends.
    Restored {
        /// Which one.
        resource: Id<Resource>,
    },
    /// Somebody starts on a strategy, or it starts by itself.
    Called {
        /// Which one.
        strategy: Id<Strategy>,
        /// When it will be ready \[min\].
        ready: i64,
    },
    /// A strategy is in use.
    InUse {
        /// Which one.
        strategy: Id<Strategy>,
    },
    /// A strategy did not work, or what it needs is down.
    Failed {
        /// Which one.
        strategy: Id<Strategy>,
    },
    /// A strategy is no longer in use: not needed, used up, or what it needs went down.
    Ended {
        /// Which one.
        strategy: Id<Strategy>,
    },
    /// A session meets a span in which something it needs is down.
    Hit {
        /// Which one.
        session: SessionId,
    },
    /// A session was held as planned although something was down around it.
    Held {
        /// Which one.
        session: SessionId,
        /// When it started \[min\].
        start: i64,
    },
    /// A session was held another way at its planned time.
    HeldAnotherWay {
        /// Which one.
        session: SessionId,
        /// The strategy that carried it.
        by: Id<Strategy>,
        /// What it was worth.
        worth: Share,
    },
    /// A client agreed to wait.
    Postponed {
        /// Which session.
        session: SessionId,
        /// The strategy that offered it.
        by: Id<Strategy>,
    },
    /// A postponed session has a new date.
    Booked {
        /// Which one.
        session: SessionId,
        /// Its new start \[min\].
        start: i64,
    },
    /// A postponed session was held.
    Moved {
        /// Which one.
        session: SessionId,
        /// When it started \[min\].
        start: i64,
        /// What it was worth.
        worth: Share,
        /// The strategy that postponed it.
        by: Id<Strategy>,
    },
    /// A session was lost.
    Lost {
        /// Which one.
        session: SessionId,
        /// Why.
        why: Loss,
    },
    /// A client whose session is missed knows.
    Told {
        /// Which session.
        session: SessionId,
    },
    /// A client left for good.
    ClientLeft {
        /// Of which service.
        service: Id<Service>,
        /// Which client.
        client: u32,
    },
    /// A function fell below its minimum level.
    FunctionDown {
        /// Which one.
        function: Id<Function>,
    },
    /// A function is back at its minimum level.
    FunctionBack {
        /// Which one.
        function: Id<Function>,
    },
    /// Money moves, against the undisturbed ledger.
    Cash {
        /// On which day \[d\].
        day: i64,
        /// How much, in minor units.
        amount: i64,
        /// What for.
        entry: Entry,
    },
    /// All is as before, or the horizon is reached.
    Closed {
        /// Whether all was as before.
        calm: bool,
        /// Time from the first session hit to the next one held \[min\]; none where no session was hit.
        to_next: Option<ToNext>,
    },
}

/// How long it took to the next session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ToNext {
    /// Minutes \[min\].
    pub minutes: i64,
    /// None was held before the horizon: it took at least so long.
    pub censored: bool,
}

/// Why a session was lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Loss {
    /// No rung of the ladder could hold it and the client did not want to wait.
    NoWay,
    /// The client waited, but no slot was free within the client's patience.
    NoSlot,
    /// It was moved twice and hit again.
    HitAgain,
    /// It was still waiting at the horizon.
    Open,
    /// The client had left.
    ClientLeft,
}

/// What an amount is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Entry {
    /// The fee of a session that was lost, or what was lacking in one held another way.
    Fee,
    /// A fee that comes later than planned: out at the old date, in at the new one.
    Shifted,
    /// The cost of a strategy.
    Cost,
}

/// Hears what happens, in order of time except for [`Event::Cash`], which may lie ahead.
pub trait Sink {
    /// Something happened at `time` \[min\].
    fn note(&mut self, time: i64, event: Event);
}

/// All events of one trial, kept.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Story(pub Vec<(i64, Event)>);

impl Sink for Story {
    fn note(&mut self, time: i64, event: Event) {
        self.0.push((time, event));
    }
}
