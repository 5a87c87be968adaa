//! The diary of a practice that nothing disturbs: knows every session of a year and a horizon, and the free time
//! between them; does not know what happens to them.
//!
//! Sessions without a timetable lie as people lay them, the same every week: from opening, one after the other, with an hour
//! between blocks of at most three where there is room for it; each open span has as many as its length is worth. Which
//! service comes next is the one that is furthest behind its share. Clients follow each other round-robin. Where `weekly` is no
//! whole number, some weeks have one session less than others: that which would be the last.

use std::collections::BTreeMap;

use crate::units::{Length, Moment, WEEK, Weekly};

use super::calendar::WEEKS_A_YEAR;
use super::{Calendar, Id, Service};

/// Somebody who holds sessions; named by the resource that services call `by`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Practitioner {
    /// Booked time in a normal week \[min\], on average, rounded down.
    pub normal_minutes: i64,
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
    /// Every session that a week can have, in the order of their starts.
    slots: Vec<Slot>,
    /// What a service asks for, by its number.
    bookings: Vec<Booking>,
    /// The kind of each week, by what is booked in it; none where the practice is closed.
    kind_of: Vec<Option<u32>>,
    kinds: Vec<Kind>,
    practitioners: Vec<Practitioner>,
    longest: i64,
}

/// What weeks in which the same is booked have in common.
#[derive(Clone, Debug)]
struct Kind {
    /// Free stretches by practitioner, in order \[min since Monday 00:00\].
    free: Vec<Vec<(i64, i64)>>,
    /// Booked time by practitioner \[min\].
    booked: Vec<i64>,
}

/// What a service asks of the diary.
#[derive(Clone, Debug)]
pub struct Booking {
    /// Who holds it, by number.
    pub by: usize,
    /// Sessions in an open week.
    pub weekly: Weekly,
    /// Length \[min\].
    pub length: i64,
    /// What must be free behind it \[min\].
    pub gap: i64,
    /// Fixed starts, where it has a timetable; then there are `weekly` of them.
    pub timetable: Option<Vec<Moment>>,
}

/// A session of the weekly pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Slot {
    start: i64,
    end: i64,
    service: usize,
    /// Its place among those of its service in a week.
    rank: u32,
}

/// The longest block of sessions without a break \[min\].
const BLOCK: i64 = 180;
/// The break between blocks, where there is room for it \[min\].
const BREAK: i64 = 60;
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
        let mut slots = Vec::new();
        for who in 0..practitioners {
            slots.extend(week_of(who, calendar, bookings)?);
        }
        slots.sort_unstable();
        let weeks = WEEKS_A_YEAR + (horizon + WEEK - 1) / WEEK;
        if weeks > MOST_WEEKS || weeks * slots.len() as i64 > MOST_SESSIONS {
            let years = weeks / WEEKS_A_YEAR;
            return Err(format!(
                "a diary of {} sessions a week for {years} years is too long: at most {} sessions and {} years",
                slots.len(),
                crate::units::thousands(MOST_SESSIONS),
                MOST_WEEKS / WEEKS_A_YEAR,
            ));
        }
        let mut diary = Self {
            sessions: Vec::new(),
            week_first: Vec::new(),
            by_service: vec![Vec::new(); bookings.len()],
            slots,
            bookings: bookings.to_vec(),
            kind_of: Vec::new(),
            kinds: Vec::new(),
            practitioners: (0..practitioners).map(|who| Practitioner::of(who, bookings)).collect(),
            longest: bookings.iter().map(|b| b.length).max().unwrap_or(0),
        };
        let (mut known, mut ordinal) = (BTreeMap::new(), 0);
        for week in 0..weeks {
            diary.week_first.push(diary.sessions.len() as u32);
            if !calendar.is_open_week(week) {
                diary.kind_of.push(None);
                continue;
            }
            let booked: Vec<Slot> = diary.slots_of(ordinal).collect();
            booked.iter().for_each(|slot| diary.book(*slot, week * WEEK));
            let counts: Vec<u32> = bookings.iter().map(|b| b.weekly.in_week(ordinal)).collect();
            let kind = *known.entry(counts).or_insert_with(|| {
                diary.kinds.push(Kind::of(calendar, bookings, practitioners, &booked));
                diary.kinds.len() as u32 - 1
            });
            diary.kind_of.push(Some(kind));
            ordinal += 1;
        }
        diary.week_first.push(diary.sessions.len() as u32);
        Ok(diary)
    }

    /// What is booked in the open week with a number, from 0 at the start of the plan; those before it have numbers below.
    fn slots_of(&self, ordinal: i64) -> impl Iterator<Item = Slot> + '_ {
        self.slots.iter().copied().filter(move |slot| slot.rank < self.bookings[slot.service].weekly.in_week(ordinal))
    }

    /// The starts of a service in an open week by its number, in order \[min since Monday 00:00\].
    pub fn starts_of(&self, service: usize, ordinal: i64) -> impl DoubleEndedIterator<Item = i64> + '_ {
        let all = self.slots.iter().filter(move |slot| slot.service == service);
        let count = self.bookings[service].weekly.in_week(ordinal);
        all.filter(move |slot| slot.rank < count).map(|slot| slot.start)
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

    /// The free stretches of a practitioner in a week, in order \[min since its Monday 00:00\]; none in a closed one.
    #[must_use]
    pub fn free(&self, practitioner: usize, week: i64) -> &[(i64, i64)] {
        self.kind(week).map_or(&[], |kind| &kind.free[practitioner])
    }

    /// The booked time of a practitioner in a week \[min\].
    #[must_use]
    pub fn booked(&self, practitioner: usize, week: i64) -> i64 {
        self.kind(week).map_or(0, |kind| kind.booked[practitioner])
    }

    /// The kind of a week; those behind the last one are as that.
    fn kind(&self, week: i64) -> Option<&Kind> {
        let kind = self.kind_of.get(week.max(0) as usize).copied().flatten()?;
        self.kinds.get(kind as usize)
    }

    /// What a session of a service takes up in a free stretch \[min\].
    #[must_use]
    pub fn takes(&self, service: Id<Service>) -> i64 {
        let booking = &self.bookings[service.index()];
        booking.length + booking.gap
    }

    /// The longest free stretch of a practitioner in any week \[min\].
    #[must_use]
    pub fn longest_free(&self, practitioner: usize) -> i64 {
        let all = self.kinds.iter().flat_map(|kind| &kind.free[practitioner]);
        all.map(|(from, to)| to - from).max().unwrap_or(0)
    }

    /// The people who hold sessions.
    #[must_use]
    pub fn practitioners(&self) -> &[Practitioner] {
        &self.practitioners
    }
}

