import { contest } from '../contest.js';
import type { Bench, Figure, Row } from '../figure.js';
import { ratios, spreadOf } from '../pairs.js';
import type { BenchClient } from '../parts/database.js';
import type { Server } from '../parts/servers.js';
import { tokenBodies } from '../rig.js';

const accounts = 100;
/** Each first login costs an argon2id check, and one address may have only so many waiting. */
const firstLoginsAtOnce = 4;

/**
 * Logs in for the first time, directly at the application: the second and later logins are what is
 * measured.
 */
const logInOnce = async ({ rig }: Bench, product: Server, clients: readonly BenchClient[]): Promise<void> => {
  for (let index = 0; index < clients.length; index += firstLoginsAtOnce) {
    const answers = await Promise.all(
      clients.slice(index, index + firstLoginsAtOnce).map((client) =>
        fetch(`http://${product.upstream}/api/auth/token`, {
          method: 'POST',
          headers: {
            'Content-Type': 'application/json',
            'X-Portaria-Listener': rig.environment.listenerSecret,
            'X-Real-IP': '127.0.0.1',
            'X-SSL-Client-Verify': 'SUCCESS',
            'X-SSL-Client-Cert': rig.certificateHeader,
          },
          body: JSON.stringify(client),
        }),
      ),
    );
    for (const { status } of answers)
      if (status !== 201) throw new Error(`a first login got ${String(status)}`);
  }
};

/** Second and later logins with custom secrets (argon2id), against generated ones. */
export const customSecrets: Row = {
  name: 'custom-secrets',
  says: 'second and later logins of argon2id credentials, against gateway-made secrets',
  measure: async (bench): Promise<readonly Figure[]> => {
    const { rig } = bench;
    const [made, chosen] = [await rig.accounts(accounts, 'made'), await rig.accounts(accounts, 'chosen')];
    const product = await rig.product();
    const front = {
      made: await rig.front({ name: 'made', upstream: product.upstream, bodies: tokenBodies(made) }),
      chosen: await rig.front({ name: 'chosen', upstream: product.upstream, bodies: tokenBodies(chosen) }),
    };
    bench.say('  first logins');
    await logInOnce(bench, product, chosen);
    const parts = { application: product.pid, postgres: rig.database.pid };
    const outcome = await contest(bench, {
      made: { load: { url: front.made.url, keepAlive: true }, bound: 'certificate', parts },
      chosen: { load: { url: front.chosen.url, keepAlive: true }, bound: 'certificate', parts },
    });
    for (const part of [front.made, front.chosen, product]) await part.stop();
    return [
      {
        row: 'custom-secrets',
        what: 'chosen secrets, second login on: chosen / made',
        spread: spreadOf(ratios(outcome.chosen.perSecond, outcome.made.perSecond)),
        unit: 'x',
        target: { direction: 'at least', value: 0.9 },
        notes: [outcome.chosen.note, outcome.made.note],
      },
    ];
  },
};
