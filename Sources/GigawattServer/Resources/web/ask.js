/** Questions about a study: how measures follow one or two numbers, and where a condition becomes true. */

import { api } from './api.js';
import { choices, h, say } from './dom.js';
import { addressOf, keyOf, packed, unpacked } from './edits.js';
import { isMoved } from './form.js';
import { number, plain, seconds, when } from './format.js';
import { AnswerView } from './answer.js';

const isOver = (state) => !['waiting', 'running'].includes(state.status);
const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

/** A round range about a value: from half of it to one and a half times. */
function range(field) {
  if (!field) return ['', ''];
  if (field.years) return ['0.5', '1.5'];
  const { value, unit } = field;
  if (unit === '%' || (unit === '' && value > 0 && value <= 1)) return ['0', plain(unit === '%' ? 100 : 1)];
  const size = 10 ** Math.floor(Math.log10(Math.abs(value) || 1));
  const round = (own) => plain(Math.round((own / size) * 20) / 20 * size);
  return value ? [round(value * 0.5), round(value * 1.5)] : ['0', '100'];
}

/** A sentence beside what it is about; `say('')` takes it back. */
function blamed(id, inputs) {
  const element = h('p.error', { id, role: 'alert' });
  for (const input of inputs) input.setAttribute('aria-describedby', id);
  return {
    element,
    say(sentence) {
      // A sentence that stays is not read out again.
      if (element.textContent !== sentence) element.textContent = sentence;
      for (const input of inputs) if (sentence) input.setAttribute('aria-invalid', 'true'); else input.removeAttribute('aria-invalid');
    },
  };
}

/** The choice of one number of the form with its range. */
class Axis {
  constructor(name, fields, { steps, isOptional = false, hasSteps = true, onChange }) {
    Object.assign(this, { fields, onChange });
    const groups = new Map();
    fields.forEach((field, index) => {
      if (!groups.has(field.group)) groups.set(field.group, []);
      groups.get(field.group).push([field, index]);
    });
    const id = `axis-${name.replaceAll(' ', '-').toLowerCase()}`;
    this.select = h('select', { id, onchange: () => { this.fill(); onChange(); } },
      isOptional ? h('option', { value: '' }, 'none') : null,
      [...groups].map(([group, own]) => h('optgroup', { label: group },
        own.map(([field, index]) => h('option', { value: String(index) }, `${field.group === field.label || field.group === 'study' ? '' : `${field.group}, `}${field.label}: ${field.years ? 'by year' : field.text}`)))));
    const box = (label) => h('input', { type: 'text', autocomplete: 'off', inputmode: 'decimal', 'aria-label': `${name}: ${label}`, oninput: onChange });
    this.from = box('from');
    this.to = box('to');
    this.steps = h('input', { type: 'number', min: '1', max: '100', value: String(steps), 'aria-label': `${name}: steps`, oninput: onChange });
    this.unit = h('span.unit');
    this.row = h('div.range', {}, this.from, h('span', {}, 'to'), this.to, this.unit);
    this.stepRow = h('label.steps', {}, 'in', this.steps, 'steps');
    this.blame = blamed(`${id}-error`, [this.from, this.to]);
    this.element = h('div.axis', {}, h('label', { for: id }, name), this.select, this.row, hasSteps ? this.stepRow : null, this.blame.element);
    this.fill();
  }

  get field() { return this.select.value === '' ? undefined : this.fields[Number(this.select.value)]; }

  choose(path) {
    const index = this.fields.findIndex((field) => same(field.path, path));
    if (index >= 0) this.select.value = String(index);
    this.fill();
  }

  /** Shows what was asked: `KEY=FROM..TO/STEPS UNIT`. */
  restore(text) {
    const [, key, from, to, steps] = /^(.*)=([^.]*(?:\.\d+)?)\.\.([^/]*)\/(\d+)/.exec(text || '') || [];
    const index = key ? this.fields.findIndex((field) => keyOf(field.path) === key) : -1;
    this.select.value = index < 0 ? (this.select.options[0].value) : String(index);
    this.fill();
    if (index >= 0) [this.from.value, this.to.value, this.steps.value] = [from, to, steps];
  }

