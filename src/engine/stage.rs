//! The walk through a trial's time: knows the order of moments and what becomes of each session; does not count.

use crate::model::{Case, Effect, Function, Id, Serves, Service, SessionId, Strategy, Switch};
use crate::sampling::Draw;
use crate::units::{DAY, Share, WEEK};

use super::agenda::{Agenda, Due};
use super::backlog::Backlog;
use super::clients::News;
use super::event::{Entry, Event, Loss, Sink, ToNext};
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
    running: Vec<usize>,
    services: Vec<ServiceState>,
    down: Vec<bool>,
    on: Vec<Id<Strategy>>,
    /// The next moment at which somebody is there, where that is waited for.
    pub(super) noticed: Option<i64>,
    /// Running sessions that are struck and not yet saved.
    struck: u32,
    first_hit: Option<i64>,
    next_held: Option<i64>,
}

/// A session that has started or waits for its new date.
#[derive(Clone, Copy, Debug)]
pub(super) struct Live {
    pub(super) session: SessionId,
    pub(super) start: i64,
    pub(super) end: i64,
    /// How often it was moved so far, and by which strategy.
    pub(super) moves: u8,
    pub(super) postponed_by: Option<Id<Strategy>>,
    how: How,
    /// Struck while running and not yet saved.
    struck: bool,
    /// It has met a span in which a need was down.
    hit: bool,
    /// The strategy that it was charged for, in case that carries it again after a break.
    charged: Option<Id<Strategy>>,
    /// Its new date has not come yet.
    booked_anew: bool,
}

impl Live {
    /// It has a new date and is as good as never struck.
    pub(super) fn reopen(&mut self) {
        (self.struck, self.how, self.charged) = (false, How::AsPlanned, None);
        self.booked_anew = true;
    }

    /// Whether it has a new date that has not come yet.
    pub(super) fn is_booked_anew(&self) -> bool {
        self.booked_anew
    }
}

/// How a session is being held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum How {
    AsPlanned,
    By(Id<Strategy>, Share),
}

