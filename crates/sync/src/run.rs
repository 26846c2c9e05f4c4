//! One run: read, plan, write, report.

use std::collections::{BTreeMap, BTreeSet};
use std::process::ExitCode;
use std::time::Duration;

use jiff::Timestamp;
use serde_json::Value;
use tokio::time::sleep;

use crate::args::Args;
use crate::cluster::Cluster;
use crate::events::{self, Failures, What};
use crate::plan::{Action, Options, PolicyChange, counts, plan, summary, too_large_for_server};
use crate::policy::{Policy, names};
use crate::reading::Name;
use crate::report::{Log, Metrics};
use crate::rollout::{self, Written};
use crate::trouble::Trouble;

/// Runs once, and ends.
pub async fn once(cluster: &Cluster, args: &Args) -> ExitCode {
    let mut log = run(cluster, args, None, Timestamp::now()).await;
    let now = Timestamp::now();
    let mut metrics = Metrics::read(args.metrics_file.as_deref());
    metrics.add(&log, now);
    if let Some(Err(trouble)) = args.metrics_file.as_ref().map(|path| metrics.write(path)) {
        log.troubles.push(trouble);
    }
    println!("{}", log.line(now));
    ExitCode::from(log.exit_code())
}

/// How often everything is read where other writes to a policy come first.
const ATTEMPTS: u64 = 3;

/// Reads the cluster, and writes the policies that differ from it; but for a change of networks, not soon
/// after `last_write`.
pub async fn run(cluster: &Cluster, args: &Args, last_write: Option<Timestamp>, now: Timestamp) -> Log {
    let (mut log, mut written) = (Log::default(), Vec::new());
    for attempt in 1..=ATTEMPTS {
        let (before, mut failures) = (log, Failures::default());
        let policies;
        (policies, log) = attempt_once(cluster, args, last_write, (&mut written, &mut failures), now).await;
        log.add_written(before);
        let is_overtaken = log.troubles.iter().any(|trouble| matches!(trouble, Trouble::Overtaken(_)));
        if !is_overtaken || attempt == ATTEMPTS {
            if !args.dry_run {
                failures.record(cluster, &policies, now).await;
            }
            break;
        }
        sleep(Duration::from_secs(attempt)).await;
    }
    if !written.is_empty() && !args.wait.is_zero() {
        let waited = rollout::wait(cluster, &written, &args.kubewarden_namespace, args.wait).await;
        log.troubles.extend(waited.err());
    }
    log
}

