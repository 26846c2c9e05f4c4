import type { FindingReport, ObjectReport, Place, Report } from "ceph-multus-policy";
import { counted, h, prose } from "./dom.ts";
import { LISTED, limited } from "./limits.ts";
import { patch } from "./patch.ts";
import { ruleLink } from "./rule-page.ts";

/** What the verdict can ask of the page. */
export interface Actions {
  /** Shows a place of a text. */
  show(source: "manifests" | "settings" | "before", place: Place): void;
  /** Takes over what the policy mutates in an object. */
  apply(object: ObjectReport): void;
}

const ORDER = ["refused", "mended", "warned", "accepted"] as const;

/** What became of an object, in Kubewarden's words. */
const RESULTS: Record<string, string> = { refused: "rejected", mended: "mutated", warned: "warned", accepted: "accepted" };

/** One line for everything. */
export function summary(report: Report): string {
  if (report.problems.length > 0) return "Invalid input";
  const number = (verdict: string) => report.objects.filter((object) => object.verdict === verdict).length;
  const parts = ORDER.filter((verdict) => number(verdict) > 0).map((verdict) => `${number(verdict)} ${RESULTS[verdict]}`);
  const unread = Object.values(report.unread).reduce((sum, count) => sum + count, 0);
  if (unread > 0) parts.push(`${unread} skipped (no rule for this kind)`);
  if (report.foreign > 0) parts.push(`${counted(report.foreign, "document")} skipped (apiVersion or kind not set)`);
  return parts.length > 0 ? parts.join(", ") : "No objects yet";
}

/** What was found, object by object; those without findings in one line. */
export function verdict(report: Report, actions: Actions): Node[] {
  if (report.problems.length > 0) {
    const items = report.problems.map(({ source, place, problem }) =>
      h("li", { class: "finding error" }, h("p", {}, ...prose(problem)), h("p", { class: "where" }, place ? jump(`${source}, line ${place.line}`, () => actions.show(source, place)) : source)),
    );
    return [h("article", { class: "object refused" }, h("ul", {}, ...items))];
  }
  const told = report.objects.filter((object) => object.verdict !== "accepted");
  const fine = report.objects.filter((object) => object.verdict === "accepted");
  const [articles, untold] = limited(told, LISTED, (object) => object.verdict === "refused");
  const nodes: Node[] = articles.map((object) => article(object, actions));
  if (untold > 0) nodes.push(h("p", { class: "quiet more" }, `${counted(untold, "more object")} with findings`));
  if (fine.length > 0) {
    const [named, unnamed] = limited(fine, LISTED);
    const names = named.map((object) => h("li", {}, jump(object.subject, () => actions.show("manifests", object.place))));
    if (unnamed > 0) names.push(h("li", { class: "more" }, `and ${unnamed} more`));
    nodes.push(h("article", { class: "object accepted" }, h("h3", {}, badge("accepted"), "No findings"), h("ul", { class: "names" }, ...names)));
  }
  return nodes;
}

function article(object: ObjectReport, actions: Actions): HTMLElement {
  const heading = h("h3", {}, badge(object.verdict), jump(object.subject, () => actions.show("manifests", object.place)));
  const findings = object.findings.map((finding) => item(object, finding, actions));
  return h("article", { class: `object ${object.verdict}` }, heading, h("ul", {}, ...findings), object.patch && patch(object, object.patch, () => actions.apply(object)));
}

/** How severe a finding is, in the words of the command line. */
const WEIGHTS = { error: "error", warning: "warning", mended: "note: fixed at admission" };

function item(object: ObjectReport, finding: FindingReport, actions: Actions): HTMLElement {
  const { line } = finding.place;
  const where = h(
    "p",
    { class: "where" },
    h("span", { class: "weight" }, WEIGHTS[finding.weight]),
    jump(finding.path, () => actions.show("manifests", finding.place), `${finding.path}, line ${line}`),
    h("span", {}, `line ${line}`),
  );
  const help = finding.help !== "" && h("p", { class: "help" }, ...prose(finding.help));
  return h("li", { class: `finding ${finding.weight}` }, where, h("p", {}, ...prose(finding.problem)), help, ruleLink(finding.rule, `${object.subject} ${finding.path}`));
}

function badge(verdict: string): HTMLElement {
  return h("span", { class: `badge ${verdict}` }, RESULTS[verdict] ?? verdict);
}

function jump(text: string, onclick: () => void, label?: string): HTMLElement {
  return h("button", { type: "button", class: "jump", onclick, "aria-label": label && `go to ${label}` }, text);
}
