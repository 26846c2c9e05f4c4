//! What is to be written of a policy, from what was read. Pure.
//!
//! Nothing leaves the inventory for an error: an object goes when complete lists lack it, the API server says that there
//! is none, and that was so before, [`Options::gone_for`] ago. What a run has found gone, it leaves in an annotation.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use ceph_multus_core::json::{Arena, Path, read};
use ceph_multus_core::report::text::counted;
use ceph_multus_core::settings::{SETTINGS, SettingsProblem};
use ceph_multus_core::{Kind, problems_message, valid_settings};
use ceph_multus_manifests::limits::SERVER_BYTES;
use ceph_multus_manifests::{
    Document, NewSettings, Previous, ReadError, SettingsText, carriers, networks_differ, settings_from,
};
use jiff::Timestamp;
use serde_json::{Map, Value, json};

use crate::policy::{Policy, documents, name_of};
use crate::reading::{Name, Presence, Reading};

mod difference;
mod memory;

use difference::Differences;
pub use memory::Memory;

/// Bytes of a policy that the API server stores in any case: etcd rejects about 1.5 MiB.
pub const POLICY_BYTES: usize = 1_400_000;

/// The shortest time between two writes that are no change of networks.
const BETWEEN_WRITES: Duration = Duration::from_secs(5 * 60);

/// The same where a NAD is new or has changed: the CephCluster that is to select it is rejected until it is known.
const BETWEEN_NADS: Duration = Duration::from_secs(60);

/// The settings that the sync writes.
const OWN: [&str; 2] = ["inventory", "previous"];

/// How to go about it.
#[derive(Debug, Clone)]
pub struct Options {
    /// An inventory may lose its last object.
    pub allow_empty: bool,
    /// How long an object has to be gone.
    pub gone_for: Duration,
    /// How long `previous` is kept while pods have the old networks.
    pub keep_previous: Duration,
    /// When something was last written. All but a change of networks waits after that, because each write rolls the policy
    /// server out.
    pub last_write: Option<Timestamp>,
}

/// What becomes of a policy.
#[derive(Debug, Clone, PartialEq)]
pub enum Action {
    /// It is as the cluster is.
    Nothing,
    /// It is to be written.
    Write(Box<PolicyChange>),
    /// It is to be written later, not before this.
    Postponed(Timestamp),
    /// It stays as it is, for this reason.
    Rejected(String),
}

/// What is to be written.
#[derive(Debug, Clone, PartialEq)]
pub struct PolicyChange {
    /// The fields to apply, and nothing else.
    pub body: Value,
    /// What differs in the settings, a line each; none where only what the next run has to know is written.
    pub lines: Vec<String>,
    /// The number of objects of the inventory.
    pub objects: usize,
    /// The number of objects of `previous`.
    pub previous: usize,
    /// The settings in bytes of JSON.
    pub settings_bytes: usize,
}

impl PolicyChange {
    /// Whether the settings change, so that the policy server is rolled out.
    pub fn changes_settings(&self) -> bool {
        !self.lines.is_empty()
    }
}

/// What is to be written of `policy`.
pub fn plan(policy: &Policy, reading: &Reading, options: &Options, now: Timestamp) -> Action {
    if policy.is_being_deleted {
        return Action::Nothing;
    }
    let run = Run { policy, reading, options, now, before: Memory::of(&policy.annotations) };
    match run.action() {
        Ok(action) => action,
        Err(errors) => Action::Rejected(invalid(&policy.settings).unwrap_or_else(|| {
            let errors: Vec<String> = errors.iter().map(ToString::to_string).collect();
            format!("its settings cannot be read: {}", errors.join("; "))
        })),
    }
}

/// One policy in one run.
struct Run<'r> {
    policy: &'r Policy,
    reading: &'r Reading,
    options: &'r Options,
    now: Timestamp,
    /// What the run before has left.
    before: Memory,
}

