/** The answers of questions: lines, heat maps and breakevens, with the table that they are drawn from. */

import { choices, h, table } from './dom.js';
import { draw } from './draw.js';
import { number, scale } from './format.js';
import { keyOf } from './edits.js';

const dashes = ['solid', 'dash', 'dot', 'dashdot', 'longdash', 'longdashdot'];
const symbols = ['circle', 'square', 'diamond', 'triangle-up', 'cross', 'x', 'triangle-down', 'star'];
const isNumber = (value) => typeof value === 'number' && Number.isFinite(value);

export class AnswerView {
  constructor(host, fields) {
    Object.assign(this, { host, fields });
    this.charts = globalThis.Gigawatt.charts({ data: null, state: {}, hours: () => null });
    this.figures = new Map();
  }

  clear() {
    this.host.replaceChildren();
    this.figures.clear();
    this.answer = undefined;
    this.frame = undefined;
  }

  redraw() { if (this.answer) this.show(this.answer, this.asked); }

  /** Shows an answer, or more of one, in place. */
  async show(answer, asked) {
    Object.assign(this, { answer, asked });
    const parts = answer.columns ? this.sweep(answer) : this.breakeven(answer);
    const layout = parts.figures.map((figure) => figure.key).join('\n');
    if (this.frame !== layout) {
      this.frame = layout;
      this.figures.clear();
      this.lead = h('p.lead');
      this.bar = h('div.toolbar');
      this.rows = h('div');
      const figures = h('div', { class: parts.figures.length > 1 ? 'pair' : undefined }, parts.figures.map((figure) => {
        const box = h('div.chart', { style: { '--height': `${figure.height}px` }, role: 'img', 'aria-label': figure.label });
        this.figures.set(figure.key, box);
        return h('figure', {}, h('h2.minor', {}, figure.title), box, figure.caption ? h('figcaption', {}, figure.caption) : null);
      }));
      this.host.replaceChildren(this.lead, this.bar, figures, this.rows, this.downloads());
    }
    this.lead.textContent = parts.sentence || '';
    this.lead.hidden = !parts.sentence;
    this.bar.replaceChildren(...[parts.bar].flat().filter(Boolean));
    this.bar.hidden = !this.bar.children.length;
    this.rows.replaceChildren(parts.table);
    await Promise.all(parts.figures.map((figure) => draw(this.figures.get(figure.key), figure.made)));
  }

  downloads() {
    const csv = h('button', { type: 'button', onclick: () => save(`${this.asked.id}.csv`, 'text/csv', commas(this.rows.querySelector('table'))) }, 'CSV');
    return h('div.toolbar', { role: 'group', 'aria-label': 'Downloads' }, csv, h('a.button', { href: `/api/questions/${encodeURIComponent(this.asked.id)}/answer`, download: `${this.asked.id}.json` }, 'JSON'));
  }

  // Words

  nameOf(key) {
    const field = this.fields.find((own) => keyOf(own.path) === key);
    return field ? (field.group === field.label || field.group === 'study' ? field.label : `${field.group}, ${field.label}`) : key;
  }

  knob({ key, unit, isFactor }) {
    const own = isFactor ? 'times what it is' : unit;
    return own ? `${this.nameOf(key)}, ${own}` : this.nameOf(key);
  }

  colorOf(name, index) {
    const own = name.replace(/^(capacity|share|energy) of /, '').replace(/ energy$/, '').replaceAll(' ', '-');
    return this.charts.color(`tech-${own}`) || this.charts.color(`series-${1 + (index % 8)}`);
  }

  axis(title, more) { return this.charts.axis(this.charts.plain(title), { ...more }); }

  // Sweeps

