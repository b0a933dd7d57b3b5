import { createHash, pbkdf2Sync } from 'node:crypto';
import { hash as argon2 } from '@node-rs/argon2';
import { hash as bcrypt } from '@node-rs/bcrypt';
import { expect, test, vi } from 'vitest';
import { managementOn } from '../management/open-test-management.js';
import { askToken } from '../support/ask.js';
import { makeCertificate } from '../support/certificates.js';
import { startApp } from '../support/test-app.js';
import { pause } from './deployment.js';

const app = await startApp();
const management = managementOn(app.database.appUrl, app.config.secrets.pepper());
const certificate = await makeCertificate();

const secret = 'correct horse battery';
const salt = createHash('md5').update('salt').digest();
const derived = (hash: string, length: number): Buffer => pbkdf2Sync(secret, salt, 1000, length, hash);
const bare = (bytes: Buffer): string => bytes.toString('base64').replaceAll('=', '');

/** As other systems make them. */
const digests: Readonly<Record<string, string>> = {
  'argon2id with other parameters': await argon2(secret, { memoryCost: 4096, timeCost: 3, parallelism: 2 }),
  bcrypt: await bcrypt(secret, 5),
  'PBKDF2 as PHC': `$pbkdf2-sha256$i=1000,l=32$${bare(salt)}$${bare(derived('sha256', 32))}`,
  'PBKDF2 as passlib': `$pbkdf2-sha512$1000$${bare(salt).replaceAll('+', '.')}$${bare(derived('sha512', 64)).replaceAll('+', '.')}`,
  'PBKDF2 as Django': `pbkdf2_sha256$1000$saltsaltsalt$${pbkdf2Sync(secret, 'saltsaltsalt', 1000, 32, 'sha256').toString('base64')}`,
};

const digestsOf = async (clientId: string): Promise<string[]> => {
  const rows = await app.database.sql<{ digest: string }>(
    'SELECT s.digest FROM credential_secret s JOIN credential c ON c.id = s.credential_id WHERE c.client_id = $1',
    [clientId],
  );
  return rows.map(({ digest }) => digest);
};

/** Everything that the database keeps, as text. */
const everything = async (): Promise<string> => {
  const tables = await app.database.sql<{ name: string }>(
    `SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'`,
  );
  const rows = await Promise.all(tables.map(({ name }) => app.database.sql(`SELECT t::text FROM ${name} t`)));
  return JSON.stringify(rows);
};

test.each(Object.entries(digests))(
  'an imported digest of %s becomes one of ours at its first success, and not before; the old one is gone',
  async (name, digest) => {
    const clientId = name.replaceAll(' ', '-');
    await management.importAccount.run({
      account: { name },
      credentials: [{ clientId, secrets: [{ digest }] }],
      certificates: [certificate.certPem],
      shared: true,
    });
    const imported = await digestsOf(clientId);
    expect(imported).toEqual([expect.stringMatching(/^imported\$[0-9a-f]{8}\$[\w-]{43}\$/)]);
    expect(imported[0]?.endsWith(`$${digest}`)).toBe(true);
    const statusWith = async (clientSecret: string): Promise<number> =>
      (await askToken(app, { clientId, clientSecret }, certificate.certPem)).status;
    expect(await statusWith(`${secret}!`)).toBe(401);
    await pause(1500);
    expect(await digestsOf(clientId)).toEqual(imported);

    expect(await statusWith(secret)).toBe(201);
    const moved = await vi.waitFor(
      async () => {
        const [now] = await digestsOf(clientId);
        expect(now).not.toBe(imported[0]);
        return now;
      },
      { timeout: 10_000, interval: 50 },
    );
    expect(moved).toMatch(/^argon2id-hmac-sha256\$[0-9a-f]{8}\$v=19\$m=19456,t=2,p=1\$/);
    // As JSON has it, where a quote or a backslash would be escaped; digests have neither.
    expect(await everything()).not.toContain(digest);
    expect(await statusWith(secret)).toBe(201);
    expect(await statusWith(`${secret}!`)).toBe(401);
  },
);
