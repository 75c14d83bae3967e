// Runs axe-core and Ace in one headless browser for as long as its standard input is open.
//
// usage: node validators.cjs NODE_MODULES BROWSER SCRATCH
// One JSON object a line comes in ({number, tool, path}), one a line goes out ({number, report} or {number, error}).
// Nothing is ever loaded from the network. A page's requests are refused; what no page asks for by a request that can be
// refused (other windows, sockets, connections made early) finds no address: the browser resolves none and has no proxy.
'use strict';

const fs = require('node:fs');
const path = require('node:path');
const readline = require('node:readline');
const { createRequire } = require('node:module');

const [modules, executablePath, scratch] = process.argv.slice(2);
const load = createRequire(path.join(path.resolve(modules), 'index.js'));
const say = process.stdout.write.bind(process.stdout);
process.stdout.write = process.stderr.write.bind(process.stderr); // libraries chat; only answers go out

const puppeteer = load('puppeteer');
const axeSource = fs.readFileSync(load.resolve('axe-core/axe.min.js'), 'utf8');
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const SCHEMES = ['light', 'dark'];
const ADDRESS = 'http://page.invalid/';
const FOREVER = 2 ** 31 - 1; // in milliseconds; who asks keeps the time
const NO_NETWORK = [
  '--host-resolver-rules=MAP * ~NOTFOUND',
  '--proxy-server=http://proxy.invalid:9',
  '--proxy-bypass-list=<-loopback>',
  '--webrtc-ip-handling-policy=disable_non_proxied_udp',
];

let browser;
let home; // the page that keeps the browser open

async function start() {
  browser = await puppeteer.launch({
    executablePath,
    headless: true,
    pipe: true, // the browser ends when this process does
    userDataDir: path.join(scratch, 'profile'),
    protocolTimeout: FOREVER,
    args: ['--no-sandbox', '--disable-setuid-sandbox', '--disable-dev-shm-usage', '--disable-gpu', '--no-first-run', ...NO_NETWORK],
  });
  [home] = await browser.pages();
}

async function newPage() {
  const page = await browser.newPage();
  page.setDefaultTimeout(0);
  page.on('dialog', (dialog) => dialog.dismiss().catch(() => {}));
  return page;
}

async function axe(file) {
  const body = fs.readFileSync(file);
  const report = { schemes: {} };
  for (const scheme of SCHEMES) {
    const page = await newPage();
    try {
      await page.setBypassCSP(true); // the page forbids every script, and axe is one
      await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
      await page.setRequestInterception(true);
      page.on('request', (request) => {
        if (request.url() === ADDRESS) request.respond({ status: 200, contentType: 'text/html; charset=utf-8', body });
        else request.abort();
      });
      await page.goto(ADDRESS, { waitUntil: 'load' });
      await page.evaluate(axeSource);
      const found = await page.evaluate(
        (tags) => window.axe.run(document, { runOnly: { type: 'tag', values: tags }, resultTypes: ['violations', 'incomplete'] }),
        TAGS,
      );
      report.version = found.testEngine.version;
      report.schemes[scheme] = {
        violations: found.violations.map(told),
        incomplete: found.incomplete.map(told),
        passes: found.passes.map((rule) => rule.id).sort(),
      };
    } finally {
      await page.close();
    }
  }
  return report;
}

function told(rule) {
  const nodes = rule.nodes.map((node) => ({ target: node.target.flat().join(' '), html: node.html, summary: node.failureSummary }));
  return { id: rule.id, impact: rule.impact, help: rule.help, helpUrl: rule.helpUrl, nodes };
}

async function ace(file, number) {
  const work = path.join(scratch, `ace-${number}`);
  const launch = puppeteer.launch;
  try {
    fs.mkdirSync(work, { recursive: true });
    process.env.TMPDIR = work; // Ace unpacks the book there and leaves it
    puppeteer.launch = async () => ({ newPage }); // Ace's runner uses the browser that is there, and must not end it
    const runner = load('@daisy/ace-axe-runner-puppeteer');
    const options = { cwd: work, outdir: path.join(work, 'out'), tmpdir: path.join(work, 'tmp'), silent: true, lang: 'en' };
    const [, report] = await load('@daisy/ace-core')(file, options, { ...runner, close: async () => {} });
    return report;
  } finally {
    puppeteer.launch = launch;
    fs.rmSync(work, { recursive: true, force: true });
  }
}

// Whatever a file left open, other windows too.
async function tidy() {
  for (const page of await browser.pages()) if (page !== home) await page.close();
}

async function answer(line) {
  const question = JSON.parse(line);
  try {
    const report = await (question.tool === 'axe' ? axe(question.path) : ace(question.path, question.number));
    return { number: question.number, report };
  } catch (error) {
    return { number: question.number, error: String((error && error.message) || error) };
  } finally {
    await tidy();
  }
}

async function main() {
  await start();
  say('{"number":0,"report":{}}\n');
  for await (const line of readline.createInterface({ input: process.stdin })) {
    say(`${JSON.stringify(await answer(line)).replaceAll(scratch, '')}\n`);
  }
  await browser.close();
}

process.stdin.on('end', () => setTimeout(() => process.exit(0), 2000).unref());
main().then(() => process.exit(0), (error) => { process.stderr.write(`${error}\n`); process.exit(1); });
