//! One trial retold: knows how events are worded and drawn as a timeline; does not choose the trial.

use std::collections::BTreeMap;

use crate::chart::timeline::{self, Fate, Item, Lane, Mark};
use crate::chart::{ChartError, Few, Heading, Picture};
use crate::engine::{Entry, Event, Loss, Story};
use crate::file::{Inject, PlanFile, ScenarioFile, visible};
use crate::model::{Case, SessionId, Threat};
use crate::units::{DAY, Money, Share, WEEK, clock_face, show_minutes};

/// A trial as text and picture.
pub struct Retold {
    /// The timeline in lines.
    pub text: String,
    /// The timeline as a chart.
    pub picture: Result<Picture, ChartError>,
}

/// Retells a trial of a scenario, or of a year where there is none.
#[must_use]
pub fn retell(plan: &PlanFile, scenario: Option<&ScenarioFile>, case: &Case, trial: u64, story: &Story) -> Retold {
    let title = scenario.map_or("a year of disruptions", |scenario| scenario.title.as_str());
    let injects = scenario.map_or(&[][..], |scenario| &scenario.injects);
    let origin = story.0.first().map_or(0, |(at, _)| at.div_euclid(WEEK) * WEEK);
    let teller = Teller { plan, title, injects, case, origin };
    Retold { text: teller.lines(trial, story), picture: teller.draw(trial, story) }
}

/// Puts the events of a trial into words.
pub struct Teller<'a> {
    plan: &'a PlanFile,
    title: &'a str,
    injects: &'a [Inject],
    case: &'a Case,
    /// The Monday of the week in which it strikes \[min\].
    origin: i64,
}

impl<'a> Teller<'a> {
    /// For a trial in which it begins at a minute.
    #[must_use]
    pub fn new(plan: &'a PlanFile, case: &'a Case, onset: i64) -> Self {
        Self { plan, title: &plan.title, injects: &[], case, origin: onset.div_euclid(WEEK) * WEEK }
    }

    /// The Monday from which weeks are counted \[min\].
    #[must_use]
    pub fn origin(&self) -> i64 {
        self.origin
    }

    fn lines(&self, trial: u64, story: &Story) -> String {
        let mut told: Vec<(i64, String)> =
            story.0.iter().filter_map(|(at, event)| self.sentence(*at, event).map(|said| (*at, said))).collect();
        let onset = story.0.first().map_or(0, |(at, _)| *at);
        let end = story.0.last().map_or(onset, |(at, _)| *at);
        for inject in self.injects {
            if let Some(at) = inject.at.minutes().map(|after| onset + after).filter(|at| *at <= end) {
                told.push((
                    at,
                    format!("? {}: {} {}", visible(&inject.from), visible(&inject.text), visible(&inject.asks)),
                ));
            }
        }
        told.sort_by_key(|(at, _)| *at);
        let mut known = std::collections::BTreeSet::new();
        told.retain(|line| known.insert(line.clone()));
        let width = told.iter().map(|(at, _)| clock_face(*at, self.origin).chars().count()).max().unwrap_or(0);
        let head = format!("Trial {trial} of {}: {}\n\n", visible(self.title), visible(&self.plan.title));
        let mut last = String::new();
        told.into_iter().fold(head, |mut text, (at, said)| {
            let face = clock_face(at, self.origin);
            let shown = if face == last { "" } else { &face };
            text.push_str(&format!("  {shown:<width$}  {said}\n"));
            last = face;
            text
        })
    }

    /// A session with its service and a number for its client.
    #[must_use]
    pub fn session(&self, session: SessionId) -> String {
        let booked = self.case.diary.session(session);
        let client = self.case.services[booked.service].client(booked.number) + 1;
        let name = visible(self.case.services.name(booked.service));
        format!("{} {name}, client {client}", clock_face(booked.start, self.origin))
    }

    fn threat(&self, threat: Threat) -> String {
        visible(match threat {
            Threat::Hazard(id) => self.case.hazards.name(id),
            Threat::Cascade(id) => self.case.cascades.name(id),
        })
    }

    fn strategy(&self, id: crate::model::Id<crate::model::Strategy>) -> String {
        visible(self.case.strategies.name(id))
    }

