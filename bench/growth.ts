import { spreadOf } from './pairs.js';

/**
 * What a process holds in the last quarter of a run against the second: 1 is flat. In the first quarter it starts up.
 *
 * @param sizes at least one, in turn
 */
export const growth = (sizes: readonly number[]): number => {
  const quarter = (nth: number): number => {
    const from = Math.floor((sizes.length * (nth - 1)) / 4);
    return spreadOf(sizes.slice(from, Math.max(from + 1, Math.floor((sizes.length * nth) / 4)))).median;
  };
  return quarter(4) / quarter(2);
};
