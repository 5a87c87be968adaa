//! The types of the file format as data: knows how to take them from the schemas that the types themselves give; does
//! not know how they are shown.

use std::collections::BTreeMap;

use schemars::generate::SchemaSettings;
use serde_json::{Map, Value, json};

use crate::file::plan::PlanFile;
use crate::file::scenario::ScenarioFile;

/// A type, or a use of one.
#[derive(Clone, Debug)]
pub(super) struct Node {
    /// What it is called: every type is, a use of one where it says more than the type.
    pub(super) title: Option<String>,
    /// What it says.
    pub(super) meaning: String,
    /// What an entry of it may be called.
    pub(super) name: Option<String>,
    /// Seldom needed: its example is not part of a whole.
    pub(super) rare: bool,
    /// The field beside it that it stands for: a whole has one of the two.
    pub(super) instead: Option<String>,
    /// How it may be written; the usual way first.
    pub(super) examples: Vec<Value>,
    /// What holds where it is left out; null where there is then nothing.
    pub(super) default: Option<Value>,
    pub(super) shape: Shape,
}

impl Node {
    /// Nothing but a shape.
    pub(super) fn of(shape: Shape) -> Self {
        Self {
            title: None,
            meaning: String::new(),
            name: None,
            rare: false,
            instead: None,
            examples: Vec::new(),
            default: None,
            shape,
        }
    }
}

/// How it is written.
#[derive(Clone, Debug)]
pub(super) enum Shape {
    /// In quotes; a quantity where it has a title.
    Text,
    Whole,
    Number,
    YesNo,
    List(Box<Node>),
    Tuple(Vec<Node>),
    /// By name.
    Entries(Box<Node>),
    Fields(Vec<Field>),
    Kinds(Vec<Kind>),
    /// One way or another.
    Either(Vec<Node>),
    /// As the type of this key.
    Type(String),
}

#[derive(Clone, Debug)]
pub(super) struct Field {
    pub(super) name: String,
    pub(super) required: bool,
    pub(super) node: Node,
}

/// One of several kinds: a word, or a word with something in brackets.
#[derive(Clone, Debug)]
pub(super) struct Kind {
    pub(super) name: String,
    pub(super) meaning: String,
    /// The whole of it, word and brackets.
    pub(super) example: Option<Value>,
    pub(super) inside: Option<Node>,
}

/// Every type of the file format by its key.
pub(super) fn types() -> BTreeMap<String, Node> {
    let mut read = definitions(SchemaSettings::default());
    // A schema keeps its properties by the alphabet. Where a type is written, every field must be there, and the list of
    // those that must be there is in the order of the type.
    put_in_order(&mut read, &definitions(SchemaSettings::default().for_serialize()));
    let Value::Object(read) = read else { return BTreeMap::new() };
    read.iter()
        .map(|(key, schema)| {
            let of = node(schema);
            let title = of.title.unwrap_or_else(|| title(key));
            (key.clone(), Node { title: Some(title), ..of })
        })
        .collect()
}

/// A key of the program in words: `HandOver` is a `hand over`.
fn title(key: &str) -> String {
    let mut words = String::new();
    for letter in key.chars() {
        if letter.is_uppercase() && !words.is_empty() {
            words.push(' ');
        }
        words.extend(letter.to_lowercase());
    }
    words
}

fn definitions(settings: SchemaSettings) -> Value {
    let mut generator = settings.into_generator();
    generator.subschema_for::<PlanFile>();
    generator.subschema_for::<ScenarioFile>();
    Value::Object(generator.take_definitions(true))
}

/// The key under which the order of properties is kept.
const ORDER: &str = "order";

fn put_in_order(read: &mut Value, written: &Value) {
    match (read, written) {
        (Value::Object(read), Value::Object(written)) => {
            read.iter_mut().for_each(|(key, value)| put_in_order(value, written.get(key).unwrap_or(&Value::Null)));
            if read.contains_key("properties") {
                read.insert(ORDER.to_owned(), written.get("required").cloned().unwrap_or(json!([])));
            }
        }
        (Value::Array(read), Value::Array(written)) => {
            read.iter_mut().zip(written).for_each(|(read, written)| put_in_order(read, written));
        }
        _ => {}
    }
}

fn node(schema: &Value) -> Node {
    let text = |key: &str| schema.get(key).and_then(Value::as_str).map(plain);
    let examples = schema.get("examples").and_then(Value::as_array).cloned();
    let mut of = Node {
        title: text("title"),
        meaning: text("description").unwrap_or_default(),
        name: text("name"),
        rare: schema.get("rare").is_some(),
        instead: text("instead"),
        examples: examples.unwrap_or_default(),
        default: schema.get("default").cloned(),
        shape: shape(schema),
    };
    // What may be null says of itself only that: the rest is said by what it else is.
    if let Shape::Either(ways) = &mut of.shape
        && ways.len() == 1
    {
        of.shape = ways.remove(0).shape;
    }
    of
}

/// A comment of the program as a sentence of a page: one line, without the marks of its own format.
fn plain(comment: &str) -> String {
    comment.replace('\n', " ").replace("\\[", "[").replace("\\]", "]")
}

fn shape(schema: &Value) -> Shape {
    if let Some(key) = schema.get("$ref").and_then(Value::as_str) {
        return Shape::Type(key.trim_start_matches("#/$defs/").to_owned());
    }
    if let Some(all) = schema.get("oneOf").and_then(Value::as_array) {
        return Shape::Kinds(all.iter().map(kind).collect());
    }
    if let Some(all) = schema.get("anyOf").and_then(Value::as_array) {
        return Shape::Either(all.iter().filter(|way| way["type"] != "null").map(node).collect());
    }
    let word = |value: &Value| value.as_str().map(str::to_owned);
    // What may be left out is either something or null.
    let kind = schema.get("type").and_then(|kind| word(kind).or_else(|| kind.get(0).and_then(word)));
    match kind.as_deref() {
        Some("integer") => Shape::Whole,
        Some("number") => Shape::Number,
        Some("boolean") => Shape::YesNo,
        Some("array") => match schema.get("prefixItems").and_then(Value::as_array) {
            Some(parts) => Shape::Tuple(parts.iter().map(node).collect()),
            None => Shape::List(Box::new(node(&schema["items"]))),
        },
        Some("object") => match schema.get("additionalProperties").filter(|inside| inside.is_object()) {
            Some(inside) => Shape::Entries(Box::new(node(inside))),
            None => Shape::Fields(fields(schema)),
        },
        _ => Shape::Text,
    }
}

fn fields(schema: &Value) -> Vec<Field> {
    let none = Map::new();
    let properties = schema.get("properties").and_then(Value::as_object).unwrap_or(&none);
    let listed = |key: &str, name: &str| -> Option<usize> {
        schema.get(key).and_then(Value::as_array)?.iter().position(|listed| listed == name)
    };
    let mut fields: Vec<Field> = properties
        .iter()
        .map(|(name, of)| Field { name: name.clone(), required: listed("required", name).is_some(), node: node(of) })
        .collect();
    fields.sort_by_key(|field| listed(ORDER, &field.name).unwrap_or(usize::MAX));
    fields
}

fn kind(schema: &Value) -> Kind {
    let whole = node(schema);
    let inside = schema.get("properties").and_then(Value::as_object).and_then(|all| all.iter().next());
    let name = inside.map_or_else(|| schema["const"].as_str().unwrap_or_default(), |(name, _)| name.as_str());
    let inside = inside.map(|(_, inside)| node(inside));
    Kind { name: name.to_owned(), meaning: whole.meaning, example: whole.examples.into_iter().next(), inside }
}
