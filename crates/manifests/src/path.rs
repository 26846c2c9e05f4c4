//! The paths of findings, taken apart again.

/// One step of a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Step<'p> {
    /// The key; of an element of a list its place.
    pub(crate) key: &'p str,
}

impl Step<'_> {
    /// The place in a list.
    pub(crate) fn index(&self) -> Option<usize> {
        self.key.parse().ok()
    }
}

/// The steps of a path as [`ceph_multus_core::report::edit::path_text`] and the rules write it: `spec.network`,
/// `metadata.annotations[k8s.v1.cni.cncf.io/networks][0].name`.
pub(crate) fn steps(path: &str) -> Vec<Step<'_>> {
    let mut steps = Vec::new();
    let mut rest = path;
    while !rest.is_empty() {
        let (key, after) = match rest.strip_prefix('[') {
            Some(inner) => inner.split_once(']').unwrap_or((inner, "")),
            None => rest.split_at(rest.find(['.', '[']).unwrap_or(rest.len())),
        };
        steps.push(Step { key });
        rest = after.strip_prefix('.').unwrap_or(after);
    }
    steps
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn has(path: &str, expected: &[&str]) {
        assert_eq!(steps(path).iter().map(|step| step.key).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn a_path_falls_into_keys_and_places() {
        has("", &[]);
        has("spec.network.selectors.public", &["spec", "network", "selectors", "public"]);
        has("spec.config.ipam.ipRanges[0].range", &["spec", "config", "ipam", "ipRanges", "0", "range"]);
        has(
            "spec.template.metadata.annotations[k8s.v1.cni.cncf.io/networks][12].name",
            &["spec", "template", "metadata", "annotations", "k8s.v1.cni.cncf.io/networks", "12", "name"],
        );
    }

    #[test]
    fn a_path_that_was_cut_short_keeps_what_is_left() {
        has("spec.annotations[k8s.v1.cni", &["spec", "annotations", "k8s.v1.cni"]);
    }
}
