// What all judges of pages share: a headless Chromium, ways of looking, axe-core, pictures.
"use strict";
const fs = require("node:fs");
const path = require("node:path");

const modules = process.env.FEEDWRIGHT_BROWSER_MODULES;
const { chromium } = require(path.join(modules, "playwright-core"));
const axe = fs.readFileSync(path.join(modules, "axe-core/axe.min.js"), "utf8");

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

// Whatever the page does that it should not.
function watch(page, name, way, base) {
  page.on("console", (message) => { if (message.type() === "error") finding(name, way.name, `console: ${message.text()}`); });
  page.on("pageerror", (error) => finding(name, way.name, `script: ${error.message}`));
  page.on("dialog", (dialog) => { finding(name, way.name, `a dialog opened: ${dialog.message()}`); dialog.dismiss(); });
  page.on("request", (request) => { if (!request.url().startsWith(base)) finding(name, way.name, `asks elsewhere: ${request.url()}`); });
  page.on("requestfailed", (request) => {
    // What is still on its way when the page is left is given up by the browser itself.
    const why = request.failure()?.errorText;
    if (why !== "net::ERR_ABORTED") finding(name, way.name, `failed: ${request.url()} ${why}`);
  });
}

// Asked of the browser itself: the driver's own way adds a style to the page, and waits for ever on XML.
async function picture(page, shots, name, way) {
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
    // What the page itself hides is meant to be unseen.
    if (!link.classList.contains("skip") && !link.closest("[hidden]") && (box.width < 8 || box.height < 8)) wrong.push(`an unseen link: ${link.textContent}`);
  }
  const inline = document.querySelectorAll("script:not([src]), style, [style]").length;
  need("clean head: there is inline script or style", inline === 0);
  for (const element of document.querySelectorAll("*")) {
    for (const attribute of element.attributes) if (/^on/i.test(attribute.name)) wrong.push(`${attribute.name} on ${element.localName}`);
  }
  return wrong;
}

async function judge(page, name, way) {
  // Injected through the debugger, which the page's own policy does not hold back.
  await page.evaluate(axe);
  const result = await page.evaluate(() => axe.run(document, { runOnly: { type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] } }));
  for (const v of result.violations) {
    finding(name, way.name, `${v.impact} ${v.id}: ${v.help}: ${v.nodes.map((n) => n.target.join(" ") + " " + (n.any[0] ? n.any[0].message : "")).slice(0, 3).join("; ")}`);
  }
}

function launch() {
  return chromium.launch({
    executablePath: process.env.FEEDWRIGHT_CHROMIUM || "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"],
  });
}

// Runs the work with a browser; its exit status says whether anything was found.
function run(work) {
  (async () => {
    const browser = await launch();
    try { await work(browser); } finally { await browser.close(); }
    process.exitCode = findings > 0 ? 1 : 0;
  })().catch((error) => { console.error(error); process.exitCode = 2; });
}

module.exports = { WAYS, finding, judge, picture, run, shown, watch };
