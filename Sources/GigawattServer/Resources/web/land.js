/** Outlines of the continents as a path on 720 × 360 pixels, or nothing where none is at hand. */
export const land = '';
