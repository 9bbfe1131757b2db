import { el, at, ask, follow, bar, problem, stateWord, credits, span, number, when, ENDED } from './common.js';

const id = decodeURIComponent(location.pathname.split('/').pop());
const path = 'api/stories/' + encodeURIComponent(id);
const $ = name => document.getElementById(name);
const STEPS = { storyboard: 'storyboard', elements: 'elements', scenes: 'scenes', videos: 'videos' };
const EVENTS = {
  accepted: () => ['Taken up', 'mark'],
  submitting: event => ['Sent to the service' + (event.step ? ': ' + (STEPS[event.step] ?? event.step) : ''), ''],
  again: () => ['Not taken; tried again', 'care'],
  held: () => ['The day\'s budget has no room for it', 'care'],
  waiting_credit: () => ['The service has no credit left', 'care'],
  credit: () => ['There is credit again', ''],
  uncertain: () => ['The answer was lost', 'care'],
  step: event => ['Step done' + (event.step ? '; next: ' + (STEPS[event.step] ?? event.step) : ''), ''],
  review: () => ['Waits for your review', 'care'],
  resumed: () => ['Resumed', 'mark'],
  generating: () => ['Taken by the service', 'mark'],
  callback: () => ['The service called back', ''],
  progress: event => [(event.progress_percentage ?? 0) + ' % made', ''],
  composing: () => ['Composing asked for', ''],
  delivering: () => ['Video made; fetching it', 'mark'],
  delivered: () => ['Video in the bucket', 'good'],
  failed: () => ['Failed', 'bad'],
  retried: () => ['Tried again by a person', 'mark'],
  reported: () => ['Result handed out', ''],
};
const last = {};
// What stays as it is is left alone: a video that plays, a form that is being filled in.
function changed(part, value) {
  const text = JSON.stringify(value ?? null);
  if (last[part] === text) return false;
  last[part] = text;
  return true;
}
const fill = (part, ...children) => { $(part).replaceChildren($(part).querySelector('h2'), ...children); $(part).hidden = false; };

const word = el('span', { className: 'state', role: 'status' });
const going = el('div', { className: 'going', hidden: true }, bar(0, 'Progress'), el('span'));
$('now').append(word, going);

function head(story) {
  const title = story.title?.trim() || story.idea || story.request_id;
  document.title = title + ' · Storyreel';
  $('title').textContent = title;
  $('title').dir = 'auto';
  $('id').textContent = story.request_id;
  const [words, how] = stateWord(story);
  // Read aloud when it changes, and not each time it is looked at.
  if (word.textContent !== words) word.textContent = words;
  word.className = 'state ' + how;
  const percent = story.progress_percentage ?? 0;
  going.hidden = !['generating', 'delivering'].includes(story.state);
  going.firstChild.value = percent;
  going.lastChild.textContent = percent + ' %';
}

function facts(story, result) {
  const [cost, costSub] = credits(story);
  const list = [['Mode', story.mode], ['Taken up', when(story.received_at)]];
  if (story.submitted_at) list.push(['Taken by the service', when(story.submitted_at)]);
  if (story.finished_at) list.push(['Ended', when(story.finished_at)], ['Took', span((new Date(story.finished_at) - new Date(story.received_at)) / 1000)]);
  if (!ENDED.includes(story.state) && story.deadline_at) list.push(['Deadline', when(story.deadline_at)]);
  list.push(['Credits', cost === '–' ? '–' : cost + ' ' + costSub]);
  if (story.story_id) list.push(['Story id', story.story_id]);
  if (story.video) list.push(['Object', story.video]);
  if (result?.video) list.push(['Size', number(result.video.size / 1048576) + ' MB']);
  $('facts').replaceChildren(...list.map(([name, value]) => el('div', { className: String(value).length > 24 ? 'long' : '' }, el('dt', {}, name), el('dd', {}, el('bdi', {}, value)))));
}

const clock = time => time.toLocaleTimeString(undefined, { hour: '2-digit', minute: '2-digit', second: '2-digit', hour12: false });