    /// An event in a sentence; none for what is not told.
    #[must_use]
    pub fn sentence(&self, at: i64, event: &Event) -> Option<String> {
        let currency = &self.plan.currency;
        Some(match *event {
            Event::Opened { .. } => return None,
            Event::Arrived { hazard, .. } => format!("! {} strikes", visible(self.case.hazards.name(hazard))),
            Event::Averted { threat, by, .. } => format!("✓ {} averts: {}", self.strategy(by), self.threat(threat)),
            Event::SetOff { threat, .. } => format!("! it sets off: {}", self.threat(threat)),
            Event::Struck { resource, level } => {
                format!("! {} falls to {level}", visible(self.case.resources.name(resource)))
            }
            Event::Restored { resource } => format!("✓ {} is back", visible(self.case.resources.name(resource))),
            Event::Called { ready, .. } if ready <= at => return None,
            Event::Called { strategy, ready } => {
                format!("… {} will take until {}", self.strategy(strategy), clock_face(ready, self.origin))
            }
            Event::InUse { strategy } => format!("+ {} is in use", self.strategy(strategy)),
            Event::Failed { strategy } => format!("× {} does not work", self.strategy(strategy)),
            Event::Ended { strategy } => format!("- {} is no longer in use", self.strategy(strategy)),
            Event::Hit { session } => format!("! session hit: {}", self.session(session)),
            Event::Held { session, .. } => format!("✓ held as planned: {}", self.session(session)),
            Event::HeldAnotherWay { session, by, worth, .. } | Event::HandedOver { session, by, worth, .. } => {
                let worth = if worth < Share::ALL { format!(", worth {worth}") } else { String::new() };
                format!("✓ held by {}{worth}: {}", self.strategy(by), self.session(session))
            }
            Event::Postponed { session, .. } => format!("… the client waits for a new date: {}", self.session(session)),
            Event::Booked { session, start } => {
                format!("… moved to {}: {}", clock_face(start, self.origin), self.session(session))
            }
            Event::Moved { session, start, .. } => {
                format!("✓ held at its new date, {}: {}", clock_face(start, self.origin), self.session(session))
            }
            Event::Lost { session, why, .. } => format!("× lost, {}: {}", reason(why), self.session(session)),
            Event::Told { session, .. } => format!("… the client knows: {}", self.session(session)),
            Event::NotBooked { session, .. } => format!("… not booked any more: {}", self.session(session)),
            Event::ClientLeft { service, client, .. } => {
                format!("× client {} of {} leaves for good", client + 1, visible(self.case.services.name(service)))
            }
            Event::WorkLost { resource, minutes, .. } => {
                format!("! work lost on {}: {}", visible(self.case.resources.name(resource)), show_minutes(minutes))
            }
            Event::Reported { after, .. } => format!("… the regulator is told, after {}", show_minutes(after)),
            Event::WoundUp { .. } => "× the practice closes for good".to_owned(),
            Event::FunctionDown { function } => {
                format!("! {} falls below its minimum", visible(self.case.functions.name(function)))
            }
            Event::FunctionBack { function } => format!("✓ {} is back", visible(self.case.functions.name(function))),
            Event::Cash { day, amount, entry, .. } => {
                let what = match entry {
                    Entry::Fee => "a fee that does not come",
                    Entry::Shifted if amount < 0 => "a fee that comes later",
                    Entry::Shifted => "the later fee",
                    Entry::Cost => "a cost",
                    Entry::Refund => "a fee paid in advance goes back",
                    Entry::Credit => "a fee given back",
                    Entry::Unpaid => "a fee that never comes",
                    Entry::Damage => "what it costs directly",
                    Entry::Cover => "the insurance pays",
                };
                format!(
                    "{} {} on {}: {what}",
                    currency.sign().trim(),
                    currency.exact(Money(amount)),
                    clock_face(day * DAY, self.origin)
                )
            }
            Event::Closed { calm, to_next } => {
                let next = to_next.map_or(String::new(), |t| {
                    let least = if t.censored { "more than " } else { "" };
                    format!("; the next session was held {least}{} after the first one hit", show_minutes(t.minutes))
                });
                format!("= {}{next}", if calm { "all is as before" } else { "the end of the trial is reached" })
            }
        })
    }

    fn draw(&self, trial: u64, story: &Story) -> Result<Picture, ChartError> {
        let onset = story.0.first().map_or(0, |(at, _)| *at);
        let last =
            story.0.iter().filter(|(_, e)| !matches!(e, Event::Cash { .. })).map(|(at, _)| *at).max().unwrap_or(onset);
        let end = (last + 60).min(onset + WEEK).max(onset + 180);
        let mut lanes = Lanes { from: onset, to: end, ..Lanes::default() };
        story.0.iter().for_each(|(at, event)| lanes.add(self, *at, event));
        let (sessions, others) = lanes.finish(self.origin).into_iter().partition(is_of_sessions);
        let first = story.0.iter().find_map(|(_, event)| match event {
            Event::Arrived { hazard, .. } => Some(*hazard),
            _ => None,
        });
        let hazard = match first {
            Some(hazard) => visible(self.case.hazards.name(hazard)),
            None => "nothing".to_owned(),
        };
        let lost = story.0.iter().filter(|(_, e)| matches!(e, Event::Lost { .. })).count() as u64;
        let title = format!(
            "Trial {trial}: {hazard} on {}, {} lost",
            clock_face(onset, self.origin),
            super::words::count(lost, "session")
        );
        timeline::draw(&timeline::TimelineData {
            description: format!("{title}. The same events are told in words by the trace."),
            heading: Heading { title, subtitle: format!("{} · {}", self.title, self.plan.title) },
            start: onset - self.origin - 60,
            end: end - self.origin,
            lanes: with_sessions(others, sessions),
            marks: Few::first([Mark { label: "onset".to_owned(), at: onset - self.origin }]),
        })
    }
}

