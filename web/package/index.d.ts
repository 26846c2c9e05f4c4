export { caption, check, evaluate, plan, rules, settingsFrom, version } from "./policy.js";
export type * from "./policy.js";

/**
 * Loads the module. In a browser every other function needs it; in Node it is there from the start.
 * `source` is where the module is, if not beside the code.
 */
export function load(source?: URL | Response | Promise<Response>): Promise<void>;

/** The page of a rule, in Markdown. Fails where there is no such rule. */
export function explain(rule: string): Promise<string>;
