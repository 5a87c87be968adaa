//! Luck for a block of trials: knows which uniform belongs to which trial; does not know what it decides.

use std::cell::OnceCell;

use crate::model::{Cascade, Hazard, Id, Service, Strategy, Threat};

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

/// A disruption to which luck belongs: a hazard and how often it has arrived before in the trial.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cause {
    /// The hazard.
    pub hazard: Id<Hazard>,
    /// How often it has arrived before.
    pub occurrence: u16,
}

/// The luck of one trial. All values are uniforms.
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
        self.column(self.block.sources.which(), 0)
    }

    /// At which minute of the open weeks a hazard strikes.
    #[must_use]
    pub fn when(&self, hazard: Id<Hazard>) -> f64 {
        self.hazard(Cause { hazard, occurrence: 0 }, 0)
    }

    /// How long it lasts.
    #[must_use]
    pub fn lasts(&self, cause: Cause) -> f64 {
        self.hazard(cause, 1)
    }

    /// How long until it arrives, from the arrival before or the start of the year.
    #[must_use]
    pub fn gap(&self, cause: Cause) -> f64 {
        self.hazard(cause, 2)
    }

    /// How often it arrives, where that is not known.
    #[must_use]
    pub fn rate(&self, hazard: Id<Hazard>) -> f64 {
        self.hazard(Cause { hazard, occurrence: 0 }, 3)
    }

    /// Whether what averts it does.
    #[must_use]
    pub fn averted(&self, cause: Cause) -> f64 {
        self.hazard(cause, 4)
    }

    /// What a threat that belongs to a disruption costs.
    #[must_use]
    pub fn costs(&self, cause: Cause, threat: Threat) -> f64 {
        match threat {
            Threat::Hazard(_) => self.hazard(cause, 5),
            Threat::Cascade(cascade) => self.cascade(cause, cascade, 3),
        }
    }

    /// How far it lets demand fall.
    #[must_use]
    pub fn falls(&self, cause: Cause, threat: Threat) -> f64 {
        match threat {
            Threat::Hazard(_) => self.hazard(cause, 6),
            Threat::Cascade(cascade) => self.cascade(cause, cascade, 4),
        }
    }

    /// Whether a cascade happens.
    #[must_use]
    pub fn happens(&self, cause: Cause, cascade: Id<Cascade>) -> f64 {
        self.cascade(cause, cascade, 0)
    }

    /// When a cascade starts.
    #[must_use]
    pub fn after(&self, cause: Cause, cascade: Id<Cascade>) -> f64 {
        self.cascade(cause, cascade, 1)
    }

    /// How long a cascade lasts.
    #[must_use]
    pub fn cascade_lasts(&self, cause: Cause, cascade: Id<Cascade>) -> f64 {
        self.cascade(cause, cascade, 2)
    }

    /// Whether a strategy works when a disruption calls it.
    #[must_use]
    pub fn works(&self, cause: Cause, strategy: Id<Strategy>) -> f64 {
        self.tries(cause, strategy, 0)
    }

    /// How long a strategy takes to be ready.
    #[must_use]
    pub fn ready(&self, cause: Cause, strategy: Id<Strategy>) -> f64 {
        self.tries(cause, strategy, 1)
    }

    /// How old the last good copy is from which a strategy restores.
    #[must_use]
    pub fn copy(&self, cause: Cause, strategy: Id<Strategy>) -> f64 {
        self.tries(cause, strategy, 2)
    }

    /// A client's answer to what a strategy offers.
    #[must_use]
    pub fn accepts(&self, cause: Cause, strategy: Id<Strategy>, client: usize) -> f64 {
        self.rare(self.block.sources.answer(cause.hazard, strategy, client, 0).occurrence(cause.occurrence))
    }

    /// A client's answer where what a strategy offers is for good.
    #[must_use]
    pub fn accepts_for_good(&self, cause: Cause, strategy: Id<Strategy>, client: usize) -> f64 {
        self.rare(self.block.sources.answer(cause.hazard, strategy, client, 1).occurrence(cause.occurrence))
    }

    /// What a client holds against being let down; `tenant` counts who had the place before.
    #[must_use]
    pub fn leaves(&self, client: usize, tenant: u16) -> f64 {
        self.rare(self.block.sources.of_client(client, 0).occurrence(tenant))
    }

    /// Where a client stands in the engagement.
    #[must_use]
    pub fn place(&self, client: usize, tenant: u16) -> f64 {
        self.rare(self.block.sources.of_client(client, 1).occurrence(tenant))
    }

    /// Whether this is a crunch for a client.
    #[must_use]
    pub fn crunch(&self, client: usize) -> f64 {
        self.rare(self.block.sources.of_client(client, 2))
    }

    /// How soon a client pauses when demand falls.
    #[must_use]
    pub fn pauses(&self, client: usize) -> f64 {
        self.rare(self.block.sources.of_client(client, 3))
    }

    /// Whether a client asks for the fee of a missed session back; `session` counts the client's own.
    #[must_use]
    pub fn credit(&self, client: usize, session: u16) -> f64 {
        self.rare(self.block.sources.of_client(client, 4).occurrence(session))
    }

    /// How long the place of a client who left stays empty.
    #[must_use]
    pub fn refilled(&self, client: usize, tenant: u16) -> f64 {
        self.rare(self.block.sources.of_client(client, 5).occurrence(tenant))
    }

    /// The number of a client among all clients.
    #[must_use]
    pub fn client(&self, service: Id<Service>, client: u32) -> usize {
        self.block.sources.client(service, client)
    }

    fn hazard(&self, cause: Cause, what: usize) -> f64 {
        self.column(self.block.sources.hazard(cause.hazard, what), cause.occurrence)
    }

    fn cascade(&self, cause: Cause, cascade: Id<Cascade>, what: usize) -> f64 {
        self.column(self.block.sources.cascade(cause.hazard, cascade, what), cause.occurrence)
    }

    fn tries(&self, cause: Cause, strategy: Id<Strategy>, what: usize) -> f64 {
        self.column(self.block.sources.tries(cause.hazard, strategy, what), cause.occurrence)
    }

    /// First occurrences are asked for often: a block holds them by column.
    fn column(&self, column: usize, occurrence: u16) -> f64 {
        let block = self.block;
        let stream = block.sources.columns[column];
        if occurrence > 0 {
            return self.rare(stream.occurrence(occurrence));
        }
        block.columns[column].get_or_init(|| {
            let mut values = vec![0.0; block.size];
            block.luck.fill(stream, block.first, &mut values);
            values.into_boxed_slice()
        })[self.place]
    }

    fn rare(&self, stream: Stream) -> f64 {
        self.block.luck.at(stream, self.trial())
    }
}
