//! The exercise as documents: knows what player, observer and evaluator each get; does not play.

use crate::file::{PlanFile, ScenarioFile};
use crate::metric::deadline;
use crate::model::Case;
use crate::report::{Page, markdown_text as text};
use crate::units::{clock_face, show_minutes};

use super::journal::Decision;
use super::play::{EXERCISE, Exercise};
use super::review::dash;

/// A document.
pub struct Document {
    /// The name of its file without ending.
    pub name: &'static str,
    /// In Markdown.
    pub page: String,
}

/// What the documents are made from.
pub struct Pack<'a> {
    /// The plan.
    pub plan: &'a PlanFile,
    /// The scenario.
    pub scenario: &'a ScenarioFile,
    /// The case.
    pub case: &'a Case,
    /// When it begins \[min\].
    pub onset: i64,
    /// Day, hour and diary.
    pub card: &'a str,
    /// The day by the plan.
    pub by_plan: &'a Exercise,
}

impl Pack<'_> {
    /// All of them.
    #[must_use]
    pub fn documents(&self) -> Vec<Document> {
        vec![self.situation(), self.msel(), self.worksheet(), self.guide()]
    }

    fn document(&self, name: &'static str, what: &str, fill: impl FnOnce(&mut Page)) -> Document {
        let title = format!("{EXERCISE}: {what}");
        let mut page = Page::default();
        page.line(&format!("# {title}\n"));
        page.line(&format!(
            "{EXERCISE}. {}; {}. This is a mock disruption: nothing in it is real, and no client is contacted.\n",
            text(&self.scenario.title),
            text(&self.plan.title)
        ));
        fill(&mut page);
        Document { name, page: page.text() }
    }

    fn situation(&self) -> Document {
        self.document("situation", "situation card", |page| {
            page.line("For everybody who plays. Read it when the exercise begins, not before.\n");
            page.line(&format!("**{}**\n", text(self.card)));
            if let Some(inject) = self.scenario.injects.first() {
                page.line(&format!("{}: {}\n", text(&inject.from), text(&inject.text)));
            }
            page.head("Rules");
            page.line("- Whoever says “stop” ends the exercise. If something real happens, say “emergency”: the exercise is over.");
            page.line("- Whatever is written to anybody begins with the word EXERCISE. Nothing is sent to clients.");
            page.line("- What is not in the plan does not exist today. Say which section you use.");
            page.line("- Nothing is deleted or overwritten: a restore goes into a new folder.");
            page.line("- No name of a client is written down.");
            page.head("Before you turn the page");
            page.line("Foresee, in writing: hours until the next session is held ____, sessions lost ____, hours until the last affected client knows ____. How sure are you, 50 to 100 %? ____ Your first step: ____________");
            page.head("For a group");
            page.line("One person controls the clock with the master scenario events list, one watches with the evaluation guide, everybody else plays the role that the plan gives them:\n");
            let roles: Vec<String> = self.plan.roles.names().map(text).collect();
            if roles.is_empty() {
                page.line("- the owner");
            }
            roles.iter().for_each(|role| page.line(&format!("- {role}")));
        })
    }

    fn msel(&self) -> Document {
        self.document("msel", "master scenario events list", |page| {
            page.line("**Sealed: for who controls or observes. Not for players.**\n");
            page.line("Times are those of the simulated day, for somebody who does what the plan calls for. An event that only follows from an action comes when the action is taken.\n");
            let rows = self.by_plan.decisions.iter().map(|d| {
                vec![
                    d.inject.to_string(),
                    text(&d.clock),
                    format!("+{}", show_minutes(d.at)),
                    dash(&d.seen.join("; ")),
                    dash(&d.expected.join(", ")),
                    dash(&self.follow_up(d)),
                    String::new(),
                ]
            });
            page.words(&["no.", "planned", "after", "inject", "expected action", "what follows", "actual"], rows);
            page.head("Spare injects");
            let later = self.scenario.injects.iter().map(|i| format!("- +{}: {}: {} {}", i.at, text(&i.from), text(&i.text), text(&i.asks)));
            page.line("For a moment in which nothing else happens, at the hour that fits:\n");
            later.for_each(|line| page.line(&line));
        })
    }

    fn follow_up(&self, decision: &Decision) -> String {
        let one = |w: &super::journal::World| {
            let ready = w
                .ready
                .map_or_else(String::new, |ready| format!(" after {}", show_minutes((ready - decision.at).max(0))));
            let how = if w.failed && !w.used {
                "does not work"
            } else if w.used {
                "works"
            } else {
                "is not needed in the end"
            };
            format!("{} {how}{}", w.strategy, if w.used || w.failed { ready } else { String::new() })
        };
        decision.world.iter().map(one).collect::<Vec<_>>().join("; ")
    }

    fn worksheet(&self) -> Document {
        self.document("worksheet", "worksheet", |page| {
            page.line("One line for each inject, filled in before the next one is read.\n");
            let blank = |n: usize| std::iter::once(n.to_string()).chain(vec![String::new(); 6]).collect::<Vec<_>>();
            let heads = [
                "no.",
                "time",
                "what I do now",
                "strategy and section",
                "whom I tell, how, by when",
                "how sure",
                "said or done, and how long",
            ];
            page.words(&heads, (1..=self.by_plan.decisions.len().max(6)).map(blank));
            page.head("Right after the end");
            for (_, question) in super::debrief::HOT_WASH {
                page.line(&format!("- {question} ______________________________"));
            }
        })
    }

    fn guide(&self) -> Document {
        self.document("evaluation-guide", "evaluation guide", |page| {
            page.line("**Sealed: for who observes. Not for players.**\n");
            page.line("P: in time, everything called for was begun and something of it really done. S: in time, but something was missing, a hint was used, or it was only said. M: after the recovery time objective, before the maximum tolerable period was over. U: not before that, or a strategy failed when it was really tried.\n");
            let origin = self.onset.div_euclid(crate::units::WEEK) * crate::units::WEEK;
            let rows = self.case.functions.iter().map(|(_, name, function)| {
                let until = |length| clock_face(deadline(self.case, self.onset, length), origin);
                vec![text(name), format!("{} ({})", until(function.rto), function.rto), format!("{} ({})", until(function.mtpd), function.mtpd), String::new(), "P  S  M  U".to_owned()]
            });
            page.words(&["function", "RTO, if hit at once", "MTPD, if hit at once", "back at", "rating"], rows);
            page.head("Expected actions");
            let rows = self.by_plan.decisions.iter().filter(|d| !d.expected.is_empty()).map(|d| {
                let sections: Vec<String> = d.expected.iter().map(|name| self.section(name)).collect();
                vec![d.inject.to_string(), text(&d.clock), text(&d.expected.join(", ")), dash(&sections.join(", ")), String::new(), String::new()]
            });
            page.words(&["no.", "by", "expected", "section", "done at", "said or done"], rows);
            page.line("\nSigned by the observer: ______________________");
        })
    }

    fn section(&self, strategy: &str) -> String {
        self.plan.strategies.get(strategy).map_or_else(String::new, |s| s.plan.clone())
    }
}
