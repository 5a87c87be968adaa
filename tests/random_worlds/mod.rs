//! Random plans and scenarios as people would write them, and trials of them.
//!
//! A [`World`] is what proptest draws and shrinks; it becomes the text of a plan and of a scenario, which go through
//! the public file format. A law changes a world and compares what becomes of both.
#![allow(dead_code, reason = "each test file uses its own part")]

use std::fmt::Write as _;

use bcp_sim::engine::{Event, Replay, Sink, Story};
use bcp_sim::file::{self, Forecast, Question, Source};
use bcp_sim::metric::{METRICS, Outcomes, Score, Tally};
use bcp_sim::model::{Case, SessionId};
use bcp_sim::sampling::{Block, Luck, Sources};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;

/// Trials of each world.
pub const TRIALS: u64 = 40;

/// The same cases on every machine and every day.
pub fn config(cases: u32, seed: u64) -> ProptestConfig {
    ProptestConfig {
        cases,
        failure_persistence: None,
        rng_seed: RngSeed::Fixed(seed),
        max_shrink_iters: 4_000,
        ..ProptestConfig::default()
    }
}

#[derive(Clone, Debug)]
pub struct World {
    pub lunch: bool,
    pub attended: bool,
    pub closed: Vec<u8>,
    pub people: usize,
    /// People at part of their strength serve that share of the sessions.
    pub half_strength: bool,
    /// A role that a service needs, held by the first person: how long a deputy takes to step in.
    pub role: Option<Spread>,
    pub resources: Vec<Thing>,
    pub services: Vec<Service>,
    pub functions: Vec<Function>,
    pub strategies: Vec<Line>,
    pub reaction: Option<Reaction>,
    pub fund: u32,
    pub fixed: u32,
    pub drawings: u32,
    pub paid: Spread,
    /// Per cent of fees never paid, and of clients who pay in advance.
    pub unpaid: u8,
    pub prepaid: u8,
    pub grace: u32,
    pub horizon_days: u32,
    /// All disruptions of so many months, not one.
    pub year: bool,
    pub months: u32,
    pub hazards: Vec<Hazard>,
    pub cascades: Vec<Cascade>,
}

/// The per cents of a reaction, in the order of the file, and the lead time.
#[derive(Clone, Debug)]
pub struct Reaction {
    pub missed: [u16; 7],
    pub second_failure: u16,
    pub credit: u8,
    pub sponsor: u8,
    pub lead_time: Spread,
}

#[derive(Clone, Debug)]
pub struct Thing {
    /// Earlier resources, one bit each.
    pub needs: u8,
    pub enough: u8,
    pub capacity: bool,
    pub data: bool,
}

#[derive(Clone, Debug)]
pub struct Service {
    pub by: usize,
    pub weekly: usize,
    pub length: u32,
    pub fee: u32,
    pub needs: u8,
    pub confidential: bool,
    pub clients: u32,
    pub engagement: u32,
    pub ladder: Vec<usize>,
}

#[derive(Clone, Debug)]
pub struct Function {
    /// Services it serves, one bit each; resources where it serves none.
    pub serves: u8,
    pub needs: u8,
    pub ladder: Vec<usize>,
    pub mbco: u8,
    /// Hours, where it has one.
    pub rpo: Option<u8>,
}

#[derive(Clone, Debug)]
pub struct Line {
    pub name: String,
    pub kind: Kind,
    pub works: u8,
    pub ready: Spread,
    /// Tries, and minutes between them.
    pub retry: (u8, u16),
    pub automatic: bool,
    pub private: bool,
    /// Once, a year, a use, a day, an hour.
    pub cost: [u8; 5],
}

#[derive(Clone, Debug)]
pub enum Kind {
    Substitute {
        of: u8,
        needs: u8,
        level: u8,
        worth: u8,
        limit: Option<u32>,
        allowance: Option<u32>,
        open: bool,
    },
    Switch {
        needs: u8,
        accepted: u8,
        worth: u8,
    },
    Postpone {
        days: u32,
        accepted: u8,
        up_to: u16,
        notice_hours: u32,
    },
    Repair {
        of: u8,
        needs: u8,
        leaves: u8,
    },
    Tell {
        needs: u8,
        leaving: u8,
    },
    HandOver {
        needs: u8,
        accepted: u8,
        worth: u8,
        spare: u8,
        fee_share: u8,
        refused: u8,
    },
    Restore {
        of: u8,
        needs: u8,
        hours: u8,
        fails: u8,
    },
    /// Hazards in the lower four bits, consequences in the upper.
    Prevent {
        of: u8,
        averts: u8,
    },
    Sustain {
        holds: u8,
        later: u8,
    },
    Benefit {
        of: u8,
        amount: u16,
        deferred: u8,
        at_most: Option<u8>,
        arrears: u8,
    },
    Cover {
        of: u8,
        excess: u16,
        share: u8,
        limit: Option<u16>,
        income: bool,
        waiting: u8,
        arrears: u8,
    },
    Report {
        needs: u8,
    },
}

#[derive(Clone, Debug)]
pub enum Spread {
    Exactly(u32),
    Working(u8),
    Uniform(u32, u32),
    Between(u32, u32, u32),
    Usually(u32, u32),
    Exponential(u32),
    Weibull(u32),
    OneOf(Vec<u32>),
    Mix(u8, u32, u32),
}

#[derive(Clone, Debug)]
pub struct Hazard {
    pub name: String,
    pub rate: u8,
    pub in_hours: bool,
    pub at_one_minute: bool,
    pub lasts: Spread,
    pub strikes: Vec<Strike>,
    /// Once for every person, whom it strikes.
    pub each: bool,
    pub season: Option<[u8; 12]>,
    pub one_at_a_time: bool,
    pub uncertain: bool,
    pub harm: Harm,
}

