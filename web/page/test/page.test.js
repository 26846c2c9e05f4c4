// What somebody does with the page.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import axe from "axe-core";
import { parse } from "yaml";
import { choose, editorText, paste, playground, select, summary } from "./support.js";

const site = playground();
const VALID = "A valid cluster with two networks";
const INCIDENT = "Nodes without interface or route, an orphan, and one address on two pods";

/** A CephCluster on all devices of all nodes, with a public network in `range`. */
const cluster = (range) => `apiVersion: ceph.rook.io/v1
kind: CephCluster
metadata: {name: my-cluster, namespace: rook-ceph}
spec:
  mon: {count: 1}
  mgr: {count: 2}
  network: {provider: multus, selectors: {public: rook-ceph/public-net, cluster: rook-ceph/public-net}}
  storage: {useAllNodes: true, useAllDevices: true}
---
apiVersion: k8s.cni.cncf.io/v1
kind: NetworkAttachmentDefinition
metadata: {name: public-net, namespace: rook-ceph}
spec: {config: '{"cniVersion":"0.3.1","type":"macvlan","master":"eth1","mode":"bridge","ipam":{"type":"whereabouts","range":"${range}"}}'}
`;

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

test("what the policy mutates is a diff, and can be taken over", async () => {
  const page = await site.open();
  await choose(page, "OSD without annotation");
  await summary(page, "1 mutated");
  const added = await page.locator(".diff ins").allTextContents();
  assert.deepEqual(added, [`+     k8s.v1.cni.cncf.io/networks: '[{"name":"public-net","namespace":"rook-ceph"},{"name":"cluster-net","namespace":"rook-ceph"}]'`]);
  await page.getByRole("button", { name: "Apply to manifest" }).click();
  await summary(page, "1 accepted");
  assert.match(await editorText(page), /^ {4}k8s\.v1\.cni\.cncf\.io\/networks: /m);
});

test("a mutation is applied to the element of a list, in JSON and in YAML, and touches nothing else", async () => {
  const page = await site.open();
  const json = (selectors) => `{"apiVersion": "v1", "kind": "List", "items": [{"apiVersion": "ceph.rook.io/v1", "kind": "CephCluster",
  "metadata": {"name": "größer", "namespace": "rook-ceph"}, "spec": {"network": {"provider": "multus", "selectors": ${selectors}}}}]}\n`;
  const yaml = (selectors) => `kind: List
apiVersion: v1
items:
- {apiVersion: v1, kind: ConfigMap, metadata: {name: größer}}  # as it is
- apiVersion: ceph.rook.io/v1
  kind: CephCluster
  metadata: {name: one, namespace: rook-ceph}
  spec: {network: {provider: multus, selectors: ${selectors}}}
`;
  for (const [before, after] of [
    [json(`{"public": "rook-ceph/pub"}`), json(`{"public": "rook-ceph/pub", "cluster": "rook-ceph/pub"}`)],
    [yaml("{public: rook-ceph/pub}"), yaml("{public: rook-ceph/pub, cluster: rook-ceph/pub}")],
    [yaml("\n      public: rook-ceph/pub").replace("{network: {provider: multus, selectors: ", "\n    network:\n     provider: multus\n     selectors:").replace("pub}}", "pub"), yaml("\n      cluster: rook-ceph/pub\n      public: rook-ceph/pub").replace("{network: {provider: multus, selectors: ", "\n    network:\n     provider: multus\n     selectors:").replace("pub}}", "pub")],
  ]) {
    await paste(page, "manifests", before);
    await page.getByRole("button", { name: "Apply to manifest" }).click();
    await page.waitForFunction(() => !document.querySelector(".patch"));
    assert.equal(await editorText(page), after);
  }
  await paste(page, "manifests", `${yaml("&both {public: rook-ceph/pub}")}copy: *both\n`);
  await page.getByRole("button", { name: "Apply to manifest" }).click();
  await page.getByRole("button", { name: "Not possible here: edit the text" }).waitFor();
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
  assert.equal(await page.textContent(".stale #summary"), "8000 accepted");
  await summary(page, "Invalid input");
  assert.equal(await page.locator(".results.stale").count(), 0);
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
  assert.equal(await page.locator(".stale").count(), 0);
  await page.click("#settings .cm-content");
  await page.keyboard.press("Control+a");
  await page.keyboard.type("node: 3");
  assert.match(await page.textContent("#objects"), /node: unknown setting; did you mean nodes\?settings, line 1/);
});

