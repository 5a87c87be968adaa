//! Where the player of a drill sits: knows the terminal, a file of answers, the journal and its end; does not know what is
//! asked.
//!
//! Every answer is on the disk before the world replies. A journal that is gone on with is played up to its end by its own
//! answers, and must give every line again as it stands.

use std::collections::VecDeque;
use std::io::{BufRead, Write};
use std::time::Instant;

use crate::drill::{LONGEST, Leave, Line, Question, Reply, Status, Table, leave, written};
use crate::file::visible;
use crate::report::wrapped;

use super::disk::Out;

/// What is played from, and into.
pub struct Seat<'a> {
    /// Lines of a journal that are still to be given again.
    recorded: VecDeque<Line>,
    /// How many were.
    number: usize,
    /// Where new lines go, and where a torn last line begins, which goes before the first new one; nothing is written
    /// without.
    log: Option<(Out, Option<u64>)>,
    source: Source<'a>,
    /// Minutes of the day for each minute of thinking.
    clock: u32,
    silent: bool,
    /// Whether the last answer is new.
    fresh: bool,
    /// What was shown since the last answer of a journal: whoever goes on sees it again.
    held: Vec<String>,
}

/// Where answers come from.
pub enum Source<'a> {
    /// Nowhere: the journal is all there is.
    Nowhere,
    /// A file, line by line.
    File(VecDeque<String>),
    /// Somebody at a terminal.
    Somebody(&'a mut dyn BufRead),
}

impl<'a> Seat<'a> {
    /// A seat at a new drill.
    pub fn new(source: Source<'a>, log: Option<(Out, Option<u64>)>, clock: u32) -> Self {
        let silent = matches!(source, Source::Nowhere);
        Self { recorded: VecDeque::new(), number: 0, log, source, clock, silent, fresh: true, held: Vec::new() }
    }

    /// A seat at a drill that was begun before.
    pub fn again(self, recorded: Vec<Line>) -> Self {
        Self { recorded: recorded.into(), ..self }
    }

    /// How many recorded lines were given again, and how many were not reached.
    pub fn given(&self) -> (usize, usize) {
        (self.number, self.recorded.len())
    }

    fn write(&mut self, line: &Line) -> Result<(), Leave> {
        let Some((log, torn)) = &mut self.log else { return Ok(()) };
        let whole = torn.take().map_or(Ok(()), |at| log.truncate(at));
        let done = whole.and_then(|()| log.write_all(written(line).as_bytes())).and_then(|()| log.sync());
        done.map_err(|e| Leave::Broken(format!("could not write the journal: {e}")))
    }

    /// The next answer and how long it took \[s\]; none at the end.
    fn line(&mut self, prompt: &str) -> Result<Option<(String, f64)>, Leave> {
        match &mut self.source {
            Source::Nowhere => Ok(None),
            Source::File(lines) => {
                let line = lines.pop_front();
                if let Some(line) = &line {
                    print_lines(&format!("{prompt}\n> {}", visible(line)), true);
                }
                Ok(line.map(|line| (line, 0.0)))
            }
            Source::Somebody(input) => {
                print_lines(&format!("{prompt}\n> "), false);
                let asked = Instant::now();
                let mut line = Vec::new();
                let read = input.read_until(b'\n', &mut line);
                let read = read.map_err(|e| Leave::Broken(format!("could not read the answer: {e}")))?;
                let text = String::from_utf8_lossy(&line).trim_end_matches(['\n', '\r']).to_owned();
                Ok((read > 0).then(|| (text, asked.elapsed().as_secs_f64())))
            }
        }
    }

    /// A recorded answer, where one is left.
    fn remembered(&mut self, key: &str) -> Result<Option<Reply>, Leave> {
        match self.recorded.front() {
            None => Ok(None),
            Some(Line::Reply(reply)) if reply.to == key => {
                let reply = reply.clone();
                self.held.clear();
                self.recorded.pop_front();
                self.number += 1;
                Ok(Some(reply))
            }
            // Where a drill ended, nothing more was asked.
            Some(Line::End(end)) => Err(match end.status {
                Status::Aborted => Leave::Emergency,
                _ => Leave::Stop,
            }),
            Some(_) => Err(self.differs(&format!("an answer to `{key}` is expected there"))),
        }
    }

    fn differs(&self, why: &str) -> Leave {
        Leave::Broken(format!("line {} of the journal does not follow from its header: {why}", self.number + 1))
    }

    fn answered(&mut self, key: &str, prompt: &str, secret: bool) -> Result<Reply, Leave> {
        let known = if secret { None } else { self.remembered(key)? };
        if let Some(reply) = known {
            return Ok(reply);
        }
        if secret && matches!(self.source, Source::Nowhere) {
            return Ok(Reply::default());
        }
        std::mem::take(&mut self.held).iter().for_each(|text| print_lines(text, true));
        let Some((text, seconds)) = self.line(prompt)? else { return Err(Leave::Stop) };
        let (text, stated) = stated_minutes(&text);
        let thought = seconds * f64::from(self.clock) / 60.0;
        let minutes = if key == "decision" { stated.unwrap_or((thought as i64).min(LONGEST)) } else { 0 };
        Ok(Reply { to: key.to_owned(), text, minutes })
    }
}

