/** How much is done at once, and how often in one call. */
export interface Batching {
  /** Small, so that no request waits for the rows of a batch. */
  readonly size: number;
  readonly countMax: number;
}

/**
 * Runs a statement again and again until a batch is not full: what is left after `countMax` batches is
 * for the next call. `run` takes the size and resolves to how many rows it did.
 *
 * @returns how many rows were done
 */
export const inBatches = async (
  { size, countMax }: Batching,
  run: (size: number) => Promise<number>,
): Promise<number> => {
  let all = 0;
  for (let count = 0; count < countMax; count += 1) {
    const done = await run(size);
    all += done;
    if (done < size) break;
  }
  return all;
};
