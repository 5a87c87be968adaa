//! `promises`: knows which scenario each promise of a plan is about; does not test any.

use crate::file::Question;
use crate::model::Course;
use crate::promise::{self, Promise, Scene, Verdict};
use crate::report::{self, Tested};
use crate::sampling::Luck;

use super::args::PromisesArgs;
use super::failure::Failure;
use super::input::{self, Plan, Scenario};
use super::job::{forecast, sources};
use super::page::print;

/// Tests all promises of the plan.
pub fn promises(args: &PromisesArgs) -> Result<(), Failure> {
    let plan = input::plan(&args.world)?;
    let scenarios = input::scenarios(&args.scenarios, &plan)?;
    let mut tested: Vec<Option<Tested<'_>>> = vec![None; plan.file.promises.len()];
    for scene in scenes(&plan.file.promises) {
        let about = |(_, promise): &(usize, &Promise)| promise.scene() == scene;
        let own: Vec<(usize, &Promise)> = plan.file.promises.iter().enumerate().filter(about).collect();
        let only: Vec<&Promise> = own.iter().map(|(_, promise)| *promise).collect();
        for ((at, promise), finding) in own.iter().zip(test(args, &plan, &scenarios, scene, &only)?) {
            tested[*at] = Some(Tested { promise, finding });
        }
    }
    let tested: Vec<Tested<'_>> = tested.into_iter().flatten().collect();
    print(&if args.json { report::promises_json(&tested) } else { report::promises(&tested) })?;
    let open = tested.iter().filter(|t| t.finding.verdict != Verdict::Kept).count();
    if args.require && open > 0 {
        return Err(Failure::Unmet(format!("error: {open} of {} promises are not shown to be kept", tested.len())));
    }
    Ok(())
}

/// What the promises are about, each once.
fn scenes(promises: &[Promise]) -> Vec<&Scene> {
    let mut all: Vec<&Scene> = Vec::new();
    for promise in promises {
        if !all.contains(&promise.scene()) {
            all.push(promise.scene());
        }
    }
    all
}

fn test(
    args: &PromisesArgs,
    plan: &Plan,
    scenarios: &[Scenario],
    scene: &Scene,
    promises: &[&Promise],
) -> Result<Vec<promise::Finding>, Failure> {
    let (course, months, about): (Course, u32, Vec<&Scenario>) = match scene {
        Scene::Months(months) => (Course::Year, *months, scenarios.iter().collect()),
        Scene::Scenario(name) => (Course::One, 12, vec![named(name, scenarios)?]),
    };
    let question = Question { course, months, forecast: forecast(args.forecast), today: args.today };
    let case = input::case(plan, &about, &question)?;
    Ok(promise::test(&case, &Luck::new(args.world.seed), &sources(&case)?, promises, args.trials))
}

/// The scenario whose file or title has a name.
fn named<'a>(name: &str, scenarios: &'a [Scenario]) -> Result<&'a Scenario, Failure> {
    let found = scenarios.iter().find(|scenario| scenario.stem == name || scenario.file.title == name);
    found.ok_or_else(|| {
        let known: Vec<&str> = scenarios.iter().map(|scenario| scenario.stem.as_str()).collect();
        let shown = crate::file::visible(name);
        Failure::Invalid(format!(
            "error: a promise is about `{shown}`, and there is no such scenario\n  tip: known are {}, and year",
            known.join(", ")
        ))
    })
}
