// workspace.js: what holds the panes of the draft editor together.

import { replayJournal, say, session, slug } from "./draft-session.js";
import { flushForm, isTyping } from "./form-saving.js";
import { bring } from "./widgets/rows.js";

const workspace = () => document.getElementById("workspace");

// Submit and the like leave the page: they wait until everything typed so far is saved.
let leaving = null;
document.addEventListener(
  "submit",
  (event) => {
    const button = event.submitter;
    if (!button?.hasAttribute("formaction") || leaving === button) return;
    event.preventDefault();
    event.stopPropagation();
    document.querySelector("yaml-editor")?.flush?.();
    flushForm();
    session.idle().then(() => {
      if (workspace().querySelector("[data-blocks-submit]")) {
        say("Nothing was submitted: decide first what becomes of your text that is not saved. It stands at the top.");
        return;
      }
      const again = document.getElementById(button.id) ?? button;
      leaving = again;
      setTimeout(() => again.form.requestSubmit(again)); // a form that is still telling of a submission ignores another
    });
  },
  { capture: true },
);

// Leaving is safe, since what is not saved yet waits in the browser; but somebody may think it is saved.
addEventListener("beforeunload", (event) => {
  document.querySelector("yaml-editor")?.flush?.();
  if (isTyping()) flushForm();
  if (workspace()?.dataset.unsaved && !session.isIdle && !leaving) event.preventDefault();
});

// The text areas' plain form is for pages without scripts.
document.addEventListener("submit", (event) => {
  if (event.target.id !== "text-form") return;
  event.preventDefault();
  document.querySelector("yaml-editor")?.flush?.();
});

// What was refused is told at the top, wherever on the page the change was made.
document.addEventListener("draft:updated", () => {
  const conflict = document.getElementById("unsaved-text");
  if (conflict && !conflict.dataset.shown) {
    conflict.dataset.shown = "yes";
    document.getElementById("workspace-notices").scrollIntoView({ block: "center" });
  }
});

// Undo and redo by key, outside of controls that have their own.
document.addEventListener("keydown", (event) => {
  if (!(event.ctrlKey || event.metaKey) || event.altKey || event.target.closest?.("input, textarea, select, yaml-editor, dialog")) return;
  const key = event.key.toLowerCase();
  const verb = key === "z" ? (event.shiftKey ? "redo" : "undo") : key === "y" ? "redo" : null;
  if (!verb || !workspace()) return;
  event.preventDefault();
  flushForm().then(() => session[verb]());
});

// A problem's links: into the form the browser goes by itself, into the text the editor is asked.
document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-line]");
  const editor = document.querySelector("yaml-editor");
  if (!link || !editor?.goTo) return;
  event.preventDefault();
  editor.closest("tab-set")?.showById(editor.closest("section").id);
  editor.goTo(Number(link.dataset.line));
});

// The field that has somebody's attention in another pane is marked, and brought into sight without taking the focus.
document.addEventListener("draft:focus", ({ detail: { pointer, from, go } }) => {
  for (const old of document.querySelectorAll("#draft-form .is-linked")) old.classList.remove("is-linked");
  if (from === "form" || go) return;
  for (let place = pointer; place; place = place.replace(/\/[^/]*$/, "")) {
    const field = document.getElementById(`field-${slug(place)}`);
    if (!field) continue;
    field.classList.add("is-linked");
    if (from !== "xml") field.scrollIntoView({ block: "nearest" });
    return;
  }
});

// A jump to a place of the document: its field, or the nearest one around it that the form shows.
document.addEventListener("draft:focus", ({ detail: { pointer, go } }) => {
  if (!go) return;
  document.getElementById("workspace-views")?.showById("pane-form");
  jump(pointer);
});

async function jump(pointer) {
  const target = await bring(pointer);
  if (target) reveal(target);
  // Not among the essentials: the server draws the page with it.
  else location.assign(`?${new URLSearchParams({ fields: "all", open: pointer })}#field-${slug(pointer)}`);
}

// A link into the form opens the folded groups on the way and marks the field for a moment.
function reveal(target) {
  document.getElementById("workspace-views")?.showById("pane-form");
  for (let node = target; node; node = node.parentElement) {
    if (node.matches("details")) node.open = true;
    if (node.matches("section[data-tab]")) node.closest("tab-set").showById?.(node.id);
  }
  target.scrollIntoView({ block: target.matches(".workspace-problems") ? "start" : "center" });
  const isControl = target.matches("input, select, textarea, [tabindex]");
  const control = isControl ? target : (target.querySelector("input:not([type=hidden]), select, textarea") ?? target.querySelector("a[href], button"));
  control?.focus({ preventScroll: true });
  target.classList.add("is-found");
  setTimeout(() => target.classList.remove("is-found"), 1800);
}

async function revealHash() {
  const id = decodeURIComponent(location.hash.slice(1));
  const target = id && (document.getElementById(id) ?? (id.startsWith("field-") && (await bring(pointerOf(id)))));
  if (target) reveal(target);
}

// The opposite of slug.
const pointerOf = (id) =>
  id
    .replace("field", "")
    .replaceAll("-", "/")
    .replace(/_([0-9a-f]+)_/g, (_, code) => String.fromCodePoint(Number.parseInt(code, 16)));

addEventListener("hashchange", revealHash);
document.addEventListener("click", (event) => {
  const link = event.target.closest("#workspace a[href^='#']");
  if (!link) return;
  const target = document.getElementById(decodeURIComponent(link.hash.slice(1)));
  if (!target && link.dataset.pointerLink) {
    event.preventDefault();
    jump(link.dataset.pointerLink);
  } else if (link.hash === location.hash) revealHash();
});

// On a narrow screen the sections would push the form out of sight; on a wide one they cannot be unfolded.
const narrow = matchMedia("(max-width: 760px)");
function foldSections() {
  const sections = document.querySelector("#workspace .sections");
  if (sections) sections.open = !narrow.matches;
}
narrow.addEventListener("change", foldSections);
foldSections();

// A pane that is drawn only while somebody looks at it.
document.addEventListener("tab-shown", ({ target }) => {
  for (const set of document.querySelectorAll("#workspace tab-set")) {
    for (const section of set.querySelectorAll(":scope > section[data-part]")) {
      if (section.hidden) session.unwatch(section.dataset.part);
      else if (section === target) session.watch(section.dataset.part);
    }
  }
});

// Who else is here: whoever saved something in the last while.
const others = new Map();
document.addEventListener("draft-changed", ({ detail }) => {
  if (detail.draft !== workspace()?.dataset.draft || detail.author === document.body.dataset.user) return;
  others.set(detail.author, { summary: detail.summary, at: Date.now() });
  showOthers();
});
function showOthers() {
  const place = document.getElementById("workspace-others");
  if (!place) return;
  for (const [author, { at }] of others) if (Date.now() - at > 60_000) others.delete(author);
  place.replaceChildren(
    ...[...others].map(([author, { summary }]) => {
      const chip = document.createElement("span");
      chip.className = "tag";
      chip.textContent = `${author} is editing${summary ? `: ${summary}` : ""}`;
      return chip;
    }),
  );
}
setInterval(showOthers, 15_000);

if (workspace()) {
  revealHash();
  replayJournal();
}
