//! What went wrong and with which exit code the program ends: the one place that knows the codes.

use std::io::{ErrorKind, Write};
use std::path::Path;
use std::process::ExitCode;

use crate::file::visible;

use super::watch::{LOST, STOPPED, wait_for_the_end};

/// Why the program could not do what it was asked for.
#[derive(Debug)]
pub enum Failure {
    /// Something could not be read or written.
    Io(String),
    /// The command line asks for something that cannot be.
    Usage(String),
    /// A file is invalid; the text explains all its faults.
    Invalid(String),
    /// What was asked of a plan does not hold.
    Unmet(String),
    /// The output exists or is in use.
    InUse(String),
    /// Stopped by a signal; what was done by then was shown.
    Stopped,
    /// Stopped by a signal with nothing to show.
    Lost,
    /// Nobody reads on the other end of the pipe.
    ClosedPipe,
}

impl Failure {
    /// A file could not be read or written.
    pub fn io(doing: &str, path: &Path, error: &std::io::Error) -> Self {
        if error.kind() == ErrorKind::BrokenPipe {
            return Self::ClosedPipe;
        }
        Self::Io(format!("could not {doing} `{}`: {error}", visible(&path.to_string_lossy())))
    }

    /// Says as well that something is written, although not all could be done.
    pub fn although(self, written: &Path) -> Self {
        match self {
            Self::Io(text) => {
                Self::Io(format!("{text}\n  note: `{}` is written all the same", visible(&written.to_string_lossy())))
            }
            other => other,
        }
    }

    /// Says what is wrong on standard error and gives the exit code.
    pub fn report(self) -> ExitCode {
        wait_for_the_end();
        let code = match &self {
            Self::ClosedPipe => 0,
            Self::Io(_) => 1,
            Self::Usage(_) => 2,
            Self::Invalid(_) => 3,
            Self::Unmet(_) => 4,
            Self::InUse(_) => 5,
            Self::Stopped | Self::Lost => STOPPED,
        };
        if let Some(text) = self.text() {
            // Nothing can be done where standard error is closed.
            let _ = writeln!(anstream::stderr(), "{text}");
        }
        ExitCode::from(code)
    }

    /// What is said of it, where anything is.
    pub fn text(self) -> Option<String> {
        match self {
            Self::Io(text) | Self::Usage(text) | Self::InUse(text) => Some(format!("error: {text}")),
            Self::Invalid(text) => Some(text.trim_end().to_owned()),
            Self::Unmet(text) => Some(text),
            Self::Lost => Some(LOST.to_owned()),
            Self::Stopped | Self::ClosedPipe => None,
        }
    }
}
