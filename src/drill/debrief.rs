//! After the end of a drill: knows what is asked then, and how ratings and actions are agreed; does not know the day's
//! moments, nor the rule by which a function is rated.

use crate::file::Day as Date;
use crate::units::{Money, show_minutes};

use super::day::Played;
use super::improvement::Element;
use super::learn::{Rating, Ways, gaps, rated};
use super::play::{Leave, Play, Table, say};

/// What is asked right after the end.
pub(super) const HOT_WASH: [(&str, &str); 7] = [
    ("worked", "Three things that worked?"),
    ("failed", "Three things that did not?"),
    ("surprised", "What surprised you?"),
    ("sought", "What did you look for in the plan and not find?"),
    ("swap", "Which two steps would you swap?"),
    ("client", "What would a client say?"),
    ("week", "What is the one thing you do this week?"),
];

/// Days until an action is due where nothing else is said.
const MONTH: i32 = 30;

fn elements() -> String {
    Element::ALL.map(|e| format!("{e:?}").to_lowercase()).join(", ")
}

impl Play<'_> {
    /// The hot wash, the ratings and what is to be done.
    pub(super) fn debrief(&mut self, table: &mut dyn Table) -> Result<(), Leave> {
        for (key, question) in HOT_WASH {
            let answer = self.ask(table, &format!("hot wash: {key}"), question)?;
            self.exercise.hot_wash.push((question.to_owned(), answer));
        }
        let ways = Ways::of(self.day, &self.exercise.response);
        self.rate(table, &ways)?;
        self.improve(table, &ways)
    }

    /// The three ways of the day, and a rating for each function, to be agreed or overruled with a reason.
    fn rate(&mut self, table: &mut dyn Table, ways: &Ways) -> Result<(), Leave> {
        let money = |played: &Played| self.plan.currency.exact(Money(played.net()));
        for (who, played) in [("you", &ways.yours), ("the plan", &ways.planned), ("the best found", &ways.best.played)]
        {
            let next = show_minutes(played.score.to_next);
            let line = format!("{who:<15} {} lost, next session after {next}, {}", played.score.lost, money(played));
            say(table, &line);
        }
        for mut one in rated(self.day, self.plan, &self.exercise, ways) {
            let key = format!("rating: {}", one.function);
            let text =
                format!("{}: {:?}, {}. Agree (Enter), or P, S, M or U and why?", one.function, one.proposed, one.why);
            loop {
                let answer = self.ask(table, &key, &text)?;
                let (letter, reason) = answer.split_once(' ').unwrap_or((&answer, ""));
                match Rating::parse(letter) {
                    _ if answer.is_empty() => break,
                    Some(kept) if kept == one.proposed => break,
                    Some(kept) if !reason.trim().is_empty() => {
                        (one.kept, one.reason) = (kept, reason.trim().to_owned());
                        break;
                    }
                    _ => say(table, "Write the letter and the reason, for example `M the wrong list`."),
                }
            }
            self.exercise.ratings.push(one);
        }
        Ok(())
    }

    /// For each gap an action with its cause, element, owner and date, where the player wants one.
    fn improve(&mut self, table: &mut dyn Table, ways: &Ways) -> Result<(), Leave> {
        let due = self.day_after(MONTH);
        for gap in gaps(self.day, &self.exercise, ways) {
            let mut action = gap.action(&self.exercise.header.drill, due);
            say(table, &format!("Gap: {}.", gap.what));
            let text = format!("What will you do? (Enter: {}; `-`: nothing)", gap.action);
            let answer = self.ask(table, "action", &text)?;
            match answer.as_str() {
                "-" => continue,
                "" => {}
                _ => action.action = answer,
            }
            action.cause = self.ask(table, "cause", "Why was it so?")?;
            let element = format!("What is it about? {} [{:?}]", elements(), action.element);
            action.element = Element::parse(&self.ask(table, "element", &element)?).unwrap_or(action.element);
            let owner = self.ask(table, "owner", "Who sees to it (a role)? [owner]")?;
            if !owner.is_empty() {
                action.owner = owner;
            }
            loop {
                let answer = self.ask(table, "due", &format!("By when? [{}]", due.written()))?;
                if answer.is_empty() {
                    break;
                }
                if let Ok(day) = Date::parse(&answer) {
                    action.due = day;
                    break;
                }
                say(table, "Write year-month-day, for example 2026-12-31.");
            }
            action.cost = self.ask(table, "cost", "What does it cost?")?;
            self.exercise.actions.push(action);
        }
        Ok(())
    }

    /// A day so long after the drill.
    fn day_after(&self, days: i32) -> Date {
        // A header holds a date; without one the plan has one.
        Date::parse(&self.exercise.header.date).unwrap_or(self.plan.revised).later_by(days)
    }
}
