import { Agent } from 'node:https';
import { setTimeout as pause } from 'node:timers/promises';
import { beforeAll, expect, test } from 'vitest';
import type { IssuedCertificate } from '../../src/cli/deployment/pki.js';
import type { FaultName } from '../../tools/reliability/faults.js';
import { tokenPath } from '../contracts/realm/ask-realm.js';
import {
  basicWithLineBreak,
  path as serviceTokenPath,
} from '../contracts/service-token/ask-service-token.js';
import { recordFault } from '../faults/fault-record.js';
import { makeCertificate } from '../support/certificates.js';
import { type FloodSender, startFlood } from '../support/flood.js';
import { freePort } from '../support/free-port.js';
import { startProcess } from '../support/processes.js';
import type { Answer, OpenListener } from './nginx/support.js';
import { type ProxiedApp, startProxiedApp } from './proxied-app.js';

/**
 * Attackers who guess fill the queue of slow hashes, within the limits of NGINX. Who has a right
 * secret that no process remembers needs a slow hash as well, and gets it.
 */
let proxied: ProxiedApp;

beforeAll(async () => {
  const port = String(await freePort());
  const nginx = { PORTARIA_RATE_LIMIT: 'on', PORTARIA_UPSTREAM: `127.0.0.1:${port}` };
  const environment = { PORTARIA_CONTRACTS: 'avista,pix,realm,service-token' };
  proxied = await startProxiedApp({ nginx, environment });
  // In a process of its own, as in production.
  await startProcess({ ...proxied.app.environment, PORTARIA_PORT: port });
});

/** By then the flood has filled what it can. */
const floodedAfterMs = 4000;
/** For the sign-in of an operator; the median, since the flood has the same processors. */
const operatorMsMax = 1000;

const customSecret = 'a secret that the merchant chose';
const json = { 'content-type': 'application/json' };
const serviceTokenBody = 'grant_type=Client_Credentials';
const form = { 'content-type': 'application/x-www-form-urlencoded' };

/** One merchant guesses at a client of their own, with `count` certificates that are linked to it. */
const certificatesOfOneAccount = async (count: number): Promise<FloodSender[]> => {
  const { id, clientId, certificate } = await proxied.merchant({ customSecret });
  const certificates = [certificate];
  while (certificates.length < count) certificates.push(await proxied.proxy.issue());
  for (const other of certificates.slice(1)) await proxied.app.accounts.link(id, other.certPem);
  return certificates.map((one, n) => guessesAt(clientId, `127.0.1.${String((n % 4) + 1)}`, one));
};

const guessesAt = (clientId: string, address: string, certificate: IssuedCertificate): FloodSender => ({
  ...{ address, certificate, path: '/api/auth/token', headers: json },
  body: JSON.stringify({ clientId, clientSecret: 'GUESS' }),
  ...{ connections: 8, everyMs: 400 },
});

const addresses = (network: number, count: number): string[] =>
  Array.from({ length: count }, (_, n) => `127.${String(network)}.${String(n % 8)}.${String(n + 1)}`);

/** A certificate of the attacker's own for each address. */
const throwAwayCertificates = async (): Promise<FloodSender[]> => {
  const { clientId } = await proxied.merchant({ customSecret });
  return Promise.all(
    addresses(2, 100).map(async (address) => ({
      ...guessesAt(clientId, address, await makeCertificate()),
      ...{ connections: 3, everyMs: 1000 },
    })),
  );
};

/** Guesses at passwords of users and at secrets of clients, without a certificate. */
const withoutCertificate = async (): Promise<FloodSender[]> => {
  const { id, clientId } = await proxied.app.accounts.create({ serviceToken: 'none', customSecret });
  const { username } = await proxied.app.accounts.addUser(id);
  const login = { grant_type: 'password', client_id: 'integration-api', username, password: 'GUESS' };
  const user = { path: tokenPath, headers: form, body: new URLSearchParams(login).toString() };
  const client = {
    ...{ path: serviceTokenPath, headers: form, body: serviceTokenBody, basicClientId: clientId },
  };
  return addresses(3, 96).map((address, n) => ({
    ...{ address, certificate: null, connections: 3, everyMs: 1000 },
    ...(n % 2 === 0 ? user : client),
  }));
};

interface Served {
  readonly statuses: readonly number[];
  /** How long the answers took, the shortest first. */
  readonly tookMs: readonly number[];
}