// Many looks in a row that showed a little more each are one line, to be opened.
function gathered(events) {
  const lines = [];
  for (const event of events) {
    const line = lines[lines.length - 1];
    if (event.event === 'progress' && line?.event === 'progress') (line.looks ??= [{ ...line }]).push(event);
    else lines.push({ ...event });
  }
  return lines;
}

function timeline(events) {
  let day = '';
  $('timeline').replaceChildren(...gathered(events).map(event => {
    const time = new Date(event.at);
    const [words, how] = (EVENTS[event.event] ?? (() => [event.event, '']))(event);
    const today = time.toLocaleDateString(undefined, { day: 'numeric', month: 'short' });
    const shown = el('time', { dateTime: event.at, title: when(event.at) }, ...(today !== day ? [el('span', { className: 'day' }, today)] : []),
      clock(time));
    day = today;
    const looks = event.looks && el('details', {},
      el('summary', {}, event.looks[0].progress_percentage + ' to ' + event.looks[event.looks.length - 1].progress_percentage + ' % made'),
      ...event.looks.map(look => el('p', {}, clock(new Date(look.at)) + ' · ' + look.progress_percentage + ' %')));
    return el('li', { className: how }, shown, el('div', {}, looks ?? el('p', {}, words), event.error_code ? el('p', { className: 'sub' }, event.error_code) : null));
  }));
}

function film({ story, video }) {
  if (story.state !== 'delivered' || $('film').querySelector('video')) return;
  const player = el('video', { controls: true, preload: 'metadata', playsInline: true, 'aria-label': 'The video of ' + (story.title || story.request_id) });
  const through = at(path + '/video');
  let signed = video?.url ? 2 : 0;
  const said = el('p', { className: 'sub', role: 'status' });
  player.addEventListener('error', async () => {
    const place = player.currentTime;
    if (--signed > 0 && place > 0) {
      // It played until now: the address is good for a while only.
      player.src = (await ask(path + '/details')).video?.url ?? through;
    } else if (player.src !== through) {
      player.src = through;
    } else {
      said.textContent = 'The video could not be fetched from the store just now. Reload the page to try again.';
      return;
    }
    player.currentTime = place;
  });
  player.src = video?.url ?? through;
  fill('film', player, said);
}

// A picture that can't be had takes its place with it.
function picture(number, alt) {
  if (number == null) return null;
  const shown = el('img', { src: at(path + '/pictures/' + number), alt, loading: 'lazy', decoding: 'async' });
  shown.addEventListener('error', () => { shown.parentElement?.classList.add('plain'); shown.remove(); });
  return shown;
}

function board({ scenes, elements, music }) {
  if (!scenes.some(scene => scene.narrator || scene.name || scene.image_description || scene.picture != null) && elements.length === 0) {
    $('board').hidden = true;
    return;
  }
  const shown = scenes.map((scene, place) => {
    const image = picture(scene.picture, 'Picture of scene ' + (place + 1));
    return el('li', { className: 'scene' + (image ? '' : ' plain') }, image, el('div', {},
      el('h3', { dir: 'auto' }, (place + 1) + '. ' + (scene.name ?? 'Scene')),
      scene.narrator ? el('blockquote', { dir: 'auto' }, '“' + scene.narrator + '”') : null,
      scene.image_description ? el('p', { className: 'sub', dir: 'auto' }, scene.image_description) : null,
      scene.video_description ? el('p', { className: 'sub', dir: 'auto' }, scene.video_description) : null));
  });
  const cast = elements.filter(one => one.name || one.picture != null).map(one => el('li', { className: 'element' },
    picture(one.picture, one.name ?? 'A picture of the request'),
    one.name ? el('h4', { dir: 'auto' }, one.name) : null,
    one.description ? el('p', { className: 'sub', dir: 'auto' }, one.description) : null));
  fill('board', el('ol', { className: 'scenes' }, ...shown), cast.length ? el('ul', { className: 'elements' }, ...cast) : '',
    music?.description ? el('p', { className: 'sub music', dir: 'auto' }, 'Music: ' + music.description) : '');
}

