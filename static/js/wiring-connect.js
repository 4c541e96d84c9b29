// wiring-connect.js: connecting two boxes, by dragging one to the other or by C, arrow keys and Enter.

import { neighbour } from "./wiring-keys.js";

const JOINTS = { disk: ["volume"], volume: ["disk", "source"], source: ["volume"], interface: ["network"], network: ["interface"] };
const WORDS = {
  disk: "A disk connects to a volume.",
  volume: "A volume connects to a disk, or to a data volume.",
  source: "A data volume connects to a volume.",
  interface: "A network card connects to a network.",
  network: "A network connects to a network card.",
};
const FAR = 6; // pixels from which on a press is a drag

const isReal = (box) => box.classList.contains("box--ok");
// A source that is written inside its volume has no name that another volume could take.
const isPart = (box) => box.dataset.lane === "source" && !box.dataset.pointer.startsWith("/spec/dataVolumeTemplates/");

export const canConnect = (from, to) =>
  isReal(from) && isReal(to) && !isPart(from) && !isPart(to) && (JOINTS[from.dataset.lane] ?? []).includes(to.dataset.lane);

export function whyNot(from, to) {
  if (isReal(from) && to && !isReal(to)) return `${to.dataset.label} is not written in the manifest.`;
  if (isPart(from)) return "This source is written inside its volume: move the volume instead.";
  if (to && isPart(to)) return "This source belongs to another volume. A volume connects to a data volume.";
  return WORDS[from.dataset.lane] ?? "This part has no joint of its own: connect what is next to it.";
}

export class Connecting {
  from = null; // the id of the box to be connected, while it is
  justDragged = false; // the click that ends a drag chooses nothing

  constructor(diagram) {
    this.diagram = diagram;
    this.press = null;
    diagram.addEventListener("pointerdown", this.onDown);
    diagram.addEventListener("pointermove", this.onMove);
    diagram.addEventListener("pointerup", this.onUp);
    diagram.addEventListener("pointercancel", () => this.stop());
  }

  get svg() {
    return this.diagram.querySelector(".wiring");
  }

  // -- by key ------------------------------------------------------------------------------------------------

  start(box) {
    const targets = this.diagram.boxes.filter((other) => canConnect(box, other));
    if (targets.length === 0) {
      this.diagram.say(canStart(box) ? `There is nothing to connect ${box.dataset.label} to. Add it first.` : whyNot(box, null));
      return;
    }
    this.from = box.id;
    this.show();
    this.status(`Connecting ${box.dataset.label}. Choose with the arrow keys and Enter; Escape stops.`);
    const near = neighbour("ArrowLeft", box, [box, ...targets]) ?? neighbour("ArrowRight", box, [box, ...targets]) ?? targets[0];
    this.diagram.moveTo(near);
  }

  // Whether the key meant something here.
  onKey(key, box) {
    if (!this.from) return false;
    const from = this.diagram.box(this.from);
    if (key === "Escape") {
      this.stop();
      if (from) this.diagram.moveTo(from);
      this.diagram.say("Nothing was connected.");
    } else if (key === "Enter" || key === " ") this.finish(box);
    else {
      const targets = this.diagram.boxes.filter((other) => canConnect(from, other));
      const to = neighbour(key, box, [box, ...targets.filter((other) => other !== box)]);
      if (to) this.diagram.moveTo(to);
    }
    return true;
  }

  finish(box) {
    const from = this.diagram.box(this.from);
    this.stop();
    if (!from || from === box) return;
    if (canConnect(from, box)) this.connect(from, box);
    else this.refuse(whyNot(from, box));
  }

  connect(from, to) {
    this.diagram.rove(from);
    this.diagram.act(`wire:connect:${from.id.slice(4)}:${to.id.slice(4)}`);
  }

  refuse(words) {
    this.status(words);
    this.diagram.say(words);
    clearTimeout(this.quiet);
    this.quiet = setTimeout(() => !this.from && this.status(""), 6000);
  }

  // -- by pointer ----------------------------------------------------------------------------------------------

