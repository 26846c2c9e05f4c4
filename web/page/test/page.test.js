// What somebody does with the page.
import assert from "node:assert/strict";
import { test } from "node:test";
import { parse } from "yaml";
import { choose, editorText, playground, select } from "./support.js";

const site = playground();

test("a mistake is found at its line, and gone when it is mended", async () => {
  const page = await site.open();
  assert.equal(await page.textContent("#summary"), "5 accepted");
  await select(page, 16, "192.168.21.0/24");
  await page.keyboard.type("192.168.20.0/25");
  assert.equal(await page.textContent("#summary"), "1 refused, 4 accepted");
  const finding = page.locator(".finding", { hasText: "spec.network.selectors.cluster" }).first();
  assert.match(await finding.textContent(), /hands out 192\.168\.20\.1-192\.168\.20\.126, as the public network rook-ceph\/public-net does/s);
  assert.equal(await page.locator(".map .overlap").count(), 1);
  await select(page, 16, "192.168.20.0/25");
  await page.keyboard.type("192.168.21.0/24");
  assert.equal(await page.textContent("#summary"), "5 accepted");
  assert.equal(await page.locator(".finding, .cm-lintRange, .map .overlap").count(), 0);
});

test("a finding leads to its field and to the page of its rule", async () => {
  const page = await site.open();
  await choose(page, "Public and cluster network hand out one address");
  await page.locator(".finding .jump").first().click();
  assert.equal(await page.evaluate(() => getSelection().toString()), "rook-ceph/cluster-net");
  const marked = page.locator("#manifests .cm-line", { has: page.locator(".cm-lintRange-error") }).first();
  assert.match(await marked.textContent(), /cluster: rook-ceph\/cluster-net/);
  await page.locator(".finding summary").first().click();
  await page.getByRole("heading", { name: "Why is this bad" }).waitFor();
  await page.click("#manifests .cm-content");
  await page.keyboard.press("Control+End");
  await page.keyboard.type(" ");
  assert.equal(await page.getByRole("heading", { name: "Why is this bad" }).count(), 1, "it stays open");
});

test("what the policy mends is a diff, and can be taken over", async () => {
  const page = await site.open();
  await choose(page, "OSD without annotation");
  assert.equal(await page.textContent("#summary"), "1 mended");
  const added = await page.locator(".diff ins").allTextContents();
  assert.deepEqual(added, [`+     k8s.v1.cni.cncf.io/networks: '[{"name":"public-net","namespace":"rook-ceph"},{"name":"cluster-net","namespace":"rook-ceph"}]'`]);
  await page.getByRole("button", { name: "Apply to the manifest" }).click();
  assert.equal(await page.textContent("#summary"), "1 accepted");
  assert.match(await editorText(page), /^ {4}k8s\.v1\.cni\.cncf\.io\/networks: /m);
});

test("of very many objects some are shown, and the keys do not wait for the verdict", async () => {
  const page = await site.open();
  const nad = (place) => `---
apiVersion: k8s.cni.cncf.io/v1
kind: NetworkAttachmentDefinition
metadata: {name: net-${place}, namespace: tenants}
spec: {config: '{"cniVersion":"0.3.1","name":"a","type":"macvlan","master":"eth1","ipam":{"type":"whereabouts","range":"10.${Math.floor(place / 250)}.${place % 250}.0/24"}}'}
`;
  await page.evaluate((text) => navigator.clipboard.writeText(text), Array.from({ length: 8000 }, (_, place) => nad(place)).join(""));
  await page.click("#manifests .cm-content");
  await page.keyboard.press("Control+a");
  await page.keyboard.press("Control+v");
  await page.waitForFunction(() => document.getElementById("summary").textContent === "8000 accepted");
  assert.equal(await page.locator(".names li").count(), 101);
  assert.equal(await page.textContent(".names .more"), "and 7900 more");
  assert.equal(await page.locator("svg.map").count(), 40);
  assert.equal(await page.textContent("#map .more"), "7961 more ranges not drawn", "the range of the nodes is drawn, too");
  await page.keyboard.type("kind: {");
  assert.equal(await page.textContent(".stale #summary"), "8000 accepted");
  await page.waitForFunction(() => document.getElementById("summary").textContent === "cannot be read");
  assert.equal(await page.locator(".results.stale").count(), 0);
});

test("an object that was there before is judged as a change", async () => {
  const page = await site.open();
  await choose(page, "A running cluster moves from the host network to Multus");
  assert.match(await page.textContent("#objects"), /changes from host to multus on an existing cluster/);
});

test("what cannot be read is told at its place, and the pictures stay", async () => {
  const page = await site.open();
  await select(page, 3, "kind");
  await page.keyboard.type("{");
  assert.equal(await page.textContent("#summary"), "cannot be read");
  assert.match(await page.textContent("#objects"), /manifests, line \d+/);
  assert.equal(await page.locator("#map.stale svg").count(), 3);
  await page.keyboard.press("Control+z");
  assert.equal(await page.locator(".stale").count(), 0);
  await page.click("#settings .cm-content");
  await page.keyboard.press("Control+a");
  await page.keyboard.type("node: 3");
  assert.match(await page.textContent("#objects"), /node: unknown setting; did you mean nodes\?settings, line 1/);
});

