//! Finding copies, judged on generated stories: a smaller set than the figures in the documentation.

use crate::run::tagstead;

/// The number before a sign in the line that begins so.
fn figure(output: &str, line: &str) -> f64 {
    let line = output.lines().find_map(|text| text.strip_prefix(line)).unwrap_or_else(|| panic!("{output}"));
    line.split_whitespace().next().and_then(|figure| figure.parse().ok()).unwrap_or_else(|| panic!("{line}"))
}

#[test]
fn copies_are_found_and_bulletins_of_one_mould_are_none() {
    let ran =
        tagstead(&["bench", "copies", "--stories", "1000", "--seed", "3", "--forms", "0", "--articles", "0"])
            .output()
            .unwrap();
    let output = String::from_utf8_lossy(&ran.stdout).into_owned();
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    assert!(figure(&output, "copies folded ") >= 95.0, "{output}");
    assert!(figure(&output, "stories folded wrongly ") <= 0.5, "{output}");
}

#[test]
fn reports_of_a_series_and_answers_are_not_folded_and_their_copies_and_excerpts_are() {
    let sets = ["bench", "copies", "--stories", "0", "--forms", "8", "--articles", "40", "--seed", "5"];
    let ran = tagstead(&sets).output().unwrap();
    let output = String::from_utf8_lossy(&ran.stdout).into_owned();
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    assert!(figure(&output, "different texts folded together: ") <= 0.5, "{output}");
    assert!(figure(&output, "copies folded: ") >= 95.0, "{output}");
    assert!(figure(&output, "excerpts folded: ") >= 90.0, "{output}");
    assert!(figure(&output, "answers folded: ") <= 0.0, "{output}");
    assert!(figure(&output, "least likeness of a folded post ") >= 82.0, "{output}");
}
