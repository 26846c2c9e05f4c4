import { defaultKeymap, history, historyKeymap, indentLess, insertNewlineAndIndent } from "@codemirror/commands";
import { yaml } from "@codemirror/lang-yaml";
import { HighlightStyle, bracketMatching, foldGutter, foldKeymap, indentOnInput, indentUnit, syntaxHighlighting } from "@codemirror/language";
import { type Diagnostic, lintGutter, lintKeymap, setDiagnostics } from "@codemirror/lint";
import { searchKeymap } from "@codemirror/search";
import { Compartment, EditorState } from "@codemirror/state";
import { EditorView, drawSelection, highlightActiveLine, highlightActiveLineGutter, keymap, lineNumbers, placeholder } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import type { Location } from "ceph-multus-policy";

/** Something to say about a location; without one, about the whole text. */
export interface Remark {
  location?: Location | undefined;
  severity: "error" | "warning" | "info";
  message: string;
  /** The name of the rule, where one says it. */
  rule?: string;
}

const COLOURS = HighlightStyle.define([
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: "var(--code-key)" },
  { tag: [tags.string, tags.content], color: "var(--code-string)" },
  { tag: [tags.comment, tags.lineComment], color: "var(--code-comment)", fontStyle: "italic" },
  { tag: [tags.keyword, tags.meta, tags.separator, tags.punctuation], color: "var(--code-mark)" },
]);

/** A YAML editor that reports every change. */
export class Editor {
  readonly view: EditorView;
  private readonly wrapping = new Compartment();
  private remarks = 0;

  constructor(parent: HTMLElement, label: string, hint: string, onChange: () => void) {
    this.view = new EditorView({
      parent,
      extensions: [
        EditorView.cspNonce.of("editor"),
        EditorView.contentAttributes.of({ "aria-label": label, tabindex: "0" }),
        placeholder(hint),
        lineNumbers(),
        foldGutter(),
        lintGutter(),
        history(),
        drawSelection(),
        indentOnInput(),
        indentUnit.of("  "),
        EditorState.tabSize.of(2),
        bracketMatching(),
        highlightActiveLine(),
        highlightActiveLineGutter(),
        this.wrapping.of([]),
        yaml(),
        syntaxHighlighting(COLOURS),
        // Tab moves the focus: nobody is trapped in the editor.
        keymap.of([{ key: "Enter", run: insertNewlineAndIndent, shift: insertNewlineAndIndent }, { key: "Mod-[", run: indentLess }]),
        keymap.of([...defaultKeymap, ...historyKeymap, ...foldKeymap, ...searchKeymap, ...lintKeymap]),
        EditorView.updateListener.of((update) => {
          if (update.docChanged) onChange();
        }),
      ],
    });
  }

  get text(): string {
    return this.view.state.doc.toString();
  }

  set text(text: string) {
    this.view.dispatch({ changes: { from: 0, to: this.view.state.doc.length, insert: text }, selection: { anchor: 0 }, scrollIntoView: true });
  }

  /** Shows `remarks` at their locations, instead of all earlier ones. */
  remark(remarks: Remark[]): void {
    if (remarks.length === 0 && this.remarks === 0) return;
    this.remarks = remarks.length;
    const diagnostics = remarks.map((remark): Diagnostic => {
      const { from, to } = this.range(remark.location);
      return { from, to, severity: remark.severity, message: remark.message, ...(remark.rule ? { source: remark.rule } : {}) };
    });
    this.view.dispatch(setDiagnostics(this.view.state, diagnostics));
  }

  /** Wraps long lines, or cuts them. */
  wrap(on: boolean): void {
    this.view.dispatch({ effects: this.wrapping.reconfigure(on ? EditorView.lineWrapping : []) });
  }

  /** Brings a location into view, and leaves the cursor where it is. */
  reveal(location: Location): void {
    this.view.dispatch({ effects: EditorView.scrollIntoView(this.range(location).from, { y: "center" }) });
  }

  /** Selects a location and moves there. */
  show(location: Location): void {
    const { from, to } = this.range(location);
    this.view.dispatch({ selection: { anchor: from, head: to }, effects: EditorView.scrollIntoView(from, { y: "center" }) });
    this.view.focus();
  }

  /** Where a location starts in the text. */
  offset(location: Location): number {
    return this.range(location).from;
  }

  private range(location: Location | undefined): { from: number; to: number } {
    const { doc } = this.view.state;
    const line = doc.line(Math.min(Math.max(location?.line ?? 1, 1), doc.lines));
    const { text } = line;
    const from = unitsTo(text, 0, (location?.column ?? 1) - 1);
    const to = unitsTo(text, from, location?.length ?? text.length);
    return { from: line.from + from, to: line.from + to };
  }
}

/** The place in `text` that is `characters` after `start`: locations count characters, the editor counts UTF-16 units. */
function unitsTo(text: string, start: number, characters: number): number {
  let place = start;
  for (let left = characters; left > 0 && place < text.length; left--) place += (text.codePointAt(place) ?? 0) > 0xffff ? 2 : 1;
  return place;
}
