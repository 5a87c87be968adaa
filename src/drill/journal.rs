//! The journal of a drill: knows what is recorded, one line for each thing that happens; does not know where it is kept.
//!
//! The header holds all that the world's replies follow from. Replies of the player are recorded as they were given, after
//! everything that names somebody was turned away. Nothing is ever changed: a journal that ends in the middle can be gone on
//! with, or reported on; that a drill was stopped and gone on with stays in it.

use serde::{Deserialize, Serialize};

use crate::codes::{Code, JOURNAL, VERSION};
use crate::file::{Day, Fault};

/// The version of the journal's form.
pub const FORM: &str = "bcp-sim.drill/1";

/// One line.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Line {
    /// The first line.
    Header(Header),
    /// What the player answered.
    Reply(Reply),
    /// What the player decided, and what the world made of it.
    Decision(Decision),
    /// The last line.
    End(End),
}

/// What the whole day follows from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Header {
    /// [`FORM`].
    pub form: String,
    /// The program and its version.
    pub program: String,
    /// A name for the drill: its date and its scenario.
    pub drill: String,
    /// Year-month-day.
    pub date: String,
    /// Hash of the plan's text.
    pub plan: String,
    /// Hash of the scenario's text.
    pub scenario: String,
    /// Hash of the evidence beside the plan, of which a copy lies beside the journal; none where there was none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub evidence: Option<String>,
    /// As written or as tested.
    pub forecast: String,
    /// The day from which ages of evidence are counted.
    pub today: String,
    /// The seed.
    pub seed: u64,
    /// The trial that is played.
    pub trial: u64,
    /// How it was chosen.
    pub chosen: String,
    /// Minutes of the day for each minute of thinking; 0 where the clock stands still.
    pub clock: u32,
    /// Whether something may be done for real.
    pub touch: bool,
}

/// An answer.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reply {
    /// To which question.
    pub to: String,
    /// As it was given.
    pub text: String,
    /// How long the day went on meanwhile \[min\].
    #[serde(default, skip_serializing_if = "is_nothing")]
    pub minutes: i64,
}

fn is_nothing(minutes: &i64) -> bool {
    *minutes == 0
}

/// Whether something was said, or really done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Proof {
    /// Only said.
    Said,
    /// Really done, against the clock.
    Did,
}

/// How something really done came out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Result {
    /// It worked.
    Ok,
    /// It did not.
    Failed,
}

/// What the world makes of a strategy that was begun.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct World {
    /// The strategy.
    pub strategy: String,
    /// When it is ready, as minutes after the onset; none where the day never asks for it.
    pub ready: Option<i64>,
    /// Whether it comes into use.
    pub used: bool,
    /// Whether it is seen to fail.
    pub failed: bool,
    /// By which draw: seed, trial, name.
    pub draw: String,
}

/// Something done for real.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Touch {
    /// Which strategy.
    pub strategy: String,
    /// How long it took \[s\].
    pub seconds: u64,
    /// How it came out.
    pub result: Result,
}

/// A decision at one moment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Decision {
    /// Counted from 1.
    pub inject: usize,
    /// Minutes after the onset.
    pub at: i64,
    /// As a time of the week.
    pub clock: String,
    /// What the player saw.
    pub seen: Vec<String>,
    /// The functions that are below their minimum.
    pub functions: Vec<String>,
    /// What was answered.
    pub decision: String,
    /// The strategies begun.
    pub strategies: Vec<String>,
    /// What the plan calls for at this moment.
    pub expected: Vec<String>,
    /// Whether that is in no strategy of the plan.
    pub not_in_plan: bool,
    /// Why, and which section of the plan.
    pub rationale: String,
    /// Who is told, and how.
    pub told: String,
    /// How sure, 50 to 100 \[%\].
    pub confidence: Option<u8>,
    /// Whether a hint was asked for.
    pub hint: bool,
    /// Said or done.
    pub proof: Proof,
    /// What was done for real.
    pub touch: Vec<Touch>,
    /// The world's replies.
    pub world: Vec<World>,
}

/// How it ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Played to its end.
    Completed,
    /// Stopped by the player.
    Stopped,
    /// Ended by a real emergency: nothing is rated.
    Aborted,
}

/// The end.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct End {
    /// How.
    pub status: Status,
    /// Whether anything was done otherwise than planned.
    pub deviated: bool,
    /// What came of the day by what was done, by the plan, and by the best response found.
    pub came: Option<[Came; 3]>,
    /// The drill's actions.
    pub actions: usize,
}

/// What came of a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Came {
    /// Sessions lost.
    pub lost: i64,
    /// Until the next session was held \[min\].
    pub next: i64,
    /// Net income against the undisturbed practice \[minor units\].
    pub net: i64,
}

