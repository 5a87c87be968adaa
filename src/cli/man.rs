//! `man`: knows how the manual page is put together, one page for all verbs; does not know what the verbs do.

use std::io;
use std::path::Path;

use clap::{Command, CommandFactory};
use clap_mangen::Man;

use super::args::Args;
use super::failure::Failure;
use super::page::print;

/// Prints the manual page.
pub fn man() -> Result<(), Failure> {
    let page = page().map_err(|e| Failure::io("make", Path::new("the manual page"), &e))?;
    print(&String::from_utf8_lossy(&page))
}

/// The program as a whole, then a section for each verb. Pages of their own would only be found by who knows them.
fn page() -> io::Result<Vec<u8>> {
    let command = Args::command();
    let mut page = Vec::new();
    let whole = Man::new(command.clone());
    whole.render_title(&mut page)?;
    whole.render_name_section(&mut page)?;
    whole.render_synopsis_section(&mut page)?;
    whole.render_description_section(&mut page)?;
    whole.render_options_section(&mut page)?;
    for verb in command.get_subcommands() {
        page.extend(section(command.get_name(), verb)?);
    }
    page.extend(examples(&whole)?);
    Ok(page)
}

/// What would be the sections of a verb's own page stands below its name here.
fn section(program: &str, verb: &Command) -> io::Result<Vec<u8>> {
    let name = format!("{program} {}", verb.get_name());
    let own = Man::new(verb.clone().bin_name(name.clone()).disable_help_flag(true));
    let mut text = Vec::new();
    own.render_synopsis_section(&mut text)?;
    own.render_description_section(&mut text)?;
    own.render_options_section(&mut text)?;
    text.extend(examples(&own)?);
    let text = String::from_utf8_lossy(&text).replace(".SH ", ".SS ");
    Ok(format!(".SH \"{}\"\n{text}", name.to_uppercase()).into_bytes())
}

/// What follows the help of a verb, its lines kept as they are.
fn examples(of: &Man) -> io::Result<Vec<u8>> {
    let mut text = Vec::new();
    of.render_extra_section(&mut text)?;
    let text = String::from_utf8_lossy(&text).replace(".SH EXTRA\n", ".SH EXAMPLES\n.nf\n");
    Ok(format!("{text}.fi\n").into_bytes())
}
