//! The exercise: knows which moment comes next, what is shown and asked there, and what the answers do to the day; does
//! not know terminals or files.
//!
//! The day goes by what was begun so far. A moment comes when the plan would begin with something, when a session is lost,
//! or when the scenario speaks; what was decided there changes only what comes after, so nothing that was shown is ever
//! taken back. Predictions are asked for before anything is shown.

use std::collections::{BTreeMap, BTreeSet};

use crate::engine::Event;
use crate::file::{Inject, PlanFile, ScenarioFile, visible};
use crate::model::{Begun, Effect, Id, Response, SessionId, Strategy};
use crate::report::Teller;
use crate::units::{DAY, clock_face, show_minutes};

use super::answers::names_somebody;
use super::day::{Day, Played};
use super::improvement::Action;
use super::journal::{Came, Decision, End, Header, Line, Proof, Reply, Result as Outcome, Status, Touch, World};
use super::learn::{Rated, Ways, rated};

/// Every text that is shown or written begins with this word.
pub const EXERCISE: &str = "EXERCISE";
/// Moments at which a lost session is told, so that a long illness comes to an end.
const LOST_DAYS: usize = 4;

/// A question to the player.
pub struct Question<'a> {
    /// What it is called in the journal.
    pub key: &'a str,
    /// Its words.
    pub text: String,
    /// The answer is not recorded.
    pub secret: bool,
}

/// Why a drill ends before its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Leave {
    /// The player stops.
    Stop,
    /// Something real happens.
    Emergency,
    /// Something does not work; with words for it.
    Broken(String),
}

/// Where the player sits.
pub trait Table {
    /// Shows some lines.
    fn say(&mut self, text: &str);
    /// Asks, and waits for the answer.
    ///
    /// # Errors
    /// Where no answer comes.
    fn ask(&mut self, question: &Question<'_>) -> Result<Reply, Leave>;
    /// Whether the last answer was given now, and not in a drill that is gone on with.
    fn is_new(&self) -> bool;
    /// Records an answer that names nobody.
    ///
    /// # Errors
    /// Where it cannot be written.
    fn keep(&mut self, reply: &Reply) -> Result<(), Leave>;
    /// Lets something be done for real: gives the seconds that it took, and whether it worked; none where it was not done.
    ///
    /// # Errors
    /// Where no answer comes.
    fn touch(&mut self, what: &str) -> Result<Option<(u64, bool)>, Leave>;
    /// Writes a line of the journal.
    ///
    /// # Errors
    /// Where it cannot be written.
    fn note(&mut self, line: &Line) -> Result<(), Leave>;
}

/// What the player foresaw.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Predictions {
    /// Until the next session is held \[h\].
    pub hours: Option<f64>,
    /// Sessions lost.
    pub lost: Option<f64>,
    /// Until the last client knows \[h\].
    pub told: Option<f64>,
    /// How sure \[%\].
    pub sure: Option<f64>,
    /// The first step.
    pub first: String,
}

/// What was done and said in a drill.
#[derive(Clone, Debug, PartialEq)]
pub struct Exercise {
    /// The header.
    pub header: Header,
    /// What was to be looked at.
    pub objectives: String,
    /// Whether somebody looked on.
    pub observer: String,
    /// Before anything was shown.
    pub predictions: Predictions,
    /// Moment by moment.
    pub decisions: Vec<Decision>,
    /// Question and answer, right after the end.
    pub hot_wash: Vec<(String, String)>,
    /// What was done, as the engine takes it.
    pub response: Response,
    /// How each function was kept up.
    pub ratings: Vec<Rated>,
    /// What is to be done.
    pub actions: Vec<Action>,
    /// How it ended.
    pub status: Status,
}

