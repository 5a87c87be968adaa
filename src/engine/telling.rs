//! Who knows when: knows doubt, the ways to tell, their pace and their order; does not know who leaves for it.
//!
//! A client is in doubt from the minute at which a session that starts within a day has no way to be held, until somebody has told,
//! or there is a way again. A *wave* begins with the first doubt and lasts until every session has a way: at its first minute all
//! ways to tell are begun. A message reaches everybody at once, now and for as long as the wave lasts; calls reach one client after
//! the other, in the order of their next sessions, newcomers last, within the hours in which somebody is there. Those who call work
//! side by side: each client is called by the one who will be done with that call first.

use crate::model::{Effect, Id, Service, SessionId, Strategy};
use crate::units::DAY;

use super::agenda::Due;
use super::event::{Event, Sink};
use super::stage::Stage;

/// What clients know of the outages under way.
#[derive(Default)]
pub(super) struct Telling {
    /// Ways to tell that work; none where no wave is on.
    tellers: Vec<Teller>,
    /// A wave is on.
    is_on: bool,
    /// Since when everybody is told, and the factor on their leaving.
    told: Option<(i64, f64)>,
    /// Who was told alone.
    known: Vec<Known>,
    /// Who is in doubt, in the order in which they are called.
    doubts: Vec<Doubt>,
    /// Missed sessions and their starts of which the client does not know, with the number of the disruption.
    untold: Vec<(SessionId, i64, usize)>,
    /// Sessions of which the client knew before they were missed.
    foretold: Vec<SessionId>,
    /// When the next session comes within a day \[min\].
    next_look: Option<i64>,
}

/// A way to tell that works.
#[derive(Clone, Copy)]
struct Teller {
    strategy: Id<Strategy>,
    /// When it is ready \[min\].
    ready: i64,
    /// Until when it is busy \[min\], and with which client.
    call: Option<(i64, usize)>,
    used: bool,
}

#[derive(Clone, Copy)]
struct Known {
    client: usize,
    at: i64,
    factor: f64,
}

#[derive(Clone, Copy)]
struct Doubt {
    client: usize,
    session: SessionId,
    since: i64,
}

impl Telling {
    /// What was told of earlier waves is over.
    pub(super) fn clear(&mut self) {
        self.tellers.clear();
        self.is_on = false;
        self.told = None;
        self.known.clear();
        self.doubts.clear();
        self.untold.clear();
        self.foretold.clear();
        self.next_look = None;
    }

    /// A client has left: nobody calls any more.
    pub(super) fn forget(&mut self, client: usize) {
        self.doubts.retain(|doubt| doubt.client != client);
    }

    /// When a client came to know in this wave \[min\], and the factor on leaving.
    fn knows(&self, client: usize) -> Option<(i64, f64)> {
        let alone = self.known.iter().find(|known| known.client == client).map(|known| (known.at, known.factor));
        alone.or(self.told)
    }
}