const FIELDS = [['narrator', 'Narrator'], ['image_description', 'Picture'], ['video_description', 'Movement']];
const lines = text => text.replace(/\r\n?/g, '\n');
let isEdited = () => false;
addEventListener('beforeunload', event => { if (isEdited()) event.preventDefault(); });

function review(shown) {
  isEdited = () => false;
  if (!shown) { $('review').hidden = true; return; }
  const said = el('p', { className: 'note', role: 'status' });
  const scenes = shown.storyboard?.scenes ?? [];
  const edits = [];
  const form = el('form', {}, el('p', { className: 'sub' }, 'Nothing more is paid until you resume. Next comes: ' + (STEPS[shown.next_step] ?? shown.next_step) + '.'),
    ...scenes.map((scene, place) => el('fieldset', { className: 'edit' }, el('legend', {}, (place + 1) + '. ' + (scene.name ?? 'Scene')),
      ...FIELDS.filter(([field]) => typeof scene[field] === 'string').map(([field, label]) => {
        const box = el('textarea', { defaultValue: scene[field], rows: 3, dir: 'auto', name: 'scene-' + place + '-' + field });
        edits.push({ place, field, box });
        return el('label', {}, el('span', {}, label), box);
      }))));
  // A text box has its own ends of lines.
  const changes = () => edits.filter(({ place, field, box }) => lines(box.value) !== lines(scenes[place][field]));
  const document = () => {
    const edited = structuredClone(shown.storyboard ?? {});
    const any = changes();
    any.forEach(({ place, field, box }) => { edited.scenes[place][field] = box.value; });
    return { request_id: id, resume: any.length ? { storyboard: edited } : {} };
  };
  let sent = null;
  isEdited = () => changes().length > 0 && JSON.stringify(document()) !== sent;
  const resume = async body => {
    said.textContent = 'Sending …';
    buttons.forEach(button => { button.disabled = true; });
    try {
      await ask('api/stories', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });
      isEdited = () => false;
      said.textContent = '';
      // The form goes, and would take the focus with it.
      $('said').textContent = 'It goes on.';
      $('said').focus();
    } catch (error) {
      said.textContent = 'It was not resumed: ' + error.message;
      buttons.forEach(button => { button.disabled = false; });
      asIs.disabled = changes().length > 0;
      (asIs.disabled ? withEdits : asIs).focus();
    }
  };
  const asIs = el('button', { type: 'button' }, 'Approve as it is');
  const withEdits = el('button', { type: 'submit', className: 'main' }, 'Resume with my changes');
  const undo = el('button', { type: 'reset', hidden: true }, 'Undo my changes');
  const buttons = [asIs, withEdits, undo];
  const mark = () => {
    const any = changes().length > 0;
    asIs.disabled = any;
    undo.hidden = !any;
    const words = any && shown.may_resume ? 'To approve it as it is, undo your changes first.' : '';
    if (said.textContent !== words) said.textContent = words;
  };
  form.addEventListener('input', mark);
  form.addEventListener('reset', () => setTimeout(() => { mark(); edits[0]?.box.focus(); }));
  if (shown.may_resume) {
    asIs.addEventListener('click', () => resume({ request_id: id, resume: {} }));
    form.addEventListener('submit', event => { event.preventDefault(); resume(document()); });
    form.append(el('div', { className: 'act' }, withEdits, asIs, undo), said);
  } else {
    const text = el('pre', { tabIndex: 0, hidden: true });
    const make = el('button', { type: 'submit', className: 'main' }, 'Show the resume file');
    form.addEventListener('submit', event => {
      event.preventDefault();
      text.textContent = JSON.stringify(document(), null, 2);
      sent = JSON.stringify(document());
      text.hidden = false;
      said.textContent = 'Save this as a .json file in the inbox.';
    });
    form.append(el('p', { className: 'sub' }, 'Without storyreel.ui.token nothing is taken here: a resume is dropped into the inbox.'),
      el('div', { className: 'act' }, make), said, text);
  }
  fill('review', form);
}

