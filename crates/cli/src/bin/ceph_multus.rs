//! `ceph-multus`

fn main() -> std::process::ExitCode {
    ceph_multus_cli::run("ceph-multus")
}