/// A drill under way.
pub struct Play<'a> {
    pub(super) day: &'a Day<'a>,
    pub(super) plan: &'a PlanFile,
    scenario: &'a ScenarioFile,
    teller: Teller<'a>,
    private: Vec<String>,
    declined: BTreeSet<Id<Strategy>>,
    pub(super) menu: Vec<Id<Strategy>>,
    onset: i64,
    now: i64,
    shown: BTreeSet<(i64, String)>,
    injects: usize,
    lost_days: BTreeSet<i64>,
    pub(super) exercise: Exercise,
}

/// Something that asks for a decision.
struct Moment {
    at: i64,
    expected: Vec<Id<Strategy>>,
    lost: Option<SessionId>,
    inject: bool,
}

impl<'a> Play<'a> {
    /// A drill about to begin.
    #[must_use]
    pub fn new(day: &'a Day<'a>, plan: &'a PlanFile, scenario: &'a ScenarioFile, header: Header) -> Self {
        let case = day.case;
        let onset = day.planned().onset();
        let menu = case.strategies.iter().filter(|(_, _, s)| s.is_begun_by_hand()).map(|(id, _, _)| id).collect();
        Self {
            day,
            plan,
            scenario,
            teller: Teller::new(plan, case, onset),
            private: Vec::new(),
            declined: BTreeSet::new(),
            menu,
            onset,
            now: onset,
            shown: BTreeSet::new(),
            injects: 0,
            lost_days: BTreeSet::new(),
            exercise: Exercise {
                header,
                objectives: String::new(),
                observer: String::new(),
                predictions: Predictions::default(),
                decisions: Vec::new(),
                hot_wash: Vec::new(),
                response: Response::nothing(case),
                ratings: Vec::new(),
                actions: Vec::new(),
                status: Status::Stopped,
            },
        }
    }

    /// Plays it to its end, or until the player leaves.
    ///
    /// # Errors
    /// Only where something does not work; a player who leaves ends the drill like any other end.
    pub fn run(mut self, table: &mut dyn Table) -> Result<Exercise, String> {
        let header = Line::Header(self.exercise.header.clone());
        let ended = table.note(&header).and_then(|()| self.phases(table));
        self.exercise.status = match ended {
            Ok(()) => Status::Completed,
            Err(Leave::Stop) => Status::Stopped,
            Err(Leave::Emergency) => Status::Aborted,
            Err(Leave::Broken(what)) => return Err(what),
        };
        let status = self.exercise.status;
        let ways = (status != Status::Aborted).then(|| Ways::of(self.day, &self.exercise.response));
        if ways.is_none() {
            // Something real came between: nothing is rated, and nothing is to be done.
            (self.exercise.ratings, self.exercise.actions) = (Vec::new(), Vec::new());
        }
        if let Some(ways) = ways.as_ref().filter(|_| self.exercise.ratings.is_empty()) {
            // Who stops is rated by the rule, and asked nothing more.
            self.exercise.ratings = rated(self.day, self.plan, &self.exercise, ways);
        }
        let came = ways.map(|ways| [&ways.yours, &ways.planned, &ways.best.played].map(came));
        let actions = self.exercise.actions.len();
        match table.note(&Line::End(End { status, deviated: self.deviated(), came, actions })) {
            Err(Leave::Broken(what)) => Err(what),
            _ => Ok(self.exercise),
        }
    }

    /// The moments of the day for somebody who does at each what the plan calls for, and what is done then.
    #[must_use]
    pub fn by_plan(mut self) -> Exercise {
        while let Some(moment) = self.next_moment() {
            let seen = self.see(&moment);
            let decided = Decided { strategies: moment.expected.clone(), ..Decided::default() };
            let line = self.recorded(&moment, seen, decided);
            self.exercise.decisions.push(line);
        }
        self.exercise.status = Status::Completed;
        self.exercise
    }

    /// Whether anything was done that the plan does not call for, or left undone that it does.
    fn deviated(&self) -> bool {
        self.exercise.decisions.iter().any(|d| d.not_in_plan || d.expected.iter().any(|e| !d.strategies.contains(e)))
    }

