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
  says: 'second and later logins of argon2id credentials, against generated secrets',
  measure: async (bench): Promise<readonly Figure[]> => {
    const { rig } = bench;
    const [generated, custom] = [
      await rig.accounts(accounts, 'made'),
      await rig.accounts(accounts, 'chosen'),
    ];
    const product = await rig.product();
    const proxy = {
      generated: await rig.proxy({
        name: 'generated',
        upstream: product.upstream,
        bodies: tokenBodies(generated),
      }),
      custom: await rig.proxy({ name: 'custom', upstream: product.upstream, bodies: tokenBodies(custom) }),
    };
    bench.say('  first logins');
    await logInOnce(bench, product, custom);
    const parts = { application: product.pid, postgres: rig.database.pid };
    const outcome = await contest(bench, {
      generated: { load: { url: proxy.generated.url, keepAlive: true }, bound: 'certificate', parts },
      custom: { load: { url: proxy.custom.url, keepAlive: true }, bound: 'certificate', parts },
    });
    for (const part of [proxy.generated, proxy.custom, product]) await part.stop();
    return [
      {
        row: 'custom-secrets',
        what: 'custom secrets, second login on: custom / generated',
        spread: spreadOf(ratios(outcome.custom.perSecond, outcome.generated.perSecond)),
        unit: 'x',
        target: { direction: 'at least', value: 0.9 },
        notes: [outcome.custom.note, outcome.generated.note],
      },
    ];
  },
};
