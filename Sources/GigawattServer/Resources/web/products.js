/** What is sold, what a unit of it costs layer by layer, and the chips and halls that make it. */

import { h } from './dom.js';
import { none, number, percent, scale, size } from './format.js';

const layers = ['fuel', 'generation', 'storage', 'grid', 'emissions', 'shortage', 'hall', 'chip', 'lease', 'waiting', 'selling', 'royalty', 'own'];
const layerColor = {
  fuel: 'tech-gas-engine', generation: 'tech-solar', storage: 'tech-battery', grid: 'tech-grid', emissions: 'tech-ccgt',
  shortage: 'tech-unserved', hall: 'series-7', chip: 'series-5', lease: 'tech-smr', waiting: 'tech-curtailed',
  selling: 'series-8', royalty: 'tech-fusion', own: 'muted',
};

/** Units are counted by the million where one costs less than a cent. */
function multiple(cost) {
  const [factor, word] = [[1, ''], [1e3, 'thousand '], [1e6, 'million '], [1e9, 'billion '], [1e12, 'trillion ']].find(([own]) => cost * own >= 0.01) || [1, ''];
  return { factor, word };
}

/** A bar for each product, divided by layer: shares, so that a token and a video-second stand side by side. */
function stacks(view, stage) {
  const bars = stage.stacks.filter((stack) => Object.values(stack.layers).some((amount) => Math.abs(amount) > 1e-6));
  const total = (stack) => Object.values(stack.layers).reduce((sum, amount) => sum + amount, 0);
  const { plain, color, layout, axis, categories } = view.charts;
  const label = (stack) => {
    if (!(stack.units > 0)) return stack.name;
    const own = multiple(total(stack) / stack.units);
    return `${stack.name}: ${number((total(stack) / stack.units) * own.factor)} USD/${own.word}${stack.unit}`;
  };
  const traces = layers.filter((layer) => bars.some((stack) => Math.abs(stack.layers[layer] || 0) > 1e-6)).map((layer) => ({
    type: 'bar', orientation: 'h', name: layer, y: bars.map((stack) => plain(label(stack))),
    x: bars.map((stack) => (100 * (stack.layers[layer] || 0)) / total(stack)), marker: { color: color(layerColor[layer]) },
    customdata: bars.map((stack) => {
      if (!(stack.units > 0)) return `${number(stack.layers[layer] || 0)} USD a year`;
      const own = multiple(total(stack) / stack.units);
      return `${number(((stack.layers[layer] || 0) / stack.units) * own.factor)} USD/${plain(own.word + stack.unit)}`;
    }),
    hovertemplate: `${layer}: %{customdata}, %{x:.4~r} %<extra></extra>`,
  }));
  return traces.length ? { traces, layout: layout({ barmode: 'stack', xaxis: axis('Share of the cost, %', { range: [0, 100] }), yaxis: categories({ autorange: 'reversed' }) }) } : null;
}

const perUnit = (value, unit) => {
  if (!Number.isFinite(value)) return none;
  const own = multiple(Math.abs(value));
  return `${number(value * own.factor)} USD/${own.word}${unit}`;
};

export const products = {
  name: 'products', title: 'Products', isFor: (result) => Boolean(result.document.fleet),
  make(view) {
    const chart = view.chart('Stacked bars: cost of a unit of each product by layer', 'What a unit costs from the wellhead to the customer, by layer: all costs of a year shared out by energy and by chips.', 320);
    const tables = h('div');
    const made = {
      element: [h('div.toolbar', {}, view.chooseStage(() => made.update())), chart.figure, tables],
      update() {
        const { stages } = view.result.document.fleet;
        const stage = stages[Number(view.state.stage)] || stages[0];
        const own = scale([stage.revenue, stage.cost], 'USD');
        tables.replaceChildren(...[
          stage.products.length ? view.table(`Sold in ${stage.name}`, ['Product', '#units a year', '#of the demand', '#price', `#revenue, ${own.unit}`, '#users'],
            stage.products.map((product) => [product.name, `${number(product.sold)} ${product.unit}`, product.demand > 0 ? percent(product.sold / product.demand) : none,
              perUnit(product.price, product.unit), own.text(product.revenue), size(product.users)]),
            [['Revenue less cost', '', '', '', own.text(stage.revenue - stage.cost), '']]) : null,
          stage.margins.length ? view.table('What one more unit costs', ['Work', 'On', '#price', '#energy', '#hall', '#chip'],
            stage.margins.map((margin) => [margin.work, [margin.accelerator, margin.site].filter(Boolean).join(', '), perUnit(margin.price, margin.unit),
              percent(margin.energy / margin.price), percent(margin.hall / margin.price), percent(margin.chip / margin.price)])) : null,
          stage.chips.length ? view.table('Chips', ['Accelerator', 'At', '#installed', '#added', '#busy', '#cost of waiting, million USD a year'],
            stage.chips.map((chips) => [chips.accelerator, chips.site || 'leased', size(chips.installed), size(chips.added), size(chips.busy), size(chips.idleCost / 1e6)])) : null,
          stage.halls.length ? view.table('Halls, MW of IT', ['Site', '#built', '#added', '#in use'],
            stage.halls.map((hall) => [hall.site, size(hall.built), size(hall.added), size(hall.used)])) : null,
        ].filter(Boolean));
        return view.draw(chart.box, stacks(view, stage));
      },
    };
    return made;
  },
};
