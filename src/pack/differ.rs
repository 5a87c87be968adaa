//! Two results side by side: knows which figures differ and how each is called; does not know what they mean.

use serde::Serialize;
use serde_json::Value;

/// One place in which two results differ.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// Where, in words.
    pub place: String,
    /// What was sealed.
    pub sealed: String,
    /// What was made again.
    pub again: String,
}

/// Two results compared.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Compared {
    /// How many numbers were compared.
    pub figures: u64,
    /// In how many places they differ.
    pub differ: u64,
    /// The first of these places.
    pub differences: Vec<Difference>,
}

/// Places that are kept; more are only counted.
const KEPT: usize = 200;
/// The longest part of a value or line shown \[characters\].
const WIDEST: usize = 100;
/// Fields by which entries of a list are called.
const NAMES: [&str; 6] = ["key", "name", "title", "difference", "players", "share"];
/// What stands where one of the two has nothing.
const NOTHING: &str = "nothing";

/// Compares every value of two texts in JSON; texts that are no JSON, or differ in how they are written, by their lines.
#[must_use]
pub fn figures(sealed: &str, again: &str) -> Compared {
    let mut compared = Compared::default();
    match (serde_json::from_str(sealed), serde_json::from_str(again)) {
        (Ok(a), Ok(b)) => compared.values("", Some(&a), Some(&b)),
        _ => compared.add(lines(sealed, again)),
    }
    // What reads as the same may be written differently, and then it is not the same bit for bit.
    if compared.differ == 0 && sealed != again {
        compared.add(lines(sealed, again));
    }
    compared
}

/// Compares the numbers that two texts in JSON both have, at the same places; entries of lists are found by what they are called.
/// Texts, and what only one of the two has, may be another version's.
#[must_use]
pub fn numbers(sealed: &str, again: &str) -> Compared {
    let mut compared = Compared::default();
    match (serde_json::from_str(sealed), serde_json::from_str(again)) {
        (Ok(a), Ok(b)) => compared.shared("", &a, &b),
        _ => compared.add(lines(sealed, again)),
    }
    compared
}

/// The first line in which two texts differ.
#[must_use]
pub fn lines(sealed: &str, again: &str) -> Option<Difference> {
    let (mut a, mut b) = (sealed.split('\n'), again.split('\n'));
    let mut number = 0;
    loop {
        number += 1;
        match (a.next(), b.next()) {
            (None, None) => return None,
            (sealed, again) if sealed == again => {}
            (sealed, again) => {
                let shown = |line: Option<&str>, other: Option<&str>| {
                    line.map_or_else(|| NOTHING.to_owned(), |line| around(line, other.unwrap_or("")))
                };
                let place = format!("line {number}");
                return Some(Difference { place, sealed: shown(sealed, again), again: shown(again, sealed) });
            }
        }
    }
}

/// A line from shortly before the place where it leaves another one.
fn around(line: &str, other: &str) -> String {
    let same = line.chars().zip(other.chars()).take_while(|(a, b)| a == b).count();
    let skipped = if line.chars().count() > WIDEST { same.saturating_sub(WIDEST / 4) } else { 0 };
    cut(&line.chars().skip(skipped).collect::<String>())
}

