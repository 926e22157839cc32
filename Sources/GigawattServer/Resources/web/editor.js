/** The text of a study, with what is wrong in it beside it; saved as it stands, comments included. */

import { api } from './api.js';
import { h, say } from './dom.js';

export async function textEditor(study, line, button, onSaved) {
  const { text, revision, isReadOnly } = await api.text(study.id);
  const lines = h('pre.lines', { 'aria-hidden': 'true' });
  const area = h('textarea', { spellcheck: 'false', autocomplete: 'off', wrap: 'off', 'aria-label': `Text of ${study.file}`, value: text, readonly: isReadOnly });
  const list = h('ul.diagnostics');
  const told = h('div', { role: 'status' }, list);
  const save = h('button.primary', { type: 'button', disabled: true, onclick: () => store() }, 'Save');
  let now = revision;
  let waiting;

  function number() {
    const count = area.value.split('\n').length;
    lines.textContent = Array.from({ length: count }, (_, index) => index + 1).join('\n');
    area.rows = Math.max(12, count + 1);
  }

  function goTo(wanted) {
    const before = area.value.split('\n').slice(0, wanted - 1).join('\n').length + (wanted > 1 ? 1 : 0);
    const length = (area.value.split('\n')[wanted - 1] || '').length;
    area.focus({ preventScroll: true });
    area.setSelectionRange(before, before + length);
    const height = parseFloat(getComputedStyle(area).lineHeight);
    window.scrollTo({ top: area.getBoundingClientRect().top + window.scrollY + (wanted - 8) * height });
  }

  function show(diagnostics) {
    list.replaceChildren(...(diagnostics.length ? diagnostics.map((one) => h('li', { class: one.severity },
      h('button.link', { type: 'button', disabled: !one.line, onclick: () => goTo(one.line) },
        `${one.file}${one.line ? `:${one.line}` : ''}${one.column ? `:${one.column}` : ''}: ${one.severity}: ${one.message}`)))
      : [h('li.good', {}, 'reads well')]));
  }

  async function check() {
    try {
      const { form } = await api.draft(study.id, { text: area.value });
      show(form.diagnostics);
    } catch (error) { show([{ file: study.file, severity: 'error', message: error.message }]); }
  }

  async function store() {
    try {
      const saved = await api.saveText(study.id, area.value, now);
      now = saved.revision;
      save.disabled = true;
      say('Saved');
      onSaved();
    } catch (error) {
      if (error.diagnostics.length) show(error.diagnostics); else show([{ file: study.file, severity: 'error', message: error.message }]);
    }
  }

  area.addEventListener('input', () => {
    number();
    save.disabled = isReadOnly || area.value === text;
    clearTimeout(waiting);
    waiting = setTimeout(check, 350);
  });
  number();
  show(study.form.diagnostics);
  if (line) requestAnimationFrame(() => goTo(line));
  return h('div.editor', {}, h('div.toolbar.study-bar', {}, save, button), told, h('div.text', {}, lines, area));
}