/// One of several ways in which the same trial went.
pub struct Side<'a> {
    /// Whose it is: `you`.
    pub whose: &'static str,
    /// What happened.
    pub story: &'a Story,
}

/// The same trial as it went in several ways, lane by lane: what was used, and what became of the sessions.
///
/// # Errors
/// Where it cannot be drawn, which no day of a file does.
pub fn side_by_side(teller: &Teller<'_>, title: &str, sides: &[Side<'_>]) -> Result<Picture, ChartError> {
    let onset = sides.first().and_then(|side| side.story.0.iter().find(|(_, e)| matches!(e, Event::Arrived { .. })));
    let onset = onset.map_or(0, |(at, _)| *at);
    let is_trouble = |e: &Event| !matches!(e, Event::Cash { .. } | Event::Closed { .. } | Event::Moved { .. });
    let last = sides.iter().flat_map(|side| &side.story.0).filter(|(_, e)| is_trouble(e)).map(|(at, _)| *at).max();
    let end = (last.unwrap_or(onset) + 60).min(onset + WEEK).max(onset + 180);
    // Lanes, and whether they bear the name of the side.
    let (mut struck, mut all, mut sessions) = ((Vec::new(), false), (Vec::new(), true), (Vec::new(), true));
    for (at, side) in sides.iter().enumerate() {
        let mut lanes = Lanes { from: onset, to: end, ..Lanes::default() };
        side.story.0.iter().filter(|(_, e)| is_shared(e, at == 0)).for_each(|(at, e)| lanes.add(teller, *at, e));
        let mut own = lanes.finish(teller.origin);
        // What only failed is told in words.
        own.retain(|lane| lane.items.iter().any(|item| !matches!(item, Item::Failed { .. } | Item::Tried { .. })));
        for lane in own {
            let is_down = |item: &Item| matches!(item, Item::Down { .. });
            let kind = match () {
                () if is_of_sessions(&lane) => &mut sessions,
                () if lane.items.iter().any(is_down) => &mut struck,
                () => &mut all,
            };
            let label = if kind.1 { format!("{}: {}", side.whose, lane.label) } else { lane.label.clone() };
            kind.0.push(Lane { label, ..lane });
        }
    }
    let more = struck.0.len().saturating_sub(MOST_STRUCK);
    struck.0.truncate(MOST_STRUCK);
    let all = struck.0.into_iter().chain(all.0).collect();
    timeline::draw(&timeline::TimelineData {
        description: format!(
            "{title}. What was down, what was in use and what became of each session, each way in its own lanes."
        ),
        heading: Heading { title: title.to_owned(), subtitle: teller.plan.title.clone() },
        start: onset - teller.origin - 60,
        end: end - teller.origin,
        lanes: with_sessions(all, sessions.0).leaving_out(more),
        marks: Few::first([Mark { label: "onset".to_owned(), at: onset - teller.origin }]),
    })
}

/// What was struck is the same in all ways but for repairs, and is drawn once.
fn is_shared(event: &Event, first: bool) -> bool {
    first || !matches!(event, Event::Struck { .. } | Event::Restored { .. })
}

/// The most lanes for what was struck, where there are others.
const MOST_STRUCK: usize = 10;

fn is_of_sessions(lane: &Lane) -> bool {
    matches!(lane.items.first(), Some(Item::Session { .. }))
}

/// As many lanes as there is room for; what became of the sessions is always among them, and stands last.
fn with_sessions(others: Vec<Lane>, sessions: Vec<Lane>) -> Few<Lane, { timeline::LANES }> {
    let room = timeline::LANES.saturating_sub(sessions.len());
    let more = others.len().saturating_sub(room);
    Few::first(others.into_iter().take(room).chain(sessions)).leaving_out(more)
}

fn reason(why: Loss) -> &'static str {
    match why {
        Loss::NoWay => "no way to hold it and the client does not wait",
        Loss::NoSlot => "no free slot in time",
        Loss::HitAgain => "hit again after two moves",
        Loss::Open => "still open at the end of the trial",
        Loss::ClientLeft => "the client has left",
        Loss::NoDemand => "the client pauses, times are bad",
        Loss::WoundUp => "the practice has closed",
    }
}

