//! A practice's folder as it is handed on: knows which files and folders are in it, and that nothing is reached through a link;
//! does not know what they are.
//!
//! A link in the folder may lead anywhere on the machine: to what was meant to be handed on, or to what never was. So nothing of
//! a practice is read through one. That the whole folder is reached through a link is nobody's surprise.

use std::fs;
use std::path::{Path, PathBuf};

use crate::file::visible;
use crate::pack::LARGEST;

use super::disk;
use super::failure::Failure;

/// A practice's folder.
pub struct Practice {
    /// Where it is, links above it followed.
    root: PathBuf,
}

impl Practice {
    /// The practice in a folder.
    ///
    /// # Errors
    /// It cannot be read.
    pub fn at(folder: &Path) -> Result<Self, Failure> {
        let folder = if folder == Path::new("") { Path::new(".") } else { folder };
        let root = folder.canonicalize().map_err(|e| Failure::io("read", folder, &e))?;
        Ok(Self { root })
    }

    /// The bytes of a file that is not too large for a pack.
    ///
    /// # Errors
    /// It cannot be read, or only through a link.
    pub fn bytes(&self, path: &Path) -> Result<Vec<u8>, Failure> {
        let way = self.way(path)?;
        disk::bytes_of(path, &way.end, LARGEST as u64)
    }

    /// The folders in a folder, by name; none where there is no such folder. What a run is writing just now has a name that
    /// begins with a point, and is left out.
    ///
    /// # Errors
    /// They cannot be read, or one of them is a link.
    pub fn folders(&self, folder: &Path) -> Result<Vec<PathBuf>, Failure> {
        if fs::symlink_metadata(folder).is_err() {
            return Ok(Vec::new());
        }
        let is_hidden = |path: &PathBuf| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
        let mut found = Vec::new();
        for path in self.listed(folder)?.into_iter().filter(|path| !is_hidden(path)) {
            // A link to nothing is no folder, and neither is one to a file.
            if path.is_dir() {
                self.refuse_link(&path)?;
                found.push(path);
            }
        }
        Ok(found)
    }

    /// What is in a folder and is no folder, by name.
    ///
    /// # Errors
    /// It cannot be read, or only through a link.
    pub fn files(&self, folder: &Path) -> Result<Vec<PathBuf>, Failure> {
        let is_folder = |path: &Path| fs::symlink_metadata(path).is_ok_and(|kind| kind.is_dir());
        Ok(self.listed(folder)?.into_iter().filter(|path| !is_folder(path)).collect())
    }

    fn listed(&self, folder: &Path) -> Result<Vec<PathBuf>, Failure> {
        self.refuse_link(folder)?;
        let read = |e: std::io::Error| Failure::io("read", folder, &e);
        let entries = fs::read_dir(folder).map_err(read)?;
        let all = entries.map(|entry| entry.map(|entry| entry.path())).collect::<Result<Vec<_>, _>>();
        let mut all = all.map_err(read)?;
        all.sort();
        Ok(all)
    }

    /// Refuses a path that is a link, or that goes through one in the practice or out of it.
    ///
    /// # Errors
    /// The link; or the path leads nowhere.
    pub fn refuse_link(&self, path: &Path) -> Result<(), Failure> {
        self.way(path).map(drop)
    }

    /// The way to a path, on which there is no link that may not be followed.
    fn way(&self, path: &Path) -> Result<disk::Way, Failure> {
        let unread = |e: std::io::Error| Failure::io("read", path, &e);
        let way = disk::Way::to(path).map_err(unread)?;
        let Some(link) = self.link(path, &way).map_err(unread)? else { return Ok(way) };
        let shown = visible(&link.to_string_lossy());
        let tip = "put a copy of what it leads to in its place, or take it away; nothing was sealed";
        Err(Failure::Invalid(format!(
            "error: `{shown}` is a link, and nothing that lies behind one is sealed\n  tip: {tip}"
        )))
    }

    /// The link on a path that may not be followed: every one in the practice; every one where the path does not lead into it;
    /// and the path itself.
    fn link(&self, path: &Path, way: &disk::Way) -> std::io::Result<Option<PathBuf>> {
        let is_own = |(said, at): &&(PathBuf, PathBuf)| at.starts_with(&self.root) || *said == way.said;
        if let Some((link, _)) = way.links.iter().find(is_own) {
            return Ok(Some(link.clone()));
        }
        fs::symlink_metadata(path)?;
        Ok(way.links.first().filter(|_| !way.end.starts_with(&self.root)).map(|(link, _)| link.clone()))
    }
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use super::*;
    use std::os::unix::fs::symlink;

    #[test]
    fn a_link_in_the_practice_is_refused_and_one_above_it_is_not() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().canonicalize().unwrap().join(name);
        fs::create_dir_all(at("real/practice/reports/year")).unwrap();
        fs::create_dir_all(at("other/reports")).unwrap();
        for file in ["real/practice/plan.ron", "real/practice/reports/year/a.svg", "other/secret"] {
            fs::write(at(file), "x").unwrap();
        }
        symlink(at("real"), at("way")).unwrap();
        symlink(at("other/secret"), at("real/practice/reports/year/b.svg")).unwrap();
        symlink("a.svg", at("real/practice/reports/year/c.svg")).unwrap();
        symlink(at("nowhere"), at("real/practice/reports/year/d.svg")).unwrap();
        symlink(at("other/reports"), at("real/practice/drills")).unwrap();
        symlink(at("real/practice/reports"), at("real/practice/same")).unwrap();
        symlink(at("other"), at("real/out")).unwrap();
        let practice = Practice::at(&at("way/practice")).unwrap();
        for fine in
            ["real/practice/plan.ron", "way/practice/plan.ron", "way/practice/reports/year/a.svg", "other/secret"]
        {
            assert!(practice.bytes(&at(fine)).is_ok(), "{fine}");
        }
        for (path, link) in [
            ("way/practice/reports/year/b.svg", "way/practice/reports/year/b.svg"),
            ("real/practice/reports/year/c.svg", "real/practice/reports/year/c.svg"),
            ("real/practice/reports/year/d.svg", "real/practice/reports/year/d.svg"),
            ("real/practice/same/year/a.svg", "real/practice/same"),
            ("real/practice/same/../plan.ron", "real/practice/same"),
            // Through a link that is not in the practice, but not into it either.
            ("real/practice/../out/secret", "real/practice/../out"),
            ("way", "way"),
        ] {
            let told = practice.refuse_link(&at(path)).unwrap_err().text().unwrap_or_default();
            assert!(told.contains(&format!("`{}` is a link", at(link).display())), "{path}: {told}");
        }
        assert!(practice.folders(&at("real/practice/drills")).is_err());
        assert!(practice.folders(&at("real/practice")).is_err());
        assert_eq!(practice.folders(&at("real/practice/nothing")).unwrap(), Vec::<PathBuf>::new());
        assert_eq!(practice.files(&at("way/practice/reports/year")).unwrap().len(), 4);
    }
}
