//! Amounts with the sign of another currency: knows where amounts stand in a text; does not know what they are for.
//!
//! An amount that has been read has lost its sign, and a sign in somebody's notes is nobody's business: so they are
//! looked for in the text, where the outline tells values from notes.

use crate::codes::AMOUNT;
use crate::units::{Currency, Flow, Money};

use super::diagnosis::Fault;
use super::outline::Node;

/// The signs that an amount may carry.
const SIGNS: [char; 4] = ['£', '€', '$', '¥'];
/// Fields that hold free text.
const NOTES: [&str; 10] = ["title", "about", "plan", "words", "does", "source", "note", "from", "text", "asks"];

/// The amounts of a file whose sign is not that of the plan's currency.
pub(super) fn foreign_amounts(text: &str, currency: &Currency) -> Vec<Fault> {
    let own = currency.sign();
    if !text.contains(|c| SIGNS.contains(&c) && !own.starts_with(c)) {
        return Vec::new();
    }
    let mut found = Vec::new();
    look(&Node::of(text), text, &own, &mut found);
    let tip = format!("the plan counts in {}", currency.code());
    found.into_iter().map(|at| Fault::new(AMOUNT, Some(at), "an amount in another currency", tip.clone())).collect()
}

fn look(node: &Node, text: &str, own: &str, found: &mut Vec<usize>) {
    let is_note = |key: &std::ops::Range<usize>| NOTES.contains(&&text[key.clone()]);
    for item in node.items.iter().filter(|item| !item.key.as_ref().is_some_and(is_note)) {
        if is_foreign(&text[item.value.span.clone()], own) {
            found.push(item.value.span.start);
        }
        look(&item.value, text, own, found);
    }
}

/// Whether a value is an amount, or ends in one as a promise does, with another sign.
fn is_foreign(value: &str, own: &str) -> bool {
    let inside = value.strip_prefix('"').and_then(|value| value.strip_suffix('"')).unwrap_or("");
    let amount = inside.rsplit('=').next().unwrap_or("").trim().trim_start_matches(['-', '−']);
    let other = amount.starts_with(|c| SIGNS.contains(&c) && !own.starts_with(c));
    other && (Money::parse(amount).is_ok() || Flow::parse(amount).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places(text: &str) -> Vec<String> {
        let pounds = Currency::parse("GBP").unwrap();
        foreign_amounts(text, &pounds).iter().map(|fault| text[fault.at.unwrap()..].chars().take(3).collect()).collect()
    }

    #[test]
    fn amounts_of_another_currency_are_found_and_notes_are_left_alone() {
        assert_eq!(places("P(a: \"$1\", b: [Exactly(\"€2 a week\")], c: \" ¥3\")"), ["\"$1", "\"€2", "\" ¥"]);
        assert_eq!(places("P(promises: [\"mean(net, year) <= $500\"])"), ["\"me"]);
        assert!(places("P(a: \"£1\", note: \"€5 a week\", \"$1\": (), b: \"$ is no amount\") // \"€3\"").is_empty());
    }
}
