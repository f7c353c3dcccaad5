//! "Did you mean": the nearest of the names that are known.

use super::problem::quoted;

/// Names longer than this are not compared: nobody mistypes them one letter at a time.
const LONGEST: usize = 64;

/// The known name nearest to `name`, if one is near enough to have been meant.
pub(crate) fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let length = name.chars().count();
    if length > LONGEST {
        return None;
    }
    known
        .into_iter()
        .filter(|other| other.len() <= LONGEST)
        .map(|other| (strsim::osa_distance(name, other), other))
        .min_by_key(|(distance, _)| *distance)
        .filter(|(distance, other)| *distance <= 1.max(length.max(other.chars().count()) / 3))
        .map(|(_, other)| other)
}

/// What to write instead: the nearest name, and the list where it is short. `nouns` as in "the places are".
pub(crate) fn suggestion<'a>(name: &str, nouns: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    let known: Vec<&str> = known.into_iter().collect();
    let list = match known.len() {
        0 => format!("there are no {nouns}"),
        1 => format!("the only one of the {nouns} is {}", known[0]),
        2..=12 => format!("the {nouns} are {}", known.join(", ")),
        more => format!("the {nouns} are {}, and {} more", known[..10].join(", "), more - 10),
    };
    match nearest(name, known.iter().copied()) {
        Some(near) => format!("did you mean {}? {}", quoted(near), capitalised(&list)),
        None => list,
    }
}

fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_near_names_are_meant() {
        let ports = ["aktau", "kuryk", "alat"];
        assert_eq!(nearest("aktua", ports), Some("aktau"));
        assert_eq!(nearest("rotterdam", ports), None);
        assert_eq!(nearest("x", [""; 0]), None);
        assert_eq!(nearest(&"x".repeat(1_000_000), ports), None);
    }

    #[test]
    fn a_suggestion_lists_what_there_is() {
        assert_eq!(
            suggestion("kurik", "ports", ["aktau", "kuryk"]),
            "did you mean \"kuryk\"? The ports are aktau, kuryk"
        );
    }
}
