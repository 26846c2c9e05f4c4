// The pictures of the README. `UPDATE=1` writes them to docs/.
import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { choose, named, playground } from "./support.js";

const DOCS = join(import.meta.dirname, "../../../docs");
const site = playground();

const SHOTS = {
  light: { colorScheme: "light", viewport: { width: 1440, height: 1150 } },
  dark: { colorScheme: "dark", viewport: { width: 1440, height: 1000 } },
  phone: { colorScheme: "light", viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, fullPage: true },
};

// What each shows: the title of the example, and a rule that finds something in it.
const EXAMPLES = {
  light: ["Public and cluster network share addresses", "networks-overlap"],
  dark: ["OSD without annotation", "attachment-missing"],
  phone: ["The range is smaller than the cluster", "network-too-small"],
};

for (const [name, { fullPage = false, ...options }] of Object.entries(SHOTS)) {
  test(`the page in ${name}`, async () => {
    const page = await site.open("", options);
    const [title, rule] = EXAMPLES[name];
    await choose(page, title);
    await named(page, title);
    await page.locator(".finding .rule", { hasText: rule }).first().waitFor();
    await page.locator(".cm-lint-marker").first().waitFor({ state: "attached" });
    const path = process.env.UPDATE ? join(DOCS, `playground-${name}.png`) : undefined;
    const image = await page.screenshot({ fullPage, animations: "disabled", caret: "hide", ...(path ? { path } : {}) });
    assert.ok(image.length > 30_000, `${image.length} bytes`);
  });
}
