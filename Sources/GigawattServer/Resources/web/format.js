/** Numbers as a reader wants them: four significant digits, a dash for what is not there. */

const { format } = new Intl.NumberFormat('en-US', { maximumSignificantDigits: 4 });

export const none = '–';

export function number(value) {
  if (typeof value !== 'number' || Number.isNaN(value)) return value === 'inf' ? '∞' : value === '-inf' ? '-∞' : none;
  if (Math.abs(value) < 1e-9) return '0';
  return format(value);
}

/** Plans in numbers have slivers; nobody builds a watt. */
export const size = (value) => (Math.abs(value ?? 0) < 1e-6 ? none : number(value));

export function scale(amounts, unit) {
  const most = Math.max(0, ...amounts.filter(Number.isFinite).map(Math.abs));
  const [divisor, word] = [[1e9, 'billion '], [1e6, 'million '], [1e3, 'thousand ']].find(([least]) => most >= least) || [1, ''];
  return { divisor, unit: `${word}${unit}`, text: (value) => number(value / divisor) };
}

export function money(value, unit = 'USD') {
  const own = scale([value], unit);
  return `${own.text(value)} ${own.unit}`;
}

export const percent = (share) => (Number.isFinite(share) ? `${number(100 * share)} %` : none);

/** With a sign, for differences. */
export function difference(value) {
  if (!Number.isFinite(value) || Math.abs(value) < 1e-9) return 'no change';
  return `${value > 0 ? '+' : '−'}${number(Math.abs(value))}`;
}

export function when(text) {
  if (!text) return none;
  return new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short' }).format(new Date(text));
}

export function seconds(value) {
  if (!Number.isFinite(value)) return none;
  if (value < 1) return `${number(1000 * value)} ms`;
  return value < 120 ? `${number(value)} s` : `${number(value / 60)} min`;
}

/** Number and unit of `900 USD/kW`. */
export function parsed(text) {
  const found = /^\s*([-+]?\d[\d,]*\.?\d*(?:e[-+]?\d+)?)\s*(.*)$/i.exec(text);
  if (!found) return null;
  return { value: Number(found[1].replaceAll(',', '')), unit: found[2].trim() };
}

/** A number as it is written into a study. */
export const plain = (value) => String(Number(value.toPrecision(6)));