/// What a hazard or a consequence does besides striking.
#[derive(Clone, Debug, Default)]
pub struct Harm {
    /// Typical and bad case.
    pub costs: Option<(u16, u16)>,
    /// Per cent, and the days of falling and of coming back.
    pub demand: Option<(u8, u8, u8)>,
    /// Days.
    pub pays_later: u8,
    pub unpaid: u8,
    pub unsettles: u8,
    pub sponsor_leaves: bool,
    pub reportable: bool,
}

#[derive(Clone, Debug)]
pub struct Strike {
    /// People come after the other resources.
    pub what: usize,
    /// Shares of the length and levels; the last takes what is left.
    pub phases: Vec<(u8, u8)>,
}

#[derive(Clone, Debug)]
pub struct Cascade {
    pub of: u8,
    pub chance: u8,
    pub after: Option<Spread>,
    pub after_its_end: bool,
    pub lasts: Option<Spread>,
    pub strikes: Vec<Strike>,
    pub harm: Harm,
    pub winds_up: bool,
}

fn spread(longest: u32) -> BoxedStrategy<Spread> {
    let up = move |from: u32| from..=longest;
    prop_oneof![
        3 => up(0).prop_map(Spread::Exactly),
        1 => (0_u8..=3).prop_map(Spread::Working),
        1 => (up(0), 0..=longest).prop_map(|(a, b)| Spread::Uniform(a, a + b)),
        1 => (up(0), 0..=longest, 0..=longest).prop_map(|(a, b, c)| Spread::Between(a, a + b, a + b + c)),
        1 => (up(1), 0..=longest).prop_map(|(a, b)| Spread::Usually(a, a + b)),
        1 => up(1).prop_map(Spread::Exponential),
        1 => up(1).prop_map(Spread::Weibull),
        1 => prop::collection::vec(up(0), 1..4).prop_map(Spread::OneOf),
        1 => (1_u8..99, up(0), up(0)).prop_map(|(share, a, b)| Spread::Mix(share, a, b)),
    ]
    .boxed()
}

fn kind() -> impl Strategy<Value = Kind> {
    let share = || prop_oneof![Just(100_u8), Just(90), Just(50), 0_u8..=100];
    let some_minutes = || prop::option::of(0_u32..=600);
    prop_oneof![
        4 => (1_u8..=255, any::<u8>(), share(), share(), some_minutes(), some_minutes(), any::<bool>()).prop_map(
            |(of, needs, level, worth, limit, allowance, open)| Kind::Substitute {
                of, needs: needs & needs >> 3, level, worth, limit, allowance, open
            }
        ),
        2 => (any::<u8>(), share(), share())
            .prop_map(|(needs, accepted, worth)| Kind::Switch { needs: needs & needs >> 3, accepted, worth }),
        3 => (0_u32..=40, share(), 100_u16..=200, 0_u32..=48)
            .prop_map(|(days, accepted, up_to, notice_hours)| Kind::Postpone { days, accepted, up_to, notice_hours }),
        1 => (1_u8..=255, any::<u8>(), 0_u8..=100)
            .prop_map(|(of, needs, leaves)| Kind::Repair { of, needs: needs & needs >> 3, leaves }),
        1 => (any::<u8>(), 0_u8..=150).prop_map(|(needs, leaving)| Kind::Tell { needs: needs & needs >> 3, leaving }),
        2 => (any::<u8>(), share(), share(), 0_u8..=3, 0_u8..=100, 0_u8..=100).prop_map(
            |(needs, accepted, worth, spare, fee_share, refused)| Kind::HandOver {
                needs: needs & needs >> 3, accepted, worth, spare, fee_share, refused
            }
        ),
        1 => (1_u8..=255, any::<u8>(), 0_u8..=50, 0_u8..=99)
            .prop_map(|(of, needs, hours, fails)| Kind::Restore { of, needs: needs & needs >> 3, hours, fails }),
        1 => (1_u8..=255, share()).prop_map(|(of, averts)| Kind::Prevent { of, averts }),
        1 => (share(), 0_u8..=20).prop_map(|(holds, later)| Kind::Sustain { holds, later }),
        1 => (1_u8..=255, 0_u16..=3_000, 0_u8..=30, prop::option::of(0_u8..=60), 0_u8..=60).prop_map(
            |(of, amount, deferred, at_most, arrears)| Kind::Benefit { of, amount, deferred, at_most, arrears }
        ),
        1 => (1_u8..=255, 0_u16..=500, share(), prop::option::of(0_u16..=900), any::<bool>(), 0_u8..=40, 0_u8..=90)
            .prop_map(|(of, excess, share, limit, income, waiting, arrears)| Kind::Cover {
                of, excess, share, limit, income, waiting, arrears
            }),
        1 => any::<u8>().prop_map(|needs| Kind::Report { needs: needs & needs >> 3 }),
    ]
}

fn strategy() -> impl Strategy<Value = Line> {
    let works = prop_oneof![Just(100_u8), Just(0), 0_u8..=100];
    let retry = prop_oneof![3 => Just((1_u8, 0_u16)), 1 => (1_u8..=4, 0_u16..=300)];
    (kind(), works, spread(180), retry, any::<bool>(), any::<bool>(), any::<[u8; 5]>()).prop_map(
        |(kind, works, ready, retry, automatic, private, cost)| Line {
            name: String::new(),
            kind,
            works,
            ready,
            retry,
            automatic,
            private,
            cost,
        },
    )
}

fn strikes() -> impl Strategy<Value = Vec<Strike>> {
    let level = || prop_oneof![3 => Just(0_u8), 1 => 0_u8..=100];
    let phases = prop::collection::vec((1_u8..=30, level()), 1..4);
    let strike = (0_usize..8, phases).prop_map(|(what, phases)| Strike { what, phases });
    prop::collection::vec(strike, 1..4)
}

