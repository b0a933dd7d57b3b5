import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { Pool } from 'undici';
import { expect, test } from 'vitest';
import { Accounts, type TestAccount } from '../support/accounts.js';
import { makeCertificate } from '../support/certificates.js';
import { makeDatabase } from '../support/database.js';
import { type ApplicationProcess, startProcess } from '../support/processes.js';

const path = '/api/auth/token';
const connections = 24;
/**
 * The young space of the heap, argon2id's memory and the compiled code take their place once, after 6,000 to 25,000
 * requests, and then the process stands (seen over 69,000). So a process that leaks grows in every round.
 */
const roundsMax = 5;
const roundRequests = 10_000;
/** A slow machine sends fewer: what counts is that the memory stands still, not how fast. */
const roundSeconds = 7;
const roundRequestsMin = 300;
/**
 * What lives on the heap after a collection, in one round: seen to go up and down by 4 MiB. Had something kept the
 * headers of every request, it would be 22.
 */
const liveGrowthMaxMiB = 12;
/** What the process takes of the machine, in one round: seen to go up and down by 8 MiB once it has settled. */
const residentGrowthMaxMiB = 16;

/** Loaded ahead of the application: on a signal it collects the garbage and says how much lives. */
const scales = `
  import { setFlagsFromString } from 'node:v8';
  import { runInNewContext } from 'node:vm';
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc');
  process.on('SIGUSR2', () => {
    collect();
    const { heapUsed, external } = process.memoryUsage();
    process.stderr.write('live ' + String(heapUsed + external) + '\\n');
  });`;

const statuses = [400, 401, 403, 404, 405, 413, 415, 503];
const listenerNames = ['tls', 'header', 'admin'] as const;
const listeners = {
  tls: randomBytes(32).toString('base64url'),
  header: randomBytes(32).toString('base64url'),
  admin: randomBytes(32).toString('base64url'),
};

interface Bad {
  readonly method: string;
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body: string | Buffer;
}

const generatedSecret = (): string => `ptr_${randomBytes(32).toString('base64url')}`;
const pick = <T>(list: readonly T[], number: number): T => {
  const found = list[number % list.length];
  if (found === undefined) throw new Error('the list is empty');
  return found;
};

/** Makes new certificates, thousands a second: it overwrites the serial number of a real one. */
const certificateMill = async (order: Parameters<typeof makeCertificate>[0] = {}): Promise<() => string> => {
  const serial = '42'.repeat(16);
  const { certPem } = await makeCertificate({ ...order, serial });
  const der = Buffer.from(certPem.replace(/-----[A-Z ]+-----|\s/g, ''), 'base64');
  const at = der.indexOf(Buffer.from(serial, 'hex'));
  // 48 bytes are a line of 64 characters; only the lines of the serial number are ever made again.
  const [from, to] = [at - (at % 48), at - (at % 48) + 96];
  const encoded = (part: Buffer): string =>
    encodeURIComponent((part.toString('base64').match(/.{1,64}/g) ?? []).map((line) => `${line}\n`).join(''));
  const head = encodeURIComponent('-----BEGIN CERTIFICATE-----\n') + encoded(der.subarray(0, from));
  const tail = encoded(der.subarray(to)) + encodeURIComponent('-----END CERTIFICATE-----\n');
  return () => {
    randomBytes(15).copy(der, at + 1);
    return head + encoded(der.subarray(from, to)) + tail;
  };
};

