//! `ceph-multus-sync`

fn main() -> std::process::ExitCode {
    ceph_multus_sync::main()
}
