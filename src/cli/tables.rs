//! Tables as files: knows how rows become CSV and Parquet; does not know what is in them.

use std::io::{ErrorKind, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::assess::{Stopped, scores_watched};
use crate::engine::{Story, replay};
use crate::file::PlanFile;
use crate::model::Case;
use crate::report::{self, Cell, Column, Summary, csv_head, csv_line};
use crate::sampling::{Block, Luck, Sources};

use super::args::OutputArgs;
use super::disk::Folder;
use super::failure::Failure;
use super::watch::Progress;

/// What the tables of a study are made from.
pub struct Tables<'a> {
    /// The plan.
    pub plan: &'a PlanFile,
    /// The case of the forecast that leads.
    pub case: &'a Case,
    /// Its luck.
    pub luck: Luck,
    /// Where its luck comes from.
    pub sources: Sources,
    /// Its numbers.
    pub summary: &'a Summary,
    /// The trials whose events are wanted.
    pub events: &'a [u64],
    /// Asked to stop: a table of trials replays them all.
    pub stop: &'a Arc<AtomicBool>,
}

/// A table: its name, its columns, and what hands out its rows.
type Table<'a> = (&'static str, Vec<Column>, Box<dyn Fn(&mut dyn FnMut(Vec<Cell>)) -> Result<(), Stopped> + 'a>);

impl Tables<'_> {
    /// Writes every table in the formats that are wanted.
    pub fn write(&self, folder: &mut Folder, output: &OutputArgs) -> Result<(), Failure> {
        // Half a table is no table: why it could not be written is then that it was stopped.
        let stopped = |failure| if self.stop.load(Ordering::SeqCst) { Failure::Lost } else { failure };
        self.write_all(folder, output).map_err(stopped)
    }

    fn write_all(&self, folder: &mut Folder, output: &OutputArgs) -> Result<(), Failure> {
        let tables = self.all(output);
        if output.wants("csv") {
            tables.iter().try_for_each(|table| csv(folder, table))?;
            let columns: Vec<(&str, Vec<Column>)> =
                tables.iter().map(|(name, columns, _)| (*name, columns.clone())).collect();
            folder.write("columns.csv", report::dictionary(&columns).as_bytes())?;
        }
        #[cfg(feature = "parquet")]
        if output.wants("parquet") {
            tables.iter().try_for_each(|table| parquet::write(folder, table))?;
        }
        Ok(())
    }

    fn all(&self, output: &OutputArgs) -> Vec<Table<'_>> {
        let hides_bar = output.hides_bar();
        let mut tables: Vec<Table<'_>> = vec![
            (
                "summary",
                report::summary_columns(),
                Box::new(|out| {
                    report::summary_cells(self.summary).into_iter().for_each(out);
                    Ok(())
                }),
            ),
            ("trials", report::trial_columns(self.case), Box::new(move |out| self.trials(hides_bar, out))),
        ];
        if !self.events.is_empty() {
            tables.push(("events", report::event_columns(), Box::new(|out| self.events(out))));
        }
        tables
    }

    fn trials(&self, hides_bar: bool, out: &mut dyn FnMut(Vec<Cell>)) -> Result<(), Stopped> {
        let progress = Progress::new("its table", hides_bar, self.stop);
        let trials = 0..self.summary.trials;
        let done = scores_watched(self.case, &self.luck, &self.sources, trials, &progress, |trial, score| {
            out(report::trial_cells(self.case, trial, score));
        });
        progress.finish();
        done
    }

    fn events(&self, out: &mut dyn FnMut(Vec<Cell>)) -> Result<(), Stopped> {
        for trial in self.events {
            let mut story = Story::default();
            for draw in Block::new(&self.luck, &self.sources, *trial, 1).draws() {
                replay(self.case, draw, &mut story);
            }
            report::event_cells(self.plan, self.case, *trial, &story).into_iter().for_each(&mut *out);
        }
        Ok(())
    }
}

fn csv(folder: &mut Folder, (name, columns, rows): &Table<'_>) -> Result<(), Failure> {
    folder.write_with(&format!("{name}.csv"), |out| {
        out.write_all(csv_head(columns).as_bytes())?;
        let mut done = Ok(());
        rows(&mut |cells| {
            if done.is_ok() {
                done = out.write_all(csv_line(&cells).as_bytes());
            }
        })
        .map_err(|Stopped| ErrorKind::Interrupted)?;
        done
    })
}

#[cfg(feature = "parquet")]
mod parquet {
    //! Parquet by its own library: knows how columns are gathered into groups of rows; the meaning of each column is kept in
    //! the file's metadata.

    use std::io::{Error, ErrorKind, Write};
    use std::sync::Arc;

