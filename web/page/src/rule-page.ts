import { caption, explain, rules } from "ceph-multus-policy";
import { h, prose } from "./dom.ts";

/** The pages that are open, by where they are: they stay open while somebody types. */
const open = new Set<string>();
const pages = new Map<string, string>();

/** Where the page of a rule comes from. */
export type Explain = (rule: string) => Promise<string>;

/** The name of a rule, which opens its page in place. `where` tells one place of the rule from another. */
export function ruleLink(rule: string, where: string, known = summaries().get(rule), explained: Explain = explain): HTMLElement {
  if (known === undefined) return h("p", { class: "rule" }, rule);
  const key = `${rule} ${where}`;
  const body = h("div", { class: "page" });
  const details = h("details", { class: "rule", open: open.has(key) }, h("summary", {}, h("code", {}, rule), h("span", { class: "quiet" }, ...prose(known))), body);
  const ready = pages.get(rule);
  if (open.has(key) && ready !== undefined) body.innerHTML = ready;
  details.addEventListener("toggle", () => {
    if (!details.open) open.delete(key);
    else {
      open.add(key);
      void render(rule, explained).then((html) => (body.innerHTML = html));
    }
  });
  return details;
}

let known: Map<string, string> | undefined;

function summaries(): Map<string, string> {
  known ??= new Map(rules().map((rule) => [rule.id, rule.summary]));
  return known;
}

/** A page with the captions of its examples, which are behind their fences. */
function labelled(page: string): string {
  return page.replace(/^```(\S.*)$/gm, (fence: string, info: string) => {
    const label = caption(info);
    return label === undefined ? fence : `${label}\n\n${fence}`;
  });
}

/** The page as HTML: it is ours, and holds none itself. Its title is said by the link that opens it. */
async function render(rule: string, explained: Explain): Promise<string> {
  const ready = pages.get(rule);
  if (ready !== undefined) return ready;
  const [{ marked }, text] = await Promise.all([import("marked"), explained(rule)]);
  const shifted = labelled(text).replace(/^# .*\n/, "").replace(/^## /gm, "#### ");
  // What scrolls is reached with the keyboard, too.
  const html = (await marked.parse(shifted)).replaceAll("<pre>", '<pre tabindex="0">');
  pages.set(rule, html);
  return html;
}
