// Judges pages in headless Chromium: accessibility (axe-core), light and dark, wide and narrow, with and without script.
//
//   node pages.cjs FOLDER SCREENSHOTS PAGE…
//
// Prints one JSON line for each finding and exits 1 where there are any. FOLDER is served with a policy stricter than
// any page of ours needs.
"use strict";
const fs = require("node:fs");
const http = require("node:http");
const path = require("node:path");

const { WAYS, finding, judge, picture, run, shown, watch } = require("./kit.cjs");

const [folder, shots, ...pages] = process.argv.slice(2);

const TYPES = { html: "text/html", css: "text/css", js: "text/javascript", opml: "text/x-opml", rss: "application/xml", atom: "application/xml" };
const POLICY = "default-src 'none'; style-src 'self'; script-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

function serve() {
  const server = http.createServer((request, response) => {
    const name = path.basename(decodeURIComponent(new URL(request.url, "http://x").pathname));
    fs.readFile(path.join(folder, name), (error, bytes) => {
      if (error) { response.writeHead(404).end(); return; }
      const type = TYPES[path.extname(name).slice(1)] || "application/octet-stream";
      response.writeHead(200, { "Content-Type": `${type}; charset=utf-8`, "Content-Security-Policy": POLICY, "X-Content-Type-Options": "nosniff" });
      response.end(bytes);
    });
  });
  return new Promise((done) => server.listen(0, "127.0.0.1", () => done(server)));
}

async function look(browser, base, name, way) {
  const context = await browser.newContext({ ...way.options, bypassCSP: false, serviceWorkers: "block" });
  const page = await context.newPage();
  watch(page, name, way, base);
  page.on("response", (response) => { if (response.status() >= 400 && !response.url().endsWith("/favicon.ico")) finding(name, way.name, `${response.status()} ${response.url()}`); });
  await page.goto(`${base}/${name}`);
  if (name.endsWith(".html")) {
    for (const what of await page.evaluate(shown)) finding(name, way.name, what);
    await picture(page, shots, name, way);
    const urls = await page.locator(".url").count();
    if (urls > 0) await addresses(page, name, way);
    if (way.judged) await judge(page, name, way);
  } else {
    for (const what of await page.evaluate(raw)) finding(name, way.name, what);
    await picture(page, shots, name, way);
  }
  await context.close();
}

// A feed with our style sheet reads as a page: titles seen, markup not.
function raw() {
  const wrong = [];
  const seen = (element) => element.getClientRects().length > 0;
  const all = [...document.getElementsByTagName("*")];
  const titles = all.filter((e) => e.localName === "title" && ["item", "entry", "channel", "feed"].includes(e.parentNode.localName));
  if (titles.length < 2 || !titles.every(seen)) wrong.push("titles are not seen");
  for (const e of all) {
    if (["guid", "id", "encoded", "content", "link", "generator"].includes(e.localName) && seen(e)) wrong.push(`${e.localName} is seen`);
  }
  return wrong;
}

// One click selects a whole address, and the button that copies is there where script is.
async function addresses(page, name, way) {
  const url = page.locator(".url").first();
  await url.click();
  const selected = (await page.evaluate(() => String(getSelection()))).trim();
  if (selected !== await url.textContent()) finding(name, way.name, `a click selects ${JSON.stringify(selected)}`);
  const button = page.locator(".field button").first();
  const script = way.options.javaScriptEnabled !== false;
  if (await button.isVisible() !== script) finding(name, way.name, "the copy button is there without script, or not with it");
  if (script) {
    const before = await button.textContent();
    await button.click();
    await page.waitForTimeout(50);
    if (await button.textContent() === before) finding(name, way.name, "the copy button does not say that it copied");
  }
}

run(async (browser) => {
  fs.mkdirSync(shots, { recursive: true });
  const server = await serve();
  const base = `http://127.0.0.1:${server.address().port}`;
  try {
    for (const name of pages) {
      // Of a feed's own document only the style is looked at.
      const ways = name.endsWith(".html") ? WAYS : WAYS.filter((way) => ["light", "narrow-dark"].includes(way.name));
      for (const way of ways) await look(browser, base, name, way);
    }
  } finally {
    server.close();
  }
});
