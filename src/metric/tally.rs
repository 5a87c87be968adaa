//! From events to counts: knows how a trial's events become a score and scores become whole numbers that add up; does not
//! know what the numbers are called.

use crate::engine::{Entry, Event, Loss, Sink, ToNext};
use crate::model::{Case, Function, Hazard, Id};
use crate::statistics::Counts;
use crate::units::{DAY, MILLION, WEEK};

use super::{METRICS, Score, place};

/// What became of a strategy over many trials.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Record {
    /// Trials in which it was called.
    pub called: u64,
    /// Trials in which it was in use.
    pub used: u64,
    /// Trials in which it failed.
    pub failed: u64,
    /// Sessions it carried.
    pub carried: u64,
}

/// What became of a function over many trials.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Recovered {
    /// Onset until it was back for good \[min\]; 0 where it never fell below its minimum.
    pub time: Counts,
    /// Trials in which it was back within the recovery time objective.
    pub within_rto: u64,
    /// Trials in which it was down for longer than the maximum tolerable period.
    pub beyond_mtpd: u64,
    /// Trials in which it was still down at the horizon.
    pub open: u64,
}

/// What became of many trials: whole numbers only, so that parts merged in any order give the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcomes {
    /// How many trials.
    pub trials: u64,
    /// Sessions scheduled in all of them.
    pub scheduled: u64,
    /// The values of each metric, in the order of [`METRICS`].
    pub columns: Vec<Counts>,
    /// Each function.
    pub functions: Vec<Recovered>,
    /// Each strategy.
    pub strategies: Vec<Record>,
    /// For each hazard: sessions held another way, moved, lost.
    pub by_hazard: Vec<[Counts; 3]>,
    /// Balance of the fund at the start of each week of the horizon and at its end \[minor units\].
    pub fund: Vec<Counts>,
    /// The same without the disruption.
    pub fund_undisturbed: Vec<Counts>,
    /// Sessions lost, by [`Loss`].
    pub losses: [u64; 5],
    /// Trials without a next session before the horizon.
    pub to_next_open: u64,
    /// Trials not all back before the horizon.
    pub back_open: u64,
}

impl Outcomes {
    /// No trials yet.
    #[must_use]
    pub fn none(case: &Case) -> Self {
        let weeks = weeks(case) + 1;
        Self {
            trials: 0,
            scheduled: 0,
            columns: vec![Counts::default(); METRICS.len()],
            functions: vec![Recovered::default(); case.functions.len()],
            strategies: vec![Record::default(); case.strategies.len()],
            by_hazard: vec![Default::default(); case.hazards.len()],
            fund: vec![Counts::default(); weeks],
            fund_undisturbed: vec![Counts::default(); weeks],
            losses: [0; 5],
            to_next_open: 0,
            back_open: 0,
        }
    }

    /// The values of a metric.
    #[must_use]
    pub fn column(&self, key: &str) -> &Counts {
        static NONE: Counts = Counts::new();
        place(key).map_or(&NONE, |at| &self.columns[at])
    }

    /// Adds other trials.
    pub fn merge(&mut self, other: &Self) {
        let all = |mine: &mut Vec<Counts>, theirs: &Vec<Counts>| {
            mine.iter_mut().zip(theirs).for_each(|(a, b)| a.merge(b));
        };
        self.trials += other.trials;
        self.scheduled += other.scheduled;
        all(&mut self.columns, &other.columns);
        all(&mut self.fund, &other.fund);
        all(&mut self.fund_undisturbed, &other.fund_undisturbed);
        for (mine, theirs) in self.functions.iter_mut().zip(&other.functions) {
            mine.time.merge(&theirs.time);
            mine.within_rto += theirs.within_rto;
            mine.beyond_mtpd += theirs.beyond_mtpd;
            mine.open += theirs.open;
        }
        for (mine, theirs) in self.strategies.iter_mut().zip(&other.strategies) {
            mine.called += theirs.called;
            mine.used += theirs.used;
            mine.failed += theirs.failed;
            mine.carried += theirs.carried;
        }
        for (mine, theirs) in self.by_hazard.iter_mut().zip(&other.by_hazard) {
            mine.iter_mut().zip(theirs).for_each(|(a, b)| a.merge(b));
        }
        self.losses.iter_mut().zip(&other.losses).for_each(|(a, b)| *a += b);
        self.to_next_open += other.to_next_open;
        self.back_open += other.back_open;
    }
}

