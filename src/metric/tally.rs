//! From events to counts: knows how a trial's events become a score and scores become whole numbers that add up; does not
//! know what the numbers are called.

use crate::engine::{Entry, Event, Loss, Sink, ToNext};
use crate::model::{Case, Course, Function, Hazard, Id, SessionId, Threat, WEEKS_A_YEAR};
use crate::statistics::Counts;
use crate::units::{DAY, WEEK};

use super::{METRICS, Outcomes, REPORT_WITHIN, Score};

/// How long a fund lasts of which nothing is needed \[d\]: longer than any limit that a promise may name. No report tells it.
const LASTS_FOR_EVER: i64 = 1_000_000;

/// Hears the events of trial after trial and counts. A trial counts once it is closed, and with nothing before.
pub struct Tally<'a> {
    case: &'a Case,
    outcomes: Outcomes,
    score: Score,
    /// What moved: the day, the amount, the number of the disruption.
    cash: Vec<(i64, i64, usize)>,
    down_since: Vec<Option<i64>>,
    marks: Vec<Marks>,
    /// Trials in which no money moved, by place.
    untouched: Vec<u64>,
    /// All trials, by place.
    places: Vec<u64>,
    /// Lowest balance without a disruption, by place.
    lowest: Vec<i64>,
    /// The month of each week of the model's year.
    months: Vec<usize>,
    /// The day on which the practice closed for good.
    closed_on: Option<i64>,
    /// By number of disruption in this trial: whether it was averted.
    averted: Vec<bool>,
    /// Of each session lost in this trial, the entry that cost it and its month.
    lost_in: Vec<(usize, usize)>,
}

/// What a strategy did in the present trial.
#[derive(Clone, Copy, Default)]
struct Marks {
    called: bool,
    used: bool,
    failed: bool,
    /// Sessions that it carried.
    carried: u64,
}

impl<'a> Tally<'a> {
    /// Nothing counted yet.
    #[must_use]
    pub fn new(case: &'a Case) -> Self {
        let lowest = |place| {
            let first = case.start(place).div_euclid(DAY);
            case.ledger.lowest(first, first + case.horizon / DAY)
        };
        let functions = case.functions.len();
        Self {
            case,
            outcomes: Outcomes::none(case),
            score: Score {
                recovery: vec![(0, false); functions],
                since: vec![0; functions],
                down: vec![0; functions],
                rpo_missed: vec![false; functions],
                ..Score::default()
            },
            cash: Vec::new(),
            down_since: vec![None; functions],
            marks: vec![Marks::default(); case.strategies.len()],
            untouched: vec![0; case.places()],
            places: vec![0; case.places()],
            lowest: (0..case.places()).map(lowest).collect(),
            months: (0..WEEKS_A_YEAR).map(|week| case.calendar.month_of_week(week)).collect(),
            closed_on: None,
            averted: Vec::new(),
            lost_in: Vec::new(),
        }
    }

    /// The score of the last trial.
    #[must_use]
    pub fn score(&self) -> &Score {
        &self.score
    }

    /// All that was counted.
    #[must_use]
    pub fn outcomes(mut self) -> Outcomes {
        for at in 0..self.case.places() {
            let first = self.case.start(at).div_euclid(DAY);
            self.outcomes.scheduled += self.places[at] * self.case.scheduled(at) as u64;
            for k in 0..self.outcomes.fund.len() {
                let balance = self.case.ledger.balance(first + 7 * k as i64 - 1);
                self.outcomes.fund[k].add_many(balance, self.untouched[at]);
                self.outcomes.fund_undisturbed[k].add_many(balance, self.places[at]);
            }
        }
        let trials = self.outcomes.trials;
        let zeros = |column: &mut Counts, trials: u64| column.add_many(0, trials - column.trials());
        self.outcomes.columns.iter_mut().for_each(|column| zeros(column, trials));
        for function in &mut self.outcomes.functions {
            zeros(&mut function.time, trials);
            zeros(&mut function.down, trials);
        }
        if self.case.course == Course::Year {
            for part in &mut self.outcomes.parts {
                for counts in [&mut part.another_way, &mut part.moved, &mut part.lost, &mut part.net] {
                    zeros(counts, trials);
                }
            }
        }
        self.outcomes
    }

    fn open(&mut self, place: usize) {
        let old = std::mem::take(&mut self.score);
        let Score { mut recovery, mut since, mut down, mut rpo_missed, mut hazards, mut parts, .. } = old;
        recovery.fill((0, false));
        since.fill(0);
        down.fill(0);
        rpo_missed.fill(false);
        hazards.clear();
        parts.clear();
        self.score = Score { place, recovery, since, down, rpo_missed, hazards, parts, ..Score::default() };
        self.cash.clear();
        self.averted.clear();
        self.lost_in.clear();
        self.marks.fill(Marks::default());
        self.down_since.fill(None);
        self.closed_on = None;
    }

