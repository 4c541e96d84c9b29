// wiring-inspector.js: the panel beneath the diagram, with the fields of the box that is chosen.

import { focusOn, say } from "./draft-session.js";
import { flushForm } from "./form-saving.js";
import { morph } from "./htmx-setup.js";

export class Inspector {
  constructor(diagram) {
    this.diagram = diagram;
    this.asked = 0;
    diagram.addEventListener("submit", this.onSubmit);
    diagram.addEventListener("click", this.onClick);
    diagram.addEventListener("keydown", this.onKey);
  }

  // It is not there while the text cannot be read.
  get place() {
    return this.diagram.querySelector("#wiring-inspector-place");
  }

  get panel() {
    return this.diagram.querySelector("#wiring-inspector");
  }

  get hasFocus() {
    return Boolean(this.place?.contains(document.activeElement));
  }

  async show(id) {
    const mine = (this.asked += 1);
    const requestedAt = performance.now();
    const query = new URLSearchParams({ box: id.slice("box-".length) });
    const response = await fetch(`${this.diagram.dataset.url}?${query}`).catch(() => null);
    const answer = await response?.json().catch(() => null);
    if (mine !== this.asked || !this.place) return; // another box was chosen meanwhile
    if (!response?.ok) {
      if (response?.status !== 404) say(answer?.message);
      return;
    }
    const isSame = this.shown === id;
    this.shown = id;
    if (!this.panel) this.place.append(document.createElement("div"));
    // Another box has other fields: nothing that was typed into the last one belongs here.
    morph(this.place.lastElementChild, answer.html, isSame ? requestedAt : Infinity);
  }

  close() {
    this.asked += 1;
    this.shown = null;
    const hadFocus = this.hasFocus;
    flushForm();
    this.place?.replaceChildren();
    this.diagram.unchoose();
    if (hadFocus) this.diagram.box(this.diagram.current)?.focus();
  }

  focusName() {
    const field = this.panel?.querySelector("#inspector-name");
    field?.focus();
    field?.select();
  }

  onSubmit = (event) => {
    const { target } = event;
    const { verb } = target.dataset;
    if (!verb) return;
    event.preventDefault();
    const { box } = this.panel.dataset;
    const value = target.elements[verb === "rename" ? "name" : "target"].value;
    this.diagram.act(`wire:${verb}:${box}:${value.trim()}`);
  };

  onClick = (event) => {
    const what = event.target.closest("[data-inspector]")?.dataset.inspector;
    if (what === "close") this.close();
    if (what === "form") focusOn(this.diagram.box(this.diagram.chosen)?.dataset.pointer || "/metadata", "diagram", true);
  };

  onKey = (event) => {
    if (event.key !== "Escape" || !this.hasFocus || event.target.closest("yaml-editor, dialog")) return;
    this.diagram.box(this.diagram.chosen)?.focus();
    event.stopPropagation();
  };
}
