//! The money of a practice that nothing disturbs: knows the balance of the fund at the end of every day and its
//! lowest point in any span; does not know what a disruption does to it.
//!
//! The practice is in a steady state: sessions held before the first day are paid for in the first weeks. How late
//! a client pays belongs to the client, not to the luck of a trial: the delays of a service's clients are the
//! evenly spaced quantiles of the stated distribution, so that the undisturbed year is one exact path.

use crate::units::{DAY, Flow, Money, WEEK};

use super::calendar::WEEKS_A_YEAR;
use super::{Calendar, Cost, Diary, Service, SessionId, Strategy, Table};

/// The terms of a plan's money.
#[derive(Clone, Debug)]
pub struct LedgerTerms {
    /// The fund at the start of the first day.
    pub fund: Money,
    /// Costs that go on whatever happens, and drawings: a twelfth of a year falls due in the middle of each twelfth.
    pub dues: Vec<Flow>,
    /// What the fixed costs of the notice come to once the practice has closed for good.
    pub notice: Money,
}

impl LedgerTerms {
    /// What the practice needs in a week, before yearly costs of strategies \[minor units\].
    #[must_use]
    pub fn weekly_need(&self) -> i64 {
        self.dues.iter().map(|flow| flow.a_year().0).sum::<i64>() / WEEKS_A_YEAR
    }
}

/// Balances of the undisturbed practice, by day.
#[derive(Clone, Debug)]
pub struct Ledger {
    opening: i64,
    /// `lows[k]\[d\]`: the lowest end-of-day balance of the days `d .. d + 2^k`.
    lows: Vec<Vec<i64>>,
}

impl Ledger {
    /// Books everything that falls due in the days that the diary covers.
    #[must_use]
    pub fn new(
        terms: &LedgerTerms,
        calendar: &Calendar,
        diary: &Diary,
        services: &Table<Service>,
        strategies: &Table<Strategy>,
        days: i64,
    ) -> Self {
        let mut change = vec![0_i64; days as usize + 1];
        let costs: Vec<Cost> = strategies.iter().map(|(_, _, s)| s.cost).collect();
        change[0] -= costs.iter().map(|c| c.once.0).sum::<i64>();
        for (day, month) in due_days(days) {
            let dues = terms.dues.iter().map(|flow| flow.due(month).0).sum::<i64>();
            let yearly = costs.iter().map(|c| Flow::yearly(c.per_year).due(month).0).sum::<i64>();
            change[day as usize] -= dues + yearly;
        }
        let mut receive = |day: i64, fee: Money| {
            if let Some(entry) = usize::try_from(day).ok().and_then(|d| change.get_mut(d)) {
                *entry += fee.0;
            }
        };
        for at in 0..diary.len() {
            let session = diary.session(SessionId::at(at));
            let service = &services[session.service];
            receive(service.paid_on(session.start, session.number), service.fee);
        }
        for (id, _, service) in services.iter() {
            earlier_sessions((id.index(), service), calendar, diary, &mut receive);
        }
        Self::from_changes(terms.fund.0, &change[..days as usize])
    }

    fn from_changes(opening: i64, change: &[i64]) -> Self {
        let mut balance = opening;
        let base: Vec<i64> = change
            .iter()
            .map(|c| {
                balance += c;
                balance
            })
            .collect();
        let mut lows = vec![base];
        let mut width = 1;
        while 2 * width <= change.len() {
            let below = &lows[lows.len() - 1];
            let next = (0..=change.len() - 2 * width).map(|d| below[d].min(below[d + width])).collect();
            lows.push(next);
            width *= 2;
        }
        Self { opening, lows }
    }

    /// The balance at the end of a day; the opening fund before the first \[minor units\].
    #[must_use]
    pub fn balance(&self, day: i64) -> i64 {
        if day < 0 { self.opening } else { self.lows[0][(day as usize).min(self.lows[0].len() - 1)] }
    }

    /// The lowest end-of-day balance of the days from `from` to before `to`, at least one \[minor units\].
    #[must_use]
    pub fn lowest(&self, from: i64, to: i64) -> i64 {
        let (from, to) = (from as usize, to as usize);
        let level = (to - from).max(1).ilog2() as usize;
        let row = &self.lows[level];
        row[from].min(row[to.saturating_sub(1 << level).max(from)])
    }

    /// The first day from `from` to before `to` whose end-of-day balance is below `level`.
    #[must_use]
    pub fn first_below(&self, level: i64, from: i64, to: i64) -> Option<i64> {
        if from >= to || self.lowest(from, to) >= level {
            return None;
        }
        (from..to).find(|day| self.balance(*day) < level)
    }
}

/// Sessions of the weeks before the first day, as far back as somebody still owes for one.
fn earlier_sessions(
    (at, service): (usize, &Service),
    calendar: &Calendar,
    diary: &Diary,
    receive: &mut impl FnMut(i64, Money),
) {
    let slowest = service.delays.iter().max().copied().unwrap_or(0);
    let (mut number, mut ordinal) = (0_i64, 0);
    for week in 1..=(slowest / 7 + 1) {
        if !calendar.is_open_week(-week) {
            continue;
        }
        ordinal -= 1;
        for start in diary.starts_of(at, ordinal).rev() {
            number -= 1;
            receive((start - week * WEEK).div_euclid(DAY) + service.delay(number), service.fee);
        }
    }
}

/// The days on which the k-th due of a year of twelve falls: in the middle of its twelfth, whatever the calendar says. So a plan
/// has twelve in any 52 weeks, and no start of it one more than another.
fn due_days(days: i64) -> impl Iterator<Item = (i64, i64)> {
    let year = 7 * WEEKS_A_YEAR;
    (0..).map(move |k: i64| ((2 * k + 1) * year / 24, k)).take_while(move |(day, _)| *day < days)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lowest_balance_of_any_span_is_found() {
        let change = [5, -3, 4, -10, 2, 2, 9, -1];
        let ledger = Ledger::from_changes(10, &change);
        let by_hand = [15, 12, 16, 6, 8, 10, 19, 18];
        assert_eq!(ledger.balance(-1), 10);
        for from in 0..8 {
            for to in from + 1..=8 {
                let lowest = by_hand[from..to].iter().min().copied();
                assert_eq!(Some(ledger.lowest(from as i64, to as i64)), lowest, "{from}..{to}");
            }
        }
        assert_eq!(ledger.first_below(8, 0, 8), Some(3));
        assert_eq!(ledger.first_below(8, 4, 8), None);
    }
}
