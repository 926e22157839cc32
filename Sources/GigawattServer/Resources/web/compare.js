/** Two or more runs side by side, with their differences from the first. */

import { api } from './api.js';
import { h, table } from './dom.js';
import { difference, number, size, when } from './format.js';
import { draw } from './draw.js';

export async function comparePage(main, { query, crumbs }) {
  const ids = [...new Set(query.getAll('run'))].slice(0, 4);
  crumbs([['#/', 'Runs'], 'Compare']);
  if (ids.length < 2) {
    main.replaceChildren(h('header.head', {}, h('h1', {}, 'Compare')), h('p', {}, 'Choose two or more runs on the first page.'));
    return () => {};
  }
  const plans = await Promise.all(ids.map(async (id) => ({ state: await api.run(id), result: await api.result(id) })));
  plans.forEach((plan, index) => {
    const title = plan.state.request.name || plan.state.title || plan.state.file;
    const isTwin = plans.filter((own) => (own.state.request.name || own.state.title || own.state.file) === title).length > 1;
    plan.name = isTwin ? `${String.fromCharCode(65 + index)}: ${title}` : title;
  });
  const charts = globalThis.Gigawatt.charts({ data: plans[0].result.charts[0], state: {}, hours: () => null });
  const mark = (index) => h('i.mark', { style: { '--mark': `var(--series-${index + 1})` } });
  const heads = plans.map((plan) => `#${plan.name}`);
  const changes = plans.slice(1).map((plan, index) => (plans.length === 2 ? '#difference' : `#${String.fromCharCode(66 + index)} − A`));

  /** A row a name, a column a plan, then what differs from the first. */
  const compared = (caption, rows) => table(caption, ['', ...heads, ...changes, 'Unit'], rows
    .filter((row) => row.values.some((value) => Math.abs(value ?? 0) > 1e-6))
    .map((row) => [row.name, ...row.values.map(size), ...row.values.slice(1).map((value) => difference((value ?? 0) - (row.values[0] ?? 0))), row.unit]));

  const figures = plans[0].result.headline.figures.map((figure) => ({
    name: figure.name, unit: figure.unit,
    values: plans.map((plan) => plan.result.headline.figures.find((own) => own.name === figure.name)?.number),
  }));
  const collect = (pick) => {
    const rows = new Map();
    plans.forEach((plan, index) => {
      for (const { name, value, unit } of pick(plan.result)) {
        if (!rows.has(name)) rows.set(name, { name, unit, values: plans.map(() => undefined) });
        rows.get(name).values[index] = (rows.get(name).values[index] ?? 0) + value;
      }
    });
    return [...rows.values()];
  };
  /** The last stage, all sites together. */
  const last = (result) => {
    const stages = result.document.sites.map(({ answer }) => answer.stages.at(-1));
    if (!stages.length) return undefined;
    return {
      capacities: stages.flatMap((stage) => stage.capacities), costs: stages.flatMap((stage) => stage.costs),
      served: stages.reduce((sum, stage) => sum + stage.served, 0),
    };
  };
  const isCampus = plans.every((plan) => last(plan.result));
  const capacities = collect((result) => (isCampus ? last(result).capacities.map((own) => ({ name: own.name, value: own.amount, unit: own.unit })) : []));
  const costs = collect((result) => (isCampus ? last(result).costs.map((own) => ({
    name: `${own.name}, ${own.cause}`, value: last(result).served > 0 ? own.amount / last(result).served : 0, unit: 'USD/MWh' })) : []));
  const activities = isCampus ? [] : collect((result) => result.document.activities.map((own) => ({
    name: `${own.name}${result.document.nodes.length > 1 ? ` at ${own.node}` : ''}`, value: own.amount ?? 0, unit: own.unit })));
  const inputs = collect((result) => result.document.inputs.map((own) => ({ name: own.name, value: own.number.value, unit: own.number.unit })))
    .filter((row) => row.values.some((value) => value !== row.values[0]));

  const bars = (unit, key) => plans.map((plan) => ({
    name: plan.name,
    bars: (key === 'cost' ? collectCosts(plan.result) : capacityBars(plan.result, unit)),
  }));
  const capacityBars = (result, unit) => last(result).capacities.filter((own) => own.unit === unit && own.amount > 1e-6)
    .map((own) => ({ name: own.name, amount: own.amount }));
  const collectCosts = (result) => {
    const sums = new Map();
    for (const own of last(result).costs) sums.set(own.name, (sums.get(own.name) || 0) + own.amount / last(result).served);
    return [...sums].map(([name, amount]) => ({ name, amount }));
  };
  const power = h('div.chart', { style: { '--height': '340px' }, role: 'img', 'aria-label': 'Bars: capacity of each plan' });
  const cost = h('div.chart', { style: { '--height': '340px' }, role: 'img', 'aria-label': 'Bars: cost of each plan by supply' });

  main.replaceChildren(
    h('header.head', {}, h('h1', {}, 'Side by side'), h('div.sides', {}, plans.map((plan, index) => h('section.side-by', {},
      h('h2', {}, mark(index), h('a', { href: `#/run/${encodeURIComponent(plan.state.id)}` }, plan.name)),
      h('p.note', {}, `${plan.state.file}, ${when(plan.state.created)}`),
      (plan.state.request.edits || []).length ? h('ul.edits', {}, plan.state.request.edits.map((edit) => h('li', {}, `${edit.path.join(', ')}: ${edit.text}`))) : null,
      h('p', {}, plan.result.headline.sentence))))),
    compared('The answer', figures),
    isCampus ? h('div.pair', {}, h('figure', {}, power, h('figcaption', {}, 'Capacity in the last stage, MW.')), h('figure', {}, cost, h('figcaption', {}, 'Cost in the last stage by supply, USD per MWh served.'))) : '',
    isCampus ? compared('Capacity in the last stage', capacities) : compared('What to do', activities),
    isCampus ? compared('Cost in the last stage by supply and cause', costs) : '',
    inputs.length ? table('Inputs that differ', ['Input', ...heads, 'Unit'], inputs.map((row) => [row.name, ...row.values.map((value) => (value === undefined ? '–' : number(value))), row.unit]))
      : h('p.note', {}, 'All inputs are the same.'));
  const redraw = () => {
    if (!isCampus) return;
    draw(power, charts.compared(bars('MW', 'capacity'), 'Capacity, MW', 'MW', 'amount'));
    draw(cost, charts.compared(bars('', 'cost'), 'Cost, USD/MWh', 'USD/MWh', 'amount'));
  };
  redraw();
  window.addEventListener('themechange', redraw);
  return () => window.removeEventListener('themechange', redraw);
}
