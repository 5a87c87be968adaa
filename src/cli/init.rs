//! `init`: knows how a new practice folder is laid out and what is never touched; does not know what is in its files.

use std::fs;
use std::path::{Path, PathBuf};

use crate::file::visible;
use crate::library;

use super::args::InitArgs;
use super::disk::Folder;
use super::failure::Failure;
use super::page::print;

/// Makes a folder with a plan to start from and every scenario, as a whole or not at all.
pub fn init(args: &InitArgs) -> Result<(), Failure> {
    let target = args.folder.as_path();
    let Some(template) = library::template(&args.template) else {
        return Err(Failure::Usage(format!("there is no template `{}`", visible(&args.template))));
    };
    refuse_what_is_there(target)?;
    let above = missing_above(target);
    if let Err(failure) = fill(target, template) {
        // Folders that were made on the way to it go again, if nothing has come into them.
        above.iter().for_each(|folder| drop(fs::remove_dir(folder)));
        return Err(failure);
    }
    if args.quiet { Ok(()) } else { print(&next(target, &args.template)) }
}

/// The folder with everything in it, and those above it that are missing.
fn fill(target: &Path, template: library::Text) -> Result<(), Failure> {
    let mut folder = Folder::create(target)?;
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

/// Only a new name, or an empty folder, is taken.
fn refuse_what_is_there(target: &Path) -> Result<(), Failure> {
    let shown = visible(&target.to_string_lossy());
    let tip = "name a folder that does not exist yet, for example `bcp-sim init my-practice`";
    // The folder one stands in cannot be put in its place as a whole.
    let here = || std::env::current_dir().and_then(fs::canonicalize).ok();
    if target.file_name().is_none() || fs::canonicalize(target).ok().is_some_and(|path| Some(path) == here()) {
        return Err(Failure::Usage(format!("`{shown}` is no name of a new folder\n  tip: {tip}")));
    }
    let nearest = target.ancestors().skip(1).find(|folder| fs::symlink_metadata(folder).is_ok());
    if let Some(file) = nearest.filter(|folder| !folder.is_dir()) {
        let file = visible(&file.to_string_lossy());
        return Err(Failure::Io(format!("`{file}` is no folder, so nothing can be made in it\n  tip: {tip}")));
    }
    let Ok(kind) = fs::symlink_metadata(target) else { return Ok(()) };
    let empty = || fs::read_dir(target).map(|mut entries| entries.next().is_none());
    if kind.is_dir() && empty().map_err(|e| Failure::io("read", target, &e))? {
        return Ok(());
    }
    Err(Failure::InUse(format!("`{shown}` exists, and nothing is ever overwritten\n  tip: {tip}")))
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
