// <file-drop data-input="id" data-text="id">: files dropped anywhere on the page go into that file input, dropped text
// into that text area, and their form is sent. Without scripts the form's own controls do the same.

const carries = (transfer, kind) => Array.from(transfer?.types ?? []).includes(kind);

customElements.define("file-drop", class extends HTMLElement {
  connectedCallback() {
    this.setAttribute("aria-hidden", "true");
    this.textContent = "Drop it to see what is in it";
    this.stop = new AbortController();
    const { signal } = this.stop;
    let depth = 0; // dragenter and dragleave come for every element on the way
    const show = (on) => this.toggleAttribute("data-over", on);
    document.addEventListener("dragenter", (event) => { if (this.takes(event)) { depth += 1; show(true); } }, { signal });
    document.addEventListener("dragleave", (event) => { if (this.takes(event)) { depth = Math.max(0, depth - 1); show(depth > 0); } }, { signal });
    document.addEventListener("dragover", (event) => { if (this.takes(event)) event.preventDefault(); }, { signal });
    document.addEventListener("drop", (event) => {
      depth = 0;
      show(false);
      if (!this.takes(event)) return;
      event.preventDefault();
      this.hand(event.dataTransfer);
    }, { signal });
  }

  disconnectedCallback() {
    this.stop.abort();
  }

  takes({ dataTransfer, target }) {
    if (carries(dataTransfer, "Files")) return true;
    return carries(dataTransfer, "text/plain") && !target.closest?.("textarea, input, [contenteditable]");
  }

  hand(transfer) {
    const input = document.getElementById(this.dataset.input);
    if (transfer.files.length) input.files = transfer.files;
    else document.getElementById(this.dataset.text).value = transfer.getData("text/plain");
    input.form.requestSubmit();
  }
});
