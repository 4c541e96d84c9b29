// Builds static/dist/ from our own modules and the packages in node_modules: node static/build.mjs
//
// One file per entry, never shared chunks: hashed static names would break the imports between them.

import { build } from "esbuild";
import { copyFile, mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const HERE = dirname(fileURLToPath(import.meta.url));
const DIST = join(HERE, "dist");
const ICONS = join(HERE, "..", "node_modules", "bootstrap-icons", "icons");

// Names of bootstrap-icons that templates, blueprints and the form may use.
const ICON_NAMES = [
  "activity", "arrow-clockwise", "arrow-clockwise", "arrow-counterclockwise", "arrow-down", "arrow-left", "arrow-repeat", "arrow-right",
  "arrow-up", "box", "box-arrow-right", "box-arrow-up-right", "boxes", "braces", "check-circle", "check-lg",
  "chevron-down", "chevron-left", "chevron-right", "chevron-up", "circle-half", "clipboard", "clipboard-check",
  "clock", "clock-history", "cloud", "code-slash", "copy", "cpu", "database", "device-hdd", "device-ssd", "diagram-3",
  "disc", "display", "download", "ethernet", "exclamation-octagon", "exclamation-triangle", "eye",
  "file-earmark-code", "file-earmark-plus", "file-earmark-ruled", "file-earmark-text", "fingerprint", "fullscreen", "gear", "globe",
  "grid-1x2", "hdd", "hdd-network", "hdd-stack", "hourglass-split", "inbox", "info-circle", "key", "keyboard",
  "life-preserver", "lightbulb", "lightning-charge", "list", "list-nested", "list-ul", "lock", "magic", "memory",
  "moon-stars", "motherboard", "pc-display", "pencil", "pencil-square", "people", "person-circle", "play-fill", "plug",
  "plus-lg", "power", "question-circle", "rocket-takeoff", "router", "search", "send", "server", "shield-check",
  "shield-lock", "sliders", "slash-circle", "stars", "stop-fill", "sun", "tag", "tags", "terminal", "three-dots",
  "trash3", "ubuntu", "upload", "windows", "wrench-adjustable", "x-circle", "x-lg", "x-octagon",
];

async function sprite() {
  const symbols = await Promise.all(
    ICON_NAMES.map(async (name) => {
      const svg = await readFile(join(ICONS, `${name}.svg`), "utf8");
      const inner = svg.replace(/^[\s\S]*?<svg[^>]*>/, "").replace(/<\/svg>\s*$/, "").trim();
      return `<symbol id="${name}" viewBox="0 0 16 16">${inner}</symbol>`;
    }),
  );
  const text = `<svg xmlns="http://www.w3.org/2000/svg" fill="currentColor">${symbols.join("")}</svg>\n`;
  await writeFile(join(DIST, "icons.svg"), text);
}

const common = { bundle: true, minify: true, sourcemap: true, outdir: DIST, absWorkingDir: HERE, logLevel: "warning" };

await mkdir(DIST, { recursive: true });
await Promise.all([
  build({
    ...common,
    entryPoints: { app: "js/app.js", editor: "js/editor.js", console: "js/console.js" },
    format: "esm",
    target: "es2022",
    charset: "utf8",
  }),
  build({
    ...common,
    entryPoints: { "app-style": "css/app.css", "console-style": "css/console.css" },
    external: ["*.svg"],
  }),
  copyFile(join(HERE, "js", "theme.js"), join(DIST, "theme.js")), // runs before the first paint, so not a module
  sprite(),
]);
