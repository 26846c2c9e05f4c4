//! What a run tells: a line of JSON, metrics, an exit code.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::ExitCode;

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::trouble::Trouble;

/// What one run did.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Log {
    /// Policies that were written, each with what it has now; with `--dry-run` those that would be.
    pub written: BTreeMap<String, String>,
    /// Policies whose settings differ from the cluster, and the number of differences.
    pub drift: BTreeMap<String, usize>,
    /// Policies that are written later.
    pub postponed: Vec<String>,
    /// Objects that belong in an inventory, by kind.
    pub objects: BTreeMap<&'static str, usize>,
    /// What went wrong.
    pub troubles: Vec<Trouble>,
    /// Whether only a look was wanted.
    pub is_dry: bool,
}

impl Log {
    /// The exit code.
    pub fn exit_code(&self) -> u8 {
        let worst = self.troubles.iter().map(Trouble::exit_code).max();
        worst.unwrap_or(u8::from(self.is_dry && !self.drift.is_empty()))
    }

    /// One line of JSON.
    pub fn line(&self, now: Timestamp) -> String {
        let outcome = match (self.troubles.is_empty(), self.written.is_empty(), self.is_dry) {
            (false, ..) => "failed",
            (true, false, true) => "differs",
            (true, false, false) => "written",
            (true, true, _) if !self.postponed.is_empty() => "postponed",
            (true, true, _) => "unchanged",
        };
        let troubles: Vec<Value> =
            self.troubles.iter().map(|one| json!({"reason": one.reason(), "message": one.to_string()})).collect();
        json!({
            "time": now.to_string(), "outcome": outcome, "written": self.written, "postponed": self.postponed,
            "objects": self.objects, "errors": troubles,
        })
        .to_string()
    }

    /// What is left to say where not even a run could begin.
    pub fn failed(trouble: &Trouble) -> ExitCode {
        let log = Log { troubles: vec![trouble.clone()], ..Log::default() };
        println!("{}", log.line(Timestamp::now()));
        ExitCode::from(log.exit_code())
    }
}

/// Counters of this process, as Prometheus reads them.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Metrics {
    last_success: Option<Timestamp>,
    last_run: Option<Timestamp>,
    objects: BTreeMap<&'static str, usize>,
    drift: BTreeMap<String, usize>,
    writes: u64,
    errors: BTreeMap<&'static str, u64>,
}

impl Metrics {
    /// Adds a run.
    pub fn add(&mut self, log: &Log, now: Timestamp) {
        self.last_run = Some(now);
        if log.troubles.is_empty() {
            self.last_success = Some(now);
        }
        if !log.objects.is_empty() {
            self.objects.clone_from(&log.objects);
        }
        self.drift.clone_from(&log.drift);
        self.writes += u64::try_from(log.written.len()).unwrap_or_default();
        for trouble in &log.troubles {
            *self.errors.entry(trouble.reason()).or_default() += 1;
        }
    }

    /// The text format of Prometheus (prometheus/docs: docs/instrumenting/exposition_formats.md).
    pub fn text(&self) -> String {
        let mut out = String::new();
        let mut family = |name: &str, kind: &str, help: &str, samples: Vec<String>| {
            let name = format!("ceph_multus_sync_{name}");
            out.push_str(&format!("# HELP {name} {help}\n# TYPE {name} {kind}\n"));
            samples.iter().for_each(|sample| out.push_str(&format!("{name}{sample}\n")));
        };
        let time = |time: Option<Timestamp>| vec![format!(" {}", time.map_or(0, Timestamp::as_second))];
        let by = |label: &str, (key, value): (&str, u64)| format!("{{{label}=\"{key}\"}} {value}");
        let whole = |number: &usize| u64::try_from(*number).unwrap_or_default();
        let gauge = "gauge";
        family("last_run_timestamp_seconds", gauge, "When the cluster was last read.", time(self.last_run));
        let help = "When the cluster was last read without an error.";
        family("last_success_timestamp_seconds", gauge, help, time(self.last_success));
        let objects = self.objects.iter().map(|(kind, number)| by("kind", (kind, whole(number)))).collect();
        family("inventory_objects", gauge, "Objects in the inventory.", objects);
        let drift = self.drift.iter().map(|(policy, number)| by("policy", (policy, whole(number)))).collect();
        family("drift", gauge, "Differences between the cluster and the settings, before they were written.", drift);
        family("writes_total", "counter", "Writes of policies.", vec![format!(" {}", self.writes)]);
        let errors = self.errors.iter().map(|(reason, number)| by("reason", (reason, *number))).collect();
        family("errors_total", "counter", "Errors by reason.", errors);
        out
    }

    /// Writes them where the node exporter looks, never half.
    ///
    /// # Errors
    /// Where the file cannot be written.
    pub fn write(&self, path: &Path) -> Result<(), Trouble> {
        let new = path.with_extension("prom.new");
        let written = std::fs::write(&new, self.text()).and_then(|()| std::fs::rename(&new, path));
        written.map_err(|error| Trouble::Other(format!("{}: {error}", path.display())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_is_reported_in_one_line_and_counted() {
        let now = Timestamp::from_second(1_800_000_000).unwrap();
        let mut log = Log {
            written: BTreeMap::from([(String::from("a"), String::from("5 objects"))]),
            drift: BTreeMap::from([(String::from("a"), 2)]),
            objects: BTreeMap::from([("CephCluster", 1)]),
            ..Log::default()
        };
        assert_eq!((log.exit_code(), log.line(now).contains(r#""outcome":"written""#)), (0, true));
        let mut metrics = Metrics::default();
        metrics.add(&log, now);
        log.is_dry = true;
        assert_eq!((log.exit_code(), log.line(now).contains(r#""outcome":"differs""#)), (1, true));
        let failed = Log { troubles: vec![Trouble::Forbidden(String::from("no"))], ..Log::default() };
        assert_eq!(failed.exit_code(), 2);
        metrics.add(&failed, Timestamp::from_second(1_800_000_300).unwrap());
        assert_eq!(
            metrics.text(),
            "# HELP ceph_multus_sync_last_run_timestamp_seconds When the cluster was last read.\n\
             # TYPE ceph_multus_sync_last_run_timestamp_seconds gauge\n\
             ceph_multus_sync_last_run_timestamp_seconds 1800000300\n\
             # HELP ceph_multus_sync_last_success_timestamp_seconds When the cluster was last read without an error.\n\
             # TYPE ceph_multus_sync_last_success_timestamp_seconds gauge\n\
             ceph_multus_sync_last_success_timestamp_seconds 1800000000\n\
             # HELP ceph_multus_sync_inventory_objects Objects in the inventory.\n\
             # TYPE ceph_multus_sync_inventory_objects gauge\n\
             ceph_multus_sync_inventory_objects{kind=\"CephCluster\"} 1\n\
             # HELP ceph_multus_sync_drift Differences between the cluster and the settings, before they were written.\n\
             # TYPE ceph_multus_sync_drift gauge\n\
             # HELP ceph_multus_sync_writes_total Writes of policies.\n\
             # TYPE ceph_multus_sync_writes_total counter\n\
             ceph_multus_sync_writes_total 1\n\
             # HELP ceph_multus_sync_errors_total Errors by reason.\n\
             # TYPE ceph_multus_sync_errors_total counter\n\
             ceph_multus_sync_errors_total{reason=\"forbidden\"} 1\n"
        );
    }
}
