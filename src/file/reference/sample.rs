//! Examples: knows how one is put together from the examples of its parts and written as it stands in a file; does not
//! know what it is an example for.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::layout::Layout;
use super::shape::{Field, Kind, Node, Shape};

/// Every type by its key.
pub(super) type Types = BTreeMap<String, Node>;

/// The key of a value that is already text of a file.
const AS_IT_IS: &str = "\u{1}";

/// A value that is already text of a file.
pub(super) fn as_it_is(text: &str) -> Value {
    json!({ AS_IT_IS: text })
}

/// What stands where, on the way to it: the fields and kinds to pass, and what is put at their end.
pub(super) type Way<'a> = Option<(&'a [&'a str], &'a Value)>;

/// An example of a type: its own, or that of its parts. Along a way it is led through that.
pub(super) fn sample(types: &Types, of: &Node, way: Way<'_>) -> Value {
    if let Some(([], end)) = way {
        return end.clone();
    }
    if let (None, Some(own)) = (way, of.examples.first()) {
        return own.clone();
    }
    match &of.shape {
        Shape::Type(key) => types.get(key).map_or(Value::Null, |of| sample(types, of, way)),
        Shape::List(of) => json!([sample(types, of, way)]),
        Shape::Tuple(parts) => parts.iter().map(|part| sample(types, part, None)).collect(),
        Shape::Entries(of) => {
            let name = entry_name(types, of).unwrap_or("name");
            json!({ name: sample(types, of, way) })
        }
        Shape::Fields(fields) => fields_of(types, fields, way),
        Shape::Kinds(kinds) => match way {
            Some((names, _)) => {
                kinds.iter().find(|kind| kind.name == names[0]).map_or(Value::Null, |kind| kind_of(types, kind, way))
            }
            None => kinds.first().map_or(Value::Null, |kind| kind_of(types, kind, None)),
        },
        Shape::Either(ways) => {
            let leads = |of: &&Node| way.is_none_or(|(names, _)| leads(types, of, names[0]));
            ways.iter().find(leads).map_or(Value::Null, |of| sample(types, of, way))
        }
        // What differs from the default says more.
        Shape::YesNo => json!(of.default != Some(json!(true))),
        Shape::Text | Shape::Whole | Shape::Number => Value::Null,
    }
}

/// What an entry of a type may be called.
fn entry_name<'a>(types: &'a Types, of: &'a Node) -> Option<&'a str> {
    match &of.shape {
        Shape::Type(key) => of.name.as_deref().or_else(|| entry_name(types, types.get(key)?)),
        _ => of.name.as_deref(),
    }
}

/// What must be there, what has an example of its own and is not rare, and what is on the way.
fn fields_of(types: &Types, fields: &[Field], way: Way<'_>) -> Value {
    let next = way.and_then(|(names, _)| fields.iter().find(|field| field.name == names[0]));
    let chosen = |f: &&Field| next.is_some_and(|next| next.name == f.name);
    let usual = |f: &&Field| f.required || (!f.node.examples.is_empty() && !f.node.rare);
    let replaced = |f: &&Field| next.is_some_and(|next| next.node.instead.as_deref() == Some(&f.name));
    let shown = fields.iter().filter(|f| chosen(f) || (usual(f) && !replaced(f)));
    let value = |field: &Field| {
        let way = way.filter(|_| chosen(&field)).map(|(names, end)| (&names[1..], end));
        sample(types, &field.node, way)
    };
    Value::Object(shown.map(|field| (field.name.clone(), value(field))).collect())
}

/// The whole of a kind: its word, and what stands in its brackets.
pub(super) fn kind_of(types: &Types, kind: &Kind, way: Way<'_>) -> Value {
    let way = way.map(|(names, end)| (&names[1..], end));
    match (way, &kind.example, &kind.inside) {
        (Some(([], end)), _, _) => end.clone(),
        (None, Some(own), _) => own.clone(),
        (_, _, Some(inside)) => json!({ kind.name.as_str(): sample(types, inside, way) }),
        _ => json!(kind.name),
    }
}

