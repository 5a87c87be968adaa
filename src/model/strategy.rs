//! The lines of a plan as small machines: knows the kinds of strategies and what each says; does not run them.
//!
//! One definition serves two stages: `R` is a name as written in a file, or the id of a resource once compiled; `T` the
//! name of something that may strike, or the [`Threat`] that it is in this scenario. Quantities that are never random are the units of the file; what is random lies in [`Strategy`].

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::units::{Factor, Flow, Length, Money, Opening, Share};

use super::{Cascade, Hazard, Id, Resource, Span};

/// One strategy, ready to be replayed.
#[derive(Clone, Debug)]
pub struct Strategy {
    /// Chance that it works when called.
    pub works: Share,
    /// Noticing, deciding and switching.
    pub ready: Span,
    /// How often it is tried.
    pub retry: Retry,
    /// Starts by itself, whether or not somebody is there to notice.
    pub automatic: bool,
    /// May carry confidential sessions.
    pub private: bool,
    /// What it costs.
    pub cost: Cost,
    /// What it does.
    pub effect: Effect<Id<Resource>, Threat>,
}

/// Something that may strike.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Threat {
    /// A hazard.
    Hazard(Id<Hazard>),
    /// What a hazard may set off.
    Cascade(Id<Cascade>),
}

/// How often a strategy is tried until it works.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize, JsonSchema, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Retry {
    /// At most so many tries.
    #[schemars(example = 3)]
    pub times: u32,
    /// Pause between one try and the next.
    #[serde(default = "no_time")]
    #[schemars(example = "10min")]
    pub after: Length,
}

impl Retry {
    /// A single try.
    pub const ONCE: Self = Self { times: 1, after: Length::ZERO };

    /// The number of the try that works, from 1 on, where each works with the chance `works`: the inverse of the
    /// geometric distribution, so that one uniform serves all tries; none where all fail.
    #[must_use]
    pub fn successful_try(&self, works: Share, u: f64) -> Option<u32> {
        if u < works.fraction() || works == Share::ALL {
            return (self.times > 0).then_some(1);
        }
        if works == Share::NONE || self.times <= 1 {
            return None;
        }
        let tries = libm::floor(libm::log1p(-u) / libm::log1p(-works.fraction())) + 1.0;
        (tries <= f64::from(self.times)).then_some(tries as u32)
    }
}

/// What a strategy costs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct Cost {
    /// Once, on the first day of the plan.
    #[schemars(example = "300", extend("rare" = true))]
    pub once: Money,
    /// Every year, in twelve parts.
    #[schemars(example = "60")]
    pub per_year: Money,
    /// Each time a disruption makes it start.
    #[schemars(example = "25", extend("rare" = true))]
    pub per_use: Money,
    /// Each calendar day on which it carries a session.
    #[schemars(example = "22", extend("rare" = true))]
    pub per_day: Money,
    /// Each hour of session that it carries, by the minute.
    #[schemars(example = "15", extend("rare" = true))]
    pub per_hour: Money,
}

/// What a strategy does, by kind.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[schemars(title = "kind of strategy")]
pub enum Effect<R, T> {
    /// Stands in for resources.
    Substitute(Substitute<R>),
    /// Holds the session another way.
    Switch(Switch<R>),
    /// Offers a later slot.
    Postpone(Postpone),
    /// Shortens an outage.
    Repair(Repair<R>),
    /// Lets clients know.
    Tell(Tell<R>),
    /// Lets an associate hold the session.
    HandOver(HandOver<R>),
    /// Brings data back.
    Restore(Restore<R>),
    /// Averts a share of what would strike.
    Prevent(Prevent<T>),
    /// Holds up demand.
    Sustain(Sustain),
    /// Pays, as an insurance does.
    Insure(Insure<R, T>),
    /// Tells the regulator of a breach.
    Report(Report<R>),
}

