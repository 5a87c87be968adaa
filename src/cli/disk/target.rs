//! Where a result goes: knows which folders no result may take the place of, and whose a folder is; does not know what a
//! result is.

use std::env;
use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use crate::cli::drill::JOURNAL;
use crate::cli::failure::Failure;
use crate::file::visible;

use super::calls;
use super::mark::Mark;
use super::partial::{is_there, names};
use super::place::{Place, Way, is_versioned};

/// Files that people look for first in a folder that is to be written into.
const FIRST: [&str; 3] = ["report.html", "report.md", "summary.json"];

/// Where a result goes.
#[derive(Clone, Debug)]
pub struct Target {
    place: Place,
    force: bool,
}

/// Whose what stands at a target is.
#[derive(Debug, PartialEq, Eq)]
pub enum Whose {
    /// Nothing is there, or an empty folder.
    Nobody,
    /// A result that this program wrote.
    Ours,
    /// A folder with something in it that this program did not write.
    Somebody,
}

impl Target {
    /// A folder for a result, looked at before anything is computed.
    ///
    /// With `force` it may be one in which somebody else has files: those stay, and what has the name of a file of the result
    /// is kept aside.
    ///
    /// # Errors
    /// As [`Place::of`]; or it is, holds or lies above something that is read, or that no result may take the place of; or it is
    /// somebody else's.
    pub fn new(path: &Path, force: bool, inputs: &[PathBuf], practices: &[PathBuf]) -> Result<Self, Failure> {
        let target = Self { place: Place::of("a result", path, practices)?, force };
        target.refuse_what_is_read(inputs)?;
        target.refuse_where_nothing_can_be_made()?;
        target.whose()?;
        Ok(target)
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        self.place.path()
    }

    /// The same, to be written.
    pub fn place(&self) -> &Place {
        &self.place
    }

    /// Whose it is.
    pub fn whose(&self) -> Result<Whose, Failure> {
        let Ok(kind) = fs::symlink_metadata(self.path()) else { return Ok(Whose::Nobody) };
        if kind.is_symlink() {
            return Err(self.in_use("is a link", "name a folder of its own with `--out`"));
        }
        if !kind.is_dir() {
            return Err(self.in_use("is not a folder", "name a folder with `--out`"));
        }
        let names = names(self.path()).map_err(|e| Failure::io("read", self.path(), &e))?;
        let mark = Mark::of(self.path()).map_err(|e| Failure::io("read", self.path(), &e))?;
        let ours = |name: &&std::ffi::OsString| {
            **name == *super::MARK
                || mark.as_ref().is_some_and(|mark| name.to_str().is_some_and(|n| mark.files.contains_key(n)))
        };
        let first = names.iter().find(|name| !ours(name)).or(names.first());
        match (&mark, first) {
            (_, None) => Ok(Whose::Nobody),
            (Some(mark), _) if mark.is_result() => Ok(Whose::Ours),
            _ if self.force => Ok(Whose::Somebody),
            (_, Some(first)) => Err(self.in_use(
                &format!("holds `{}`, which bcp-sim did not write", visible(&first.to_string_lossy())),
                &self.how(),
            )),
        }
    }

    /// How a result gets into a folder of somebody's.
    fn how(&self) -> String {
        let there: Vec<String> =
            FIRST.iter().filter(|name| is_there(&self.path().join(name))).map(|name| format!("`{name}`")).collect();
        let kept = if there.is_empty() {
            "nothing in it is overwritten".to_owned()
        } else {
            format!("{} would be replaced, and the old kept aside", there.join(" and "))
        };
        format!("name another folder with `--out`, or write into this one with `--force`: {kept}")
    }

    fn in_use(&self, what: &str, tip: &str) -> Failure {
        Failure::InUse(format!("{} {what}\n  tip: {tip}", self.shown()))
    }

    fn shown(&self) -> String {
        format!("`{}`", visible(&self.path().to_string_lossy()))
    }

