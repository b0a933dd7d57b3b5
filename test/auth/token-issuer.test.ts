import { decodeProtectedHeader, jwtVerify } from 'jose';
import { expect, test } from 'vitest';
import { ClientAuthenticator } from '../../src/auth/client-authenticator.js';
import { defaultClaims, GrantPolicy } from '../../src/auth/grant-policy.js';
import { SecretChecker } from '../../src/auth/secret-checker.js';
import { TokenIssuer } from '../../src/auth/token-issuer.js';
import type { SigningAlgorithm } from '../../src/core/keys/signing-key.js';
import { Refusal } from '../../src/core/refusals/refusal.js';
import type { ClientId } from '../../src/core/shared/ids.js';
import type { ClientSnapshot } from '../../src/core/tokens/client-snapshot.js';
import { IssuanceRecorder } from '../../src/core/tokens/issuance-recorder.js';
import { RecordDeadlineExceeded } from '../../src/core/tokens/record-deadline-exceeded.js';
import type { TokenRequest } from '../../src/core/tokens/token-request.js';
import { UuidTokenIdGenerator } from '../../src/crypto/tokens/uuid-token-id-generator.js';
import { LruClientCache } from '../../src/storage/hot-path/lru-client-cache.js';
import { client, info, nowMs, presented, secretId, snapshot } from '../core/eligible-client.js';
import {
  BudgetInMemory,
  ClientsInMemory,
  generator,
  keyChecker,
  makeSigner,
  memoryAt,
  reasonOf,
  RecordedVerifier,
  requestSource,
  UpgradesInMemory,
} from './parts.js';

type Record = Parameters<IssuanceRecorder['record']>;

/** `outcomes`: what each record comes to; an error is thrown. */
class IssuancesInMemory extends IssuanceRecorder {
  readonly records: Record[] = [];

  constructor(
    private readonly outcomes: readonly (boolean | Error)[],
    private readonly steps: string[],
  ) {
    super();
  }

  record = (...record: Record): Promise<boolean> => {
    const outcome = this.outcomes[this.records.length] ?? false;
    this.records.push(record);
    this.steps.push('record');
    return outcome instanceof Error ? Promise.reject(outcome) : Promise.resolve(outcome);
  };
}

const { secret, digest } = generator.make();
const secrets = [{ id: secretId, digest, expiresAtMs: null }];
const letIn: ClientSnapshot = { ...snapshot, client: { ...client, secrets } };
const request: TokenRequest = {
  contract: 'pix',
  source: requestSource,
  clientId: 'loja' as ClientId,
  secret,
  certificate: presented,
  wanted: { scopes: null, typ: 'at+jwt' },
};
const policyWith = (algorithm: SigningAlgorithm, budget: BudgetInMemory) =>
  new GrantPolicy(
    {
      issuer: 'https://auth.example.com',
      adminAudience: 'portaria-admin',
      adminLifetimeSeconds: 60,
      contracts: {
        pix: {
          algorithm,
          algorithms: [algorithm],
          typs: ['at+jwt'],
          audience: 'api',
          lifetimeSeconds: 300,
          claims: defaultClaims,
        },
      },
    },
    budget,
  );

const issue = async (
  outcomes: readonly (boolean | Error)[],
  {
    answer = letIn,
    algorithm = 'HS256',
    asked = {},
    cache = memoryAt(null),
    budget = new BudgetInMemory(),
  }: {
    answer?: ClientSnapshot | Error;
    algorithm?: SigningAlgorithm;
    asked?: Partial<TokenRequest>;
    cache?: LruClientCache;
    budget?: BudgetInMemory;
  } = {},
) => {
  const steps: string[] = [];
  const { signer, ring } = await makeSigner(steps);
  const clients = new ClientAuthenticator(
    new ClientsInMemory(answer, steps),
    new SecretChecker(new RecordedVerifier(steps), new UpgradesInMemory()),
    keyChecker(),
  );
  const log = new IssuancesInMemory(outcomes, steps);
  const ids = new UuidTokenIdGenerator();
  const issuer = new TokenIssuer(clients, policyWith(algorithm, budget), ids, signer, log, cache);
  return { issued: issuer.issue({ ...request, ...asked }), steps, ring, log };
};

