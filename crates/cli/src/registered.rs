//! How policies are registered that replace others.

use ceph_multus_manifests::{PolicyMode, Registered, SettingsText};

use crate::args::Mode;
use crate::output;

/// The modes and the policy server of new policies: what the command line says, or else what the policies that carry
/// `settings` have. Kubewarden does not let a policy go back to monitor mode.
pub(crate) fn registered(mode: Option<Mode>, policy_server: Option<&str>, settings: &SettingsText) -> Registered {
    let known = settings.registered().cloned();
    let Registered { modes, policy_server: server } = known
        .unwrap_or_else(|| Registered { modes: PolicyMode::Monitor.into(), policy_server: String::from("default") });
    let modes = match mode {
        None => {
            note_monitored(settings.source(), &modes.unnamed());
            modes
        }
        Some(Mode::Monitor) => PolicyMode::Monitor.into(),
        Some(Mode::Protect) => PolicyMode::Protect.into(),
    };
    Registered { modes, policy_server: policy_server.map_or(server, str::to_owned) }
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
