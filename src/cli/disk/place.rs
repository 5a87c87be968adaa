//! A place that is written: knows which places are nobody's to write to, and that no link in a practice leads there; does
//! not know what is written.

use std::env;
use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

use crate::cli::drill::JOURNAL;
use crate::cli::failure::Failure;
use crate::file::visible;

use super::look::{Which, which};
use super::mark::{MARK, Mark};
use super::partial::{PREFIX, is_of_a_plan, is_there, recover};

/// Folders in which programs keep versions.
const VERSIONS: [&str; 4] = [".git", ".hg", ".svn", ".jj"];
/// What programs that keep versions put into a folder of files.
const VERSIONED: [&str; 7] = [".git", ".hg", ".svn", ".jj", "CVS/Entries", ".fslckout", "_FOSSIL_"];
/// What is in a folder of versions that stands alone.
const BARE: [&str; 3] = ["HEAD", "objects", "refs"];

/// What a practice has.
const PLAN: &str = "plan.ron";

/// The way to a path, name by name.
pub struct Way {
    /// The path as it was said, without slashes at its end, which would lead through a link, and without names that lead to
    /// nothing and back: who makes them on the way would be somewhere else than was looked at.
    pub said: PathBuf,
    /// Where it leads, with links followed.
    pub end: PathBuf,
    /// The links on it: as they were said, and where they stand.
    pub links: Vec<(PathBuf, PathBuf)>,
}

impl Way {
    /// The way to a path; nothing needs to be there.
    ///
    /// # Errors
    /// The folder that it starts from is gone.
    pub fn to(path: &Path) -> io::Result<Self> {
        let end = env::current_dir()?.canonicalize()?;
        let mut way = Self { said: PathBuf::new(), end, links: Vec::new() };
        path.components().for_each(|part| way.go(part));
        Ok(way)
    }

    fn go(&mut self, part: Component<'_>) {
        match part {
            Component::CurDir => self.said.push(part),
            Component::Prefix(_) | Component::RootDir => {
                self.said.push(part);
                self.end.push(part);
            }
            Component::ParentDir => {
                if self.end.is_dir() {
                    self.said.push(part);
                } else {
                    self.said.pop();
                }
                self.end.pop();
            }
            Component::Normal(name) => {
                self.said.push(name);
                let next = self.end.join(name);
                if fs::symlink_metadata(&next).is_ok_and(|kind| kind.is_symlink()) {
                    self.links.push((self.said.clone(), next.clone()));
                    self.end = fs::canonicalize(&next).unwrap_or(next);
                } else {
                    self.end = next;
                }
            }
        }
    }
}

/// A place that was looked at and that may be written. Whoever writes asks for one, and nothing is made before.
#[derive(Clone, Debug)]
pub struct Place {
    path: PathBuf,
    real: PathBuf,
    /// The folders above it that were there.
    above: Vec<(PathBuf, Which)>,
}

impl Place {
    /// A place for something new, such as "a pack", that a command names or chooses. What a program that was killed left
    /// beside it is put right.
    ///
    /// # Errors
    /// As [`Place::own`]; or it has no name, or lies in a result or a drill.
    pub fn of(what: &str, path: &Path, practices: &[PathBuf]) -> Result<Self, Failure> {
        let cannot = format!("{what} cannot");
        let place = Self::looked_at(&cannot, path, practices)?;
        let why = match () {
            () if place.path.file_name().is_none() => Some("it has no name of its own"),
            () if is_of_a_plan(&place.path) => Some("that is a name for what a plan is kept in"),
            () => place.within()?,
        };
        match why {
            Some(why) => Err(refused(&cannot, &place.path, why)),
            None => {
                recover(&super::parent(&place.path));
                Ok(place)
            }
        }
    }

    /// A place in what belongs to a plan, a result or a drill already.
    ///
    /// # Errors
    /// It belongs to version control or to a place in which something is made, or a link leads there that stands in one of
    /// some practices, which are the folders of plans.
    pub fn own(path: &Path, practices: &[PathBuf]) -> Result<Self, Failure> {
        Self::looked_at("nothing can", path, practices)
    }

    fn looked_at(cannot: &str, path: &Path, practices: &[PathBuf]) -> Result<Self, Failure> {
        let way = Way::to(path).map_err(|e| Failure::io("find", path, &e))?;
        if let Some(why) = forbidden(&way.end) {
            return Err(refused(cannot, &way.said, why));
        }
        // A practice that is not the one at hand is one all the same.
        let also = way.said.ancestors().skip(1).filter(|above| is_there(&above.join(PLAN)));
        for practice in practices.iter().map(PathBuf::as_path).chain(also) {
            let root = Way::to(practice).map_err(|e| Failure::io("find", practice, &e))?.end;
            if let Some((link, _)) = way.links.iter().find(|(_, at)| at.starts_with(&root)) {
                return Err(linked(link));
            }
        }
        let above = way.end.ancestors().skip(1).filter_map(|above| Some((above.to_path_buf(), which(above)?)));
        Ok(Self { path: way.said, above: above.collect(), real: way.end })
    }

