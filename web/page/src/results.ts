import type { FindingReport, ObjectReport, Location, Report } from "ceph-multus-policy";
import type { NodesReport } from "../hosts/hosts.js";
import { counted, h, prose } from "./dom.ts";
import type { Turn } from "./frame.ts";
import { LISTED, limited } from "./limits.ts";
import { patch } from "./patch.ts";
import { ruleLink } from "./rule-page.ts";

/** What the results can ask of the page. */
export interface Actions {
  /** Shows a place of a text. */
  show(source: "manifests" | "settings" | "oldObjects", location: Location): void;
  /** Takes over what the policy mutates in an object; the button says if that does not work. */
  apply(object: ObjectReport, button: HTMLElement): void;
}

/** What people call the texts. */
export const NAMES = { manifests: "manifests", settings: "settings", oldObjects: "existing objects" };

const ORDER = ["rejected", "mutated", "warned", "accepted"] as const;

/** One line for everything. */
export function summary(report: Report, nodes: NodesReport | undefined): string {
  if (report.problems.length > 0) return "Invalid input";
  const number = (result: string) => report.objects.filter((object) => object.result === result).length;
  const parts = ORDER.filter((result) => number(result) > 0).map((result) => `${number(result)} ${result}`);
  const skipped = Object.values(report.skippedKinds).reduce((sum, count) => sum + count, 0) - (nodes?.documents ?? 0);
  if (skipped > 0) parts.push(`${skipped} skipped (no rule for this kind)`);
  if (report.skippedDocuments > 0) parts.push(`${counted(report.skippedDocuments, "document")} skipped (apiVersion or kind not set)`);
  if (nodes && nodes.summary !== "") parts.push(`${nodes.summary} about nodes and addresses`);
  return parts.length > 0 ? parts.join(", ") : "No objects yet";
}

/** What was found, object by object; those without findings in one line. What is mutated is drawn when it is its turn. */
export function resultNodes(report: Report, actions: Actions, turn: Turn): Node[] {
  if (report.problems.length > 0) {
    const items = report.problems.map(({ source, location, problem }) =>
      h("li", { class: "finding error" }, h("p", {}, ...prose(problem)), h("p", { class: "where" }, location ? jump(`${NAMES[source]}, line ${location.line}`, () => actions.show(source, location)) : NAMES[source])),
    );
    return [h("article", { class: "object rejected" }, h("ul", {}, ...items))];
  }
  const shown = report.objects.filter((object) => object.result !== "accepted");
  const fine = report.objects.filter((object) => object.result === "accepted");
  const [articles, more] = limited(shown, LISTED, (object) => object.result === "rejected");
  const nodes: Node[] = articles.map((object) => article(object, actions, turn));
  if (more > 0) nodes.push(h("p", { class: "quiet more" }, `${counted(more, "more object")} with findings`));
  if (fine.length > 0) {
    const [named, unnamed] = limited(fine, LISTED);
    const names = named.map((object) => h("li", {}, jump(object.subject, () => actions.show("manifests", object.location))));
    if (unnamed > 0) names.push(h("li", { class: "more" }, `and ${unnamed} more`));
    nodes.push(h("article", { class: "object accepted" }, h("h3", {}, badge("accepted"), "No findings"), h("ul", { class: "names" }, ...names)));
  }
  return nodes;
}

function article(object: ObjectReport, actions: Actions, turn: Turn): HTMLElement {
  const heading = h("h3", {}, badge(object.result), jump(object.subject, () => actions.show("manifests", object.location)));
  const findings = object.findings.map((finding) => item(finding, actions, ruleLink(finding.rule, `${object.subject} ${finding.path}`)));
  return h("article", { class: `object ${object.result}` }, heading, h("ul", {}, ...findings), object.patch && patch(object, object.patch, (button) => actions.apply(object, button), turn));
}

/** How severe a finding is, in the words of the command line. */
const SEVERITIES = { error: "error", warning: "warning", note: "note: fixed at admission" };

/** A finding with the link to the page of its rule. */
export function item(finding: FindingReport, actions: Actions, link: HTMLElement): HTMLElement {
  const { line } = finding.location;
  const where = h(
    "p",
    { class: "where" },
    h("span", { class: "severity" }, SEVERITIES[finding.severity]),
    jump(finding.path, () => actions.show("manifests", finding.location), `${finding.path}, line ${line}`),
    h("span", {}, `line ${line}`),
  );
  const help = finding.help !== "" && h("p", { class: "help" }, ...prose(finding.help));
  return h("li", { class: `finding ${finding.severity}` }, where, h("p", {}, ...prose(finding.problem)), help, link);
}

export function badge(result: string): HTMLElement {
  return h("span", { class: `badge ${result}` }, result);
}

export function jump(text: string, onclick: () => void, label?: string): HTMLElement {
  return h("button", { type: "button", class: "jump", onclick, "aria-label": label && `go to ${label}` }, text);
}
