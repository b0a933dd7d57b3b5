import { Belongings } from '../belongings.js';
import { type Contender, contest, type Outcome } from '../contest.js';
import type { Bench, Figure, Row } from '../figure.js';
import { ratios, spreadOf } from '../pairs.js';
import { type Collector, startCollector } from '../parts/collector.js';
import { startProductBehind } from '../parts/contenders.js';
import { tokenBodies } from '../rig.js';

const accounts = 1000;

/** The share of requests that are traced, as a setting. */
const shares = { share: '0.01', all: '1' } as const;

const figure = (
  what: string,
  traced: Outcome,
  { off, atMost }: { readonly off: Outcome; readonly atMost: number },
): Figure => ({
  row: 'traces',
  what: `processor time of a token: ${what} / no traces`,
  spread: spreadOf(ratios(traced.processor, off.processor)),
  unit: 'x',
  target: { direction: 'at most', value: atMost },
  notes: [traced.note, off.note],
});

/** Otherwise the cost of traces that were never made would be shown. */
const assertExported = (collectors: Readonly<Record<string, Collector>>): void => {
  for (const [name, { bytes }] of Object.entries(collectors))
    if (bytes() === 0) throw new Error(`${name}: the collector got no span`);
};

/** What traces cost: a token without them, with the default share of them, and with a trace of each request. */
export const traces: Row = {
  name: 'traces',
  says: 'processor time of a token with traces of 1 % and of all requests, export included, against none',
  measure: async (bench: Bench): Promise<readonly Figure[]> => {
    const { rig } = bench;
    const belongings = new Belongings();
    try {
      const bodies = tokenBodies(await rig.accounts(accounts, 'made'));
      const collectors = {
        share: await belongings.keep(startCollector),
        all: await belongings.keep(startCollector),
      };
      const traced = (name: keyof typeof shares): Promise<Contender> =>
        startProductBehind(
          rig,
          `traces-${name}`,
          { bodies },
          {
            OTEL_EXPORTER_OTLP_ENDPOINT: collectors[name].url,
            OTEL_TRACES_SAMPLER_ARG: shares[name],
          },
        );
      const off = await startProductBehind(rig, 'traces-off', { bodies });
      const outcome = await contest(bench, { off, share: await traced('share'), all: await traced('all') });
      assertExported(collectors);
      return [
        figure('1 % traced', outcome.share, { off: outcome.off, atMost: 1.03 }),
        figure('all traced', outcome.all, { off: outcome.off, atMost: 2 }),
      ];
    } finally {
      await belongings.close();
    }
  },
};
