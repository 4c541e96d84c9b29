// map-rows.js: <map-rows> keeps an empty row at the end of a list of keys and values, so that several can be added
// before anything is saved.

customElements.define(
  "map-rows",
  class extends HTMLElement {
    connectedCallback() {
      this.addEventListener("input", (this.follow = () => this.grow()));
    }

    disconnectedCallback() {
      this.removeEventListener("input", this.follow);
    }

    grow() {
      const rows = this.querySelectorAll(":scope > .map__row");
      const last = rows[rows.length - 1];
      if (!last || [...fields(last)].every((field) => field.value === "")) return;
      const next = last.cloneNode(true);
      const place = Number(fields(last)[0].name.match(/\/(\d+)$/)[1]) + 1;
      next.removeAttribute("id");
      for (const field of fields(next)) {
        field.value = "";
        field.name = field.name.replace(/\d+$/, place);
        field.id = field.id.replace(/\d+$/, place);
      }
      last.after(next);
    }
  },
);

const fields = (row) => row.querySelectorAll("input, textarea");
