/** Draws charts with the library, which is fetched when the first chart wants it. */

let library;

function plotly() {
  library ??= new Promise((resolve, reject) => {
    const script = document.createElement('script');
    script.src = '/app/plotly.js';
    script.onload = () => resolve(globalThis.Plotly);
    script.onerror = () => reject(new Error('the chart library cannot be loaded'));
    document.head.append(script);
  });
  return library;
}

/** Begins to fetch the library once the page has nothing better to do. */
export function prepare() {
  (globalThis.requestIdleCallback || ((act) => setTimeout(act, 300)))(() => plotly());
}

const config = {
  displaylogo: false, responsive: true, displayModeBar: 'hover', showTips: false, doubleClick: false,
  modeBarButtons: [[
    'toImage',
    {
      name: 'svg', title: 'Download as SVG', icon: { width: 24, height: 24, path: 'M5 20h14v-2H5zM19 9h-4V3H9v6H5l7 7z' },
      click: (element) => globalThis.Plotly.downloadImage(element, { format: 'svg', filename: element.id || 'chart' }),
    },
  ]],
};

/** Draws `made` ({ traces, layout }, or null for nothing) into an element; `onPick` gets the name that is clicked. */
export async function draw(element, made, onPick) {
  if (!made) {
    if (element.data) globalThis.Plotly.purge(element);
    element.hidden = true;
    return;
  }
  element.hidden = false;
  const Plotly = await plotly();
  element.latest = made;
  if (element.isDrawing) return;
  element.isDrawing = true;
  while (element.latest && element.isConnected) {
    const { traces, layout } = element.latest;
    element.latest = undefined;
    await Plotly.react(element, traces, layout, config);
    // The library measures text in an element of its own, which is nothing to read.
    document.getElementById('js-plotly-tester')?.setAttribute('aria-hidden', 'true');
  }
  element.isDrawing = false;
  if (onPick && element.removeAllListeners) {
    element.removeAllListeners('plotly_click');
    element.on('plotly_click', ({ points: [point] }) => onPick(point));
  }
}
