//! Luck for a block of trials: knows which uniform belongs to which trial; does not know what it decides.

use std::cell::OnceCell;

use crate::model::{Cascade, Case, Hazard, Id, Service, Strategy};

use super::{Luck, Sources, luck::Stream};

/// The columns of some hundred trials, each filled when first asked for.
pub struct Block<'a> {
    luck: &'a Luck,
    sources: &'a Sources,
    first: u64,
    size: usize,
    columns: Vec<OnceCell<Box<[f64]>>>,
}

impl<'a> Block<'a> {
    /// The trials from `first` to before `first + size`.
    #[must_use]
    pub fn new(luck: &'a Luck, sources: &'a Sources, first: u64, size: usize) -> Self {
        Self { luck, sources, first, size, columns: vec![OnceCell::new(); sources.columns.len()] }
    }

    /// The draws of all its trials, in order.
    pub fn draws(&self) -> impl Iterator<Item = Draw<'_>> {
        (0..self.size).map(|place| Draw { block: self, place })
    }
}

/// The luck of one trial.
#[derive(Clone, Copy)]
pub struct Draw<'a> {
    block: &'a Block<'a>,
    place: usize,
}

impl Draw<'_> {
    /// The number of the trial.
    #[must_use]
    pub fn trial(&self) -> u64 {
        self.block.first + self.place as u64
    }

    /// Which hazard strikes: the first of the running shares `ends` that is above the uniform.
    #[must_use]
    pub fn which(&self) -> f64 {
        self.column(self.block.sources.which())
    }

    /// At which minute of the open weeks a hazard strikes.
    #[must_use]
    pub fn when(&self, hazard: Id<Hazard>) -> f64 {
        self.column(self.block.sources.when(hazard))
    }

    /// How long it lasts.
    #[must_use]
    pub fn lasts(&self, hazard: Id<Hazard>) -> f64 {
        self.column(self.block.sources.lasts(hazard))
    }

    /// Whether a cascade happens.
    #[must_use]
    pub fn happens(&self, cascade: Id<Cascade>) -> f64 {
        self.column(self.block.sources.cascade(cascade, 0))
    }

    /// When a cascade starts.
    #[must_use]
    pub fn after(&self, cascade: Id<Cascade>) -> f64 {
        self.column(self.block.sources.cascade(cascade, 1))
    }

    /// How long a cascade lasts.
    #[must_use]
    pub fn cascade_lasts(&self, cascade: Id<Cascade>) -> f64 {
        self.column(self.block.sources.cascade(cascade, 2))
    }

    /// Whether a strategy works when a hazard calls it.
    #[must_use]
    pub fn works(&self, hazard: Id<Hazard>, strategy: Id<Strategy>) -> f64 {
        self.column(self.block.sources.tries(hazard, strategy, 0))
    }

    /// How long a strategy takes to be ready.
    #[must_use]
    pub fn ready(&self, hazard: Id<Hazard>, strategy: Id<Strategy>) -> f64 {
        self.column(self.block.sources.tries(hazard, strategy, 1))
    }

    /// A client's answer to what a strategy offers.
    #[must_use]
    pub fn accepts(&self, hazard: Id<Hazard>, strategy: Id<Strategy>, client: usize) -> f64 {
        self.rare(self.block.sources.answer(hazard, strategy, client))
    }

    /// What a client holds against being let down.
    #[must_use]
    pub fn leaves(&self, client: usize) -> f64 {
        self.rare(self.block.sources.of_client(client, 0))
    }

    /// Where a client stands in the engagement.
    #[must_use]
    pub fn place(&self, client: usize) -> f64 {
        self.rare(self.block.sources.of_client(client, 1))
    }

    /// Whether this is a crunch for a client.
    #[must_use]
    pub fn crunch(&self, client: usize) -> f64 {
        self.rare(self.block.sources.of_client(client, 2))
    }

    /// The number of a client among all clients.
    #[must_use]
    pub fn client(&self, service: Id<Service>, client: u32) -> usize {
        self.block.sources.client(service, client)
    }

    fn column(&self, column: usize) -> f64 {
        let block = self.block;
        block.columns[column].get_or_init(|| {
            let mut values = vec![0.0; block.size];
            block.luck.fill(block.sources.columns[column], block.first, &mut values);
            values.into_boxed_slice()
        })[self.place]
    }

    fn rare(&self, stream: Stream) -> f64 {
        self.block.luck.at(stream, self.trial())
    }
}

/// Where in the year the `u`-th share of all minutes lies at which a hazard may strike \[min\], and the place of its
/// week among the open weeks.
#[must_use]
pub fn onset(case: &Case, hazard: Id<Hazard>, u: f64) -> (i64, usize) {
    let when = &case.hazards[hazard].when;
    let a_week = when.minutes_a_week();
    let all = a_week * case.open_weeks.len() as i64;
    let index = ((u * all as f64) as i64).min(all - 1);
    let place = (index / a_week) as usize;
    (case.open_weeks[place] * crate::units::WEEK + when.open_minute(index % a_week), place)
}
