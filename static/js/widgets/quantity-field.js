// quantity-field.js: <quantity-field for="input-id"> splits a size such as 4Gi into a number and a unit, and says how
// many bytes that is. The text input stays the field: it is hidden while its text is a number and a unit, and
// shown again for anything else (1500m, 1e3), which stays as it was typed.

const UNITS = [
  ["Ki", 2n ** 10n],
  ["Mi", 2n ** 20n],
  ["Gi", 2n ** 30n],
  ["Ti", 2n ** 40n],
  ["Pi", 2n ** 50n],
  ["k", 10n ** 3n],
  ["M", 10n ** 6n],
  ["G", 10n ** 9n],
  ["T", 10n ** 12n],
];
const FIRST = "Gi";
const SPLIT = /^(\d{1,12})(?:\.(\d{1,9}))?(Ki|Mi|Gi|Ti|Pi|k|M|G|T)$/;

customElements.define(
  "quantity-field",
  class extends HTMLElement {
    connectedCallback() {
      this.field = document.getElementById(this.getAttribute("for"));
      if (!this.field) return;
      this.field.ownAttributes = ["tabindex"]; // a morph leaves it
      if (!this.firstElementChild) this.draw();
      this.field.addEventListener("input", (this.follow = () => this.show()));
      this.field.addEventListener("focus", (this.pass = () => this.classList.contains("is-split") && this.number.focus()));
      document.addEventListener("draft:updated", this.follow);
      this.show();
    }

    disconnectedCallback() {
      this.field?.removeEventListener("input", this.follow);
      this.field?.removeEventListener("focus", this.pass);
      document.removeEventListener("draft:updated", this.follow);
    }

    draw() {
      const label = document.querySelector(`label[for="${CSS.escape(this.field.id)}"]`)?.firstChild?.textContent?.trim() ?? "Size";
      this.number = document.createElement("input");
      this.number.inputMode = "decimal";
      this.number.autocomplete = "off";
      this.number.setAttribute("aria-label", label);
      this.unit = document.createElement("select");
      this.unit.setAttribute("aria-label", `${label}: unit`);
      for (const [name] of UNITS) this.unit.append(new Option(name.length === 2 ? `${name}B` : `${name === "k" ? "k" : name}B`, name));
      this.bytes = document.createElement("output");
      this.bytes.className = "quantity__bytes";
      for (const part of [this.number, this.unit]) part.addEventListener("change", () => this.write("change"));
      this.number.addEventListener("input", () => this.write("input"));
      this.append(this.number, this.unit, this.bytes);
    }

    // What is typed here is written into the field, as if it had been typed there.
    write(kind) {
      const typed = this.number.value.trim();
      const hasUnit = /[a-z]/i.test(typed);
      if (kind === "input" && hasUnit && !SPLIT.test(typed)) return; // until it is whole
      this.field.value = typed === "" || hasUnit ? typed : `${typed}${this.unit.value}`;
      this.field.dispatchEvent(new Event(kind, { bubbles: true }));
      this.say();
    }

    // The field's text, as number and unit if it is that; what somebody types here is left alone.
    show() {
      const text = this.field.value.trim();
      const found = text.match(SPLIT);
      const isSplit = Boolean(found) || text === "";
      this.classList.toggle("is-split", isSplit);
      this.field.tabIndex = isSplit ? -1 : 0;
      this.number.hidden = this.unit.hidden = !isSplit;
      this.number.disabled = this.unit.disabled = this.field.matches(":disabled");
      if (isSplit && document.activeElement !== this.number) {
        this.number.value = found ? text.slice(0, -found[3].length) : "";
        this.number.placeholder = this.field.placeholder.match(/^[\d.]+/)?.[0] ?? "";
        if (document.activeElement !== this.unit) this.unit.value = found?.[3] ?? FIRST;
      }
      for (const name of ["aria-invalid", "aria-describedby"]) {
        const value = this.field.getAttribute(name);
        if (value) this.number.setAttribute(name, value);
        else this.number.removeAttribute(name);
      }
      this.say();
    }

    say() {
      const found = this.field.value.trim().match(SPLIT);
      this.bytes.value = found ? `= ${bytes(found).toLocaleString("en")} bytes` : "";
    }
  },
);

function bytes([, whole, fraction = "", unit]) {
  const factor = new Map(UNITS).get(unit);
  const scale = 10n ** BigInt(fraction.length);
  return (BigInt(whole + fraction) * factor + scale - 1n) / scale; // rounded up, as Kubernetes does
}
