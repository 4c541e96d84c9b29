// htmx without eval and without inline styles, and a swap style that keeps focus, caret and unsaved typing.

import { Idiomorph } from "idiomorph";
import htmx from "htmx.org";

import { changedSince, isHeld } from "./typing.js";

htmx.config.allowEval = false;
htmx.config.includeIndicatorStyles = false; // an inline <style>, which our policy forbids
htmx.config.selfRequestsOnly = true;
htmx.config.historyCacheSize = 0; // pages hold machines' names: nothing of them stays in the browser's storage
htmx.config.responseHandling = [
  { code: "204", swap: false },
  { code: "...", swap: true }, // errors are answered with a fragment that says what to do
];

// A session may have been renewed in another tab: the cookie has the token that is good now.
document.addEventListener("htmx:configRequest", ({ detail: { parameters } }) => {
  const token = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1];
  if (token && parameters.csrfmiddlewaretoken) parameters.csrfmiddlewaretoken = token;
});

// A notice of what was refused has had its time once something succeeds again.
document.addEventListener("htmx:afterRequest", ({ detail }) => {
  if (!detail.xhr.status || detail.xhr.status >= 400) return;
  for (const notice of document.querySelectorAll("#toasts .notice--error")) notice.remove();
});

// Two kinds of node keep what the browser has: a control typed into after the request went out, and a part
// the server marks data-keep because it has nothing newer to say.
function mayMorph(target, requestedAt) {
  return (current, incoming) => {
    if (incoming.nodeType !== Node.ELEMENT_NODE) return true;
    if (incoming.localName === "template") return morphTemplate(target, current, incoming);
    if (incoming.hasAttribute("data-keep")) return false;
    if (current.localName === "details" && incoming.localName === "details") incoming.open = current.open;
    return !isHeld(current) && !changedSince(current, requestedAt);
  };
}

// What a template holds is not among its children. What somebody typed into an alternative that is not chosen any
// more stays there when the choice answers to that; when more is drawn, it may be another entry's.
function morphTemplate(target, current, incoming) {
  if (current.isTyped && target.dataset.kind === "choice") return false;
  current.isTyped = false;
  current.content.replaceChildren(incoming.content);
  return false;
}

// What an element made by script must outlive a morph: a node marks itself with isOwn, and names attributes that
// the server knows nothing of in ownAttributes. What the server marks data-stays is gone only with the page.

let requestedAt = 0;
document.addEventListener("htmx:beforeSend", () => {
  requestedAt = performance.now();
});

// The one way to put newer HTML in an element's place: focus, caret, open folds and unsaved typing stay. What was
// typed since `requestedAt` is newer than the HTML; Infinity lets nothing typed be newer, as after an undo.
export function morph(target, content, sentAt) {
  return Idiomorph.morph(target, content, {
    morphStyle: "outerHTML",
    callbacks: {
      beforeNodeMorphed: mayMorph(target, sentAt),
      beforeNodeRemoved: (node) => !node.isOwn && !node.matches?.("[data-stays]"),
      beforeAttributeUpdated: (name, node) => !node.ownAttributes?.includes(name),
    },
  });
}

htmx.defineExtension("morph", {
  isInlineSwap: (swapStyle) => swapStyle === "morph",
  handleSwap(swapStyle, target, fragment) {
    if (swapStyle !== "morph") return false;
    return morph(target, fragment.firstElementChild, requestedAt);
  },
});

export { htmx };
