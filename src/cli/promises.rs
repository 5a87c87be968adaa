//! `promises`: knows which scenario each promise of a plan is about; does not test any.

use crate::assess::Unwatched;
use crate::codes::UNKNOWN;
use crate::file::{Fault, Question};
use crate::model::Course;
use crate::promise::{self, Promise, Scene, Verdict};
use crate::report::{self, Tested};
use crate::sampling::Luck;

use super::args::PromisesArgs;
use super::doubts::{self, Doubts};
use super::effort::{Effort, Tip, tried};
use super::failure::Failure;
use super::input::{self, Plan, Scenario};
use super::job::{forecast, sources};
use super::page::print;

/// Tests all promises of the plan.
pub fn promises(args: &PromisesArgs) -> Result<(), Failure> {
    let plan = input::plan(&args.world)?;
    let scenarios = input::scenarios(&args.scenarios, &plan)?;
    let mut doubts = Doubts::new(args.quiet);
    let mut tested: Vec<Option<Tested<'_>>> = vec![None; plan.file.promises.len()];
    let scenes = scenes(&plan.file.promises);
    for (nth, scene) in scenes.iter().copied().enumerate() {
        let about = |(_, promise): &(usize, &Promise)| promise.scene() == scene;
        let own: Vec<(usize, &Promise)> = plan.file.promises.iter().enumerate().filter(about).collect();
        let only: Vec<&Promise> = own.iter().map(|(_, promise)| *promise).collect();
        for ((at, promise), finding) in
            own.iter().zip(test(args, &plan, &scenarios, (scene, &only), scenes.len() - nth, &mut doubts)?)
        {
            tested[*at] = Some(Tested { promise, finding });
        }
    }
    let tested: Vec<Tested<'_>> = tested.into_iter().flatten().collect();
    let changes = plan.changed();
    print(&if args.json {
        report::promises_json(&tested, &changes)
    } else {
        report::what_if(&changes) + &report::promises(&tested)
    })?;
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
    (scene, promises): (&Scene, &[&Promise]),
    left: usize,
    doubts: &mut Doubts,
) -> Result<Vec<promise::Finding>, Failure> {
    let (course, months, about): (Course, u32, Vec<&Scenario>) = match scene {
        Scene::Months(months) => (Course::Year, *months, scenarios.iter().collect()),
        Scene::Scenario(name) => {
            (Course::One, 12, vec![named(name, scenarios).map_err(|tip| unknown(plan, name, tip))?])
        }
    };
    let question = Question { course, months, forecast: forecast(args.forecast), today: args.today };
    let case = input::case(plan, &about, &question)?;
    doubts.say(plan, &about, &doubts::find(plan, &about, &case, args.today));
    let (luck, sources) = (Luck::new(args.world.seed), sources(&case)?);
    if !args.long {
        // What is still ahead may be about other scenarios; they are taken to be like this one.
        let most = args.trials.saturating_mul(left as u64);
        let tried = tried(&case, &luck, &sources, most, &Unwatched)?;
        Effort::new().alone(most, tried.seconds).allow(args.trials, Tip::Trials)?;
    }
    Ok(promise::test(&case, &luck, &sources, promises, args.trials))
}

/// The scenario whose file or title has a name; else those that there are.
fn named<'a>(name: &str, scenarios: &'a [Scenario]) -> Result<&'a Scenario, String> {
    let found = scenarios.iter().find(|scenario| scenario.stem == name || scenario.file.title == name);
    found.ok_or_else(|| {
        let known: Vec<&str> = scenarios.iter().map(|scenario| scenario.stem.as_str()).collect();
        format!("known are {}, and year", known.join(", "))
    })
}

/// A promise is about a scenario that is not there.
fn unknown(plan: &Plan, name: &str, tip: String) -> Failure {
    let of = |promise: &&Promise| matches!(promise.scene(), Scene::Scenario(scene) if scene == name);
    let promise = plan.file.promises.iter().find(of);
    let at = promise.and_then(|promise| plan.source.text.find(promise.text()));
    let what = format!("a promise is about `{name}`, and there is no such scenario");
    Failure::Invalid(plan.source.explain(&[Fault::new(UNKNOWN, at, what, tip)]))
}
