// choices.js: of a choice, only the fields of what is chosen are in the page. Those of the others stand beside their
// radio buttons in an inert <template>, where the browser minds none of them; what was typed there waits with them.

const FIELDS = ":scope > .choice__fields";
const PARKED = ":scope > .choice__parked";

document.addEventListener(
  "input",
  ({ target }) => {
    const option = target.type === "radio" && target.closest(".choice__pick")?.parentElement;
    if (!option) return;
    for (const other of option.parentElement.querySelectorAll(":scope > .choice__option")) if (other !== option) park(other);
    const parked = option.querySelector(PARKED);
    parked?.replaceWith(parked.content);
  },
  { capture: true }, // before anybody asks what the choice holds
);

function park(option) {
  const fields = option.querySelector(FIELDS);
  if (!fields) return;
  const template = document.createElement("template");
  template.className = "choice__parked";
  template.isTyped = true; // see morph
  template.content.append(fields);
  option.append(template);
}

// The radio button of a choice whose fields beneath `near` hold one of the ids, without being chosen.
export function pickOf(near, ids) {
  for (const template of near.querySelectorAll("template.choice__parked")) {
    const holds = ids.some((id) => template.content.querySelector(`[id="${CSS.escape(id)}"]`));
    if (holds) return template.parentElement.querySelector("input[type=radio]");
  }
  return null;
}
