//! Operations on the CNI configuration of a NAD.

use ceph_multus_json::{Arena, Node};
use ceph_multus_upstream::cni::{
    CniConfig, CniProblem, CniProblemKind, PluginContext, Source, Stage, plugin_problems, webhook_rejection,
};
use serde_json::{Value, json};

use crate::{Outcome, error, optional_text, text};

pub(crate) fn cni_config(input: &Value) -> Outcome {
    let (name, namespace) = (text(input, "nad_name")?, optional_text(input, "nad_namespace"));
    let arena = Arena::new();
    let config = CniConfig::read(optional_text(input, "config"), name, &arena);
    if let Some(problem) = config.error() {
        let stage = (problem.stage == Stage::CniAdd).then_some("cni-add");
        return Ok(json!({"ok": false, "error_kind": problem.kind.as_str(), "stage": stage}));
    }
    if config.source == Source::OnDisk {
        return Ok(json!({"ok": true, "source": "on-disk", "lookup_name": config.name}));
    }
    let plugins = config.plugins();
    Ok(json!({
        "ok": true,
        "source": "spec",
        "conflist": config.chain,
        "types": plugins.iter().map(|plugin| plugin.kind()).collect::<Vec<_>>(),
        "ipam_types": plugins.iter().map(|plugin| plugin.ipam_type()).collect::<Vec<_>>(),
        "cni_name": config.name,
        "cni_version": config.version,
        "status_name": format!("{namespace}/{name}"),
    }))
}

/// What the bridge plugin reads, before it looks at how its keys go together.
pub(crate) fn bridge_config(input: &Value) -> Outcome {
    let arena = Arena::new();
    let config = CniConfig::read(text(input, "config")?, "net", &arena);
    let rejected = problems(&config).into_iter().find(|problem| {
        let reading = [
            CniProblemKind::NotJsonObject,
            CniProblemKind::BadFieldType,
            CniProblemKind::BadVlanId,
            CniProblemKind::BadVlanTrunk,
            CniProblemKind::Crash,
        ];
        reading.contains(&problem.kind)
    });
    if let Some(problem) = rejected {
        return Ok(error(problem.kind.as_str()));
    }
    let plugins = config.plugins();
    let bridge = plugins.first().ok_or("no plugin")?;
    Ok(json!({
        "ok": true,
        "bridge": bridge.value("bridge").and_then(Node::as_text).unwrap_or("cni0"),
        "mtu": bridge.int("mtu").unwrap_or(0),
        "vlan": bridge.int("vlan").unwrap_or(0),
    }))
}

pub(crate) fn plugin_requirements(input: &Value) -> Outcome {
    let text = input["config"].to_string();
    Ok(json!({"ok": problems(&CniConfig::read(&text, "net", &Arena::new())).is_empty()}))
}

pub(crate) fn nad_webhook(input: &Value) -> Outcome {
    let rejection = webhook_rejection(text(input, "nad_name")?, optional_text(input, "config"));
    Ok(rejection.map_or_else(|| json!({"ok": true}), |rejection| error(rejection.as_str())))
}

fn problems(config: &CniConfig<'_>) -> Vec<CniProblem> {
    let mut all = config.problems.clone();
    all.extend(config.plugins().iter().flat_map(|plugin| plugin_problems(plugin, &PluginContext::default())));
    all
}
