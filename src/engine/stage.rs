//! The walk through a trial's time: knows the order of moments; does not know what becomes of a session, nor count.

use crate::model::{Case, Effect, Function, Id, Serves, Service, Strategy, Switch};
use crate::sampling::Draw;
use crate::units::{DAY, WEEK};

use super::agenda::{Agenda, Due};
use super::backlog::Backlog;
use super::clients::News;
use super::event::{Entry, Event, Loss, Sink, ToNext};
use super::sessions::Live;
use super::strikes::{Blow, Disruption, shorten, strike};
use super::ways::Ways;

/// Replays one trial of a case and tells `sink` what happens. [`Replay`] does the same for many trials and keeps its
/// working memory.
pub fn replay<S: Sink>(case: &Case, draw: Draw<'_>, sink: &mut S) {
    Replay::default().run(case, draw, sink);
}

/// Working memory for replays, used again for every trial.
#[derive(Default)]
pub struct Replay {
    world: World,
}

impl Replay {
    /// Replays one trial of a case and tells `sink` what happens.
    pub fn run<S: Sink>(&mut self, case: &Case, draw: Draw<'_>, sink: &mut S) {
        let disruption = strike(case, draw, &mut self.world.blows);
        let from = case.open_weeks[disruption.place] * WEEK;
        let world = &mut self.world;
        let mut stage = Stage { case, draw, sink, world, disruption, now: disruption.onset, end: from + case.horizon };
        stage.play();
    }
}

/// Everything that changes during a trial.
#[derive(Default)]
pub(super) struct World {
    pub(super) agenda: Agenda,
    pub(super) blows: Vec<Blow>,
    pub(super) ways: Ways,
    pub(super) backlog: Backlog,
    pub(super) news: News,
    pub(super) live: Vec<Live>,
    pub(super) running: Vec<usize>,
    services: Vec<ServiceState>,
    down: Vec<bool>,
    pub(super) on: Vec<Id<Strategy>>,
    /// The next moment at which somebody is there, where that is waited for.
    pub(super) noticed: Option<i64>,
    /// Running sessions that are struck and not yet saved.
    pub(super) struck: u32,
    pub(super) first_hit: Option<i64>,
    pub(super) next_held: Option<i64>,
}

/// What is known of a service in this trial.
#[derive(Clone, Debug, Default)]
struct ServiceState {
    /// Whether everything it needs is up, with or without substitutes.
    holds: bool,
    /// Nobody has noticed yet that it does not.
    unnoticed: bool,
    /// Switches under way: when each will be ready, where it works at all.
    switches: Vec<(Id<Strategy>, i64)>,
}

/// One trial under way.
pub(super) struct Stage<'a, S> {
    pub(super) case: &'a Case,
    pub(super) draw: Draw<'a>,
    pub(super) sink: &'a mut S,
    pub(super) world: &'a mut World,
    pub(super) disruption: Disruption,
    pub(super) now: i64,
    /// The horizon \[min\].
    pub(super) end: i64,
}

