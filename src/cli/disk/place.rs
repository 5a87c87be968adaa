//! A place that is written: knows which places are nobody's to write to, and that no link in a practice leads there; does
//! not know what is written.

use std::env;
use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

use crate::cli::drill::JOURNAL;
use crate::cli::failure::Failure;
use crate::file::visible;

use super::mark::{MARK, Mark};
use super::partial::{PREFIX, is_there, recover};

/// Folders in which programs keep versions.
pub const VERSIONS: [&str; 4] = [".git", ".hg", ".svn", ".jj"];

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
}

impl Place {
    /// A place for something new, such as "a pack", that a command names or chooses. What a program that was killed left
    /// beside it is put right.
    ///
    /// # Errors
    /// As [`Place::own`]; or it has no name, or lies in a result or a drill.
    pub fn of(what: &str, path: &Path, practices: &[&Path]) -> Result<Self, Failure> {
        let cannot = format!("{what} cannot");
        let place = Self::looked_at(&cannot, path, practices)?;
        let why = if place.path.file_name().is_none() { Some("it has no name of its own") } else { place.within()? };
        match why {
            Some(why) => Err(refused(&cannot, &place.path, why)),
            None => recover(&super::parent(&place.path)).map(|()| place),
        }
    }

    /// A place in what belongs to a plan, a result or a drill already.
    ///
    /// # Errors
    /// It belongs to version control or to a place in which something is made, or a link leads there that stands in one of
    /// some practices, which are the folders of plans.
    pub fn own(path: &Path, practices: &[&Path]) -> Result<Self, Failure> {
        Self::looked_at("nothing can", path, practices)
    }

    fn looked_at(cannot: &str, path: &Path, practices: &[&Path]) -> Result<Self, Failure> {
        let way = Way::to(path).map_err(|e| Failure::io("find", path, &e))?;
        if let Some(why) = forbidden(&way.end) {
            return Err(refused(cannot, &way.said, why));
        }
        for practice in practices {
            let root = Way::to(practice).map_err(|e| Failure::io("find", practice, &e))?.end;
            if let Some((link, _)) = way.links.iter().find(|(_, at)| at.starts_with(&root)) {
                return Err(linked(link));
            }
        }
        Ok(Self { path: way.said, real: way.end })
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
    if names().any(|name| VERSIONS.contains(&name)) {
        Some("version control keeps its files there")
    } else if real.iter().any(|name| name.as_encoded_bytes().starts_with(PREFIX.as_bytes())) {
        Some("names that begin with `.partial-` are for what is just being made")
    } else if names().next_back() == Some(MARK) {
        Some("it belongs to a result")
    } else {
        None
    }
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
