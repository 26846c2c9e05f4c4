// The examples, and how they are found.
import assert from "node:assert/strict";
import { test } from "node:test";
import { choose, named, playground, summary } from "./support.js";

const site = playground();

test("it opens with an example that fails, and says what it is", async () => {
  const page = await site.open();
  assert.match((await page.textContent(".lead")).replace(/\s+/g, " "), /Checks CephClusters, NetworkAttachmentDefinitions and Ceph pods together/);
  await summary(page, "1 rejected, 2 accepted");
  const marked = page.locator("#manifests .cm-lintRange-error").first();
  assert.ok(await marked.isVisible());
  assert.doesNotMatch(await page.textContent("#map"), /% free/, "nothing is free where two networks overlap");
  for (const name of ["Book", "Rules", "Install"]) assert.equal(await page.getByRole("link", { name, exact: true }).count(), 1);
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
    await named(page, title);
    assert.ok((await page.locator(".finding").count()) > 0, title);
    assert.ok((await page.locator("#issues a").count()) > 0, title);
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
  await named(page, "An IPv6 range whose pool has no valid name");
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