    fn arrive(&mut self, hazard: Id<Hazard>, time: i64) {
        self.score.onset = time;
        self.score.hazards.push(hazard.index());
        self.averted.push(false);
        let entry = self.case.hazards[hazard].entry;
        if !self.score.parts.iter().any(|(known, _)| *known == entry) {
            self.score.parts.push((entry, [0; 4]));
        }
    }

    /// The entry to which a disruption belongs.
    fn entry(&self, number: usize) -> Option<usize> {
        self.score.hazards.get(number).map(|hazard| self.case.hazards[Id::at(*hazard)].entry)
    }

    /// Adds to what the entry of a disruption did: 0 another way, 1 moved, 2 lost, 3 net income.
    fn add(&mut self, number: usize, what: usize, amount: i64) {
        let entry = self.entry(number);
        if let Some((_, part)) = self.score.parts.iter_mut().find(|(known, _)| Some(*known) == entry) {
            part[what] += amount;
        }
    }

    fn function_back(&mut self, function: Id<Function>, now: i64, open: bool) {
        let at = function.index();
        let Some(since) = self.down_since[at].take() else { return };
        self.score.down[at] += now - since;
        let (from, longer) = match self.case.course {
            Course::One => (self.score.onset, true),
            Course::Year => (since, now - since > self.score.recovery[at].0),
        };
        if longer {
            self.score.recovery[at].0 = now - from;
            self.score.since[at] = from;
        }
        self.score.recovery[at].1 = open;
        self.score.back = self.score.back.max(now - self.score.onset);
    }

    fn close(&mut self, calm: bool, to_next: Option<ToNext>) {
        let end = self.case.reach;
        for function in self.case.functions.ids() {
            if self.down_since[function.index()].is_some() {
                self.score.back_open = true;
                self.function_back(function, end, true);
            }
        }
        self.score.back_open |= !calm;
        if !calm {
            self.score.back = end - self.score.onset;
        }
        if let Some(next) = to_next {
            self.score.to_next = next.minutes;
            self.score.to_next_open = next.censored;
        }
        self.score.disruptions = self.averted.iter().filter(|averted| !**averted).count() as i64;
        let start = self.case.start(self.score.place);
        self.count_money(start.div_euclid(DAY), (start + self.case.horizon).div_euclid(DAY));
        self.count_score();
    }

    /// The fund: the undisturbed balance plus all that moved by then. It stands still once the practice has closed.
    fn count_money(&mut self, first: i64, end: i64) {
        self.places[self.score.place] += 1;
        let opening = self.case.ledger.balance(first - 1);
        if self.cash.is_empty() && self.closed_on.is_none() {
            self.untouched[self.score.place] += 1;
            self.score.fund_low = self.lowest[self.score.place];
            self.score.ruined_on = self.case.ledger.first_below(0, first, end).map(|day| day - first);
        } else {
            let last = self.closed_on.map_or(end, |day| (day + 1).clamp(first + 1, end));
            self.cash.sort_unstable();
            self.walk_fund(first, last);
            self.count_weeks(first, last);
        }
        let undisturbed = self.case.ledger.balance(end - 1) - opening;
        self.score.money = undisturbed + self.score.cover - self.score.gross - self.score.extra;
        self.score.fund_needed = (opening - self.score.fund_low).max(0);
        self.score.days_left = match self.case.terms.weekly_need() {
            a_week @ 1.. => self.score.fund_low.max(0).saturating_mul(7) / a_week,
            _ => LASTS_FOR_EVER,
        };
        if let Some(day) = self.score.ruined_on {
            self.blame_ruin(first + day);
            if let Some(week) = self.outcomes.ruined_in_week.get_mut((day / 7) as usize) {
                *week += 1;
            }
        }
    }

    /// The lowest balance and the first day below zero, from one movement to the next.
    fn walk_fund(&mut self, first: i64, end: i64) {
        let ledger = &self.case.ledger;
        let (mut from, mut moved, mut low) = (first, 0, i64::MAX);
        let mut ruined = None;
        let mut stretch = |from: i64, to: i64, moved: i64| {
            let lowest = ledger.lowest(from, to) + moved;
            if lowest < 0 && ruined.is_none() {
                ruined = ledger.first_below(-moved, from, to);
            }
            low = low.min(lowest);
        };
        for (day, amount, _) in self.cash.iter().filter(|(day, ..)| *day < end) {
            let day = (*day).max(first);
            if day > from {
                stretch(from, day, moved);
                from = day;
            }
            moved += amount;
        }
        stretch(from, end, moved);
        self.score.fund_low = low;
        self.score.ruined_on = ruined.map(|day| day - first);
    }

