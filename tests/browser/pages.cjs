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

const modules = process.env.FEEDWRIGHT_BROWSER_MODULES;
const { chromium } = require(path.join(modules, "playwright-core"));
const axe = fs.readFileSync(path.join(modules, "axe-core/axe.min.js"), "utf8");
const [folder, shots, ...pages] = process.argv.slice(2);

const TYPES = { html: "text/html", css: "text/css", js: "text/javascript", opml: "text/x-opml", rss: "application/xml", atom: "application/xml" };
const POLICY = "default-src 'none'; style-src 'self'; script-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

// Each way of looking: a name, what the browser is told, whether accessibility is judged.
const WAYS = [
  { name: "light", options: { colorScheme: "light", viewport: { width: 1100, height: 900 } }, judged: true },
  { name: "dark", options: { colorScheme: "dark", viewport: { width: 1100, height: 900 } }, judged: true },
  { name: "narrow", options: { colorScheme: "light", viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true }, judged: true },
  { name: "narrow-dark", options: { colorScheme: "dark", viewport: { width: 320, height: 640 } }, judged: false },
  { name: "no-script", options: { javaScriptEnabled: false, viewport: { width: 800, height: 900 } }, judged: false },
];

let findings = 0;
function finding(page, way, what) {
  findings += 1;
  console.log(JSON.stringify({ page, way, what }));
}

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
  page.on("console", (message) => { if (message.type() === "error") finding(name, way.name, `console: ${message.text()}`); });
  page.on("pageerror", (error) => finding(name, way.name, `script: ${error.message}`));
  page.on("dialog", (dialog) => { finding(name, way.name, `a dialog opened: ${dialog.message()}`); dialog.dismiss(); });
  page.on("request", (request) => { if (!request.url().startsWith(base)) finding(name, way.name, `asks elsewhere: ${request.url()}`); });
  page.on("requestfailed", (request) => finding(name, way.name, `failed: ${request.url()}`));
  page.on("response", (response) => { if (response.status() >= 400 && !response.url().endsWith("/favicon.ico")) finding(name, way.name, `${response.status()} ${response.url()}`); });
  await page.goto(`${base}/${name}`);
  if (name.endsWith(".html")) {
    for (const what of await page.evaluate(shown)) finding(name, way.name, what);
    await picture(page, name, way);
    const urls = await page.locator(".url").count();
    if (urls > 0) await addresses(page, name, way);
    if (way.judged) await judge(page, name, way);
  } else {
    for (const what of await page.evaluate(raw)) finding(name, way.name, what);
    await picture(page, name, way);
  }
  await context.close();
}

// Asked of the browser itself: the driver's own way adds a style to the page, and waits for ever on XML.
async function picture(page, name, way) {
  const session = await page.context().newCDPSession(page);
  const { cssContentSize } = await session.send("Page.getLayoutMetrics");
  const { data } = await session.send("Page.captureScreenshot", { captureBeyondViewport: true, clip: { ...cssContentSize, scale: 1 } });
  fs.writeFileSync(path.join(shots, `${name}-${way.name}.png`), Buffer.from(data, "base64"));
  await session.detach();
}

// What a person sees must be there, with or without script, and fit the window.
function shown() {
  const wrong = [];
  const need = (what, there) => { if (!there) wrong.push(`no ${what}`); };
  const style = getComputedStyle(document.body);
  need("style", style.maxWidth !== undefined && style.marginTop === "0px");
  need("h1", document.querySelectorAll("h1").length === 1);
  need("main", document.querySelectorAll("main").length === 1);
  need("title", document.title.length > 0);
  need("language", document.documentElement.lang.length > 1);
  need("room: it scrolls sideways", document.documentElement.scrollWidth <= document.documentElement.clientWidth);
  for (const link of document.querySelectorAll("a[href]")) {
    if (!/^(https?|feed):$/.test(link.protocol)) wrong.push(`a link to ${link.href}`);
    const box = link.getBoundingClientRect();
    if (!link.classList.contains("skip") && (box.width < 8 || box.height < 8)) wrong.push(`an unseen link: ${link.textContent}`);
  }
  const inline = document.querySelectorAll("script:not([src]), style, [style]").length;
  need("clean head: there is inline script or style", inline === 0);
  for (const element of document.querySelectorAll("*")) {
    for (const attribute of element.attributes) if (/^on/i.test(attribute.name)) wrong.push(`${attribute.name} on ${element.localName}`);
  }
  return wrong;
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

async function judge(page, name, way) {
  // Injected through the debugger, which the page's own policy does not hold back.
  await page.evaluate(axe);
  const result = await page.evaluate(() => axe.run(document, { runOnly: { type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] } }));
  for (const v of result.violations) {
    finding(name, way.name, `${v.impact} ${v.id}: ${v.help}: ${v.nodes.map((n) => n.target.join(" ") + " " + (n.any[0] ? n.any[0].message : "")).slice(0, 3).join("; ")}`);
  }
}

(async () => {
  fs.mkdirSync(shots, { recursive: true });
  const server = await serve();
  const base = `http://127.0.0.1:${server.address().port}`;
  const browser = await chromium.launch({
    executablePath: process.env.FEEDWRIGHT_CHROMIUM || "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"],
  });
  try {
    for (const name of pages) {
      // Of a feed's own document only the style is looked at.
      const ways = name.endsWith(".html") ? WAYS : WAYS.filter((way) => ["light", "narrow-dark"].includes(way.name));
      for (const way of ways) await look(browser, base, name, way);
    }
  } finally {
    await browser.close();
    server.close();
  }
  process.exitCode = findings > 0 ? 1 : 0;
})().catch((error) => { console.error(error); process.exitCode = 2; });
