//! Keeps the inventory in the settings of the policies as the cluster is: reads Ceph's objects, computes the settings as
//! `ceph-multus settings` does, and applies `inventory` and `previous` alone.
//!
//! What is written is a pure function of what was read ([`plan`]); the rest asks the API server and reports.

#![forbid(unsafe_code)]

pub mod args;
pub mod cluster;
pub mod events;
pub mod plan;
pub mod policy;
pub mod reading;
pub mod report;
pub mod rollout;
pub mod run;
mod serve;
pub mod trouble;
mod watch;

use std::process::ExitCode;

use clap::Parser;

use args::Args;
use cluster::Cluster;
use report::Log;
use trouble::Trouble;

/// Runs the program with the arguments of this process.
pub fn main() -> ExitCode {
    let args = Args::parse();
    let runtime = match tokio::runtime::Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return Log::failed(&Trouble::Other(error.to_string())),
    };
    runtime.block_on(async {
        match Cluster::connect().await {
            Ok(cluster) if args.watch => watch::run(&cluster, &args).await,
            Ok(cluster) => run::once(&cluster, &args).await,
            Err(trouble) => Log::failed(&trouble),
        }
    })
}
