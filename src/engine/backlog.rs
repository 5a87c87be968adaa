//! Sessions that wait for a free slot: knows patience, free starts and how full a week is; does not know why a
//! session could not be held.
//!
//! A postponed session waits until its service can be held again, and in full where there was no capacity for it, and then takes the first free start that keeps the
//! notice, the limit of the week and the client's patience, first come first served. No date is promised while the end
//! of a disruption is unknown: that is how a practice that is down really answers, and a date that was promised during a
//! long outage would only be hit again. It may be hit once more and moved once more.

use crate::model::{Effect, Id, Postpone, Service, SessionId, Strategy};
use crate::units::WEEK;

use super::agenda::Due;
use super::event::{Event, Loss, Sink};
use super::sessions::Live;
use super::stage::Stage;

/// Everybody who waits.
#[derive(Default)]
pub(super) struct Backlog {
    waiting: Vec<Waiting>,
    /// Starts and ends given away, by practitioner.
    taken: Vec<(usize, i64, i64)>,
    /// Session time that left (below zero) or joined a practitioner's week \[min\].
    changes: Vec<(usize, i64, i64)>,
    /// Sessions that associates took, by strategy and week.
    pub(super) spare: Vec<(Id<Strategy>, i64)>,
    /// Sessions waiting or booked anew and not yet over.
    pub(super) moved_ahead: u32,
}

#[derive(Clone, Copy)]
struct Waiting {
    live: usize,
    strategy: Id<Strategy>,
    /// The latest start the client accepts \[min\].
    until: i64,
}

impl Backlog {
    pub(super) fn reset(&mut self) {
        self.waiting.clear();
        self.taken.clear();
        self.changes.clear();
        self.spare.clear();
        self.moved_ahead = 0;
    }

    /// How many sessions of a week associates have taken.
    pub(super) fn handed_over(&self, strategy: Id<Strategy>, week: i64) -> usize {
        self.spare.iter().filter(|taken| **taken == (strategy, week)).count()
    }

    fn change(&self, practitioner: usize, week: i64) -> i64 {
        self.changes.iter().filter(|(p, w, _)| *p == practitioner && *w == week).map(|(_, _, by)| by).sum()
    }
}

