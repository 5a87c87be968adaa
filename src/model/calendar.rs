//! When the practice works: knows opening hours, attended hours, closed weeks and the first of each month;
//! does not know what happens then.
//!
//! Time is whole minutes since Monday 00:00 of the first week. The model's year has 52 weeks (364 days), after
//! which the closed weeks repeat; the first of a month is that of the real calendar from the start date on. There
//! is no time zone and no daylight saving.

use jiff::civil::Date;

use crate::units::{DAY, Opening, WEEK};

/// Longer lengths are not walked day by day \[wd\].
const MANY_DAYS: f64 = 3_640.0;

/// Weeks in the model's year.
pub const WEEKS_A_YEAR: i64 = 52;
/// Days in the model's year.
pub const DAYS_A_YEAR: i64 = 7 * WEEKS_A_YEAR;

/// The practice's calendar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Calendar {
    starts: Date,
    open: Opening,
    attended: Opening,
    /// Whether each week of the year is closed.
    closed: [bool; WEEKS_A_YEAR as usize],
    /// Opening length of each weekday \[min\].
    day_lengths: [i64; 7],
}

impl Calendar {
    /// A calendar that starts on a Monday, with weeks numbered from 1 to 52; none where the start is no
    /// Monday, a week does not exist, or nothing is ever open.
    #[must_use]
    pub fn new(starts: Date, open: Opening, attended: Opening, closed_weeks: &[u8]) -> Option<Self> {
        let mut closed = [false; WEEKS_A_YEAR as usize];
        let mut valid = true;
        for week in closed_weeks {
            match closed.get_mut(usize::from(*week).wrapping_sub(1)) {
                Some(week) => *week = true,
                None => valid = false,
            }
        }
        valid &= closed.contains(&false);
        let monday = starts.weekday() == jiff::civil::Weekday::Monday;
        let mut day_lengths = [0; 7];
        for (from, to) in open.spans() {
            day_lengths[(from / DAY) as usize] += to - from;
        }
        (valid && monday).then_some(Self { starts, open, attended, closed, day_lengths })
    }

    /// Opening hours of an open week.
    #[must_use]
    pub fn open(&self) -> &Opening {
        &self.open
    }

    /// The first minute at or after `time` at which somebody notices and acts \[min\].
    #[must_use]
    pub fn next_attended(&self, time: i64) -> i64 {
        self.attended.next_open(time)
    }

    /// The minute by which somebody was there for so many minutes since a time at which somebody is \[min\].
    #[must_use]
    pub fn after_attended(&self, time: i64, minutes: i64) -> i64 {
        let a_week = self.attended.minutes_a_week();
        if minutes <= 0 || a_week == 0 {
            return time;
        }
        let (week, inside) = (time.div_euclid(WEEK), time.rem_euclid(WEEK));
        let last = self.attended.minutes_before(inside) + minutes - 1;
        (week + last.div_euclid(a_week)) * WEEK + self.attended.open_minute(last.rem_euclid(a_week)) + 1
    }

    /// The month of the year, 0 to 11, in which most of a week of the model's year lies: that of its Thursday.
    #[must_use]
    pub fn month_of_week(&self, week: i64) -> usize {
        self.month_of_day(week.rem_euclid(WEEKS_A_YEAR) * 7 + 3)
    }

    /// The month of the year, 0 to 11, of a day of the model's year.
    #[must_use]
    pub fn month_of_day(&self, day: i64) -> usize {
        let date = self.starts.checked_add(jiff::Span::new().days(day.rem_euclid(DAYS_A_YEAR)));
        date.map_or(0, |day| day.month().unsigned_abs() as usize - 1)
    }

    /// Whether a week, counted from 0 at the start, is worked.
    #[must_use]
    pub fn is_open_week(&self, week: i64) -> bool {
        !self.closed[week.rem_euclid(WEEKS_A_YEAR) as usize]
    }

    /// Whether the practice is open at a minute.
    #[must_use]
    pub fn is_open(&self, time: i64) -> bool {
        self.is_open_week(time.div_euclid(WEEK)) && self.open.is_open(time)
    }

    /// The weeks of one year that are worked, counted from 0.
    #[must_use]
    pub fn open_weeks(&self) -> Vec<i64> {
        (0..WEEKS_A_YEAR).filter(|w| self.is_open_week(*w)).collect()
    }

