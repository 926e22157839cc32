/** Plans in the background of a study's page, for studies that take longer than a live answer may. */

import { api } from './api.js';
import { h } from './dom.js';
import { number, seconds, when } from './format.js';
import { bounds, edited, isOver, runProvider } from './run.js';

/** Seconds that a live answer may take. */
export const patience = 6;

/** The run of a study that ended last and has a plan, of all runs. */
export function latest(runs, study) {
  return runs.filter((run) => run.request.study === study && run.hasPlan && isOver(run))
    .sort((a, b) => (a.ended < b.ended ? 1 : -1))[0];
}

/**
 * What stands above the views of a slow study. `onPlan(result, provider, state)` gets each plan, `request()` says what
 * to run, `onLive` tries a live answer once more, `onProblem(error)` shows what the server refuses.
 */
export class Background {
  constructor(host, { study, request, onPlan, onLive, onProblem }) {
    Object.assign(this, { host, study, request, onPlan, onProblem });
    this.run = h('button.primary', { type: 'button', onclick: () => this.start() }, 'Run in the background');
    this.stop = h('button', { type: 'button', hidden: true, onclick: () => this.end() }, 'Stop and keep the best plan');
    this.live = h('button', { type: 'button', onclick: onLive }, 'Try a live answer');
    this.progress = h('progress', { 'aria-label': 'How much of the gap is closed' });
    this.line = h('p.note', { role: 'status' });
    this.shown = h('p.note');
    this.bar = h('div.progress', { hidden: true }, this.progress);
    host.replaceChildren(h('p', {}, h('strong', {}, `A plan of this study takes longer than a live answer (${patience} s).`),
      ` Nothing is planned while you move numbers: change what you want to change, then run it in the background. You may leave this page meanwhile.`),
    h('div.toolbar', {}, this.run, this.stop, this.live), this.bar, this.line, this.shown);
    host.hidden = false;
  }

  /** Shows the run that ended last, and goes on watching one that is planned. */
  async open(runs) {
    const running = runs.find((run) => run.request.study === this.study.id && !isOver(run));
    if (running) this.watch(running);
    const last = latest(runs, this.study.id);
    if (last) await this.show(last);
    else this.shown.textContent = 'There is no plan of it yet.';
  }

  async start() {
    this.run.disabled = true;
    try { this.watch(await api.start(this.request())); } catch (error) { this.run.disabled = false; this.onProblem(error); }
  }

  async end() {
    this.stop.disabled = true;
    try { await api.stop(this.state.id); } catch (error) { this.line.textContent = error.message; }
  }

  watch(state) {
    this.unwatch?.();
    this.run.disabled = true;
    this.stop.hidden = this.stop.disabled = false;
    this.bar.hidden = false;
    this.progress.removeAttribute('value');
    this.unwatch = api.watch(state.id, (now) => this.update(now));
  }

  update(state) {
    this.state = state;
    const own = state.progress;
    if (own?.gap > 0) this.progress.value = Math.min(1, Math.log10(1 / own.gap) / 4);
    if (!isOver(state)) {
      this.line.textContent = [state.status === 'waiting' ? 'waits for its turn' : 'planning', own && `round ${own.round}`, ...bounds(own),
        own?.secondsLeft && `about ${seconds(own.secondsLeft)} left`].filter(Boolean).join(', ');
      return;
    }
    this.unwatch?.();
    this.run.disabled = false;
    this.stop.hidden = this.bar.hidden = true;
    this.line.textContent = state.error || '';
    if (state.hasPlan) this.show(state);
  }

  async show(state) {
    const result = await api.result(state.id);
    if (this.closed) return;
    const edits = state.request.edits?.length || 0;
    const isCurrent = state.revision === this.study.revision;
    const what = isCurrent ? 'of the study as it stands' : edits ? `with ${edits} ${edits === 1 ? 'edit' : 'edits'}` : 'of an earlier text of the study';
    this.shown.replaceChildren('Below: the ', h('a', { href: `#/run/${encodeURIComponent(state.id)}` }, `run of ${when(state.ended)}`),
      ` ${what}, ${seconds(state.seconds)} of planning, gap ${number(100 * state.gap)}\u00a0%. `,
      edits && !isCurrent ? h('a', { href: `#/study/${encodeURIComponent(this.study.id)}${edited(state)}` }, 'Take its edits over') : '');
    await this.onPlan(result, runProvider(state), state);
  }

  close() {
    this.closed = true;
    this.unwatch?.();
  }
}
