/** The hours of a stage, for the views that need them. */

/** What needs the hours of a stage fetches them first; while sliders move they come with every plan. */
export async function withHours(view, note, act) {
  const waiting = setTimeout(() => { note.textContent = 'Fetching the hours …'; }, 300);
  try {
    const found = await view.provider.hours(Number(view.state.stage), Number(view.state.site));
    view.hours = found.decoded ??= {
      ...found, series: found.series.map((own) => ({ ...own, values: globalThis.Gigawatt.floats(own.values) })),
    };
    clearTimeout(waiting);
    note.textContent = '';
    return act();
  } catch (error) {
    note.textContent = error.message;
    return undefined;
  } finally { clearTimeout(waiting); }
}
