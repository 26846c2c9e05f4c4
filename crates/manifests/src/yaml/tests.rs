use super::*;

fn read(text: &str) -> Result<Vec<Root>, crate::error::Problem> {
    chunks(text).into_iter().filter_map(|chunk| document(text, chunk).transpose()).collect()
}

fn json(text: &str) -> Vec<String> {
    read(text).unwrap().iter().map(|root| root.node.json()).collect()
}

fn error(text: &str) -> String {
    let problem = match read(text) {
        Err(problem) => problem,
        Ok(roots) => roots.into_iter().find_map(|root| root.repeated).unwrap(),
    };
    let position = crate::Position::of(text, problem.start, problem.end);
    format!("{position}: {}", problem.text)
}

#[test]
fn documents_become_json_in_the_order_of_their_keys() {
    assert_eq!(
        json("# a comment\n---\nb: [1, 'x', {c: ~}]\na: yes\n---\n# nothing\n---\n- 0x10\n...\n"),
        [r#"{"b":[1,"x",{"c":null}],"a":true}"#, "[16]"]
    );
    assert_eq!(json(""), [""; 0]);
}

#[test]
fn quotes_and_tags_make_text() {
    assert_eq!(
        json("a: '1'\nb: \"no\"\nc: !!str 5\nd: !!int '7'\ne: !custom 3\nf: |\n  1\n"),
        [r#"{"a":"1","b":"no","c":"5","d":7,"e":"3","f":"1\n"}"#]
    );
}

#[test]
fn keys_are_what_kubectl_makes_of_them() {
    assert_eq!(json("on: 1\n010: 2\n'on': 3\n"), [r#"{"true":1,"8":2,"on":3}"#]);
    assert_eq!(error("? [a]\n: 1\n"), "1:3: a key that is a list or an object");
    assert_eq!(json("~: 1\n1.0: .inf\n"), [r#"{"null":1,"1":".inf"}"#]);
}

#[test]
fn aliases_and_merge_keys_are_written_out() {
    assert_eq!(
        json("x: &x {a: 1, b: 2}\nv: *x\nz:\n  <<: *x\n  b: 3\nw:\n  <<: [{a: 5}, *x]\n"),
        [r#"{"x":{"a":1,"b":2},"v":{"a":1,"b":2},"z":{"b":3,"a":1},"w":{"a":5,"b":2}}"#]
    );
    assert_eq!(error("a: &a\n  b: *a\n"), "2:6: an alias within its own anchor");
    assert_eq!(error("a:\n  <<: 5\n"), "2:3: the value of a merge key `<<` must be an object");
}

#[test]
fn a_key_that_stands_twice_is_reported_where_it_stands_again() {
    assert_eq!(
        error("a:\n  b: 1\n  c: 2\n  b: 3\n"),
        "4:3: the key `b` is set twice in one object; remove the duplicate"
    );
}

#[test]
fn aliases_that_multiply_are_rejected() {
    let mut bomb = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for level in 1..9 {
        let inner = format!("*a{}, ", level - 1).repeat(10);
        bomb.push_str(&format!("a{level}: &a{level} [{inner}]\n"));
    }
    assert_eq!(error(&bomb), "6:9: more than 1000000 values once its aliases are written out");
    let mut chain = String::from("- &a0 {}\n");
    (1..200).for_each(|level| chain.push_str(&format!("- &a{level} {{x: *a{}}}\n", level - 1)));
    assert_eq!(error(&chain), "100:12: more than 100 levels deep");
    let mut merges = String::from("- &a0 {k0: 1}\n");
    (1..2000).for_each(|level| merges.push_str(&format!("- &a{level} {{<<: *a{}, k{level}: 1}}\n", level - 1)));
    assert_eq!(error(&merges), "1415:10: merge keys that add more than 1000000 members");
}

#[test]
fn deep_nesting_is_rejected() {
    assert_eq!(error(&"[".repeat(5000)), "1:101: recursion limit exceeded");
    assert_eq!(error(&"- ".repeat(5000)), "1:201: recursion limit exceeded");
}

#[test]
fn broken_yaml_is_reported_with_its_place() {
    assert_eq!(error("a: b\n  c: d\n"), "2:4: mapping values are not allowed in this context");
    assert_eq!(error("a: [1, 2\nb: 3\n"), "2:2: illegal placement of ':' indicator");
    assert_eq!(error("a: *nowhere\n"), "1:4: while parsing node, found unknown anchor");
    assert_eq!(error("a: 1\n---\nb: c: d\n"), "3:5: mapping values are not allowed in this context");
}

#[test]
fn an_alias_is_a_key_also_where_its_colon_follows_at_once() {
    assert_eq!(json("a: &a x\n*a : 1\n"), [r#"{"a":"x","x":1}"#]);
    assert_eq!(
        json("a: &app x\nb: &n 010\nc:\n  *app:\n    d: *app\n  *n: [2]\n  e: '*app: y'\n  f: |\n    *app: z\n"),
        [r#"{"a":"x","b":8,"c":{"x":{"d":"x"},"8":[2],"e":"*app: y","f":"*app: z\n"}}"#]
    );
    assert_eq!(json("a: &a x\nb:\n  q: 1\n  *a:\n    z: 2\n"), [r#"{"a":"x","b":{"q":1,"x":{"z":2}}}"#]);
    assert_eq!(
        json("a: &a x\nb: {*a: 1}\nc: 2 *a: 3\n".replace("2 *a: 3", "'2 *a: 3'").as_str()),
        [r#"{"a":"x","b":{"x":1},"c":"2 *a: 3"}"#]
    );
    assert_eq!(json("&k a: 1\nb: {*k : 2}\n"), [r#"{"a":1,"b":{"a":2}}"#]);
    assert_eq!(error("a: &a {}\n*a : 1\n"), "2:1: a key that is a list or an object");
    assert_eq!(error("a: 1\n*b:\n  c: 1\n"), "2:1: an alias whose anchor is nowhere");
}

#[test]
fn a_tab_that_indents_a_line_is_reported_in_that_line() {
    let plain = "while scanning a plain scalar, found a tab";
    assert_eq!(error("a:\n  b: multus\n\tc: {}\n"), format!("3:1: {plain}"));
    assert_eq!(error("a: {}\n---\na:\n  b: x\r\n\t\r\n\r\n \tc: {}\r\n"), format!("7:2: {plain}"));
    assert_eq!(error("a:\n  b: x\n    y\n \t\n\n \tc: d\n  \te: f\n"), format!("6:2: {plain}"));
    let block = "a block scalar content cannot start with a tab";
    assert_eq!(error("a:\n  b: |\n\t{}\n\t\n"), format!("3:1: {block}"));
    assert_eq!(error("a: |\n\t\n  b\n"), format!("2:1: {block}"));
}

#[test]
fn of_keys_that_stand_twice_the_last_counts() {
    assert_eq!(json("a: 1\nb: 2\na: 3\n"), [r#"{"b":2,"a":3}"#]);
}

#[test]
fn tabs_directives_and_line_ends_of_windows_are_read() {
    assert_eq!(json("%YAML 1.1\n---\na:\t1\t# x\nb: [1,\t2]\nc:\t\n  - d\n...\n"), [r#"{"a":1,"b":[1,2],"c":["d"]}"#]);
    assert_eq!(json("%TAG !e! tag:x,2026:\n---\na: !e!b c\r\nd: |\r\n  e\r\n  f\r\n"), [r#"{"a":"c","d":"e\nf\n"}"#]);
}
