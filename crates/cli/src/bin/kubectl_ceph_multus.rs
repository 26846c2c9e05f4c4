//! `kubectl ceph-multus`: the same as a plugin of kubectl, which takes a dash in a command for an underscore in a file.

fn main() -> std::process::ExitCode {
    ceph_multus_cli::run("kubectl ceph-multus")
}
