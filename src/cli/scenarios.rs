//! `scenarios`: knows that the built-in library is to be listed; does not know how a list looks.

use crate::file::{Source, read_scenario};
use crate::library;
use crate::report::{Listed, catalogue_json, catalogue_terminal};

use super::args::ScenariosArgs;
use super::failure::Failure;
use super::page::print;

/// Lists the scenarios that come with the program.
pub fn scenarios(args: &ScenariosArgs) -> Result<(), Failure> {
    let listed = |text: &library::Text| {
        let file = format!("scenarios/{}.ron", text.name);
        let source = Source::new(file.clone(), text.text);
        let read = read_scenario(&source).map_err(|faults| Failure::Invalid(source.explain(&faults)));
        read.map(|scenario| Listed { file, scenario })
    };
    let all = library::SCENARIOS.iter().map(listed).collect::<Result<Vec<_>, _>>()?;
    print(&if args.json { catalogue_json(&all) } else { catalogue_terminal(&all) })
}
