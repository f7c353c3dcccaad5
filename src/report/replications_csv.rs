//! `replications.csv`: every measure of every replication, one after the other as they finish.

use std::fmt::Write;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

use super::record::csv;
use crate::model::{Measure, Sample};

/// Writes the rows of one replication at a time, and reads them back.
#[derive(Clone, Debug)]
pub struct Replications {
    plan: String,
    /// `,measure,of,period,unit,` of each measure.
    middles: Vec<String>,
}

impl Replications {
    pub const HEADER: &'static str = "plan,replication,measure,of,period,unit,value,weight,sum\n";

    pub fn new(plan: &str, measures: &[Measure]) -> Replications {
        let middle = |measure: &Measure| {
            let fields = [measure.name, &measure.of, &measure.period, &measure.unit];
            format!(",{},", line(&fields))
        };
        Replications { plan: line(&[plan]), middles: measures.iter().map(middle).collect() }
    }

    /// The rows of one replication. The value is empty where nothing was observed. Sum and weight come back from the
    /// text bit for bit, which their quotient alone would not grant.
    pub fn rows(&self, replication: u64, samples: &[Sample]) -> String {
        let mut out = String::with_capacity(self.middles.len() * 90);
        for (middle, sample) in self.middles.iter().zip(samples) {
            let Sample { sum, weight } = *sample;
            let written = if weight > 0.0 {
                writeln!(out, "{},{replication}{middle}{},{weight},{sum}", self.plan, sample.value())
            } else {
                writeln!(out, "{},{replication}{middle},0,0", self.plan)
            };
            written.expect("memory takes every row");
        }
        out
    }

    /// The replications that a file holds whole, from the first; none where it cannot be read or is of another form.
    pub(super) fn kept(&self, path: &Path) -> Kept {
        let open = || {
            let mut file = BufReader::new(File::open(path).ok()?);
            let mut header = String::new();
            file.read_line(&mut header).ok()?;
            (header == Replications::HEADER).then_some(file)
        };
        let end = Replications::HEADER.len() as u64;
        Kept { file: open(), rows: self.clone(), done: 0, end, line: String::new() }
    }
}

/// The replications that stand whole in a file, one after the other, with the samples they were written from.
#[derive(Debug)]
pub struct Kept {
    /// `None` where there is nothing more.
    file: Option<BufReader<File>>,
    rows: Replications,
    /// Replications read so far, and the place where they end.
    done: u64,
    end: u64,
    line: String,
}

impl Kept {
    /// How many replications there are, of no more than `most`, and the place in the file where they end.
    pub(super) fn count(mut self, most: u64) -> (u64, u64) {
        while self.done < most && self.next().is_some() {}
        (self.done, self.end)
    }

    /// The next replication and the length of its rows.
    fn read(&mut self) -> Option<(Vec<Sample>, u64)> {
        let file = self.file.as_mut()?;
        let start = format!("{},{}", self.rows.plan, self.done + 1);
        let mut samples = Vec::with_capacity(self.rows.middles.len());
        let mut length = 0;
        for middle in &self.rows.middles {
            self.line.clear();
            length += file.read_line(&mut self.line).ok()? as u64;
            samples.push(sample(self.line.strip_prefix(&start)?.strip_prefix(middle)?)?);
        }
        (!samples.is_empty()).then_some((samples, length))
    }
}

impl Iterator for Kept {
    type Item = Vec<Sample>;

    fn next(&mut self) -> Option<Vec<Sample>> {
        let Some((samples, length)) = self.read() else {
            self.file = None;
            return None;
        };
        self.done += 1;
        self.end += length;
        Some(samples)
    }
}

/// From `value,weight,sum` and the line end; `None` where it is torn or does not agree with itself.
fn sample(text: &str) -> Option<Sample> {
    let mut fields = text.strip_suffix('\n')?.split(',');
    let (value, weight, sum) = (fields.next()?, fields.next()?, fields.next()?);
    let sample = Sample { sum: sum.parse().ok()?, weight: weight.parse().ok()? };
    let agrees = if value.is_empty() {
        (weight, sum) == ("0", "0")
    } else {
        sample.weight > 0.0 && value.parse::<f64>().ok()?.to_bits() == sample.value().to_bits()
    };
    (agrees && fields.next().is_none()).then_some(sample)
}

/// Fields quoted where they must be, without the line end.
fn line(fields: &[&str]) -> String {
    let bytes = csv(fields, std::iter::empty::<()>());
    String::from_utf8_lossy(&bytes).trim_end_matches('\n').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows() -> Replications {
        let measure = Measure { name: "wait_mean", of: "a,b".into(), period: "all".into(), unit: "h".into() };
        Replications::new("base", &[measure.clone(), measure])
    }

    fn kept(text: &str) -> Vec<Vec<Sample>> {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), text).unwrap();
        rows().kept(file.path()).collect()
    }

    #[test]
    fn rows_keep_every_digit_and_quote_what_must_be() {
        let text = rows().rows(7, &[Sample { sum: 1.0, weight: 3.0 }, Sample { sum: 0.0, weight: 0.0 }]);
        assert_eq!(
            text,
            "base,7,wait_mean,\"a,b\",all,h,0.3333333333333333,3,1\nbase,7,wait_mean,\"a,b\",all,h,,0,0\n"
        );
    }

    #[test]
    fn samples_come_back_bit_for_bit() {
        let mut text = Replications::HEADER.to_owned();
        let mut sums = vec![0.1 + 0.2, -0.0, 1e300, 5e-324, 123_456_789.123_456_78];
        sums.extend((1..200).map(|k| f64::from(k).sqrt() * 1e6 / 7.0));
        let samples =
            |k: usize| vec![Sample { sum: sums[k], weight: 3.7 + k as f64 }, Sample { sum: 0.0, weight: 0.0 }];
        (0..sums.len()).for_each(|k| text += &rows().rows(k as u64 + 1, &samples(k)));
        let back = kept(&text);
        assert_eq!(back.len(), sums.len());
        for (k, back) in back.iter().enumerate() {
            let bits = |list: &[Sample]| list.iter().map(|s| (s.sum.to_bits(), s.weight.to_bits())).collect::<Vec<_>>();
            assert_eq!(bits(back), bits(&samples(k)));
        }
    }

    #[test]
    fn a_torn_or_foreign_record_ends_what_is_kept() {
        let samples = [Sample { sum: 10.0, weight: 3.0 }, Sample { sum: 2.0, weight: 1.0 }];
        let record = |k| rows().rows(k, &samples);
        let whole = format!("{}{}{}", Replications::HEADER, record(1), record(2));
        assert_eq!(kept(&whole).len(), 2);
        let one = Replications::HEADER.len() + record(1).len();
        for cut in 0..whole.len() {
            assert_eq!(kept(&whole[..cut]).len(), usize::from(cut >= one), "cut at {cut}");
        }
        assert_eq!(kept(&whole.replacen("base,2", "base,3", 1)).len(), 1, "the number must follow");
        assert_eq!(kept(&whole.replace("base,", "plan,")).len(), 0);
        assert_eq!(kept(&whole.replace(",all,", ",2023,")).len(), 0);
        assert_eq!(kept(&whole.replace(",3,10", ",3,11")).len(), 0, "the value must be that of sum and weight");
        assert_eq!(kept(&whole.replace(",weight,sum", ",weight")).len(), 0);
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), &whole[..whole.len() - 1]).unwrap();
        assert_eq!(rows().kept(file.path()).count(9), (1, one as u64));
    }
}
