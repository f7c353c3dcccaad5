//! The scenario files of `scenarios/theory`, brought along in the program.

macro_rules! carried {
    ($($name:literal,)*) => {
        /// Name and text of each.
        pub const FILES: &[(&str, &str)] =
            &[$((concat!($name, ".json"), include_str!(concat!("../../scenarios/theory/", $name, ".json")))),*];
    };
}

carried! {
    "p01",
    "p02-locomotives",
    "p02",
    "p03-lognormal",
    "p03",
    "p04",
    "p05",
    "p06-lognormal",
    "p06-triangular",
    "p07",
    "p08",
    "p09-b0",
    "p09-b2",
    "p09-b5",
    "p09-three",
    "p10",
    "p11",
    "p12",
    "p13",
    "p14",
    "p15-f1",
    "p15-f2",
    "p15-f4",
    "p15-f6",
    "p16-long",
    "p16",
    "p17-long",
    "p17",
    "p18",
    "p20",
    "p21",
    "p22",
    "p23-a",
    "p23-b",
    "p23-c",
    "p24",
    "p28",
}
