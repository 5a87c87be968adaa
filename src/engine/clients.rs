//! Who is told when, and who leaves: knows channels, silence and the hazard of leaving; does not know sessions' ways.
//!
//! Telling starts when the first service can no longer be held. The first way to tell that is ready, works and has its
//! channels reaches everybody; from then on a client knows a day ahead, or at once where less than a day is left.
//! Without any such way clients know when all services can be held again.

use crate::model::{Effect, Id, Service, SessionId, Strategy};
use crate::units::DAY;

use super::agenda::Due;
use super::event::{Event, Loss, Sink};
use super::stage::Stage;

/// What clients know and how much they have put up with.
#[derive(Default)]
pub(super) struct News {
    /// A service could not be held at some time.
    pub(super) disturbed: bool,
    /// Ways to tell that work, and when each is ready.
    tellers: Vec<(Id<Strategy>, i64)>,
    called: Vec<Id<Strategy>>,
    /// Since when clients are told, and the factor on their leaving.
    told: Option<(i64, f64)>,
    /// Missed sessions and their starts of which the client does not know.
    untold: Vec<(SessionId, i64)>,
    /// Hazard of leaving so far, by client.
    borne: Vec<(usize, f64)>,
    /// Clients who left: service, client, and the number of the last session that goes with them.
    gone: Vec<(Id<Service>, u32, u32)>,
}

impl News {
    pub(super) fn reset(&mut self) {
        self.disturbed = false;
        self.tellers.clear();
        self.called.clear();
        self.told = None;
        self.untold.clear();
        self.borne.clear();
        self.gone.clear();
    }

    /// Whether a strategy that is called once in a trial is called now.
    pub(super) fn first_call(&mut self, strategy: Id<Strategy>) -> bool {
        let first = !self.called.contains(&strategy);
        if first {
            self.called.push(strategy);
        }
        first
    }
}

