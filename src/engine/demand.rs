//! Bad times: knows how far demand has fallen, which clients pause and how late they pay; does not know why times are bad.
//!
//! Each client holds one uniform against the level of demand, so that those who pause first come back last.

use crate::model::{Effect, Id, SessionId, Strategy, Sustain};
use crate::units::{DAY, Share};

use super::agenda::Due;
use super::event::{Entry, Event, Sink};
use super::stage::Stage;
use super::strikes::Wave;

/// A wave that changes what sessions earn or how many there are.
#[derive(Clone, Debug)]
pub(super) struct Slumping {
    wave: Wave,
    /// When all of it is over \[min\].
    pub(super) until: i64,
    /// The share of demand that goes at its deepest \[1\].
    falls: f64,
    /// What holds demand up and is at work.
    lifts: Vec<Id<Strategy>>,
}

impl<S: Sink> Stage<'_, S> {
    /// A slump begins, and whatever may hold demand up starts on its way.
    pub(super) fn slump_begins(&mut self, wave: Wave) {
        let impact = self.case.impact(wave.threat);
        let cause = self.cause(wave.number);
        let falls = impact.demand.as_ref().map_or(0.0, |slump| match slump.falls.fixed() {
            Some(falls) => falls,
            None => slump.falls.quantile(self.draw.falls(cause, wave.threat)).min(1.0),
        } * slump.part);
        let until = impact.demand.as_ref().map_or(wave.to, |slump| slump.end(wave.from, wave.to));
        let place = self.world.slumps.len();
        self.world.slumps.push(Slumping { wave, until, falls, lifts: Vec::new() });
        // Nothing changes then but that it is over.
        self.world.agenda.put(until, Due::Answer);
        if impact.demand.is_some() {
            self.call_sustainers(place);
        }
    }

    fn call_sustainers(&mut self, place: usize) {
        let Wave { number, .. } = self.world.slumps[place].wave;
        for i in 0..self.case.alone.sustain.len() {
            let strategy = self.case.alone.sustain[i];
            self.called_by(strategy, number);
            let ready = self.ready_from(strategy, self.now);
            self.note(Event::Called { strategy, ready });
            if self.works(strategy) {
                self.world.agenda.put(ready, Due::Sustain(place, strategy));
            } else {
                self.note(Event::Failed { strategy });
            }
        }
    }

    /// What holds demand up is at work.
    pub(super) fn sustain(&mut self, place: usize, strategy: Id<Strategy>) {
        if self.world.slumps[place].until > self.now {
            self.pay_for_use(strategy);
            self.note(Event::InUse { strategy });
            self.world.slumps[place].lifts.push(strategy);
        }
    }

    /// The number of the disruption for which the client of a session pauses now, where that is so.
    pub(super) fn who_pauses(&mut self, session: SessionId) -> Option<usize> {
        if self.world.slumps.is_empty() {
            return None;
        }
        let level: f64 = self.world.slumps.iter().map(|slump| 1.0 - self.fall(slump)).product();
        if level >= 1.0 || self.pauses(self.client_of(session)) <= level {
            return None;
        }
        let fall = |slump: &Slumping| self.fall(slump);
        let deepest = self.world.slumps.iter().max_by(|a, b| fall(a).total_cmp(&fall(b)));
        deepest.map(|slump| slump.wave.number)
    }

    /// How soon a client pauses: looked up once in a trial, since the look-up is dear.
    fn pauses(&mut self, client: usize) -> f64 {
        if self.world.pauses.len() <= client {
            self.world.pauses.resize(client + 1, None);
        }
        let draw = self.draw;
        *self.world.pauses[client].get_or_insert_with(|| draw.pauses(client))
    }

    /// The share of demand that a slump takes now, after what holds it up.
    fn fall(&self, slump: &Slumping) -> f64 {
        let Some(shape) = &self.case.impact(slump.wave.threat).demand else { return 0.0 };
        let kept: f64 = slump.lifts.iter().map(|s| 1.0 - self.lift(*s).map_or(0.0, |l| l.holds.fraction())).product();
        slump.falls * shape.depth(slump.wave.from, slump.wave.to, self.now) * kept
    }

    fn lift(&self, strategy: Id<Strategy>) -> Option<&Sustain> {
        match &self.case.strategies[strategy].effect {
            Effect::Sustain(sustain) => Some(sustain),
            _ => None,
        }
    }

    /// In bad times a session that is held is paid later, and a share of its fee never comes.
    pub(super) fn pay_late(&mut self, session: SessionId, start: i64, earned: i64) {
        if self.world.slumps.is_empty() {
            return;
        }
        let booked = *self.case.diary.session(session);
        let planned = self.case.services[booked.service].paid_on(start, booked.number);
        if planned < start.div_euclid(DAY) {
            return;
        }
        // Of several slumps at once the worst counts: bad payers do not pay worse twice.
        let (mut late, mut unpaid, mut number) = (0, Share::NONE, 0);
        for slump in self.world.slumps.iter().filter(|slump| (slump.wave.from..slump.wave.to).contains(&start)) {
            let impact = self.case.impact(slump.wave.threat);
            let later = |s: &Id<Strategy>| self.lift(*s).and_then(|l| l.later.minutes()).unwrap_or(0) / DAY;
            let days = impact.pays_later + slump.lifts.iter().map(later).sum::<i64>();
            if days >= late {
                (late, number) = (days, slump.wave.number);
            }
            unpaid = unpaid.max(impact.unpaid.unwrap_or(Share::NONE));
        }
        if late > 0 {
            self.cash(planned, -earned, Entry::Shifted, number);
            self.cash(planned + late, earned, Entry::Shifted, number);
        }
        self.cash(planned + late, -unpaid.of(earned), Entry::Unpaid, number);
    }
}
