import examples, { type Example } from "virtual:examples";
import { byId, h } from "./dom.ts";

export type { Example };

/** The first one, which an empty link opens. */
export const first: Example = examples[0]!;

/** The dialog in which somebody looks for an example; `onChoice` gets what is chosen. */
export function picker(onChoice: (example: Example) => void): void {
  const [dialog, search, found] = [byId<HTMLDialogElement>("examples"), byId<HTMLInputElement>("search"), byId("found")];
  const choose = (example: Example) => {
    dialog.close();
    onChoice(example);
  };
  const groups = [...new Set(examples.map((example) => example.group))];
  const items = new Map<HTMLElement, Example>();
  for (const group of groups) {
    const list = examples.filter((example) => example.group === group).map((example) => {
      const item = h("li", {}, h("button", { type: "button", class: "jump", onclick: () => choose(example) }, example.title));
      items.set(item, example);
      return item;
    });
    found.append(h("section", { "aria-label": group }, h("h3", {}, group), h("ul", {}, ...list)));
  }
  const matching = () => [...items].filter(([item]) => !item.hidden);
  const words = () => search.value.toLowerCase().split(/\s+/);
  const filter = () => {
    const sought = words();
    for (const [item, example] of items) {
      const text = [example.group, example.title, ...example.issues, example.manifests].join(" ").toLowerCase();
      item.hidden = !sought.every((word) => text.includes(word));
    }
    for (const section of found.querySelectorAll("section")) section.hidden = section.querySelector("li:not([hidden])") === null;
    byId("none").textContent = matching().length > 0 ? "" : "No example has all of these words.";
  };
  search.addEventListener("input", filter);
  search.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    const found = matching().map(([, example]) => example);
    // One whose title has the words is meant before one with them in its text.
    const meant = found.find(({ title }) => words().every((word) => title.toLowerCase().includes(word))) ?? found[0];
    if (!meant) return;
    // The same key would press the button that gets the focus back.
    event.preventDefault();
    choose(meant);
  });
  byId("pick").addEventListener("click", () => {
    search.value = "";
    filter();
    dialog.showModal();
    search.focus();
  });
  byId("close").addEventListener("click", () => dialog.close());
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close();
  });
}

/** The example that `text` is, if it is one. */
export function named(text: { manifests: string; settings: string; oldObjects: string }): Example | undefined {
  return examples.find((example) => example.manifests === text.manifests && example.settings === text.settings && example.oldObjects === text.oldObjects);
}

/** Links to the issues that an example comes from. */
export function issues(example: Example | undefined): Node[] {
  return (example?.issues ?? []).map((issue) => {
    const [repository, number] = issue.split("#");
    return h("a", { href: `https://github.com/${repository}/issues/${number}`, rel: "noreferrer", target: "_blank" }, issue.replace(/^.*\//, ""));
  });
}
