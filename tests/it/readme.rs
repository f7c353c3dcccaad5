//! What the README says is so: its examples load, its commands exist, its tables are complete.
//!
//! `BLESS=1 cargo test readme` takes the excerpt of the report over from a run of the shipped scenario.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use corridor::model::cargo::Cause;
use corridor::model::{Measure, measures};
use corridor::report;
use corridor::scenario::{self, Scenario};
use corridor::selftest::{Claim, Finding, Simulated};
use serde_json::Value;

use crate::cli::{corridor, strait};
use crate::theory::FINDINGS;

const BEGIN: &str = "<!-- report excerpt -->\n";
const END: &str = "<!-- end of report excerpt -->\n";

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn shipped() -> PathBuf {
    root().join("scenarios/corridor-2023.json")
}

fn readme() -> String {
    fs::read_to_string(root().join("README.md")).expect("the README can be read")
}

/// The code block behind a comment, and the comment.
fn marked(readme: &str, kind: &str) -> Vec<(String, String)> {
    let mark = format!("<!-- {kind}: ");
    let pieces = readme.split(&mark).skip(1).map(|rest| {
        let (comment, rest) = rest.split_once(" -->\n```json\n").expect("a block of JSON stands behind the comment");
        let (block, _) = rest.split_once("```").expect("the block ends");
        (comment.to_owned(), block.to_owned())
    });
    pieces.collect()
}

/// The scenarios and plans of the README as files.
fn examples(folder: &Path) -> (Vec<String>, Vec<(String, String)>) {
    let readme = readme();
    let scenarios = marked(&readme, "scenario");
    let plans = marked(&readme, "plan");
    let mut names = Vec::new();
    for (name, block) in scenarios {
        fs::write(folder.join(&name), block).expect("the file can be written");
        names.push(name);
    }
    let mut over = Vec::new();
    for (comment, block) in plans {
        let (plan, base) = comment.split_once(" over ").expect("a plan says what it is laid over");
        fs::write(folder.join(plan), block).expect("the file can be written");
        over.push((plan.to_owned(), base.to_owned()));
    }
    assert!(!names.is_empty() && !over.is_empty());
    (names, over)
}

fn load(path: &Path, plans: &[PathBuf]) -> Scenario {
    let scenario = scenario::load(path, &[], plans).unwrap_or_else(|problems| panic!("{problems}"));
    assert!(scenario.warnings.is_empty(), "{:?}", scenario.warnings);
    scenario
}

#[test]
fn its_scenarios_load_and_run() {
    let dir = tempfile::tempdir().expect("a folder can be made");
    let (scenarios, plans) = examples(dir.path());
    for name in &scenarios {
        load(&dir.path().join(name), &[]);
        corridor().current_dir(dir.path()).args(["run", name, "-n", "3"]).assert().code(0);
    }
    for (plan, base) in &plans {
        let path = dir.path().join(base);
        let changed = load(&path, &[dir.path().join(plan)]);
        assert_ne!(changed.resolved, load(&path, &[]).resolved, "{plan} changes nothing");
        corridor().current_dir(dir.path()).args(["run", base, "--plan", plan, "-n", "3"]).assert().code(0);
    }
}

#[test]
fn its_mistake_is_told_as_it_says() {
    let dir = tempfile::tempdir().expect("a folder can be made");
    examples(dir.path());
    let path = dir.path().join("strait.json");
    let text = fs::read_to_string(&path).expect("the file can be read");
    fs::write(&path, text.replace("\"east_yard\", \"strait\"", "\"esat_yard\", \"strait\""))
        .expect("the file can be written");
    let assert = corridor().current_dir(dir.path()).args(["check", "strait.json"]).assert().code(2);
    let told = String::from_utf8_lossy(&assert.get_output().stderr).into_owned();
    assert!(readme().contains(&format!("```text\n{told}```")), "the README does not show\n{told}");
}

