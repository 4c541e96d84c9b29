// Remembers when a control was last touched, so that an answer to an older request does not undo it.

const touched = new WeakMap();

for (const kind of ["input", "change"]) {
  document.addEventListener(kind, (event) => touched.set(event.target, performance.now()), { capture: true });
}

export function changedSince(control, time) {
  return (touched.get(control) ?? -1) > time;
}

// Typed and not yet on its way: nobody's answer may undo it, however new.
const held = new WeakSet();

export const hold = (control) => held.add(control);
export const release = (control) => held.delete(control);
export const isHeld = (control) => held.has(control);