    fn phases(&mut self, table: &mut dyn Table) -> Result<(), Leave> {
        self.choose(table)?;
        self.predict(table)?;
        self.situation(table);
        while let Some(moment) = self.next_moment() {
            self.meet(table, &moment)?;
        }
        self.tell_rest(table);
        self.spare(table)?;
        self.debrief(table)
    }

    fn choose(&mut self, table: &mut dyn Table) -> Result<(), Leave> {
        say(table, &format!("A mock disruption: {}.", visible(&self.scenario.title)));
        say(
            table,
            "You play yourself. Nothing is sent and no client is contacted; whatever you write to anybody begins with the word EXERCISE. `stop` ends it at any question, `emergency` if something real happens; nothing is rated then. Enter leaves a question out.",
        );
        let text = "Names that must not get into the record, with commas between them (they are not kept): ".to_owned();
        let names = table.ask(&Question { key: "private names", text, secret: true })?;
        leave(&names.text)?;
        self.private = names.text.split(',').map(|name| name.trim().to_lowercase()).filter(|n| n.len() > 1).collect();
        let functions: Vec<String> = self.plan.functions.names().map(visible).collect();
        let question = format!("What is to be looked at? One to three of: {}", functions.join(", "));
        self.exercise.objectives = self.ask(table, "objectives", &question)?;
        self.exercise.observer = self.ask(table, "observer", "Does somebody look on (a role, no name)?")?;
        Ok(())
    }

    fn predict(&mut self, table: &mut dyn Table) -> Result<(), Leave> {
        say(table, "Before anything is shown, what do you foresee?");
        let number = |text: &str| {
            let number = text.trim().trim_end_matches(['%', 'h', ' ']).parse::<f64>().ok();
            // Whatever else can be read as a number, such as `inf`, nobody foresees.
            number.filter(|number| (0.0..=MOST_FORESEEN).contains(number))
        };
        let p = Predictions {
            hours: number(&self.ask(table, "predicted: hours", "Hours until the next session is held?")?),
            lost: number(&self.ask(table, "predicted: lost", "Sessions lost for good?")?),
            told: number(&self.ask(table, "predicted: told", "Hours until the last affected client knows?")?),
            sure: number(&self.ask(table, "predicted: sure", "How sure are you of that, 50 to 100 %?")?),
            first: self.ask(table, "predicted: first", "What is your first step?")?,
        };
        self.exercise.predictions = p;
        Ok(())
    }

    fn situation(&self, table: &mut dyn Table) {
        say(table, &self.card());
    }

    /// Day, hour, what is booked, and nothing else.
    #[must_use]
    pub fn card(&self) -> String {
        let end = (self.onset.div_euclid(DAY) + 1) * DAY;
        let diary = &self.day.case.diary;
        let today = (0..diary.len()).map(Id::at).filter(|s| {
            let booked = diary.session(*s);
            booked.end > self.onset && booked.start < end
        });
        let booked: Vec<String> = today.map(|s| self.teller.session(s)).collect();
        let rest = if booked.is_empty() { "nothing more today".to_owned() } else { booked.join("; ") };
        format!("It is {}. In the diary: {rest}.", self.clock(self.onset))
    }

    fn clock(&self, at: i64) -> String {
        clock_face(at, self.teller.origin())
    }

    /// The day by what was begun so far.
    fn actual(&self) -> Played {
        self.day.played(&self.exercise.response)
    }

    /// The day if all that is still open were begun as the plan says from now on.
    fn continued(&self) -> Played {
        self.continued_from(self.exercise.response.clone())
    }

    fn continued_from(&self, response: Response) -> Played {
        let open = self.menu.iter().filter(|s| self.is_open(**s));
        self.day.played(&open.fold(response, |r, strategy| r.with(self.day.case, *strategy, Begun::At(self.now))))
    }

