//! Two tests for every case: it holds, and it does not with a wrong parameter.

use super::{Case, ferries, queues};

macro_rules! cases {
    ($($module:ident::$name:ident,)*) => {
        pub fn all() -> Vec<Case> {
            vec![$($module::$name()),*]
        }

        $(mod $name {
            #[test]
            fn holds() {
                super::$module::$name().holds();
            }

            #[test]
            fn a_wrong_parameter_is_seen() {
                super::$module::$name().rejects();
            }
        })*
    };
}

cases! {
    queues::p01,
    queues::p02,
    queues::p02_locomotives,
    queues::p03,
    queues::p03_lognormal,
    queues::p04,
    queues::p05,
    queues::p06_lognormal,
    queues::p06_triangular,
    queues::p07,
    queues::p08,
    queues::p09_b0,
    queues::p09_b2,
    queues::p09_b5,
    queues::p09_three,
    queues::p10,
    queues::p11,
    queues::p12,
    ferries::p13,
    ferries::p14,
    ferries::p15_f1,
    ferries::p15_f2,
    ferries::p15_f4,
    ferries::p15_f6,
    queues::p16,
    queues::p16_long,
    queues::p17,
    queues::p17_long,
    queues::p18,
    queues::p20,
    queues::p21,
    ferries::p23_a,
    ferries::p23_b,
    ferries::p23_b_rate,
    ferries::p23_c,
    queues::p24,
    ferries::p28,
}

#[test]
fn every_file_of_the_folder_is_a_case_and_measures_its_headline() {
    let cases = all();
    for entry in std::fs::read_dir(super::folder()).expect("the folder can be read") {
        let path = entry.expect("the entry can be read").path();
        let name = path.file_stem().and_then(|stem| stem.to_str()).expect("a name in plain letters");
        assert!(cases.iter().any(|case| case.file == name), "{name} is no case");
        let scenario = corridor::scenario::load(&path, &[], &[]).unwrap_or_else(|problems| panic!("{problems}"));
        let measures = corridor::model::measures(&scenario.corridor);
        for main in &scenario.headline {
            let known = measures.iter().any(|known| {
                (known.name, &known.of, &known.period) == (main.measure.as_str(), &main.of, &main.period)
                    && main.unit.as_ref().is_none_or(|unit| *unit == known.unit)
            });
            assert!(known, "{name}: nothing measures {main:?}");
        }
    }
}
