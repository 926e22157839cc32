'use strict';

(() => {
  const figures = JSON.parse(document.getElementById('data').textContent);
  const root = document.documentElement;
  const clear = 'rgba(0,0,0,0)';
  const color = (name) => getComputedStyle(root).getPropertyValue(`--${name}`).trim();
  const fills = ['tech-solar', 'tech-wind', 'tech-battery', 'tech-gas-engine', 'tech-nuclear', 'tech-grid'];
  /** Text for the chart library, which reads some markup. */
  const plain = (text) =>
    String(text).replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
  const fill = (index) => color(fills[index % fills.length]) || color('accent');

  const axis = (title, more = {}) => ({
    title: { text: plain(title), standoff: 8, font: { size: 12.5, color: color('muted') } },
    automargin: true, gridcolor: color('line'), zerolinecolor: color('muted'),
    linecolor: color('line'), separatethousands: true, exponentformat: 'none', fixedrange: true,
    ...more,
  });

  const layout = (more) => ({
    autosize: true,
    font: { family: getComputedStyle(document.body).fontFamily, size: 12.5, color: color('text') },
    paper_bgcolor: clear, plot_bgcolor: clear, margin: { l: 12, r: 16, t: 12, b: 12 },
    bargap: 0.32, hovermode: 'closest',
    hoverlabel: { bgcolor: color('raised'), bordercolor: color('line') },
    legend: { orientation: 'h', y: 1.02, yanchor: 'bottom', x: 0, traceorder: 'normal' },
    ...more,
  });

  const shapes = {
    lines: ({ x, y, traces }) => ({
      traces: traces.map((own, index) => ({
        type: 'scatter', mode: 'lines+markers', name: plain(own.name), x: own.x, y: own.y,
        line: { color: fill(index), width: 2 }, hovertemplate: '%{x:,.4~r}: %{y:,.4~r}<extra></extra>',
      })),
      layout: layout({ xaxis: axis(x), yaxis: axis(y), showlegend: traces.length > 1 }),
    }),

    heat: ({ x, y, traces: [own] }) => ({
      traces: [{
        type: 'heatmap', x: own.x.map(String), y: own.y.map(String), z: own.z, colorscale: 'Viridis',
        texttemplate: '%{z:,.4~r}', hovertemplate: '%{x}, %{y}: %{z:,.4~r}<extra></extra>',
        colorbar: { thickness: 12, title: { text: '' } },
      }],
      layout: layout({
        xaxis: axis(x, { type: 'category' }), yaxis: axis(y, { type: 'category' }), showlegend: false,
      }),
    }),

    bars: ({ y, traces }) => ({
      traces: traces.map((own, index) => ({
        type: 'bar', name: plain(own.name), x: own.labels.map(plain), y: own.y,
        marker: { color: fill(index) }, hovertemplate: '%{x}: %{y:,.4~r}<extra></extra>',
      })),
      layout: layout({
        barmode: 'group', xaxis: axis('', { type: 'category' }), yaxis: axis(y),
        showlegend: traces.length > 1,
      }),
    }),

    ranges: ({ x, traces }) => ({
      traces: traces.map((own, index) => {
        const y = own.labels.map(plain);
        if (own.z.length === 0) {
          return {
            type: 'scatter', mode: 'markers', name: plain(own.name), x: own.x, y,
            marker: { color: color('text'), symbol: 'line-ns-open', size: 18, line: { width: 3 } },
            hovertemplate: '%{y}: %{x:,.4~r}<extra></extra>',
          };
        }
        return {
          type: 'bar', orientation: 'h', name: plain(own.name), y,
          base: own.z.map(([least]) => least), x: own.z.map(([least, most]) => most - least),
          customdata: own.z, marker: { color: fill(index), opacity: 0.45 + 0.15 * index },
          hovertemplate: '%{y}: %{customdata[0]:,.4~r} to %{customdata[1]:,.4~r}<extra></extra>',
        };
      }),
      layout: layout({
        barmode: 'overlay', xaxis: axis(x), yaxis: axis('', { type: 'category', autorange: 'reversed' }),
      }),
    }),
  };

  function draw() {
    for (const figure of figures) {
      const made = shapes[figure.shape](figure);
      Plotly.react(document.getElementById(figure.identifier), made.traces, made.layout, {
        responsive: true, displaylogo: false, modeBarButtonsToRemove: ['select2d', 'lasso2d'],
      });
    }
  }

  draw();
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', draw);
})();
