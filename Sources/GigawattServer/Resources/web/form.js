/** The form of a study: every value that stands in it and every number that it takes from elsewhere. */

import { h } from './dom.js';
import { number, parsed, plain } from './format.js';

export const key = (path) => path.join('\u0001');

/** The ends and the step of a slider: from nothing to some times the value; shares end at the whole. */
function bounds(field) {
  const { value, unit } = field;
  const most = unit === '%' ? 100 : unit === '' && value > 0 && value <= 1 ? 1 : 0;
  if (most) return { min: 0, max: most, step: most / 200 };
  const reach = Math.abs(value) * 2.5 || 100;
  const size = 10 ** Math.floor(Math.log10(reach));
  const top = [1, 2, 2.5, 5, 10].map((part) => part * size).find((part) => part >= reach * 0.999);
  return { min: value < 0 ? -top : 0, max: top, step: top / 500 };
}

/** By which factor the numbers of a mapping differ from those of the study; 1 where that is not to be seen. */
function ratio(field, text) {
  const first = /:\s*([-+]?\d[\d,]*\.?\d*(?:e[-+]?\d+)?)/i.exec(text);
  const before = field.years[0].value;
  return first && before ? Number(first[1].replaceAll(',', '')) / before : 1;
}

/** Whether more and less make sense: the year of the money is a number with a unit and no more. */
export const isMoved = (field) => field.kind === 'number' && Number.isFinite(field.value) && !(field.path.length === 1 && field.path[0] === 'money');

export class Form {
  constructor(host, { onEdit, onLine, onAsk }) {
    Object.assign(this, { host, onEdit, onLine, onAsk });
    this.rows = new Map();
    this.edits = new Map();
  }

  show(form, edits) {
    this.fields = form.fields;
    this.edits = new Map(edits.map((edit) => [key(edit.path), edit]));
    this.rows.clear();
    const groups = new Map();
    for (const field of form.fields) {
      if (!field.isEditable) continue;
      if (!groups.has(field.group)) groups.set(field.group, []);
      groups.get(field.group).push(field);
    }
    const filter = h('input', { type: 'search', placeholder: 'Find a number …', 'aria-label': 'Find a number', oninput: () => this.filter(filter.value) });
    // What has numbers to move comes first; the first of them is open.
    const moves = (fields) => fields.some((field) => field.kind === 'number');
    const isFrame = (fields) => ['future', 'uncertain', 'years', 'site', 'sites'].includes(fields[0].path[0]);
    const rank = ([name, fields]) => (name === 'study' ? 3 : !moves(fields) ? 0 : isFrame(fields) ? 1 : 2);
    const sorted = [...groups].sort((a, b) => rank(b) - rank(a));
    const first = sorted.find(([name, fields]) => name !== 'study' && moves(fields))?.[0];
    const isSmall = form.fields.length < 24;
    this.groups = sorted.map(([name, fields]) => {
      const isOpen = isSmall || name === first || fields.some((field) => this.edits.has(key(field.path)));
      return h('details.group', { open: isOpen || undefined },
        h('summary', {}, h('span', {}, name), h('span.count', {}, String(fields.length))),
        fields.map((field) => this.row(field)));
    });
    if (this.groups.length && !this.groups.some((group) => group.open)) this.groups[0].open = true;
    this.host.replaceChildren(filter, ...this.groups);
  }

  row(field) {
    const id = `field-${this.rows.size}`;
    const edit = this.edits.get(key(field.path));
    const input = h(field.isBlock ? 'textarea' : 'input', {
      id, type: field.isBlock ? undefined : 'text', rows: field.isBlock ? Math.min(10, Math.max(3, Math.ceil(field.text.length / 38) + field.text.split('\n').length - 1)) : undefined, value: edit?.text ?? field.text, autocomplete: 'off', spellcheck: 'false',
      'aria-describedby': `${id}-from ${id}-error`, inputmode: field.kind === 'text' ? undefined : 'text',
      oninput: () => this.typed(row), onkeydown: (event) => this.nudge(event, row),
    });
    const error = h('p.error', { id: `${id}-error`, role: 'alert' });
    const reset = h('button.quiet.reset', { type: 'button', 'aria-label': `${field.label}: back to the study`, title: `Back to ${field.text}`, onclick: () => this.reset(row) }, '↺');
    const row = { field, input, error, reset };
    const parts = [h('label', { for: id }, field.label), h('span.value', {}, input, reset)];
    if (isMoved(field)) parts.push(this.slider(row, edit));
    const from = field.origin === 'study'
      ? h('button.link', { type: 'button', onclick: () => this.onLine(field.line) }, `line ${field.line}`)
      : h('span', { title: field.source }, field.origin === 'catalog' ? `catalog row ${field.row}, ${field.confidence} confidence` : field.source);
    const ask = isMoved(field) && this.onAsk
      ? h('button.link.ask', { type: 'button', 'aria-label': `Ask about ${field.group}, ${field.label}`, title: 'Sweep it, or find where something breaks even', onclick: () => this.onAsk(field) }, 'ask')
      : null;
    parts.push(h('p.from', { id: `${id}-from` }, from, ask,
      field.origin === 'catalog' ? h('span.source', {}, field.source) : null), error);
    row.element = h('div.field', { class: field.isBlock ? 'block' : undefined, data: { origin: field.origin, name: `${field.group} ${field.label} ${field.unit}`.toLowerCase() } }, parts);
    this.rows.set(key(field.path), row);
    this.mark(row);
    return row.element;
  }