  fill() {
    const { field } = this;
    [this.from.value, this.to.value] = range(field);
    this.unit.textContent = field ? (field.years ? 'times' : field.unit) : '';
    this.row.hidden = this.stepRow.hidden = !field;
  }

  /** In the words of the command line, and whether the values are factors. */
  get words() {
    const { field } = this;
    if (!field) return undefined;
    const unit = field.years || !field.unit ? '' : ` ${field.unit}`;
    return { isFactor: Boolean(field.years), text: `${keyOf(field.path)}=${this.from.value.trim()}..${this.to.value.trim()}/${this.steps.value.trim()}${unit}` };
  }

  get ends() {
    const unit = this.field?.years || !this.field?.unit ? '' : ` ${this.field.unit}`;
    return [this.from, this.to].map((box) => `${box.value.trim()}${unit}`);
  }
}

export async function askPage(main, { id, query, go, replace, crumbs }) {
  const [study, { measures, usual }] = await Promise.all([api.study(id), api.measures(id).catch(() => ({ measures: [], usual: [] }))]);
  const title = study.form.title || study.file;
  crumbs([[`#/study/${encodeURIComponent(id)}`, title], 'Questions']);
  const edits = unpacked(query.getAll('e'));
  const fields = study.form.fields.filter((field) => field.isEditable && isMoved(field));
  let kind = 'sweep';
  let current;
  let checking;

  // What is asked

  const first = new Axis('Number', fields, { steps: 8, onChange: update });
  const second = new Axis('Second number', fields, { steps: 6, isOptional: true, onChange: update });
  const wished = new Set((usual.length ? usual : ['value']).filter((name) => !name.includes(' energy')).slice(0, 8));
  const chips = h('ul.chips');
  const unitOf = (name) => measures.find((own) => own.name === name)?.unit || '';
  const list = h('datalist', { id: 'measures' }, measures.map((own) => h('option', { value: own.name }, own.unit)));
  const more = h('input', { type: 'text', list: 'measures', placeholder: 'Add a measure …', 'aria-label': 'Add a measure', autocomplete: 'off', onchange: () => {
    if (more.value.trim()) wished.add(more.value.trim().replace(/\s+/g, ' '));
    more.value = '';
    update();
  } });
  const watched = h('input', { type: 'text', id: 'watched', list: 'measures', autocomplete: 'off', value: measures.find((own) => own.name.startsWith('capacity of ') || own.name.startsWith('activity of '))?.name || 'value', oninput: update });
  const relation = h('select', { 'aria-label': 'Relation', onchange: update }, [['enters', 'enters'], ['>=', 'is at least'], ['<=', 'is at most']].map(([value, text]) => h('option', { value }, text)));
  const against = h('input', { type: 'text', 'aria-label': 'Value, or another measure', placeholder: 'value', autocomplete: 'off', oninput: update });
  const [moreBlame, conditionBlame] = [blamed('more-error', [more]), blamed('condition-error', [watched, against])];
  const forSweep = h('div.axis', {}, h('label', {}, 'Measures'), chips, more, moreBlame.element);
  const forBreakeven = h('div.axis', {}, h('label', { for: 'watched' }, 'Where is it that'), watched, h('div.range', {}, relation, against), conditionBlame.element);
  const kinds = choices('Kind of question', [['sweep', 'Sweep'], ['breakeven', 'Breakeven']], kind, (value) => { kind = value; update(); });
  const submit = h('button.primary', { type: 'submit' }, 'Ask');
  const count = h('span.note');
  const problem = h('p.error', { role: 'alert' });
  const command = h('code.command', { tabindex: '0', role: 'region', 'aria-label': 'The same on the command line' });
  const form = h('form.asking', { onsubmit: (event) => { event.preventDefault(); start(); } }, kinds, first.element, second.element, forSweep, forBreakeven, list,
    h('div.toolbar', {}, submit, count), problem, h('details', {}, h('summary', {}, 'On the command line'), command));

  const thing = (text) => text.replace(/^(capacity|activity|energy|share) of /, '');
  const condition = () => (relation.value === 'enters' ? `${thing(watched.value.trim())} enters` : `${watched.value.trim()} ${relation.value} ${against.value.trim()}`);

  function request() {
    const own = { study: id, ...(edits.length ? { edits } : {}) };
    const axes = [first.words, second.words].filter(Boolean);
    const words = (isFactor) => axes.filter((axis) => axis.isFactor === isFactor).map((axis) => axis.text);
    if (kind === 'sweep') return { ...own, sweep: { over: words(false), overFactor: words(true), columns: [...wished] } };
    return { ...own, breakeven: {
      key: keyOf(first.field.path), where: [condition()], between: first.ends, factor: Boolean(first.field.years), probes: 9,
      ...(second.words ? { over: [second.words.text] } : {}),
    } };
  }

  function update() {
    forSweep.hidden = kind !== 'sweep';
    forBreakeven.hidden = kind === 'sweep';
    first.stepRow.hidden = kind !== 'sweep';
    against.hidden = relation.value === 'enters';
    against.placeholder = unitOf(watched.value.trim()) ? `value in ${unitOf(watched.value.trim())}` : 'value';
    chips.replaceChildren(...[...wished].map((own) => h('li', { data: { measure: own } }, own, h('button.quiet', { type: 'button', 'aria-label': `Leave out ${own}`, onclick: () => { wished.delete(own); update(); } }, '×'))));
    const plans = (Number(first.steps.value) + 1) * (second.field ? Number(second.steps.value) + 1 : 1);
    count.textContent = kind === 'sweep' && plans > 0 ? `${number(plans)} plans` : '';
    if (!first.field) { submit.disabled = true; return; }
    const wanted = request();
    command.textContent = commandLine(wanted, study.file);
    clearTimeout(checking);
    checking = setTimeout(() => check(wanted), 250);
  }

  /** Whether the question makes sense, said while it is written. */
  async function check(wanted) {
    const isAsked = () => same(wanted, request());
    // Half a condition is not wrong yet.
    if (kind === 'breakeven' && relation.value !== 'enters' && !against.value.trim()) return refuse(undefined);
    try {
      await api.checkQuestion(wanted);
      if (isAsked()) refuse(undefined);
    } catch (error) {
      if (isAsked()) refuse(error);
    }
  }

  /** Puts a sentence beside the field that it is about. */
  function refuse(error) {
    const [, part, place] = /^\w+\.(\w+)(?:\.(\d+))?$/.exec(error?.field || '') || [];
    const sentence = error?.message.replace(/^error: /, '') || '';
    const wanted = request();
    const chip = part === 'columns' ? wanted.sweep?.columns[Number(place)] : undefined;
    // The axes are listed by kind; the first of them is the first number where it is of that kind.
    const isSecond = kind === 'breakeven' ? part === 'over' : (part === 'over' || part === 'overFactor') && (place === '1' || (first.words?.isFactor !== (part === 'overFactor')));
    const isAxis = ['over', 'overFactor', 'between'].includes(part);
    moreBlame.say(part === 'columns' ? sentence : '');
    conditionBlame.say(part === 'where' ? sentence : '');
    first.blame.say(isAxis && !isSecond ? sentence : '');
    second.blame.say(isAxis && isSecond ? sentence : '');
    for (const item of chips.children) item.classList.toggle('wrong', item.dataset.measure === chip);
    problem.textContent = part ? '' : sentence;
    // What the server cannot say now it may say in a moment.
    submit.disabled = error !== undefined && [400, 422].includes(error.status);
  }

  // The answer

  const badge = h('strong.badge');
  const progress = h('progress', { 'aria-label': 'Plans made' });
  const line = h('span.note', { role: 'status' });
  const stop = h('button', { type: 'button', onclick: () => api.stopQuestion(current).catch((error) => { failure.textContent = error.message; }) }, 'Stop');
  const resume = h('button.primary', { type: 'button', onclick: goOn }, 'Go on');
  const failure = h('p.error', { role: 'alert' });
  const state = h('div.asked', { hidden: true }, h('div.toolbar', {}, badge, line, stop, resume), h('div.progress', {}, progress), failure);
  const body = h('div.answer');
  const empty = h('p.lead', {}, 'Choose a number and what to measure. Every variant is planned to its best, one after the other, each with what the plans before have taught.');
  const earlier = h('section', { 'aria-labelledby': 'earlier' });
  const answers = new AnswerView(body, fields);
  let unwatch = () => {};

  main.replaceChildren(
    h('header.head', {}, h('h1', {}, title), h('p.site', {}, edits.length ? `Questions about the study with ${edits.length} ${edits.length === 1 ? 'edit' : 'edits'} · ` : 'Questions · ',
      h('a', { href: addressOf('study', id, edits) }, 'Back to its numbers'))),
    h('div.work', {}, h('div.side.still', {}, fields.length ? form : h('p.note', {}, 'This study has no number to turn.')), h('div.result', {}, empty, state, body, earlier)));

  async function start() {
    problem.textContent = '';
    submit.disabled = true;
    try {
      show(await api.ask(request()), true);
      submit.disabled = false;
    } catch (error) { refuse(error); }
  }

  function show(asked, isNew = false) {
    current = asked.id;
    answers.clear();
    empty.hidden = true;
    state.hidden = false;
    replace({ q: asked.id, e: packed(edits) });
    watch(asked);
    if (isNew) listEarlier(); else restore(asked.request);
  }

  function watch(asked) {
    unwatch();
    follow(asked);
    if (!isOver(asked)) unwatch = api.watchQuestion(asked.id, (now) => { if (now.id === current) follow(now); });
  }

  /** Continues with the plans that were not made yet. */
  async function goOn() {
    const id = current;
    resume.disabled = true;
    try {
      const asked = await api.resumeQuestion(id);
      if (id === current) watch(asked);
      listEarlier();
    } catch (error) { failure.textContent = error.message; }
    resume.disabled = false;
  }

  /** The form as it was when this was asked, to ask again with something else. */
  function restore({ sweep, breakeven }) {
    const value = (text) => (text || '').replace(/\s.*$/, '');
    if (sweep) {
      const axes = [...(sweep.over || []), ...(sweep.overFactor || [])];
      first.restore(axes[0]);
      second.restore(axes[1]);
      if (sweep.columns?.length) { wished.clear(); sweep.columns.forEach((name) => wished.add(name)); }
    } else {
      first.restore(`${breakeven.key}=${value(breakeven.between[0])}..${value(breakeven.between[1])}/8`);
      second.restore(breakeven.over?.[0]);
      const [, left, sign, right] = /^(.*) (>=|<=) (.*)$/.exec(breakeven.where[0]) || [];
      relation.value = sign || 'enters';
      watched.value = left || breakeven.where[0].replace(/ enters$/, '');
      against.value = right || '';
    }
    kinds.querySelector(`[data-value="${sweep ? 'sweep' : 'breakeven'}"]`).click();
  }

  let known;
  let isDrawing = false;
  let latest;
  /** Draws what is known; while that is done, what comes in waits and only the last of it is drawn. */
  async function refresh(now) {
    latest = now;
    if (isDrawing) return;
    isDrawing = true;
    while (latest) {
      const wanted = latest;
      latest = undefined;
      const version = `${wanted.id} ${wanted.done} ${wanted.status}`;
      if (!wanted.hasAnswer || version === known || wanted.id !== current) continue;
      known = version;
      const answer = await api.answer(wanted.id).catch(() => undefined);
      if (answer && wanted.id === current) await answers.show(answer, wanted);
      // Buttons and typing come first.
      if (!isOver(wanted)) await new Promise((resume) => setTimeout(resume, 300));
    }
    isDrawing = false;
  }

  async function follow(now) {
    badge.textContent = { waiting: 'waits for its turn', running: 'planning', done: 'done', stopped: 'stopped', failed: 'failed' }[now.status];
    badge.className = `badge ${now.status === 'done' ? 'good' : now.status === 'failed' ? 'warn' : ''}`;
    const ended = isOver(now);
    stop.hidden = ended;
    resume.hidden = !['stopped', 'failed'].includes(now.status);
    progress.parentElement.hidden = ended;
    if (now.asked) Object.assign(progress, { max: now.asked, value: now.done });
    else progress.removeAttribute('value');
    line.textContent = [now.asked ? `${number(now.done)} of ${number(now.asked)} plans` : now.done ? `${number(now.done)} plans` : '', ended ? seconds(now.seconds) : now.now?.replace(/\d+\.\d+/g, (own) => plain(Number(own)))].filter(Boolean).join(' · ');
    failure.textContent = now.error || '';
    await refresh(now);
    if (ended) { say(`${badge.textContent}. ${line.textContent}`); listEarlier(); }
  }

  async function listEarlier() {
    const own = (await api.questions()).questions.filter((asked) => asked.request.study === id);
    if (!own.length) { earlier.replaceChildren(); return; }
    earlier.replaceChildren(h('h2', { id: 'earlier' }, 'Asked of this study'), h('ul.list', {}, own.slice(0, 30).map((asked) => h('li', {},
      h('a', { href: `#/ask/${encodeURIComponent(id)}?q=${encodeURIComponent(asked.id)}`, 'aria-current': asked.id === current ? 'true' : undefined, onclick: (event) => { event.preventDefault(); show(asked); } },
        h('strong', {}, wordsOf(asked.request)), h('span.note', {}, `${asked.status}, ${when(asked.created)}${asked.request.edits?.length ? `, with ${asked.request.edits.length} edits` : ''}`)),
      isOver(asked) ? h('button.small', { type: 'button', 'aria-label': `Remove ${wordsOf(asked.request)}`, onclick: async () => { await api.removeQuestion(asked.id); listEarlier(); } }, 'Remove') : null))));
  }

  try { first.choose(JSON.parse(query.get('k') || 'null') || fields.find((field) => /cost|price/.test(field.label))?.path || []); } catch { /* another study's key */ }
  update();
  await listEarlier();
  if (query.get('q')) {
    const asked = await api.question(query.get('q')).catch(() => undefined);
    if (asked) show(asked);
  }
  const redraw = () => answers.redraw();
  const scheme = matchMedia('(prefers-color-scheme: dark)');
  window.addEventListener('themechange', redraw);
  scheme.addEventListener('change', redraw);
  return () => {
    unwatch();
    clearTimeout(checking);
    current = undefined;
    window.removeEventListener('themechange', redraw);
    scheme.removeEventListener('change', redraw);
  };
}

