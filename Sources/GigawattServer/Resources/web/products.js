/** What is sold, what a unit of it costs layer by layer, and the chips and halls that make it. */

import { h } from './dom.js';
import { none, number, percent, scale, size } from './format.js';

const layers = ['fuel', 'generation', 'storage', 'grid', 'emissions', 'shortage', 'hall', 'chip', 'lease', 'waiting', 'selling', 'royalty', 'own'];
/** As the columns of the report have them: the colour of what each layer pays for. */
const layerColor = {
  fuel: 'tech-gas-engine', generation: 'tech-solar', storage: 'tech-battery', grid: 'tech-grid', emissions: 'tech-diesel-backup',
  shortage: 'tech-unserved', hall: 'tech-ccgt', chip: 'tech-nuclear', lease: 'tech-fusion', waiting: 'tech-curtailed',
  selling: 'tech-wind', royalty: 'tech-geothermal', own: 'tech-smr',
};

/** Units are counted by the million where one costs less than a cent. */
function multiple(cost) {
  const [factor, word] = [[1, ''], [1e3, 'thousand '], [1e6, 'million '], [1e9, 'billion '], [1e12, 'trillion ']].find(([own]) => cost * own >= 0.01) || [1, ''];
  return { factor, word };
}

const total = (stack) => Object.values(stack.layers).reduce((sum, amount) => sum + amount, 0);

/** A bar for each product, divided by layer: shares, so that a token and a video-second stand side by side. */
function stacks(view, stage) {
  const bars = stage.stacks.filter((stack) => Object.values(stack.layers).some((amount) => Math.abs(amount) > 1e-6));
  const { plain, color, layout, axis, categories } = view.charts;
  const label = (stack) => {
    if (!(stack.units > 0)) return plain(stack.name);
    const own = multiple(total(stack) / stack.units);
    const cost = plain(`${number((total(stack) / stack.units) * own.factor)} USD/${own.word}${stack.unit}`);
    return view.charts.isNarrow() ? `${plain(stack.name)}<br>${cost}` : `${plain(stack.name)}: ${cost}`;
  };
  const traces = layers.filter((layer) => bars.some((stack) => Math.abs(stack.layers[layer] || 0) > 1e-6)).map((layer) => ({
    type: 'bar', orientation: 'h', name: layer, y: bars.map(label),
    x: bars.map((stack) => (100 * (stack.layers[layer] || 0)) / total(stack)), marker: { color: color(layerColor[layer]) },
    customdata: bars.map((stack) => {
      if (!(stack.units > 0)) return `${number(stack.layers[layer] || 0)} USD a year`;
      const own = multiple(total(stack) / stack.units);
      return `${number(((stack.layers[layer] || 0) / stack.units) * own.factor)} USD/${plain(own.word + stack.unit)}`;
    }),
    hovertemplate: `${layer}: %{customdata}, %{x:.4~r} %<extra></extra>`,
  }));
  return traces.length ? { traces, layout: layout({ barmode: 'stack', xaxis: axis(view.charts.isNarrow() ? '%' : 'Share of the cost, %', { range: [0, 100] }), yaxis: categories({ autorange: 'reversed' }) }) } : null;
}

/** Amounts of many digits by the thousand, million, billion or trillion. */
function many(amount, unit) {
  const [size, word] = [[1e12, 'trillion '], [1e9, 'billion '], [1e6, 'million ']].find(([least]) => Math.abs(amount) >= least) || [1, ''];
  return `${number(amount / size)} ${word}${unit}`;
}

const perUnit = (value, unit) => {
  if (!(Math.abs(value) > 0)) return none;
  const own = multiple(Math.abs(value));
  return `${number(value * own.factor)} USD/${own.word}${unit}`;
};

