// Nodes and assigned addresses: what is shown of a dump.
import assert from "node:assert/strict";
import { test } from "node:test";
import { choose, clusterOn, editorText, paste, playground, select, summary, VALID } from "./support.js";

const site = playground();
const INCIDENT = "Nodes without interface or route, an orphan, and one address on two pods";

/** Chooses the incident, and waits until it is drawn. */
async function open(page) {
  await choose(page, INCIDENT);
  await page.waitForSelector("#nodes .stretch svg");
}

/** The texts of all elements that a selector finds. */
async function texts(page, selector) {
  return (await page.locator(selector).allTextContents()).map((text) => text.replace(/\s+/g, " ").trim());
}

test("without nodes and addresses there is nothing of it", async () => {
  const page = await site.open();
  await open(page);
  await choose(page, VALID);
  await summary(page, "5 accepted");
  assert.ok(await page.locator("#nodes").isHidden());
});

const POD = `---
apiVersion: v1
kind: Pod
metadata:
  name: rook-ceph-mon-a
  namespace: rook-ceph
  labels: {app: rook-ceph-mon}
  annotations: {k8s.v1.cni.cncf.io/networks: rook-ceph/public-net}
`;

test("a running pod is looked at, whatever Multus says of it, and one that is only written is not", async () => {
  const page = await site.open();
  await paste(page, "manifests", `${clusterOn("192.168.20.0/24")}${POD}status: {phase: Running}\n`);
  await page.waitForSelector("#nodes article");
  assert.deepEqual(await texts(page, "#nodes article h3"), ["warningPod rook-ceph/rook-ceph-mon-a"]);
  await paste(page, "manifests", `${clusterOn("192.168.20.0/24")}${POD}`);
  await page.locator("#nodes").waitFor({ state: "hidden" });
});

test("findings about nodes and addresses are listed, at their lines and with their pages", async () => {
  const page = await site.open();
  await open(page);
  await summary(page, "9 accepted, 2 errors, 2 warnings about nodes and addresses");
  assert.equal(await page.textContent("#nodes .headline"), "2 errors, 2 warnings.");
  assert.deepEqual(await texts(page, "#nodes article h3"), [
    "warningCephCluster rook-ceph/my-cluster",
    "errorNodeNetworkConfigurationPolicy public-shim-worker-2",
    "errorPod rook-ceph/rook-ceph-osd-2",
    "warningorphan",
  ]);
  assert.deepEqual(await texts(page, "#nodes .finding > p:not(.where, .help)"), [
    "node worker-3 has no interface on rook-ceph/public-net",
    "the node has no route through public-shim to the pods of rook-ceph/public-net",
    "192.168.20.6 is also the address of pod rook-ceph/rook-ceph-osd-1",
    "192.168.20.7 is reserved for rook-ceph/rook-ceph-osd-0-5c9d4-old: the pod does not exist line 140",
  ]);
  assert.equal(await page.getAttribute("#nodes article a", "href"), "../nodes.html#see-what-whereabouts-has-assigned");
  await page.locator("#nodes .finding .jump").nth(1).click();
  assert.equal(await page.evaluate(() => getSelection().toString()), "name: public-shim");
  await page.locator("#nodes .rule summary", { hasText: "host-route-missing" }).click();
  await page.locator("#nodes").getByRole("heading", { name: "Why is this bad" }).waitFor();
  assert.equal(await page.locator("#manifests .cm-lint-marker-error, #manifests .cm-lint-marker-warning").count() > 0, true);
});

