import { el, at, ask, follow, bar, problem, stateWord, credits, age, span, number, when } from './common.js';

const PAGE = 50;
const GROUPS = {
  all: ['All', []],
  waiting: ['Waiting', ['accepted', 'waiting_credit']],
  making: ['In the making', ['submitting', 'generating', 'delivering']],
  you: ['Needs you', ['review', 'uncertain']],
  delivered: ['Delivered', ['delivered']],
  failed: ['Failed', ['failed']],
};
const $ = id => document.getElementById(id);
const set = (id, text) => { if ($(id).textContent !== text) $(id).textContent = text; };

const asked = new URLSearchParams(location.search);
let group = GROUPS[asked.get('show')] ? asked.get('show') : 'all';
let text = asked.get('text') ?? '';
let before = [];      // where the pages before this one begin
let after = '';       // where this one does
let next = null;
let turn = 0;
const rows = new Map();

for (const [name, [words]] of Object.entries(GROUPS)) {
  $('chips').append(el('label', {}, el('input', { type: 'radio', name: 'show', value: name, checked: name === group }),
    el('span', {}, words, el('small', { id: 'n-' + name }))));
}
$('text').value = text;

function row(story) {
  const link = el('a', { dir: 'auto' });
  const parts = {
    item: el('li', { className: 'row' }), link, sub: el('p', { className: 'sub' }), state: el('span', { className: 'state' }),
    going: el('div', { className: 'going', hidden: true }), bar: bar(0, 'progress'), percent: el('span'),
    cost: el('p'), costSub: el('p', { className: 'sub' }), age: el('time'), story: null,
  };
  parts.going.append(parts.bar, parts.percent);
  parts.item.append(
    el('div', { className: 'who' }, el('h3', {}, link), parts.sub),
    el('div', { className: 'how' }, parts.state, parts.going),
    el('div', { className: 'cost num' }, parts.cost, parts.costSub),
    el('div', { className: 'when num' }, parts.age, el('p', { className: 'sub' }, 'ago')));
  show(parts, story);
  return parts;
}

function show(parts, story) {
  parts.story = story;
  const title = story.title?.trim() || story.idea || story.request_id;
  const [words, how] = stateWord(story);
  const [cost, costSub] = credits(story);
  parts.item.dataset.id = story.request_id;
  parts.link.textContent = title;
  parts.link.href = at('stories/' + encodeURIComponent(story.request_id));
  parts.sub.replaceChildren(...(title === story.request_id ? [] : [el('bdi', {}, story.request_id), ' · ']), story.mode ?? '');
  parts.state.textContent = words;
  parts.state.className = 'state ' + how;
  const moves = ['generating', 'delivering'].includes(story.state) || story.state === 'submitting' && story.progress_percentage != null;
  parts.going.hidden = !moves;
  if (moves) {
    const percent = story.progress_percentage ?? 0;
    parts.bar.value = percent;
    parts.bar.setAttribute('aria-label', 'Progress of ' + title);
    parts.percent.textContent = percent + ' %';
  }
  parts.cost.textContent = cost;
  parts.costSub.textContent = costSub;
  parts.age.dateTime = story.received_at;
  parts.age.title = 'Taken up ' + when(story.received_at);
  parts.age.textContent = age(story.received_at);
  parts.item.querySelector(':scope > .problem')?.remove();
  const wrong = problem(story);
  if (wrong) parts.item.append(wrong);
}

const fits = story => (GROUPS[group][1].length === 0 || GROUPS[group][1].includes(story.state))
  && (text === '' || [story.request_id, story.title?.trim() ? story.title : story.idea ?? ''].some(words => words.toLowerCase().includes(text.toLowerCase())));
const newer = (one, other) => one.received_at > other.received_at || one.received_at === other.received_at && one.request_id > other.request_id;

function remove(id) {
  rows.get(id).item.remove();
  rows.delete(id);
}

// Told one by one, shown together: a thousand stories that move at once must not stop the page.
const told = new Map();
function tell(story) {
  if (told.size === 0) requestAnimationFrame(() => { const all = [...told.values()]; told.clear(); all.forEach(take); note(); refill(); });
  told.set(story.request_id, story);
  count();
  fileSoon();
}

