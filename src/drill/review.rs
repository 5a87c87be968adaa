//! The after-action report and improvement plan: knows HSEEP's parts and their order; does not decide anything.

use crate::chart::{ChartError, Picture};
use crate::file::{PlanFile, ScenarioFile};
use crate::metric::Met;
use crate::model::Begun;
use crate::report::words::count;
use crate::report::{Page, Side, Teller, markdown_text as text, side_by_side};
use crate::units::{Money, clock_face, show_minutes};

use super::best::{Dear, dearest};
use super::day::{Day, Played};
use super::journal::{Came, Header, Proof, Result as Outcome, Status};
use super::learn::{Rating, Ways};
use super::play::{EXERCISE, Exercise};

/// An earlier drill, for the trend.
pub struct Past {
    /// Its header.
    pub header: Header,
    /// What came of it.
    pub came: [Came; 3],
    /// How many sessions the player foresaw to lose.
    pub foreseen: Option<f64>,
    /// Its actions.
    pub actions: usize,
}

/// A drill to be reported on.
pub struct Review<'a> {
    /// The day.
    pub day: &'a Day<'a>,
    /// The plan.
    pub plan: &'a PlanFile,
    /// The scenario.
    pub scenario: &'a ScenarioFile,
    /// What was done.
    pub exercise: &'a Exercise,
    /// Earlier drills, the oldest first.
    pub past: &'a [Past],
}

