//! The names of the interfaces by which nodes join a network.

use std::rc::Rc;

use super::below::there;
use super::names;
use super::taken::Taken;
use crate::attempt::Attempt;
use crate::host::Source;
use crate::nad::NadFacts;
use crate::site::Site;

/// A name for each of `nodes`: of the interface on `parent` that joins the network there already, otherwise of one that does
/// on another node, otherwise `public-shim` for the first network. What has the name and is something else keeps it.
pub(super) fn of(
    site: &Site,
    nad: &Rc<NadFacts>,
    parent: &str,
    nodes: &[String],
    place: usize,
    taken: &Taken,
) -> Result<Vec<String>, String> {
    let usual = known(site, nad, site.sources(), |name| !taken.is_link(None, name))?;
    let is_used = |node: &str, name: &str| is_other(site, nad, parent, node, name);
    let new =
        || new(site, nad, place, |name| taken.is_link(None, name) || nodes.iter().any(|node| is_used(node, name)));
    let mut names = Vec::new();
    for (place, node) in nodes.iter().enumerate() {
        let is_free = |name: &str| !taken.is_link(Some(place), name);
        let own = known(site, nad, site.had_and_asked(node), is_free)?;
        let usual = usual.clone().filter(|name| is_free(name) && !is_used(node, name));
        names.push(own.or(usual).unwrap_or_else(new));
    }
    Ok(names)
}

/// The same for a network on VLAN `id` of `bridge`: `br0.201` by default, and the bridge itself where that is its own VLAN,
/// untagged. Networks may share it.
pub(super) fn on_bridge(
    site: &Site,
    nad: &Rc<NadFacts>,
    nodes: &[String],
    bridge: &str,
    id: i64,
) -> Result<Vec<String>, String> {
    let default = format!("{bridge}.{id}");
    let usual = known(site, nad, site.sources(), |_| true)?.unwrap_or_else(|| default.clone());
    let mut names = Vec::new();
    for node in nodes {
        let shown = there(site, node, bridge).filter(|there| there.kind == "linux-bridge");
        let own = known(site, nad, site.had_and_asked(node), |_| true)?;
        names.push(own.unwrap_or_else(|| match shown {
            Some(there) if there.vlan == Some(id) => bridge.to_owned(),
            Some(_) if usual == bridge => default.clone(),
            _ => usual.clone(),
        }));
    }
    Ok(names)
}

/// Whether a node has something else under `name` than an interface on `parent`, or one that was meant to join the network
/// and that the rules ask to change.
fn is_other(site: &Site, nad: &Rc<NadFacts>, parent: &str, node: &str, name: &str) -> bool {
    let Some(there) = there(site, node, name) else { return false };
    if there.is_child() && there.base.as_deref().is_none_or(|base| base == parent) {
        return false;
    }
    let was_meant = |attempt: &Attempt| {
        let config = site.config(attempt.source).map(|(_, config)| config);
        let names = attempt.interfaces.iter().filter_map(|(place, _)| config?.interfaces.get(*place));
        there.is_child() && names.into_iter().any(|one| one.name == name)
    };
    !site.had_and_asked(node).into_iter().any(|source| attempts(site, nad, source).any(was_meant))
}

/// What `source` does about the network of `nad`.
fn attempts<'s>(site: &'s Site, nad: &Rc<NadFacts>, source: Source) -> impl Iterator<Item = &'s Attempt> {
    // Attempts stand in the order of their sources.
    let first = site.attempts.partition_point(|attempt| attempt.source < source);
    let own = site.attempts.iter().skip(first).take_while(move |attempt| attempt.source == source);
    own.filter(|attempt| Rc::ptr_eq(&attempt.nad, nad))
}

/// The name of an interface of `sources` that joins the network already, of those that `may` be it.
fn known(
    site: &Site,
    nad: &Rc<NadFacts>,
    sources: impl IntoIterator<Item = Source>,
    may: impl Fn(&str) -> bool,
) -> Result<Option<String>, String> {
    for source in sources {
        for attempt in attempts(site, nad, source) {
            let Some((_, config)) = site.config(source) else { continue };
            if let Some(shim) = attempt.shims(config).iter().find(|shim| !shim.is_captured() && may(&shim.name)) {
                names::link(&site.name(source), &format!("{}.name", shim.path), &shim.name)?;
                return Ok(Some(shim.name.clone()));
            }
        }
    }
    Ok(None)
}

/// A name that no other network has for an interface, and that `is_used` by nothing.
fn new(site: &Site, nad: &Rc<NadFacts>, place: usize, is_used: impl Fn(&str) -> bool) -> String {
    let others = site.attempts.iter().filter(|attempt| !Rc::ptr_eq(&attempt.nad, nad));
    let others = others.filter_map(|attempt| Some(attempt.shims(site.config(attempt.source)?.1)));
    let others: Vec<&str> = others.flatten().map(|shim| shim.name.as_str()).collect();
    let mut number = place + 1;
    loop {
        let name = if number == 1 { String::from("public-shim") } else { format!("public-shim{number}") };
        if !is_used(&name) && !others.contains(&name.as_str()) {
            return name;
        }
        number += 1;
    }
}
