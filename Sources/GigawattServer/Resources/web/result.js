/** The views of a plan: the same for a run, a live plan and each side of a comparison. */

import { choices, h, table } from './dom.js';
import { difference, number } from './format.js';
import { draw } from './draw.js';
import { views } from './views.js';
import { trace } from './trace.js';

/**
 * What shows a plan. `provider` knows the rest of it: `hours(stage)`, `flows()`, `inputs()` (promises), `study` (its
 * name) and `lines` (whether the file still has the lines of the plan).
 */
export class ResultView {
  constructor(host, provider, { view = 'overview', stage = 0, site = 0, window: hours = [0, 8760], onState = () => {} } = {}) {
    Object.assign(this, { host, provider, onState });
    this.state = { stage: String(stage), site: String(site), 'cost-unit': 'mwh', 'price-range': 'most', window: hours, measure: 'worth' };
    this.wanted = view;
    this.source = { data: null, state: this.state, hours: () => this.hours };
    this.charts = globalThis.Gigawatt.charts(this.source);
    this.tabs = h('div.tabs');
    this.panel = h('div.panel', { role: 'tabpanel', tabindex: '0' });
    host.replaceChildren(this.tabs, this.panel);
    this.tabs.addEventListener('keydown', (event) => this.step(event));
    this.redraw = () => this.view?.update?.();
    window.addEventListener('themechange', this.redraw);
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', this.redraw);
  }

  close() {
    this.closed = true;
    window.removeEventListener('themechange', this.redraw);
    matchMedia('(prefers-color-scheme: dark)').removeEventListener('change', this.redraw);
  }

  get available() { return views.filter((view) => view.isFor(this.result)); }
  get sites() { return this.result?.document.sites || []; }
  get answer() { return this.sites[Number(this.state.site)]?.answer; }
  get bars() { return this.source.data; }
  get stages() { return this.answer?.stages || []; }
  get stage() { return this.stages[Number(this.state.stage)] || this.stages[0]; }

  /** Shows a plan: in place where the same view is open, so that a slider moves bars and no page. */
  async show(result, base) {
    const hadStages = this.stages?.length;
    this.result = result;
    this.base = base;
    if (Number(this.state.site) >= Math.max(1, this.sites.length)) this.state.site = '0';
    this.source.data = result.charts[Number(this.state.site)];
    if (Number(this.state.stage) >= Math.max(1, this.stages.length)) this.state.stage = '0';
    this.drawTabs();
    const name = this.available.some((view) => view.name === this.wanted) ? this.wanted : 'overview';
    if (this.view?.name !== name || hadStages !== this.stages.length) this.open(name, true);
    else await this.view.update();
  }

  drawTabs() {
    const names = this.available.map((view) => view.name).join();
    if (names === this.tabNames) return;
    this.tabNames = names;
    // A list of tabs without tabs says nothing to who cannot see it.
    this.tabs.setAttribute('role', 'tablist');
    this.tabs.setAttribute('aria-label', 'Views of the plan');
    this.tabs.replaceChildren(...this.available.map((view) => h('button', {
      type: 'button', role: 'tab', id: `tab-${view.name}`, data: { view: view.name }, 'aria-selected': 'false',
      tabindex: '-1', onclick: () => this.open(view.name),
    }, view.title)));
  }

