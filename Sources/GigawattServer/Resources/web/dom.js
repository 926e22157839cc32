/**
 * Elements from words: `h('p', { class: 'note' }, 'text')`. What comes from a study is only ever text or the
 * value of an attribute, never markup.
 */
export function h(tag, attributes = {}, ...children) {
  const [name, ...classes] = tag.split('.');
  const element = name === 'svg' || name.startsWith('svg:')
    ? document.createElementNS('http://www.w3.org/2000/svg', name.replace('svg:', ''))
    : document.createElement(name || 'div');
  if (classes.length) element.setAttribute('class', classes.join(' '));
  for (const [key, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (key.startsWith('on')) element.addEventListener(key.slice(2), value);
    else if (key === 'class') element.setAttribute('class', [...classes, value].join(' '));
    else if (key === 'style') for (const [name_, own] of Object.entries(value)) element.style.setProperty(name_, own);
    else if (key === 'data') Object.assign(element.dataset, value);
    else if (key === 'value' || key === 'checked' || key === 'disabled') element[key] = value;
    else element.setAttribute(key, value === true ? '' : value);
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/** Says something to those who do not see the page change. */
export function say(text) {
  document.getElementById('said').textContent = text;
}

/** A table whose columns that begin with `#` hold numbers. */
export function table(caption, titles, rows, foot = [], more = {}) {
  const heads = titles.map((title) => (title.startsWith('#')
    ? { title: title.slice(1), isNumber: true } : { title, isNumber: false }));
  const row = (cells) => h('tr', {}, cells.map((cell, index) => (index === 0
    ? h('th', { scope: 'row' }, cell)
    : h('td', heads[index]?.isNumber ? { class: 'number' } : {}, cell))));
  return h('div.table', { tabindex: '0', role: 'region', 'aria-label': caption, ...more },
    h('table', {}, h('caption', {}, caption),
      h('thead', {}, h('tr', {}, heads.map((head) => h('th',
        { scope: 'col', class: head.isNumber ? 'number' : undefined }, head.title)))),
      h('tbody', {}, rows.map(row)), foot.length ? h('tfoot', {}, foot.map(row)) : null));
}

/** Buttons of which one is chosen. */
export function choices(label, options, chosen, onChoose) {
  const buttons = options.map(([value, text]) => h('button',
    { type: 'button', 'aria-pressed': String(value === chosen), data: { value }, onclick: () => choose(value) }, text));
  const group = h('div.choices', { role: 'group', 'aria-label': label }, buttons);
  function choose(value) {
    for (const button of buttons) button.setAttribute('aria-pressed', String(button.dataset.value === String(value)));
    onChoose(value);
  }
  return group;
}
