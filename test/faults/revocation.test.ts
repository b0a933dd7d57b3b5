import { X509Certificate } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { beforeAll, expect, test } from 'vitest';
import { importRoutes } from '../../src/route-import/import-routes.js';
import type { FaultName } from '../../tools/reliability/faults.js';
import { listenerSecrets } from '../http/nginx/support.js';
import { managementOn } from '../management/open-test-management.js';
import type { TestUseCases } from '../management/use-cases.js';
import { send } from '../support/ask.js';
import { afterFile } from '../support/cleanup.js';
import { type FaultRecord, recordFault } from './fault-record.js';
import { type Client, describeStatuses, Ledger, openClient } from './ledger.js';
import { openOperatorsStack, type OperatorsStack } from './stack.js';

/**
 * What a client needs is revoked while its program asks for tokens over two processes, also while one of
 * them is frozen in the middle of a request. From the acknowledgement on no request gets a token, no
 * record of one is committed (PostgreSQL keeps the time of each commit), and each process refuses the
 * previous token.
 */
const trials = Number(process.env['PORTARIA_FAULTS_TRIALS'] ?? 20);
/** Clients that ask at the same time, each over its own connections. */
const clientsAtOnce = 10;
const connections = 2;
/** From the acknowledgement, or from the moment at which a frozen process goes on. */
const refusedWithinMs = 1000;

let stack: OperatorsStack;
let management: TestUseCases;
beforeAll(async () => {
  const routes = await mkdtemp(join(tmpdir(), 'portaria-routes-'));
  afterFile(() => rm(routes, { recursive: true }));
  const document = {
    ...{ openapi: '3.1.0', info: { title: 'Demo', version: '1' } },
    paths: { '/open': { get: { security: [{ oauth: [] }] } } },
    components: { securitySchemes: { oauth: { type: 'oauth2', flows: {} } } },
  };
  const { files } = importRoutes({
    ...{ document: JSON.stringify(document), upstream: 'http://127.0.0.1:9', allowUnscoped: true },
  });
  for (const { file, text } of files) await writeFile(join(routes, file), text);
  stack = await openOperatorsStack({ PORTARIA_ROUTES_DIR: routes });
  const secret = (name: string): Buffer => Buffer.from(stack.environment[name] ?? '', 'base64');
  management = managementOn(stack.database.appUrl, secret('PORTARIA_PEPPER'), secret('PORTARIA_MASTER_KEY'));
}, 120_000);

const fingerprintOf = ({ certificate }: Client): string =>
  new X509Certificate(certificate.certPem).fingerprint256.replaceAll(':', '').toLowerCase();

const revocations: readonly ((client: Client) => Promise<unknown>)[] = [
  ({ account }) => management.suspendAccount.run(account.id),
  ({ account }) => management.revokeCredential.run(account.clientId),
  ({ account: { clientId, secretId } }) => management.revokeSecret.run({ clientId, secretId, force: true }),
  (client) =>
    management.unlinkCertificate.run({ account: client.account.id, fingerprint: fingerprintOf(client) }),
  (client) => management.revokeCertificate.run({ fingerprint: fingerprintOf(client) }),
];

/** One client with the token that it had before. */
interface Trial {
  readonly client: Client;
  readonly ledger: Ledger;
  readonly token: string;
}

interface Ended extends Trial {
  readonly atMs: number;
  readonly tookMs: number;
}

const openTrial = async (): Promise<Trial> => {
  const client = await openClient(stack);
  const { certificate, account } = client;
  const { clientId, clientSecret } = account;
  const answer = await stack.proxy.ask('tls', {
    client: certificate,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ clientId, clientSecret }),
  });
  const { access_token: token } = JSON.parse(answer.body) as { readonly access_token: string };
  return { client, token, ledger: new Ledger(stack.proxy, [client]) };
};

const revoke = async (trial: Trial, nth: number): Promise<Ended> => {
  const beganAt = performance.now();
  await revocations[nth % revocations.length]?.(trial.client);
  return { ...trial, atMs: Date.now(), tookMs: performance.now() - beganAt };
};