/** Users of each product from node to node, a line for each future that the tree may take. */
function paths(view) {
  const { stages } = view.result.document.fleet;
  const { nodes } = view.result.document;
  const names = [...new Set(stages.flatMap((stage) => stage.products.filter((own) => own.users > 1e-6).map((own) => own.name)))];
  if (!names.length || stages.length < 2) return null;
  const leaves = nodes.filter((node) => !nodes.some((own) => own.after === node.name));
  const usersAt = (node, name) => stages.find((stage) => stage.name === node.name)?.products.find((own) => own.name === name)?.users ?? null;
  const most = Math.max(...stages.flatMap((stage) => stage.products.map((own) => own.users || 0)));
  const [divisor, unit] = [[1e9, 'billion users'], [1e6, 'million users'], [1e3, 'thousand users']].find(([least]) => most >= least) || [1, 'users'];
  const placeOf = (node) => node.year ?? node.name;
  const ends = [];
  const traces = names.flatMap((name, place) => leaves.map((leaf, index) => {
    const way = [];
    for (let node = leaf; node; node = nodes.find((own) => own.name === node.after)) way.unshift(node);
    const line = way.map((node) => { const users = usersAt(node, name); return users === null ? null : users / divisor; });
    const sales = view.bars.columns.find((own) => own.identifier === 'chart-fleet-revenue')?.parts.find((own) => own.name === name);
    const color = sales ? view.charts.fillOf(sales) : view.charts.color(`series-${1 + (place % 8)}`);
    ends.push({ x: placeOf(leaf), y: line.at(-1), text: futureOf(leaf), color });
    return {
      type: 'scatter', mode: 'lines+markers', name: view.charts.plain(name), legendgroup: name, showlegend: index === 0, x: way.map(placeOf), y: line,
      line: { color, width: 1 + 3 * leaf.probability, dash: ['solid', 'dash', 'dot', 'dashdot'][place % 4] }, marker: { color, size: 5 },
      hovertemplate: `${view.charts.plain(leaf.name)}<br>%{x}: %{y:,.4~r} ${unit}<extra></extra>`,
    };
  }));
  const shown = leaves.length > 1 && ends.length <= 12 ? apart(ends.filter((end) => Number.isFinite(end.y)), most / divisor / 14) : [];
  const annotations = shown.map(({ x, at, text, color }) => ({
    x, y: at, text: view.charts.plain(text), xanchor: 'left', xshift: 8, showarrow: false, font: { color, size: 12.5 },
  }));
  return { traces, layout: view.charts.layout({
    xaxis: view.charts.axis('', { tickmode: 'array', tickvals: [...new Set(nodes.map(placeOf))], tickformat: 'd', separatethousands: false }),
    yaxis: view.charts.axis(unit.replace(/^./, (first) => first.toUpperCase()), { rangemode: 'tozero' }), showlegend: names.length > 1, annotations,
    margin: { l: 12, r: shown.length ? 72 : 16, t: 12, b: 12 },
  }) };
}

/** The future to which a last node belongs: its name without its year. */
const futureOf = (node) => node.name.replace(/^\d{4} /, '');

/** Puts names at the ends of lines so far from each other that they can be read. */
function apart(ends, room) {
  const sorted = ends.sort((a, b) => a.y - b.y).map((end) => ({ ...end, at: end.y }));
  sorted.forEach((end, index) => { if (index) end.at = Math.max(end.at, sorted[index - 1].at + room); });
  return sorted;
}

/** What is sold of each product; users where the study has them. */
function soldTable(view, stage, own) {
  if (!stage.products.length) return null;
  const hasUsers = stage.products.some((product) => product.users > 1e-6);
  return view.table(`Sold in ${stage.name}`, ['Product', '#sold a year', '#of the demand', '#price', `#revenue, ${own.unit}`, ...(hasUsers ? ['#users'] : [])],
    stage.products.map((product) => [product.name, many(product.sold, product.unit), product.demand > 0 ? percent(product.sold / product.demand) : none,
      perUnit(product.price, product.unit), own.text(product.revenue), ...(hasUsers ? [product.users > 0 ? many(product.users, '').trim() : none] : [])]),
    [['Revenue less cost', '', '', '', own.text(stage.revenue - stage.cost), ...(hasUsers ? [''] : [])]]);
}

