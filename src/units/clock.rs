//! Times of the week: knows weekdays and clock faces; does not know dates, time zones or daylight saving.

use super::length::{DAY, HOUR};
use super::{Misread, WEEK};
use crate::codes::TIME;

const NAMES: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/// A minute of the week, Monday 00:00 being 0 \[min\].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Moment(i64);

impl Moment {
    /// Reads `Tue 10:30`.
    ///
    /// # Errors
    /// For anything else.
    pub fn parse(text: &str) -> Result<Self, Misread> {
        let tip = "write a weekday and a time, for example `\"Tue 10:30\"`";
        let (day, time) = text
            .trim()
            .split_once(' ')
            .ok_or_else(|| Misread::new(TIME, format!("`{text}` is no time of the week"), tip))?;
        Ok(Self(weekday(day, text)? * DAY + time_of_day(time.trim(), text, false)?))
    }

    /// Minutes since Monday 00:00 \[min\].
    #[must_use]
    pub fn minute(self) -> i64 {
        self.0
    }
}

/// Spans of the week, half-open, in order and without overlap \[min since Monday 00:00\].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opening {
    spans: Vec<(i64, i64)>,
}

impl Opening {
    /// All of the week.
    #[must_use]
    pub fn always() -> Self {
        Self { spans: vec![(0, WEEK)] }
    }

    /// Reads `Mon-Fri 09:00-18:00`, or several parted by commas; `Tue 10:30` is that one minute, `always` the whole
    /// week.
    ///
    /// # Errors
    /// For unknown days or times, an end before its start, or spans that overlap.
    pub fn parse(text: &str) -> Result<Self, Misread> {
        if text.trim() == "always" {
            return Ok(Self::always());
        }
        let mut spans = Vec::new();
        for part in text.split(',') {
            let tip = "write days and hours, for example `\"Mon-Fri 09:00-18:00\"`";
            let wrong = || Misread::new(TIME, format!("`{}` is no span of the week", part.trim()), tip);
            let (days, hours) = part.trim().split_once(' ').ok_or_else(wrong)?;
            let (from, to) = match hours.trim().split_once('-') {
                Some((from, to)) => (time_of_day(from, text, false)?, time_of_day(to, text, true)?),
                None => time_of_day(hours.trim(), text, false).map(|at| (at, at + 1))?,
            };
            if from >= to {
                return Err(Misread::new(
                    TIME,
                    format!("`{}` ends before it starts", part.trim()),
                    "a span lies within one day",
                ));
            }
            let (first, last) = days.split_once('-').unwrap_or((days, days));
            let (first, last) = (weekday(first, text)?, weekday(last, text)?);
            if first > last {
                let tip = "a week starts on Monday: write `Fri-Sun …, Mon …` for Fri-Mon";
                return Err(Misread::new(TIME, format!("`{}` runs backwards", part.trim()), tip));
            }
            for day in first..=last {
                spans.push((day * DAY + from, day * DAY + to));
            }
        }
        Self::new(spans)
            .ok_or_else(|| Misread::new(TIME, format!("`{text}` is empty or overlaps itself"), "write each span once"))
    }

    fn new(mut spans: Vec<(i64, i64)>) -> Option<Self> {
        spans.sort_unstable();
        let apart = spans.windows(2).all(|pair| pair[0].1 <= pair[1].0);
        (apart && !spans.is_empty()).then_some(Self { spans })
    }

    /// As it stands in a file: `always`, `Mon 09:00-18:00, Tue 09:00-18:00`.
    #[must_use]
    pub fn written(&self) -> String {
        if *self == Self::always() {
            return "always".to_owned();
        }
        let face = |minute: i64| format!("{:02}:{:02}", minute / HOUR, minute % HOUR);
        let span = |(from, to): &(i64, i64)| {
            let day = from / DAY;
            format!("{} {}-{}", NAMES[day as usize], face(from - day * DAY), face(to - day * DAY))
        };
        self.spans.iter().map(span).collect::<Vec<_>>().join(", ")
    }

    /// The spans in order \[min since Monday 00:00\].
    #[must_use]
    pub fn spans(&self) -> &[(i64, i64)] {
        &self.spans
    }

    /// Whether a minute of any week lies in a span.
    #[must_use]
    pub fn is_open(&self, time: i64) -> bool {
        let minute = time.rem_euclid(WEEK);
        self.spans.iter().any(|(from, to)| (*from..*to).contains(&minute))
    }

    /// The first minute at or after `time` that lies in a span \[min\].
    #[must_use]
    pub fn next_open(&self, time: i64) -> i64 {
        let (week, minute) = (time.div_euclid(WEEK) * WEEK, time.rem_euclid(WEEK));
        self.spans
            .iter()
            .find(|(_, to)| minute < *to)
            .map_or_else(|| week + WEEK + self.spans[0].0, |(from, _)| week + minute.max(*from))
    }

    /// The first minute after `time` at which the span that holds it ends, or the next one begins \[min\].
    #[must_use]
    pub fn next_change(&self, time: i64) -> i64 {
        let (week, minute) = (time.div_euclid(WEEK) * WEEK, time.rem_euclid(WEEK));
        let edges = self.spans.iter().flat_map(|(from, to)| [*from, *to]);
        edges.clone().find(|edge| *edge > minute).map_or(week + WEEK + self.spans[0].0, |edge| week + edge)
    }

    /// Open minutes in a week \[min\].
    #[must_use]
    pub fn minutes_a_week(&self) -> i64 {
        self.spans.iter().map(|(from, to)| to - from).sum()
    }

