//! `check`: knows which scenarios and which day a plan is checked with, and the exit code of a gap; does not know the
//! rules.

use crate::check::{Severity, World, cover, findings};
use crate::file::{Day, Forecast, Question};
use crate::report::{checked_json, checked_terminal, what_if};

use super::args::CheckArgs;
use super::doubts::{self, Doubts};
use super::failure::Failure;
use super::input;
use super::page::print;

/// Checks the plan against the scenarios named, or all beside it as in a year.
pub fn check(args: &CheckArgs) -> Result<(), Failure> {
    let plan = input::plan_at(args.plan.as_ref(), &args.set)?;
    let named = !args.scenarios.is_empty();
    let scenarios = input::scenarios(&args.scenarios, &plan)?;
    let all: Vec<_> = scenarios.iter().collect();
    // Scenarios chosen by hand need not hold all that a plan prevents.
    let written = Forecast::Written;
    let question = if named { Question::one(written) } else { Question::months(12, written) };
    let case = input::case(&plan, &all, &question)?;
    let files: Vec<_> = scenarios.iter().map(|scenario| &scenario.file).collect();
    let today = args.today.unwrap_or_else(this_day);
    Doubts::new(args.quiet).say(&plan, &all, &doubts::find(&plan, &all, &case, Some(today)));
    if !args.quiet {
        super::drill::remind(&plan, today);
    }
    let world = World { plan: &plan.file, scenarios: &files, case: &case, today };
    let (found, covered) = (findings(&world), cover(&world));
    print(&if args.json {
        checked_json(&world, &found, &covered, &plan.changed())
    } else {
        what_if(&plan.changed()) + &checked_terminal(&world, &found, &covered)
    })?;
    let gaps = found.iter().filter(|finding| finding.severity == Severity::Gap).count();
    if args.require && gaps > 0 {
        return Err(Failure::Unmet(format!("the plan has gaps: {gaps}")));
    }
    Ok(())
}

/// The day it is, in universal time. Reviews fall due by the calendar on the wall; the day is shown with what is found.
pub(super) fn this_day() -> Day {
    Day(jiff::Timestamp::now().to_zoned(jiff::tz::TimeZone::UTC).date())
}
