import { spreadOf } from './pairs.js';

/**
 * Returns the memory of a process in the last quarter of a run divided by that in the second: 1 is
 * flat. The first quarter is left out, because the process starts up in it.
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
