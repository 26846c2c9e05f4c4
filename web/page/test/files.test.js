// What comes from files, and goes to files and policy servers.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { parse } from "yaml";
import { choose, editorText, paste, playground, summary, VALID } from "./support.js";

const site = playground();

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

test("a directory among files is reported, and the files are opened", async () => {
  const page = await site.open();
  await page.evaluate(() => {
    const dropped = new DataTransfer();
    const pod = (name) => `apiVersion: v1\nkind: Pod\nmetadata: {name: ${name}}\n`;
    for (const [name, text] of [["manifests", ""], ["a.yaml", pod("a")], ["b.yaml", `%YAML 1.2\n---\n${pod("b")}`]]) dropped.items.add(new File([text], name));
    // So a browser answers for a directory.
    const read = File.prototype.arrayBuffer;
    File.prototype.arrayBuffer = function () {
      return this.name === "manifests" ? Promise.reject(new DOMException("not found", "NotFoundError")) : read.call(this);
    };
    document.querySelector("#manifests .cm-content").dispatchEvent(new DragEvent("drop", { dataTransfer: dropped, bubbles: true, cancelable: true }));
  });
  await summary(page, "2 accepted");
  assert.equal(await page.getByRole("alert").textContent(), "Not opened because only files can be read: manifests");
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

test("the second answer of a button stays as long as the first one", async () => {
  const page = await site.open();
  await page.clock.install();
  await page.clock.pauseAt(Date.now() + 60_000);
  const button = page.locator("#inventory");
  const label = await button.textContent();
  await button.click();
  await button.filter({ hasText: "Copied" }).waitFor();
  await page.clock.runFor(1500);
  await paste(page, "manifests", "{");
  await button.click();
  assert.equal(await button.textContent(), "Invalid manifests");
  await page.clock.runFor(1500);
  assert.equal(await button.textContent(), "Invalid manifests");
  await page.clock.runFor(500);
  assert.equal(await button.textContent(), label);
});
