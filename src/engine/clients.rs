//! Who leaves: knows silence and the hazard of leaving; does not know who is told when, nor sessions' ways.
//!
//! A client's place stays empty until it is filled again, for the rest of the engagement at most. What a client has
//! borne adds up over all disruptions and is held against one uniform ([`hazard_of`] says why chances stay chances).

use crate::model::{Effect, Id, SECOND_WITHIN, Service, SessionId, Strategy, hazard_of};
use crate::units::Share;

use super::agenda::Due;
use super::event::{Entry, Event, Loss, Sink};
use super::stage::Stage;

/// How much clients have put up with.
#[derive(Default)]
pub(super) struct Patience {
    /// What each client has borne.
    borne: Vec<Borne>,
    gone: Vec<Gone>,
    /// Clients who stay with an associate for good, by service.
    handed_on: Vec<(Id<Service>, u32)>,
}

/// What a client has borne so far.
#[derive(Clone, Copy)]
struct Borne {
    client: usize,
    /// Hazard of leaving \[1\].
    hazard: f64,
    /// When the last session was missed \[min\], and in which disruption.
    last: i64,
    number: usize,
    /// Sessions missed.
    missed: u16,
}

/// A client who left.
#[derive(Clone, Copy)]
struct Gone {
    service: Id<Service>,
    client: u32,
    /// The number of the last session that goes with the client.
    last: u32,
    /// When the place is filled again \[min\].
    until: i64,
}

impl Patience {
    pub(super) fn reset(&mut self) {
        self.borne.clear();
        self.gone.clear();
        self.handed_on.clear();
    }
}

