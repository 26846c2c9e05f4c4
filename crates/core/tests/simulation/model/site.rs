//! What an operator works on, and what it runs once.

use super::daemon::{ADMIN, Kind, OPERATOR};
use super::kubernetes::{Ground, Workload};
use super::networks::{Networks, Template};
use super::{Gate, Tick};
use crate::policy::{Ask, Target};

/// What the operator works on.
pub(crate) struct Site<'s> {
    pub(crate) now: Tick,
    pub(crate) ground: &'s mut Ground,
    pub(crate) workloads: &'s mut Vec<Workload>,
    pub(crate) gate: &'s mut dyn Gate,
}

impl Site<'_> {
    /// The places of the workloads of `kind`.
    pub(crate) fn of(&self, kind: Kind) -> Vec<usize> {
        (0..self.workloads.len()).filter(|place| self.workloads[*place].kind == kind).collect()
    }

    /// A Job or Deployment that the operator makes for once, and its pod: the networks that it gets.
    pub(crate) fn run_once(&mut self, kind: Kind, template: Template) -> Option<Networks> {
        let ask = Ask::Workload { kind, target: Target::Own, template, old: None, user: OPERATOR };
        if self.gate.passes(ask) { self.gate.pod(kind, template) } else { None }
    }

    /// A copy that a person makes of a workload for maintenance, and its pod.
    pub(crate) fn run_copy(&mut self, place: usize) {
        let (kind, template) = (self.workloads[place].kind, self.workloads[place].template);
        if self.gate.passes(Ask::Workload { kind, target: Target::Copy, template, old: None, user: ADMIN }) {
            let _ = self.gate.pod(kind, template);
        }
    }
}