/// What is typed: lines of shell blocks and inline code, without what is meant for cargo.
fn typed(readme: &str) -> Vec<String> {
    let mut typed = Vec::new();
    let mut fence: Option<&str> = None;
    for line in readme.lines() {
        match (line.strip_prefix("```"), fence) {
            (Some(_), Some(_)) => fence = None,
            (Some(language), None) => fence = Some(language),
            (None, Some("sh")) => typed.push(line.to_owned()),
            (None, Some(_)) => {}
            (None, None) => typed.extend(line.split('`').skip(1).step_by(2).map(str::to_owned)),
        }
    }
    let ours = |text: &String| match text.strip_prefix("cargo ") {
        Some(cargo) => cargo.split_once(" -- ").map(|(_, ours)| format!("corridor {ours}")),
        None => Some(text.clone()),
    };
    typed.iter().filter_map(ours).collect()
}

fn help(arguments: &[&str]) -> String {
    let assert = corridor().args(arguments).arg("--help").assert().code(0);
    String::from_utf8(assert.get_output().stdout.clone()).expect("help is UTF-8")
}

/// Long options, as words.
fn flags(text: &str) -> BTreeSet<String> {
    let is_part = |c: char| c.is_ascii_lowercase() || c == '-';
    let words = text.split(|c: char| !is_part(c)).filter(|word| word.starts_with("--") && word.len() > 2);
    words.map(str::to_owned).collect()
}

#[test]
fn its_commands_and_flags_are_those_of_the_help() {
    let general = help(&[]);
    let listed = general.lines().skip_while(|line| *line != "Commands:").skip(1).take_while(|line| !line.is_empty());
    let commands: Vec<&str> = listed.filter_map(|line| line.split_whitespace().next()).collect();
    let of_command = |command: &str| flags(&help(&[command]));
    let mut known = BTreeSet::new();
    for command in commands.iter().filter(|command| **command != "help") {
        known.extend(of_command(command));
    }
    let readme = readme();
    let (mut named_commands, mut named_flags) = (BTreeSet::new(), BTreeSet::new());
    for text in typed(&readme) {
        let named = flags(&text);
        match text.strip_prefix("corridor ").and_then(|rest| rest.split_whitespace().next()) {
            Some(command) => {
                assert!(commands.contains(&command), "there is no command {command}: {text}");
                let own = of_command(command);
                assert!(named.is_subset(&own), "{command} does not know all of {named:?}");
                named_commands.insert(command.to_owned());
            }
            None => assert!(named.is_subset(&known), "no command knows all of {named:?}"),
        }
        named_flags.extend(named);
    }
    known.remove("--help");
    assert_eq!(named_flags, known, "flags in the README, and in the help");
    let all = commands.iter().filter(|command| **command != "help").map(|command| (*command).to_owned());
    assert_eq!(named_commands, all.collect(), "commands in the README, and in the help");
}

/// Rows of the table with this heading, cell by cell.
fn table(readme: &str, heading: &str) -> Vec<Vec<String>> {
    let rows = readme.lines().skip_while(|line| *line != heading).skip(2).take_while(|line| line.starts_with('|'));
    let rows: Vec<Vec<String>> =
        rows.map(|row| row.trim_matches('|').split('|').map(|cell| cell.trim().to_owned()).collect()).collect();
    assert!(!rows.is_empty(), "there is no table {heading}");
    rows
}