fn harm() -> impl Strategy<Value = Harm> {
    let rarely = prop::bool::weighted(0.1);
    let demand = (0_u8..=100, 0_u8..=10, 0_u8..=20);
    let any = (
        prop::option::weighted(0.5, (0_u16..=900, 0_u16..=900)),
        prop::option::weighted(0.4, demand),
        prop_oneof![2 => Just(0_u8), 1 => 0_u8..=30],
        prop_oneof![2 => Just(0_u8), 1 => 0_u8..=100],
        prop_oneof![2 => Just(0_u8), 1 => 0_u8..=100],
        rarely,
        prop::bool::weighted(0.3),
    )
        .prop_map(|(costs, demand, pays_later, unpaid, unsettles, sponsor_leaves, reportable)| Harm {
            costs: costs.map(|(typical, more)| (typical + 1, typical + 1 + more)),
            demand,
            pays_later,
            unpaid,
            unsettles,
            sponsor_leaves,
            reportable,
        });
    prop_oneof![2 => Just(Harm::default()), 1 => any]
}

fn hazard() -> impl Strategy<Value = Hazard> {
    let season = prop::option::weighted(0.3, any::<[u8; 12]>());
    let how = (prop::bool::weighted(0.2), season, any::<bool>(), prop::bool::weighted(0.2), harm());
    (1_u8..=100, prop::bool::weighted(0.7), spread(4_000), strikes(), how).prop_map(
        |(rate, in_hours, lasts, strikes, (each, season, one_at_a_time, uncertain, harm))| Hazard {
            name: String::new(),
            rate,
            in_hours,
            at_one_minute: false,
            lasts,
            strikes,
            each,
            season,
            one_at_a_time,
            uncertain,
            harm,
        },
    )
}

fn cascade() -> impl Strategy<Value = Cascade> {
    let times = (prop::option::of(spread(600)), any::<bool>(), prop::option::of(spread(2_000)));
    (any::<u8>(), 0_u8..=100, times, strikes(), harm(), prop::bool::weighted(0.04)).prop_map(
        |(of, chance, (after, after_its_end, lasts), strikes, harm, winds_up)| Cascade {
            of,
            chance,
            after,
            after_its_end,
            lasts,
            strikes,
            harm,
            winds_up,
        },
    )
}

fn service() -> impl Strategy<Value = Service> {
    let length = prop_oneof![Just(60_u32), Just(30), Just(45), Just(90)];
    let ladder = prop::collection::vec(0_usize..8, 0..6);
    let clients = (1_u32..=5, 1_u32..=6);
    (0_usize..3, 1_usize..=4, length, 0_u32..=200, any::<u8>(), any::<bool>(), clients, ladder).prop_map(
        |(by, weekly, length, fee, needs, confidential, (clients, engagement), ladder)| Service {
            by,
            weekly,
            length,
            fee,
            needs,
            confidential,
            clients,
            engagement,
            ladder,
        },
    )
}

/// Any world; `tame` ones are drawn by the laws that hold for some worlds only, which change what they must.
pub fn world() -> impl Strategy<Value = World> {
    let tagged = (prop::bool::weighted(0.2), prop::bool::weighted(0.4));
    let resource = (any::<u8>(), prop_oneof![4 => Just(50_u8), 1 => 1_u8..=100], tagged)
        .prop_map(|(needs, enough, (capacity, data))| Thing { needs: needs & needs >> 2, enough, capacity, data });
    let function = (any::<u8>(), 1_u8..=255, prop::collection::vec(0_usize..8, 0..4), 0_u8..=100);
    let function = (function, prop::option::of(0_u8..=50)).prop_map(|((serves, needs, ladder, mbco), rpo)| Function {
        serves,
        needs,
        ladder,
        mbco,
        rpo,
    });
    let people = (1_usize..=3, prop::bool::weighted(0.3), prop::option::weighted(0.2, spread(300)));
    let calendar = (any::<bool>(), any::<bool>(), prop::collection::btree_set(1_u8..=52, 0..12), people);
    let parts = (
        prop::collection::vec(resource, 1..6),
        prop::collection::vec(service(), 1..5),
        prop::collection::vec(function, 1..4),
        prop::collection::vec(strategy(), 0..8),
    );
    let missed = [0_u16..=40, 0..=60, 0..=200, 0..=300, 0..=100, 0..=300, 0..=200];
    let reaction = (missed, 0_u16..=300, 0_u8..=100, 0_u8..=100, spread(90_000)).prop_map(
        |(missed, second_failure, credit, sponsor, lead_time)| Reaction {
            missed,
            second_failure,
            credit,
            sponsor,
            lead_time,
        },
    );
    let reaction = prop::option::of(reaction);
    let paid = prop_oneof![Just(Spread::Exactly(0)), spread(40_000)];
    let few = || prop_oneof![2 => Just(0_u8), 1 => 0_u8..=100];
    let money = (0_u32..=20_000, 0_u32..=900, 0_u32..=3_000, paid, few(), few());
    let scenario = (
        (
            prop_oneof![Just(7_u32), Just(10), Just(28), Just(56)],
            prop::bool::weighted(0.4),
            prop_oneof![Just(2_u32), Just(6), Just(12)],
        ),
        prop::collection::vec(hazard(), 1..4),
        prop::collection::vec(cascade(), 0..3),
    );
    (calendar, parts, reaction, money, prop_oneof![Just(10_u32), 0_u32..=40], scenario).prop_map(
        |(
            (lunch, attended, closed, (people, half_strength, role)),
            (resources, services, functions, strategies),
            reaction,
            (fund, fixed, drawings, paid, unpaid, prepaid),
            grace,
            ((horizon_days, year, months), hazards, cascades),
        )| {
            let mut world = World {
                lunch,
                attended,
                closed: closed.into_iter().collect(),
                people,
                half_strength,
                role,
                resources,
                services,
                functions,
                strategies,
                reaction,
                fund,
                fixed,
                drawings,
                paid,
                unpaid,
                prepaid,
                grace,
                horizon_days,
                year,
                months,
                hazards,
                cascades,
            };
            world.tidy();
            world
        },
    )
}

