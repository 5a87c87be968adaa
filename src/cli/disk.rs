//! Files: the one room that reads and writes them. Knows their limits, whose they are, and how something is put in the
//! place of something else so that nobody ever sees half of it; does not know what is in them.
//!
//! What this program did not write it never takes away and never overwrites: a folder is ours by a [`Mark`], a file by its
//! digest in it. What takes the place of something else is made beside it, in a [`partial`] place that one program holds, is
//! on the disk before it is seen, and changes places in one step.

mod calls;
mod folder;
mod look;
mod mark;
mod names;
mod notes;
mod partial;
mod place;
mod read;
mod single;
mod target;

use std::fs;
use std::path::{Path, PathBuf};

use super::failure::Failure;

pub use calls::Out;
pub use folder::Folder;
pub use mark::{MARK, Mark};
pub use partial::{is_there, make_all, quiet, recover, recover_below};
pub use place::{Place, Way, refuse_link};
pub use read::{bytes, bytes_of, refuse_no_file, standard_input, text};
pub use single::{Shared, replace, supplant};
pub use target::Target;

/// The folder that holds a path.
pub fn parent(path: &Path) -> PathBuf {
    match path.parent() {
        Some(parent) if parent != Path::new("") => parent.to_path_buf(),
        _ => PathBuf::from("."),
    }
}

/// The folders in a folder, by name, without links and hidden ones; none where there is no such folder.
/// What a program that was killed left there is put right first.
pub fn folders(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    recover(folder);
    let is_hidden = |path: &PathBuf| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
    let is_folder = |path: &PathBuf| fs::symlink_metadata(path).is_ok_and(|kind| kind.is_dir());
    Ok(listed(folder)?.into_iter().filter(|path| is_folder(path) && !is_hidden(path)).collect())
}

/// The files in a folder, by name, without links.
pub fn files(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let is_file = |path: &PathBuf| fs::symlink_metadata(path).is_ok_and(|kind| kind.is_file());
    Ok(listed(folder)?.into_iter().filter(is_file).collect())
}

fn listed(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let names = partial::names(folder).map_err(|e| Failure::io("read", folder, &e))?;
    Ok(names.into_iter().map(|name| folder.join(name)).collect())
}

/// Makes a folder that is not there yet, and those above it; what is there already is no folder of ours.
pub fn new_folder(folder: &Path) -> std::io::Result<()> {
    make_all(&parent(folder))?;
    calls::make_folder(folder)
}

/// Bytes in hexadecimal digits.
fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
