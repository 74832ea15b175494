// Checks a report in Chromium: no rule of axe-core broken, nothing wider than the window, search and links at work.
// node check.js CHROMIUM URL ID
const fs = require("fs");
const { chromium } = require("playwright-core");

const [executablePath, url, id] = process.argv.slice(2);
const quiet = ["quic", "background-networking", "component-update", "sync", "gpu"].map((name) => `--disable-${name}`);
const problems = [];

async function check(browser, width, colorScheme) {
  const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme, bypassCSP: true });
  const page = await context.newPage();
  await page.goto(url);
  await page.evaluate(() => document.querySelectorAll("details").forEach((part) => (part.open = true)));
  await page.evaluate(fs.readFileSync(require.resolve("axe-core/axe.min.js"), "utf8"));
  const { violations } = await page.evaluate(() => axe.run());
  for (const { id, nodes } of violations) problems.push(`${width} ${colorScheme}: ${id}: ${nodes[0].html}`);
  if (await page.evaluate(() => document.documentElement.scrollWidth > innerWidth)) problems.push(`${width}: too wide`);
}

async function use(browser) {
  const page = await (await browser.newContext()).newPage();
  page.on("console", (message) => problems.push(message.text()));
  await page.goto(`${url}#${encodeURIComponent(id)}`);
  if (!(await page.evaluate(() => document.querySelector("details[data-id][open]")))) problems.push("no entry is open");
  const mark = page.locator("details[open] del[title]").first();
  await mark.focus();
  const reason = await mark.evaluate((each) => getComputedStyle(each, "::after").content);
  if (!reason.includes("/")) problems.push(`the focus of a change tells ${reason}`);
  await page.goto(`${url}#no-document`);
  const missing = await page.textContent("#search output");
  if (!/^no-document has no entry on this page, which shows \d+ of \d+ /.test(missing)) problems.push(`a link to no entry tells ${missing}`);
  for (const odd of ["100%", "%E0%A4%A"]) {
    await page.goto(`${url}#${odd}`);
    const told = await page.textContent("#search output");
    if (!told.startsWith(`${odd} has no entry`)) problems.push(`a link to ${odd} tells ${told}`);
  }
  await page.locator(".example a", { hasText: "its entry" }).first().click();
  const named = decodeURIComponent(new URL(page.url()).hash.slice(1));
  if (!(await page.locator("details[data-id][open]", { hasText: named }).count())) problems.push(`no entry of ${named} is open`);
  await page.fill("#search input", "no entry has these words");
  const told = await page.textContent("#search output");
  if (!told.startsWith("0 of ")) problems.push(`the search tells ${told}`);
  await page.evaluate((hash) => (location.hash = hash), encodeURIComponent(id));
  if (!(await page.locator("details[data-id][open]").first().isVisible())) problems.push("the search hides what a link names");
  if (await page.textContent("#search output")) problems.push("what was told of a search or a link stays");
}

(async () => {
  const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--no-first-run", ...quiet] });
  for (const width of [360, 1600]) for (const scheme of ["light", "dark"]) await check(browser, width, scheme);
  await use(browser);
  await browser.close();
  console.log(problems.join("\n"));
  process.exit(problems.length ? 1 : 0);
})();