  sweep(answer) {
    const { axes, columns, rows } = answer;
    const missing = rows.filter((row) => row.noPlan);
    const sentence = [missing.length ? `${number(missing.length)} of ${number(rows.length)} variants have no plan: ${missing[0].noPlan}.` : ''].join('');
    const heads = axes.length ? axes.map((axis) => `#${this.knob(axis.knob)}`) : ['Scenario'];
    // Plans are known to a gap: what is that small beside the rest of its column is nothing.
    const most = columns.map((_, index) => Math.max(...rows.map((row) => Math.abs(row.results[index]) || 0)));
    const rowsTable = h('div.scroll.even', {}, table('All plans', [...heads.map((head, index) => (index ? head : head.replace('#', ''))), ...columns.map((own) => `#${title(own)}`)],
      rows.map((row) => [...(row.values.length ? row.values.map(number) : row.labels), ...row.results.map((own, index) => (row.noPlan ? 'no plan' : number(Math.abs(own) < 1e-6 * most[index] ? 0 : own)))])));
    return { sentence, table: rowsTable, ...(axes.length === 2 ? this.heat(answer) : { figures: axes.length === 1 ? this.lines(answer) : [] }) };
  }

  /** A chart for each unit: lines of what is measured in it. */
  lines({ axes: [axis], columns, rows }) {
    const groups = new Map();
    columns.forEach((column, index) => {
      const key = column.unit || column.name;
      if (!groups.has(key)) groups.set(key, []);
      groups.get(key).push(index);
    });
    return [...groups].map(([key, indices]) => {
      const values = rows.flatMap((row) => indices.map((index) => row.results[index]));
      const own = large(values, columns[indices[0]].unit);
      const common = commonName(indices.map((index) => columns[index].name));
      const traces = indices.map((index, place) => {
        const color = this.colorOf(columns[index].name, place);
        return {
          type: 'scatter', mode: 'lines+markers', name: this.charts.plain(columns[index].name.replace(/^(capacity|share|energy) of /, '')), connectgaps: false,
          x: rows.map((row) => row.values[0]), y: rows.map((row) => (isNumber(row.results[index]) ? row.results[index] / own.divisor : null)),
          line: { color, width: 2.2, dash: dashes[place % dashes.length] }, marker: { color, size: 7, symbol: symbols[place % symbols.length] },
          hovertemplate: `%{x:,.4~r} ${this.charts.plain(unitOf(axis.knob))}<br>${this.charts.plain(columns[index].name)}: %{y:,.4~r} ${this.charts.plain(own.unit)}<extra></extra>`,
        };
      });
      return {
        key: `lines ${key}`, title: capital(common), height: 300, caption: '', label: `Lines: ${common} against ${this.knob(axis.knob)}`,
        made: { traces, layout: this.charts.layout({
          xaxis: this.axis(this.knob(axis.knob)), yaxis: this.axis(own.unit || common, { rangemode: 'tozero' }), showlegend: traces.length > 1,
        }) },
      };
    });
  }

