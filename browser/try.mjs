// Tries the page in Chromium by chromedriver: node browser/try.mjs PAGE PROGRAM [FOLDER for pictures]
// Every sample, every case and a number of hostile files: what the page finds is what `check --format json` prints. No request leaves. Dropped files, the
// keyboard alone, 200 % zoom, dark and light, printed. Exit code 3 if the browser does not start, 1 if the page is not as it should be.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { deflateRawSync } from 'node:zlib';

const [page, program, pictures] = process.argv.slice(2).map(path => resolve(path));
const top = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const home = mkdtempSync(join(tmpdir(), 'check-in-browser-'));
const port = 20000 + process.pid % 20000;
const driver = spawn('chromedriver', [`--port=${port}`], { stdio: 'ignore' });
driver.on('error', () => {});
const wait = ms => new Promise(done => setTimeout(done, ms));
let session = '';

class NotStarted extends Error {}

async function ask(method, path, body) {
  const signal = AbortSignal.timeout(120000);
  const answer = await fetch(`http://127.0.0.1:${port}${path}`, { method, body: body && JSON.stringify(body), signal });
  const { value } = await answer.json();
  if (value?.error) throw new Error(`${path}: ${value.message}`);
  return value;
}
const told = (path, body = {}) => ask('POST', `/session/${session}${path}`, body);
const run = (script, ...args) => told('/execute/sync', { script, args });
const cdp = (cmd, params = {}) => told('/goog/cdp/execute', { cmd, params });

async function begin() {
  let ready = false;
  for (let at = 0; at < 300 && !ready; at += 1) {
    try { ready = (await ask('GET', '/status')).ready; } catch { /* not yet there */ }
    if (!ready) await wait(100);
  }
  const args = ['--headless=new', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--window-size=1100,900'];
  const options = { args, perfLoggingPrefs: { enableNetwork: true, enablePage: true }, prefs: { 'download.default_directory': home } };
  const capabilities = { alwaysMatch: { browserName: 'chrome', 'goog:chromeOptions': options, 'goog:loggingPrefs': { performance: 'ALL', browser: 'ALL' } } };
  try {
    session = (await ask('POST', '/session', { capabilities })).sessionId;
  } catch (error) {
    throw new NotStarted(`the browser does not start: ${error.message}`);
  }
}
const open = () => told('/url', { url: pathToFileURL(page).href });

const TAB = '\uE004', ENTER = '\uE007';
const press = value => told('/actions', { actions: [{ type: 'key', id: 'keys', actions: [{ type: 'keyDown', value }, { type: 'keyUp', value }] }] });
const focused = () => run(`return document.activeElement.id || document.activeElement.tagName`);

async function chooser() {
  return Object.values(await told('/element', { using: 'css selector', value: '#file' }))[0];
}

// What the page says once it has done with a file.
async function outcome() {
  const script = `const by = id => document.getElementById(id);
    if (!by('stop').hidden || (by('result').hidden && !by('status').textContent)) return null;
    return { findings: secondeeAuditCheck.findings() ?? null, trouble: by('status').className === 'trouble' ? by('status').textContent : '',
      verdict: by('verdict')?.textContent ?? '', text: by('result').textContent, asksYear: !by('which-year').hidden };`;
  for (const until = Date.now() + 240000; Date.now() < until; await wait(20)) {
    const seen = await run(script);
    if (seen) return seen;
  }
  throw new Error('the page does not end');
}

// What was said before is taken away, so that it is not taken for the answer: a browser may tell the page of a new file only a moment later.
const forget = () => run(`document.getElementById('status').textContent = ''; document.getElementById('result').hidden = true; scrollTo(0, 0);`);

async function choose(file) {
  await forget();
  await told(`/element/${await chooser()}/value`, { text: file });
  return outcome();
}

async function drop(...files) {
  await forget();
  const { x, y } = await run(`const at = document.getElementById('drop').getBoundingClientRect(); return { x: at.x + 20, y: at.y + 20 };`);
  const data = { items: [], files, dragOperationsMask: 1 };
  for (const type of ['dragEnter', 'dragOver', 'drop']) await cdp('Input.dispatchDragEvent', { type, x, y, data });
  return outcome();
}

function checked(file) {
  const said = spawnSync(program, ['check', file, '--format', 'json'], { encoding: 'utf8', maxBuffer: 1 << 28 });
  return said.status === 2 ? { error: said.stderr } : { findings: said.stdout };
}
const verdictOf = file => spawnSync(program, ['check', file], { encoding: 'utf8' }).stdout.trimEnd().split('\n').at(-1);

function crc32(bytes) {
  let crc = -1;
  for (const byte of bytes) { crc ^= byte; for (let k = 0; k < 8; k += 1) crc = crc >>> 1 ^ (0xEDB88320 & -(crc & 1)); }
  return ~crc >>> 0;
}
// A zip archive of parts: name and content.
function zip(parts) {
  const local = [], central = [];
  let at = 0;
  for (const [name, content] of parts) {
    const named = Buffer.from(name), packed = deflateRawSync(content);
    const head = Buffer.alloc(26);
    [[0, 20], [4, 8]].forEach(([to, value]) => head.writeUInt16LE(value, to));
    head.writeUInt32LE(crc32(content), 10); head.writeUInt32LE(packed.length, 14); head.writeUInt32LE(content.length, 18); head.writeUInt16LE(named.length, 22);
    const before = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), head, named, packed]);
    const rest = Buffer.alloc(14); rest.writeUInt32LE(at, 10);
    central.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\x00', 'latin1'), head, rest, named]));
    local.push(before); at += before.length;
  }
  const listed = Buffer.concat(central), end = Buffer.alloc(18);
  end.writeUInt16LE(parts.length, 4); end.writeUInt16LE(parts.length, 6); end.writeUInt32LE(listed.length, 8); end.writeUInt32LE(at, 12);
  return Buffer.concat([...local, listed, Buffer.from('PK\x05\x06', 'latin1'), end]);
}