// What moves on leaves a filtered page, and what stands on the next one comes up.
let refilling = null;
function refill() {
  if (next && rows.size < PAGE) refilling ??= setTimeout(() => { refilling = null; load().catch(failed); }, 300);
}

function take(story) {
  const known = rows.get(story.request_id);
  if (known) {
    if (fits(story) || known.item.contains(document.activeElement)) show(known, story);
    else remove(story.request_id);
    return;
  }
  if (after !== '' || !fits(story)) return;
  const list = $('stories');
  const older = [...list.children].find(item => newer(story, rows.get(item.dataset.id).story));
  if (!older && (next || rows.size >= PAGE)) return;
  const made = row(story);
  rows.set(story.request_id, made);
  list.insertBefore(made.item, older ?? null);
  if (rows.size > PAGE) {
    const last = rows.get(list.lastElementChild.dataset.id).story;
    remove(last.request_id);
    next = true;
  }
}

async function load() {
  const mine = ++turn;
  const query = new URLSearchParams({ limit: PAGE });
  if (GROUPS[group][1].length) query.set('state', GROUPS[group][1].join());
  if (text) query.set('text', text);
  if (after) query.set('after', after);
  const page = await ask('api/stories?' + query);
  if (mine !== turn) return;
  next = page.next ?? null;
  const kept = new Set(page.stories.map(story => story.request_id));
  for (const id of [...rows.keys()]) if (!kept.has(id)) remove(id);
  page.stories.forEach((story, place) => {
    const known = rows.get(story.request_id) ?? row(story);
    if (rows.has(story.request_id)) show(known, story);
    rows.set(story.request_id, known);
    const there = $('stories').children[place];
    if (there !== known.item) $('stories').insertBefore(known.item, there ?? null);
  });
  note();
  count();
}

function note() {
  const filtered = group !== 'all' || text !== '';
  set('note', rows.size > 0 || next ? '' : filtered ? 'No story fits. Clear the search, or show all.'
    : after ? 'Nothing older.' : 'No stories yet: drop a request into the inbox, and it appears here.');
  $('pager').hidden = !after && !next;
  $('newer').disabled = !after;
  $('older').disabled = !next;
  set('where', 'Page ' + (before.length + 1));
}

let counting = null;
function count() {
  counting ??= setTimeout(async () => {
    try { totals(await ask('api/overview')); } catch { /* said by who follows */ }
    counting = null;
  }, 400);
}

function totals({ states, today, credits: spent, oldest_waiting_seconds: oldest, credit_gate_closed: gate, breaker_open: breaker }) {
  const sum = names => names.reduce((all, name) => all + (states[name] ?? 0), 0);
  const waiting = sum(GROUPS.waiting[1]);
  set('t-waiting', number(waiting));
  set('t-oldest', waiting ? 'longest ' + span(oldest) : '');
  set('t-making', number(sum(GROUPS.making[1])));
  set('t-delivering', states.delivering ? number(states.delivering) + ' on the way' : '');
  set('t-delivered', number(today.delivered));
  set('t-delivered-all', number(states.delivered) + ' in all');
  set('t-failed', number(today.failed));
  set('t-failed-all', number(states.failed) + ' in all');
  set('t-credits', number(spent.spent_today));
  set('t-cap', spent.max_per_day != null ? 'of ' + number(spent.max_per_day) : 'no cap');
  for (const [name, [, of]] of Object.entries(GROUPS)) set('n-' + name, number(of.length ? sum(of) : sum(Object.keys(states))));
  const holds = [];
  if (gate) holds.push(['The service has no credit left.', 'Stories wait and go on by themselves once there is credit.', 'bad']);
  if (breaker) holds.push(['The story service is down.', 'Calls pause; one asks now and then whether it is back.', 'bad']);
  if (spent.max_per_day != null && spent.spent_today >= spent.max_per_day) holds.push(['The day’s budget is used up.', 'Waiting stories go on at midnight UTC, or when the cap is raised.', '']);
  const shown = holds.map(hold => hold.join());
  if ($('holds').dataset.shown !== shown.join('|')) {
    $('holds').dataset.shown = shown.join('|');
    $('holds').replaceChildren(...holds.map(([what, then, how]) => el('p', { className: 'hold ' + how, role: 'alert' }, el('span', {}, el('b', {}, what), ' ', then))));
  }
}

