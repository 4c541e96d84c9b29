// The console page: all of app.js, xterm for the serial line, noVNC for the screen.

import "./app.js";
import "./serial-console.js";
import "./vnc-console.js";
