//! `init`: knows how a new practice folder is laid out and what is never touched; does not know what is in its files.

use std::fs;
use std::path::{Path, PathBuf};

use crate::file::visible;
use crate::library;

use super::args::InitArgs;
use super::disk::{Folder, Place};
use super::failure::Failure;
use super::input;
use super::page::print_of;

/// Makes a folder with a plan to start from and every scenario, as a whole or not at all.
pub fn init(args: &InitArgs) -> Result<(), Failure> {
    let Some(template) = library::template(&args.template) else {
        return Err(Failure::Usage(format!("there is no template `{}`", visible(&args.template))));
    };
    refuse_no_name(&args.folder)?;
    let place = Place::of("a practice", &args.folder, &input::practices_here())?;
    let target = place.path();
    refuse_what_is_there(target)?;
    let above = missing_above(target);
    if let Err(failure) = fill(&place, template) {
        // Folders that were made on the way to it go again, if nothing has come into them.
        above.iter().for_each(|folder| drop(fs::remove_dir(folder)));
        return Err(failure);
    }
    if args.quiet { Ok(()) } else { print_of(&next(target, &args.template), target) }
}

/// The folder with everything in it, and those above it that are missing.
fn fill(place: &Place, template: library::Text) -> Result<(), Failure> {
    let mut folder = Folder::create(place)?;
    folder.write("plan.ron", template.text.as_bytes())?;
    folder.inside("scenarios")?;
    for scenario in library::SCENARIOS {
        folder.write(&format!("scenarios/{}.ron", scenario.name), scenario.text.as_bytes())?;
    }
    folder.finish_new()
}

/// The folders above that are not there yet, the deepest first.
fn missing_above(target: &Path) -> Vec<PathBuf> {
    let above = target.ancestors().skip(1).filter(|folder| *folder != Path::new(""));
    above.take_while(|folder| fs::symlink_metadata(folder).is_err()).map(Path::to_path_buf).collect()
}

/// What is said where a folder cannot be taken.
const TIP: &str = "name a folder that does not exist yet, for example `bcp-sim init my-practice`";

/// The folder has a name, and is another than the one that one stands in.
fn refuse_no_name(target: &Path) -> Result<(), Failure> {
    // The folder one stands in cannot be put in its place as a whole.
    let here = || std::env::current_dir().and_then(fs::canonicalize).ok();
    if target.file_name().is_none() || fs::canonicalize(target).ok().is_some_and(|path| Some(path) == here()) {
        let shown = visible(&target.to_string_lossy());
        return Err(Failure::Usage(format!("`{shown}` is no name of a new folder\n  tip: {TIP}")));
    }
    Ok(())
}

/// Only a new name, or an empty folder, is taken.
fn refuse_what_is_there(target: &Path) -> Result<(), Failure> {
    let shown = visible(&target.to_string_lossy());
    let nearest = target.ancestors().skip(1).find(|folder| fs::symlink_metadata(folder).is_ok());
    if let Some(file) = nearest.filter(|folder| !folder.is_dir()) {
        let file = visible(&file.to_string_lossy());
        return Err(Failure::Io(format!("`{file}` is no folder, so nothing can be made in it\n  tip: {TIP}")));
    }
    let Ok(kind) = fs::symlink_metadata(target) else { return Ok(()) };
    let empty = || fs::read_dir(target).map(|mut entries| entries.next().is_none());
    if kind.is_dir() && empty().map_err(|e| Failure::io("read", target, &e))? {
        return Ok(());
    }
    Err(Failure::InUse(format!("`{shown}` exists, and nothing is ever overwritten\n  tip: {TIP}")))
}

/// What was made, and the next three commands.
fn next(target: &Path, template: &str) -> String {
    let shown = visible(&target.to_string_lossy());
    let plain = |c: char| c.is_alphanumeric() || "._-/\\:".contains(c);
    let word = if shown.chars().all(plain) { shown.clone() } else { format!("\"{shown}\"") };
    format!(
        "Made {shown}: plan.ron ({template}) and {} scenarios. Next:\n\n  \
         cd {word}\n  \
         bcp-sim run scenarios/outage.ron\n  \
         bcp-sim year\n\n\
         Then open plan.ron in a text editor: its first lines say which numbers to put\nin first. \
         Where something is wrong, the program says where and what to write.\n",
        library::SCENARIOS.len(),
    )
}
