//! The files of a report: knows which format is written under which name; does not know what they say.

use crate::report::{Drawn, html};

use super::args::OutputArgs;
use super::disk::{Folder, Target};
use super::failure::Failure;

/// A report in all its forms.
pub struct Pages {
    /// For people.
    pub markdown: String,
    /// For programs.
    pub json: String,
    /// Its charts.
    pub pictures: Vec<Drawn>,
}

impl Pages {
    /// Writes what is asked for into a folder, which is then finished, or gets more.
    pub fn write(&self, target: &Target, output: &OutputArgs) -> Result<Folder, Failure> {
        let mut folder = Folder::create(target.place())?;
        if output.wants("md") {
            folder.write("report.md", self.markdown.as_bytes())?;
        }
        if output.wants("html") {
            let charts: Vec<(&str, &str)> =
                self.pictures.iter().map(|drawn| (drawn.name, drawn.picture.svg.as_str())).collect();
            folder.write("report.html", html(&self.markdown, &charts).as_bytes())?;
        }
        if output.wants("json") {
            folder.write("summary.json", self.json.as_bytes())?;
        }
        self.pictures.iter().try_for_each(|drawn| write_picture(&mut folder, drawn, output))?;
        Ok(folder)
    }
}

/// Writes a chart in the formats that are wanted.
fn write_picture(folder: &mut Folder, drawn: &Drawn, output: &OutputArgs) -> Result<(), Failure> {
    if output.wants("svg") {
        folder.write(&format!("{}.svg", drawn.name), drawn.picture.svg.as_bytes())?;
    }
    #[cfg(feature = "png")]
    if output.wants("png") {
        let png = crate::chart::to_png(&drawn.picture.svg, 2.0).map_err(|e| super::job::undrawn(&e))?;
        folder.write(&format!("{}.png", drawn.name), &png)?;
    }
    Ok(())
}
