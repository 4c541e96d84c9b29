// Every page: htmx with our morph, live status, and the small elements. A page loads one entry; the bigger ones
// bring this one with them, for two copies of htmx on one page would both answer.

import "./htmx-setup.js";
import "./connection-state.js";
import "./copy-button.js";
import "./file-drop.js";
import "./file-upload.js";
import "./live-part.js";
import "./tab-set.js";
import "./theme-toggle.js";
import "./transfer-progress.js";
import "./page-behaviours.js";
import "./vm-status.js";
