// What is found, drawn and mutated.
import assert from "node:assert/strict";
import { test } from "node:test";
import { choose, clusterOn, paste, playground, select, summary, VALID } from "./support.js";

const site = playground();

test("a mistake is found at its line, and gone when it is corrected", async () => {
  const page = await site.open();
  await choose(page, VALID);
  await summary(page, "5 accepted");
  await select(page, 16, "192.168.21.0/24");
  await page.keyboard.type("192.168.20.0/25");
  await summary(page, "1 rejected, 4 accepted");
  const finding = page.locator(".finding", { hasText: "spec.network.selectors.cluster" }).first();
  assert.match(await finding.textContent(), /rook-ceph\/cluster-net and the public network rook-ceph\/public-net both assign 192\.168\.20\.1-192\.168\.20\.126/);
  assert.equal(await page.locator(".map .overlap").count(), 1);
  await select(page, 16, "192.168.20.0/25");
  await page.keyboard.type("192.168.21.0/24");
  await summary(page, "5 accepted");
  assert.equal(await page.locator(".finding, .cm-lintRange, .map .overlap").count(), 0);
});

test("a finding leads to its field and to the page of its rule", async () => {
  const page = await site.open();
  await choose(page, "Public and cluster network share addresses");
  await page.locator(".finding .jump").first().click();
  assert.equal(await page.evaluate(() => getSelection().toString()), "rook-ceph/cluster-net");
  const marked = page.locator("#manifests .cm-line", { has: page.locator(".cm-lintRange-error") }).first();
  assert.match(await marked.textContent(), /cluster: rook-ceph\/cluster-net/);
  await page.locator(".finding summary").first().click();
  await page.getByRole("heading", { name: "Why is this bad" }).waitFor();
  assert.deepEqual(await page.locator(".rule .page p", { hasText: /:$/ }).allTextContents(), ["With the settings:", "Rejected:", "With the settings:", "Rejected:", "Accepted with a warning:", "Accepted with a warning:", "Accepted:"], "as in the book");
  await page.click("#manifests .cm-content");
  await page.keyboard.press("Control+End");
  await page.keyboard.type(" ");
  assert.equal(await page.getByRole("heading", { name: "Why is this bad" }).count(), 1, "it stays open");
});

test("only what a key changes is drawn again", async () => {
  const page = await site.open();
  await choose(page, VALID);
  await summary(page, "5 accepted");
  const drawn = ["#objects > article", "#map > *", "#attachments > *"];
  for (const selector of drawn) await page.locator(selector).first().evaluate((node) => node.setAttribute("data-before", ""));
  const same = () => Promise.all(drawn.map((selector) => page.locator(`${selector}[data-before]`).count()));
  await page.click("#manifests .cm-content");
  await page.keyboard.press("Control+End");
  await page.keyboard.type("# the last");
  await summary(page, "5 accepted");
  assert.deepEqual(await same(), [1, 1, 1]);
  await select(page, 16, "192.168.21.0/24");
  await page.keyboard.type("192.168.22.0/24");
  await summary(page, "5 accepted");
  await page.waitForFunction(() => !document.querySelector("#map > [data-before]"));
  assert.equal((await same())[0], 0, "what was typed on the way was wrong");
});

test("an object that exists already is evaluated as an update", async () => {
  const page = await site.open();
  for (const [title, change] of [
    ["A running cluster moves from the host network to Multus", "host to multus"],
    ["A running cluster moves from Multus to the host network", "multus to host"],
  ]) {
    await choose(page, title);
    await summary(page, "1 rejected");
    const finding = await page.locator(".finding.error").textContent();
    assert.ok(finding.includes(`changing the provider from ${change} disconnects daemons and volumes`), finding);
    assert.ok(finding.includes("create a new cluster, or change to an empty provider first"), finding);
  }
});

