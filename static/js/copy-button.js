// <copy-button for="id"><button>…</button></copy-button> copies the text of an element, or the value of a field, and says
// so. Where the clipboard is closed to scripts, the text is selected instead, ready for Ctrl+C.

customElements.define("copy-button", class extends HTMLElement {
  connectedCallback() {
    this.hidden = false;
    this.button = this.querySelector("button");
    this.button.addEventListener("click", () => this.copy());
  }

  async copy() {
    const source = document.getElementById(this.getAttribute("for"));
    if (!source) return;
    try {
      await navigator.clipboard.writeText(source.value ?? source.textContent);
      this.say("Copied");
    } catch {
      if (source.select) source.select();
      else getSelection().selectAllChildren(source);
      this.say("Press Ctrl+C");
    }
  }

  say(word) {
    const label = this.querySelector("[data-label]");
    this.words ??= label.textContent;
    label.textContent = word;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => { label.textContent = this.words; }, 2000);
  }
});
