// field-search.js: find a setting by its name. "/" goes there from anywhere, Enter jumps to the field.
//   <field-search></field-search>

import { focusOn } from "./draft-session.js";

const PAUSE = 150;
let numbers = 0;

customElements.define(
  "field-search",
  class extends HTMLElement {
    connectedCallback() {
      if (this.input) return;
      this.isOwn = true;
      numbers += 1;
      this.found = [];
      this.chosen = -1;
      this.input = document.createElement("input");
      Object.assign(this.input, { type: "search", placeholder: "Find a setting", autocomplete: "off", spellcheck: false });
      this.list = document.createElement("ul");
      this.list.id = `found-fields-${numbers}`;
      this.list.className = "field-search__found";
      this.list.hidden = true;
      const said = { role: "combobox", "aria-label": "Find a setting", "aria-controls": this.list.id, "aria-expanded": "false", "aria-autocomplete": "list", "aria-keyshortcuts": "/" };
      for (const [name, value] of Object.entries(said)) this.input.setAttribute(name, value);
      this.list.setAttribute("role", "listbox");
      this.list.setAttribute("aria-label", "Settings found");
      const key = document.createElement("kbd");
      key.className = "field-search__key";
      key.textContent = "/";
      key.setAttribute("aria-hidden", "true");
      this.append(this.input, key, this.list);
      this.input.addEventListener("input", () => this.searchSoon());
      this.input.addEventListener("keydown", (event) => this.onKey(event));
      this.input.addEventListener("blur", () => setTimeout(() => this.close(), 150)); // a click on the list comes first
      document.addEventListener("keydown", this.onShortcut);
    }

    disconnectedCallback() {
      document.removeEventListener("keydown", this.onShortcut);
    }

    onShortcut = (event) => {
      const isTyping = event.target.closest?.("input, textarea, select, [contenteditable], yaml-editor");
      if (event.key !== "/" || isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      this.input.focus();
      this.input.select();
    };

    searchSoon() {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.search(), PAUSE);
    }

    async search() {
      const words = this.input.value.trim();
      if (!words) return this.close();
      const response = await fetch(`${document.getElementById("workspace").dataset.url}fields/?${new URLSearchParams({ q: words })}`).catch(() => null);
      if (!response?.ok || words !== this.input.value.trim()) return;
      this.show((await response.json()).fields);
    }

    show(fields) {
      this.found = fields;
      this.chosen = fields.length > 0 ? 0 : -1;
      this.list.replaceChildren(...(fields.length > 0 ? fields.map((field, place) => this.option(field, place)) : [this.nothing()]));
      this.list.hidden = false;
      this.input.setAttribute("aria-expanded", "true");
      this.mark();
    }

    option(field, place) {
      const option = document.createElement("li");
      option.id = `${this.list.id}-${place}`;
      option.className = "field-search__option";
      option.setAttribute("role", "option");
      const label = document.createElement("strong");
      label.textContent = field.label;
      const path = document.createElement("small");
      path.textContent = field.path;
      option.append(label, path);
      option.addEventListener("mousedown", (event) => {
        event.preventDefault();
        this.go(place);
      });
      return option;
    }

    nothing() {
      const empty = document.createElement("li");
      empty.className = "field-search__nothing";
      empty.setAttribute("role", "option");
      empty.setAttribute("aria-disabled", "true");
      empty.textContent = "No setting of that name. Try another word, such as memory, boot or network.";
      return empty;
    }

    mark() {
      [...this.list.children].forEach((option, place) => option.setAttribute("aria-selected", String(place === this.chosen)));
      if (this.chosen < 0) return this.input.removeAttribute("aria-activedescendant");
      this.input.setAttribute("aria-activedescendant", `${this.list.id}-${this.chosen}`);
      this.list.children[this.chosen].scrollIntoView({ block: "nearest" });
    }

    onKey(event) {
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (step && this.found.length > 0) {
        event.preventDefault();
        this.chosen = (this.chosen + step + this.found.length) % this.found.length;
        this.mark();
      } else if (event.key === "Enter" && this.chosen >= 0 && !this.list.hidden) {
        event.preventDefault();
        this.go(this.chosen);
      } else if (event.key === "Escape") {
        this.close();
      }
    }

    go(place) {
      const { pointer } = this.found[place];
      this.close();
      focusOn(pointer, "search", true);
    }

    close() {
      this.list.hidden = true;
      this.found = [];
      this.chosen = -1;
      this.input.setAttribute("aria-expanded", "false");
      this.input.removeAttribute("aria-activedescendant");
    }
  },
);