impl World {
    /// Gives names and makes ladders that the file format accepts.
    fn tidy(&mut self) {
        for (i, strategy) in self.strategies.iter_mut().enumerate() {
            strategy.name = format!("s{i} {}", strategy.kind.word());
        }
        for (i, hazard) in self.hazards.iter_mut().enumerate() {
            hazard.name = format!("h{i}");
        }
        let n = self.strategies.len();
        let kinds: Vec<Kind> = self.strategies.iter().map(|s| s.kind.clone()).collect();
        let postpones = |i: &usize| matches!(kinds[*i], Kind::Postpone { .. });
        for service in &mut self.services {
            service.by %= self.people;
            service.ladder = distinct(&service.ladder, n);
            service.ladder.retain(|i| !kinds[*i].stands_alone());
            let first = service.ladder.iter().copied().find(postpones);
            service.ladder.retain(|i| !postpones(i) || Some(*i) == first);
        }
        for function in &mut self.functions {
            function.ladder = distinct(&function.ladder, n);
            function.ladder.retain(|i| !postpones(i) && !kinds[*i].stands_alone());
            function.ladder.retain(|i| !matches!(kinds[*i], Kind::Switch { .. } | Kind::HandOver { .. }));
        }
    }

    pub fn things(&self) -> usize {
        self.resources.len()
    }

    fn open(&self) -> &str {
        // A timetable goes through noon, and no session may lie outside the opening hours.
        let spread = self.services.iter().all(|service| service.by % 2 == 0);
        if self.lunch && spread { "Mon-Fri 09:00-12:30, Mon-Fri 14:00-18:00" } else { "Mon-Fri 09:00-18:00" }
    }

    /// Strategies that some ladder names, and those that stand in none; the format refuses others.
    pub fn reached(&self) -> Vec<usize> {
        let services = self.services.iter().flat_map(|s| &s.ladder);
        let all: Vec<usize> = services.chain(self.functions.iter().flat_map(|f| &f.ladder)).copied().collect();
        (0..self.strategies.len()).filter(|i| all.contains(i) || self.strategies[*i].kind.stands_alone()).collect()
    }

    fn thing_names(&self, bits: u8) -> String {
        names((0..self.things()).filter(|i| bits >> i & 1 == 1).map(|i| format!("r{i}")))
    }

    fn at_least_one(&self, bits: u8) -> u8 {
        let all = (1_u16 << self.things()) as u8;
        let within = bits & all.wrapping_sub(1);
        if within == 0 { 1 } else { within }
    }

    fn ladder(&self, ladder: &[usize]) -> String {
        names(ladder.iter().map(|i| self.strategies[*i].name.clone()))
    }

    pub fn plan(&self) -> String {
        let mut t = String::from("Plan(format: 1, title: \"a random plan\", ");
        t += "revised: \"2025-03-18\", next_review: \"2026-03-18\", currency: \"GBP\",\n";
        let attended = if self.attended { "Mon-Sun 07:00-22:00" } else { "always" };
        let open = self.open();
        let (closed, grace) = (&self.closed, self.grace);
        writeln!(
            t,
            "calendar: (starts: \"2025-01-06\", open: \"{open}\", attended: \"{attended}\", closed_weeks: {closed:?}), grace: \"{grace}min\","
        )
        .unwrap();
        self.write_resources(&mut t);
        self.write_services(&mut t);
        self.write_functions(&mut t);
        if let Some(takes_over) = &self.role {
            let takes_over = takes_over.text();
            writeln!(t, "roles: {{ \"lead\": (holder: \"p0\", deputies: [\"r0\"], takes_over: {takes_over}) }},")
                .unwrap();
        }
        t += "strategies: {\n";
        for i in self.reached() {
            self.write_strategy(&mut t, &self.strategies[i]);
        }
        t += "},\n";
        if let Some(reaction) = &self.reaction {
            let [missed, silent, ahead, late, crunch, leaving, waiting] = reaction.missed;
            let Reaction { second_failure, credit, sponsor, .. } = reaction;
            let lead_time = reaction.lead_time.text();
            writeln!(
                t,
                "clients: (per_missed: \"{missed}%\", per_silent_day: \"{silent}%\", told_a_day_ahead: \"{ahead}%\", told_too_late: \"{late}%\", crunch: \"{crunch}%\", crunch_leaving: \"{leaving}%\", crunch_waiting: \"{waiting}%\", second_failure: \"{second_failure}%\", credit: \"{credit}%\", sponsor: \"{sponsor}%\", lead_time: {lead_time}),"
            )
            .unwrap();
        }
        let (fund, fixed, drawings, paid) = (self.fund, self.fixed, self.drawings, self.paid.text());
        let (unpaid, prepaid) = (self.unpaid, self.prepaid);
        writeln!(
            t,
            "finances: (fund: \"{fund}\", fixed: \"{fixed} a month\", drawings: \"{drawings} a month\", paid: {paid}, unpaid: \"{unpaid}%\", prepaid: \"{prepaid}%\"))"
        )
        .unwrap();
        t
    }

