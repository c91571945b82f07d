// Builds the front end: `node static/build.mjs` writes static/dist, and nothing else.
//
// Every file but the worker gets its content's hash in its name; manifest.json maps the plain
// names ("app.css") to the hashed ones, and "build" to the id of what was built. Files of earlier
// builds stay for 30 days, for the pages that were open when a new one came.
//
// In the scripts BUILD is the build's id; in the worker PRECACHE is the list of the addresses to keep, ICON that of
// the app's own picture.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import * as fs from "node:fs";
import path from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { Resvg } from "@resvg/resvg-js";
import esbuild from "esbuild";

const STATIC = import.meta.dirname;
const ROOT = path.dirname(STATIC);
const DIST = path.join(STATIC, "dist");
const ADDRESS = "/static/dist/";
const KEPT_DAYS = 30;
const TARGET = ["chrome109", "firefox115", "safari16.4"];
const FONT =
  "@fontsource-variable/bricolage-grotesque/files/bricolage-grotesque-latin-wght-normal.woff2";
const PICTURES = {
  "icon-192.png": ["icon.svg", 192],
  "icon-512.png": ["icon.svg", 512],
  "maskable-512.png": ["maskable.svg", 512],
  "apple-touch-180.png": ["maskable.svg", 180],
};
const SHORTCUTS = ["phone", "timer", "notebook-pen", "sun"];

const manifest = { build: buildId() };

async function main() {
  fs.mkdirSync(DIST, { recursive: true });
  keep("bricolage.woff2", fontSubset());
  keep("icons.svg", sprite());
  keep("favicon.svg", fs.readFileSync(path.join(STATIC, "img/icon.svg")));
  for (const [name, [source, size]] of Object.entries(PICTURES)) keep(name, picture(source, size));
  for (const name of SHORTCUTS) keep(`shortcut-${name}.png`, shortcut(name));
  for (const name of fs.readdirSync(path.join(STATIC, "img/screens")))
    keep(name, fs.readFileSync(path.join(STATIC, "img/screens", name)));
  keep("app.css", await bundle("css/app.css"));
  keep("theme.js", await bundle("js/theme.js"));
  keep("app.js", await bundle("js/app.js"));
  keep("season.css", await bundle("css/season.css"));
  keep("plan.css", await bundle("css/plan.css"));
  keep("plan.js", await bundle("js/plan.js"));
  keep("agenda.css", await bundle("css/agenda.css"));
  keep("agenda.js", await bundle("js/agenda.js"));
  keep("sprints.css", await bundle("css/sprints.css"));
  keep("sprint.js", await bundle("js/sprint.js"));
  const kept = Object.entries(manifest).filter(([name]) => /\.(js|css|svg|woff2)$/.test(name));
  const precache = kept.map(([, hashed]) => ADDRESS + hashed);
  keep(
    "sw.js",
    await bundle("js/worker/sw.js", {
      PRECACHE: JSON.stringify(precache),
      ICON: JSON.stringify(ADDRESS + manifest["icon-192.png"]),
    }),
    "sw.js",
  );
  keep("sw-kill.js", await bundle("js/worker/sw-kill.js"), "sw-kill.js");
  keep("push.css", await bundle("css/push.css"));
  keep("push.js", await bundle("js/push.js"));
  keep("sharing.js", await bundle("js/sharing.js"));
  put("manifest.json", `${JSON.stringify(manifest, null, 2)}\n`);
  forgetOldFiles();
}

/** Twelve hex figures of everything the build reads. */
function buildId() {
  const hash = createHash("sha256");
  for (const folder of ["js", "css", "img"])
    for (const name of fs.readdirSync(path.join(STATIC, folder), { recursive: true }).sort()) {
      const file = path.join(STATIC, folder, name);
      if (fs.statSync(file).isFile())
        hash.update(`${folder}/${name}\n`).update(fs.readFileSync(file));
    }
  hash.update(fs.readFileSync(path.join(ROOT, "package-lock.json")));
  hash.update(fs.readFileSync(path.join(STATIC, "build.mjs")));
  return hash.digest("hex").slice(0, 12);
}

/** One entry with all it imports, minified; null while the entry is not there. */
async function bundle(entry, define = {}) {
  const file = path.join(STATIC, entry);
  if (!fs.existsSync(file)) {
    console.warn(`static/${entry} is not there: left out`);
    return null;
  }
  const result = await esbuild.build({
    absWorkingDir: ROOT,
    entryPoints: [file],
    bundle: true,
    write: false,
    minify: true,
    format: entry.endsWith(".js") ? "iife" : undefined,
    target: TARGET,
    legalComments: "none",
    define: { BUILD: JSON.stringify(manifest.build), ...define },
    plugins: [{ name: "assets", setup: hashedAssets }],
  });
  return result.outputFiles[0].contents;
}

