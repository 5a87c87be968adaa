//! A plan as it was: knows how to ask git for the text of a file at a revision; does not know what is in it.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::failure::Failure;

/// The file and the revision in `FILE@REVISION`; none where a file has just that name, or no revision is named.
pub fn split(path: &Path) -> Option<(PathBuf, String)> {
    let text = path.to_str()?;
    if path.exists() {
        return None;
    }
    let (file, revision) = text.rsplit_once('@')?;
    (!file.is_empty() && !revision.is_empty()).then(|| (PathBuf::from(file), revision.to_owned()))
}

/// The text of a file at a revision.
///
/// Git is only asked to show; nothing is checked out or changed.
pub fn show(file: &Path, revision: &str) -> Result<Vec<u8>, Failure> {
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    let refused = |why: &str| {
        let shown = crate::file::visible(&format!("{}@{revision}", file.to_string_lossy()));
        let tip = "a revision is read from the git repository that the file is in, for example plan.ron@HEAD~1";
        Failure::Io(format!("could not read `{shown}`: {}\n  tip: {tip}", crate::file::visible(why.trim())))
    };
    if revision.starts_with('-') {
        return Err(refused("that is no revision"));
    }
    let asked = Command::new("git").arg("-C").arg(folder).args(["show", &format!("{revision}:./{name}")]).output();
    let answer = asked.map_err(|e| refused(&format!("git could not be started ({e})")))?;
    if answer.status.success() {
        return Ok(answer.stdout);
    }
    let said = String::from_utf8_lossy(&answer.stderr).into_owned();
    Err(refused(said.lines().next().unwrap_or("git gave no reason")))
}
