const colors = 6;

/** The color at a place, which `console.css` defines for both themes. */
export const chartColor = (place: number): string => `var(--chart-color-${String((place % colors) + 1)})`;

/** Which color each band of a chart has. A band keeps its color while it is shown, whatever its rank becomes. */
export class ColorPlaces {
  #places = new Map<string, number>();

  /** Returns the places of these bands, in their order. The same bands get the same places again. */
  of(keys: readonly string[]): readonly number[] {
    const kept = new Map(keys.flatMap((key) => this.#keptOf(key)));
    for (const key of keys) if (!kept.has(key)) kept.set(key, firstFree([...kept.values()]));
    this.#places = kept;
    return keys.map((key) => kept.get(key) ?? 0);
  }

  #keptOf(key: string): [string, number][] {
    const place = this.#places.get(key);
    return place === undefined ? [] : [[key, place]];
  }
}

const firstFree = (taken: readonly number[]): number => {
  const free = Array.from({ length: taken.length + 1 }, (_, place) => place).find(
    (place) => !taken.includes(place),
  );
  return free ?? 0;
};
