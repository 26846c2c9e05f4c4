import type { ObjectReport, Patch } from "ceph-multus-policy";
import { diffLines } from "diff";
import { type Node as Yaml, type Range, isMap, isNode, isScalar, isSeq, parseAllDocuments, stringify } from "yaml";
import { h } from "./dom.ts";
import type { Turn } from "./frame.ts";

/** Lines that are shown around a change. */
const CONTEXT = 3;

/** A patch as it is drawn: the changes, and the object. */
type Drawn = [HTMLElement, HTMLElement];

/** The last patches: most keys change nothing of them. */
const known = new Map<string, Drawn>();
/** The last patch of each object, which stays until the next is drawn. */
const last = new Map<string, Drawn>();
const opened = new Set<string>();

/** What the policy mutates in an object, as a diff, and the object that results. */
export function patch({ subject }: ObjectReport, { before, after }: Patch, onApply: (button: HTMLElement) => void, turn: Turn): HTMLElement {
  const key = `${before}\n${after}`;
  const apply: HTMLElement = h("button", { type: "button", onclick: () => onApply(apply) }, "Apply to manifest");
  const bar = h("div", { class: "bar" }, h("h4", {}, "Patch"), apply);
  const summary = h("summary", {}, "Mutated object");
  const details = h("details", { open: opened.has(subject) }, summary);
  details.addEventListener("toggle", () => (details.open ? opened.add(subject) : opened.delete(subject)));
  const box = h("div", { class: "patch" }, bar, details);
  const put = (parts: Drawn) => {
    box.replaceChildren(bar, parts[0], details);
    details.replaceChildren(summary, parts[1]);
    last.set(subject, parts);
  };
  const parts = known.get(key);
  if (parts) put(parts);
  else {
    const stale = last.get(subject);
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

/** `manifests` with what the policy mutates in the object that starts at `offset`, and all else as it was; `undefined` where that takes more than a line. */
export function applied(manifests: string, offset: number, { before, after }: Patch): string | undefined {
  const contents = parseAllDocuments(manifests).map((one) => one.contents);
  const found = contents.find((one) => holds(one, offset));
  if (!found?.range) return undefined;
  const json = isJson(manifests.slice(found.range[0], found.range[1]));
  const edits: Edit[] = [];
  for (const [path, value] of changes(JSON.parse(before), JSON.parse(after), [])) {
    const edit = typeof value === "string" ? change(manifests, objectAt(found, offset), path, value, json) : undefined;
    if (!edit) return undefined;
    edits.push(edit);
  }
  // From the last place to the first: what is before an edit stays where it is.
  edits.sort((one, next) => next.from - one.from);
  return edits.reduce((text, edit) => text.slice(0, edit.from) + edit.text + text.slice(edit.to), manifests);
}

function holds(node: unknown, offset: number): node is Yaml & { range: Range } {
  return isNode(node) && !!node.range && node.range[0] <= offset && offset < node.range[1];
}

/** The object at `offset`: `node`, or an element of the list that this is. */
function objectAt(node: unknown, offset: number): unknown {
  const items = isMap(node) ? node.get("items") : undefined;
  const element = isSeq(items) ? items.items.find((item) => holds(item, offset)) : undefined;
  return element ? objectAt(element, offset) : node;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

interface Edit {
  from: number;
  to: number;
  text: string;
}

/** The text that gives `value` to the member at `path`. */
function change(text: string, object: unknown, path: string[], value: string, json: boolean): Edit | undefined {
  let [node, depth] = [object, 0];
  while (isMap(node) && !node.anchor && depth < path.length && node.has(path[depth])) node = node.get(path[depth++], true);
  const rest = path.slice(depth);
  if (!isNode(node) || !node.range || ("anchor" in node && node.anchor)) return undefined;
  const [from, to] = node.range;
  if (isScalar(node)) return rest.length > 0 || text.slice(from, to).includes("\n") ? undefined : { from, to, text: json ? JSON.stringify(value) : flow([], value, json) };
  if (!isMap(node) || rest.length === 0) return undefined;
  const [head, last] = [node.items[0]?.key, node.items.at(-1)];
  if (node.flow) {
    const end = [last?.value, last?.key].find((one) => isNode(one) && one.range);
    const at = isNode(end) && end.range ? end.range[1] : from + 1;
    return { from: at, to: at, text: `${last ? ", " : ""}${flow(rest, value, json)}` };
  }
  if (!isNode(head) || !head.range) return undefined;
  const at = head.range[0];
  const indent = " ".repeat(at - text.lastIndexOf("\n", at - 1) - 1);
  return { from: at, to: at, text: `${rest.map((key, level) => `${level > 0 ? `\n${indent}${"  ".repeat(level)}` : ""}${flow([], key, false)}:`).join("")} ${stringify(value, { lineWidth: 0 })}${indent}` };
}

/** `a: {b: value}`, in one line. */
function flow([key, ...rest]: string[], value: string, json: boolean): string {
  const scalar = (text: string) => (!json && /^[a-z][\w./@-]*$/i.test(text) && stringify(text) === `${text}\n` ? text : JSON.stringify(text));
  if (key === undefined) return scalar(value);
  return `${scalar(key)}: ${rest.length > 0 ? `{${flow(rest, value, json)}}` : scalar(value)}`;
}

type Value = null | boolean | number | string | Value[] | { [key: string]: Value };

function* changes(before: Value | undefined, after: Value, path: string[]): Generator<[string[], Value]> {
  const isObject = (value: Value | undefined): value is { [key: string]: Value } => typeof value === "object" && value !== null && !Array.isArray(value);
  if (isObject(before) && isObject(after)) {
    for (const [key, value] of Object.entries(after)) yield* changes(before[key], value, [...path, key]);
  } else if (JSON.stringify(before) !== JSON.stringify(after)) yield [path, after];
}
