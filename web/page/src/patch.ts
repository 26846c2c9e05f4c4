import type { ObjectReport, Patch } from "ceph-multus-policy";
import { diffLines } from "diff";
import { isMap, parseAllDocuments, stringify } from "yaml";
import { h } from "./dom.ts";
import type { Turn } from "./frame.ts";

/** Lines that are shown around a change. */
const CONTEXT = 3;

/** A patch as it is drawn: the changes, and the object. */
type Drawn = [HTMLElement, HTMLElement];

/** The last patches: most keys change nothing of them. */
const known = new Map<string, Drawn>();
/** The last patch of each document, which stays until the next is drawn. */
const last = new Map<number, Drawn>();
const opened = new Set<string>();

/** What the policy mutates in an object, as a diff, and the object that results. */
export function patch(object: ObjectReport, { document, before, after }: Patch, onApply: () => void, turn: Turn): HTMLElement {
  const key = `${before}\n${after}`;
  const apply = h("button", { type: "button", onclick: onApply }, "Apply to manifest");
  const bar = h("div", { class: "bar" }, h("h4", {}, "Patch"), apply);
  const summary = h("summary", {}, "Mutated object");
  const details = h("details", { open: opened.has(object.subject) }, summary);
  details.addEventListener("toggle", () => (details.open ? opened.add(object.subject) : opened.delete(object.subject)));
  const box = h("div", { class: "patch" }, bar, details);
  const put = (parts: Drawn) => {
    box.replaceChildren(bar, parts[0], details);
    details.replaceChildren(summary, parts[1]);
    last.set(document, parts);
  };
  const parts = known.get(key);
  if (parts) put(parts);
  else {
    const stale = last.get(document);
    if (stale) put(stale);
    turn(box, () => put(drawn(key, before, after)));
  }
  return box;
}

function drawn(key: string, before: string, after: string): Drawn {
  if (known.size > 20) known.clear();
  const [left, right] = [before, after].map((json) => stringify(JSON.parse(json), { lineWidth: 0 })) as [string, string];
  const parts: Drawn = [h("pre", { class: "diff", tabindex: 0, "aria-label": "the changes" }, ...lines(left, right)), h("pre", { tabindex: 0, "aria-label": "the object" }, right)];
  known.set(key, parts);
  return parts;
}

function lines(left: string, right: string): Node[] {
  const nodes: Node[] = [];
  const parts = diffLines(left, right);
  for (const [place, part] of parts.entries()) {
    const text = part.value.replace(/\n$/, "").split("\n");
    if (part.added) text.forEach((line) => nodes.push(h("ins", {}, `+ ${line}`)));
    else if (part.removed) text.forEach((line) => nodes.push(h("del", {}, `- ${line}`)));
    else nodes.push(...context(text, place === 0, place === parts.length - 1));
  }
  return nodes;
}

/** The ends of an unchanged stretch that touch a change. */
function context(text: string[], isFirst: boolean, isLast: boolean): Node[] {
  const head = isFirst ? [] : text.slice(0, CONTEXT);
  const tail = isLast ? [] : text.slice(Math.max(text.length - CONTEXT, head.length));
  const gap = head.length + tail.length < text.length;
  const plain = (line: string) => h("span", {}, `  ${line}`);
  return [...head.map(plain), ...(gap && !isFirst && !isLast ? [h("span", { class: "quiet" }, "  ...")] : []), ...tail.map(plain)];
}

/** `manifests` with the changes in the object's document, which keeps its comments and its form; `undefined` where the document holds more than the object. */
export function applied(manifests: string, { document, before, after }: Patch): string | undefined {
  const found = parseAllDocuments(manifests).filter((one) => one.contents)[document];
  if (!found?.contents?.range || !isMap(found.contents) || found.get("items")) return undefined;
  for (const [path, value] of changes(JSON.parse(before), JSON.parse(after), [])) found.setIn(path, value);
  const [start, , end] = found.contents.range;
  const text = stringify(found.contents, { lineWidth: 0, indentSeq: false });
  return manifests.slice(0, start) + text.replace(/\n?$/, "\n") + manifests.slice(end);
}

type Value = null | boolean | number | string | Value[] | { [key: string]: Value };

function* changes(before: Value | undefined, after: Value, path: string[]): Generator<[string[], Value]> {
  const isObject = (value: Value | undefined): value is { [key: string]: Value } => typeof value === "object" && value !== null && !Array.isArray(value);
  if (isObject(before) && isObject(after)) {
    for (const [key, value] of Object.entries(after)) yield* changes(before[key], value, [...path, key]);
  } else if (JSON.stringify(before) !== JSON.stringify(after)) yield [path, after];
}