    use parquet::basic::{Compression, LogicalType, Repetition, Type as Physical};
    use parquet::data_type::{ByteArray, ByteArrayType, DoubleType, Int64Type};
    use parquet::errors::ParquetError;
    use parquet::file::metadata::KeyValue;
    use parquet::file::properties::WriterProperties;
    use parquet::file::writer::SerializedFileWriter;
    use parquet::schema::types::Type;

    use crate::cli::disk::Folder;
    use crate::cli::failure::Failure;
    use crate::report::{Cell, Column, Kind};

    use super::{Stopped, Table};

    /// Rows of one group: they wait in memory until it is full.
    const GROUP: usize = 65_536;

    pub fn write(folder: &mut Folder, (name, columns, rows): &Table<'_>) -> Result<(), Failure> {
        folder.write_with(&format!("{name}.parquet"), |out| {
            let mut writer = Writer::new(out, columns).map_err(Error::other)?;
            let mut done = Ok(());
            rows(&mut |cells| {
                if done.is_ok() {
                    done = writer.row(cells);
                }
            })
            .map_err(|Stopped| ErrorKind::Interrupted)?;
            done.and_then(|()| writer.finish()).map_err(Error::other)
        })
    }

    struct Writer<W: Write + Send> {
        file: SerializedFileWriter<W>,
        group: Vec<Vec<Cell>>,
    }

    impl<W: Write + Send> Writer<W> {
        fn new(out: W, columns: &[Column]) -> Result<Self, ParquetError> {
            let fields = columns.iter().map(field).collect::<Result<Vec<_>, _>>()?;
            let schema = Type::group_type_builder("table").with_fields(fields).build()?;
            let meanings = columns.iter().map(|column| KeyValue::new(column.name.clone(), column.meaning.clone()));
            let properties = WriterProperties::builder()
                .set_compression(Compression::SNAPPY)
                .set_created_by(concat!("bcp-sim ", env!("CARGO_PKG_VERSION")).to_owned())
                .set_key_value_metadata(Some(meanings.collect()))
                .build();
            Ok(Self {
                file: SerializedFileWriter::new(out, Arc::new(schema), Arc::new(properties))?,
                group: Vec::new(),
            })
        }

        fn row(&mut self, cells: Vec<Cell>) -> Result<(), ParquetError> {
            self.group.push(cells);
            if self.group.len() < GROUP { Ok(()) } else { self.flush() }
        }

        /// Writes the rows that wait, column by column. A cell of another kind than its column is missed, and the library then
        /// refuses the group.
        fn flush(&mut self) -> Result<(), ParquetError> {
            let rows = std::mem::take(&mut self.group);
            let mut group = self.file.next_row_group()?;
            let mut at = 0;
            while let Some(mut column) = group.next_column()? {
                let cells = rows.iter().filter_map(|row| row.get(at));
                match rows.first().and_then(|row| row.get(at)) {
                    Some(Cell::Whole(_)) => {
                        let values: Vec<i64> =
                            cells.filter_map(|c| if let Cell::Whole(n) = c { Some(*n) } else { None }).collect();
                        column.typed::<Int64Type>().write_batch(&values, None, None)?;
                    }
                    Some(Cell::Real(_)) => {
                        let values: Vec<Option<f64>> =
                            cells.filter_map(|c| if let Cell::Real(x) = c { Some(*x) } else { None }).collect();
                        let there: Vec<i16> = values.iter().map(|value| i16::from(value.is_some())).collect();
                        let values: Vec<f64> = values.into_iter().flatten().collect();
                        column.typed::<DoubleType>().write_batch(&values, Some(&there), None)?;
                    }
                    Some(Cell::Text(_)) => {
                        let text = |c: &Cell| {
                            if let Cell::Text(text) = c { Some(ByteArray::from(text.as_str())) } else { None }
                        };
                        let values: Vec<ByteArray> = cells.filter_map(text).collect();
                        column.typed::<ByteArrayType>().write_batch(&values, None, None)?;
                    }
                    None => {}
                }
                column.close()?;
                at += 1;
            }
            group.close()?;
            Ok(())
        }

        fn finish(mut self) -> Result<(), ParquetError> {
            if !self.group.is_empty() {
                self.flush()?;
            }
            self.file.close().map(drop)
        }
    }

    fn field(column: &Column) -> Result<Arc<Type>, ParquetError> {
        let (physical, repetition) = match column.kind {
            Kind::Whole => (Physical::INT64, Repetition::REQUIRED),
            Kind::Real => (Physical::DOUBLE, Repetition::OPTIONAL),
            Kind::Text => (Physical::BYTE_ARRAY, Repetition::REQUIRED),
        };
        let logical = (column.kind == Kind::Text).then_some(LogicalType::String);
        let field = Type::primitive_type_builder(&column.name, physical).with_repetition(repetition);
        field.with_logical_type(logical).build().map(Arc::new)
    }
}