impl<S: Sink> Stage<'_, S> {
    fn play(&mut self) {
        self.reset();
        let Disruption { hazard, onset, place } = self.disruption;
        self.note(Event::Opened { hazard, onset, place });
        for (i, blow) in self.world.blows.iter().enumerate() {
            self.world.agenda.put(blow.from, Due::StrikeBegins(i));
        }
        for session in self.case.diary.running_at(onset) {
            let live = self.as_booked(session);
            self.world.running.push(self.world.live.len());
            self.world.live.push(live);
        }
        let mut next = self.case.diary.first_from(onset);
        while !self.is_calm() {
            let booked = (next < self.case.diary.len()).then(|| self.case.diary.session(Id::at(next)).start);
            let Some(time) = [self.world.agenda.next_time(), booked].into_iter().flatten().min() else { break };
            if time >= self.end {
                break;
            }
            let before = std::mem::replace(&mut self.now, time);
            self.finish_ended(before);
            next = self.minute(next);
        }
        self.close(next);
    }

    fn reset(&mut self) {
        let world = &mut *self.world;
        world.agenda.clear();
        world.ways.reset(self.case);
        world.backlog.reset();
        world.news.reset();
        world.live.clear();
        world.running.clear();
        world.services.resize_with(self.case.services.len(), ServiceState::default);
        for state in &mut world.services {
            (state.holds, state.unnoticed) = (true, false);
            state.switches.clear();
        }
        world.down.clear();
        world.down.resize(self.case.functions.len(), false);
        (world.noticed, world.first_hit, world.next_held) = (None, None, None);
        world.struck = 0;
    }

    /// All that happens in one minute; gives the next session of the diary.
    fn minute(&mut self, mut next: usize) -> usize {
        let now = self.now;
        let (mut answered, mut changed) = (false, false);
        while let Some(due) = self.world.agenda.take(now, |due| !due.is_session()) {
            self.apply(due);
            answered = true;
            changed |= due != Due::Answer;
        }
        if changed {
            self.settle();
        } else if answered {
            self.settle_functions();
            self.spread_news();
        }
        while let Some(due) = self.world.agenda.take(now, Due::is_session) {
            match due {
                Due::Grace(live) => self.grace_is_over(live),
                Due::Begins(live) => self.begin(live),
                _ => {}
            }
        }
        while next < self.case.diary.len() && self.case.diary.session(Id::at(next)).start == now {
            self.begin_booked(Id::at(next));
            next += 1;
        }
        next
    }

    fn apply(&mut self, due: Due) {
        match due {
            Due::StrikeBegins(i) => self.blow_begins(i),
            Due::StrikeEnds(i) => self.blow_ends(i),
            Due::Ready(view) => self.world.ways.look_at(self.case, view),
            Due::Repair(strategy) => self.repair(strategy),
            Due::Noticed => self.start_all_unnoticed(),
            Due::Look => self.look(),
            Due::Answer | Due::Grace(_) | Due::Begins(_) => {}
        }
    }

    fn blow_begins(&mut self, i: usize) {
        let blow = self.world.blows[i];
        if blow.active || blow.from != self.now || blow.to <= self.now {
            return;
        }
        self.world.blows[i].active = true;
        self.world.ways.struck(self.case, blow.resource, &self.world.blows);
        self.world.agenda.put(blow.to, Due::StrikeEnds(i));
        self.note(Event::Struck { resource: blow.resource, level: blow.level });
        self.call_repairs(blow.resource);
    }

    fn blow_ends(&mut self, i: usize) {
        let blow = self.world.blows[i];
        if blow.active && blow.to == self.now {
            self.world.blows[i].active = false;
            self.world.ways.struck(self.case, blow.resource, &self.world.blows);
            self.note(Event::Restored { resource: blow.resource });
        }
    }

    /// Calls whoever mends a resource, once in a trial.
    fn call_repairs(&mut self, resource: Id<crate::model::Resource>) {
        for (strategy, _, plan) in self.case.strategies.iter() {
            let Effect::Repair(repair) = &plan.effect else { continue };
            if repair.of.contains(&resource) && self.works(strategy) && self.world.news.first_call(strategy) {
                let ready = self.ready_from(strategy, self.now);
                self.note(Event::Called { strategy, ready });
                self.world.agenda.put(ready, Due::Repair(strategy));
            }
        }
    }

    fn repair(&mut self, strategy: Id<Strategy>) {
        let Effect::Repair(repair) = &self.case.strategies[strategy].effect else { return };
        self.settle_ways();
        if !self.are_up(self.case.desk[strategy.index()], &repair.needs) {
            self.note(Event::Failed { strategy });
            return;
        }
        if shorten(&mut self.world.blows, &repair.of, self.now, repair.leaves) {
            for (i, blow) in self.world.blows.iter().enumerate() {
                let due = if blow.active { (blow.to, Due::StrikeEnds(i)) } else { (blow.from, Due::StrikeBegins(i)) };
                if due.0 >= self.now {
                    self.world.agenda.put(due.0, due.1);
                }
            }
            self.pay_for_use(strategy);
            self.note(Event::InUse { strategy });
            self.note(Event::Ended { strategy });
        }
    }

    /// Brings everything to the state of this minute.
    pub(super) fn settle(&mut self) {
        self.settle_ways();
        let all_held = self.all_hold();
        for service in self.case.services.ids() {
            self.settle_service(service);
        }
        if all_held && !self.all_hold() {
            self.forget_news();
        }
        self.book_waiting();
        self.settle_functions();
        self.spread_news();
        self.strike_running();
    }

    fn settle_service(&mut self, service: Id<Service>) {
        let plan = &self.case.services[service];
        let holds = self.are_up(plan.view, &plan.needs);
        let before = std::mem::replace(&mut self.world.services[service.index()].holds, holds);
        if before && !holds {
            self.world.news.disturbed = true;
            self.respond(service);
        } else if holds && !before {
            let state = &mut self.world.services[service.index()];
            state.unnoticed = false;
            state.switches.clear();
        }
    }

    /// A service is down: somebody starts on its switches and tells clients, now or when somebody is there.
    fn respond(&mut self, service: Id<Service>) {
        let there = self.is_attended();
        self.world.services[service.index()].unnoticed = !there;
        if there {
            self.call_switches(service);
            self.call_tellers();
        }
    }

    fn start_all_unnoticed(&mut self) {
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
        for strategy in &case.services[service].ladder {
            if !matches!(self.case.strategies[*strategy].effect, Effect::Switch(_)) {
                continue;
            }
            let ready = self.ready_from(*strategy, from);
            self.note(Event::Called { strategy: *strategy, ready });
            if self.works(*strategy) {
                self.world.services[service.index()].switches.push((*strategy, ready));
                self.world.agenda.put(ready, Due::Answer);
            } else {
                self.note(Event::Failed { strategy: *strategy });
                from = ready;
            }
        }
    }

    /// Whether a switch of a service is ready and what it needs is up.
    pub(super) fn switch_is_ready(
        &self,
        service: Id<Service>,
        strategy: Id<Strategy>,
    ) -> Option<&Switch<Id<crate::model::Resource>>> {
        let state = &self.world.services[service.index()];
        let ready = state.switches.iter().any(|(s, at)| *s == strategy && *at <= self.now);
        match &self.case.strategies[strategy].effect {
            Effect::Switch(switch) if ready && self.are_up(self.case.services[service].view, &switch.needs) => {
                Some(switch)
            }
            _ => None,
        }
    }

    fn settle_functions(&mut self) {
        for function in self.case.functions.ids() {
            let down = !self.is_back(&self.case.functions[function]);
            if std::mem::replace(&mut self.world.down[function.index()], down) != down {
                self.note(if down { Event::FunctionDown { function } } else { Event::FunctionBack { function } });
            }
        }
    }

    /// Whether a function's resources and ways are at its minimum level.
    fn is_back(&self, function: &Function) -> bool {
        match &function.serves {
            Serves::Resources { needs, view } => self.are_up(*view, needs),
            Serves::Services(services) => {
                let weekly = |s: &Id<Service>| u64::from(self.case.services[*s].weekly);
                let all: u64 = services.iter().map(weekly).sum();
                let can: u64 = services.iter().filter(|s| self.can_hold(**s)).map(weekly).sum();
                can * u64::from(crate::units::MILLION) >= all * u64::from(function.mbco.millionths())
            }
        }
    }

    fn can_hold(&self, service: Id<Service>) -> bool {
        let state = &self.world.services[service.index()];
        state.holds || state.switches.iter().any(|(s, _)| self.switch_is_ready(service, *s).is_some())
    }

    /// Whether every service can be held.
    pub(super) fn all_hold(&self) -> bool {
        self.case.services.ids().all(|service| self.holds(service))
    }

    /// Whether everything a service needs is up, with or without substitutes.
    pub(super) fn holds(&self, service: Id<Service>) -> bool {
        self.world.services[service.index()].holds
    }

    /// Whether everything is as it was: nothing struck, nobody waiting, no way in use.
    fn is_calm(&self) -> bool {
        self.world.blows.iter().all(|b| !b.active && (b.to <= self.now || b.from >= b.to))
            && self.world.backlog.moved_ahead == 0
            && self.world.ways.idle()
            && self.world.struck == 0
    }

    /// Ends the trial: sessions still running are held, those still waiting are lost.
    fn close(&mut self, next: usize) {
        let calm = self.is_calm();
        if !calm {
            self.now = self.end;
        }
        for i in 0..self.world.running.len() {
            let live = self.world.live[self.world.running[i]];
            if !live.struck {
                self.held(live);
            } else {
                self.lose(self.world.running[i], Loss::Open);
            }
        }
        self.lose_waiting();
        self.end_silence();
        let to_next = self.world.first_hit.map(|hit| self.to_next(hit, next, calm));
        self.note(Event::Closed { calm, to_next });
    }

    fn to_next(&self, hit: i64, next: usize, calm: bool) -> ToNext {
        let diary = &self.case.diary;
        let undisturbed = || {
            (next..diary.len())
                .map(Id::at)
                .find(|s| !self.has_left(*s))
                .map(|s| diary.session(s).start)
                .filter(|start| calm && *start < self.end)
        };
        let held = [self.world.next_held, undisturbed()].into_iter().flatten().min();
        ToNext { minutes: held.unwrap_or(self.end) - hit, censored: held.is_none() }
    }

    pub(super) fn note(&mut self, event: Event) {
        self.sink.note(self.now, event);
    }

    pub(super) fn cash(&mut self, day: i64, amount: i64, entry: Entry) {
        if amount != 0 {
            self.note(Event::Cash { day, amount, entry });
        }
    }

    pub(super) fn cash_now(&mut self, amount: i64, entry: Entry) {
        self.cash(self.now.div_euclid(DAY), amount, entry);
    }
}
