//! The diary of a practice that nothing disturbs: knows every session of a year and a horizon, and the free starts
//! of a week; does not know what happens to them.
//!
//! Sessions without a timetable are spread evenly over the opening hours, the same every week: the practitioner's
//! sessions are dealt to the opening spans in turn, and stand in the middle of equal parts of a span. Which service
//! comes next is the one that is furthest behind its share. Clients follow each other round-robin.

use crate::units::{Length, Moment, WEEK};

use super::calendar::WEEKS_A_YEAR;
use super::{Calendar, Id, Service};

/// Somebody who holds sessions; named by the resource that services call `by`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Practitioner {
    /// Sessions in an open week.
    pub normal_week: u32,
}

/// The number of a session in the [`Diary`].
pub type SessionId = Id<Session>;

/// One booked appointment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Session {
    /// When it starts \[min\].
    pub start: i64,
    /// When it ends \[min\].
    pub end: i64,
    /// What kind it is.
    pub service: Id<Service>,
    /// Its number within the service, from 0 at the start of the plan.
    pub number: u32,
}

/// All sessions in the order of their starts.
#[derive(Clone, Debug)]
pub struct Diary {
    sessions: Vec<Session>,
    /// First session at or after the start of each week.
    week_first: Vec<u32>,
    /// Sessions of each service by their number.
    by_service: Vec<Vec<SessionId>>,
    /// Free starts of a week for each service \[min since Monday 00:00\].
    free: Vec<Vec<i64>>,
    practitioners: Vec<Practitioner>,
    longest: i64,
}

/// What a service asks of the diary.
#[derive(Clone, Debug)]
pub struct Booking {
    /// Who holds it, by number.
    pub by: usize,
    /// Sessions in an open week.
    pub weekly: u32,
    /// Length \[min\].
    pub length: i64,
    /// Fixed starts, where it has a timetable; then there are `weekly` of them.
    pub timetable: Option<Vec<Moment>>,
}

/// A session of the weekly pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Slot {
    start: i64,
    end: i64,
    service: usize,
}

/// Free starts are offered on this grid \[min\].
const GRID: i64 = 15;
/// The furthest that a diary reaches \[weeks\]: 100 years of horizon, and as much paid in advance.
const MOST_WEEKS: i64 = 10_400;
/// The most sessions that a diary holds: 385 a week for 100 years.
const MOST_SESSIONS: i64 = 2_000_000;

impl Diary {
    /// Books the year and `horizon` minutes more.
    ///
    /// # Errors
    /// A sentence where a week does not hold the sessions, or two of one practitioner overlap.
    pub fn new(calendar: &Calendar, bookings: &[Booking], practitioners: usize, horizon: i64) -> Result<Self, String> {
        let mut pattern = Vec::new();
        for who in 0..practitioners {
            pattern.extend(week_of(who, calendar, bookings)?);
        }
        pattern.sort_unstable();
        let weeks = WEEKS_A_YEAR + (horizon + WEEK - 1) / WEEK;
        if weeks > MOST_WEEKS || weeks * pattern.len() as i64 > MOST_SESSIONS {
            let years = weeks / WEEKS_A_YEAR;
            return Err(format!(
                "a diary of {} sessions a week for {years} years is too long: at most {} sessions and {} years",
                pattern.len(),
                crate::units::thousands(MOST_SESSIONS),
                MOST_WEEKS / WEEKS_A_YEAR,
            ));
        }
        let mut diary = Self {
            sessions: Vec::new(),
            week_first: Vec::new(),
            by_service: vec![Vec::new(); bookings.len()],
            free: (0..bookings.len()).map(|s| free_starts(s, calendar, bookings, &pattern)).collect(),
            practitioners: (0..practitioners)
                .map(|who| Practitioner {
                    normal_week: bookings.iter().filter(|b| b.by == who).map(|b| b.weekly).sum(),
                })
                .collect(),
            longest: bookings.iter().map(|b| b.length).max().unwrap_or(0),
        };
        for week in 0..weeks {
            diary.week_first.push(diary.sessions.len() as u32);
            if calendar.is_open_week(week) {
                pattern.iter().for_each(|slot| diary.book(*slot, week * WEEK));
            }
        }
        diary.week_first.push(diary.sessions.len() as u32);
        Ok(diary)
    }

