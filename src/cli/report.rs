//! `report`: knows which folders hold reports and what is made of them again; does not know what they say.

use std::io::Write;
use std::path::{Path, PathBuf};

use crate::file::visible;
use crate::report::{html, quoted, standing, title};

use super::args::ReportArgs;
use super::disk::{self, Mark, Shared, files, folders};
use super::failure::Failure;
use super::input::{self, LARGEST};
use super::page::print_of;

/// The page that lists the others.
const INDEX: &str = "index.html";

/// Makes `report.html` of every report in a folder again, from its page and charts, and the page that lists them. Nothing is
/// replayed.
pub fn report(args: &ReportArgs) -> Result<(), Failure> {
    let folder = match &args.folder {
        Some(folder) => folder.clone(),
        None => input::plan_at(None, &[])?.folder.join("reports"),
    };
    disk::refuse_link(&folder)?;
    let practices = input::practices_here();
    // Before anything is made again, or put right.
    let shared = || Shared::of(&folder, &practices);
    if folder.is_dir() {
        shared()?.refuse_foreign(INDEX)?;
    }
    let mut listed = Vec::new();
    for own in folders(&folder)? {
        let page = own.join("report.md");
        if !files(&own)?.contains(&page) {
            continue;
        }
        if Mark::of(&own).map_err(|e| Failure::io("read", &own, &e))?.is_none() {
            let shown = visible(&own.to_string_lossy());
            // Nothing can be done where standard error is closed.
            let _ = writeln!(
                anstream::stderr(),
                "left out: `{shown}`: bcp-sim did not write it, or an older one: make it again"
            );
            continue;
        }
        // From here on nobody else writes into the folder.
        let shared = Shared::of(&own, &practices)?;
        let page = disk::text(&page, LARGEST)?;
        let charts = charts(&own)?;
        let charts: Vec<(&str, &str)> = charts.iter().map(|(name, svg)| (name.as_str(), svg.as_str())).collect();
        shared.write(&[("report.html", html(&page, &charts).as_bytes())])?;
        let name = own.file_name().unwrap_or_default().to_string_lossy().into_owned();
        listed.push(Listed { name, title: title(&page), finding: finding(&page) });
    }
    listed.sort_by_key(|one| (standing(&one.title), one.title.clone(), one.name.len(), one.name.clone()));
    if listed.is_empty() {
        let shown = visible(&folder.to_string_lossy());
        return Err(Failure::Io(format!(
            "`{shown}` holds no report\n  tip: make one, for example with `bcp-sim year`"
        )));
    }
    shared()?.write(&[(INDEX, html(&index(&listed), &[]).as_bytes())])?;
    let many = if listed.len() == 1 { "1 report".to_owned() } else { format!("{} reports", listed.len()) };
    let page = folder.join(INDEX);
    print_of(&format!("{many}, listed in {}\n", quoted(&page.to_string_lossy())), page.as_path())
}

/// A report as it is listed.
struct Listed {
    name: String,
    title: String,
    finding: String,
}

fn index(listed: &[Listed]) -> String {
    let rows = listed.iter().map(|one| {
        let address: String = one.name.bytes().map(escaped).collect();
        let alike = listed.iter().filter(|other| other.title == one.title).count() > 1;
        let told = if alike { format!("{} ({})", one.title, one.name) } else { one.title.clone() };
        let title = crate::report::markdown_text(&told);
        format!("| [{title}]({address}/report.html) | {} |\n", one.finding)
    });
    format!("# Reports\n\n| report | what it found |\n| --- | --- |\n{}", rows.collect::<String>())
}

/// A byte of a folder's name as it stands in an address.
fn escaped(byte: u8) -> String {
    let plain = byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
    if plain { char::from(byte).to_string() } else { format!("%{byte:02X}") }
}

/// What a page says first, in bold; it is Markdown already.
fn finding(page: &str) -> String {
    let bold = page.lines().find_map(|line| line.strip_prefix("**")?.strip_suffix("**"));
    bold.unwrap_or("").to_owned()
}

/// The charts of a report, by name without ending.
fn charts(folder: &Path) -> Result<Vec<(String, String)>, Failure> {
    let is_chart = |path: &PathBuf| path.extension().is_some_and(|ending| ending == "svg");
    let one = |path: PathBuf| {
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        disk::text(&path, LARGEST).map(|svg| (name, svg))
    };
    files(folder)?.into_iter().filter(is_chart).map(one).collect()
}
