//! The terms of the field in a sentence each: knows what they mean; does not know where they stand.

/// Each term and its meaning, after ISO 22301 and HSEEP where it is theirs.
const TERMS: &[(&str, &str)] = &[
    ("trial", "one time that the disruption, or the year, is lived through, with luck of its own"),
    ("seed", "the number that all luck follows from: the same seed gives the same result"),
    ("RTO", "recovery time objective: the time by which a function is wanted back"),
    ("MTPD", "maximum tolerable period of disruption: the time after which the damage is more than can be borne"),
    ("RPO", "recovery point objective: how much work may be lost and done again"),
    ("MBCO", "minimum business continuity objective: how much of a function is enough for a start"),
    ("wd", "a working day of the plan's calendar"),
    ("standard error", "how far a mean from so many trials is, by luck of the draw, typically from the true one"),
    ("95 % interval", "made so that in 95 of 100 such studies it holds the true value"),
    ("as written", "the plan does what its author claims"),
    (
        "as tested",
        "the plan does what its evidence supports: what was never tried counts as such plans are known to do",
    ),
    ("Shapley", "a share of what all achieve together that is fair to the order in which they might have been added"),
    ("paired", "compared trial by trial under the same luck, so that what differs is due to the plans alone"),
    ("inject", "something that is told to the player of an exercise at a set moment"),
    ("hot wash", "what is said right after an exercise, before it is forgotten"),
    ("exceedance", "how often a loss is larger than a given one"),
];

/// A section with the terms that a page uses; nothing where it uses none.
pub(super) fn terms(page: &str) -> String {
    let lower = page.to_lowercase();
    let used = |term: &str| match term.chars().next() {
        Some(c) if c.is_uppercase() && term.len() < 5 => holds_word(page, term),
        _ => holds_word(&lower, &term.to_lowercase()),
    };
    let rows: Vec<String> = TERMS
        .iter()
        .filter(|(term, _)| used(term))
        .map(|(term, meaning)| format!("| {term} | {meaning} |\n"))
        .collect();
    if rows.is_empty() {
        return String::new();
    }
    format!("\n## Terms\n\n| term | meaning |\n| --- | --- |\n{}", rows.concat())
}

/// Whether a word stands in a text, by itself or in the plural.
fn holds_word(text: &str, word: &str) -> bool {
    text.match_indices(word).any(|(at, _)| {
        let before = text[..at].chars().next_back();
        let after = text[at + word.len()..].trim_start_matches('s').chars().next();
        !before.is_some_and(char::is_alphanumeric) && !after.is_some_and(char::is_alphanumeric)
    })
}

#[cfg(test)]
mod tests {
    use super::terms;

    #[test]
    fn only_terms_that_are_used_are_told() {
        let told = terms("# x\n\nWithin RTO in 99 % of 2,000 trials.\n");
        assert!(told.contains("| RTO |") && told.contains("| trial |") && !told.contains("MTPD"), "{told}");
        assert_eq!(terms("nothing; forwards; industrial"), "");
    }
}
