// The structure of both pictures: elements, classes, places and words.
import { test } from "node:test";
import { choose, matches, playground } from "./support.js";

const site = playground();

const EXAMPLES = {
  "right.txt": "A valid cluster with two networks",
  "overlap.txt": "Public and cluster network share addresses",
  "pools.txt": "Two networks share a range under two names",
  "small.txt": "The range is smaller than the cluster",
  "host-local.txt": "host-local on several nodes",
  "osd-without-annotation.txt": "OSD without annotation",
  "mon-on-cluster-network.txt": "Mon on cluster network",
  "foreign-pod.txt": "Foreign pod forges OSD label",
  "incident.txt": "Nodes without interface or route, an orphan, and one address on two pods",
};

function outline() {
  const round = (text) => text.replace(/-?\d+(\.\d+)?/g, (number) => String(Math.round(Number(number))));
  const lines = [];
  const walk = (element, depth) => {
    const name = [element.localName, ...element.classList].join(".");
    const places = ["x", "width", "d"].filter((key) => element.hasAttribute(key)).map((key) => ` ${key}=${round(element.getAttribute(key))}`);
    const words = element.childElementCount === 0 ? element.textContent.trim() : "";
    lines.push(`${"  ".repeat(depth)}${name}${places.join("")}${words ? ` "${words}"` : ""}`);
    for (const child of element.children) walk(child, depth + 1);
  };
  for (const id of ["map", "attachments", "nodes"]) {
    const box = document.getElementById(id);
    if (!box.hidden) for (const child of box.children) walk(child, 0);
  }
  return `${lines.join("\n")}\n`;
}

for (const [file, title] of Object.entries(EXAMPLES)) {
  test(`the pictures of "${title}" are as they were looked at`, async () => {
    const page = await site.open();
    await choose(page, title);
    await page.waitForSelector("#nodes[hidden], #nodes .stretch", { state: "attached" });
    matches(file, await page.evaluate(outline));
  });
}
