/** A run: how far it is, stopping and going on, and its plan. */

import { api } from './api.js';
import { h, say } from './dom.js';
import { money, number, seconds, when } from './format.js';
import { ResultView } from './result.js';

const words = { waiting: 'waits for its turn', running: 'is planned', done: 'done', stopped: 'stopped', failed: 'failed' };

export const isOver = (run) => !['waiting', 'running'].includes(run.status);

/** What knows the plan of a run. */
export function runProvider(state) {
  const known = {};
  return {
    study: undefined,
    hours: (stage, site = 0) => (known[`hours ${site} ${stage}`] ??= api.hours(state.id, stage, site)),
    flows: () => (known.flows ??= api.flows(state.id)),
    inputs: async () => (await (known.result ??= api.result(state.id))).document.inputs,
  };
}

function downloads(state) {
  const link = (file, text) => h('a.button', { href: api.file(state.id, file), download: '' }, text);
  const tables = h('span.tables');
  const more = h('button', { type: 'button', onclick: async () => {
    const found = await api.tables(state.id);
    tables.replaceChildren(...found.tables.map((name) => link(`tables/${encodeURIComponent(name)}`, name)));
  } }, 'CSV …');
  return h('div.toolbar', { role: 'group', 'aria-label': 'Downloads' }, link('report.html', 'Report'), link('document.json', 'JSON'),
    link('plan.sqlite', 'SQLite'), link('study.yaml', 'Study'), more, tables);
}

export async function runPage(main, { id, query, go, replace, crumbs }) {
  let state = await api.run(id);
  crumbs([['#/', 'Runs'], state.request.name || state.title || state.file]);
  const badge = h('strong.badge');
  const progress = h('progress', { 'aria-label': 'How much of the gap is closed' });
  const line = h('p.note', { role: 'status' });
  const error = h('p.error', { role: 'alert' });
  const stop = h('button', { type: 'button', onclick: () => act(api.stop) }, 'Stop and keep the best plan');
  const resume = h('button.primary', { type: 'button', onclick: () => act(api.resume) }, 'Go on');
  const compare = h('select', { 'aria-label': 'Compare with', onchange: () => compare.value && go(`#/compare?run=${encodeURIComponent(id)}&run=${encodeURIComponent(compare.value)}`) });
  const files = h('div');
  const results = h('div.results');
  main.replaceChildren(h('header.head', {}, h('h1', {}, state.request.name || state.title || state.file),
    h('p.site', {}, badge, ` ${state.file}, begun ${when(state.created)}`)),
  h('div.toolbar.study-bar', {}, stop, resume, compare, h('a', { href: `#/study/${encodeURIComponent(state.request.study)}${edited(state)}` }, 'Open the study')),
  h('div.progress', {}, progress, line, error), files, results);
  let view;
  let shown;
  let end = () => {};

  async function act(verb) {
    try { state = await verb(id); update(state); watch(); } catch (problem) { error.textContent = problem.message; }
  }

  function update(now) {
    state = now;
    badge.textContent = words[state.status];
    badge.className = `badge ${state.status === 'done' ? 'good' : state.status === 'failed' ? 'warn' : ''}`;
    const isOver = !['waiting', 'running'].includes(state.status);
    stop.hidden = isOver;
    resume.hidden = !['stopped', 'failed'].includes(state.status);
    progress.hidden = isOver;
    error.textContent = state.error || '';
    const own = state.progress;
    if (own?.gap > 0) progress.value = Math.min(1, Math.log10(1 / own.gap) / 4);
    line.textContent = [
      own && `round ${own.round}`, ...bounds(own),
      own?.secondsLeft && !isOver && `about ${seconds(own.secondsLeft)} left`, isOver && `${seconds(state.seconds)} of planning`,
    ].filter(Boolean).join(', ');
    if (isOver && state.hasPlan && shown !== state.ended) { shown = state.ended; showPlan(); }
  }

  async function showPlan() {
    files.replaceChildren(downloads(state));
    const result = await api.result(id);
    view?.close();
    view = new ResultView(results, { ...runProvider(state), study: edited(state) ? undefined : state.request.study }, {
      view: query.get('view') || 'overview', stage: Number(query.get('stage')) || 0, site: Number(query.get('site')) || 0,
      window: (query.get('hours') || '0-8760').split('-').map(Number), onState: replace,
    });
    await view.show(result);
    say(`${words[state.status]}. ${result.headline.sentence}`);
  }

  function watch() {
    end();
    if (['waiting', 'running'].includes(state.status)) end = api.watch(id, update);
  }

  update(state);
  watch();
  const { runs } = await api.runs();
  compare.replaceChildren(h('option', { value: '' }, 'Compare with …'), ...runs.filter((run) => run.id !== id && run.hasPlan)
    .map((run) => h('option', { value: run.id }, `${run.request.name || run.title}, ${when(run.created)}`)));
  compare.hidden = compare.length < 2;
  return () => { end(); view?.close(); };
}

/** What is known of the best plan: a value, or a cost where the value is negative. */
export function bounds(own) {
  const known = (value) => Number.isFinite(value);
  const isCost = own && (own.best ?? own.bound) < 0;
  const text = (value) => money(isCost ? -value : value);
  return [
    known(own?.best) && `best plan so far ${isCost ? 'costs' : 'is worth'} ${text(own.best)}`,
    known(own?.bound) && `none ${isCost ? 'costs less' : 'is worth more'} than ${text(own.bound)}`,
    known(own?.gap) && `gap ${number(100 * own.gap)} %`,
  ];
}

/** The edits of a run, as the address of its study has them. */
export function edited(state) {
  const edits = state.request.edits || [];
  if (!edits.length) return '';
  const query = new URLSearchParams(edits.map((edit) => ['e', JSON.stringify([edit.path, edit.text])]));
  return `?${query}`;
}
