//! What becomes of each session: knows its ladder, its grace and its outcome; does not know time's order.

use crate::model::{Effect, Id, SessionId, Strategy};
use crate::units::{DAY, Share, WEEK};

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
    pub(super) moves: u16,
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
    /// The number of the disruption that hit it last.
    pub(super) number: usize,
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
            number: 0,
        }
    }

    pub(super) fn begin_booked(&mut self, session: SessionId) {
        if self.has_left(session) {
            return;
        }
        let pauses = self.who_pauses(session);
        let live = self.as_booked(session);
        self.world.live.push(live);
        match pauses {
            Some(number) => self.lost(session, Loss::NoDemand, number),
            None => self.begin(self.world.live.len() - 1),
        }
    }

    /// A session starts: it runs if a rung of its ladder holds it.
    pub(super) fn begin(&mut self, live: usize) {
        self.world.live[live].booked_anew = false;
        let session = self.world.live[live].session;
        if self.has_left(session) {
            self.lose(live, Loss::ClientLeft);
            return;
        }
        let booked = *self.case.diary.session(session);
        let runs = self.runs(live, false);
        if !runs || !self.holds_session(booked.service, booked.number) {
            self.hit(live);
        }
        if runs {
            self.world.running.push(live);
        } else {
            self.find_blame(live);
            self.miss(live);
        }
    }

    /// Walks the ladder up to postponing, or from there on; says whether the session can run now, and remembers how.
    pub(super) fn runs(&mut self, live: usize, after_postponing: bool) -> bool {
        let Live { session, start, end, charged, .. } = self.world.live[live];
        let booked = *self.case.diary.session(session);
        let service = booked.service;
        let plan = &self.case.services[service];
        let mut on = std::mem::take(&mut self.world.on);
        self.find_carriers(live, &mut on);
        let holds = self.holds_session(service, booked.number);
        let mut how = (holds && on.is_empty()).then_some(How::AsPlanned);
        if how.is_none() {
            let turn = plan.ladder.iter().position(|rung| self.is_postponing(*rung)).unwrap_or(plan.ladder.len());
            let rungs = if after_postponing { &plan.ladder[turn..] } else { &plan.ladder[..turn] };
            for rung in rungs {
                how = self.rung(live, *rung, holds, &on);
                if how.is_some() {
                    break;
                }
            }
        }
        if let Some(How::By(by, _)) = how.filter(|how| how.by() != charged) {
            self.world.live[live].charged = Some(by);
            let carriers: &[Id<Strategy>] = if on.contains(&by) { &on } else { &[by] };
            for strategy in carriers {
                self.pay_for_use(*strategy);
                self.pay_for_session(*strategy, start, end - start);
                self.world.ways.carry(self.case, *strategy, end - start);
            }
            self.world.live[live].number = self.world.ways.use_of(by).number;
            self.pay_associate(by, start, plan.fee.0);
        }
        self.world.on = on;
        if let Some(how) = how {
            self.world.live[live].how = how;
        }
        how.is_some()
    }

    /// An associate is paid for the session and has one less to spare in its week.
    fn pay_associate(&mut self, by: Id<Strategy>, start: i64, fee: i64) {
        if let Effect::HandOver(hand_over) = &self.case.strategies[by].effect {
            let number = self.world.ways.use_of(by).number;
            self.world.backlog.spare.push((by, start.div_euclid(WEEK)));
            self.cash(start.div_euclid(DAY), -hand_over.fee_share.of(fee), Entry::Cost, number);
        }
    }

    /// The substitutes on which a session's service rests, after those with too little left for it have been given up.
    fn find_carriers(&mut self, live: usize, on: &mut Vec<Id<Strategy>>) {
        let Live { session, start, end, charged, .. } = self.world.live[live];
        let booked = *self.case.diary.session(session);
        let lacks = |stage: &Self, s: &Id<Strategy>| Some(*s) != charged && stage.minutes_left(*s) < end - start;
        loop {
            on.clear();
            if !self.holds_session(booked.service, booked.number) {
                return;
            }
            self.rests_on(booked.service, booked.number, on);
            let Some(short) = on.iter().copied().find(|s| lacks(self, s)) else { return };
            let left = self.minutes_left(short);
            // Below zero: given up. Zero is what the session that used up the last of it runs on.
            self.world.ways.carry(self.case, short, left + 1);
            self.settle();
        }
    }

    /// How a rung holds a session, if it does.
    fn rung(&mut self, live: usize, rung: Id<Strategy>, holds: bool, on: &[Id<Strategy>]) -> Option<How> {
        let case = self.case;
        let Live { session, start, charged, .. } = self.world.live[live];
        let service = case.diary.session(session).service;
        match &case.strategies[rung].effect {
            Effect::Substitute(_) if holds && on.contains(&rung) => {
                let worth = on.iter().filter_map(|s| self.worth_of(*s)).min().unwrap_or(Share::ALL);
                Some(How::By(rung, worth))
            }
            // What is worth nothing holds nothing.
            Effect::Switch(switch) if switch.worth > Share::NONE => {
                let takes = self.switch_is_ready(service, rung) && self.accepts(session, rung, switch.accepted);
                takes.then_some(How::By(rung, switch.worth))
            }
            Effect::HandOver(hand_over) => {
                let taken = self.world.backlog.handed_over(rung, start.div_euclid(WEEK));
                // A session that goes on after a break has its place already.
                let free = charged == Some(rung) || taken < hand_over.spare as usize;
                let takes =
                    free && self.switch_is_ready(service, rung) && self.accepts(session, rung, hand_over.accepted);
                (takes && !self.would_be_moved(live)).then_some(How::By(rung, hand_over.worth))
            }
            _ => None,
        }
    }

    /// Whether a session would be moved to another day within its client's patience, as long as things are expected to last: then
    /// nobody else is asked to hold it.
    fn would_be_moved(&mut self, live: usize) -> bool {
        let Live { session, moves, .. } = self.world.live[live];
        let service = self.case.diary.session(session).service;
        let number = self.blame_of(service);
        let end = self.expected_end(service);
        moves < self.most_moves(service)
            && self
                .patience(service, session, number)
                .is_some_and(|(strategy, until)| self.earliest(strategy, end).is_some_and(|earliest| earliest <= until))
    }

    /// Whether the client of a session takes what a strategy offers in the disruption that called it.
    pub(super) fn accepts(&mut self, session: SessionId, strategy: Id<Strategy>, chance: Share) -> bool {
        let number = self.world.ways.use_of(strategy).number;
        chance == Share::ALL || self.answer(number, strategy, self.client_of(session)) < chance.fraction()
    }

    /// A client's answer to what a strategy offers in a disruption: looked up once, since the look-up is dear.
    pub(super) fn answer(&mut self, number: usize, strategy: Id<Strategy>, client: usize) -> f64 {
        let asked = (number, strategy, client);
        let known = self.world.answers.iter().find(|(n, s, c, _)| (*n, *s, *c) == asked);
        if let Some((.., answer)) = known {
            return *answer;
        }
        let answer = self.draw.accepts(self.cause(number), strategy, client);
        self.world.answers.push((number, strategy, client, answer));
        answer
    }

    pub(super) fn worth_of(&self, strategy: Id<Strategy>) -> Option<Share> {
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
            self.find_blame(live);
            self.world.agenda.put(self.now + self.case.grace, Due::Grace(live));
        }
    }

    fn still_runs(&self, session: SessionId, how: How) -> bool {
        let booked = *self.case.diary.session(session);
        let by_switch = match how {
            // A call under way needs no new start, even if the service came back and went again meanwhile; nor does an
            // associate.
            How::By(by, _) => match &self.case.strategies[by].effect {
                effect @ (Effect::Switch(_) | Effect::HandOver(_)) => {
                    self.are_up(self.case.services[booked.service].view, effect.needs())
                }
                _ => false,
            },
            How::AsPlanned => false,
        };
        by_switch || self.holds_session(booked.service, booked.number)
    }

    pub(super) fn grace_is_over(&mut self, live: usize) {
        let saved = self.runs(live, false);
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
        let Live { session, start, postponed_by, how, number, .. } = live;
        self.world.waits.held(start);
        let booked = *self.case.diary.session(session);
        let plan = &self.case.services[booked.service];
        let fee = plan.fee.0;
        let earned = if let How::By(by, worth) = how { self.earned(by, worth, fee) } else { fee };
        let worth = if let How::By(_, worth) = how { worth } else { Share::ALL };
        let lacks = fee - earned;
        if let Some(by) = postponed_by {
            self.note(Event::Moved { session, start, worth, lacks, by, cause: number });
            self.pay_moved(session, start, earned, number);
            self.world.backlog.moved_ahead -= 1;
        } else if let How::By(by, worth) = how {
            let cause = number;
            self.note(match &self.case.strategies[by].effect {
                Effect::HandOver(_) => Event::HandedOver { session, by, worth, lacks, cause },
                _ => Event::HeldAnotherWay { session, by, worth, lacks, cause },
            });
            self.unearned(session, lacks, number);
        } else {
            self.note(Event::Held { session, start });
        }
        self.pay_late(session, start, earned);
    }

    /// What a session held another way earns \[minor units\].
    fn earned(&self, by: Id<Strategy>, worth: Share, fee: i64) -> i64 {
        match &self.case.strategies[by].effect {
            Effect::Switch(switch) => switch.fee.unwrap_or(worth).of(fee),
            _ => worth.of(fee),
        }
    }

    /// A moved session is paid for later, unless its client paid in advance.
    fn pay_moved(&mut self, session: SessionId, start: i64, earned: i64, number: usize) {
        let booked = *self.case.diary.session(session);
        let plan = &self.case.services[booked.service];
        let planned = plan.paid_on(booked.start, booked.number);
        if planned < booked.start.div_euclid(DAY) {
            self.unearned(session, plan.fee.0 - earned, number);
        } else {
            self.cash(planned, -plan.fee.0, Entry::Shifted, number);
            self.cash(plan.paid_on(start, booked.number), earned, Entry::Shifted, number);
            self.miss_fee(booked.start, plan.fee.0 - earned, number);
        }
    }

    /// Part of a session's fee, or all of it, is not earned: it never comes, or goes back where it was paid in advance.
    fn unearned(&mut self, session: SessionId, amount: i64, number: usize) {
        let booked = *self.case.diary.session(session);
        let planned = self.case.services[booked.service].paid_on(booked.start, booked.number);
        if planned < self.today() && planned < booked.start.div_euclid(DAY) {
            self.cash(self.today(), -amount, Entry::Refund, number);
        } else {
            self.cash(planned, -amount, Entry::Fee, number);
        }
        self.miss_fee(booked.start, amount, number);
    }

    /// Notes income that is lost, for insurances that pay for it.
    fn miss_fee(&mut self, start: i64, amount: i64, number: usize) {
        if amount > 0 && self.case.alone.covers_income {
            self.world.fees.push((number, start, amount));
        }
    }

    /// A session meets a span in which something it needs is down.
    fn hit(&mut self, live: usize) {
        let Live { session, start, .. } = self.world.live[live];
        if !std::mem::replace(&mut self.world.live[live].hit, true) {
            let number = self.blame_of(self.case.diary.session(session).service);
            self.world.waits.hit(number, start);
            self.note(Event::Hit { session });
        }
    }

    /// What becomes of a session belongs to the disruption that has its service down, unless a strategy holds it: then to
    /// the one that called the strategy.
    fn find_blame(&mut self, live: usize) {
        let service = self.case.diary.session(self.world.live[live].session).service;
        self.world.live[live].number = self.blame_of(service);
    }

    /// The session is lost; its fee never comes.
    pub(super) fn lose(&mut self, live: usize, why: Loss) {
        let Live { session, moves, number, .. } = self.world.live[live];
        if moves > 0 {
            self.world.backlog.moved_ahead -= 1;
        }
        let due = if why == Loss::NoWay { self.due_all_the_same(session) } else { 0 };
        self.lost_but_for(session, why, number, due);
    }

    pub(super) fn lost(&mut self, session: SessionId, why: Loss, number: usize) {
        self.lost_but_for(session, why, number, 0);
    }

    /// A session is lost; all of its fee but what is due all the same never comes.
    fn lost_but_for(&mut self, session: SessionId, why: Loss, number: usize, due: i64) {
        let fee = self.case.services[self.case.diary.session(session).service].fee.0;
        self.note(Event::Lost { session, why, lacks: fee - due, cause: number });
        self.unearned(session, fee - due, number);
    }

    /// What a session that nothing holds still earns, by a way that is worth nothing to the client and states a fee: a notice
    /// that was given, a retainer \[minor units\].
    fn due_all_the_same(&mut self, session: SessionId) -> i64 {
        let case = self.case;
        let service = case.diary.session(session).service;
        for rung in &case.services[service].ladder {
            let Effect::Switch(switch) = &case.strategies[*rung].effect else { continue };
            let Some(fee) = switch.fee.filter(|_| switch.worth == Share::NONE) else { continue };
            if self.switch_is_ready(service, *rung) && self.accepts(session, *rung, switch.accepted) {
                return fee.of(case.services[service].fee.0);
            }
        }
        0
    }
}
