import type { AttachmentPicture, Joiner, Link, Stop } from "ceph-multus-policy";
import { counted, fit, h, s } from "./dom.ts";
import { DRAWN, limited } from "./limits.ts";
import { table } from "./table.ts";

const ROW = 44;
const BOX = 34;

/** Which daemon is attached to which network, `width` pixels wide, and the same in words. */
export function attachments(pictures: AttachmentPicture[], width: number): Node[] {
  if (pictures.length === 0) return [h("p", { class: "quiet" }, "Add a CephCluster or a pod with networks.")];
  return pictures.flatMap((whole, place) => {
    const [joiners, more] = limited(whole.joiners, DRAWN, (joiner) => joiner.rejected);
    const picture = { ...whole, joiners };
    const title = h("h3", {}, picture.cluster === "" ? "Pods outside any CephCluster" : picture.cluster);
    const note = picture.note !== "" && h("p", { class: "quiet" }, picture.note);
    const empty = picture.networks.length === 0 && picture.joiners.length === 0;
    const drawn = empty ? [] : [figure(picture, place, width), words(picture, place)];
    const rest = more > 0 ? [h("p", { class: "quiet more" }, `${counted(more, "more pod")} not shown`)] : [];
    return [title, ...(note ? [note] : []), ...drawn, ...rest];
  });
}

function figure(picture: AttachmentPicture, place: number, width: number): SVGSVGElement {
  const rows = Math.max(picture.joiners.length, picture.networks.length, 1);
  const height = rows * ROW;
  const columns = { left: Math.round(width * 0.4), right: Math.round(width * 0.54) };
  const offset = (count: number) => ((rows - count) * ROW) / 2;
  const joinerY = (row: number) => offset(picture.joiners.length) + row * ROW + ROW / 2;
  const stopY = (row: number) => ((row + 0.5) * height) / Math.max(picture.networks.length, 1);
  const [title, desc] = [`join-title-${place}`, `join-desc-${place}`];
  const lines = picture.joiners.flatMap((joiner, row) =>
    joiner.links.map((link) => line(link, picture.networks[link.network], [columns.left, joinerY(row)], [columns.right, stopY(link.network)])),
  );
  return s(
    "svg",
    { class: "joins", role: "img", "aria-labelledby": `${title} ${desc}`, viewBox: `0 0 ${width} ${height}`, width, height },
    s("title", { id: title }, `Daemons and networks of ${picture.cluster || "pods outside any CephCluster"}`),
    s("desc", { id: desc }, picture.joiners.map((joiner) => sentence(picture, joiner)).join("; ")),
    ...lines,
    ...picture.joiners.map((joiner, row) => joinerBox(joiner, joinerY(row), columns.left)),
    ...picture.networks.map((stop, row) => stopBox(stop, stopY(row), columns.right, width - columns.right)),
  );
}

function joinerBox(joiner: Joiner, y: number, width: number): SVGGElement {
  const [name, detail] = labels(joiner);
  const room = Math.floor((width - (detail ? 20 : 50)) / 7);
  return s(
    "g",
    { class: `joiner${joiner.rejected ? " rejected" : ""}` },
    s("title", {}, [joiner.object || joiner.name, joiner.note].filter(Boolean).join(": ")),
    s("rect", { x: 0.5, y: y - BOX / 2, width: width - 1, height: BOX, rx: 6 }),
    s("text", { class: "name", x: 10, y: detail ? y - 2 : y + 4 }, fit(name, room)),
    detail && s("text", { class: "quiet", x: 10, y: y + 12 }, fit(detail, Math.floor((width - 20) / 6))),
    !detail && s("text", { class: "count", x: width - 10, y: y + 4, "text-anchor": "end" }, joiner.count),
  );
}

/** Of a pod or a NAD the name and where it is, of a daemon's pod the daemon and the name; daemons to come have a number. */
function labels({ name, parts, daemon, note }: Joiner): [string, string?] {
  if (parts === undefined) return [name];
  return daemon ? [name, note || parts.name] : [parts.name, note || `${parts.kind} of ${parts.namespace}`];
}

function stopBox(stop: Stop, y: number, x: number, width: number): SVGGElement {
  return s(
    "g",
    { class: `stop ${tone(stop)} ${stop.state}` },
    s("title", {}, [stop.name, stop.reason].filter(Boolean).join(": ")),
    s("rect", { x: x + 0.5, y: y - BOX / 2, width: width - 1, height: BOX, rx: 6 }),
    s("text", { class: "name", x: x + 10, y: y - 2 }, fit(stop.name, Math.floor((width - 20) / 7))),
    s("text", { class: "quiet", x: x + 10, y: y + 12 }, [stop.role === "other" ? "not Ceph's" : stop.role, STATES[stop.state]].filter(Boolean).join(", ")),
  );
}

const STATES = { known: "", unknown: "not found", rejected: "rejected" };

function line(link: Link, stop: Stop | undefined, [x1, y1]: [number, number], [x2, y2]: [number, number]): SVGGElement {
  const middle = (x1 + x2) / 2;
  const sign = { attached: "", rejected: "✕", missing: "?", added: "+", copies: "✕", nears: "!" }[link.state];
  return s(
    "g",
    { class: `link ${stop ? tone(stop) : ""} ${link.state}${link.default ? " default" : ""}` },
    (link.default || link.state === "copies" || link.state === "nears") && s("title", {}, what(link)),
    s("path", { d: `M${x1} ${y1}C${middle} ${y1} ${middle} ${y2} ${x2} ${y2}` }),
    sign !== "" && s("circle", { cx: middle, cy: (y1 + y2) / 2, r: 8 }),
    sign !== "" && s("text", { x: middle, y: (y1 + y2) / 2 + 4, "text-anchor": "middle" }, sign),
  );
}

const LINKS = { attached: "attached", rejected: "not allowed", missing: "missing", added: "added by the policy", copies: "must not copy", nears: "on the same segment" };
const DEFAULTS = { ...LINKS, attached: "attached as default network", rejected: "not allowed as default network" };

function what(link: Link): string {
  return (link.default ? DEFAULTS : LINKS)[link.state];
}

function sentence(picture: AttachmentPicture, joiner: Joiner): string {
  const links = joiner.links.map((link) => `${picture.networks[link.network]?.name ?? ""} ${what(link)}`);
  return `${joiner.object || `${joiner.count} ${joiner.name}`}: ${links.join(", ") || joiner.note || "no networks"}`;
}

function words(picture: AttachmentPicture, place: number): HTMLElement {
  const rows = picture.joiners.flatMap((joiner) => {
    const name = joiner.object || joiner.name;
    if (joiner.links.length === 0) return [[name, joiner.count, "", joiner.rejected ? "rejected" : "none", joiner.note]];
    return joiner.links.map((link) => {
      const stop = picture.networks[link.network];
      return [name, joiner.count, stop?.name ?? "", what(link), joiner.note || stop?.reason || ""];
    });
  });
  return table(`joins-${place}`, ["Daemon or object", "Count", "Network", "State", "Reason"], rows);
}

function tone(stop: Stop): string {
  return stop.role === "public and cluster" ? "public" : stop.role;
}
