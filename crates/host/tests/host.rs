//! The host against guests that do one thing each, written in WebAssembly's text format.

use ceph_multus_host::{Answer, CallError, Failure, Mode, Module, ModuleError, Registration};
use serde_json::{Value, json};

/// A module in WebAssembly's text format.
#[expect(clippy::unwrap_used, reason = "text that is no WebAssembly is a mistake in the test")]
fn module(text: &str) -> Result<Module, ModuleError> {
    Module::new(&wat::parse_str(text).unwrap())
}

/// A guest whose `__guest_call` is `body`; `data` lies at address 0.
#[expect(clippy::unwrap_used, reason = "a guest that does not link is a mistake in the test")]
fn guest(data: &str, body: &str) -> Module {
    let data: String = data.bytes().map(|byte| format!("\\{byte:02x}")).collect();
    let text = format!(
        r#"(module
            (import "wapc" "__guest_request" (func $request (param i32 i32)))
            (import "wapc" "__guest_response" (func $response (param i32 i32)))
            (import "wapc" "__guest_error" (func $error (param i32 i32)))
            (import "wapc" "__host_call" (func $host (param i32 i32 i32 i32 i32 i32 i32 i32) (result i32)))
            (memory (export "memory") 2)
            (data (i32.const 0) "{data}")
            (global $calls (mut i32) (i32.const 0))
            (func (export "__guest_call") (param $op i32) (param $len i32) (result i32) {body}))"#
    );
    module(&text).unwrap()
}

/// A guest that answers every call with `response`.
fn answering(response: &Value) -> Module {
    let text = response.to_string();
    guest(&text, &format!("(call $response (i32.const 0) (i32.const {})) (i32.const 1)", text.len()))
}

/// A guest that answers with its own payload.
fn echo() -> Module {
    guest(
        "",
        "(call $request (i32.const 65536) (i32.const 0))
         (call $response (i32.const 0) (local.get $len)) (i32.const 1)",
    )
}

fn request() -> Value {
    json!({
        "uid": "1",
        "kind": {"group": "", "version": "v1", "kind": "Pod"},
        "resource": {"group": "", "version": "v1", "resource": "pods"},
        "operation": "CREATE",
        "userInfo": {},
        "object": {"a": 1, "b": [true]},
    })
}

#[test]
fn lists_imports_and_exports() {
    let module = answering(&json!({}));
    let names = ["__guest_request", "__guest_response", "__guest_error", "__host_call"];
    let imports: Vec<_> = names.iter().map(|name| ("wapc".to_owned(), (*name).to_owned())).collect();
    assert_eq!(module.imports(), imports);
    assert_eq!(module.exports(), ["memory", "__guest_call"]);
}

#[test]
fn rejects_a_module_with_foreign_imports() {
    let error = module(r#"(module (import "__wbindgen_placeholder__" "f" (func)))"#).unwrap_err();
    assert_eq!(error.to_string(), "unknown import: `__wbindgen_placeholder__::f` has not been defined");
}

#[test]
fn passes_any_bytes_to_the_guest_and_back() {
    assert_eq!(echo().call("validate", b"\xff\x00 not JSON"), Ok(b"\xff\x00 not JSON".to_vec()));
    assert_eq!(echo().call("validate", b""), Ok(Vec::new()));
}

#[test]
fn hands_the_function_name_to_the_guest() {
    let module = guest(
        "",
        "(call $request (i32.const 0) (i32.const 65536))
         (call $response (i32.const 0) (local.get $op)) (i32.const 1)",
    );
    assert_eq!(module.call("protocol_version", b"x"), Ok(b"protocol_version".to_vec()));
}

#[test]
fn gives_the_guest_the_request_without_null_members_and_the_settings() {
    let mut with_null = request();
    with_null["options"] = Value::Null;
    let telling = guest(
        "",
        "(call $request (i32.const 65536) (i32.const 0))
         (call $error (i32.const 0) (local.get $len)) (i32.const 0)",
    );
    let answer = telling.evaluate(&with_null, &json!({"mutate": false}));
    let Some(Failure::Call(CallError::Guest(payload))) = answer.failure else { panic!("no guest error") };
    let seen = json!({"request": request(), "settings": {"mutate": false}});
    assert_eq!(serde_json::from_str::<Value>(&payload).unwrap(), seen);
}

#[test]
fn tells_guest_errors_traps_and_deadlines_apart() {
    let failing = guest("no such thing", "(call $error (i32.const 0) (i32.const 13)) (i32.const 0)");
    assert_eq!(failing.call("validate", b""), Err(CallError::Guest("no such thing".to_owned())));

    let Err(CallError::Trap(text)) = guest("", "unreachable").call("validate", b"") else { panic!("no trap") };
    assert!(text.starts_with("error while executing at wasm backtrace:"), "{text}");

    let looping = guest("", "(loop $again (br $again)) (i32.const 0)");
    assert_eq!(looping.call("validate", b""), Err(CallError::Deadline));
}

#[test]
fn tells_a_trap_in_initialisation_from_one_in_a_call() {
    let module = module(
        r#"(module (memory (export "memory") 1)
            (func (export "wapc_init") unreachable)
            (func (export "__guest_call") (param i32 i32) (result i32) (i32.const 0)))"#,
    );
    let Err(CallError::Init(text)) = module.unwrap().call("validate", b"") else { panic!("no failed start") };
    assert!(text.starts_with("error while executing at wasm backtrace:"), "{text}");
}

