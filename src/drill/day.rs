//! The day that is played: knows one trial and how it goes for each way to respond; does not know who plays.

use std::ops::Range;

use crate::assess::scores;
use crate::engine::{Event, Replay, Sink, Story};
use crate::metric::{Met, Score, Tally};
use crate::model::{Case, Function, Id, Response};
use crate::sampling::{Block, Luck, Sources};

/// One trial of a case.
pub struct Day<'a> {
    /// The case, as the forecast has it that is played.
    pub case: &'a Case,
    luck: &'a Luck,
    sources: &'a Sources,
    /// Its number.
    pub trial: u64,
}

/// How a day went.
#[derive(Clone, Debug, PartialEq)]
pub struct Played {
    /// What happened.
    pub story: Story,
    /// What became of it.
    pub score: Score,
    /// Functions that were not back before their maximum tolerable period was over, and those that were late.
    pub missed: (usize, usize),
}

impl<'a> Day<'a> {
    /// The trial of this number.
    #[must_use]
    pub fn new(case: &'a Case, luck: &'a Luck, sources: &'a Sources, trial: u64) -> Self {
        Self { case, luck, sources, trial }
    }

    /// How it goes for somebody who responds so.
    #[must_use]
    pub fn played(&self, response: &Response) -> Played {
        self.replayed(&self.case.answered(response))
    }

    /// How it goes by the plan itself.
    #[must_use]
    pub fn planned(&self) -> Played {
        self.replayed(self.case)
    }

    fn replayed(&self, case: &Case) -> Played {
        let block = Block::new(self.luck, self.sources, self.trial, 1);
        let mut both = Both { story: Story::default(), tally: Tally::new(case) };
        let mut replay = Replay::default();
        block.draws().for_each(|draw| {
            replay.run(case, draw, &mut both);
        });
        let score = both.tally.score().clone();
        let came = |wanted| case.functions.ids().filter(|f| Met::of(case, &score, *f) == wanted).count();
        let missed = (came(Met::Beyond), came(Met::Late));
        Played { missed, score, story: both.story }
    }
}

/// Keeps what happens and counts it.
struct Both<'a> {
    story: Story,
    tally: Tally<'a>,
}

impl Sink for Both<'_> {
    fn note(&mut self, time: i64, event: Event) {
        self.story.note(time, event);
        self.tally.note(time, event);
    }
}

impl Played {
    /// What a day is judged by, the weightiest first; less is better: sessions lost, objectives missed, sessions moved, the
    /// time to the next session and until the last client knows \[min\], money \[minor units\], the time until all is
    /// back \[min\].
    #[must_use]
    pub fn badness(&self) -> [i64; 8] {
        let Score { lost, moved, to_next, to_tell, back, .. } = self.score;
        let (beyond, late) = self.missed;
        [lost, beyond as i64, late as i64, moved, to_next, to_tell, -self.net(), back]
    }

    /// Net income against the undisturbed practice \[minor units\].
    #[must_use]
    pub fn net(&self) -> i64 {
        self.score.cover - self.score.gross - self.score.extra
    }

    /// When the first disruption arrived \[min\].
    #[must_use]
    pub fn onset(&self) -> i64 {
        let arrived = |(at, event): &(i64, Event)| matches!(event, Event::Arrived { .. }).then_some(*at);
        self.story.0.iter().find_map(arrived).unwrap_or(0)
    }

    /// How a function came out of it.
    #[must_use]
    pub fn met(&self, case: &Case, function: Id<Function>) -> Met {
        Met::of(case, &self.score, function)
    }
}

/// Which day is played.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choice {
    /// The one that a share of days is better than, in parts of a hundred.
    Worse(u64),
    /// The one of this number.
    Trial(u64),
    /// Any.
    Surprise,
    /// The one on which two forecasts differ most.
    Differs,
}

/// The trial of a choice, among the first so many. `other` is the case as the other forecast has it.
#[must_use]
pub fn chosen(choice: Choice, case: &Case, other: &Case, luck: &Luck, sources: &Sources, among: Range<u64>) -> u64 {
    match choice {
        Choice::Trial(trial) => trial,
        // Luck is keyed by trial: any number is as surprising as any other, and the same seed gives the same day.
        Choice::Surprise => surprising(case, luck, sources, among),
        Choice::Worse(share) => {
            let mut days = ranked(case, luck, sources, among);
            days.sort_unstable();
            let place = (days.len() as u64 * share / 100).min(days.len().saturating_sub(1) as u64);
            days.get(place as usize).map_or(0, |day| day.1)
        }
        Choice::Differs => {
            let (a, b) = (ranked(case, luck, sources, among.clone()), ranked(other, luck, sources, among));
            let gap = |(a, b): (&Ranked, &Ranked)| ((a.0[0] - b.0[0]).abs(), (a.0[1] - b.0[1]).abs(), a.1);
            let widest = a.iter().zip(&b).map(gap).max_by(|a, b| (a.0, a.1).cmp(&(b.0, b.1)).then(b.2.cmp(&a.2)));
            widest.map_or(0, |(.., trial)| trial)
        }
    }
}

/// How bad a day was, first by the headline, and its number.
type Ranked = ([i64; 5], u64);

fn ranked(case: &Case, luck: &Luck, sources: &Sources, among: Range<u64>) -> Vec<Ranked> {
    let mut days = Vec::new();
    scores(case, luck, sources, among, |trial, score| {
        let Score { lost, moved, another_way, handed_over, hit, back, .. } = score;
        days.push(([*lost, *moved, another_way + handed_over, *hit, *back], trial));
    });
    days
}

/// The first day on which a session is hit: a day without would be no exercise.
fn surprising(case: &Case, luck: &Luck, sources: &Sources, among: Range<u64>) -> u64 {
    let first = among.start;
    ranked(case, luck, sources, among).into_iter().find(|(bad, _)| bad[3] > 0).map_or(first, |(_, trial)| trial)
}