    fn book(&mut self, slot: Slot, week: i64) {
        let own = &mut self.by_service[slot.service];
        own.push(Id::at(self.sessions.len()));
        self.sessions.push(Session {
            start: week + slot.start,
            end: week + slot.end,
            service: Id::at(slot.service),
            number: own.len() as u32 - 1,
        });
    }

    /// A session.
    #[must_use]
    pub fn session(&self, id: SessionId) -> &Session {
        &self.sessions[id.index()]
    }

    /// How many sessions the diary holds.
    #[must_use]
    pub fn len(&self) -> usize {
        self.sessions.len()
    }

    /// Whether there are no sessions.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.sessions.is_empty()
    }

    /// The first session that starts at or after a time \[min\].
    #[must_use]
    pub fn first_from(&self, time: i64) -> usize {
        let week = (time.div_euclid(WEEK).max(0) as usize).min(self.week_first.len() - 1);
        let mut at = self.week_first[week] as usize;
        while at < self.sessions.len() && self.sessions[at].start < time {
            at += 1;
        }
        at
    }

    /// Numbers of the sessions that have started before `time` and have not ended by then.
    pub fn running_at(&self, time: i64) -> impl Iterator<Item = SessionId> + '_ {
        (self.first_from(time - self.longest)..self.first_from(time))
            .filter(move |at| self.sessions[*at].end > time)
            .map(Id::at)
    }

    /// Sessions that start from `from` to before `to` \[min\].
    #[must_use]
    pub fn count(&self, from: i64, to: i64) -> usize {
        self.first_from(to) - self.first_from(from)
    }

    /// The session of a service with a number, where the diary reaches that far.
    #[must_use]
    pub fn of_service(&self, service: Id<Service>, number: u32) -> Option<SessionId> {
        self.by_service[service.index()].get(number as usize).copied()
    }

    /// Free starts of a service in a week \[min since Monday 00:00\].
    #[must_use]
    pub fn free_starts(&self, service: Id<Service>) -> &[i64] {
        &self.free[service.index()]
    }

    /// The people who hold sessions.
    #[must_use]
    pub fn practitioners(&self) -> &[Practitioner] {
        &self.practitioners
    }
}

/// The weekly sessions of one practitioner.
fn week_of(who: usize, calendar: &Calendar, bookings: &[Booking]) -> Result<Vec<Slot>, String> {
    let own = || bookings.iter().enumerate().filter(|(_, b)| b.by == who);
    let mut slots: Vec<Slot> = Vec::new();
    for (service, booking) in own() {
        for moment in booking.timetable.iter().flatten() {
            let start = moment.minute();
            let inside = |span: &&(i64, i64)| span.0 <= start && start + booking.length <= span.1;
            if !calendar.open().spans().iter().any(|span| inside(&span)) {
                return Err(format!(
                    "a session at {} is outside the opening hours",
                    crate::units::clock_face(start, 0)
                ));
            }
            slots.push(Slot { start, end: start + booking.length, service });
        }
    }
    let spread: Vec<(usize, &Booking)> = own().filter(|(_, b)| b.timetable.is_none()).collect();
    slots.extend(spread_evenly(calendar, &spread)?);
    slots.sort_unstable();
    match slots.windows(2).find(|pair| pair[0].end > pair[1].start) {
        Some(pair) => Err(format!(
            "two sessions of one practitioner overlap: one starts {}, the next {}",
            crate::units::clock_face(pair[0].start, 0),
            crate::units::clock_face(pair[1].start, 0)
        )),
        None => Ok(slots),
    }
}

fn spread_evenly(calendar: &Calendar, spread: &[(usize, &Booking)]) -> Result<Vec<Slot>, String> {
    let total: i64 = spread.iter().map(|(_, b)| i64::from(b.weekly)).sum();
    let spans = calendar.open().spans();
    let turns = spans.len() as i64;
    let mut given = vec![0_i64; spread.len()];
    let mut slots = Vec::new();
    for (i, (from, to)) in spans.iter().enumerate() {
        let i = i as i64;
        let here = (i + 1) * total / turns - i * total / turns;
        for k in 0..here {
            let Some(next) = furthest_behind(spread, &given, total, slots.len() as i64) else { break };
            given[next] += 1;
            let (service, booking) = spread[next];
            let part = (to - from) / here;
            if booking.length > part {
                return Err(format!(
                    "{here} sessions of up to {} do not fit into {}",
                    Length::Clock(booking.length as f64),
                    crate::units::show_minutes(to - from)
                ));
            }
            let start = (from + k * part + (part - booking.length) / 2) / 5 * 5;
            slots.push(Slot { start: start.max(*from), end: start.max(*from) + booking.length, service });
        }
    }
    Ok(slots)
}