fn weeks(case: &Case) -> usize {
    (case.horizon / WEEK) as usize
}

/// Hears the events of trial after trial and counts.
pub struct Tally<'a> {
    case: &'a Case,
    outcomes: Outcomes,
    score: Score,
    cash: Vec<(i64, i64)>,
    down_since: Vec<Option<i64>>,
    marks: Vec<Marks>,
    /// Trials in which no money moved, by place of the week.
    untouched: Vec<u64>,
    /// All trials, by place of the week.
    places: Vec<u64>,
    /// Lowest balance without a disruption, by place of the week.
    lowest: Vec<i64>,
    functions_open: u32,
}

/// What a strategy did in the present trial.
#[derive(Clone, Copy, Default)]
struct Marks {
    called: bool,
    used: bool,
    failed: bool,
}

impl<'a> Tally<'a> {
    /// Nothing counted yet.
    #[must_use]
    pub fn new(case: &'a Case) -> Self {
        let lowest = |week: &i64| case.ledger.lowest(week * 7, week * 7 + case.horizon / DAY);
        Self {
            case,
            outcomes: Outcomes::none(case),
            score: Score { recovery: vec![(0, false); case.functions.len()], ..Score::default() },
            cash: Vec::new(),
            down_since: vec![None; case.functions.len()],
            marks: vec![Marks::default(); case.strategies.len()],
            untouched: vec![0; case.open_weeks.len()],
            places: vec![0; case.open_weeks.len()],
            lowest: case.open_weeks.iter().map(lowest).collect(),
            functions_open: 0,
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
        for (at, week) in self.case.open_weeks.iter().enumerate() {
            let scheduled = self.case.scheduled(at) as u64;
            self.outcomes.scheduled += self.places[at] * scheduled;
            for k in 0..self.outcomes.fund.len() {
                let balance = self.case.ledger.balance((week + k as i64) * 7 - 1);
                self.outcomes.fund[k].add_many(balance, self.untouched[at]);
                self.outcomes.fund_undisturbed[k].add_many(balance, self.places[at]);
            }
        }
        let trials = self.outcomes.trials;
        let zeros = |column: &mut Counts| column.add_many(0, trials - column.trials());
        self.outcomes.columns.iter_mut().for_each(zeros);
        self.outcomes.functions.iter_mut().for_each(|function| zeros(&mut function.time));
        self.outcomes
    }

    fn open(&mut self, hazard: Id<Hazard>, onset: i64, place: usize) {
        let mut recovery = std::mem::take(&mut self.score.recovery);
        recovery.fill((0, false));
        self.score = Score { hazard: hazard.index(), onset, place, recovery, ..Score::default() };
        self.cash.clear();
        self.marks.fill(Marks::default());
        self.down_since.fill(None);
        self.functions_open = 0;
    }

    fn function_back(&mut self, function: Id<Function>, now: i64, open: bool) {
        if self.down_since[function.index()].take().is_none() {
            return;
        }
        self.score.recovery[function.index()] = (now - self.score.onset, open);
        self.score.back = self.score.back.max(now - self.score.onset);
    }

    fn close(&mut self, calm: bool, to_next: Option<ToNext>) {
        let start = self.case.open_weeks[self.score.place] * WEEK;
        let end = start + self.case.horizon;
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
        self.count_money(start.div_euclid(DAY), end.div_euclid(DAY));
        self.count_score();
    }

    /// The fund: the undisturbed balance plus all that moved by then.
    fn count_money(&mut self, first: i64, end: i64) {
        self.places[self.score.place] += 1;
        if self.cash.is_empty() {
            self.untouched[self.score.place] += 1;
            self.score.fund_low = self.lowest[self.score.place];
            return;
        }
        self.cash.sort_unstable();
        let ledger = &self.case.ledger;
        let (mut from, mut moved, mut low) = (first, 0, i64::MAX);
        for (day, amount) in self.cash.iter().filter(|(day, _)| *day < end) {
            let day = (*day).max(first);
            if day > from {
                low = low.min(ledger.lowest(from, day) + moved);
                from = day;
            }
            moved += amount;
        }
        self.score.fund_low = low.min(ledger.lowest(from, end) + moved);
        let (mut next, mut moved) = (0, 0);
        for k in 0..self.outcomes.fund.len() {
            let last = first + 7 * k as i64 - 1;
            while next < self.cash.len() && self.cash[next].0 <= last {
                moved += self.cash[next].1;
                next += 1;
            }
            self.outcomes.fund[k].add(ledger.balance(last) + moved);
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
        for ((_, _, function), (counted, (time, open))) in
            case.functions.iter().zip(outcomes.functions.iter_mut().zip(&score.recovery))
        {
            counted.open += u64::from(*open);
            if *time == 0 {
                counted.within_rto += 1;
                continue;
            }
            counted.time.add(*time);
            counted.within_rto += u64::from(!open && !is_beyond(case, score.onset, *time, function.rto));
            counted.beyond_mtpd += u64::from(is_beyond(case, score.onset, *time, function.mtpd));
        }
        for (counted, marks) in outcomes.strategies.iter_mut().zip(&self.marks) {
            counted.called += u64::from(marks.called);
            counted.used += u64::from(marks.used);
            counted.failed += u64::from(marks.failed);
        }
        let by_hazard = &mut outcomes.by_hazard[score.hazard];
        for (counts, value) in by_hazard.iter_mut().zip([score.another_way, score.moved, score.lost]) {
            counts.add(value);
        }
        outcomes.losses.iter_mut().zip(&score.losses).for_each(|(sum, n)| *sum += *n as u64);
        outcomes.to_next_open += u64::from(score.to_next_open);
        outcomes.back_open += u64::from(score.back_open);
    }
}

/// Whether so many minutes from the onset are more than a length.
fn is_beyond(case: &Case, onset: i64, minutes: i64, length: crate::units::Length) -> bool {
    minutes > case.calendar.at_least(length) && onset + minutes > deadline(case, onset, length)
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
            Event::Opened { hazard, onset, place } => self.open(hazard, onset, place),
            Event::Called { strategy, .. } => self.marks[strategy.index()].called = true,
            Event::InUse { strategy } => self.marks[strategy.index()].used = true,
            Event::Failed { strategy } => self.marks[strategy.index()].failed = true,
            Event::Hit { .. } => self.score.hit += 1,
            Event::HeldAnotherWay { session, by, worth } => {
                self.score.another_way += 1;
                self.outcomes.strategies[by.index()].carried += 1;
                self.marks[by.index()].used = true;
                if worth.millionths() < MILLION {
                    let fee = self.case.services[self.case.diary.session(session).service].fee.0;
                    self.score.gross += fee - worth.of(fee);
                }
            }
            Event::Moved { session, start, worth, by } => {
                self.outcomes.strategies[by.index()].carried += 1;
                let booked = self.case.diary.session(session);
                let service = &self.case.services[booked.service];
                self.score.moved += 1;
                self.score.gross += service.fee.0 - worth.of(service.fee.0);
                self.score.back = self.score.back.max(start + service.length - self.score.onset);
            }
            Event::Lost { session, why } => {
                self.score.lost += 1;
                self.score.losses[why as usize] += 1;
                self.score.gross += self.case.services[self.case.diary.session(session).service].fee.0;
                if why != Loss::ClientLeft {
                    self.score.back = self.score.back.max(time - self.score.onset);
                }
            }
            Event::Told { .. } => self.score.to_tell = self.score.to_tell.max(time - self.score.onset),
            Event::ClientLeft { .. } => self.score.clients_lost += 1,
            Event::FunctionDown { function } => self.down_since[function.index()] = Some(time),
            Event::FunctionBack { function } => self.function_back(function, time, false),
            Event::Cash { day, amount, entry } => {
                self.cash.push((day, amount));
                if entry == Entry::Cost {
                    self.score.extra -= amount;
                }
            }
            Event::Closed { calm, to_next } => self.close(calm, to_next),
            Event::Struck { .. } | Event::Restored { .. } | Event::Ended { .. } | Event::Held { .. } => {}
            Event::Postponed { by, .. } => {
                let marks = &mut self.marks[by.index()];
                (marks.called, marks.used) = (true, true);
            }
            Event::Booked { .. } => {}
        }
    }
}
