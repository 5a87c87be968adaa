//! What happens in a trial, told once: knows the kinds of events; does not count or print them.

use crate::model::{Function, Hazard, Id, Resource, Service, SessionId, Strategy, Threat};
use crate::units::Share;

/// One thing that happened.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Event {
    /// The trial begins, in the open week at this place; a year begins on the first day, at place 0.
    Opened {
        /// The place of its week among the open weeks.
        place: usize,
    },
    /// A disruption arrives.
    Arrived {
        /// Its number in this trial, from 0 on.
        number: usize,
        /// What strikes.
        hazard: Id<Hazard>,
    },
    /// A disruption, or what it would have set off, does not happen.
    Averted {
        /// The number of the disruption.
        number: usize,
        /// What does not happen.
        threat: Threat,
        /// The strategy that averts it.
        by: Id<Strategy>,
    },
    /// A consequence begins.
    SetOff {
        /// The number of the disruption.
        number: usize,
        /// What it sets off.
        threat: Threat,
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
        /// What it earned less than its fee \[minor units\].
        lacks: i64,
        /// The number of the disruption.
        cause: usize,
    },
    /// A session was held by an associate at its planned time.
    HandedOver {
        /// Which one.
        session: SessionId,
        /// The strategy that carried it.
        by: Id<Strategy>,
        /// What it was worth.
        worth: Share,
        /// What it earned less than its fee \[minor units\].
        lacks: i64,
        /// The number of the disruption.
        cause: usize,
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
        /// What it earned less than its fee \[minor units\].
        lacks: i64,
        /// The strategy that postponed it.
        by: Id<Strategy>,
        /// The number of the disruption.
        cause: usize,
    },
    /// A session was lost.
    Lost {
        /// Which one.
        session: SessionId,
        /// Why.
        why: Loss,
        /// What of its fee never comes: all of it, unless some is due all the same \[minor units\].
        lacks: i64,
        /// The number of the disruption.
        cause: usize,
    },
    /// A client whose session is missed, or was in doubt, knows.
    Told {
        /// Which session.
        session: SessionId,
        /// Only after it was to start.
        late: bool,
        /// How long the client was in doubt \[min\].
        doubt: i64,
    },
    /// The practice has closed: a session that would have been booked later is not.
    NotBooked {
        /// Which session.
        session: SessionId,
        /// The number of the disruption.
        cause: usize,
    },
    /// A client left for good.
    ClientLeft {
        /// Of which service.
        service: Id<Service>,
        /// Which client.
        client: u32,
        /// The number of the disruption.
        cause: usize,
    },
    /// Work on data was lost for good, or has been done again.
    WorkLost {
        /// Which data.
        resource: Id<Resource>,
        /// How much \[min\].
        minutes: i64,
        /// The number of the disruption.
        cause: usize,
    },
    /// The regulator knows of a breach.
    Reported {
        /// How long after it was to be known \[min\].
        after: i64,
        /// The number of the disruption.
        cause: usize,
    },
    /// The practice closes for good.
    WoundUp {
        /// The number of the disruption.
        cause: usize,
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
        /// The number of the disruption.
        cause: usize,
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
    /// The client pauses because times are bad.
    NoDemand,
    /// The practice has closed for good.
    WoundUp,
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
    /// A fee paid in advance goes back.
    Refund,
    /// A client gets the fee of a missed session back although it is made up for.
    Credit,
    /// A fee that never comes because times are bad.
    Unpaid,
    /// What a disruption costs directly.
    Damage,
    /// An insurance pays.
    Cover,
}

/// Hears what happens, in order of time except for [`Event::Told`], which is settled with the session it is about, and
/// [`Event::Cash`], which may lie ahead.
pub trait Sink {
    /// Something happened at `time` \[min\].
    fn note(&mut self, time: i64, event: Event);

    /// Whether it still listens; asked at every moment. A trial to which nobody listens any more is given up: it has no
    /// [`Event::Closed`].
    fn listens(&self) -> bool {
        true
    }
}

/// All events of one trial, kept.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Story(pub Vec<(i64, Event)>);

impl Sink for Story {
    fn note(&mut self, time: i64, event: Event) {
        self.0.push((time, event));
    }
}
