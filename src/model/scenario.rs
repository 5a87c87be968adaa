//! What can go wrong: knows hazards, what they strike and what they set off; does not know the plan's answers.

use std::ops::Range;

use crate::special::gamma_quantile;
use crate::units::{DAY, Length, MILLION, Opening, Rate, Share, WEEK};

use super::calendar::{DAYS_A_YEAR, WEEKS_A_YEAR};
use super::{Distribution, Id, Resource, Span};

/// One way in which the practice can be disrupted.
#[derive(Clone, Debug)]
pub struct Hazard {
    /// How often it strikes an unprotected practice.
    pub rate: Rate,
    /// The shape of the gamma distribution of its rate, where the rate itself is not known: drawn once a trial.
    pub uncertain: Option<f64>,
    /// When it strikes.
    pub pace: Pace,
    /// No new one begins while one lasts.
    pub one_at_a_time: bool,
    /// How long it lasts.
    pub lasts: Span,
    /// What it does.
    pub impact: Impact,
    /// The number of its entry: hazards of single people share one.
    pub entry: usize,
}

impl Hazard {
    /// Its rate in a trial \[1/year\], for the uniform `u`.
    #[must_use]
    pub fn rate_for(&self, u: f64) -> f64 {
        self.uncertain.map_or(self.rate.a_year(), |shape| self.rate.a_year() * gamma_quantile(u, shape) / shape)
    }
}

/// When in the model's year of 52 weeks something strikes: its intensity by day and its minutes in a week.
#[derive(Clone, Debug, PartialEq)]
pub struct Pace {
    /// The minutes of a week at which it may strike.
    pub when: Opening,
    /// The share of a year's intensity that has passed at the start of each day; even where there is no season.
    passed: Option<Box<[f64]>>,
}

/// What lies further ahead than this never happens \[years\].
const NEVER: f64 = 1e6;

impl Pace {
    /// Minutes of a week, each as likely as any other.
    #[must_use]
    pub fn even(when: Opening) -> Self {
        Self { when, passed: None }
    }

    /// Minutes of a week, with a factor for each day of the model's year; and how often it strikes in that year, as a multiple
    /// of how often it would if every factor were 1. Where it never does, every day is like any other, and the multiple is 0.
    #[must_use]
    pub fn seasonal(when: Opening, factor: impl Fn(i64) -> f64) -> (Self, f64) {
        let mut passed = vec![0.0];
        let mut sum = 0.0;
        for day in 0..DAYS_A_YEAR {
            sum += factor(day) * minutes_of(&when, day) as f64;
            passed.push(sum);
        }
        if sum <= 0.0 {
            return (Self::even(when), 0.0);
        }
        let times = sum / (WEEKS_A_YEAR * when.minutes_a_week()) as f64;
        passed.iter_mut().for_each(|passed| *passed /= sum);
        (Self { when, passed: Some(passed.into()) }, times)
    }

    /// Whether every week is like any other.
    #[must_use]
    pub fn is_even(&self) -> bool {
        self.passed.is_none()
    }

    /// The share of a year's intensity that has passed at the start of a week.
    fn before_week(&self, week: i64) -> f64 {
        self.passed.as_ref().map_or(week as f64 / WEEKS_A_YEAR as f64, |passed| passed[7 * week as usize])
    }

    /// The share of a year's intensity in a week.
    #[must_use]
    pub fn of_week(&self, week: i64) -> f64 {
        let week = week.rem_euclid(WEEKS_A_YEAR);
        self.before_week(week + 1) - self.before_week(week)
    }

