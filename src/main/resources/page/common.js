// What both pages use. Texts come from requests and from the service: they are set as text, never as markup.
const root = new URL('../', import.meta.url);
export const at = path => new URL(path, root).href;

export function el(tag, props = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value == null || value === false) continue;
    if (name in made && name !== 'list') made[name] = value;
    else made.setAttribute(name, value);
  }
  made.append(...children.filter(child => child != null));
  return made;
}

export const STATES = {
  accepted: ['Waiting', 'rest'], waiting_credit: ['Waiting for credit', 'care'], submitting: ['Being sent', ''],
  uncertain: ['Uncertain', 'care'], generating: ['In the making', ''], review: ['Needs your review', 'care'],
  delivering: ['Being delivered', ''], delivered: ['Delivered', 'good'], failed: ['Failed', 'bad'],
};
export const ENDED = ['delivered', 'failed', 'uncertain'];

// Shown, not said again each time: what is read aloud is the state's own word.
export function stateWord(story) {
  if (story.state === 'accepted' && story.error?.code === 'BUDGET_EXCEEDED') return ['Held by the budget', 'care'];
  if (story.state === 'accepted' && new Date(story.not_before) > Date.now()) return ['Waits for its time', 'rest'];
  return STATES[story.state] ?? [story.state, ''];
}

const TO_DO = {
  INVALID_REQUEST: 'Correct the request and send it under a new request_id.',
  REQUEST_ID_CONFLICT: 'Give the changed request a request_id of its own.',
  BUDGET_EXCEEDED: 'It goes on by itself when the day’s budget has room, or when the cap is raised.',
  API_BAD_REQUEST: 'The service refuses this request: change it and send it under a new request_id.',
  API_UNAUTHORIZED: 'Ask your operator to check storyreel.api.key, then try again.',
  INSUFFICIENT_CREDIT: 'Buy credits at the service; then it goes on, or try again.',
  STORY_NOT_FOUND: 'The service does not know this story any more. Trying again asks once more.',
  API_VALIDATION: 'The service refuses a field: change the request and send it under a new request_id.',
  API_UNAVAILABLE: 'The service did not answer. Try again once it is back.',
  SUBMISSION_UNCERTAIN: 'It may have been paid. It goes on by itself when the service calls back. Look at the service: name its story there, or try again and perhaps pay twice.',
  GENERATION_FAILED: 'The service could not make it. Trying again pays again.',
  DEADLINE_EXCEEDED: 'It took too long. Trying again waits once more and pays nothing.',
  VIDEO_URL_REFUSED: 'The video lies on a host that is not allowed: ask your operator about storyreel.download.allowed-hosts.',
  VIDEO_UNAVAILABLE: 'The video could not be fetched. Trying again fetches it and pays nothing.',
  VIDEO_INVALID: 'What the service made is no whole video. Trying again fetches it once more.',
  STORAGE_FAILED: 'The store did not take it: ask your operator. Trying again pays nothing.',
};
export function problem(story) {
  if (!story.error || story.state === 'delivered') return null;
  const stopped = ['failed', 'uncertain'].includes(story.state);
  return el('div', { className: 'problem' + (story.state === 'failed' ? ' bad' : '') },
    el('p', { className: 'what' }, el('b', {}, story.error.code), ' ', el('bdi', {}, story.error.message ?? '')),
    el('p', {}, stopped || TO_DO[story.error.code]?.startsWith('It goes on') ? TO_DO[story.error.code] ?? ''
      : 'Storyreel goes on with it by itself.'));
}

export function bar(percent, label) {
  const shown = Math.max(0, Math.min(100, percent));
  return el('progress', { max: 100, value: shown, 'aria-label': label });
}

export const number = amount => amount == null ? '' : new Intl.NumberFormat(undefined, { maximumFractionDigits: 2 }).format(amount);

export function credits(story) {
  if (story.used_credits != null) return [number(story.used_credits), story.estimated_credits == null ? 'used' : 'used of ' + number(story.estimated_credits)];
  return story.estimated_credits == null ? ['–', 'credits'] : ['≈ ' + number(story.estimated_credits), 'estimated'];
}

export function span(seconds) {
  const s = Math.max(0, Math.round(seconds));
  if (s < 60) return s + ' s';
  if (s < 3600) return Math.floor(s / 60) + ' min';
  if (s < 86400) return Math.floor(s / 3600) + ' h ' + (Math.floor(s / 60) % 60) + ' min';
  return Math.floor(s / 86400) + ' d';
}
export const age = time => span((Date.now() - new Date(time)) / 1000);

export function when(time) {
  const day = new Date(time);
  return day.toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'medium' });
}

export async function ask(path, options = {}) {
  const answer = await fetch(at(path), { headers: { Accept: 'application/json', ...options.headers }, ...options });
  let body = null;
  try { body = await answer.json(); } catch { /* said by the status */ }
  if (!answer.ok) throw Object.assign(new Error(body?.message ?? body?.error?.message ?? 'the answer was ' + answer.status), { status: answer.status });
  return body;
}

// Follows what changes: told by the server where that can be, asked for every three seconds where not. Only while it is
// looked at: a browser has six connections to a host, and a stream in each tab would use them up.
export function follow({ story, look }) {
  const live = document.getElementById('live');
  let stream = null;
  let polling = false;
  let turn = 0;
  let soon, late, later;
  const say = (words, how) => { if (live.textContent !== words) live.textContent = words; live.className = 'live ' + how; };
  const poll = async mine => {
    let words = ['Asking every few seconds', 'on'];
    try { await look(); } catch { words = ['Storyreel does not answer', 'off']; }
    if (mine !== turn) return;
    say(...words);
    soon = setTimeout(poll, 3000, mine);
  };
  const fall = () => { if (!polling) { polling = true; poll(++turn); } };
  const rest = () => {
    [soon, late, later].forEach(clearTimeout);
    late = null;
    polling = false;
    turn++;
  };
  const close = () => { rest(); stream?.close(); stream = null; };
  const listen = () => {
    if (document.hidden) return;
    close();
    const mine = stream = new EventSource(at('api/events'));
    // It may wait for a connection and tell of nothing.
    late = setTimeout(fall, 4000);
    mine.onopen = async () => {
      rest();
      // What came before is in the answer to this, what comes later is told.
      try { await look(); if (mine === stream) say('Live', 'on'); } catch { if (mine === stream) fall(); }
    };
    mine.addEventListener('story', event => story(JSON.parse(event.data)));
    mine.onerror = () => {
      say('Connecting …', '');
      if (mine.readyState === EventSource.CLOSED) { fall(); clearTimeout(later); later = setTimeout(relisten, 30000); }
      else late ??= setTimeout(fall, 4000);
    };
  };
  // Goes on asking until the stream is open.
  const relisten = () => { const asking = polling; listen(); if (asking) fall(); };
  document.addEventListener('visibilitychange', () => { if (document.hidden) close(); else listen(); });
  addEventListener('pagehide', close);
  addEventListener('pageshow', event => { if (event.persisted) location.reload(); });
  listen();
}
