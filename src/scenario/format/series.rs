//! Observed series and how a backtest judges them, as they stand in the file.

use super::number::PositiveShare;
use super::read::record;
use super::table::CsvFile;
use super::time::PeriodEntry;

record! {
    /// Figures from the real world in a file, one a row. Those of a time that the run does not measure are passed over,
    /// so that one file serves several years.
    SeriesEntry {
        /// CSV with the columns `measure`, `of`, `period`, `unit`, `value`, `source` and `role`; where stated `low` and
        /// `high`, or `tolerance_pct`; `name` and `note` where wanted. A period is "all", a year, a month, months from
        /// one to another as in 2023-01..2023-10, the name of a period of the scenario, or "at" and an instant.
        file: CsvFile,
        /// The file is a monthly series: each of its figures has one row for every month from the first to the last.
        months: Option<PeriodEntry>,
    }
}

record! {
    /// What a calibration fits, and to what.
    CalibrationEntry {
        /// Paths of numbers that have a range, as in fleets/asco_ropax/count.
        parameters: Vec<String>,
        /// Names of observed figures, or of observed series for all their figures of the measured part.
        facts: Vec<String>,
    }
}

record! {
    /// Facts that the sources of numbers name; the assumption ledger tells how well they are known.
    FactsEntry {
        /// CSV with the columns `id` and `confidence` ("published", "seed" or "general"), and others.
        file: CsvFile,
    }
}

record! {
    /// How a backtest is judged.
    BacktestEntry {
        /// Share of the predicted figures that must lie in their agreed range, by default 0.8.
        pass_share: PositiveShare = PositiveShare(0.8),
    }
}
