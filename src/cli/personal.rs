//! What must not leave the house: knows which texts of an evidence pack are looked through for contact data; does not know
//! what contact data look like.

use std::collections::BTreeMap;
use std::path::PathBuf;

use crate::check::{contact_data, has_address};
use crate::codes::PRIVATE;
use crate::drill::{self, Line};
use crate::file::visible;
use crate::pack::Entries;

use super::drill::JOURNAL;
use super::failure::Failure;

/// Places that are shown.
const SHOWN: usize = 20;

/// Refuses contact data of persons anywhere in what is to be sealed, with its place and without repeating it.
///
/// Of what people write, every line is looked at, comments as well. In what the program makes of that, long numbers are hashes
/// and coordinates: there only addresses are looked for.
pub fn refuse(entries: &Entries, origins: &BTreeMap<String, PathBuf>, strategies: usize) -> Result<(), Failure> {
    let mut found = Vec::new();
    for (name, bytes) in entries {
        let path = origins.get(name).map_or_else(|| name.clone(), |path| path.to_string_lossy().into_owned());
        let path = visible(&path);
        // What is no text holds none of anybody's words; a text in another encoding does.
        let text = match name.rsplit('.').next() {
            Some("png" | "parquet") => continue,
            _ => String::from_utf8_lossy(bytes),
        };
        let at = |line: usize, what: &str| format!("{path}:{line}: error[{}]: {what} stands here", PRIVATE.number);
        found
            .extend(contact_data(name).map(|what| format!("{path}: error[{}]: {what} is in its name", PRIVATE.number)));
        let is_journal = name.rsplit('/').next() == Some(JOURNAL);
        for (number, line) in text.lines().enumerate() {
            let what = match () {
                () if name.ends_with(".ron") => contact_data(line),
                () if is_journal => of_journal(line, strategies),
                // The number of an entry in a calendar looks like an address, and is the program's.
                () if line.starts_with("UID:") => None,
                () => has_address(line).then_some("an e-mail address"),
            };
            found.extend(what.map(|what| at(number + 1, what)));
        }
    }
    if found.is_empty() {
        return Ok(());
    }
    let more = found.len().saturating_sub(SHOWN);
    found.truncate(SHOWN);
    if more > 0 {
        found.push(format!("{more} more"));
    }
    let tip = "take it out, and make what was made from it again; a number of another kind can be written with commas";
    Err(Failure::Invalid(format!("{}\n  tip: {tip}; nothing was sealed", found.join("\n"))))
}

/// What people have said in a line of a journal. The rest of it, hashes and draws among it, is the program's.
fn of_journal(line: &str, strategies: usize) -> Option<&'static str> {
    // A last line that was cut off is no line of a journal; all of it may be somebody's words.
    let Ok(read) = drill::line(line) else { return contact_data(line) };
    let is_choice = |text: &&str| is_of_the_list(text, strategies);
    let said: Vec<&str> = match &read {
        Line::Header(header) => vec![&header.drill, &header.chosen],
        Line::Reply(reply) if reply.to == "decision" => {
            [reply.text.as_str()].into_iter().filter(|text| !is_choice(text)).collect()
        }
        Line::Reply(reply) => vec![&reply.text],
        Line::Decision(decision) => {
            let own = [decision.decision.as_str()].into_iter().filter(|text| !is_choice(text));
            own.chain([decision.rationale.as_str(), &decision.told]).collect()
        }
        Line::End(_) => Vec::new(),
    };
    said.into_iter().find_map(contact_data).or_else(|| has_address(line).then_some("an e-mail address"))
}

/// Whether an answer is nothing but numbers of the list of strategies: those may stand in a row.
fn is_of_the_list(text: &str, strategies: usize) -> bool {
    let mut words = text.split([' ', ',']).filter(|word| !word.is_empty());
    words.all(|word| word.parse().is_ok_and(|n: usize| (1..=strategies).contains(&n)))
}
