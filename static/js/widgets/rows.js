// rows.js: in a long list each entry is one line until it is opened; its fields are fetched then, and leave the page
// when it is closed. What is open stays so when the server draws the form anew: each command says what is.

import { morph } from "../htmx-setup.js";
import { say, session, slug } from "../draft-session.js";
import { flushForm } from "../form-saving.js";
import { pickOf } from "./choices.js";

const HEAD = "legend, .row__outline, .row__tools";

// Puts the server's newest HTML of a place, opened, in the place of its element.
export async function fetchPart(element, pointer) {
  element.setAttribute("aria-busy", "true");
  try {
    const html = await session.part(pointer);
    morph(document.getElementById(element.id), html, performance.now());
    return document.getElementById(element.id);
  } catch {
    say("These fields did not arrive. Try again in a moment.");
    return null;
  } finally {
    document.getElementById(element.id)?.removeAttribute("aria-busy");
  }
}

const open = (row) => fetchPart(row, row.dataset.pointer);

// Without asking the server: its head is all that stays of it.
function close(row) {
  for (const child of [...row.children]) if (!child.matches(HEAD)) child.remove();
  row.classList.add("row--closed");
  row.querySelector(".row__toggle").setAttribute("aria-expanded", "false");
}

const listOf = (pointer) => document.querySelector(`#draft-form .array[data-pointer="${CSS.escape(pointer)}"]`);
const rowsOf = (list) => [...list.querySelectorAll(".row--long")].filter((row) => row.parentElement.closest(".array") === list);

document.addEventListener("click", async (event) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
  const button = event.target.closest?.("#draft-form :is([data-row], [data-open-all], [data-close-all])");
  if (!button) return;
  event.preventDefault();
  if ("row" in button.dataset) {
    const row = button.closest(".row");
    if (row.matches(".row--closed")) return open(row);
    await flushForm();
    return close(document.getElementById(row.id) ?? row);
  }
  const pointer = button.dataset.openAll ?? button.dataset.closeAll;
  if ("openAll" in button.dataset) return fetchPart(listOf(pointer), pointer);
  await flushForm();
  rowsOf(listOf(pointer)).forEach(close);
});

// They are links for pages without scripts, and buttons otherwise.
document.addEventListener("keydown", (event) => {
  if (event.key !== " " || !event.target.matches?.("#draft-form a[role=button]")) return;
  event.preventDefault();
  event.target.click();
});

// The element of a place of the document. What it is in is opened on the way; where that is an alternative that is
// not chosen, its radio button stands for it. `null` where the page has no such place.
export async function bring(pointer) {
  const seen = new Set();
  for (;;) {
    const places = [];
    for (let place = pointer; place; place = place.replace(/\/[^/]*$/, "")) places.push(`field-${slug(place)}`);
    const depth = places.findIndex((id) => document.getElementById(id));
    const near = document.getElementById(places[depth]);
    const opens = near?.matches(".row--closed, .fold") && !seen.has(near.id);
    if (!opens) return depth === 0 ? near : near && pickOf(near, places.slice(0, depth));
    seen.add(near.id);
    if (!(await open(near))) return near;
  }
}