#[test]
fn fails_a_call_that_uses_a_host_capability_even_if_the_guest_goes_on() {
    let data = r#"kubewardenkubernetesget{"accepted":true}"#;
    let calling = guest(
        data,
        "(drop (call $host (i32.const 0) (i32.const 10) (i32.const 10) (i32.const 10)
                           (i32.const 20) (i32.const 3) (i32.const 0) (i32.const 0)))
         (call $response (i32.const 23) (i32.const 17)) (i32.const 1)",
    );
    assert_eq!(calling.call("validate", b""), Err(CallError::HostCall("kubewarden/kubernetes/get".to_owned())));
}

#[test]
fn lets_a_guest_log() {
    let data = r#"kubewardentracinglog{"accepted":true}"#;
    let logging = guest(
        data,
        "(call $response (i32.const 20) (i32.const 17))
         (call $host (i32.const 0) (i32.const 10) (i32.const 10) (i32.const 7)
                     (i32.const 17) (i32.const 3) (i32.const 0) (i32.const 0))",
    );
    assert_eq!(logging.call("validate", b""), Ok(br#"{"accepted":true}"#.to_vec()));
}

#[test]
fn starts_every_call_afresh_unless_the_instance_is_kept() {
    let counting = guest(
        "0123",
        "(global.set $calls (i32.add (global.get $calls) (i32.const 1)))
         (call $response (global.get $calls) (i32.const 1)) (i32.const 1)",
    );
    assert_eq!(counting.call("validate", b""), Ok(b"1".to_vec()));
    assert_eq!(counting.call("validate", b""), Ok(b"1".to_vec()));
    let mut warm = counting.instance().unwrap();
    assert_eq!(warm.call("validate", b""), Ok(b"1".to_vec()));
    assert_eq!(warm.call("validate", b""), Ok(b"2".to_vec()));
}

#[test]
fn reads_a_settings_verdict() {
    let verdict = answering(&json!({"valid": false, "message": "no"})).validate_settings(&json!({})).unwrap();
    assert_eq!((verdict.valid, verdict.message.as_deref()), (false, Some("no")));
    assert_eq!(
        answering(&json!({"validate": true})).validate_settings(&json!({})),
        Err(CallError::Response("missing field `valid` at line 1 column 17".to_owned()))
    );
}

#[test]
fn answers_with_everything_that_the_policy_said() {
    let module = answering(&json!({
        "accepted": false, "message": "no", "code": 422, "mutated_object": null,
        "audit_annotations": {"findings": "1"}, "warnings": ["careful"],
    }));
    let expected = Answer {
        message: Some("no".to_owned()),
        code: Some(422),
        audit_annotations: [("findings".to_owned(), "1".to_owned())].into(),
        warnings: vec!["careful".to_owned()],
        ..Answer::default()
    };
    assert_eq!(module.evaluate(&request(), &json!({})), expected);
    assert_eq!(module.evaluate(&request(), &Value::Null), expected);
}

#[test]
fn patches_what_changed_and_nothing_where_nothing_did() {
    let mutated = json!({"a": 2, "b": [true], "c": null});
    let answer = answering(&json!({"accepted": true, "mutated_object": mutated})).evaluate(&request(), &json!({}));
    let patch = json!([{"op": "replace", "path": "/a", "value": 2}, {"op": "add", "path": "/c", "value": null}]);
    assert_eq!(answer, Answer { allowed: true, patch: Some(patch), ..Answer::default() });
    assert_eq!(answer.patched(&request()["object"]).unwrap(), mutated);

    let same = answering(&json!({"accepted": true, "mutated_object": request()["object"]}));
    assert_eq!(same.evaluate(&request(), &json!({})), Answer { allowed: true, ..Answer::default() });
}

#[test]
fn rejects_a_mutation_where_there_is_no_object() {
    let mut delete = request();
    delete["operation"] = json!("DELETE");
    delete.as_object_mut().unwrap().remove("object");
    let answer = answering(&json!({"accepted": true, "mutated_object": {}})).evaluate(&delete, &json!({}));
    let message = "Incoming object is null, which happens only with DELETE operations; the policy cannot mutate it";
    assert_eq!(answer, Answer { message: Some(message.to_owned()), ..Answer::default() });
}

#[test]
fn rejects_a_mutation_by_a_policy_that_may_not_mutate() {
    let validating = Registration { mutating: false, ..Registration::default() };
    let mutating = answering(&json!({"accepted": true, "mutated_object": {}, "warnings": ["careful"]}));
    let message = "Request rejected by policy clusterwide-ceph-multus-policy. The policy attempted to mutate the \
                   request, but it is currently configured to not allow mutations.";
    let expected =
        Answer { message: Some(message.to_owned()), warnings: vec!["careful".to_owned()], ..Answer::default() };
    assert_eq!(mutating.evaluate_as(validating, &request(), &json!({})), expected);

    let accepting = answering(&json!({"accepted": true}));
    assert!(accepting.evaluate_as(validating, &request(), &json!({})).allowed);
}

#[test]
fn allows_everything_unchanged_in_monitor_mode_but_keeps_the_warnings() {
    let monitor = Registration { mode: Mode::Monitor, mutating: true };
    let module = answering(&json!({
        "accepted": false, "message": "no", "code": 422, "mutated_object": {}, "warnings": ["careful"],
    }));
    assert_eq!(
        module.evaluate_as(monitor, &request(), &json!({})),
        Answer { allowed: true, warnings: vec!["careful".to_owned()], ..Answer::default() }
    );
}

#[test]
fn answers_a_guest_error_with_an_internal_server_error() {
    let failing = guest("oops", "(call $error (i32.const 0) (i32.const 4)) (i32.const 0)");
    let expected = Answer {
        message: Some("internal server error: Guest call failure: oops".to_owned()),
        code: Some(500),
        failure: Some(Failure::Call(CallError::Guest("oops".to_owned()))),
        ..Answer::default()
    };
    assert_eq!(failing.evaluate(&request(), &json!({})), expected);
}

#[test]
fn rejects_requests_and_settings_that_policy_server_cannot_read() {
    let module = answering(&json!({"accepted": true}));
    let answer = module.evaluate(&json!({"uid": "1"}), &json!({}));
    assert_eq!(answer.message.as_deref(), Some("invalid request: missing field `kind`"));
    let answer = module.evaluate(&request(), &json!([]));
    assert_eq!(answer.message.as_deref(), Some("invalid settings: not an object"));
}

#[test]
fn a_guest_of_wasi_gets_zeros_for_random_numbers() {
    let text = r#"(module
        (import "wapc" "__guest_response" (func $response (param i32 i32)))
        (import "wasi_snapshot_preview1" "random_get" (func $random (param i32 i32) (result i32)))
        (memory (export "memory") 1)
        (data (i32.const 0) "xyz")
        (func (export "__guest_call") (param i32 i32) (result i32)
            (drop (call $random (i32.const 0) (i32.const 2)))
            (call $response (i32.const 0) (i32.const 3))
            (i32.const 1)))"#;
    assert_eq!(module(text).unwrap().call("x", b"").unwrap(), b"\0\0z");
}