    fn count_weeks(&mut self, first: i64, end: i64) {
        let (mut next, mut moved) = (0, 0);
        for k in 0..self.outcomes.fund.len() {
            let last = (first + 7 * k as i64 - 1).min(end - 1);
            while next < self.cash.len() && self.cash[next].0 <= last {
                moved += self.cash[next].1;
                next += 1;
            }
            self.outcomes.fund[k].add(self.case.ledger.balance(last) + moved);
        }
    }

    /// The entry that had cost most by the day of the ruin has ruined the practice.
    fn blame_ruin(&mut self, day: i64) {
        let mut by_entry: Vec<(usize, i64)> = Vec::new();
        for (_, amount, number) in self.cash.iter().filter(|(when, ..)| *when <= day) {
            let Some(entry) = self.entry(*number) else { continue };
            match by_entry.iter_mut().find(|(known, _)| *known == entry) {
                Some((_, sum)) => *sum += amount,
                None => by_entry.push((entry, *amount)),
            }
        }
        let worst = by_entry.into_iter().min_by_key(|(entry, sum)| (*sum, *entry));
        if let Some((entry, _)) = worst.filter(|(_, sum)| *sum < 0) {
            self.outcomes.parts[entry].ruined += 1;
        }
    }

    fn count_score(&mut self) {
        let (case, score, outcomes) = (self.case, &self.score, &mut self.outcomes);
        outcomes.trials += 1;
        for (metric, column) in METRICS.iter().zip(&mut outcomes.columns) {
            let value = (metric.of)(score);
            if value != 0 {
                column.add(value);
            }
        }
        for ((id, _, function), counted) in case.functions.iter().zip(outcomes.functions.iter_mut()) {
            let at = id.index();
            let (time, open) = score.recovery[at];
            counted.open += u64::from(open);
            counted.beyond_rpo += u64::from(score.rpo_missed[at]);
            if time == 0 {
                counted.within_rto += 1;
                continue;
            }
            counted.time.add(time);
            counted.down.add(score.down[at]);
            counted.within_rto += u64::from(!open && !is_beyond(case, score.since[at], time, function.rto));
            counted.beyond_mtpd += u64::from(is_beyond(case, score.since[at], time, function.mtpd));
        }
        for (counted, marks) in outcomes.strategies.iter_mut().zip(&self.marks) {
            counted.called += u64::from(marks.called);
            counted.used += u64::from(marks.used);
            counted.failed += u64::from(marks.failed);
            counted.carried += marks.carried;
        }
        for (entry, month) in &self.lost_in {
            outcomes.parts[*entry].by_month[*month] += 1;
        }
        for (entry, [another_way, moved, lost, net]) in &score.parts {
            let part = &mut outcomes.parts[*entry];
            part.arrived += 1;
            part.another_way.add(*another_way);
            part.moved.add(*moved);
            part.lost.add(*lost);
            part.net.add(*net);
        }
        outcomes.losses.iter_mut().zip(&score.losses).for_each(|(sum, n)| *sum += *n as u64);
        outcomes.to_next_open += u64::from(score.to_next_open);
        outcomes.back_open += u64::from(score.back_open);
    }

    /// A session was held another way, or by an associate.
    fn another_way(&mut self, by: Id<crate::model::Strategy>, lacks: i64, cause: usize) {
        let marks = &mut self.marks[by.index()];
        (marks.used, marks.carried) = (true, marks.carried + 1);
        self.score.gross += lacks;
        self.add(cause, 0, 1);
        self.add(cause, 3, -lacks);
    }

    fn lose(&mut self, time: i64, session: SessionId, (why, lacks): (Loss, i64), cause: usize) {
        let booked = self.case.diary.session(session);
        self.score.lost += 1;
        self.score.losses[why as usize] += 1;
        self.score.gross += lacks;
        self.add(cause, 2, 1);
        self.add(cause, 3, -lacks);
        let month = self.months[booked.start.div_euclid(WEEK).rem_euclid(WEEKS_A_YEAR) as usize];
        if let Some(entry) = self.entry(cause) {
            self.lost_in.push((entry, month));
        }
        if why != Loss::ClientLeft {
            self.score.back = self.score.back.max(time - self.score.onset);
        }
    }

    fn move_money(&mut self, day: i64, amount: i64, entry: Entry, cause: usize) {
        self.cash.push((day, amount, cause));
        match entry {
            Entry::Cost | Entry::Damage | Entry::Credit => self.score.extra -= amount,
            Entry::Unpaid => self.score.gross -= amount,
            Entry::Cover if day >= self.case.reach.div_euclid(DAY) => return,
            Entry::Cover => self.score.cover += amount,
            Entry::Fee | Entry::Refund | Entry::Shifted => return,
        }
        self.add(cause, 3, amount);
    }