/// Reads everything, and writes what differs, which is added to `written`. Gives back the policies that are there, too.
async fn attempt_once(
    cluster: &Cluster,
    args: &Args,
    last_write: Option<Timestamp>,
    (written, failures): (&mut Vec<Written>, &mut Failures),
    now: Timestamp,
) -> (Vec<Policy>, Log) {
    let mut log = Log { is_dry: args.dry_run, ..Log::default() };
    let policies = policies(cluster, args, &mut log).await;
    if policies.is_empty() {
        return (policies, log);
    }
    let reading = cluster.read(&args.namespaces(), &policies).await;
    let mut inventories: BTreeMap<&str, BTreeSet<Name>> =
        policies.iter().map(|policy| (policy.name.as_str(), names(&policy.settings))).collect();
    log.objects = counts(&all(&inventories));
    log.troubles.extend(reading.troubles());
    if log.troubles.iter().any(|trouble| matches!(trouble, Trouble::Unreachable(_))) {
        // Nothing was learnt that is worth writing, and there is no one to write to.
        return (policies, log);
    }
    // What is in other namespaces is incomplete, see below.
    let is_failure = |trouble: &&Trouble| !matches!(trouble, Trouble::NamespaceMissing(_));
    reading.troubles().iter().filter(is_failure).for_each(|trouble| failures.add_for_all(trouble.to_string()));
    if reading.has_no_cluster() {
        let namespaces = args.namespaces().join(", ");
        log.warnings.push(format!("no CephCluster was found in the namespaces {namespaces}; check `--namespace`"));
    }
    let elsewhere = reading.elsewhere().into_iter().map(|trouble| trouble.to_string());
    let incomplete = elsewhere.chain(log.warnings.clone()).collect::<Vec<_>>().join("; ");
    if !incomplete.is_empty() && !args.dry_run {
        for policy in &policies {
            events::record(cluster, policy, What::Incomplete, &incomplete, now).await;
        }
    }
    let options = Options {
        allow_empty: args.allow_empty,
        gone_for: args.gone_for,
        keep_previous: args.keep_previous,
        last_write,
    };
    let mut changes: Vec<(&Policy, Box<PolicyChange>)> = Vec::new();
    let mut sizes: BTreeMap<&str, usize> = BTreeMap::new();
    for policy in &policies {
        let mut size = policy.settings.to_string().len();
        match plan(policy, &reading, &options, now) {
            Action::Nothing => {}
            Action::Postponed(until) => {
                log.postponed.push(policy.name.clone());
                log.held_until = Some(log.held_until.map_or(until, |other| other.min(until)));
            }
            Action::Rejected(reason) => {
                failures.add(&policy.name, reason.clone());
                log.troubles.push(Trouble::Rejected(reason).about(&policy.name));
            }
            Action::Write(change) => {
                size = change.settings_bytes;
                if change.changes_settings() {
                    log.drift.insert(policy.name.clone(), change.lines.len());
                }
                changes.push((policy, change));
            }
        }
        *sizes.entry(&policy.server).or_default() += size;
    }
    let too_large = sizes.iter().filter_map(|(server, size)| Some((*server, too_large_for_server(server, *size)?)));
    let too_large: Vec<(&str, String)> = too_large.collect();
    if !too_large.is_empty() {
        for (server, reason) in too_large {
            let of_server = policies.iter().filter(|policy| policy.server == server);
            of_server.for_each(|policy| failures.add(&policy.name, reason.clone()));
            log.troubles.push(Trouble::Rejected(reason));
        }
        return (policies, log);
    }
    if args.dry_run {
        show(&changes, &mut log);
    } else {
        written.extend(write(cluster, args, &changes, (&mut log, &mut inventories, failures), now).await);
        log.objects = counts(&all(&inventories));
    }
    (policies, log)
}

fn all(inventories: &BTreeMap<&str, BTreeSet<Name>>) -> BTreeSet<Name> {
    inventories.values().flatten().cloned().collect()
}

/// The policies that are there.
async fn policies(cluster: &Cluster, args: &Args, log: &mut Log) -> Vec<Policy> {
    let mut policies = Vec::new();
    for name in args.policies() {
        match cluster.policy(&name).await {
            Ok(Some(policy)) => policies.push(policy),
            Ok(None) => log.troubles.push(Trouble::NotInstalled(format!(
                "ClusterAdmissionPolicy {name} does not exist; apply it first, or set `--policy` to the policies that exist"
            ))),
            Err(trouble @ Trouble::Unreachable(_)) => {
                log.troubles.push(trouble);
                return Vec::new();
            }
            Err(trouble) => log.troubles.push(trouble),
        }
    }
    policies
}

fn show(changes: &[(&Policy, Box<PolicyChange>)], log: &mut Log) {
    for (policy, change) in changes.iter().filter(|(_, change)| change.changes_settings()) {
        for line in &change.lines {
            println!("{}: {line}", policy.name);
        }
        log.written.insert(policy.name.clone(), summary(change));
    }
}

/// Writes one policy after the other. One that cannot be written holds up no other: the next run tries it again.
async fn write<'p>(
    cluster: &Cluster,
    args: &Args,
    changes: &[(&'p Policy, Box<PolicyChange>)],
    (log, inventories, failures): (&mut Log, &mut BTreeMap<&'p str, BTreeSet<Name>>, &mut Failures),
    now: Timestamp,
) -> Vec<Written> {
    let mut written = Vec::new();
    for (policy, change) in changes {
        match cluster.apply(&policy.name, &change.body, args.force_conflicts).await {
            Ok(stored) if change.changes_settings() => {
                inventories.insert(&policy.name, names(&stored.settings));
                let summary = summary(change);
                let note = format!("{summary}: {}", change.lines.join("; "));
                events::record(cluster, &stored, What::Synced, &note, now).await;
                log.written.insert(policy.name.clone(), summary);
                let inventory = stored.settings.get("inventory").cloned().unwrap_or(Value::Null);
                written.push(Written { policy: stored.name, server: stored.server, inventory });
            }
            Ok(_) => {}
            Err(trouble) => {
                failures.add(&policy.name, trouble.to_string());
                log.troubles.push(trouble.about(&policy.name));
            }
        }
    }
    written
}
