//! `.finished`: replications that a command of several corridors has finished, one a line as they come.
//!
//! A line is the name of the subject, the number of the replication, and what was read of its outcome as JSON, with
//! every digit. Names follow from all that decides an outcome, so that a line is right wherever it is found; one that is
//! torn or damaged is not taken.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom, Write};
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::folder::{Folder, FolderError};
use crate::experiment::{Reading, Subject};
use crate::model::measure::{ByKind, Purchases, Statement};
use crate::model::{Outcome, Sample};

pub(super) const FILE: &str = ".finished";

/// Where lines begin and how long they are, by subject and replication.
type Lines = HashMap<(String, u64), (u64, usize)>;

/// The file, in a folder that this process alone writes to.
#[derive(Debug)]
pub struct Finished {
    path: PathBuf,
    file: File,
    known: Lines,
    /// Length of the file.
    end: u64,
}

impl Finished {
    /// Opens the file, or creates it; a line that was torn when its run was killed is cut off.
    ///
    /// # Errors
    /// Where the system refuses.
    pub fn open(folder: &Folder) -> Result<Finished, FolderError> {
        let path = folder.path.join(FILE);
        let open = || {
            let file = File::options().read(true).write(true).create(true).truncate(false).open(&path)?;
            let (known, end) = index(&file)?;
            file.set_len(end)?;
            Ok((file, known, end))
        };
        match open() {
            Ok((file, known, end)) => Ok(Finished { path, file, known, end }),
            Err(error) => Err(FolderError::Write { path, error }),
        }
    }

    /// Replications that are there.
    pub fn held(&self) -> usize {
        self.known.len()
    }

    /// The line of a replication that is finished; to be given to [`outcome`].
    pub fn line(&mut self, subject: &Subject, replication: u64) -> Option<String> {
        let &(from, length) = self.known.get(&(subject.name.clone(), replication))?;
        let mut line = vec![0; length];
        self.file.seek(SeekFrom::Start(from)).ok()?;
        self.file.read_exact(&mut line).ok()?;
        String::from_utf8(line).ok()
    }

    /// Appends a line, unless it is there: several corridors may be the same. It is with the system when this returns,
    /// and survives the end of the process. What could not be written whole is taken back.
    ///
    /// # Errors
    /// Where the system refuses.
    pub fn append(&mut self, subject: &Subject, replication: u64, line: &str) -> Result<(), FolderError> {
        let Entry::Vacant(place) = self.known.entry((subject.name.clone(), replication)) else { return Ok(()) };
        let written = self.file.seek(SeekFrom::Start(self.end)).and_then(|_| self.file.write_all(line.as_bytes()));
        match written {
            Ok(()) => {
                place.insert((self.end, line.len()));
                self.end += line.len() as u64;
            }
            Err(error) => {
                let _ = self.file.set_len(self.end); // the next run cuts it off, if this is refused as well
                return Err(FolderError::Write { path: self.path.clone(), error });
            }
        }
        Ok(())
    }
}

/// Where whole lines are, and where the last of them ends.
fn index(file: &File) -> io::Result<(Lines, u64)> {
    let mut known = Lines::new();
    let mut end = 0;
    let mut reader = BufReader::new(file);
    let mut line = Vec::new();
    while reader.read_until(b'\n', &mut line)? > 0 && line.ends_with(b"\n") {
        let mut words = line.splitn(3, |byte| *byte == b' ').map(std::str::from_utf8);
        if let (Some(Ok(name)), Some(Ok(number))) = (words.next(), words.next())
            && let Ok(replication) = number.parse()
        {
            known.insert((name.to_owned(), replication), (end, line.len()));
        }
        end += line.len() as u64;
        line.clear();
    }
    Ok((known, end))
}

/// What is read of an outcome, as a line.
pub fn line(subject: &Subject, replication: u64, outcome: &Outcome) -> String {
    let samples = match &subject.reading {
        Reading::All => outcome.samples.iter().map(pair).collect(),
        Reading::Samples(positions) => positions.iter().map(|&at| pair(&outcome.samples[at])).collect(),
        Reading::Statement => Vec::new(),
    };
    let with_statement = !matches!(subject.reading, Reading::Samples(_));
    let statement = outcome.statement.as_deref().filter(|_| with_statement).map(Books::of);
    let record = Record { events: outcome.events, samples, statement };
    let record = serde_json::to_string(&record).expect("plain data has a JSON form");
    format!("{} {replication} {record}\n", subject.name)
}

fn pair(sample: &Sample) -> (f64, f64) {
    (sample.sum, sample.weight)
}

/// The outcome of a line, with samples where they were read and nothing elsewhere; `None` of a line that is damaged or
/// of something else.
pub fn outcome(line: &str, subject: &Subject, replication: u64) -> Option<Outcome> {
    let record = line.strip_prefix(&format!("{} {replication} ", subject.name))?;
    let Record { events, samples, statement } = serde_json::from_str(record).ok()?;
    let sample = |&(sum, weight): &(f64, f64)| Sample { sum, weight };
    let samples = match &subject.reading {
        Reading::All | Reading::Statement => samples.iter().map(sample).collect(),
        Reading::Samples(positions) if positions.len() != samples.len() => return None,
        Reading::Samples(positions) => {
            let length = positions.iter().max().map_or(0, |last| last + 1);
            let mut all = vec![Sample { sum: 0.0, weight: 0.0 }; length];
            positions.iter().zip(&samples).for_each(|(&at, read)| all[at] = sample(read));
            all
        }
    };
    Some(Outcome { samples, statement: statement.map(|books| Box::new(books.statement())), events })
}

