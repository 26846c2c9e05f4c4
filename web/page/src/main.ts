import { type FindingReport, type ObjectReport, type Location, type Report, check, load, settingsFrom, version } from "ceph-multus-policy";
import { attachments } from "./attachments.ts";
import { stringify } from "yaml";
import { byId } from "./dom.ts";
import { Editor, type Remark } from "./editor.ts";
import { download, files } from "./files.ts";
import { afterFrame, now } from "./frame.ts";
import { keep, kept } from "./kept.ts";
import { map } from "./map.ts";
import { applied } from "./patch.ts";
import { keepOffline } from "./offline.ts";
import { first, named, picker, issues } from "./picker.ts";
import { type State, decode, encode } from "./share.ts";
import { split } from "./split.ts";
import { theme } from "./theme.ts";
import { NAMES, resultNodes, summary } from "./results.ts";
import type { NodesReport } from "../hosts/hosts.js";

/** How long the link waits for somebody who types, in milliseconds. */
const QUIET = 400;
/** An evaluation that takes longer waits, too, in milliseconds: the keys come first. */
const SLOW = 300;

const [results, mapBox, joinBox, nodesBox] = [byId("results"), byId("map"), byId("attachments"), byId("nodes")];
let width = 0;
let report: Report | undefined;
/** What is known of nodes and assigned addresses, and the part of the page for it once that is loaded. */
let nodes: NodesReport | undefined;
let nodesPart: typeof import("./hosts.ts") | undefined;
let keystroke: number | undefined;
let timer = 0;
/** The fragment that the page wrote itself. */
let written = "";
/** While texts are put in, nothing is evaluated: they belong together. */
let putting = false;
/** How long the last evaluation took, in milliseconds, and whether another is due. */
let cost = 0;
let due = false;

const editors = {
  manifests: new Editor(byId("manifests"), "Manifests", "Paste manifests (YAML or JSON)", changed),
  settings: new Editor(byId("settings"), "Settings", "Empty: default settings", changed),
  oldObjects: new Editor(byId("oldObjects"), "Existing objects", "Empty: every object is created", changed),
};

function state(): State {
  return { manifests: editors.manifests.text, settings: editors.settings.text, oldObjects: editors.oldObjects.text };
}

function put(next: State): void {
  putting = true;
  editors.manifests.text = next.manifests;
  editors.settings.text = next.settings;
  editors.oldObjects.text = next.oldObjects;
  byId<HTMLDetailsElement>("oldObjects-box").open = next.oldObjects !== "";
  putting = false;
  cost = 0;
  changed();
  reveal();
}

/** What is in a box, as JSON. */
const drawn = new Map<Element, string>();

/** Draws what is not there yet. What stays as it is keeps what is open in it, and the focus, which is not lost otherwise. */
function draw(box: HTMLElement, what: unknown, nodes: () => Node[]): void {
  const text = JSON.stringify(what);
  if (drawn.get(box) === text) return;
  drawn.set(box, text);
  const hadFocus = box.contains(document.activeElement);
  box.replaceChildren(...nodes());
  if (!hadFocus) return;
  box.tabIndex = -1;
  box.focus();
}

/** Brings the first finding into view, errors first. */
function reveal(): void {
  const findings = [...(report?.objects ?? []), ...(nodes?.objects ?? [])].flatMap((object) => object.findings);
  const found = findings.find((finding) => finding.severity === "error") ?? findings[0];
  if (found) editors.manifests.reveal(found.location);
}

function changed(): void {
  if (putting) return;
  notice("");
  due = true;
  if (cost < SLOW) evaluate();
  results.classList.toggle("stale", due);
  clearTimeout(timer);
  timer = window.setTimeout(settle, QUIET);
}

/** Nobody types any more. */
function settle(): void {
  catchUp();
  void remember();
}

/** Evaluates what was typed while that took too long for a key. */
function catchUp(): void {
  if (due) evaluate();
  results.classList.remove("stale");
}

