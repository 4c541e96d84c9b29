// yaml-places.js: which place of a document stands where in its text, read from the editor's own syntax tree.

import { ensureSyntaxTree, syntaxTree } from "@codemirror/language";

const PATIENCE = 60; // milliseconds for the part of a long text that is not read yet

const escaped = (name) => name.replaceAll("~", "~0").replaceAll("/", "~1");
const tree = (state, upTo) => ensureSyntaxTree(state, upTo, PATIENCE) ?? syntaxTree(state);

function keyOf(state, pair) {
  const key = pair.getChild("Key");
  if (!key) return null;
  const raw = state.sliceDoc(key.from, key.to).trim();
  return /^["'].*["']$/.test(raw) ? raw.slice(1, -1) : raw;
}

function indexOf(item) {
  let index = 0;
  for (let before = item.prevSibling; before; before = before.prevSibling) if (before.name === "Item") index += 1;
  return index;
}

// The pointer of the innermost value around a position, and the pair or entry it stands in.
export function placeAt(state, position) {
  const line = state.doc.lineAt(position);
  // Behind the end of a line one is still in what the line says.
  const within = Math.min(position, line.from + line.text.trimEnd().length);
  let node = tree(state, line.to).resolveInner(within, -1);
  if (!enclosing(node)) node = tree(state, line.to).resolveInner(Math.min(within + 1, state.doc.length), -1);
  const found = enclosing(node);
  return found ? { pointer: pointerOf(state, found), node: found } : { pointer: "", node: null };
}

function enclosing(node) {
  for (let here = node; here; here = here.parent) if (here.name === "Pair" || here.name === "Item") return here;
  return null;
}

function pointerOf(state, node) {
  const parts = [];
  for (let here = node; here; here = here.parent) {
    if (here.name === "Pair") parts.unshift(escaped(keyOf(state, here) ?? ""));
    if (here.name === "Item") parts.unshift(String(indexOf(here)));
  }
  return parts.map((part) => `/${part}`).join("");
}

// Where a pointer's value is written, its key or dash included; of one that is absent, what is nearest around it.
export function rangeOf(state, pointer) {
  let here = topCollection(tree(state, state.doc.length).topNode);
  let found = null;
  for (const part of pointer.split("/").slice(1)) {
    const next = here && step(state, here, part);
    if (!next) break;
    found = next;
    here = collectionIn(next);
  }
  return found && { from: found.from, to: found.to };
}

function topCollection(top) {
  const document = top.getChild("Document") ?? top;
  return collectionIn(document);
}

const COLLECTIONS = ["BlockMapping", "FlowMapping", "BlockSequence", "FlowSequence"];

function collectionIn(node) {
  for (const name of COLLECTIONS) {
    const found = node.getChild(name);
    if (found) return found;
  }
  for (let child = node.firstChild; child; child = child.nextSibling) {
    if (child.name === "Anchored" || child.name === "Tagged") return collectionIn(child);
  }
  return null;
}

function step(state, collection, part) {
  if (collection.name.endsWith("Mapping")) {
    return collection.getChildren("Pair").find((pair) => escaped(keyOf(state, pair) ?? "") === part) ?? null;
  }
  return collection.getChildren("Item")[Number(part)] ?? null;
}

// The pointer of the collection that a new line at a position would go on, by its indentation: the tree of a text
// that is being typed does not know yet.
export function contextAt(state, position) {
  const line = state.doc.lineAt(position);
  const before = line.text.slice(0, position - line.from);
  const indent = before.match(/^\s*(- )*/)[0];
  const isEntry = indent.includes("-");
  const column = indent.replace(/-/g, " ").length;
  const path = [];
  let limit = column;
  if (isEntry) {
    const dash = indent.lastIndexOf("-");
    path.unshift({ kind: "entry", column: dash });
    limit = dash;
  }
  for (let number = line.number - 1; number >= 1 && limit > -1; number -= 1) {
    const text = state.doc.line(number).text;
    if (!text.trim() || text.trim().startsWith("#")) continue;
    limit = climb(text, limit, path);
    if (limit === 0) break;
  }
  // Which entry of a list it is makes no difference to what may stand in it.
  return path.map((mark) => (mark.kind === "key" ? `/${escaped(mark.name)}` : "/0")).join("");
}

// Adds what a line above holds together: keys and dashes further left than everything so far.
function climb(text, limit, path) {
  let rest = text;
  let at = 0;
  const marks = [];
  for (;;) {
    const blank = rest.match(/^\s*/)[0].length;
    at += blank;
    rest = rest.slice(blank);
    if (/^- /.test(rest) || rest === "-") {
      marks.push({ kind: "entry", column: at });
      at += 1;
      rest = rest.slice(1);
      continue;
    }
    const key = rest.match(/^(?:"([^"]*)"|'([^']*)'|([^\s#:'"[{][^:#]*?))\s*:(?:\s|$)/);
    if (key) marks.push({ kind: "key", column: at, name: key[1] ?? key[2] ?? key[3], open: rest.slice(key[0].length).replace(/#.*/, "").trim() === "" });
    break;
  }
  for (const mark of marks.reverse()) {
    const top = path[0];
    const holds = mark.kind === "key" ? mark.open && (mark.column < limit || (top?.kind === "entry" && mark.column <= top.column)) : mark.column < limit;
    if (holds && !(mark.kind === "entry" && top?.kind === "entry" && mark.column === top.column)) {
      path.unshift(mark);
      limit = mark.column;
    }
  }
  return limit;
}
