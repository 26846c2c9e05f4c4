// Links that carry the texts.
import assert from "node:assert/strict";
import { test } from "node:test";
import { choose, editorText, playground, select, summary } from "./support.js";

const site = playground();

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
    [hash.replace("1.", "2."), "The link is from another version of the playground, so it is not opened; reload the page once, or ask for the text itself."],
  ]) {
    const broken = await site.open(fragment);
    await summary(broken, "1 rejected, 2 accepted");
    assert.equal(await broken.getByRole("alert").textContent(), notice, fragment.slice(0, 9));
    await broken.waitForTimeout(600);
    assert.equal(await broken.evaluate(() => location.hash), fragment, "it can be tried again");
    await broken.click("#manifests .cm-content");
    await broken.keyboard.type(" ");
    assert.equal(await broken.getByRole("alert").count(), 0, "a text has changed");
  }
  assert.equal(await page.getByRole("alert").count(), 0);
  await page.evaluate((fragment) => (location.hash = fragment), hash.slice(0, -20));
  await page.getByRole("alert").waitFor();
  assert.equal(await page.getByRole("alert").textContent(), incomplete);
});

test("a link may end with what stood behind it", async () => {
  const page = await site.open();
  await choose(page, "OSD without annotation");
  await page.waitForTimeout(600);
  const other = await site.open(`${await page.evaluate(() => location.hash)}).`);
  assert.equal(await editorText(other), await editorText(page));
  assert.equal(await other.getByRole("alert").count(), 0);
});

test("without a clipboard the buttons say so", async () => {
  const page = await site.open();
  await page.evaluate(() => Object.defineProperty(navigator, "clipboard", { value: undefined }));
  await page.click("#share");
  await page.getByRole("button", { name: "Copy failed: use the address bar" }).waitFor();
  await page.click("#inventory");
  await page.locator("#inventory", { hasText: "Clipboard access denied" }).waitFor();
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
  assert.equal(await page.textContent("#example"), "Too long for the address: a reload does not bring this text back.");
});
