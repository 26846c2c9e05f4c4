//! A workload's pod template: the pod that its controller is going to make.

use crate::facts::kind::Kind;
use crate::facts::object::Object;
use crate::facts::pod::Pod;
use crate::json::Path;

/// A Deployment, ReplicaSet, ReplicationController, StatefulSet, DaemonSet, Job or CronJob as the rules see it.
#[derive(Debug)]
pub struct Workload<'a> {
    /// The object itself.
    pub object: Object<'a>,
    /// The path of its pod template.
    pub template_path: &'static [&'static str],
    /// The pod that the template describes, in the namespace and under the name of the workload.
    pub pod: Pod<'a>,
}

impl<'a> Workload<'a> {
    /// Reads the template of a workload; `None` for another kind, or where there is no template.
    pub fn new(object: Object<'a>) -> Option<Self> {
        let template_path = template_path(object.kind)?;
        let mut pod = Object::new(Kind::Pod, object.at(template_path)?, "", "");
        // The API server ignores what the template calls itself.
        (pod.namespace, pod.name) = (object.namespace, object.name);
        Some(Workload { pod: Pod::new(pod), template_path, object })
    }

    /// The path of its pod template.
    pub fn template(&self) -> Path {
        Path::from(self.template_path)
    }
}

fn template_path(kind: Kind) -> Option<&'static [&'static str]> {
    match kind {
        Kind::CronJob => Some(&["spec", "jobTemplate", "spec", "template"]),
        kind => kind.is_workload().then_some(&["spec", "template"]),
    }
}