  /** Moves one number, or all years of one by the same factor. */
  slider(row, edit) {
    const { field } = row;
    const isFactor = Boolean(field.years);
    const range = isFactor ? { min: 0, max: 2.5, step: 0.01 } : bounds(field);
    const now = isFactor ? ratio(field, edit?.text ?? field.text) : (edit && parsed(edit.text)?.value) ?? field.value;
    row.slider = h('input', {
      type: 'range', min: range.min, max: range.max, step: range.step, value: String(now), 'aria-label': `${field.group}, ${field.label}${isFactor ? ', factor' : ''}`,
      'aria-valuetext': row.input.value,
      oninput: () => {
        const value = Number(row.slider.value);
        row.input.value = isFactor
          ? `{${field.years.map((own) => `${own.year}: ${plain(own.value * value)} ${field.unit}`).join(', ')}}`
          : `${plain(value)}${field.unit ? ` ${field.unit}` : ''}`;
        row.slider.setAttribute('aria-valuetext', isFactor ? `times ${number(value)}` : row.input.value);
        this.change(row);
      },
    });
    return row.slider;
  }

  typed(row) {
    const found = parsed(row.input.value);
    if (row.slider && found && !row.field.years) row.slider.value = String(found.value);
    clearTimeout(this.typing);
    this.waiting = row;
    this.typing = setTimeout(() => this.settle(), 250);
  }

  /** What is being typed counts now. */
  settle() {
    clearTimeout(this.typing);
    const row = this.waiting;
    this.waiting = undefined;
    if (row) this.change(row);
  }

  /** Arrow keys in a number change it by a hundredth of itself. */
  nudge(event, row) {
    const sign = { ArrowUp: 1, ArrowDown: -1 }[event.key];
    const found = sign && row.field.kind !== 'text' && parsed(row.input.value);
    if (!found) return;
    event.preventDefault();
    const step = row.field.kind === 'year' ? 1 : Math.abs(found.value) / 100 || 1;
    row.input.value = `${plain(found.value + sign * step)}${found.unit ? ` ${found.unit}` : ''}`;
    this.typed(row);
  }

  change(row) {
    const text = row.input.value.trim();
    const name = key(row.field.path);
    if (text === row.field.text) this.edits.delete(name);
    else this.edits.set(name, { path: row.field.path, text });
    this.mark(row);
    this.onEdit([...this.edits.values()], name);
  }

  /** Puts other edits in place of these, without telling. */
  put(edits) {
    const next = new Map(edits.map((edit) => [key(edit.path), edit]));
    for (const name of new Set([...this.edits.keys(), ...next.keys()])) {
      const row = this.rows.get(name);
      if (!row) continue;
      const text = next.get(name)?.text ?? row.field.text;
      if (text !== row.input.value) this.write(row, text);
    }
    this.edits = next;
    for (const row of this.rows.values()) this.mark(row);
  }

  write(row, text) {
    row.input.value = text;
    if (!row.slider) return;
    const { field } = row;
    row.slider.value = String(field.years ? ratio(field, text) : parsed(text)?.value ?? field.value);
    row.slider.setAttribute('aria-valuetext', text);
  }

  reset(row) {
    this.write(row, row.field.text);
    this.change(row);
    row.input.focus();
  }

  resetAll() {
    this.put([]);
    this.onEdit([], 'all');
  }

  mark(row) {
    const isChanged = this.edits.has(key(row.field.path));
    row.element?.classList.toggle('changed', isChanged);
    row.reset.hidden = !isChanged;
  }

  /** Sentences beside the fields that they are about; returns those that are about none. */
  problems(diagnostics, sentence = '') {
    for (const row of this.rows.values()) {
      row.error.textContent = '';
      row.input.removeAttribute('aria-invalid');
    }
    const left = [];
    for (const one of diagnostics.filter((own) => own.severity === 'error')) {
      const place = one.line ? `${one.file}:${one.line}${one.column ? `:${one.column}` : ''}` : one.file;
      const text = `${place}: error: ${one.message}`;
      const names = [...this.rows.values()].filter((row) => one.message.startsWith(`${row.field.path.join(', ')}:`));
      const changed = [...this.edits.keys()].map((name) => this.rows.get(name)).filter(Boolean);
      const row = names.sort((a, b) => b.field.path.length - a.field.path.length)[0]
        || changed.find((own) => own.field.line && own.field.line === one.line)
        || (changed.length === 1 ? changed[0] : undefined);
      if (row) this.blame(row, text); else left.push(text);
    }
    if (!diagnostics.length && sentence) {
      const row = [...this.rows.values()].find((own) => sentence.startsWith(`${own.field.path.join(', ')}:`));
      if (row) this.blame(row, sentence); else left.push(sentence);
    }
    return left;
  }

  blame(row, text) {
    row.error.textContent = [row.error.textContent, text].filter(Boolean).join('\n');
    row.input.setAttribute('aria-invalid', 'true');
    row.element.closest('details').open = true;
  }

  filter(words) {
    const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
    for (const group of this.groups) {
      let some = false;
      for (const field of group.querySelectorAll('.field')) {
        field.hidden = !wanted.every((word) => field.dataset.name.includes(word));
        some ||= !field.hidden;
      }
      group.hidden = !some;
      if (wanted.length && some) group.open = true;
    }
  }
}