/** url("asset:bricolage.woff2") in a style sheet is the hashed file beside it. */
function hashedAssets(build) {
  build.onResolve({ filter: /^asset:/ }, ({ path: name }) => {
    const hashed = manifest[name.slice("asset:".length)];
    return hashed
      ? { path: hashed, external: true }
      : { errors: [{ text: `no such asset: ${name}` }] };
  });
}

/** The title font: Latin, French, figures and marks; its weight axis and tabular figures. */
function fontSubset() {
  const ours = path.join(ROOT, ".venv/bin/pyftsubset");
  const output = path.join(DIST, `.font-${process.pid}`);
  execFileSync(fs.existsSync(ours) ? ours : "pyftsubset", [
    path.join(ROOT, "node_modules", FONT),
    "--unicodes=20-7E,A0-FF,152-153,178,2010-2015,2018-201E,2020-2022,2026,2030,2039-203A,20AC,2212",
    "--layout-features=kern,mark,ccmp,locl,tnum",
    "--flavor=woff2",
    `--output-file=${output}`,
  ]);
  const font = fs.readFileSync(output);
  fs.rmSync(output);
  return font;
}

/** One file of symbols: the icons named in img/icons.json and our own in img/icons/. */
function sprite() {
  const lucide = path.join(ROOT, "node_modules/lucide-static/icons");
  const own = path.join(STATIC, "img/icons");
  const named = JSON.parse(fs.readFileSync(path.join(STATIC, "img/icons.json"), "utf8"));
  const files = named.map((name) => path.join(lucide, `${name}.svg`));
  if (fs.existsSync(own)) files.push(...fs.readdirSync(own).map((name) => path.join(own, name)));
  const stroke =
    'fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"';
  const symbols = files.map((file) => {
    const inner = fs.readFileSync(file, "utf8").match(/<svg[^>]*>([\s\S]*)<\/svg>/)[1];
    return `<symbol id="${path.basename(file, ".svg")}" viewBox="0 0 24 24" ${stroke}>${inner.replace(/\s*\n\s*/g, "")}</symbol>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>\n`;
}

function picture(source, size) {
  const svg = fs.readFileSync(path.join(STATIC, "img", source), "utf8");
  return new Resvg(svg, { fitTo: { mode: "width", value: size } }).render().asPng();
}

/** A symbol on the court, for the ways in from the app's icon. */
function shortcut(name) {
  const file = path.join(ROOT, "node_modules/lucide-static/icons", `${name}.svg`);
  const inner = fs.readFileSync(file, "utf8").match(/<svg[^>]*>([\s\S]*)<\/svg>/)[1];
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 48 48"><circle cx="24" cy="24" r="24" fill="#0E3B36"/><g transform="translate(12 12)" fill="none" stroke="#DDF247" stroke-width="2" stroke-linecap="round" stroke-linejoin="round">${inner}</g></svg>`;
  return new Resvg(svg, { fitTo: { mode: "width", value: 192 } }).render().asPng();
}

/** Writes one output under its hashed name and enters it in the manifest. */
function keep(name, content, fixedName) {
  if (content === null) return;
  const bytes = Buffer.from(content);
  const hash = createHash("sha256").update(bytes).digest("hex").slice(0, 10);
  const { name: stem, ext } = path.parse(name);
  manifest[name] = fixedName ?? `${stem}-${hash}${ext}`;
  put(manifest[name], bytes);
  if ([".woff2", ".png", ".webp"].includes(ext)) return;
  put(`${manifest[name]}.gz`, gzipSync(bytes, { level: 9 }));
  const quality = { [constants.BROTLI_PARAM_QUALITY]: 11 };
  put(`${manifest[name]}.br`, brotliCompressSync(bytes, { params: quality }));
  console.log(`${name.padEnd(20)} ${(bytes.length / 1024).toFixed(1).padStart(7)} kB`);
}

/** Whole or not at all: a reader never sees half a file. */
function put(name, content) {
  const draft = path.join(DIST, `.${name}-${process.pid}`);
  fs.writeFileSync(draft, content);
  fs.renameSync(draft, path.join(DIST, name));
}

function forgetOldFiles() {
  const limit = Date.now() - KEPT_DAYS * 24 * 3600 * 1000;
  for (const name of fs.readdirSync(DIST)) {
    const file = path.join(DIST, name);
    if (fs.statSync(file).mtimeMs < limit) fs.rmSync(file);
  }
}

await main();
