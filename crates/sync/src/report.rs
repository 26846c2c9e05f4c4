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
    /// When the first of these can be written.
    pub held_until: Option<Timestamp>,
    /// The objects in the inventories of the policies after the run, each once, by kind; empty if no policy could be read.
    pub objects: BTreeMap<&'static str, usize>,
    /// What is not wrong, and may be a mistake.
    pub warnings: Vec<String>,
    /// What went wrong.
    pub troubles: Vec<Trouble>,
    /// Whether only a look was wanted.
    pub is_dry: bool,
}

impl Log {
    /// Adds what an attempt wrote before another write came first.
    pub fn add_written(&mut self, before: Log) {
        for (policy, summary) in before.written {
            self.written.entry(policy).or_insert(summary);
        }
        for (policy, differences) in before.drift {
            self.drift.entry(policy).or_insert(differences);
        }
    }

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
            "objects": self.objects, "errors": troubles, "warnings": self.warnings,
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

/// What every metric begins with.
const PREFIX: &str = "ceph_multus_sync_";

/// Counters as Prometheus reads them, since this process began or since the file of metrics did.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Metrics {
    last_success: Option<Timestamp>,
    last_run: Option<Timestamp>,
    objects: BTreeMap<String, u64>,
    drift: BTreeMap<String, u64>,
    writes: u64,
    errors: BTreeMap<String, u64>,
}

impl Metrics {
    /// Those that an earlier process wrote to `path`: a CronJob has no other memory. A file that is not there, or whose lines
    /// are others, has none.
    pub fn read(path: Option<&Path>) -> Metrics {
        let text = path.and_then(|path| std::fs::read_to_string(path).ok()).unwrap_or_default();
        let mut metrics = Metrics::default();
        for line in text.lines() {
            let sample = line.strip_prefix(PREFIX).and_then(|sample| sample.rsplit_once(' '));
            let Some((name, value)) = sample else { continue };
            let Ok(value) = value.parse::<u64>() else { continue };
            metrics.restore(name, value);
        }
        metrics
    }

    /// Takes over a sample, whose name may have a label.
    fn restore(&mut self, name: &str, value: u64) {
        let time = || i64::try_from(value).ok().and_then(|second| Timestamp::from_second(second).ok());
        let (name, label) = name.split_once('{').unwrap_or((name, ""));
        let label = label.split('"').nth(1).map(str::to_owned);
        match (name, label) {
            // Nothing ran in 1970.
            ("last_run_timestamp_seconds", None) if value > 0 => self.last_run = time(),
            ("last_success_timestamp_seconds", None) if value > 0 => self.last_success = time(),
            ("inventory_objects", Some(kind)) => _ = self.objects.insert(kind, value),
            ("drift", Some(policy)) => _ = self.drift.insert(policy, value),
            ("writes_total", None) => self.writes = value,
            ("errors_total", Some(reason)) => _ = self.errors.insert(reason, value),
            _ => {}
        }
    }

    /// Adds a run.
    pub fn add(&mut self, log: &Log, now: Timestamp) {
        self.last_run = Some(now);
        if log.troubles.is_empty() {
            self.last_success = Some(now);
        }
        let whole = |number: usize| u64::try_from(number).unwrap_or_default();
        if !log.objects.is_empty() {
            self.objects = log.objects.iter().map(|(kind, number)| ((*kind).to_owned(), whole(*number))).collect();
        }
        self.drift = log.drift.iter().map(|(policy, number)| (policy.clone(), whole(*number))).collect();
        self.writes = self.writes.saturating_add(whole(log.written.len()));
        log.troubles.iter().for_each(|trouble| self.count(trouble));
    }

    /// Adds an error.
    pub fn count(&mut self, trouble: &Trouble) {
        let errors = self.errors.entry(trouble.reason().to_owned()).or_default();
        *errors = errors.saturating_add(1);
    }

