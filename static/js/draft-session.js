// draft-session.js: the one line between an open editor and its draft.
//
//   import { session, focusOn } from "./draft-session.js";
//   session.form([[name, value], …], "add:/spec/…");                            what controls of the form hold, and a button
//   session.undo(); session.redo();
//   session.saveText(() => text);                                               asked again when it is sent
//
// Commands queue up and go one at a time, each naming the version of the draft that it was made on; the server merges
// them with what others saved meanwhile. Until one is answered it is also kept in the browser's storage: neither a
// crash of the browser nor of the server loses it. After each answer `draft:updated` tells what changed, with
// {version, mine, origin, before, text, changes, sent, problems, readable}, all panes being up to date by then.
// `draft:focus` with {pointer, from, go} tells which place of the document has somebody's attention.

import { morph } from "./htmx-setup.js";
import { follow } from "./live.js";

const FIRST_WAIT = 1000;
const LONGEST_WAIT = 15_000;
const DROPPED = new Set([400, 403, 404, 409, 413, 422]); // asking again would be answered alike

const root = document.getElementById("workspace");
const queue = [];
const panes = new Set(); // ids of parts that only some panes need

let sending = null;
let retry = null;
let attempts = 0;
let foreignVersion = 0; // the newest version that somebody else made

const state = {
  id: root?.dataset.draft,
  version: Number(root?.dataset.version),
  text: root?.querySelector("#yaml-text")?.value ?? "",
};

export const session = {
  get isIdle() {
    return queue.length === 0 && !sending;
  },
  form: (pairs, action = "", onSend = null) => enqueueForm(pairs, action, onSend),
  undo: () => enqueue({ do: "undo" }),
  redo: () => enqueue({ do: "redo" }),
  saveText: (getText) => enqueueText(getText),
  // A part that is drawn anew only while its pane is looked at.
  watch: (partId) => {
    panes.add(partId);
    look();
  },
  unwatch: (partId) => panes.delete(partId),
  // The HTML of one place of the form, with its fields, as it is in the version that the page shows.
  part: (pointer) => fetchPart(pointer),
  idle: () => new Promise((resolve) => whenIdle(resolve)),
};

export function focusOn(pointer, from, go = false) {
  document.dispatchEvent(new CustomEvent("draft:focus", { detail: { pointer, from, go } }));
}

export const slug = (pointer) =>
  pointer
    .replace(/^\//, "")
    .replace(/[^A-Za-z0-9/]/gu, (character) => `_${character.codePointAt(0).toString(16)}_`)
    .replaceAll("/", "-");

// -- the queue ---------------------------------------------------------------------------------------

function enqueue(command) {
  return new Promise((resolve) => {
    queue.push({ ...command, version: state.version, resolve });
    keepJournal();
    sendNext();
  });
}

// Fields typed into one after the other go together; a button ends such a command.
function enqueueForm(pairs, action, onSend) {
  const last = queue.at(-1);
  if (last?.do === "form" && !last.action) {
    const values = new Map([...last.form, ...pairs]);
    const earlier = last.onSend;
    const both = () => [earlier, onSend].forEach((call) => call?.());
    Object.assign(last, { form: [...values], action, onSend: both });
    keepJournal();
    return new Promise((resolve) => {
      const before = last.resolve;
      last.resolve = (answer) => {
        before(answer);
        resolve(answer);
      };
    });
  }
  return enqueue({ do: "form", form: pairs, action, onSend });
}

function enqueueText(getText) {
  if (queue.at(-1)?.getText === getText) {
    keepJournal();
    return Promise.resolve();
  }
  return enqueue({ do: "text", getText });
}

async function sendNext() {
  if (sending || retry || queue.length === 0) return;
  const command = queue.shift();
  sending = command;
  tell("saving");
  const asked = body(command);
  command.onSend?.();
  const requestedAt = performance.now();
  let answer = null;
  try {
    const response = await post("edits/", asked);
    answer = { status: response.status, ...(await response.json()) };
  } catch {
    answer = { status: 0, message: "The portal does not answer." };
  }
  sending = null;
  if (answer.parts) receive(answer, { mine: answer.status < 400, command: asked, sentVersion: asked.version, requestedAt });
  if (answer.status >= 400 && !answer.parts) say(answer.message);
  if (answer.status === 0 || (answer.status >= 400 && !DROPPED.has(answer.status))) {
    queue.unshift(command);
    later(answer.status === 401 ? "refused" : "offline");
    return;
  }
  attempts = 0;
  command.resolve?.(answer);
  keepJournal();
  tell(answer.status >= 400 ? "refused" : "saved");
  sendNext();
}

function body({ resolve, getText, onSend, ...command }) {
  // What only this page has changed since does not make a command stale: it was drawn on top of it.
  const version = command.version < foreignVersion && !getText ? command.version : state.version;
  return { ...command, ...(getText ? { text: getText() } : {}), version, ...shown() };
}

// What the page shows of the draft, and would show of its next version.
function shown() {
  return { level: root.dataset.level, panes: [...panes], opened: openRows() };
}

// A list with all of its rows open is named itself.
function openRows() {
  const open = new Set();
  for (const row of root.querySelectorAll("#draft-form .row[data-kind=object]:not(.row--closed)")) {
    const list = row.parentElement.closest(".array");
    const isWhole = row.matches(".row--long") && !list.querySelector(".row--closed");
    open.add((isWhole ? list : row).dataset.pointer);
  }
  open.delete(undefined);
  return [...open];
}

const post = (path, asked) =>
  fetch(`${root.dataset.url}${path}`, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-CSRFToken": token() },
    body: JSON.stringify(asked),
  });