impl Run<'_> {
    fn action(&self) -> Result<Action, Vec<ReadError>> {
        let (policy, before, now) = (self.policy, &self.before, self.now);
        let live = SettingsText::read("settings.json", &policy.settings.to_string()).map_err(one)?;
        let known = policy.inventory().map_err(one)?;
        let mut memory = Memory::default();
        let here = self.objects(&known, &mut memory)?;
        let as_it_was = settings_from(&here, &live, Previous::Kept, "")?;
        let networks = networks_differ(&live, &text_of(&as_it_was).map_err(one)?)?;
        let previous = if networks {
            Previous::After(&live)
        } else if self.may_drop_previous(&as_it_was, &mut memory)? {
            Previous::Dropped
        } else {
            Previous::Kept
        };
        let new = settings_from(&here, &live, previous, "")?;
        if new.objects == 0 && !known.is_empty() && !self.options.allow_empty {
            return Ok(Action::Rejected(String::from(
                "the inventory would be empty; check that this is the right cluster, or use `--allow-empty`",
            )));
        }
        memory.previous_since = match (new.previous, networks, before.previous_since) {
            (0, ..) => None,
            (_, false, Some(since)) => Some(since),
            _ => Some(now),
        };
        let Differences { lines, has_nads } = Differences::of(policy, &new)?;
        if lines.is_empty() && memory == (Memory { synced_at: None, ..before.clone() }) {
            return Ok(Action::Nothing);
        }
        let changed = !lines.is_empty();
        let hold = if has_nads { BETWEEN_NADS } else { BETWEEN_WRITES };
        let until = self.options.last_write.and_then(|last| last.checked_add(hold).ok()).filter(|until| now < *until);
        if let Some(until) = until
            && changed
            && !networks
            && !known.is_empty()
        {
            return Ok(Action::Postponed(until));
        }
        memory.synced_at = if changed { Some(now) } else { before.synced_at };
        // What means the same stays as it is written: other text would roll the policy server out.
        let settings = if changed { new.settings() } else { policy.settings.clone() };
        if let Some(problem) = changed.then(|| problem_of(policy, &settings)).flatten() {
            return Ok(Action::Rejected(problem));
        }
        Ok(Action::Write(Box::new(PolicyChange {
            body: body(policy, &settings, &memory),
            lines,
            objects: new.objects,
            previous: new.previous,
            settings_bytes: settings.to_string().len(),
        })))
    }

    /// What is in the cluster, and those objects of `known`, the inventory, that may not leave it yet: as they are, where
    /// that is known.
    fn objects(&self, known: &[Document], memory: &mut Memory) -> Result<Vec<Document>, Vec<ReadError>> {
        let wanted: Vec<Value> = self.reading.wanted().map(|(_, object)| object.clone()).collect();
        let mut here: Vec<Document> = documents(&wanted).map_err(one)?;
        let fresh: BTreeSet<Name> = here.iter().filter_map(name_of).collect();
        for document in known {
            let Some(name) = name_of(document) else { continue };
            if fresh.contains(&name) {
                continue;
            }
            if let Some(object) = self.reading.present(&name) {
                here.extend(documents(std::slice::from_ref(object)).map_err(one)?);
            } else if !self.may_go(&name, memory) {
                here.push(document.clone());
            }
        }
        Ok(here)
    }

    /// Whether the object `name` of the inventory, which the lists lack, may leave it. What is gone, and not for long
    /// enough, is remembered.
    fn may_go(&self, name: &Name, memory: &mut Memory) -> bool {
        let is_listed = matches!(self.reading.objects(name.0), Some(Ok(_)));
        if !is_listed || self.reading.missing.get(name) != Some(&Presence::Gone) {
            return false;
        }
        let text = subject(name);
        let since = self.before.gone_since.get(&text).copied();
        if since.is_some_and(|since| self.is_past(since, self.options.gone_for)) {
            return true;
        }
        memory.gone_since.insert(text, since.unwrap_or(self.now));
        false
    }

    /// Whether `previous` may go: no pod has its networks any more, which was so before, or it has been there long enough.
    fn may_drop_previous(&self, new: &NewSettings, memory: &mut Memory) -> Result<bool, Vec<ReadError>> {
        if !self.policy.has_previous() {
            return Ok(false);
        }
        if self.before.previous_since.is_some_and(|since| self.is_past(since, self.options.keep_previous)) {
            return Ok(true);
        }
        let Some(Ok(pods)) = &self.reading.pods else { return Ok(false) };
        if !carriers(pods, &text_of(new).map_err(one)?)?.is_empty() {
            return Ok(false);
        }
        let since = self.before.unused_since;
        if since.is_some_and(|since| self.is_past(since, self.options.gone_for)) {
            return Ok(true);
        }
        memory.unused_since = Some(since.unwrap_or(self.now));
        Ok(false)
    }

    fn is_past(&self, since: Timestamp, time: Duration) -> bool {
        // A clock that was set back keeps things.
        Duration::try_from(self.now.duration_since(since)).is_ok_and(|passed| passed >= time)
    }
}