    /// Whether it still is where it was looked at: what is computed meanwhile takes its time.
    ///
    /// # Errors
    /// It leads elsewhere, or a folder above it is another one.
    pub fn still(&self) -> io::Result<()> {
        // One that was taken away leads nowhere, and is made again.
        let is_same = |(above, was): &(PathBuf, Which)| which(above).is_none_or(|is| is == *was);
        match Way::to(&self.path)?.end == self.real && self.above.iter().all(is_same) {
            true => Ok(()),
            false => Err(io::Error::other("it leads elsewhere than when it was looked at")),
        }
    }

    /// The same place, before anything is made there, with the folders above it that are there now.
    ///
    /// # Errors
    /// As [`Place::still`].
    pub fn again(&self) -> Result<Self, Failure> {
        self.still().map_err(|e| {
            Failure::InUse(format!("`{}`: {e}, and nothing is written\n  tip: try again", shown(&self.path)))
        })?;
        let above = self.above.iter().filter(|(above, _)| is_there(above)).cloned().collect();
        Ok(Self { above, ..self.clone() })
    }

    /// As it was said.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Where it leads.
    pub fn real(&self) -> &Path {
        &self.real
    }

    /// Whether a path leads there.
    pub fn is(&self, path: &Path) -> bool {
        Way::to(path).is_ok_and(|way| way.end == self.real)
    }

    /// What it lies in, where that is replaced as a whole.
    fn within(&self) -> Result<Option<&'static str>, Failure> {
        let mut above = self.real.ancestors().skip(1).filter(|above| above.is_dir());
        if above.clone().next().is_some_and(|folder| is_there(&folder.join(JOURNAL))) {
            return Ok(Some("it belongs to a drill"));
        }
        let is_result = |folder: &Path| {
            let mark = Mark::of(folder).map_err(|e| Failure::io("read", folder, &e))?;
            Ok(mark.is_some_and(|mark| mark.is_result()))
        };
        let found = above.find_map(|folder| is_result(folder).map(|is| is.then_some(())).transpose());
        Ok(found.transpose()?.map(|()| "a result is there, which the next one takes the place of"))
    }
}

/// Why nothing is ever written to a path that is free of links.
fn forbidden(real: &Path) -> Option<&'static str> {
    let names = || real.iter().filter_map(|name| name.to_str());
    if names().any(|name| VERSIONS.contains(&name)) || real.ancestors().any(keeps_versions) {
        Some("version control keeps its files there")
    } else if real.iter().any(|name| name.as_encoded_bytes().starts_with(PREFIX.as_bytes())) {
        Some("names that begin with `.partial-` are for what is just being made")
    } else if names().next_back() == Some(MARK) {
        Some("it belongs to a result")
    } else {
        None
    }
}

/// Whether a program keeps its versions in a folder, however that is called.
fn keeps_versions(folder: &Path) -> bool {
    let is_cvs = || folder.file_name().is_some_and(|name| name == "CVS") && is_there(&folder.join("Entries"));
    BARE.iter().all(|name| is_there(&folder.join(name))) || is_cvs()
}

/// Whether a folder of files is under version control as a whole.
pub fn is_versioned(folder: &Path) -> bool {
    VERSIONED.iter().any(|name| is_there(&folder.join(name)))
}

fn refused(cannot: &str, path: &Path, why: &str) -> Failure {
    Failure::Usage(format!("{cannot} go into `{}`: {why}\n  tip: name another place", shown(path)))
}

/// Refuses a folder that is a link.
///
/// # Errors
/// It is one: nothing is written through it.
pub fn refuse_link(folder: &Path) -> Result<(), Failure> {
    // A slash at its end would lead through it.
    let folder: PathBuf = folder.components().collect();
    if fs::symlink_metadata(&folder).is_ok_and(|kind| kind.is_symlink()) { Err(linked(&folder)) } else { Ok(()) }
}

/// Nothing is written through a link.
fn linked(link: &Path) -> Failure {
    Failure::InUse(format!(
        "`{}` is a link, and nothing is written through it\n  tip: put the folder itself in its place",
        shown(link)
    ))
}

fn shown(path: &Path) -> String {
    visible(&path.to_string_lossy())
}
