'use strict';

/**
 * The hours of a year on a canvas: supply stacked above zero, use below, the load as a line, and under it what is
 * stored and what an hour is worth. Long windows show the means of days (and, for lines, their range), from running
 * sums, so that 20 series of 8,760 hours are drawn in a few milliseconds while one zooms and pans.
 */
globalThis.Gigawatt = globalThis.Gigawatt || {};
globalThis.Gigawatt.HoursChart = class {
  static least = 6;

  constructor(element, { color, fillOf, format, onWindow = () => {} }) {
    Object.assign(this, { element, color, fillOf, format, onWindow });
    element.classList.add('hours-chart');
    element.removeAttribute('role');
    element.removeAttribute('aria-label');
    this.canvas = document.createElement('canvas');
    this.canvas.tabIndex = 0;
    this.canvas.setAttribute('role', 'img');
    this.tip = document.createElement('div');
    this.tip.className = 'tip';
    this.tip.hidden = true;
    this.legend = document.createElement('ul');
    this.legend.className = 'legend';
    element.replaceChildren(this.canvas, this.tip, this.legend);
    this.hidden = new Set();
    this.range = [0, 8760];
    this.listen();
  }

  // Data

  set({ step, shares = [1], series }) {
    this.step = step;
    this.count = series.length ? series[0].values.length : 0;
    this.years = shares.length;
    this.end = this.count * step;
    const some = (own) => own.values.some((value) => Math.abs(value) > 1e-6);
    const role = (name) => series.filter((own) => own.role === name && some(own))
      .map((own) => this.prepared(own));
    this.supply = role('supply');
    this.use = role('use');
    this.load = role('load');
    this.levels = role('level');
    this.prices = role('price');
    this.range = this.clamped(...this.range);
    this.scaleOf = undefined;
    this.drawLegend();
    this.draw();
  }

  /** With running sums, from which the mean of any hours is one subtraction. */
  prepared(own) {
    const sums = new Float64Array(own.values.length + 1);
    for (let index = 0; index < own.values.length; index += 1) {
      sums[index + 1] = sums[index] + own.values[index];
    }
    return { ...own, sums };
  }

  /** Both ends of the power axis: the highest and lowest stack of any hour that is shown. */
  scale() {
    if (this.scaleOf) return this.scaleOf;
    const stack = (list) => {
      let most = 0;
      const shown = list.filter((own) => !this.hidden.has(own.name));
      for (let index = 0; index < this.count; index += 1) {
        let sum = 0;
        for (const own of shown) sum += own.values[index];
        if (sum > most) most = sum;
      }
      return most;
    };
    const top = Math.max(stack(this.supply), ...this.load.map((own) => own.values.reduce((a, b) => Math.max(a, b), 0)), 1e-9);
    this.scaleOf = [-stack(this.use), 1.04 * top];
    return this.scaleOf;
  }

  // Window

  clamped(from, to) {
    const end = this.end || 8760;
    const length = Math.min(Math.min(end, 8784), Math.max(this.constructor.least * (this.step || 1), to - from));
    const start = Math.min(end - length, Math.max(0, from));
    return [start, start + length];
  }

  show(from, to, isQuiet = false) {
    this.range = this.clamped(from, to);
    this.draw();
    if (!isQuiet) this.onWindow(this.range);
  }

  zoom(factor, at = 0.5) {
    const [from, to] = this.range;
    const center = from + at * (to - from);
    this.show(center - (center - from) * factor, center + (to - center) * factor);
  }

  pan(share) {
    const [from, to] = this.range;
    const shift = share * (to - from);
    this.show(from + shift, to + shift);
  }

  // Listening

  listen() {
    const { canvas } = this;
    let last = null;
    const share = (event) => {
      const box = canvas.getBoundingClientRect();
      return (event.clientX - box.left - this.left) / Math.max(1, box.width - this.left - this.right);
    };
    canvas.addEventListener('wheel', (event) => {
      // Over the page the wheel scrolls; over a chart in use, or with a modifier, it zooms.
      if (!event.ctrlKey && !event.metaKey && document.activeElement !== canvas) return;
      event.preventDefault();
      if (Math.abs(event.deltaX) > Math.abs(event.deltaY)) this.pan(event.deltaX / 800);
      else this.zoom(Math.exp(event.deltaY / 400), Math.min(1, Math.max(0, share(event))));
    }, { passive: false });
    const pointers = new Map();
    canvas.addEventListener('pointerdown', (event) => {
      canvas.focus({ preventScroll: true });
      canvas.setPointerCapture(event.pointerId);
      pointers.set(event.pointerId, event.clientX);
      last = event.clientX;
    });
    canvas.addEventListener('pointermove', (event) => {
      if (!pointers.has(event.pointerId)) return this.hover(share(event), event);
      const width = canvas.clientWidth - this.left - this.right;
      if (pointers.size === 2) {
        const before = Math.abs([...pointers.values()].reduce((a, b) => a - b));
        pointers.set(event.pointerId, event.clientX);
        const now = Math.abs([...pointers.values()].reduce((a, b) => a - b));
        if (now > 8) this.zoom(before / now);
        return undefined;
      }
      pointers.set(event.pointerId, event.clientX);
      this.pan((last - event.clientX) / width);
      last = event.clientX;
      this.tip.hidden = true;
      return undefined;
    });
    const release = (event) => pointers.delete(event.pointerId);
    canvas.addEventListener('pointerup', release);
    canvas.addEventListener('pointercancel', release);
    canvas.addEventListener('pointerleave', () => this.hover(null));
    canvas.addEventListener('dblclick', () => this.show(0, 8760));
    canvas.addEventListener('keydown', (event) => {
      const act = {
        ArrowLeft: () => this.pan(-0.25), ArrowRight: () => this.pan(0.25), '+': () => this.zoom(0.7),
        '=': () => this.zoom(0.7), '-': () => this.zoom(1.4), Home: () => this.show(0, 8760),
      }[event.key];
      if (!act) return;
      event.preventDefault();
      act();
    });
    new ResizeObserver(() => this.draw()).observe(canvas);
  }

  // Legend

  drawLegend() {
    const names = [...this.supply, ...this.use, ...this.load].map((own) => own.name).join('\n');
    if (names === this.legendNames) return;
    this.legendNames = names;
    const entry = (own, shape) => {
      const item = document.createElement('li');
      const button = document.createElement('button');
      button.type = 'button';
      button.setAttribute('aria-pressed', String(!this.hidden.has(own.name)));
      const mark = document.createElement('i');
      mark.className = `mark ${shape}`;
      mark.style.setProperty('--mark', shape === 'line' ? this.color('text') : this.fillOf(own));
      button.append(mark, own.name);
      button.addEventListener('click', () => {
        if (!this.hidden.delete(own.name)) this.hidden.add(own.name);
        button.setAttribute('aria-pressed', String(!this.hidden.has(own.name)));
        this.scaleOf = undefined;
        this.draw();
      });
      item.append(button);
      return item;
    };
    this.legend.replaceChildren(
      ...this.supply.map((own) => entry(own, 'area')), ...this.use.map((own) => entry(own, 'pale')),
      ...this.load.map((own) => entry(own, 'line')));
  }

  // Drawing

  left = 58;
  right = 12;

  draw() {
    if (this.pending) return;
    this.pending = requestAnimationFrame(() => {
      this.pending = undefined;
      this.paint();
    });
  }

  /** Paper has a size of its own, and finer dots. */
  print(isPrinting) {
    this.canvas.style.width = isPrinting ? '685px' : '';
    this.canvas.style.height = isPrinting ? '440px' : '';
    this.paper = isPrinting ? { width: 685, height: 440, ratio: 3 } : null;
    this.paint();
  }

  panels(height) {
    const bottom = height - 26;
    const parts = [['power', 3]];
    if (this.levels.length) parts.push(['level', 1.15]);
    if (this.prices.length) parts.push(['price', 1]);
    const gap = 26;
    const whole = parts.reduce((sum, [, size]) => sum + size, 0);
    const room = bottom - 20 - gap * (parts.length - 1);
    let top = 20;
    return parts.map(([name, size]) => {
      const own = { name, top, bottom: top + (room * size) / whole };
      top = own.bottom + gap;
      return own;
    });
  }

  paint() {
    const { canvas } = this;
    const { width, height, ratio } = this.paper
      || { width: canvas.clientWidth, height: canvas.clientHeight, ratio: globalThis.devicePixelRatio || 1 };
    if (!width || !height || !this.count) return;
    if (canvas.width !== Math.round(width * ratio)) canvas.width = Math.round(width * ratio);
    if (canvas.height !== Math.round(height * ratio)) canvas.height = Math.round(height * ratio);
    const pen = canvas.getContext('2d');
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    pen.clearRect(0, 0, width, height);
    pen.font = `12px ${getComputedStyle(document.body).fontFamily}`;
    this.colors = { text: this.color('text'), muted: this.color('muted'), line: this.color('line'), accent: this.color('accent') };
    const box = { left: this.left, right: width - this.right };
    const panels = this.panels(height);
    for (const panel of panels) {
      if (panel.name === 'power') this.paintPower(pen, box, panel);
      if (panel.name === 'level') this.paintLines(pen, box, panel, this.levels, 'Stored, MWh', 0);
      if (panel.name === 'price') this.paintPrices(pen, box, panel);
    }
    this.paintTime(pen, box, panels);
    const [from, to] = this.range.map((hour) => this.stamp(hour));
    canvas.setAttribute('aria-label', `Power by the hour, from ${from} to ${to}. Arrow keys move, plus and minus zoom, Home shows the year.`);
  }

  /** Steps that are a pixel wide or more, else whole days: `[x, first, last]`. */
  columns({ left, right }) {
    const [from, to] = this.range.map((hour) => hour / this.step);
    const wide = (right - left) / (to - from);
    const columns = [];
    if (wide >= 0.75) {
      for (let index = Math.floor(from); index < Math.min(this.count, Math.ceil(to)); index += 1) {
        columns.push([left + (index - from) * wide, index, index + 1]);
      }
      columns.wide = wide;
      return columns;
    }
    // Whole days: pixels of nine hours or so would show a pattern of their own.
    const day = Math.max(1, Math.round(24 / this.step));
    const size = day * Math.max(1, Math.ceil(1 / (day * wide)));
    for (let first = Math.floor(from / size) * size; first < Math.min(this.count, to); first += size) {
      columns.push([left + (first - from) * wide, first, Math.min(this.count, first + size)]);
    }
    columns.wide = size * wide;
    return columns;
  }

  mean = (own, first, last) => (own.sums[last] - own.sums[first]) / (last - first);

  paintPower(pen, box, panel) {
    const [low, high] = this.scale();
    const y = (value) => panel.bottom - ((value - low) / (high - low)) * (panel.bottom - panel.top);
    this.paintAxis(pen, box, panel, 'Power, MW', low, high, y);
    const columns = this.columns(box);
    pen.save();
    this.clip(pen, box, panel);
    this.stack(pen, columns, this.supply, y, 1);
    this.stack(pen, columns, this.use, y, -1);
    for (const own of this.load.filter((one) => !this.hidden.has(one.name))) {
      this.line(pen, columns, own, y, this.colors.text, 1.6);
    }
    pen.restore();
  }

  stack(pen, columns, list, y, sign) {
    const base = new Float64Array(columns.length);
    for (const own of list) {
      if (this.hidden.has(own.name)) continue;
      const top = new Float64Array(columns.length);
      columns.forEach(([, first, last], index) => {
        top[index] = base[index] + sign * this.mean(own, first, last);
      });
      pen.beginPath();
      columns.forEach(([x], index) => {
        pen.lineTo(x, y(top[index]));
        pen.lineTo(x + columns.wide, y(top[index]));
      });
      for (let index = columns.length - 1; index >= 0; index -= 1) {
        pen.lineTo(columns[index][0] + columns.wide, y(base[index]));
        pen.lineTo(columns[index][0], y(base[index]));
      }
      pen.closePath();
      pen.globalAlpha = sign < 0 ? 0.6 : 1;
      pen.fillStyle = this.fillOf(own);
      pen.fill();
      pen.globalAlpha = 1;
      base.set(top);
    }
  }

  line(pen, columns, own, y, stroke, width) {
    pen.beginPath();
    for (const [x, first, last] of columns) {
      const at = y(this.mean(own, first, last));
      pen.lineTo(x, at);
      pen.lineTo(x + columns.wide, at);
    }
    pen.strokeStyle = stroke;
    pen.lineWidth = width;
    pen.lineJoin = 'round';
    pen.stroke();
  }

  /** The lowest and highest hour of each day as a pale band. */
  band(pen, columns, own, y, fill) {
    if (!columns[0] || columns[0][2] - columns[0][1] < 2) return;
    pen.fillStyle = fill;
    pen.globalAlpha = 0.25;
    for (const [x, first, last] of columns) {
      let [low, high] = [Infinity, -Infinity];
      for (let index = first; index < last; index += 1) {
        const value = own.values[index];
        if (value < low) low = value;
        if (value > high) high = value;
      }
      pen.fillRect(x, y(high), columns.wide, y(low) - y(high));
    }
    pen.globalAlpha = 1;
  }

  paintLines(pen, box, panel, list, title, low) {
    let high = 1e-9;
    for (const own of list) for (const value of own.values) if (value > high) high = value;
    const y = (value) => panel.bottom - ((value - low) / (1.05 * high - low)) * (panel.bottom - panel.top);
    this.paintAxis(pen, box, panel, title, low, 1.05 * high, y, 2);
    const columns = this.columns(box);
    pen.save();
    this.clip(pen, box, panel);
    for (const own of list) {
      this.band(pen, columns, own, y, this.fillOf(own));
      this.line(pen, columns, own, y, this.fillOf(own), 1.5);
    }
    pen.restore();
  }

  /** The few dearest hours of a long window may lie beyond the axis. */
  paintPrices(pen, box, panel) {
    const [own] = this.prices;
    const [from, to] = this.range.map((hour) => Math.round(hour / this.step));
    const sorted = Float32Array.from(own.values.subarray(from, Math.max(from + 1, to))).sort();
    const usual = sorted[Math.floor(0.98 * (sorted.length - 1))];
    const most = sorted.at(-1);
    const high = 1.08 * Math.max(most > 3 * usual && usual > 0 ? 1.5 * usual : most, 1);
    const low = Math.min(0, sorted[0]);
    const y = (value) => panel.bottom - ((value - low) / (high - low)) * (panel.bottom - panel.top);
    const title = most > high ? `Price, USD/MWh (up to ${this.format(most)})` : 'Price, USD/MWh';
    this.paintAxis(pen, box, panel, title, low, high, y, 2);
    const columns = this.columns(box);
    pen.save();
    this.clip(pen, box, panel);
    this.band(pen, columns, own, y, this.colors.accent);
    this.line(pen, columns, own, y, this.colors.accent, 1.4);
    pen.restore();
  }

  clip(pen, box, panel) {
    pen.beginPath();
    pen.rect(box.left, panel.top, box.right - box.left, panel.bottom - panel.top);
    pen.clip();
  }

  paintAxis(pen, box, panel, title, low, high, y, count = 4) {
    pen.textBaseline = 'middle';
    pen.textAlign = 'right';
    pen.lineWidth = 1;
    for (const tick of this.ticks(low, high, count)) {
      const at = Math.round(y(tick)) + 0.5;
      pen.strokeStyle = tick === 0 ? this.colors.muted : this.colors.line;
      pen.beginPath();
      pen.moveTo(box.left, at);
      pen.lineTo(box.right, at);
      pen.stroke();
      pen.fillStyle = this.colors.muted;
      pen.fillText(this.format(tick), box.left - 8, at);
    }
    pen.textAlign = 'left';
    pen.fillStyle = this.colors.muted;
    pen.fillText(title, box.left, panel.top - 11);
  }

  ticks(low, high, count) {
    const rough = (high - low) / Math.max(1, count);
    const size = 10 ** Math.floor(Math.log10(rough));
    const step = [1, 2, 2.5, 5, 10].map((part) => part * size).find((part) => part >= rough) || size;
    const ticks = [];
    for (let tick = Math.ceil(low / step) * step; tick <= high; tick += step) {
      ticks.push(Math.abs(tick) < 1e-9 * step ? 0 : tick);
    }
    return ticks;
  }

  // Time

  static months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

  date = (hour) => new Date(Date.UTC(2001, 0, 1) + Math.round((hour % 8760) * 60) * 60e3);

  stamp(hour) {
    const date = this.date(Math.min(hour, this.end - this.step));
    const two = (number) => String(number).padStart(2, '0');
    const year = this.years > 1 ? `, year ${1 + Math.floor(Math.min(hour, this.end - 1) / 8760)}` : '';
    return `${date.getUTCDate()} ${this.constructor.months[date.getUTCMonth()]} ${two(date.getUTCHours())}:${two(date.getUTCMinutes())}${year}`;
  }

  paintTime(pen, box, panels) {
    const [from, to] = this.range;
    const x = (hour) => box.left + ((hour - from) / (to - from)) * (box.right - box.left);
    const bottom = panels.at(-1).bottom;
    pen.textBaseline = 'top';
    pen.textAlign = 'center';
    pen.fillStyle = this.colors.muted;
    const room = Math.max(2, Math.floor((box.right - box.left) / 70));
    const marks = [];
    if (to - from > 60 * 24) {
      for (let year = 0; year * 8760 < to; year += 1) {
        for (let month = 0; month < 12; month += 1) {
          const hour = year * 8760 + (Date.UTC(2001, month, 1) - Date.UTC(2001, 0, 1)) / 3600e3;
          marks.push([hour, this.constructor.months[month]]);
        }
      }
    } else {
      const lengths = [1, 2, 3, 6, 12, 24, 48, 96, 168];
      const step = lengths.find((length) => (to - from) / length <= room) || 336;
      for (let hour = Math.ceil(from / step) * step; hour <= to; hour += step) {
        const date = this.date(hour);
        const isDay = date.getUTCHours() === 0;
        marks.push([hour, isDay ? `${date.getUTCDate()} ${this.constructor.months[date.getUTCMonth()]}`
          : `${String(date.getUTCHours()).padStart(2, '0')}:00`]);
      }
    }
    const every = Math.max(1, Math.ceil(marks.filter(([hour]) => hour >= from && hour <= to).length / room));
    marks.forEach(([hour, text], index) => {
      if (hour < from || hour > to) return;
      const at = Math.round(x(hour)) + 0.5;
      pen.strokeStyle = this.colors.line;
      pen.beginPath();
      pen.moveTo(at, bottom);
      pen.lineTo(at, bottom + 5);
      pen.stroke();
      if (index % every === 0 && at < box.right - 10) pen.fillText(text, at, bottom + 8);
    });
  }

  // Reading off

  hover(share, event) {
    if (share === null || share < 0 || share > 1 || !this.count) {
      this.tip.hidden = true;
      return;
    }
    const [from, to] = this.range;
    const at = (from + share * (to - from)) / this.step;
    const found = this.columns({ left: this.left, right: this.canvas.clientWidth - this.right })
      .find(([, first, last]) => at >= first && at < last);
    if (!found) return;
    const [, first, last] = found;
    const rows = [...this.supply, ...this.use, ...this.load, ...this.levels, ...this.prices]
      .filter((own) => !this.hidden.has(own.name))
      .map((own) => [own, this.mean(own, first, last)])
      .filter(([own, value]) => Math.abs(value) > 1e-6 || own.role === 'price');
    const head = document.createElement('strong');
    head.textContent = last - first > 1 ? `${this.stamp(first * this.step)}, mean of ${this.format((last - first) * this.step)} h`
      : this.stamp(first * this.step);
    const list = document.createElement('dl');
    for (const [own, value] of rows) {
      const name = document.createElement('dt');
      const mark = document.createElement('i');
      mark.className = 'mark';
      mark.style.setProperty('--mark', ['load'].includes(own.role) ? this.color('text')
        : own.role === 'price' ? this.color('accent') : this.fillOf(own));
      name.append(mark, own.name);
      const number = document.createElement('dd');
      number.textContent = `${this.format(value)} ${own.unit}`;
      list.append(name, number);
    }
    this.tip.replaceChildren(head, list);
    this.tip.hidden = false;
    const box = this.element.getBoundingClientRect();
    const x = event.clientX - box.left;
    this.tip.style.left = `${x > box.width / 2 ? x - this.tip.offsetWidth - 16 : x + 16}px`;
    this.tip.style.top = `${Math.min(event.clientY - box.top + 8, this.canvas.clientHeight - 60)}px`;
  }
};