/** An attempt on what was read just now. */
const attempt = ['read', 'compare', 'record'];

test.each([
  ['HS256', 'JWT'],
  ['RS256', 'at+jwt'],
] as const)('a token under %s is signed, then recorded, then sent', async (algorithm, typ) => {
  const { issued, steps, ring, log } = await issue([true], {
    algorithm,
    asked: { wanted: { scopes: null, typ } },
  });
  const token = await issued;
  expect(steps).toEqual(['compare at once', ...attempt]);
  expect(token).toMatchObject({ scopes: ['pix:read'], lifetimeSeconds: 300, client: { clientId: 'loja' } });

  const { kid } = decodeProtectedHeader(token.accessToken);
  const { key } = ring.verifying(String(kid)) ?? ring.active(algorithm);
  const { payload } = await jwtVerify(token.accessToken, key, {
    currentDate: new Date(nowMs),
    typ,
    audience: 'api',
    algorithms: [algorithm],
  });
  expect(payload).toMatchObject({ jti: token.id, client_id: 'loja', scope: 'pix:read', sec: secretId });
  const [[recorded, grant, context] = []] = log.records;
  expect(recorded).toEqual({ id: token.id, kid });
  expect(grant).toMatchObject({ scopes: ['pix:read'], client: { clientId: 'loja' } });
  expect(context).toMatchObject({ contract: 'pix', source: requestSource });
});

test('a record that is turned down leaves no token: client and keys are read again, and another id is recorded', async () => {
  const { issued, steps, log } = await issue([false, true]);
  const token = await issued;
  expect(steps).toEqual(['compare at once', ...attempt, 'read keys', ...attempt]);
  const [first, second] = log.records.map(([{ id }]) => id);
  expect(second).toBe(token.id);
  expect(second).not.toBe(first);
});

test('a record that is turned down twice is refused, and the refusal names the client and its certificate', async () => {
  const { issued } = await issue([false, false]);
  expect(await reasonOf(issued)).toMatchObject({
    reason: 'changed_meanwhile',
    subject: { clientId: 'loja', certificate: info },
  });
});

test('a client that is refused gets no signature and no record', async () => {
  const { issued, steps } = await issue([true], { asked: { certificate: null } });
  expect(await reasonOf(issued)).toMatchObject({
    reason: 'certificate_required',
    subject: { clientId: 'loja', certificate: null },
  });
  expect(steps).toEqual(['compare at once', 'read', 'compare']);
});

test('scopes are decided after the client is authenticated: a wrong secret learns nothing of them', async () => {
  const wanted = { scopes: ['admin:write'], typ: 'at+jwt' } as const;
  const right = await issue([true], { asked: { wanted } });
  expect(await reasonOf(right.issued)).toMatchObject({ reason: 'scope_not_allowed' });
  expect(right.log.records).toEqual([]);
  const wrong = await issue([true], { asked: { wanted, secret: generator.make().secret } });
  expect(await reasonOf(wrong.issued)).toMatchObject({ reason: 'wrong_secret', publicDetail: {} });
});

test('a fault is a refusal that names the client too, and whose words are in no answer', async () => {
  const { issued } = await issue([new TypeError('what the driver said')]);
  const refusal = await reasonOf(issued);
  expect(refusal).toBeInstanceOf(Refusal);
  expect(refusal).toMatchObject({ reason: 'internal', publicDetail: {}, subject: { clientId: 'loja' } });
});

test('a database that is away refuses, and nothing is tried anew', async () => {
  const away = new Refusal('unavailable', 'the database is away');
  const { issued, steps } = await issue([true], { answer: away });
  expect(await reasonOf(issued)).toMatchObject({ reason: 'unavailable', subject: { clientId: 'loja' } });
  expect(steps).toEqual(['compare at once', 'read']);
});

