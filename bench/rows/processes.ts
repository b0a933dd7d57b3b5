import { type Contender, contest } from '../contest.js';
import type { Bench, Figure, Row } from '../figure.js';
import { ratios, spreadOf } from '../pairs.js';
import type { Server } from '../parts/servers.js';
import { type Rig, tokenBodies } from '../rig.js';

const accounts = 1000;

/** Puts processes of the application behind an NGINX of their own, which sends requests to them in turn. */
const behind = async (
  rig: Rig,
  name: string,
  { processes, bodies }: { readonly processes: readonly Server[]; readonly bodies: string[] },
): Promise<Contender> => {
  const upstream = processes.map((one) => one.upstream).join(',');
  const proxy = await rig.proxy({ name, upstream, bodies });
  const applications = processes.map(({ pid }, at) => [`application ${String(at + 1)}`, pid] as const);
  return {
    load: { url: proxy.url, keepAlive: true },
    bound: 'certificate',
    parts: { ...Object.fromEntries(applications), postgres: rig.database.pid, nginx: proxy.pid },
  };
};

const levels = [32, 128] as const;

/** What two processes cost against one: the same requests arrive in smaller batches. */
export const processes: Row = {
  name: 'processes',
  says: 'processor time of a token from two processes behind one NGINX against one process',
  measure: async (bench: Bench): Promise<readonly Figure[]> => {
    const { rig } = bench;
    const bodies = tokenBodies(await rig.accounts(accounts, 'made'));
    const started = [await rig.product(), await rig.product(), await rig.product()];
    const [alone, ...pair] = started;
    if (!alone) throw new Error('no process was started');
    const contenders = {
      one: await behind(rig, 'one-process', { processes: [alone], bodies }),
      two: await behind(rig, 'two-processes', { processes: pair, bodies }),
    };
    const figures: Figure[] = [];
    for (const connections of levels) {
      const { one, two } = await contest(bench, contenders, { connections });
      figures.push({
        row: 'processes',
        what: `processor time of a token, ${String(connections)} connections: two processes / one process`,
        spread: spreadOf(ratios(two.processor, one.processor)),
        unit: 'x',
        // A second process is there for availability: it must not double what a token costs.
        target: { direction: 'at most', value: 2 },
        notes: [two.note, one.note],
      });
    }
    return figures;
  },
};
