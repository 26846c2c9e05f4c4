import { h } from "./dom.ts";

const opened = new Set<string>();

/** What a picture shows, in words. It stays open while somebody types. */
export function table(key: string, head: string[], rows: string[][]): HTMLElement {
  const cells = (row: string[]) => row.map((cell, place) => (place === 0 ? h("th", { scope: "row" }, cell) : h("td", {}, cell)));
  const body = h("tbody", {}, ...rows.map((row) => h("tr", {}, ...cells(row))));
  const titles = h("thead", {}, h("tr", {}, ...head.map((cell) => h("th", { scope: "col" }, cell))));
  const scroll = h("div", { class: "scroll", tabindex: 0, role: "group", "aria-label": "Table" }, h("table", {}, titles, body));
  const details = h("details", { class: "words", open: opened.has(key) }, h("summary", {}, "Show as table"), scroll);
  details.addEventListener("toggle", () => (details.open ? opened.add(key) : opened.delete(key)));
  return details;
}