    /// Open minutes of a week before one of its minutes \[min\].
    #[must_use]
    pub fn minutes_before(&self, minute: i64) -> i64 {
        self.spans.iter().map(|(from, to)| (minute.min(*to) - from).max(0)).sum()
    }

    /// The `index`-th open minute of the week \[min since Monday 00:00\].
    #[must_use]
    pub fn open_minute(&self, index: i64) -> i64 {
        let mut left = index;
        for (from, to) in &self.spans {
            if left < to - from {
                return from + left;
            }
            left -= to - from;
        }
        self.spans.last().map_or(0, |(_, to)| to - 1)
    }
}

fn weekday(name: &str, text: &str) -> Result<i64, Misread> {
    NAMES.iter().position(|known| known.eq_ignore_ascii_case(name.trim())).map(|i| i as i64).ok_or_else(|| {
        Misread::new(TIME, format!("`{text}` has the unknown day `{name}`"), "days are Mon Tue Wed Thu Fri Sat Sun")
    })
}

fn time_of_day(time: &str, text: &str, may_be_24: bool) -> Result<i64, Misread> {
    let tip = "write hours and minutes with two digits, for example `09:30`; 24:00 only as an end";
    let wrong = || Misread::new(TIME, format!("`{text}` has `{time}`, which is no time of day"), tip);
    let (hours, minutes) = time.split_once(':').ok_or_else(wrong)?;
    let two =
        |t: &str| (t.len() == 2 && t.bytes().all(|b| b.is_ascii_digit())).then(|| t.parse::<i64>().ok()).flatten();
    let (hours, minutes) = (two(hours).ok_or_else(wrong)?, two(minutes).ok_or_else(wrong)?);
    let day_end = may_be_24 && hours == 24 && minutes == 0;
    if (hours < 24 && minutes < 60) || day_end { Ok(hours * HOUR + minutes) } else { Err(wrong()) }
}

/// A point in time as weekday and clock face, with the week where it is not the first: `Tue 10:30`,
/// `week 3, Fri 09:00`. Weeks are counted from `origin` \[min\].
#[must_use]
pub fn clock_face(time: i64, origin: i64) -> String {
    let week = (time - origin).div_euclid(WEEK) + 1;
    let (day, minute) = (time.rem_euclid(WEEK) / DAY, time.rem_euclid(DAY));
    let face = format!("{} {:02}:{:02}", NAMES[day as usize], minute / HOUR, minute % HOUR);
    if week == 1 { face } else { format!("week {week}, {face}") }
}

super::read_from_text!(Moment, "a time of the week in quotes", "write `\"Tue 10:30\"`");
super::read_from_text!(Opening, "days and hours in quotes", "write `\"Mon-Fri 09:00-18:00\"`");
super::told_as!(
    Moment,
    "time of the week",
    "A day (`Mon` to `Sun`) and a time, hours and minutes with two digits each.",
    ["Tue 10:30"]
);
super::told_as!(
    Opening,
    "opening hours",
    "Days and hours; several spans are parted by commas. A span lies within one day and may end at 24:00. `Tue 10:30` is \
     that one minute, `always` the whole week.",
    ["Mon-Fri 09:00-18:00", "Mon-Fri 09:00-12:00, Sat 10:00-13:00", "always"]
);
super::write_as_text!(Opening);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn opening_hours_are_half_open_spans() {
        let open = Opening::parse("Mon-Fri 09:00-18:00").unwrap();
        assert_eq!(open.minutes_a_week(), 5 * 9 * HOUR);
        assert!(open.is_open(9 * HOUR) && !open.is_open(18 * HOUR) && !open.is_open(5 * DAY + 10 * HOUR));
        assert_eq!(open.next_open(18 * HOUR), DAY + 9 * HOUR);
        assert_eq!(open.next_open(4 * DAY + 20 * HOUR), WEEK + 9 * HOUR);
        assert_eq!(open.next_change(9 * HOUR), 18 * HOUR);
        assert_eq!(open.next_change(5 * DAY), WEEK + 9 * HOUR);
        assert_eq!(open.open_minute(9 * HOUR), DAY + 9 * HOUR);
    }

    #[test]
    fn opening_hours_are_written_so_that_they_can_be_read() {
        for text in ["always", "Mon 09:00-18:00, Sun 10:00-24:00", "Tue 10:30-10:31"] {
            assert_eq!(Opening::parse(text).map(|open| open.written()).as_deref(), Ok(text));
        }
        let week = Opening::parse("Mon-Fri 09:00-18:00").unwrap();
        assert_eq!(Opening::parse(&week.written()), Ok(week));
    }

    #[test]
    fn impossible_times_are_refused() {
        for wrong in [
            "Mon 25:00",
            "Mon 9:60",
            "Mon 09:60",
            "Mon 24:00",
            "Mon 9.30",
            "Mon 09:30pm",
            "Moon 09:00",
            "09:00",
            "Mon +9:00",
        ] {
            assert!(Moment::parse(wrong).is_err(), "{wrong}");
        }
        for wrong in
            ["Mon 18:00-09:00", "Mon 09:00-09:00", "Mon 09:00-12:00, Mon 11:00-13:00", "Fri-Mon 09:00-12:00", "Mon", ""]
        {
            assert!(Opening::parse(wrong).is_err(), "{wrong}");
        }
        assert!(Opening::parse("Mon-Sun 00:00-24:00").is_ok());
        assert_eq!(Opening::parse("Tue 10:30").map(|o| o.minutes_a_week()), Ok(1));
    }

    #[test]
    fn a_time_shows_its_week_only_where_needed() {
        assert_eq!(clock_face(DAY + 630, 0), "Tue 10:30");
        assert_eq!(clock_face(3 * WEEK + 60, WEEK), "week 3, Mon 01:00");
    }
}
