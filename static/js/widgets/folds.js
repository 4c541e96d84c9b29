// folds.js: an object of which nothing is set is one line; its fields are fetched when somebody sets it up.

import { morph } from "../htmx-setup.js";
import { say } from "../draft-session.js";

document.addEventListener("click", async (event) => {
  const link = event.target.closest?.("[data-fold]");
  const root = document.getElementById("workspace");
  if (!link || !root?.dataset.url || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  link.setAttribute("aria-busy", "true");
  try {
    const response = await fetch(`${root.dataset.url}parts/?at=${encodeURIComponent(link.dataset.fold)}`);
    if (!response.ok) throw new Error(response.statusText);
    const fold = link.closest(".fold");
    const { id } = fold;
    morph(fold, await html(response), performance.now());
    document.getElementById(id)?.querySelector("input:not([type=hidden]), select, textarea, a, button")?.focus();
  } catch {
    link.removeAttribute("aria-busy");
    say("These fields did not arrive. Try again in a moment.");
  }
});

async function html(response) {
  const isJson = response.headers.get("Content-Type")?.includes("json");
  return isJson ? (await response.json()).html : response.text();
}
