'use strict';
(() => {
  const SECONDS = 30;
  const MOST_BYTES = 50 * 1024 * 1024;
  const FIRST_YEAR = 2010;
  const MARKING = 'OFFICIAL-SENSITIVE';
  const LATE = 1;

  const by = id => document.getElementById(id);
  const [drop, chooser, status, stop, result, whichYear, year] = ['drop', 'file', 'status', 'stop', 'result', 'which-year', 'year'].map(by);

  // What is at hand: the file, the worker that judged it, and what it said. All of it goes when the page is closed or cleared.
  let file = null;
  let worker = null;
  let timer = 0;
  let said = null;
  let module = null;
  let showsNames = false;
  // Each check has a number: what a worker says that was ended is not listened to.
  let turn = 0;

  const say = text => { status.textContent = text; status.className = ''; };
  const trouble = text => { status.textContent = text; status.className = 'trouble'; };

  // An element with attributes and children; texts are texts, never HTML.
  function make(tag, attributes, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes || {})) {
      if (name === 'onclick' || name === 'onchange') element.addEventListener(name.slice(2), value);
      else if (value === true) element.setAttribute(name, '');
      else if (value !== false && value != null) element.setAttribute(name, value);
    }
    element.append(...children.flat().filter(child => child != null && child !== ''));
    return element;
  }

  async function theModule() {
    if (!module) {
      const packed = Uint8Array.from(atob(by('module').textContent.trim()), c => c.charCodeAt(0));
      const unpacked = new Blob([packed]).stream().pipeThrough(new DecompressionStream('gzip'));
      module = await WebAssembly.compile(await new Response(unpacked).arrayBuffer());
    }
    return module;
  }

  function end() {
    turn += 1;
    clearTimeout(timer);
    if (worker) worker.terminate();
    worker = null;
    stop.hidden = true;
  }

  function clear() {
    end();
    file = said = null;
    showsNames = false;
    chooser.value = '';
    whichYear.hidden = true;
    result.hidden = true;
    result.replaceChildren();
    say('');
  }

  function begin(chosen) {
    clear();
    file = chosen;
    run(0, 0);
  }

  // Has the file judged by a fresh worker. `earlier` says why a try before ended.
  async function run(askedYear, earlier) {
    end();
    const mine = turn;
    result.hidden = true;
    result.replaceChildren();
    say(`Reading ${file.name} …`);
    stop.hidden = false;
    let bytes, compiled;
    try {
      // Of a file that is too large its start is enough to say so.
      bytes = await file.slice(0, MOST_BYTES + 1).arrayBuffer();
    } catch {
      if (mine === turn) { end(); trouble(`${file.name} cannot be read. Close it if it is open elsewhere, make sure that it is a file and not a folder, and choose it again.`); }
      return;
    }
    try {
      compiled = await theModule();
    } catch {
      if (mine === turn) { end(); trouble('The check cannot be started in this browser. Use a current version of Edge, Chrome or Firefox; if yours is current, tell the coordinator.'); }
      return;
    }
    if (mine !== turn) return;
    const link = URL.createObjectURL(new Blob([by('worker').textContent], { type: 'text/javascript' }));
    worker = new Worker(link);
    URL.revokeObjectURL(link);
    const late = () => { if (mine === turn) run(askedYear, LATE); };
    worker.onerror = event => {
      event.preventDefault();
      if (mine === turn) { end(); trouble('The check cannot be started in this browser: it does not allow the page a worker. Tell the coordinator.'); }
    };
    worker.onmessage = ({ data }) => {
      if (mine !== turn) return;
      if (data.kind === 'begun') {
        clearTimeout(timer);
        timer = setTimeout(late, SECONDS * 1000);
      } else if (data.kind === 'checked') {
        clearTimeout(timer);
        stop.hidden = true;
        judged(data.answer);
      } else if (data.kind === 'stopped' && data.earlier && !earlier) {
        run(askedYear, data.earlier);
      } else if (data.kind === 'stopped') {
        end();
        trouble('A mistake in this page stopped the check, so nothing can be said about this workbook. Please tell the coordinator, without sending the workbook along.');
      } else if (data.kind === 'cannot begin') {
        end();
        trouble('The check cannot be started: this browser does not give it the memory it needs. Close other pages and try again.');
      }
    };
    timer = setTimeout(late, SECONDS * 1000);
    worker.postMessage({ module: compiled, name: file.name, bytes, size: file.size, year: askedYear, earlier, seconds: SECONDS }, [bytes]);
  }

  function judged(answer) {
    if (answer === 'no_year') {
      whichYear.hidden = false;
      trouble('This workbook does not say of which survey year it is (R02 on Return). Choose the year and press "Check again".');
      year.focus();
      return;
    }
    said = answer.checked;
    whichYear.hidden = true;
    say('');
    show();
    result.focus();
    result.scrollIntoView({ block: 'start' });
  }

  function save(name, blob) {
    const link = URL.createObjectURL(blob);
    const anchor = make('a', { href: link, download: name });
    document.body.append(anchor);
    anchor.click();
    anchor.remove();
    setTimeout(() => URL.revokeObjectURL(link), 10000);
  }

  const shown = () => showsNames ? said.by_name : said.by_reference;
  const text = () => `${MARKING}\n${shown().file}\n${shown().text}`;

  async function copy() {
    const words = text();
    try {
      await navigator.clipboard.writeText(words);
    } catch {
      // Browsers that give a page from disk no clipboard copy what is selected.
      const area = make('textarea', { autocomplete: 'off', 'aria-hidden': 'true' });
      area.value = words;
      document.body.append(area);
      area.select();
      const copied = document.execCommand('copy');
      area.remove();
      if (!copied) { trouble('This browser does not let the page copy. Save the text instead.'); return; }
    }
    say('The text is copied.');
  }

  function show() {
    const page = shown();
    const queries = page.groups.flatMap(group => group.queries);
    const stem = page.file.replace(/\.[^.]*$/, '') || 'return';
    const tools = make('div', { class: 'tools' },
      make('button', { type: 'button', id: 'save-text', onclick: () => { save(`${stem}-check.txt`, new Blob([text()], { type: 'text/plain;charset=utf-8' })); say(`${stem}-check.txt is saved where this browser keeps what it downloads.`); } }, 'Save as text'),
      make('button', { type: 'button', id: 'copy', onclick: copy }, 'Copy as text'),
      make('button', { type: 'button', id: 'print', onclick: () => print() }, 'Print'),
      make('button', { type: 'button', id: 'clear', onclick: () => { clear(); chooser.focus(); } }, 'Clear'),
      make('label', {}, make('input', { type: 'checkbox', id: 'names', autocomplete: 'off', checked: showsNames, onchange: event => { showsNames = event.target.checked; show(); by('names').focus(); } }), ' Show names, not references'));
    result.replaceChildren(
      make('h2', { id: 'result-heading' }, page.file),
      make('p', { class: `verdict ${page.is_ready ? 'ready' : 'not-ready'}`, id: 'verdict' }, page.verdict),
      page.read_as ? make('p', {}, page.read_as) : '',
      tools,
      make('p', { class: 'small screen' }, 'What you save or copy is marked OFFICIAL-SENSITIVE like the return itself.'),
      ...ownPlaces(page, queries),
      ...page.groups.flatMap(group => [make('h3', {}, group.heading), ...group.queries.map(article)]),
      ...(page.others.length ? [make('h3', {}, 'About the file'), ...page.others.map(article)] : []),
      ...understood(page));
    result.hidden = false;
  }

  function ownPlaces(page, queries) {
    if (!page.own_places.length) return [];
    const warnings = queries.filter(query => query.is_about_own_place);
    const count = warnings.length === 1 ? '1 query is' : `${warnings.length} queries are`;
    return [
      make('h3', {}, 'A secondee\'s own places (¶14)'),
      warnings.length
        ? make('p', {}, `${count} about a place that may be a secondee's own: `, warnings.flatMap((query, at) => [at ? ', ' : '', make('a', { href: `#query-${query.number}` }, `${query.number} at ${query.place}`)]), '.')
        : make('p', {}, 'No query is about a secondee\'s own place.'),
      table('What was checked', ['Rule', 'What it looks for', 'What came of it'],
        page.own_places.map(rule => ({ cells: [rule.rule, rule.looks_for, rule.why ? `${rule.outcome}: ${rule.why}` : rule.outcome], look: rule.outcome.includes('ot checked') }))),
    ];
  }

  const labelled = (label, words) => words.length ? make('p', {}, make('span', { class: 'label' }, `${label}: `), Array.isArray(words) ? words.join(' ') : words) : '';

  function article(query) {
    const number = query.number ? `${query.number}. ` : '';
    const examples = query.examples.join(' · ');
    return make('article', { id: query.number ? `query-${query.number}` : null, class: query.is_about_own_place ? 'own-place' : null },
      make('h4', {}, `${number}${query.place} (${query.rule})`),
      labelled('Found', query.found),
      query.cells.length ? table(query.cells.length > 1 ? 'Cells' : 'Cell', ['Cell', 'Column or question', 'What stands there', 'What it takes', 'Example'],
        query.cells.map(cell => ({ cells: [cell.cell, cell.column, cell.value || '(blank)', cell.takes, cell.example] }))) : '',
      labelled('Expected', query.expected),
      labelled(query.is_for_coordinator ? 'What the coordinator would do' : 'To do', query.to_do),
      labelled('For example', examples));
  }

  function table(caption, headings, rows) {
    return make('div', { class: 'wide' }, make('table', { class: 'stacks' },
      make('caption', {}, caption),
      make('thead', {}, make('tr', {}, headings.map(heading => make('th', { scope: 'col' }, heading)))),
      make('tbody', {}, rows.map(({ cells, look }) => make('tr', { class: look ? 'look' : null },
        cells.map((cell, at) => make('td', { class: at ? null : 'code', 'data-heading': headings[at] }, cell)))))));
  }

  function understood(page) {
    if (!page.sheets.length) return [];
    const doubtful = page.places.filter(place => !place.is_certain).length;
    const places = page.places.length === 1 ? '1 name of a place was read' : `${page.places.length} names of places were read`;
    return [
      make('h3', {}, 'What was understood'),
      table('Rows read', ['Sheet', 'Read'], page.sheets.map(sheet => ({ cells: [sheet.sheet, sheet.read] }))),
      make('p', {}, `${places}; ${doubtful ? `${doubtful} of them not with certainty (shaded)` : 'all with certainty'}.`),
      page.places.length ? table('Places', ['As written', 'Where', 'Taken for', 'How sure', 'Why'],
        page.places.map(place => ({ cells: [place.written, place.cells.join(', '), place.taken_for.join('; ') || '–', place.certainty, place.why], look: !place.is_certain }))) : '',
    ];
  }

  function dropped(event) {
    event.preventDefault();
    drop.classList.remove('over');
    const files = [...event.dataTransfer.files];
    const folder = [...event.dataTransfer.items].some(item => item.webkitGetAsEntry?.()?.isDirectory);
    if (folder) trouble('That is a folder. Drop the workbook itself.');
    else if (files.length > 1) trouble(`${files.length} files were dropped. Drop one workbook at a time: none of them was read.`);
    else if (files.length === 1) begin(files[0]);
    else trouble('That is no file. Drop the workbook itself.');
  }

  chooser.addEventListener('change', () => { if (chooser.files.length) begin(chooser.files[0]); });
  by('choose').addEventListener('submit', event => {
    event.preventDefault();
    if (file) run(Number(year.value), 0);
  });
  stop.addEventListener('click', () => { clear(); say('Stopped. Nothing was kept.'); chooser.focus(); });
  // A file that misses the frame must not be opened in place of this page.
  addEventListener('dragover', event => { event.preventDefault(); drop.classList.add('over'); });
  addEventListener('dragleave', event => { if (!event.relatedTarget) drop.classList.remove('over'); });
  addEventListener('drop', dropped);
  // A page that the browser keeps to go back to holds nothing either.
  addEventListener('pagehide', clear);

  const last = Math.max(new Date().getFullYear() + 1, 2027);
  for (let each = last; each >= FIRST_YEAR; each -= 1) year.append(make('option', { value: each }, String(each)));
  year.value = String(last - 1);

  if (typeof WebAssembly !== 'object' || typeof DecompressionStream !== 'function' || typeof Worker !== 'function') {
    trouble('This browser is too old for this page. Use a current version of Edge, Chrome or Firefox.');
    chooser.disabled = true;
  }
  // For tests: what was found, as `check --format json` prints it.
  globalThis.secondeeAuditCheck = { findings: () => said?.findings, says: () => status.textContent };
})();