/** A memory that has the client of the request, as after its first token. */
const remembering = async () => {
  const cache = memoryAt(nowMs + 1000);
  await (
    await issue([true], { cache })
  ).issued;
  return cache;
};

test('a client that is remembered is signed for at once, by the time of now, and its record decides', async () => {
  const { issued, steps, log } = await issue([true], { cache: await remembering() });
  await issued;
  expect(steps).toEqual(['compare at once', 'record']);
  const [[, grant] = []] = log.records;
  expect(grant?.issuedAtSeconds).toBe(Math.floor((nowMs + 1000) / 1000));
});

test('what its record turned down is forgotten, and read anew', async () => {
  const cache = await remembering();
  const { issued, steps } = await issue([false, true], { cache });
  await issued;
  expect(steps).toEqual(['compare at once', 'record', ...attempt]);
});

test('what its record turned down as late is read anew, unless the database is slow', async () => {
  const quick = new RecordDeadlineExceeded({ ageMs: 5000, roundTripMs: 5 });
  const { issued, steps } = await issue([quick, true], { cache: await remembering() });
  await issued;
  expect(steps).toEqual(['compare at once', 'record', ...attempt]);
  const slow = new RecordDeadlineExceeded({ ageMs: 5000, roundTripMs: 3000 });
  const other = await issue([slow, true], { cache: await remembering() });
  expect(await reasonOf(other.issued)).toMatchObject({ reason: 'too_slow', subject: { clientId: 'loja' } });
  expect(other.steps).toEqual(['compare at once', 'record']);
});

test.each([
  ['another secret', { secret: generator.make().secret }, 'wrong_secret'],
  ['another certificate', { certificate: null }, 'certificate_required'],
  ['scopes beyond', { wanted: { scopes: ['admin:write'], typ: 'at+jwt' } }, 'scope_not_allowed'],
  ['another listener', { source: { ...requestSource, listener: 'admin' } }, 'wrong_listener'],
] as const)('%s is refused after a read, never from memory', async (_name, asked, code) => {
  const { issued, steps } = await issue([true, true], { cache: await remembering(), asked });
  expect(await reasonOf(issued)).toMatchObject({ reason: code });
  expect(steps.slice(0, 3)).toEqual(['compare at once', 'read', 'compare']);
});

test('a spent budget is refused after a read, never from memory, and nothing is signed or recorded', async () => {
  const { issued, steps } = await issue([true, true], {
    cache: await remembering(),
    budget: new BudgetInMemory(0),
  });
  expect(await reasonOf(issued)).toMatchObject({
    reason: 'token_budget_spent',
    publicDetail: { retryAfterSeconds: 7 },
    subject: { clientId: 'loja' },
  });
  expect(steps).toEqual(['compare at once', 'read', 'compare']);
});

test('without the time of the database nothing is signed from memory', async () => {
  let now: number | null = nowMs;
  const cache = new LruClientCache({ estimateMs: () => now });
  await (
    await issue([true], { cache })
  ).issued;
  now = null;
  const { issued, steps } = await issue([true], { cache });
  await issued;
  expect(steps).toEqual(['compare at once', ...attempt]);
});

test('a clock that went back leaves the time of the read', async () => {
  const cache = memoryAt(nowMs - 60_000);
  await (
    await issue([true], { cache })
  ).issued;
  const { issued, log } = await issue([true], { cache });
  await issued;
  expect(log.records[0]?.[1].issuedAtSeconds).toBe(Math.floor(nowMs / 1000));
});

test('a refused request fills no memory', async () => {
  const cache = memoryAt(nowMs);
  await reasonOf((await issue([true], { cache, asked: { certificate: null } })).issued);
  await reasonOf((await issue([false, false], { cache })).issued);
  const { issued, steps } = await issue([true], { cache });
  await issued;
  expect(steps).toEqual(['compare at once', ...attempt]);
});
