//! The place in which something is made before it takes the place of something else: knows that only one program is in it,
//! what a program that was killed left there, and whose each thing in it is; does not know what is made.
//!
//! It is a folder `.partial-NAME` beside what is made:
//!
//! ```text
//! lock   says whose the folder is; who makes something holds it
//! new/   what is being made; once it has changed places, what was there before
//! old/   what was there before, where a system cannot let two folders change places in one step
//! ```
//!
//! The lock goes only with the folder, and only by whoever holds it: who gets it looks whether it is still the one that
//! stands there. Whoever comes next, whatever for, first puts right what was left: the old result goes back where nothing is in its
//! place, what this program wrote goes, and what it did not write goes back, or aside.

use std::ffi::OsString;
use std::fs::{self, File, TryLockError};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

use crate::cli::failure::Failure;
use crate::file::visible;

use super::calls;
use super::mark::{MARK, Mark, content};

/// With what the name of such a folder begins.
const PREFIX: &str = ".partial-";
/// What its lock says.
const SAID: &str = "{\"schema\": \"bcp-sim.partial/1\"}\n";
/// How often the lock is looked for again where its last holder has just taken it away.
const TRIES: usize = 100;

/// A place to make something in.
pub struct Partial {
    at: PathBuf,
    target: PathBuf,
    _lock: File,
}

impl Partial {
    /// Begins to make what will stand at a path; the folders above it are made where they are missing.
    pub fn beside(target: &Path) -> Result<Self, Failure> {
        let folder = super::parent(target);
        make_all(&folder).map_err(|e| Failure::io("create", &folder, &e))?;
        let at = place_of(target);
        let lock = hold(&at, target)?;
        let partial = Self { at, target: target.to_path_buf(), _lock: lock };
        partial.put_right().map_err(|e| Failure::io("clear up", &partial.at, &e))?;
        Ok(partial)
    }

    /// The folder for what is being made.
    pub fn new_folder(&self) -> PathBuf {
        self.at.join("new")
    }

    /// Lets what was made change places with the result that is there. Where something fails the old one is back.
    pub fn exchange(&self) -> io::Result<()> {
        let (new, old) = (self.new_folder(), self.at.join("old"));
        match calls::exchange(&new, &self.target) {
            Err(e) if e.kind() == ErrorKind::Unsupported => {
                calls::rename_new(&self.target, &old)?;
                calls::rename_new(&new, &self.target).inspect_err(|_| {
                    // Where this fails too, whoever comes next finds it in its place.
                    let _ = calls::rename_new(&old, &self.target);
                })?;
                self.sync_or(|| {
                    calls::rename_new(&self.target, &new)?;
                    calls::rename_new(&old, &self.target)
                })
            }
            done => {
                done?;
                self.sync_or(|| calls::exchange(&new, &self.target))
            }
        }
    }

    fn sync_or(&self, back: impl FnOnce() -> io::Result<()>) -> io::Result<()> {
        calls::sync_folder(&super::parent(&self.target)).inspect_err(|_| {
            // A disk that cannot be written keeps what it has.
            let _ = back();
        })
    }

    /// Puts right what a program that was killed left here, or what this one leaves.
    fn put_right(&self) -> io::Result<()> {
        let old = self.at.join("old");
        if is_there(&old) {
            if !is_there(&self.target) {
                calls::rename_new(&old, &self.target)?;
            } else {
                settle(&old, &self.target)?;
            }
        }
        let new = self.new_folder();
        match Mark::of(&new)? {
            _ if !is_there(&new) => Ok(()),
            Some(_) => settle(&new, &self.target),
            // The mark is written last: all of it was being made.
            None => remove_all(&new),
        }
    }
}

/// Whatever happened, nothing of the making stays.
impl Drop for Partial {
    fn drop(&mut self) {
        // Where these fail whoever comes next clears up.
        let _ = self.put_right();
        let is_empty = names(&self.at).is_ok_and(|names| names.iter().all(|name| name == "lock"));
        if is_empty {
            let _ = calls::remove(&self.at.join("lock"));
            let _ = calls::remove_folder(&self.at);
        }
    }
}

/// Where something is made.
pub fn place_of(target: &Path) -> PathBuf {
    let mut name = OsString::from(PREFIX);
    name.push(target.file_name().unwrap_or_default());
    super::parent(target).join(name)
}

/// Puts right whatever programs that were killed left in a folder; what another is making just now stays.
pub fn recover(folder: &Path) -> Result<(), Failure> {
    let Ok(names) = names(folder) else { return Ok(()) };
    for name in names.iter().filter_map(|name| name.to_str()?.strip_prefix(PREFIX)) {
        let at = folder.join(format!("{PREFIX}{name}"));
        if !is_ours(&at).map_err(|e| Failure::io("read", &at, &e))? {
            continue;
        }
        match Partial::beside(&folder.join(name)) {
            Ok(_) | Err(Failure::InUse(_)) => {}
            Err(failure) => return Err(failure),
        }
    }
    Ok(())
}

/// Whether a folder is one that this program makes things in.
fn is_ours(at: &Path) -> io::Result<bool> {
    if !fs::symlink_metadata(at).is_ok_and(|kind| kind.is_dir()) {
        return Ok(false);
    }
    let said = content(&at.join("lock"), SAID.len() as u64)?;
    Ok(said.is_some_and(|said| said == SAID.as_bytes() || said.is_empty()))
}

/// Whether a folder is empty, and a folder.
fn is_empty(folder: &Path) -> bool {
    fs::symlink_metadata(folder).is_ok_and(|kind| kind.is_dir()) && names(folder).is_ok_and(|names| names.is_empty())
}