  /** One measure over two numbers, as colours with their numbers. */
  heat({ axes: [across, up], columns, rows }) {
    if (!columns.some((column) => column.name === this.measure)) this.measure = columns[0].name;
    const index = columns.findIndex((column) => column.name === this.measure);
    const column = columns[index];
    const own = large(rows.map((row) => row.results[index]), column.unit);
    const at = new Map(rows.map((row) => [row.values.join(' '), row]));
    const cells = up.values.map((y) => across.values.map((x) => at.get(`${x} ${y}`)));
    const z = cells.map((line) => line.map((row) => (row && isNumber(row.results[index]) ? row.results[index] / own.divisor : null)));
    const [x, y] = [across, up].map((axis) => axis.values.map(number));
    const isSmall = x.length <= 14 && y.length <= 16;
    const known = z.flat().filter(isNumber);
    const [least, most] = [Math.min(...known), Math.max(...known)];
    // Ink that stands out from its own cell.
    const ink = (value) => inkOn(most > least ? (value - least) / (most - least) : 0);
    const words = cells.flatMap((line, i) => line.flatMap((row, j) => {
      if (row?.noPlan) return [{ text: 'no plan', x: j, y: i, showarrow: false, font: { color: this.charts.color('muted'), size: 11 } }];
      return isSmall && isNumber(z[i][j]) ? [{ text: number(z[i][j]), x: j, y: i, showarrow: false, font: { color: ink(z[i][j]), size: 11.5 } }] : [];
    }));
    const made = {
      traces: [{
        type: 'heatmap', x, y, z, colorscale: cividis.map((color, index) => [index / (cividis.length - 1), color]), xgap: 1.5, ygap: 1.5, hoverongaps: false,
        hovertemplate: `${this.charts.plain(this.nameOf(across.knob.key))} %{x} ${this.charts.plain(unitOf(across.knob))}<br>${this.charts.plain(this.nameOf(up.knob.key))} %{y} ${this.charts.plain(unitOf(up.knob))}<br>${this.charts.plain(column.name)}: %{z:,.4~r} ${this.charts.plain(own.unit)}<extra></extra>`,
        colorbar: { thickness: 14, outlinewidth: 0, tickformat: ',.4~r', title: { text: this.charts.plain(own.unit || column.name), side: 'right', font: { size: 12.5, color: this.charts.color('muted') } } },
      }],
      layout: this.charts.layout({
        xaxis: this.axis(this.knob(across.knob), { type: 'category', showgrid: false }), yaxis: this.axis(this.knob(up.knob), { type: 'category', showgrid: false }),
        showlegend: false, annotations: words, margin: { l: 12, r: 16, t: 28, b: 12 },
      }),
    };
    const bar = columns.length > 1 ? this.choice(columns) : null;
    return { bar, figures: [{ key: 'heat', title: 'Over both numbers', height: Math.max(360, 120 + 34 * y.length), caption: 'Bright is much, dark is little.', label: `Heat map: ${column.name} over ${this.knob(across.knob)} and ${this.knob(up.knob)}`, made }] };
  }

  choice(columns) {
    const choose = (value) => { this.measure = value; this.redraw(); };
    if (columns.length <= 8) return choices('What is shown', columns.map((own) => [own.name, title(own)]), this.measure, choose);
    const list = h('select', { 'aria-label': 'What is shown', onchange: () => choose(list.value) }, columns.map((own) => h('option', { value: own.name, selected: own.name === this.measure || undefined }, title(own))));
    return list;
  }

  // Breakevens

  breakeven(answer) {
    if (answer.probes) return this.one(answer);
    return this.many(answer);
  }

