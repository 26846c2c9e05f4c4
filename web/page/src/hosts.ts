// Nodes and assigned addresses: a module of its own, loaded when the input has such objects.
import init, { type Axis, type Lane, type LiveFindings, type Mark, type Network, type NodesReport, type ObjectFindings, inspectNodes } from "../hosts/hosts.js";
import { counted, h, s } from "./dom.ts";
import { DRAWN, LISTED, limited } from "./limits.ts";
import { type Actions, badge, item, jump } from "./results.ts";
import { ruleLink } from "./rule-page.ts";
import { table } from "./table.ts";

export { inspectNodes };

/** Loads the module. */
export async function load(): Promise<void> {
  await init({ module_or_path: new URL("../hosts/hosts_bg.wasm", import.meta.url) });
}

/** The page of a rule about nodes. */
async function explain(rule: string): Promise<string> {
  const { default: pages } = await import("../hosts/hosts_pages.js");
  return pages[rule] ?? "";
}

/** The page of the book that says what the kinds of findings mean. */
const BOOK = "../nodes.html#see-what-whereabouts-has-assigned";

/** What was found, and a picture of each network, `width` pixels wide. */
export function nodesNodes(report: NodesReport, width: number, actions: Actions): Node[] {
  const [objects, more] = limited(report.objects, LISTED, (object) => object.severity === "error");
  const [networks, moreNetworks] = limited(report.networks, DRAWN);
  return [
    h("p", { class: "headline quiet" }, report.headline),
    ...objects.map((object) => article(object, actions)),
    ...(more > 0 ? [h("p", { class: "quiet more" }, `${counted(more, "more object")} with findings`)] : []),
    ...report.live.map((live) => addresses(live, actions)),
    ...networks.flatMap((network) => picture(network, width)),
    ...(moreNetworks > 0 ? [h("p", { class: "quiet more" }, `${counted(moreNetworks, "more network")} not shown`)] : []),
    ...(networks.length > 0 ? [legend()] : []),
  ];
}

function article(object: ObjectFindings, actions: Actions): HTMLElement {
  const heading = h("h3", {}, badge(object.severity), jump(object.subject, () => actions.show("manifests", object.location)));
  const findings = object.findings.map((finding) => item(finding, actions, ruleLink(finding.rule, `${object.subject} ${finding.path}`, finding.summary, explain)));
  return h("article", { class: `object ${TONES[object.severity]}` }, heading, h("ul", {}, ...findings));
}

const TONES = { error: "rejected", warning: "warned" };

function addresses({ kind, severity, items }: LiveFindings, actions: Actions): HTMLElement {
  const [shown, more] = limited(items, LISTED);
  const lines = shown.map(({ text, location }) =>
    h("li", { class: `finding ${severity}` }, h("p", {}, text, " ", jump(`line ${location.line}`, () => actions.show("manifests", location), `line ${location.line}: ${text}`))),
  );
  if (more > 0) lines.push(h("li", { class: "more" }, `and ${more} more`));
  const heading = h("h3", {}, badge(severity), h("a", { href: BOOK }, kind));
  return h("article", { class: `object ${TONES[severity]}` }, heading, h("ul", {}, ...lines));
}

function picture(network: Network, width: number): Node[] {
  const [axes, more] = limited(network.axes, DRAWN, (axis) => axis.lanes.some((lane) => lane.kind === "pods"));
  const [rows, moreRows] = limited(network.rows, LISTED, (row) => row.fault !== "");
  const lines = rows.map((row) => [row.addresses, row.whose, row.state, row.fault]);
  if (moreRows > 0) lines.push([`and ${moreRows} more`, "", "", ""]);
  return [
    h("h3", { class: "network" }, network.name, " ", h("span", { class: "quiet" }, network.role)),
    ...axes.map((axis) => figure(axis, network, width)),
    ...(more > 0 ? [h("p", { class: "quiet more" }, `${counted(more, "more range")} not shown`)] : []),
    ...network.notes.map((note) => h("p", { class: "note" }, note)),
    table(`nodes-${network.name}`, ["Address", "Pod or node", "State", "Problem"], lines),
  ];
}

