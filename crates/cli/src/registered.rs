//! How policies are registered that replace others.

use std::collections::BTreeSet;

use ceph_multus_core::world::{DEFAULT_NAMESPACE, ODF_NAMESPACE};
use ceph_multus_manifests::{Modes, PolicyMode, Registered, SettingsText};

use crate::args::Mode;
use crate::failure::Failure;
use crate::output;

/// The modes and the policy server of new policies: what the command line says, or else what the policies that carry
/// `settings` have. Kubewarden does not let a policy go back to monitor mode.
///
/// # Errors
/// Where the policies have several policy servers, and the command line says nothing.
pub(crate) fn registered(
    mode: Option<Mode>,
    policy_server: Option<&str>,
    settings: &SettingsText,
) -> Result<(Modes, String), Failure> {
    let known = settings.registered();
    if let Some(known) = &known {
        note_kept(settings.source(), known, mode, policy_server);
    }
    let policy_server = match (policy_server, &known) {
        (Some(name), _) => name.to_owned(),
        (None, None) => String::from("default"),
        (None, Some(known)) => known.policy_server.clone().ok_or_else(|| {
            let source = settings.source();
            Failure::from(format!("{source}: the policies have several policy servers; set `--policy-server`"))
        })?,
    };
    if let Some(known) = &known {
        note_edited(settings.source(), &known.edited_selectors);
    }
    let modes = match mode {
        Some(Mode::Monitor) => PolicyMode::Monitor.into(),
        Some(Mode::Protect) => PolicyMode::Protect.into(),
        None => known.map_or(PolicyMode::Monitor.into(), |known| known.modes),
    };
    note_monitored(settings.source(), &modes.unnamed());
    Ok((modes, policy_server))
}

/// Ceph's namespaces: what the command line says, or else what the policies that carry `settings` have. Others would leave
/// Ceph's pods to the guard, which in protect mode rejects them while the policy server is down.
///
/// # Errors
/// Where the policies do not say them, and the command line says nothing.
pub(crate) fn ceph_namespaces(given: &[String], settings: &SettingsText) -> Result<Vec<String>, Failure> {
    let known = settings.registered().filter(|_| given.is_empty());
    let Some(known) = known else {
        let defaults = [ODF_NAMESPACE, DEFAULT_NAMESPACE].map(String::from);
        // In the order in which the policies have them, so that they are written again as they are.
        let names: BTreeSet<String> = if given.is_empty() { defaults.into() } else { given.iter().cloned().collect() };
        return Ok(names.into_iter().collect());
    };
    known.ceph_namespaces.map_err(|problem| Failure::from(format!("{}: {problem}", settings.source())))
}

/// Says what Kubewarden does not change of a policy (kubewarden/adm-controller: api/policies/v1/policy_validation.go,
/// `validatePolicyUpdate`).
fn note_kept(source: &str, known: &Registered, mode: Option<Mode>, policy_server: Option<&str>) {
    let way_out = "delete them, then apply these";
    if policy_server.is_some_and(|new| known.policy_server.as_deref() != Some(new)) {
        let old = known.policy_server.as_ref();
        let old = old.map_or_else(|| String::from("several policy servers"), |old| format!("policy server `{old}`"));
        output::note(&format!("{source}: the policies are on {old}, and Kubewarden does not move them: {way_out}"));
    }
    if mode == Some(Mode::Monitor) && known.modes.has(PolicyMode::Protect) {
        output::note(&format!("{source}: Kubewarden does not let policies go back from mode `protect`: {way_out}"));
    }
}

/// Says which policies lose expressions that somebody wrote into their selectors.
fn note_edited(source: &str, policies: &[String]) {
    if !policies.is_empty() {
        let names = policies.join(" and ");
        output::note(&format!(
            "{source}: the namespace selector of {names} has expressions that are not in the output; set `exemptNamespaces`, \
             or add them again"
        ));
    }
}

/// Says which policies get a mode that nobody gave them.
fn note_monitored(source: &str, policies: &[&str]) {
    if !policies.is_empty() {
        let (are, their) = if policies.len() == 1 { ("is", "its") } else { ("are", "their") };
        let names = policies.join(" and ");
        output::note(&format!(
            "{names} {are} not in {source}, so {their} mode is `monitor`; export all three policies"
        ));
    }
}