test("the way to the results leaves the texts alone", async () => {
  const page = await site.open("", { viewport: { width: 390, height: 800 } });
  await choose(page, VALID);
  await select(page, 3, "kind");
  await page.keyboard.type("{");
  assert.equal(await page.textContent("#below"), "Invalid input");
  const typed = await editorText(page);
  for (const way of [".skip", "#below"]) {
    await page.focus(way);
    await page.keyboard.press("Enter");
    await page.waitForFunction(() => location.hash !== "#output");
    assert.equal(await page.evaluate(() => document.activeElement.id), "output");
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
});

test("a link that cannot be opened is reported", async () => {
  const incomplete = "The link is not complete, so it is not opened; copy all of it.";
  const page = await site.open();
  await page.click("#share");
  await page.getByRole("button", { name: "Copied" }).waitFor();
  const hash = await page.evaluate(() => location.hash);
  for (const [fragment, notice] of [
    ["#1.broken", incomplete],
    [hash.slice(0, -20), incomplete],
    [hash.replace("1.", "2."), "The link is from another version of the playground, so it is not opened; reload the page once."],
  ]) {
    const broken = await site.open(fragment);
    await summary(broken, "1 rejected, 2 accepted");
    assert.equal(await broken.getByRole("alert").textContent(), notice, fragment.slice(0, 9));
    await broken.click("#manifests .cm-content");
    await broken.keyboard.type(" ");
    assert.equal(await broken.getByRole("alert").count(), 0, "a text has changed");
  }
  assert.equal(await page.getByRole("alert").count(), 0);
  await page.evaluate((fragment) => (location.hash = fragment), hash.slice(0, -20));
  await page.getByRole("alert").waitFor();
  assert.equal(await page.getByRole("alert").textContent(), incomplete);
});

test("what is too long for a link is not copied", async () => {
  const page = await site.open();
  await page.evaluate(() => {
    const random = crypto.getRandomValues(new Uint8Array(60_000));
    const line = `# ${[...random].map((byte) => byte.toString(16).padStart(2, "0")).join("")}\n`;
    const shifted = Array.from({ length: 30 }, (_, place) => [...line.slice(2, -1)].map((digit, at) => (parseInt(digit, 16) ^ (random[(at * 7 + place * 131) % random.length] & 15)).toString(16)).join(""));
    return navigator.clipboard.writeText(shifted.map((text) => `# ${text}\n`).join(""));
  });
  await page.click("#manifests .cm-content");
  await page.keyboard.press("Control+a");
  await page.keyboard.press("Control+v");
  await summary(page, "No objects yet");
  await page.evaluate(() => navigator.clipboard.writeText("as before"));
  await page.click("#share");
  await page.getByRole("button", { name: "Too long for a link: use Download" }).waitFor();
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), "as before");
  assert.equal(await page.evaluate(() => location.hash), "");
});

test("the settings of a policy server are copied, with the manifests as inventory", async () => {
  const page = await site.open();
  await choose(page, VALID);
  await page.click("#inventory");
  await page.locator("#inventory", { hasText: "Copied" }).waitFor();
  const settings = parse(await page.evaluate(() => navigator.clipboard.readText()));
  assert.deepEqual(settings.nodeRanges, ["192.168.29.0/24"]);
  assert.deepEqual(settings.inventory.map((object) => object.metadata.name), ["my-cluster", "cluster-net", "public-net", "myfs", "my-store"]);
  assert.ok(await page.locator("#settings-box[open]").isVisible(), "the box stays open");
  for (const [source, text, answer] of [
    ["settings", "nodes: twelve", "Invalid settings"],
    ["settings", "", "Copied"],
    ["manifests", "kind: {", "Invalid manifests"],
  ]) {
    await paste(page, source, text);
    await page.click("#inventory");
    await page.locator("#inventory", { hasText: answer }).waitFor();
  }
});

test("every example from an issue shows what it was about", async () => {
  const page = await site.open();
  await page.click("#pick");
  const titles = await page.locator("#found button").allTextContents();
  assert.ok(titles.length > 50, `${titles.length} examples`);
  const issues = await page.locator("#found section[aria-label*=ssues] button").allTextContents();
  assert.equal(issues.length, 36);
  await page.click("#close");
  for (const title of issues) {
    await choose(page, title);
    assert.ok((await page.locator(".finding").count()) > 0, title);
    await page.waitForFunction(() => document.querySelector("#issues a"));
  }
});

test("an example is found by a word of it", async () => {
  const page = await site.open();
  await page.click("#pick");
  await page.keyboard.type("ipv6 whereabouts");
  const shown = await page.locator("#found button:visible").allTextContents();
  assert.deepEqual(shown, ["An IPv6 range whose pool has no valid name"]);
  await page.keyboard.press("Enter");
  assert.equal(await page.locator("dialog[open]").count(), 0);
  await page.waitForFunction(() => document.getElementById("example").textContent === "An IPv6 range whose pool has no valid name");
});

