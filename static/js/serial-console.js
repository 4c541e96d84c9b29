// serial-console.js: the guest's first serial line in an xterm.
//   <serial-console data-machine="…" data-ticket-url="…" data-socket-path="/ws/machines/<id>/serial/">

import { FitAddon } from "@xterm/addon-fit";
import { Terminal } from "@xterm/xterm";
import { ConsoleFrame, button } from "./console-frame.js";

const LARGEST_FRAME = 16 * 1024; // the portal takes 64 KiB; smaller pieces keep a paste interruptible
const KEYS = [
  ["Esc", "\x1b"],
  ["Tab", "\t"],
  ["Ctrl-C", "\x03"],
  ["Ctrl-D", "\x04"],
];

// A guest must not reach out of its terminal: window title and icon (0, 1, 2), links (8), clipboard (52).
const FORBIDDEN_OSC = [0, 1, 2, 8, 52];

customElements.define(
  "serial-console",
  class extends ConsoleFrame {
    kind = "serial";

    makeScreen() {
      const look = getComputedStyle(this);
      this.terminal = new Terminal({
        fontFamily: look.getPropertyValue("--font-mono").trim() || "monospace",
        fontSize: 14,
        cursorBlink: !matchMedia("(prefers-reduced-motion: reduce)").matches,
        scrollback: 5000,
        screenReaderMode: true,
        theme: { background: "#0b1016", foreground: "#e6edf3", cursor: "#e6edf3" },
      });
      for (const code of FORBIDDEN_OSC) this.terminal.parser.registerOscHandler(code, () => true);
      this.fit = new FitAddon();
      this.terminal.loadAddon(this.fit);
      this.terminal.open(this.screen);
      this.terminal.textarea?.setAttribute(
        "aria-label",
        "Serial console: what you type goes to the machine. Shift and Tab leave it.",
      );
      // Tab belongs to the guest; without one key that does not, the keyboard could never leave.
      this.terminal.attachCustomKeyEventHandler(({ key, shiftKey }) => !(key === "Tab" && shiftKey));
      this.terminal.onData((text) => this.send(text));
      this.resizer = new ResizeObserver(() => this.fit.fit());
      this.resizer.observe(this.screen);
      this.addTools();
    }

    addTools() {
      const keys = KEYS.map(([label, text]) =>
        button(label, () => {
          this.send(text);
          this.terminal.focus();
        }),
      );
      const paste = button("Paste", async () => {
        this.terminal.paste(await navigator.clipboard.readText().catch(() => ""));
        this.terminal.focus();
      });
      for (const tool of [...keys, paste]) tool.dataset.live = "";
      const copy = button("Copy", () => navigator.clipboard.writeText(this.terminal.getSelection()), "Copy what is selected");
      // Browsers offer the clipboard to secure pages only; the keyboard's own copy and paste work everywhere.
      const clipboard = navigator.clipboard ? [copy, paste] : [];
      this.tools.append(...keys, ...clipboard, button("Clear", () => this.terminal.clear()));
    }

    opened(socket) {
      socket.addEventListener("open", () => this.terminal.focus());
      socket.addEventListener("message", ({ data }) => this.terminal.write(new Uint8Array(data)));
    }

    send(text) {
      if (this.socket?.readyState !== WebSocket.OPEN) return;
      const bytes = new TextEncoder().encode(text);
      for (let start = 0; start < bytes.length; start += LARGEST_FRAME) {
        this.socket.send(bytes.slice(start, start + LARGEST_FRAME));
      }
    }

    ended() {
      this.terminal.write("\r\n");
    }

    dropScreen() {
      this.resizer?.disconnect();
      this.terminal?.dispose();
    }
  },
);