impl Practitioner {
    fn of(who: usize, bookings: &[Booking]) -> Self {
        let own = bookings.iter().filter(|b| b.by == who);
        Self { normal_minutes: Weekly::minutes(own.map(|b| (b.weekly, b.length))) }
    }
}

impl Kind {
    fn of(calendar: &Calendar, bookings: &[Booking], practitioners: usize, booked: &[Slot]) -> Self {
        let own = |who| booked.iter().filter(move |slot| bookings[slot.service].by == who);
        let busy = |who| own(who).map(|slot| (slot.start, slot.end + bookings[slot.service].gap)).collect::<Vec<_>>();
        Self {
            free: (0..practitioners).map(|who| between(calendar.open().spans(), &busy(who))).collect(),
            booked: (0..practitioners).map(|who| own(who).map(|slot| slot.end - slot.start).sum()).collect(),
        }
    }
}

/// What is left of some spans where others, in order and apart, are taken out.
fn between(spans: &[(i64, i64)], taken: &[(i64, i64)]) -> Vec<(i64, i64)> {
    let mut left = Vec::new();
    for (from, to) in spans {
        let mut at = *from;
        let first = taken.partition_point(|(_, end)| end <= from);
        for (start, end) in taken[first..].iter().take_while(|(start, _)| start < to) {
            left.extend((at < *start).then_some((at, *start)));
            at = at.max(*end);
        }
        left.extend((at < *to).then_some((at, *to)));
    }
    left
}

/// The weekly sessions of one practitioner: those with a timetable, and the others in the time between.
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
            slots.push(Slot { start, end: start + booking.length, service, rank: 0 });
        }
    }
    slots.sort_unstable();
    if let Some(pair) = slots.windows(2).find(|pair| pair[0].end > pair[1].start) {
        return Err(format!(
            "two sessions of one practitioner overlap: one starts {}, the next {}",
            crate::units::clock_face(pair[0].start, 0),
            crate::units::clock_face(pair[1].start, 0)
        ));
    }
    let busy: Vec<(i64, i64)> = slots.iter().map(|slot| (slot.start, slot.end + bookings[slot.service].gap)).collect();
    let free = between(calendar.open().spans(), &busy);
    let spread: Vec<(usize, &Booking)> = own().filter(|(_, b)| b.timetable.is_none()).collect();
    slots.extend(laid(&free, &spread)?);
    slots.sort_unstable();
    let mut ranks = vec![0; bookings.len()];
    for slot in &mut slots {
        slot.rank = ranks[slot.service];
        ranks[slot.service] += 1;
    }
    Ok(slots)
}

