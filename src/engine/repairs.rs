//! Strikes as they begin and end, and what mends them sooner: knows the blows and whom to call; does not know what they
//! do to levels.

use crate::model::{Effect, Id, Resource, Strategy};
use crate::units::Share;

use super::agenda::Due;
use super::event::{Event, Sink};
use super::stage::Stage;
use super::strikes::shorten;

impl<S: Sink> Stage<'_, S> {
    pub(super) fn blow_begins(&mut self, i: usize) {
        let blow = self.world.blows[i];
        if blow.active || blow.from != self.now || blow.to <= self.now {
            return;
        }
        self.world.blows[i].active = true;
        self.world.active[blow.resource.index()].push(i);
        self.strike(blow.resource);
        self.world.agenda.put(blow.to, Due::StrikeEnds(i));
        self.note(Event::Struck { resource: blow.resource, level: blow.level });
        self.call_repairs(blow.resource, blow.number);
        self.call_restores(i);
    }

    pub(super) fn blow_ends(&mut self, i: usize) {
        let blow = self.world.blows[i];
        if blow.active && blow.to == self.now {
            self.world.blows[i].active = false;
            self.world.active[blow.resource.index()].retain(|at| *at != i);
            self.strike(blow.resource);
            self.note(Event::Restored { resource: blow.resource });
            self.data_is_back(blow);
        }
    }

    /// The resource's own level is the lowest of the blows on it: a union, never a sum.
    fn strike(&mut self, resource: Id<Resource>) {
        let active = self.world.active[resource.index()].iter();
        let level = active.map(|i| self.world.blows[*i].level).min().unwrap_or(Share::ALL);
        self.world.ways.struck(self.case, resource, level);
    }

    /// Calls whoever mends a resource, once in a disruption.
    fn call_repairs(&mut self, resource: Id<Resource>, number: usize) {
        let case = self.case;
        for strategy in &case.alone.repair {
            let strategy = *strategy;
            let Effect::Repair(repair) = &case.strategies[strategy].effect else { continue };
            if !repair.of.contains(&resource) || !self.world.first_call(strategy, number) {
                continue;
            }
            self.called_by(strategy, number);
            if self.works(strategy) {
                let ready = self.ready_from(strategy, self.now);
                self.note(Event::Called { strategy, ready });
                self.world.agenda.put(ready, Due::Repair(strategy));
            }
        }
    }

    pub(super) fn repair(&mut self, strategy: Id<Strategy>) {
        let Effect::Repair(repair) = &self.case.strategies[strategy].effect else { return };
        if self.needs_of_are_up(strategy) && self.shorten(&repair.of, repair.leaves) {
            self.pay_for_use(strategy);
            self.note(Event::InUse { strategy });
            self.note(Event::Ended { strategy });
        }
    }

    /// Whether what a strategy needs is up now; if not, that is told.
    pub(super) fn needs_of_are_up(&mut self, strategy: Id<Strategy>) -> bool {
        self.settle_ways();
        let up = self.are_up(self.case.desk[strategy.index()], self.case.strategies[strategy].effect.needs());
        if !up {
            self.note(Event::Failed { strategy });
        }
        up
    }

    /// Shortens what strikes some resources; says whether anything did.
    pub(super) fn shorten(&mut self, resources: &[Id<Resource>], leaves: Share) -> bool {
        self.pass_over();
        let open = self.world.open_blows;
        let shorter = shorten(&mut self.world.blows[open..], resources, self.now, leaves);
        if shorter {
            for (i, blow) in self.world.blows.iter().enumerate().skip(open) {
                let due = if blow.active { (blow.to, Due::StrikeEnds(i)) } else { (blow.from, Due::StrikeBegins(i)) };
                if due.0 >= self.now {
                    self.world.agenda.put(due.0, due.1);
                }
            }
        }
        shorter
    }
}