test("a search that finds nothing is reported", async () => {
  const page = await site.open();
  await page.click("#pick");
  await page.keyboard.type("whereabouts nowhere");
  assert.equal(await page.locator("#found button:visible").count(), 0);
  assert.equal(await page.getByRole("dialog").getByRole("status").textContent(), "No example has all of these words.");
  await page.keyboard.press("Control+a");
  await page.keyboard.type("whereabouts");
  assert.equal(await page.getByRole("dialog").getByRole("status").textContent(), "");
});

test("nothing is called free if OSDs are not counted", async () => {
  const page = await site.open();
  await paste(page, "manifests", cluster("192.168.20.0/24"));
  await summary(page, "2 accepted");
  const [shown, read] = ["3 of 254 addresses needed, OSDs not counted", "rook-ceph/public-net public 192.168.20.0/24, 3 of 254 addresses needed, OSDs not counted"];
  assert.equal(await page.locator(".map .lane > .quiet").textContent(), `192.168.20.0/24, ${shown}`);
  assert.equal(await page.locator(".map desc").textContent(), read);
  assert.match(await page.locator(".map rect.free title").textContent(), / 248 free, or of OSDs that are not counted$/);
  await paste(page, "settings", "osds: 6\nnodes: 3");
  await page.locator(".map .lane > .quiet", { hasText: "% free" }).waitFor();
});

test("it opens with an example that fails, and says what it is", async () => {
  const page = await site.open();
  assert.match((await page.textContent(".lead")).replace(/\s+/g, " "), /Checks CephClusters, NetworkAttachmentDefinitions and Ceph pods together/);
  await summary(page, "1 rejected, 2 accepted");
  const marked = page.locator("#manifests .cm-lintRange-error").first();
  assert.ok(await marked.isVisible());
  assert.doesNotMatch(await page.textContent("#map"), /% free/, "nothing is free where two networks overlap");
  for (const name of ["Book", "Rules", "Install"]) assert.equal(await page.getByRole("link", { name, exact: true }).count(), 1);
});

test("files are dropped, saved and put back", async () => {
  const page = await site.open();
  const first = await editorText(page);
  await page.evaluate(() => {
    const dropped = new DataTransfer();
    for (const name of ["a", "b"]) dropped.items.add(new File([`apiVersion: v1\nkind: Pod\nmetadata: {name: ${name}}\n`], `${name}.yaml`));
    document.querySelector("#manifests .cm-content").dispatchEvent(new DragEvent("drop", { dataTransfer: dropped, bubbles: true, cancelable: true }));
  });
  await summary(page, "2 accepted");
  const [saved] = await Promise.all([page.waitForEvent("download"), page.click("#download")]);
  assert.equal(saved.suggestedFilename(), "manifests.yaml");
  assert.equal(readFileSync(await saved.path(), "utf8"), "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\n---\napiVersion: v1\nkind: Pod\nmetadata: {name: b}\n");
  await page.click("#reset");
  assert.equal(await editorText(page), first);
});

test("a file that is not text is not opened, and reported", async () => {
  const page = await site.open();
  const first = await editorText(page);
  const [png, latin] = [Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 0, 0, 13]), Buffer.from("# caf\xe9", "latin1")];
  const text = Buffer.from("\ufeffkind: Pod\napiVersion: v1\nmetadata: {name: a}\n", "utf16le");
  const file = (name, buffer) => ({ name, mimeType: "application/octet-stream", buffer });
  await page.setInputFiles("#files", [file("logo.png", png)]);
  await page.getByRole("alert").waitFor();
  assert.equal(await page.getByRole("alert").textContent(), "Not opened because manifests are text in UTF-8: logo.png");
  assert.equal(await editorText(page), first);
  await page.setInputFiles("#files", [file("logo.png", png), file("a.yaml", text), file("latin.yaml", latin)]);
  await summary(page, "1 accepted");
  assert.equal(await page.getByRole("alert").textContent(), "Not opened because manifests are text in UTF-8: logo.png, latin.yaml");
});

test("the input is made wider, and long lines are wrapped, until somebody changes it", async () => {
  const page = await site.open("", { viewport: { width: 1900, height: 900 } });
  const width = () => page.evaluate(() => document.getElementById("sources").offsetWidth);
  const narrow = await width();
  await page.focus("#split");
  for (let times = 0; times < 5; times++) await page.keyboard.press("ArrowRight");
  assert.equal(await page.getAttribute("#split", "aria-valuenow"), "55");
  const wide = await width();
  assert.ok(wide > narrow + 150, `${narrow} ${wide}`);
  await page.click("#wrap");
  assert.equal(await page.locator(".cm-lineWrapping").count(), 3);
  await page.reload();
  await page.waitForSelector("html[data-ready]");
  assert.equal(await width(), wide);
  assert.equal(await page.locator(".cm-lineWrapping").count(), 3);
});