/// Stands in for a resource at a level, for so long, up to so much.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Substitute<R> {
    /// The resources it can stand in for.
    #[serde(rename = "for")]
    #[schemars(example = ["broadband"])]
    pub replaces: Vec<R>,
    /// What it needs itself.
    #[serde(default = "Vec::<R>::new")]
    #[schemars(example = ["phone", "mobile mast"])]
    pub needs: Vec<R>,
    /// The level it supplies: `100%` is as good as what it stands in for.
    #[serde(default = "all")]
    #[schemars(example = "90%")]
    pub level: Share,
    /// What a session held on it is worth, against a normal one.
    #[serde(default = "all")]
    #[schemars(example = "90%", extend("rare" = true))]
    pub worth: Share,
    /// How long it runs once started (a battery).
    #[serde(default)]
    #[schemars(example = "4h", extend("rare" = true))]
    pub limit: Option<Length>,
    /// How much session time it can carry in one disruption (a data allowance).
    #[serde(default)]
    #[schemars(example = "12h")]
    pub allowance: Option<Length>,
    /// The hours in which it can be had.
    #[serde(default)]
    #[schemars(example = "Mon-Fri 08:00-20:00", extend("rare" = true))]
    pub open: Option<Opening>,
}

/// Holds the session another way.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Switch<R> {
    /// What the other way needs.
    #[schemars(example = ["coach", "phone"])]
    pub needs: Vec<R>,
    /// Chance that a client takes it.
    #[serde(default = "all")]
    #[schemars(example = "85%")]
    pub accepted: Share,
    /// What a session held that way is worth, against a normal one.
    #[serde(default = "all")]
    #[schemars(example = "95%")]
    pub worth: Share,
    /// The share of the fee that it earns; without it, what it is worth.
    #[serde(default)]
    #[schemars(example = "50%", extend("rare" = true))]
    pub fee: Option<Share>,
}

/// Lets an associate hold the session.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HandOver<R> {
    /// What the associate needs.
    #[serde(default = "Vec::<R>::new")]
    #[schemars(example = ["associates"])]
    pub needs: Vec<R>,
    /// Chance that a client consents.
    #[serde(default = "all")]
    #[schemars(example = "40%")]
    pub accepted: Share,
    /// What a session held that way is worth, against a normal one.
    #[serde(default = "all")]
    #[schemars(example = "90%")]
    pub worth: Share,
    /// Sessions a week that associates can take.
    #[schemars(example = 6)]
    pub spare: u32,
    /// The associates' share of the fee.
    #[serde(default = "nothing")]
    #[schemars(example = "60%")]
    pub fee_share: Share,
    /// From this day of an outage on it is for good: clients are asked a second time, and some of those who do not consent leave.
    #[serde(default = "four_weeks")]
    #[schemars(example = "28d", extend("rare" = true))]
    pub lasting_after: Length,
    /// Chance that a client consents for good; without it, as `accepted`.
    #[serde(default)]
    #[schemars(example = "30%", extend("rare" = true))]
    pub accepted_for_good: Option<Share>,
    /// Share of the clients who do not consent for good that leaves.
    #[serde(default = "nothing")]
    #[schemars(example = "30%")]
    pub refused: Share,
}

impl<R> HandOver<R> {
    /// Chance that a client consents for good.
    #[must_use]
    pub fn for_good(&self) -> Share {
        self.accepted_for_good.unwrap_or(self.accepted)
    }
}

/// Brings data back from a copy.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Restore<R> {
    /// The data it brings back.
    #[schemars(example = ["client files"])]
    pub of: Vec<R>,
    /// What restoring needs.
    #[serde(default = "Vec::<R>::new")]
    #[schemars(example = ["laptop", "cloud copy"])]
    pub needs: Vec<R>,
    /// From one copy to the next.
    #[schemars(example = "1d")]
    pub every: Length,
    /// Chance that a copy failed without being noticed.
    #[serde(default = "nothing")]
    #[schemars(example = "5%")]
    pub fails: Share,
    /// A copy is good only if it was made at least so long before the strike: a later one was still running, or already has in
    /// it what was wrong unnoticed.
    #[serde(default = "no_time")]
    #[schemars(example = "2d", extend("rare" = true))]
    pub usable_after: Length,
}