function hostile() {
  const sample = readFileSync(join(top, 'samples/round-2026/returns/HIW-2026.xlsx'));
  const flipped = Buffer.from(sample);
  for (let at = 200; at < flipped.length; at += 997) flipped[at] ^= 0x55;
  const kind = '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>';
  const deep = `<?xml version="1.0"?><workbook>${'<a>'.repeat(100000)}</workbook>`;
  const made = {
    'empty.xlsx': Buffer.alloc(0), 'text.csv': Buffer.from('Ref,Question,Answer\nR01,Member code,HMIP\n'), 'paper.pdf': Buffer.from('%PDF-1.7\n1 0 obj\n'),
    'half.xlsx': sample.subarray(0, sample.length >> 1), 'flipped.xlsx': flipped, 'noise.xls': Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), sample.subarray(0, 4000)]),
    'bomb.xlsx': zip([['[Content_Types].xml', Buffer.from(kind)], ['xl/workbook.xml', Buffer.alloc(120 << 20, 0x20)]]),
    'deep.xlsx': zip([['[Content_Types].xml', Buffer.from(kind)], ['xl/workbook.xml', Buffer.from(deep)]]),
    'big.xlsx': Buffer.alloc((50 << 20) + 7, 0x41), '~$HIW-2026.xlsx': Buffer.alloc(165, 7), 'a name & <b>a tag.xlsx': sample,
  };
  return Object.entries(made).map(([name, bytes]) => { const path = join(home, name); writeFileSync(path, bytes); return path; });
}

const files = folder => readdirSync(join(top, folder)).filter(name => /\.(xls[xmb]?|ods)$/.test(name)).map(name => join(top, folder, name));
const picture = async name => {
  if (!pictures) return;
  mkdirSync(pictures, { recursive: true });
  const { data } = await cdp('Page.captureScreenshot', { captureBeyondViewport: true });
  writeFileSync(join(pictures, `${name}.png`), Buffer.from(data, 'base64'));
};

async function compare() {
  const all = [...files('samples/round-2026/returns'), ...files('samples/round-2025/returns'), ...files('tests/data'), ...files('tests/data/cases'), ...hostile()];
  assert(all.length > 50, 'the samples and cases were not found');
  const differ = [];
  let slowest = 0;
  for (const file of all) {
    await open();
    const began = Date.now();
    const seen = await choose(file), program = checked(file);
    slowest = Math.max(slowest, Date.now() - began);
    if (program.error) {
      if (!seen.asksYear) differ.push(`${basename(file)}: check says "${program.error.trim()}", the page "${seen.trouble || seen.verdict}"`);
    } else if (seen.findings !== program.findings) {
      differ.push(`${basename(file)}: other findings${seen.trouble ? ` (${seen.trouble})` : ''}`);
    } else if (seen.verdict !== verdictOf(file)) {
      differ.push(`${basename(file)}: the verdict is "${seen.verdict}", of check "${verdictOf(file)}"`);
    }
  }
  assert.deepEqual(differ, []);
  console.log(`${all.length} files judged as check judges them; the slowest took ${slowest} ms, page and program together`);
}

