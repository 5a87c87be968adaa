//! `year`: knows the steps from files to the report of a year; does not know how any of them is done.

use super::args::{self, YearArgs};
use super::doubts::Doubts;
use super::failure::Failure;
use super::input;
use super::job::{Bound, Job, inputs, target, threads};
use super::watch::on_ctrl_c;

/// Runs a year of all scenarios named, or of all beside the plan.
pub fn year(args: &YearArgs) -> Result<(), Failure> {
    let common = &args.study;
    let plan = input::plan(&common.world)?;
    let scenarios = input::scenarios(&args.scenarios, &plan)?;
    let all: Vec<_> = scenarios.iter().collect();
    let bound = Bound::new(&plan, all.clone(), common, Some(args.months))?;
    bound.say(&plan, &mut Doubts::new(common.output.quiet));
    if !common.output.quiet {
        super::drill::remind(&plan, common.today.unwrap_or_else(super::check::this_day));
    }
    let folder = common.output.out.clone().unwrap_or_else(|| plan.folder.join("reports").join("year"));
    let target = target(&common.output, &[&plan], &all, &folder)?;
    let mut made_from = inputs(common, &plan, &all, &args.scenarios);
    made_from.months = Some(args.months);
    made_from.ruin = args.ruin.as_ref().map(|level| level.text.clone());
    let job = Job {
        args: common,
        plan: &plan,
        bound: &bound,
        inputs: made_from,
        ruin: args.ruin.as_ref().map_or(args::RUIN, |level| level.value),
        target,
        stop: &on_ctrl_c(),
    };
    threads(&common.output)?.install(|| job.run()).map(drop)
}
