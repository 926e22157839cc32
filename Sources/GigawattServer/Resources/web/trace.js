/** From a figure back to what it rests on: a sheet at the side of the page. */

import { h } from './dom.js';
import { money, number, percent, size } from './format.js';
import { origin } from './sources.js';

export async function trace(view, name) {
  const close = h('button.quiet', { type: 'button', 'aria-label': 'Close', onclick: () => sheet.close() }, '✕');
  const body = h('div');
  const sheet = h('dialog.sheet', { 'aria-label': `What ${name} rests on` }, h('header', {}, h('h2', {}, name), close), body);
  sheet.addEventListener('close', () => sheet.remove());
  sheet.addEventListener('click', (event) => { if (event.target === sheet) sheet.close(); });
  document.body.append(sheet);
  sheet.showModal();
  const stage = view.stage;
  const parts = [];
  if (stage) {
    const own = stage.capacities.filter((capacity) => capacity.name === name || capacity.name === `${name} energy`);
    const source = stage.sources.find((one) => one.name === name);
    parts.push(view.table(`In ${stage.name}`, ['', '#Amount'], [
      ...own.map((capacity) => [capacity.unit === 'MWh' ? 'Energy capacity' : 'Capacity', `${size(capacity.amount)} ${capacity.unit}`]),
      ...(source ? [['Energy', `${number(source.energy / 1000)} GWh`], ['Curtailed', `${number(source.curtailed / 1000)} GWh`],
        ['Capacity factor', source.capacityFactor === undefined ? '–' : percent(source.capacityFactor)]] : []),
      ...stage.costs.filter((cost) => cost.name === name).map((cost) => [cost.cause, `${money(cost.amount)} a year`]),
    ]));
  }
  body.replaceChildren(...parts, h('p.note', {}, 'Reading the sources …'));
  const inputs = await view.provider.inputs();
  const fuels = inputs.filter((input) => input.name.startsWith(`${name}, heat rate`)).length
    ? inputs.filter((input) => /, (price|emission factor)$/.test(input.name) && !input.name.startsWith('grid')) : [];
  const mine = [...inputs.filter((input) => input.name.startsWith(`${name}, `)), ...fuels];
  const list = h('dl.rests', {}, mine.map((input) => [
    h('dt', {}, input.name.replace(`${name}, `, ''), h('b', {}, `${number(input.number.value)} ${input.number.unit}`)),
    h('dd', {}, origin(view, input.number.origin))]));
  list.addEventListener('click', (event) => { if (event.target.closest('a')) sheet.close(); });
  body.replaceChildren(...parts, h('h3', {}, 'It rests on'), mine.length ? list : h('p.note', {}, 'No input carries this name.'));
}