fn one(error: ReadError) -> Vec<ReadError> {
    vec![error]
}

/// `CephNFS rook-ceph/nfs`
pub(crate) fn subject((kind, namespace, name): &Name) -> String {
    let slash = if namespace.is_empty() { "" } else { "/" };
    format!("{} {namespace}{slash}{name}", kind.name())
}

fn text_of(new: &NewSettings) -> Result<SettingsText, ReadError> {
    SettingsText::read("settings.json", &new.json)
}

/// Why the policy would reject the settings, with their paths in the ClusterAdmissionPolicy, and what to do.
fn invalid(settings: &Value) -> Option<String> {
    let (arena, text) = (Arena::new(), settings.to_string());
    let mut problems = match read(&text, &arena, &SETTINGS) {
        Ok(node) => valid_settings(&node).err()?,
        Err(error) => vec![SettingsProblem { path: error.path, problem: error.problem, help: String::new(), more: 0 }],
    };
    let help = if problems.iter().all(|problem| OWN.iter().any(|key| problem.path.is_below(key))) {
        "remove it, and the next run writes it"
    } else {
        "correct it, or use the `ceph-multus-sync` of the policy's version if that knows it"
    };
    for problem in &mut problems {
        problem.path = Path::from(["spec", "settings"]).join(std::mem::take(&mut problem.path));
    }
    let problems = problems_message(&problems).replace('\n', "; ");
    Some(format!("the policy rejects its settings, and its policy server does not start: {problems}; {help}"))
}

/// Why the policy server or the API server would not take the settings.
fn problem_of(policy: &Policy, settings: &Value) -> Option<String> {
    if let Some(problem) = invalid(settings) {
        return Some(problem);
    }
    let text = settings.to_string();
    let whole = (policy.bytes + text.len()).saturating_sub(policy.settings.to_string().len());
    (whole > POLICY_BYTES).then(|| {
        format!("the policy would have {whole} bytes, more than the {POLICY_BYTES} that etcd is certain to accept")
    })
}

/// Why the policy server would not take the policies of one run: they share a ConfigMap.
pub fn too_large_for_server(server: &str, settings_bytes: usize) -> Option<String> {
    (settings_bytes > SERVER_BYTES).then(|| {
        format!(
            "the settings of the policies of the policy server {server} would have {settings_bytes} bytes, and its ConfigMap takes \
             {SERVER_BYTES}; give some of them a policy server of their own"
        )
    })
}

/// The fields to apply.
fn body(policy: &Policy, settings: &Value, memory: &Memory) -> Value {
    let own: Map<String, Value> =
        OWN.into_iter().filter_map(|key| Some((key.to_owned(), settings.get(key)?.clone()))).collect();
    let mut metadata = Map::from_iter([(String::from("name"), json!(policy.name))]);
    // Who has read an older version may have read an older cluster, too, and must not write over a newer one
    // (kubernetes/apiserver: pkg/endpoints/handlers/patch.go).
    let [_, version] = &policy.identity;
    if !version.is_empty() {
        metadata.insert(String::from("resourceVersion"), json!(version));
    }
    let annotations = memory.annotations();
    if !annotations.is_empty() {
        metadata.insert(String::from("annotations"), json!(annotations));
    }
    json!({
        "apiVersion": "policies.kubewarden.io/v1", "kind": "ClusterAdmissionPolicy", "metadata": metadata,
        "spec": {"settings": own},
    })
}

/// The number of objects of each kind. CephClusters are counted also where there are none: an alert needs a number.
pub fn counts(names: &BTreeSet<Name>) -> BTreeMap<&'static str, usize> {
    let mut counts = BTreeMap::from([(Kind::CephCluster.name(), 0)]);
    for (kind, ..) in names {
        *counts.entry(kind.name()).or_default() += 1;
    }
    counts
}

/// What a written policy has: `5 objects`, `5 objects, 2 in previous`.
pub fn summary(change: &PolicyChange) -> String {
    let objects = counted(change.objects, "object");
    if change.previous == 0 { objects } else { format!("{objects}, {} in `previous`", change.previous) }
}
