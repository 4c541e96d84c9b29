// product.js: what sockets, cores and threads come to, while one types. The server says the same after saving.

document.addEventListener("input", ({ target }) => {
  const object = target.closest?.(".form .object--product");
  const product = object?.querySelector(":scope > .object__product");
  if (!product) return;
  let total = 1;
  for (const field of object.querySelectorAll(":scope > .field--factor input")) {
    const text = field.value.trim() || "1";
    if (!/^[1-9]\d{0,5}$/.test(text)) total = NaN;
    else total *= Number(text);
  }
  const unit = product.dataset.unit;
  product.value = Number.isNaN(total) ? "" : `= ${total} ${unit}${total === 1 ? "" : "s"}`;
});