/// An answer that begins with `@12min` took so long.
fn stated_minutes(text: &str) -> (String, Option<i64>) {
    let stated = text.strip_prefix('@').and_then(|rest| rest.split_once("min "));
    match stated.and_then(|(minutes, rest)| Some((minutes.parse().ok()?, rest))) {
        Some((minutes, rest)) if (0..=LONGEST).contains(&minutes) => (rest.to_owned(), Some(minutes)),
        _ => (text.to_owned(), None),
    }
}

impl Table for Seat<'_> {
    fn say(&mut self, text: &str) {
        if self.recorded.is_empty() && !self.silent {
            print_lines(text, true);
        } else if !self.silent {
            self.held.push(text.to_owned());
        }
    }

    fn ask(&mut self, question: &Question<'_>) -> Result<Reply, Leave> {
        self.fresh = self.recorded.is_empty();
        self.answered(question.key, &question.text, question.secret)
    }

    fn is_new(&self) -> bool {
        self.fresh
    }

    fn keep(&mut self, reply: &Reply) -> Result<(), Leave> {
        // What came from the journal stands in it.
        if self.fresh { self.write(&Line::Reply(reply.clone())) } else { Ok(()) }
    }

    fn touch(&mut self, what: &str) -> Result<Option<(u64, bool)>, Leave> {
        let key = format!("touch: {what}");
        let fresh = self.recorded.is_empty();
        let reply = match &self.source {
            Source::Somebody(_) if fresh => Reply { to: key, text: self.by_stopwatch(what)?, minutes: 0 },
            _ => self.answered(&key, "", false)?,
        };
        leave(&reply.text)?;
        let done = touched(&reply.text);
        if fresh {
            // Only this is kept: whatever else was written there could name somebody.
            let text = match done {
                Some((seconds, worked)) => format!("did {seconds}s {}", if worked { "ok" } else { "failed" }),
                None => "not now".to_owned(),
            };
            self.write(&Line::Reply(Reply { text, ..reply }))?;
        }
        Ok(done)
    }

    fn note(&mut self, line: &Line) -> Result<(), Leave> {
        match self.recorded.front() {
            Some(known) if known == line => {
                self.recorded.pop_front();
                self.number += 1;
                Ok(())
            }
            // Who leaves before the journal was played to its end leaves it as it is.
            Some(_) if matches!(line, Line::End(_)) => Ok(()),
            Some(_) => Err(self.differs("the day gives something else")),
            None => self.write(line),
        }
    }
}

impl Seat<'_> {
    /// Lets something be done for real, against the clock.
    fn by_stopwatch(&mut self, what: &str) -> Result<String, Leave> {
        let ask = format!("Do `{what}` for real now? Delete and overwrite nothing. [y/N]");
        if !["y", "yes"].contains(&self.word(&ask)?.0.as_str()) {
            return Ok("not now".to_owned());
        }
        self.word("Enter when you begin.")?;
        let mut seconds = 0.0;
        loop {
            let (text, more) = self.word("Enter as soon as it works; `failed` if it does not.")?;
            seconds += more;
            let how = match text.as_str() {
                "" | "ok" | "y" | "yes" | "done" | "works" => "ok",
                "f" | "failed" | "n" | "no" => "failed",
                _ => continue,
            };
            return Ok(format!("did {}s {how}", seconds.round() as u64));
        }
    }

    /// A short answer at the terminal, and how long it took \[s\]; who leaves leaves here as well.
    fn word(&mut self, prompt: &str) -> Result<(String, f64), Leave> {
        let Some((text, seconds)) = self.line(prompt)? else { return Err(Leave::Stop) };
        leave(&text)?;
        Ok((text.trim().to_lowercase(), seconds))
    }
}

/// What was done for real: `did 240s ok`, `did 4min failed`.
fn touched(text: &str) -> Option<(u64, bool)> {
    let (took, how) = text.trim().strip_prefix("did ")?.split_once(' ')?;
    let seconds = match (took.strip_suffix("min"), took.strip_suffix('s')) {
        (Some(minutes), _) => minutes.parse::<u64>().ok()?.checked_mul(60)?,
        (None, Some(seconds)) => seconds.parse().ok()?,
        _ => return None,
    };
    let is_done = ["ok", "failed"].contains(&how) && seconds <= LONGEST.unsigned_abs() * 60;
    is_done.then_some((seconds, how == "ok"))
}

/// Prints a text in lines of at most 78 characters; nothing can be done where standard output is closed.
fn print_lines(text: &str, end: bool) {
    let mut out = anstream::stdout().lock();
    let lines: Vec<String> = text.split('\n').flat_map(|line| wrapped(line, 78)).collect();
    let _ = write!(out, "{}{}", lines.join("\n"), if end { "\n" } else { "" });
    let _ = out.flush();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_done_and_how_long_it_took() {
        assert_eq!(touched("did 240s ok"), Some((240, true)));
        assert_eq!(touched("did 4min failed"), Some((240, false)));
        assert_eq!(touched("not now"), None);
        assert_eq!((touched("did 18446744073709551615s ok"), touched("did 10001min ok")), (None, None));
        assert_eq!(touched("did 9s ring somebody"), None);
        assert_eq!(stated_minutes("@12min mobile hotspot"), ("mobile hotspot".to_owned(), Some(12)));
        assert_eq!(stated_minutes("@home"), ("@home".to_owned(), None));
    }
}