impl<R> Restore<R> {
    /// How old the last good copy is \[min\] for the uniform `u`: a phase evenly within the interval and a geometric
    /// number of failed copies, by one inverse (the oracle's (U + K) I). Copies that were made too late are passed over, so
    /// that the phase is that of the last one before; among those before as many have failed as would have.
    #[must_use]
    pub fn age(&self, u: f64) -> i64 {
        let q = self.fails.fraction();
        let failed = if q > 0.0 { libm::floor(libm::log1p(-u) / libm::log(q)) } else { 0.0 };
        let fewer = 1.0 - libm::pow(q, failed);
        let phase = if q > 0.0 { (u - fewer) / (libm::pow(q, failed) * (1.0 - q)) } else { u };
        let interval = self.every.minutes().unwrap_or(0) as f64;
        let least = self.usable_after.minutes().unwrap_or(0) as f64;
        let newest = phase.clamp(0.0, 1.0) * interval;
        let too_late = if interval > 0.0 { libm::ceil((least - newest).max(0.0) / interval) } else { 0.0 };
        crate::units::whole((newest + (failed + too_late) * interval).max(least))
    }
}

/// Averts a share of what would strike.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Prevent<T> {
    /// The hazards and consequences that it averts.
    #[schemars(example = ["router fault"])]
    pub of: Vec<T>,
    /// The share of them that does not happen.
    #[schemars(example = "60%")]
    pub averts: Share,
}

/// Holds up demand.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Sustain {
    /// The share of a fall that it makes up once at work.
    #[schemars(example = "40%")]
    pub holds: Share,
    /// How much later fees come meanwhile.
    #[serde(default = "no_time")]
    #[schemars(example = "2w")]
    pub later: Length,
}

/// Pays, as an insurance does.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Insure<R, T> {
    /// What it pays for: a benefit by the day, or a loss.
    pub pays: Cover<R, T>,
    /// What holds for all that it pays in a year, over what it pays for each disruption.
    #[serde(default)]
    #[schemars(example = serde_json::json!({"excess": "500", "limit": "10,000"}), extend("rare" = true))]
    pub per_year: Option<PerYear>,
    /// How long after it is due the money comes.
    #[serde(default = "no_time")]
    #[schemars(example = "30d")]
    pub arrears: Length,
}

/// What an insurance pays in a year in all. A claim belongs to the year of the plan (52 weeks from `starts`, and so on) in which its
/// disruption began, and claims count in the order of their disruptions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[schemars(title = "terms of a year")]
pub struct PerYear {
    /// What the practice bears itself in a year, of all that would be paid for its disruptions.
    #[schemars(example = "500")]
    pub excess: Money,
    /// The most that is paid in a year.
    #[schemars(example = "10,000")]
    pub limit: Option<Money>,
}

impl PerYear {
    /// What is paid in a year in which so much would be paid for single disruptions: first the excess, then the limit
    /// \[minor units\].
    #[must_use]
    pub fn of_claims(&self, claimed: i64) -> i64 {
        let paid = (claimed - self.excess.0).max(0);
        self.limit.map_or(paid, |most| paid.min(most.0))
    }
}

/// What an insurance pays for.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub enum Cover<R, T> {
    /// A benefit by the day while a person or thing is down.
    Benefit {
        /// Paid while one of these is struck below its level.
        #[schemars(example = ["coach"])]
        while_down: Vec<R>,
        /// How much is paid.
        #[schemars(example = "1,500 a month")]
        amount: Flow,
        /// Whole calendar days that are not paid for.
        #[serde(default = "no_time")]
        #[schemars(example = "28d")]
        deferred: Length,
        /// Paid for so long at most.
        #[serde(default)]
        #[schemars(example = "12mo")]
        at_most: Option<Length>,
        /// Goes on once the practice has closed for good.
        #[serde(default)]
        #[schemars(example = true, extend("rare" = true))]
        after_closing: bool,
    },
    /// A loss, less an excess, by share, up to a limit.
    Loss {
        /// The hazards and consequences that are covered.
        #[schemars(example = ["storm"])]
        of: Vec<T>,
        /// What the practice bears itself.
        #[serde(default)]
        #[schemars(example = "300")]
        excess: Money,
        /// The share of the rest that is paid.
        #[serde(default = "all")]
        #[schemars(example = "80%", extend("rare" = true))]
        share: Share,
        /// The most that is paid for one disruption.
        #[serde(default)]
        #[schemars(example = "10,000")]
        limit: Option<Money>,
        /// Whether fees lost count as well.
        #[serde(default)]
        #[schemars(example = true)]
        income: bool,
        /// Fees lost sooner after the onset do not count.
        #[serde(default = "no_time")]
        #[schemars(example = "8h")]
        waiting: Length,
    },
}

