// vnc-console.js: the guest's screen through noVNC.
//   <vnc-console data-machine="…" data-ticket-url="…" data-socket-path="/ws/machines/<id>/vnc/">
//
// Neither clipboard is wired up, and the desktop's name is not shown: both are the guest's to choose.

import RFB from "@novnc/novnc";
import { ConsoleFrame, button } from "./console-frame.js";

customElements.define(
  "vnc-console",
  class extends ConsoleFrame {
    kind = "vnc";

    makeScreen() {
      this.screen.classList.add("console__screen--display");
      const secure = button("Ctrl-Alt-Del", () => this.rfb?.sendCtrlAltDel());
      secure.dataset.live = "";
      const full = button("Full screen", () =>
        document.fullscreenElement ? document.exitFullscreen() : this.requestFullscreen(),
      );
      this.tools.append(secure, ...(document.fullscreenEnabled ? [full] : []));
    }

    opened(socket) {
      this.screen.replaceChildren();
      this.rfb = new RFB(this.screen, socket, { shared: true });
      this.rfb.scaleViewport = true;
      this.rfb.background = "transparent";
      this.rfb.addEventListener("connect", () => this.rfb?.focus({ preventScroll: true }));
      this.rfb.addEventListener("securityfailure", () => socket.close());
      this.screen.querySelector("canvas")?.setAttribute("aria-label", "Screen of the machine");
    }

    ended() {
      this.rfb = null; // noVNC saw the socket close and took itself down
    }

    dropScreen() {
      this.rfb?.disconnect();
      this.rfb = null;
    }
  },
);