impl<S: Sink> Stage<'_, S> {
    /// Brings what clients know to this minute: who is in doubt, who no longer is, and who is told.
    pub(super) fn spread_news(&mut self) {
        if !self.world.telling.is_on && self.all_whole() {
            return;
        }
        self.reassure();
        if self.world.telling.doubts.is_empty() && self.all_have_ways() {
            self.world.telling.clear();
            return;
        }
        self.doubt();
        self.tell();
    }

    /// Whether every session of every service has a way to be held.
    fn all_have_ways(&self) -> bool {
        self.case.services.ids().all(|service| self.is_whole(service) || self.another_way_is_ready(service))
    }

    /// Whether somebody could take a session of a service that its own capacity does not hold.
    fn another_way_is_ready(&self, service: Id<Service>) -> bool {
        let takes = |rung: &Id<Strategy>| {
            matches!(self.case.strategies[*rung].effect, Effect::Switch(_) | Effect::HandOver(_))
                && self.switch_is_ready(service, *rung)
        };
        self.case.services[service].ladder.iter().any(takes)
    }

    /// Whether a session has a way to be held, as things are.
    fn has_a_way(&self, session: SessionId) -> bool {
        let booked = self.case.diary.session(session);
        self.world.wound_up.is_none()
            && (self.holds_session(booked.service, booked.number) || self.another_way_is_ready(booked.service))
    }

    /// Whoever has a way again knows without being told.
    fn reassure(&mut self) {
        let mut at = 0;
        while at < self.world.telling.doubts.len() {
            let Doubt { session, .. } = self.world.telling.doubts[at];
            let booked = *self.case.diary.session(session);
            let began = booked.start <= self.now;
            // A session that was missed is no longer waited for: it is enough that there is somebody.
            if self.has_a_way(session) || began && self.holds(booked.service) && self.world.wound_up.is_none() {
                let doubt = self.world.telling.doubts.remove(at);
                self.settle_doubt(doubt, self.now, 1.0);
            } else {
                at += 1;
            }
        }
    }

    /// Finds who is in doubt from now on, and when to look again.
    fn doubt(&mut self) {
        let diary = &self.case.diary;
        for at in diary.first_from(self.now)..diary.len() {
            let session = Id::at(at);
            let start = diary.session(session).start;
            if start > self.now + DAY {
                if self.world.telling.next_look != Some(start - DAY) && start < self.end {
                    self.world.telling.next_look = Some(start - DAY);
                    self.world.agenda.put(start - DAY, Due::Answer);
                }
                return;
            }
            if at >= self.world.next && !self.has_left(session) && !self.has_a_way(session) {
                self.begin_doubt(session, self.now);
            }
        }
    }

    /// A client is in doubt, unless told or in doubt already; the first of a wave begins it.
    fn begin_doubt(&mut self, session: SessionId, since: i64) {
        let client = self.client_of(session);
        let telling = &mut self.world.telling;
        if telling.knows(client).is_some() || telling.doubts.iter().any(|doubt| doubt.client == client) {
            return;
        }
        telling.doubts.push(Doubt { client, session, since });
        if !std::mem::replace(&mut telling.is_on, true) {
            let service = self.case.diary.session(session).service;
            let number = self.blame_of(service);
            self.call_tellers(number);
        }
    }

    /// The practice closes: a client whose engagement runs is in doubt, however far ahead the next session is.
    pub(super) fn doubt_closing(&mut self, session: SessionId) {
        self.begin_doubt(session, self.now);
    }

    /// Starts on every way to tell clients.
    fn call_tellers(&mut self, number: usize) {
        for i in 0..self.case.alone.tell.len() {
            let strategy = self.case.alone.tell[i];
            self.called_by(strategy, number);
            let ready = self.ready_from(strategy, self.now);
            self.note(Event::Called { strategy, ready });
            if self.works(strategy) {
                self.world.telling.tellers.push(Teller { strategy, ready, call: None, used: false });
                self.world.agenda.put(ready, Due::Answer);
            } else {
                self.note(Event::Failed { strategy });
            }
        }
    }

    /// Tells clients by all that is ready and has its channels.
    fn tell(&mut self) {
        self.end_calls();
        let message = |stage: &Self, teller: &&Teller| stage.takes(teller.strategy) == 0 && stage.may_tell(teller);
        let ready = self.world.telling.tellers.iter().filter(|teller| message(self, teller)).copied();
        let best = ready.map(|teller| (teller.strategy, self.leaving_factor(teller.strategy)));
        if self.world.telling.told.is_none()
            && let Some((strategy, factor)) = best.min_by(|a, b| a.1.total_cmp(&b.1))
        {
            self.use_teller(strategy);
            self.world.telling.told = Some((self.now, factor));
        }
        match self.world.telling.told {
            Some((_, factor)) => {
                for doubt in std::mem::take(&mut self.world.telling.doubts) {
                    self.settle_doubt(doubt, self.now, factor);
                }
            }
            None => self.ring(),
        }
    }

    /// Calls that are over: their clients know.
    fn end_calls(&mut self) {
        for at in 0..self.world.telling.tellers.len() {
            let teller = self.world.telling.tellers[at];
            let Some((until, client)) = teller.call.filter(|(until, _)| *until <= self.now) else { continue };
            self.world.telling.tellers[at].call = None;
            let doubts = &mut self.world.telling.doubts;
            if let Some(place) = doubts.iter().position(|doubt| doubt.client == client) {
                let doubt = doubts.remove(place);
                let factor = self.leaving_factor(teller.strategy);
                self.world.telling.known.push(Known { client, at: until, factor });
                self.settle_doubt(doubt, until, factor);
            }
        }
    }

    /// Those who are free call the next in the queue, each client by the one who will be done first.
    fn ring(&mut self) {
        for (client, teller, from, until) in self.calls_ahead(|stage, teller| stage.may_tell(teller)) {
            if from == self.now {
                self.world.telling.tellers[teller].call = Some((until, client));
                let strategy = self.world.telling.tellers[teller].strategy;
                self.use_teller(strategy);
                self.world.agenda.put(until, Due::Answer);
            } else {
                self.world.agenda.put(from, Due::Answer);
                return;
            }
        }
    }

    /// Which client is called by whom, from when until when \[min\], as things are, in the order of the beginnings.
    fn calls_ahead(&self, may: impl Fn(&Self, &Teller) -> bool) -> Vec<(usize, usize, i64, i64)> {
        let telling = &self.world.telling;
        let busy =
            |client: usize| telling.tellers.iter().any(|teller| teller.call.is_some_and(|call| call.1 == client));
        let free = |teller: &Teller| teller.call.map_or(self.now, |call| call.0).max(teller.ready).max(self.now);
        let mut free: Vec<(usize, i64)> = (telling.tellers.iter().enumerate())
            .filter(|(_, teller)| may(self, teller))
            .map(|(at, teller)| (at, free(teller)))
            .collect();
        let mut calls = Vec::new();
        for doubt in telling.doubts.iter().filter(|doubt| !busy(doubt.client)) {
            let done = |(teller, from): &(usize, i64)| {
                let from = self.case.calendar.next_attended(*from);
                let takes = self.takes(telling.tellers[*teller].strategy);
                (self.case.calendar.after_attended(from, takes), from)
            };
            let Some(place) = (0..free.len()).min_by_key(|place| (done(&free[*place]), *place)) else { break };
            let (until, from) = done(&free[place]);
            calls.push((doubt.client, free[place].0, from, until));
            free[place].1 = until;
        }
        calls.sort_by_key(|(_, _, from, _)| *from);
        calls
    }

    /// What a way to tell costs when it is first used in a wave.
    fn use_teller(&mut self, strategy: Id<Strategy>) {
        let known = self.world.telling.tellers.iter_mut().find(|teller| teller.strategy == strategy);
        if known.is_some_and(|teller| !std::mem::replace(&mut teller.used, true)) {
            self.pay_for_use(strategy);
            self.note(Event::InUse { strategy });
            self.note(Event::Ended { strategy });
        }
    }

    fn may_tell(&self, teller: &Teller) -> bool {
        let Effect::Tell(tell) = &self.case.strategies[teller.strategy].effect else { return false };
        teller.ready <= self.now && self.are_up(self.case.desk[teller.strategy.index()], &tell.needs)
    }

    /// How long it takes to tell one client \[min\]; 0 where one message reaches all.
    fn takes(&self, strategy: Id<Strategy>) -> i64 {
        match &self.case.strategies[strategy].effect {
            Effect::Tell(tell) => tell.each.minutes().unwrap_or(0),
            _ => 0,
        }
    }

    fn leaving_factor(&self, strategy: Id<Strategy>) -> f64 {
        match &self.case.strategies[strategy].effect {
            Effect::Tell(tell) => tell.leaving.value(),
            _ => 1.0,
        }
    }

    /// A client knows from `at` on, of the session in doubt and of all that were missed meanwhile.
    fn settle_doubt(&mut self, doubt: Doubt, at: i64, factor: f64) {
        let Doubt { client, session, since } = doubt;
        let mine = |stage: &Self, missed: &(SessionId, i64, usize)| stage.client_of(missed.0) == client;
        let missed: Vec<_> = self.world.telling.untold.iter().filter(|missed| mine(self, missed)).copied().collect();
        if !missed.iter().any(|(missed, ..)| *missed == session) {
            self.sink.note(at, Event::Told { session, late: false, doubt: at - since });
            self.world.telling.foretold.push(session);
        }
        let mut untold = std::mem::take(&mut self.world.telling.untold);
        untold.retain(|known| !missed.contains(known));
        self.world.telling.untold = untold;
        for (session, start, number) in missed {
            self.sink.note(at, Event::Told { session, late: at > start, doubt: at - since });
            self.learns(session, start, at, factor, number);
        }
    }

    /// A session planned for `start` is missed: its client knows already, or is in doubt.
    pub(super) fn missed(&mut self, session: SessionId, start: i64, number: usize) {
        let client = self.client_of(session);
        let service = self.case.diary.session(session).service;
        let asked = self.another_way_is_ready(service) || self.holds(service);
        let told = match self.world.telling.knows(client) {
            Some((at, factor)) => Some((at.max(start - DAY).min(self.now), factor)),
            // Somebody is there, or another way was offered: the client hears of it at once.
            None if asked => Some((start.min(self.now), 1.0)),
            None => None,
        };
        match told {
            Some((at, factor)) => {
                if !self.world.telling.foretold.contains(&session) {
                    self.sink.note(at, Event::Told { session, late: at > start, doubt: 0 });
                }
                self.learns(session, start, at, factor, number);
            }
            None => {
                self.world.telling.untold.push((session, start, number));
                // A session that was running was in doubt since it was struck.
                self.begin_doubt(session, start.max(self.now - self.case.grace));
                self.tell();
            }
        }
    }

    /// At the end of the trial whoever is still in doubt knows when somebody will have called, as things are, or never.
    pub(super) fn end_silence(&mut self) {
        let never = if self.world.wound_up.is_some() { self.end } else { self.now };
        let channels = |stage: &Self, teller: &Teller| match &stage.case.strategies[teller.strategy].effect {
            Effect::Tell(tell) => stage.are_up(stage.case.desk[teller.strategy.index()], &tell.needs),
            _ => false,
        };
        let ahead = if self.world.wound_up.is_some() { self.calls_ahead(channels) } else { Vec::new() };
        for doubt in std::mem::take(&mut self.world.telling.doubts) {
            let in_call =
                self.world.telling.tellers.iter().filter_map(|teller| teller.call).find(|call| call.1 == doubt.client);
            let called = ahead.iter().find(|call| call.0 == doubt.client).map(|call| call.3);
            let at = called.or(in_call.map(|call| call.0)).unwrap_or(never);
            self.settle_doubt(doubt, at.clamp(self.now, never.max(self.now)), 1.0);
        }
    }
}