impl<S: Sink> Stage<'_, S> {
    /// Starts on every way to tell clients, each once.
    pub(super) fn call_tellers(&mut self) {
        for (strategy, _, plan) in self.case.strategies.iter() {
            if !matches!(plan.effect, Effect::Tell(_)) || !self.world.news.first_call(strategy) {
                continue;
            }
            let ready = self.ready_from(strategy, self.now);
            self.note(Event::Called { strategy, ready });
            if self.works(strategy) {
                self.world.news.tellers.push((strategy, ready));
                self.world.agenda.put(ready, Due::Answer);
            } else {
                self.note(Event::Failed { strategy });
            }
        }
    }

    /// Tells clients as soon as a way is ready and its channels are up, or everything works again.
    pub(super) fn spread_news(&mut self) {
        if !self.world.news.disturbed || self.world.news.told.is_some() {
            return;
        }
        let ready = self.world.news.tellers.iter().filter(|(strategy, at)| *at <= self.now && self.can_tell(*strategy));
        let best = ready.map(|(strategy, _)| (*strategy, self.leaving_factor(*strategy)));
        let best = best.min_by(|a, b| a.1.total_cmp(&b.1));
        if let Some((strategy, factor)) = best {
            self.pay_for_use(strategy);
            self.note(Event::InUse { strategy });
            self.note(Event::Ended { strategy });
            self.all_know(factor);
        } else if self.all_hold() {
            self.all_know(1.0);
        }
    }

    /// What clients were told of one outage does not tell them of the next.
    pub(super) fn forget_news(&mut self) {
        self.world.news.told = None;
    }

    fn can_tell(&self, strategy: Id<Strategy>) -> bool {
        match &self.case.strategies[strategy].effect {
            Effect::Tell(tell) => self.are_up(self.case.desk[strategy.index()], &tell.needs),
            _ => false,
        }
    }

    fn leaving_factor(&self, strategy: Id<Strategy>) -> f64 {
        match &self.case.strategies[strategy].effect {
            Effect::Tell(tell) => tell.leaving.value(),
            _ => 1.0,
        }
    }

    fn all_know(&mut self, factor: f64) {
        self.world.news.told = Some((self.now, factor));
        for (session, start) in std::mem::take(&mut self.world.news.untold) {
            self.learns(session, start, self.now, factor);
        }
    }

    /// A session planned for `start` is missed: its client knows already, or remains in the dark.
    pub(super) fn missed(&mut self, session: SessionId, start: i64) {
        match self.world.news.told {
            Some((since, factor)) => self.learns(session, start, since.max(start - DAY), factor),
            None => self.world.news.untold.push((session, start)),
        }
    }

    /// At the horizon whoever is still in the dark has heard nothing until then.
    pub(super) fn end_silence(&mut self) {
        for (session, start) in std::mem::take(&mut self.world.news.untold) {
            self.learns(session, start, self.now.max(start), 1.0);
        }
    }

    /// A client learns at `told` of a session missed at `start`, and may leave.
    fn learns(&mut self, session: SessionId, start: i64, told: i64, factor: f64) {
        self.sink.note(told, Event::Told { session });
        if !self.case.reaction.anybody_leaves() || self.place_is_empty(session) {
            return;
        }
        let client = self.client_of(session);
        let crunch = if self.in_crunch(client) { self.case.reaction.crunch_leaving.value() } else { 1.0 };
        let hazard = self.case.reaction.hazard(start, told) * crunch * factor;
        let so_far = self.bear(client, hazard);
        // The client leaves once 1 - exp(-h) passes the uniform.
        if -libm::expm1(-so_far) > self.draw.leaves(client) {
            self.leave(session);
        }
    }

    fn bear(&mut self, client: usize, hazard: f64) -> f64 {
        let borne = &mut self.world.news.borne;
        if let Some((_, so_far)) = borne.iter_mut().find(|(c, _)| *c == client) {
            *so_far += hazard;
            return *so_far;
        }
        borne.push((client, hazard));
        hazard
    }

    /// The client of a session leaves and takes the rest of the engagement along.
    fn leave(&mut self, session: SessionId) {
        let booked = *self.case.diary.session(session);
        let plan = &self.case.services[booked.service];
        let client = plan.client(booked.number);
        let place = (self.draw.place(self.client_of(session)) * f64::from(plan.engagement)) as u32;
        let rest = plan.engagement - 1 - place.min(plan.engagement - 1);
        self.world.news.gone.push((booked.service, client, booked.number + rest * plan.clients));
        self.note(Event::ClientLeft { service: booked.service, client });
        for k in 1..=rest {
            let next = self.case.diary.of_service(booked.service, booked.number + k * plan.clients);
            let Some(next) = next else { break };
            let start = self.case.diary.session(next).start;
            let begun = || self.world.live.iter().any(|live| live.session == next);
            if start >= self.now && start < self.end && !begun() {
                self.lost(next, Loss::ClientLeft);
            }
        }
    }

    /// Whether the client of a session has left and the session goes along.
    pub(super) fn has_left(&self, session: SessionId) -> bool {
        if self.world.news.gone.is_empty() {
            return false;
        }
        let booked = self.case.diary.session(session);
        let client = self.case.services[booked.service].client(booked.number);
        let mut gone = self.world.news.gone.iter();
        gone.any(|(service, who, last)| *service == booked.service && *who == client && booked.number <= *last)
    }

    /// Whether the client of a session has left before, even if the session is none of those that went along.
    fn place_is_empty(&self, session: SessionId) -> bool {
        let booked = self.case.diary.session(session);
        let client = self.case.services[booked.service].client(booked.number);
        self.world.news.gone.iter().any(|(service, who, _)| *service == booked.service && *who == client)
    }

    pub(super) fn client_of(&self, session: SessionId) -> usize {
        let booked = self.case.diary.session(session);
        self.draw.client(booked.service, self.case.services[booked.service].client(booked.number))
    }

    fn in_crunch(&self, client: usize) -> bool {
        let crunch = self.case.reaction.crunch;
        crunch > crate::units::Share::NONE && self.draw.crunch(client) < crunch.fraction()
    }

    /// Multiplies a client's willingness to wait.
    pub(super) fn waiting_factor(&self, client: usize) -> f64 {
        if self.in_crunch(client) { self.case.reaction.crunch_waiting.value().max(1e-9) } else { 1.0 }
    }
}
