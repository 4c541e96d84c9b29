// xml-pane.js: the domain XML and the other panes point at each other's places.

import { focusOn } from "./draft-session.js";

const pane = () => document.getElementById("pane-xml");
const related = (one, other) => one === other || one.startsWith(`${other}/`) || other.startsWith(`${one}/`);

function over(event) {
  const line = event.target.closest?.("#workspace-xml [data-pointers]");
  if (line) focusOn(line.dataset.pointers.split(" ")[0], "xml");
}
document.addEventListener("pointerover", over);
document.addEventListener("focusin", over);

let marked = "";

function mark() {
  for (const line of pane()?.querySelectorAll("[data-pointers]") ?? []) {
    line.classList.toggle("is-linked", marked !== "" && line.dataset.pointers.split(" ").some((pointer) => related(pointer, marked)));
  }
}

document.addEventListener("draft:focus", ({ detail: { pointer, from } }) => {
  marked = pointer;
  if (!pane() || pane().hidden) return;
  mark();
  if (from !== "xml") pane().querySelector(".is-linked")?.scrollIntoView({ block: "nearest" });
});
document.addEventListener("draft:updated", mark);
document.addEventListener("tab-shown", mark);