    fn write_resources(&self, t: &mut String) {
        *t += "resources: {\n";
        for (i, thing) in self.resources.iter().enumerate() {
            let needs = self.thing_names(thing.needs & ((1_u16 << i) - 1) as u8);
            let Thing { enough, capacity, data, .. } = thing;
            writeln!(t, "  \"r{i}\": (needs: {needs}, enough: \"{enough}%\", capacity: {capacity}, data: {data}),")
                .unwrap();
        }
        let strength = self.half_strength;
        (0..self.people).for_each(|i| writeln!(t, "  \"p{i}\": (is: \"person\", capacity: {strength}),").unwrap());
        *t += "  \"needed by nobody\": (),\n},\n";
    }

    fn write_services(&self, t: &mut String) {
        *t += "services: {\n";
        for (i, service) in self.services.iter().enumerate() {
            let Service { by, length, fee, confidential, clients, engagement, .. } = service;
            let booked = if by % 2 == 0 {
                format!("weekly: {}", service.weekly)
            } else {
                format!("timetable: {}", names(timetable(i, service)))
            };
            let mut needs = self.thing_names(self.at_least_one(service.needs));
            if i == 0 && self.role.is_some() {
                needs = needs.replace(']', ", \"lead\"]");
            }
            let ladder = self.ladder(&service.ladder);
            writeln!(
                t,
                "  \"v{i}\": ({booked}, length: \"{length}min\", fee: \"{fee}\", by: \"p{by}\", needs: {needs}, confidential: {confidential}, clients: {clients}, engagement: {engagement}, ladder: {ladder}),"
            )
            .unwrap();
        }
        *t += "},\n";
    }

    fn write_functions(&self, t: &mut String) {
        *t += "functions: {\n";
        for (i, function) in self.functions.iter().enumerate() {
            let served = (0..self.services.len()).filter(|s| function.serves >> s & 1 == 1).map(|s| format!("v{s}"));
            let served: Vec<String> = served.collect();
            let consists = if served.is_empty() {
                format!("needs: {}", self.thing_names(self.at_least_one(function.needs)))
            } else {
                format!("serves: {}", names(served.into_iter()))
            };
            let (ladder, mbco) = (self.ladder(&function.ladder), function.mbco);
            let rpo = function.rpo.map_or(String::new(), |hours| format!(", rpo: \"{hours}h\""));
            writeln!(
                t,
                "  \"f{i}\": ({consists}, ladder: {ladder}, rto: \"1wd\", mtpd: \"3d\", mbco: \"{mbco}%\"{rpo}),"
            )
            .unwrap();
        }
        *t += "},\n";
    }

    fn write_strategy(&self, t: &mut String, strategy: &Line) {
        let Line { name, works, automatic, private, cost, .. } = strategy;
        let (kind, ready) = (self.kind(&strategy.kind), strategy.ready.text());
        let [once, year, per_use, day, hour] = cost;
        let (times, after) = strategy.retry;
        writeln!(
            t,
            "  \"{name}\": (kind: {kind}, works: (claimed: \"{works}%\"), ready: (claimed: {ready}), retry: (times: {times}, after: \"{after}min\"), automatic: {automatic}, private: {private}, cost: (once: \"{once}\", per_year: \"{year}\", per_use: \"{per_use}\", per_day: \"{day}\", per_hour: \"{hour}\")),"
        )
        .unwrap();
    }

    fn kind(&self, kind: &Kind) -> String {
        match kind {
            Kind::Substitute { of, needs, level, worth, limit, allowance, open } => {
                let of = self.at_least_one(*of);
                let people: String = if of == self.at_least_one(255) && *level == 100 && *needs == 0 {
                    (0..self.people).map(|i| format!(", \"p{i}\"")).collect()
                } else {
                    String::new()
                };
                let of_names = self.thing_names(of).replace(']', &format!("{people}]"));
                let needs = self.thing_names(needs & !of);
                let length = |name: &str, l: &Option<u32>| l.map_or(String::new(), |l| format!(", {name}: \"{l}min\""));
                let (limit, allowance) = (length("limit", limit), length("allowance", allowance));
                let open = if *open { ", open: \"Mon-Fri 08:00-13:00, Sat 09:00-24:00\"" } else { "" };
                format!(
                    "Substitute(for: {of_names}, needs: {needs}, level: \"{level}%\", worth: \"{worth}%\"{limit}{allowance}{open})"
                )
            }
            Kind::Switch { needs, accepted, worth } => {
                format!("Switch(needs: {}, accepted: \"{accepted}%\", worth: \"{worth}%\")", self.thing_names(*needs))
            }
            Kind::Postpone { days, accepted, up_to, notice_hours } => {
                let (half, fewer) = (days / 2, if *accepted == 100 { 100 } else { accepted / 2 });
                format!(
                    "Postpone(patience: [(within: \"{half}d\", accepted: \"{accepted}%\"), (within: \"{days}d\", accepted: \"{fewer}%\")], up_to: \"{up_to}%\", notice: \"{notice_hours}h\")"
                )
            }
            Kind::Repair { of, needs, leaves } => {
                let of = self.thing_names(self.at_least_one(*of));
                format!("Repair(of: {of}, needs: {}, leaves: \"{leaves}%\")", self.thing_names(*needs))
            }
            Kind::Tell { needs, leaving } => {
                format!("Tell(needs: {}, leaving: \"{leaving}%\")", self.thing_names(*needs))
            }
            Kind::HandOver { needs, accepted, worth, spare, fee_share, refused } => {
                let needs = self.thing_names(*needs);
                format!(
                    "HandOver(needs: {needs}, accepted: \"{accepted}%\", worth: \"{worth}%\", spare: {spare}, fee_share: \"{fee_share}%\", refused: \"{refused}%\")"
                )
            }
            Kind::Restore { of, needs, hours, fails } => {
                let (of, needs) = (self.thing_names(self.at_least_one(*of)), self.thing_names(*needs));
                // Every third is passed over by a copy that is made too late.
                let late = if hours % 3 == 0 { format!(", usable_after: \"{}h\"", hours / 2) } else { String::new() };
                format!("Restore(of: {of}, needs: {needs}, every: \"{hours}h\", fails: \"{fails}%\"{late})")
            }
            Kind::Prevent { of, averts } => format!("Prevent(of: {}, averts: \"{averts}%\")", self.threats(*of)),
            Kind::Sustain { holds, later } => format!("Sustain(holds: \"{holds}%\", later: \"{later}d\")"),
            Kind::Benefit { of, amount, deferred, at_most, arrears } => {
                let people = (0..self.people).map(|i| format!("p{i}"));
                let things = (0..self.things()).filter(|i| of >> i & 1 == 1).map(|i| format!("r{i}"));
                let (down, at_most) =
                    (names(people.chain(things)), at_most.map_or(String::new(), |d| format!(", at_most: \"{d}d\"")));
                format!(
                    "Insure(pays: Benefit(while_down: {down}, amount: \"{amount} a month\", deferred: \"{deferred}d\"{at_most}), {}arrears: \"{arrears}d\")",
                    of_a_year(u32::from(*amount))
                )
            }
            Kind::Cover { of, excess, share, limit, income, waiting, arrears } => {
                // No limit is below the excess: that is refused.
                let limit = limit
                    .map_or(String::new(), |limit| format!(", limit: \"{}\"", u32::from(*excess) + u32::from(limit)));
                let of = self.threats(*of);
                format!(
                    "Insure(pays: Loss(of: {of}, excess: \"{excess}\", share: \"{share}%\"{limit}, income: {income}, waiting: \"{waiting}h\"), {}arrears: \"{arrears}d\")",
                    of_a_year(u32::from(*excess))
                )
            }
            Kind::Report { needs } => format!("Report(needs: {})", self.thing_names(*needs)),
        }
    }