function act(story, pays) {
  const wrong = problem(story);
  if (!['failed', 'uncertain'].includes(story.state)) {
    $('act').replaceChildren(...(wrong ? [el('div', { className: 'box care' }, wrong)] : []));
    if (story.state === 'delivered' && document.activeElement !== $('said')) $('said').textContent = '';
    return;
  }
  // It stays where it is, and the focus on it, when what can be done is shown anew.
  const said = $('said');
  said.textContent = '';
  const send = async body => {
    said.textContent = 'Asking …';
    try {
      await ask(path + '/retry', { method: 'POST', body: body ? JSON.stringify(body) : '', headers: { 'Content-Type': 'application/json' } });
      said.textContent = 'It goes on.';
      said.focus();
      load();
    } catch (error) { said.textContent = 'It does not go on: ' + error.message; }
  };
  const again = el('button', { type: 'button', className: 'main' }, 'Try again');
  const sure = el('div', { className: 'act', hidden: true }, el('p', {}, pays
    ? 'This pays again' + (story.estimated_credits == null ? '' : ', about ' + number(story.estimated_credits) + ' credits') + (story.state === 'uncertain' ? ', perhaps for the second time.' : '.')
    : 'This pays nothing again.'));
  const yes = el('button', { type: 'button', className: 'main' }, 'Yes, try again');
  const no = el('button', { type: 'button' }, 'No');
  sure.append(yes, no);
  again.addEventListener('click', () => { sure.hidden = false; again.hidden = true; yes.focus(); });
  no.addEventListener('click', () => { sure.hidden = true; again.hidden = false; again.focus(); });
  yes.addEventListener('click', () => { sure.hidden = true; again.hidden = false; send(null); said.focus(); });
  const name = el('input', { type: 'search', id: 'adopt', maxLength: 255, autocomplete: 'off' });
  const adopt = el('form', { className: 'act' }, el('label', { htmlFor: 'adopt' }, 'Or it is this story of the service’s:'),
    el('div', { className: 'search' }, name), el('button', { type: 'submit' }, 'Adopt'));
  adopt.addEventListener('submit', event => { event.preventDefault(); if (name.value.trim()) send({ story_id: name.value.trim() }); });
  $('act').replaceChildren(el('div', { className: 'box ' + (story.state === 'failed' ? 'bad' : 'care') }, wrong,
    el('div', { className: 'act' }, again), sure, adopt));
}

async function load() {
  const [details, whole] = await Promise.all([ask(path + '/details'), ask(path)]);
  const { story } = details;
  $('note').textContent = '';
  $('content').hidden = false;
  head(story);
  if (changed('act', [story.state, story.error, details.retry_pays])) act(story, details.retry_pays);
  if (changed('facts', [story, whole.result])) facts(story, whole.result);
  if (changed('timeline', details.timeline)) timeline(details.timeline);
  film(details);
  if (story.state !== 'delivered') $('film').hidden = true;
  const reviewed = story.state === 'review' && !details.storyboard.scenes.some(scene => scene.picture != null);
  if (changed('board', [details.storyboard, reviewed])) reviewed ? $('board').hidden = true : board(details.storyboard);
  if (changed('review', details.review)) review(details.review);
  $('outcome').hidden = !whole.result;
  if (changed('json', whole.result)) $('json').textContent = JSON.stringify(whole.result, null, 2);
}

async function look() {
  try {
    await load();
  } catch (error) {
    if (error.status !== 404) throw error;
    $('content').hidden = true;
    $('note').textContent = 'There is no story with the request_id ' + id + '.';
  }
}
let soon = null;
follow({ story: story => { if (story.request_id === id) soon ??= setTimeout(() => { soon = null; look().catch(() => {}); }, 150); }, look });
