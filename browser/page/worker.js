'use strict';
// Runs the module on one file. It may be ended at any time by the page, which loses nothing by it.
let called;

const PANICKED = 16;
const READING = 1, UNDERSTANDING = 2;
const OUT_OF_MEMORY = 2, BROKEN = 3, NOT_UNDERSTOOD = 4;

// What libraries in the module could ask of a page, as the time or random numbers. None of it is used in a check.
function imports(module) {
  const given = {};
  for (const { module: from, name } of WebAssembly.Module.imports(module)) {
    given[from] ??= {};
    given[from][name] = () => { throw new Error('not given to the module'); };
  }
  return given;
}

function written(length) {
  return new Uint8Array(called.memory.buffer, called.answer() >>> 0, length >>> 0);
}

function check({ name, bytes, size, year, earlier, seconds }) {
  called.begin();
  const named = new TextEncoder().encode(name);
  const at = called.room(named.length + bytes.byteLength) >>> 0;
  const room = new Uint8Array(called.memory.buffer, at, named.length + bytes.byteLength);
  room.set(named);
  room.set(new Uint8Array(bytes), named.length);
  const length = called.check(named.length, size, year, earlier, seconds);
  return JSON.parse(new TextDecoder().decode(written(length)));
}

// The code of why the module stopped, as it takes it for another try; 0 if it is a mistake of its own.
function why(error) {
  const reached = called ? called.reached() : 0;
  const phase = reached & ~PANICKED;
  if (phase > UNDERSTANDING) return 0;
  const ranOut = !(reached & PANICKED) && /unreachable/i.test(error.message);
  if (ranOut || phase < READING) return OUT_OF_MEMORY;
  return phase === READING ? BROKEN : NOT_UNDERSTOOD;
}

onmessage = async ({ data }) => {
  try {
    called = (await WebAssembly.instantiate(data.module, imports(data.module))).exports;
  } catch {
    postMessage({ kind: 'cannot begin' });
    return;
  }
  postMessage({ kind: 'begun' });
  try {
    postMessage({ kind: 'checked', answer: check(data) });
  } catch (error) {
    postMessage({ kind: 'stopped', earlier: why(error) });
  }
};
