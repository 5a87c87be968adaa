//! `run`: knows the steps from files to a report for each scenario, and the ranking of several; does not know how any of
//! them is done.

use crate::report::{self, Ranked, Ranking};

use super::args::RunArgs;
use super::disk::Target;
use super::doubts::Doubts;
use super::failure::Failure;
use super::input;
use super::job::{Bound, Job, all_drawn, inputs, target, threads};
use super::page::print_of;
use super::pages::Pages;
use super::watch::on_ctrl_c;

/// The report's folder of a ranking.
pub const RANKING: &str = "ranking";

/// Runs every scenario named. All files are read and checked before the first trial.
pub fn run(args: &RunArgs) -> Result<(), Failure> {
    let common = &args.study;
    let plan = input::plan(&common.world)?;
    let scenarios = input::these(&args.scenarios, args.hazard.as_deref(), &plan)?;
    let bound = scenarios.iter().map(|scenario| Bound::new(&plan, vec![scenario], common, None));
    let bound = bound.collect::<Result<Vec<_>, _>>()?;
    let mut doubts = Doubts::new(common.output.quiet);
    bound.iter().for_each(|bound| bound.say(&plan, &mut doubts));
    if !common.output.quiet {
        super::drill::remind(&plan, common.today.unwrap_or_else(super::check::this_day));
    }
    refuse_no_name(&scenarios)?;
    let several = scenarios.len() > 1;
    if several {
        refuse_same_names(&scenarios)?;
    }
    let folder = |name: &str| match &common.output.out {
        Some(out) if several => out.join(name),
        Some(out) => out.clone(),
        None => plan.folder.join("reports").join(name),
    };
    let every: Vec<_> = scenarios.iter().collect();
    let target_of = |name: &str| target(&common.output, &[&plan], &every, &folder(name));
    // All are looked at before anything is computed.
    let targets = scenarios.iter().map(|scenario| target_of(&scenario.stem)).collect::<Result<Vec<_>, _>>()?;
    let ranking_target = if several { target_of(RANKING)? } else { None };
    let made_from = |scenarios: &[&input::Scenario], paths: &[std::path::PathBuf]| {
        let hazard = args.hazard.clone();
        crate::report::Inputs { hazard, ..inputs(common, &plan, scenarios, paths) }
    };
    let pool = threads(&common.output)?;
    let stop = on_ctrl_c();
    let mut ranked = Vec::new();
    for (((path, scenario), bound), target) in args.scenarios.iter().zip(&scenarios).zip(&bound).zip(targets) {
        let job = Job {
            args: common,
            plan: &plan,
            bound,
            inputs: made_from(&[scenario], std::slice::from_ref(path)),
            ruin: super::args::RUIN,
            target,
            stop: &stop,
        };
        let summary = pool.install(|| job.run())?;
        ranked.push(Ranked::new(&scenario.file, bound.case(), &summary));
    }
    if several {
        let ranking = Ranking::new(&plan.file, ranked, made_from(&every, &args.scenarios));
        rank(args, &ranking, ranking_target.as_ref())?;
    }
    Ok(())
}

/// A report of `..ron` would go into the folder of all reports itself.
fn refuse_no_name(scenarios: &[input::Scenario]) -> Result<(), Failure> {
    match scenarios.iter().find(|scenario| std::path::Path::new(&scenario.stem).file_name().is_none()) {
        Some(none) => Err(Failure::Usage(format!(
            "no folder can be called `{}`, as the report of `{}` would be\n  tip: give the file another name",
            crate::file::visible(&none.stem),
            crate::file::visible(&none.source.name)
        ))),
        None => Ok(()),
    }
}

/// Each report goes into a folder with the name of its scenario's file; the second would replace the first.
fn refuse_same_names(scenarios: &[input::Scenario]) -> Result<(), Failure> {
    let mut known = std::collections::BTreeSet::from([RANKING.to_owned()]);
    match scenarios.iter().find(|scenario| !known.insert(scenario.stem.to_lowercase())) {
        Some(twice) => Err(Failure::Usage(format!(
            "two reports would go into a folder `{}`\n  tip: give one of the files another name",
            crate::file::visible(&twice.stem)
        ))),
        None => Ok(()),
    }
}

/// Prints the ranking of several scenarios and writes its report.
fn rank(args: &RunArgs, ranking: &Ranking<'_>, target: Option<&Target>) -> Result<(), Failure> {
    let output = &args.study.output;
    let write = |target: &Target| {
        let pictures = ranking.pictures();
        let (markdown, json) = (ranking.markdown(&pictures.drawn), ranking.json());
        Pages { markdown, json, pictures: pictures.drawn }.write(target, output)?.finish(target)?;
        all_drawn(&pictures.undrawn)
    };
    // What was computed is shown, whatever becomes of the writing.
    let written = target.map_or(Ok(()), write);
    let folder = target.filter(|_| written.is_ok()).map(Target::path);
    if output.json {
        print_of(&ranking.json(), folder)?;
    } else if !output.quiet {
        print_of(&report::ranking_terminal(ranking), folder)?;
    }
    written
}
