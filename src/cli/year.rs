//! `year`: knows which scenarios make up a year; does not know what a year is.

use std::fs;
use std::path::{Path, PathBuf};

use super::args::{self, YearArgs};
use super::failure::Failure;
use super::input::{self, Plan};
use super::job::{Bound, Job, inputs, threads};
use super::watch::on_ctrl_c;

/// Runs a year of all scenarios named, or of all beside the plan.
pub fn year(args: &YearArgs) -> Result<(), Failure> {
    let common = &args.study;
    let plan = input::plan(&common.world)?;
    let paths = if args.scenarios.is_empty() { beside(&plan)? } else { args.scenarios.clone() };
    let scenarios = paths.iter().map(|path| input::whole_scenario(path)).collect::<Result<Vec<_>, _>>()?;
    let all: Vec<_> = scenarios.iter().collect();
    let bound = Bound::new(&plan, all.clone(), common, Some(args.months))?;
    let mut made_from = inputs(common, &plan, &all, &args.scenarios);
    made_from.months = Some(args.months);
    made_from.ruin = args.ruin.as_ref().map(|level| level.text.clone());
    let job = Job {
        args: common,
        plan: &plan,
        bound: &bound,
        inputs: made_from,
        ruin: args.ruin.as_ref().map_or(args::RUIN, |level| level.value),
        folder: common.out.clone().unwrap_or_else(|| plan.folder.join("reports").join("year")),
        stop: &on_ctrl_c(),
    };
    threads(common)?.install(|| job.run()).map(drop)
}

/// The scenarios in the nearest folder of that name at or above the plan's, by name.
pub fn beside(plan: &Plan) -> Result<Vec<PathBuf>, Failure> {
    let mut folder = plan.folder.clone();
    for _ in 0..DEEPEST {
        let scenarios = folder.join("scenarios");
        if scenarios.is_dir() {
            return listed(&scenarios);
        }
        folder.push("..");
    }
    Err(Failure::Io("no folder `scenarios` beside the plan or above\n  tip: name the scenarios".to_owned()))
}

/// Folders above the plan that are looked at.
const DEEPEST: usize = 8;

fn listed(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let read = |e: std::io::Error| Failure::io("read", folder, &e);
    let mut paths = Vec::new();
    for entry in fs::read_dir(folder).map_err(read)? {
        let path = entry.map_err(read)?.path();
        if path.extension().is_some_and(|ending| ending == "ron") {
            paths.push(path);
        }
    }
    paths.sort();
    if paths.is_empty() {
        let shown = crate::file::visible(&folder.to_string_lossy());
        return Err(Failure::Io(format!("`{shown}` holds no scenario\n  tip: name the scenarios")));
    }
    Ok(paths)
}
