/** Studies and runs. */

import { api } from './api.js';
import { h } from './dom.js';
import { money, number, percent, seconds, when } from './format.js';

export async function homePage(main, { go, crumbs }) {
  crumbs([]);
  const studies = h('ul.list');
  const runs = h('div');
  const compare = h('button', { type: 'button', disabled: true, onclick: () => go(`#/compare?${new URLSearchParams(chosen().map((id) => ['run', id]))}`) }, 'Compare');
  const error = h('p.error', { role: 'alert' });
  main.replaceChildren(h('header.head', {}, h('h1', {}, 'Plans from electrons to models'),
    h('p.lead', {}, 'Open a study and move its numbers: the least-cost plan follows.')),
  error,
  h('section', { 'aria-labelledby': 'studies' }, h('h2', { id: 'studies' }, 'Studies'), studies),
  h('section', { 'aria-labelledby': 'runs' }, h('h2', { id: 'runs' }, 'Runs'), h('div.toolbar', {}, compare), runs));
  const chosen = () => [...runs.querySelectorAll('input:checked')].map((box) => box.value);
  runs.addEventListener('change', () => { compare.disabled = chosen().length < 2 || chosen().length > 4; });

  async function start(study, button) {
    button.disabled = true;
    try { go(`#/run/${encodeURIComponent((await api.start({ study })).id)}`); } catch (problem) {
      button.disabled = false;
      error.textContent = problem.message;
    }
  }

  const found = await api.studies();
  studies.replaceChildren(...found.studies.map((study) => h('li', {},
    h('a', { href: `#/study/${encodeURIComponent(study.id)}` }, h('strong', {}, study.title), h('span.note', {}, study.file)),
    h('button', { type: 'button', 'aria-label': `Run ${study.title}`, onclick: (event) => start(study.id, event.currentTarget) }, 'Run'))));
  if (!found.studies.length) studies.replaceChildren(h('li', {}, h('p.note', {}, 'No study in this folder: a study is a YAML file with the line “gigawatt: 1”.')));

  const act = async (verb, id) => {
    try { await verb(id); } catch (problem) { error.textContent = problem.message; }
    await showRuns();
  };
  async function showRuns() {
    const list = (await api.runs()).runs;
    if (!list.length) return runs.replaceChildren(h('p.note', {}, 'No run yet.'));
    const kept = new Set(chosen());
    runs.replaceChildren(h('div.table', {}, h('table', {}, h('caption.unseen', {}, 'Runs'), h('thead', {}, h('tr', {},
      h('td', {}, h('span.unseen', {}, 'Compare')), h('th', { scope: 'col' }, 'Study'), h('th', { scope: 'col' }, 'State'), h('th.number', { scope: 'col' }, 'Cost or gain'), h('th.number', { scope: 'col' }, 'Gap'),
      h('th.number', { scope: 'col' }, 'Time'), h('th', { scope: 'col' }, 'Begun'), h('td', {}, h('span.unseen', {}, 'Actions')))),
    h('tbody', {}, list.map((run) => {
      const name = run.request.name || run.title || run.file;
      const isOver = !['waiting', 'running'].includes(run.status);
      return h('tr', {}, h('td', {}, h('input', { type: 'checkbox', value: run.id, checked: kept.has(run.id), disabled: !run.hasPlan, 'aria-label': `Compare ${name}, ${when(run.created)}` })),
        h('th', { scope: 'row' }, h('a', { href: `#/run/${encodeURIComponent(run.id)}` }, name),
          run.request.edits?.length ? h('span.note', {}, ` ${run.request.edits.length} ${run.request.edits.length === 1 ? 'edit' : 'edits'}`) : null),
        h('td', { title: run.error || '' }, run.status), h('td.number', {}, run.hasPlan ? (run.cost < 0 ? `earns ${money(-run.cost)}` : money(run.cost)) : '–'),
        h('td.number', {}, run.hasPlan ? percent(run.gap) : run.progress?.gap ? `${number(100 * run.progress.gap)} %` : '–'),
        h('td.number', {}, isOver ? seconds(run.seconds) : '–'), h('td', {}, when(run.created)),
        h('td', {}, isOver ? h('button.small', { type: 'button', 'aria-label': `Remove ${name}`, onclick: () => act(api.remove, run.id) }, 'Remove')
          : h('button.small', { type: 'button', 'aria-label': `Stop ${name}`, onclick: () => act(api.stop, run.id) }, 'Stop')));
    })))));
    return list.some((run) => ['waiting', 'running'].includes(run.status));
  }
  let timer;
  const again = async () => { if (await showRuns().catch(() => false)) timer = setTimeout(again, 1500); };
  await again();
  return () => clearTimeout(timer);
}