/// The service whose share of the sessions dealt so far lags most; the first by name on a tie.
fn furthest_behind(spread: &[(usize, &Booking)], given: &[i64], total: i64, dealt: i64) -> Option<usize> {
    let lag = |i: usize| i64::from(spread[i].1.weekly) * (dealt + 1) - given[i] * total;
    (0..spread.len())
        .filter(|i| given[*i] < i64::from(spread[*i].1.weekly))
        .max_by_key(|i| (lag(*i), std::cmp::Reverse(*i)))
}

fn free_starts(service: usize, calendar: &Calendar, bookings: &[Booking], pattern: &[Slot]) -> Vec<i64> {
    let booking = &bookings[service];
    let taken: Vec<&Slot> = pattern.iter().filter(|slot| bookings[slot.service].by == booking.by).collect();
    // The sessions of one person follow each other: only the first that is not over by then can be in the way.
    let is_free = |start: &i64| {
        let next = taken.partition_point(|slot| slot.end <= *start);
        taken.get(next).is_none_or(|slot| *start + booking.length <= slot.start)
    };
    let spans = calendar.open().spans().iter();
    spans.flat_map(|(from, to)| (*from..=to - booking.length).step_by(GRID as usize)).filter(is_free).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::{DAY, Opening};

    fn calendar() -> Calendar {
        let open = Opening::parse("Mon-Fri 09:00-18:00").unwrap();
        Calendar::new(jiff::civil::date(2025, 1, 6), open, Opening::always(), &[2]).unwrap()
    }

    fn booking(weekly: u32, length: i64) -> Booking {
        Booking { by: 0, weekly, length, timetable: None }
    }

    #[test]
    fn eleven_sessions_are_spread_evenly_and_repeat_every_open_week() {
        let d = Diary::new(&calendar(), &[booking(8, 60), booking(3, 60)], 1, 2 * WEEK).unwrap();
        // 51 open weeks of the year and one of the two weeks that follow: 52 x 11.
        assert_eq!(d.len(), 52 * 11);
        // Monday has two: parts of 4 h 30, an hour in the middle of each: 10:45 and 15:15.
        assert_eq!((d.session(Id::at(0)).start, d.session(Id::at(1)).start), (645, 915));
        assert_eq!(d.count(0, WEEK), 11);
        assert_eq!(d.count(WEEK, 2 * WEEK), 0);
        let second: Vec<_> = (0..11).filter(|i| d.session(Id::at(*i)).service == Id::at(1)).collect();
        assert_eq!(second.len(), 3);
        assert_eq!(d.practitioners()[0].normal_week, 11);
    }

    #[test]
    fn free_starts_do_not_touch_booked_sessions() {
        let d = Diary::new(&calendar(), &[booking(11, 60)], 1, WEEK).unwrap();
        let free = d.free_starts(Id::at(0));
        assert!(free.contains(&(9 * 60)) && !free.contains(&(10 * 60)) && free.contains(&(11 * 60 + 45)));
        assert!(free.iter().all(|s| s % DAY >= 9 * 60 && s % DAY <= 17 * 60));
    }

    /// 10,000 clients with engagements of 10,000 sessions, paid in advance, took a quarter of a minute and 4 GiB.
    #[test]
    fn a_diary_without_end_is_refused() {
        assert!(Diary::new(&calendar(), &[booking(11, 60)], 1, 5_200 * WEEK).is_ok());
        let told = Diary::new(&calendar(), &[booking(11, 60)], 1, 20_000 * WEEK).unwrap_err();
        assert!(told.contains("385 years") && told.contains("2,000,000 sessions"), "{told}");
        assert!(Diary::new(&calendar(), &[booking(500, 5)], 1, 5_200 * WEEK).is_err());
    }

    #[test]
    fn overlapping_or_overfull_weeks_are_refused() {
        assert!(Diary::new(&calendar(), &[booking(60, 60)], 1, WEEK).is_err());
        let at = |t: &str| Moment::parse(t).unwrap();
        let fixed = Booking { by: 0, weekly: 2, length: 60, timetable: Some(vec![at("Mon 09:00"), at("Mon 09:30")]) };
        assert!(Diary::new(&calendar(), &[fixed], 1, WEEK).is_err_and(|e| e.contains("overlap")));
    }
}
