import type { AddressMap, Axis, Lane, Overlap } from "ceph-multus-policy";
import { counted, fit, h, s } from "./dom.ts";
import { DRAWN, limited } from "./limits.ts";
import { table } from "./table.ts";

const LANE = 66;
const BAR = 18;
const TOP = 22;
const GAP = 35;
/** The height of a line of text, and the width of a letter, at most on average. */
const LINE = 14;
const LETTER = 6.6;

/** What the drawing of an axis needs: its width, and the lines of text that each of its lanes has below the name. */
interface Room {
  width: number;
  lines: 1 | 2;
}

/** The address map, `width` pixels wide, and the same in words. */
export function map(picture: AddressMap, width: number): Node[] {
  if (picture.axes.length === 0 && picture.blanks.length === 0) return [h("p", { class: "quiet" }, "Add a NetworkAttachmentDefinition to see its range.")];
  const [axes, more] = limited(picture.axes, DRAWN, matters);
  const [blanks, moreBlanks] = limited(picture.blanks, DRAWN);
  const nodes: Node[] = axes.map((axis, place) => figure(axis, place, width));
  if (more + moreBlanks > 0) nodes.push(h("p", { class: "blank more" }, `${counted(more + moreBlanks, "more range")} not shown`));
  for (const blank of blanks) {
    nodes.push(h("p", { class: "blank" }, h("b", {}, blank.name), ` ${role(blank.role)}: not shown, ${blank.reason}`));
  }
  if (axes.length > 0) nodes.push(legend(), words(axes));
  return nodes;
}

/** Whether the addresses are in use, or in use twice. */
function matters(axis: Axis): boolean {
  return axis.overlaps.length > 0 || axis.lanes.some((lane) => lane.role !== "other");
}

function figure(axis: Axis, place: number, width: number): SVGSVGElement {
  const isShort = axis.lanes.every((lane) => LETTER * `${lane.cidr}, ${shares(axis, lane)}`.length <= width);
  const room: Room = { width, lines: isShort ? 1 : 2 };
  const height = top(axis.lanes.length, room) + (axis.overlaps.length > 0 ? 18 : 0);
  const [title, desc] = [`map-title-${place}`, `map-desc-${place}`];
  return s(
    "svg",
    { class: "map", role: "img", "aria-labelledby": `${title} ${desc}`, viewBox: `0 0 ${width} ${height}`, width, height },
    s("title", { id: title }, `Addresses from ${axis.first} to ${axis.last}`),
    s("desc", { id: desc }, axis.lanes.map((lane) => sentence(axis, lane)).concat(axis.overlaps.map((overlap) => clash(axis, overlap))).join("; ")),
    hatch(),
    s("text", { class: "tick", x: 0, y: 12 }, axis.first),
    s("text", { class: "tick", x: width, y: 12, "text-anchor": "end" }, axis.last),
    ...axis.overlaps.map((overlap) => joint(overlap, room)),
    ...axis.lanes.map((lane, row) => draw(axis, lane, row, room)),
    ...axis.overlaps.map((overlap) => band(overlap, room)),
    axis.overlaps[0] && s("text", { class: "clash", x: 0, y: height - 4 }, overlapText(axis)),
  );
}

/** Where the lane in a row starts. */
function top(row: number, { lines }: Room): number {
  return TOP + row * (LANE + (lines - 1) * LINE);
}

/** Where the bar of the lane in a row starts. */
function barAt(row: number, room: Room): number {
  return top(row, room) + GAP + (room.lines - 1) * LINE;
}

function draw(axis: Axis, lane: Lane, row: number, room: Room): SVGGElement {
  const { width } = room;
  const [y, bar] = [top(row, room), barAt(row, room)];
  const kind = (part: Lane["parts"][number]) => (part.kind === "free" && isOpen(lane) ? "free, or of OSDs that are not counted" : KINDS[part.kind]);
  const parts = lane.parts.map((part) =>
    s("rect", { class: part.kind, x: round(part.from * width), y: bar, width: Math.max(round((part.to - part.from) * width), 1), height: BAR }, s("title", {}, `${part.text}: ${part.count} ${kind(part)}`)),
  );
  const { gateway } = lane;
  const x = round((gateway?.at ?? 0) * width);
  return s(
    "g",
    { class: `lane ${lane.role}${lane.short ? " short" : ""}` },
    s("text", { class: "name", x: 0, y: y + 14 }, s("tspan", {}, fit(lane.name, Math.floor(width / LETTER) - 16)), s("tspan", { class: "quiet", dx: 7 }, lane.role === "nodes" ? "" : role(lane.role))),
    ...(room.lines === 1 ? [`${lane.cidr}, ${shares(axis, lane)}`] : [lane.cidr, shares(axis, lane)]).map((text, line) => s("text", { class: "quiet", x: 0, y: y + 28 + line * LINE }, text)),
    ...parts,
    gateway && s("path", { class: gateway.assigned ? "gateway assigned" : "gateway", d: `M${x - 4} ${bar + BAR + 8}h8l-4 -7z` }, s("title", {}, `gateway ${gateway.text}${gateway.assigned ? ", which can be assigned to a pod" : ""}`)),
  );
}

