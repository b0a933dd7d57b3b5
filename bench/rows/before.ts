import { Belongings } from '../belongings.js';
import { type Contender, contest, type Outcome } from '../contest.js';
import type { Bench, Figure, Row } from '../figure.js';
import { ratios, spreadOf } from '../pairs.js';
import { startProductBehind } from '../parts/contenders.js';
import { openRigOf, type OtherRig } from '../parts/other-build.js';
import { tokenBodies } from '../rig.js';

const accounts = 1000;

/** The contract `avista` signs with HS256, the OAuth endpoint with RS256. */
const rs256Path = '/oauth/token';

/** Puts one build's application behind its own NGINX, with its own database and accounts. */
const contenders = async (name: string, rig: OtherRig): Promise<{ hs256: Contender; rs256: Contender }> => {
  const bodies = tokenBodies(await rig.accounts(accounts, 'made'));
  const { parts, ...hs256 } = await startProductBehind(rig, name, { bodies });
  const url = hs256.load.url.replace(/\/api\/auth\/token$/, rs256Path);
  return {
    hs256: { ...hs256, rig, parts },
    rs256: { rig, parts, load: { url, keepAlive: true }, bound: 'none' },
  };
};

const figuresOf = (algorithm: string, commit: string, now: Outcome, then: Outcome): readonly Figure[] => [
  {
    row: 'before',
    what: `processor time of a token, ${algorithm}: now / ${commit}`,
    spread: spreadOf(ratios(now.processor, then.processor)),
    unit: 'x',
    target: { direction: 'at most', value: 1.05 },
    notes: [now.note, then.note],
  },
  {
    row: 'before',
    what: `tokens a second, ${algorithm}: now / ${commit}`,
    spread: spreadOf(ratios(now.perSecond, then.perSecond)),
    unit: 'x',
    target: { direction: 'at least', value: 0.95 },
    notes: [],
  },
];

/** Processor time of a token against another commit, both with their own database, in turn. */
export const before: Row = {
  name: 'before',
  says: 'processor time of a token and tokens a second against another commit (--before), built beside this one',
  measure: async (bench: Bench): Promise<readonly Figure[]> => {
    const { options, rig, say } = bench;
    const belongings = new Belongings();
    try {
      const other = await openRigOf(options.before, say, belongings);
      const [now, then] = [await contenders('now', rig), await contenders('before', other)];
      const outcome = await contest(bench, {
        now: now.hs256,
        before: then.hs256,
        nowRs256: now.rs256,
        beforeRs256: then.rs256,
      });
      return [
        ...figuresOf('HS256', options.before, outcome.now, outcome.before),
        ...figuresOf('RS256', options.before, outcome.nowRs256, outcome.beforeRs256),
      ];
    } finally {
      await belongings.close();
    }
  },
};
