//! Entries put behind those of a list, in the text that its owner has written: knows where the list ends and how its lines
//! are set in; does not know what the entries say. All that stood there stays, comments among it.

use super::outline::{Node, blanks};

/// The text with some entries at the end of the list of a field of the whole; none where there is no place for them.
pub(crate) fn append(text: &str, field: &str, new: &[String]) -> Option<String> {
    if new.is_empty() {
        return Some(text.to_owned());
    }
    let outline = Node::of(text);
    let end_of_line = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let Some(list) = outline.item(text, field).map(|item| &item.value) else {
        let inside = outline.inside.clone()?;
        let lines: String = new.iter().map(|entry| format!("{INDENT}{INDENT}{entry},{end_of_line}")).collect();
        let added = format!("{field}: [{end_of_line}{lines}{INDENT}],");
        return Some(inserted(text, inside.end, behind_last(text, &outline, inside.end), &format!(" {added}")));
    };
    let inside = list.inside.clone().filter(|_| text[list.span.clone()].starts_with('['))?;
    let first_of_line = |at: usize| {
        let start = text[..at].rfind('\n').map_or(0, |end| end + 1);
        text[start..at].chars().all(char::is_whitespace).then(|| &text[start..at])
    };
    // Entries that have lines of their own are set in as the last one is.
    let last = list.items.last().map(|item| item.span().start);
    let indent = match last {
        Some(at) => first_of_line(at).map(str::to_owned),
        None => Some(first_of_line(inside.end).map_or_else(|| INDENT.repeat(2), |end| format!("{end}{INDENT}"))),
    };
    let comma = behind_last(text, list, inside.end);
    let Some(indent) = indent else {
        return Some(inserted(text, inside.end, comma, &format!(" {}", new.join(", "))));
    };
    let set_in = |entry: &String| {
        let lines: Vec<&str> = entry.lines().collect();
        format!("{end_of_line}{indent}{},", lines.join(&format!("{end_of_line}{indent}")))
    };
    let added: String = new.iter().map(set_in).collect();
    // Behind the last thing in the list, be it a comment; its closing bracket keeps its own line, or gets one.
    let at = text[..inside.end].trim_end().len().max(inside.start);
    let closes_line = text[at..inside.end].contains('\n');
    let added = if closes_line { added } else { format!("{added}{end_of_line}{INDENT}") };
    Some(inserted(text, at, comma, &added))
}

const INDENT: &str = "    ";

/// Where a comma is missing behind the last item, before the end of what its brackets hold.
fn behind_last(text: &str, node: &Node, end: usize) -> Option<usize> {
    let last = node.items.last()?.span().end;
    let next = last + blanks(&text[last..end]);
    (!text[next..end].starts_with(',')).then_some(last)
}

/// The text with an addition, and a comma before it where one is missing.
fn inserted(text: &str, at: usize, comma: Option<usize>, added: &str) -> String {
    let mut made = text.to_owned();
    made.insert_str(at, added);
    if let Some(comma) = comma {
        made.insert(comma, ',');
    }
    made
}
