//! What two experiments must share to be filed in one folder.

use serde::{Deserialize, Serialize};

/// What an experiment is of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identity {
    pub version: String,
    /// SHA-256 of all that is asked.
    pub scenario_sha256: String,
    pub seed: u64,
    /// What was asked, in words, and of what: to tell what has changed. Empty where one scenario is all there is.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub asked: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub inputs: Vec<Input>,
}

/// A file that takes part, by the name it goes by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Input {
    pub name: String,
    /// Changes with the file and with those that it names.
    pub sha256: String,
}

impl Identity {
    /// Of an experiment of one scenario, by this version of the program.
    pub fn new(scenario_sha256: String, seed: u64) -> Identity {
        Identity {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            scenario_sha256,
            seed,
            asked: String::new(),
            inputs: Vec::new(),
        }
    }

    /// Why this experiment is not filed with an older one; `None` where they are the same. `what` is what a folder holds
    /// of the older, `title` ends the first kind of reason.
    pub(super) fn apart_from(&self, old: &Identity, what: &str, title: &str) -> Option<String> {
        let changed = self.changed_since(old);
        if old.scenario_sha256 != self.scenario_sha256 {
            let why = changed.map(|changed| format!(" ({changed})")).unwrap_or_default();
            Some(format!("the folder holds {what} of another scenario, or of an older state of it{title}{why}"))
        } else if old.seed != self.seed {
            Some(format!("the folder holds {what} of seed {}, this run has seed {}", old.seed, self.seed))
        } else if old.version != self.version {
            Some(format!("the folder holds {what} of version {}, this is version {}", old.version, self.version))
        } else {
            changed.map(|changed| format!("the folder holds {what} of other contents of the same files: {changed}"))
        }
    }

    /// What is not as it was, in words; `None` where nothing is known to have changed.
    fn changed_since(&self, old: &Identity) -> Option<String> {
        if old.inputs.is_empty() || self.inputs.is_empty() {
            return None;
        }
        if old.asked != self.asked {
            return Some(format!("{} was asked, now it is {}", old.asked, self.asked));
        }
        let named = |list: &[Input], name: &str| list.iter().position(|input| input.name == name);
        let missing = |one: &[Input], other: &[Input], told: &str| -> Vec<String> {
            let lacks = one.iter().filter(|input| named(other, &input.name).is_none());
            lacks.map(|input| format!("{} {told}", input.name)).collect()
        };
        let changed = self
            .inputs
            .iter()
            .filter(|input| named(&old.inputs, &input.name).is_some_and(|at| old.inputs[at].sha256 != input.sha256));
        let mut changed: Vec<String> =
            changed.map(|input| format!("{}, or a file that it names, has changed since", input.name)).collect();
        if changed.len() > 1 && changed.len() == self.inputs.len() {
            changed.truncate(1); // the first is in all of them
        }
        changed.extend(missing(&self.inputs, &old.inputs, "was not there"));
        changed.extend(missing(&old.inputs, &self.inputs, "is not there any more"));
        if changed.is_empty() && old.inputs != self.inputs {
            changed.push("the order of the files is another".to_owned());
        }
        (!changed.is_empty()).then(|| changed.join("; "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn identity(sha256: &str, asked: &str, inputs: &[(&str, &str)]) -> Identity {
        let input = |&(name, sha256): &(&str, &str)| Input { name: name.into(), sha256: sha256.into() };
        Identity {
            version: "1".into(),
            scenario_sha256: sha256.into(),
            seed: 1,
            asked: asked.into(),
            inputs: inputs.iter().map(input).collect(),
        }
    }

    #[test]
    fn what_has_changed_is_named() {
        let old = identity("a", "compare", &[("base", "1"), ("x", "2"), ("y", "3")]);
        let told = |new: Identity| new.apart_from(&old, "results", "").unwrap_or_default();
        assert_eq!(told(old.clone()), "");
        let x = "(x, or a file that it names, has changed since)";
        assert!(told(identity("b", "compare", &[("base", "1"), ("x", "9"), ("y", "3")])).ends_with(x));
        let base = "(base, or a file that it names, has changed since)";
        assert!(told(identity("b", "compare", &[("base", "8"), ("x", "9"), ("y", "7")])).ends_with(base));
        let other = told(identity("b", "compare", &[("base", "1"), ("z", "2"), ("y", "3")]));
        assert!(other.ends_with("(z was not there; x is not there any more)"), "{other}");
        let order = told(identity("b", "compare", &[("base", "1"), ("y", "3"), ("x", "2")]));
        assert!(order.contains("order"), "{order}");
        let asked = told(identity("b", "rank max x", &[("base", "1")]));
        assert!(asked.ends_with("(compare was asked, now it is rank max x)"), "{asked}");
        let table = told(identity("a", "compare", &[("base", "1"), ("x", "2"), ("y", "4")]));
        assert!(table.contains("other contents of the same files: y, or a file"), "{table}");
        assert!(told(identity("b", "", &[])).ends_with("an older state of it"), "nothing is known of the inputs");
    }
}