/** What a process says to the token, asked as NGINX asks it. */
const verify = async (port: number, { token, client }: Trial): Promise<string> => {
  const answer = await send({
    ...{ port, method: 'GET', path: '/internal/verify' },
    headers: {
      'x-portaria-listener': listenerSecrets.gateway,
      'x-original-method': 'GET',
      'x-original-uri': '/open',
      'x-ssl-client-cert': encodeURIComponent(client.certificate.certPem),
      'x-ssl-client-verify': 'SUCCESS',
      authorization: `Bearer ${token}`,
    },
  });
  return String(answer.headers['x-portaria-refusal'] ?? answer.status);
};

/** Milliseconds from `sinceMs` until every process refuses the token. */
const refusedAfterMs = async (trial: Trial, sinceMs: number): Promise<number> => {
  await Promise.all(
    stack.applicationPorts.map((port) =>
      expect.poll(() => verify(port, trial), { interval: 50, timeout: 10_000 }).toBe('invalid_token'),
    ),
  );
  return Date.now() - sinceMs;
};

/** Records of the account that were committed after the acknowledgement. */
const committedAfter = async ({ client, atMs }: Ended): Promise<number> => {
  const [row] = await stack.database.sql<{ n: string }>(
    `SELECT count(*) AS n FROM token_issuance
     WHERE account_id = $1 AND pg_xact_commit_timestamp(xmin) > to_timestamp($2::float8 / 1000)`,
    [client.account.id, atMs],
  );
  return Number(row?.n);
};

/** Revokes for several clients in turn; resolves to how long verification took to refuse, for each. */
const runTrials = async (first: number, count: number, frozen: boolean) => {
  const opened = await Promise.all(Array.from({ length: count }, openTrial));
  for (const { ledger } of opened) ledger.start(connections, 0);
  await pause(250 + Math.random() * 250);
  const [application] = stack.applications;
  if (frozen && application) process.kill(application.pid(), 'SIGSTOP');
  const ended: Ended[] = [];
  const refusing: Promise<number>[] = [];
  for (const [nth, trial] of opened.entries()) {
    const each = await revoke(trial, first + nth);
    ended.push(each);
    if (!frozen) refusing.push(refusedAfterMs(each, each.atMs));
  }
  if (frozen && application) {
    await pause(300);
    process.kill(application.pid(), 'SIGCONT');
    const thawedAt = Date.now();
    refusing.push(...ended.map((each) => refusedAfterMs(each, thawedAt)));
  }
  const refusedMs = await Promise.all(refusing);
  await pause(300);
  for (const { ledger } of ended) await ledger.stop();
  return { ended, refusedMs };
};

const expectNoneAfter = async (each: Ended, record: FaultRecord): Promise<void> => {
  const after = each.ledger.between(each.atMs);
  await record.ledger(each.ledger.entries, stack.database);
  expect(record.found().tokens?.withoutRecord).toBe(0);
  expect(
    after.filter(({ status }) => status === 201),
    describeStatuses(after),
  ).toEqual([]);
  expect(await committedAfter(each)).toBe(0);
};

const inTheMiddle = (values: number[]): number =>
  values.sort((one, other) => one - other)[Math.floor(values.length / 2)] ?? 0;

test.each([
  ['revoke under load', false],
  ['revoke with a frozen process', true],
] satisfies [FaultName, boolean][])('%s', { timeout: 60_000 + trials * 4000 }, (name, frozen) =>
  recordFault(name, async (record) => {
    const [took, refused]: [number[], number[]] = [[], []];
    for (let n = 0; n < trials; n += clientsAtOnce) {
      const { ended, refusedMs } = await runTrials(n, Math.min(clientsAtOnce, trials - n), frozen);
      record.rounds(ended.length);
      refused.push(...refusedMs);
      for (const each of ended) {
        took.push(each.tookMs);
        await expectNoneAfter(each, record);
      }
    }
    const figures =
      `Acknowledged after ${inTheMiddle(took).toFixed(0)} ms in the middle, ${Math.max(...took).toFixed(0)} ms at most. ` +
      `Both processes refused the old token after ${String(inTheMiddle(refused))} ms in the middle, ` +
      `${String(Math.max(...refused))} ms at most${frozen ? ', from the moment of the thaw' : ''}.`;
    record.note(figures);
    process.stdout.write(`${name}: ${String(trials)} revocations; ${figures}\n`);
    expect(record.found().tokens?.received).toBeGreaterThan(trials);
    expect(Math.max(...refused)).toBeLessThan(refusedWithinMs);
  }),
);
