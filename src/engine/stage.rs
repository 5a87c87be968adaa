//! The walk through a trial's time: knows the order of moments; does not know what becomes of a session, nor count.

use crate::model::{Case, Hazard, Id, Strategy, Threat};
use crate::sampling::{Cause, Draw};
use crate::units::DAY;

use super::agenda::{Agenda, Due};
use super::backlog::Backlog;
use super::clients::Patience;
use super::data::LostWork;
use super::demand::Slumping;
use super::event::{Entry, Event, Loss, Sink};
use super::services::ServiceState;
use super::sessions::Live;
use super::strikes::{Blow, Consequence, Disruption, Wave, add_blows, arrivals, averted, consequences, striking};
use super::telling::Telling;
use super::waits::Waits;
use super::walk::Walk;
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
    /// Replays one trial of a case and tells `sink` what happens; says whether to the end, which is so unless it stopped
    /// listening.
    pub fn run<S: Sink>(&mut self, case: &Case, draw: Draw<'_>, sink: &mut S) -> bool {
        let place = arrivals(case, draw, &mut self.world.disruptions);
        self.play(case, draw, place, sink)
    }

    /// Replays a trial in which one hazard strikes at one minute of the plan's year, with all other luck as drawn.
    pub fn strike<S: Sink>(&mut self, case: &Case, draw: Draw<'_>, at: (Id<Hazard>, i64), sink: &mut S) -> bool {
        self.world.disruptions.clear();
        self.world.disruptions.push(striking(case, draw, at.0, at.1));
        self.play(case, draw, at.1.div_euclid(DAY) as usize, sink)
    }

    fn play<S: Sink>(&mut self, case: &Case, draw: Draw<'_>, place: usize, sink: &mut S) -> bool {
        let world = &mut self.world;
        let now = world.disruptions.first().map_or(0, |first| first.onset);
        let mut stage = Stage { case, draw, sink, world, now, end: case.reach };
        stage.play(place)
    }
}

/// Everything that changes during a trial.
#[derive(Default)]
pub(super) struct World {
    pub(super) agenda: Agenda,
    pub(super) disruptions: Vec<Disruption>,
    /// How many of them have arrived.
    pub(super) arrived: usize,
    pub(super) waves: Vec<Wave>,
    /// Waves and duties that are not settled yet.
    pub(super) pending: u32,
    pub(super) slumps: Vec<Slumping>,
    /// How soon each client pauses, where that was looked up.
    pub(super) pauses: Vec<Option<f64>>,
    pub(super) lost_work: Vec<LostWork>,
    /// Fees lost so far, for insurances that pay for them: the number of the disruption, the start of the session, the
    /// amount \[minor units\].
    pub(super) fees: Vec<(usize, i64, i64)>,
    /// Direct costs so far: the number of the disruption, what cost it, the amount \[minor units\].
    pub(super) damages: Vec<(usize, Threat, i64)>,
    /// Waves of which a regulator must be told, and whether that is done.
    pub(super) duties: Vec<(usize, bool)>,
    /// The number of the disruption by which the practice has closed for good.
    pub(super) wound_up: Option<usize>,
    /// Answers of clients that were looked up: the number of the disruption, the strategy, the client.
    pub(super) answers: Vec<(usize, Id<Strategy>, usize, f64)>,
    pub(super) blows: Vec<Blow>,
    /// The first of them that may not be over.
    pub(super) open_blows: usize,
    /// The blows that are active now, by resource.
    pub(super) active: Vec<Vec<usize>>,
    pub(super) ways: Ways,
    pub(super) walk: Walk,
    pub(super) backlog: Backlog,
    /// Strategies that are called once in a disruption, and its number.
    called: Vec<(Id<Strategy>, usize)>,
    pub(super) telling: Telling,
    pub(super) patience: Patience,
    pub(super) live: Vec<Live>,
    pub(super) running: Vec<usize>,
    pub(super) services: Vec<ServiceState>,
    pub(super) down: Vec<bool>,
    pub(super) on: Vec<Id<Strategy>>,
    /// The next moment at which somebody is there, where that is waited for.
    pub(super) noticed: Option<i64>,
    /// Running sessions that are struck and not yet saved.
    pub(super) struck: u32,
    /// The first session of the diary that has not begun and that no episode has looked at.
    pub(super) next: usize,
    pub(super) waits: Waits,
}

impl World {
    /// Whether a strategy that is called once in a disruption is called now.
    pub(super) fn first_call(&mut self, strategy: Id<Strategy>, number: usize) -> bool {
        let first = !self.called.contains(&(strategy, number));
        if first {
            self.called.push((strategy, number));
        }
        first
    }
}

