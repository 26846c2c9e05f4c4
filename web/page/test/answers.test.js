// The package answers as the core does natively: every fixture, every function.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import * as policy from "ceph-multus-policy";

const answers = JSON.parse(readFileSync(join(import.meta.dirname, "answers.json"), "utf8"));

function answer(name, input) {
  try {
    return policy[name](input);
  } catch (error) {
    return { error: error.message };
  }
}

test("every fixture has the answer of the native core", async () => {
  await policy.load();
  assert.ok(answers.length > 800, `${answers.length} answers`);
  for (const { name, function: called, input, answer: expected } of answers) {
    assert.deepEqual(answer(called, input), expected, name);
  }
});

test("rules and their pages are there, and the version", async () => {
  const rules = policy.rules();
  assert.ok(rules.length > 80);
  for (const { id } of rules) assert.ok((await policy.explain(id)).startsWith(`# ${id}\n`), id);
  assert.deepEqual(["yaml settings", "yaml reject delete", "yaml", "text"].map(policy.caption), ["With the settings:", "Rejected:", undefined, undefined]);
  await assert.rejects(policy.explain("toString"), { message: "there is no rule `toString`" });
  assert.match(policy.version(), /^\d+\.\d+\.\d+$/);
});

test("a call of the wrong form is one line", () => {
  assert.throws(() => policy.check({ manifest: "" }), { message: /^unknown field `manifest`, expected one of `manifests`, `settings`, `oldObjects`/ });
  assert.throws(() => policy.evaluate({ request: 1 }), { message: "`request`: must be an AdmissionRequest, found a number" });
});