    /// The minute at which so many years' intensity has passed \[min\].
    #[must_use]
    pub fn minute(&self, years: f64) -> i64 {
        // Where it hardly ever strikes, the minute may lie beyond 64 bits.
        let years = years.min(NEVER);
        let year = libm::floor(years);
        let share = years - year;
        let before = year as i64 * WEEKS_A_YEAR * WEEK;
        match &self.passed {
            None => {
                let week = ((share * WEEKS_A_YEAR as f64) as i64).clamp(0, WEEKS_A_YEAR - 1);
                before + week * WEEK + self.minute_of_week(week, (share - self.before_week(week)) / self.of_week(week))
            }
            Some(passed) => before + self.minute_between(passed, share, 0..DAYS_A_YEAR as usize),
        }
    }

    /// The minute of a week of the year at which a share of the week's intensity has passed \[min\], counted from its Monday.
    fn minute_of_week(&self, week: i64, share: f64) -> i64 {
        match &self.passed {
            None => {
                let minutes = self.when.minutes_a_week();
                self.when.open_minute(((share * minutes as f64) as i64).clamp(0, minutes - 1))
            }
            Some(passed) => {
                let share = self.before_week(week) + share * self.of_week(week);
                let first = 7 * week as usize;
                self.minute_between(passed, share, first..first + 7) - week * WEEK
            }
        }
    }

    /// The minute of the year at which a share of its intensity has passed, in some days of which one has any; where rounding
    /// leaves none, the last minute of the last that has.
    fn minute_between(&self, passed: &[f64], share: f64, days: Range<usize>) -> i64 {
        let ends = &passed[days.start + 1..=days.end];
        let has_any = |day: &usize| passed[day + 1] > passed[*day];
        let found = days.start + ends.partition_point(|end| *end <= share);
        let day = if found < days.end { found } else { days.clone().rfind(has_any).unwrap_or(days.start) };
        let inside = (share - passed[day]) / (passed[day + 1] - passed[day]);
        let minutes = minutes_of(&self.when, day as i64);
        let index = ((inside * minutes as f64) as i64).clamp(0, (minutes - 1).max(0));
        let weekday = day as i64 % 7;
        (day as i64 - weekday) * DAY + self.when.open_minute(self.when.minutes_before(weekday * DAY) + index)
    }

    /// How many years' intensity has passed at a minute.
    #[must_use]
    pub fn passed_at(&self, time: i64) -> f64 {
        let week = time.div_euclid(WEEK);
        let (year, place) = (week.div_euclid(WEEKS_A_YEAR), week.rem_euclid(WEEKS_A_YEAR));
        let minutes = self.when.minutes_before(time - week * WEEK);
        match &self.passed {
            None => {
                let inside = minutes as f64 / self.when.minutes_a_week() as f64;
                year as f64 + self.before_week(place) + inside * self.of_week(place)
            }
            Some(passed) => {
                let weekday = (time - week * WEEK) / DAY;
                let day = (7 * place + weekday) as usize;
                let since = minutes - self.when.minutes_before(weekday * DAY);
                let inside = since as f64 / minutes_of(&self.when, weekday).max(1) as f64;
                year as f64 + passed[day] + inside * (passed[day + 1] - passed[day])
            }
        }
    }
}

/// At how many minutes of a day of the year something may strike.
fn minutes_of(when: &Opening, day: i64) -> i64 {
    let weekday = day % 7;
    when.minutes_before((weekday + 1) * DAY) - when.minutes_before(weekday * DAY)
}

/// What a hazard or its consequence does.
#[derive(Clone, Debug, Default)]
pub struct Impact {
    /// What it takes down.
    pub strikes: Vec<Strike>,
    /// What it costs directly \[minor units\].
    pub costs: Option<Distribution>,
    /// How it lets demand fall.
    pub demand: Option<Slump>,
    /// How much later sessions held meanwhile are paid \[d\].
    pub pays_later: i64,
    /// The share of fees of sessions held meanwhile that never comes.
    pub unpaid: Option<Share>,
    /// The hazard of leaving that it adds to every client \[1\].
    pub unsettles: f64,
    /// The clients of the largest sponsor leave.
    pub sponsor_leaves: bool,
    /// A regulator must be told.
    pub reportable: bool,
    /// The practice never opens again.
    pub winds_up: bool,
}