test("the way to the verdict leaves the texts alone", async () => {
  const page = await site.open("", { viewport: { width: 390, height: 800 } });
  await select(page, 3, "kind");
  await page.keyboard.type("{");
  assert.equal(await page.textContent("#below"), "cannot be read");
  const typed = await editorText(page);
  for (const way of [".skip", "#below"]) {
    await page.focus(way);
    await page.keyboard.press("Enter");
    await page.waitForFunction(() => location.hash !== "#verdict");
    assert.equal(await page.evaluate(() => document.activeElement.id), "verdict");
    assert.equal(await editorText(page), typed);
  }
});

test("a link opens the same state", async () => {
  const page = await site.open();
  await choose(page, "OSD without annotation");
  await select(page, 4, "rook-ceph");
  await page.keyboard.type("größer");
  // What is copied may be the link from before the typing, which the selection has asked for.
  await page.evaluate(() => navigator.clipboard.writeText(""));
  await page.click("#share");
  await page.getByRole("button", { name: "Copied" }).waitFor();
  await page.waitForFunction(async () => (await navigator.clipboard.readText()) !== "");
  const link = await page.evaluate(() => navigator.clipboard.readText());
  const other = await site.open(link.slice(site.url.length));
  for (const id of ["#summary", "#objects", "#map", "#attachments"]) {
    assert.equal(await other.textContent(id), await page.textContent(id), id);
  }
  assert.equal(await editorText(other), await editorText(page));
  const broken = await site.open("#1.broken");
  assert.equal(await broken.textContent("#summary"), "5 accepted", "the first example");
});

test("the settings of a policy server are copied, with the manifests as inventory", async () => {
  const page = await site.open();
  await page.click("#inventory");
  await page.locator("#inventory", { hasText: "Copied" }).waitFor();
  const settings = parse(await page.evaluate(() => navigator.clipboard.readText()));
  assert.deepEqual(settings.nodeRanges, ["192.168.29.0/24"]);
  assert.deepEqual(settings.inventory.map((object) => object.metadata.name), ["my-cluster", "cluster-net", "public-net", "myfs", "my-store"]);
  assert.ok(await page.locator("#settings-box[open]").isVisible(), "the box stays open");
});

test("every example says what its thread was about", async () => {
  const page = await site.open();
  const titles = await page.locator("#examples option").allTextContents();
  assert.ok(titles.length > 50, `${titles.length} examples`);
  const threads = await page.locator("#examples optgroup[label^=Threads] option").allTextContents();
  assert.equal(threads.length, 37);
  for (const title of threads) {
    await choose(page, title);
    assert.ok((await page.locator(".finding").count()) > 0, title);
    await page.waitForFunction(() => document.querySelector("#threads a"));
  }
});

test("it is used with the keyboard, and told to a screen reader", async () => {
  const page = await site.open();
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.textContent), "Skip to the verdict");
  await page.keyboard.press("Enter");
  assert.equal(await page.evaluate(() => document.activeElement.id), "verdict");
  for (const role of ["banner", "main", "contentinfo"]) assert.equal(await page.getByRole(role).count(), 1, role);
  for (const name of ["Manifests", "Settings"]) assert.equal(await page.getByRole("textbox", { name }).count(), 1, name);
  const names = await page.locator("svg[role=img]").evaluateAll((all) => all.map((svg) => svg.getAttribute("aria-labelledby").split(" ").map((id) => document.getElementById(id).textContent)));
  assert.deepEqual(names.map(([title]) => title), ["Addresses from 192.168.20.0 to 192.168.20.255", "Addresses from 192.168.21.0 to 192.168.21.255", "Addresses from 192.168.29.0 to 192.168.29.255", "Daemons and networks of rook-ceph/my-cluster"]);
  await page.locator("#attachments summary").click();
  assert.equal(await page.locator("#attachments").getByRole("row", { name: "osd 6 rook-ceph/cluster-net joins" }).count(), 1);
  await page.focus("#manifests .cm-content");
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.closest("#manifests")), null, "Tab leaves the editor");
});

test("light and dark follow the system until somebody chooses", async () => {
  const page = await site.open("", { colorScheme: "dark" });
  const back = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  assert.equal(await back(), "rgb(20, 24, 26)");
  await page.getByRole("button", { name: "Switch to light colours" }).click();
  assert.equal(await back(), "rgb(246, 247, 247)");
  await page.reload();
  assert.equal(await back(), "rgb(246, 247, 247)");
});

test("nothing is wider than a phone", async () => {
  const page = await site.open("", { viewport: { width: 360, height: 740 } });
  for (const title of ["A right cluster on two networks", "Public and cluster network hand out one address", "OSD without annotation"]) {
    await choose(page, title);
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 360, title);
  }
});

test("it opens without a network once it was there", async () => {
  const page = await site.open();
  await page.waitForSelector("html[data-kept]");
  await page.context().setOffline(true);
  await page.goto(site.url);
  await page.waitForSelector("html[data-ready]");
  await choose(page, "Public and cluster network hand out one address");
  await page.locator(".finding summary").first().click();
  await page.getByRole("heading", { name: "Why is this bad" }).waitFor();
});
