//! Data that a strike took: knows what brings it back, and how much work is lost; does not know what needs the data.
//!
//! A copy that is restored is as old as its interval, its silent failures and its delay make it; what is not restored must be done
//! again, for as long as the data is gone. Where a substitute (a synced copy) took over, nothing is lost.

use crate::model::{Effect, Id, Resource, Strategy};
use crate::units::Share;

use super::agenda::Due;
use super::event::{Event, Sink};
use super::stage::Stage;
use super::strikes::Blow;

/// A loss of data that is not settled, or is.
#[derive(Clone, Copy, Debug)]
pub(super) struct LostWork {
    resource: Id<Resource>,
    number: usize,
    since: i64,
    settled: bool,
}

impl<S: Sink> Stage<'_, S> {
    /// Data is struck: what may restore it is called, one after the other, a failed one costing its time.
    pub(super) fn call_restores(&mut self, i: usize) {
        let Blow { resource, level, since, number, .. } = self.world.blows[i];
        let plan = &self.case.resources[resource];
        let known = |lost: &LostWork| (lost.resource, lost.number) == (resource, number);
        if !plan.data || level >= plan.enough || self.world.lost_work.iter().any(known) {
            return;
        }
        self.world.lost_work.push(LostWork { resource, number, since, settled: false });
        let mut from = self.now;
        let case = self.case;
        let mut order = std::borrow::Cow::Borrowed(&case.restores[resource.index()]);
        if case.is_answered() {
            order.to_mut().sort_by_key(|strategy| case.begun(*strategy).max(from));
        }
        for strategy in order.iter().copied() {
            self.called_by(strategy, number);
            let ready = self.ready_from(strategy, from);
            self.note(Event::Called { strategy, ready });
            if self.works(strategy) {
                self.world.agenda.put(ready, Due::Restore(i, strategy));
                return;
            }
            self.note(Event::Failed { strategy });
            from = ready;
        }
    }

    /// A copy is ready: it is brought back as soon as what that needs is up.
    pub(super) fn restore(&mut self, i: usize, strategy: Id<Strategy>) {
        let Blow { resource, number, .. } = self.world.blows[i];
        let gone = |b: &Blow| (b.resource, b.number) == (resource, number) && b.to > self.now;
        let Effect::Restore(restore) = &self.case.strategies[strategy].effect else { return };
        if !self.world.blows.iter().any(gone) {
            return;
        }
        self.settle_ways();
        if !self.are_up(self.case.desk[strategy.index()], &restore.needs) {
            // What is down comes back at some moment that is already known, the end of the strike at the latest.
            if let Some(next) = self.world.agenda.next_after(self.now) {
                self.world.agenda.put(next, Due::Restore(i, strategy));
            }
            return;
        }
        // Where a synced copy took over, the newest copy there is has lost nothing.
        let minutes = match self.was_substituted(resource, number) {
            true => 0,
            // Nobody goes back further than doing the work again would take.
            false => restore.age(self.draw.copy(self.cause(number), strategy)).min(self.again(resource, number)),
        };
        self.settle_lost_work(resource, number, minutes);
        self.shorten(&[resource], Share::NONE);
        self.pay_for_use(strategy);
        self.note(Event::InUse { strategy });
        self.note(Event::Ended { strategy });
    }

    /// How long it takes to do the work again: as long as the data would be gone \[min\].
    fn again(&self, resource: Id<Resource>, number: usize) -> i64 {
        let own = self.world.blows.iter().filter(|b| (b.resource, b.number) == (resource, number));
        own.clone().map(|b| b.to).max().unwrap_or(0) - own.map(|b| b.since).min().unwrap_or(0)
    }

    /// A strike on data ends by itself: what was lost has been done again, unless a substitute had taken over.
    pub(super) fn data_is_back(&mut self, blow: Blow) {
        let Blow { resource, number, .. } = blow;
        let more = |b: &Blow| (b.resource, b.number) == (resource, number) && b.to > self.now;
        if !self.case.resources[resource].data || self.world.blows.iter().any(more) {
            return;
        }
        let minutes = if self.was_substituted(resource, number) { 0 } else { self.now - blow.since };
        self.settle_lost_work(resource, number, minutes);
    }

    /// What is still gone at the end is lost for good.
    pub(super) fn lose_data_for_good(&mut self) {
        for lost in self.world.lost_work.clone() {
            let minutes = if self.was_substituted(lost.resource, lost.number) { 0 } else { self.end - lost.since };
            self.settle_lost_work(lost.resource, lost.number, minutes);
        }
    }

    fn settle_lost_work(&mut self, resource: Id<Resource>, number: usize, minutes: i64) {
        let open = |lost: &&mut LostWork| (lost.resource, lost.number, lost.settled) == (resource, number, false);
        let Some(lost) = self.world.lost_work.iter_mut().find(open) else { return };
        lost.settled = true;
        if minutes > 0 {
            self.note(Event::WorkLost { resource, minutes, cause: number });
        }
    }

    fn was_substituted(&self, resource: Id<Resource>, number: usize) -> bool {
        self.case.strategies.iter().any(|(id, _, strategy)| {
            let stands_in = matches!(&strategy.effect, Effect::Substitute(way) if way.replaces.contains(&resource));
            stands_in && self.world.ways.was_used(id, number)
        })
    }
}