test("what cannot be read is reported at its place, and the pictures stay", async () => {
  const page = await site.open();
  await choose(page, VALID);
  await select(page, 3, "kind");
  await page.keyboard.type("{");
  await summary(page, "Invalid input");
  assert.match(await page.textContent("#objects"), /manifests, line \d+/);
  assert.equal(await page.locator("#map.stale svg").count(), 3);
  await page.keyboard.press("Control+z");
  await page.waitForFunction(() => !document.querySelector(".stale"));
  await page.click("#settings .cm-content");
  await page.keyboard.press("Control+a");
  await page.keyboard.type("node: 3");
  await page.locator("#objects", { hasText: /node: unknown setting; did you mean nodes\?settings, line 1/ }).waitFor();
  await page.click("#oldObjects-box summary");
  await paste(page, "oldObjects", "a: [");
  await page.locator("#objects", { hasText: /existing objects, line 1/ }).waitFor();
});

test("a pod is drawn with all of its name", async () => {
  const page = await site.open();
  const pod = `apiVersion: v1
kind: Pod
metadata: {name: a/b, namespace: shop, annotations: {k8s.v1.cni.cncf.io/networks: web-net}}
spec: {}
`;
  await page.evaluate((text) => navigator.clipboard.writeText(text), pod);
  await page.click("#manifests .cm-content");
  await page.keyboard.press("Control+a");
  await page.keyboard.press("Control+v");
  await summary(page, "1 accepted");
  assert.deepEqual(await page.locator("#attachments .joiner text").allTextContents(), ["a/b", "Pod of shop"]);
});

test("nothing is called free if OSDs are not counted", async () => {
  const page = await site.open();
  await paste(page, "manifests", clusterOn("192.168.20.0/24"));
  await summary(page, "2 accepted");
  const [shown, read] = ["3 of 254 addresses needed, OSDs not counted", "rook-ceph/public-net public 192.168.20.0/24, 3 of 254 addresses needed, OSDs not counted"];
  assert.equal(await page.locator(".map .lane > .quiet").textContent(), `192.168.20.0/24, ${shown}`);
  assert.equal(await page.locator(".map desc").textContent(), read);
  assert.match(await page.locator(".map rect.free title").textContent(), / 248 free, or of OSDs that are not counted$/);
  await paste(page, "settings", "osds: 6\nnodes: 3");
  await page.locator(".map .lane > .quiet", { hasText: "% free" }).waitFor();
});

test("of very many objects some are shown, and the keys do not wait for the results", async () => {
  const page = await site.open();
  await choose(page, VALID);
  const nad = (place) => `---
apiVersion: k8s.cni.cncf.io/v1
kind: NetworkAttachmentDefinition
metadata: {name: net-${place}, namespace: tenants}
spec: {config: '{"cniVersion":"0.3.1","name":"a","type":"macvlan","master":"eth1","ipam":{"type":"whereabouts","range":"10.${Math.floor(place / 250)}.${place % 250}.0/24"}}'}
`;
  // Each evaluation takes more than a second by this clock, however fast the machine is. What is shown while a key waits is
  // noted at once: a busy machine reads the page too late.
  await page.evaluate(() => {
    const [now, results] = [performance.now.bind(performance), document.getElementById("results")];
    let asked = 0;
    performance.now = () => now() + 1000 * asked++;
    window.waiting = [];
    const note = () => results.classList.contains("stale") && window.waiting.push(document.getElementById("summary").textContent);
    new MutationObserver(note).observe(results, { attributeFilter: ["class"] });
  });
  await page.evaluate((text) => navigator.clipboard.writeText(text), Array.from({ length: 8000 }, (_, place) => nad(place)).join(""));
  await page.click("#manifests .cm-content");
  await page.keyboard.press("Control+a");
  await page.keyboard.press("Control+v");
  await summary(page, "8000 accepted");
  assert.equal(await page.locator(".names li").count(), 101);
  assert.equal(await page.textContent(".names .more"), "and 7900 more");
  assert.equal(await page.locator("svg.map").count(), 40);
  assert.equal(await page.textContent("#map .more"), "7961 more ranges not shown", "the range of the nodes is shown, too");
  await page.keyboard.type("kind: {");
  await summary(page, "Invalid input");
  assert.equal(await page.evaluate(() => window.waiting[0]), "8000 accepted");
  await page.waitForFunction(() => !document.querySelector(".results.stale"));
});
