//! `explain`: knows which of the things that can be explained is asked for; does not know what they mean.

use crate::check;
use crate::codes;
use crate::file::{Reference, visible};
use crate::report::{explainable, explained, explained_code, explained_rule, format_page};

use super::args::ExplainArgs;
use super::failure::Failure;
use super::page::print;

/// Explains one thing, lists all there is, or makes the page of everything.
pub fn explain(args: &ExplainArgs) -> Result<(), Failure> {
    let reference = Reference::new();
    match &args.what {
        Some(what) => print(&one(&reference, what)?),
        None if args.markdown => print(&format_page(&reference)),
        None => print(&explainable(&reference)),
    }
}

/// A code, a rule of `check`, or a part of the file format.
fn one(reference: &Reference, what: &str) -> Result<String, Failure> {
    if let Some(code) = codes::code(what) {
        return Ok(explained_code(code));
    }
    if let Some(rule) = check::rules().iter().find(|rule| rule.code.eq_ignore_ascii_case(what)) {
        return Ok(explained_rule(rule));
    }
    if is_code(what) {
        let known: Vec<&str> = codes::CODES.iter().map(|code| code.number).collect();
        let shown = visible(what);
        return Err(Failure::Usage(format!(
            "there is no code `{shown}`\n  tip: known are {}, and those of `bcp-sim check`",
            known.join(" ")
        )));
    }
    field(reference, what)
}

/// A letter and digits, as in `E014`.
fn is_code(what: &str) -> bool {
    let mut chars = what.chars();
    chars.next().is_some_and(|c| "EWCewc".contains(c)) && what.len() > 1 && chars.all(|c| c.is_ascii_digit())
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