/// The header of a journal, all its lines, and the length of what is whole \[bytes\]: the last line may be cut off, and is
/// left out.
///
/// # Errors
/// The faults of all lines that are none of a journal, each with its place in the text.
pub fn read_journal(text: &str) -> std::result::Result<(Header, Vec<Line>, usize), Vec<Fault>> {
    let mut lines = Vec::new();
    let mut faults = Vec::new();
    let mut whole = 0;
    for line in text.split_inclusive('\n').take_while(|line| line.ends_with('\n')) {
        match checked(line, whole == 0) {
            Ok(line) => lines.push(line),
            Err((at, code, what, tip)) => faults.push(Fault::new(code, Some(whole + at), what, tip)),
        }
        whole += line.len();
    }
    match lines.first() {
        Some(Line::Header(header)) if faults.is_empty() => Ok((header.clone(), lines, whole)),
        _ if faults.is_empty() => {
            Err(vec![Fault::new(JOURNAL, Some(0), "a journal begins with its header, and this is empty", AS_IT_WAS)])
        }
        _ => Err(faults),
    }
}

/// The lines of a journal, and the length of what is whole \[bytes\].
///
/// # Errors
/// The number of the first line that is none of a journal, and why.
pub fn read(text: &str) -> std::result::Result<(Vec<Line>, usize), (usize, String)> {
    read_journal(text).map(|(_, lines, whole)| (lines, whole)).map_err(|faults| {
        let first = faults.into_iter().next();
        let at = first.as_ref().and_then(|fault| fault.at).unwrap_or(0);
        (text[..at].matches('\n').count() + 1, first.map(|fault| fault.what).unwrap_or_default())
    })
}

/// One line of a journal.
///
/// # Errors
/// Why it is none.
pub fn line(text: &str) -> std::result::Result<Line, String> {
    plain(text).map_err(|(_, _, what, _)| what)
}

/// What is wrong with a line: where in it \[bytes\], with which code, what, and how to mend it.
type Wrong = (usize, &'static Code, String, &'static str);

const AS_IT_WAS: &str = "the program writes journals, and nobody else has to: put it back as it was";

/// A line at its place: the header comes first, and once.
fn checked(text: &str, is_first: bool) -> std::result::Result<Line, Wrong> {
    let line = plain(text)?;
    match (&line, is_first) {
        (Line::Header(header), true) if header.form != FORM => {
            let what = format!("made for the form `{}`; this program reads `{FORM}`", start(&header.form));
            Err((0, VERSION, what, "use the program that it was made with"))
        }
        (Line::Header(_), false) => Err((0, JOURNAL, "a second header".to_owned(), AS_IT_WAS)),
        (line, true) if !matches!(line, Line::Header(_)) => {
            Err((0, JOURNAL, "a journal begins with its header".to_owned(), AS_IT_WAS))
        }
        _ => Ok(line),
    }
}

/// The kinds of lines.
const KINDS: [&str; 4] = ["header", "reply", "decision", "end"];

fn plain(text: &str) -> std::result::Result<Line, Wrong> {
    let unread = |wrong: serde_json::Error| {
        let said = wrong.to_string();
        let what = said.rsplit_once(" at line ").map_or(said.as_str(), |(what, _)| what).to_owned();
        let at = text.char_indices().map(|(at, _)| at).take_while(|at| *at < wrong.column()).last();
        (at.unwrap_or(0), JOURNAL, what, AS_IT_WAS)
    };
    let value: serde_json::Value = serde_json::from_str(text).map_err(unread)?;
    let kind = value.get("kind").and_then(serde_json::Value::as_str);
    if kind.is_none_or(|kind| !KINDS.contains(&kind)) {
        let what = match kind {
            Some(kind) => format!("`{}` is no kind of line; known are {}", start(kind), KINDS.join(", ")),
            None => format!("the line has no `kind`; known are {}", KINDS.join(", ")),
        };
        return Err((0, JOURNAL, what, AS_IT_WAS));
    }
    let line = serde_json::from_str(text).map_err(unread)?;
    impossible(&line).map_or(Ok(line), |what| Err((0, JOURNAL, what, AS_IT_WAS)))
}

/// The start of a text that somebody else has written.
fn start(text: &str) -> String {
    text.chars().take(40).collect()
}

/// The longest that somebody thinks about one decision \[min\].
pub const LONGEST: i64 = 10_000;
/// Sessions, minutes and minor units of a day stay below this.
const MOST: i64 = 1_000_000_000_000_000;

/// What no drill could have written.
fn impossible(line: &Line) -> Option<String> {
    match line {
        Line::Reply(reply) if !(0..=LONGEST).contains(&reply.minutes) => {
            Some(format!("nobody thinks for {} min; an answer takes from 0 to {LONGEST}", reply.minutes))
        }
        Line::Header(header) if !["written", "tested"].contains(&header.forecast.as_str()) => {
            Some(format!("`{}` is no forecast; known are written, tested", start(&header.forecast)))
        }
        Line::Header(header) => {
            let dates = [&header.date, &header.today];
            let wrong = dates.into_iter().find(|date| Day::parse(date).is_err());
            wrong.map(|date| format!("`{}` is no date; dates are year-month-day", start(date)))
        }
        Line::End(End { came: Some(came), .. }) => {
            let figures = came.iter().flat_map(|came| [came.lost, came.next, came.net]);
            let too_large = figures.into_iter().find(|figure| figure.unsigned_abs() > MOST as u64);
            too_large.map(|figure| format!("{figure} is more than a day can come to"))
        }
        _ => None,
    }
}

/// A line as it is written.
#[must_use]
pub fn written(line: &Line) -> String {
    // Only numbers, texts and lists: nothing here can fail to be written.
    serde_json::to_string(line).unwrap_or_default() + "\n"
}
