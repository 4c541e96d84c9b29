// transfer-progress.js: how much of a volume's or an image's content has come. The server draws every state; while
// the phase stays the same the bar and the words beside it are kept fresh here, and what comes after a phase is drawn
// anew by the live-part around it, which hears `transfer.settled`.
//   <transfer-progress data-transfer="…" data-phase="Importing"> <progress> <small class="transfer__text"> …

import { follow, tellAll } from "./live.js";

const UNITS = ["bytes", "KiB", "MiB", "GiB", "TiB"];

customElements.define(
  "transfer-progress",
  class extends HTMLElement {
    connectedCallback() {
      this.unfollow = follow("transfers", (message) => {
        if (message.type === "transfer.changed" && message.transfer === this.dataset.transfer) this.show(message);
      });
      document.addEventListener("slipway:connection", this.onConnection);
    }

    disconnectedCallback() {
      this.unfollow();
      document.removeEventListener("slipway:connection", this.onConnection);
    }

    // Nothing repeats what was said while nobody could hear it.
    onConnection = ({ detail }) => {
      if (detail.state === "live" && this.wasAway) tellAll({ type: "transfer.settled" });
      this.wasAway = detail.state === "reconnecting";
    };

    show(message) {
      const bar = this.querySelector("progress");
      if (message.phase !== this.dataset.phase || Boolean(message.error) !== Boolean(this.querySelector(".trouble"))) {
        tellAll({ ...message, type: "transfer.settled" });
        return;
      }
      if (!bar) return;
      if (message.total) {
        bar.max = message.total;
        bar.value = message.done;
      } else {
        bar.removeAttribute("value");
      }
      this.querySelector(".transfer__text").textContent = words(message);
    }
  },
);

function words({ step, done, total, rate, left }) {
  const parts = [step || "waiting"];
  if (done) parts.push(total ? `${size(done)} of ${size(total)}` : size(done));
  if (rate) parts.push(`${size(rate)}/s`);
  if (left !== null && rate) parts.push(`${time(left)} left`);
  return parts.join(", ");
}

function size(bytes) {
  let unit = 0;
  while (bytes >= 1024 && unit < UNITS.length - 1) {
    bytes /= 1024;
    unit += 1;
  }
  return `${unit && bytes < 100 ? bytes.toFixed(1).replace(/\.0$/, "") : Math.round(bytes)} ${UNITS[unit]}`;
}

function time(seconds) {
  if (seconds < 60) return `${seconds} s`;
  return seconds < 3600 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3600)} h`;
}
