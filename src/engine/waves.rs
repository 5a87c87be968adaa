//! What a disruption does besides striking resources: knows direct costs, unsettled clients, the duty to report a breach
//! and the end of a practice; does not know sessions' ways.

use crate::model::{Id, Strategy, Threat};

use super::agenda::Due;
use super::event::{Entry, Event, Sink};
use super::stage::Stage;

impl<S: Sink> Stage<'_, S> {
    pub(super) fn wave_begins(&mut self, i: usize) {
        let wave = self.world.waves[i];
        let (number, threat) = (wave.number, wave.threat);
        let impact = self.case.impact(threat);
        self.world.pending -= 1;
        if matches!(threat, Threat::Cascade(_)) {
            self.note(Event::SetOff { number, threat });
        }
        if let Some(costs) = &impact.costs {
            let u = if costs.fixed().is_some() { 0.5 } else { self.draw.costs(self.cause(number), threat) };
            let damage = costs.amount(u);
            self.world.damages.push((number, threat, damage));
            self.cash(self.today(), -damage, Entry::Damage, number);
        }
        if impact.lasts_beside_strikes() {
            self.slump_begins(wave);
        }
        if impact.unsettles > 0.0 || impact.sponsor_leaves {
            self.unsettle(impact.unsettles, impact.sponsor_leaves, number);
        }
        if impact.reportable {
            self.call_reporters(i);
        }
        if impact.winds_up {
            self.world.wound_up.get_or_insert(number);
            self.note(Event::WoundUp { cause: number });
        }
    }

    /// A breach must be told to the regulator, once in a disruption: by the first strategy that can, or when all about it is
    /// known.
    fn call_reporters(&mut self, i: usize) {
        let wave = self.world.waves[i];
        let same = |(other, _): &(usize, bool)| self.world.waves[*other].number == wave.number;
        if self.world.duties.iter().any(same) {
            return;
        }
        self.world.pending += 1;
        self.world.duties.push((i, false));
        self.world.agenda.put(wave.to.max(self.now), Due::Report(i, None));
        for k in 0..self.case.alone.report.len() {
            let strategy = self.case.alone.report[k];
            self.called_by(strategy, wave.number);
            let ready = self.ready_from(strategy, self.now);
            self.note(Event::Called { strategy, ready });
            if self.works(strategy) {
                self.world.agenda.put(ready, Due::Report(i, Some(strategy)));
            } else {
                self.note(Event::Failed { strategy });
            }
        }
    }

    pub(super) fn report(&mut self, i: usize, by: Option<Id<Strategy>>) {
        if self.world.duties.contains(&(i, true)) {
            return;
        }
        if let Some(strategy) = by {
            if !self.needs_of_are_up(strategy) {
                return;
            }
            self.pay_for_use(strategy);
            self.note(Event::InUse { strategy });
            self.note(Event::Ended { strategy });
        }
        self.reported(i);
    }

    fn reported(&mut self, i: usize) {
        let wave = self.world.waves[i];
        self.world.pending -= 1;
        self.world.duties.iter_mut().filter(|duty| duty.0 == i).for_each(|duty| duty.1 = true);
        // The clock of the law runs from when somebody could know.
        let after = (self.now - self.case.calendar.next_attended(wave.from)).max(0);
        self.note(Event::Reported { after, cause: wave.number });
    }

    /// What was not reported by the end has not been reported at all.
    pub(super) fn end_duties(&mut self) {
        for k in 0..self.world.duties.len() {
            let (i, done) = self.world.duties[k];
            if !done {
                self.reported(i);
            }
        }
    }
}