// Files of many requests, the newest few: how far each is, and what it has cost so far.
const sheets = new Map();
function sheet() {
  const parts = {
    item: el('li', { className: 'row' }), name: el('h3', { dir: 'auto' }), sub: el('p', { className: 'sub' }), state: el('p', { className: 'sub' }),
    bar: bar(0, 'progress'), percent: el('span'), cost: el('p'), costSub: el('p', { className: 'sub' }), age: el('time'),
  };
  parts.item.append(
    el('div', { className: 'who' }, parts.name, parts.sub),
    el('div', { className: 'how' }, el('div', { className: 'going' }, parts.bar, parts.percent), parts.state),
    el('div', { className: 'cost num' }, parts.cost, parts.costSub),
    el('div', { className: 'when num' }, parts.age, el('p', { className: 'sub' }, 'ago')));
  return parts;
}

async function files() {
  if (document.hidden) return;
  const { batches } = await ask('api/batches?limit=5');
  for (const id of [...sheets.keys()]) if (!batches.some(batch => batch.batch_id === id)) { sheets.get(id).item.remove(); sheets.delete(id); }
  batches.forEach((batch, place) => {
    const parts = sheets.get(batch.batch_id) ?? sheet();
    sheets.set(batch.batch_id, parts);
    const percent = Math.floor(100 * (batch.delivered + batch.failed) / Math.max(1, batch.rows));
    parts.item.dataset.id = batch.batch_id;
    parts.name.textContent = batch.file;
    parts.sub.textContent = number(batch.rows) + (batch.rows === 1 ? ' row' : ' rows') + (batch.results_at ? ' · results are in the outbox' : '');
    parts.bar.value = percent;
    parts.bar.setAttribute('aria-label', 'Ended of ' + batch.file);
    parts.percent.textContent = percent + ' %';
    parts.state.textContent = number(batch.delivered) + ' delivered, ' + number(batch.failed) + ' failed, ' + number(batch.waiting) + ' waiting';
    parts.cost.textContent = number(batch.credits.used);
    parts.costSub.textContent = batch.credits.estimated_open ? 'used, ≈ ' + number(batch.credits.estimated_open) + ' to come' : 'credits used';
    parts.age.dateTime = batch.received_at;
    parts.age.title = 'Taken up ' + when(batch.received_at);
    parts.age.textContent = age(batch.received_at);
    const there = $('sheets').children[place];
    if (there !== parts.item) $('sheets').insertBefore(parts.item, there ?? null);
  });
  $('files').hidden = batches.length === 0;
}
let filing = null;
// One question at a time: of very large files the answer takes a while, and a browser has six connections to a host.
function fileSoon(wait = 2000) {
  filing ??= setTimeout(async () => {
    try { await files(); } catch { /* said by who follows */ }
    filing = null;
  }, wait);
}

const failed = error => set('note', 'Storyreel could not be asked: ' + error.message);
function filter() {
  before = [];
  after = '';
  const query = new URLSearchParams();
  if (group !== 'all') query.set('show', group);
  if (text) query.set('text', text);
  history.replaceState(null, '', query.size ? '?' + query : location.pathname);
  load().catch(failed);
}
$('chips').addEventListener('change', event => { group = event.target.value; filter(); });
let typing = null;
$('text').addEventListener('input', () => { clearTimeout(typing); typing = setTimeout(() => { text = $('text').value.trim(); filter(); }, 250); });
$('filters').addEventListener('submit', event => event.preventDefault());
function turnPage() {
  load().then(() => { scrollTo(0, 0); $('stories').focus({ preventScroll: true }); }).catch(failed);
}
$('older').addEventListener('click', async () => {
  if (next === true) { await load().catch(failed); }
  if (!next) return;
  before.push(after);
  after = next;
  turnPage();
});
$('newer').addEventListener('click', () => { after = before.pop() ?? ''; turnPage(); });

setInterval(() => { for (const { age: shown, story } of rows.values()) shown.textContent = age(story.received_at); }, 5000);
setInterval(count, 10000);
setInterval(() => fileSoon(), 10000);
fileSoon(0);
follow({ story: tell, look: load });
