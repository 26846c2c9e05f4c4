//! How the sync runs that is installed: in the place of another, as that one.

use ceph_multus_manifests::install::SyncMode;
use ceph_multus_manifests::{InstalledSync, SettingsText, SyncAccount, SyncWorkload};

use crate::args::{InstallArgs, SyncKind};
use crate::failure::Failure;
use crate::output;

/// When a CronJob looks.
const SCHEDULE: &str = "*/5 * * * *";

/// Where Kubewarden is installed by default.
const NAMESPACE: &str = "kubewarden";

/// How the sync runs.
#[derive(Debug)]
pub(crate) struct Sync {
    /// Kubewarden's namespace.
    pub(crate) namespace: String,
    /// The Secrets with which its image is pulled.
    pub(crate) image_pull_secrets: Vec<String>,
    kind: SyncKind,
    schedule: String,
}

impl Sync {
    /// What the command line says, or else what the sync next to the policies with `settings` has.
    ///
    /// # Errors
    /// Where there are several of them, and the command line does not say which is meant.
    pub(crate) fn new(args: &InstallArgs, settings: &SettingsText) -> Result<Sync, Failure> {
        let known = settings.sync();
        let several = |what: &str, option: &str| {
            Failure::from(format!("{}: the sync has several {what}; set `{option}`", settings.source()))
        };
        let workloads: Vec<&SyncWorkload> = known.workloads.iter().collect();
        let namespaces = workloads.iter().map(|one| one.namespace.clone());
        let namespace = given_or_only(args.namespace.clone(), namespaces)
            .map_err(|()| several("namespaces", "--namespace"))?
            .unwrap_or_else(|| NAMESPACE.to_owned());
        let kinds = workloads.iter().map(|one| kind(one));
        let sync = given_or_only(args.sync, kinds).map_err(|()| several("kinds", "--sync"))?;
        let is_unknown = workloads.is_empty() && (args.sync.is_none() || args.namespace.is_none());
        let replaced = replaced(&known, &namespace);
        let schedule = workloads.iter().filter(|one| one.namespace == replaced).find_map(|one| one.schedule.clone());
        let account = known.accounts.iter().find(|one| one.namespace == replaced);
        let is_without_account = account.is_none() && args.image_pull_secrets.is_empty();
        let new = Sync {
            image_pull_secrets: if args.image_pull_secrets.is_empty() {
                account.map(|account| account.image_pull_secrets.clone()).unwrap_or_default()
            } else {
                args.image_pull_secrets.clone()
            },
            kind: sync.unwrap_or(SyncKind::Cronjob),
            schedule: schedule.unwrap_or_else(|| SCHEDULE.to_owned()),
            namespace,
        };
        if settings.registered().is_some() {
            new.note_unknown(settings.source(), is_unknown, is_without_account);
        }
        new.note_leftovers(&workloads, &known.accounts);
        Ok(new)
    }

    /// Names what the sync leaves of the others.
    fn note_leftovers(&self, workloads: &[&SyncWorkload], accounts: &[SyncAccount]) {
        for old in workloads.iter().filter(|old| old.namespace != self.namespace || kind(old) != self.kind) {
            output::note(&format!(
                "the {} of the sync in `{}` is not in the output; delete it, so that only one sync runs",
                called(kind(old)),
                old.namespace
            ));
        }
        // Without a workload, the sync of an account may still run.
        for old in accounts.iter().filter(|old| !workloads.is_empty() && old.namespace != self.namespace) {
            output::note(&format!(
                "the ServiceAccount of the sync in `{}` is not in the output; delete it, because no sync uses it",
                old.namespace
            ));
        }
    }

    /// Says what is not known of the sync that runs.
    fn note_unknown(&self, source: &str, workload: bool, account: bool) {
        if workload {
            output::note(&format!(
                "the sync is not in {source}, so it is a {} in `{}`; export it, or set `--sync` and `--namespace`",
                called(self.kind),
                self.namespace
            ));
        }
        if account {
            output::note(&format!(
                "the ServiceAccount of the sync in `{}` is not in {source}, so it has no Secrets for its image; \
                 export it, or set `--image-pull-secret`",
                self.namespace
            ));
        }
    }

    /// What runs it.
    pub(crate) fn mode(&self) -> SyncMode<'_> {
        match self.kind {
            SyncKind::Cronjob => SyncMode::CronJob(&self.schedule),
            SyncKind::Deployment => SyncMode::Deployment,
        }
    }
}

/// The namespace of the sync that one in `namespace` replaces: the one there, or else the only one, which moves. Where only
/// accounts are known, they say where it is.
fn replaced<'a>(known: &'a InstalledSync, namespace: &'a str) -> &'a str {
    let mut namespaces: Vec<&str> = known.workloads.iter().map(|one| one.namespace.as_str()).collect();
    if namespaces.is_empty() {
        namespaces = known.accounts.iter().map(|one| one.namespace.as_str()).collect();
    }
    match namespaces.as_slice() {
        [first, others @ ..] if !namespaces.contains(&namespace) && others.iter().all(|one| one == first) => first,
        _ => namespace,
    }
}

fn kind(workload: &SyncWorkload) -> SyncKind {
    if workload.schedule.is_some() { SyncKind::Cronjob } else { SyncKind::Deployment }
}

fn called(kind: SyncKind) -> &'static str {
    match kind {
        SyncKind::Cronjob => "CronJob",
        SyncKind::Deployment => "Deployment",
    }
}

/// What is given, or else the only one that is known, if any.
fn given_or_only<T: PartialEq>(given: Option<T>, mut known: impl Iterator<Item = T>) -> Result<Option<T>, ()> {
    if given.is_some() {
        return Ok(given);
    }
    let first = known.next();
    if known.all(|one| first.as_ref() == Some(&one)) { Ok(first) } else { Err(()) }
}
