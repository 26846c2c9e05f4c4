//! `request`: an AdmissionRequest.

use ceph_multus_manifests::{RequestedChange, request};

use crate::args::{Operation, RequestArgs};
use crate::failure::Failure;
use crate::{Answer, CLEAN, input};

/// Writes the request.
pub(crate) fn run(args: &RequestArgs) -> Result<Answer, Failure> {
    let object = input::single(&args.file)?;
    let old = args.old.as_deref().map(input::single).transpose()?;
    let change = match (args.operation, &old) {
        (Operation::Update, Some(old)) => RequestedChange::Update(old, &object),
        (Operation::Delete, None) => RequestedChange::Delete(&object),
        (Operation::Create, None) => RequestedChange::Create(&object),
        (Operation::Update, None) => return Err(Failure::from(String::from("an UPDATE needs `--old`"))),
        (_, Some(_)) => return Err(Failure::from(String::from("`--old` needs `--operation UPDATE`"))),
    };
    let request = request(change, args.user.as_deref(), &args.namespace)
        .map_err(|problem| Failure::from(format!("{}: {problem}", object.source().name)))?;
    Ok(Answer::data(format!("{request:#}\n"), CLEAN))
}