  onDown = (event) => {
    const box = event.target.closest(".box");
    this.justDragged = false;
    // A finger scrolls, unless it is on the box that was chosen before.
    if (!box || event.button !== 0 || (event.pointerType === "touch" && box.getAttribute("aria-selected") !== "true")) return;
    this.press = { box: box.id, x: event.clientX, y: event.clientY, pointer: event.pointerId };
  };

  onMove = (event) => {
    if (!this.press || event.pointerId !== this.press.pointer) return;
    const box = this.diagram.box(this.press.box);
    if (!this.ghost) {
      if (Math.hypot(event.clientX - this.press.x, event.clientY - this.press.y) < FAR || !box) return;
      if (!canStart(box)) {
        this.press = null;
        this.refuse(whyNot(box, null));
        return;
      }
      this.from = box.id;
      this.diagram.setPointerCapture(event.pointerId);
      this.draw();
      this.show();
      this.status(`Connecting ${box.dataset.label}: ${WORDS[box.dataset.lane]}`);
    }
    this.stretch(box, event);
    const over = this.under(event);
    if (over === this.over) return;
    this.over?.classList.remove("box--over");
    this.over = over;
    over?.classList.add("box--over");
    if (over && over !== box) this.status(canConnect(box, over) ? `Connect ${box.dataset.label} to ${over.dataset.label}` : whyNot(box, over));
  };

  onUp = (event) => {
    const wasDragging = Boolean(this.ghost);
    const over = wasDragging ? this.under(event) : null;
    const from = this.diagram.box(this.from);
    this.press = null;
    if (!wasDragging) return;
    this.justDragged = true;
    setTimeout(() => {
      this.justDragged = false;
    }, 0);
    this.stop();
    if (!from || !over || over === from) return;
    if (canConnect(from, over)) this.connect(from, over);
    else this.refuse(whyNot(from, over));
  };

  under(event) {
    return document.elementFromPoint(event.clientX, event.clientY)?.closest?.("wiring-diagram .box") ?? null;
  }

  draw() {
    this.ghost = document.createElementNS("http://www.w3.org/2000/svg", "path");
    this.ghost.setAttribute("class", "edge edge--ghost");
    this.ghost.isOwn = true; // the server does not know of it: a morph leaves it
    this.svg.append(this.ghost);
  }

  stretch(box, event) {
    if (!this.ghost.isConnected) this.svg.append(this.ghost);
    const matrix = this.svg.getScreenCTM().inverse();
    const to = new DOMPoint(event.clientX, event.clientY).matrixTransform(matrix);
    const frame = box.querySelector(".box__frame").getBBox();
    const isLeft = to.x < frame.x + frame.width / 2;
    const x = isLeft ? frame.x : frame.x + frame.width;
    const y = frame.y + frame.height / 2;
    const bend = (isLeft ? -1 : 1) * Math.max(30, Math.abs(to.x - x) / 2);
    this.ghost.setAttribute("d", `M${x} ${y}C${x + bend} ${y} ${to.x - bend} ${to.y} ${to.x} ${to.y}`);
  }

  // -- what is seen of it ----------------------------------------------------------------------------------------

  show() {
    const from = this.diagram.box(this.from);
    this.svg?.classList.toggle("wiring--connecting", Boolean(from));
    if (!from) return;
    for (const box of this.diagram.boxes) box.classList.toggle("box--target", canConnect(from, box));
    from.classList.add("box--from");
  }

  restore() {
    if (this.from && !this.diagram.box(this.from)) this.stop();
    else if (this.from) this.show();
  }

  stop() {
    if (!this.from && !this.ghost) return;
    this.ghost?.remove();
    this.ghost = null;
    this.press = null;
    this.from = null;
    this.over = null;
    this.svg?.classList.remove("wiring--connecting");
    for (const box of this.diagram.querySelectorAll(".box--target, .box--from, .box--over")) {
      box.classList.remove("box--target", "box--from", "box--over");
    }
    this.status("");
  }

  status(words) {
    document.getElementById("wiring-status").textContent = words;
  }
}

const canStart = (box) => isReal(box) && !isPart(box) && box.dataset.lane in JOINTS;
