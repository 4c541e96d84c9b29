// theme-toggle.js: light, dark, or as the system says; remembered in this browser.

function systemTheme() {
  return matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
}

customElements.define(
  "theme-toggle",
  class extends HTMLElement {
    connectedCallback() {
      this.hidden = false; // of no use without scripts, so the server hides it
      this.button = this.querySelector("button");
      this.button.onclick = () => this.turn();
      this.tell();
    }

    turn() {
      const now = document.documentElement.dataset.theme ?? systemTheme();
      const next = now === "dark" ? "light" : "dark";
      document.documentElement.dataset.theme = next;
      try {
        localStorage.setItem("theme", next);
      } catch {
        // Storage may be forbidden; the choice then lasts for this page.
      }
      this.tell();
    }

    tell() {
      const now = document.documentElement.dataset.theme ?? systemTheme();
      this.button.setAttribute("aria-label", now === "dark" ? "Use the light theme" : "Use the dark theme");
      this.button.title = this.button.getAttribute("aria-label");
    }
  },
);