/// Lays sessions into free stretches: into each as many as its length is worth, and what does not fit there wherever there
/// is room.
fn laid(free: &[(i64, i64)], spread: &[(usize, &Booking)]) -> Result<Vec<Slot>, String> {
    let mut queue = dealt(spread);
    queue.reverse();
    let (all, open) = (queue.len() as i64, free.iter().map(|(from, to)| to - from).sum::<i64>().max(1));
    let (mut rows, mut before, mut wanted) = (vec![Vec::new(); free.len()], 0, 0);
    let takes = |row: &[&(usize, &Booking)]| row.iter().map(|(_, b)| b.length + b.gap).sum::<i64>();
    for ((from, to), row) in free.iter().zip(&mut rows) {
        before += to - from;
        let due = all * before / open - wanted;
        while (row.len() as i64) < due && fits(row, queue.last(), to - from, takes) {
            row.extend(queue.pop());
        }
        wanted += row.len() as i64;
    }
    for ((from, to), row) in free.iter().zip(&mut rows) {
        while fits(row, queue.last(), to - from, takes) {
            row.extend(queue.pop());
        }
    }
    if let Some((_, booking)) = queue.last() {
        return Err(format!(
            "{} sessions of up to {} do not fit into {} of opening hours a week",
            all,
            Length::Clock(booking.length as f64),
            crate::units::show_minutes(open)
        ));
    }
    Ok(free.iter().zip(&rows).flat_map(|((from, to), row)| in_blocks(*from, *to, row)).collect())
}

/// Whether one more session fits into a stretch behind those that are in it.
fn fits(
    row: &[&(usize, &Booking)],
    next: Option<&&(usize, &Booking)>,
    room: i64,
    takes: impl Fn(&[&(usize, &Booking)]) -> i64,
) -> bool {
    next.is_some_and(|(_, booking)| takes(row) + booking.length <= room)
}

/// The sessions of a week in the order in which they are laid.
fn dealt<'a, 'b>(spread: &'a [(usize, &'b Booking)]) -> Vec<&'a (usize, &'b Booking)> {
    let total: i64 = spread.iter().map(|(_, b)| i64::from(b.weekly.most())).sum();
    let mut given = vec![0_i64; spread.len()];
    let mut all = Vec::new();
    while let Some(next) = furthest_behind(spread, &given, total, all.len() as i64) {
        given[next] += 1;
        all.push(&spread[next]);
    }
    all
}

/// The service whose share of the sessions dealt so far lags most; the first by name on a tie; none where all are dealt.
fn furthest_behind(spread: &[(usize, &Booking)], given: &[i64], total: i64, dealt: i64) -> Option<usize> {
    let most = |i: usize| i64::from(spread[i].1.weekly.most());
    let lag = |i: usize| most(i) * (dealt + 1) - given[i] * total;
    (0..spread.len()).filter(|i| given[*i] < most(*i)).max_by_key(|i| (lag(*i), std::cmp::Reverse(*i)))
}

