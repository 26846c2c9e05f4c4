//! JSON without line breaks: `check` shows the part of the line around each field, at its place in the whole line.

#![allow(clippy::expect_used, reason = "a test may fail loudly")]

mod support;

/// CephClusters in one line, whose names have characters of several bytes in the labels.
fn clusters(number: usize) -> String {
    let cluster = |place: usize| {
        format!(
            "{{\"apiVersion\": \"ceph.rook.io/v1\", \"kind\": \"CephCluster\", \"metadata\": {{\"name\": \"c\", \"namespace\": \
             \"ns{place}\", \"annotations\": {{\"of\": \"J\u{e4}ger \u{1f600}\"}}}}, \"spec\": {{\"network\": {{\"provider\": \
             \"multus\", \"selectors\": {{\"public\": \"ns{place}/net{place}\"}}}}}}}}"
        )
    };
    let items: Vec<String> = (0..number).map(cluster).collect();
    format!("{{\"apiVersion\": \"v1\", \"kind\": \"List\", \"items\": [{}]}}", items.join(", "))
}

#[test]
fn a_field_far_into_the_line_is_shown_at_its_column() {
    let text = clusters(20);
    let folder = env!("CARGO_TARGET_TMPDIR");
    std::fs::write(format!("{folder}/long-line.json"), &text).expect("a file");
    let output = support::command().current_dir(folder).args(["check", "long-line.json"]).output().expect("an answer");
    let shown = String::from_utf8(output.stdout).expect("text");
    for place in 0..20 {
        let field = format!("{{\"public\": \"ns{place}/net{place}\"}}");
        let byte = text.find(&field).expect("the field");
        let column = text.get(..byte).unwrap_or_default().chars().count() + 1;
        let start = format!(
            "note[cluster-selector-implicit]: `cluster` is not set and defaults to `public`\n --> long-line.json:1:{column}\n"
        );
        let block = shown.split("\n\n").find(|block| block.starts_with(&start));
        let lines: Vec<&str> = block.unwrap_or_default().lines().collect();
        let [_, _, "  |", line, mark, ..] = lines.as_slice() else { panic!("{start} is not in\n{shown}") };
        let before = line.split_once(&field).map(|(before, _)| before.chars().count());
        // An emoji takes two columns of a terminal.
        let wide = line.split_once(&field).map_or(0, |(before, _)| before.matches('\u{1f600}').count());
        assert_eq!(mark.find('^'), before.map(|before| before + wide), "{line}\n{mark}");
        assert_eq!(mark.matches('^').count(), field.len());
    }
}
