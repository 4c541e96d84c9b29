// tab-set.js: turns stacked <section data-tab="Title"> children into tabs. Without scripts they simply stand one
// below the other. The chosen tab is remembered by the element's id; data-first names the one to begin with.

customElements.define(
  "tab-set",
  class extends HTMLElement {
    sections = [];

    connectedCallback() {
      document.addEventListener("htmx:afterSwap", this.rename);
      document.addEventListener("draft:updated", this.rename);
      if (this.list) return; // only moved, as a morph may do
      // A morph puts an element in its place first and fills it then.
      if (!this.querySelector(":scope > section[data-tab]")) queueMicrotask(() => this.isConnected && this.set());
      else this.set();
    }

    set() {
      if (this.list || !this.querySelector(":scope > section[data-tab]")) return;
      this.sections = [...this.querySelectorAll(":scope > section[data-tab]")];
      this.list = document.createElement("div");
      this.list.isOwn = true; // the server does not know of it: a morph leaves it
      this.list.className = "tabs";
      this.list.setAttribute("role", "tablist");
      this.list.append(...this.sections.map((section) => this.tab(section)));
      this.prepend(this.list);
      this.list.addEventListener("keydown", (event) => this.onKey(event));
      const chosen = this.remembered() ?? this.dataset.first;
      const wanted = this.sections.find((section) => section.id === chosen) ?? this.sections[0];
      this.show(wanted);
    }

    disconnectedCallback() {
      document.removeEventListener("htmx:afterSwap", this.rename);
      document.removeEventListener("draft:updated", this.rename);
    }

    // A title may carry a count that the server has just changed; and a morph leaves our list, but behind its own.
    rename = () => {
      if (!this.list) return this.set();
      if (this.firstElementChild !== this.list) {
        const focused = this.list.contains(document.activeElement) ? document.activeElement : null;
        this.prepend(this.list);
        focused?.focus();
      }
      this.sections.forEach((section, index) => {
        this.list.children[index].textContent = section.dataset.tab;
      });
    };

    tab(section) {
      const button = document.createElement("button");
      button.type = "button";
      button.id = `${section.id}-tab`;
      button.className = "tabs__tab";
      button.setAttribute("role", "tab");
      button.setAttribute("aria-controls", section.id);
      button.textContent = section.dataset.tab;
      button.addEventListener("click", () => this.show(section, true));
      section.ownAttributes = ["role", "aria-labelledby", "hidden"];
      section.setAttribute("role", "tabpanel");
      section.setAttribute("aria-labelledby", button.id);
      return button;
    }

    show(shown, remember = false) {
      this.sections.forEach((section, index) => {
        const chosen = section === shown;
        section.hidden = !chosen;
        const tab = this.list.children[index];
        tab.setAttribute("aria-selected", String(chosen));
        tab.tabIndex = chosen ? 0 : -1;
      });
      if (remember) {
        try {
          sessionStorage.setItem(`tab:${this.id}`, shown.id);
        } catch {
          // Storage may be forbidden; the first tab is a fair start.
        }
      }
      shown.dispatchEvent(new CustomEvent("tab-shown", { bubbles: true }));
    }

    showById(id) {
      const section = this.sections.find((one) => one.id === id);
      if (section) this.show(section);
    }

    remembered() {
      try {
        return sessionStorage.getItem(`tab:${this.id}`);
      } catch {
        return null;
      }
    }

    onKey(event) {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (!step) return;
      const index = this.sections.findIndex((section) => !section.hidden);
      const next = (index + step + this.sections.length) % this.sections.length;
      this.show(this.sections[next], true);
      this.list.children[next].focus();
      event.preventDefault();
    }
  },
);
