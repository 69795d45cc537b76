// Judges the validator's pages in headless Chromium.
//
//   node validator.cjs BASE SCREENSHOTS WORK
//
// BASE is where the server answers; WORK is JSON: `good` and `bad`, addresses that it may fetch; `document`, a feed with a fault
// in line `line` at the text `mark`. Prints one JSON line for each finding and exits 1 where there are any.
"use strict";
const fs = require("node:fs");
const os = require("node:os");
const path = require("node:path");
const { WAYS, finding, judge, picture, run, shown, watch } = require("./kit.cjs");

const [base, shots, work] = process.argv.slice(2);
const { good, bad, document: pasted, line, mark } = JSON.parse(work);

const NARROW = { name: "narrow", options: { colorScheme: "light", viewport: { width: 320, height: 640 }, isMobile: true, hasTouch: true }, judged: true };
const MINE = WAYS.filter((way) => !way.name.startsWith("narrow")).concat([NARROW, WAYS.find((way) => way.name === "narrow-dark")]);

async function look(browser, way) {
  const context = await browser.newContext({ ...way.options, bypassCSP: false, serviceWorkers: "block" });
  const page = await context.newPage();
  let name = "validate";
  const wrong = (what) => finding(name, way.name, what);
  const script = way.options.javaScriptEnabled !== false;
  watch(page, "validator", way, base);
  async function seen(called) {
    name = called;
    for (const what of await page.evaluate(shown)) wrong(what);
    await picture(page, shots, `validator-${name}`, way);
    if (way.judged) await judge(page, name, way);
  }
  const at = (where) => page.goto(base + where);
  const expect = async (what, is, wanted) => { if (is !== wanted) wrong(`${what} is ${JSON.stringify(is)}, not ${JSON.stringify(wanted)}`); };

  await at("/validate");
  await seen("form");
  const ground = await page.evaluate(() => getComputedStyle(document.body).backgroundColor.match(/\d+/g).map(Number)[0]);
  await expect("dark ground", ground < 80, way.options.colorScheme === "dark");

  // A pasted document: the line at fault is the right one, and its mark the right span.
  await page.fill("#document", pasted);
  await page.click("form:has(#document) button");
  await page.waitForSelector("#verdict");
  await seen("bad");
  const group = page.locator(".group.error").first();
  await expect("the highlighted line", await group.locator(".row.hit").first().getAttribute("data-n"), String(line));
  await expect("the mark", await group.locator("mark").first().textContent(), mark);
  await expect("the heading", (await page.locator("h1").textContent()).trim(), "Not valid RSS 2.0");
  if (script) await expect("the focus", await page.evaluate(() => document.activeElement.id), "verdict");
  const filter = page.locator(".filter");
  await expect("the filter is seen", await filter.isVisible(), script);
  if (script) {
    await filter.locator("[data-show=warning]").click();
    await expect("errors that are seen", await page.locator(".group.error:visible").count(), 0);
    await expect("what is told", (await page.locator("#said").textContent()).startsWith("Findings of"), true);
    await filter.locator("[data-show=all]").click();
    // The mended document can be copied.
    await page.click("#mended-title");
    const mended = page.locator("[data-copies=mended]");
    await mended.click();
    await page.waitForTimeout(50);
    await expect("the copy button of the mended document", await mended.textContent(), "Copied");
    await expect("dates that are mended", (await page.inputValue("#mended")).split("Sun, 01 Mar 2026 10:00:00 +0000").length > 2, true);
    // A link to the line opens the document.
    await group.locator(".place a").first().click();
    await expect("the line in the document is seen", await page.locator(`#L${line}`).isVisible(), true);
  }

  // A file.
  const file = path.join(fs.mkdtempSync(path.join(os.tmpdir(), "quay-")), "news.rss");
  fs.writeFileSync(file, pasted);
  await page.setInputFiles("#file", file);
  await page.click("form:has(#file) button");
  await page.waitForSelector("#verdict");
  await expect("the file's name", await page.locator(".facts dd").first().textContent(), "news.rss");
  if (script) {
    // Dropped, it is judged at once.
    await at("/validate");
    const data = await page.evaluateHandle((text) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([text], "dropped.rss", { type: "application/rss+xml" }));
      return transfer;
    }, pasted);
    await page.dispatchEvent(".drop", "drop", { dataTransfer: data });
    await page.waitForSelector("#verdict");
    await expect("the dropped file's name", await page.locator(".facts dd").first().textContent(), "dropped.rss");
  }
  fs.rmSync(path.dirname(file), { recursive: true });

  // An address.
  await at("/validate");
  await page.fill("#url", good);
  await page.click("form:has(#url) button");
  await page.waitForSelector("#verdict");
  await seen("good");
  await expect("the heading", (await page.locator("h1").textContent()).trim(), "Valid RSS 2.0");
  await expect("the badge is seen", await page.locator(".badge img").evaluate((image) => image.naturalWidth), 134);
  const button = page.locator("[data-copies=badge-html]");
  await expect("the copy button is seen", await button.isVisible(), script);
  if (script) {
    await button.click();
    await page.waitForTimeout(50);
    await expect("the copy button", await button.textContent(), "Copied");
  }
  const permanent = await page.locator("section:has(#share) a").first().getAttribute("href");
  await at("/" + permanent);
  await expect("the permanent link's heading", (await page.locator("h1").textContent()).trim(), "Valid RSS 2.0");

  await at("/validate?url=" + encodeURIComponent(bad));
  await seen("bad-address");

  await at("/rules");
  await seen("rules");
  const rows = page.locator(".rules-list li:visible");
  const all = await rows.count();
  if (script) {
    // While one types, by the keyboard alone; what is left is what the server finds.
    await page.focus("#q");
    await page.keyboard.type("Enclosure length");
    const status = page.locator(".shown [role=status]");
    const some = await rows.count();
    await expect("fewer rules while one types", some > 0 && some < all, true);
    await expect("what is told", await status.textContent(), `${some === 1 ? "1 rule" : `${some} rules`} of ${all}.`);
    await expect("empty families", await page.locator(".family:visible").evaluateAll((all) => all.filter((f) => !f.querySelector("li:not([hidden])")).length), 0);
    await seen("rules-found");
    await page.keyboard.press("Enter");
    await page.waitForURL(/q=/);
    await expect("rules that the server finds", await rows.count(), some);
    await page.goBack();
    await expect("rules after coming back", await page.locator(".rules-list li:visible").count(), some);
    await page.fill("#q", "no such words");
    await expect("no rule", await status.textContent(), `No rule of ${all}.`);
    await page.fill("#q", "");
    await page.selectOption("#severity", "info");
    await page.selectOption("#for", "atom");
    const notes = await rows.count();
    await expect("notes alone", await page.locator(".rules-list li:visible:not(.info)").count(), 0);
    await page.click(".filters button");
    await page.waitForURL(/severity=info/);
    await expect("notes that the server finds", await rows.count(), notes);
    await page.click(".shown a");
    await page.waitForURL(/rules$/);
    await expect("all rules again", await rows.count(), all);
  }
  await page.fill("#q", "date");
  await page.click(".filters button");
  await page.waitForURL(/q=date/);
  const found = await rows.count();
  await expect("rules that are found", found > 3 && found < all, true);
  await at("/rules/date-grammar");
  await seen("rule");
  await context.close();

  // What cannot be read, or is not there: its status would count as an error of the page.
  const other = await browser.newContext({ ...way.options, serviceWorkers: "block" });
  const lost = await other.newPage();
  for (const [called, where] of [["unread", "/validate?url=" + encodeURIComponent("http://quay.invalid/news.rss")], ["missing", "/rules/date-gramar"]]) {
    name = called;
    await lost.goto(base + where);
    for (const what of await lost.evaluate(shown)) wrong(what);
    await picture(lost, shots, `validator-${called}`, way);
    if (way.judged) await judge(lost, called, way);
  }
  await other.close();
}

// The badges on either ground, large enough to look at.
async function badges(browser) {
  const context = await browser.newContext({ viewport: { width: 600, height: 200 }, deviceScaleFactor: 3 });
  const page = await context.newPage();
  await page.goto(`${base}/validate/badge.svg?url=${encodeURIComponent(good)}`);
  await picture(page, shots, "validator-badge", { name: "good" });
  await page.goto(`${base}/validate/badge.svg?url=${encodeURIComponent(bad)}`);
  await picture(page, shots, "validator-badge", { name: "bad" });
  await page.goto(`${base}/validate/badge.svg?url=`);
  await picture(page, shots, "validator-badge", { name: "unread" });
  await context.close();
}

run(async (browser) => {
  fs.mkdirSync(shots, { recursive: true });
  for (const way of MINE) await look(browser, way);
  await badges(browser);
});