// Asked for again where the draft changed meanwhile: what is put in must fit what stands around it.
async function fetchPart(pointer) {
  for (;;) {
    await session.idle();
    const response = await fetch(`${root.dataset.url}parts/?${new URLSearchParams({ at: pointer })}`);
    if (!response.ok) throw new Error(response.statusText);
    const { version, html } = await response.json();
    if (version > state.version && session.isIdle && !looking) await look();
    else if (version === state.version && session.isIdle && !looking) return html;
  }
}

function later(why) {
  tell(why);
  attempts += 1;
  retry = setTimeout(() => {
    retry = null;
    sendNext();
  }, Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** (attempts - 1)));
}

addEventListener("online", () => {
  clearTimeout(retry);
  retry = null;
  sendNext();
});

function whenIdle(resolve) {
  if (session.isIdle) resolve();
  else document.addEventListener("draft:settled", () => whenIdle(resolve), { once: true });
}

// -- what the server answers --------------------------------------------------------------------------

function receive(answer, { mine, command = {}, sentVersion = 0, requestedAt }) {
  const before = state.text;
  state.text = answer.text ?? applied(before, answer.changes);
  if (!mine && answer.version > state.version) foreignVersion = answer.version;
  // Somebody else's changes may come along with one's own.
  if (mine && answer.version > sentVersion + 1) foreignVersion = answer.version - 1;
  state.version = answer.version;
  root.dataset.version = answer.version;
  for (const field of root.querySelectorAll("#form-version, #text-version")) field.value = answer.version;
  const forced = ["undo", "redo", "restore"].includes(command.do);
  const focused = around(document.activeElement);
  for (const part of answer.parts) if (isNew(part)) put(part, forced ? Infinity : requestedAt);
  keepFocus(focused);
  const { version, problems, readable, changes = null } = answer;
  document.dispatchEvent(
    new CustomEvent("draft:updated", {
      detail: { version, problems, readable, mine, origin: command.do, before, text: state.text, changes, sent: command.text ?? null },
    }),
  );
}

// What stands beside the form comes with every answer, mostly as it was.
const drawn = new Map();

function isNew({ id, html }) {
  if (!id.startsWith("workspace-") || id === "workspace-notices" || panes.has(id)) return true;
  if (drawn.get(id) === html) return false;
  drawn.set(id, html);
  return true;
}

// A part takes the place of the element with its id, stands behind another, or goes.
function put({ id, html, after }, sentAt) {
  const target = document.getElementById(id);
  if (html === null) target?.remove();
  else if (target) morph(target, html, sentAt);
  else if (after) document.getElementById(after)?.after(...parsed(html));
}