#[derive(Serialize, Deserialize)]
struct Record {
    events: u64,
    /// Sum and weight.
    samples: Vec<(f64, f64)>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    statement: Option<Books>,
}

/// A [`Statement`] as it is filed.
#[derive(Serialize, Deserialize)]
struct Books {
    years: Vec<ByKind>,
    flows: Vec<ByKind>,
    shared: ByKind,
    co2: Vec<f64>,
    co2_of: Vec<f64>,
    co2_by_year: Vec<f64>,
    there: Vec<u64>,
    bought: Vec<Vec<u64>>,
}

impl Books {
    fn of(statement: &Statement) -> Books {
        Books {
            years: statement.years.clone(),
            flows: statement.flows.iter().copied().collect(),
            shared: statement.shared,
            co2: statement.co2.to_vec(),
            co2_of: statement.co2_of.iter().copied().collect(),
            co2_by_year: statement.co2_by_year.clone(),
            there: statement.purchases.there.iter().copied().collect(),
            bought: statement.purchases.bought.iter().map(|year| year.iter().copied().collect()).collect(),
        }
    }

    fn statement(self) -> Statement {
        let mut co2 = [0.0; _];
        co2.iter_mut().zip(self.co2).for_each(|(place, kg)| *place = kg);
        Statement {
            years: self.years,
            flows: self.flows.into_iter().collect(),
            shared: self.shared,
            co2,
            co2_of: self.co2_of.into_iter().collect(),
            co2_by_year: self.co2_by_year,
            purchases: Purchases {
                there: self.there.into_iter().collect(),
                bought: self.bought.into_iter().map(|year| year.into_iter().collect()).collect(),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::report::Identity;

    fn sound(samples: &[(f64, f64)]) -> Outcome {
        let samples = samples.iter().map(|&(sum, weight)| Sample { sum, weight }).collect();
        let statement = Statement {
            years: vec![[i128::MAX; _], [-7; _]],
            flows: std::iter::once([i128::MIN; _]).collect(),
            shared: [3; _],
            co2: [0.1 + 0.2; _],
            co2_of: [1e300, -0.0].into_iter().collect(),
            co2_by_year: vec![5e-324],
            purchases: Purchases {
                there: [u64::MAX].into_iter().collect(),
                bought: vec![[1, 2].into_iter().collect(), [3].into_iter().collect()],
            },
        };
        Outcome { samples, statement: Some(Box::new(statement)), events: 9 }
    }

    fn bits(outcome: &Outcome) -> Vec<(u64, u64)> {
        outcome.samples.iter().map(|sample| (sample.sum.to_bits(), sample.weight.to_bits())).collect()
    }

    #[test]
    fn outcomes_come_back_bit_for_bit_as_far_as_they_are_read() {
        let one = sound(&[(0.1 + 0.2, 3.7), (-0.0, 0.0), (123_456_789.123_456_78, 1e-300)]);
        let back = |reading| {
            let subject = Subject::new("corridor", 1, reading);
            let line = line(&subject, 7, &one);
            assert!(line.ends_with('\n') && outcome(&line, &subject, 8).is_none());
            assert!(outcome(&line[..line.len() - 2], &subject, 7).is_none(), "torn");
            outcome(&line, &subject, 7).unwrap()
        };
        let all = back(Reading::All);
        assert_eq!((bits(&all), all.events), (bits(&one), 9));
        assert_eq!(all.statement, one.statement);
        let some = back(Reading::Samples(vec![2, 0]));
        assert_eq!((bits(&some)[0], bits(&some)[2]), (bits(&one)[0], bits(&one)[2]));
        assert!(some.statement.is_none());
        let money = back(Reading::Statement);
        assert!(money.statement == one.statement && money.samples.is_empty());
    }

    #[test]
    fn lines_are_found_again_and_a_torn_one_is_cut_off() {
        let dir = tempfile::tempdir().unwrap();
        let identity = Identity::new("ab".into(), 1);
        let subject = Subject::new("corridor", 1, Reading::All);
        let one = sound(&[(2.0, 1.0)]);
        let open = || {
            let folder = Folder::open(dir.path(), &identity).unwrap();
            let finished = Finished::open(&folder).unwrap();
            (folder, finished)
        };
        let (folder, mut finished) = open();
        assert_eq!(finished.held(), 0);
        for number in [1, 2, 3, 2] {
            finished.append(&subject, number, &line(&subject, number, &one)).unwrap();
        }
        assert_eq!(finished.held(), 3);
        drop((folder, finished));
        let path = dir.path().join(FILE);
        let whole = fs::read(&path).unwrap();
        for torn in 1..60 {
            fs::write(&path, &whole[..whole.len() - torn]).unwrap();
            let (_folder, mut finished) = open();
            assert_eq!(finished.held(), 2);
            let found = finished.line(&subject, 2).and_then(|line| outcome(&line, &subject, 2)).unwrap();
            assert_eq!((bits(&found), found.statement), (bits(&one), one.statement.clone()));
            assert!(finished.line(&subject, 3).is_none());
            finished.append(&subject, 3, &line(&subject, 3, &one)).unwrap();
            assert!(fs::read(&path).unwrap() == whole, "it goes on behind the last whole line");
        }
    }
}
