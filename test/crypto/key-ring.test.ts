import { decodeProtectedHeader, jwtVerify } from 'jose';
import { expect, test } from 'vitest';
import { Sealer } from '../../src/crypto/sealer.js';
import { askToken, tokenIn } from '../support/ask.js';
import { makeCertificate } from '../support/certificates.js';
import { makeDatabase } from '../support/database.js';
import { startApp } from '../support/test-app.js';

const masterKey = Buffer.alloc(32, 3);
const environment = { PORTARIA_MASTER_KEY: masterKey.toString('base64') };

test('of many processes that start at once on an empty ring, one makes the key of each use and algorithm and all sign with it', async () => {
  const database = await makeDatabase();
  const apps = await Promise.all([1, 2, 3, 4].map(() => startApp({ database, environment })));
  expect(await database.sql('SELECT use, algorithm FROM signing_key ORDER BY use, algorithm')).toEqual([
    { use: 'admin', algorithm: 'HS256' },
    { use: 'sig', algorithm: 'ES256' },
    { use: 'sig', algorithm: 'HS256' },
    { use: 'sig', algorithm: 'RS256' },
  ]);
  expect(apps).toHaveLength(4);
});

test('a token verifies with an independent library under the key that its kid names', async () => {
  const database = await makeDatabase();
  const app = await startApp({ database, environment });
  const { certPem } = await makeCertificate();
  const account = await app.accounts.create({ certificate: certPem });
  const token = tokenIn(await askToken(app, account, certPem));

  const { kid } = decodeProtectedHeader(token);
  const [row] = await database.sql<{ sealed: Buffer }>('SELECT sealed FROM signing_key WHERE kid = $1', [
    kid,
  ]);
  const key = new Sealer(() => masterKey).open(row?.sealed ?? Buffer.alloc(0), `${String(kid)}|HS256|sig`);
  const options = { issuer: 'https://auth.example.com', audience: 'api', algorithms: ['HS256'] };
  await expect(jwtVerify(token, key, options)).resolves.toMatchObject({
    payload: { client_id: account.clientId },
  });
});

test('with the wrong master key the application does not start, and says which setting is wrong', async () => {
  const database = await makeDatabase();
  await startApp({ database, environment });
  const wrong = { PORTARIA_MASTER_KEY: Buffer.alloc(32, 4).toString('base64') };
  await expect(startApp({ database, environment: wrong })).rejects.toThrow(
    /is not sealed with PORTARIA_MASTER_KEY/,
  );
});