impl Impact {
    /// Whether it does more than strike resources.
    #[must_use]
    pub fn is_more_than_strikes(&self) -> bool {
        self.costs.is_some()
            || self.lasts_beside_strikes()
            || self.unsettles > 0.0
            || self.sponsor_leaves
            || self.reportable
            || self.winds_up
    }

    /// Whether it changes what sessions earn or how many there are while it lasts.
    #[must_use]
    pub fn lasts_beside_strikes(&self) -> bool {
        self.demand.is_some() || self.pays_later > 0 || self.unpaid.is_some()
    }
}

/// A fall in demand: clients pause, and come back.
#[derive(Clone, Debug, PartialEq)]
pub struct Slump {
    /// The share of demand that goes \[1\].
    pub falls: Distribution,
    /// The part of the practice in which it does \[1\]: that of one person of several.
    pub part: f64,
    /// How long it takes to fall \[min\].
    pub over: i64,
    /// How long it takes to come back after the end \[min\].
    pub back_over: i64,
}

impl Slump {
    /// The share of the whole fall that is felt at `now`, in a slump from `from` to `to` \[min\]: a straight line down, a
    /// level, a straight line back.
    #[must_use]
    pub fn depth(&self, from: i64, to: i64, now: i64) -> f64 {
        let bottom = from + self.over;
        let turn = to.max(bottom);
        if now < from {
            0.0
        } else if now < bottom {
            (now - from) as f64 / self.over as f64
        } else if now < turn {
            1.0
        } else if now < turn + self.back_over {
            1.0 - (now - turn) as f64 / self.back_over as f64
        } else {
            0.0
        }
    }

    /// When it is over \[min\].
    #[must_use]
    pub fn end(&self, from: i64, to: i64) -> i64 {
        to.max(from + self.over) + self.back_over
    }
}

/// A resource taken down, in phases that follow each other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Strike {
    /// What is struck.
    pub resource: Id<Resource>,
    /// Shares of the whole length; they add up to 100 %.
    pub phases: Vec<Phase>,
}

/// A share of a disruption at one level.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Phase {
    /// Share of the length.
    pub share: Share,
    /// Level of the resource meanwhile.
    pub level: Share,
}

/// What a hazard may set off.
#[derive(Clone, Debug)]
pub struct Cascade {
    /// The hazards that may set it off.
    pub of: Vec<Id<Hazard>>,
    /// Its chance by the length of its cause: the first step the cause is not longer than counts; none
    /// counts as certain not to happen.
    pub chance: Vec<ChanceUpTo>,
    /// How long after its cause it starts.
    pub after: Span,
    /// Whether that is counted from the end of the cause, not from its start.
    pub after_its_end: bool,
    /// How long it lasts; without it, until its cause ends.
    pub lasts: Option<Span>,
    /// What it does.
    pub impact: Impact,
}

/// A chance that holds for causes up to a length.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ChanceUpTo {
    /// The longest cause it holds for; without it, any.
    pub up_to: Option<Length>,
    /// The chance.
    pub chance: Share,
}

impl Cascade {
    /// The chance after a cause of so many minutes.
    #[must_use]
    pub fn chance_after(&self, minutes: i64) -> f64 {
        let reaches = |step: &&ChanceUpTo| match step.up_to {
            Some(Length::Clock(limit)) => minutes as f64 <= limit,
            Some(Length::Working(days)) => minutes as f64 <= days * DAY as f64,
            None => true,
        };
        self.chance.iter().find(reaches).map_or(0.0, |step| step.chance.fraction())
    }
}

impl Strike {
    /// The phases of a strike from `from` to `to` as spans \[min\], the last one ending exactly at `to`.
    pub fn spans(&self, from: i64, to: i64) -> impl Iterator<Item = (i64, i64, Share)> + '_ {
        let mut passed = 0_u32;
        let mut start = from;
        self.phases.iter().map(move |phase| {
            passed += phase.share.millionths();
            let end = from + Share::of_million(passed).unwrap_or(Share::ALL).of(to - from);
            let span = (start, end, phase.level);
            start = end;
            span
        })
    }
}