  /** The curve of what is watched, with the value at which the condition changes. */
  one(answer) {
    const { probes, watched, watchedUnit, unit, key, value, bracket, condition } = answer;
    const known = probes.filter((probe) => isNumber(probe.watched));
    const own = large([...known.map((probe) => probe.watched), ...known.map((probe) => probe.against)], watchedUnit);
    const color = this.charts.color('accent');
    const inks = { muted: this.charts.color('muted'), loss: this.charts.color('loss'), text: this.charts.color('text'), good: this.charts.color('good') };
    const name = this.nameOf(key);
    const traces = [{
      type: 'scatter', mode: 'lines+markers', name: this.charts.plain(watched), x: known.map((probe) => probe.value), y: known.map((probe) => probe.watched / own.divisor),
      line: { color, width: 2.2 }, marker: { size: 8, color: known.map((probe) => (probe.holds ? color : this.charts.color('surface'))), line: { width: 2, color } },
      hovertemplate: `%{x:,.4~r} ${this.charts.plain(unit)}<br>${this.charts.plain(watched)}: %{y:,.4~r} ${this.charts.plain(own.unit)}<extra></extra>`,
    }];
    if (known.some((probe) => probe.against)) {
      traces.push({
        type: 'scatter', mode: 'lines', name: 'held against', x: known.map((probe) => probe.value), y: known.map((probe) => probe.against / own.divisor),
        line: { color: inks.loss, width: 1.6, dash: 'dash' }, hovertemplate: `held against %{y:,.4~r} ${this.charts.plain(own.unit)}<extra></extra>`,
      });
    }
    const shapes = [];
    const annotations = [];
    if (isNumber(value)) {
      const ends = [probes[0].value, probes.at(-1).value];
      const holds = answer.holdsBelow ? [ends[0], value] : [value, ends[1]];
      shapes.push({ type: 'rect', xref: 'x', yref: 'paper', x0: holds[0], x1: holds[1], y0: 0, y1: 1, fillcolor: inks.good, opacity: 0.1, line: { width: 0 }, layer: 'below' },
        { type: 'line', xref: 'x', yref: 'paper', x0: value, x1: value, y0: 0, y1: 1, line: { color: inks.text, width: 1.6, dash: 'dot' } });
      const crossing = between(probes, value, own.divisor);
      if (crossing !== undefined) {
        traces.push({ type: 'scatter', mode: 'markers', name: 'breaks even', x: [value], y: [crossing], marker: { size: 15, symbol: 'diamond-open', color: inks.text, line: { width: 2.2 } }, hovertemplate: `breaks even at ${number(value)} ${this.charts.plain(unit)}<extra></extra>` });
      }
      const isRight = value > (ends[0] + ends[1]) / 2;
      annotations.push(
        { x: value, xref: 'x', y: 0.98, yref: 'paper', yanchor: 'top', xanchor: isRight ? 'right' : 'left', xshift: isRight ? -6 : 6, showarrow: false, text: `<b>${number(value)} ${this.charts.plain(unit)}</b>`, font: { color: inks.text } },
        { x: (holds[0] + holds[1]) / 2, xref: 'x', y: 0.02, yref: 'paper', yanchor: 'bottom', showarrow: false, text: 'holds', font: { color: inks.good }, visible: Math.abs(holds[1] - holds[0]) > 0.08 * Math.abs(ends[1] - ends[0]), align: isRight ? 'left' : 'right' });
    }
    const made = { traces, layout: this.charts.layout({
      xaxis: this.axis(`${name}${unit ? `, ${unit}` : ''}`), yaxis: this.axis(`${watched}${own.unit ? `, ${own.unit}` : ''}`, { rangemode: 'tozero' }), shapes, annotations, showlegend: traces.length > 1,
    }) };
    const within = bracket ? ` (between ${number(bracket[0])} and ${number(bracket[1])})` : '';
    const words = {
      found: () => `“${condition}” holds ${answer.holdsBelow ? 'below' : 'above'} ${number(value)} ${unit} of ${name}${within}.`,
      always: () => `“${condition}” holds at all values of ${name} that were tried.`,
      never: () => `“${condition}” holds at no value of ${name} that was tried.`,
      severalTimes: () => `“${condition}” changes more than once: there is no one value of ${name}.`,
    };
    const doubt = answer.isMonotone ? '' : ' What is watched does not move one way only.';
    return {
      sentence: words[answer.finding]() + doubt + (answer.isDone ? '' : ' The search was stopped before it was as narrow as asked.'),
      figures: [{ key: 'one', title: capital(watched), height: 360, caption: 'Every point is a plan; full points are where the condition holds.', label: `Line: ${watched} against ${name}, with the value at which “${condition}” changes`, made }],
      table: h('div.scroll.even', {}, table('Plans', [`#${name}${unit ? `, ${unit}` : ''}`.replace('#', ''), `#${watched}${watchedUnit ? `, ${watchedUnit}` : ''}`, '#held against', 'Holds', '#cost'],
        probes.map((probe) => [number(probe.value), probe.noPlan ? 'no plan' : number(probe.watched), number(probe.against), probe.noPlan ? 'no plan' : probe.holds ? 'yes' : 'no', number(probe.cost)]))),
    };
  }

