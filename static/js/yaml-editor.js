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
import { ChangeSet, EditorState, StateEffect, StateField } from "@codemirror/state";
import { Decoration, EditorView, drawSelection, highlightActiveLine, highlightActiveLineGutter, keymap, lineNumbers } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { focusOn, session } from "./draft-session.js";
import { complete, hover } from "./yaml-help.js";
import { placeAt, rangeOf } from "./yaml-places.js";

const PAUSE = 400;
const LONGEST = 1000; // of typing without a pause
const GLANCE = 150; // before other panes follow the caret

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
  ".cm-textfield": { backgroundColor: "var(--surface-raised)", border: "1px solid var(--border-strong)", color: "var(--text)" },
  ".cm-textfield::placeholder": { color: "var(--text-muted)" },
  ".cm-button": { backgroundImage: "none", backgroundColor: "var(--surface-raised)", border: "1px solid var(--border-strong)", color: "var(--text)" },
  ".cm-tooltip": { backgroundColor: "var(--surface-raised)", border: "1px solid var(--border)", color: "var(--text)" },
  ".cm-place": { backgroundColor: "var(--accent-surface)" },
  ".cm-words": { maxWidth: "380px", padding: "8px 12px", fontFamily: "var(--font)", lineHeight: "1.45" },
  ".cm-words-label": { fontWeight: "650" },
  ".cm-words-note": { marginTop: "4px", color: "var(--text-muted)", fontSize: "0.92em" },
  ".cm-words-pointer": { marginTop: "4px", color: "var(--text-muted)", fontFamily: "var(--font-mono)", fontSize: "0.85em", overflowWrap: "anywhere" },
  ".cm-tooltip-autocomplete > ul > li[aria-selected]": { backgroundColor: "var(--accent)", color: "var(--accent-text)" },
  ".cm-completionDetail": { color: "inherit", opacity: "0.8" },
  ".cm-panel.cm-search": { fontFamily: "var(--font)" },
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

// The lines of the field that has somebody's attention in another pane.
const showPlace = StateEffect.define();
const line = Decoration.line({ class: "cm-place" });
const place = StateField.define({
  create: () => Decoration.none,
  update(marks, transaction) {
    for (const effect of transaction.effects) {
      if (effect.is(showPlace)) return linesOf(transaction.state, effect.value);
    }
    return marks.map(transaction.changes);
  },
  provide: (field) => EditorView.decorations.from(field),
});

function linesOf(state, range) {
  if (!range) return Decoration.none;
  const marks = [];
  for (let at = state.doc.lineAt(range.from); ; at = state.doc.line(at.number + 1)) {
    marks.push(line.range(at.from));
    if (at.to >= range.to || at.number === state.doc.lines) return Decoration.set(marks);
  }
}

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

// Changes that follow each other, as one set.
function inOneGo(changes, length) {
  return changes.reduce((all, change) => all.compose(ChangeSet.of(change, all.newLength)), ChangeSet.empty(length));
}

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
      document.addEventListener("draft:focus", this.onFocus);
      if (this.view) return; // only moved, as a morph may do
      this.textarea = this.querySelector("textarea");
      this.saved = this.textarea.value; // the server's text, or that on its way there
      this.isServers = true; // nothing was typed since the server's text came
      const root = this.attachShadow({ mode: "open" });
      const frame = document.createElement("div");
      root.append(frame);
      frame.style.height = "100%";
      this.view = new EditorView({ root, parent: frame, state: this.start(this.textarea.value) });
      const found = JSON.parse(document.getElementById("diagnostics")?.textContent ?? "[]");
      this.view.dispatch({ effects: this.diagnosticsIn(this.view.state.doc, found) });
    }

    disconnectedCallback() {
      document.removeEventListener("draft:updated", this.onUpdate);
      document.removeEventListener("draft:focus", this.onFocus);
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
          autocompletion({ override: [complete], activateOnTyping: true }),
          hover,
          place,
          highlightActiveLine(),
          highlightActiveLineGutter(),
          highlightSelectionMatches(),
          yaml(),
          syntaxHighlighting(COLOURS),
          LOOK,
          EditorState.readOnly.of(this.textarea.readOnly),
          EditorView.contentAttributes.of({ "aria-label": `${label}. Escape, then Tab leaves it.`, tabindex: "0" }),
          keymap.of([...closeBracketsKeymap, ...defaultKeymap, ...searchKeymap, ...STEPS, ...foldKeymap, ...lintKeymap, indentWithTab]),
          EditorView.updateListener.of((update) => {
            if (update.docChanged) this.onEdit();
            if (update.selectionSet && !this.receiving) this.glanceSoon();
          }),
        ],
      });
    }

    get text() {
      return this.view.state.doc.toString();
    }

    // Typed, and not even on its way.
    get dirty() {
      return !this.isServers && this.text !== this.saved;
    }

    onEdit() {
      if (this.receiving) return;
      this.isServers = false;
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
    onUpdate = ({ detail: { before, text, changes, sent, problems } }) => {
      const remote = this.isServers && changes ? inOneGo(changes, before.length) : this.besides(sent ?? before, text);
      this.receiving = true;
      // In one transaction: the browser lays out the page for each, to know the selection.
      const effects = this.diagnosticsIn(remote.apply(this.view.state.doc), problems);
      if (!remote.empty || effects.length > 0) this.view.dispatch({ changes: remote, effects });
      this.receiving = false;
      this.saved = text;
      if (!this.isServers) this.isServers = this.text === text;
      this.textarea.value = this.isServers ? text : this.text;
      if (this.dirty) this.onEdit();
    };

    // What leads from `base` to `text`, laid on what was typed since `base`.
    besides(base, text) {
      return changeBetween(base, text).map(changeBetween(base, this.text));
    }

    // Other panes follow the caret, and the text follows them.
    glanceSoon() {
      clearTimeout(this.glance);
      this.glance = setTimeout(() => {
        if (!this.view.hasFocus) return;
        const { pointer } = placeAt(this.view.state, this.view.state.selection.main.head);
        if (pointer) focusOn(pointer, "yaml");
      }, GLANCE);
    }

    onFocus = ({ detail: { pointer, from } }) => {
      if (from === "yaml") return this.view.dispatch({ effects: showPlace.of(null) });
      const range = rangeOf(this.view.state, pointer);
      const effects = [showPlace.of(range)];
      if (range) effects.push(EditorView.scrollIntoView(range.from, { y: "nearest", yMargin: 60 }));
      this.view.dispatch({ effects });
    };

    // What marks the findings in a text; nothing where they are the same as before.
    diagnosticsIn(doc, found) {
      const said = JSON.stringify(found);
      if (said === this.said) return [];
      this.said = said;
      const diagnostics = found.map(({ line, severity, message }) => {
        const { from, to } = doc.line(Math.min(Math.max(line, 1), doc.lines));
        return { from, to, severity, message };
      });
      return setDiagnostics(this.view.state, diagnostics).effects;
    }

    goTo(number) {
      const line = this.view.state.doc.line(Math.min(Math.max(number, 1), this.view.state.doc.lines));
      this.view.dispatch({ selection: { anchor: line.from }, effects: EditorView.scrollIntoView(line.from, { y: "center" }) });
      this.view.focus();
    }
  },
);
