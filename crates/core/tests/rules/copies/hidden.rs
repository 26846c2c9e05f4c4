//! Ways to write a configuration that a reader less exact than Go, libcni and Multus would not see through.

use super::{CLUSTER, ON_VLAN, OTHERS, found, is_reported};

#[test]
fn keys_that_go_merges_are_no_way_to_hide_a_copy() {
    let problem = "is also set in another case, and plugins read both, so it may copy a Ceph network";
    let static_ipam = r#""ipam":{"type":"static","addresses":[{"address":"192.168.21.7/24"}]}"#;
    for (config, key) in [
        (format!(r#"{{{ON_VLAN},{static_ipam},"IPAM":{{"type":"static"}}}}"#), ".ipam"),
        (format!(r#"{{"plugins":[{{{ON_VLAN},"MASTER":"eth9",{static_ipam}}}]}}"#), ".plugins[0].master"),
    ] {
        is_reported(&config, "deny", key, problem, "keep one of the keys");
    }
}

#[test]
fn a_chain_within_a_chain_of_multus_is_no_way_to_hide_a_copy() {
    let plugin = r#"{"type":"macvlan","master":"eth0.100","ipam":{"type":"static","addresses":[{"address":"192.168.21.7/24"}]}}"#;
    let config = format!(r#"{{"type":"multus","delegates":[{{"name":"x","plugins":[{plugin}]}}]}}"#);
    let problem = format!("assigns `192.168.21.7` on VLAN `100` of `eth0`, like {CLUSTER}");
    is_reported(&config, "deny", ".delegates[0].plugins[0].ipam.addresses", &problem, OTHERS);
}

#[test]
fn a_plugin_calls_others_by_keys_in_any_letters_that_go_takes_for_the_same() {
    let plugin = r#"{"type":"macvlan","master":"eth0.100","ipam":{"type":"static","addresses":[{"address":"192.168.21.7/24"}]}}"#;
    let problem = format!("assigns `192.168.21.7` on VLAN `100` of `eth0`, like {CLUSTER}");
    for key in ["delegates", "DELEGATES", "delegate\u{17f}"] {
        let config = format!(r#"{{"type":"multus","{key}":[{plugin}]}}"#);
        is_reported(&config, "deny", &format!(".{key}[0].ipam.addresses"), &problem, OTHERS);
    }
}

#[test]
fn plugins_that_call_each_other_without_end_are_rejected() {
    let nested = |depth: usize| {
        let inner = String::from(r#"{"type":"macvlan","master":"eth9"}"#);
        (0..depth).fold(inner, |inner, _| format!(r#"{{"type":"multus","delegates":[{{}},{inner}]}}"#))
    };
    assert_eq!(found(&nested(4)), [""; 0]);
    let problem = "has plugins that call each other more than 4 deep, so it may copy a Ceph network";
    is_reported(&nested(5), "deny", "", problem, "use a shorter config that Multus can read");
}

#[test]
fn multus_as_a_plugin_attaches_to_no_cluster_network() {
    let problem = format!("attaches every pod to {CLUSTER}");
    for (config, path) in [
        (r#"{"type":"multus","clusterNetwork":"cluster-net","multusNamespace":"rook-ceph"}"#, ".clusterNetwork"),
        (r#"{"type":"m","ClusterNetwork":"cluster-net","MULTUSNAMESPACE":"rook-ceph"}"#, ".clusterNetwork"),
        (
            r#"{"plugins":[{"type":"multus","defaultNetworks":["x","cluster-net"],"multusNamespace":"rook-ceph"}]}"#,
            ".plugins[0].defaultNetworks[1]",
        ),
    ] {
        is_reported(config, "deny", path, &problem, "remove it");
    }
    for config in [
        r#"{"type":"multus","clusterNetwork":"cluster-net"}"#,
        r#"{"type":"multus","clusterNetwork":"/etc/cni/cluster-net","multusNamespace":"rook-ceph"}"#,
        // Clients of every kind may be there.
        r#"{"type":"multus","clusterNetwork":"public-net","multusNamespace":"rook-ceph"}"#,
    ] {
        assert_eq!(found(config), [""; 0], "{config}");
    }
}

#[test]
fn a_result_that_no_plugin_has_returned_is_no_way_to_hide_a_copy() {
    let problem = "is in place of what the plugin before returns, so it may copy a Ceph network";
    let result = r#"{"cniVersion":"0.3.1","interfaces":[{"name":"eth0.100"}],"ips":[{"address":"192.168.21.7/24"}]}"#;
    for (config, path) in [
        (format!(r#"{{"type":"ipvlan","prevResult":{result}}}"#), ""),
        (format!(r#"{{"type":"ipvlan","PREVRE\u017fULT":{result}}}"#), ""),
        (format!(r#"{{"plugins":[{{"type":"tuning","prevResult":{result}}},{{"type":"ipvlan"}}]}}"#), ".plugins[0]"),
        // Behind the first plugin another spelling is not replaced.
        (format!(r#"{{"plugins":[{{"type":"tuning"}},{{"type":"ipvlan","prevresult":{result}}}]}}"#), ".plugins[1]"),
        (format!(r#"{{"type":"multus","delegates":[{{"type":"ipvlan","prevResult":{result}}}]}}"#), ".delegates[0]"),
    ] {
        is_reported(&config, "deny", &format!("{path}.prevResult"), problem, "remove it");
    }
    for config in [
        r#"{"type":"macvlan","master":"eth9","prevResult":null}"#,
        r#"{"prevResult":{},"plugins":[{"type":"macvlan","master":"eth9"}]}"#,
    ] {
        assert_eq!(found(config), [""; 0], "{config}");
    }
}

#[test]
fn a_file_that_a_pod_may_have_written_is_no_way_to_hide_a_copy() {
    let problem = "may lead to a file of a pod, so it may copy a Ceph network";
    let volume = "/var/lib/kubelet/pods/1/volumes/kubernetes.io~empty-dir/v";
    let whereabouts = |members: &str| {
        format!(
            r#"{{"type":"dummy","ipam":{{"type":"whereabouts","range":"10.9.0.0/24",{}}}}}"#,
            members.replace("VOLUME", volume)
        )
    };
    let plugin = |members: &str| format!("{{{}}}", members.replace("VOLUME", volume));
    for (config, path) in [
        (whereabouts(r#""kubernetes":{"kubeconfig":"VOLUME/k"}"#), ".ipam.kubernetes.kubeconfig"),
        (whereabouts(r#""Kubernetes":{"KubeConfig":"/etc/../VOLUME/k"}"#), ".ipam.kubernetes.kubeconfig"),
        (whereabouts(r#""configuration_path":"VOLUME/w.conf""#), ".ipam.configuration_path"),
        (whereabouts(r#""configuration_path":"w.conf""#), ".ipam.configuration_path"),
        (plugin(r#""type":"ovs","bridge":"br9","configuration_path":"VOLUME/o.conf""#), ".configuration_path"),
        (plugin(r#""type":"multus","clusterNetwork":"VOLUME/net.conf""#), ".clusterNetwork"),
        (plugin(r#""type":"multus","defaultNetworks":["a","VOLUME/net.conf"]"#), ".defaultNetworks"),
        (plugin(r#""type":"multus","clusterNetwork":"hidden","confDir":"VOLUME""#), ".confDir"),
        // What it attaches and detaches is read there when the pod ends.
        (plugin(r#""type":"multus","delegates":[{"type":"dummy"}],"cniDir":"VOLUME""#), ".cniDir"),
        (plugin(r#""type":"flannel","delegate":{"bridge":"x0"},"dataDir":"VOLUME""#), ".dataDir"),
        (plugin(r#""type":"dummy","ipam":{"type":"nv-ipam","poolName":"a","confDir":"VOLUME"}"#), ".ipam.confDir"),
        (
            plugin(r#""plugins":[{"type":"macvlan","master":"eth9"},{"type":"x","kubeconfig":"VOLUME/k"}]"#),
            ".plugins[1].kubeconfig",
        ),
    ] {
        is_reported(&config, "deny", path, problem, "remove it, or use one below `/etc/`");
    }
    for config in [
        whereabouts(r#""kubernetes":{"kubeconfig":"/etc/cni/net.d/whereabouts.d/whereabouts.kubeconfig"}"#),
        whereabouts(r#""kubernetes":{"kubeconfig":"/var/lib/rancher/k3s/agent/etc/cni/net.d/whereabouts.d/k"}"#),
        whereabouts(r#""configuration_path":"","log_file":"/tmp/whereabouts.log""#),
        plugin(r#""type":"multus-shim","binDir":"/opt/cni/bin","daemonSocketDir":"/run/multus/socket""#),
        plugin(r#""type":"multus","confDir":"/etc/cni/multus/net.d","cniDir":"/var/lib/cni/multus""#),
        plugin(r#""type":"multus","confDir":"/host/etc/cni/net.d""#),
        plugin(r#""type":"flannel","delegate":{"bridge":"x0"},"dataDir":"/var/lib/cni/flannel""#),
        plugin(r#""plugins":[{"type":"macvlan","master":"eth9"},{"type":"tuning","dataDir":"/run/cni/tuning"}]"#),
        plugin(r#""type":"ovs","bridge":"br9","configuration_path":"/etc/cni/net.d/ovs.d/ovs.conf""#),
    ] {
        assert_eq!(found(&config), [""; 0], "{config}");
    }
}

/// What answers there says which addresses and links a pod gets.
#[test]
fn a_socket_at_which_a_pod_may_listen_is_no_way_to_hide_a_copy() {
    let problem = "may lead to a socket of a pod, so it may copy a Ceph network";
    let ovs = |socket: &str| format!(r#"{{"type":"ovs","bridge":"br9","socket_file":"{socket}"}}"#);
    let ipam = |kind: &str, key: &str, socket: &str| {
        format!(r#"{{"type":"dummy","ipam":{{"type":"{kind}","{key}":"{socket}"}}}}"#)
    };
    let kube_ovn =
        |socket: &str| format!(r#"{{"type":"kube-ovn","server_socket":"{socket}","provider":"own.shop.ovn"}}"#);
    let volume = "/var/lib/kubelet/pods/1/volumes/kubernetes.io~empty-dir/v/d.sock";
    let url = format!("unix://{volume}");
    for (config, key) in [
        (ipam("dhcp", "daemonSocketPath", volume), ".ipam.daemonSocketPath"),
        (ipam("nv-ipam", "daemonSocket", &url), ".ipam.daemonSocket"),
        (ipam("kube-ovn", "server_socket", volume), ".ipam.server_socket"),
        (ipam("spiderpool", "ipam_unix_socket_path", volume), ".ipam.ipam_unix_socket_path"),
        (kube_ovn(volume), ".server_socket"),
        (ovs(volume), ".socket_file"),
        (ovs(&format!("unix:{volume}")), ".socket_file"),
        (ovs("unix:/run/openvswitch/%2e%2e/%2e%2e/var/lib/kubelet/d.sock"), ".socket_file"),
        (ovs("unix:/run/openvswitch/..%2fdb.sock"), ".socket_file"),
        (ovs("/var/run/../lib/kubelet/d.sock"), ".socket_file"),
        (ovs("tcp:10.9.0.7:6640"), ".socket_file"),
        (ovs("ssl:127.0.0.1:6640"), ".socket_file"),
    ] {
        is_reported(&config, "deny", key, problem, "remove it, or use one below `/run/cni/` or `/run/openvswitch/`");
    }
    for config in [
        ovs("unix:/var/run/openvswitch/db.sock"),
        ovs("unix:///var/run/openvswitch/db.sock"),
        ovs("/run/openvswitch/db.sock"),
        ovs("unix:/var/snap/microovn/common/run/switch/db.sock"),
        ipam("dhcp", "daemonSocketPath", "/run/cni/dhcp.sock"),
        ipam("dhcp", "daemonSocketPath", "/run/vpc/cni/dhcp.sock"),
        ipam("nv-ipam", "daemonSocket", "unix:///var/lib/cni/nv-ipam/daemon.sock"),
        ipam("kube-ovn", "server_socket", "/run/openvswitch/kube-ovn-daemon.sock"),
        ipam("spiderpool", "ipam_unix_socket_path", "/var/run/spidernet/spiderpool.sock"),
        ipam("spiderpool", "ipam_unix_socket_path", "/run/spidernet/spiderpool.sock"),
        r#"{"type":"multus-shim","daemonSocketDir":"/var/run/multus/socket"}"#.to_owned(),
    ] {
        assert_eq!(found(&config), [""; 0], "{config}");
    }
}

#[test]
fn multus_runs_no_program_that_is_not_a_plugin() {
    let problem = "is not a directory of CNI plugins, and any program in it runs as root on the node";
    let multus = |directory: &str| {
        format!(
            r#"{{"type":"multus","binDir":"{directory}","delegates":[{{"name":"x","type":"sh","x":"$(touch /etc/owned)"}}]}}"#
        )
    };
    for directory in [
        "/usr/bin",
        "/usr/",
        "/usr/lib",
        "/bin",
        "/etc/alternatives",
        "/host/etc",
        "/opt/cni/../../bin",
        "/opt/cni/bin:/usr/bin",
        "/var/lib/rancher/k3s/data/current/bin",
        "/var/lib/kubelet/pods/1/volumes/kubernetes.io~empty-dir/v",
        "bin",
    ] {
        is_reported(&multus(directory), "deny", ".binDir", problem, "remove it, or use `/opt/cni/bin`");
    }
    for directory in [
        "",
        "/opt/cni/bin",
        "/opt/cni/bin/",
        "/usr/lib/cni",
        "/usr/libexec/cni",
        "/var/lib/cni/bin",
        "/var/lib/rancher/k3s/data/cni",
        "/var/snap/microk8s/current/opt/cni/bin",
    ] {
        assert_eq!(found(&multus(directory)), [""; 0], "{directory}");
    }
}

#[test]
fn plugins_write_logs_where_nothing_runs_them() {
    let problem = "is not a file of logs, and text of the NAD in it may be a command to the node";
    let help = "remove it, or use one below `/var/log/`";
    let configs = |path: &str| {
        let whereabouts = format!(r#"{{"type":"whereabouts","range":"10.9.0.0/24","log_file":"{path}"}}"#);
        [
            (format!(r#"{{"type":"multus","LogFile":"{path}","delegates":[]}}"#), ".logFile"),
            (format!(r#"{{"type":"sriov","logFile":"{path}"}}"#), ".logFile"),
            (format!(r#"{{"type":"macvlan","master":"eth9","ipam":{whereabouts}}}"#), ".ipam.log_file"),
            (
                format!(r#"{{"type":"macvlan","master":"eth9","ipam":{{"type":"nv-ipam","logFile":"{path}"}}}}"#),
                ".ipam.logFile",
            ),
            (
                format!(
                    r#"{{"type":"macvlan","master":"eth9","ipam":{{"type":"spiderpool","log_file_path":"{path}"}}}}"#
                ),
                ".ipam.log_file_path",
            ),
        ]
    };
    for path in ["/etc/cron.d/x", "/root/.ssh/authorized_keys", "/var/log/../spool/cron/root", "/var/logs/x", "x.log"] {
        for (config, key) in configs(path) {
            is_reported(&config, "deny", key, problem, help);
        }
    }
    for path in ["", "/var/log/whereabouts.log", "/tmp/whereabouts.log", "/host/var/log/multus.log"] {
        for (config, _) in configs(path) {
            assert_eq!(found(&config), [""; 0], "{config}");
        }
    }
}

#[test]
fn a_plugin_that_makes_interfaces_is_no_ipam_plugin() {
    let problem = "is no IPAM plugin, so it may take the interface of a Ceph network";
    let config = r#"{"type":"ptp","device":"eth0","ipam":{"type":"host-device"}}"#;
    is_reported(config, "deny", ".ipam.type", problem, "use an IPAM plugin");
    for kind in ["flannel", "multus", "multus-shim"] {
        let config = config.replace(r#"{"type":"host-device"}"#, &format!(r#"{{"type":"{kind}"}}"#));
        is_reported(&config, "deny", ".ipam.type", problem, "use an IPAM plugin");
    }
    assert_eq!(found(r#"{"type":"macvlan","master":"eth9","ipam":{"type":"kube-ovn"}}"#), [""; 0]);
}

#[test]
fn an_interface_that_is_not_there_is_no_way_to_one_of_ceph() {
    let config = r#"{"plugins":[{"type":"host-device","device":"none0","DPDKMode":true,
        "ipam":{"type":"static","addresses":[{"address":"192.168.21.5/24"}]}},{"type":"ipvlan"}]}"#;
    let problem = "makes up an interface, which may be that of a Ceph network";
    is_reported(config, "deny", ".plugins[0].DPDKMode", problem, "remove it");
}

#[test]
fn ipvlan_takes_no_interface_by_the_name_that_a_pod_asks_for() {
    let problem = "takes an interface by the name that a pod asks for, which may be that of a Ceph network";
    let ipvlan = |more: &str, net: u8| {
        format!(
            r#"{{"type":"ipvlan"{more},"ipam":{{"type":"static","addresses":[{{"address":"192.168.{net}.5/24"}}]}}}}"#
        )
    };
    for before in [r#"{"type":"sriov"}"#, r#"{"type":"ib-sriov"}"#, r#"{"type":"sriov"},{"type":"tuning"}"#] {
        let config = format!(r#"{{"plugins":[{before},{}]}}"#, ipvlan("", 99));
        let place = before.matches("type").count();
        is_reported(&config, "deny", &format!(".plugins[{place}].type"), problem, "set `master`");
        for more in [r#","master":"eth9""#, r#","linkInContainer":true"#] {
            let config = config.replace(r#""type":"ipvlan""#, &format!(r#""type":"ipvlan"{more}"#));
            assert_eq!(found(&config), [""; 0], "{config}");
        }
    }
    // Other plugins before it may return an interface of the host.
    let chained = |net| format!(r#"{{"plugins":[{{"type":"own"}},{}]}}"#, ipvlan("", net));
    assert_eq!(found(&chained(99)), [""; 0]);
    let unclear = format!(
        "assigns `192.168.21.5`, like {CLUSTER}, and may be on its segment: it takes the link of plugin `ipvlan`"
    );
    is_reported(
        &chained(21),
        "warn",
        ".plugins[1].ipam.addresses",
        &unclear,
        "use other addresses, or set the interface",
    );
}

#[test]
fn an_ipam_plugin_of_a_chain_reads_its_section_whatever_the_type_there() {
    let config = |ipam: &str, kind: &str| {
        format!(
            r#"{{"plugins":[{{"type":"{kind}","ipam":{{"type":"x",{ipam}}}}},{{"type":"ipvlan","master":"eth0.100"}}]}}"#
        )
    };
    for (kind, ipam, key, common) in [
        ("static", r#""addresses":[{"address":"192.168.21.7/24"}]"#, "addresses", "192.168.21.7"),
        ("host-local", r#""subnet":"192.168.21.0/30""#, "subnet", "192.168.21.1-192.168.21.2"),
    ] {
        let problem = format!("assigns `{common}` on VLAN `100` of `eth0`, like {CLUSTER}");
        is_reported(&config(ipam, kind), "deny", &format!(".plugins[0].ipam.{key}"), &problem, OTHERS);
    }
}

#[test]
fn an_address_as_go_has_it_in_memory_is_no_way_to_hide_a_copy() {
    let config = r#"{"type":"ptp","ipam":{"type":"static","addresses":[{"address":"10.9.0.1/24"},
        {"Address":{"IP":"192.168.21.7","Mask":"////AA=="}}]}}"#;
    let problem = "has an `Address`, which may be that of a Ceph network";
    is_reported(config, "deny", ".ipam.addresses", problem, "use `address`");
}

#[test]
fn a_configuration_that_cannot_be_read_is_rejected() {
    let members: Vec<String> = (0..300).map(|place| format!(r#""k{place}":0"#)).collect();
    let config = format!(r#"{{"type":"macvlan",{}}}"#, members.join(","));
    let copies = "so it may copy a Ceph network";
    let problem = format!("has an object of 301 members, more than 256, {copies}");
    is_reported(&config, "deny", "", &problem, "use a shorter config that Multus can read");
    let problem = format!("is not JSON: expected value at line 1 column 1, {copies}");
    is_reported("hello", "deny", "", &problem, "use a JSON object that Multus can read");
    // A file on the nodes is out of sight.
    assert_eq!(found(""), [""; 0]);
}
