// live.js: one websocket per page, shared by everything that follows a channel.
//
//   const unfollow = follow("machine.<uuid>", (status) => { … });   one machine
//   const unfollow = follow("team.4", (message) => { … });          whatever the server tells this user
//
// What a page may hear is decided by the server; a channel is only how a page sorts it. Messages tell the whole
// state of one object, so an older one (by its sequence number) is dropped and a lost one is made good by the
// snapshot that every new connection begins with. The document hears of it too: `machine-changed`,
// `request-changed`, and `slipway:connection`, whose state also stands in <html data-connection>.

const FIRST_WAIT = 500;
const LONGEST_WAIT = 30_000;
const PING_EVERY = 25_000;
const PONG_WITHIN = 10_000;
const REVOKED = 4403;

const followers = new Map(); // channel → Set of callbacks
const latest = new Map(); // machine → the newest status that was let through

let socket = null;
let attempts = 0;
let opening = null; // timer of the next attempt
let pinging = null;
let overdue = null; // timer that gives up on a pong
let isScheduled = false;

export function follow(channel, callback) {
  if (!followers.has(channel)) followers.set(channel, new Set());
  followers.get(channel).add(callback);
  settleSoon();
  return () => {
    followers.get(channel)?.delete(callback);
    if (followers.get(channel)?.size === 0) followers.delete(channel);
    settleSoon();
  };
}

// Elements come and go in bursts, as htmx swaps them: look once, when the burst is over.
function settleSoon() {
  if (isScheduled) return;
  isScheduled = true;
  setTimeout(() => {
    isScheduled = false;
    settle();
  }, 0);
}

function settle() {
  if (followers.size === 0) return hangUp();
  const covered = socket && (socket.path === "/ws/live/" || socket.path === path());
  if (!covered && document.documentElement.dataset.connection !== "stale") {
    hangUp();
    open();
  }
}

// A page about one machine need not hear of all the others.
function path() {
  const [channel, ...others] = followers.keys();
  if (others.length > 0 || !channel.startsWith("machine.")) return "/ws/live/";
  return `/ws/machines/${channel.slice("machine.".length)}/`;
}

function open() {
  clearTimeout(opening);
  opening = null;
  const scheme = location.protocol === "https:" ? "wss:" : "ws:";
  const mine = new WebSocket(`${scheme}//${location.host}${path()}`);
  mine.path = path();
  socket = mine;
  mine.addEventListener("message", ({ data }) => mine === socket && receive(JSON.parse(data)));
  mine.addEventListener("close", ({ code }) => mine === socket && closed(code));
}

function hangUp() {
  const mine = socket;
  socket = null;
  clearTimeout(opening);
  clearInterval(pinging);
  clearTimeout(overdue);
  mine?.close();
}

function closed(code) {
  hangUp();
  if (code === REVOKED) return tell("stale"); // signed out, or no longer allowed: asking again would not help
  tell("reconnecting");
  const wait = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** attempts);
  attempts += 1;
  // Half of it by chance, or all browsers would come back in the same instant after a restart.
  opening = setTimeout(open, wait / 2 + (Math.random() * wait) / 2);
}

function tryNow() {
  if (opening !== null && followers.size > 0) open();
}

function ping() {
  socket.send('{"type":"ping"}');
  clearTimeout(overdue);
  overdue = setTimeout(() => closed(0), PONG_WITHIN);
}

function receive(message) {
  clearTimeout(overdue);
  if (!socket.isGreeted) greeted();
  switch (message.type) {
    case "pong":
      return;
    case "snapshot":
      for (const status of message.machines) if (isNews(status)) deliver(status);
      return;
    case "machine.status":
      if (!isOld(message)) deliver(message);
      return;
    default:
      announce(message);
  }
}

// The first message says what is so now: only from here on is the page up to date.
function greeted() {
  socket.isGreeted = true;
  attempts = 0;
  pinging = setInterval(ping, PING_EVERY);
  tell("live");
}

function isOld({ machine, sequence }) {
  return latest.has(machine) && sequence < latest.get(machine).sequence;
}

// A snapshot repeats what the page mostly knows: from the last message, or from the server that drew it.
function isNews(status) {
  const known = latest.get(status.machine);
  if (known) return status.sequence > known.sequence;
  const drawn = document.querySelector(`[data-machine="${CSS.escape(status.machine)}"][data-status]`);
  if (drawn && drawn.dataset.status !== status.printableStatus) return true;
  latest.set(status.machine, status);
  return false;
}

function deliver(status) {
  latest.set(status.machine, status);
  for (const callback of [...(followers.get(`machine.${status.machine}`) ?? [])]) callback(status);
  announce(status, "machine-changed");
}

// For what a page concludes itself: whoever follows a channel hears it as if the server had said it.
export function tellAll(message) {
  announce(message);
}

function announce(message, name = message.type.replace(".", "-")) {
  for (const [channel, callbacks] of [...followers]) {
    if (!channel.startsWith("machine.")) for (const callback of [...callbacks]) callback(message);
  }
  document.dispatchEvent(new CustomEvent(name, { detail: message }));
}

function tell(state) {
  if (document.documentElement.dataset.connection === state) return;
  document.documentElement.dataset.connection = state;
  document.dispatchEvent(new CustomEvent("slipway:connection", { detail: { state } }));
}

addEventListener("online", tryNow);
document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && tryNow());
addEventListener("pagehide", hangUp); // an open socket would keep the page out of the back-forward cache
addEventListener("pageshow", ({ persisted }) => persisted && settle());