    fn threats(&self, bits: u8) -> String {
        let hazards =
            (0..self.hazards.len().min(4)).filter(|i| bits >> i & 1 == 1).map(|i| self.hazards[i].name.clone());
        let cascades = (0..self.cascades.len()).filter(|i| bits >> (4 + i) & 1 == 1).map(|i| format!("c{i}"));
        names(hazards.chain(cascades))
    }

    pub fn scenario(&self) -> String {
        let mut t = format!(
            "Scenario(format: 1, title: \"a random scenario\", horizon: \"{}d\",\nhazards: {{\n",
            self.horizon_days
        );
        for hazard in &self.hazards {
            let Hazard { name, rate, .. } = hazard;
            let when = match (hazard.at_one_minute, hazard.in_hours) {
                (true, _) => "Mon 09:40",
                (_, true) => "Mon-Fri 09:00-18:00",
                _ => "always",
            };
            let (lasts, strikes) = (hazard.lasts.text(), self.strikes(&hazard.strikes, hazard.each));
            // A year has room for several.
            let rate = if self.year { format!("{}.{}", rate / 10, rate % 10) } else { format!("0.{rate:03}") };
            let rate = if hazard.uncertain {
                format!("Uncertain(mean: \"{rate} a year\", shape: 2.5)")
            } else {
                format!("\"{rate} a year\"")
            };
            let each = if hazard.each { "of_each: \"person\", " } else { "" };
            let season = hazard.season.map_or(String::new(), |season| {
                // No year without any.
                let months: String = season.iter().map(|f| format!("\"{}%\", ", f / 64 * 50 + 1)).collect();
                format!("season: [{months}], ")
            });
            let (one, harm) = (hazard.one_at_a_time, hazard.harm.text());
            writeln!(
                t,
                "  \"{name}\": (rate: {rate}, {each}when: \"{when}\", {season}one_at_a_time: {one}, lasts: {lasts}, {harm}strikes: {strikes}),"
            )
            .unwrap();
        }
        t += "}, then: {\n";
        for (i, cascade) in self.cascades.iter().enumerate() {
            let of: Vec<usize> = (0..self.hazards.len()).filter(|h| cascade.of >> h & 1 == 1).collect();
            // A consequence follows hazards of each person, or others.
            let each = of.first().is_some_and(|h| self.hazards[*h].each);
            let of = of.into_iter().filter(|h| self.hazards[*h].each == each);
            let of = names(of.map(|h| self.hazards[h].name.clone()));
            let length = |name: &str, l: &Option<Spread>| {
                l.as_ref().map_or(String::new(), |l| format!("{name}: {}, ", l.text()))
            };
            let (after, lasts) = (
                length(if cascade.after_its_end { "after_its_end" } else { "after" }, &cascade.after),
                length("lasts", &cascade.lasts),
            );
            let (harm, winds_up) = (cascade.harm.text(), cascade.winds_up);
            let chance = cascade.chance;
            let more = (chance + 100) / 2;
            writeln!(
                t,
                "  \"c{i}\": (of: {of}, chance: [(\"2h\", \"{chance}%\"), (\"longer\", \"{more}%\")], {after}{lasts}{harm}winds_up: {winds_up}, strikes: {}),",
                self.strikes(&cascade.strikes, false)
            )
            .unwrap();
        }
        t + "})\n"
    }

    fn strikes(&self, strikes: &[Strike], each: bool) -> String {
        let mut seen = Vec::new();
        let mut t = String::from("{ ");
        for strike in strikes {
            let what = strike.what % (self.things() + self.people + 1);
            if seen.contains(&what) {
                continue;
            }
            seen.push(what);
            let (mut left, mut phases) = (100, String::new());
            for (i, (share, level)) in strike.phases.iter().enumerate() {
                let share = if i + 1 == strike.phases.len() { left } else { *share };
                left -= share;
                write!(phases, "(\"{share}%\", \"{level}%\"), ").unwrap();
            }
            // The first one strikes the person, where there is one.
            let what = if each && seen.len() == 1 { "person".to_owned() } else { self.thing(what) };
            write!(t, "\"{what}\": [{phases}], ").unwrap();
        }
        t + "}"
    }

