//! The built-in library: knows the texts that come with the program, and by which names they are asked for; does not
//! know what is in them nor where they are put.

/// A text that comes with the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Text {
    /// Its name: that of its file without ending.
    pub name: &'static str,
    /// The whole file.
    pub text: &'static str,
}

macro_rules! shelf {
    ($folder:literal: $($name:literal),+ $(,)?) => {
        &[$(Text { name: $name, text: include_str!(concat!("../", $folder, "/", $name, ".ron")) }),+]
    };
}

/// Every scenario of the folder `scenarios`, by name.
pub const SCENARIOS: &[Text] = shelf![
    "scenarios": "account-compromise", "computer-failure", "crm", "data-breach", "data-loss", "downturn", "long-illness",
    "loss-of-workspace", "outage", "ransomware", "short-illness", "software-failure", "video-platform", "voice-strain",
];

/// Every plan to start from of the folder `templates`; the first is taken where none is named.
pub const TEMPLATES: &[Text] = shelf!["templates": "solo-coach", "therapist", "tutor", "consultant", "small-clinic"];

/// The template of a name.
#[must_use]
pub fn template(name: &str) -> Option<Text> {
    TEMPLATES.iter().copied().find(|text| text.name == name)
}