  /** Breakevens over other numbers: a line for each condition and each value of the second number. */
  many({ axes, conditions, rows, isDone }) {
    const [across, along] = axes;
    const sample = rows[0]?.answers[0];
    const unit = sample?.unit || '';
    const name = this.nameOf(sample?.key || '');
    const traces = conditions.flatMap((condition, place) => (along ? along.values : [undefined]).map((second, dash) => {
      const own = rows.filter((row) => second === undefined || row.values[1] === second);
      const color = this.charts.color(`series-${1 + (place % 8)}`);
      return {
        type: 'scatter', mode: 'lines+markers', connectgaps: false, name: this.charts.plain(`${condition}${second === undefined ? '' : ` at ${number(second)} ${unitOf(along.knob)}`}`),
        x: own.map((row) => row.values[0]), y: own.map((row) => row.answers[place]?.value ?? null),
        line: { color, width: 2.2, dash: dashes[dash % dashes.length] }, marker: { color, size: 7, symbol: symbols[(place + dash) % symbols.length] },
        hovertemplate: `%{x:,.4~r} ${this.charts.plain(unitOf(across.knob))}: %{y:,.4~r} ${this.charts.plain(unit)}<extra></extra>`,
      };
    }));
    const finding = (own) => (isNumber(own.value) ? number(own.value) : { always: 'always', never: 'never', severalTimes: 'several', found: '–' }[own.finding]);
    const figures = across ? [{
      key: 'many', title: 'Where it breaks even', height: 360, caption: 'Each point is a breakeven of its own; where the condition holds at all values, or at none, there is no point.',
      label: `Lines: breakeven of ${name} against ${this.knob(across.knob)}`,
      made: { traces, layout: this.charts.layout({ xaxis: this.axis(this.knob(across.knob)), yaxis: this.axis(`${name}${unit ? `, ${unit}` : ''}`, { rangemode: 'tozero' }), showlegend: traces.length > 1 }) },
    }] : [];
    return {
      sentence: `The value of ${name}${unit ? `, in ${unit},` : ''} at which ${conditions.map((own) => `“${own}”`).join(', ')}.${isDone ? '' : ' Stopped before all were found.'}`,
      figures,
      table: h('div.scroll.even', {}, table('Breakevens', [...axes.map((axis, index) => `${index ? '#' : ''}${this.knob(axis.knob)}`), ...conditions.map((own) => `#${own}`)],
        rows.map((row) => [...row.values.map(number), ...row.answers.map(finding)]))),
    };
  }
}

/** Cividis (Nuñez, Anderton and Renslow 2018): the same order of brightness for every kind of sight. */
const cividis = ['#00224e', '#123570', '#3b496c', '#575d6d', '#707173', '#8a8678', '#a59c74', '#c3b369', '#e1cc55', '#fee838'];

/** Black or white, whichever is easier to read on a share of the scale. */
function inkOn(share) {
  const at = Math.min(cividis.length - 1.001, Math.max(0, share * (cividis.length - 1)));
  const [low, high] = [cividis[Math.floor(at)], cividis[Math.floor(at) + 1]];
  const [red, green, blue] = [1, 3, 5].map((start) => {
    const [a, b] = [low, high].map((hex) => parseInt(hex.slice(start, start + 2), 16) / 255);
    const own = a + (b - a) * (at % 1);
    return own <= 0.04045 ? own / 12.92 : ((own + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.179 ? '#000000' : '#ffffff';
}

const unitOf = (knob) => (knob.isFactor ? 'times' : knob.unit);
const title = ({ name, unit }) => (unit ? `${name}, ${unit}` : name);
const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);

/** Large money and large energy by the million; what is small stays as it is. */
function large(values, unit) {
  const most = Math.max(0, ...values.filter(isNumber).map(Math.abs));
  if (most < 1e6) return { divisor: 1, unit };
  return scale(values.filter(isNumber), unit);
}

/** What is watched at a value between two probes. */
function between(probes, value, divisor) {
  const known = probes.filter((probe) => isNumber(probe.watched));
  const low = known.findLast((probe) => probe.value <= value);
  const high = known.find((probe) => probe.value >= value);
  return low && high ? (low.watched + high.watched) / 2 / divisor : undefined;
}

function commonName(names) {
  if (names.length === 1) return names[0];
  const kinds = new Set(names.map((name) => /^(capacity|share|energy|price|activity|stock) of /.exec(name)?.[1] || name));
  return [...kinds].join(', ');
}

function commas(element) {
  const cell = (text) => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  return [...element.rows].map((row) => [...row.cells].map((own) => cell(own.textContent.replace(/(\d),(?=\d{3})/g, '$1').replace('–', ''))).join(',')).join('\n') + '\n';
}

function save(name, type, text) {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = h('a', { href: url, download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 1000);
}