/// Sessions one after the other from the start of a stretch, with breaks between blocks as far as there is room.
fn in_blocks(from: i64, to: i64, row: &[&(usize, &Booking)]) -> Vec<Slot> {
    let mut breaks = vec![false; row.len()];
    let mut block = 0;
    for (at, (_, booking)) in row.iter().enumerate() {
        breaks[at] = block > 0 && block + booking.length > BLOCK;
        block = if breaks[at] { 0 } else { block } + booking.length + booking.gap;
    }
    let count = breaks.iter().filter(|is| **is).count() as i64;
    let taken: i64 = row.iter().map(|(_, b)| b.length + b.gap).sum();
    let pause = ((to - from - taken).max(0) / count.max(1)).min(BREAK);
    let mut at = from;
    let slot = |((service, booking), is_break): (&&(usize, &Booking), &bool)| {
        at += if *is_break { pause } else { 0 };
        let start = at;
        at += booking.length + booking.gap;
        Slot { start, end: start + booking.length, service: *service, rank: 0 }
    };
    row.iter().zip(&breaks).map(slot).collect()
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
        Booking { by: 0, weekly: Weekly::whole(weekly), length, gap: 0, timetable: None }
    }

    /// The starts of the first week as days and minutes.
    fn starts(diary: &Diary) -> Vec<(i64, i64)> {
        (0..diary.count(0, WEEK)).map(|i| diary.session(Id::at(i)).start).map(|s| (s / DAY, s % DAY)).collect()
    }

    #[test]
    fn sessions_lie_from_opening_on_and_repeat_every_open_week() {
        let d = Diary::new(&calendar(), &[booking(8, 60), booking(3, 60)], 1, 2 * WEEK).unwrap();
        // 51 open weeks of the year and one of the two weeks that follow: 52 x 11.
        assert_eq!(d.len(), 52 * 11);
        // Of 11 sessions Monday has 11/5 = 2, at 9:00 and 10:00; by Friday 11 are dealt, so one day has three.
        assert_eq!(starts(&d)[..3], [(0, 540), (0, 600), (1, 540)]);
        assert_eq!(starts(&d).iter().filter(|(day, _)| *day == 4).count(), 3);
        assert_eq!((d.count(0, WEEK), d.count(WEEK, 2 * WEEK)), (11, 0));
        let second: Vec<_> = (0..11).filter(|i| d.session(Id::at(*i)).service == Id::at(1)).collect();
        assert_eq!(second.len(), 3);
        assert_eq!(d.practitioners()[0].normal_minutes, 660);
    }

    /// 30 sessions of 50 minutes: six a day, three, an hour, three. Then 15:00 to 18:00 and 11:30 to 12:30 are free.
    #[test]
    fn blocks_of_three_hours_have_an_hour_between_them() {
        let d = Diary::new(&calendar(), &[booking(30, 50)], 1, WEEK).unwrap();
        let monday: Vec<i64> = starts(&d).iter().filter(|(day, _)| *day == 0).map(|(_, minute)| *minute).collect();
        assert_eq!(monday, [540, 590, 640, 750, 800, 850]);
        assert_eq!(d.free(0, 0)[..2], [(690, 750), (900, 1080)]);
        assert_eq!((d.booked(0, 0), d.booked(0, 1), d.free(0, 1).len()), (1_500, 0, 0));
    }

    /// Where the day is full the breaks go.
    #[test]
    fn a_full_day_has_no_breaks() {
        let d = Diary::new(&calendar(), &[booking(45, 60)], 1, WEEK).unwrap();
        assert_eq!((starts(&d)[8], d.free(0, 0).len()), ((0, 1_020), 0));
        assert!(Diary::new(&calendar(), &[booking(46, 60)], 1, WEEK).unwrap_err().contains("46 sessions"));
    }

    /// Half a Friday has half the sessions of a whole day, and a gap behind each session is kept free.
    #[test]
    fn half_days_have_half_the_sessions() {
        let open = Opening::parse("Mon-Thu 09:00-17:00, Fri 09:00-13:00").unwrap();
        let half = Calendar::new(jiff::civil::date(2025, 1, 6), open, Opening::always(), &[]).unwrap();
        let d = Diary::new(&half, &[booking(18, 60)], 1, WEEK).unwrap();
        let of = |day| starts(&d).iter().filter(|(own, _)| *own == day).count();
        assert_eq!([0, 1, 2, 3, 4].map(of), [4, 4, 4, 4, 2]);
        let gap = Booking { gap: 15, ..booking(18, 60) };
        let d = Diary::new(&half, &[gap], 1, WEEK).unwrap();
        assert_eq!(starts(&d)[..2], [(0, 540), (0, 615)]);
    }

    /// 9.5 a week: 9 and 10 in turn, 19 in any two weeks.
    #[test]
    fn weeks_of_a_fraction_differ_by_less_than_one() {
        let weekly = Weekly::parse(9.5).unwrap();
        let d = Diary::new(&calendar(), &[Booking { weekly, ..booking(0, 60) }], 1, WEEK).unwrap();
        let counts: Vec<usize> = (0..5).map(|week| d.count(week * WEEK, (week + 1) * WEEK)).collect();
        assert_eq!(counts, [9, 0, 10, 9, 10]);
        assert_eq!(d.practitioners()[0].normal_minutes, 570);
        assert_eq!((d.starts_of(0, -1).count(), d.starts_of(0, -2).count()), (10, 9));
    }

    #[test]
    fn free_stretches_do_not_touch_what_is_booked() {
        let fixed = |times: &[&str]| Some(times.iter().map(|t| Moment::parse(t).unwrap()).collect());
        let own = Booking { timetable: fixed(&["Mon 10:00", "Mon 17:00"]), ..booking(2, 60) };
        let d = Diary::new(&calendar(), &[own], 1, WEEK).unwrap();
        assert_eq!(d.free(0, 0)[..3], [(540, 600), (660, 1_020), (DAY + 540, DAY + 1_080)]);
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
        let fixed = Booking { timetable: Some(vec![at("Mon 09:00"), at("Mon 09:30")]), ..booking(2, 60) };
        assert!(Diary::new(&calendar(), &[fixed], 1, WEEK).is_err_and(|e| e.contains("overlap")));
    }
}