    /// What the plan would call only because something that it calls for was not begun: that is not asked about in the same
    /// minute. What it calls because something failed is.
    fn decline_what_stands_in(&mut self, moment: &Moment) {
        let all = moment.expected.iter().fold(self.exercise.response.clone(), |response, strategy| {
            match self.exercise.response.of(*strategy) {
                Begun::Never => response.with(self.day.case, *strategy, Begun::At(self.now)),
                _ => response,
            }
        });
        let by_plan = self.continued_from(all);
        let asked: BTreeSet<Id<Strategy>> = by_plan
            .story
            .0
            .iter()
            .filter_map(|(_, event)| match event {
                Event::Called { strategy, .. } => Some(*strategy),
                _ => None,
            })
            .collect();
        while let Some((at, mut due)) = self.next_due(&self.continued()) {
            due.retain(|strategy| !asked.contains(strategy));
            if at > moment.at || due.is_empty() {
                return;
            }
            self.declined.extend(due);
        }
    }

    fn is_open(&self, strategy: Id<Strategy>) -> bool {
        self.exercise.response.of(strategy) == Begun::Never && !self.declined.contains(&strategy)
    }

    fn next_moment(&self) -> Option<Moment> {
        let (actual, continued) = (self.actual(), self.continued());
        let due = self.next_due(&continued);
        let lost = self.next_lost(&actual);
        let inject = self.next_inject(&actual);
        let at = [due.as_ref().map(|d| d.0), lost.map(|l| l.0), inject].into_iter().flatten().min()?;
        Some(Moment {
            at,
            expected: due.filter(|due| due.0 == at).map(|due| due.1).unwrap_or_default(),
            lost: lost.filter(|lost| lost.0 == at).map(|lost| lost.1),
            inject: inject == Some(at),
        })
    }

    /// When the plan next begins with something, and with what.
    fn next_due(&self, continued: &Played) -> Option<(i64, Vec<Id<Strategy>>)> {
        let called = |(at, event): &(i64, Event)| match event {
            Event::Called { strategy, .. } if self.is_open(*strategy) => Some(((*at).max(self.now), *strategy)),
            _ => None,
        };
        let all: Vec<(i64, Id<Strategy>)> = continued.story.0.iter().filter_map(called).collect();
        let first = all.iter().map(|(at, _)| *at).min()?;
        let mut due: Vec<Id<Strategy>> = all.iter().filter(|(at, _)| *at == first).map(|(_, s)| *s).collect();
        // Another date is offered as soon as services are down, and not called by any event.
        let case = self.day.case;
        let answers = |s: &Id<Strategy>| {
            matches!(case.strategies[*s].effect, Effect::Switch(_) | Effect::HandOver(_) | Effect::Tell(_))
        };
        if due.iter().any(answers) {
            let postpones = |s: &&Id<Strategy>| matches!(case.strategies[**s].effect, Effect::Postpone(_));
            due.extend(self.menu.iter().filter(postpones).filter(|s| self.is_open(**s)));
        }
        due.sort_unstable();
        due.dedup();
        Some((first, due))
    }

    /// The next session that is lost as things are, the first one of its day.
    fn next_lost(&self, actual: &Played) -> Option<(i64, SessionId)> {
        if self.lost_days.len() >= LOST_DAYS {
            return None;
        }
        let story = &actual.story.0;
        let is_lost =
            |s: SessionId| story.iter().any(|(_, e)| matches!(e, Event::Lost { session, .. } if *session == s));
        let hit = |(at, event): &(i64, Event)| match event {
            Event::Hit { session } if *at >= self.now && !self.lost_days.contains(&at.div_euclid(DAY)) => {
                Some((*at, *session))
            }
            _ => None,
        };
        story.iter().filter_map(hit).find(|(_, session)| is_lost(*session))
    }

