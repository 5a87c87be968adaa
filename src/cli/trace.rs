//! `trace`: knows the steps from files to one trial retold; does not know how it is told.

use std::path::Path;

use crate::chart::{ChartError, Picture};
use crate::engine::{Story, replay};
use crate::file::Question;
use crate::report::{retell, what_if};
use crate::sampling::{Block, Luck};

#[cfg(not(feature = "png"))]
use super::args::NO_PNG;
use super::args::TraceArgs;
use super::disk;
use super::doubts::{self, Doubts};
use super::failure::Failure;
use super::input::{self, Plan, Scenario};
use super::job::{forecast, sources};
use super::page::print;

/// Replays one trial and retells it.
pub fn trace(args: &TraceArgs) -> Result<(), Failure> {
    let chart = args.chart.as_deref().map(Chart::new).transpose()?;
    let plan = input::plan(&args.world)?;
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
    print(&(what_if(&plan.changed()) + &retold.text))?;
    match chart {
        Some(chart) => chart.write(&retold.picture.map_err(|e| undrawn(&e))?),
        None => Ok(()),
    }
}

/// The one scenario that is retold.
fn one(args: &TraceArgs, plan: &Plan) -> Result<Vec<Scenario>, Failure> {
    match &args.scenarios[..] {
        [_] => input::these(&args.scenarios, args.hazard.as_deref(), plan),
        _ => Err(Failure::Usage("one scenario is retold at a time\n  tip: `--year` retells all at once".to_owned())),
    }
}

/// The file of the chart, and how it is written.
struct Chart<'a> {
    path: &'a Path,
    bytes: fn(&Picture) -> Result<Vec<u8>, ChartError>,
}

impl<'a> Chart<'a> {
    /// As the ending names.
    fn new(path: &'a Path) -> Result<Self, Failure> {
        let bytes: fn(&Picture) -> _ = match path.extension().and_then(|e| e.to_str()) {
            Some("svg") => |picture| Ok(picture.svg.clone().into_bytes()),
            #[cfg(feature = "png")]
            Some("png") => |picture| crate::chart::to_png(&picture.svg, 2.0),
            #[cfg(not(feature = "png"))]
            Some("png") => return Err(Failure::Usage(format!("{NO_PNG}\n  tip: name a file that ends in .svg"))),
            _ => return Err(Failure::Usage("the chart's file must end in .svg or .png".to_owned())),
        };
        Ok(Self { path, bytes })
    }

    /// Writes it, never over another file.
    fn write(&self, picture: &Picture) -> Result<(), Failure> {
        disk::replace(self.path, None, &(self.bytes)(picture).map_err(|e| undrawn(&e))?)
    }
}

fn undrawn(error: &ChartError) -> Failure {
    Failure::Io(format!("could not draw the trial: {error}"))
}
