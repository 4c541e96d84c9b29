// workspace.js: the draft editor saves while one types; the two forms behind it also work by their buttons.
//
// All saves of a page queue up (hx-sync in the template), so that each one names the version the one before made.
// The queue hangs on #main: htmx forgets what it knows of an element that a swap changes.

import { changedSince } from "./typing.js";

const workspace = () => document.getElementById("workspace");
let running = 0;
let sentAt = 0;
let waitingButton = null;

// Answered with a notice at the top of the page, and not with the workspace as it is after saving.
export const isRefused = (xhr) => Boolean(xhr.getResponseHeader("HX-Retarget"));

document.addEventListener("htmx:beforeRequest", ({ target }) => {
  if (!workspace()?.contains(target)) return;
  running += 1;
  sentAt = performance.now();
  workspace().dataset.saving = "yes";
});

document.addEventListener("htmx:afterRequest", ({ target, detail }) => {
  if (!workspace()?.contains(target) && !target.closest?.("#workspace")) return;
  running = Math.max(0, running - 1);
  if (running > 0) return;
  delete workspace().dataset.saving;
  delete workspace().dataset.unsaved;
  if (detail.xhr.status && !isRefused(detail.xhr)) return;
  workspace().dataset.unsaved = detail.xhr.status ? "refused" : "offline";
  waitingButton = null;
});

// Submit and the like leave the page: they wait until everything typed so far is saved.
document.addEventListener(
  "submit",
  (event) => {
    const button = event.submitter;
    if (!button?.hasAttribute("formaction")) return;
    event.stopPropagation(); // htmx must not take this one
    const editor = document.querySelector("yaml-editor");
    editor?.flush?.();
    if (running > 0) {
      event.preventDefault();
      waitingButton = button.id;
    }
  },
  { capture: true },
);

// What was refused is told at the top, wherever on the page the change was made.
document.addEventListener("htmx:afterSwap", ({ detail }) => {
  if (detail.xhr?.status >= 400 && !isRefused(detail.xhr)) document.getElementById("workspace-notices")?.scrollIntoView({ block: "center" });
});

document.addEventListener("htmx:afterSettle", () => {
  if (running > 0 || !waitingButton) return;
  const button = document.getElementById(waitingButton);
  waitingButton = null;
  if (button && !workspace().querySelector("[data-blocks-submit]")) button.form.requestSubmit(button);
});

// Leaving would lose what is not saved, and what is being typed: a field is sent when it is left.
addEventListener("beforeunload", (event) => {
  const field = document.activeElement;
  const isTyping = field?.closest("#draft-form") && changedSince(field, sentAt);
  if (isTyping || workspace()?.dataset.unsaved || document.querySelector("yaml-editor")?.dirty) event.preventDefault();
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

// A link into the form opens the folded groups on the way and marks the field for a moment.
function reveal() {
  const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!target) return;
  for (let node = target; node; node = node.parentElement) if (node.matches("details")) node.open = true;
  target.scrollIntoView({ block: "center" });
  const control = target.matches("input, select, textarea") ? target : target.querySelector("input, select, textarea");
  control?.focus({ preventScroll: true });
}
// On a narrow screen the sections would push the form out of sight; on a wide one they cannot be unfolded.
const narrow = matchMedia("(max-width: 760px)");
function foldSections() {
  const sections = document.querySelector("#workspace .sections");
  if (sections) sections.open = !narrow.matches;
}
narrow.addEventListener("change", foldSections);
foldSections();

addEventListener("hashchange", reveal);
document.addEventListener("click", (event) => {
  const link = event.target.closest("#workspace a[href^='#']");
  if (link && link.hash === location.hash) reveal();
});
if (workspace()) reveal();