/// What stands in backticks.
fn code(cell: &str) -> Vec<String> {
    cell.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

/// Measures of the shipped scenario, of the starter, which also records levels, and of small cases of what neither has.
fn known_measures() -> Vec<Measure> {
    let shipped = load(&shipped(), &[]);
    let starter = scenario::parse(scenario::starter(), "starter", &[]).unwrap_or_else(|problems| panic!("{problems}"));
    let folder = fs::read_dir(root().join("tests/exact")).expect("the small cases are there");
    let mut cases: Vec<PathBuf> = folder.map(|entry| entry.expect("can be read").path()).collect();
    cases.retain(|path| path.extension().is_some_and(|extension| extension == "json"));
    cases.push(root().join("tests/scenarios/gate.json"));
    let cases = cases.iter().flat_map(|path| {
        let case = scenario::load(path, &[], &[]).unwrap_or_else(|problems| panic!("{problems}"));
        measures(&case.corridor)
    });
    [measures(&shipped.corridor), measures(&starter.corridor)].into_iter().flatten().chain(cases).collect()
}

#[test]
fn its_measures_are_all_there_are() {
    let rows = table(&readme(), "| name | of | unit | meaning |");
    let known = known_measures();
    let names: BTreeSet<String> = rows.iter().flat_map(|row| code(&row[0])).collect();
    assert_eq!(names, known.iter().map(|measure| measure.name.to_owned()).collect());
    let by_period: BTreeSet<String> =
        rows.iter().filter(|row| row[0].ends_with('+')).flat_map(|row| code(&row[0])).collect();
    let monthly = known.iter().filter(|measure| measure.period == "2023-01");
    assert_eq!(by_period, monthly.map(|measure| measure.name.to_owned()).collect());
    for row in &rows {
        for name in code(&row[0]) {
            let units = known.iter().filter(|measure| measure.name == name).map(|measure| measure.unit.as_str());
            let plain = |unit: &str| row[2].contains(unit.trim_end_matches("/year")) || row[2].contains("its unit");
            let missing: BTreeSet<&str> = units.filter(|unit| !plain(unit)).collect();
            assert!(missing.is_empty(), "{name} is also told in {missing:?}");
        }
    }
}

#[test]
fn its_causes_are_all_there_are() {
    let rows = table(&readme(), "| cause in the ledger | time |");
    let named: BTreeSet<String> = rows.iter().flat_map(|row| code(&row[0])).collect();
    assert_eq!(named, Cause::ALL.iter().map(|cause| cause.name().to_owned()).collect());
}

/// Keys of every object in a JSON Schema, and the words that stand for themselves.
fn keys(schema: &Value, found: &mut BTreeSet<String>) {
    if let Some(properties) = schema.get("properties").and_then(Value::as_object) {
        found.extend(properties.keys().cloned());
    }
    let words = schema.get("enum").and_then(Value::as_array).into_iter().flatten();
    found.extend(words.chain(schema.get("const")).filter_map(Value::as_str).map(str::to_owned));
    match schema {
        Value::Object(members) => members.values().for_each(|member| keys(member, found)),
        Value::Array(items) => items.iter().for_each(|item| keys(item, found)),
        _ => {}
    }
}

#[test]
fn its_keys_are_all_there_are() {
    let readme = readme();
    let mut known = BTreeSet::new();
    keys(&scenario::schema(), &mut known);
    let (_, chapter) = readme.split_once("### Sections and keys").expect("the chapter is there");
    let (chapter, _) = chapter.split_once("### Commands").expect("the chapter ends");
    let words: BTreeSet<String> = typed(chapter)
        .iter()
        .flat_map(|text| text.split(|c: char| !c.is_ascii_lowercase() && !c.is_ascii_digit() && c != '_' && c != '$'))
        .map(str::to_owned)
        .collect();
    let missing: Vec<&String> = known.difference(&words).collect();
    assert!(missing.is_empty(), "the README does not name {missing:?}");
    let rows = table(&readme, "| section, key | what it says |");
    let wrong: Vec<String> = rows.iter().flat_map(|row| code(&row[0])).filter(|key| !known.contains(key)).collect();
    assert!(wrong.is_empty(), "the format does not know {wrong:?}");
}

/// Both figures of a statistic, the simulated one as far as its interval goes; one figure where nothing is random.
fn figures_of(finding: &Finding) -> String {
    let (name, exact) = (&finding.oracle.statistic, finding.oracle.exact);
    let told_by =
        FINDINGS.iter().filter(|other| (&other.oracle.id, &other.oracle.statistic) == (&finding.oracle.id, name));
    let variant = match finding.case.split_once('-') {
        Some((_, variant)) if told_by.count() > 1 => format!(" ({variant})"),
        _ => String::new(),
    };
    match finding.simulated {
        Some(Simulated { value, low, high, detects: Some(_), .. }) => {
            let half = (high - low) / 2.0;
            let decimals = (1.0 - half.log10().floor()).max(0.0) as usize;
            let below = if finding.claim == Claim::Below { "below " } else { "" };
            format!("`{name}`{variant} {below}{exact}, {value:.decimals$} ± {half:.decimals$}")
        }
        _ => format!("`{name}`{variant} {exact}"),
    }
}

/// What `corridor selftest` finds, a row for each system.
#[test]
fn its_exact_cases_are_those_of_the_selftest() {
    const HEADER: &str = "| case | system | statistic: exact, simulated | source |";
    let found = |id: &str| {
        let findings = FINDINGS.iter().filter(|finding| finding.oracle.id == id);
        findings.map(figures_of).collect::<Vec<_>>().join("; ")
    };
    let shown = readme();
    let (before, rest) = shown.split_once(HEADER).expect("the table is there");
    let (rows, after) = rest.split_once("\n\n").expect("the table ends");
    if std::env::var_os("BLESS").is_some() {
        let blessed: Vec<String> = rows
            .lines()
            .map(|row| match row.split('|').collect::<Vec<_>>()[..] {
                [_, id, system, _, source, _] if !id.contains("--") => {
                    format!("|{id}|{system}| {} |{source}|", found(id.trim()))
                }
                _ => row.to_owned(),
            })
            .collect();
        let text = [before, HEADER, &blessed.join("\n"), "\n\n", after].concat();
        fs::write(root().join("README.md"), text).expect("the README can be written");
        return;
    }
    let rows = table(&shown, HEADER);
    for row in &rows {
        assert_eq!(row[2], found(&row[0]), "{}; BLESS=1 cargo test readme takes it over", row[0]);
    }
    let named: BTreeSet<&str> = rows.iter().map(|row| row[0].as_str()).collect();
    let tried: BTreeSet<&str> = FINDINGS.iter().map(|finding| finding.oracle.id.as_str()).collect();
    assert_eq!(named, tried);
}

#[test]
fn its_files_are_those_of_a_results_folder() {
    let dir = tempfile::tempdir().expect("a folder can be made");
    let out = dir.path().join("out");
    corridor().arg("run").arg(strait()).args(["-n", "2", "--quiet", "--units", "--out"]).arg(&out).assert().code(0);
    let rows = table(&readme(), "| file | content |");
    let named: BTreeSet<String> = rows.iter().map(|row| code(&row[0])[0].clone()).collect();
    let entries = fs::read_dir(&out).expect("the folder can be read");
    let files = entries.map(|entry| entry.expect("the entry can be read").file_name().to_string_lossy().into_owned());
    assert_eq!(named, files.filter(|name| !name.starts_with('.')).collect());
    for row in rows.iter().filter(|row| row[0].contains(".csv")) {
        let name = &code(&row[0])[0];
        let text = fs::read_to_string(out.join(name)).expect("the file can be read");
        let header = text.lines().next().expect("the file has a header");
        assert!(header.starts_with(&code(&row[1])[0]), "{name} begins with {header}");
    }
}

/// The parts of a report that the README shows, as a code block.
fn excerpt(report: &str) -> String {
    let blocks: Vec<&str> = report.split("\n\n").collect();
    let at = |start: &str| {
        let found = blocks.iter().position(|block| block.trim_start().starts_with(start));
        found.unwrap_or_else(|| panic!("the report has no {start}"))
    };
    // The heading of a table ends with its rule.
    let rows = |block: &str, keep: &dyn Fn(&str) -> bool| {
        let lines: Vec<&str> = block.lines().collect();
        let rule = lines.iter().position(|line| line.starts_with("---")).expect("a table has a rule");
        let (head, body) = lines.split_at(rule + 1);
        let kept: Vec<&str> = head.iter().chain(body.iter().filter(|row| keep(row))).copied().collect();
        kept.join("\n") + "\n..."
    };
    let headline = at("Headline\n");
    let observed = at("Model against observed\n");
    let ports = at("Ports\n");
    let parts = [
        blocks[at("Measured: ")].to_owned(),
        blocks[headline].to_owned(),
        blocks[headline + 1].to_owned() + "\n...",
        blocks[observed].to_owned(),
        blocks[at("Predicted: ")].to_owned() + "\n...",
        blocks[at("Came out, ")].to_owned() + "\n...",
        blocks[ports].to_owned(),
        rows(blocks[at("Calls, and the hours")], &|row| row.starts_with("kuryk")),
    ];
    format!("```text\n{}\n```\n", parts.join("\n\n"))
}

#[test]
fn its_excerpt_is_of_the_results_that_are_kept() {
    let readme = readme();
    let (before, rest) = readme.split_once(BEGIN).expect("the excerpt begins");
    let (shown, after) = rest.split_once(END).expect("the excerpt ends");
    if std::env::var_os("BLESS").is_some() {
        let assert = corridor().arg("run").arg(shipped()).arg("--quiet").assert().code(0);
        let report = String::from_utf8_lossy(&assert.get_output().stdout).into_owned();
        let readme = [before, BEGIN, &excerpt(&report), END, after].concat();
        fs::write(root().join("README.md"), readme).expect("the README can be written");
        return;
    }
    let kept = root().join("results/corridor-2023");
    let report = fs::read_to_string(kept.join("report.md")).expect("the results of the shipped scenario are kept");
    let unescaped = |cell: &str| cell.trim().replace('\\', "");
    let rows: Vec<Vec<String>> = report.lines().map(|line| line.split('|').map(unescaped).collect()).collect();
    for line in shown.lines().filter(|line| line.contains(" ± ") && line.contains("  ")) {
        let cells: Vec<&str> = line.split("  ").map(str::trim).filter(|cell| !cell.is_empty()).collect();
        let is_shown = |row: &Vec<String>| {
            let mut rest = row.iter();
            cells.iter().all(|cell| rest.any(|other| other == cell))
        };
        let help = "BLESS=1 cargo test readme takes the excerpt over from a run";
        assert!(rows.iter().any(is_shown), "results/corridor-2023/report.md does not have\n{line}\n{help}");
    }
}

/// What `compare` says of the plan with prices.
#[test]
fn its_economics_are_those_of_its_example() {
    const BEGIN: &str = "<!-- economics excerpt -->\n```text\n";
    let dir = tempfile::tempdir().expect("a folder can be made");
    examples(dir.path());
    let mut compare = corridor();
    compare.current_dir(dir.path()).args(["compare", "priced.json", "third_ferry.json", "--quiet"]);
    let told = String::from_utf8_lossy(&compare.assert().code(0).get_output().stdout).into_owned();
    let (_, economics) = told.split_once("Net present value").expect("there is a table");
    let economics = format!("Net present value{}", economics.trim_end());
    let readme = readme();
    let (before, rest) = readme.split_once(BEGIN).expect("the excerpt begins");
    let (shown, after) = rest.split_once("```").expect("the excerpt ends");
    if std::env::var_os("BLESS").is_some() {
        fs::write(root().join("README.md"), [before, BEGIN, &economics, "\n```", after].concat())
            .expect("can be written");
        return;
    }
    assert_eq!(shown.trim_end(), economics);
}

#[test]
fn the_results_that_are_kept_are_of_the_shipped_scenario() {
    let kept = root().join("results/corridor-2023/manifest.json");
    let manifest = fs::read_to_string(kept).expect("the results of the shipped scenario are kept");
    let manifest: Value = serde_json::from_str(&manifest).expect("the manifest is JSON");
    let now = report::fingerprint(report::resolved(&load(&shipped(), &[]).resolved).as_bytes());
    let help = "make the results again as results/README.md says";
    assert_eq!(manifest["scenario_sha256"], now.as_str(), "{help}");
}