for (const [name, options] of Object.entries({
  light: { colorScheme: "light" },
  dark: { colorScheme: "dark" },
  phone: { viewport: { width: 360, height: 740 } },
  "forced colours": { forcedColors: "active" },
  "twice the size": { viewport: { width: 720, height: 450 }, deviceScaleFactor: 2 },
})) {
  test(`axe finds nothing in ${name}, and no text is below 12 pixels`, async () => {
    const page = await site.open("", options);
    for (const title of [VALID, "OSD without annotation", "Foreign pod forges OSD label", INCIDENT]) {
      await choose(page, title);
      if (title === INCIDENT) await page.locator("#nodes .words summary").click();
      await page.locator(".rule summary").first().click({ timeout: 500 }).catch(() => undefined);
      await page.evaluate(axe.source);
      const { violations } = await page.evaluate(() => globalThis.axe.run());
      assert.deepEqual(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(" ")).join(", ")}`), [], title);
      const small = await page.evaluate(() => {
        const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
        const found = new Set();
        for (let node = walker.nextNode(); node; node = walker.nextNode()) {
          const parent = node.parentElement;
          if (node.textContent.trim() !== "" && !["SCRIPT", "NOSCRIPT", "TITLE", "DESC", "title", "desc"].includes(parent.nodeName) && parseFloat(getComputedStyle(parent).fontSize) < 12) found.add(`${parent.className} ${node.textContent}`);
        }
        return [...found];
      });
      assert.deepEqual(small, [], title);
      assert.ok((await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)) <= 0, `${title} is wider than the window`);
    }
  });
}

test("it is used with the keyboard, and read by a screen reader", async () => {
  const page = await site.open();
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.textContent), "Skip to the results");
  await page.keyboard.press("Enter");
  assert.equal(await page.evaluate(() => document.activeElement.id), "output");
  await choose(page, VALID);
  for (const role of ["banner", "main", "contentinfo"]) assert.equal(await page.getByRole(role).count(), 1, role);
  for (const name of ["Manifests", "Settings"]) assert.equal(await page.getByRole("textbox", { name }).count(), 1, name);
  const names = await page.locator("svg[role=img]").evaluateAll((all) => all.map((svg) => svg.getAttribute("aria-labelledby").split(" ").map((id) => document.getElementById(id).textContent)));
  assert.deepEqual(names.map(([title]) => title), ["Addresses from 192.168.20.0 to 192.168.20.255", "Addresses from 192.168.21.0 to 192.168.21.255", "Addresses from 192.168.29.0 to 192.168.29.255", "Daemons and networks of rook-ceph/my-cluster"]);
  await page.locator("#attachments summary").click();
  assert.equal(await page.locator("#attachments").getByRole("row", { name: "osd 6 rook-ceph/cluster-net attached" }).count(), 1);
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
  for (const title of ["A valid cluster with two networks", "Public and cluster network share addresses", "OSD without annotation"]) {
    await choose(page, title);
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 360, title);
  }
  const long = "a".repeat(58);
  const unknown = cluster("192.168.20.0/24").replace("cluster: rook-ceph/public-net}", `cluster: rook-ceph/${long}}`);
  for (const range of ["192.168.20.0/24", "fd00:1234:5678:9abc::/64"]) {
    await paste(page, "manifests", unknown.replace("192.168.20.0/24", range));
    await paste(page, "settings", "osds: 6\nnodes: 3");
    await page.locator(".map .lane > .quiet", { hasText: "% free" }).waitFor();
    await page.locator(".blank", { hasText: long }).waitFor();
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 360, range);
    const cut = await page.evaluate(() => [...document.querySelectorAll(".map text")].filter((text) => text.getBoundingClientRect().right > text.closest("svg").getBoundingClientRect().right + 1).map((text) => text.textContent));
    assert.deepEqual(cut, [], range);
    await paste(page, "settings", "");
  }
});

test("it opens without a network once it was there", async () => {
  const page = await site.open();
  await page.waitForSelector("html[data-kept]");
  await page.context().setOffline(true);
  await page.goto(site.url);
  await page.waitForSelector("html[data-ready]");
  await choose(page, "Public and cluster network share addresses");
  await page.locator(".finding summary").first().click();
  await page.getByRole("heading", { name: "Why is this bad" }).waitFor();
});