test("each network is drawn with assigned addresses, nodes, and the ways from them to the pods", async () => {
  const page = await site.open();
  await open(page);
  assert.deepEqual(await texts(page, "#nodes h3.network"), ["rook-ceph/public-net public and cluster"]);
  assert.deepEqual(await texts(page, "#nodes .ticks"), ["192.168.20.0 192.168.20.31"]);
  assert.deepEqual(await texts(page, "#nodes .lane p"), [
    "192.168.20.0/27 7 of 23 addresses assigned, 1 orphan, 1 assigned twice",
    "nodes worker-1 192.168.20.25 and worker-2 192.168.20.26",
    "from worker-1 192.168.20.0/27 through public-shim",
    "from worker-2 no route to pods",
  ]);
  assert.deepEqual(await texts(page, "#nodes .note"), ["worker-3: no interface on this network"]);
  const width = await page.locator("#nodes svg").first().evaluate((svg) => svg.width.baseVal.value);
  const parts = await page.locator("#nodes rect").evaluateAll((all) => all.map((rect) => [rect.getAttribute("class"), Number(rect.getAttribute("x")), Number(rect.getAttribute("width"))]));
  const places = parts.map(([kind, x, size]) => `${kind} ${Math.round((x / width) * 32)}-${Math.round(((x + size) / width) * 32)}`);
  assert.deepEqual(places, ["outside 0-1", "free 1-24", "outside 24-32", "assigned 1-6", "twice 6-7", "orphan 7-8", "reached 1-24", "nowhere 1-24"]);
  await page.locator("#nodes .words summary").click();
  for (const name of ["192.168.20.7 rook-ceph/rook-ceph-osd-0-5c9d4-old orphan", "192.168.20.25/27 worker-1 address of public-shim", "from worker-2 no route"]) {
    assert.equal(await page.locator("#nodes").getByRole("row", { name }).count(), 1, name);
  }
  assert.deepEqual(await page.locator("#nodes").getByRole("img").evaluateAll((all) => all.map((svg) => svg.getAttribute("aria-label")).slice(0, 2)), [
    "192.168.20.0/27: 7 of 23 addresses assigned, 1 orphan, 1 assigned twice",
    "nodes: worker-1 192.168.20.25 and worker-2 192.168.20.26",
  ]);
});

test("what is wrong is gone when it is corrected, and stays while the input cannot be read", async () => {
  const page = await site.open();
  await open(page);
  const lines = (await editorText(page)).split("\n");
  await select(page, lines.findIndex((line) => line.includes("prefix-length: 29")) + 1, "29");
  await page.keyboard.type("27");
  await summary(page, "9 accepted, 1 error, 2 warnings about nodes and addresses");
  assert.deepEqual((await texts(page, "#nodes .lane p")).slice(2), ["from worker-1 and worker-2 192.168.20.0/27 through public-shim"]);
  await select(page, 3, "kind");
  await page.keyboard.type("{");
  await summary(page, "Invalid input");
  assert.equal(await page.locator("#nodes.stale .stretch").count(), 1);
  await page.keyboard.press("Control+z");
  await summary(page, "9 accepted, 1 error, 2 warnings about nodes and addresses");
  assert.equal(await page.locator("#nodes.stale").count(), 0);
});

test("without a network the part is missing, which is reported, and is loaded once there is one", async () => {
  const page = await site.open("", { mayFail: /net::ERR_/ });
  await page.waitForSelector("html[data-kept]");
  await page.context().setOffline(true);
  await choose(page, INCIDENT);
  await page.waitForFunction(() => document.querySelector("#nodes").textContent.includes("could not be loaded"));
  await summary(page, "9 accepted, 6 skipped (no rule for this kind)");
  await page.context().setOffline(false);
  await choose(page, VALID);
  await open(page);
});

for (const width of [360, 1280]) {
  test(`nothing of it is wider than a window of ${width} pixels, and it is printed as a whole`, async () => {
    const page = await site.open("", { viewport: { width, height: 800 } });
    await open(page);
    await page.locator("#nodes .words summary").click();
    assert.ok((await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)) <= 0);
    const cut = await page.locator("#nodes .lane svg").evaluateAll((all) => all.filter((svg) => [...svg.querySelectorAll("text")].some((text) => text.getBBox().x < 0 || text.getBBox().x + text.getBBox().width > svg.width.baseVal.value + 1)).length);
    assert.equal(cut, 0, "labels within their pictures");
    await page.emulateMedia({ media: "print" });
    assert.ok(await page.locator("#nodes .stretch").isVisible());
  });
}
