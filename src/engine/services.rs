//! What services and functions can do at a minute: knows whether each can be held, which switches are on their way, and
//! which functions are back; does not know single sessions.

use crate::model::{Effect, Function, Id, Resource, Serves, Service, Strategy, within_capacity};
use crate::units::Share;

use super::agenda::Due;
use super::event::{Event, Sink};
use super::stage::Stage;

/// What is known of a service in this trial.
#[derive(Clone, Debug, Default)]
pub(super) struct ServiceState {
    /// Whether everything it needs is up, with or without substitutes: of a capacity, any part.
    pub(super) holds: bool,
    /// Whether it holds all of its sessions.
    pub(super) whole: bool,
    /// Its switches were called since it last did.
    pub(super) called: bool,
    /// Whether it rests on no substitute, where that is known.
    pub(super) plain: Option<bool>,
    /// Since when it can hold no session \[min\].
    pub(super) down_since: Option<i64>,
    /// Nobody has noticed yet that it does not.
    pub(super) unnoticed: bool,
    /// Switches under way: when each will be ready, where it works at all, and whether it holds a session at its time
    /// without asking the client to wait first.
    pub(super) switches: Vec<(Id<Strategy>, i64, bool)>,
}

impl<S: Sink> Stage<'_, S> {
    /// Brings everything to the state of this minute.
    pub(super) fn settle(&mut self) {
        self.settle_ways();
        for service in self.case.services.ids() {
            self.settle_service(service);
        }
        self.book_waiting();
        self.settle_functions(false);
        self.spread_news();
        self.strike_running();
    }

    fn settle_service(&mut self, service: Id<Service>) {
        let plan = &self.case.services[service];
        let holds = self.are_up(plan.view, &plan.needs);
        let whole = holds && self.capacity(service) == Share::ALL;
        let state = &mut self.world.services[service.index()];
        let (held, was_whole) =
            (std::mem::replace(&mut state.holds, holds), std::mem::replace(&mut state.whole, whole));
        state.plain = None;
        if whole && !was_whole {
            (state.unnoticed, state.called) = (false, false);
            state.switches.clear();
            self.take_back(service);
        }
        if held != holds {
            self.world.services[service.index()].down_since = (!holds).then_some(self.now);
        }
        if held && !holds {
            self.await_lasting(service);
        }
        if was_whole && !whole || held && !holds {
            self.respond(service);
        }
    }

    /// A service is down, or not at full strength: somebody starts on its switches, now or when somebody is there.
    fn respond(&mut self, service: Id<Service>) {
        let there = self.is_attended();
        self.world.services[service.index()].unnoticed = !there;
        if there && !std::mem::replace(&mut self.world.services[service.index()].called, true) {
            self.call_switches(service);
        }
    }

    pub(super) fn start_all_unnoticed(&mut self) {
        self.start_unnoticed();
        for service in self.case.services.ids() {
            if self.world.services[service.index()].unnoticed {
                self.respond(service);
            }
        }
    }

    /// Starts the clocks of a service's switches: one after the other, a failed one costing its time.
    fn call_switches(&mut self, service: Id<Service>) {
        let mut from = self.now;
        let case = self.case;
        let number = self.blame_of(service);
        let mut on_time = true;
        for strategy in &case.services[service].ladder {
            if self.is_postponing(*strategy) {
                self.called_by(*strategy, number);
                on_time &= !self.works(*strategy) || self.case.begun(*strategy) > self.now;
            }
            if !matches!(self.case.strategies[*strategy].effect, Effect::Switch(_) | Effect::HandOver(_)) {
                continue;
            }
            self.called_by(*strategy, number);
            let ready = self.ready_from(*strategy, from);
            self.note(Event::Called { strategy: *strategy, ready });
            if self.works(*strategy) {
                self.world.services[service.index()].switches.push((*strategy, ready, on_time));
                self.world.agenda.put(ready, Due::Answer);
            } else {
                self.note(Event::Failed { strategy: *strategy });
                // What somebody begins with only later keeps nothing else waiting, and an associate is asked beside all else.
                let is_switch = matches!(self.case.strategies[*strategy].effect, Effect::Switch(_));
                if is_switch && self.case.begun(*strategy) <= self.now {
                    from = ready;
                }
            }
        }
    }

    /// Whether a switch of a service, or its handing over, is ready and what it needs is up.
    pub(super) fn switch_is_ready(&self, service: Id<Service>, strategy: Id<Strategy>) -> bool {
        let state = &self.world.services[service.index()];
        let ready = state.switches.iter().any(|(s, at, _)| *s == strategy && *at <= self.now);
        ready && self.are_up(self.case.services[service].view, self.case.strategies[strategy].effect.needs())
    }

    pub(super) fn settle_functions(&mut self, only_of_services: bool) {
        let held = if self.all_plain() { None } else { Some(self.held_of_a_week()) };
        for function in self.case.functions.ids() {
            if only_of_services && matches!(self.case.functions[function].serves, Serves::Resources { .. }) {
                continue;
            }
            let down = !self.is_back(&self.case.functions[function], held.as_deref());
            if std::mem::replace(&mut self.world.down[function.index()], down) != down {
                self.note(if down { Event::FunctionDown { function } } else { Event::FunctionBack { function } });
            }
        }
    }

    /// Whether a function's resources are at its minimum level, or as much of a normal week of its services can be held; without
    /// a word all of it can.
    fn is_back(&self, function: &Function, held: Option<&[i128]>) -> bool {
        match (&function.serves, held) {
            (Serves::Resources { needs, view }, _) => self.are_up(*view, needs),
            (Serves::Services(_), None) => true,
            (Serves::Services(services), Some(held)) => {
                let weekly = |s: &Id<Service>| i128::from(self.case.services[*s].weekly.thousandths());
                let all: i128 = services.iter().map(weekly).sum();
                let can: i128 = services.iter().map(|s| held[s.index()]).sum();
                can >= all * i128::from(function.mbco.millionths())
            }
        }
    }

    /// Whether every service holds all of its sessions as planned.
    fn all_plain(&mut self) -> bool {
        self.all_whole() && self.case.services.ids().all(|service| self.rests_on_nothing(service))
    }

    /// Whether a service holds all of its sessions.
    pub(super) fn is_whole(&self, service: Id<Service>) -> bool {
        self.world.services[service.index()].whole
    }

    /// Whether no session of a service rests on a substitute now.
    pub(super) fn rests_on_nothing(&mut self, service: Id<Service>) -> bool {
        if let Some(known) = self.world.services[service.index()].plain {
            return known;
        }
        let plan = &self.case.services[service];
        let mut on = std::mem::take(&mut self.world.on);
        on.clear();
        self.resting_on(plan.view, &plan.needs, u32::MAX, &mut on);
        let plain = on.is_empty();
        self.world.on = on;
        self.world.services[service.index()].plain = Some(plain);
        plain
    }

    /// The share of a service's sessions that the resources it rests on can serve.
    pub(super) fn capacity(&self, service: Id<Service>) -> Share {
        let plan = &self.case.services[service];
        let level = |r: &Id<Resource>| self.world.ways.level(plan.view, *r);
        plan.capacity.iter().map(level).min().unwrap_or(Share::ALL)
    }

    /// Whether a session is one of those that its service's resources have no capacity for.
    pub(super) fn is_beyond_capacity(&self, service: Id<Service>, number: u32) -> bool {
        let level = self.capacity(service);
        level < Share::ALL && !within_capacity(self.case.services[service].rank(number), level)
    }

    pub(super) fn is_postponing(&self, strategy: Id<Strategy>) -> bool {
        matches!(self.case.strategies[strategy].effect, Effect::Postpone(_))
    }

    /// Whether every service holds all of its sessions.
    pub(super) fn all_whole(&self) -> bool {
        self.world.services.iter().all(|state| state.whole)
    }

    /// Whether a session can be held, with or without substitutes.
    pub(super) fn holds_session(&self, service: Id<Service>, number: u32) -> bool {
        self.holds(service) && !self.is_beyond_capacity(service, number)
    }

    /// Fills the substitutes on which a session of a service rests now; that none does is known until something changes.
    pub(super) fn rests_on(&mut self, service: Id<Service>, number: u32, on: &mut Vec<Id<Strategy>>) {
        on.clear();
        if self.rests_on_nothing(service) {
            return;
        }
        let plan = &self.case.services[service];
        self.resting_on(plan.view, &plan.needs, plan.rank(number), on);
    }

    /// Whether everything a service needs is up, with or without substitutes.
    pub(super) fn holds(&self, service: Id<Service>) -> bool {
        self.world.services[service.index()].holds
    }
}
