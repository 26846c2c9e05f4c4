//! `--watch`: runs whenever something changes.
//!
//! A watch is only ever a reason to look: what is written comes from complete lists. So a watch may break, and miss what it
//! likes.

use std::pin::pin;
use std::process::ExitCode;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use ceph_multus_manifests::resources::{Resource, of_inventory};
use futures_util::StreamExt;
use futures_util::future::{Either, select};
use http::Request as HttpRequest;
use jiff::Timestamp;
use kube::api::WatchParams;
use kube::core::{Request, WatchEvent};
use serde_json::Value;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::Notify;
use tokio::time::{Instant, sleep, timeout_at};

use crate::args::Args;
use crate::cluster::{Cluster, resource_path, trouble};
use crate::policy::POLICIES;
use crate::report::{Log, Metrics};
use crate::run;
use crate::serve::{Served, serve};
use crate::trouble::Trouble;

/// How long nothing must happen before a run: Rook and GitOps write in bursts.
const QUIET: Duration = Duration::from_secs(10);

/// The longest that a burst holds up a run.
const BURST: Duration = Duration::from_secs(60);

/// The longest time between two looks, whatever the watches say.
const RESYNC: Duration = Duration::from_secs(5 * 60);

/// More than there is between the ends of two runs in a process that works, without `--wait`: an API server that does not
/// answer ends a run, and one that fails for now is asked three times.
const LONGEST_RUN: Duration = Duration::from_secs(30 * 60);

/// The pause after a watch that failed, doubled up to [`LONGEST_PAUSE`].
const PAUSE: Duration = Duration::from_secs(1);

/// The longest of these pauses.
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

/// Runs until the process is asked to end. A write is one request, so that there is nothing to finish.
pub(crate) async fn run(cluster: &Cluster, args: &Args) -> ExitCode {
    let (work, end) = (pin!(go_on(cluster, args)), pin!(asked_to_end()));
    match select(work, end).await {
        Either::Left((code, _)) => code,
        Either::Right(_) => ExitCode::SUCCESS,
    }
}

/// Waits for the kubelet to ask: the first process of a container has to listen for itself.
async fn asked_to_end() {
    match signal(SignalKind::terminate()) {
        Ok(mut asked) => drop(asked.recv().await),
        Err(_) => std::future::pending().await,
    }
}

/// Runs for ever, unless it cannot begin.
async fn go_on(cluster: &Cluster, args: &Args) -> ExitCode {
    let longest = LONGEST_RUN + args.wait;
    let served = Arc::new(Mutex::new(Served {
        metrics: Metrics::read(args.metrics_file.as_deref()),
        healthy_until: Instant::now() + longest,
    }));
    if let Some(address) = args.metrics_address
        && let Err(trouble) = serve(address, Arc::clone(&served)).await
    {
        return Log::failed(&trouble);
    }
    let changed = Arc::new(Notify::new());
    for watched in watched(args) {
        tokio::spawn(watch(cluster.clone(), watched, Arc::clone(&changed), Arc::clone(&served)));
    }
    let mut last_write = None;
    loop {
        let log = run::run(cluster, args, last_write, Timestamp::now()).await;
        let now = Timestamp::now();
        if !log.written.is_empty() {
            last_write = Some(now);
        }
        if let Ok(mut served) = served.lock() {
            served.healthy_until = Instant::now() + longest;
            served.metrics.add(&log, now);
            if let Some(Err(trouble)) = args.metrics_file.as_ref().map(|path| served.metrics.write(path)) {
                eprintln!("{trouble}");
            }
        }
        println!("{}", log.line(now));
        until_quiet(&changed, longest_pause(&log, now)).await;
    }
}

/// How long to wait for a change after a run that ended at `now`: what it left for later is not to wait for one.
fn longest_pause(log: &Log, now: Timestamp) -> Duration {
    // One that is over by now is negative.
    let held = log.held_until.map(|until| Duration::try_from(until.duration_since(now)).unwrap_or_default());
    held.map_or(RESYNC, |held| RESYNC.min(held))
}

/// Waits for a change, no longer than `pause`, and then until it is quiet.
async fn until_quiet(changed: &Notify, pause: Duration) {
    if timeout_at(Instant::now() + pause, changed.notified()).await.is_err() {
        return;
    }
    let end = Instant::now() + BURST;
    while timeout_at(end.min(Instant::now() + QUIET), changed.notified()).await.is_ok() {}
}

/// What a watch asks for.
struct Watched {
    /// The paths of the versions in which it may be served.
    paths: Vec<String>,
    /// Which of its objects.
    params: WatchParams,
}

/// Every kind in the namespaces, and the policies. Cluster-wide watches of NADs would bring what tenants do; a selected one
/// elsewhere is looked at every [`RESYNC`].
fn watched(args: &Args) -> Vec<Watched> {
    // A watch ends by itself before something between here and the API server ends it. Who begins from the present needs
    // no bookmarks, which an API server with an older etcd does not send to such a watch
    // (kubernetes/apiserver: pkg/storage/cacher/cacher.go).
    let params = WatchParams::default().timeout(290).disable_bookmarks();
    let served = |resource: &Resource, namespace: Option<&str>| Watched {
        paths: resource.versions().iter().map(|version| resource_path(resource, version, namespace)).collect(),
        params: params.clone(),
    };
    let mut all = Vec::new();
    for resource in of_inventory().filter(|resource| !resource.group.is_empty()) {
        if resource.kind.is_cluster_scoped() {
            all.push(served(&resource, None));
        } else {
            all.extend(args.namespaces().iter().map(|namespace| served(&resource, Some(namespace))));
        }
    }
    all.extend(args.policies().iter().map(|name| Watched {
        paths: vec![POLICIES.to_owned()],
        params: params.clone().fields(&format!("metadata.name={name}")),
    }));
    all
}

