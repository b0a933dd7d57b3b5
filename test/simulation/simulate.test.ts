import { describe, expect, test } from 'vitest';
import {
  type ClientModel,
  type GatewayModel,
  type Scenario,
  steadyRate,
} from '../../tools/simulation/model.js';
import { processesNeeded } from '../../tools/simulation/processes-needed.js';
import { simulate } from '../../tools/simulation/simulate.js';

const ample: GatewayModel = {
  ...{ processes: 4, tokensPerProcess: 10_000, databaseTokens: 100_000, proxyCores: 1000 },
  ...{
    handshakesPerCore: 1000,
    backlogPerCore: 511,
    queuePerProcess: 4096,
    waitSecondsMax: 5,
    retryAfterSeconds: 1,
  },
  ...{ addressRate: 50, addressBurst: 200 },
};
const asPackages: ClientModel = {
  ...{ clients: 30_000, group: 1, clientsPerAddress: 1, lifetimeSeconds: 1800, earlySeconds: 300 },
  ...{ jitterSeconds: 30, isPatient: true, callSeconds: 10, timeoutSeconds: 10 },
};
const scenario = (
  more: Partial<Omit<Scenario, 'gateway' | 'clients'>> = {},
  gateway: Partial<GatewayModel> = {},
  clients: Partial<ClientModel> = {},
): Scenario => ({
  ...{ start: 'steady', seconds: 600, seed: 1 },
  ...more,
  gateway: { ...ample, ...gateway },
  clients: { ...asPackages, ...clients },
});
/** Far too small for 30,000 clients at once. */
const small = { processes: 1, tokensPerProcess: 200, handshakesPerCore: 200, proxyCores: 2 };

describe('in steady state', () => {
  test('ten million clients that renew every 1,500 s need 6,667 tokens a second', () => {
    expect(steadyRate({ ...asPackages, clients: 10_000_000, jitterSeconds: 0 })).toBeCloseTo(6666.67, 1);
  });

  test.each([0, 30])(
    'requests come at the rate of the closed form, with a jitter of %i s',
    (jitterSeconds) => {
      const input = scenario({ seconds: 3000 }, {}, { jitterSeconds });
      const outcome = simulate(input);
      const rate = steadyRate(input.clients);
      expect(outcome.requests / 3000 / rate).toBeGreaterThan(0.99);
      expect(outcome.requests / 3000 / rate).toBeLessThan(1.01);
      expect(outcome.tokens).toBe(outcome.requests);
      expect(outcome).toMatchObject({ unavailable: 0, limited: 0, unanswered: 0, withoutToken: 0 });
    },
  );

  test('with less than that rate clients lose their tokens', () => {
    const outcome = simulate(scenario({ seconds: 3000 }, { processes: 1, tokensPerProcess: 16 }));
    expect(outcome.unavailable).toBeGreaterThan(0);
    expect(outcome.withoutToken).toBeGreaterThan(200);
    // What it can do, it does.
    expect(outcome.tokens / 3000).toBeGreaterThan(15.8);
    expect(outcome.tokens / 3000).toBeLessThan(16.2);
  });
});

describe('after a restart of all clients', () => {
  test.each([
    ['as the packages do', {}],
    ['without jitter', { jitterSeconds: 0 }],
    ['without Retry-After', { isPatient: false }],
    ['in groups', { group: 100 }],
    ['behind shared addresses', { clientsPerAddress: 1000 }],
  ])('each request and each client is counted: %s', (_name, clients) => {
    const { periods, ...outcome } = simulate(scenario({ start: 'restart' }, small, clients));
    const { tokens, unavailable, limited, unanswered, waiting } = outcome;
    expect(tokens + unavailable + limited + unanswered + waiting).toBe(outcome.requests);
    expect(unanswered).toBeGreaterThan(0);
    // No client renews within 600 s, so each has its one token, or is counted.
    expect(tokens + outcome.withoutToken).toBe(30_000);
    expect(periods.reduce((sum, { requests }) => sum + requests, 0)).toBe(outcome.requests);
    expect(Math.max(...periods.map((period) => period.tokens / period.seconds))).toBeLessThanOrEqual(202);
  });

  test('everybody has a token in the time that the capacity needs', () => {
    const { served, withoutToken } = simulate(scenario({ start: 'restart', seconds: 900 }, small));
    expect(withoutToken).toBe(0);
    expect(served.all).toBeGreaterThanOrEqual(150);
    expect(served.half).toBeLessThan(served.most ?? 0);
  });

  test('addresses over their rate get a 429', () => {
    const shared = { clientsPerAddress: 2000 };
    const { limited, tokens } = simulate(scenario({ start: 'restart', seconds: 20 }, {}, shared));
    expect(limited).toBeGreaterThan(0);
    // Fifteen addresses, each with its burst and its rate.
    expect(tokens).toBeLessThanOrEqual(15 * (201 + 50 * 20));
  });

  test('a patient client asks less often than one that ignores Retry-After', () => {
    const patient = simulate(scenario({ start: 'restart' }, { ...small, proxyCores: 1000 }));
    const impatient = simulate(
      scenario({ start: 'restart' }, { ...small, proxyCores: 1000 }, { isPatient: false }),
    );
    expect(patient.requests).toBeLessThan(impatient.requests / 2);
  });
});

test('the same seed gives the same outcome, another one another', () => {
  const of = (seed: number) => simulate(scenario({ start: 'restart', seed }, small));
  expect(of(7)).toEqual(of(7));
  expect(of(8).requests).not.toBe(of(7).requests);
});

test('a group of clients gives nearly the result of each alone', () => {
  const alone = simulate(scenario({ start: 'restart', seconds: 900 }, small));
  const grouped = simulate(scenario({ start: 'restart', seconds: 900 }, small, { group: 50 }));
  expect((grouped.served.all ?? 0) / (alone.served.all ?? 1)).toBeGreaterThan(0.9);
  expect((grouped.served.all ?? 0) / (alone.served.all ?? 1)).toBeLessThan(1.1);
});

test('the number of processes is the smallest that is enough', () => {
  const input = scenario({ start: 'restart', seconds: 40 }, { tokensPerProcess: 200 });
  const within = (seconds: number) => (outcome: ReturnType<typeof simulate>) =>
    outcome.served.all !== null && outcome.served.all <= seconds;
  const needed = processesNeeded(input, within(30)) ?? 0;
  expect(needed).toBeGreaterThanOrEqual(5);
  const servedWith = (processes: number) =>
    simulate({ ...input, gateway: { ...input.gateway, processes } }).served.all ?? Infinity;
  expect(servedWith(needed)).toBeLessThanOrEqual(30);
  expect(servedWith(needed - 1)).toBeGreaterThan(30);
});

test('if the database is the limit, no number of processes is enough', () => {
  const input = scenario({ start: 'restart', seconds: 40 }, { databaseTokens: 100 });
  expect(processesNeeded(input, ({ served }) => served.all !== null)).toBeNull();
});