    /// The text format of Prometheus (prometheus/docs: docs/instrumenting/exposition_formats.md).
    pub fn text(&self) -> String {
        let mut out = String::new();
        let mut family = |name: &str, kind: &str, help: &str, samples: Vec<String>| {
            let name = format!("{PREFIX}{name}");
            out.push_str(&format!("# HELP {name} {help}\n# TYPE {name} {kind}\n"));
            samples.iter().for_each(|sample| out.push_str(&format!("{name}{sample}\n")));
        };
        let time = |time: Option<Timestamp>| vec![format!(" {}", time.map_or(0, Timestamp::as_second))];
        let by = |label: &str, samples: &BTreeMap<String, u64>| {
            samples.iter().map(|(key, value)| format!("{{{label}=\"{key}\"}} {value}")).collect()
        };
        let gauge = "gauge";
        family("last_run_timestamp_seconds", gauge, "When the cluster was last read.", time(self.last_run));
        let help = "When the cluster was last read without an error.";
        family("last_success_timestamp_seconds", gauge, help, time(self.last_success));
        family("inventory_objects", gauge, "Objects in the inventory.", by("kind", &self.objects));
        let help = "Differences between the cluster and the settings, before they were written.";
        family("drift", gauge, help, by("policy", &self.drift));
        family("writes_total", "counter", "Writes of policies.", vec![format!(" {}", self.writes)]);
        family("errors_total", "counter", "Errors by reason.", by("reason", &self.errors));
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
        let line = |outcome: &str| {
            format!(
                r#"{{"errors":[],"objects":{{"CephCluster":1}},"outcome":"{outcome}","postponed":[],"time":"2027-01-15T08:00:00Z","warnings":[],"written":{{"a":"5 objects"}}}}"#
            )
        };
        assert_eq!((log.exit_code(), log.line(now)), (0, line("written")));
        let mut metrics = Metrics::default();
        metrics.add(&log, now);
        log.is_dry = true;
        assert_eq!((log.exit_code(), log.line(now)), (1, line("differs")));
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

    #[test]
    fn a_run_goes_on_with_the_metrics_in_the_file() {
        let path = std::env::temp_dir().join(format!("ceph-multus-sync-{}.prom", std::process::id()));
        _ = std::fs::remove_file(&path);
        assert_eq!(Metrics::read(Some(&path)), Metrics::default());
        let success = Log {
            written: BTreeMap::from([(String::from("a"), String::from("5 objects"))]),
            drift: BTreeMap::from([(String::from("a"), 2)]),
            objects: BTreeMap::from([("CephCluster", 1)]),
            ..Log::default()
        };
        let failed = Log { troubles: vec![Trouble::NotRolledOut(String::from("no"))], ..Log::default() };
        let mut expected = Metrics::default();
        for (log, second) in [(&success, 1_800_000_000), (&failed, 1_800_000_300), (&failed, 1_800_000_600)] {
            let now = Timestamp::from_second(second).unwrap();
            // Each in a process of its own.
            let mut metrics = Metrics::read(Some(&path));
            metrics.add(log, now);
            metrics.write(&path).unwrap();
            expected.add(log, now);
            assert_eq!(Metrics::read(Some(&path)), expected);
        }
        let text = std::fs::read_to_string(&path).unwrap();
        let samples: Vec<_> = text.lines().filter(|line| !line.starts_with('#')).collect();
        assert_eq!(
            samples,
            [
                "ceph_multus_sync_last_run_timestamp_seconds 1800000600",
                "ceph_multus_sync_last_success_timestamp_seconds 1800000000",
                "ceph_multus_sync_inventory_objects{kind=\"CephCluster\"} 1",
                "ceph_multus_sync_writes_total 1",
                "ceph_multus_sync_errors_total{reason=\"not-rolled-out\"} 2",
            ]
        );
        let broken = "ceph_multus_sync_writes_total -1\nceph_multus_sync_writes_total\nother 1\nceph_multus_sync_drift 1\n\
                      ceph_multus_sync_last_run_timestamp_seconds 99999999999999999999\n\0";
        std::fs::write(&path, broken).unwrap();
        assert_eq!(Metrics::read(Some(&path)), Metrics::default());
        std::fs::remove_file(&path).unwrap();
    }
}
