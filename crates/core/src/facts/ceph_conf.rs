//! Ceph's configuration file, as far as options that choose networks are named in it
//! (ceph/ceph: src/common/ConfUtils.cc, doc/rados/configuration/ceph-conf.rst).
//!
//! ```text
//! line    = [ section / option ] [ ( "#" / ";" ) comment ]
//! section = "[" name "]"
//! option  = name "=" value          ; a backslash at its end takes the next line with it
//! ```
//!
//! The words of a name stand apart by blanks or underscores, and are one name; hyphens too, where Ceph takes them.

use crate::facts::object::Object;
use crate::json::Node;

/// Where a CephCluster sets options, each in sections (rook/rook: pkg/apis/ceph.rook.io/v1/types.go).
const IN_CLUSTER: [&str; 2] = ["cephConfig", "cephConfigFromSecret"];

/// An option that chooses the networks or addresses of daemons.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NetworkOption {
    /// A list of networks: `public_network`, `cluster_network`.
    Network(&'static str),
    /// One address, which would be that of every daemon it is read by.
    Address(&'static str),
    /// The interface that has the addresses of a network.
    Interface(&'static str),
    /// Whether addresses of a family are used.
    Family(&'static str),
}

const OPTIONS: [NetworkOption; 9] = [
    NetworkOption::Network("public_network"),
    NetworkOption::Network("cluster_network"),
    NetworkOption::Address("public_addr"),
    NetworkOption::Address("public_bind_addr"),
    NetworkOption::Address("cluster_addr"),
    NetworkOption::Interface("public_network_interface"),
    NetworkOption::Interface("cluster_network_interface"),
    NetworkOption::Family("ms_bind_ipv4"),
    NetworkOption::Family("ms_bind_ipv6"),
];

impl NetworkOption {
    /// The option that `name` stands for, however its words are set apart.
    pub fn of(name: &str) -> Option<NetworkOption> {
        let mut words = name.split(|character: char| matches!(character, '_' | '-') || character.is_whitespace());
        let mut plain = String::new();
        for word in words.by_ref().filter(|word| !word.is_empty()) {
            if !plain.is_empty() {
                plain.push('_');
            }
            plain.push_str(word);
        }
        OPTIONS.into_iter().find(|option| option.name() == plain)
    }

    /// Its name as Ceph lists it.
    pub fn name(self) -> &'static str {
        match self {
            NetworkOption::Network(name)
            | NetworkOption::Address(name)
            | NetworkOption::Interface(name)
            | NetworkOption::Family(name) => name,
        }
    }

    /// Whether the option with `value` changes anything: an empty address is none.
    pub fn counts(self, value: &str) -> bool {
        !matches!(self, NetworkOption::Address(_)) || !value.is_empty()
    }
}

/// The options of a configuration file that choose networks, each with its value; in the order of the text.
pub fn network_options(text: &str) -> Vec<(NetworkOption, String)> {
    let joined = text.replace("\\\r\n", "").replace("\\\n", "");
    let option = |line: &str| {
        let line = line.split(['#', ';']).next().unwrap_or_default();
        let (name, value) = line.split_once('=')?;
        let option = NetworkOption::of(name.trim())?;
        let value = value.trim().trim_matches(|character| matches!(character, '"' | '\'')).trim();
        option.counts(value).then(|| (option, value.to_owned()))
    };
    joined.lines().filter_map(option).collect()
}

/// An option that chooses networks, where a CephCluster sets it.
pub struct ClusterOption<'a> {
    /// The option.
    pub option: NetworkOption,
    /// The member of `spec` that has it.
    pub place: &'static str,
    /// The section.
    pub section: &'a str,
    /// Its name as it is written.
    pub name: &'a str,
    /// Its value.
    pub value: &'a Node<'a>,
}

/// The options of a CephCluster that choose networks.
pub fn cluster_options<'a>(cluster: &Object<'a>) -> Vec<ClusterOption<'a>> {
    let mut found = Vec::new();
    for place in IN_CLUSTER {
        let sections = cluster.at(&["spec", place]).and_then(Node::as_map);
        for (section, options) in sections.into_iter().flat_map(|map| map.iter()) {
            for (name, value) in options.as_map().into_iter().flat_map(|map| map.iter()) {
                let Some(option) = NetworkOption::of(name) else { continue };
                if value.as_text().is_none_or(|text| option.counts(text)) {
                    found.push(ClusterOption { option, place, section, name, value });
                }
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(text: &str) -> Vec<String> {
        network_options(text).into_iter().map(|(option, value)| format!("{}={value}", option.name())).collect()
    }

    #[test]
    fn words_stand_apart_by_blanks_underscores_and_hyphens() {
        for name in ["public_network", "public network", "public-network", "public  network", " public\tnetwork "] {
            assert_eq!(names(&format!("{name} = 10.0.0.0/8")), ["public_network=10.0.0.0/8"], "{name}");
        }
        assert_eq!(names("publicnetwork = 10.0.0.0/8\nmon_host = 10.0.0.1\nosd_pool_default_size = 3"), [""; 0]);
    }

    #[test]
    fn sections_comments_and_quotes_are_those_of_a_file() {
        let text = "[global]\n# public_network = 10.0.0.0/8\n; cluster_network = 10.0.0.0/8\n\
            [osd.0]\ncluster_addr = \"10.0.0.5\" ; one\n[client.rgw.a]\npublic network = \\\n10.1.0.0/16, 10.2.0.0/16\n";
        assert_eq!(names(text), ["cluster_addr=10.0.0.5", "public_network=10.1.0.0/16, 10.2.0.0/16"]);
    }

    #[test]
    fn an_empty_address_is_none_and_an_empty_network_is_one() {
        assert_eq!(names("public addr = \"\"\ncluster addr =\npublic network ="), ["public_network="]);
    }
}
