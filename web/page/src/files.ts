import { h } from "./dom.ts";

/** Lets files be dropped on the page and be chosen by `button`; `onText` gets them as one text, and what is wrong with those that are not text. */
export function files(button: HTMLElement, chooser: HTMLInputElement, onText: (text: string, problem: string) => void): void {
  const take = async (list: FileList | null | undefined) => {
    if (!list || list.length === 0) return;
    // A directory is in the list like a file, and cannot be read.
    const content = (file: File) => file.arrayBuffer().catch(() => undefined);
    const read = await Promise.all([...list].map(async (file) => ({ name: file.name, content: await content(file) })));
    const [texts, wrong, unread]: [string[], string[], string[]] = [[], [], []];
    for (const { name, content } of read) {
      const text = content && decoded(content);
      if (text !== undefined) texts.push(text.replace(/\n*$/, "\n"));
      else (content ? wrong : unread).push(name);
    }
    const problems = [
      wrong.length > 0 && `Not opened because manifests are text in UTF-8: ${wrong.join(", ")}`,
      unread.length > 0 && `Not opened because only files can be read: ${unread.join(", ")}`,
    ];
    onText(joined(texts), problems.filter(Boolean).join(". "));
  };
  button.addEventListener("click", () => chooser.click());
  chooser.addEventListener("change", () => {
    void take(chooser.files).then(() => (chooser.value = ""));
  });
  const carriesFiles = (event: DragEvent) => event.dataTransfer?.types.includes("Files") ?? false;
  for (const type of ["dragenter", "dragover"] as const) {
    addEventListener(type, (event) => {
      if (!carriesFiles(event)) return;
      event.preventDefault();
      document.body.classList.add("dropping");
    });
  }
  addEventListener("dragleave", (event) => {
    if (event.relatedTarget === null) document.body.classList.remove("dropping");
  });
  // Before the editor, which would put the text of a file where it is dropped.
  addEventListener(
    "drop",
    (event) => {
      document.body.classList.remove("dropping");
      if (!carriesFiles(event)) return;
      event.preventDefault();
      event.stopPropagation();
      void take(event.dataTransfer?.files);
    },
    { capture: true },
  );
}

/** The texts as one with a document each. Before the directives of a document its predecessor must end. */
function joined(texts: string[]): string {
  return texts.map((text, place) => (place === 0 ? "" : text.startsWith("%") ? "...\n" : "---\n") + text).join("");
}

/** The text of a file, as the command line takes it: UTF-8, or UTF-16 with a byte order mark; `undefined` where it is neither. */
function decoded(file: ArrayBuffer): string | undefined {
  const [first, second] = new Uint8Array(file);
  const wide = first === 0xff && second === 0xfe ? "utf-16le" : first === 0xfe && second === 0xff ? "utf-16be" : undefined;
  try {
    const text = new TextDecoder(wide ?? "utf-8", { fatal: true }).decode(file);
    return wide === undefined && text.includes("\0") ? undefined : text;
  } catch {
    return undefined;
  }
}

/** Saves `text` as a file. */
export function download(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: "application/yaml" }));
  h("a", { href: url, download: name }).click();
  URL.revokeObjectURL(url);
}
