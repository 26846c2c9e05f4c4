import { readFileSync } from "node:fs";
import { initSync } from "./policy.js";

export { explain } from "./explain.js";
export { caption, check, evaluate, plan, rules, settingsFrom, version } from "./policy.js";

initSync({ module: readFileSync(new URL("./policy_bg.wasm", import.meta.url)) });

/** Nothing to do: Node has loaded the module. For code that runs in browsers, too. */
export async function load() {}
