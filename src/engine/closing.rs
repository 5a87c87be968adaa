//! The end of a practice: knows what becomes of sessions, fees and functions once it closes for good; does not know why it does.
//!
//! Engagements that run on that day are lost by the closing; whoever stays with an associate for good is not, and what would have
//! been booked later is not booked any more: it has no price, so that the price of a closing does not depend on how far anybody
//! looks. Functions stay down, and whoever is not told is in doubt.

use crate::model::{Id, Service, SessionId};

use super::event::{Entry, Event, Loss, Sink};
use super::stage::Stage;

impl<S: Sink> Stage<'_, S> {
    /// The practice closes now, for good, by a disruption.
    pub(super) fn close_for_good(&mut self, number: usize) {
        for function in self.case.functions.ids() {
            if !std::mem::replace(&mut self.world.down[function.index()], true) {
                self.note(Event::FunctionDown { function });
            }
        }
        for service in self.case.services.ids() {
            for client in 0..self.case.services[service].clients {
                self.end_engagement(service, client, number);
            }
        }
        self.pay_notice(number);
    }

    /// What becomes of the sessions of a client's place.
    fn end_engagement(&mut self, service: Id<Service>, client: u32, number: usize) {
        let Some(first) = self.next_of(service, client) else { return };
        let stays = self.is_handed_on(service, client);
        let empty = self.place_is_empty(first);
        let running = if empty || stays { 0 } else { 1 + self.rest_of(first) };
        if !empty && !stays {
            self.note(Event::ClientLeft { service, client, cause: number });
            self.doubt_closing(first);
        }
        let plan = &self.case.services[service];
        let first = self.case.diary.session(first).number;
        for k in 0.. {
            let Some(session) = self.case.diary.of_service(service, first + k * plan.clients) else { return };
            if self.case.diary.session(session).start >= self.end {
                return;
            }
            if self.has_left(session) || session.index() < self.world.next {
                continue;
            }
            if k < running {
                self.lost(session, Loss::WoundUp, number);
            } else {
                self.note(Event::NotBooked { session, cause: number });
            }
        }
    }

    /// How many sessions of the engagement follow: of those paid for in advance, as many as were paid for.
    fn rest_of(&self, session: SessionId) -> u32 {
        let booked = self.case.diary.session(session);
        let plan = &self.case.services[booked.service];
        if plan.client(booked.number) >= plan.first_prepaid {
            return plan.engagement - 1 - (booked.number / plan.clients) % plan.engagement;
        }
        self.rest_of_engagement(session)
    }

    /// Fixed costs run on for the notice that the plan states.
    fn pay_notice(&mut self, number: usize) {
        self.cash(self.today(), -self.case.terms.notice.0, Entry::Cost, number);
    }
}
