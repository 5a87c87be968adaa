//! The annual mock disruption: knows how a day that the simulator produced is played, rated and learnt from; does not know
//! terminals and files.
//!
//! After HSEEP, the exercise programme of US civil protection, for a practice of one: the program is controller,
//! simulation cell, evaluator and scribe, the owner the only player. The world of the drill is one trial of the forecast,
//! so drill and forecast share their units. What the player decides is a [`crate::model::Response`]; the engine replays the
//! same trial with it, and the luck of everything else stays where it is.

mod answers;
mod best;
mod calendar;
mod day;
mod debrief;
mod improvement;
mod journal;
mod learn;
mod pack;
mod play;
mod review;

pub use best::{Dear, Found, best, dearest};
pub use calendar::{Date, calendar};
pub use day::{Choice, Day, Played, chosen};
pub use improvement::{Action, Element, FILE, Improvement, State};
pub use journal::{
    Came, Decision, End, FORM, Header, LONGEST, Line, Proof, Reply, Result, Status, Touch, World, line, read,
    read_journal, written,
};
pub use learn::{Gap, Rated, Rating, Ways, called_for, gaps, rated};
pub use pack::{Document, Pack};
pub use play::{EXERCISE, Exercise, Leave, Play, Predictions, Question, Table, leave};
pub use review::{Past, Review};
