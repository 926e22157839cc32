'use strict';

(() => {
  const data = JSON.parse(document.getElementById('data').textContent);
  const root = document.documentElement;
  const hoursOfYear = 8760;
  const state = {
    stage: '0', 'cost-unit': 'mwh', 'price-range': 'most', window: [0, hoursOfYear],
    printing: false,
  };
  const decoded = [];
  const source = {
    data, state,
    /** The series of a stage with their numbers. */
    hours: (index) => (decoded[index] ??= {
      ...data.stages[index],
      series: data.stages[index].series.map(
        (own) => ({ ...own, values: globalThis.Gigawatt.floats(own.values) })),
    }),
  };
  const made = globalThis.Gigawatt.charts(source);
  const byId = (id) => document.getElementById(id);
  const all = (selector) => [...document.querySelectorAll(selector)];
  const { stageNames } = data;
  const hasStages = stageNames.length > 1;

  // Drawing

  const charts = {
    'chart-capacity': made.capacity, 'chart-cost-stages': () => made.cost('stage'),
    'chart-costs': () => made.cost('cause'), 'chart-energy': made.energy,
    'chart-price-duration': made.priceDuration, 'chart-load-duration': made.loadDuration,
    'chart-rents': made.rents,
  };
  for (const own of data.columns) charts[own.identifier] = () => made.columns(own);
  let dispatch;

  function draw(id) {
    if (id === 'chart-dispatch') return drawHours();
    const element = byId(id);
    const chart = element && charts[id]();
    if (!chart) return undefined;
    const isStatic = state.printing;
    Plotly.react(element, chart.traces, chart.layout, {
      displaylogo: false, responsive: !isStatic, staticPlot: isStatic, doubleClick: false,
      displayModeBar: false, showTips: false,
    });
    return undefined;
  }

  function drawHours() {
    const element = byId('chart-dispatch');
    if (!element || !data.stages[state.stage]) return;
    dispatch ??= new globalThis.Gigawatt.HoursChart(element, {
      ...made, onWindow: (range) => { state.window = range; press('window', ''); },
    });
    dispatch.set(source.hours(state.stage));
    dispatch.show(...state.window, true);
  }

  /** Draws one chart after another, so that the page answers in between. */
  async function drawAll() {
    for (const id of ['chart-dispatch', ...Object.keys(charts)]) {
      draw(id);
      await new Promise((resume) => setTimeout(resume));
    }
    root.dataset.drawn = String(Math.round(performance.now()));
  }

  /** Shows some hours; `name` is that of the button for their length, if there is one. */
  function setWindow(from, to, name = '') {
    press('window', name);
    state.window = [from, to];
    dispatch?.show(from, to, true);
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
      ? Number(driver.dataset.first) * source.hours(state.stage).step
        + Number(driver.dataset.hours) / 2
      : (from + to) / 2;
    const start = Math.max(0, Math.floor((center - lengths[value] / 2) / 24) * 24);
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
    const start = Number(first) * source.hours(state.stage).step;
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
    dispatch?.print(isPrinting);
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
