// yaml-editor.js: CodeMirror over a plain textarea, with the server's findings at their lines.
//   <yaml-editor><textarea name="text">…</textarea></yaml-editor>
//   <script type="application/json" id="diagnostics">[{"line", "severity", "message"}]</script>
//
// The editor lives in a shadow root: there CodeMirror uses constructed style sheets, which need no inline styles.
// The textarea stays the one value that is sent. Typing tells by the event "yaml-changed" after a pause.

import { autocompletion, closeBrackets, closeBracketsKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { yaml } from "@codemirror/lang-yaml";
import { HighlightStyle, bracketMatching, foldGutter, foldKeymap, indentUnit, syntaxHighlighting } from "@codemirror/language";
import { lintGutter, lintKeymap, setDiagnostics } from "@codemirror/lint";
import { highlightSelectionMatches, searchKeymap } from "@codemirror/search";
import { EditorState } from "@codemirror/state";
import { EditorView, drawSelection, highlightActiveLine, highlightActiveLineGutter, keymap, lineNumbers } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { isRefused } from "./workspace.js";

const PAUSE = 400;
const RETRY = 3000;

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

customElements.define(
  "yaml-editor",
  class extends HTMLElement {
    connectedCallback() {
      for (const [name, listener] of this.listeners) document.addEventListener(name, listener);
      if (this.view) return; // only moved, as a morph may do
      this.textarea = this.querySelector("textarea");
      this.form = this.closest("form");
      this.saved = this.textarea.value;
      this.version = this.form.elements.version.value;
      const root = this.attachShadow({ mode: "open" });
      const frame = document.createElement("div");
      root.append(frame);
      frame.style.height = "100%";
      this.view = new EditorView({ root, parent: frame, state: this.start(this.textarea.value) });
      this.showDiagnostics();
    }

    disconnectedCallback() {
      for (const [name, listener] of this.listeners) document.removeEventListener(name, listener);
    }

    start(doc) {
      const label = this.textarea.getAttribute("aria-label");
      return EditorState.create({
        doc,
        extensions: [
          lineNumbers(),
          lintGutter(),
          foldGutter(),
          history(),
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
          keymap.of([...closeBracketsKeymap, ...defaultKeymap, ...searchKeymap, ...historyKeymap, ...foldKeymap, ...lintKeymap, indentWithTab]),
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
      this.flushAfter(PAUSE);
    }

    flushAfter(wait) {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.flush(), wait);
    }

    flush() {
      clearTimeout(this.timer);
      if (this.dirty) this.dispatchEvent(new CustomEvent("yaml-changed", { bubbles: true }));
    }

    onSend = ({ target }) => {
      if (target === this.form) this.saved = this.text;
    };

    onSendError = ({ target }) => {
      if (target !== this.form) return;
      this.saved = null;
      this.flushAfter(RETRY);
    };

    // The notice says what to do; the text is sent again with the next change.
    onAnswer = ({ target, detail }) => {
      if (target === this.form && isRefused(detail.xhr)) this.saved = null;
    };

    // After an answer the textarea holds the server's text; typing that came later stays. It then still names the
    // version it began from: a save by the form in between must become a conflict, not be overwritten.
    onSwap = ({ detail }) => {
      if (isRefused(detail.xhr)) return;
      this.textarea = this.querySelector("textarea");
      const isOurs = detail.requestConfig?.elt === this.form;
      if (this.dirty) {
        if (isOurs) this.version = this.form.elements.version.value;
        else this.form.elements.version.value = this.version;
        this.flushAfter(PAUSE); // also what was refused before: the session may be good again
      } else {
        this.receive(this.textarea.value);
        this.version = this.form.elements.version.value;
      }
      this.textarea.value = this.text;
      this.showDiagnostics();
    };

    listeners = [
      ["htmx:beforeSend", this.onSend],
      ["htmx:sendError", this.onSendError],
      ["htmx:afterRequest", this.onAnswer],
      ["htmx:afterSwap", this.onSwap],
    ];

    // Replaces only the span that differs, so that caret, folds and scrolling hold.
    receive(text) {
      const old = this.text;
      this.saved = text;
      if (text === old) return;
      let start = 0;
      while (start < old.length && start < text.length && old[start] === text[start]) start += 1;
      let end = 0;
      while (end < old.length - start && end < text.length - start && old.at(-1 - end) === text.at(-1 - end)) end += 1;
      this.receiving = true;
      this.view.dispatch({ changes: { from: start, to: old.length - end, insert: text.slice(start, text.length - end) } });
      this.receiving = false;
    }

    showDiagnostics() {
      const found = JSON.parse(document.getElementById("diagnostics")?.textContent ?? "[]");
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
