//! The improvement plan: knows its actions, its file and what is due; does not know drills.
//!
//! `improvement.ron` lies beside the plan and outlives the drills. The program adds to it; whoever has done something writes
//! `state: Done("2026-05-04")` into it.

use serde::{Deserialize, Serialize};

use crate::file::{Day, visible};

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
    /// Done on a day, year-month-day.
    Done(String),
}

/// Something to be done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
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
    /// Until when, year-month-day.
    pub due: String,
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

/// Its name.
pub const FILE: &str = "improvement.ron";

impl Improvement {
    /// Reads the file's text.
    ///
    /// # Errors
    /// Line, column and what is wrong there.
    pub fn read(text: &str) -> Result<Self, String> {
        let wrong = |e: ron::error::SpannedError| {
            format!("{FILE}:{}:{}: {}", e.span.start.line, e.span.start.col, visible(&e.code.to_string()))
        };
        let read: Self = ron::from_str(text).map_err(wrong)?;
        if read.format != 1 {
            return Err(format!("{FILE}: made for format {}; this program reads format 1", read.format));
        }
        let bad = read.actions.iter().find(|a| Day::parse(&a.due).is_err());
        bad.map_or(Ok(read.clone()), |a| Err(format!("{FILE}: `due: \"{}\"` is no date", visible(&a.due))))
    }

    /// The file's text.
    #[must_use]
    pub fn written(&self) -> String {
        let head = "// What was found in drills and is to be done. When something is done, write state: Done(\"year-month-day\").\n// bcp-sim adds to this file and shows what is open or overdue. Comments of your own are not kept.\n";
        let pretty = ron::ser::PrettyConfig::new().struct_names(true).indentor("    ");
        // Only texts and a number: nothing here can fail to be written.
        format!("{head}{}\n", ron::ser::to_string_pretty(self, pretty).unwrap_or_default())
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
        open.sort_by(|a, b| a.due.cmp(&b.due));
        open
    }

    /// What is open in a few lines, what is overdue on a day marked; none where nothing is.
    #[must_use]
    pub fn reminder(&self, today: Day) -> Option<String> {
        let open = self.open();
        let is_late = |a: &Action| Day::parse(&a.due).is_ok_and(|due| due.0 < today.0);
        let late = open.iter().filter(|a| is_late(a)).count();
        open.first()?;
        let many =
            |n: usize| if n == 1 { "1 action of a drill is".to_owned() } else { format!("{n} actions of drills are") };
        let overdue = if late > 0 { format!(", {late} overdue") } else { String::new() };
        let mut lines = vec![format!("{} open{overdue}:", many(open.len()))];
        for action in open.iter().take(REMINDED) {
            let mark = if is_late(action) { "overdue since" } else { "until" };
            lines.push(format!("  {} ({mark} {})", visible(&action.action), visible(&action.due)));
        }
        if open.len() > REMINDED {
            lines.push(format!("  and {} more in {FILE}", open.len() - REMINDED));
        }
        Some(lines.join("\n"))
    }
}

/// The most actions of which is reminded.
const REMINDED: usize = 3;