    fn thing(&self, at: usize) -> String {
        match at.checked_sub(self.things()) {
            None => format!("r{at}"),
            Some(person) if person < self.people => format!("p{person}"),
            Some(_) => "needed by nobody".to_owned(),
        }
    }

    /// The number of the resource that nothing needs, as a strike names it.
    pub fn nobodys(&self) -> usize {
        self.things() + self.people
    }

    /// The strikes of hazards and of what they set off.
    pub fn all_strikes(&mut self) -> impl Iterator<Item = &mut Vec<Strike>> {
        let hazards = self.hazards.iter_mut().map(|h| &mut h.strikes);
        hazards.chain(self.cascades.iter_mut().map(|c| &mut c.strikes))
    }

    /// The harm of hazards and of what they set off.
    pub fn all_harm(&mut self) -> impl Iterator<Item = &mut Harm> {
        let hazards = self.hazards.iter_mut().map(|h| &mut h.harm);
        hazards.chain(self.cascades.iter_mut().map(|c| &mut c.harm))
    }

    /// Leaves strikes on resources and nothing else.
    pub fn only_strikes(&mut self) {
        self.all_harm().for_each(|harm| *harm = Harm::default());
        self.cascades.iter_mut().for_each(|cascade| cascade.winds_up = false);
    }

    pub fn case(&self) -> Case {
        self.bind(&self.plan(), &self.scenario())
    }

    /// Binds texts of this world, changed or not.
    pub fn bind(&self, plan: &str, scenario: &str) -> Case {
        let one = Question::one(Forecast::Written);
        let question = if self.year { Question::months(self.months, Forecast::Written) } else { one };
        bound(plan, scenario, &question)
    }
}

impl Harm {
    fn text(&self) -> String {
        let mut t = String::new();
        if let Some((typical, bad)) = self.costs {
            write!(t, "costs: Usually(typical: \"{typical}\", bad_case: \"{}\", cap: \"5000\"), ", bad).unwrap();
        }
        if let Some((falls, over, back)) = self.demand {
            write!(t, "demand: (falls: Exactly(\"{falls}%\"), over: \"{over}d\", back_over: \"{back}d\"), ").unwrap();
        }
        let Self { pays_later, unpaid, unsettles, sponsor_leaves, reportable, .. } = self;
        if *pays_later > 0 {
            write!(t, "pays_later: \"{pays_later}d\", ").unwrap();
        }
        for (name, share) in [("unpaid", unpaid), ("unsettles", unsettles)].into_iter().filter(|(_, share)| **share > 0)
        {
            write!(t, "{name}: \"{share}%\", ").unwrap();
        }
        write!(t, "sponsor_leaves: {sponsor_leaves}, reportable: {reportable}, ").unwrap();
        t
    }
}

impl Kind {
    fn word(&self) -> &'static str {
        match self {
            Self::Substitute { .. } => "substitute",
            Self::Switch { .. } => "switch",
            Self::Postpone { .. } => "postpone",
            Self::Repair { .. } => "repair",
            Self::Tell { .. } => "tell",
            Self::HandOver { .. } => "hand over",
            Self::Restore { .. } => "restore",
            Self::Prevent { .. } => "prevent",
            Self::Sustain { .. } => "sustain",
            Self::Benefit { .. } | Self::Cover { .. } => "insure",
            Self::Report { .. } => "report",
        }
    }

    /// Whether it stands in no ladder.
    pub fn stands_alone(&self) -> bool {
        matches!(self, Self::Prevent { .. } | Self::Sustain { .. } | Self::Benefit { .. } | Self::Cover { .. })
    }
}

impl Spread {
    pub fn text(&self) -> String {
        match self {
            Self::Exactly(a) => format!("Exactly(\"{a}min\")"),
            Self::Working(a) => format!("Exactly(\"{a}wd\")"),
            Self::Uniform(a, b) => format!("Uniform(low: \"{a}min\", high: \"{b}min\")"),
            Self::Between(a, b, c) if a % 2 == 0 => {
                format!("Pert(low: \"{a}min\", likely: \"{b}min\", high: \"{c}min\")")
            }
            Self::Between(a, b, c) => format!("Between(low: \"{a}min\", likely: \"{b}min\", high: \"{c}min\")"),
            Self::Usually(a, b) => format!("Usually(typical: \"{a}min\", bad_case: \"{b}min\", cap: \"9d\")"),
            Self::Exponential(a) => format!("Exponential(mean: \"{a}min\", shift: \"5min\", cap: \"9d\")"),
            Self::Weibull(a) => format!("Weibull(shape: 1.5, scale: \"{a}min\")"),
            Self::OneOf(all) => {
                let all: String = all.iter().map(|a| format!("\"{a}min\", ")).collect();
                format!("OneOf([{all}])")
            }
            Self::Mix(share, a, b) => format!(
                "Mix([(\"{share}%\", Exactly(\"{a}min\")), (\"{}%\", Uniform(low: \"0min\", high: \"{b}min\"))])",
                100 - share
            ),
        }
    }
}

/// Fixed starts: each service has two hours of the day to itself.
fn timetable(i: usize, service: &Service) -> impl Iterator<Item = String> {
    let (hour, both) = (9 + 2 * i, service.length <= 60);
    let day = |k: usize| ["Mon", "Tue", "Wed", "Thu", "Fri"][k % 5];
    (0..service.weekly).map(move |k| {
        if both { format!("{} {:02}:00", day(k / 2), hour + k % 2) } else { format!("{} {hour:02}:00", day(k)) }
    })
}