    /// When the scenario next speaks, as long as something is still wrong.
    fn next_inject(&self, actual: &Played) -> Option<i64> {
        let end = actual
            .story
            .0
            .iter()
            .rev()
            .find(|(_, e)| matches!(e, Event::Restored { .. } | Event::FunctionBack { .. } | Event::Booked { .. }));
        let end = end.map_or(self.onset, |(at, _)| *at);
        let at = |inject: &Inject| self.onset + inject.at.minutes().unwrap_or(0);
        self.scenario
            .injects
            .iter()
            .skip(self.injects)
            .map(at)
            .next()
            .filter(|at| *at <= end)
            .map(|at| at.max(self.now))
    }

    /// One moment: what happened, what the scenario says, the question, and what follows from the answer.
    fn meet(&mut self, table: &mut dyn Table, moment: &Moment) -> Result<(), Leave> {
        let seen = self.see(moment);
        if moment.inject && seen.is_empty() && moment.expected.is_empty() {
            return Ok(());
        }
        let after = show_minutes(moment.at - self.onset);
        say(table, &format!("── {} · {after} after it began", self.clock(moment.at)));
        if seen.is_empty() {
            say(table, "Nothing new is seen. What else?");
        }
        seen.iter().for_each(|line| say(table, line));
        let decided = self.decide(table, moment)?;
        let line = self.recorded(moment, seen, decided);
        table.note(&Line::Decision(line.clone()))?;
        self.answer(table, &line);
        self.exercise.decisions.push(line);
        Ok(())
    }

    /// What is seen and heard at a moment.
    fn see(&mut self, moment: &Moment) -> Vec<String> {
        self.now = moment.at;
        let mut seen = self.news(moment.at);
        if moment.inject {
            seen.extend(self.scripted(moment.at));
        }
        if let Some(session) = moment.lost {
            self.lost_days.insert(moment.at.div_euclid(DAY));
            seen.push(format!("cannot be held as planned: {}", self.teller.session(session)));
        }
        seen
    }

    /// What the scenario says now, where its conditions hold.
    fn scripted(&mut self, now: i64) -> Vec<String> {
        let mut said = Vec::new();
        let scenario = self.scenario;
        while let Some(inject) = scenario.injects.get(self.injects) {
            if self.onset + inject.at.minutes().unwrap_or(0) > now {
                break;
            }
            self.injects += 1;
            if self.fires(inject) {
                said.push(format!("{}: {} {}", visible(&inject.from), visible(&inject.text), visible(&inject.asks)));
            }
        }
        said
    }

    /// Whether the conditions of an inject hold: something was in use by now, or was not.
    fn fires(&self, inject: &Inject) -> bool {
        if inject.if_used.is_none() && inject.unless_used.is_none() {
            return true;
        }
        let story = self.actual().story.0;
        let used = |name: &crate::file::Name| {
            let id = self.day.case.strategies.id(name.as_str());
            let is_use = |e: &Event| matches!(e, Event::InUse { strategy } if Some(*strategy) == id);
            story.iter().any(|(at, event)| *at <= self.now && is_use(event))
        };
        inject.if_used.as_ref().is_none_or(used) && !inject.unless_used.as_ref().is_some_and(used)
    }

    /// What happened up to now and was not shown; of this minute only what no decision can change.
    fn news(&mut self, now: i64) -> Vec<String> {
        let story = self.actual().story;
        let is_fact = |event: &Event| {
            matches!(
                event,
                Event::Arrived { .. }
                    | Event::Averted { .. }
                    | Event::Struck { .. }
                    | Event::Restored { .. }
                    | Event::Failed { .. }
                    | Event::FunctionBack { .. }
            )
        };
        // What a scenario calls its consequences tells how it will go on; what they strike is seen.
        let is_told = |event: &Event| {
            use Event as E;
            !matches!(event, E::Cash { .. } | E::Called { .. } | E::Closed { .. } | E::SetOff { .. } | E::Told { .. })
        };
        let mut ready = BTreeMap::new();
        let mut lines = Vec::new();
        for (at, event) in &story.0 {
            // That something does not work shows when it should be ready, not when somebody begins with it.
            let at = match event {
                Event::Called { strategy, ready: shows } => {
                    ready.insert(*strategy, *shows);
                    *at
                }
                Event::Failed { strategy } => ready.get(strategy).map_or(*at, |shows| *at.max(shows)),
                _ => *at,
            };
            if !is_told(event) || at > now || at == now && !is_fact(event) {
                continue;
            }
            let Some(said) = self.teller.sentence(at, event) else { continue };
            if self.shown.insert((at, said.clone())) {
                lines.push((at, said));
            }
        }
        lines.sort_by_key(|(at, _)| *at);
        let face = |(at, said): (i64, String)| if at == now { said } else { format!("{}  {said}", self.clock(at)) };
        lines.into_iter().map(face).collect()
    }

