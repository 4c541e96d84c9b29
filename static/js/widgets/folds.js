// folds.js: an object of which nothing is set is one line; its fields are fetched when somebody sets it up.

import { fetchPart } from "./rows.js";

document.addEventListener("click", async (event) => {
  const link = event.target.closest?.("[data-fold]");
  const fold = link?.closest(".fold");
  if (!fold || !document.getElementById("workspace")?.dataset.url || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const object = await fetchPart(fold, link.dataset.fold);
  object?.querySelector("input:not([type=hidden]), select, textarea, a, button")?.focus();
});
