const colors = 6;

/** The color of a band, which `console.css` defines for both themes. */
export const chartColor = (place: number): string => `var(--chart-color-${String((place % colors) + 1)})`;