/** Bodies that a program or an attacker could send; `n` makes each a new one. */
const bodies = (account: TestAccount): readonly ((n: number) => string | Buffer)[] => {
  const body = (clientId: unknown, clientSecret: unknown): string =>
    JSON.stringify({ clientId, clientSecret });
  return [
    () => body(account.clientId, generatedSecret()),
    (n) => body(`account-${String(n + 1)}-${randomBytes(4).toString('hex')}`, generatedSecret()),
    () => body(randomBytes(24).toString('base64url'), generatedSecret()),
    () => body(generatedSecret(), generatedSecret()),
    (n) => body(`client ${String(n)}`, generatedSecret()),
    (n) => body('a'.repeat(3 + (n % 14_000)), generatedSecret()),
    (n) => body(account.clientId, 'x'.repeat(pick([0, 7, 65, 9000], n))),
    (n) => body(n, { $gt: '' }),
    () => body(null, []),
    (n) => `{"clientId":"abc\\u0000${String(n)}","clientSecret":"\\u0000\\ud800\\udfff\\ud800abc"}`,
    () => Buffer.concat([Buffer.from('{"clientId":"'), randomBytes(200), Buffer.from('"}')]),
    (n) => '['.repeat(100 + (n % 8000)),
    (n) => `${'{"a":'.repeat(1000)}1${'}'.repeat(n % 1001)}`,
    (n) => `{"clientId":"${account.clientId}","__proto__":{"n":${String(n)}},"clientSecret":"12345678"}`,
    (n) => `{"n${String(n)}":1e999999,"clientId":${'9'.repeat(400)}}`,
    () => '',
    (n) => `clientId=${account.clientId}&n=${String(n)}`,
    (n) => 'x'.repeat(16_000 + (n % 2000)),
  ];
};

/** What could stand in the certificate's header. */
const certificates = async (): Promise<readonly ((n: number) => string)[]> => {
  const [small, rsa, large, expired] = [
    await certificateMill(),
    await certificateMill({ keyType: 'rsa-2048' }),
    await certificateMill({ subject: `C=BR, O=${'Loja '.repeat(1000)}, CN=loja.example` }),
    await certificateMill({ notBefore: new Date(0), notAfter: new Date(1) }),
  ];
  return [
    small,
    small,
    small,
    rsa,
    large,
    expired,
    (n) => small().slice(0, 40 + (n % 900)),
    () => small().replaceAll('%20', '+'),
    () => encodeURIComponent(small()),
    () => small() + small(),
    () =>
      randomBytes(300)
        .toString('latin1')
        .replaceAll(/[^\x21-\x7e\xa0-\xff]/g, 'x'),
    () => encodeURIComponent(`-----BEGIN PRIVATE KEY-----\n${randomBytes(48).toString('base64')}\n`),
    () => '%zz',
    () => '',
  ];
};

const makeBadRequests = async (account: TestAccount): Promise<(n: number) => Bad> => {
  const [allBodies, allCertificates] = [bodies(account), await certificates()];
  return (n) => {
    const listener = pick(listenerNames, Math.floor(n / 7));
    // Every secret that looks like a custom one costs 40 ms of argon2id by design, others an HMAC.
    const slow = n % 251 === 0;
    const body = slow
      ? JSON.stringify({ clientId: account.clientId, clientSecret: `a guess ${String(n)}` })
      : pick(allBodies, n)(n);
    const certificate = pick(allCertificates, slow ? 0 : Math.floor(n / 3))(n);
    return {
      method: n % 97 === 0 ? pick(['GET', 'PUT', 'DELETE', 'PATCH', 'OPTIONS'], n) : 'POST',
      path: n % 89 === 0 ? `/api/auth/${String(n)}?secret=${String(n)}` : `${path}?n=${String(n)}`,
      headers: {
        'content-type': n % 83 === 0 ? `text/x-${String(n)}` : 'application/json',
        'x-portaria-listener': n % 79 === 0 ? `unknown-${String(n)}` : listeners[listener],
        'x-real-ip':
          n % 73 === 0
            ? 'not an address'
            : `10.${String((n >> 16) % 256)}.${String((n >> 8) % 256)}.${String(n % 256)}`,
        'x-request-id': n % 71 === 0 ? `mine-${String(n)}` : randomBytes(16).toString('hex'),
        [listener === 'header' ? 'x-header-client-cert' : 'x-ssl-client-cert']: certificate,
        'x-ssl-client-verify': n % 67 === 0 ? 'FAILED:unable to get issuer certificate' : 'SUCCESS',
        [`x-unknown-${String(n)}`]: 'y'.repeat(n % 500),
      },
      body,
    };
  };
};

/** What is wrong with an answer, by what the contract says of every refusal; `null` when nothing is. */
const describeConfigurationError = (status: number, retryAfter: unknown, text: string): string | null => {
  const said = `${String(status)} ${text.slice(0, 200)}`;
  if (!statuses.includes(status)) return said;
  const body = JSON.parse(text) as Record<string, unknown>;
  const documented =
    body['statusCode'] === status &&
    typeof body['error'] === 'string' &&
    (typeof body['message'] === 'string' || Array.isArray(body['message'])) &&
    /^[a-z_]+$/.test(String(body['code'])) &&
    /^[0-9a-f]{32}$/.test(String(body['requestId'])) &&
    (status !== 503 || Number(retryAfter) > 0);
  return documented ? null : said;
};