impl<R, T> Cover<R, T> {
    /// What is paid for a loss: first the excess, then the share, then the limit \[minor units\].
    #[must_use]
    pub fn of_loss(&self, loss: i64) -> i64 {
        match self {
            Self::Benefit { .. } => 0,
            Self::Loss { excess, share, limit, .. } => {
                let paid = share.of((loss - excess.0).max(0));
                limit.map_or(paid, |most| paid.min(most.0))
            }
        }
    }
}

/// Tells the regulator of a breach.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Report<R> {
    /// What it needs.
    #[serde(default = "Vec::<R>::new")]
    #[schemars(example = ["person in charge", "email"])]
    pub needs: Vec<R>,
}

/// Offers a later slot.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Postpone {
    /// How many clients wait at least so long, step by step.
    #[schemars(example = serde_json::json!([
        {"within": "1w", "accepted": "85%"}, {"within": "4w", "accepted": "60%"}, {"within": "8w", "accepted": "30%"}
    ]))]
    pub patience: Vec<Patience>,
    /// How many sessions a week may hold, as a share of a normal week.
    #[serde(default = "normal_week_and_a_fifth")]
    #[schemars(example = "110%")]
    pub up_to: Factor,
    /// A client comes no sooner than this after the new date is agreed.
    #[serde(default = "a_day")]
    #[schemars(example = "2d")]
    pub notice: Length,
    /// How often one session may be moved.
    #[serde(default = "twice")]
    #[schemars(example = 3, extend("rare" = true))]
    pub moves: u16,
}

/// One step of the patience curve.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "step of patience")]
pub struct Patience {
    /// Waiting up to this long …
    #[schemars(example = "4w")]
    pub within: Length,
    /// … is accepted by this share of clients.
    #[schemars(example = "60%")]
    pub accepted: Share,
}

/// Shortens an outage.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Repair<R> {
    /// The resources it mends.
    #[schemars(example = ["laptop"])]
    pub of: Vec<R>,
    /// What calling it needs.
    #[serde(default = "Vec::<R>::new")]
    #[schemars(example = ["phone"])]
    pub needs: Vec<R>,
    /// Share of the time left that remains once it is at work.
    #[schemars(example = "50%")]
    pub leaves: Share,
}

/// Lets affected clients know.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Tell<R> {
    /// The channels it needs.
    #[schemars(example = ["phone"])]
    pub needs: Vec<R>,
    /// Multiplies the chance of leaving of clients who are told this way.
    #[serde(default = "one")]
    #[schemars(example = "80%")]
    pub leaving: Factor,
    /// How long it takes to tell one client, where they are told one by one; without it one message reaches all.
    #[serde(default = "no_time")]
    #[schemars(example = "3min")]
    pub each: Length,
}

fn twice() -> u16 {
    2
}

fn nothing() -> Share {
    Share::NONE
}

fn no_time() -> Length {
    Length::ZERO
}

fn all() -> Share {
    Share::ALL
}

fn one() -> Factor {
    Factor::ONE
}

fn normal_week_and_a_fifth() -> Factor {
    Factor::per_cent(120)
}

fn four_weeks() -> Length {
    Length::Clock(28.0 * crate::units::DAY as f64)
}

fn a_day() -> Length {
    Length::Clock(crate::units::DAY as f64)
}