impl How {
    fn by(self) -> Option<Id<Strategy>> {
        match self {
            Self::AsPlanned => None,
            Self::By(strategy, _) => Some(strategy),
        }
    }
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
    fn settle(&mut self) {
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
    fn switch_is_ready(
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

    fn as_booked(&self, session: SessionId) -> Live {
        let booked = self.case.diary.session(session);
        let (start, end) = (booked.start, booked.end);
        Live {
            session,
            start,
            end,
            moves: 0,
            postponed_by: None,
            how: How::AsPlanned,
            struck: false,
            hit: false,
            charged: None,
            booked_anew: false,
        }
    }

    fn begin_booked(&mut self, session: SessionId) {
        if self.has_left(session) {
            return;
        }
        let live = self.as_booked(session);
        self.world.live.push(live);
        self.begin(self.world.live.len() - 1);
    }

    /// A session starts: it runs if a rung of its ladder holds it.
    fn begin(&mut self, live: usize) {
        self.world.live[live].booked_anew = false;
        let session = self.world.live[live].session;
        if self.has_left(session) {
            self.lose(live, Loss::ClientLeft);
            return;
        }
        let runs = self.runs(live);
        if !self.holds(self.case.diary.session(session).service) {
            self.hit(live);
        }
        if runs {
            self.world.running.push(live);
        } else {
            self.miss(live);
        }
    }

    /// Walks the ladder up to postponing; says whether the session can run now, and remembers how.
    fn runs(&mut self, live: usize) -> bool {
        let Live { session, start, end, charged, .. } = self.world.live[live];
        let service = self.case.diary.session(session).service;
        let plan = &self.case.services[service];
        let mut on = std::mem::take(&mut self.world.on);
        self.find_carriers(live, &mut on);
        let holds = self.world.services[service.index()].holds;
        let mut how = (holds && on.is_empty()).then_some(How::AsPlanned);
        if how.is_none() {
            how = plan.ladder.iter().find_map(|rung| self.rung(service, session, *rung, holds, &on));
        }
        if let Some(How::By(by, _)) = how.filter(|how| how.by() != charged) {
            self.world.live[live].charged = Some(by);
            let carriers: &[Id<Strategy>] = if on.contains(&by) { &on } else { &[by] };
            for strategy in carriers {
                self.pay_for_use(*strategy);
                self.pay_for_session(*strategy, start, end - start);
                self.world.ways.carry(self.case, *strategy, end - start);
            }
        }
        self.world.on = on;
        if let Some(how) = how {
            self.world.live[live].how = how;
        }
        how.is_some()
    }

    /// The substitutes on which a session's service rests, after those with too little left for it have been given up.
    fn find_carriers(&mut self, live: usize, on: &mut Vec<Id<Strategy>>) {
        let Live { session, start, end, charged, .. } = self.world.live[live];
        let service = self.case.diary.session(session).service;
        let plan = &self.case.services[service];
        let lacks = |stage: &Self, s: &Id<Strategy>| Some(*s) != charged && stage.minutes_left(*s) < end - start;
        loop {
            on.clear();
            if !self.world.services[service.index()].holds {
                return;
            }
            self.resting_on(plan.view, &plan.needs, on);
            let Some(short) = on.iter().copied().find(|s| lacks(self, s)) else { return };
            let left = self.minutes_left(short);
            // Below zero: given up. Zero is what the session that used up the last of it runs on.
            self.world.ways.carry(self.case, short, left + 1);
            self.settle();
        }
    }

    fn rung(
        &self,
        service: Id<Service>,
        session: SessionId,
        rung: Id<Strategy>,
        holds: bool,
        on: &[Id<Strategy>],
    ) -> Option<How> {
        match &self.case.strategies[rung].effect {
            Effect::Substitute(_) if holds && on.contains(&rung) => {
                let worth = on.iter().filter_map(|s| self.worth_of(*s)).min().unwrap_or(Share::ALL);
                Some(How::By(rung, worth))
            }
            Effect::Switch(_) => {
                let switch = self.switch_is_ready(service, rung)?;
                let client = self.client_of(session);
                let takes = switch.accepted == Share::ALL
                    || self.draw.accepts(self.disruption.hazard, rung, client) < switch.accepted.fraction();
                takes.then_some(How::By(rung, switch.worth))
            }
            _ => None,
        }
    }

    fn worth_of(&self, strategy: Id<Strategy>) -> Option<Share> {
        match &self.case.strategies[strategy].effect {
            Effect::Substitute(way) => Some(way.worth),
            _ => None,
        }
    }

    /// Running sessions whose way just went down have their grace to find another.
    fn strike_running(&mut self) {
        for i in 0..self.world.running.len() {
            let live = self.world.running[i];
            let Live { session, end, how, struck, .. } = self.world.live[live];
            if struck || end <= self.now || self.still_runs(session, how) {
                continue;
            }
            self.world.live[live].struck = true;
            self.world.struck += 1;
            self.hit(live);
            self.world.agenda.put(self.now + self.case.grace, Due::Grace(live));
        }
    }

    fn still_runs(&self, session: SessionId, how: How) -> bool {
        let service = self.case.diary.session(session).service;
        let by_switch = match how {
            // A call under way needs no new start, even if the service came back and went again meanwhile.
            How::By(by, _) => match &self.case.strategies[by].effect {
                Effect::Switch(switch) => self.are_up(self.case.services[service].view, &switch.needs),
                _ => false,
            },
            How::AsPlanned => false,
        };
        by_switch || self.holds(service)
    }

    fn grace_is_over(&mut self, live: usize) {
        let saved = self.runs(live);
        self.world.live[live].struck = false;
        self.world.struck -= 1;
        if !saved {
            self.world.running.retain(|running| *running != live);
            self.miss(live);
        }
    }

    /// Sessions that have ended since the minute before and are not struck were held, told in the order of their ends.
    fn finish_ended(&mut self, before: i64) {
        let now = self.now;
        loop {
            let live = |world: &World, i: &usize| world.live[world.running[*i]];
            let ended = |i: &usize| live(self.world, i).end <= now && !live(self.world, i).struck;
            let first = (0..self.world.running.len()).filter(ended).min_by_key(|i| (live(self.world, i).end, *i));
            let Some(first) = first else { return };
            let session = self.world.live[self.world.running.remove(first)];
            self.now = session.end.max(before);
            self.held(session);
            self.now = now;
        }
    }

    fn held(&mut self, live: Live) {
        let Live { session, start, postponed_by, how, .. } = live;
        if self.world.first_hit.is_some_and(|hit| start >= hit) {
            let next = self.world.next_held.map_or(start, |known| known.min(start));
            self.world.next_held = Some(next);
        }
        let booked = self.case.diary.session(session);
        let plan = &self.case.services[booked.service];
        let worth = if let How::By(_, worth) = how { worth } else { Share::ALL };
        let (planned, number) = (plan.paid_on(booked.start, booked.number), booked.number);
        if let Some(by) = postponed_by {
            self.note(Event::Moved { session, start, worth, by });
            self.cash(planned, -plan.fee.0, Entry::Shifted);
            self.cash(plan.paid_on(start, number), worth.of(plan.fee.0), Entry::Shifted);
            self.world.backlog.moved_ahead -= 1;
        } else if let How::By(by, worth) = how {
            self.note(Event::HeldAnotherWay { session, by, worth });
            self.cash(planned, worth.of(plan.fee.0) - plan.fee.0, Entry::Fee);
        } else {
            self.note(Event::Held { session, start });
        }
    }

    /// A session meets a span in which something it needs is down.
    fn hit(&mut self, live: usize) {
        let Live { session, start, .. } = self.world.live[live];
        if !std::mem::replace(&mut self.world.live[live].hit, true) {
            self.world.first_hit.get_or_insert(start);
            self.note(Event::Hit { session });
        }
    }

    /// The session is lost; its fee never comes.
    pub(super) fn lose(&mut self, live: usize, why: Loss) {
        let Live { session, moves, .. } = self.world.live[live];
        if moves > 0 {
            self.world.backlog.moved_ahead -= 1;
        }
        self.lost(session, why);
    }

    pub(super) fn lost(&mut self, session: SessionId, why: Loss) {
        let booked = self.case.diary.session(session);
        let plan = &self.case.services[booked.service];
        self.note(Event::Lost { session, why });
        self.cash(plan.paid_on(booked.start, booked.number), -plan.fee.0, Entry::Fee);
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
