//! The reference of the file format: knows every field that the reader takes, with what it says, how it is written, what
//! holds without it and an example; does not know how a page looks.
//!
//! There is one source: the types that read the files. Their comments, their defaults and the examples beside their
//! fields come here as schemas, and the quantities say beside their parsers how they are written. So a field that is
//! read is told, and one that is told is read.

mod layout;
mod sample;
mod shape;
#[cfg(test)]
mod tests;
mod topic;

use sample::Types;
use topic::{What, core};

pub use topic::{LeftOut, Link, Topic};

/// Everything that a plan and a scenario can say.
#[derive(Clone, Debug)]
pub struct Reference {
    types: Types,
}

/// The kinds of files, as they begin and as paths name them.
const FILES: [(&str, &str); 2] = [("Plan", "plan"), ("Scenario", "scenario")];

impl Default for Reference {
    fn default() -> Self {
        Self::new()
    }
}

impl Reference {
    /// Takes the reference from the types.
    #[must_use]
    pub fn new() -> Self {
        Self { types: shape::types() }
    }

    /// A plan and a scenario.
    #[must_use]
    pub fn files(&self) -> Vec<Topic<'_>> {
        FILES.iter().filter_map(|(key, path)| self.of_type(key, path)).collect()
    }

    /// Every other type that a file is made of: first those with parts of their own, then the quantities.
    #[must_use]
    pub fn types(&self) -> Vec<Topic<'_>> {
        let others = self.types.iter().filter(|(key, _)| FILES.iter().all(|(file, _)| file != key));
        let titled = others.filter_map(|(key, of)| {
            let title = of.title.as_deref()?;
            let behind = core(&self.types, of).and_then(|of| of.title.as_deref());
            if behind != Some(title) {
                return None;
            }
            let (short, _) = title.split_once(',').unwrap_or((title, ""));
            self.of_type(key, &short.replace(' ', "-"))
        });
        let mut topics: Vec<Topic<'_>> = titled.collect();
        topics.sort_by(|a, b| (a.is_quantity(), &a.path).cmp(&(b.is_quantity(), &b.path)));
        topics.dedup_by(|a, b| a.path == b.path);
        topics
    }

    fn of_type(&self, key: &str, path: &str) -> Option<Topic<'_>> {
        let of = self.types.get(key)?;
        Some(Topic { types: &self.types, path: path.to_owned(), what: What::Type(of) })
    }

    /// What a path such as `plan.strategies.works` names, or a type such as `distribution` or, in short, `length`; capitals
    /// do not matter.
    ///
    /// # Errors
    /// The paths that are most like it.
    pub fn find(&self, path: &str) -> Result<Topic<'_>, String> {
        let mut names = path.split('.').map(str::trim);
        let first = names.next().unwrap_or_default();
        let starts: Vec<Topic<'_>> = self.files().into_iter().chain(self.types()).collect();
        let short = || starts.iter().find(|start| start.path.starts_with(&format!("{first}-"))).cloned();
        // As in `--set`, a path may begin inside of the plan.
        let inside = || self.files().iter().find_map(|file| pick(&file.parts(), first));
        let mut reached =
            pick(&starts, first).or_else(short).or_else(inside).ok_or_else(|| self.nearest(first, &starts))?;
        for name in names {
            let parts = reached.parts();
            reached = pick(&parts, name).ok_or_else(|| self.nearest(name, &parts))?;
        }
        Ok(reached)
    }

    /// The paths that end in this name; else the most similar of those there are at this place.
    fn nearest(&self, name: &str, here: &[Topic<'_>]) -> String {
        let same = |topic: &Topic<'_>| topic.name().eq_ignore_ascii_case(name);
        let paths: Vec<String> =
            self.all().into_iter().filter(same).take(4).map(|topic| format!("`{}`", topic.path)).collect();
        if !paths.is_empty() {
            return format!("did you mean {}?", paths.join(" or "));
        }
        let known: Vec<&str> = here.iter().map(Topic::path).collect();
        let prefix = known.first().and_then(|path| path.rsplit_once('.')).map_or("", |(before, _)| before);
        let wanted = if prefix.is_empty() { name.to_owned() } else { format!("{prefix}.{name}") };
        super::wording::nearest(&wanted, &known)
    }

    /// Everything in the order of the files, the parts of each type once.
    #[must_use]
    pub fn all(&self) -> Vec<Topic<'_>> {
        let mut seen = Vec::new();
        let mut found = Vec::new();
        for file in self.files() {
            file.walk(&mut seen, &mut found);
        }
        found
    }
}

fn pick<'a>(topics: &[Topic<'a>], name: &str) -> Option<Topic<'a>> {
    topics.iter().find(|topic| topic.name().eq_ignore_ascii_case(name)).cloned()
}
