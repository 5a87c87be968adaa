//! The improvement plan: knows its actions, its file and what is due; does not know drills.
//!
//! `improvement.ron` lies beside the plan and outlives the drills. The program adds to it; whoever has done something writes
//! `state: Done("2026-05-04")` into it.

use serde::{Deserialize, Serialize};

use crate::codes::SYNTAX;
use crate::file::{Day, Fault, Source, append, read_other, visible};

/// What an action is about, in HSEEP's five elements.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Element {
    /// What is written.
    Planning,
    /// Who does what.
    Organisation,
    /// What is there.
    Equipment,
    /// What people can.
    Training,
    /// What is tried.
    Exercise,
}

impl Element {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Planning, Self::Organisation, Self::Equipment, Self::Training, Self::Exercise];

    /// Reads the start of a word.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim().to_lowercase();
        Self::ALL.into_iter().find(|e| text.len() > 1 && format!("{e:?}").to_lowercase().starts_with(&text))
    }
}

/// How far an action is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum State {
    /// To be done.
    Open,
    /// Done on a day.
    Done(Day),
}

/// Something to be done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename = "action", deny_unknown_fields)]
pub struct Action {
    /// The drill that it comes from.
    pub drill: String,
    /// What was missing.
    pub gap: String,
    /// Why.
    pub cause: String,
    /// What is to be done.
    pub action: String,
    /// What it is about.
    pub element: Element,
    /// Who sees to it: a role, no name.
    pub owner: String,
    /// Until when.
    pub due: Day,
    /// What it costs.
    pub cost: String,
    /// How it will be seen that it is done.
    pub retest: String,
    /// How far it is.
    pub state: State,
}

/// The file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename = "Improvement", deny_unknown_fields)]
pub struct Improvement {
    /// The version of the format.
    pub format: u32,
    /// All actions, the oldest first.
    pub actions: Vec<Action>,
}

/// An action as it stands in the file, over several lines.
fn written(action: &Action) -> String {
    let pretty = ron::ser::PrettyConfig::new().indentor("    ").new_line("\n");
    // Only texts, words and days: nothing here can fail to be written.
    ron::ser::to_string_pretty(action, pretty).unwrap_or_default()
}

/// Its name.
pub const FILE: &str = "improvement.ron";

impl Improvement {
    /// Reads the file.
    ///
    /// # Errors
    /// The faults of the text, as many as can be told at once.
    pub fn read(source: &Source) -> Result<Self, Vec<Fault>> {
        read_other(source, "Improvement")
    }

    /// The text of the file, made of the one that it had before some actions came behind the others: all of that stays as
    /// it is, byte for byte.
    ///
    /// # Errors
    /// Where the new text would not read as what is to be written: the faults in it.
    pub fn text_after(&self, old: Option<&str>) -> Result<String, Vec<Fault>> {
        let Some(old) = old else { return Ok(self.new_text()) };
        let known = Self::read(&Source::new(FILE, old))?.actions.len();
        let new: Vec<String> = self.actions.iter().skip(known).map(written).collect();
        let text = append(old, "actions", &new);
        let is_meant = |text: &String| Self::read(&Source::new(FILE, text)).is_ok_and(|read| read == *self);
        text.filter(is_meant).ok_or_else(|| {
            let tip = format!("put this behind the last action yourself: {}", new.join(", "));
            vec![Fault::new(SYNTAX, None, "no place for the new actions is found, and nothing is written", tip)]
        })
    }

    /// The text of a new file.
    fn new_text(&self) -> String {
        let head = "// What was found in drills and is to be done. When something is done, write state: Done(\"year-month-day\").\n// bcp-sim shows what is open or overdue; it adds actions at the end and leaves all else as it is.\n";
        let empty = "Improvement(\n    format: 1,\n    actions: [\n    ],\n)\n";
        let all: Vec<String> = self.actions.iter().map(written).collect();
        // There is a place in a text of our own.
        head.to_owned() + &append(empty, "actions", &all).unwrap_or_default()
    }

    /// Adds the actions of a drill; one that is there already stays as it is.
    pub fn add(&mut self, actions: &[Action]) {
        for action in actions {
            if !self.actions.iter().any(|known| (&known.drill, &known.gap) == (&action.drill, &action.gap)) {
                self.actions.push(action.clone());
            }
        }
    }

    /// What is open, the first due first.
    #[must_use]
    pub fn open(&self) -> Vec<&Action> {
        let mut open: Vec<&Action> = self.actions.iter().filter(|a| a.state == State::Open).collect();
        open.sort_by_key(|action| action.due.0);
        open
    }

    /// What is open in a few lines, what is overdue on a day marked; none where nothing is.
    #[must_use]
    pub fn reminder(&self, today: Day) -> Option<String> {
        let open = self.open();
        let is_late = |a: &Action| a.due.0 < today.0;
        let late = open.iter().filter(|a| is_late(a)).count();
        open.first()?;
        let many =
            |n: usize| if n == 1 { "1 action of a drill is".to_owned() } else { format!("{n} actions of drills are") };
        let overdue = if late > 0 { format!(", {late} overdue") } else { String::new() };
        let mut lines = vec![format!("{} open{overdue}:", many(open.len()))];
        for action in open.iter().take(REMINDED) {
            let mark = if is_late(action) { "overdue since" } else { "until" };
            lines.push(format!("  {} ({mark} {})", visible(&action.action), action.due.0));
        }
        if open.len() > REMINDED {
            lines.push(format!("  and {} more in {FILE}", open.len() - REMINDED));
        }
        Some(lines.join("\n"))
    }
}

/// The most actions of which is reminded.
const REMINDED: usize = 3;
