// The examples of the menu, out of the files that are tested: the manifests of a valid cluster, dumps with nodes,
// configurations from public issues, and the requests of `make run`.
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { Plugin } from "vite";
import { parse, stringify } from "yaml";
import type { Example } from "virtual:examples";

const ROOT = join(import.meta.dirname, "../..");
const MODULE = "virtual:examples";

/** The group at the top; its first example is what an empty link opens: one that fails. */
const START = "Start here";
const OPENING = "Public and cluster network share addresses";

const NODES = "Nodes and incidents";

const GROUPS: [RegExp, string][] = [
  [/^rook\//, "Rook issues"],
  [/multus-cni#/, "Multus issues"],
  [/whereabouts/, "Whereabouts issues"],
  [/./, "Issues of other projects"],
];

function read(folder: string, ending: string): [string, string][] {
  const files = readdirSync(join(ROOT, folder)).filter((name) => name.endsWith(ending)).sort();
  return files.map((name) => [name, readFileSync(join(ROOT, folder, name), "utf8")]);
}

function manifests(): Example {
  const nads = (name: string) => (name.startsWith("nad-") ? 0 : 1);
  const files = read("examples/manifests", ".yaml").sort(([left], [right]) => nads(left) - nads(right));
  const text = files.map(([, text]) => text).join("---\n");
  const settings = "nodeRanges: [192.168.29.0/24]\n";
  return { group: START, title: "A valid cluster with two networks", issues: [], manifests: text, settings, oldObjects: "" };
}

function issues(): Example[] {
  const files = read("tests/fixtures/issues", ".yaml");
  return files.map(([, text]) => {
    const issue = parse(text);
    const group = issue.title === OPENING ? START : GROUPS.find(([pattern]) => pattern.test(issue.issues[0]))?.[1] ?? "";
    return { settings: "", oldObjects: "", ...issue, group, findings: undefined };
  });
}

/** Dumps of clusters with nodes and assigned addresses; the first line of each is its title. */
function incidents(): Example[] {
  return read("tests/fixtures/nodes", ".yaml").map(([, text]) => {
    const title = text.split("\n", 1)[0]?.replace(/^# /, "") ?? "";
    return { group: NODES, title, issues: [], manifests: text, settings: "", oldObjects: "" };
  });
}

/** The requests that make or change an object; a page of manifests has no place for a deletion. */
function requests(): Example[] {
  const settings = stringify(JSON.parse(readFileSync(join(ROOT, "examples/settings.json"), "utf8")), { lineWidth: 0 });
  const files = read("examples/requests", ".json").map(([name, text]) => [name, JSON.parse(text)] as const);
  const made = files.filter(([, request]) => request.object);
  return made.map(([name, request]) => {
    const words = name.replace(/^\d+-|\.json$/g, "").split("-");
    const yaml = (object: Manifest | null) => (object ? stringify(shown(object), { lineWidth: 0 }) : "");
    const manifests = yaml(request.object);
    return { group: "Requests", title: title(words), issues: [], manifests, settings, oldObjects: yaml(request.oldObject) };
  });
}

interface Manifest {
  metadata: Record<string, unknown>;
}

/** As kubectl shows it. */
function shown(object: Manifest): Manifest {
  const { managedFields: _, ...metadata } = object.metadata;
  return { ...object, metadata };
}

const NAMES: Record<string, string> = { nad: "NAD", osd: "OSD", csi: "CSI" };

function title(words: string[]): string {
  const text = words.map((word) => NAMES[word] ?? word).join(" ");
  return text.charAt(0).toUpperCase() + text.slice(1);
}

export function examples(): Plugin {
  return {
    name: "examples",
    resolveId: (id) => (id === MODULE ? `\0${MODULE}` : undefined),
    load: (id) => {
      if (id !== `\0${MODULE}`) return undefined;
      const order = [START, NODES, ...GROUPS.map(([, group]) => group), "Requests"];
      const all = [...issues(), manifests(), ...incidents(), ...requests()];
      all.sort((left, right) => order.indexOf(left.group) - order.indexOf(right.group));
      return `export default ${JSON.stringify(all)}`;
    },
  };
}