    /// What is left to be told when no decision is left.
    fn tell_rest(&mut self, table: &mut dyn Table) {
        let lines = self.news(i64::MAX);
        say(table, "── No decision is left. What became of it:");
        lines.iter().take(REST).for_each(|line| say(table, line));
        if lines.len() > REST {
            say(table, &format!("and {} more", lines.len() - REST));
        }
    }

    /// What the scenario has left to say, for who is through early.
    fn spare(&mut self, table: &mut dyn Table) -> Result<(), Leave> {
        let scenario = self.scenario;
        let room = EARLY.saturating_sub(self.exercise.decisions.len());
        for inject in scenario.injects.iter().skip(self.injects).take(room) {
            let said = format!("{}: {} {}", visible(&inject.from), visible(&inject.text), visible(&inject.asks));
            say(table, &format!("And if there were time: {said}"));
            let answer = self.ask(table, "spare", "What would you do?")?;
            self.exercise.hot_wash.push((said, answer));
        }
        Ok(())
    }

    fn decide(&mut self, table: &mut dyn Table, moment: &Moment) -> Result<Decided, Leave> {
        let mut decided = Decided::default();
        loop {
            let reply = self.asked(table, "decision", "What do you do now? (a strategy, `list`, `hint`, `wait`)")?;
            decided.minutes += reply.minutes;
            match reply.text.trim().to_lowercase().as_str() {
                "list" => self.list(table),
                "hint" if moment.expected.is_empty() => say(table, "The plan calls for nothing new here."),
                "hint" => {
                    decided.hint = true;
                    say(table, &format!("The plan calls for: {}", self.names(&moment.expected).join(", ")));
                }
                "pause" => {
                    self.asked(table, "pause", "The clock stands still. Enter goes on.")?;
                }
                "" | "wait" | "skip" | "nothing" => return Ok(decided),
                _ => {
                    let words = reply.text.trim();
                    let understood = self.understood(words);
                    if !understood.several.is_empty() {
                        say(table, &format!("Several fit: {}. Which?", self.names(&understood.several).join(", ")));
                        continue;
                    }
                    if !understood.found.is_empty() && !understood.rest.is_empty() {
                        let rest = understood.rest.join(", ");
                        say(table, &format!("No strategy of the plan, and only noted: {rest}"));
                    }
                    decided.words = words.to_owned();
                    decided.strategies = understood.found;
                    break;
                }
            }
        }
        if decided.strategies.is_empty() {
            say(table, "The plan has no such strategy: noted as said. What is not in the plan does not happen here.");
        }
        decided.rationale = self.ask(table, "why", "Why, and which section of the plan?")?;
        decided.told = self.ask(table, "told", "Whom do you tell, how, and by when?")?;
        let sure = self.ask(table, "sure", "How sure are you that it works, 50 to 100 %?")?;
        decided.confidence = sure.trim_end_matches(['%', ' ']).parse().ok().filter(|sure| (50..=100).contains(sure));
        if self.exercise.header.touch {
            for strategy in decided.strategies.clone() {
                let name = visible(self.day.case.strategies.name(strategy));
                if let Some((seconds, worked)) = table.touch(&name)? {
                    let result = if worked { Outcome::Ok } else { Outcome::Failed };
                    decided.touch.push(Touch { strategy: name, seconds, result });
                }
            }
        }
        Ok(decided)
    }

