//! How long it is to the next session: knows, for each disruption, the first session that it hit and the next one that was held in
//! any way; does not know how sessions are held.

use crate::model::Id;

use super::event::{Sink, ToNext};
use super::stage::Stage;

/// The waits of a trial, a disruption each.
#[derive(Default)]
pub(super) struct Waits {
    open: Vec<Wait>,
    /// The longest of those that are over.
    longest: Option<ToNext>,
}

#[derive(Clone, Copy)]
struct Wait {
    number: usize,
    /// The planned start of the first session hit \[min\].
    hit: i64,
    /// The start of the next one held \[min\].
    held: Option<i64>,
}

impl Waits {
    pub(super) fn reset(&mut self) {
        self.open.clear();
        self.longest = None;
    }

    /// A session that was to start at `start` is hit by a disruption.
    pub(super) fn hit(&mut self, number: usize, start: i64) {
        if !self.open.iter().any(|wait| wait.number == number) {
            self.open.push(Wait { number, hit: start, held: None });
        }
    }

    /// A session that started at `start` is held.
    pub(super) fn held(&mut self, start: i64) {
        for wait in self.open.iter_mut().filter(|wait| start >= wait.hit) {
            wait.held = Some(wait.held.map_or(start, |known| known.min(start)));
        }
    }

    fn take(&mut self, wait: ToNext) {
        let longer = |known: ToNext| (known.censored, known.minutes) < (wait.censored, wait.minutes);
        if self.longest.is_none_or(longer) {
            self.longest = Some(wait);
        }
    }
}

impl<S: Sink> Stage<'_, S> {
    /// What disruptions are over, or the trial is: who still waits comes to the next session of the diary where all is as before.
    pub(super) fn end_waits(&mut self, calm: bool) {
        let undisturbed = || {
            let diary = &self.case.diary;
            let next = (self.world.next..diary.len()).map(Id::at).find(|session| !self.has_left(*session));
            next.map(|session| diary.session(session).start).filter(|start| *start < self.end)
        };
        let next = if calm && !self.world.waits.open.is_empty() { undisturbed() } else { None };
        for Wait { hit, held, .. } in std::mem::take(&mut self.world.waits.open) {
            let held = [held, next].into_iter().flatten().min();
            self.world.waits.take(ToNext { minutes: held.unwrap_or(self.end) - hit, censored: held.is_none() });
        }
    }

    /// The practice has closed: whoever waits then does so for good, and so does whom the closing hits.
    pub(super) fn wait_for_good(&mut self, number: usize) {
        self.end_waits(false);
        self.world.waits.hit(number, self.now);
        self.end_waits(false);
    }

    /// The longest wait of the trial; none where no session was hit.
    pub(super) fn longest_wait(&self) -> Option<ToNext> {
        self.world.waits.longest
    }
}