/// One trial under way.
pub(super) struct Stage<'a, S> {
    pub(super) case: &'a Case,
    pub(super) draw: Draw<'a>,
    pub(super) sink: &'a mut S,
    pub(super) world: &'a mut World,
    pub(super) now: i64,
    /// Where the trial ends at the latest \[min\].
    pub(super) end: i64,
}

impl<S: Sink> Stage<'_, S> {
    fn play(&mut self, place: usize) -> bool {
        self.reset();
        self.note(Event::Opened { place });
        while let Some(onset) = self.next_onset() {
            self.episode(onset);
            if !self.sink.listens() {
                return false;
            }
            if !self.is_calm() || self.world.wound_up.is_some() {
                break;
            }
        }
        self.close();
        true
    }

    /// When the next disruption arrives, before the horizon.
    fn next_onset(&self) -> Option<i64> {
        let next = self.world.disruptions.get(self.world.arrived)?;
        Some(next.onset).filter(|onset| *onset < self.end)
    }

    /// From the arrival of a disruption until everything is calm again.
    fn episode(&mut self, onset: i64) {
        let before = std::mem::replace(&mut self.now, onset);
        self.finish_ended(before);
        // What was still due when all was calm again concerns nobody any more.
        self.world.agenda.clear();
        self.world.noticed = None;
        self.end_waits(true);
        self.world.telling.clear();
        self.world.called.clear();
        self.world.ways.start_episode();
        self.world.open_blows = self.world.blows.len();
        for session in self.case.diary.running_at(onset) {
            if session.index() >= self.world.next && !self.has_left(session) {
                let live = self.as_booked(session);
                self.world.running.push(self.world.live.len());
                self.world.live.push(live);
            }
        }
        self.world.next = self.world.next.max(self.case.diary.first_from(onset));
        self.take_arrivals();
        while !self.is_calm() && self.world.wound_up.is_none() && self.sink.listens() {
            let times = [self.world.agenda.next_time(), self.next_booked(), self.next_onset()];
            let Some(time) = times.into_iter().flatten().min().filter(|time| *time < self.end) else { return };
            let before = std::mem::replace(&mut self.now, time);
            self.finish_ended(before);
            self.take_arrivals();
            self.minute();
        }
    }

    /// When the next session that has not begun is to start.
    fn next_booked(&self) -> Option<i64> {
        let next = self.world.next;
        (next < self.case.diary.len()).then(|| self.case.diary.session(Id::at(next)).start)
    }

    /// The disruptions that arrive at this minute.
    fn take_arrivals(&mut self) {
        while self.next_onset() == Some(self.now) {
            let number = self.world.arrived;
            self.world.arrived += 1;
            self.arrive(number);
        }
    }

    /// A disruption arrives: unless it is averted, its blows and what it sets off are put on the agenda.
    fn arrive(&mut self, number: usize) {
        let disruption = self.world.disruptions[number];
        let (hazard, threat) = (disruption.cause.hazard, Threat::Hazard(disruption.cause.hazard));
        self.note(Event::Arrived { number, hazard });
        if let Some(by) = averted(self.case, self.draw, disruption.cause) {
            self.note(Event::Averted { number, threat, by });
            return;
        }
        self.set_off(Wave { number, threat, from: disruption.onset, to: disruption.end });
        let (case, draw) = (self.case, self.draw);
        consequences(case, draw, number, disruption, |threat, what| match what {
            Consequence::Averted(by) => self.note(Event::Averted { number, threat, by }),
            Consequence::SetOff(wave) => self.set_off(wave),
        });
    }

    fn set_off(&mut self, wave: Wave) {
        let impact = self.case.impact(wave.threat);
        let first = self.world.blows.len();
        add_blows(&impact.strikes, &wave, &mut self.world.blows);
        for i in first..self.world.blows.len() {
            self.world.agenda.put(self.world.blows[i].from, Due::StrikeBegins(i));
        }
        if impact.is_more_than_strikes() || matches!(wave.threat, Threat::Cascade(_)) {
            self.world.pending += 1;
            self.world.agenda.put(wave.from, Due::Wave(self.world.waves.len()));
            self.world.waves.push(wave);
        }
    }

    /// The luck of a disruption.
    pub(super) fn cause(&self, number: usize) -> Cause {
        self.world.disruptions[number].cause
    }

    fn reset(&mut self) {
        let world = &mut *self.world;
        world.agenda.clear();
        (world.arrived, world.next) = (0, 0);
        world.waves.clear();
        world.pending = 0;
        world.slumps.clear();
        world.pauses.clear();
        world.lost_work.clear();
        world.fees.clear();
        world.damages.clear();
        world.duties.clear();
        world.wound_up = None;
        world.blows.clear();
        world.open_blows = 0;
        world.active.iter_mut().for_each(Vec::clear);
        world.active.resize_with(self.case.resources.len(), Vec::new);
        world.answers.clear();
        world.ways.reset(self.case);
        world.backlog.reset();
        world.telling.clear();
        world.called.clear();
        world.patience.reset();
        world.waits.reset();
        world.live.clear();
        world.running.clear();
        world.services.resize_with(self.case.services.len(), ServiceState::default);
        for state in &mut world.services {
            (state.holds, state.whole, state.called) = (true, true, false);
            (state.plain, state.unnoticed, state.down_since) = (None, false, None);
            state.switches.clear();
        }
        world.down.clear();
        world.down.resize(self.case.functions.len(), false);
        world.noticed = None;
        world.struck = 0;
    }

    /// All that happens in one minute.
    fn minute(&mut self) {
        let now = self.now;
        self.pass_over();
        let (mut answered, mut changed) = (false, false);
        while let Some(due) = self.world.agenda.take(now, |due| !due.is_session()) {
            self.apply(due);
            answered = true;
            changed |= !matches!(due, Due::Answer | Due::Lasting(..));
        }
        if self.world.wound_up.is_some() {
            return;
        }
        if changed {
            self.settle();
        } else if answered {
            // No level has changed: only what is held by switching may be back.
            if !self.all_whole() {
                self.settle_functions(true);
            }
            self.spread_news();
        }
        while let Some(due) = self.world.agenda.take(now, Due::is_session) {
            match due {
                Due::Grace(live) => self.grace_is_over(live),
                Due::Begins(live) => self.begin(live),
                _ => {}
            }
        }
        while self.next_booked() == Some(now) {
            let next = Id::at(self.world.next);
            self.world.next += 1;
            self.begin_booked(next);
        }
    }

    fn apply(&mut self, due: Due) {
        match due {
            Due::StrikeBegins(i) => self.blow_begins(i),
            Due::StrikeEnds(i) => self.blow_ends(i),
            Due::Ready(view) => self.world.ways.look_at(self.case, view),
            Due::Wave(i) => self.wave_begins(i),
            Due::Repair(strategy) => self.repair(strategy),
            Due::Restore(i, strategy) => self.restore(i, strategy),
            Due::Report(i, strategy) => self.report(i, strategy),
            Due::Sustain(place, strategy) => self.sustain(place, strategy),
            Due::Lasting(service, associate) => self.ask_for_good(service, associate),
            Due::Noticed => self.start_all_unnoticed(),
            Due::Look => self.look(),
            Due::Answer | Due::Grace(_) | Due::Begins(_) => {}
        }
    }

    /// Leaves behind the first blows that are over, so that a long episode is not walked through again and again.
    pub(super) fn pass_over(&mut self) {
        let is_over = |blow: &Blow| !blow.active && blow.to < self.now;
        while self.world.blows.get(self.world.open_blows).is_some_and(is_over) {
            self.world.open_blows += 1;
        }
    }

    /// Whether everything is as it was: nothing struck, nobody waiting, no way in use, nothing to come of what arrived.
    fn is_calm(&self) -> bool {
        let blows = &self.world.blows[self.world.open_blows..];
        blows.iter().all(|b| !b.active && (b.to <= self.now || b.from >= b.to))
            && self.world.backlog.moved_ahead == 0
            && self.world.ways.idle()
            && self.world.struck == 0
            && self.world.pending == 0
            && self.world.slumps.iter().all(|slump| slump.until <= self.now)
    }

    /// Ends the trial: sessions still running are held, those still waiting are lost, insurances pay.
    fn close(&mut self) {
        let calm = self.is_calm() && self.world.wound_up.is_none();
        match self.world.wound_up {
            // Whoever waits by then waits for good.
            Some(number) => self.wait_for_good(number),
            None if !calm => self.now = self.end,
            None => {}
        }
        for i in 0..self.world.running.len() {
            let live = self.world.live[self.world.running[i]];
            if !live.struck {
                self.held(live);
            } else {
                self.lose(self.world.running[i], self.end_of_waiting());
            }
        }
        self.lose_waiting();
        if let Some(number) = self.world.wound_up {
            self.close_for_good(number);
        }
        self.end_silence();
        self.lose_data_for_good();
        self.end_duties();
        self.claim();
        self.end_waits(calm);
        let to_next = self.longest_wait();
        self.note(Event::Closed { calm, to_next });
    }

    /// Why those who still wait at the end are lost.
    pub(super) fn end_of_waiting(&self) -> Loss {
        if self.world.wound_up.is_some() { Loss::WoundUp } else { Loss::Open }
    }

    pub(super) fn note(&mut self, event: Event) {
        self.sink.note(self.now, event);
    }

    pub(super) fn cash(&mut self, day: i64, amount: i64, entry: Entry, cause: usize) {
        if amount != 0 {
            self.note(Event::Cash { day, amount, entry, cause });
        }
    }

    pub(super) fn today(&self) -> i64 {
        self.now.div_euclid(DAY)
    }
}
