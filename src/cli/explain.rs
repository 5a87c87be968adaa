//! `explain`: knows which of the things that can be explained is asked for; does not know what they mean.

use crate::file::{Reference, visible};
use crate::report::{explainable, explained, format_page};

use super::args::ExplainArgs;
use super::failure::Failure;
use super::page::print;

/// Explains one thing, lists all there is, or makes the page of everything.
pub fn explain(args: &ExplainArgs) -> Result<(), Failure> {
    let reference = Reference::new();
    match &args.what {
        Some(path) => print(&field(&reference, path)?),
        None if args.markdown => print(&format_page(&reference)),
        None => print(&explainable(&reference)),
    }
}

fn field(reference: &Reference, path: &str) -> Result<String, Failure> {
    let unknown = |near: String| {
        let path = visible(path);
        Failure::Usage(format!(
            "`{path}` is not in the file format\n  tip: {near}\n  `bcp-sim explain` lists what there is"
        ))
    };
    reference.find(path).map(|topic| explained(&topic)).map_err(unknown)
}
