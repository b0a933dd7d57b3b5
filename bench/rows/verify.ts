import { createHmac, randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { type Contender, contest } from '../contest.js';
import type { Bench, Figure, Row } from '../figure.js';
import { ratios, spreadOf } from '../pairs.js';
import type { BenchProxy } from '../parts/bench-proxy.js';
import type { Rig } from '../rig.js';

const path = '/file';
const content = 'behind the gateway';

const Answer = z.object({ access_token: z.string() });

/** Protects a file that NGINX serves by itself: only the verification before it is measured. */
const protectFile = async ({ environment }: Rig): Promise<void> => {
  const { folder, routesDir } = environment;
  const root = join(folder, 'static');
  await mkdir(root);
  await writeFile(join(root, 'file'), content);
  const route = { method: 'GET', path, scopes: [['pix:read']] };
  const table = { api: 'bench', title: 'bench', version: '1', upstream: 'http://127.0.0.1:9', scopeMap: {} };
  await writeFile(join(routesDir, 'bench.routes.json'), JSON.stringify({ ...table, routes: [route] }));
  await writeFile(
    join(routesDir, 'bench.locations.conf'),
    `location = ${path} { include protected.conf; default_type text/plain; root ${root}; }\n`,
  );
};

/** Makes a token as long as one of the product's, with one HMAC to check. */
const floorToken = (key: Buffer, like: string): string => {
  const [header = '', payload = ''] = like.split('.');
  const signature = createHmac('sha256', key).update(`${header}.${payload}`).digest('base64url');
  return `${header}.${payload}.${signature}`;
};

/**
 * @throws Error when the file is served without a token, or not served with one: then nothing would
 * be measured
 */
const assertAsks = async ({ ask }: Rig, proxy: BenchProxy, authorization: string): Promise<void> => {
  if ((await ask({ url: proxy.at(path), authorization })) !== content)
    throw new Error('the file did not come with a good token');
  // The first character of the signature is changed, because all of its bits count.
  const [signature = ''] = /[^.]+$/.exec(authorization) ?? [];
  const other = `${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}`;
  const forged = authorization.slice(0, -signature.length) + other;
  const passed = await ask({ url: proxy.at(path), authorization: forged }).then(
    () => true,
    () => false,
  );
  if (passed) throw new Error('the file came with a forged token');
};

const tokens = async ({ ask, accounts }: Rig, proxy: BenchProxy): Promise<{ hs: string; rs: string }> => {
  const [client] = await accounts(1, 'made');
  const body = JSON.stringify(client);
  const token = async (url: string): Promise<string> =>
    Answer.parse(JSON.parse(await ask({ url, body }))).access_token;
  return { hs: await token(proxy.url), rs: await token(proxy.at('/oauth/token')) };
};

/**
 * `auth_request` in front of a static file, with tokens that are bound to the certificate, against
 * a server that checks one HMAC.
 */
export const verify: Row = {
  name: 'verify',
  says: 'auth_request in front of a file, HS256 and RS256 bound to the certificate, against a bare server that checks one HMAC',
  measure: async (bench: Bench): Promise<readonly Figure[]> => {
    const { rig } = bench;
    await protectFile(rig);
    const key = randomBytes(32);
    const [product, floor] = [await rig.product(), await rig.verifyingFloor(key)];
    const proxies = {
      product: await rig.proxy({ name: 'product', upstream: product.upstream }),
      floor: await rig.proxy({ name: 'floor', upstream: floor.upstream }),
    };
    const { hs, rs } = await tokens(rig, proxies.product);
    const asks = async (proxy: BenchProxy, token: string, parts: Contender['parts']): Promise<Contender> => {
      const authorization = `Bearer ${token}`;
      await assertAsks(rig, proxy, authorization);
      return { load: { url: proxy.at(path), keepAlive: true, authorization }, bound: 'none', parts };
    };
    const parts = { application: product.pid, nginx: proxies.product.pid };
    const outcome = await contest(bench, {
      floor: await asks(proxies.floor, floorToken(key, hs), { floor: floor.pid, nginx: proxies.floor.pid }),
      hs256: await asks(proxies.product, hs, parts),
      rs256: await asks(proxies.product, rs, parts),
    });
    for (const part of [proxies.product, proxies.floor, product, floor]) await part.stop();
    const figure = (name: 'hs256' | 'rs256', notes: readonly string[]): Figure => ({
      row: 'verify',
      what: `verify, ${name.toUpperCase()}: product / floor`,
      spread: spreadOf(ratios(outcome[name].perSecond, outcome.floor.perSecond)),
      unit: 'x',
      target: { direction: 'at least', value: 0.8 },
      notes,
    });
    return [
      figure('hs256', [outcome.hs256.note, outcome.floor.note]),
      figure('rs256', [outcome.rs256.note, 'one token of each kind, sent again and again, as programs do']),
    ];
  },
};
