//! The page of the file format: knows its chapters and how a table of fields looks; does not know the format.

use crate::file::{LeftOut, Reference, Topic};

/// What a page starts with.
const START: &str = include_str!("format_page/start.md");
/// A whole plan, as small as one can be that does something.
pub const SMALL_PLAN: &str = include_str!("format_page/plan.ron");
/// A whole scenario for it.
pub const SMALL_SCENARIO: &str = include_str!("format_page/scenario.ron");

/// The chapters, and the path of what each explains with all that belongs to it.
const CHAPTERS: [(&str, &str); 4] = [
    ("The plan", "plan"),
    ("Kinds of strategies", "plan.strategies.kind"),
    ("Distributions", "distribution"),
    ("The scenario", "scenario"),
];
const QUANTITIES: &str = "Quantities";
/// Examples of a line.
const WIDTH: usize = 100;
/// Examples that fit into a cell.
const CELL: usize = 60;

/// The whole file format as a page.
#[must_use]
pub fn format_page(reference: &Reference) -> String {
    let chapters: Vec<(&str, Topic<'_>)> =
        CHAPTERS.iter().filter_map(|(title, path)| Some((*title, reference.find(path).ok()?))).collect();
    let mut writer = Writer { page: String::new(), seen: Vec::new(), chapters: Vec::new(), quantities: Vec::new() };
    writer.chapters = chapters.iter().map(|(heading, topic)| (topic.title().to_owned(), *heading)).collect();
    writer.start();
    writer.quantities(reference);
    writer.seen = writer.chapters.iter().map(|(title, _)| title.clone()).collect();
    for (heading, topic) in &chapters {
        writer.chapter(heading, topic);
    }
    writer.page
}

struct Writer<'a> {
    page: String,
    /// The titles of types that are explained already, or have a chapter.
    seen: Vec<String>,
    /// The titles of types that have a chapter, and its heading.
    chapters: Vec<(String, &'a str)>,
    /// The titles of quantities.
    quantities: Vec<String>,
}

impl<'a> Writer<'a> {
    fn line(&mut self, text: &str) {
        self.page.push_str(text);
        self.page.push('\n');
    }

    fn paragraph(&mut self, text: &str) {
        self.line(text);
        self.line("");
    }

    fn block(&mut self, text: &str) {
        self.paragraph(&format!("```ron\n{}\n```", text.trim_end()));
    }

    fn start(&mut self) {
        self.paragraph("# The file format");
        self.paragraph("<!-- Made by `bcp-sim explain --markdown` from the types that read the files. -->");
        self.paragraph(START.trim_end());
        let headings = std::iter::once(QUANTITIES).chain(CHAPTERS.iter().map(|(heading, _)| *heading));
        let links: Vec<String> = headings.map(|heading| format!("[{heading}](#{})", anchor(heading))).collect();
        self.paragraph(&links.join(" · "));
        self.paragraph("A small plan:");
        self.block(SMALL_PLAN);
        self.paragraph("A scenario for it:");
        self.block(SMALL_SCENARIO);
    }

    fn quantities(&mut self, reference: &Reference) {
        self.paragraph(&format!("## {QUANTITIES}"));
        self.paragraph("Each stands in double quotes, unless its examples show otherwise.");
        self.line("| quantity | how it is written | examples |");
        self.line("| --- | --- | --- |");
        for topic in reference.types().iter().filter(|topic| topic.is_quantity()) {
            self.quantities.push(topic.title().to_owned());
            let examples: Vec<String> = topic.examples(usize::MAX).iter().map(|text| code(text)).collect();
            self.line(&format!("| {} | {} | {} |", topic.title(), cell(topic.meaning()), examples.join("<br>")));
        }
        self.line("");
    }

    /// A topic, and below it every type that it leads to and that was not explained before, the nearest first.
    fn chapter(&mut self, heading: &str, topic: &Topic<'a>) {
        self.paragraph(&format!("## {heading}"));
        let mut waiting = self.section(topic);
        while !waiting.is_empty() {
            let next = waiting.remove(0);
            self.paragraph(&format!("### {}", capital(next.title())));
            waiting.extend(self.section(&next));
        }
    }

    /// What a type says, its parts, an example; gives the types that it leads to.
    fn section(&mut self, topic: &Topic<'a>) -> Vec<Topic<'a>> {
        self.paragraph(&format!("`{}`: {}", topic.path(), topic.rule()));
        let parts = topic.parts();
        if parts.iter().all(Topic::is_field) {
            self.fields(&parts);
            // The small files above are the examples of whole ones.
            if topic.path().contains('.') {
                self.block(&topic.in_place(WIDTH));
            }
            return self.unseen(&parts);
        }
        self.kinds(&parts);
        let mut leads = Vec::new();
        for kind in &parts {
            let inner = kind.parts();
            if !inner.is_empty() && inner.iter().all(Topic::is_field) {
                self.paragraph(&format!("#### `{}`", kind.name()));
                self.paragraph(kind.meaning());
                self.fields(&inner);
                self.block(&kind.in_place(WIDTH));
            }
            leads.extend(self.unseen(&inner));
        }
        leads
    }

    fn unseen(&mut self, parts: &[Topic<'a>]) -> Vec<Topic<'a>> {
        let mut new = Vec::new();
        for part in parts.iter().filter(|part| !part.parts().is_empty()) {
            if !self.seen.iter().any(|seen| seen == part.title()) {
                self.seen.push(part.title().to_owned());
                new.push(part.clone());
            }
        }
        new
    }

    fn fields(&mut self, fields: &[Topic<'a>]) {
        self.line("| field | what it says | how it is written | without it | example |");
        self.line("| --- | --- | --- | --- | --- |");
        for field in fields {
            let written = field.written(&|title, behind| self.link(title, behind));
            let without = match field.left_out() {
                LeftOut::Required => "*required*".to_owned(),
                LeftOut::Default(text) => code(&text),
                LeftOut::Nothing => "nothing".to_owned(),
            };
            let row = [code(field.name()), cell(field.meaning()), cell(&written), without, self.example(field)];
            self.line(&format!("| {} |", row.join(" | ")));
        }
        self.line("");
    }

    fn kinds(&mut self, kinds: &[Topic<'a>]) {
        self.line("| kind | what it says | example |");
        self.line("| --- | --- | --- |");
        for kind in kinds {
            let example = &kind.examples(usize::MAX)[0];
            let example = if example.chars().count() > CELL { "below".to_owned() } else { code(example) };
            self.line(&format!("| {} | {} | {example} |", code(kind.name()), cell(kind.meaning())));
        }
        self.line("");
    }

    /// An example where it fits, else where to find one.
    fn example(&self, field: &Topic<'_>) -> String {
        let example = &field.examples(usize::MAX)[0];
        if example.chars().count() > CELL && !field.parts().is_empty() {
            return format!("see {}", self.link(field.title(), field.title()));
        }
        code(example)
    }

    /// The title of a type, linked to where it is explained.
    fn link(&self, title: &str, behind: &str) -> String {
        let chapter = self.chapters.iter().find(|(known, _)| known == behind).map(|(_, heading)| *heading);
        let quantity = self.quantities.iter().any(|known| known == behind).then_some(QUANTITIES);
        format!("[{title}](#{})", anchor(chapter.or(quantity).unwrap_or(behind)))
    }
}

/// As headings are linked.
fn anchor(heading: &str) -> String {
    heading.to_lowercase().replace(' ', "-")
}

fn capital(title: &str) -> String {
    let mut letters = title.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// A text inside a table.
fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}

fn code(text: &str) -> String {
    format!("`{}`", cell(text))
}
