'use strict';

(() => {
  const data = JSON.parse(document.getElementById('data').textContent);
  const root = document.documentElement;
  const hoursOfYear = 8760;
  /** Several weather years follow one another; a window is at most one year long. */
  const lastHour = () => Math.max(hoursOfYear, ...hours(state.stage).series.slice(0, 1)
    .map((own) => own.values.length * hours(state.stage).step));
  /** Windows longer than this show daily means. */
  const longestHourly = 45 * 24;
  /** The first of January of a common year; dates carry no year of their own. */
  const newYear = Date.UTC(2001, 0, 1);
  const state = {
    stage: '0', 'cost-unit': 'mwh', 'price-range': 'most', window: [0, hoursOfYear],
    printing: false,
  };

  // Words and colours

  const { format } = new Intl.NumberFormat('en-US', { maximumSignificantDigits: 4 });
  /** Text for the chart library, which reads some markup. */
  const plain = (text) =>
    String(text).replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
  const byId = (id) => document.getElementById(id);
  const all = (selector) => [...document.querySelectorAll(selector)];
  const color = (name) => getComputedStyle(root).getPropertyValue(`--${name}`).trim();
  const unique = (values) => [...new Set(values)];
  const { stageNames } = data;
  const hasStages = stageNames.length > 1;
  const ownPlace = hasStages ? 'stage' : 'name';


  const hexByte = (value) => Math.round(value).toString(16).padStart(2, '0');

  /** The colour of a technology; a second supply of the same kind gets a lighter shade. */
  function fillOf({ color: name, shade }) {
    const base = color(name) || color('tech-curtailed');
    const parts = [1, 3, 5].map((start) => parseInt(base.slice(start, start + 2), 16));
    const share = Math.min(0.6, 0.3 * shade);
    return `#${parts.map((part) => hexByte(part + (255 - part) * share)).join('')}`;
  }

  const fade = (hex, alpha) => `${hex}${hexByte(255 * alpha)}`;

  // Layout

  const clear = 'rgba(0,0,0,0)';
  const isNarrow = () => !state.printing && root.clientWidth < 640;

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
      ...(state.printing ? { width: 685 } : { autosize: true }),
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

  // Bars

  const isSome = (value) => Math.abs(value) > 1e-6;
  const sum = (items, key) => items.reduce((total, item) => total + (item[key] || 0), 0);

  /** One trace per supply with its sums over stages, causes or its own name; only stages stand. */
  function bars(items, { over = ownPlace, key, unit, marker = (fill) => ({ color: fill }), more }) {
    const groups = over === 'stage' ? stageNames : unique(items.map((item) => item[over]));
    const [place, size, orientation] = over === 'stage' ? ['x', 'y', 'v'] : ['y', 'x', 'h'];
    return unique(items.map((item) => item.name)).map((name) => {
      const own = items.filter((item) => item.name === name);
      const places = over === 'name' ? [name] : groups;
      return {
        type: 'bar', orientation, name: plain(name), [place]: places.map(plain),
        [size]: places.map((group) => sum(own.filter((item) => item[over] === group), key)),
        marker: marker(fillOf(own[0])),
        hovertemplate: `%{${place}}, ${plain(name)}: %{${size}:,.4~r} ${unit}<extra></extra>`,
        ...(typeof more === 'function' ? more(own[0]) : more),
      };
    });
  }

  /** Lying bars run from top to bottom in the order of the items. */
  function barChart(title, items, options) {
    const { over = ownPlace, legend = over === 'stage' } = options;
    const order = unique(items.map((item) => plain(item[over])));
    const [xaxis, yaxis] = over === 'stage' ? [categories(), axis(title)] : [
      axis(title),
      categories({ autorange: 'reversed', categoryorder: 'array', categoryarray: order }),
    ];
    const made = layout({ barmode: 'relative', xaxis, yaxis, showlegend: legend });
    return { traces: bars(items, options), layout: made };
  }

  function capacityChart() {
    const of = (unit) => data.capacity.filter((item) => item.unit === unit && isSome(item.amount));
    return (hasStages ? capacityByStage : capacityOfOne)(of('MW'), of('MWh'));
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
    const [left, right, top, bottom] = isNarrow() ? [[0, 1], [0, 1], [0.5, 1], [0, 0.36]]
      : [[0, 0.6], [0.74, 1], [0, 1], [0, 1]];
    Object.assign(made.layout.xaxis, { domain: left, anchor: 'y' });
    made.layout.yaxis.domain = top;
    made.layout.xaxis2 = categories({ domain: right, anchor: 'y2' });
    made.layout.yaxis2 = axis('Storage, MWh', { domain: bottom, anchor: 'x2' });
    return made;
  }

  /** Costs in the chosen unit; what the load goes without is named as such. */
  function costChart(over) {
    const isYear = state['cost-unit'] === 'year';
    const items = data.costs
      .filter((item) => isSome(item.perMegawattHour)
        && (over === 'stage' || item.stage === stageNames[state.stage]))
      .map((item) => ({ ...item, value: isYear ? item.perYear / 1e6 : item.perMegawattHour }));
    const [unit, title] = isYear ? ['million USD', 'Cost, million USD a year']
      : ['USD/MWh', 'Cost, USD/MWh of load served'];
    return barChart(title, items, { over, key: 'value', unit, legend: true });
  }

  function energyChart() {
    const items = data.energy.filter((item) => isSome(item.used) || isSome(item.curtailed));
    if (!hasStages) items.sort((a, b) => b.used - a.used);
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
    const most = Math.max(...data.rents.map((bar) => Math.abs(bar.amount)), 0);
    const [size, word] = [[1e9, 'billion '], [1e6, 'million ']].find(([least]) => most >= least)
      || [1, ''];
    const tickvals = data.rents.map((_, index) => index);
    const ticktext = data.rents.map((bar) => plain(cut(bar.name)));
    const trace = {
      type: 'bar', orientation: 'h', y: tickvals, x: data.rents.map((bar) => bar.amount / size),
      customdata: data.rents.map((bar) => plain(bar.name)),
      marker: { color: data.rents.map((bar) => color(bar.amount < 0 ? 'loss' : 'gain')) },
      hovertemplate: '%{customdata}: %{x:,.4~r}<extra></extra>',
    };
    const xaxis = axis(`Worth to the plan, ${word}${plain(data.valueUnit)}`);
    const yaxis = categories(
      { type: 'linear', tickvals, ticktext, autorange: 'reversed', zeroline: false });
    return { traces: [trace], layout: layout({ showlegend: false, xaxis, yaxis }) };
  }

  // Hours

  const decoded = [];

  /** The series of a stage with their numbers. */
  const hours = (index) => (decoded[index] ??= {
    step: data.stages[index].step, shares: data.stages[index].shares,
    series: data.stages[index].series.map((own) => ({ ...own, values: floats(own.values) })),
  });

  function floats(base64) {
    const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
    return new Float32Array(bytes.buffer);
  }

  /** Means, lows and highs over groups of steps from `first` up to `last`. */
  function grouped(values, first, last, size) {
    const parts = [];
    for (let start = first; start < last; start += size) {
      parts.push(values.subarray(start, Math.min(start + size, last)));
    }
    return {
      mean: parts.map((part) => part.reduce((a, b) => a + b) / part.length),
      low: parts.map((part) => Math.min(...part)), high: parts.map((part) => Math.max(...part)),
    };
  }

  /** The steps to draw: daily groups for long windows, otherwise each step near the window. */
  function selection(step, count) {
    const [from, to] = state.window;
    if (to - from > longestHourly) return { first: 0, last: count, size: Math.round(24 / step) };
    const first = Math.max(0, Math.floor((2 * from - to) / step));
    return { first, last: Math.min(count, Math.ceil((2 * to - from) / step)), size: 1 };
  }


  function dispatchChart() {
    const { step, series } = hours(state.stage);
    if (series.length === 0) return null;
    const chosen = selection(step, series[0].values.length);
    const isDaily = chosen.size > 1;
    const group = (values) => grouped(values, chosen.first, chosen.last, chosen.size);
    const stamps = group(series[0].values).mean
      .map((_, index) => newYear + (chosen.first + index * chosen.size) * step * 3600e3);
    const used = (role) => series.filter((own) => own.role === role && own.values.some(isSome));
    const traces = [
      ...used('supply').map((own) => area(own, stamps, group(own.values).mean, 'supply')),
      ...used('use').map((own) => area(own, stamps, group(own.values).mean.map((v) => -v), 'use')),
      ...used('load')
        .map((own) => line(own.name, stamps, group(own.values).mean, color('text'), 'MW')),
    ];
    const levels = used('level');
    for (const own of levels) {
      traces.push(...banded(own, stamps, group(own.values), fillOf(own), 'y2', isDaily));
    }
    const price = series.find((own) => own.role === 'price');
    if (price) {
      traces.push(...banded(price, stamps, group(price.values), color('accent'), 'y3', isDaily));
    }
    return { traces, layout: dispatchLayout(levels.length > 0, price, isDaily), isWide: true };
  }

  function line(name, x, y, stroke, unit) {
    return {
      type: 'scatter', mode: 'lines', name: plain(name), x, y,
      line: { color: stroke, width: 1.6, shape: 'hv' },
      hovertemplate: `${plain(name)}: %{y:,.4~r} ${unit}<extra></extra>`,
    };
  }

  function area(own, x, y, stackgroup) {
    const fill = fillOf(own);
    return {
      ...line(own.name, x, y, fill, own.unit), stackgroup, line: { width: 0, shape: 'hv' },
      fillcolor: stackgroup === 'use' ? fade(fill, 0.6) : fill,
    };
  }

  /** A line, with the lowest and highest hour of each day as a pale band where it shows means. */
  function banded(own, x, { mean, low, high }, stroke, yaxis, hasBand) {
    const edge = {
      type: 'scatter', mode: 'lines', x, yaxis, hoverinfo: 'skip', showlegend: false,
      line: { width: 0, shape: 'hv' },
    };
    const band = hasBand
      ? [{ ...edge, y: low }, { ...edge, y: high, fill: 'tonexty', fillcolor: fade(stroke, 0.22) }]
      : [];
    return [...band, { ...line(own.name, x, mean, stroke, own.unit), yaxis, showlegend: false }];
  }

  /** The prices of the window; in a long one the dearest few of them are beyond the axis. */
  function priceRange() {
    const { step, series } = hours(state.stage);
    const [from, to] = state.window.map((hour) => Math.round(hour / step));
    const size = to - from > longestHourly / step ? Math.round(24 / step) : 1;
    const { values } = series.find((own) => own.role === 'price');
    const sorted = descending(grouped(values, from, Math.min(values.length, to), size).mean);
    const usual = 2 * sorted[Math.floor(0.05 * sorted.length)];
    const isCut = size > 1 && sorted[0] > 2 * usual && usual > 0;
    return [Math.min(0, sorted.at(-1)), 1.08 * (isCut ? usual : Math.max(sorted[0], 1))];
  }

  function dispatchLayout(hasLevel, hasPrice, isDaily) {
    const bottom = hasPrice ? 'y3' : hasLevel ? 'y2' : 'y';
    const [power, level, price] = hasLevel && hasPrice ? [[0.46, 1], [0.24, 0.4], [0, 0.18]]
      : [[hasLevel || hasPrice ? 0.34 : 0, 1], [0, 0.27], [0, 0.27]];
    return layout({
      hovermode: 'x unified', dragmode: 'zoom',
      xaxis: axis('', {
        type: 'date', anchor: bottom, fixedrange: false,
        hoverformat: isDaily ? '%-d %b, mean of the day' : '%-d %b, %H:%M',
        range: state.window.map((hour) => newYear + hour * 3600e3),
        tickformatstops: [
          { dtickrange: [null, 86399999], value: '%H:%M\n%-d %b' },
          { dtickrange: [86400000, 2419200000], value: '%-d %b' },
          { dtickrange: [2419200000, null], value: '%b' },
        ],
      }),
      yaxis: axis('Power, MW', { domain: power }),
      ...(hasLevel && { yaxis2: axis('Stored, MWh', { domain: level, rangemode: 'tozero' }) }),
      ...(hasPrice && {
        yaxis3: axis('Price, USD/MWh', { domain: price, range: priceRange() }),
      }),
    });
  }

  /** Values from the highest to the lowest, and the hours of the year that lie above each. */
  function ranked(values) {
    const { step, shares } = hours(state.stage);
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

  const descending = (values) => Float32Array.from(values).sort().reverse();

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
    const price = hours(state.stage).series.find((own) => own.role === 'price');
    if (!price) return null;
    const curve = ranked(price.values);
    const sorted = curve.y;
    const most = sorted[Math.floor(0.02 * sorted.length)] * 1.2;
    const isCut = state['price-range'] === 'most' && sorted[0] > most && most > 0;
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
    const { series } = hours(state.stage);
    const load = series.find((own) => own.role === 'load');
    if (!load) return null;
    const potentials = series.filter((own) => own.role === 'potential');
    const net = load.values.map((value, index) =>
      value - potentials.reduce((total, own) => total + own.values[index], 0));
    const lines = [['load', ranked(load.values), color('text'), 'MW']];
    if (potentials.length > 0) lines.push(['net load', ranked(net), color('accent'), 'MW']);
    return durationChart('Load, MW', lines);
  }

  // Drawing

  const charts = {
    'chart-capacity': capacityChart, 'chart-cost-stages': () => costChart('stage'),
    'chart-costs': () => costChart('cause'), 'chart-energy': energyChart,
    'chart-dispatch': dispatchChart, 'chart-price-duration': priceDuration,
    'chart-load-duration': loadDuration, 'chart-rents': rentChart,
  };

  function draw(id) {
    const element = byId(id);
    const made = element && charts[id]();
    if (!made) return;
    const isStatic = state.printing;
    Plotly.react(element, made.traces, made.layout, {
      displaylogo: false, responsive: !isStatic, staticPlot: isStatic, doubleClick: false,
      displayModeBar: made.isWide && !isStatic, modeBarButtons: [['toImage']], showTips: false,
    });
    if (made.isWide) listenToZoom(element);
  }

  /** Draws one chart after another, so that the page answers in between. */
  async function drawAll() {
    for (const id of Object.keys(charts)) {
      draw(id);
      await new Promise((resume) => setTimeout(resume));
    }
    root.dataset.drawn = String(Math.round(performance.now()));
  }

  /** Shows some hours; `name` is that of the button for their length, if there is one. */
  function setWindow(from, to, name = '') {
    press('window', name);
    const length = Math.min(hoursOfYear, Math.max(6, to - from));
    const start = Math.min(lastHour() - length, Math.max(0, from));
    state.window = [start, start + length];
    draw('chart-dispatch');
  }

  function stepWindow(direction) {
    const [from, to] = state.window;
    setWindow(from + direction * (to - from), to + direction * (to - from));
  }

  // Choices

  const lengths = { year: hoursOfYear, month: 30 * 24, week: 7 * 24, day: 24 };

  /** Around what the reader looks at; from the whole year, around the hours that drive the size. */
  function chooseLength(value) {
    const [from, to] = state.window;
    const driver = document.querySelector(`.zoom[data-zoom-stage="${state.stage}"]`);
    const center = to - from === hoursOfYear && driver
      ? Number(driver.dataset.first) * hours(state.stage).step + Number(driver.dataset.hours) / 2
      : (from + to) / 2;
    const start = Math.floor((center - lengths[value] / 2) / 24) * 24;
    setWindow(start, start + lengths[value], value);
  }

  function showStage() {
    for (const part of all('[data-stage]')) part.hidden = part.dataset.stage !== state.stage;
    for (const word of all('.stage-name')) word.textContent = stageNames[state.stage];
  }

  /** What is drawn again after each choice. */
  const affected = {
    'cost-unit': ['chart-costs', 'chart-cost-stages'], 'price-range': ['chart-price-duration'],
    stage: ['chart-costs', 'chart-dispatch', 'chart-price-duration', 'chart-load-duration'],
  };

  function press(name, value) {
    for (const button of all(`[data-choice="${name}"] button`)) {
      button.setAttribute('aria-pressed', String(button.dataset.value === value));
    }
  }

  function choose(name, value) {
    press(name, value);
    if (name === 'window') {
      chooseLength(value);
    } else {
      state[name] = value;
      showStage();
      affected[name].forEach(draw);
    }
  }

  function zoomTo(button) {
    const { zoomStage, first, hours: length } = button.dataset;
    if (hasStages) choose('stage', zoomStage);
    const start = Number(first) * hours(state.stage).step;
    setWindow(start - 24, start + Number(length) + 24);
    byId('chart-dispatch').closest('section').scrollIntoView();
  }

  function filterInputs(words) {
    const wanted = words.toLowerCase().split(/\s+/);
    const rows = all('#input-table tbody tr');
    for (const row of rows) {
      row.hidden = !wanted.every((word) => row.textContent.toLowerCase().includes(word));
    }
    const shown = rows.filter((row) => !row.hidden).length;
    byId('input-count').textContent = `${shown} of ${rows.length} inputs`;
  }

  // Events

  /** Light colours, the width of the paper. */
  function print(isPrinting) {
    state.printing = isPrinting;
    root.classList.toggle('printing', isPrinting);
    Object.keys(charts).forEach(draw);
  }

  function listenToZoom(element) {
    element.removeAllListeners('plotly_relayout').removeAllListeners('plotly_doubleclick');
    element.on('plotly_relayout', (change) => {
      const range = change['xaxis.range'] || [change['xaxis.range[0]'], change['xaxis.range[1]']];
      if (range[0] === undefined) return;
      setWindow(...range.map(hourOf));
    });
    element.on('plotly_doubleclick', () => choose('window', 'year'));
  }

  /** Hours since new year of a date as the chart library writes it, such as 2001-01-12 17:30. */
  function hourOf(stamp) {
    if (typeof stamp === 'number') return (stamp - newYear) / 3600e3;
    const [year, month = 1, day = 1, ...time] = String(stamp).split(/[- :T]/).map(Number);
    return (Date.UTC(year, month - 1, day, ...time) - newYear) / 3600e3;
  }

  document.addEventListener('click', (event) => {
    const button = event.target.closest('button');
    const group = button?.closest('[data-choice]');
    if (group) choose(group.dataset.choice, button.dataset.value);
    if (button?.dataset.step) stepWindow(Number(button.dataset.step));
    if (button?.dataset.zoomStage) zoomTo(button);
  });
  byId('input-filter')?.addEventListener('input', (event) => filterInputs(event.target.value));
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', drawAll);
  window.addEventListener('beforeprint', () => print(true));
  window.addEventListener('afterprint', () => print(false));
  showStage();
  drawAll();
})();