/** The layers of a unit in money, beside its price: what the bars show as shares. */
function layerTable(view, stage) {
  const bars = stage.stacks.filter((stack) => stack.units > 0 && total(stack) > 0);
  if (!bars.length) return null;
  const units = bars.map((stack) => multiple(total(stack) / stack.units));
  const priced = bars.map((stack) => stage.products.find((product) => product.name === stack.name)?.price);
  const shown = layers.filter((layer) => bars.some((stack) => Math.abs(stack.layers[layer] || 0) > 1e-6));
  const cell = (amount, index) => (Math.abs(amount || 0) > 1e-12 ? number((amount / bars[index].units) * units[index].factor) : none);
  const foot = [['All', ...bars.map((stack, index) => cell(total(stack), index))]];
  if (priced.some((price) => price > 0)) {
    foot.push(['Price', ...priced.map((price, index) => (price > 0 ? number(price * units[index].factor) : none))]);
  }
  return view.table('What a unit costs, layer by layer', ['Layer', ...bars.map((stack, index) => `#${stack.name}, USD/${units[index].word}${stack.unit}`)],
    shown.map((layer) => [h('span', {}, h('i.mark', { style: { '--mark': view.charts.color(layerColor[layer]) } }), layer), ...bars.map((stack, index) => cell(stack.layers[layer], index))]), foot);
}

/** What the last unit of each work costs; the rest is what else bounds it, such as the demand. */
function marginTable(view, stage) {
  if (!stage.margins.length) return null;
  const parts = ['energy', 'hall', 'chip', 'rest'].filter((part) => stage.margins.some((margin) => Math.abs(margin[part] / margin.price) > 1e-6));
  return view.table('What one more unit costs', ['Work', 'On', '#price', ...parts.map((part) => `#${part === 'rest' ? 'other limits' : part}`)],
    stage.margins.map((margin) => [margin.work, [margin.accelerator, margin.site].filter(Boolean).join(', '), perUnit(margin.price, margin.unit),
      ...parts.map((part) => percent(margin[part] / margin.price))]));
}

export const products = {
  name: 'products', title: 'Products', isFor: (result) => Boolean(result.document.fleet),
  make(view) {
    const chart = view.chart('Stacked bars: cost of a unit of each product by layer', 'What a unit costs from the wellhead to the customer, by layer: all costs of a year shared out by energy and by chips.', 300);
    const users = view.chart('Lines: users by year and future', 'Users by year, a line for each future: the wider, the more probable.', 300);
    const over = h('div.pair');
    const years = h('div', {}, h('h2.minor', {}, 'Over the years'), users.figure, over);
    const tables = h('div');
    const made = {
      element: [h('div.toolbar', {}, view.chooseStage(() => made.update())), chart.figure, tables, years],
      update() {
        const { stages } = view.result.document.fleet;
        const stage = stages[Number(view.state.stage)] || stages[0];
        const own = scale([stage.revenue, stage.cost], 'USD');
        tables.replaceChildren(...[
          soldTable(view, stage, own),
          layerTable(view, stage),
          marginTable(view, stage),
          stage.chips.length ? view.table('Chips', ['Accelerator', 'At', '#installed', '#added', '#busy', '#cost of waiting, million USD a year'],
            stage.chips.map((chips) => [chips.accelerator, chips.site || 'leased', size(chips.installed), size(chips.added), size(chips.busy), size(chips.idleCost / 1e6)])) : null,
          stage.halls.length ? view.table('Halls, MW of IT', ['Site', '#built', '#added', '#in use'],
            stage.halls.map((hall) => [hall.site, size(hall.built), size(hall.added), size(hall.used)])) : null,
        ].filter(Boolean));
        chart.box.style.setProperty('--height', `${(view.charts.isNarrow() ? 190 : 120) + 46 * Math.max(2, stage.stacks.length)}px`);
        const adoption = paths(view);
        users.figure.hidden = !adoption;
        years.hidden = stages.length < 2;
        return Promise.all([view.draw(chart.box, stacks(view, stage)), adoption ? view.draw(users.box, adoption) : null, view.columns(over, ['stack', 'revenue', 'served'])]);
      },
    };
    return made;
  },
};