impl<R, T> Effect<R, T> {
    /// The same effect with every resource turned by `to` and every threat into those that `threat` gives.
    pub fn map<S, U>(self, mut to: impl FnMut(R) -> S, threat: impl FnMut(T) -> Vec<U>) -> Effect<S, U> {
        let mut all = |names: Vec<R>| names.into_iter().map(&mut to).collect::<Vec<S>>();
        let threats = |names: Vec<T>| names.into_iter().flat_map(threat).collect::<Vec<U>>();
        match self {
            Self::Substitute(s) => Effect::Substitute(Substitute {
                replaces: all(s.replaces),
                needs: all(s.needs),
                level: s.level,
                worth: s.worth,
                limit: s.limit,
                allowance: s.allowance,
                open: s.open,
            }),
            Self::Switch(s) => {
                Effect::Switch(Switch { needs: all(s.needs), accepted: s.accepted, worth: s.worth, fee: s.fee })
            }
            Self::Postpone(p) => Effect::Postpone(p),
            Self::Repair(r) => Effect::Repair(Repair { of: all(r.of), needs: all(r.needs), leaves: r.leaves }),
            Self::Tell(t) => Effect::Tell(Tell { needs: all(t.needs), leaving: t.leaving, each: t.each }),
            Self::HandOver(h) => Effect::HandOver(HandOver {
                needs: all(h.needs),
                accepted: h.accepted,
                worth: h.worth,
                spare: h.spare,
                fee_share: h.fee_share,
                lasting_after: h.lasting_after,
                accepted_for_good: h.accepted_for_good,
                refused: h.refused,
            }),
            Self::Restore(r) => {
                let (of, needs) = (all(r.of), all(r.needs));
                Effect::Restore(Restore { of, needs, every: r.every, fails: r.fails, usable_after: r.usable_after })
            }
            Self::Prevent(p) => Effect::Prevent(Prevent { of: threats(p.of), averts: p.averts }),
            Self::Sustain(s) => Effect::Sustain(s),
            Self::Insure(i) => Effect::Insure(Insure {
                pays: match i.pays {
                    Cover::Benefit { while_down, amount, deferred, at_most, after_closing } => {
                        Cover::Benefit { while_down: all(while_down), amount, deferred, at_most, after_closing }
                    }
                    Cover::Loss { of, excess, share, limit, income, waiting } => {
                        Cover::Loss { of: threats(of), excess, share, limit, income, waiting }
                    }
                },
                per_year: i.per_year,
                arrears: i.arrears,
            }),
            Self::Report(r) => Effect::Report(Report { needs: all(r.needs) }),
        }
    }

    /// What it needs when it is called.
    #[must_use]
    pub fn needs(&self) -> &[R] {
        match self {
            Self::Substitute(s) => &s.needs,
            Self::Switch(s) => &s.needs,
            Self::Repair(r) => &r.needs,
            Self::Tell(t) => &t.needs,
            Self::HandOver(h) => &h.needs,
            Self::Restore(r) => &r.needs,
            Self::Report(r) => &r.needs,
            Self::Postpone(_) | Self::Prevent(_) | Self::Sustain(_) | Self::Insure(_) => &[],
        }
    }

    /// Whether it acts wherever something strikes, and so stands in no ladder.
    #[must_use]
    pub fn stands_alone(&self) -> bool {
        matches!(self, Self::Prevent(_) | Self::Sustain(_) | Self::Insure(_))
    }

    /// The kind in the plan's word.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Substitute(_) => "substitute",
            Self::Switch(_) => "switch",
            Self::Postpone(_) => "postpone",
            Self::Repair(_) => "repair",
            Self::Tell(_) => "tell",
            Self::HandOver(_) => "hand over",
            Self::Restore(_) => "restore",
            Self::Prevent(_) => "prevent",
            Self::Sustain(_) => "sustain",
            Self::Insure(_) => "insure",
            Self::Report(_) => "report",
        }
    }
}