/// Whether a session is among those that a level of capacity allows, by its [`super::Service::rank`].
#[must_use]
pub fn within_capacity(rank: u32, level: Share) -> bool {
    u64::from(rank) * u64::from(MILLION) < u64::from(level.millionths()) << 32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slump_falls_stays_and_comes_back() {
        let slump = Slump { falls: Distribution::Exactly(0.2), part: 1.0, over: 100, back_over: 50 };
        let depths: Vec<f64> = [-1, 0, 50, 100, 299, 300, 325, 350].map(|t| slump.depth(0, 300, t)).into();
        assert_eq!(depths, vec![0.0, 0.0, 0.5, 1.0, 1.0, 1.0, 0.5, 0.0]);
        assert_eq!((slump.end(0, 300), slump.end(0, 40)), (350, 150));
    }

    #[test]
    fn intensity_and_minutes_are_each_others_inverse() {
        let office = || Opening::parse("Mon-Fri 09:00-17:00").unwrap();
        let in_spring = |day: i64| if day < 91 { 3.0 } else { 1.0 };
        let always = || Pace::even(Opening::always());
        for pace in [always(), Pace::seasonal(office(), in_spring).0, Pace::seasonal(Opening::always(), in_spring).0] {
            for k in 0..=300 {
                let years = f64::from(k) / 100.0 + 0.001;
                assert!((pace.passed_at(pace.minute(years)) - years).abs() < 1e-3, "{years}");
            }
        }
        // An uncertain rate may be as good as zero.
        assert_eq!(always().minute(1e300), 1_000_000 * WEEKS_A_YEAR * WEEK);
        // Half a year's intensity with three times as much in the first quarter: 39 + 39 of 78 weeks' worth, 1.5 years of it.
        let (pace, times) = Pace::seasonal(Opening::always(), in_spring);
        assert_eq!((pace.minute(0.5), times), (13 * WEEK, 1.5));
    }

    /// A season was applied by whole weeks: the first days of a month belonged to the month before.
    #[test]
    fn a_season_is_exact_to_the_day() {
        // Day 26 alone, a Saturday, and only in the morning; then day 27, a Sunday, on which it never strikes.
        let morning = || Opening::parse("Mon-Sat 08:00-12:00").unwrap();
        let (pace, times) = Pace::seasonal(morning(), |day| if day == 26 { 2.0 } else { 0.0 });
        assert!((times - 2.0 / (6.0 * 52.0)).abs() < 1e-12);
        for u in [1e-9, 0.25, 0.5, 1.0 - 1e-9] {
            let minute = 26 * DAY + 8 * 60 + (u * 240.0) as i64;
            assert_eq!((pace.minute(u), 3 * WEEK + pace.minute_of_week(3, u)), (minute, minute), "{u}");
        }
        assert_eq!((pace.of_week(3), pace.of_week(2), pace.of_week(55)), (1.0, 0.0, 1.0));
        assert_eq!(pace.minute(1.0), (364 + 26) * DAY + 8 * 60);
        let (never, times) = Pace::seasonal(morning(), |day| if day % 7 == 6 { 2.0 } else { 0.0 });
        assert!(never.is_even() && times == 0.0);
    }

    #[test]
    fn phases_cover_the_whole_strike() {
        let third = Share::of_million(333_333).unwrap();
        let rest = Share::of_million(666_667).unwrap();
        let strike = Strike {
            resource: Id::at(0),
            phases: vec![Phase { share: third, level: Share::NONE }, Phase { share: rest, level: Share::HALF }],
        };
        let spans: Vec<_> = strike.spans(100, 400).collect();
        assert_eq!(spans, vec![(100, 200, Share::NONE), (200, 400, Share::HALF)]);
    }
}
