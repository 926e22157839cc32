/** A study: its form with sliders beside the plan that follows from it, and its text. */

import { api } from './api.js';
import { h, say } from './dom.js';
import { seconds } from './format.js';
import { Form } from './form.js';
import { Live } from './live.js';
import { ResultView } from './result.js';
import { textEditor } from './editor.js';

/** Edits in the address: `e=["supplies","solar","life"]=25 years`. */
const packed = (edits) => edits.map((edit) => JSON.stringify([edit.path, edit.text]));
function unpacked(texts) {
  return texts.flatMap((text) => {
    try {
      const [path, own] = JSON.parse(text);
      return Array.isArray(path) && path.every((part) => typeof part === 'string') && typeof own === 'string' ? [{ path, text: own }] : [];
    } catch { return []; }
  });
}

export async function studyPage(main, { id, query, go, replace, crumbs }) {
  const study = await api.study(id);
  crumbs([study.form.title || study.file]);
  let edits = unpacked(query.getAll('e'));
  const isText = query.get('view') === 'text';
  const status = h('span.live', { role: 'status' });
  const problems = h('div.problems', { role: 'alert' });
  const formHost = h('div.form');
  const results = h('div.results');
  const save = h('button', { type: 'button', onclick: () => saveEdits() }, 'Save to the study');
  const reset = h('button', { type: 'button', onclick: () => form.resetAll() }, 'Reset');
  const run = h('button.primary', { type: 'button', onclick: () => startRun() }, 'Run');
  const text = h('button', { type: 'button', onclick: () => go(`#/study/${encodeURIComponent(id)}${isText ? '' : '?view=text'}`) }, isText ? 'Form' : 'Text');
  const bar = h('div.toolbar.study-bar', {}, run, save, reset, text, status);
  const head = h('header.head', {}, h('h1', {}, study.form.title || study.file), h('p.site', {}, study.file));

  if (isText) {
    main.replaceChildren(head, await textEditor(study, Number(query.get('line')) || 0, text, () => go(`#/study/${encodeURIComponent(id)}`)));
    return () => {};
  }

  main.replaceChildren(head, bar, h('div.work', {},
    h('details.side', { open: matchMedia('(min-width: 60rem)').matches || undefined }, h('summary', {}, 'Numbers'), formHost),
    h('div.result', {}, problems, results)));

  let base;
  let isFirst = true;
  const state = { view: query.get('view') || 'overview', stage: Number(query.get('stage')) || 0, site: Number(query.get('site')) || 0, window: (query.get('hours') || '0-8760').split('-').map(Number) };
  const view = new ResultView(results, {
    study: id,
    async hours(stage, site = 0) {
      if (live.last?.hours && live.stage === stage && live.site === site) return live.last.hours;
      const answer = await live.more(['hours'], stage, site);
      if (!answer.hours) throw new Error('this plan has no hours');
      if (live.last) Object.assign(live, { stage, site }).last.hours = answer.hours;
      return answer.hours;
    },
    async flows() { return live.last?.flows || (live.last.flows = (await live.more(['flows'])).flows); },
    async inputs() {
      if (!live.last.inputs) live.last.inputs = (await live.more(['lists'])).view.document.inputs;
      return live.last.inputs;
    },
  }, { ...state, onState: remember });

  const live = new Live(id, {
    async onPlan(answer, elapsed) {
      problems.replaceChildren();
      form.problems([]);
      results.classList.remove('stale');
      if (!live.edits.length) base = answer.view;
      await view.show(answer.view, live.edits.length ? base : undefined);
      status.textContent = `planned in ${seconds(answer.seconds)}, on the screen after ${seconds(elapsed / 1000)}`;
      document.documentElement.dataset.plans = String(1 + Number(document.documentElement.dataset.plans || 0));
      if (isFirst) say(answer.view.headline.sentence);
      isFirst = false;
    },
    onError(error) {
      results.classList.add('stale');
      const left = form.problems(error.diagnostics, error.message);
      problems.replaceChildren(...left.map((sentence) => h('p.error', {}, sentence)));
      status.textContent = 'no plan';
    },
    onBusy: (isBusy) => results.setAttribute('aria-busy', String(isBusy)),
  });
  // What a view needs comes with every plan, so that it moves with the sliders.
  const needs = { hours: ['hours'], prices: ['hours'], flows: ['flows'], sources: ['lists'] };

  let later;
  function remember(permalink = view.permalink) {
    live.want = needs[view.wanted] || [];
    live.stage = Number(view.state.stage);
    live.site = Number(view.state.site);
    clearTimeout(later);
    later = setTimeout(() => replace({ ...permalink, e: packed(edits) }), 200);
  }

  function mark() {
    save.disabled = !edits.length || study.isReadOnly;
    reset.disabled = !edits.length;
    save.title = study.isReadOnly ? 'This server does not change studies' : '';
  }

  const form = new Form(formHost, {
    onEdit(now) {
      edits = now;
      mark();
      remember();
      live.ask(edits);
    },
    onLine: (line) => go(`#/study/${encodeURIComponent(id)}?view=text&line=${line}`),
  });

  async function saveEdits() {
    try {
      const saved = await api.saveEdits(id, edits, study.revision);
      study.revision = saved.revision;
      const fresh = await api.study(id);
      Object.assign(study, fresh);
      edits = [];
      form.show(fresh.form, edits);
      mark();
      remember();
      live.ask(edits);
      say('Saved to the study');
      status.textContent = `saved to ${study.file}`;
    } catch (error) {
      problems.replaceChildren(...form.problems(error.diagnostics, error.message).map((sentence) => h('p.error', {}, sentence)));
    }
  }

  async function startRun() {
    try {
      const state = await api.start({ study: id, edits });
      go(`#/run/${encodeURIComponent(state.id)}`);
    } catch (error) {
      problems.replaceChildren(...form.problems(error.diagnostics, error.message).map((sentence) => h('p.error', {}, sentence)));
    }
  }

  form.show(study.form, edits);
  mark();
  live.want = needs[state.view] || [];
  live.stage = state.stage;
  live.site = state.site;
  // Differences are to the study as it stands, which is planned first where the address carries edits.
  if (edits.length && study.form.diagnostics.every((one) => one.severity !== 'error')) {
    api.live({ study: id, session: 'base' }).then((answer) => { base ??= answer.view; }, () => {});
  }
  live.ask(edits);
  return () => {
    clearTimeout(later);
    live.close();
    view.close();
  };
}
