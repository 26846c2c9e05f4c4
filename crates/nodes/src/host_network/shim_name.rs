//! The names of the interfaces by which nodes join a network.

use std::rc::Rc;

use super::names;
use super::taken::Taken;
use crate::host::Source;
use crate::nad::NadFacts;
use crate::site::Site;

/// A name for each of `nodes`: of the interface that joins the network there already, otherwise of one that does on another
/// node, otherwise `public-shim` for the first network.
pub(super) fn of(
    site: &Site,
    nad: &Rc<NadFacts>,
    nodes: &[String],
    place: usize,
    taken: &Taken,
) -> Result<Vec<String>, String> {
    let usual = known(site, nad, site.sources(), |name| !taken.is_link(None, name))?;
    let usual = usual.unwrap_or_else(|| new(site, nad, place, taken));
    Ok(vec![usual; nodes.len()])
}

/// The same for a network on a VLAN of a bridge, whose interface is `usual` by default. Networks may share it.
pub(super) fn on_bridge(site: &Site, nad: &Rc<NadFacts>, nodes: &[String], usual: &str) -> Result<Vec<String>, String> {
    let usual = known(site, nad, site.sources(), |_| true)?.unwrap_or_else(|| usual.to_owned());
    Ok(vec![usual; nodes.len()])
}

/// The name of an interface of `sources` that joins the network already, of those that `may` be it.
fn known(
    site: &Site,
    nad: &Rc<NadFacts>,
    sources: impl IntoIterator<Item = Source>,
    may: impl Fn(&str) -> bool,
) -> Result<Option<String>, String> {
    for source in sources {
        // Attempts stand in the order of their sources.
        let first = site.attempts.partition_point(|attempt| attempt.source < source);
        let own = site.attempts.iter().skip(first).take_while(|attempt| attempt.source == source);
        for attempt in own.filter(|attempt| Rc::ptr_eq(&attempt.nad, nad)) {
            let Some((_, config)) = site.config(source) else { continue };
            if let Some(shim) = attempt.shims(config).iter().find(|shim| !shim.is_captured() && may(&shim.name)) {
                names::link(&site.name(source), &format!("{}.name", shim.path), &shim.name)?;
                return Ok(Some(shim.name.clone()));
            }
        }
    }
    Ok(None)
}

/// A name that no other network has for an interface.
fn new(site: &Site, nad: &Rc<NadFacts>, place: usize, taken: &Taken) -> String {
    let others = site.attempts.iter().filter(|attempt| !Rc::ptr_eq(&attempt.nad, nad));
    let others = others.filter_map(|attempt| Some(attempt.shims(site.config(attempt.source)?.1)));
    let others: Vec<&str> = others.flatten().map(|shim| shim.name.as_str()).collect();
    let mut number = place + 1;
    loop {
        let name = if number == 1 { String::from("public-shim") } else { format!("public-shim{number}") };
        if !taken.is_link(None, &name) && !others.contains(&name.as_str()) {
            return name;
        }
        number += 1;
    }
}