fn cut(text: &str) -> String {
    match text.char_indices().nth(WIDEST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

impl Compared {
    /// Adds a difference.
    pub fn add(&mut self, difference: impl IntoIterator<Item = Difference>) {
        for difference in difference {
            self.differ += 1;
            if self.differences.len() < KEPT {
                self.differences.push(difference);
            }
        }
    }

    fn shared(&mut self, place: &str, sealed: &Value, again: &Value) {
        match (sealed, again) {
            (Value::Object(a), Value::Object(b)) => {
                // Which version it is says each of the two of itself.
                for (key, value) in a.iter().filter(|(key, _)| !(place.is_empty() && *key == "model_version")) {
                    let other = b.get(key).into_iter();
                    other.for_each(|other| self.shared(&below(place, &key.replace('_', " ")), value, other));
                }
            }
            (Value::Array(a), Value::Array(b)) => {
                for (at, value) in a.iter().enumerate() {
                    let name = called(value);
                    let other = match &name {
                        Some(name) => b.iter().find(|other| called(other).as_ref() == Some(name)),
                        None => b.get(at).filter(|other| called(other).is_none()),
                    };
                    let place = below(place, &name.unwrap_or_else(|| format!("item {}", at + 1)));
                    other.into_iter().for_each(|other| self.shared(&place, value, other));
                }
            }
            (Value::Number(_), Value::Number(_)) => self.values(place, Some(sealed), Some(again)),
            _ => {}
        }
    }

    fn values(&mut self, place: &str, sealed: Option<&Value>, again: Option<&Value>) {
        match (sealed, again) {
            (Some(Value::Object(a)), Some(Value::Object(b))) => {
                for (key, value) in a {
                    self.values(&below(place, &key.replace('_', " ")), Some(value), b.get(key));
                }
                for (key, value) in b.iter().filter(|(key, _)| !a.contains_key(*key)) {
                    self.values(&below(place, &key.replace('_', " ")), None, Some(value));
                }
            }
            (Some(Value::Array(a)), Some(Value::Array(b))) => {
                for at in 0..a.len().max(b.len()) {
                    let (one, other) = (a.get(at), b.get(at));
                    let name = one.or(other).and_then(called).unwrap_or_else(|| format!("item {}", at + 1));
                    self.values(&below(place, &name), one, other);
                }
            }
            (a, b) => {
                self.figures += u64::from([a, b].iter().any(|value| value.is_some_and(Value::is_number)));
                if a != b {
                    let place = if place.is_empty() { "all of it" } else { place }.to_owned();
                    self.add([Difference { place, sealed: shown(a), again: shown(b) }]);
                }
            }
        }
    }
}

fn below(place: &str, name: &str) -> String {
    if place.is_empty() { name.to_owned() } else { format!("{place}, {name}") }
}

/// What an entry of a list is called, by itself.
fn called(entry: &Value) -> Option<String> {
    let found = NAMES.iter().find_map(|name| Some((name, entry.get(name)?)))?;
    match found {
        (_, Value::String(name)) => Some(cut(&name.replace('_', " "))),
        (name, Value::Number(number)) => Some(format!("{name} {number}")),
        (_, Value::Array(names)) => {
            let names: Option<Vec<&str>> = names.iter().map(Value::as_str).collect();
            Some(cut(&names?.join(" and ")))
        }
        _ => None,
    }
}

fn shown(value: Option<&Value>) -> String {
    match value {
        None => NOTHING.to_owned(),
        Some(Value::String(text)) => format!("`{}`", cut(text)),
        Some(value) => cut(&value.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SEALED: &str = r#"{"trials": 10, "written": {"metrics": [
        {"key": "sessions_lost", "mean": 0.25, "interval": [0.1, 0.4], "quantiles": [{"share": 0.9, "value": 1.0}]}]}}"#;

    fn told(again: &str) -> Vec<(String, String, String)> {
        figures(SEALED, again).differences.into_iter().map(|d| (d.place, d.sealed, d.again)).collect()
    }

    fn one(from: &str, to: &str) -> (String, String, String) {
        let told = told(&SEALED.replace(from, to));
        assert_eq!(told.len(), 1, "{told:?}");
        told[0].clone()
    }

    fn texts(place: &str, sealed: &str, again: &str) -> (String, String, String) {
        (place.to_owned(), sealed.to_owned(), again.to_owned())
    }

    #[test]
    fn a_figure_that_differs_is_called_by_its_path() {
        assert_eq!(figures(SEALED, SEALED), Compared { figures: 6, ..Compared::default() });
        assert_eq!(one("0.25", "0.26"), texts("written, metrics, sessions lost, mean", "0.25", "0.26"));
        assert_eq!(
            one("0.1, 0.4", "0.1"),
            texts("written, metrics, sessions lost, interval, item 2", "0.4", "nothing")
        );
        let place = "written, metrics, sessions lost, quantiles, share 0.9, value";
        assert_eq!(one("1.0", "null"), texts(place, "1.0", "null"));
        assert_eq!(one("\"trials\": 10", "\"trials\": \"ten\""), texts("trials", "10", "`ten`"));
    }

    /// The last bit of a number counts, and so does how it is written.
    #[test]
    fn the_last_bit_counts() {
        let next = f64::from_bits(0.25_f64.to_bits() + 1).to_string();
        assert_eq!(one("0.25", &next).2, next);
        assert_eq!(one("0.25", "0.250").0, "line 2");
        assert_eq!(one("0.25", "x").0, "line 2");
    }

    /// Another version may say more, less and other words, and calls each number the same.
    #[test]
    fn of_two_versions_the_numbers_that_both_have_are_compared() {
        let newer = r#"{"trials": 10, "model_version": 9, "program": "b", "written": {"metrics": [
            {"key": "new", "mean": 7.0}, {"key": "sessions_lost", "mean": 0.25, "interval": [0.1, 0.4, 0.5]}]}}"#;
        let older = SEALED.replacen('{', "{\"model_version\": 8, ", 1);
        assert_eq!(numbers(&older, newer), Compared { figures: 4, ..Compared::default() });
        let found = numbers(&older, &newer.replace("0.25", "0.5"));
        assert_eq!((found.differ, found.differences[0].place.as_str()), (1, "written, metrics, sessions lost, mean"));
    }

    #[test]
    fn the_first_line_that_differs_is_shown_where_it_does() {
        assert_eq!(lines("a\nb", "a\nb"), None);
        let found = lines("a\nb", "a").unwrap();
        assert_eq!((found.place.as_str(), found.sealed.as_str(), found.again.as_str()), ("line 2", "b", "nothing"));
        let long = "é".repeat(500);
        let found = lines(&format!("{long}1{long}"), &format!("{long}2{long}")).unwrap();
        assert!(found.sealed.contains('1') && found.sealed.chars().count() <= WIDEST + 1, "{found:?}");
    }
}