/** A question in words. */
function wordsOf({ sweep, breakeven }) {
  if (breakeven) return `Where ${breakeven.where.join(', ')}: ${breakeven.key} from ${breakeven.between.join(' to ')}`;
  return [...(sweep.over || []), ...(sweep.overFactor || []).map((text) => `${text} times`)].map((text) => {
    const [, key, from, to, steps, unit] = /^(.*)=(.*)\.\.(.*)\/(\d+)(.*)$/.exec(text) || [];
    return key ? `${key} from ${from} to ${to}${unit} in ${steps} steps` : text;
  }).join(' and ');
}

const quoted = (text) => `'${text.replaceAll("'", "'\\''")}'`;

function commandLine({ sweep, breakeven, edits = [] }, file) {
  const sets = edits.map((edit) => ` \\\n  --set ${quoted(`${keyOf(edit.path)}=${edit.text}`)}`).join('');
  if (breakeven) {
    const { key, where, between, factor, over = [] } = breakeven;
    return `gigawatt breakeven ${file} ${quoted(key)} \\\n  ${where.map((own) => `--where ${quoted(own)}`).join(' ')} \\\n  --between ${between.map(quoted).join(' ')}${factor ? ' --factor' : ''}`
      + ` --probes 9${over.map((own) => ` \\\n  --over ${quoted(own)}`).join('')}${sets}`;
  }
  return `gigawatt sweep ${file}${sweep.over.map((own) => ` \\\n  --over ${quoted(own)}`).join('')}${sweep.overFactor.map((own) => ` \\\n  --over-factor ${quoted(own)}`).join('')}`
    + `${sweep.columns.length ? ` \\\n  --columns ${quoted(sweep.columns.join(', '))}` : ''}${sets}`;
}
