// yaml-help.js: completion and hovering from the schema. What may stand at a place is asked of the server once.

import { hoverTooltip } from "@codemirror/view";

import { contextAt, placeAt } from "./yaml-places.js";

const known = new Map(); // pointer, with /0 for every index → promise of what may stand there

function wordsAt(pointer) {
  const place = pointer.replace(/\/\d+(?=\/|$)/g, "/0");
  if (!known.has(place)) {
    const url = `${document.getElementById("workspace").dataset.url}words/?${new URLSearchParams({ at: place })}`;
    const asked = fetch(url)
      .then((response) => (response.ok ? response.json() : null))
      .catch(() => {
        known.delete(place); // the portal was away: ask again
        return null;
      });
    known.set(place, asked);
  }
  return known.get(place);
}

export async function complete(context) {
  const line = context.state.doc.lineAt(context.pos);
  const before = line.text.slice(0, context.pos - line.from);
  if (before.trimStart().startsWith("#")) return null;
  const value = before.match(/^(\s*(?:- )*)([^\s:#][^:#]*):\s+(["']?)([^\s"'#]*)$/);
  if (value) return values(context, line, value);
  const key = before.match(/^\s*(?:- )*([A-Za-z]*)$/);
  if (!key || (!context.explicit && key[1] === "")) return null;
  const words = await wordsAt(contextAt(context.state, context.pos));
  if (!words?.keys.length) return null;
  const taken = siblings(context.state, line, before);
  const options = words.keys.filter((each) => !taken.has(each.key)).map((each) => keyOption(each, indentOf(before)));
  return { from: context.pos - key[1].length, options, validFor: /^[A-Za-z]*$/ };
}

async function values(context, line, [, indent, key, , typed]) {
  const at = contextAt(context.state, line.from + indent.length);
  const words = await wordsAt(`${at}/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`);
  if (!words?.values.length) return null;
  return {
    from: context.pos - typed.length,
    options: words.values.map(({ value, meaning }) => ({ label: value, detail: meaning, type: "enum" })),
    validFor: /^\S*$/,
  };
}

const indentOf = (before) => before.match(/^\s*(?:- )*/)[0].length;

function keyOption({ key, kind, required, shape, help, label, standing, default: fallback }, indent) {
  const deeper = `\n${" ".repeat(indent + 2)}`;
  const behind = { list: `:\n${" ".repeat(indent)}- `, map: `:${deeper}`, presence: ": {}" }[shape] ?? ": ";
  return {
    label: key,
    detail: `${kind}${required ? ", required" : ""}`,
    type: "property",
    boost: required ? 1 : 0,
    apply: `${key}${behind}`,
    info: () => card({ label, help, kind, default: fallback, standing }),
  };
}

// The keys that stand beside a line already, at its column and under the same parent.
function siblings(state, line, before) {
  const column = indentOf(before);
  const taken = new Set();
  for (const direction of [-1, 1]) {
    for (let number = line.number + direction; number >= 1 && number <= state.doc.lines; number += direction) {
      const text = state.doc.line(number).text;
      if (!text.trim() || text.trim().startsWith("#")) continue;
      const at = indentOf(text);
      if (at < column || (direction === 1 && /^\s*- /.test(text) && at <= column)) break;
      if (at === column) taken.add(text.slice(at).match(/^["']?([^"':]+)/)?.[1]);
      if (at === column && direction === -1 && /^\s*- /.test(text)) break;
    }
  }
  return taken;
}

export const hover = hoverTooltip(async (view, position) => {
  const { pointer, node } = placeAt(view.state, position);
  const key = node?.getChild("Key");
  if (!key || position < key.from || position > key.to) return null;
  const words = await wordsAt(pointer);
  if (!words) return null;
  return { pos: key.from, end: key.to, above: true, create: () => ({ dom: card(words, pointer) }) };
});

function card({ label, help, kind, default: fallback, standing, values = [] }, pointer = "") {
  const box = document.createElement("div");
  box.className = "cm-words";
  const line = (className, text) => {
    if (!text) return;
    const part = document.createElement("div");
    part.className = className;
    part.textContent = text;
    box.append(part);
  };
  line("cm-words-label", label ? `${label} (${kind})` : kind);
  line("cm-words-help", help);
  line("cm-words-note", fallback && `Default: ${fallback}`);
  line("cm-words-note", values.length > 0 && `One of: ${values.map(({ value }) => value).join(", ")}`);
  line("cm-words-note", standing);
  line("cm-words-pointer", pointer);
  return box;
}
