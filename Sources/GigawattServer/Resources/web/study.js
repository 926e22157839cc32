/** A study: its form with sliders beside the plan that follows from it, and its text. */

import { api } from './api.js';
import { Background, latest, patience } from './background.js';
import { h, say } from './dom.js';
import { History, addressOf, packed, unpacked } from './edits.js';
import { seconds } from './format.js';
import { Form } from './form.js';
import { Live } from './live.js';
import { ResultView } from './result.js';
import { textEditor } from './editor.js';

export async function studyPage(main, { id, query, go, replace, crumbs }) {
  const study = await api.study(id);
  const title = study.form.title || study.file;
  crumbs([title]);
  let edits = unpacked(query.getAll('e'));
  const isText = query.get('view') === 'text';
  const status = h('span.live', { role: 'status' });
  const problems = h('div.problems', { role: 'alert' });
  const formHost = h('div.form');
  const slowHost = h('section.slow', { 'aria-label': 'Plans in the background', hidden: true });
  const results = h('div.results');
  const button = (name, onclick, more = {}) => h('button', { type: 'button', onclick, ...more }, name);
  const run = h('button.primary', { type: 'button', onclick: () => startRun() }, 'Run');
  const undo = button('↶', () => back('undo'), { 'aria-label': 'Undo', title: 'Undo (Ctrl-Z)', 'aria-keyshortcuts': 'Control+Z' });
  const redo = button('↷', () => back('redo'), { 'aria-label': 'Redo', title: 'Redo (Ctrl-Shift-Z)', 'aria-keyshortcuts': 'Control+Shift+Z' });
  const save = button('Save to the study', () => saveEdits(), { id: 'save' });
  const reset = button('Reset', () => form.resetAll());
  const ask = button('Ask', () => go(addressOf('ask', id, edits)), { title: 'Sweeps and breakevens' });
  const text = button(isText ? 'Form' : 'Text', () => go(addressOf('study', id, [], { view: isText ? '' : 'text' })));
  const bar = h('div.toolbar.study-bar', {}, run, h('span.choices', {}, undo, redo), save, reset, ask, text, status);
  const head = h('header.head', {}, h('h1', {}, title), h('p.site', {}, study.file));

  if (isText) {
    main.replaceChildren(head, await textEditor(study, Number(query.get('line')) || 0, text, () => go(addressOf('study', id))));
    return () => {};
  }

  main.replaceChildren(head, bar, h('div.work', {},
    h('details.side', { open: matchMedia('(min-width: 60rem)').matches || undefined }, h('summary', {}, 'Numbers'), formHost),
    h('div.result', {}, problems, slowHost, results)));

  let base;
  let isFirst = true;
  /** What plans in the background, once a live answer is known to take too long. */
  let slow;
  let history = new History(edits);
  const state = { view: query.get('view') || 'overview', stage: Number(query.get('stage')) || 0, site: Number(query.get('site')) || 0, window: (query.get('hours') || '0-8760').split('-').map(Number) };
  const fromLive = {
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
  };
  let provider = fromLive;
  const view = new ResultView(results, {
    study: id, hours: (...which) => provider.hours(...which), flows: () => provider.flows(), inputs: () => provider.inputs(),
  }, { ...state, onState: remember });

  const live = new Live(id, {
    async onPlan(answer, elapsed) {
      problems.replaceChildren();
      form.problems([]);
      results.classList.remove('stale');
      slow?.close();
      slow = undefined;
      slowHost.hidden = true;
      provider = fromLive;
      if (!live.edits.length) base = answer.view;
      await view.show(answer.view, live.edits.length ? base : undefined);
      status.textContent = `planned in ${seconds(answer.seconds)}, on the screen after ${seconds(elapsed / 1000)}`;
      document.documentElement.dataset.plans = String(1 + Number(document.documentElement.dataset.plans || 0));
      if (isFirst) say(answer.view.headline.sentence);
      isFirst = false;
    },
    onError(error) {
      if (error.takesLonger) return beSlow();
      results.classList.add('stale');
      complain(error);
      status.textContent = 'no plan';
      return undefined;
    },
    onBusy(isBusy) {
      results.setAttribute('aria-busy', String(isBusy));
      if (isBusy && !live.last) status.textContent = 'planning …';
    },
  });
  // What a view needs comes with every plan, so that it moves with the sliders.
  const needs = { hours: ['hours'], prices: ['hours'], flows: ['flows'], sources: ['lists'] };

  function complain(error) {
    const left = form.problems(error.diagnostics || [], error.message);
    problems.replaceChildren(...left.map((sentence) => h('p.error', {}, sentence)));
  }

  /** From live answers to plans in the background, with the last one to look at. */
  async function beSlow(runs) {
    if (slow) { tell(); return; }
    results.classList.remove('stale');
    slow = new Background(slowHost, {
      study: { id, revision: study.revision },
      request: () => ({ study: id, edits }),
      onLive() {
        status.textContent = 'planning …';
        live.ask(edits, { insist: true });
      },
      onProblem: complain,
      async onPlan(result, from, done) {
        if (done.revision === study.revision) base = result;
        provider = from;
        await view.show(result, done.request.edits?.length ? base : undefined);
        tell();
      },
    });
    tell();
    await slow.open(runs || (await api.runs()).runs);
  }

  /** What a slow study says beside its buttons. */
  function tell() {
    status.textContent = edits.length ? `${edits.length} ${edits.length === 1 ? 'edit' : 'edits'}, planned when you run it` : '';
  }

  let checking;
  /** A slow study's edits are read, not planned: what is wrong stands beside the field at once. */
  function check() {
    clearTimeout(checking);
    checking = setTimeout(async () => {
      try {
        const { form: read } = await api.draft(id, { edits });
        complain({ diagnostics: read.diagnostics });
      } catch (error) { complain(error); }
    }, 250);
  }

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
    undo.disabled = !history.canUndo;
    redo.disabled = !history.canRedo;
    save.title = study.isReadOnly ? 'This server does not change studies' : '';
  }

  function changed(now) {
    edits = now;
    mark();
    remember();
    if (!slow) { live.ask(edits); return; }
    tell();
    check();
  }

  const form = new Form(formHost, {
    onEdit(now, about) {
      history.push(now, about);
      changed(now);
    },
    onLine: (line) => go(addressOf('study', id, [], { view: 'text', line })),
    onAsk: (field) => go(addressOf('ask', id, edits, { k: JSON.stringify(field.path) })),
  });

  function back(verb) {
    const now = history[verb]();
    form.put(now);
    changed(now);
    say(verb === 'undo' ? 'Undone' : 'Done again');
  }

  /** Ctrl-Z and Ctrl-Shift-Z (or Ctrl-Y) are for the form wherever the focus is, but for where text is searched. */
  function keys(event) {
    const letter = event.key.toLowerCase();
    if (!(event.ctrlKey || event.metaKey) || event.altKey || !['z', 'y'].includes(letter)) return;
    if (event.target.matches('input[type="search"], textarea')) return;
    const verb = letter === 'y' || event.shiftKey ? 'redo' : 'undo';
    event.preventDefault();
    form.settle();
    if (verb === 'undo' ? history.canUndo : history.canRedo) back(verb);
  }
  document.addEventListener('keydown', keys);

  async function saveEdits() {
    try {
      const saved = await api.saveEdits(id, edits, study.revision);
      study.revision = saved.revision;
      Object.assign(study, await api.study(id));
      edits = [];
      history = new History();
      form.show(study.form, edits);
      mark();
      remember();
      if (slow) slow.study.revision = study.revision; else live.ask(edits);
      say('Saved to the study');
      status.textContent = `saved to ${study.file}`;
    } catch (error) { complain(error); }
  }

  async function startRun() {
    if (slow) { slow.start(); return; }
    try {
      const started = await api.start({ study: id, edits });
      go(`#/run/${encodeURIComponent(started.id)}`);
    } catch (error) { complain(error); }
  }

  form.show(study.form, edits);
  mark();
  live.want = needs[state.view] || [];
  live.stage = state.stage;
  live.site = state.site;
  begin();

  /** A study whose last run took long begins with that run; any other with a live answer. */
  async function begin() {
    const isRight = study.form.diagnostics.every((one) => one.severity !== 'error');
    const { runs } = await api.runs().catch(() => ({ runs: [] }));
    const last = latest(runs, id);
    if (isRight && last?.seconds > patience) { await beSlow(runs); return; }
    // Differences are to the study as it stands, which is planned first where the address carries edits.
    if (edits.length && isRight) {
      api.live({ study: id, session: 'base' }).then((answer) => { base ??= answer.view; }, () => {});
    }
    live.ask(edits);
  }

  return () => {
    clearTimeout(later);
    clearTimeout(checking);
    document.removeEventListener('keydown', keys);
    slow?.close();
    live.close();
    view.close();
  };
}