impl<S: Sink> Stage<'_, S> {
    /// A session could not be held at its time: it waits, or it is lost.
    pub(super) fn miss(&mut self, live: usize) {
        let Live { session, start, moves, number, .. } = self.world.live[live];
        let service = self.case.diary.session(session).service;
        let by = self.case.services[service].by;
        let most = self.most_moves(service);
        let offer = if moves < most { self.patience(service, session, number) } else { None };
        if moves == 0 && offer.is_none() && self.runs(live, true) {
            self.world.running.push(live);
            return;
        }
        self.world.backlog.changes.push((by, start.div_euclid(WEEK), -self.case.services[service].length));
        if let Some((strategy, until)) = offer {
            self.world.live[live].moves += 1;
            if moves == 0 {
                self.world.backlog.moved_ahead += 1;
            }
            self.world.backlog.waiting.push(Waiting { live, strategy, until });
            self.world.live[live].postponed_by = Some(strategy);
            self.note(Event::Postponed { session, by: strategy });
        } else {
            self.lose(live, if moves > 0 && moves >= most { Loss::HitAgain } else { Loss::NoWay });
        }
        self.missed(session, start, number);
        self.book_waiting();
    }

    /// The postponing rung of a service and how long this client waits, where there is one and the client does.
    pub(super) fn patience(
        &mut self,
        service: Id<Service>,
        session: SessionId,
        number: usize,
    ) -> Option<(Id<Strategy>, i64)> {
        let ladder = &self.case.services[service].ladder;
        let strategy = *ladder.iter().find(|rung| self.is_postponing(**rung))?;
        self.called_by(strategy, number);
        if !self.works(strategy) || self.case.begun(strategy) > self.now {
            return None;
        }
        let client = self.client_of(session);
        let u = self.answer(number, strategy, client);
        let patience = self.postpone(strategy)?.patience(u / self.waiting_factor(client));
        (patience > 0).then(|| (strategy, self.case.diary.session(session).start + patience))
    }

    /// How often a session of a service may be moved.
    pub(super) fn most_moves(&self, service: Id<Service>) -> u16 {
        let mut ladder = self.case.services[service].ladder.iter();
        ladder.find_map(|rung| self.postpone(*rung)).map_or(0, |postpone| postpone.moves)
    }

    fn postpone(&self, strategy: Id<Strategy>) -> Option<&Postpone> {
        match &self.case.strategies[strategy].effect {
            Effect::Postpone(postpone) => Some(postpone),
            _ => None,
        }
    }

    /// Gives everybody whose service can be held again a new date, or the word that there is none.
    pub(super) fn book_waiting(&mut self) {
        let mut i = 0;
        while i < self.world.backlog.waiting.len() {
            let waiting = self.world.backlog.waiting[i];
            let booked = self.case.diary.session(self.world.live[waiting.live].session);
            let service = booked.service;
            if !self.holds_session(service, booked.number) {
                i += 1;
                continue;
            }
            self.world.backlog.waiting.remove(i);
            self.book(service, waiting);
        }
    }

    fn book(&mut self, service: Id<Service>, waiting: Waiting) {
        let session = self.world.live[waiting.live].session;
        if self.has_left(session) {
            self.lose(waiting.live, Loss::ClientLeft);
            return;
        }
        let Some(start) = self.free_start(service, waiting) else {
            self.lose(waiting.live, Loss::NoSlot);
            return;
        };
        let plan = &self.case.services[service];
        self.world.backlog.taken.push((plan.by, start, start + self.case.diary.takes(service)));
        self.world.backlog.changes.push((plan.by, start.div_euclid(WEEK), plan.length));
        let live = &mut self.world.live[waiting.live];
        (live.start, live.end) = (start, start + plan.length);
        live.reopen();
        self.world.agenda.put(start, Due::Begins(waiting.live));
        self.note(Event::Booked { session, start });
    }

    /// The earliest start that is offered at a time, with the notice that a client wants \[min\].
    pub(super) fn earliest(&self, strategy: Id<Strategy>, time: i64) -> Option<i64> {
        let notice = self.postpone(strategy)?.notice;
        Some(match notice.minutes() {
            Some(minutes) => time + minutes,
            None => self.case.calendar.add_working(time, notice.amount()),
        })
    }

    fn free_start(&self, service: Id<Service>, waiting: Waiting) -> Option<i64> {
        let plan = &self.case.services[service];
        let earliest = self.earliest(waiting.strategy, self.now)?;
        let limit = self.case.week_limit(plan.by, waiting.strategy);
        let last = waiting.until.min(self.end - plan.length);
        let mut week = earliest.div_euclid(WEEK);
        while week * WEEK <= last {
            let diary = &self.case.diary;
            let held = diary.booked(plan.by, week) + self.world.backlog.change(plan.by, week);
            if held + plan.length <= limit {
                let free = diary.free(plan.by, week).iter().map(|(from, to)| (week * WEEK + from, week * WEEK + to));
                let fit =
                    |(from, to): (i64, i64)| self.first_fit(plan.by, from.max(earliest), to, diary.takes(service));
                if let Some(start) = free.filter_map(fit).next() {
                    return Some(start).filter(|start| *start <= last);
                }
            }
            week += 1;
        }
        None
    }

    /// The first start in a free stretch from which so many minutes are free of what was given away.
    fn first_fit(&self, practitioner: usize, from: i64, to: i64, minutes: i64) -> Option<i64> {
        let taken = &self.world.backlog.taken;
        let mut start = from;
        while start + minutes <= to {
            let meets = |(who, a, b): &&(usize, i64, i64)| *who == practitioner && *a < start + minutes && start < *b;
            match taken.iter().filter(meets).map(|(_, _, end)| *end).max() {
                Some(end) => start = end,
                None => return Some(start),
            }
        }
        None
    }

    /// Whoever still waits at the horizon is lost.
    pub(super) fn lose_waiting(&mut self) {
        for i in 0..self.world.backlog.waiting.len() {
            self.lose(self.world.backlog.waiting[i].live, self.end_of_waiting());
        }
        for live in 0..self.world.live.len() {
            if self.world.live[live].is_booked_anew() {
                self.lose(live, self.end_of_waiting());
            }
        }
    }
}
