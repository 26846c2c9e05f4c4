import { h } from "./dom.ts";

/** Lets files be dropped on the page and be chosen by `button`; `onText` gets them as one text. */
export function files(button: HTMLElement, chooser: HTMLInputElement, onText: (text: string) => void): void {
  const take = async (list: FileList | null | undefined) => {
    if (!list || list.length === 0) return;
    const texts = await Promise.all([...list].map((file) => file.text()));
    onText(texts.map((text) => text.replace(/\n*$/, "\n")).join("---\n"));
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

/** Saves `text` as a file. */
export function download(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: "application/yaml" }));
  h("a", { href: url, download: name }).click();
  URL.revokeObjectURL(url);
}
