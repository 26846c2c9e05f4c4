// Who uses it how: with a keyboard, a screen reader or a phone, in the dark, without a network.
import assert from "node:assert/strict";
import { test } from "node:test";
import axe from "axe-core";
import { choose, clusterOn, editorText, paste, playground, select, summary, VALID } from "./support.js";

const site = playground();
const INCIDENT = "Nodes without interface or route, an orphan, and one address on two pods";

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

test("the way to the results leaves the texts alone", async () => {
  const page = await site.open("", { viewport: { width: 390, height: 800 } });
  await choose(page, VALID);
  await select(page, 3, "kind");
  await page.keyboard.type("{");
  await summary(page, "Invalid input");
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

test("light and dark follow the system until somebody chooses", async () => {
  const page = await site.open("", { colorScheme: "dark" });
  const back = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  assert.equal(await back(), "rgb(20, 24, 26)");
  await page.getByRole("button", { name: "Switch to light colours" }).click();
  assert.equal(await back(), "rgb(246, 247, 247)");
  await page.reload();
  assert.equal(await back(), "rgb(246, 247, 247)");
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

test("nothing is wider than a phone", async () => {
  const page = await site.open("", { viewport: { width: 360, height: 740 } });
  for (const title of [VALID, "Public and cluster network share addresses", "OSD without annotation"]) {
    await choose(page, title);
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 360, title);
  }
  const long = "a".repeat(58);
  const unknown = clusterOn("192.168.20.0/24").replace("cluster: rook-ceph/public-net}", `cluster: rook-ceph/${long}}`);
  for (const range of ["192.168.20.0/24", "fd00:1234:5678:9abc::/64"]) {
    await paste(page, "manifests", unknown.replace("192.168.20.0/24", range));
    await paste(page, "settings", "osds: 6\nnodes: 3");
    // First that of the network which does not exist: until then the picture is that of the example, with other ranges.
    await page.locator(".blank", { hasText: long }).waitFor();
    await page.locator(".map .lane > .quiet", { hasText: "% free" }).waitFor();
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
