//! What is due when: knows a total order of moments; does not know what they mean.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use crate::model::{Id, Service, Strategy};

/// Something due. The order of the variants is the order within a minute; numbers follow the order of names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Due {
    /// A strike ends.
    StrikeEnds(usize),
    /// A strike begins.
    StrikeBegins(usize),
    /// What is more than a strike begins to tell.
    Wave(usize),
    /// Somebody is there again to notice and act.
    Noticed,
    /// A repairing strategy gets to work.
    Repair(Id<Strategy>),
    /// The regulator can be told of a breach, by a strategy or because all is known.
    Report(usize, Option<Id<Strategy>>),
    /// What holds up demand in a slump is at work.
    Sustain(usize, Id<Strategy>),
    /// A service has been down for so long that it is for good, for an associate.
    Lasting(Id<Service>, Id<Strategy>),
    /// A way is ready in this view.
    Ready(usize),
    /// Levels may have changed: a battery is empty, a door opens or closes.
    Look,
    /// A copy of the data that a strike took is ready; after all by which what restoring needs may come back.
    Restore(usize, Id<Strategy>),
    /// A switch or a way to tell is ready; no level changes by that.
    Answer,
    /// The grace of a running session is over.
    Grace(usize),
    /// A postponed session starts.
    Begins(usize),
}

impl Due {
    /// Whether it comes after the levels of this minute are settled.
    pub(super) fn is_session(self) -> bool {
        matches!(self, Self::Grace(_) | Self::Begins(_))
    }
}

/// The moments ahead.
#[derive(Default)]
pub(super) struct Agenda(BinaryHeap<Reverse<(i64, Due)>>);

impl Agenda {
    pub(super) fn clear(&mut self) {
        self.0.clear();
    }

    pub(super) fn put(&mut self, time: i64, due: Due) {
        self.0.push(Reverse((time, due)));
    }

    /// The next moment.
    pub(super) fn next_time(&self) -> Option<i64> {
        self.0.peek().map(|Reverse((time, _))| *time)
    }

    /// The next moment after `time`.
    pub(super) fn next_after(&self, time: i64) -> Option<i64> {
        self.0.iter().map(|Reverse((at, _))| *at).filter(|at| *at > time).min()
    }

    /// Takes what is due at `time`, as long as `wanted` says so.
    pub(super) fn take(&mut self, time: i64, wanted: impl Fn(Due) -> bool) -> Option<Due> {
        let Reverse((at, due)) = *self.0.peek()?;
        if at == time && wanted(due) {
            self.0.pop();
            Some(due)
        } else {
            None
        }
    }
}
