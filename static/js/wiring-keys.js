// wiring-keys.js: which box an arrow key leads to. It goes by where the boxes stand, so it follows the eye.

const frame = (box) => {
  const rect = box.querySelector(".box__frame");
  const [x, y, width, height] = ["x", "y", "width", "height"].map((name) => Number(rect.getAttribute(name)));
  return { x, y: y + height / 2, width };
};

// The box in this direction, or null at the edge and for any other key.
export function neighbour(key, box, boxes) {
  if (key === "Home") return boxes[0];
  if (key === "End") return boxes.at(-1);
  const here = frame(box);
  const others = boxes.filter((other) => other !== box).map((other) => ({ other, at: frame(other) }));
  if (key === "ArrowUp" || key === "ArrowDown") {
    const way = key === "ArrowUp" ? -1 : 1;
    return nearest(others.filter(({ at }) => at.x === here.x && way * (at.y - here.y) > 0), (at) => Math.abs(at.y - here.y));
  }
  if (key !== "ArrowLeft" && key !== "ArrowRight") return null;
  const way = key === "ArrowLeft" ? -1 : 1;
  const beyond = others.filter(({ at }) => way * (at.x - here.x) > 0);
  const column = Math.min(...beyond.map(({ at }) => Math.abs(at.x - here.x)));
  return nearest(beyond.filter(({ at }) => Math.abs(at.x - here.x) === column), (at) => Math.abs(at.y - here.y));
}

function nearest(candidates, distance) {
  let best = null;
  for (const each of candidates) if (!best || distance(each.at) < distance(best.at)) best = each;
  return best?.other ?? null;
}
