'use strict';

/**
 * Charts of a plan for the library Plotly, shared by the report and the web app.
 *
 * `source.data` is what the program wrote (capacity, costs, energy, rents by stage), `source.hours(stage)` the
 * hours of a stage, `source.state` what the reader chose. Each chart is `{ traces, layout }`, or null.
 */
globalThis.Gigawatt = globalThis.Gigawatt || {};
globalThis.Gigawatt.charts = (source) => {
  const root = document.documentElement;
  const hoursOfYear = 8760;
  const others = [];

  // Words and colours

  const { format } = new Intl.NumberFormat('en-US', { maximumSignificantDigits: 4 });
  /** Text for the chart library, which reads some markup. */
  const plain = (text) =>
    String(text).replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
  const color = (name) => getComputedStyle(root).getPropertyValue(`--${name}`).trim();
  const unique = (values) => [...new Set(values)];
  const stageNames = () => source.data.stageNames;
  const hasStages = () => stageNames().length > 1;
  const ownPlace = () => (hasStages() ? 'stage' : 'name');

  const hexByte = (value) => Math.round(value).toString(16).padStart(2, '0');

  /** The colour of a technology; a second supply of the same kind gets a lighter shade. */
  function fillOf({ color: name, shade = 0 }) {
    const base = color(name) || otherColor(name);
    const parts = [1, 3, 5].map((start) => parseInt(base.slice(start, start + 2), 16));
    const share = Math.min(0.6, 0.3 * shade);
    return `#${parts.map((part) => hexByte(part + (255 - part) * share)).join('')}`;
  }

  /** A technology without a colour of its own gets one that no other has, for as long as the page lives. */
  function otherColor(name) {
    if (!others.includes(name)) others.push(name);
    return color(`series-${1 + (others.indexOf(name) % 8)}`) || '#9aa3ad';
  }

  const fade = (hex, alpha) => `${hex}${hexByte(255 * alpha)}`;

  // Layout

  const clear = 'rgba(0,0,0,0)';
  const isNarrow = () => !source.state.printing && root.clientWidth < 640;

  function axis(title, more = {}) {
    return {
      title: { text: title, standoff: 8, font: { size: 12.5, color: color('muted') } },
      automargin: true, gridcolor: color('line'), zerolinecolor: color('muted'),
      linecolor: color('line'), separatethousands: true, exponentformat: 'none', fixedrange: true,
      ...more,
    };
  }

  function layout(more) {
    const family = getComputedStyle(document.body).fontFamily;
    return {
      ...(source.state.printing ? { width: 685 } : { autosize: true }),
      font: { family, size: 12.5, color: color('text') },
      paper_bgcolor: clear, plot_bgcolor: clear,
      margin: { l: 12, r: 16, t: 12, b: 12 }, bargap: 0.32, hovermode: 'closest',
      modebar: { bgcolor: clear, color: color('muted'), activecolor: color('accent') },
      hoverlabel: { bgcolor: color('raised'), bordercolor: color('line') },
      legend: { orientation: 'h', y: 1.02, yanchor: 'bottom', x: 0, traceorder: 'normal' },
      showlegend: true, ...more,
    };
  }

  const categories = (more) => axis('', { type: 'category', gridcolor: clear, ...more });

  /** Stages of a tree, such as `2030 boom bust`, by year and future; undefined where there are few. */
  function stageLevels(names = stageNames()) {
    if (names.length < 7 || !names.every((name) => /^\d{4}( |$)/.test(name)) || !names.some((name) => name.length > 4)) return undefined;
    return [names.map((name) => name.slice(0, 4)), names.map((name) => plain(name.slice(5) || ' '))];
  }

  const stageAxis = (more, levels = stageLevels()) => (levels ? axis('', {
    type: 'multicategory', gridcolor: clear, dividercolor: color('line'), dividerwidth: 1, tickangle: -90, ...more,
  }) : categories(more));

  // Bars

  const isSome = (value) => Math.abs(value) > 1e-6;
  const sum = (items, key) => items.reduce((total, item) => total + (item[key] || 0), 0);

  /** One trace per supply with its sums over stages, causes or its own name; only stages stand. */
  function bars(items, { over = ownPlace(), key, unit, marker = (fill) => ({ color: fill }), more }) {
    const groups = over === 'stage' ? stageNames() : unique(items.map((item) => item[over]));
    const [place, size, orientation] = over === 'stage' ? ['x', 'y', 'v'] : ['y', 'x', 'h'];
    return unique(items.map((item) => item.name)).map((name) => {
      const own = items.filter((item) => item.name === name);
      const places = over === 'name' ? [name] : groups;
      return {
        type: 'bar', orientation, name: plain(name),
        [place]: (over === 'stage' && stageLevels()) || places.map(plain),
        [size]: places.map((group) => sum(own.filter((item) => item[over] === group), key)),
        marker: marker(fillOf(own[0])),
        hovertemplate: `%{${place}}, ${plain(name)}: %{${size}:,.4~r} ${unit}<extra></extra>`,
        ...(typeof more === 'function' ? more(own[0]) : more),
      };
    });
  }

  /** Lying bars run from top to bottom in the order of the items. */
  function barChart(title, items, options) {
    const { over = ownPlace(), legend = over === 'stage' } = options;
    const order = unique(items.map((item) => plain(item[over])));
    const [xaxis, yaxis] = over === 'stage' ? [stageAxis(), axis(title)] : [
      axis(title),
      categories({ autorange: 'reversed', categoryorder: 'array', categoryarray: order }),
    ];
    const made = layout({ barmode: 'relative', xaxis, yaxis, showlegend: legend });
    // One or two bars need not fill the chart.
    if (over !== 'stage' && order.length < 3) made.bargap = order.length === 1 ? 0.75 : 0.55;
    return { traces: bars(items, options), layout: made };
  }

  function capacityChart() {
    const of = (unit) => source.data.capacity.filter((item) => item.unit === unit && isSome(item.amount));
    return (hasStages() ? capacityByStage : capacityOfOne)(of('MW'), of('MWh'));
  }

  function capacityOfOne(power, energy) {
    power.sort((a, b) => b.amount - a.amount);
    const label = ({ name, amount }) => {
      const store = energy.find((item) => item.name === `${name} energy`);
      return `${format(amount)} MW${store ? ` · ${format(store.amount)} MWh` : ''}`;
    };
    const more = (item) => (
      { text: [label(item)], textposition: 'outside', cliponaxis: false, hoverinfo: 'skip' });
    const made = barChart('Capacity, MW', power, { key: 'amount', unit: 'MW', more });
    const most = Math.max(...power.map((own) => own.amount), 1);
    made.layout.xaxis.range = [0, (isNarrow() ? 2 : 1.35) * most];
    return made;
  }

  /** Power, and the energy of stores beside it (below it on a narrow screen). */
  function capacityByStage(power, energy) {
    const made = barChart('Capacity, MW', power, { key: 'amount', unit: 'MW' });
    if (energy.length === 0) return made;
    const more = { xaxis: 'x2', yaxis: 'y2', showlegend: false };
    made.traces.push(...bars(energy, { key: 'amount', unit: 'MWh', more }));
    const [left, right, top, bottom] = stageLevels() ? [[0, 1], [0, 1], [0.56, 1], [0, 0.28]]
      : isNarrow() || stageNames().length > 6 ? [[0, 1], [0, 1], [0.5, 1], [0, 0.36]]
      : [[0, 0.56], [0.75, 1], [0, 1], [0, 1]];
    Object.assign(made.layout.xaxis, { domain: left, anchor: 'y' });
    made.layout.yaxis.domain = top;
    made.layout.xaxis2 = stageAxis({ domain: right, anchor: 'y2' });
    made.layout.yaxis2 = axis('Storage, MWh', { domain: bottom, anchor: 'x2' });
    return made;
  }

  /** Costs in the chosen unit; what the load goes without is named as such. */
  function costChart(over) {
    const isYear = source.state['cost-unit'] === 'year';
    const items = source.data.costs
      .filter((item) => isSome(item.perMegawattHour)
        && (over === 'stage' || item.stage === stageNames()[source.state.stage]))
      .map((item) => ({ ...item, value: isYear ? item.perYear / 1e6 : item.perMegawattHour }));
    const [unit, title] = isYear ? ['million USD', 'Cost, million USD a year']
      : ['USD/MWh', 'Cost, USD/MWh of load served'];
    return barChart(title, items, { over, key: 'value', unit, legend: true });
  }

  function energyChart() {
    const items = source.data.energy.filter((item) => isSome(item.used) || isSome(item.curtailed));
    if (!hasStages()) items.sort((a, b) => b.used - a.used);
    const hatch = (fill) => ({
      color: fade(fill, 0.25), pattern: { shape: '/', fgcolor: fill, size: 6, solidity: 0.35 },
    });
    const made = barChart('Energy, GWh a year', items, { key: 'used', unit: 'GWh' });
    made.traces.push(...bars(items.filter((item) => isSome(item.curtailed)), {
      key: 'curtailed', unit: 'GWh curtailed', marker: hatch, more: { showlegend: false },
    }));
    return made;
  }

  function rentChart() {
    const cut = (text) => (isNarrow() && text.length > 22 ? `${text.slice(0, 21)}…` : text);
    const most = Math.max(...source.data.rents.map((bar) => Math.abs(bar.amount)), 0);
    const [size, word] = [[1e9, 'billion '], [1e6, 'million ']].find(([least]) => most >= least)
      || [1, ''];
    const tickvals = source.data.rents.map((_, index) => index);
    const ticktext = source.data.rents.map((bar) => plain(cut(bar.name)));
    const trace = {
      type: 'bar', orientation: 'h', y: tickvals, x: source.data.rents.map((bar) => bar.amount / size),
      customdata: source.data.rents.map((bar) => plain(bar.name)),
      marker: { color: source.data.rents.map((bar) => color(bar.amount < 0 ? 'loss' : 'gain')) },
      hovertemplate: '%{customdata}: %{x:,.4~r}<extra></extra>',
    };
    const xaxis = axis(`Worth to the plan, ${word}${plain(source.data.valueUnit)}`);
    const yaxis = categories(
      { type: 'linear', tickvals, ticktext, autorange: 'reversed', zeroline: false });
    return { traces: [trace], layout: layout({ showlegend: false, xaxis, yaxis }) };
  }

  /** Values from the highest to the lowest, and the hours of the year that lie above each. */
  function ranked(values) {
    const { step, shares } = source.hours(source.state.stage);
    const order = Array.from(values.keys()).sort((a, b) => values[b] - values[a]);
    const length = values.length / shares.length;
    let above = 0;
    const x = order.map((index) => {
      const start = above;
      above += step * shares[Math.floor(index / length)];
      return start;
    });
    return { x, y: order.map((index) => values[index]) };
  }


  function line(name, x, y, stroke, unit) {
    return {
      type: 'scatter', mode: 'lines', name: plain(name), x, y,
      line: { color: stroke, width: 1.6, shape: 'hv' },
      hovertemplate: `${plain(name)}: %{y:,.4~r} ${unit}<extra></extra>`,
    };
  }


  /** Lines from the highest hour to the lowest. */
  function durationChart(title, lines, more = {}) {
    const traces = lines.map(([name, { x, y }, stroke, unit]) => ({
      ...line(name, x, y, stroke, unit),
      hovertemplate: `${name}: %{y:,.4~r} ${unit} or more in %{x:,.4~r} h<extra></extra>`,
    }));
    const xaxis = axis('Hours of the year with at least this', { range: [0, hoursOfYear] });
    return { traces, layout: layout({ xaxis, yaxis: axis(title), ...more }) };
  }

  function priceDuration() {
    const price = source.hours(source.state.stage).series.find((own) => own.role === 'price');
    if (!price) return null;
    const curve = ranked(price.values);
    const sorted = curve.y;
    const most = sorted[Math.floor(0.02 * sorted.length)] * 1.2;
    const isCut = source.state['price-range'] === 'most' && sorted[0] > most && most > 0;
    const range = isCut ? [Math.min(0, sorted.at(-1)), most] : undefined;
    const note = {
      x: 0.02, xref: 'paper', y: 0.98, yref: 'paper', xanchor: 'left', yanchor: 'top',
      showarrow: false, font: { color: color('muted') },
      text: `the dearest hours go up to ${format(sorted[0])} USD/MWh`,
    };
    const title = 'Price, USD/MWh';
    return durationChart(title, [['price', curve, color('accent'), 'USD/MWh']], {
      showlegend: false, yaxis: axis(title, { range, rangemode: 'tozero' }),
      annotations: isCut ? [note] : [],
    });
  }

  function loadDuration() {
    const { series } = source.hours(source.state.stage);
    const load = series.find((own) => own.role === 'load');
    if (!load) return null;
    const potentials = series.filter((own) => own.role === 'potential');
    const net = load.values.map((value, index) =>
      value - potentials.reduce((total, own) => total + own.values[index], 0));
    const lines = [['load', ranked(load.values), color('text'), 'MW']];
    if (potentials.length > 0) lines.push(['net load', ranked(net), color('accent'), 'MW']);
    return durationChart('Load, MW', lines, { yaxis: axis('Load, MW', { rangemode: 'tozero' }) });
  }

  // Flows

  const kindColor = {
    process: 'accent', resource: 'muted', paid: 'loss', earned: 'gain', endowment: 'good', demand: 'text',
    limit: 'warn', end: 'muted',
  };
  const kindWords = {
    paid: 'paid', earned: 'earned', endowment: 'what is there', demand: 'what is owed',
    limit: 'limits and rules',
  };

  /** What may hang together under the name of one supply gets its colour. */
  function flowColor(node) {
    const bars = [...source.data.capacity, ...source.data.costs];
    const own = bars.filter((bar) => node.name === bar.name || node.name.includes(` ${bar.name}`)
      || node.name.startsWith(`${bar.name} `)).sort((a, b) => b.name.length - a.name.length)[0];
    return own ? fillOf(own) : color(kindColor[node.kind] || 'muted');
  }

  /** Takes off what goes round: of each circle of links the least of them. What comes in and goes out of a node stays. */
  function withoutCircles(links) {
    let left = links.filter((link) => link.from !== link.to);
    for (;;) {
      const circle = findCircle(left);
      if (!circle) return left;
      const least = Math.min(...circle.map((link) => link.value));
      for (const link of circle) link.value -= least;
      left = left.filter((link) => link.value > 1e-12 * (least + link.value));
    }
  }

  function findCircle(links) {
    const out = new Map();
    for (const link of links) {
      if (!out.has(link.from)) out.set(link.from, []);
      out.get(link.from).push(link);
    }
    const state = new Map();
    const way = [];
    const visit = (node) => {
      state.set(node, 'open');
      for (const link of out.get(node) || []) {
        way.push(link);
        if (state.get(link.to) === 'open') return way.slice(way.findIndex((own) => own.from === link.to));
        const found = state.get(link.to) ? null : visit(link.to);
        if (found) return found;
        way.pop();
      }
      state.set(node, 'done');
      return null;
    };
    for (const node of out.keys()) {
      const found = state.get(node) ? null : visit(node);
      if (found) return found;
    }
    return null;
  }

  /** The column of each node: as far from the start as its longest way; what goes no further stands last. */
  function columnsOf(links) {
    const used = unique(links.flatMap((link) => [link.from, link.to]));
    const depth = new Map(used.map((node) => [node, 0]));
    for (let round = 0, moved = true; moved && round <= used.length; round += 1) {
      moved = false;
      for (const { from, to } of links) {
        if (depth.get(to) <= depth.get(from)) { depth.set(to, depth.get(from) + 1); moved = true; }
      }
    }
    const last = Math.max(0, ...depth.values());
    for (const node of used) if (!links.some((link) => link.from === node)) depth.set(node, last);
    return depth;
  }

  const mostInColumn = 15;

  /** Joins the small nodes of each column, so that every name has its line. */
  function joined(nodes, links) {
    const columns = columnsOf(links);
    const through = (node) => Math.max(...['from', 'to'].map((end) =>
      links.filter((link) => link[end] === node).reduce((total, link) => total + link.value, 0)));
    const all = [...nodes];
    const places = new Map();
    for (const column of unique([...columns.values()])) {
      const own = [...columns.keys()].filter((node) => columns.get(node) === column)
        .map((node) => ({ node, size: through(node) })).sort((x, y) => y.size - x.size);
      const least = 0.004 * own.reduce((total, one) => total + one.size, 0);
      const small = own.filter((one, index) => index >= mostInColumn - 1 || one.size < least);
      if (small.length < 2) continue;
      all.push({ name: `${small.length} small ones`, kind: 'end', parts: small.map((one) => nodes[one.node].name) });
      for (const one of small) places.set(one.node, all.length - 1);
    }
    const merged = new Map();
    for (const link of links) {
      const [from, to] = [link.from, link.to].map((node) => places.get(node) ?? node);
      const key = `${from} ${to} ${places.has(link.from) || places.has(link.to) ? '' : link.resource}`;
      const known = merged.get(key);
      if (known) { known.value += link.value; known.resource = 'several'; known.amount = undefined; } else merged.set(key, { ...link, from, to });
    }
    return { nodes: all, links: [...merged.values()] };
  }

  /** Cuts a name where its room ends. */
  function fitted(text, room) {
    const pen = fitted.pen ??= document.createElement('canvas').getContext('2d');
    pen.font = `12.5px ${getComputedStyle(document.body).fontFamily}`;
    if (pen.measureText(text).width <= room) return text;
    let length = text.length;
    while (length > 3 && pen.measureText(`${text.slice(0, length)}…`).width > room) length -= 1;
    return `${text.slice(0, length).trimEnd()}…`;
  }

  const flowName = (node) => (node.kind === 'demand' && node.name !== 'load' ? `${node.name} (owed)`
    : node.kind === 'endowment' ? `${node.name} (there)`
      : node.kind === 'limit' ? `limit: ${node.name}` : kindWords[node.kind] && node.kind !== 'demand' ? kindWords[node.kind] : node.name);

  /**
   * From what is paid to what is earned; `measure` is `worth` or the unit of an amount, `width` the room in pixels.
   * What goes round is shown net and small nodes are joined; `height` is what the names need.
   */
  function flowChart(graph, measure = 'worth', width = root.clientWidth - 64) {
    const size = (link) => (measure === 'worth' ? link.worth : link.unit === measure ? link.amount : 0) || 0;
    const wanted = graph.links.filter((link) => size(link) > 0).map((link) => ({ ...link, value: size(link) }));
    if (wanted.length === 0) return null;
    const most = Math.max(...wanted.map((link) => link.value));
    const net = withoutCircles(wanted.filter((link) => link.value > 1e-5 * most)).filter((link) => link.value > 1e-5 * most);
    if (net.length === 0) return null;
    const { nodes: all, links } = joined(graph.nodes, net);
    const unit = measure === 'worth' ? graph.unit : measure;
    const [scale, word] = [[1e9, 'billion '], [1e6, 'million '], [1e3, 'thousand ']]
      .find(([least]) => most >= least && !/^(thousand|million|billion|trillion) /.test(unit)) || [1, ''];
    const columns = columnsOf(links);
    const used = [...columns.keys()];
    const place = new Map(used.map((old, index) => [old, index]));
    const nodes = used.map((index) => all[index]);
    const last = Math.max(...columns.values());
    const pitch = (width - 16 - 14) / Math.max(1, last) - 14;
    const gap = Math.max(20, pitch - 22);
    const names = nodes.map(flowName);
    const pen = (text) => { fitted(text, 1e9); return fitted.pen.measureText(text).width; };
    // In the last gap the names of two columns meet.
    const ends = Math.max(0, ...names.filter((_, index) => columns.get(used[index]) === last).map(pen));
    const befores = Math.max(0, ...names.filter((_, index) => columns.get(used[index]) === last - 1).map(pen));
    const endRoom = Math.min(ends + 4, Math.max(0.6 * gap, gap - befores));
    const rooms = (column) => (column === last ? endRoom : column === last - 1 ? gap - endRoom : gap);
    const crowd = Math.max(...unique([...columns.values()]).map((column) => used.filter((node) => columns.get(node) === column).length));
    const trace = {
      type: 'sankey', arrangement: 'snap', valueformat: ',.4~r',
      valuesuffix: ` ${word}${unit}`,
      node: {
        label: names.map((name, index) => plain(fitted(name, rooms(columns.get(used[index]))))), color: nodes.map(flowColor), pad: 20, thickness: 14,
        customdata: nodes.map((node, index) => plain(node.parts ? `${node.parts.slice(0, 12).join(', ')}${node.parts.length > 12 ? ' …' : ''}` : names[index])),
        line: { width: 0 }, hovertemplate: '%{customdata}: %{value}<extra></extra>',
      },
      link: {
        source: links.map((link) => place.get(link.from)), target: links.map((link) => place.get(link.to)),
        value: links.map((link) => link.value / scale),
        color: links.map((link) => fade(flowColor(all[all[link.from].kind === 'process' ? link.from : link.to]), 0.38)),
        label: links.map((link) => plain(link.resource)),
        customdata: links.map((link) => (link.amount && measure === 'worth' ? `<br>${format(link.amount)} ${plain(link.unit)}` : '')),
        hovertemplate: '%{source.customdata} → %{target.customdata}<br>%{label}: %{value}%{customdata}<extra></extra>',
      },
    };
    return {
      traces: [trace], layout: layout({ margin: { l: 8, r: 8, t: 30, b: 8 }, showlegend: false }),
      height: Math.min(780, Math.max(340, 140 + 36 * crowd)),
    };
  }

  /** Parts on top of each other (or side by side) over the nodes of a future, with a mark for what they add up against. */
  function columnChart({ title, unit, places, parts, isGrouped, mark }) {
    const levels = stageLevels(places);
    const names = places.map(plain);
    const x = levels || names;
    const traces = parts.map((part) => ({
      type: 'bar', name: plain(part.name), x, y: part.values, marker: { color: fillOf(part) },
      hovertemplate: `%{x}, ${plain(part.name)}: %{y:,.4~r} ${plain(unit)}<extra></extra>`,
    }));
    if (mark) {
      traces.push({
        type: 'scatter', mode: 'markers', name: plain(mark.name), x, y: mark.values,
        marker: { color: color('text'), symbol: 'line-ew-open', size: 22, line: { width: 2.5 } },
        hovertemplate: `%{x}, ${plain(mark.name)}: %{y:,.4~r} ${plain(unit)}<extra></extra>`,
      });
    }
    const barmode = isGrouped ? 'group' : 'relative';
    // Years stand below their columns; that some are means over futures is said once.
    const years = names.map((name) => name.replace(/, mean of \d+$/, ''));
    const means = new Set(names.filter((name, index) => name !== years[index]).map((name) => name.replace(/^.*, mean of /, '')));
    const xaxis = levels ? stageAxis({}, levels) : categories({ tickmode: 'array', tickvals: names, ticktext: years });
    if (means.size) xaxis.title.text = `means of ${[...means].join(' to ')} futures from ${years[names.findIndex((name, index) => name !== years[index])]} on`;
    const isNegative = parts.some((part) => part.values.some((value) => value < 0));
    return { traces, layout: layout({ barmode, xaxis, yaxis: axis(plain(title), isNegative ? {} : { rangemode: 'nonnegative' }) }) };
  }

  // Comparing

  /** Bars of the same thing in several plans, side by side. */
  function comparedBars(plans, title, unit, key) {
    const names = unique(plans.flatMap((plan) => plan.bars.map((bar) => bar.name)));
    const traces = plans.map((plan, index) => ({
      type: 'bar', name: plain(plan.name), x: names.map(plain),
      y: names.map((name) => sum(plan.bars.filter((bar) => bar.name === name), key)),
      marker: { color: color(`series-${index + 1}`) },
      hovertemplate: `%{x}, ${plain(plan.name)}: %{y:,.4~r} ${unit}<extra></extra>`,
    }));
    const made = layout({ barmode: 'group', xaxis: categories(), yaxis: axis(title) });
    return { traces, layout: made };
  }

  return {
    capacity: capacityChart, cost: costChart, energy: energyChart, rents: rentChart,
    priceDuration, loadDuration, flows: flowChart, compared: comparedBars, columns: columnChart,
    fillOf, color, plain, layout, axis, categories, format, isNarrow,
  };
};

/** Numbers as the program writes them into a page: Float32, little endian, base64. */
globalThis.Gigawatt.floats = (base64) => {
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  return new Float32Array(bytes.buffer);
};