impl Review<'_> {
    /// The report in Markdown, and its timeline; where that cannot be drawn, the report is without it.
    pub fn report(&self) -> (String, Result<Picture, ChartError>) {
        let ways = Ways::of(self.day, &self.exercise.response);
        let teller = Teller::new(self.plan, self.day.case, ways.planned.onset());
        let sides = [
            Side { whose: "you", story: &ways.yours.story },
            Side { whose: "plan", story: &ways.planned.story },
            Side { whose: "best", story: &ways.best.played.story },
        ];
        let title = format!("{EXERCISE}: the same day by you, by the plan, and as well as could be");
        let picture = side_by_side(&teller, &title, &sides);
        let mut page = Page::default();
        self.overview(&mut page, &ways);
        self.summary(&mut page, &ways);
        if let Ok(picture) = &picture {
            page.line(&format!("\n![{}](timeline.svg)", text(&picture.description)));
        }
        self.foreseen(&mut page, &ways);
        self.ratings(&mut page);
        self.strengths(&mut page);
        self.areas(&mut page, &ways);
        self.timeline(&mut page);
        self.plan_of_improvement(&mut page);
        self.participants(&mut page);
        self.trend(&mut page);
        self.method(&mut page);
        (page.text(), picture)
    }

    fn overview(&self, page: &mut Page, ways: &Ways) {
        let header = &self.exercise.header;
        page.line(&format!("# {EXERCISE}: after-action report and improvement plan\n"));
        page.head("Exercise overview");
        let onset = ways.planned.onset();
        let teller = Teller::new(self.plan, self.day.case, onset);
        let status = match self.exercise.status {
            Status::Completed => "completed",
            Status::Stopped => "stopped before its end",
            Status::Aborted => "ended by a real emergency; nothing is rated",
        };
        page.words(
            &["", ""],
            [
                ("Exercise", format!("mock disruption, {}", text(&self.scenario.title))),
                ("Plan", text(&self.plan.title)),
                ("Date", text(&header.date)),
                (
                    "Day played",
                    format!(
                        "trial {} of seed {} ({}), it begins {}",
                        header.trial,
                        header.seed,
                        text(&header.chosen),
                        clock_face(onset, teller.origin())
                    ),
                ),
                ("Status", status.to_owned()),
                ("Objectives", dash(&self.exercise.objectives)),
                ("Observer", dash(&self.exercise.observer)),
            ]
            .map(|(head, cell)| vec![head.to_owned(), cell]),
        );
    }

    fn money(&self, played: &Played) -> String {
        self.plan.currency.exact(Money(played.net()))
    }

    fn summary(&self, page: &mut Page, ways: &Ways) {
        page.head("Executive summary");
        page.line(&format!("**{}**\n", self.verdict(ways)));
        let three = [&ways.yours, &ways.planned, &ways.best.played];
        let row = |head: &str, cell: &dyn Fn(&Played) -> String| {
            std::iter::once(head.to_owned()).chain(three.map(cell)).collect::<Vec<_>>()
        };
        page.table(
            &["", "you", "the plan as written", "the best found"],
            [
                row("sessions lost", &|p| p.score.lost.to_string()),
                row("sessions moved", &|p| p.score.moved.to_string()),
                row("held another way", &|p| p.score.another_way.to_string()),
                row("held by an associate", &|p| p.score.handed_over.to_string()),
                row("next session after", &|p| show_minutes(p.score.to_next)),
                row("last client knows after", &|p| show_minutes(p.score.to_tell)),
                row("all back after", &|p| show_minutes(p.score.back)),
                row("net income, against an undisturbed time", &|p| self.money(p)),
            ],
        );
        page.line("\n*The plan as written* begins with everything as soon as the plan calls for it; *the best found* is the best of what a search tried, from the plan and from you.");
    }

    /// What came of it in a sentence or two, and the dearest decision.
    #[must_use]
    pub fn verdict(&self, ways: &Ways) -> String {
        let (you, plan) = (ways.yours.score.lost, ways.planned.score.lost);
        let sessions = |n: i64| count(n.unsigned_abs(), "session");
        let against = match you - plan {
            0 if ways.yours.story == ways.planned.story => "and all went exactly as by the plan itself".to_owned(),
            0 => "as many as by the plan itself".to_owned(),
            more if more > 0 => format!("{} more than by the plan itself", sessions(more)),
            fewer => format!("{} fewer than by the plan itself", sessions(fewer)),
        };
        let mut said = format!("You lost {}, {against}.", sessions(you));
        let could = you - ways.best.played.score.lost;
        if could > 0 {
            said.push_str(&format!(" With what the plan has, {} of them need not have been lost.", could));
        }
        if let Some(first) = dearest(self.day, &self.exercise.response, &ways.best.response).first() {
            let name = text(self.day.case.strategies.name(first.strategy));
            said.push_str(&format!(" What cost most: {name} {}.", how(first.begun)));
        }
        said
    }

    fn foreseen(&self, page: &mut Page, ways: &Ways) {
        page.head("Foreseen and come");
        let rows = self.exercise.outcome(&ways.yours).map(|(what, foreseen, came)| {
            let shown = |x: f64| format!("{:.1}", x);
            vec![what.to_owned(), foreseen.map_or_else(|| "–".to_owned(), shown), shown(came)]
        });
        page.table(&["", "foreseen", "came"], rows);
        let sure = self.exercise.predictions.sure.map_or_else(|| "–".to_owned(), |sure| format!("{sure:.0} %"));
        page.line(&format!(
            "\nSure of it: {sure}. First step, before anything was shown: {}.",
            dash(&self.exercise.predictions.first)
        ));
        if let Some(mean) = self.exercise.confidence() {
            page.line(&format!("Sure of single decisions, in the mean: {mean} %."));
        }
    }

    fn ratings(&self, page: &mut Page) {
        page.head("Analysis of critical functions");
        if self.exercise.ratings.is_empty() {
            return page.line("No function fell below its minimum, or nothing is rated.");
        }
        let rows = self.exercise.ratings.iter().map(|one| {
            let kept = if one.kept == one.proposed {
                format!("{:?}", one.kept)
            } else {
                format!("{:?} (by the rule {:?}: {})", one.kept, one.proposed, text(&one.reason))
            };
            vec![text(&one.function), came_out(one.met).to_owned(), kept, text(&one.why)]
        });
        page.words(&["function", "came out", "rating", "by the rule"], rows);
        let words: Vec<String> = Rating::ALL.iter().map(|r| format!("{r:?} {}", r.words())).collect();
        page.line(&format!("\n{}.", words.join("; ")));
    }

    fn strengths(&self, page: &mut Page) {
        page.head("Strengths");
        let well = self.exercise.ratings.iter().filter(|r| matches!(r.met, Met::InTime | Met::Untouched));
        let mut all: Vec<String> = well.map(|r| format!("{} was back in time.", text(&r.function))).collect();
        let touched = self.exercise.decisions.iter().flat_map(|d| &d.touch).filter(|t| t.result == Outcome::Ok);
        all.extend(touched.map(|t| format!("{} was really done, in {} s.", text(&t.strategy), t.seconds)));
        all.extend(self.said_in("that worked").map(text));
        list(page, &all, "None was noted.");
    }

    fn said_in<'b>(&'b self, question: &'b str) -> impl Iterator<Item = &'b str> {
        let asked = move |(q, a): &&(String, String)| q.contains(question) && !a.is_empty();
        self.exercise.hot_wash.iter().filter(asked).map(|(_, answer)| answer.as_str())
    }

    fn areas(&self, page: &mut Page, ways: &Ways) {
        page.head("Areas for improvement");
        let mut all: Vec<String> =
            super::learn::gaps(self.day, self.exercise, ways).iter().map(|gap| text(&gap.what) + ".").collect();
        for dear in dearest(self.day, &self.exercise.response, &ways.best.response).iter().take(2) {
            let name = text(self.day.case.strategies.name(dear.strategy));
            all.push(format!("Decision that cost most: {name} {}: {}.", how(dear.begun), self.cost(dear)));
        }
        all.extend(self.said_in("that did not").map(text));
        list(page, &all, "None was found.");
        page.head("Hot wash");
        let rows = self.exercise.hot_wash.iter().map(|(q, a)| vec![text(q), dash(a)]);
        page.words(&["question", "answer"], rows);
    }

    /// What a decision cost.
    fn cost(&self, dear: &Dear) -> String {
        let parts = more([dear.sessions, dear.objectives, dear.moved]);
        let money = (dear.money != 0).then(|| format!("{} of money", self.plan.currency.exact(Money(-dear.money))));
        let all: Vec<String> = parts.into_iter().chain(money).collect();
        if all.is_empty() { "time".to_owned() } else { all.join(", ") }
    }

    fn timeline(&self, page: &mut Page) {
        page.head("Timeline: planned and actual");
        let rows = self.exercise.decisions.iter().map(|d| {
            let done = if d.strategies.is_empty() { dash(&d.decision) } else { text(&d.strategies.join(", ")) };
            let proof = match d.proof {
                Proof::Did => "did",
                Proof::Said if d.strategies.is_empty() && d.decision.is_empty() => "–",
                Proof::Said => "said",
            };
            let hint = if d.hint { ", with a hint" } else { "" };
            vec![
                text(&d.clock),
                text(&d.seen.join("; ")),
                dash(&d.expected.join(", ")),
                done,
                format!("{proof}{hint}"),
                dash(&d.told),
                dash(&d.rationale),
            ]
        });
        page.words(&["when", "what was seen", "the plan calls for", "what you did", "", "told", "why"], rows);
    }

    fn plan_of_improvement(&self, page: &mut Page) {
        page.head("Appendix A: improvement plan");
        if self.exercise.actions.is_empty() {
            return page.line("No action was decided.");
        }
        let rows = self.exercise.actions.iter().map(|a| {
            vec![
                text(&a.gap),
                dash(&a.cause),
                text(&a.action),
                format!("{:?}", a.element),
                text(&a.owner),
                a.due.written(),
                dash(&a.cost),
                text(&a.retest),
            ]
        });
        page.words(&["gap", "cause", "action", "element", "owner", "due", "cost", "re-test"], rows);
    }

    fn participants(&self, page: &mut Page) {
        page.head("Appendix B: participants");
        page.line("Player: the owner. Controller, simulation cell, evaluator and scribe: bcp-sim.");
        page.line(&format!("\nObserver: {}. Signed: ______________________", dash(&self.exercise.observer)));
    }

    fn trend(&self, page: &mut Page) {
        if self.past.is_empty() {
            return;
        }
        page.head("Trend over drills");
        let rows = self.past.iter().map(|past| {
            let [you, plan, best] = past.came;
            vec![
                text(&past.header.drill),
                you.lost.to_string(),
                plan.lost.to_string(),
                best.lost.to_string(),
                show_minutes(you.next),
                past.foreseen.map_or_else(|| "–".to_owned(), |f| format!("{:+.1}", f - you.lost as f64)),
                past.actions.to_string(),
            ]
        });
        page.table(&["drill", "you lost", "the plan", "best", "next session", "foreseen − came", "actions"], rows);
    }

    fn method(&self, page: &mut Page) {
        page.head("How sure this is");
        page.line("This is one day: all of it is luck, and no figure here is an average. Another trial is another day; what such days come to, and how far not knowing the inputs moves that, is in the report of `bcp-sim run`.");
        page.head("Method and limits");
        let header = &self.exercise.header;
        page.line("The day is one trial of the forecast; nothing was invented beside it. What you began with, and when, was taken into the same trial with the same luck; what you only said moved the day, and proves nothing. Times by the wall clock count for what was really done, and for nothing else.");
        page.line(&format!(
            "\nForecast as {}, seed {}, trial {}; plan {}, scenario {}; {}. `bcp-sim drill replay journal.jsonl` gives every reply of the world again.",
            text(&header.forecast), header.seed, header.trial, &header.plan, &header.scenario, text(&header.program)
        ));
    }
}

