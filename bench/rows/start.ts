import type { Bench, Figure, Row } from '../figure.js';
import { spreadOf } from '../pairs.js';

/**
 * Returns the seconds from the start of the process until it reports that it can issue. It is asked
 * every 25 ms.
 */
const secondsUntilReady = async ({ rig }: Bench): Promise<number> => {
  const began = performance.now();
  const product = await rig.product();
  const seconds = (performance.now() - began) / 1000;
  await product.stop();
  return seconds;
};

/** From the start of the process to ready, with the schema current. */
export const start: Row = {
  name: 'start',
  says: 'start of the process to ready, schema current',
  measure: async (bench): Promise<readonly Figure[]> => {
    const seconds: number[] = [];
    for (let round = 0; round <= bench.options.pairs; round += 1) {
      const taken = await secondsUntilReady(bench);
      bench.say(`  ${round === 0 ? 'warm-up' : `round ${String(round)}`}: ${taken.toFixed(2)} s`);
      if (round > 0) seconds.push(taken);
    }
    return [
      {
        row: 'start',
        what: 'start to ready',
        spread: spreadOf(seconds),
        unit: 's',
        target: { direction: 'at most', value: 1 },
        notes: [],
      },
    ];
  },
};
