//! A Markdown page as one HTML file: knows how it is dressed, that it needs nothing from outside, and that no text in it may
//! become markup; does not know what it says.

use base64::prelude::{BASE64_STANDARD, Engine};
use pulldown_cmark::{CowStr, Event, Options, Parser, Tag, TagEnd, html::push_html};

use crate::chart::{dark_dress, typefaces};

use super::glossary::terms;

/// The page's dress: dark where the reader's device is, black on white on paper. Wide tables and charts move sideways in
/// their own box, a table's first column staying in sight; on paper all of it is there.
const STYLE: &str = "\
:root{color-scheme:light dark;--ink:#1f2937;--soft:#5f6876;--line:#d5d9e0;--paper:#fff;--band:#f5f6f8;--link:#0b5cad}\
body{margin:0 auto;padding:1.5rem 1rem 4rem;max-width:60rem;background:var(--paper);color:var(--ink);\
font:16px/1.55 Inter,system-ui,sans-serif;overflow-wrap:anywhere}\
h1{font-size:1.6rem;line-height:1.25}h2{font-size:1.25rem;margin-top:2.2rem}h3{font-size:1.05rem}\
a{color:var(--link)}code{font-size:.92em}em{color:var(--soft)}\
.wide,figure{overflow-x:auto}table{border-collapse:collapse;font-size:.93rem;font-variant-numeric:tabular-nums}\
th,td{padding:.3rem .6rem;border-bottom:1px solid var(--line);text-align:left;vertical-align:top;overflow-wrap:normal}\
th{vertical-align:bottom;line-height:1.3;min-width:4rem}td[style*=right]{white-space:nowrap}td .long{white-space:normal;min-width:10rem}\
td .words{min-width:min(16rem,48vw);text-align:left}td .endless{overflow-wrap:anywhere}td:first-child .long{min-width:7rem}\
th:first-child,td:first-child{position:sticky;left:0;min-width:7rem;background:var(--paper)}\
tr:nth-child(even) td{background:var(--band)}thead:not(:has(th:not(:empty))){display:none}\
figure{margin:1.5rem 0;border:1px solid var(--line)}figure svg{display:block;width:100%;min-width:43rem;height:auto}\
@media print{@page{size:A4;margin:16mm}body{max-width:none;padding:0;font-size:10pt;background:#fff;color:#000}\
h2,h3{break-after:avoid}figure,tr{break-inside:avoid}.wide,figure{overflow:visible}figure svg{min-width:0}\
table{font-size:8pt}th,td{padding:.15rem .3rem}th,td .long,td .words,td:first-child .long{min-width:0}\
th:first-child,td:first-child{position:static;min-width:0}}";

/// The page's colours on a dark screen.
const DARK: &str = ":root{--ink:#e6e9ee;--soft:#a6afbd;--line:#3a4250;--paper:#14181f;--band:#1c222b;--link:#7db7f5}";

/// A cell with more characters than this may be broken into lines, and so may a word; with more than that it is no number
/// but words.
const LONG: usize = 24;
const WORDS: usize = 80;

/// One HTML file of a page and its charts: images named `x.svg` in the page are put into it. Its title is the page's first
/// heading; the terms that the page uses are explained at its end. The charts' typeface is inside as well.
#[must_use]
pub fn html(markdown: &str, charts: &[(&str, &str)]) -> String {
    let page = markdown.to_owned() + &terms(markdown);
    let mut inside = String::new();
    push_html(&mut inside, dressed(&page, charts).into_iter());
    let mut head = String::new();
    push_html(&mut head, std::iter::once(Event::Text(title(markdown).into())));
    let face = |weight: u32, bytes: &[u8]| {
        let data = BASE64_STANDARD.encode(bytes);
        format!("@font-face{{font-family:Inter;font-weight:{weight};src:url(data:font/ttf;base64,{data})}}")
    };
    let [regular, bold] = typefaces();
    let faces = face(400, regular) + &face(700, bold);
    let charts = if charts.is_empty() { String::new() } else { dark_dress() };
    let dark = format!("@media screen and (prefers-color-scheme:dark){{{DARK}{charts}}}");
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; font-src data:\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>{head}</title>\n<style>{faces}{STYLE}{dark}</style>\n</head>\n<body>\n<main>\n{inside}</main>\n</body>\n</html>\n"
    )
}

/// The words of the first heading.
#[must_use]
pub fn title(markdown: &str) -> String {
    let heading = Parser::new_ext(markdown, Options::ENABLE_TABLES)
        .skip_while(|event| !matches!(event, Event::Start(Tag::Heading { .. })))
        .take_while(|event| !matches!(event, Event::End(TagEnd::Heading(_))));
    let words = heading.filter_map(|event| match event {
        Event::Text(text) | Event::Code(text) => Some(text.into_string()),
        _ => None,
    });
    words.collect()
}

