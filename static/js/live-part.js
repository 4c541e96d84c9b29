// live-part.js: a part of a page that the server draws again whenever one of its channels says something.
//   <live-part id="…" data-channels="machine.<uuid>" data-only="machine.status"> … </live-part>
// A channel that names no machine hears everything the page may hear.

import { htmx } from "./htmx-setup.js";
import { follow } from "./live.js";

const PAUSE = 400; // several messages in a row are one change to look at

customElements.define(
  "live-part",
  class extends HTMLElement {
    connectedCallback() {
      const channels = this.dataset.channels.split(" ").filter(Boolean);
      this.unfollow = channels.map((channel) => follow(channel, (message) => {
          if (!this.dataset.only || message.type === this.dataset.only) this.refreshSoon();
        }));
      document.addEventListener("slipway:connection", this.onConnection);
    }

    // The server ended it: a look at the page tells why, be it that one is signed out or that the machine is gone.
    onConnection = ({ detail }) => {
      if (detail.state === "stale") this.refreshSoon();
    };

    disconnectedCallback() {
      document.removeEventListener("slipway:connection", this.onConnection);
      clearTimeout(this.timer);
      for (const stop of this.unfollow ?? []) stop();
    }

    refreshSoon() {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.refresh(), PAUSE);
    }

    refresh() {
      if (this.contains(document.activeElement) && document.activeElement.matches("input, textarea")) {
        return; // somebody is typing here; the next message or page view brings the news
      }
      htmx.ajax("GET", location.pathname + location.search, { source: this, target: this, select: `#${this.id}`, swap: "morph" });
    }
  },
);