function figure(axis: Axis, network: Network, width: number): HTMLElement {
  const tone = network.role === "cluster" ? "cluster" : "public";
  const ticks = h("p", { class: "ticks" }, h("span", {}, axis.first), " ", h("span", {}, axis.last));
  const [lanes, more] = limited(axis.lanes, DRAWN, (lane) => lane.kind !== "way" || lane.wrong);
  const rest = more > 0 && h("p", { class: "quiet more" }, `${counted(more, "more line")} not shown`);
  return h("div", { class: `stretch ${tone}` }, ticks, ...lanes.map((lane) => row(lane, width)), rest);
}

function row(lane: Lane, width: number): HTMLElement {
  const caption = h("p", {}, h("b", {}, lane.name), " ", h("span", { class: "quiet" }, lane.caption));
  return h("div", { class: `lane ${lane.kind}${lane.wrong ? " wrong" : ""}` }, caption, bar(lane, width));
}

/** How high a bar is, in pixels. */
const BARS = { pods: 18, slices: 10, nodes: 0, way: 7 };
/** What is thinner than this has no border, which would hide its neighbours. */
const THIN = 4;
/** The space of a mark with its label. */
const MARK = 24;

function bar(lane: Lane, width: number): SVGSVGElement {
  const size = BARS[lane.kind];
  const above = lane.marks.length > 0 && lane.kind === "pods" ? MARK : 1;
  const height = above + size + (lane.kind === "nodes" ? MARK : 1);
  const parts = lane.parts.map((part) => {
    const length = round((part.to - part.from) * width);
    return s("rect", { class: length < THIN ? `${part.kind} thin` : part.kind, x: round(part.from * width), y: above, width: Math.max(length, 1), height: size }, s("title", {}, part.text));
  });
  return s(
    "svg",
    { class: "strip", role: "img", "aria-label": `${lane.name}: ${lane.caption}`, viewBox: `0 0 ${width} ${height}`, width, height },
    ...parts,
    lane.kind === "nodes" && s("path", { class: "axis", d: `M0 5H${width}` }),
    ...marks(lane, width, lane.kind === "nodes"),
  );
}

/** The marks from left to right, and of the labels those that have room. */
function marks(lane: Lane, width: number, below: boolean): SVGGElement[] {
  let end = -Infinity;
  return [...lane.marks].sort((left, right) => left.at - right.at).map((mark) => {
    const x = round(mark.at * width);
    const room = mark.label.length * 6.8;
    const start = Math.min(Math.max(x - room / 2, 0), width - room);
    const fits = start >= end + 8;
    if (fits) end = start + room;
    const label = fits && s("text", { class: "label", x: round(start), y: below ? 21 : 11 }, mark.label);
    return s("g", { class: `mark ${mark.kind}` }, s("title", {}, mark.text), s("path", { d: SHAPES[mark.kind](x) }), label);
  });
}

/** A circle for what is attached, a cross for what is not; an arrow that points down to the bar. */
const SHAPES: Record<Mark["kind"], (x: number) => string> = {
  shim: (x) => `M${x - 4} 5a4 4 0 1 0 8 0a4 4 0 1 0 -8 0`,
  apart: (x) => `M${x - 4} 1l8 8m0 -8l-8 8`,
  twice: (x) => `M${x - 4} 15h8l-4 8z`,
};

function legend(): HTMLElement {
  const entry = (kind: string, text: string) => h("li", {}, h("i", { class: kind }), text);
  return h(
    "ul",
    { class: "legend", "aria-hidden": "true" },
    entry("assigned", "assigned"),
    entry("orphan", "orphan"),
    entry("unreserved", "not reserved"),
    entry("twice", "assigned twice"),
    entry("free", "free"),
    entry("reached", "route to the pods"),
    entry("nowhere", "no route"),
  );
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
