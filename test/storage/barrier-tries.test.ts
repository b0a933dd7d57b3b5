import pg from 'pg';
import { beforeAll, expect, test } from 'vitest';
import type { IssuedCertificate } from '../../src/cli/deployment/pki.js';
import { managementOn } from '../management/open-test-management.js';
import type { TestUseCases } from '../management/use-cases.js';
import type { TestAccount } from '../support/accounts.js';
import { askToken } from '../support/ask.js';
import { makeCertificate } from '../support/certificates.js';
import { startApp, type TestApp } from '../support/test-app.js';

let app: TestApp;
let certificate: IssuedCertificate;
let management: TestUseCases;
beforeAll(async () => {
  app = await startApp();
  certificate = await makeCertificate();
  management = managementOn(app.database.appUrl, app.config.secrets.pepper());
});

const suspend = async ({ id }: TestAccount): Promise<void> => {
  await management.suspendAccount.run(id);
};

const timed = async (work: Promise<unknown>): Promise<number> => {
  const startMs = performance.now();
  await work;
  return performance.now() - startMs;
};

test('while a record does not end, a revocation waits and tokens flow', { timeout: 60_000 }, async () => {
  const [account, other] = [
    await app.accounts.create({ certificate: certificate.certPem }),
    await app.accounts.create({ certificate: certificate.certPem }),
  ];
  expect((await askToken(app, other, certificate.certPem)).status).toBe(201);
  const stuck = new pg.Client(app.database.adminUrl);
  await stuck.connect();
  await stuck.query('BEGIN');
  await stuck.query('SELECT pg_advisory_xact_lock_shared(7305808)');
  let acknowledged = false;
  const revoking = suspend(account).then(() => (acknowledged = true));
  const statuses: number[] = [];
  const durations: number[] = [];
  const endMs = performance.now() + 5000;
  while (performance.now() < endMs) {
    durations.push(
      await timed(askToken(app, other, certificate.certPem).then(({ status }) => statuses.push(status))),
    );
  }
  expect(acknowledged).toBe(false);
  await stuck.query('COMMIT');
  await stuck.end();
  await revoking;
  expect(new Set(statuses)).toEqual(new Set([201]));
  expect(Math.max(...durations)).toBeLessThan(2000);
});

test('under full load a revocation is acknowledged within two seconds', { timeout: 60_000 }, async () => {
  const other = await app.accounts.create({ certificate: certificate.certPem });
  let isOver = false;
  let issued = 0;
  const load = Array.from({ length: 48 }, async () => {
    while (!isOver) {
      const { status } = await askToken(app, other, certificate.certPem);
      if (status === 201) issued += 1;
    }
  });
  const durations: number[] = [];
  for (let round = 0; round < 12; round += 1) {
    const account = await app.accounts.create({ certificate: certificate.certPem });
    durations.push(await timed(suspend(account)));
  }
  isOver = true;
  await Promise.all(load);
  expect(issued).toBeGreaterThan(100);
  expect(Math.max(...durations)).toBeLessThan(2000);
});
