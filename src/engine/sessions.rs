//! What becomes of each session: knows its ladder, its grace and its outcome; does not know time's order.

use crate::model::{Effect, Id, Service, SessionId, Strategy};
use crate::units::Share;

use super::agenda::Due;
use super::event::{Entry, Event, Loss, Sink};
use super::stage::{Stage, World};

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
    pub(super) struck: bool,
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

impl<S: Sink> Stage<'_, S> {
    pub(super) fn as_booked(&self, session: SessionId) -> Live {
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

    pub(super) fn begin_booked(&mut self, session: SessionId) {
        if self.has_left(session) {
            return;
        }
        let live = self.as_booked(session);
        self.world.live.push(live);
        self.begin(self.world.live.len() - 1);
    }

    /// A session starts: it runs if a rung of its ladder holds it.
    pub(super) fn begin(&mut self, live: usize) {
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
        let holds = self.holds(service);
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
            if !self.holds(service) {
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
    pub(super) fn strike_running(&mut self) {
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

    pub(super) fn grace_is_over(&mut self, live: usize) {
        let saved = self.runs(live);
        self.world.live[live].struck = false;
        self.world.struck -= 1;
        if !saved {
            self.world.running.retain(|running| *running != live);
            self.miss(live);
        }
    }

    /// Sessions that have ended since the minute before and are not struck were held, told in the order of their ends.
    pub(super) fn finish_ended(&mut self, before: i64) {
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

    pub(super) fn held(&mut self, live: Live) {
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
}
