// wiring.js: the diagram of the machine as an editor. <wiring-diagram data-url="…/diagram/"> holds the SVG and the
// tables that the server draws; without scripts the tables' buttons do the same.
//
// The server draws each state anew after each change; what is chosen, focused and being connected is laid over it.

import { focusOn, session } from "./draft-session.js";
import { flushForm } from "./form-saving.js";
import { Connecting, canConnect, whyNot } from "./wiring-connect.js";
import { Inspector } from "./wiring-inspector.js";
import { neighbour } from "./wiring-keys.js";
import { told } from "./wiring-words.js";

const LANES = ["source", "volume", "disk", "machine", "interface", "network", "attachment"];

customElements.define(
  "wiring-diagram",
  class extends HTMLElement {
    connectedCallback() {
      document.addEventListener("draft:updated", this.onUpdate);
      document.addEventListener("draft:focus", this.onFocus);
      if (this.inspector) return; // only moved, as a morph may do
      this.current = "box-machine";
      this.chosen = null;
      this.noted = null;
      this.moves = 0; // of the person: who went elsewhere meanwhile is not called back
      this.inspector = new Inspector(this);
      this.connecting = new Connecting(this);
      this.addEventListener("click", this.onClick);
      this.addEventListener("dblclick", this.onDoubleClick);
      this.addEventListener("keydown", this.onKey);
      this.addEventListener("focusin", this.onFocusIn);
      if (matchMedia("(max-width: 760px)").matches) this.querySelector("#wiring-twin")?.setAttribute("open", "");
      this.restore();
    }

    disconnectedCallback() {
      document.removeEventListener("draft:updated", this.onUpdate);
      document.removeEventListener("draft:focus", this.onFocus);
    }

    get boxes() {
      return [...this.querySelectorAll(".box")];
    }

    box(id) {
      const found = id && document.getElementById(id);
      return found && this.contains(found) ? found : null;
    }

    // -- what happens --------------------------------------------------------------------------------------

    onClick = (event) => {
      const button = event.target.closest("button");
      if (button) return this.onButton(event, button);
      const box = event.target.closest(".box");
      if (!box || this.connecting.justDragged) return undefined;
      if (this.connecting.from) return this.connecting.finish(box);
      this.moves += 1;
      this.moveTo(box);
      return this.choose(box);
    };

    onButton(event, button) {
      const action = button.dataset.act ?? (button.name === "_action" ? button.value : "");
      if (!action.startsWith("wire:") || button.getAttribute("aria-disabled")) return;
      event.preventDefault();
      button.closest("details.menu")?.removeAttribute("open");
      this.act(this.complete(action));
    }

    // The table's own small forms: two lists, or a list and a name.
    complete(action) {
      const value = (id) => this.querySelector(`#${id}`).value;
      if (action === "wire:connect") return `${action}:${value("wire-from")}:${value("wire-to")}`;
      if (action === "wire:rename") return `${action}:${value("wire-box")}:${value("wire-name")}`;
      return action;
    }

    onDoubleClick = (event) => {
      const box = event.target.closest(".box");
      if (box?.dataset.pointer) focusOn(box.dataset.pointer, "diagram", true);
    };

    onFocusIn = (event) => {
      const box = event.target.closest(".box");
      if (box) this.rove(box);
    };

    onFocus = ({ detail: { pointer, from } }) => {
      if (from === "diagram") return;
      this.noted = this.boxAt(pointer)?.id ?? null;
      this.mark();
    };

    onUpdate = ({ detail: { origin, mine } }) => {
      this.restore();
      if (mine && (origin === "undo" || origin === "redo") && this.isSeen) {
        this.say(origin === "undo" ? "The last change is undone." : "The change is made again.");
      }
      if (this.chosen && this.isSeen) this.inspector.show(this.chosen);
    };

    get isSeen() {
      return this.offsetParent !== null;
    }

    // -- one change ------------------------------------------------------------------------------------------

    // Do it, say what became of it, and keep the focus on what it was done to, or on what it made.
    async act(action) {
      this.connecting.stop();
      const before = new Map(this.boxes.map((box) => [box.id, { ...box.dataset, isReal: isReal(box) }]));
      const focused = this.contains(document.activeElement) ? document.activeElement.closest(".box, #wiring-inspector") : null;
      const { current, moves } = this; // drawing anew forgets a box that is gone
      const place = this.placeOf(this.box(current));
      const answer = await flushForm(action);
      if (!answer || answer.status >= 400 || answer.status === 0) {
        this.say(answer?.message ?? "That did not work. Try again in a moment.");
        return;
      }
      const after = this.boxes;
      const made = after.filter((box) => !before.has(box.id) && isReal(box));
      this.say(told(action, before, after.filter(isReal)));
      if (moves === this.moves) this.goOn(action, made, { ...place, current }, focused !== null || action.startsWith("wire:add:"));
    }

    placeOf(box) {
      return box && { lane: box.dataset.lane, index: this.lane(box.dataset.lane).indexOf(box) };
    }

    lane(name) {
      return [...this.querySelectorAll(`.box[data-lane="${name}"]`)];
    }

    goOn(action, made, place, takesFocus) {
      const [, verb, acted, other] = action.split(":");
      const brings = verb === "add" || verb === "create";
      const lane = place.lane ? this.lane(place.lane) : [];
      const near = made.find((box) => box.dataset.lane === place.lane) ?? lane[Math.min(place.index ?? 0, lane.length - 1)];
      const device = made.find((box) => ["disk", "interface"].includes(box.dataset.lane)) ?? made[0];
      // A box is called by its name, which a joint changes: the one that was connected has the other's now.
      const renamed = verb === "connect" && /^(disk|interface)[.]/.test(acted) ? this.box(`box-${acted.split(".")[0]}${other.slice(other.indexOf("."))}`) : null;
      const box = (brings ? device : renamed ?? this.box(place.current)) ?? near ?? this.box("box-machine");
      if (!box) return;
      this.rove(box);
      const follows = this.chosen === `box-${acted}` && (renamed || !this.box(this.chosen));
      if (brings || follows || !this.box(this.chosen)) this.choose(box, brings || this.chosen !== null);
      if (takesFocus && !this.inspector.hasFocus) box.focus();
      box.scrollIntoView({ block: "nearest", inline: "nearest" });
    }

    say(words) {
      const place = document.getElementById("wiring-says");
      place.textContent = "";
      requestAnimationFrame(() => {
        place.textContent = words;
      });
    }

    // -- choosing and moving -----------------------------------------------------------------------------------

    choose(box, opens = true) {
      this.chosen = opens ? box.id : null;
      this.mark();
      if (!opens) return this.inspector.close();
      focusOn(box.dataset.pointer, "diagram");
      return this.inspector.show(box.id);
    }

    unchoose() {
      this.chosen = null;
      this.mark();
    }

    moveTo(box) {
      this.rove(box);
      box.focus({ preventScroll: true });
      box.scrollIntoView({ block: "nearest", inline: "nearest" });
    }

    rove(box) {
      if (this.current !== box.id) this.box(this.current)?.setAttribute("tabindex", "-1");
      this.current = box.id;
      box.setAttribute("tabindex", "0");
    }

    boxAt(pointer) {
      let best = null;
      for (const box of this.boxes) {
        const own = box.dataset.pointer;
        const isAround = own && isReal(box) && (pointer === own || pointer.startsWith(`${own}/`));
        if (isAround && own.length > (best?.dataset.pointer.length ?? 0)) best = box;
      }
      return best;
    }

    // After the server has drawn anew: what it knows nothing of.
    restore() {
      const current = this.box(this.current) ?? this.box("box-machine");
      if (current && current.id !== "box-machine") this.box("box-machine")?.setAttribute("tabindex", "-1");
      if (current) this.rove(current);
      this.mark();
      this.connecting.restore();
    }

    mark() {
      for (const box of this.querySelectorAll(".box[aria-selected='true'], .box--noted")) {
        box.setAttribute("aria-selected", "false");
        box.classList.remove("box--noted");
      }
      this.box(this.chosen)?.setAttribute("aria-selected", "true");
      this.box(this.noted)?.classList.add("box--noted");
    }

    // -- keys ------------------------------------------------------------------------------------------------

    onKey = (event) => {
      if (event.target.closest(".palette")) return this.onPaletteKey(event);
      const box = event.target.closest(".box");
      if (!box || event.ctrlKey || event.metaKey) return undefined;
      const done = event.altKey ? this.onAltKey(event.key, box) : this.connecting.onKey(event.key, box) || this.onPlainKey(event.key, box);
      if (done) {
        event.preventDefault();
        event.stopPropagation();
      }
      return undefined;
    };

    onAltKey(key, box) {
      const where = { ArrowUp: "up", ArrowDown: "down", Home: "first" }[key];
      if (where) this.act(`wire:boot:${nameOf(box)}:${where}`);
      return Boolean(where);
    }

    onPlainKey(key, box) {
      const to = neighbour(key, box, this.boxes);
      if (to || key === "Enter" || key === " ") this.moves += 1;
      if (to) this.moveTo(to);
      else if (key === "Enter" || key === " ") this.choose(box);
      else if (key === "Delete" || key === "Backspace") this.act(`wire:remove:${nameOf(box)}`);
      else if (key === "c") this.connecting.start(box);
      else if (key === "a") this.openPalette();
      else if (key === "F2" || key === "r") this.choose(box)?.then?.(() => this.inspector.focusName());
      else if (key === "f") focusOn(box.dataset.pointer, "diagram", true);
      else if (key === "?") document.getElementById("wiring-keys").showModal();
      else if (key === "Escape") this.inspector.close();
      else return key.startsWith("Arrow");
      return true;
    }

    openPalette() {
      const palette = this.querySelector(".palette");
      palette.open = true;
      palette.querySelector("button:not([aria-disabled])")?.focus();
      this.say("Palette. Choose a device with the arrow keys and Enter.");
    }

    onPaletteKey(event) {
      const palette = event.target.closest(".palette");
      const tiles = [...palette.querySelectorAll("button")];
      const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
      if (event.key === "Escape" && palette.open) {
        palette.open = false;
        this.box(this.current)?.focus();
        event.stopPropagation();
      }
      if (!step || !palette.open) return;
      event.preventDefault();
      const at = tiles.indexOf(event.target);
      tiles[(at + step + tiles.length) % tiles.length].focus();
    }

    // What the helpers ask for.
    canConnect = canConnect;
    whyNot = whyNot;
    lanes = LANES;
    session = session;
  },
);

export const isReal = (box) => box.classList.contains("box--ok");
export const nameOf = (box) => box.id.slice("box-".length);