    fn lose_work(&mut self, resource: Id<crate::model::Resource>, minutes: i64) {
        self.score.work_lost = self.score.work_lost.max(minutes);
        for (id, _, function) in self.case.functions.iter() {
            let beyond =
                |rpo: crate::units::Length| minutes > rpo.minutes().unwrap_or(self.case.calendar.at_least(rpo));
            self.score.rpo_missed[id.index()] |= function.data.contains(&resource) && function.rpo.is_some_and(beyond);
        }
    }
}

/// Whether so many minutes from the onset are more than a length.
fn is_beyond(case: &Case, onset: i64, minutes: i64, length: crate::units::Length) -> bool {
    minutes > case.calendar.at_least(length) && onset + minutes > deadline(case, onset, length)
}

/// How a function came out of one trial against its objectives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Met {
    /// It never fell below its minimum.
    Untouched,
    /// It was back within its recovery time objective.
    InTime,
    /// It was back later, before its maximum tolerable period was over.
    Late,
    /// It was not back before that.
    Beyond,
}

impl Met {
    /// How a function of a case came out of a trial.
    #[must_use]
    pub fn of(case: &Case, score: &Score, function: crate::model::Id<crate::model::Function>) -> Self {
        let at = function.index();
        let (time, open) = score.recovery[at];
        let objectives = &case.functions[function];
        match time {
            0 => Self::Untouched,
            _ if is_beyond(case, score.since[at], time, objectives.mtpd) => Self::Beyond,
            _ if open || is_beyond(case, score.since[at], time, objectives.rto) => Self::Late,
            _ => Self::InTime,
        }
    }
}

/// When a length that starts at the onset ends \[min\].
#[must_use]
pub fn deadline(case: &Case, onset: i64, length: crate::units::Length) -> i64 {
    match length.minutes() {
        Some(minutes) => onset + minutes,
        None => case.calendar.add_working(onset, length.amount()),
    }
}

impl Sink for Tally<'_> {
    fn note(&mut self, time: i64, event: Event) {
        match event {
            Event::Opened { place } => self.open(place),
            Event::Arrived { hazard, .. } => self.arrive(hazard, time),
            Event::Averted { number, threat, by } => {
                self.marks[by.index()].used = true;
                if matches!(threat, Threat::Hazard(_)) {
                    self.averted[number] = true;
                }
            }
            Event::Called { strategy, .. } => self.marks[strategy.index()].called = true,
            Event::InUse { strategy } => self.marks[strategy.index()].used = true,
            Event::Failed { strategy } => self.marks[strategy.index()].failed = true,
            Event::Hit { .. } => self.score.hit += 1,
            Event::HeldAnotherWay { by, lacks, cause, .. } => {
                self.score.another_way += 1;
                self.another_way(by, lacks, cause);
            }
            Event::HandedOver { by, lacks, cause, .. } => {
                self.score.handed_over += 1;
                self.another_way(by, lacks, cause);
            }
            Event::Moved { session, start, lacks, by, cause, .. } => {
                self.marks[by.index()].carried += 1;
                let length = self.case.services[self.case.diary.session(session).service].length;
                self.score.moved += 1;
                self.score.gross += lacks;
                self.add(cause, 1, 1);
                self.add(cause, 3, -lacks);
                self.score.back = self.score.back.max(start + length - self.score.onset);
            }
            Event::Lost { session, why, lacks, cause } => self.lose(time, session, (why, lacks), cause),
            Event::Told { doubt, .. } => self.score.to_tell = self.score.to_tell.max(doubt),
            Event::ClientLeft { .. } => self.score.clients_lost += 1,
            Event::WorkLost { resource, minutes, .. } => self.lose_work(resource, minutes),
            Event::Reported { after, .. } => self.score.report_late |= after > REPORT_WITHIN,
            Event::WoundUp { .. } => {
                self.score.wound_up = true;
                self.closed_on = Some(time.div_euclid(DAY));
            }
            Event::FunctionDown { function } => self.down_since[function.index()] = Some(time),
            Event::FunctionBack { function } => self.function_back(function, time, false),
            Event::Cash { day, amount, entry, cause } => self.move_money(day, amount, entry, cause),
            Event::Closed { calm, to_next } => self.close(calm, to_next),
            Event::Postponed { by, .. } => {
                let marks = &mut self.marks[by.index()];
                (marks.called, marks.used) = (true, true);
            }
            Event::SetOff { .. }
            | Event::NotBooked { .. }
            | Event::Struck { .. }
            | Event::Restored { .. }
            | Event::Ended { .. }
            | Event::Held { .. }
            | Event::Booked { .. } => {}
        }
    }
}
