//! A list of scenarios: knows what one wants to know before taking one; does not know where they come from.

use serde_json::json;

use crate::file::{HazardFile, ScenarioFile, cut, padded};

/// A scenario and the path under which it is offered.
pub struct Listed {
    /// The path.
    pub file: String,
    /// What stands in it.
    pub scenario: ScenarioFile,
}

/// Names of hazards get this many columns.
const NAMES: usize = 38;

/// One line for each scenario and each hazard, at most 80 columns wide.
#[must_use]
pub fn catalogue_terminal(all: &[Listed]) -> String {
    let mut page = String::new();
    for Listed { file, scenario } in all {
        page.push_str(&line(&format!("{}{}", padded(file, 34), scenario.title)));
        for (name, hazard) in &scenario.hazards.0 {
            page.push_str(&line(&format!("  {}{}", padded(name.as_str(), NAMES), how_often(hazard))));
        }
    }
    let hazards: usize = all.iter().map(|listed| listed.scenario.hazards.0.len()).sum();
    page.push_str(&format!(
        "\n{} scenarios, {hazards} hazards. Rates are those of an unprotected practice.\n",
        all.len()
    ));
    page.push_str("`bcp-sim init DIR` puts them into a folder, beside a plan to start from.\n");
    page
}

/// The same for programs.
#[must_use]
pub fn catalogue_json(all: &[Listed]) -> String {
    let hazards = |scenario: &ScenarioFile| -> Vec<serde_json::Value> {
        let one = |(name, hazard): &(crate::file::Name, HazardFile)| {
            json!({
                "name": name.as_str(),
                "rate_a_year": hazard.rate.rate.a_year(),
                "uncertain_shape": hazard.rate.shape,
                "of_each": hazard.of_each.as_ref().map(crate::file::Name::as_str),
            })
        };
        scenario.hazards.0.iter().map(one).collect()
    };
    let scenarios: Vec<_> = all
        .iter()
        .map(|Listed { file, scenario }| {
            json!({ "file": file, "title": scenario.title, "about": scenario.about, "hazards": hazards(scenario) })
        })
        .collect();
    format!("{:#}\n", json!({ "schema": "bcp-sim.scenarios/1", "scenarios": scenarios }))
}

fn how_often(hazard: &HazardFile) -> String {
    let each = hazard.of_each.as_ref().map_or_else(String::new, |tag| format!(", each {}", tag.as_str()));
    let about = if hazard.rate.shape.is_some() { "about " } else { "" };
    format!("{about}{} a year{each}", hazard.rate.rate.a_year())
}

/// A line without blanks at its end, cut at the edge of a terminal.
fn line(text: &str) -> String {
    const WIDTH: usize = 80;
    cut(text.trim_end(), WIDTH) + "\n"
}
