import init from "./policy.js";

export { explain } from "./explain.js";
export { caption, check, evaluate, plan, rules, settingsFrom, version } from "./policy.js";

let loaded;

/** Loads the module; every other function needs it. `source` is where the module is, if not beside this file. */
export function load(source = new URL("./policy_bg.wasm", import.meta.url)) {
  loaded ??= init({ module_or_path: source }).then(() => undefined);
  return loaded;
}
