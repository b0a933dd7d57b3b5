import { expect, test } from 'vitest';
import { startApp } from '../support/test-app.js';
import { openDeployment } from './deployment.js';

const kindOf = ({ use, algorithm }: { readonly use: string; readonly algorithm: string }): string =>
  `${use} ${algorithm}`;

test('after the clock stepped back, each key can be revoked, whatever other key begins later', async () => {
  const { app, management } = await openDeployment();
  await app.database.sql(`UPDATE signing_key SET activates_at = activates_at + interval '8 hours'`);
  // A process that starts then has no active key, and makes one.
  await startApp({ database: app.database, environment: app.environment });
  const ring = await management.listKeys.run();
  const merchants = ring.filter((key) => kindOf(key) === 'merchant HS256');
  expect(merchants.length).toBeGreaterThan(1);
  for (const { kid } of merchants) {
    const { revoked } = await management.revokeKey.run(kid);
    expect([revoked.kid, revoked.revokedAt]).toEqual([kid, expect.any(Date)]);
  }
});

test('what a trigger refuses is no missing permission', async () => {
  const { app, management } = await openDeployment();
  await app.database.sql(`
    CREATE OR REPLACE FUNCTION keep_signing_key() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      RAISE EXCEPTION USING ERRCODE = 'insufficient_privilege', MESSAGE = 'signing_key: what ended stays ended';
    END $$`);
  const [key] = await management.listKeys.run();
  const refused = management.revokeKey.run(key?.kid ?? '');
  await expect(refused).rejects.toMatchObject({
    code: 'conflict',
    message: 'the database refuses the change: signing_key: what ended stays ended. Nothing was changed',
  });
});
