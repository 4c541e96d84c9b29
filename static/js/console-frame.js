// console-frame.js: what both consoles share: a ticket for each connection, the status line, reconnecting.
// A console element extends ConsoleFrame and says how its screen is made and what runs over the socket.

const SUBPROTOCOL = "slipway.console.v1";
const MACHINE_STOPPED = 4404;

const ENDINGS = {
  1000: "The console was closed.",
  1001: "The portal is restarting. Reconnect in a moment.",
  1009: "The browser sent more at once than a console takes. Reconnect and paste smaller pieces.",
  1011: "The host of this machine failed. Reconnect in a moment; if it stays so, tell a platform admin.",
  1012: "The portal is restarting. Reconnect in a moment.",
  4403: "You may no longer use this console. Sign in again, or ask an owner of the team.",
  [MACHINE_STOPPED]: "The machine stopped. Start it, then reconnect.",
  4408: "The guest does not read what is typed. Reconnect to try again.",
  4409: "This console was opened elsewhere. Reconnect to take it back.",
};
const NEVER_OPENED = "The console could not be opened. The machine may just have stopped, or its host does not answer.";
const LOST = "The connection was lost. Reconnect to go on.";

export function button(label, onClick, title = "") {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "button button--small";
  made.textContent = label;
  if (title) made.title = title;
  made.addEventListener("click", onClick);
  return made;
}

export class ConsoleFrame extends HTMLElement {
  connectedCallback() {
    this.classList.add("console");
    this.bar = element("div", "console__bar");
    this.line = element("p", "console__status");
    this.line.setAttribute("role", "status");
    this.tools = element("div", "console__tools");
    this.again = button("Reconnect", () => this.connect());
    this.again.classList.add("button--primary");
    this.bar.append(this.line, this.again, this.tools);
    this.screen = element("div", "console__screen");
    this.replaceChildren(this.bar, this.screen);
    this.makeScreen();
    this.connect();
    this.heed = ({ detail }) => this.cameBack(detail);
    document.addEventListener("machine-changed", this.heed);
  }

  disconnectedCallback() {
    document.removeEventListener("machine-changed", this.heed);
    this.socket?.close();
    this.socket = null;
    this.dropScreen();
  }

  // To be given by the element: kind, makeScreen(), opened(socket), ended(), dropScreen().

  async connect() {
    this.attempt = (this.attempt ?? 0) + 1;
    const mine = this.attempt;
    this.socket?.close();
    this.socket = null;
    this.say("connecting", "Connecting …");
    try {
      const ticket = await this.askForTicket();
      if (mine === this.attempt && this.isConnected) this.open(ticket);
    } catch (error) {
      if (mine === this.attempt) this.say("ended", error.message);
    }
  }

  // A restart ends the console; it goes on by itself once live.js tells that the machine runs again.
  cameBack({ machine, printableStatus }) {
    const isOurs = machine === this.dataset.machine && printableStatus === "Running";
    if (isOurs && this.dataset.state === "ended" && this.endedWith === MACHINE_STOPPED) this.connect();
  }

  // The reason for a refusal can only be told here: a refused websocket handshake says nothing to a page.
  async askForTicket() {
    let response;
    try {
      response = await fetch(this.dataset.ticketUrl, {
        method: "POST",
        headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": csrfToken() },
        body: JSON.stringify({ kind: this.kind }),
      });
    } catch {
      throw new Error("The portal does not answer. Check the network, then reconnect.");
    }
    const answer = response.headers.get("Content-Type")?.includes("json") ? await response.json() : {};
    if (answer.ticket) return answer.ticket;
    throw new Error(answer.detail ?? "You are signed out. Sign in again, then reconnect.");
  }

  open(ticket) {
    const scheme = location.protocol === "https:" ? "wss:" : "ws:";
    const socket = new WebSocket(`${scheme}//${location.host}${this.dataset.socketPath}`, [SUBPROTOCOL, ticket]);
    socket.binaryType = "arraybuffer";
    this.socket = socket;
    let wasOpen = false;
    socket.addEventListener("open", () => {
      wasOpen = true;
      if (socket === this.socket) this.say("connected", "Connected");
    });
    socket.addEventListener("close", ({ code }) => {
      if (socket !== this.socket) return;
      this.socket = null;
      this.endedWith = code;
      this.say("ended", wasOpen ? (ENDINGS[code] ?? LOST) : NEVER_OPENED);
      this.ended();
    });
    this.opened(socket);
  }

  say(state, text) {
    this.dataset.state = state;
    this.line.textContent = text;
    this.again.hidden = state !== "ended";
    for (const tool of this.tools.querySelectorAll("[data-live]")) tool.disabled = state !== "connected";
  }
}

function element(name, className) {
  const made = document.createElement(name);
  made.className = className;
  return made;
}

function csrfToken() {
  return document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] ?? "";
}