/** Evaluates what is typed, and shows the verdict in the turn of the key, unless that takes long. */
function evaluate(): void {
  const start = performance.now();
  due = false;
  const input = state();
  const checked = check(input);
  report = checked;
  const readable = report.problems.length === 0;
  if (readable) inspect(report, input);
  const turn = keystroke === undefined ? now : afterFrame;
  draw(byId("objects"), [report.problems, report.objects], () => resultNodes(checked, { show, apply }, turn));
  const words = summary(report, nodes);
  for (const id of ["summary", "below"]) tell(byId(id), words);
  for (const box of [mapBox, joinBox, nodesBox]) box.classList.toggle("stale", !readable);
  if (readable) turn(mapBox, pictures);
  // Where text has come in since then, they would stand at other words.
  turn(byId("manifests"), () => {
    if (!due) remark(checked);
  });
  const end = performance.now();
  cost = end - start;
  performance.measure("results", { start: keystroke ?? start, end });
  byId("time").textContent = `Evaluated in ${cost.toFixed(1)} ms.`;
  keystroke = undefined;
}

/** Most input has nothing of nodes; what reads it is loaded with the first that has. */
function inspect(report: Report, { manifests, settings }: State): void {
  const concerned = report.observed;
  nodes = concerned ? nodesPart?.inspectNodes(manifests, settings) : undefined;
  nodesBox.hidden = !concerned;
  if (concerned && !nodesPart) void loadNodes();
}

