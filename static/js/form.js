// form.js: what the form of a document gains where scripts run. Without them it is complete.

// A section that somebody folded stays folded when the server sends the form anew.
const folded = new Set();

document.addEventListener(
  "toggle",
  ({ target }) => {
    if (!target.matches?.(".form .group")) return;
    if (target.open) folded.delete(target.id);
    else folded.add(target.id);
  },
  { capture: true }, // toggle does not bubble
);

document.addEventListener("htmx:afterSwap", () => {
  for (const id of folded) {
    const section = document.getElementById(id);
    if (section && !section.matches(".has-error")) section.open = false;
  }
});

// <generate-mac for="input-id">: a button that fills a locally administered unicast address of KVM's range into a field.
customElements.define(
  "generate-mac",
  class extends HTMLElement {
    connectedCallback() {
      if (this.firstElementChild) return; // a morph may attach the element again
      const button = document.createElement("button");
      button.type = "button";
      button.className = "form-button";
      button.textContent = "Generate";
      button.setAttribute("aria-label", "Generate a MAC address");
      button.addEventListener("click", () => this.fill());
      this.append(button);
    }

    fill() {
      const field = document.getElementById(this.getAttribute("for"));
      if (!field) return;
      const random = [...crypto.getRandomValues(new Uint8Array(3))];
      field.value = ["52", "54", "00", ...random.map((byte) => byte.toString(16).padStart(2, "0"))].join(":");
      field.dispatchEvent(new Event("input", { bubbles: true }));
      field.dispatchEvent(new Event("change", { bubbles: true }));
    }
  },
);