    fn list(&self, table: &mut dyn Table) {
        for (i, strategy) in self.menu.iter().enumerate() {
            let begun = if self.exercise.response.of(*strategy) == Begun::Never { "" } else { " (begun)" };
            say(table, &format!("{:>3}  {}{begun}", i + 1, visible(self.day.case.strategies.name(*strategy))));
        }
    }

    fn names(&self, strategies: &[Id<Strategy>]) -> Vec<String> {
        strategies.iter().map(|s| visible(self.day.case.strategies.name(*s))).collect()
    }

    /// Takes a decision into the day and writes down what the world makes of it.
    fn recorded(&mut self, moment: &Moment, seen: Vec<String>, decided: Decided) -> Decision {
        let case = self.day.case;
        let down = self.down_now(moment.at);
        let begun = moment.at + decided.minutes;
        self.now = begun;
        for strategy in &decided.strategies {
            if self.exercise.response.of(*strategy) == Begun::Never {
                let response = self.exercise.response.clone();
                self.exercise.response = response.with(case, *strategy, Begun::At(begun));
            }
        }
        // What the plan called for and nobody began with is not asked about again until something else happens.
        self.declined.extend(moment.expected.iter().filter(|s| !decided.strategies.contains(s)));
        if moment.expected.iter().any(|strategy| !decided.strategies.contains(strategy)) {
            self.decline_what_stands_in(moment);
        }
        let world = self.world(&decided.strategies);
        Decision {
            inject: self.exercise.decisions.len() + 1,
            at: moment.at - self.onset,
            clock: self.clock(moment.at),
            seen,
            functions: down,
            not_in_plan: !decided.words.is_empty() && decided.strategies.is_empty(),
            decision: decided.words,
            strategies: self.names(&decided.strategies),
            expected: self.names(&moment.expected),
            rationale: decided.rationale,
            told: decided.told,
            confidence: decided.confidence,
            hint: decided.hint,
            proof: if decided.touch.is_empty() { Proof::Said } else { Proof::Did },
            touch: decided.touch,
            world,
        }
    }

    /// The functions below their minimum at a minute.
    fn down_now(&self, now: i64) -> Vec<String> {
        let mut down = BTreeSet::new();
        for (_, event) in self.actual().story.0.iter().filter(|(at, _)| *at <= now) {
            match event {
                Event::FunctionDown { function } => drop(down.insert(*function)),
                Event::FunctionBack { function } => drop(down.remove(function)),
                _ => {}
            }
        }
        down.into_iter().map(|f| visible(self.day.case.functions.name(f))).collect()
    }

    fn world(&self, strategies: &[Id<Strategy>]) -> Vec<World> {
        let story = self.actual().story.0;
        let header = &self.exercise.header;
        let one = |strategy: &Id<Strategy>| {
            let of = |event: &Event| match event {
                Event::Called { strategy, .. } | Event::InUse { strategy } | Event::Failed { strategy } => {
                    Some(*strategy)
                }
                Event::HeldAnotherWay { by, .. } | Event::HandedOver { by, .. } | Event::Postponed { by, .. } => {
                    Some(*by)
                }
                _ => None,
            };
            let is_use = |e: &Event| !matches!(e, Event::Called { .. } | Event::Failed { .. });
            let own = || story.iter().filter(|(_, e)| of(e) == Some(*strategy)).map(|(_, e)| e);
            let ready = own().find_map(|e| match e {
                Event::Called { ready, .. } => Some(ready - self.onset),
                _ => None,
            });
            let name = self.day.case.strategies.name(*strategy);
            World {
                strategy: visible(name),
                ready,
                used: own().any(is_use),
                failed: own().any(|e| matches!(e, Event::Failed { .. })),
                draw: format!("seed {}, trial {}, {}", header.seed, header.trial, visible(name)),
            }
        };
        strategies.iter().map(one).collect()
    }

