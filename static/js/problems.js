// problems.js: the list of findings takes one to the field, follows the attention, and remembers its filter.
// Without scripts its links lead to the field and to the text, and its buttons post the form.

import { focusOn } from "./draft-session.js";

const panel = () => document.getElementById("workspace-problems");
const RADIO = "input[name='problems-shown']";

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("#workspace-problems [data-go], #workspace-problems [data-line]");
  if (!link) return;
  const pointer = link.dataset.go ?? link.closest("[data-pointer]")?.dataset.pointer;
  if (pointer === undefined) return;
  const go = "go" in link.dataset;
  if (go) event.preventDefault();
  focusOn(pointer, "problems", go);
});

// Findings of the place that somebody looks at stand out.
document.addEventListener("draft:focus", ({ detail: { pointer } }) => {
  for (const finding of panel()?.querySelectorAll(".problem[data-pointer]") ?? []) {
    const own = finding.dataset.pointer;
    finding.classList.toggle("problem--marked", own === pointer || (pointer !== "" && own.startsWith(`${pointer}/`)));
  }
});

// The list is drawn anew after each change; what was chosen to be seen stays chosen, while there is any of it.
let shown = "all";
document.addEventListener("change", ({ target }) => {
  if (target.matches?.(RADIO)) shown = target.value;
});
document.addEventListener("draft:updated", () => {
  const radios = [...(panel()?.querySelectorAll(RADIO) ?? [])];
  const chosen = radios.find((radio) => radio.value === shown) ?? radios[0];
  if (chosen) chosen.checked = true;
});
