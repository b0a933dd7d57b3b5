import { generateKeyPair, randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import type { Hidden } from '../../src/config/config.js';
import { Sealer } from '../../src/crypto/sealer.js';
import type { TestDatabase } from './database.js';

const generate = promisify(generateKeyPair);

const rsaKey = async (): Promise<Buffer> => {
  const { privateKey } = await generate('rsa', { modulusLength: 2048 });
  return privateKey.export({ type: 'pkcs8', format: 'der' });
};

const ecKey = async (): Promise<Buffer> => {
  const { privateKey } = await generate('ec', { namedCurve: 'P-256' });
  return privateKey.export({ type: 'pkcs8', format: 'der' });
};

let sharedRsaKey: Promise<Buffer> | null = null;

/**
 * Adds the first key of each use and algorithm, so that an application need not generate an RSA key at its
 * start. The RSA key is one per worker; its name, its seal and the HMAC key are new each time.
 */
export const addSigningKeys = async (database: TestDatabase, masterKey: Hidden<Buffer>): Promise<void> => {
  sharedRsaKey ??= rsaKey();
  const sealer = new Sealer(masterKey);
  const add = (prefix: string, algorithm: string, material: Buffer, use = 'sig'): Promise<unknown> => {
    const kid = `${prefix}${randomBytes(8).toString('hex')}`;
    const sealed = sealer.seal(material, `${kid}|${algorithm}|${use}`);
    return database.sql(
      `INSERT INTO signing_key (kid, algorithm, use, state, sealed, activated_at)
       VALUES ($1, $2, $4, 'active', $3, clock_timestamp())`,
      [kid, algorithm, sealed, use],
    );
  };
  // First, as an application does it (migration AdminKeys).
  await add('admin-', 'HS256', randomBytes(32), 'admin');
  await add('hs-', 'HS256', randomBytes(32));
  await add('rs-', 'RS256', await sharedRsaKey);
  await add('es-', 'ES256', await ecKey());
};