  step(event) {
    const move = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!move) return;
    event.preventDefault();
    const all = this.available;
    const at = all.findIndex((view) => view.name === this.view.name);
    const next = all[(at + move + all.length) % all.length];
    this.open(next.name);
    this.tabs.querySelector(`[data-view="${next.name}"]`).focus();
  }

  async open(name, isQuiet = false) {
    const definition = views.find((view) => view.name === name);
    this.wanted = name;
    for (const tab of this.tabs.children) {
      const isOpen = tab.dataset.view === name;
      tab.setAttribute('aria-selected', String(isOpen));
      tab.tabIndex = isOpen ? 0 : -1;
      if (isOpen) tab.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    }
    this.panel.setAttribute('aria-labelledby', `tab-${name}`);
    const made = definition.make(this);
    this.view = { name, update: made.update };
    this.panel.replaceChildren(...[made.element].flat());
    if (!isQuiet) this.onState(this.permalink);
    await this.view.update();
  }

  get permalink() {
    const { stage, site, window: hours } = this.state;
    return {
      view: this.wanted === 'overview' ? undefined : this.wanted, stage: stage === '0' ? undefined : stage, site: site === '0' ? undefined : site,
      hours: hours[0] === 0 && hours[1] === 8760 ? undefined : hours.map(Math.round).join('-'),
    };
  }

  // Pieces of views

  /** The place of a chart: its height is fixed before it is drawn. */
  chart(label, caption, height = 340) {
    const box = h('div.chart', { style: { '--height': `${height}px` }, role: 'img', 'aria-label': label });
    return { box, figure: h('figure', {}, box, h('figcaption', {}, caption)) };
  }

  /** The columns of the report over the nodes of the future, those whose names begin so: in place where they are the same. */
  async columns(host, names) {
    const all = this.bars.columns.filter((own) => own.places.length > 1 && names.some((name) => own.identifier.startsWith(`chart-fleet-${name}`)));
    const frame = all.map((own) => `${own.identifier} ${own.title} ${own.parts.length > 6}`).join('\n');
    if (host.dataset.frame !== frame) {
      host.dataset.frame = frame;
      host.replaceChildren(...all.map((own) => this.chart(`Columns: ${own.title}`, own.caption, own.parts.length > 6 ? 400 : 340).figure));
    }
    await Promise.all(all.map((own, index) => this.draw(host.children[index].firstChild, this.charts.columns(own))));
  }

  draw(box, made) { return draw(box, made, (point) => this.pick(point)); }

  pick(point) {
    const names = [point.data?.name, point.label, point.y, point.x].filter((name) => typeof name === 'string');
    const known = names.find((name) => this.bars.capacity.some((bar) => bar.name === name)
      || this.bars.costs.some((bar) => bar.name === name));
    if (known) this.trace(known);
  }

  trace(name) { trace(this, name); }

  swatch(name, colors = this.bars.capacity) {
    const bar = colors.find((own) => own.name === name) || this.bars.costs.find((own) => own.name === name);
    const fill = bar ? this.charts.fillOf(bar) : 'transparent';
    return h('button.link', { type: 'button', onclick: () => this.trace(name) },
      h('i.mark', { style: { '--mark': fill } }), name);
  }

  /** Which site and which stage a view is about. */
  stageChoice(onChange = () => {}) {
    return [this.siteChoice(onChange), this.chooseStage(onChange)];
  }

  siteChoice(onChange = () => {}) {
    if (this.sites.length < 2) return null;
    return this.choice('Site', this.sites.map((own, index) => [String(index), own.site.name]), this.state.site, (value) => {
      this.state.site = value;
      this.source.data = this.result.charts[Number(value)];
      this.onState(this.permalink);
      onChange();
    });
  }

  /** Buttons for a few, a list for many. */
  choice(label, options, chosen, onChoose) {
    if (options.length <= 8) return choices(label, options, chosen, onChoose);
    const list = h('select', { 'aria-label': label, onchange: () => onChoose(list.value) },
      options.map(([value, text]) => h('option', { value, selected: value === chosen || undefined }, text)));
    return list;
  }

  chooseStage(onChange) {
    if (this.stages.length < 2) return null;
    return this.choice('Stage', this.stages.map((stage, index) => [String(index), stage.name]), this.state.stage, (value) => {
      this.state.stage = value;
      this.onState(this.permalink);
      onChange();
    });
  }

  table(...parts) { return table(...parts); }

  /** The five numbers, each with how far it is from the study as it stands. */
  cards() {
    const before = this.base?.headline.figures || [];
    return h('ul.cards', {}, this.result.headline.figures.map((figure) => {
      const old = before.find((own) => own.name === figure.name);
      const change = old && Number.isFinite(figure.number) && Number.isFinite(old.number) ? figure.number - old.number : 0;
      return h('li.card', {}, h('span.name', {}, figure.name),
        h('span.figure', {}, h('span.value', {}, figure.value), ' ', h('span.unit', {}, figure.unit),
          h('span.note', {}, figure.note),
          this.base ? h('span.change', {}, Math.abs(change) > 1e-9 * Math.abs(old?.number || 1)
            ? `${difference(change)} against the study` : 'as in the study') : null));
    }));
  }

  /** Status and gap in one sentence. */
  verdict() {
    const { status, gap } = this.result.document;
    const isBest = status === 'optimal';
    return h('p.status', {}, h('strong', { class: isBest ? 'badge good' : 'badge warn' }, isBest ? 'Best plan' : 'Not proven best'),
      isBest && gap < 1e-9 ? ' Proven: no plan is better.' : isBest ? ` Proven: no plan is better by more than ${number(100 * gap)} %.`
        : ` The search stopped early: no plan is better by more than ${number(100 * gap)} %.`);
  }
}
