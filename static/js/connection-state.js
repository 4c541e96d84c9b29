// connection-state.js: says in the page's bar whether live status arrives. live.js tells by an event on the document.

const WORDS = { live: "Live", reconnecting: "Reconnecting …", stale: "Not live: reload the page" };

customElements.define(
  "connection-state",
  class extends HTMLElement {
    connectedCallback() {
      this.listen = ({ detail }) => this.show(detail.state);
      document.addEventListener("slipway:connection", this.listen);
      if (document.documentElement.dataset.connection) this.show(document.documentElement.dataset.connection);
    }

    disconnectedCallback() {
      document.removeEventListener("slipway:connection", this.listen);
    }

    show(state) {
      this.hidden = false;
      this.dataset.state = state;
      this.querySelector(".connection__text").textContent = WORDS[state];
    }
  },
);
