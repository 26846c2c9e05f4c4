import examples, { type Example } from "virtual:examples";
import { h } from "./dom.ts";

export type { Example };

/** The first one, which an empty link opens. */
export const first: Example = examples[0]!;

/** Fills the menu; `onChoice` is told what is chosen. */
export function menu(select: HTMLSelectElement, onChoice: (example: Example) => void): void {
  select.append(h("option", { value: "" }, "yours"));
  let group = "";
  let parent: HTMLElement = select;
  for (const [place, example] of examples.entries()) {
    if (example.group !== group) {
      group = example.group;
      parent = h("optgroup", { label: group });
      select.append(parent);
    }
    parent.append(h("option", { value: place }, example.title));
  }
  select.addEventListener("change", () => {
    const chosen = select.value === "" ? undefined : examples[Number(select.value)];
    if (chosen) onChoice(chosen);
  });
}

/** Shows in the menu which example `text` is, if it is one; gives it back. */
export function mark(select: HTMLSelectElement, text: { manifests: string; settings: string; before: string }): Example | undefined {
  const place = examples.findIndex((example) => example.manifests === text.manifests && example.settings === text.settings && example.before === text.before);
  select.value = place < 0 ? "" : String(place);
  return examples[place];
}

/** Links to the threads that an example comes from. */
export function threads(example: Example | undefined): Node[] {
  return (example?.threads ?? []).map((thread) => {
    const [repository, number] = thread.split("#");
    return h("a", { href: `https://github.com/${repository}/issues/${number}`, rel: "noreferrer", target: "_blank" }, thread.replace(/^.*\//, ""));
  });
}