impl Postpone {
    /// How long a client with the answer `u` waits \[min\]: the longest step that more than the share `u` accepts.
    /// Zero where the client declines.
    #[must_use]
    pub fn patience(&self, u: f64) -> i64 {
        let accepting = self.patience.iter().filter(|step| u < step.accepted.fraction());
        accepting.filter_map(|step| step.within.minutes()).max().unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tries_follow_the_geometric_law_and_copies_the_oracle() {
        let retry = Retry { times: 5, after: Length::ZERO };
        let works = Share::parse("30%").unwrap();
        // 1 - 0.7^k: 0.3, 0.51, 0.657, 0.7599, 0.83193.
        let tries: Vec<_> = [0.29, 0.31, 0.52, 0.66, 0.83, 0.84].map(|u| retry.successful_try(works, u)).into();
        assert_eq!(tries, vec![Some(1), Some(2), Some(3), Some(4), Some(5), None]);
        let r = Restore::<u8> {
            of: vec![],
            needs: vec![],
            every: Length::Clock(1_440.0),
            fails: Share::parse("10%").unwrap(),
            usable_after: Length::ZERO,
        };
        // Within the first 90 %: u / 0.9 of a day; at 0.95 half way through the next 9 %, one day more.
        assert_eq!((r.age(0.45), r.age(0.945)), (720, 1_440 + 720));
        let sound = Restore { fails: Share::NONE, ..r.clone() };
        assert_eq!(sound.age(0.25), 360);
        // Copies of 6, 30, 54 and 78 h: the first of at least 36 h is that of 54 h; of 6 h, the newest itself.
        let late = |hours: f64, of: &Restore<u8>| Restore { usable_after: Length::Clock(60.0 * hours), ..of.clone() };
        assert_eq!((late(36.0, &sound).age(0.25), late(6.0, &sound).age(0.25)), (54 * 60, 360));
        assert_eq!((late(30.0, &sound).age(0.25), late(30.1, &sound).age(0.25)), (30 * 60, 54 * 60));
        // Half way through a day, one failed: 12 h are too late, 36 h failed, 60 h is good.
        assert_eq!(late(13.0, &r).age(0.945), 60 * 60);
        // A copy of every change is as good as the oldest that is good.
        assert_eq!(late(36.0, &Restore { every: Length::ZERO, ..sound.clone() }).age(0.25), 36 * 60);
    }

    #[test]
    fn cover_takes_the_excess_then_the_share_then_the_limit() {
        // Oracle G05: 1,000 less 300 is 700, of which 80 % are 560, at most 500.
        let cover = |limit| Cover::<u8, u8>::Loss {
            of: vec![],
            excess: Money(30_000),
            share: Share::parse("80%").unwrap(),
            limit,
            income: false,
            waiting: Length::ZERO,
        };
        assert_eq!(cover(Some(Money(50_000))).of_loss(100_000), 50_000);
        assert_eq!(cover(None).of_loss(100_000), 56_000);
        assert_eq!(cover(None).of_loss(20_000), 0);
    }

    /// By hand: of 1,200 claimed 500 are borne, and of 700 left at most 600 paid.
    #[test]
    fn a_year_bears_its_excess_and_pays_up_to_its_limit() {
        let year = |excess, limit| PerYear { excess: Money(excess), limit };
        assert_eq!(year(50_000, Some(Money(60_000))).of_claims(120_000), 60_000);
        assert_eq!(year(50_000, None).of_claims(120_000), 70_000);
        assert_eq!(year(0, Some(Money(60_000))).of_claims(40_000), 40_000);
        assert_eq!((year(50_000, None).of_claims(40_000), PerYear::default().of_claims(7)), (0, 7));
    }

    #[test]
    fn patience_is_the_longest_step_a_client_accepts() {
        let step =
            |w: &str, a: &str| Patience { within: Length::parse(w).unwrap(), accepted: Share::parse(a).unwrap() };
        let p = Postpone {
            patience: vec![step("1w", "85%"), step("4w", "60%"), step("8w", "30%")],
            up_to: Factor::ONE,
            notice: a_day(),
            moves: twice(),
        };
        assert_eq!(p.patience(0.9), 0);
        assert_eq!(p.patience(0.7), 7 * 1_440);
        assert_eq!(p.patience(0.5), 28 * 1_440);
        assert_eq!(p.patience(0.1), 56 * 1_440);
    }
}
