//! Verdicts as text, for a terminal or a file.

use std::fmt::Write;

use serde_json::Value;

use crate::answer::Answer;
use crate::request::AdmissionRequest;

/// Whether the text carries colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Paint {
    /// No escape sequences.
    Plain,
    /// ANSI colours.
    Colour,
}

/// An evaluated request: where it and its settings come from, what it was, the result, the findings and the patch.
#[must_use]
pub fn evaluated(paint: Paint, file: &str, settings: &str, request: &AdmissionRequest, answer: &Answer) -> String {
    let mut text = paint.dim(&format!("{file}, settings {settings}"));
    let verdict = paint.verdict(answer);
    let _ = write!(text, "\n  {}\n  {verdict}\n", subject(request));
    let mut row = |label: &str, line: &str| {
        let _ = writeln!(text, "    {label:<7}  {line}");
    };
    let message = answer.message.as_deref().unwrap_or_default();
    for (place, line) in message.lines().enumerate() {
        row(if place == 0 { "message" } else { "" }, line);
    }
    for warning in &answer.warnings {
        row("warning", warning);
    }
    let operations = answer.patch.as_ref().and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    for (place, line) in operations.iter().map(operation).enumerate() {
        row(if place == 0 { "patch" } else { "" }, &line);
    }
    text
}

/// The closing line: how many requests ended how.
#[must_use]
pub fn summary(answers: &[Answer]) -> String {
    let count = |verdict| answers.iter().filter(|answer| Verdict::of(answer) == verdict).count();
    let parts: Vec<_> = [
        (Verdict::Accepted, "accepted"),
        (Verdict::Mutated, "mutated"),
        (Verdict::Rejected, "rejected"),
        (Verdict::Failed, "not evaluated"),
    ]
    .into_iter()
    .map(|(verdict, words)| (count(verdict), words))
    .filter(|(count, _)| *count > 0)
    .map(|(count, words)| format!("{count} {words}"))
    .collect();
    let noun = if answers.len() == 1 { "request" } else { "requests" };
    format!("{} {noun}: {}", answers.len(), parts.join(", "))
}

/// What the request was: operation, kind, namespace and name, user.
#[must_use]
pub fn subject(request: &AdmissionRequest) -> String {
    let mut text = format!("{} {}", request.operation, request.kind.kind);
    if let Some(sub_resource) = &request.sub_resource {
        let _ = write!(text, "/{sub_resource}");
    }
    let metadata = |key| {
        let object = request.object.as_ref().or(request.old_object.as_ref());
        object.and_then(|object| object.get("metadata")?.get(key)?.as_str())
    };
    let named = |text: Option<&str>| text.filter(|text| !text.is_empty()).map(str::to_owned);
    let name = named(request.name.as_deref())
        .or_else(|| named(metadata("name")))
        .or_else(|| named(metadata("generateName")).map(|prefix| format!("{prefix}*")));
    let namespace = named(request.namespace.as_deref()).or_else(|| named(metadata("namespace")));
    match (namespace, name) {
        (Some(namespace), Some(name)) => text.extend([" ", &namespace, "/", &name]),
        (Some(namespace), None) => text.extend([" in ", &namespace]),
        (None, Some(name)) => text.extend([" ", &name]),
        (None, None) => {}
    }
    if let Some(user) = named(request.user_info.username.as_deref()) {
        text.extend([" by ", &user]);
    }
    text
}

impl Paint {
    /// Text that matters less.
    #[must_use]
    pub fn dim(self, text: &str) -> String {
        self.wrap("2", text)
    }

    /// Text that reports a problem.
    #[must_use]
    pub fn problem(self, text: &str) -> String {
        self.wrap("31", text)
    }

    fn verdict(self, answer: &Answer) -> String {
        let code = answer.code.map(|code| format!(" {code}")).unwrap_or_default();
        match Verdict::of(answer) {
            Verdict::Accepted => self.wrap("32", "ACCEPTED"),
            Verdict::Mutated => self.wrap("33", "MUTATED"),
            Verdict::Rejected => self.wrap("31", "REJECTED") + &code,
            Verdict::Failed => self.wrap("1;31", "NOT EVALUATED") + &code,
        }
    }

