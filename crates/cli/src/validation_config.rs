//! `validation-config`: the configuration of Rook's validation tool.

use ceph_multus_nodes::validation::{Choice, config};

use crate::args::ValidationConfigArgs;
use crate::failure::Failure;
use crate::progress::Progress;
use crate::unapplied::reject_placeholders;
use crate::{Answer, CLEAN, input};

/// Writes the configuration of one CephCluster.
pub(crate) fn run(args: &ValidationConfigArgs) -> Result<Answer, Failure> {
    let settings = input::settings(args.settings.as_deref())?;
    let documents = input::documents(&args.manifests, &Progress::new())?;
    let choice =
        Choice { cluster: args.cluster.as_deref(), osds_per_node: args.osds_per_node, nginx_image: &args.nginx_image };
    let text = config(&documents, &settings, args.manifests.namespace(), &choice).map_err(Failure)?;
    reject_placeholders(&documents, &text)?;
    Ok(Answer::data(text, CLEAN))
}