fn how(begun: (Begun, Begun)) -> &'static str {
    match begun {
        (Begun::Never, _) => "was not begun",
        (_, Begun::Never) => "was begun, and would better not have been",
        _ => "was begun late",
    }
}

/// How many more sessions were lost, objectives missed and sessions moved; nothing of what is not more.
fn more(by: [i64; 3]) -> Vec<String> {
    let words = [("more session", "lost"), ("more objective", "missed"), ("more session", "moved")];
    let parts = by.into_iter().zip(words).filter(|(n, _)| *n > 0);
    parts.map(|(n, (what, how))| format!("{} {how}", count(n.unsigned_abs(), what))).collect()
}

fn came_out(met: Met) -> &'static str {
    match met {
        Met::Untouched => "never below its minimum",
        Met::InTime => "within RTO",
        Met::Late => "after RTO, before MTPD",
        Met::Beyond => "beyond MTPD",
    }
}

/// Words of the player, or a dash where there are none.
pub(super) fn dash(words: &str) -> String {
    if words.is_empty() { "–".to_owned() } else { text(words) }
}

fn list(page: &mut Page, all: &[String], none: &str) {
    if all.is_empty() {
        page.line(none);
    }
    all.iter().for_each(|one| page.line(&format!("- {one}")));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_more_is_told_as_one() {
        assert_eq!(more([1, 1, 2]), ["1 more session lost", "1 more objective missed", "2 more sessions moved"]);
        assert!(more([0, -1, 0]).is_empty());
    }
}
