// wiring-words.js: what an operation is called once it is done.

const small = (label) => label[0].toLowerCase() + label.slice(1);
const list = (labels) => (labels.length < 2 ? labels.join("") : `${labels.slice(0, -1).join(", ")} and ${labels.at(-1)}`);
const PARTS = ["disk", "volume", "interface", "network", "source"];
// A source that is written inside its volume comes and goes with it: it is not worth a word.
const isTold = (id, lane) => PARTS.includes(lane) && !id.includes(".of");
const inOrder = (boxes) => boxes.sort((one, other) => PARTS.indexOf(one.lane) - PARTS.indexOf(other.lane)).map(({ label }) => label);

// `before` is what each box's id stood for, `after` the boxes that are there now.
export function told(action, before, after) {
  const [, verb, ...rest] = action.split(":");
  const label = before.get(`box-${rest[0]}`)?.label ?? "";
  const now = new Set(after.map((box) => box.id));
  const made = inOrder(after.filter((box) => !before.get(box.id)?.isReal && isTold(box.id, box.dataset.lane)).map((box) => ({ ...box.dataset })));
  const gone = inOrder([...before].filter(([id, box]) => box.isReal && !now.has(id) && isTold(id, box.lane)).map(([, box]) => box));
  if (verb === "connect") return `${label} is now connected to ${small(before.get(`box-${rest[1]}`)?.label ?? "it")}.${lost(gone, label)}`;
  if (verb === "rename") return `${label} is now called ${rest.slice(1).join(":")}.`;
  if (verb === "boot") return booted(label, after.find((box) => box.id === `box-${rest[0]}`));
  if (verb === "remove" || verb === "drop") return gone.length > 0 ? `${list(gone)} ${gone.length > 1 ? "are" : "is"} removed.` : `${label} is removed.`;
  if (made.length > 0) return `${list(made)} ${made.length > 1 ? "are" : "is"} added.`;
  return "Done.";
}

// A network that nobody joins any more goes with its last card.
function lost(gone, label) {
  const networks = gone.filter((each) => each.startsWith("Network ") && each !== label);
  return networks.length > 0 ? ` ${list(networks)}, which nothing joins any more, is removed.` : "";
}

function booted(label, box) {
  const number = box?.querySelector(".boot__number")?.textContent;
  return number ? `${label} has the boot order ${number}.` : `The machine does not boot from ${small(label)}.`;
}