async function ways() {
  const careless = join(top, 'samples/round-2026/returns/HIW-2026.xlsx');
  const other = join(top, 'samples/round-2026/returns/HMIP-2026.xlsx');
  await open();
  assert.equal((await drop(careless)).findings, checked(careless).findings, 'a dropped file');
  assert.match((await drop(careless, other)).trouble, /one workbook at a time/);
  assert.equal((await drop(other)).findings, checked(other).findings, 'a second file on the same page');

  // Names are shown only when that is asked for.
  await choose(careless);
  const name = JSON.parse(checked(careless).findings).flatMap(one => one.evidence).find(one => one.sheet === 'Secondees' && one.cell.startsWith('B'))?.value;
  const before = await run(`return document.getElementById('result').textContent`);
  await run(`document.getElementById('names').click()`);
  const after = await run(`return document.getElementById('result').textContent`);
  assert(name && !before.includes(name) && after.includes(name), `the switch for names: ${name}`);

  // The keyboard alone: every control is reached by Tab, in the order of the page, and has a name.
  const reached = [];
  await run(`document.getElementById('result').focus()`);
  for (let at = 0; at < 6; at += 1) {
    await press(TAB);
    reached.push(await focused());
  }
  assert.deepEqual(reached.slice(0, 5), ['save-text', 'copy', 'print', 'clear', 'names']);
  await run(`document.getElementById('save-text').focus()`);
  await press(ENTER);
  let saved = '';
  for (let at = 0; at < 100 && !saved; at += 1) {
    await wait(50);
    try { saved = readFileSync(join(home, 'HIW-2026-check.txt'), 'utf8'); } catch { /* not yet there */ }
  }
  const expected = spawnSync(program, ['check', careless, '--show-names'], { encoding: 'utf8' }).stdout.split('\n').slice(1).join('\n');
  assert.equal(saved, `OFFICIAL-SENSITIVE\nHIW-2026.xlsx\n${expected}`, 'the text that is saved');
  const { nodes } = await cdp('Accessibility.getFullAXTree');
  const nameless = nodes.filter(node => ['button', 'checkbox', 'combobox', 'link'].includes(node.role?.value) && !node.ignored && !node.name?.value);
  assert.deepEqual(nameless, [], 'a control without a name');
  assert.equal(await run(`return document.documentElement.lang`), 'en-GB');

  // Legible and nothing cut off: light, dark, and at twice the size.
  await run(`document.getElementById('names').click()`);
  await picture('light');
  await cdp('Emulation.setEmulatedMedia', { features: [{ name: 'prefers-color-scheme', value: 'dark' }] });
  await picture('dark');
  assert.notEqual(await run(`return getComputedStyle(document.documentElement).backgroundColor`), 'rgb(255, 255, 255)');
  await cdp('Emulation.setEmulatedMedia', { features: [] });
  await cdp('Emulation.setDeviceMetricsOverride', { width: 640, height: 512, deviceScaleFactor: 2, mobile: false });
  assert.equal(await run(`return document.documentElement.scrollWidth > innerWidth`), false, 'the page scrolls sideways at 200 %');
  await picture('zoomed');
  await cdp('Emulation.clearDeviceMetricsOverride');
  const pdf = Buffer.from(await told('/print', { background: true, page: { width: 21, height: 29.7 } }), 'base64');
  assert(pdf.length > 10000, 'printed');
  if (pictures) writeFileSync(join(pictures, 'printed.pdf'), pdf);

  // Cleared, nothing of the return is left on the page.
  await run(`document.getElementById('clear').click()`);
  assert(!(await run(`return document.body.innerText`)).includes('Secondees!'));
  assert.equal(await run(`return secondeeAuditCheck.findings() ?? null`), null);

  // A request that is not the page's own is refused by the page itself, not for want of a network.
  const refused = await told('/execute/async', { script: `const done = arguments[0]; let by = 'nobody';
    addEventListener('securitypolicyviolation', event => { by = event.effectiveDirective; });
    fetch('https://example.org/').then(() => done('sent'), () => setTimeout(() => done(by), 300));`, args: [] });
  assert.equal(refused, 'connect-src');
  console.log('dropped, by keyboard, names, saved, dark, 200 %, printed, cleared: as they should be');
}

