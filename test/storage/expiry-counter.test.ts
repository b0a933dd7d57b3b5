import { expect, test } from 'vitest';
import { send } from '../support/ask.js';
import { makeCertificate } from '../support/certificates.js';
import { makeDatabase } from '../support/database.js';
import { startApp } from '../support/test-app.js';

const dayMs = 86_400_000;
const inDays = (days: number): Date => new Date(Date.now() + days * dayMs);

const certificate = async (days: number): Promise<string> =>
  (await makeCertificate({ notBefore: inDays(-200), notAfter: inDays(days) })).certPem;

test('what expires is counted by days left, at the start already; used successors and closed accounts do not count', async () => {
  const database = await makeDatabase();
  const first = await startApp({ database });
  const { accounts } = first;
  for (const days of [-40, -1, 3, 20, 60]) await accounts.create({ certificate: await certificate(days) });
  await accounts.create({ status: 'suspended', certificate: await certificate(3) });
  await accounts.create({ kind: 'operator', secretExpiresAt: inDays(2) });
  await accounts.create({ secretExpiresAt: inDays(20) });
  const renewed = await accounts.create({ certificate: await certificate(4), secretExpiresAt: inDays(4) });
  await accounts.link(renewed.id, await certificate(90));
  await accounts.addSecret(renewed.credentialId);
  const expiring = async (): Promise<readonly string[]> => {
    const app = await startApp({
      database,
      environment: {
        PORTARIA_PEPPER: first.environment['PORTARIA_PEPPER'] ?? '',
        PORTARIA_MASTER_KEY: first.environment['PORTARIA_MASTER_KEY'] ?? '',
      },
    });
    const { body } = await send({ port: app.port, method: 'GET', path: '/metrics', headers: {} });
    return body.split('\n').filter((line) => /^portaria_\w+_expiring\{/.test(line));
  };
  const counts = (certificates: readonly number[], secrets: readonly number[]): readonly string[] =>
    [
      ...certificates.map((count, index) => ['certificates', count, index] as const),
      ...secrets.map((count, index) => ['secrets', count, index] as const),
    ].map(
      ([kind, count, index]) =>
        `portaria_${kind}_expiring{account_kind="${index < 3 ? 'merchant' : 'operator'}",within_days="${String([30, 7, 0][index % 3])}"} ${String(count)}`,
    );
  expect(await expiring()).toEqual(counts([4, 3, 1, 0, 0, 0], [2, 1, 0, 1, 1, 0]));
  await database.sql('UPDATE account_certificate SET last_used_at = now() WHERE account_id = $1', [
    renewed.id,
  ]);
  await database.sql('UPDATE credential_secret SET last_used_at = now() WHERE credential_id = $1', [
    renewed.credentialId,
  ]);
  expect(await expiring()).toEqual(counts([3, 2, 1, 0, 0, 0], [1, 0, 0, 1, 1, 0]));
});
