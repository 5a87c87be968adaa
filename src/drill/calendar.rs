//! Dates as an iCalendar file (RFC 5545): knows days and titles; does not know where they come from.

use crate::file::Day;

/// A day with what is to be done on it.
pub struct Date {
    /// Which day.
    pub day: Day,
    /// What is to be done.
    pub title: String,
}

/// The file of a drill: whole-day events, the same bytes for the same dates. Text is escaped and lines are folded as the standard asks.
#[must_use]
pub fn calendar(drill: &str, dates: &[Date]) -> String {
    let mut lines =
        vec!["BEGIN:VCALENDAR".to_owned(), "VERSION:2.0".to_owned(), "PRODID:-//bcp-sim//drill//EN".to_owned()];
    for (number, date) in dates.iter().enumerate() {
        let day = date.day.0.to_string().replace('-', "");
        lines.extend([
            "BEGIN:VEVENT".to_owned(),
            format!("UID:{}-{number}@bcp-sim.invalid", escaped(drill).replace(' ', "-")),
            // The standard asks for a stamp; the clock stays out of it.
            format!("DTSTAMP:{day}T000000Z"),
            format!("DTSTART;VALUE=DATE:{day}"),
            format!("SUMMARY:{}", escaped(&date.title)),
            "END:VEVENT".to_owned(),
        ]);
    }
    lines.push("END:VCALENDAR".to_owned());
    lines.iter().map(|line| folded(line)).collect()
}

fn escaped(text: &str) -> String {
    let plain: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    plain.replace('\\', "\\\\").replace(';', "\\;").replace(',', "\\,")
}

/// The most bytes of a line.
const WIDEST: usize = 75;

fn folded(line: &str) -> String {
    let mut out = String::new();
    let mut width = 0;
    for c in line.chars() {
        if width + c.len_utf8() > WIDEST {
            out.push_str("\r\n ");
            width = 1;
        }
        out.push(c);
        width += c.len_utf8();
    }
    out + "\r\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_titles_are_folded_and_escaped() {
        let day = Day::parse("2026-05-04").unwrap();
        let made = calendar("2026-01-01-outage", &[Date { day, title: format!("a, b; {}", "é".repeat(60)) }]);
        assert!(made.contains("DTSTART;VALUE=DATE:20260504\r\n") && made.contains("SUMMARY:a\\, b\\; é"));
        assert!(made.split("\r\n").all(|line| line.len() <= WIDEST), "{made}");
        assert!(made.starts_with("BEGIN:VCALENDAR\r\n") && made.ends_with("END:VCALENDAR\r\n"));
        let joined = made.replace("\r\n ", "");
        assert!(joined.contains(&"é".repeat(60)));
    }
}