    /// What is seen beforehand is not told after a long computation.
    fn refuse_where_nothing_can_be_made(&self) -> Result<(), Failure> {
        let cannot = |path: &Path, e: &io::Error| Err(Failure::io("create", path, e));
        let place = super::partial::place_of(self.path());
        match fs::symlink_metadata(&place) {
            Err(e) if e.kind() != ErrorKind::NotFound => return cannot(self.path(), &e),
            _ => {}
        }
        let parent = super::parent(self.path());
        let Some(nearest) = parent.ancestors().map(or_here).find(|above| is_there(above)) else { return Ok(()) };
        match calls::may_write(nearest) {
            _ if !nearest.is_dir() => cannot(self.path(), &ErrorKind::NotADirectory.into()),
            Err(e) => cannot(self.path(), &e),
            Ok(()) => Ok(()),
        }
    }

    /// A folder that is, holds or lies above something that must stay is never written into.
    fn refuse_what_is_read(&self, inputs: &[PathBuf]) -> Result<(), Failure> {
        let refuse = |what: &str| {
            let tip = "name a folder of its own with `--out`, for example `--out reports/mine`";
            Err(Failure::Usage(format!("a result cannot go into {}: {what}\n  tip: {tip}", self.shown())))
        };
        let own = self.place.real();
        if let Some(input) = inputs.iter().find(|input| self.place.is(input)) {
            return refuse(&format!("it is the place of `{}`", visible(&input.to_string_lossy())));
        }
        if !is_there(own) {
            return Ok(());
        }
        if is_versioned(own) {
            return refuse("it is under version control as a whole");
        }
        if is_there(&own.join(JOURNAL)) {
            return refuse("it holds the journal of a drill");
        }
        let read = inputs.iter().filter_map(|path| real(path)).find(|input| input.starts_with(own));
        if let Some(input) = read {
            return refuse(&format!("it holds `{}`, which is read", visible(&input.to_string_lossy())));
        }
        let here = env::current_dir().ok().and_then(|path| real(&path));
        let home = env::home_dir().filter(|home| home != Path::new("")).and_then(|path| real(&path));
        for (place, what) in [(here, "you are in it"), (home, "your home folder is in it")] {
            if place.is_some_and(|place| place.starts_with(own)) {
                return refuse(what);
            }
        }
        match mounts().into_iter().find(|mount| mount.starts_with(own)) {
            Some(mount) => refuse(&format!("a disk is mounted at `{}`", visible(&mount.to_string_lossy()))),
            None => Ok(()),
        }
    }
}

/// A path, or this folder where there is none.
fn or_here(path: &Path) -> &Path {
    if path == Path::new("") { Path::new(".") } else { path }
}

/// A path without links, as far as it is there.
fn real(path: &Path) -> Option<PathBuf> {
    Way::to(path).ok().map(|way| way.end)
}

/// Where disks are mounted, as far as the system tells.
#[cfg(unix)]
fn mounts() -> Vec<PathBuf> {
    use std::os::unix::ffi::OsStringExt;
    let table = fs::read("/proc/self/mountinfo").unwrap_or_default();
    let places = table.split(|byte| *byte == b'\n').filter_map(|line| line.split(|byte| *byte == b' ').nth(4));
    places.map(|place| PathBuf::from(std::ffi::OsString::from_vec(unescaped(place)))).collect()
}

/// Where disks are mounted: not told here.
#[cfg(not(unix))]
fn mounts() -> Vec<PathBuf> {
    Vec::new()
}

/// A path of the system's table, in which blanks and the like stand as octal numbers.
#[cfg(unix)]
fn unescaped(place: &[u8]) -> Vec<u8> {
    let mut parts = place.split(|byte| *byte == b'\\');
    let first = parts.next().unwrap_or_default().to_vec();
    parts.fold(first, |mut path, part| {
        let digits = part.get(..3).and_then(|digits| std::str::from_utf8(digits).ok());
        match digits.and_then(|digits| u8::from_str_radix(digits, 8).ok()) {
            Some(byte) => path.push(byte),
            None => path.extend([b"\\", part.get(..3).unwrap_or(part)].concat()),
        }
        path.extend(part.get(3..).unwrap_or_default());
        path
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_of_disks_are_read_as_the_system_writes_them() {
        assert_eq!(unescaped(b"/media/my\\040disk\\134"), b"/media/my disk\\");
        assert_eq!(unescaped(b"/proc"), b"/proc");
        assert!(!cfg!(target_os = "linux") || mounts().contains(&PathBuf::from("/")));
    }
}
