/** Where the plan is: a locator on a graticule, without tiles and without a network. */

import { h } from './dom.js';
import { number } from './format.js';
import { land } from './land.js';

const [width, height] = [720, 360];
const x = (longitude) => ((longitude + 180) / 360) * width;
const y = (latitude) => ((90 - latitude) / 180) * height;

/** Degrees with the hemisphere. */
const degrees = (value, [positive, negative]) => `${number(Math.abs(value))}° ${value < 0 ? negative : positive}`;

export const place = {
  name: 'place', title: 'Place', isFor: (result) => Number.isFinite(result.document.site?.latitude),
  make(view) {
    const body = h('figure.map');
    const rows = h('div');
    return {
      element: [body, rows],
      update() {
        const { site } = view.result.document;
        const lines = [];
        for (let angle = -180; angle <= 180; angle += 30) lines.push(`M${x(angle)},0V${height}`);
        for (let angle = -60; angle <= 60; angle += 30) lines.push(`M0,${y(angle)}H${width}`);
        const [cx, cy] = [x(site.longitude), y(site.latitude)];
        body.replaceChildren(
          h('svg', { viewBox: `0 0 ${width} ${height}`, role: 'img', 'aria-label': `${site.name} at ${degrees(site.latitude, 'NS')}, ${degrees(site.longitude, 'EW')}` },
            h('svg:path', { class: 'graticule', d: lines.join('') }),
            land ? h('svg:path', { class: 'land', d: land }) : null,
            h('svg:path', { class: 'equator', d: `M0,${y(0)}H${width}` }),
            h('svg:path', { class: 'cross', d: `M${cx},0V${height}M0,${cy}H${width}` }),
            h('svg:circle', { class: 'site', cx, cy, r: 6 }),
            h('svg:text', { class: 'site-name', x: cx > width / 2 ? cx - 12 : cx + 12, y: cy - 12, 'text-anchor': cx > width / 2 ? 'end' : 'start' }, site.name)),
          h('figcaption', {}, 'Equirectangular, a line every 30 degrees.'));
        const offset = site.utcOffset;
        rows.replaceChildren(view.table('Site', ['', 'Value'], [
          ['Name', site.name], ['Latitude', degrees(site.latitude, 'NS')], ['Longitude', degrees(site.longitude, 'EW')],
          ['Clock', Number.isFinite(offset) ? `local standard time, UTC${offset < 0 ? '−' : '+'}${number(Math.abs(offset))}` : '–'],
          ...view.stages.map((stage) => [`On line in ${stage.name}`, stage.capacities.filter((own) => own.amount > 1e-6 && own.unit === 'MW')
            .map((own) => `${own.name} ${number(own.amount)} MW`).join(', ')])]));
      },
    };
  },
};