/** Living and resident memory of the process at this instant, in MiB. */
const weighOnce = async ({
  child,
  output,
}: ApplicationProcess): Promise<{ live: number; resident: number }> => {
  const weighed = (): RegExpMatchArray[] => [...output().matchAll(/^live (\d+)$/gm)];
  const known = weighed().length;
  child.kill('SIGUSR2');
  while (weighed().length === known) await pause(20);
  const status = readFileSync(`/proc/${String(child.pid)}/status`, 'utf8');
  return {
    live: Number(weighed().at(-1)?.[1]) / 1024 ** 2,
    resident: Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) / 1024,
  };
};

/** The least of three instants: a slow hash under way (19 MiB each) and rows that wait to be written count for nothing. */
const weigh = async (application: ApplicationProcess): Promise<{ live: number; resident: number }> => {
  const weights = [await weighOnce(application)];
  while (weights.length < 3) {
    await pause(700);
    weights.push(await weighOnce(application));
  }
  return {
    live: Math.min(...weights.map(({ live }) => live)),
    resident: Math.min(...weights.map(({ resident }) => resident)),
  };
};

test.skipIf(!existsSync('/proc/self/status'))(
  'bad requests by the ten thousand get documented answers, and the process stops growing',
  { timeout: 120_000 },
  async () => {
    const database = await makeDatabase();
    const pepper = randomBytes(32);
    const account = await new Accounts(database, pepper).create({ policy: 'header' });
    const application = await startProcess({
      DATABASE_URL: database.appUrl,
      NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(scales)}`,
      PORTARIA_PORT: '0',
      PORTARIA_ISSUER: 'https://auth.example.com',
      PORTARIA_MASTER_KEY: randomBytes(32).toString('base64'),
      PORTARIA_PEPPER: pepper.toString('base64'),
      PORTARIA_TLS_LISTENER_SECRET: listeners.tls,
      PORTARIA_HEADER_LISTENER_SECRET: listeners.header,
      PORTARIA_ADMIN_LISTENER_SECRET: listeners.admin,
    });
    const badRequest = await makeBadRequests(account);
    const pool = new Pool(`http://127.0.0.1:${String(application.port)}`, { connections });
    const seen = new Map<number, number>();
    const problems: string[] = [];
    let sent = 0;

    const send = async (count: number, withinSeconds: number): Promise<void> => {
      const [until, deadline] = [sent + count, performance.now() + withinSeconds * 1000];
      const sender = async (): Promise<void> => {
        while (sent < until && performance.now() < deadline) {
          sent += 1;
          const { statusCode, headers, body } = await pool.request(badRequest(sent));
          const problem = describeConfigurationError(statusCode, headers['retry-after'], await body.text());
          if (problem !== null) problems.push(problem);
          seen.set(statusCode, (seen.get(statusCode) ?? 0) + 1);
        }
      };
      await Promise.all(Array.from({ length: connections }, sender));
    };

    const weights = [await weigh(application)];
    const stands = (): boolean => {
      const [before, after] = weights.slice(-2);
      if (before === undefined || after === undefined) return false;
      return (
        after.live - before.live < liveGrowthMaxMiB && after.resident - before.resident < residentGrowthMaxMiB
      );
    };
    await send(roundRequests, roundSeconds);
    weights.push(await weigh(application));
    for (let round = 1; round < roundsMax && (round === 1 || !stands()); round++) {
      await send(roundRequests, roundSeconds);
      weights.push(await weigh(application));
    }
    await pool.close();

    expect(problems.slice(0, 5)).toEqual([]);
    expect([...seen.keys()].sort()).toEqual(statuses.filter((status) => status !== 503 || seen.has(503)));
    expect(sent).toBeGreaterThan((weights.length - 1) * roundRequestsMin);
    expect(stands(), `it grows in every round: ${JSON.stringify(weights)}`).toBe(true);
    expect(application.child.exitCode).toBeNull();
  },
);
