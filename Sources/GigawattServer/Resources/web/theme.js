'use strict';

/** Light, dark, or as the system says; before the first paint, so that nothing flashes. */
(() => {
  const known = ['auto', 'light', 'dark'];
  const stored = localStorage.getItem('theme');
  if (known.includes(stored) && stored !== 'auto') document.documentElement.dataset.theme = stored;
  globalThis.gigawattTheme = {
    get: () => document.documentElement.dataset.theme || 'auto',
    next() {
      const next = known[(known.indexOf(this.get()) + 1) % known.length];
      if (next === 'auto') delete document.documentElement.dataset.theme;
      else document.documentElement.dataset.theme = next;
      localStorage.setItem('theme', next);
      window.dispatchEvent(new Event('themechange'));
      return next;
    },
  };
})();