/// Makes the folder where it is missing, and takes its lock.
fn hold(at: &Path, target: &Path) -> Result<File, Failure> {
    let path = at.join("lock");
    let failed = |doing: &str, e: &io::Error| Failure::io(doing, at, e);
    for _ in 0..TRIES {
        match calls::make_folder(at) {
            Err(e) if e.kind() != ErrorKind::AlreadyExists => return Err(failed("create", &e)),
            _ => {}
        }
        if is_there(at) && !is_ours(at).map_err(|e| failed("read", &e))? && !is_empty(at) {
            let what = format!("`{}` is in the way, and is not bcp-sim's", visible(&at.to_string_lossy()));
            return Err(Failure::InUse(format!("{what}\n  tip: move it, or name another folder with `--out`")));
        }
        let file = match calls::open_lock(&path) {
            Err(e) if e.kind() == ErrorKind::NotFound => continue,
            opened => opened.map_err(|e| failed("lock", &e))?,
        };
        match calls::lock(&file, &path) {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let shown = visible(&target.to_string_lossy());
                return Err(Failure::InUse(format!(
                    "another run is writing `{shown}`\n  tip: wait for it, or name another folder"
                )));
            }
            Err(TryLockError::Error(e)) => return Err(failed("lock", &e)),
        }
        if is_still(&path, &file) {
            say(&file, &path).map_err(|e| failed("write", &e))?;
            return Ok(file);
        }
    }
    Err(Failure::InUse(format!("`{}` cannot be locked\n  tip: try again", visible(&at.to_string_lossy()))))
}

/// Says in a lock whose it is, where it does not yet.
fn say(file: &File, path: &Path) -> io::Result<()> {
    if file.metadata()?.len() > 0 { Ok(()) } else { calls::write(file, path, SAID.as_bytes()) }
}

/// Whether a lock that was taken is the one that stands there.
#[cfg(unix)]
fn is_still(path: &Path, file: &File) -> bool {
    use std::os::unix::fs::MetadataExt;
    let which = |kind: io::Result<fs::Metadata>| kind.ok().map(|kind| (kind.dev(), kind.ino()));
    let there = which(fs::symlink_metadata(path));
    there.is_some() && there == which(file.metadata())
}

/// Whether a lock that was taken is the one that stands there: one that is held cannot be taken away here.
#[cfg(not(unix))]
fn is_still(path: &Path, _file: &File) -> bool {
    path.exists()
}

/// Clears a result that another one has taken the place of. What this program wrote goes; what it did not stays where it is by
/// name, and what was changed is kept aside.
fn settle(from: &Path, target: &Path) -> io::Result<()> {
    let mark = Mark::of(from)?;
    for name in names(from)?.into_iter().filter(|name| name != MARK) {
        let own = match (&mark, name.to_str()) {
            (Some(mark), Some(name)) => mark.written(from, name)?,
            _ => None,
        };
        if own.is_some() {
            calls::remove(&from.join(&name))?;
            continue;
        }
        if !is_there(target) {
            calls::make_folder(target)?;
        }
        if calls::rename_new(&from.join(&name), &target.join(&name)).is_err() {
            keep_aside(&from.join(&name), target)?;
        }
    }
    if mark.is_some() {
        calls::remove(&from.join(MARK))?;
    }
    calls::remove_folder(from)
}

/// Gives something of the user's a name of its own in a folder in which its name is, or will be, taken; and says so.
pub fn keep_aside(path: &Path, folder: &Path) -> io::Result<PathBuf> {
    let was = folder.join(path.file_name().unwrap_or_default());
    for number in 1..=u32::MAX {
        let kept = aside_of(&was, number);
        match calls::rename_new(path, &kept) {
            Err(e) if e.kind() == ErrorKind::AlreadyExists => continue,
            done => done?,
        }
        let [was, now] = [&was, &kept].map(|path| visible(&path.to_string_lossy()));
        // Nothing can be done where standard error is closed.
        let _ = writeln!(anstream::stderr(), "kept: `{was}` was not as bcp-sim wrote it; it is now `{now}`");
        return Ok(kept);
    }
    Err(ErrorKind::AlreadyExists.into())
}

/// Where something is kept: beside where it was, with the same ending, so that it opens as before.
fn aside_of(was: &Path, number: u32) -> PathBuf {
    let mut name = was.file_stem().unwrap_or_default().to_os_string();
    name.push(format!(".kept-{number}"));
    if let Some(ending) = was.extension() {
        name.push(".");
        name.push(ending);
    }
    was.with_file_name(name)
}

/// Takes away what was being made, and never what a link leads to.
fn remove_all(folder: &Path) -> io::Result<()> {
    for name in names(folder)? {
        let path = folder.join(name);
        if fs::symlink_metadata(&path)?.is_dir() { remove_all(&path)? } else { calls::remove(&path)? }
    }
    calls::remove_folder(folder)
}

/// Makes a folder and those above it.
pub fn make_all(folder: &Path) -> io::Result<()> {
    if folder.is_dir() {
        return Ok(());
    }
    if let Some(above) = folder.parent().filter(|above| *above != Path::new("")) {
        make_all(above)?;
    }
    match calls::make_folder(folder) {
        Err(e) if e.kind() == ErrorKind::AlreadyExists && folder.is_dir() => Ok(()),
        made => made,
    }
}

/// Whether there is anything, if only a link that leads nowhere.
pub fn is_there(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok()
}

/// The names in a folder, in order.
pub fn names(folder: &Path) -> io::Result<Vec<OsString>> {
    let name = |entry: io::Result<fs::DirEntry>| entry.map(|entry| entry.file_name());
    let mut names = fs::read_dir(folder)?.map(name).collect::<io::Result<Vec<_>>>()?;
    names.sort();
    Ok(names)
}
