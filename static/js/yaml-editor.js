// yaml-editor.js: CodeMirror over a plain textarea, with the server's findings at their lines.
//   <yaml-editor><textarea name="text">…</textarea></yaml-editor>
//   <script type="application/json" id="diagnostics">[{"line", "severity", "message"}]</script>
//
// The editor lives in a shadow root: there CodeMirror uses constructed style sheets, which need no inline styles.
// The textarea stays what a page without scripts sends. Typing is saved after a pause, and at least every second;
// what the form, the diagram or somebody else changes meanwhile is laid under what is being typed.

import { autocompletion, closeBrackets, closeBracketsKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, indentWithTab } from "@codemirror/commands";
import { yaml } from "@codemirror/lang-yaml";
import { HighlightStyle, bracketMatching, foldGutter, foldKeymap, indentUnit, syntaxHighlighting } from "@codemirror/language";
import { lintGutter, lintKeymap, setDiagnostics } from "@codemirror/lint";
import { highlightSelectionMatches, searchKeymap } from "@codemirror/search";
import { ChangeSet, EditorState } from "@codemirror/state";
import { EditorView, drawSelection, highlightActiveLine, highlightActiveLineGutter, keymap, lineNumbers } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { session } from "./draft-session.js";

const PAUSE = 400;
const LONGEST = 1000; // of typing without a pause

const LOOK = EditorView.theme({
  "&": { height: "100%", color: "var(--text)", backgroundColor: "var(--surface-raised)", fontSize: "13px" },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": { fontFamily: "var(--font-mono)", lineHeight: "1.6" },
  ".cm-content": { caretColor: "var(--accent)" },
  ".cm-cursor": { borderLeftColor: "var(--accent)", borderLeftWidth: "2px" },
  ".cm-gutters": { backgroundColor: "var(--surface-sunken)", color: "var(--text-muted)", border: "none" },
  ".cm-activeLine, .cm-activeLineGutter": { backgroundColor: "var(--surface-hover)" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": {
    backgroundColor: "var(--accent-surface)",
  },
  ".cm-panels": { backgroundColor: "var(--surface-sunken)", color: "var(--text)" },
  ".cm-panels input, .cm-panels button": { fontSize: "13px" },
  ".cm-tooltip": { backgroundColor: "var(--surface-raised)", border: "1px solid var(--border)", color: "var(--text)" },
  ".cm-diagnostic": { fontFamily: "var(--font)", padding: "6px 10px" },
  ".cm-diagnostic-error": { borderLeft: "4px solid var(--danger)" },
  ".cm-diagnostic-warning": { borderLeft: "4px solid var(--warning)" },
});

const COLOURS = HighlightStyle.define([
  { tag: [tags.definition(tags.propertyName), tags.propertyName], color: "var(--code-key)" },
  { tag: [tags.string, tags.content, tags.number, tags.bool, tags.literal], color: "var(--code-value)" },
  { tag: tags.comment, color: "var(--code-comment)", fontStyle: "italic" },
  { tag: tags.invalid, color: "var(--danger)" },
]);

// Undo and redo are the draft's, so that they go through form, diagram and text alike.
const step = (verb) => (view) => {
  const editor = view.dom.getRootNode().host;
  editor.flush();
  session[verb]();
  return true;
};
const STEPS = [
  { key: "Mod-z", run: step("undo"), preventDefault: true },
  { key: "Mod-y", mac: "Mod-Shift-z", run: step("redo"), preventDefault: true },
  { linux: "Ctrl-Shift-z", run: step("redo"), preventDefault: true },
];

// The one span that differs, so that caret, folds and scrolling hold.
function changeBetween(old, text) {
  let start = 0;
  while (start < old.length && start < text.length && old[start] === text[start]) start += 1;
  let end = 0;
  while (end < old.length - start && end < text.length - start && old.at(-1 - end) === text.at(-1 - end)) end += 1;
  const changes = start === old.length && start === text.length ? [] : [{ from: start, to: old.length - end, insert: text.slice(start, text.length - end) }];
  return ChangeSet.of(changes, old.length);
}

customElements.define(
  "yaml-editor",
  class extends HTMLElement {
    connectedCallback() {
      document.addEventListener("draft:updated", this.onUpdate);
      if (this.view) return; // only moved, as a morph may do
      this.textarea = this.querySelector("textarea");
      this.saved = this.textarea.value; // the server's text, or that on its way there
      const root = this.attachShadow({ mode: "open" });
      const frame = document.createElement("div");
      root.append(frame);
      frame.style.height = "100%";
      this.view = new EditorView({ root, parent: frame, state: this.start(this.textarea.value) });
      this.showDiagnostics();
    }

    disconnectedCallback() {
      document.removeEventListener("draft:updated", this.onUpdate);
    }

    start(doc) {
      const label = this.textarea.getAttribute("aria-label");
      return EditorState.create({
        doc,
        extensions: [
          lineNumbers(),
          lintGutter(),
          foldGutter(),
          drawSelection(),
          indentUnit.of("  "),
          bracketMatching(),
          closeBrackets(),
          autocompletion(),
          highlightActiveLine(),
          highlightActiveLineGutter(),
          highlightSelectionMatches(),
          yaml(),
          syntaxHighlighting(COLOURS),
          LOOK,
          EditorState.readOnly.of(this.textarea.readOnly),
          EditorView.contentAttributes.of({ "aria-label": `${label}. Escape, then Tab leaves it.`, tabindex: "0" }),
          keymap.of([...closeBracketsKeymap, ...defaultKeymap, ...searchKeymap, ...STEPS, ...foldKeymap, ...lintKeymap, indentWithTab]),
          EditorView.updateListener.of((update) => update.docChanged && this.onEdit()),
        ],
      });
    }

    get text() {
      return this.view.state.doc.toString();
    }

    // Typed, and not even on its way.
    get dirty() {
      return this.text !== this.saved;
    }

    onEdit() {
      if (this.receiving) return;
      this.textarea.value = this.text;
      const now = performance.now();
      this.typingSince ??= now;
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.flush(), Math.max(0, Math.min(PAUSE, this.typingSince + LONGEST - now)));
    }

    flush() {
      clearTimeout(this.timer);
      this.typingSince = null;
      if (this.dirty) session.saveText(this.getText);
    }

    getText = () => {
      this.saved = this.text;
      return this.saved;
    };

    // The server's text is now `text`. What was typed and not sent began from what was sent, else from the text
    // before: it stays, and everything else is laid under it.
    onUpdate = ({ detail: { before, text, sent, problems } }) => {
      const base = sent ?? before;
      const local = changeBetween(base, this.text);
      const remote = changeBetween(base, text);
      this.receiving = true;
      this.view.dispatch({ changes: remote.map(local) });
      this.receiving = false;
      this.saved = text;
      this.textarea.value = this.text;
      if (this.dirty) this.onEdit();
      this.showDiagnostics(problems);
    };

    showDiagnostics(found = JSON.parse(document.getElementById("diagnostics")?.textContent ?? "[]")) {
      const { doc } = this.view.state;
      const diagnostics = found.map(({ line, severity, message }) => {
        const { from, to } = doc.line(Math.min(Math.max(line, 1), doc.lines));
        return { from, to, severity, message };
      });
      this.view.dispatch(setDiagnostics(this.view.state, diagnostics));
    }

    goTo(number) {
      const line = this.view.state.doc.line(Math.min(Math.max(number, 1), this.view.state.doc.lines));
      this.view.dispatch({ selection: { anchor: line.from }, effects: EditorView.scrollIntoView(line.from, { y: "center" }) });
      this.view.focus();
    }
  },
);