    fn wrap(self, code: &str, text: &str) -> String {
        match self {
            Self::Plain => text.to_owned(),
            Self::Colour => format!("\u{1b}[{code}m{text}\u{1b}[0m"),
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Verdict {
    Accepted,
    Mutated,
    Rejected,
    Failed,
}

impl Verdict {
    fn of(answer: &Answer) -> Self {
        match answer {
            Answer { failure: Some(_), .. } => Self::Failed,
            Answer { allowed: false, .. } => Self::Rejected,
            Answer { patch: Some(_), .. } => Self::Mutated,
            Answer { .. } => Self::Accepted,
        }
    }
}

/// One RFC 6902 operation on one line.
fn operation(operation: &Value) -> String {
    let text = |key| operation.get(key).and_then(Value::as_str).unwrap_or_default();
    let mut line = format!("{:<7} {}", text("op"), text("path"));
    if let Some(value) = operation.get("value") {
        let _ = write!(line, " {value}");
    }
    if let Some(from) = operation.get("from").and_then(Value::as_str) {
        let _ = write!(line, " from {from}");
    }
    line
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::answer::Failure;
    use crate::module::CallError;

    fn request(value: Value) -> AdmissionRequest {
        let mut whole = json!({
            "uid": "1",
            "kind": {"group": "ceph.rook.io", "version": "v1", "kind": "CephCluster"},
            "resource": {"group": "ceph.rook.io", "version": "v1", "resource": "cephclusters"},
            "operation": "CREATE",
            "userInfo": {"username": "kubernetes-admin"},
        });
        for (key, member) in value.as_object().unwrap() {
            whole[key] = member.clone();
        }
        AdmissionRequest::read(&whole).unwrap()
    }

    fn my_cluster() -> AdmissionRequest {
        request(json!({"namespace": "rook-ceph", "name": "my-cluster"}))
    }

    #[test]
    fn shows_an_allowed_request_in_three_lines() {
        let answer = Answer { allowed: true, ..Answer::default() };
        assert_eq!(
            evaluated(Paint::Plain, "a.json", "s.json", &my_cluster(), &answer),
            "\
a.json, settings s.json
  CREATE CephCluster rook-ceph/my-cluster by kubernetes-admin
  ACCEPTED
"
        );
    }

    #[test]
    fn aligns_message_lines_and_warnings_of_a_denied_request() {
        let answer = Answer {
            message: Some("CephCluster rook-ceph/my-cluster: 2 problems\n`a`: one\n`b`: two".to_owned()),
            code: Some(422),
            warnings: vec!["`c`: three".to_owned(), "`d`: four".to_owned()],
            ..Answer::default()
        };
        assert_eq!(
            evaluated(Paint::Plain, "a.json", "{}", &my_cluster(), &answer),
            "\
a.json, settings {}
  CREATE CephCluster rook-ceph/my-cluster by kubernetes-admin
  REJECTED 422
    message  CephCluster rook-ceph/my-cluster: 2 problems
             `a`: one
             `b`: two
    warning  `c`: three
    warning  `d`: four
"
        );
    }

    #[test]
    fn shows_one_operation_of_a_patch_on_each_line() {
        let patch = json!([
            {"op": "add", "path": "/spec/network/selectors/cluster", "value": "rook-ceph/public-net"},
            {"op": "replace", "path": "/a~1b", "value": {"c": [1, null]}},
            {"op": "remove", "path": "/d"},
            {"op": "move", "path": "/e", "from": "/f"},
        ]);
        let answer = Answer { allowed: true, patch: Some(patch), ..Answer::default() };
        assert_eq!(
            evaluated(Paint::Plain, "a.json", "{}", &my_cluster(), &answer),
            "\
a.json, settings {}
  CREATE CephCluster rook-ceph/my-cluster by kubernetes-admin
  MUTATED
    patch    add     /spec/network/selectors/cluster \"rook-ceph/public-net\"
             replace /a~1b {\"c\":[1,null]}
             remove  /d
             move    /e from /f
"
        );
    }

    #[test]
    fn shows_a_failure_of_the_policy_as_not_evaluated() {
        let failure = Failure::Call(CallError::Deadline);
        let answer =
            Answer { message: Some(failure.to_string()), code: Some(500), failure: Some(failure), ..Answer::default() };
        assert_eq!(
            evaluated(Paint::Plain, "a.json", "{}", &my_cluster(), &answer),
            "\
a.json, settings {}
  CREATE CephCluster rook-ceph/my-cluster by kubernetes-admin
  NOT EVALUATED 500
    message  Policy execution interrupted because it exceeded the allowed execution time
"
        );
    }

    #[test]
    fn colours_the_file_and_the_verdict_only() {
        let answer = Answer { code: Some(422), message: Some("no".to_owned()), ..Answer::default() };
        assert_eq!(
            evaluated(Paint::Colour, "a.json", "{}", &my_cluster(), &answer),
            "\u{1b}[2ma.json, settings {}\u{1b}[0m\n  CREATE CephCluster rook-ceph/my-cluster by kubernetes-admin\n  \
             \u{1b}[31mREJECTED\u{1b}[0m 422\n    message  no\n"
        );
    }

    #[test]
    fn takes_the_name_from_wherever_the_request_has_it() {
        let subject = |value| subject(&request(value));
        let generated = json!({"metadata": {"generateName": "osd-", "namespace": "ns"}});
        assert_eq!(
            subject(json!({"name": "", "object": generated})),
            "CREATE CephCluster ns/osd-* by kubernetes-admin"
        );
        assert_eq!(
            subject(json!({"operation": "DELETE", "oldObject": {"metadata": {"name": "old"}}})),
            "DELETE CephCluster old by kubernetes-admin"
        );
        assert_eq!(subject(json!({"subResource": "status", "userInfo": {}})), "CREATE CephCluster/status");
        assert_eq!(subject(json!({"namespace": "ns", "userInfo": {}})), "CREATE CephCluster in ns");
    }

    #[test]
    fn sums_up_what_there_was() {
        let allowed = Answer { allowed: true, ..Answer::default() };
        let patched = Answer { patch: Some(json!([])), ..allowed.clone() };
        let failed = Answer { failure: Some(Failure::Settings), ..Answer::default() };
        assert_eq!(summary(std::slice::from_ref(&allowed)), "1 request: 1 accepted");
        assert_eq!(
            summary(&[allowed.clone(), patched, Answer::default(), failed, allowed]),
            "5 requests: 2 accepted, 1 mutated, 1 rejected, 1 not evaluated"
        );
    }
}
