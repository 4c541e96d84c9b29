// vm-status.js: follows one machine's status. Without JavaScript the server's word simply stands.
//   <vm-status data-machine="…" data-status="Running"><span class="vm-status__text">Running</span></vm-status>
// A <time> inside it, or one elsewhere with data-since-of="<machine>", shows since when.

import { follow } from "./live.js";

customElements.define(
  "vm-status",
  class extends HTMLElement {
    connectedCallback() {
      this.unfollow = follow(`machine.${this.dataset.machine}`, (status) => this.show(status));
    }

    disconnectedCallback() {
      this.unfollow();
    }

    show({ printableStatus, since, gone }) {
      const word = gone ? "Deleted" : printableStatus;
      if (this.dataset.status === word) return;
      this.dataset.status = word;
      this.querySelector(".vm-status__text").textContent = word;
      const clocks = [
        ...this.querySelectorAll("time"),
        ...document.querySelectorAll(`time[data-since-of="${CSS.escape(this.dataset.machine)}"]`),
      ];
      for (const clock of clocks) {
        clock.dateTime = since;
        clock.title = new Date(since).toLocaleString();
        clock.textContent = Date.now() - new Date(since) < 60_000 ? "just now" : clock.title;
      }
    }
  },
);