fn names(all: impl Iterator<Item = String>) -> String {
    let all: String = all.map(|name| format!("\"{name}\", ")).collect();
    format!("[{}]", all.trim_end_matches(", "))
}

fn distinct(ladder: &[usize], n: usize) -> Vec<usize> {
    let mut all: Vec<usize> = Vec::new();
    for i in ladder.iter().filter(|_| n > 0).map(|i| i % n) {
        if !all.contains(&i) {
            all.push(i);
        }
    }
    all
}

/// Reads and binds, for one disruption; a text that is refused is shown with the reason.
pub fn case(plan: &str, scenario: &str) -> Case {
    bound(plan, scenario, &Question::one(Forecast::Written))
}

/// Reads and binds; a text that is refused is shown with the reason.
pub fn bound(plan: &str, scenario: &str, question: &Question) -> Case {
    bind(plan, scenario, question).unwrap_or_else(|why| panic!("{why}\n{plan}\n{scenario}"))
}

fn bind(plan: &str, scenario: &str, question: &Question) -> Result<Case, String> {
    let (p, s) = (Source::new("plan.ron", plan), Source::new("scenario.ron", scenario));
    let plan = file::read_plan(&p).map_err(|faults| p.explain(&faults))?;
    let scenario = file::read_scenario(&s).map_err(|faults| s.explain(&faults))?;
    file::bind_all((&p, &plan), &[(&s, &scenario)], question)
        .map_err(|faults| p.explain(&faults.plan) + &s.explain(&faults.scenarios[0]))
}

/// The same with several scenarios.
pub fn bound_all(plan: &str, scenarios: &[String], question: &Question) -> Case {
    let p = Source::new("plan.ron", plan);
    let sources: Vec<Source> = scenarios.iter().map(|text| Source::new("scenario.ron", text.as_str())).collect();
    let plan = file::read_plan(&p).unwrap_or_else(|faults| panic!("{}", p.explain(&faults)));
    let read = |s: &Source| file::read_scenario(s).unwrap_or_else(|faults| panic!("{}", s.explain(&faults)));
    let read: Vec<_> = sources.iter().map(read).collect();
    let all: Vec<_> = sources.iter().zip(&read).collect();
    file::bind_all((&p, &plan), &all, question).unwrap_or_else(|faults| {
        let told: String = sources.iter().zip(&faults.scenarios).map(|(s, faults)| s.explain(faults)).collect();
        panic!("{}{told}", p.explain(&faults.plan))
    })
}

/// What happens in some trials, one after the other, each drawn by itself.
pub fn stories(case: &Case, seed: u64, trials: std::ops::Range<u64>) -> Vec<Story> {
    let (luck, sources) = (Luck::new(seed), Sources::new(case).unwrap());
    let mut replay = Replay::default();
    let block = Block::new(&luck, &sources, trials.start, (trials.end - trials.start) as usize);
    block
        .draws()
        .map(|draw| {
            let mut story = Story::default();
            replay.run(case, draw, &mut story);
            story
        })
        .collect()
}

/// What is counted of a story: its score, and the outcomes of this one trial.
pub fn counted(case: &Case, story: &Story) -> (Score, Outcomes) {
    let mut tally = Tally::new(case);
    tell(story, &mut tally);
    (tally.score().clone(), tally.outcomes())
}

/// Tells a story again.
pub fn tell(story: &Story, sink: &mut impl Sink) {
    story.0.iter().for_each(|(time, event)| sink.note(*time, *event));
}

/// What is counted of many stories.
pub fn outcomes(case: &Case, stories: &[Story]) -> Outcomes {
    let mut tally = Tally::new(case);
    stories.iter().for_each(|story| tell(story, &mut tally));
    tally.outcomes()
}

/// The value of a metric by its key.
pub fn value(score: &Score, key: &str) -> i64 {
    (METRICS[bcp_sim::metric::place(key).unwrap()].of)(score)
}

/// Everything that is counted, but for the strategies, which two plans may have more or fewer of.
pub fn without_strategies(mut outcomes: Outcomes) -> Outcomes {
    outcomes.strategies.clear();
    outcomes
}

/// What of two outcomes differs, in short.
pub fn differences(a: &Outcomes, b: &Outcomes) -> Vec<String> {
    let columns = METRICS.iter().zip(a.columns.iter().zip(&b.columns));
    let mut all: Vec<String> = columns.filter(|(_, (a, b))| a != b).map(|(metric, _)| metric.key.to_owned()).collect();
    let others = [
        ("functions", a.functions != b.functions),
        ("strategies", a.strategies != b.strategies),
        ("parts", a.parts != b.parts),
        ("fund", a.fund != b.fund),
    ];
    all.extend(others.into_iter().filter(|(_, other)| *other).map(|(what, _)| what.to_owned()));
    if all.is_empty() && a != b {
        all.push("something else".to_owned());
    }
    all
}

/// Whether an event says what became of a session.
pub fn is_outcome(event: &Event) -> bool {
    outcome_of(event).is_some()
}

/// The session of which an event says what became of it.
pub fn outcome_of(event: &Event) -> Option<SessionId> {
    match event {
        Event::Held { session, .. }
        | Event::HeldAnotherWay { session, .. }
        | Event::HandedOver { session, .. }
        | Event::Moved { session, .. }
        | Event::NotBooked { session, .. }
        | Event::Lost { session, .. } => Some(*session),
        _ => None,
    }
}

/// Terms of a year, in some of the insurances.
fn of_a_year(size: u32) -> String {
    match size % 3 {
        0 => format!("per_year: (excess: \"{size}\"), "),
        1 => format!("per_year: (limit: \"{}\"), ", 2 * size),
        _ => String::new(),
    }
}