/// Watches a resource in whatever version is served, for ever. That the right to it is missing is reported once.
async fn watch(cluster: Cluster, watched: Watched, changed: Arc<Notify>, served: Arc<Mutex<Served>>) {
    let (mut pause, mut is_reported) = (PAUSE, false);
    loop {
        for path in &watched.paths {
            let Ok(request) = Request::new(path).watch(&watched.params, "0") else { return };
            match follow(&cluster, request, &changed).await {
                Ok(true) => (pause, is_reported) = (PAUSE, false),
                Err(trouble @ Trouble::Forbidden(_)) if !is_reported => {
                    is_reported = true;
                    eprintln!("{}", unwatched(&trouble));
                    if let Ok(mut served) = served.lock() {
                        served.metrics.count(&trouble);
                    }
                }
                _ => {}
            }
        }
        sleep(pause).await;
        pause = (pause * 2).min(LONGEST_PAUSE);
    }
}

/// Notifies of each event until the watch ends, and gives back whether there were any.
async fn follow(cluster: &Cluster, request: HttpRequest<Vec<u8>>, changed: &Notify) -> Result<bool, Trouble> {
    let events = cluster.client().request_events::<Value>(request).await.map_err(|error| trouble(&error))?;
    let (mut events, mut any) = (pin!(events), false);
    while let Some(event) = events.next().await {
        if matches!(event.map_err(|error| trouble(&error))?, WatchEvent::Error(_)) {
            break;
        }
        any = true;
        changed.notify_one();
    }
    Ok(any)
}

/// What it means that something may not be watched.
fn unwatched(trouble: &Trouble) -> String {
    let minutes = RESYNC.as_secs() / 60;
    format!("{trouble}; add the verb `watch` to the role, or changes are seen only every {minutes} minutes")
}

#[cfg(test)]
mod tests {
    use http::{Request, Response};
    use kube::Client;
    use kube::client::Body;

    use super::*;

    const FORBIDDEN: &str = r#"{"kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Failure", "message": "cephclusters.ceph.rook.io is forbidden", "reason": "Forbidden", "code": 403}"#;

    #[test]
    fn what_is_left_for_later_is_looked_at_when_its_time_has_come() {
        let now = Timestamp::from_second(1_800_000_000).unwrap();
        let after = |seconds| {
            let held_until = Some(now.checked_add(Duration::from_secs(seconds)).unwrap());
            longest_pause(&Log { held_until, ..Log::default() }, now)
        };
        assert_eq!([after(40), after(400)], [Duration::from_secs(40), RESYNC]);
        let over = Log { held_until: now.checked_sub(Duration::from_secs(1)).ok(), ..Log::default() };
        assert_eq!(longest_pause(&over, now), Duration::ZERO);
        assert_eq!(longest_pause(&Log::default(), now), RESYNC);
    }

    #[test]
    fn a_right_to_watch_that_is_missing_is_counted_once() {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap();
        let (requests, text) = runtime.block_on(async {
            let (service, mut handle) = tower_test::mock::pair::<Request<Body>, Response<Body>>();
            let requests = Arc::new(Mutex::new(0));
            let asked = Arc::clone(&requests);
            tokio::spawn(async move {
                while let Some((_, send)) = handle.next_request().await {
                    *asked.lock().unwrap() += 1;
                    let body = Body::from(FORBIDDEN.as_bytes().to_vec());
                    send.send_response(Response::builder().status(403).body(body).unwrap());
                }
            });
            let served = Served { metrics: Metrics::default(), healthy_until: Instant::now() };
            let served = Arc::new(Mutex::new(served));
            let watched = Watched { paths: vec![POLICIES.to_owned()], params: WatchParams::default() };
            let cluster = Cluster::new(Client::new(service, "default"));
            let work = watch(cluster, watched, Arc::new(Notify::new()), Arc::clone(&served));
            assert!(timeout_at(Instant::now() + Duration::from_secs(60), work).await.is_err());
            let text = served.lock().unwrap().metrics.text();
            (*requests.lock().unwrap(), text)
        });
        assert!(requests > 3, "{requests}");
        let errors: Vec<&str> = text.lines().filter(|line| line.starts_with("ceph_multus_sync_errors_total")).collect();
        assert_eq!(errors, [r#"ceph_multus_sync_errors_total{reason="forbidden"} 1"#]);
        assert_eq!(
            unwatched(&Trouble::Forbidden(String::from("cephclusters.ceph.rook.io is forbidden"))),
            "cephclusters.ceph.rook.io is forbidden; add the verb `watch` to the role, or changes are seen only every 5 minutes"
        );
    }
}