    /// The world's first reply: how long each takes. Whether it works is seen when it is ready.
    fn answer(&self, table: &mut dyn Table, decision: &Decision) {
        for world in &decision.world {
            let what = match world.ready {
                Some(ready) if ready > decision.at => {
                    format!("you are on it; it will show in {}", show_minutes(ready - decision.at))
                }
                _ => "done; it will show when it is needed".to_owned(),
            };
            say(table, &format!("{}: {what}", world.strategy));
        }
    }

    pub(super) fn ask(&self, table: &mut dyn Table, key: &str, text: &str) -> Result<String, Leave> {
        self.asked(table, key, text).map(|reply| reply.text.trim().to_owned())
    }

    /// Asks until the answer names nobody.
    fn asked(&self, table: &mut dyn Table, key: &str, text: &str) -> Result<Reply, Leave> {
        loop {
            let reply = table.ask(&Question { key, text: visible(text), secret: false })?;
            leave(&reply.text)?;
            // The numbers of the list may stand in a row like those of a telephone; no other answer may.
            let is_choice = key == "decision" && self.are_of_the_list(&reply.text);
            if table.is_new() && reply.text.chars().nth(LONGEST_ANSWER).is_some() {
                say(
                    table,
                    &format!("That is longer than {LONGEST_ANSWER} characters, and was not kept. Say it shorter."),
                );
                continue;
            }
            match names_somebody(&reply.text, &self.private).filter(|_| table.is_new() && !is_choice) {
                None => {
                    table.keep(&reply)?;
                    return Ok(reply);
                }
                Some(what) => say(table, &format!("That holds {what}, and was not kept. Say it without.")),
            }
        }
    }
}

/// The most hours or sessions that somebody foresees.
const MOST_FORESEEN: f64 = 1e6;
/// The longest answer that is kept \[characters\]: what is made of it must fit into the improvement plan.
const LONGEST_ANSWER: usize = 1_000;
/// Whoever met fewer moments is through early.
const EARLY: usize = 3;
fn came(played: &Played) -> Came {
    Came { lost: played.score.lost, next: played.score.to_next, net: played.net() }
}

/// The most lines told at the end.
const REST: usize = 40;

#[derive(Default)]
struct Decided {
    words: String,
    strategies: Vec<Id<Strategy>>,
    rationale: String,
    told: String,
    confidence: Option<u8>,
    hint: bool,
    minutes: i64,
    touch: Vec<Touch>,
}

pub(super) fn say(table: &mut dyn Table, text: &str) {
    table.say(&format!("{EXERCISE}  {}", visible(text)));
}

/// The two words that end a drill at any question.
///
/// # Errors
/// Where it is one of them.
pub fn leave(text: &str) -> Result<(), Leave> {
    match text.trim().to_lowercase().as_str() {
        "stop" => Err(Leave::Stop),
        "emergency" => Err(Leave::Emergency),
        _ => Ok(()),
    }
}

impl Exercise {
    /// The calibration of the predictions: what came, in the same units.
    #[must_use]
    pub fn outcome(&self, played: &Played) -> [(&'static str, Option<f64>, f64); 3] {
        let hours = |minutes: i64| minutes as f64 / 60.0;
        [
            ("hours until the next session", self.predictions.hours, hours(played.score.to_next)),
            ("sessions lost", self.predictions.lost, played.score.lost as f64),
            ("hours until the last client knows", self.predictions.told, hours(played.score.to_tell)),
        ]
    }

    /// How sure the player was of single decisions, in the mean \[%\]; none where nothing was stated.
    #[must_use]
    pub fn confidence(&self) -> Option<u32> {
        let stated: Vec<u32> = self.decisions.iter().filter_map(|d| d.confidence).map(u32::from).collect();
        stated.iter().sum::<u32>().checked_div(stated.len() as u32)
    }
}
