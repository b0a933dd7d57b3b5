import { randomBytes } from 'node:crypto';
import { afterFile } from '../support/cleanup.js';
import type { CertificatesConfig } from '../../src/config/config.js';
import type { ManagementError } from '../../src/core/management-error.js';
import { type Actor, atTheCommandLine, type Deed } from '../../src/core/deed.js';
import type { UseCases } from '../../src/management/use-cases.js';
import { openManagement } from '../../src/open-management.js';
import { makeDatabase, type TestDatabase } from '../support/database.js';

/** Management with a database of its own. */
export interface OpenBooks {
  readonly database: TestDatabase;
  readonly management: UseCases;
  readonly pepper: Buffer;
}

/** Opens books; they are closed after the test file. */
export const openBooks = async (): Promise<OpenBooks> => {
  const database = await makeDatabase();
  const pepper = randomBytes(32);
  const management = managementOn(database.appUrl, pepper);
  return { database, management, pepper };
};

const tester: Actor = { kind: 'person', name: 'test', accountId: null, clientId: null };

/** For tests that open the books themselves. */
export const testDeed: Deed = { actor: tester, action: 'account.suspend', ...atTheCommandLine };

/** Of all books of a run: those of one test may be opened twice. */
export const masterKey = randomBytes(32);

export const testTerms: CertificatesConfig = {
  days: 365,
  revocationListUrl: 'http://crl.example.com/portaria.crl',
  revocationListDays: 7,
  gatewayUrl: 'https://auth.example.com',
};

/** Another process would do its management so. */
export const managementOn = (url: string, pepper: Buffer, master: Buffer = masterKey): UseCases => {
  const management = openManagement({
    database: { url: () => url, timeoutMs: 5000 },
    secrets: {
      pepper: () => pepper,
      previousPeppers: () => [],
      masterKey: () => master,
      previousMasterKeys: () => [],
    },
    certificates: () => testTerms,
    keyDelaySeconds: () => 3600,
  });
  afterFile(() => management.close());
  return management.as(tester);
};

/** How a use case said no. */
export const refusalOf = async (
  work: Promise<unknown>,
): Promise<{ code: string; field: string | null; message: string }> => {
  try {
    await work;
  } catch (error) {
    const { code, field, message } = error as ManagementError;
    return { code, field, message };
  }
  throw new Error('it was done');
};

export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Resolves to whether `work` is still under way after `ms`. */
export const isPending = async (work: Promise<unknown>, ms: number): Promise<boolean> =>
  Promise.race([work.then(() => false), pause(ms).then(() => true)]);