/// The page's events: charts in place of images, markup from texts as text, links only to where nothing can run.
fn dressed<'a>(markdown: &'a str, charts: &[(&str, &'a str)]) -> Vec<Event<'a>> {
    let mut dressed = Vec::new();
    let mut in_image = false;
    let mut cell = 0;
    for event in Parser::new_ext(markdown, Options::ENABLE_TABLES) {
        match event {
            Event::Start(Tag::Image { dest_url, .. }) => {
                in_image = true;
                if let Some((_, svg)) = charts.iter().find(|(name, _)| *dest_url == format!("{name}.svg")) {
                    dressed.push(Event::InlineHtml(CowStr::from(format!("<figure tabindex=\"0\">{svg}</figure>"))));
                }
            }
            Event::End(TagEnd::Image) => in_image = false,
            _ if in_image => {}
            Event::Html(text) | Event::InlineHtml(text) => dressed.push(Event::Text(text)),
            Event::Text(text) => dressed.push(Event::Text(kept_together(&text).into())),
            Event::Start(Tag::TableCell) => {
                dressed.push(event);
                cell = dressed.len();
            }
            Event::End(TagEnd::TableCell) => {
                let words: String = dressed[cell..].iter().filter_map(shown).collect();
                let long = words.chars().count();
                let endless = words.split(' ').any(|word| word.chars().count() > LONG);
                if long > LONG {
                    let class = [("long", true), (" words", long > WORDS), (" endless", endless)];
                    let class: String = class.into_iter().filter(|class| class.1).map(|class| class.0).collect();
                    dressed.insert(cell, Event::InlineHtml(format!("<div class=\"{class}\">").into()));
                    dressed.push(Event::InlineHtml("</div>".into()));
                }
                dressed.push(event);
            }
            Event::Start(Tag::Table(columns)) => {
                dressed.push(Event::Html("<div class=\"wide\" tabindex=\"0\">".into()));
                dressed.push(Event::Start(Tag::Table(columns)));
            }
            Event::End(TagEnd::Table) => {
                dressed.push(Event::End(TagEnd::Table));
                dressed.push(Event::Html("</div>\n".into()));
            }
            Event::Start(Tag::Link { ref dest_url, .. }) if !is_harmless(dest_url) => {}
            other => dressed.push(other),
        }
    }
    // A link that was left out has no end either.
    let mut open = 0_usize;
    dressed.retain(|event| match event {
        Event::Start(Tag::Link { .. }) => {
            open += 1;
            true
        }
        Event::End(TagEnd::Link) => {
            let known = open > 0;
            open = open.saturating_sub(1);
            known
        }
        _ => true,
    });
    dressed
}

/// What an event shows.
fn shown<'a>(event: &'a Event<'_>) -> Option<&'a str> {
    match event {
        Event::Text(text) | Event::Code(text) => Some(text),
        _ => None,
    }
}

/// Numbers with their signs, and dates, stay on one line: `5 %`, `3 ± 1`, `−£5`, `2026-03-18`.
fn kept_together(text: &str) -> String {
    let text = text.replace(" %", "\u{a0}%").replace(" ± ", "\u{a0}±\u{a0}");
    let mut kept = String::with_capacity(text.len());
    let mut before = ' ';
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        kept.push(letter);
        let next = letters.peek().copied().unwrap_or(' ');
        let minus = letter == '−' && !next.is_ascii_digit() && !next.is_whitespace();
        if minus || letter == '-' && before.is_ascii_digit() && next.is_ascii_digit() {
            // A line may end here, but not at a word joiner.
            kept.push('\u{2060}');
        }
        before = letter;
    }
    kept
}

fn is_harmless(address: &str) -> bool {
    address.starts_with("https://") || !address.contains(':')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_text_becomes_markup() {
        let page = html(
            "# a <script>alert(1)</script>\n\n<img src=x onerror=y>\n\n[x](javascript:alert(1)) [y](other.md)\n\n| <b> |\n| --- |\n| `<i>` |\n",
            &[],
        );
        let body = page.split("</head>").nth(1).unwrap_or("");
        assert!(
            !body.contains("<script") && !body.contains("<img") && !body.contains("<b>") && !body.contains("<i>"),
            "{body}"
        );
        assert!(!body.contains("javascript:") && body.contains("<a href=\"other.md\">y</a>"), "{body}");
        let hostile = html("# a </title><script>\n", &[]);
        assert!(
            hostile.contains("<title>a &lt;/title&gt;&lt;script&gt;</title>") || !hostile.contains("<script"),
            "{hostile}"
        );
        assert_eq!(title("x\n\n# The \\*first\\* `one`\n\n## y\n"), "The *first* one");
    }

    #[test]
    fn charts_stand_in_the_page() {
        let page = html("![words](fund.svg)\n\n![words](gone.svg)\n", &[("fund", "<svg>x</svg>")]);
        assert!(page.contains("<figure tabindex=\"0\"><svg>x</svg></figure>") && !page.contains("<img"), "{page}");
    }

    #[test]
    fn numbers_stay_whole_and_long_cells_may_be_broken() {
        let page =
            html("| a | b |\n| --- | ---: |\n| 99 % of `x` | 3 ± 1 out of so many more |\n\nIt costs −£5.\n", &[]);
        for part in ["<td>99\u{a0}% of", "<div class=\"long\">3\u{a0}±\u{a0}1 out of so many more</div>", "−\u{2060}£5"]
        {
            assert!(page.contains(part), "{part}: {page}");
        }
        assert_eq!(page.matches("class=\"long\"").count(), 1);
        let endless = html(&format!("| a |\n| --- |\n| {} |\n", "W".repeat(64)), &[]);
        assert!(endless.contains("<div class=\"long endless\">WWW"), "{endless}");
    }
}
