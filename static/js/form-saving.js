// form-saving.js: the form of a draft saves itself while somebody types, and its buttons act without a new page.

import { focusOn, session } from "./draft-session.js";
import { hold, release } from "./typing.js";

const PAUSE = 500; // after the last key
const LONGEST = 1000; // of typing without a pause

const touched = new Set();
let timer = null;
let since = 0;

// The form itself, and the fields of one part of the machine beneath the diagram.
const isOurs = (form) => form?.id === "draft-form" || form?.id === "wiring-form";
const isField = (control) => control.name && (control.name.startsWith("/") || control.name.startsWith("#"));

function touch(control) {
  if (touched.size === 0) since = performance.now();
  touched.add(control);
  hold(control);
}

// A choice and a map are read as a whole: their controls mean something only together.
function pairsOf(controls) {
  const all = new Set();
  for (const control of controls) {
    const whole = outermost(control) ?? control;
    const inside = whole === control ? [control] : whole.querySelectorAll("input, select, textarea");
    for (const each of inside) if (isField(each) && each.isConnected && (each === control || !standsAlone(each))) all.add(each);
  }
  return [...all].filter((control) => !["radio", "checkbox"].includes(control.type) || control.checked).map((control) => [control.name, control.value]);
}

// Of a cloud-init text, the fields in front and the text itself show the same: only what was touched may speak.
const standsAlone = (control) => Boolean(control.closest("cloud-init-form"));

function outermost(control) {
  if (standsAlone(control)) return null;
  let found = null;
  for (let node = control.parentElement; node && node.id !== "draft-form"; node = node.parentElement) {
    if (["choice", "map"].includes(node.dataset.kind) || node.hasAttribute("data-whole")) found = node;
  }
  return found;
}

export function flushForm(action = "") {
  clearTimeout(timer);
  const controls = [...touched];
  const pairs = pairsOf(controls);
  touched.clear();
  return controls.length > 0 || action ? session.form(pairs, action, () => controls.forEach(release)) : Promise.resolve();
}

document.addEventListener("input", ({ target }) => {
  if (!isOurs(target.form) || !isField(target)) return;
  touch(target);
  clearTimeout(timer);
  timer = setTimeout(flushForm, Math.max(0, Math.min(PAUSE, since + LONGEST - performance.now())));
});

document.addEventListener("change", ({ target }) => {
  if (!isOurs(target.form) || !isField(target)) return;
  touch(target);
  clearTimeout(timer);
  timer = setTimeout(flushForm, 0); // several may change in one go
});

// The form's buttons (add, remove, move, repair, undo), wherever on the page they stand.
document.addEventListener("submit", (event) => {
  const button = event.submitter;
  if (!isOurs(event.target) || button?.hasAttribute("formaction")) return;
  event.preventDefault();
  const action = button?.name === "_action" ? button.value : "";
  if (action === "undo" || action === "redo") flushForm().then(() => session[action]());
  else flushForm(action).then(() => revealAdded(action));
});

// What was added is where one wants to go on.
function revealAdded(action) {
  const [verb, ...rest] = action.split(":");
  if (verb !== "add") return;
  const rows = document.querySelectorAll(`[data-pointer="${CSS.escape(rest.join(":"))}"] > .row`);
  rows[rows.length - 1]?.querySelector("input:not([type=hidden]), select, textarea")?.focus();
}

// Where somebody is in the form, other panes show too.
document.addEventListener("focusin", ({ target }) => {
  const field = target.closest?.(":is(#draft-form, #wiring-form) [data-pointer]");
  if (field) focusOn(field.dataset.pointer.replace(/#.*/, ""), "form");
});

export const isTyping = () => touched.size > 0;
