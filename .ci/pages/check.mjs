// The pages of the reports in Chromium: knows what a page must hold at each width, in each scheme and on paper; does not
// know what it says, nor whether it is beautiful.
//
//   node check.mjs [page.html …]    without names: the list and every report.html that the tests made in target/tmp/reports
//
// Each page is opened once, with its content security policy in force, and then changes its dress and its width.
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';

const here = fileURLToPath(new URL('.', import.meta.url));
const root = resolve(here, '../..');
const axe = readFileSync(join(here, 'node_modules/axe-core/axe.min.js'), 'utf8');

/** What axe looks at: everything but colours, and colours, which are the same at each width. */
const axeRules = (runOnly, rules) => ({ preload: false, resultTypes: ['violations'], runOnly, rules });
const on = (...ids) => Object.fromEntries(ids.map((id) => [id, { enabled: true }]));
const SHAPE = axeRules(['wcag2a', 'wcag2aa', 'wcag21aa'], {
  ...on('heading-order', 'page-has-heading-one', 'landmark-one-main'),
  'color-contrast': { enabled: false },
});
const COLOUR = axeRules({ type: 'rule', values: ['color-contrast'] }, {});

/** Widths in pixels, and what axe looks at in which. Paper is A4, without the margins that the page sets and with them. */
const DRESSES = [
  { name: 'light', media: 'screen', widths: [360, 800, 1400], axe: { 360: [SHAPE], 1400: [SHAPE, COLOUR] } },
  { name: 'dark', media: 'screen', widths: [360, 800, 1400], axe: { 1400: [COLOUR] } },
  { name: 'paper', media: 'print', widths: [673, 794], axe: {} },
];

/** Runs in the page: what sticks out, what is cut off, what is too small to read. Gives sentences. */
function layout({ paper }) {
  const faults = [];
  const tell = (element) => {
    const around = element.closest('figure')?.querySelector('title') ?? element;
    return `<${element.localName}> “${around.textContent.trim().replace(/\s+/g, ' ').slice(0, 50)}”`;
  };
  const sheet = document.scrollingElement;
  if (sheet.scrollWidth > sheet.clientWidth) faults.push(`the page is ${sheet.scrollWidth} wide`);
  const out = new Set();
  for (const element of document.body.querySelectorAll('*:not(svg *)')) {
    const within = element.parentElement.closest('.wide, figure');
    const right = element.getBoundingClientRect().right;
    if ((paper || !within) && right > sheet.clientWidth + 0.5) {
      if (!out.has(element.parentElement)) faults.push(`${tell(element)} ends at ${Math.round(right)}`);
      out.add(element);
    }
    const hidden = getComputedStyle(element).overflowX !== 'visible' && element.scrollWidth > element.clientWidth;
    if (hidden && (paper || element.tabIndex < 0)) faults.push(`${tell(element)} hides a part of itself`);
  }
  for (const svg of document.querySelectorAll('figure svg')) {
    const scale = svg.getBoundingClientRect().width / svg.viewBox.baseVal.width;
    const sizes = [...svg.querySelectorAll('text')].map((text) => scale * text.getAttribute('font-size'));
    const least = Math.min(...sizes);
    // 1 px is 0.75 pt on paper.
    if (least < (paper ? 8 : 9)) faults.push(`${tell(svg)} has words of ${least.toFixed(1)} px`);
  }
  return faults;
}

/** Runs in the page: the charts' names and the ids. Gives sentences. */
function names() {
  const faults = [];
  for (const svg of document.querySelectorAll('svg')) {
    const ids = (svg.getAttribute('aria-labelledby') ?? '').split(/\s+/).filter(Boolean);
    const words = ids.map((id) => svg.querySelector(`#${CSS.escape(id)}`)?.textContent.trim());
    const start = svg.outerHTML.slice(0, 120);
    if (svg.getAttribute('role') !== 'img') faults.push(`not an image: ${start}`);
    if (words.length === 0 || !words.every(Boolean)) faults.push(`no name: ${start}`);
  }
  const all = [...document.querySelectorAll('[id]')].map((element) => element.id);
  for (const id of all.filter((id, at) => all.indexOf(id) !== at)) faults.push(`id ${id} twice`);
  return faults;
}

/** Runs in the page, after axe. Gives sentences. */
async function accessible(rules) {
  const { violations } = await globalThis.axe.run(document, rules);
  const told = ({ id, help, nodes }) => nodes.map(({ target, html }) => `${id}: ${help}: ${target} ${html.slice(0, 120)}`);
  return violations.flatMap(told);
}

const given = process.argv.slice(2);
const made = join(root, 'target/tmp/reports');
const stored = given.length > 0 ? [] : readdirSync(made, { recursive: true }).sort();
const pages = given.length > 0 ? given : stored.filter((name) => /(^|\/)report\.html$|^index\.html$/.test(name));
const folder = mkdtempSync(join(tmpdir(), 'pages-'));
const browser = await chromium.launchPersistentContext(folder, {
  executablePath: '/usr/bin/chromium',
  headless: true,
  args: (
    '--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking ' +
    '--disable-component-update --disable-sync'
  ).split(' '),
});
let faults = 0;
try {
  for (const name of pages) {
    const address = pathToFileURL(given.length > 0 ? resolve(name) : join(made, name)).href;
    let where = name;
    const fault = (words) => {
      faults += 1;
      console.error(`${where}: ${words}`);
    };
    const page = await browser.newPage();
    page.on('console', (message) => fault(`console: ${message.text()}`));
    page.on('pageerror', (error) => fault(`error: ${error.message}`));
    page.on('dialog', (dialog) => fault(`dialog: ${dialog.message()}`) ?? dialog.dismiss());
    page.on('request', (request) => {
      const url = request.url();
      if (url !== address && !url.startsWith('data:')) fault(`asks for ${url}`);
    });
    await page.goto(address);
    await page.evaluate(() => document.fonts.ready);
    (await page.evaluate(names)).forEach(fault);
    await page.evaluate(axe);
    for (const dress of DRESSES) {
      await page.emulateMedia({ media: dress.media, colorScheme: dress.name === 'dark' ? 'dark' : 'light' });
      for (const width of dress.widths) {
        where = `${name}, ${dress.name}, ${width} px`;
        await page.setViewportSize({ width, height: 900 });
        (await page.evaluate(layout, { paper: dress.media === 'print' })).forEach(fault);
        for (const rules of dress.axe[width] ?? []) (await page.evaluate(accessible, rules)).forEach(fault);
      }
    }
    await page.close();
  }
} finally {
  await browser.close();
  rmSync(folder, { recursive: true, force: true });
}
if (pages.length === 0) faults += 1;
console.log(`${pages.length} pages, ${faults === 0 ? 'no fault' : `${faults} faults`}`);
process.exitCode = faults === 0 ? 0 : 1;
