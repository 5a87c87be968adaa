//! The page for whoever opens a pack without knowing the program: knows what to say; does not know what the results are.

use crate::file::visible;
use crate::report::word;

use super::manifest::{Kind, Manifest, Sealed};

/// The page, with every result and its command. It follows from the list of a pack alone, so that it can be written again.
#[must_use]
pub fn read_me(manifest: &Manifest) -> String {
    let Manifest { title, plan, program, model_version, results, .. } = manifest;
    let (title, plan, program) = (visible(title), visible(plan), visible(program));
    let one = |sealed: &Sealed| {
        let folder = visible(&sealed.folder);
        let command: Vec<String> = sealed.command.iter().map(|text| word(text)).collect();
        let page = match sealed.kind {
            Kind::Report => "a report: open report.html, or report.md; figures in summary.json",
            Kind::Drill => "a mock disruption: journal.jsonl and its report",
        };
        format!("  {folder}\n    {page}\n    bcp-sim {}\n\n", command.join(" "))
    };
    format!(
        "\
EVIDENCE PACK
{title}

This archive shows how the figures of a business continuity plan came about.
A program, bcp-sim, replayed the plan against simulated disruptions. The plan,
the scenarios and the results are all in here, without any data of clients.
The plan is the file {plan}.


HOW TO CHECK IT

  1. Get bcp-sim ({program}, model version {model_version}; another version may
     give other figures, and says so).
  2. Type    bcp-sim verify evidence-pack.zip    with the name of this archive.

It looks whether any file was changed, makes every result again from the plan,
and compares every figure to the last bit. It names each one that differs, and
lists what it cannot check: what the plan says of the practice, what was
answered in drills, and files that no result is made from.
Nothing is sent anywhere, and nothing is installed or changed.

What that shows: these figures follow from this plan and these scenarios.
What it does not show: that the plan is followed, or that its assumptions are
right. Each report lists them with their sources. Nor does it show who sealed
the archive: ask for its SHA-256 by another way, for instance on the telephone,
and compare it with the one that `bcp-sim verify` prints.


WHAT IS INSIDE

  {plan}
    the plan; beside it evidence.ron, if there is any: what was really tried
  scenarios
    what may strike, how often and for how long
  manifest.json
    every file with its SHA-256, and the command of every result

Each result below can also be made by hand: unpack the archive, and type its
command there, with  --out made-again  behind it.

{}",
        results.iter().map(one).collect::<String>(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pack::Entries;

    #[test]
    fn the_page_says_what_to_type_and_no_line_is_too_long() {
        let command = ["run", "scenarios/power cut.ron"].map(str::to_owned).to_vec();
        let sealed = Sealed { kind: Kind::Report, folder: "reports/outage".to_owned(), command };
        let page = read_me(&Manifest::new("My \u{1b}plan", "plan.ron", &Entries::new(), vec![sealed]));
        assert!(page.contains("bcp-sim run 'scenarios/power cut.ron'") && !page.contains('\u{1b}'), "{page}");
        assert!(page.lines().all(|line| line.chars().count() <= 80), "{page}");
    }
}
