//! One thing that can be explained: knows what it says, how it is written, what holds without it, an example and its
//! parts; does not know what is around it.

use serde_json::{Value, json};

use super::FILES;
use super::layout::Layout;
use super::sample::{Types, as_it_is, kind_of, sample, written};
use super::shape::{Field, Kind, Node, Shape};

/// What holds where something is left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LeftOut {
    /// It must be there.
    Required,
    /// This, as one would write it.
    Default(String),
    /// Nothing.
    Nothing,
}

/// Something that can be explained: a file, a field, a kind, or a type.
#[derive(Clone, Debug)]
pub struct Topic<'a> {
    pub(super) types: &'a Types,
    /// As it is named from the file on, parted by points.
    pub(super) path: String,
    pub(super) what: What<'a>,
}

#[derive(Clone, Copy, Debug)]
pub(super) enum What<'a> {
    Type(&'a Node),
    Field(&'a Field),
    Kind(&'a Kind),
}

impl<'a> Topic<'a> {
    /// As it is named from the file on, parted by points.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The last part of its path.
    #[must_use]
    pub fn name(&self) -> &str {
        self.path.rsplit('.').next().unwrap_or_default()
    }

    fn node(&self) -> Option<&'a Node> {
        match self.what {
            What::Type(of) => Some(of),
            What::Field(field) => Some(&field.node),
            What::Kind(kind) => kind.inside.as_ref(),
        }
    }

    fn core(&self) -> Option<&'a Node> {
        core(self.types, self.node()?)
    }

    /// What it says.
    #[must_use]
    pub fn meaning(&self) -> &'a str {
        let own = match self.what {
            What::Kind(kind) => kind.meaning.as_str(),
            What::Type(of) => of.meaning.as_str(),
            What::Field(field) => field.node.meaning.as_str(),
        };
        if own.is_empty() { self.core().map_or("", |of| of.meaning.as_str()) } else { own }
    }

    /// The rule by which a quantity is written, or what the type behind it says.
    #[must_use]
    pub fn rule(&self) -> &'a str {
        self.core().map_or("", |of| of.meaning.as_str())
    }

    /// The title of the type behind it.
    #[must_use]
    pub fn title(&self) -> &'a str {
        self.core().and_then(|of| of.title.as_deref()).unwrap_or_default()
    }

    /// Whether it is written in quotes or as a number, by a rule of its own.
    #[must_use]
    pub fn is_quantity(&self) -> bool {
        self.parts().is_empty() && !matches!(self.what, What::Kind(_))
    }

    /// Whether it is a field, which may be left out; not a kind or a type.
    #[must_use]
    pub fn is_field(&self) -> bool {
        matches!(self.what, What::Field(_))
    }

    /// Whether it is a type, which has no place in a file of its own.
    #[must_use]
    pub fn is_type(&self) -> bool {
        matches!(self.what, What::Type(_))
    }

    /// How it is written, in words: `list of names`, `share`. `link` may turn the title of a type into a link.
    #[must_use]
    pub fn written(&self, link: Link<'_>) -> String {
        match (self.what, self.node()) {
            (What::Kind(kind), None) => kind.name.clone(),
            (What::Kind(kind), Some(_)) if !self.parts().is_empty() => format!("{}(…)", kind.name),
            (What::Kind(kind), Some(inside)) => format!("{}({})", kind.name, words(self.types, inside, false, link)),
            (_, Some(of)) => words(self.types, of, false, link),
            (_, None) => String::new(),
        }
    }

    /// What holds where it is left out.
    #[must_use]
    pub fn left_out(&self) -> LeftOut {
        let What::Field(field) = self.what else { return LeftOut::Required };
        let empty = |value: &Value| value.is_null() || *value == json!("") || *value == json!([]);
        match &field.node.default {
            _ if field.required => LeftOut::Required,
            Some(default) if !empty(default) => LeftOut::Default(written(self.types, default, &field.node).line()),
            _ => LeftOut::Nothing,
        }
    }

    /// Examples, in lines of at most `width` characters; the usual one first.
    #[must_use]
    pub fn examples(&self, width: usize) -> Vec<String> {
        self.laid_out().iter().map(|example| example.lines(width, 0, 0)).collect()
    }

    /// The usual example as it stands in a file, behind the name of the field.
    #[must_use]
    pub fn in_place(&self, width: usize) -> String {
        let name = if self.is_field() { format!("{}: ", self.name()) } else { String::new() };
        let example = self.laid_out().first().map(|example| example.lines(width, name.len(), 0));
        format!("{name}{}", example.unwrap_or_default())
    }

    fn laid_out(&self) -> Vec<Layout> {
        let of = match self.what {
            What::Kind(kind) => {
                let kinds = Shape::Kinds(vec![kind.clone()]);
                return vec![written(self.types, &kind_of(self.types, kind, None), &Node::of(kinds))];
            }
            What::Type(of) => of,
            What::Field(field) => &field.node,
        };
        let own = match &of.shape {
            Shape::Type(key) if of.examples.is_empty() => self.types.get(key).map_or(&[][..], |of| &of.examples),
            _ => &of.examples,
        };
        let all = if own.is_empty() { vec![sample(self.types, of, None)] } else { own.to_vec() };
        all.iter().map(|value| written(self.types, value, of)).collect()
    }

    /// Its fields or kinds; for entries and lists, those of each.
    #[must_use]
    pub fn parts(&self) -> Vec<Topic<'a>> {
        self.core().map_or_else(Vec::new, |of| self.parts_of(of))
    }

    fn parts_of(&self, of: &'a Node) -> Vec<Topic<'a>> {
        let part = |name: &str, what| Topic { types: self.types, path: format!("{}.{name}", self.path), what };
        match &of.shape {
            Shape::Fields(fields) => fields.iter().map(|field| part(&field.name, What::Field(field))).collect(),
            Shape::Kinds(kinds) => kinds.iter().map(|kind| part(&kind.name, What::Kind(kind))).collect(),
            Shape::Either(ways) => ways.iter().flat_map(|way| self.parts_of(way)).collect(),
            Shape::Type(key) => self.types.get(key).map_or_else(Vec::new, |of| self.parts_of(of)),
            _ => Vec::new(),
        }
    }

    /// This topic and all below it, those below a title once.
    pub(super) fn walk(&self, seen: &mut Vec<String>, found: &mut Vec<Topic<'a>>) {
        found.push(self.clone());
        // Kinds may hold their fields without a type of its own in between.
        let title = self.title().to_owned();
        if title.is_empty() || !seen.contains(&title) {
            seen.push(title);
            self.parts().iter().for_each(|part| part.walk(seen, found));
        }
    }

    /// The smallest file that holds this text in its place; none for a type, which has no place.
    #[must_use]
    pub fn file_with(&self, text: &str) -> Option<String> {
        let names: Vec<&str> = self.path.split('.').collect();
        let (key, _) = FILES.iter().find(|(_, path)| *path == names[0])?;
        let end = as_it_is(text);
        let of = self.types.get(*key)?;
        let value = sample(self.types, of, Some((&names[1..], &end)));
        Some(format!("{key}{}\n", written(self.types, &value, of).lines(100, key.len(), 0)))
    }
}