// What had the focus may be gone, as a finding that was mended: somebody at the keyboard goes on where it stood.
const CONTROL = "[tabindex], button, input:not([type=hidden]), select, textarea, a[href]";

function around(element) {
  const ids = [];
  for (let node = element; node && node !== root; node = node.parentElement) if (node.id) ids.push(node.id);
  return ids;
}

function keepFocus(ids) {
  for (const id of ids) {
    if (document.activeElement && document.activeElement !== document.body) return;
    const place = document.getElementById(id);
    (place?.matches(CONTROL) ? place : place?.querySelector(CONTROL))?.focus({ preventScroll: true });
  }
}

function parsed(html) {
  return document.createRange().createContextualFragment(html).children;
}

function applied(text, changes) {
  for (const { from, to, insert } of changes) text = text.slice(0, from) + insert + text.slice(to);
  return text;
}

// Somebody saved, or the panes looked at have changed: ask what is so now.
let looking = false;
let lookAgain = false;
export async function look() {
  if (!root) return;
  if (looking || sending) {
    lookAgain = true;
    return;
  }
  looking = true;
  const requestedAt = performance.now();
  const asked = state.version;
  try {
    const response = await post("updates/", { do: "look", version: asked, ...shown() });
    const answer = await response.json();
    if (!response.ok) say(answer.message);
    else if (asked === state.version && !sending) receive(answer, { mine: false, requestedAt });
    else lookAgain = true;
  } catch {
    // The next push, or the next save, asks again.
  }
  looking = false;
  if (lookAgain && !sending) {
    lookAgain = false;
    look();
  }
}

document.addEventListener("draft:settled", () => {
  if (!lookAgain) return;
  lookAgain = false;
  look();
});

if (root) {
  follow(`draft.${state.id}`, (message) => {
    if (message.type !== "draft.changed" || message.draft !== state.id || message.version <= state.version) return;
    if (!sending) look();
    else lookAgain = true;
  });
  document.addEventListener("slipway:connection", ({ detail }) => detail.state === "live" && look());
}

// -- the journal: what is not answered yet, for a page that did not live to see it ------------------------

const JOURNAL = `slipway:draft:${state.id}`;

function keepJournal() {
  const open = [sending, ...queue].filter(Boolean).map(({ resolve, getText, onSend, ...command }) => ({
    ...command,
    ...(getText ? { text: getText() } : {}),
  }));
  try {
    if (open.length > 0) localStorage.setItem(JOURNAL, JSON.stringify(open));
    else localStorage.removeItem(JOURNAL);
  } catch {
    // Without storage a crash may cost what was typed in the last second; saving itself goes on.
  }
}

export function replayJournal() {
  let open = [];
  try {
    open = JSON.parse(localStorage.getItem(JOURNAL) ?? "[]");
  } catch {
    return;
  }
  if (open.length === 0) return;
  foreignVersion = Math.max(foreignVersion, state.version); // name the versions that the commands were made on
  for (const { text, ...command } of open) queue.push(text === undefined ? command : { ...command, text });
  say("What you typed before this page was closed is saved now.", "success");
  sendNext();
}

// -- what the person is told -----------------------------------------------------------------------------

function tell(what) {
  if (what === "saving") root.dataset.saving = "yes";
  else delete root.dataset.saving;
  if (what === "offline" || what === "refused") root.dataset.unsaved = what;
  else if (what === "saved") {
    delete root.dataset.unsaved;
    for (const notice of document.querySelectorAll("#toasts .notice--error")) notice.remove(); // it has had its time
  }
  if (session.isIdle) document.dispatchEvent(new CustomEvent("draft:settled"));
}

export function say(text, tone = "error") {
  const notice = document.createElement("div");
  notice.className = `notice notice--${tone}`;
  const words = document.createElement("div");
  words.className = "notice__text";
  words.textContent = text ?? "That did not work. Try again in a moment.";
  notice.append(words);
  document.getElementById("toasts").replaceChildren(notice);
  if (tone === "success") setTimeout(() => notice.remove(), 6000);
}

const token = () =>
  document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] ?? document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";