/** The part of both bars that overlaps. */
function band(overlap: Overlap, room: Room): SVGGElement {
  const { x, size, upper, lower } = extent(overlap, room);
  const bar = (y: number) => s("rect", { x, y: y - 2, width: size, height: BAR + 4, rx: 2 });
  return s("g", { class: "overlap" }, s("title", {}, `${overlap.text}: overlap`), bar(upper), bar(lower));
}

/** What joins these parts, behind the names of the networks. */
function joint(overlap: Overlap, room: Room): SVGPathElement {
  const { x, size, upper, lower } = extent(overlap, room);
  const line = (at: number) => `M${at} ${upper + BAR + 2}V${lower - 2}`;
  return s("path", { class: "joint", d: line(x) + line(round(x + size)) });
}

function extent(overlap: Overlap, room: Room): { x: number; size: number; upper: number; lower: number } {
  const [x, end] = [round(overlap.from * room.width), round(overlap.to * room.width)];
  const [upper, lower] = [Math.min(...overlap.lanes), Math.max(...overlap.lanes)].map((row) => barAt(row, room)) as [number, number];
  return { x, size: Math.max(round(end - x), 2), upper, lower };
}

/** What is excluded is hatched. */
function hatch(): SVGDefsElement {
  return s("defs", {}, s("pattern", { id: "hatch", width: 6, height: 6, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" }, s("path", { d: "M0 0V6", class: "hatch" })));
}

const KINDS = { used: "needed", surge: "needed during surge", free: "free", excluded: "excluded", outside: "not assignable", nodes: "of nodes" };

function legend(): HTMLElement {
  const entry = (kind: string, text: string) => h("li", {}, h("i", { class: kind }), text);
  return h("ul", { class: "legend", "aria-hidden": "true" }, entry("used", "steady state"), entry("surge", "surge"), entry("free", "free"), entry("excluded", "excluded"), entry("outside", "not assignable"), entry("gateway", "gateway"), entry("overlap", "overlap"));
}

function words(axes: Axis[]): HTMLElement {
  const rows = axes.flatMap((axis) =>
    axis.lanes.map((lane, place) => {
      const clashes = axis.overlaps.filter((overlap) => overlap.lanes.includes(place)).map((overlap) => clash(axis, overlap));
      const free = lane.free === undefined || clashes.length > 0 ? "" : `${lane.free} %`;
      const excluded = lane.parts.filter((part) => part.kind === "excluded").map((part) => part.text);
      return [lane.name, lane.role, lane.cidr, lane.capacity, lane.steady, lane.surge, free, excluded.join(", "), lane.gateway?.text ?? "", clashes.join(", ")];
    }),
  );
  return table("map", ["Network", "Role", "Range", "Addresses", "Steady state", "Surge", "Free", "Excluded", "Gateway", "Overlaps"], rows);
}

/** How many addresses a lane has and needs. What overlaps is never called free. */
function shares(axis: Axis, lane: Lane): string {
  const addresses = `${short(lane.capacity)} addresses`;
  if (lane.taken === undefined) return addresses;
  if (lane.short) return `${addresses}, ${lane.taken} needed`;
  if (isOpen(lane)) return `${lane.taken} of ${addresses} needed, OSDs not counted`;
  const overlaps = axis.overlaps.some((overlap) => overlap.lanes.includes(axis.lanes.indexOf(lane)));
  return `${lane.taken} of ${addresses} needed${overlaps ? "" : `, ${lane.free} % free`}`;
}

/** Whether OSDs that are not counted take addresses, too, so that it is not known what is free. */
function isOpen(lane: Lane): boolean {
  return lane.taken !== undefined && lane.free === undefined;
}

/** IPv6 has many. */
function short(count: string): string {
  return count.length > 9 ? `${count[0]}.${count[1]}e${count.length - 1}` : count;
}

function sentence(axis: Axis, lane: Lane): string {
  return `${lane.name} ${lane.role === "nodes" ? "" : role(lane.role)} ${lane.cidr}, ${shares(axis, lane)}`;
}

function clash(axis: Axis, overlap: Overlap): string {
  const [one, other] = overlap.lanes.map((place) => axis.lanes[place]?.name ?? "");
  return `${overlap.text} of ${one} and ${other}`;
}

function overlapText(axis: Axis): string {
  const [first, ...rest] = axis.overlaps;
  return first ? `overlap: ${first.text}${rest.length > 0 ? ` and ${rest.length} more` : ""}` : "";
}

function role(role: string): string {
  return role === "other" ? "not selected" : role;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