/// Turns the title of a use and that of the type behind it into what is shown.
pub type Link<'a> = &'a dyn Fn(&str, &str) -> String;

/// The type behind another: of entries and lists, that of each.
pub(super) fn core<'a>(types: &'a Types, mut of: &'a Node) -> Option<&'a Node> {
    loop {
        of = match &of.shape {
            Shape::Type(key) => types.get(key)?,
            Shape::Entries(inner) | Shape::List(inner) if of.title.is_none() => inner,
            _ => return Some(of),
        }
    }
}

/// How something is written, in words; `many` of them.
fn words(types: &Types, of: &Node, many: bool, link: Link<'_>) -> String {
    if let Some(title) = &of.title {
        let behind = core(types, of).and_then(|of| of.title.as_deref()).unwrap_or(title);
        return if many { link(&plural(title), behind) } else { link(title, behind) };
    }
    let all = |parts: &[Node], between: &str| -> String {
        let parts: Vec<String> = parts.iter().map(|part| words(types, part, false, link)).collect();
        parts.join(between)
    };
    let plain = match &of.shape {
        Shape::Type(key) => return types.get(key).map_or_else(String::new, |of| words(types, of, many, link)),
        Shape::List(of) => return format!("list of {}", words(types, of, true, link)),
        Shape::Entries(of) if matches!(of.shape, Shape::Entries(_)) => {
            return format!("entries by name, each with {}", words(types, of, false, link));
        }
        Shape::Entries(of) => return format!("entries by name, each {}", one(&words(types, of, false, link))),
        Shape::Tuple(parts) => return format!("({})", all(parts, ", ")),
        Shape::Either(ways) => return all(ways, ", or "),
        Shape::YesNo => return "`true` or `false`".to_owned(),
        Shape::Text => "text in quotes",
        Shape::Whole => "whole number",
        Shape::Number => "number",
        Shape::Fields(_) => "field",
        Shape::Kinds(_) => "kind",
    };
    if many { plural(plain) } else { plain.to_owned() }
}

/// With its article: `a hazard`, `an offer`.
fn one(name: &str) -> String {
    let first = name.chars().find(|letter| letter.is_alphabetic());
    let article = if first.is_some_and(|letter| "aeio".contains(letter)) { "an" } else { "a" };
    format!("{article} {name}")
}

/// More than one: `lengths of time`, `names`.
fn plural(one: &str) -> String {
    match one.split_once(" of ") {
        Some((head, rest)) => format!("{head}s of {rest}"),
        None => format!("{one}s"),
    }
}
