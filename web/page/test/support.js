// A server of the built page on a free port, and a browser that looks at it.
import assert from "node:assert/strict";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { after, before } from "node:test";
import { gzipSync } from "node:zlib";
import { chromium } from "playwright-core";

const DIST = join(import.meta.dirname, "../dist");
const TYPES = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".wasm": "application/wasm", ".svg": "image/svg+xml" };
const { CHROMIUM } = process.env;
const FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

/** The title of an example in which nothing is found. */
export const VALID = "A valid cluster with two networks";

/** A CephCluster on all devices of all nodes, with a public network in `range`. */
export const clusterOn = (range) => `apiVersion: ceph.rook.io/v1
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

/** The page under test: `open` makes a tab whose errors, but those that `mayFail` matches, and foreign requests fail the test. */
export function playground() {
  const site = { url: "", served: new Map(), browser: undefined, open };
  let server;
  const complaints = [];

  before(async () => {
    assert.ok(CHROMIUM, "CHROMIUM names the browser, as `make test-playground` does");
    server = createServer((request, response) => {
      const path = normalize(new URL(request.url, "http://localhost").pathname).replace(/\/$/, "/index.html");
      const file = join(DIST, path);
      if (!file.startsWith(DIST) || !existsSync(file)) return response.writeHead(404).end();
      const body = readFileSync(file);
      site.served.set(path, { bytes: body.length, packed: gzipSync(body, { level: 9 }).length });
      response.writeHead(200, { "content-type": TYPES[extname(file)] ?? "application/octet-stream" }).end(body);
    });
    await new Promise((done) => server.listen(0, "127.0.0.1", done));
    site.url = `http://127.0.0.1:${server.address().port}/`;
    site.browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
  });

  after(async () => {
    await site.browser?.close();
    server?.closeAllConnections();
    server?.close();
    assert.deepEqual(complaints, [], "the console is quiet and nothing is asked of other servers");
  });

  async function open(fragment = "", { mayFail, ...options } = {}) {
    const context = await site.browser.newContext({ viewport: { width: 1440, height: 900 }, permissions: ["clipboard-read", "clipboard-write"], ...options });
    const page = await context.newPage();
    page.on("console", (message) => ["error", "warning"].includes(message.type()) && !mayFail?.test(message.text()) && complaints.push(message.text()));
    page.on("pageerror", (error) => complaints.push(error.message));
    page.on("request", (request) => {
      if (!request.url().startsWith(site.url) && !/^(data|blob):/.test(request.url())) complaints.push(`asks ${request.url()}`);
    });
    await page.goto(site.url + fragment);
    await page.waitForSelector("html[data-ready]");
    return page;
  }

  return site;
}

/** Waits until the summary of the results is `text`, and what comes after its frame is drawn: a busy machine shows it later. */
export async function summary(page, text) {
  await page.waitForFunction((text) => document.getElementById("summary").textContent === text, text, { timeout: 120_000 }).catch(async () => {
    assert.equal(await page.textContent("#summary"), text);
  });
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => setTimeout(done))));
}

/** Chooses an example of the picker. */
export async function choose(page, title) {
  await page.click("#pick");
  await page.getByRole("dialog").getByRole("button", { name: title, exact: true }).click();
}

/** Waits until the page says that it shows the example; its issues come with that. */
export async function named(page, title) {
  await page.waitForFunction((title) => document.getElementById("example").textContent === title, title);
}

/** Puts `text` in place of a text of the page. */
export async function paste(page, editor, text) {
  await page.evaluate((text) => navigator.clipboard.writeText(text), text);
  await page.click(`#${editor} .cm-content`);
  await page.keyboard.press("Control+a");
  if (text === "") await page.keyboard.press("Delete");
  else await page.keyboard.press("Control+v");
}

/** Selects `text` in a line of the manifests, for the keyboard to replace. */
export async function select(page, line, text) {
  const lines = (await editorText(page)).split("\n");
  const column = lines[line - 1]?.indexOf(text) ?? -1;
  assert.ok(column >= 0, `line ${line} has ${text}: ${lines[line - 1]}`);
  await page.click("#manifests .cm-content");
  await page.keyboard.press("Control+Home");
  for (let row = 1; row < line; row++) await page.keyboard.press("ArrowDown");
  // Home goes to the first word, and from there to the start.
  await page.keyboard.press("End");
  await page.keyboard.press("Home");
  if (/^\s/.test(lines[line - 1])) await page.keyboard.press("Home");
  for (let place = 0; place < column; place++) await page.keyboard.press("ArrowRight");
  for (let place = 0; place < text.length; place++) await page.keyboard.press("Shift+ArrowRight");
}

/** The text of the manifests, as a link carries it. */
export async function editorText(page) {
  return page.evaluate(async () => {
    history.replaceState(null, "", location.pathname);
    document.getElementById("share").click();
    while (location.hash.length < 4) await new Promise((done) => setTimeout(done, 10));
    const packed = Uint8Array.from(atob(location.hash.slice(3).replace(/-/g, "+").replace(/_/g, "/")), (unit) => unit.charCodeAt(0));
    const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
    return JSON.parse(await new Response(stream).text())[0];
  });
}

/** Compares with a file of `snapshots`; `UPDATE=1` writes it. */
export function matches(name, text) {
  const file = join(import.meta.dirname, "snapshots", name);
  if (process.env.UPDATE) writeFileSync(file, text);
  const expected = existsSync(file) ? readFileSync(file, "utf8").split("\n") : [];
  for (const [place, line] of text.split("\n").entries()) assert.equal(line, expected[place], `line ${place + 1} of ${name}; UPDATE=1 writes it`);
  assert.equal(text.split("\n").length, expected.length, `lines of ${name}`);
}