/// Collects the bars of resources and strategies and the signs of sessions.
#[derive(Default)]
struct Lanes {
    from: i64,
    to: i64,
    order: Vec<String>,
    lanes: BTreeMap<String, Vec<Item>>,
    down: BTreeMap<String, Vec<(i64, Share)>>,
    trying: BTreeMap<String, i64>,
    using: BTreeMap<String, i64>,
    moved_to: BTreeMap<SessionId, i64>,
}

impl Lanes {
    fn lane(&mut self, name: &str) -> &mut Vec<Item> {
        if !self.lanes.contains_key(name) {
            self.order.push(name.to_owned());
        }
        self.lanes.entry(name.to_owned()).or_default()
    }

    fn add(&mut self, teller: &Teller<'_>, at: i64, event: &Event) {
        let start = |session| teller.case.diary.session(session).start;
        match *event {
            Event::Struck { resource, level } => {
                let name = visible(teller.case.resources.name(resource));
                self.lane(&name);
                self.down.entry(name).or_default().push((at, level));
            }
            Event::Restored { resource } => {
                let name = visible(teller.case.resources.name(resource));
                if let Some((from, level)) = self.down.get_mut(&name).and_then(Vec::pop) {
                    self.lane(&name).push(down(from, at, level));
                }
            }
            Event::Called { strategy, ready } if ready > at => {
                self.trying.insert(teller.strategy(strategy), at);
            }
            Event::InUse { strategy } => {
                let name = teller.strategy(strategy);
                self.tried(&name, at);
                self.using.insert(name, at);
            }
            Event::Failed { strategy } => {
                let name = teller.strategy(strategy);
                self.tried(&name, at);
                self.lane(&name).push(Item::Failed { at });
            }
            Event::Ended { strategy } => {
                let name = teller.strategy(strategy);
                if let Some(from) = self.using.remove(&name) {
                    self.lane(&name).push(Item::InUse { from, to: at.max(from + 1), label: String::new() });
                }
            }
            Event::Booked { session, start } => {
                self.moved_to.insert(session, start);
            }
            Event::Held { session, .. } => self.session(start(session), Fate::Held),
            Event::HeldAnotherWay { session, .. } | Event::HandedOver { session, .. } => {
                self.session(start(session), Fate::HeldAnotherWay);
            }
            Event::Moved { session, start: to, .. } => self.session(start(session), Fate::Moved { to: Some(to) }),
            Event::Lost { session, .. } => self.session(start(session), Fate::Lost),
            _ => {}
        }
    }

    fn tried(&mut self, name: &str, at: i64) {
        if let Some(from) = self.trying.remove(name).filter(|from| *from < at) {
            self.lane(name).push(Item::Tried { from, to: at, label: String::new() });
        }
    }

    fn session(&mut self, at: i64, fate: Fate) {
        if (self.from - 60..self.to).contains(&at) {
            self.lane("sessions").push(Item::Session { at, fate });
        }
    }

    fn finish(mut self, origin: i64) -> Vec<Lane> {
        let to = self.to;
        for (name, open) in std::mem::take(&mut self.down) {
            for (from, level) in open {
                self.lane(&name).push(down(from, to, level));
            }
        }
        for (name, from) in std::mem::take(&mut self.using) {
            self.lane(&name).push(Item::InUse { from, to: to.max(from + 1), label: String::new() });
        }
        self.order.sort_by_key(|name| name == "sessions");
        let lanes = &mut self.lanes;
        let taken =
            self.order.iter().map(|name| Lane { label: name.clone(), items: lanes.remove(name).unwrap_or_default() });
        taken
            .map(|lane| Lane { items: lane.items.into_iter().filter_map(|i| shifted(i, origin, to)).collect(), ..lane })
            .collect()
    }
}

fn down(from: i64, to: i64, level: Share) -> Item {
    Item::Down { from, to, level: level.fraction(), label: String::new() }
}

/// An item counted from the Monday of the week and cut at the end of the picture.
fn shifted(item: Item, origin: i64, end: i64) -> Option<Item> {
    let cut = |from: i64, to: i64| (from < end).then(|| (from - origin, to.min(end) - origin));
    Some(match item {
        Item::Down { from, to, level, label } => {
            cut(from, to).map(|(from, to)| Item::Down { from, to, level, label })?
        }
        Item::Tried { from, to, label } => cut(from, to).map(|(from, to)| Item::Tried { from, to, label })?,
        Item::InUse { from, to, label } => cut(from, to).map(|(from, to)| Item::InUse { from, to, label })?,
        Item::Failed { at } => Item::Failed { at: at - origin },
        Item::Session { at, fate } => {
            let fate = if let Fate::Moved { to } = fate { Fate::Moved { to: to.map(|t| t - origin) } } else { fate };
            Item::Session { at: at - origin, fate }
        }
    })
}