    /// Where a length of `days` working days \[wd\] ends that starts at `from` \[min\]: it uses up opening hours only,
    /// each open day counting as one whatever its length.
    #[must_use]
    pub fn add_working(&self, from: i64, days: f64) -> i64 {
        let mut left = days;
        let mut time = from;
        // Every year of the model is like any other: many of them are passed at once, a million at most.
        if days > MANY_DAYS {
            let a_year = self.working_days_a_year();
            let years = (libm::floor(days / a_year) - 1.0).min(1e6);
            left = (left - years * a_year).min(2.0 * a_year);
            time += years as i64 * WEEKS_A_YEAR * WEEK;
        }
        while left > 0.0 {
            let day = time.div_euclid(DAY);
            let length = self.open_on(day);
            let rest = self.open_minutes_between(time, (day + 1) * DAY);
            let share = if length == 0 { 0.0 } else { rest as f64 / length as f64 };
            if left <= share {
                return self.after_open_minutes(time, crate::units::whole(left * length as f64));
            }
            left -= share;
            time = (day + 1) * DAY;
        }
        time
    }

    /// A time that a length never falls short of, wherever it starts \[min\]: for working days the opening hours of so many
    /// of the shortest days.
    #[must_use]
    pub fn at_least(&self, length: crate::units::Length) -> i64 {
        let shortest = self.day_lengths.iter().filter(|l| **l > 0).min().copied().unwrap_or(0);
        length.minutes().unwrap_or_else(|| libm::floor(length.amount() * shortest as f64) as i64 - 1)
    }

    /// Days of the model's year on which the practice opens.
    fn working_days_a_year(&self) -> f64 {
        (0..7 * WEEKS_A_YEAR).filter(|day| self.open_on(*day) > 0).count() as f64
    }

    fn open_on(&self, day: i64) -> i64 {
        if self.is_open_week(day.div_euclid(7)) { self.day_lengths[day.rem_euclid(7) as usize] } else { 0 }
    }

    /// Opening minutes in a span within one day \[min\].
    fn open_minutes_between(&self, from: i64, to: i64) -> i64 {
        if !self.is_open_week(from.div_euclid(WEEK)) {
            return 0;
        }
        let week = from.div_euclid(WEEK) * WEEK;
        self.open.spans().iter().map(|(a, b)| ((week + b).min(to) - (week + a).max(from)).max(0)).sum()
    }

    /// The minute by which `minutes` opening minutes of the same day have passed since `time`.
    fn after_open_minutes(&self, time: i64, minutes: i64) -> i64 {
        let week = time.div_euclid(WEEK) * WEEK;
        let mut left = minutes;
        for (from, to) in self.open.spans() {
            let (from, to) = ((week + from).max(time), week + to);
            if to > from {
                if left <= to - from {
                    return from + left;
                }
                left -= to - from;
            }
        }
        time
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn calendar(closed: &[u8]) -> Calendar {
        let open = Opening::parse("Mon-Fri 09:00-18:00").unwrap();
        Calendar::new(jiff::civil::date(2025, 1, 6), open, Opening::always(), closed).unwrap()
    }

    #[test]
    fn working_days_run_over_opening_hours() {
        let c = calendar(&[2]);
        let tue_1030 = DAY + 630;
        assert_eq!(c.add_working(tue_1030, 1.0), 2 * DAY + 630);
        assert_eq!(c.add_working(tue_1030, 0.5), DAY + 630 + 270);
        // From Saturday one working day is all of Monday; the second week is closed, so Monday of the third.
        assert_eq!(c.add_working(5 * DAY, 1.0), 2 * WEEK + 18 * 60);
        assert_eq!(calendar(&[]).add_working(5 * DAY, 1.0), WEEK + 18 * 60);
        assert_eq!(c.add_working(tue_1030, 0.0), tue_1030);
    }

    /// 40 million working days were walked one by one.
    #[test]
    fn many_years_of_working_days_are_passed_at_once() {
        let c = calendar(&[2, 30]);
        // 50 weeks of 5 days: 100 years are 25,000 working days, and end where the first day of a year would.
        let years = |n: i64| n * WEEKS_A_YEAR * WEEK;
        for from in [0, DAY + 630, 5 * DAY, WEEK + 3 * DAY] {
            assert_eq!(c.add_working(from, 25_003.5), years(100) + c.add_working(from, 3.5), "{from}");
            assert_eq!(c.add_working(from, 3_750.0), years(14) + c.add_working(from, 250.0), "{from}");
        }
        assert!(c.add_working(0, 1e300) > years(1_000_000));
    }

    #[test]
    fn a_calendar_that_never_opens_is_refused() {
        let open = Opening::parse("Mon-Fri 09:00-18:00").unwrap();
        let all: Vec<u8> = (1..=52).collect();
        assert!(Calendar::new(jiff::civil::date(2025, 1, 6), open.clone(), Opening::always(), &all).is_none());
        assert!(Calendar::new(jiff::civil::date(2025, 1, 7), open, Opening::always(), &[]).is_none());
    }
}
