//! What the key `default-route` does to the default routes of a pod.

use super::NetworkSelection;
use crate::address::Family;

/// Which default routes Multus removes from one attachment.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct DefaultRouteFilter {
    /// The IPv4 default route goes.
    pub drop_v4: bool,
    /// The IPv6 default route goes.
    pub drop_v6: bool,
}

/// Two default gateways of one family: Multus does not start the pod.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EcmpDefaultRoute;

/// What happens to the default routes of the default network, of the `default_networks` that Multus adds itself, and of
/// each selection, in this order. As soon as one selection has the key, even without a gateway, every attachment that
/// names no gateway of a family loses its default route of that family (`k8snetworkplumbingwg/multus-cni:
/// pkg/types/conf.go`).
///
/// # Errors
/// If the selections together name two gateways of one family.
pub fn default_routes(
    selections: &[NetworkSelection],
    default_networks: usize,
) -> Result<Vec<DefaultRouteFilter>, EcmpDefaultRoute> {
    let any = selections.iter().any(|selection| selection.members().default_route.is_some());
    let mut filters = vec![DefaultRouteFilter { drop_v4: any, drop_v6: any }; default_networks.saturating_add(1)];
    let (mut all_v4, mut all_v6) = (0_usize, 0_usize);
    for selection in selections {
        let gateways = selection.members().default_route.as_deref().unwrap_or_default();
        // Multus counts as IPv6 what is not IPv4, the empty text too.
        let v4 = gateways.iter().flatten().filter(|gateway| gateway.family() == Family::V4).count();
        let v6 = gateways.len() - v4;
        (all_v4, all_v6) = (all_v4 + v4, all_v6 + v6);
        filters.push(DefaultRouteFilter { drop_v4: any && v4 == 0, drop_v6: any && v6 == 0 });
    }
    if all_v4 > 1 || all_v6 > 1 { Err(EcmpDefaultRoute) } else { Ok(filters) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::selection::{Dialect, parse};

    fn dropped(annotation: &str, default_networks: usize) -> Result<Vec<&'static str>, EcmpDefaultRoute> {
        let filters = default_routes(&parse(annotation, "ns", Dialect::Multus).unwrap(), default_networks)?;
        let name = |filter: DefaultRouteFilter| match (filter.drop_v4, filter.drop_v6) {
            (true, true) => "both",
            (true, false) => "v4",
            (false, true) => "v6",
            (false, false) => "none",
        };
        Ok(filters.into_iter().map(name).collect())
    }

    #[test]
    fn one_empty_list_takes_the_default_route_of_every_attachment() {
        assert_eq!(dropped(r#"[{"name":"a","default-route":[]},{"name":"b"}]"#, 1), Ok(vec!["both"; 4]));
        assert_eq!(dropped("a,b", 1), Ok(vec!["none"; 4]));
    }

    #[test]
    fn an_attachment_keeps_the_family_that_it_has_a_gateway_for() {
        let text = r#"[{"name":"a","default-route":["10.0.0.1","fd00::1"]},{"name":"b"}]"#;
        assert_eq!(dropped(text, 0), Ok(vec!["both", "none", "both"]));
    }

    #[test]
    fn a_mapped_address_is_an_ipv4_gateway_and_an_empty_text_an_ipv6_one() {
        assert_eq!(dropped(r#"[{"default-route":["::ffff:10.0.0.1"]}]"#, 0), Ok(vec!["both", "v6"]));
        assert_eq!(dropped(r#"[{"default-route":[""]}]"#, 0), Ok(vec!["both", "v4"]));
        assert_eq!(dropped(r#"[{"default-route":["","fd00::1"]}]"#, 0), Err(EcmpDefaultRoute));
    }

    #[test]
    fn two_gateways_of_one_family_are_rejected_wherever_they_stand() {
        assert_eq!(
            dropped(r#"[{"default-route":["10.0.0.1"]},{"default-route":["10.0.0.1"]}]"#, 0),
            Err(EcmpDefaultRoute)
        );
    }
}