impl<S: Sink> Stage<'_, S> {
    /// A client learns at `told` of a session missed at `start`, may ask for its fee back, and may leave.
    pub(super) fn learns(&mut self, session: SessionId, start: i64, told: i64, factor: f64, number: usize) {
        self.give_credit(session, number);
        let stays = !self.case.reaction.anybody_leaves() || self.world.wound_up.is_some();
        if stays || self.place_is_empty(session) {
            return;
        }
        let client = self.client_of(session);
        let crunch = if self.in_crunch(client) { self.case.reaction.crunch_leaving.value() } else { 1.0 };
        let again = self.second_failure(client, start, number);
        let hazard = self.case.reaction.hazard(start, told, crunch * factor * again);
        self.bear(session, hazard, start, number);
    }

    /// Multiplies the chances where another disruption had let the client down not long before.
    fn second_failure(&self, client: usize, start: i64, number: usize) -> f64 {
        let again = |b: &Borne| b.client == client && b.number != number && start - b.last <= SECOND_WITHIN;
        let again = self.world.patience.borne.iter().any(|b| b.missed > 0 && again(b));
        if again { self.case.reaction.second_failure.value() } else { 1.0 }
    }

    /// A client whose session was missed may ask for its fee, although it is made up for; once, however often it is missed.
    fn give_credit(&mut self, session: SessionId, number: usize) {
        let chance = self.case.reaction.credit;
        if chance == Share::NONE {
            return;
        }
        // The last ones are looked at first: it is one of them.
        let live = self.world.live.iter().rev().find(|live| live.session == session);
        if !live.is_some_and(|live| live.moves == 1 && live.postponed_by.is_some()) {
            return;
        }
        let booked = *self.case.diary.session(session);
        let plan = &self.case.services[booked.service];
        let place = (booked.number / plan.clients) as u16;
        if self.draw.credit(self.client_of(session), place) < chance.fraction() {
            self.cash(self.today(), -plan.fee.0, Entry::Credit, number);
        }
    }

    /// A session's client bears one more thing, and leaves once 1 - exp(-h) passes the uniform.
    fn bear(&mut self, session: SessionId, hazard: f64, missed_at: i64, number: usize) {
        let client = self.client_of(session);
        let tenant = self.tenant(session);
        let borne = &mut self.world.patience.borne;
        let place = borne.iter().position(|b| b.client == client).unwrap_or(borne.len());
        if place == borne.len() {
            borne.push(Borne { client, hazard: 0.0, last: missed_at, number, missed: 0 });
        }
        let b = &mut borne[place];
        b.hazard += hazard;
        (b.last, b.number, b.missed) = (missed_at, number, b.missed.saturating_add(1));
        if -libm::expm1(-b.hazard) > self.draw.leaves(client, tenant) {
            self.leave(session, number);
        }
    }

    /// Puts on the agenda when an outage of a service that begins now is for good, for each associate that it has.
    pub(super) fn await_lasting(&mut self, service: Id<Service>) {
        for rung in &self.case.services[service].ladder {
            if let Effect::HandOver(hand_over) = &self.case.strategies[*rung].effect {
                let from = self.now + hand_over.lasting_after.minutes().unwrap_or(0);
                self.world.agenda.put(from, Due::Lasting(service, *rung));
            }
        }
    }

    /// An outage is for good by now, if it is the one that began when this was put on the agenda: every client of the service is
    /// asked whether an associate may stay; some of those who do not consent leave.
    pub(super) fn ask_for_good(&mut self, service: Id<Service>, rung: Id<Strategy>) {
        let case = self.case;
        let Effect::HandOver(hand_over) = &case.strategies[rung].effect else { return };
        let Some(since) = self.world.services[service.index()].down_since else { return };
        let is_now = since + hand_over.lasting_after.minutes().unwrap_or(0) == self.now;
        if !is_now || !self.switch_is_ready(service, rung) {
            return;
        }
        let number = self.blame_of(service);
        let hazard = hazard_of(hand_over.refused.fraction());
        for client in 0..case.services[service].clients {
            let Some(session) = self.next_of(service, client) else { continue };
            let answer = self.draw.accepts_for_good(self.cause(number), rung, self.client_of(session));
            if self.place_is_empty(session) {
                continue;
            }
            if answer < hand_over.for_good().fraction() {
                self.world.patience.handed_on.push((service, client));
            } else if hazard > 0.0 {
                self.bear(session, hazard, self.now, number);
            }
        }
    }

    /// The practitioner is back: clients of the service are there again as before.
    pub(super) fn take_back(&mut self, service: Id<Service>) {
        self.world.patience.handed_on.retain(|(own, _)| *own != service);
    }

    /// Whether a client stays with an associate for good.
    pub(super) fn is_handed_on(&self, service: Id<Service>, client: u32) -> bool {
        self.world.patience.handed_on.contains(&(service, client))
    }

    /// Every client that is there bears a hazard, or all clients of the largest sponsor leave.
    pub(super) fn unsettle(&mut self, hazard: f64, sponsor_leaves: bool, number: usize) {
        for service in self.case.services.ids() {
            let plan = &self.case.services[service];
            for client in 0..plan.clients {
                let sponsored = sponsor_leaves && plan.is_sponsored(client, self.case.reaction.sponsor);
                let Some(session) = self.next_of(service, client) else { continue };
                if (hazard <= 0.0 && !sponsored) || self.place_is_empty(session) {
                    continue;
                }
                if sponsored {
                    self.leave(session, number);
                } else {
                    self.bear(session, hazard, self.now, number);
                }
            }
        }
    }

    /// The next session of a client from now on.
    pub(super) fn next_of(&self, service: Id<Service>, client: u32) -> Option<SessionId> {
        let plan = &self.case.services[service];
        let from = self.case.diary.first_from(self.now);
        let first =
            (from..self.case.diary.len()).map(Id::at).find(|s| self.case.diary.session(*s).service == service)?;
        let number = self.case.diary.session(first).number;
        let ahead = (client + plan.clients - number % plan.clients) % plan.clients;
        self.case.diary.of_service(service, number + ahead)
    }

    /// The client of a session leaves and takes the rest of the engagement along, until the place is filled again.
    fn leave(&mut self, session: SessionId, number: usize) {
        let booked = *self.case.diary.session(session);
        let plan = &self.case.services[booked.service];
        let client = plan.client(booked.number);
        let (who, tenant) = (self.client_of(session), self.tenant(session));
        let rest = self.rest_of_engagement(session);
        let until = self.case.lead_time.end(self.now, self.draw.refilled(who, tenant), &self.case.calendar);
        let last = booked.number + rest * plan.clients;
        self.world.patience.gone.push(Gone { service: booked.service, client, last, until });
        self.world.patience.borne.retain(|b| b.client != who);
        self.world.telling.forget(who);
        self.note(Event::ClientLeft { service: booked.service, client, cause: number });
        // What has begun, or was missed, ends by itself.
        for k in 0..=rest {
            let next = self.case.diary.of_service(booked.service, booked.number + k * plan.clients);
            let Some(next) = next else { break };
            let start = self.case.diary.session(next).start;
            if start >= self.now && start < self.end.min(until) && next.index() >= self.world.next {
                self.lost(next, Loss::ClientLeft, number);
            }
        }
    }

    /// How many sessions of its client's engagement follow a session.
    pub(super) fn rest_of_engagement(&self, session: SessionId) -> u32 {
        let plan = &self.case.services[self.case.diary.session(session).service];
        let drawn = self.draw.place(self.client_of(session), self.tenant(session));
        let place = (drawn * f64::from(plan.engagement)) as u32;
        plan.engagement - 1 - place.min(plan.engagement - 1)
    }

    /// Whether the client of a session has left and the session goes along.
    pub(super) fn has_left(&self, session: SessionId) -> bool {
        let booked = self.case.diary.session(session);
        self.gone(session).any(|gone| booked.number <= gone.last && booked.start < gone.until)
    }

    /// Whether the place of a session's client is empty, even if the session is none of those that went along.
    pub(super) fn place_is_empty(&self, session: SessionId) -> bool {
        self.gone(session).any(|gone| self.now < gone.until)
    }

    /// How many clients had the place before the one who has it now.
    pub(super) fn tenant(&self, session: SessionId) -> u16 {
        self.gone(session).filter(|gone| gone.until <= self.now).count() as u16
    }

    /// Those who left the place of a session's client.
    fn gone(&self, session: SessionId) -> impl Iterator<Item = &Gone> {
        let booked = self.case.diary.session(session);
        let client = if self.world.patience.gone.is_empty() {
            0
        } else {
            self.case.services[booked.service].client(booked.number)
        };
        self.world.patience.gone.iter().filter(move |gone| gone.service == booked.service && gone.client == client)
    }

    pub(super) fn client_of(&self, session: SessionId) -> usize {
        let booked = self.case.diary.session(session);
        self.draw.client(booked.service, self.case.services[booked.service].client(booked.number))
    }

    fn in_crunch(&self, client: usize) -> bool {
        let crunch = self.case.reaction.crunch;
        crunch > Share::NONE && self.draw.crunch(client) < crunch.fraction()
    }

    /// Multiplies a client's willingness to wait.
    pub(super) fn waiting_factor(&self, client: usize) -> f64 {
        if self.in_crunch(client) { self.case.reaction.crunch_waiting.value().max(1e-9) } else { 1.0 }
    }
}