/** Asks once a second, each time for another client or user: no process remembers the secret. */
const askEverySecond = async (asks: readonly (() => Promise<Answer>)[]): Promise<Served> => {
  const answers = asks.map(async (ask, n) => {
    await pause(1000 * n);
    const sentMs = performance.now();
    const { status } = await ask();
    return { status, tookMs: performance.now() - sentMs };
  });
  const served = await Promise.all(answers);
  return {
    statuses: served.map(({ status }) => status),
    tookMs: served.map(({ tookMs }) => tookMs).sort((one, other) => one - other),
  };
};

const quantileOf = ({ tookMs }: Served, share: number): number =>
  tookMs[Math.ceil(share * tookMs.length) - 1] ?? Number.NaN;

const summaryOf = (served: Served): string =>
  `${String(served.statuses.filter((status) => status < 300).length)} of ${String(served.statuses.length)}, ` +
  [0.5, 0.95].map((share) => `${quantileOf(served, share).toFixed(0)} ms`).join(' / ');

const clients = async (count: number, listener: OpenListener): Promise<(() => Promise<Answer>)[]> => {
  const kind = listener === 'admin' ? 'operator' : 'merchant';
  const made = Array.from({ length: count }, () => proxied.merchant({ kind, customSecret }));
  return (await Promise.all(made)).map(
    (client) => () => proxied.askToken(listener, client, { client: client.certificate }),
  );
};

const users = async (count: number): Promise<(() => Promise<Answer>)[]> => {
  const { id } = await proxied.app.accounts.create();
  const made = Array.from({ length: count }, () => proxied.app.accounts.addUser(id));
  return (await Promise.all(made)).map(({ username, password }, n) => () => {
    const login = { grant_type: 'password', client_id: 'integration-api', username, password };
    const body = new URLSearchParams(login).toString();
    return proxied.proxy.ask('tls', { path: tokenPath, headers: form, body, agent: agentOf(n) });
  });
};

/** Clients that need no certificate, each from an address of its own. */
const clientsWithoutCertificate = async (count: number): Promise<(() => Promise<Answer>)[]> => {
  const made = Array.from({ length: count }, () =>
    proxied.app.accounts.create({ serviceToken: 'none', customSecret }),
  );
  return (await Promise.all(made)).map(
    (client, n) => () =>
      proxied.proxy.ask('tls', {
        path: serviceTokenPath,
        headers: { ...form, authorization: basicWithLineBreak(client, '') },
        body: serviceTokenBody,
        agent: agentOf(n),
      }),
  );
};

const agentOf = (n: number): Agent => new Agent({ localAddress: `127.4.0.${String(n + 1)}` });

/** For figures, more of them: `FLOOD_SECONDS=15`. */
const asksOfEach = Number(process.env['FLOOD_SECONDS'] ?? 8);

type Flood = readonly [OpenListener, () => Promise<FloodSender[]>];
const floods = {
  'guesses with certificates of one account': ['tls', () => certificatesOfOneAccount(9)],
  'guesses with throw-away certificates': ['tls', throwAwayCertificates],
  'guesses without a certificate': ['tls', withoutCertificate],
  'guesses at the admin listener': ['admin', throwAwayCertificates],
} satisfies Partial<Record<FaultName, Flood>>;

test.each(Object.entries(floods) as [FaultName, Flood][])(
  '%s keep no other client and no user from a token',
  { timeout: 90_000 },
  (name, [listener, sendersOf]) =>
    recordFault(name, async (record) => {
      const senders = await sendersOf();
      const asks = {
        merchants: await clients(asksOfEach, 'tls'),
        operators: await clients(asksOfEach, 'admin'),
        users: await users(asksOfEach),
        'clients without a certificate': await clientsWithoutCertificate(asksOfEach),
      };
      const port = proxied.proxy.ports[listener];
      const flood = startFlood({ port, caPem: proxied.proxy.ca.certPem, senders });
      await pause(floodedAfterMs);
      const served = await Promise.all(
        Object.entries(asks).map(async ([who, ask]) => [who, await askEverySecond(ask)] as const),
      );
      const answers = await flood.stop();
      const summaries = served.map(([who, one]) => `${who}: ${summaryOf(one)}`);
      process.stdout.write(`${name}: ${JSON.stringify(answers)}; ${summaries.join('; ')}\n`);
      record.rounds();
      record.responses(answers);
      for (const summary of summaries) record.note(`Tokens meanwhile, median / 95th percentile: ${summary}`);
      // It was a flood: most of its guesses found no place.
      expect(answers['503']).toBeGreaterThan(100);
      for (const [who, { statuses }] of served)
        expect([who, statuses.filter((status) => status >= 300)]).toEqual([who, []]);
      const operators = served.find(([who]) => who === 'operators');
      expect(operators && quantileOf(operators[1], 0.5)).toBeLessThan(operatorMsMax);
    }),
);
