// What the policy mutates, taken over into the manifest.
import assert from "node:assert/strict";
import { test } from "node:test";
import { choose, editorText, paste, playground, summary } from "./support.js";

const site = playground();

test("what the policy mutates is a diff, and can be taken over", async () => {
  const page = await site.open();
  await choose(page, "OSD without annotation");
  await summary(page, "1 mutated");
  const added = await page.locator(".diff ins").allTextContents();
  assert.deepEqual(added, [`+     k8s.v1.cni.cncf.io/networks: '[{"name":"public-net","namespace":"rook-ceph"},{"name":"cluster-net","namespace":"rook-ceph"}]'`]);
  await page.getByRole("button", { name: "Apply to manifest" }).click();
  await summary(page, "1 accepted");
  assert.equal(await page.evaluate(() => document.activeElement.id), "objects", "the focus stays with the results");
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