async function loadNodes(): Promise<void> {
  try {
    const part = await import("./hosts.ts");
    await part.load();
    nodesPart = part;
    evaluate();
  } catch (error) {
    nodesBox.lastElementChild?.replaceChildren(`Not shown, because a part of the page could not be loaded: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function pictures(): void {
  if (!report || width === 0) return;
  const { map: networks, attachments: joined } = report;
  const [ofNodes, inNodes] = [nodes, nodesBox.lastElementChild];
  if (ofNodes && inNodes instanceof HTMLElement) draw(inNodes, [ofNodes, width], () => nodesPart?.nodesNodes(ofNodes, width, { show, apply }) ?? []);
  draw(mapBox, [networks, width], () => map(networks, width));
  draw(joinBox, [joined, width], () => attachments(joined, width));
}

/** A live region speaks up whenever it is written. */
function tell(region: HTMLElement, text: string): void {
  if (region.textContent !== text) region.textContent = text;
}

const SEVERITIES = { error: "error", warning: "warning", note: "info" } as const;

function remark({ problems, objects }: Report): void {
  const ofFinding = (finding: FindingReport): Remark => ({
    location: finding.location,
    severity: SEVERITIES[finding.severity],
    message: finding.help === "" ? finding.problem : `${finding.problem}; ${finding.help}`,
    rule: finding.rule,
  });
  const inText = (source: string) => problems.filter((problem) => problem.source === source).map(({ location, problem }): Remark => ({ location, severity: "error", message: problem }));
  const ofNodes = problems.length > 0 ? [] : [...(nodes?.objects ?? [])].flatMap((object) => object.findings.map(ofFinding));
  const ofAddresses = problems.length > 0 ? [] : (nodes?.live ?? []).flatMap(({ kind, severity, items }) => items.map(({ text, location }): Remark => ({ location, severity, message: text, rule: kind })));
  editors.manifests.remark([...objects.flatMap((object) => object.findings.map(ofFinding)), ...ofNodes, ...ofAddresses, ...inText("manifests")]);
  editors.settings.remark(inText("settings"));
  editors.oldObjects.remark(inText("oldObjects"));
}

function show(source: keyof typeof editors, location: Location): void {
  const box = byId(source).closest("details");
  if (box) box.open = true;
  editors[source].show(location);
}

function apply(object: ObjectReport, button: HTMLElement): void {
  const editor = editors.manifests;
  const text = object.patch && applied(editor.text, editor.offset(object.location), object.patch);
  if (text === undefined) say(button, "Not possible here: edit the text");
  else editor.text = text;
}

/** Says at the top what did not work, until a text changes. */
function notice(problem: string): void {
  const box = byId("notice");
  box.hidden = problem === "";
  tell(box, problem);
}

/** Says which example this is, if it is one. */
function describe(): void {
  const example = named(state());
  byId("example").textContent = example?.title ?? "";
  byId("issues").replaceChildren(...issues(example).flatMap((link) => [link, " "]));
}

/** Keeps the state in the address, so that a reload and a link have it; says whether that holds it. */
async function remember(): Promise<boolean> {
  describe();
  const fragment = await encode(state());
  if (fragment === undefined) byId("example").textContent = "Too long for the address: a reload does not bring this text back.";
  written = fragment === undefined ? "" : `#${fragment}`;
  history.replaceState(null, "", written || location.pathname);
  return fragment !== undefined;
}

/** Opens what the address has. A fragment that is none of ours, as of the link to the results, changes no text. */
async function open(otherwise?: State): Promise<void> {
  if (location.hash === written && written !== "") return;
  const opened = await decode(location.hash);
  const problem = opened && "problem" in opened ? opened.problem : "";
  const state = opened && "manifests" in opened ? opened : otherwise;
  if (state) put(state);
  if (problem === "") return void (await remember());
  // The address stays until a text changes, so that the link can be tried again.
  clearTimeout(timer);
  describe();
  notice(problem);
}

async function start(): Promise<void> {
  theme(byId<HTMLButtonElement>("theme"));
  await load();
  byId("version").textContent = `Version ${version()}.`;
  new ResizeObserver(() => {
    if (mapBox.clientWidth === width) return;
    width = mapBox.clientWidth;
    pictures();
  }).observe(mapBox);
  width = mapBox.clientWidth;
  for (const type of ["keydown", "beforeinput", "paste"]) {
    document.addEventListener(type, (event) => (keystroke = event.timeStamp), { capture: true });
  }
  picker(put);
  split(byId("split"));
  wrapping(byId("wrap"));
  files(byId("open"), byId<HTMLInputElement>("files"), (manifests, problem) => {
    if (manifests !== "") put({ ...state(), manifests });
    notice(problem);
  });
  byId("download").addEventListener("click", () => download("manifests.yaml", editors.manifests.text));
  byId("reset").addEventListener("click", () => put(first));
  byId("share").addEventListener("click", () => void share());
  byId("inventory").addEventListener("click", () => void copySettings());
  addEventListener("hashchange", () => void open());
  await open(first);
  document.documentElement.dataset["ready"] = "";
  keepOffline();
}

/** Long lines are cut at the edge until somebody wants them wrapped. */
function wrapping(button: HTMLElement): void {
  const set = (on: boolean) => {
    for (const editor of Object.values(editors)) editor.wrap(on);
    button.setAttribute("aria-pressed", String(on));
    keep("wrap", String(on));
  };
  button.addEventListener("click", () => set(button.getAttribute("aria-pressed") !== "true"));
  set(kept("wrap") === "true");
}

async function share(): Promise<void> {
  clearTimeout(timer);
  catchUp();
  const button = byId("share");
  if (await remember()) await copy(button, location.href, "Copy failed: use the address bar");
  else say(button, "Too long for a link: use Download");
}

/** The settings for a policy server that knows what is in the manifests. */
async function copySettings(): Promise<void> {
  const button = byId("inventory");
  catchUp();
  let text: string;
  try {
    text = stringify(settingsFrom(state()).settings, { lineWidth: 0 });
  } catch {
    return say(button, `Invalid ${NAMES[report?.problems[0]?.source ?? "manifests"]}`);
  }
  await copy(button, text, "Clipboard access denied");
}

async function copy(button: HTMLElement, text: string, otherwise: string): Promise<void> {
  try {
    // There is no clipboard at all where the page came over plain http.
    await navigator.clipboard.writeText(text);
    say(button, "Copied");
  } catch {
    say(button, otherwise);
  }
}

/** What takes the answer off each button again. */
const ends = new Map<HTMLElement, number>();

/** Shows an answer on a button for a while. */
function say(button: HTMLElement, answer: string): void {
  button.dataset["label"] ??= button.textContent ?? "";
  button.textContent = answer;
  clearTimeout(ends.get(button));
  ends.set(button, window.setTimeout(() => (button.textContent = button.dataset["label"] ?? ""), 2000));
}

start().catch((error: unknown) => {
  byId("objects").textContent = `The policy could not be loaded: ${error instanceof Error ? error.message : String(error)}`;
});
