//! `trace`: knows the steps from files to one trial retold; does not know how it is told.

use std::path::Path;

use crate::chart::{ChartError, Picture};
use crate::engine::{Story, replay};
use crate::file::{Question, on_the_diary_of};
use crate::report::{retell, what_if};
use crate::sampling::{Block, Luck};

#[cfg(not(feature = "png"))]
use super::args::NO_PNG;
use super::args::TraceArgs;
use super::disk::{self, Place};
use super::doubts::{self, Doubts};
use super::failure::Failure;
use super::input::{self, Plan, Scenario};
use super::job::{forecast, sources};
use super::page::print;

/// Replays one trial and retells it.
pub fn trace(args: &TraceArgs) -> Result<(), Failure> {
    let drawn = args.chart.as_deref().map(drawing).transpose()?;
    let mut plan = input::plan(&args.world)?;
    if let Some(other) = &args.diary_of {
        plan.file = on_the_diary_of(&plan.file, &input::plan_at(Some(other), &[])?.file);
    }
    let place = |path| Place::of("a chart", path, &plan.practices());
    let place = args.chart.as_deref().map(place).transpose()?;
    let (scenarios, question) = match args.year {
        Some(months) => (input::scenarios(&args.scenarios, &plan)?, Question::months(months, forecast(args.forecast))),
        None => (one(args, &plan)?, Question::one(forecast(args.forecast))),
    };
    let question = Question { today: args.today, ..question };
    let all: Vec<&Scenario> = scenarios.iter().collect();
    let case = input::case(&plan, &all, &question)?;
    Doubts::new(args.quiet).say(&plan, &all, &doubts::find(&plan, &all, &case, None));
    let (luck, sources) = (Luck::new(args.world.seed), sources(&case)?);
    let block = Block::new(&luck, &sources, args.trial, 1);
    let mut story = Story::default();
    for draw in block.draws() {
        replay(&case, draw, &mut story);
    }
    let only = scenarios.first().filter(|_| args.year.is_none()).map(|scenario| &scenario.file);
    let retold = retell(&plan.file, only, &case, args.trial, &story);
    // The words first: no chart is a reason to lose them.
    let told = print(&(what_if(&plan.changed()) + &retold.text));
    let Some((drawn, place)) = drawn.zip(place) else { return told };
    let picture = retold.picture.map_err(|e| undrawn(&e))?;
    // Never over another file.
    disk::replace(&place, None, &drawn(&picture).map_err(|e| undrawn(&e))?)?;
    told.map_err(|failure| failure.although(place.path()))
}

/// The one scenario that is retold.
fn one(args: &TraceArgs, plan: &Plan) -> Result<Vec<Scenario>, Failure> {
    match &args.scenarios[..] {
        [_] => input::these(&args.scenarios, args.hazard.as_deref(), plan),
        _ => Err(Failure::Usage("one scenario is retold at a time\n  tip: `--year` retells all at once".to_owned())),
    }
}

/// A picture as the bytes of a file.
type Drawing = fn(&Picture) -> Result<Vec<u8>, ChartError>;

/// How a chart is drawn into a file, as its ending names.
fn drawing(path: &Path) -> Result<Drawing, Failure> {
    match path.extension().and_then(|e| e.to_str()) {
        Some("svg") => Ok(|picture| Ok(picture.svg.clone().into_bytes())),
        #[cfg(feature = "png")]
        Some("png") => Ok(|picture| crate::chart::to_png(&picture.svg, 2.0)),
        #[cfg(not(feature = "png"))]
        Some("png") => Err(Failure::Usage(format!("{NO_PNG}\n  tip: name a file that ends in .svg"))),
        _ => Err(Failure::Usage("the chart's file must end in .svg or .png".to_owned())),
    }
}

fn undrawn(error: &ChartError) -> Failure {
    Failure::Io(format!("could not draw the trial: {error}"))
}
