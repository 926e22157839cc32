/** What the numbers rest on: inputs with their sources, warnings, the certificate. */

import { h } from './dom.js';
import { number } from './format.js';

/** Where a number comes from, with the way there. */
export function origin(view, from) {
  const [kind] = Object.keys(from);
  const own = from[kind];
  if (kind === 'study') {
    const text = `study line ${own.line}`;
    return view.provider.study ? h('a', { href: `#/study/${encodeURIComponent(view.provider.study)}?view=text&line=${own.line}` }, text) : text;
  }
  if (kind === 'catalog') return h('span', {}, h('strong', {}, `catalog row ${own.row}`), `, ${own.confidence} confidence: ${own.source}`);
  if (kind === 'costs') return h('span', {}, h('strong', {}, own.file), ` line ${own.line}: ${own.source}`);
  return typeof own === 'string' ? own : own?._0 ?? '';
}

export const sources = {
  name: 'sources', title: 'Sources', isFor: () => true,
  make(view) {
    const body = h('div');
    const count = h('output', { for: 'input-filter' });
    const filter = h('input', {
      id: 'input-filter', type: 'search', placeholder: 'solar, catalog, USD/kW …', oninput: () => find(),
    });
    function find() {
      const words = filter.value.toLowerCase().split(/\s+/);
      const rows = [...body.querySelectorAll('tbody tr')];
      for (const row of rows) row.hidden = !words.every((word) => row.textContent.toLowerCase().includes(word));
      count.textContent = `${rows.filter((row) => !row.hidden).length} of ${rows.length} inputs`;
    }
    const rest = h('div');
    return {
      element: [h('div.toolbar', {}, h('label', { for: 'input-filter' }, 'Find'), filter, count), h('div.scroll', {}, body), rest],
      async update() {
        const { document: plan } = view.result;
        const inputs = await view.provider.inputs();
        body.replaceChildren(inputs.length ? view.table('Every number that went into the plan', ['Input', '#Value', 'Unit', 'Source'],
          inputs.map((input) => [input.name, number(input.number.value), input.number.unit, origin(view, input.number.origin)]))
          : h('p.note', {}, 'This study says all its numbers itself; see its text.'));
        find();
        const certificate = plan.certificate;
        rest.replaceChildren(
          plan.warnings.length ? h('div', {}, h('h2', {}, 'Warnings'), h('ul.warnings', {}, plan.warnings.map((warning) => h('li', {}, warning)))) : '',
          view.table('How sure this is', ['Check', '#Result', 'What it means'], [
            ['Gap', `${number(100 * plan.gap)} %`, 'how much better a plan could be at most'],
            ['Worst broken rule', `${number(100 * certificate.worstViolation)} %`, `all balances and limits computed again; ${certificate.worstPlace || 'none is broken'}`],
            ['Money', `${number(100 * certificate.moneyDifference)} %`, 'all payments added up again, against the value'],
            ['Rents against value', certificate.dualityDifference === undefined ? '–' : `${number(100 * certificate.dualityDifference)} %`, 'what all scarce things earn adds up to the value'],
          ]),
          h('p.note', {}, `Engine ${plan.engine}${plan.engineReason ? ` (${plan.engineReason})` : ''}: read in ${number(1000 * plan.seconds.read)} ms, built in ${number(1000 * plan.seconds.build)} ms, solved in ${number(1000 * plan.seconds.solve)} ms.`));
      },
    };
  },
};