/// Whether something of this name is in a type.
fn leads(types: &Types, of: &Node, name: &str) -> bool {
    match &of.shape {
        Shape::Type(key) => types.get(key).is_some_and(|of| leads(types, of, name)),
        Shape::Kinds(kinds) => kinds.iter().any(|kind| kind.name == name),
        Shape::Fields(fields) => fields.iter().any(|field| field.name == name),
        _ => false,
    }
}

/// A value as it stands in a file.
pub(super) fn written(types: &Types, value: &Value, of: &Node) -> Layout {
    if let Some(text) = value.get(AS_IT_IS).and_then(Value::as_str) {
        return Layout::Word(text.to_owned());
    }
    let none = Map::new();
    let map = || value.as_object().unwrap_or(&none);
    let items = || value.as_array().map_or(&[][..], Vec::as_slice);
    let bare = String::new;
    match &of.shape {
        Shape::Type(key) => types.get(key).map_or_else(|| word(value), |of| written(types, value, of)),
        Shape::Fields(fields) => {
            // Nobody writes what holds anyway.
            let said = |f: &Field| map().get(&f.name).filter(|v| !v.is_null() && Some(*v) != f.node.default.as_ref());
            let said = fields.iter().filter_map(|f| Some((format!("{}: ", f.name), said(f)?, &f.node)));
            group(types, "(", said, ")")
        }
        Shape::Kinds(kinds) => of_kind(types, value, kinds),
        Shape::Entries(of) => {
            group(types, "{", map().iter().map(|(name, v)| (format!("{}: ", quoted(name)), v, &**of)), "}")
        }
        Shape::List(of) => group(types, "[", items().iter().map(|v| (bare(), v, &**of)), "]"),
        Shape::Tuple(parts) => group(types, "(", items().iter().zip(parts).map(|(v, of)| (bare(), v, of)), ")"),
        Shape::Either(ways) => {
            let way = ways.iter().find(|of| fits(types, value, of));
            way.map_or_else(|| word(value), |of| written(types, value, of))
        }
        Shape::Text => value.as_str().map_or_else(|| word(value), |text| Layout::Word(quoted(text))),
        Shape::Whole | Shape::Number | Shape::YesNo => word(value),
    }
}

fn word(value: &Value) -> Layout {
    Layout::Word(value.to_string())
}

fn group<'a>(
    types: &Types,
    open: &str,
    items: impl Iterator<Item = (String, &'a Value, &'a Node)>,
    close: &'static str,
) -> Layout {
    let items = items.map(|(label, value, of)| (label, written(types, value, of))).collect();
    Layout::Group(open.to_owned(), items, close)
}

fn of_kind(types: &Types, value: &Value, kinds: &[Kind]) -> Layout {
    let chosen = value.as_object().and_then(|map| map.iter().next());
    let known = chosen.and_then(|(name, inside)| Some((kinds.iter().find(|kind| kind.name == *name)?, inside)));
    let Some((Kind { name, inside: Some(of), .. }, inside)) = known else {
        return Layout::Word(value.as_str().unwrap_or_default().to_owned());
    };
    match written(types, inside, of) {
        // The brackets of the fields are those of the word.
        Layout::Group(open, items, close) if open == "(" => Layout::Group(format!("{name}("), items, close),
        inside => Layout::Group(format!("{name}("), vec![(String::new(), inside)], ")"),
    }
}

/// Whether a value may be written in this way.
fn fits(types: &Types, value: &Value, of: &Node) -> bool {
    match &of.shape {
        Shape::Type(key) => types.get(key).is_some_and(|of| fits(types, value, of)),
        Shape::Text => value.is_string(),
        Shape::List(_) => value.is_array(),
        _ => value.is_object(),
    }
}

/// A text in quotes, as the reader of files takes it.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}