// The file dialog, opened by the keyboard from the top of the page: a browser that is driven announces it in place of showing it.
async function byKeyboard() {
  const careless = join(top, 'samples/round-2026/returns/HIW-2026.xlsx');
  await cdp('Page.setInterceptFileChooserDialog', { enabled: true });
  for (const [key, called] of [[ENTER, 'Enter'], [' ', 'the space bar']]) {
    await open();
    await events();
    await press(TAB);
    assert.equal(await focused(), 'file', 'the first Tab leads to the choice of a file');
    await press(key);
    let opened;
    for (let at = 0; at < 100 && !opened; at += 1) {
      opened = (await events()).find(event => event.method === 'Page.fileChooserOpened');
      if (!opened) await wait(50);
    }
    assert(opened, `${called} opens no dialog`);
    await cdp('DOM.setFileInputFiles', { files: [careless], backendNodeId: opened.params.backendNodeId });
    assert.equal((await outcome()).findings, checked(careless).findings, `a file chosen by ${called}`);
    assert.equal(await focused(), 'result', 'what was found is where the keyboard goes on');
  }
  await cdp('Page.setInterceptFileChooserDialog', { enabled: false });
  console.log('the file dialog opens by Tab and Enter, and by Tab and the space bar');
}

// A file that would run for ever, or take all memory, costs the page nothing: the worker is ended, and what the program says of such a file is said.
async function limits() {
  const file = join(top, 'samples/round-2026/returns/HMIP-2026.xlsx');
  for (const [worker, words] of [
    ['onmessage = () => { postMessage({ kind: "begun" }); for (;;); };', 'reading it takes longer than 30 seconds'],
    ['onmessage = () => setTimeout(() => postMessage({ kind: "stopped", earlier: 2 }), 2000);', 'reading it takes more than 768 MB of memory'],
    ['onmessage = () => setTimeout(() => postMessage({ kind: "stopped", earlier: 3 }), 2000);', 'it is damaged in a way that stops the reader'],
  ]) {
    await open();
    // The page's own worker is back as soon as the other has been made, however slow the machine is.
    await run(`const at = document.getElementById('worker'), own = at.textContent, Own = Worker;
      at.textContent = arguments[0];
      globalThis.Worker = class extends Own { constructor(link) { super(link); at.textContent = own; globalThis.Worker = Own; } };`, worker);
    const seen = await choose(file);
    assert(seen.text.includes(words), `${words}: ${seen.text.slice(0, 300)} ${seen.trouble}`);
    assert.equal((await choose(file)).findings, checked(file).findings, 'the page goes on');
  }
  console.log('too slow, too much memory, damaged: said, and the page goes on');
}

// What the browser reported since the last look. Requests are kept for the last question.
const sent = [];
async function events() {
  const log = await told('/se/log', { type: 'performance' }).catch(() => told('/log', { type: 'performance' }));
  const messages = log.map(entry => JSON.parse(entry.message).message);
  sent.push(...messages.filter(message => message.method === 'Network.requestWillBeSent').map(message => message.params.request.url));
  return messages;
}

// What the browser asked for: the page itself and what it made, and nothing else.
async function requests() {
  await events();
  assert(sent.some(url => url.startsWith('file:')), 'the log of requests is empty');
  const leaving = sent.filter(url => !/^(file|blob|data):/.test(url) && url !== 'https://example.org/');
  assert.deepEqual(leaving, []);
  console.log(`${sent.length} requests, none of which left this machine`);
}

try {
  await begin();
  await byKeyboard();
  await ways();
  await limits();
  await compare();
  await requests();
} catch (error) {
  console.error(error instanceof NotStarted ? error.message : error);
  process.exitCode = error instanceof NotStarted ? 3 : 1;
} finally {
  if (session) await ask('DELETE', `/session/${session}`).catch(() => {});
  driver.kill();
  rmSync(home, { recursive: true, force: true });
}
