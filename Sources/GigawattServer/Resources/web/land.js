/** Outlines of countries as a path on 720 × 360 pixels; set-up brings them, without it the map has none. */
export const land = '';
