import { randomBytes } from 'node:crypto';
import { type ManagementAccess, openManagement } from '../../src/app/open-management.js';
import type { CertificatesConfig } from '../../src/config/config.js';
import {
  type Actor,
  type Caller,
  emptyRequestContext,
  type Operation,
} from '../../src/core/audit/operation.js';
import type { ManagementError } from '../../src/core/shared/management-error.js';
import type { RevocationRule } from '../../src/core/shared/unit-of-work.js';
import { Executor } from '../../src/management/executor.js';
import type { Management } from '../../src/management/management.js';
import type { KeySetAccess } from '../../src/remote-keys/https-key-set-fetcher.js';
import type { ManagementPool } from '../../src/storage/transaction/management-pool.js';
import { PostgresRefusedChangeLog } from '../../src/storage/unit-of-work/postgres-refused-change-log.js';
import { PostgresUnitOfWork } from '../../src/storage/unit-of-work/postgres-unit-of-work.js';
import { afterFile } from '../support/cleanup.js';
import { makeDatabase, type TestDatabase } from '../support/database.js';
import { type TestUseCases, useCasesOf } from './use-cases.js';

/** Management with a database of its own. */
export interface TestManagement {
  readonly database: TestDatabase;
  readonly management: TestUseCases;
  /** The same, to execute use cases as another caller. */
  readonly whole: Management;
  readonly pepper: Buffer;
}

/** Opens management on its own database; it is closed after the test file. */
export const openTestManagement = async (): Promise<TestManagement> => {
  const database = await makeDatabase();
  const pepper = randomBytes(32);
  const whole = wholeManagementOn(database.appUrl, pepper);
  return { database, management: useCasesOf(whole, tester), whole, pepper };
};

const actor: Actor = { kind: 'person', name: 'test', accountId: null, clientId: null };

export const tester: Caller = {
  ...emptyRequestContext,
  actor,
  managesOperators: true,
  managesResourceServers: true,
};

/** A rule that allows everything, for tests that open a transaction themselves. */
export const unguarded: RevocationRule = {
  assertMayChangeOperators: () => undefined,
  assertMayChangeResourceServers: () => undefined,
  assertMayGive: () => undefined,
  lockOperators: () => Promise.resolve(),
};

/** For tests that open a transaction themselves. */
export const testOperation: Operation = { ...tester, action: 'account.suspend' };

/** The master key of all test databases of a run: those of one test may be opened twice. */
export const masterKey = randomBytes(32);

export const testTerms: CertificatesConfig = {
  days: 365,
  crlUrl: 'http://crl.example.com/portaria.crl',
  crlDays: 7,
  publicUrl: 'https://auth.example.com',
  serverCaFile: null,
};

/** Another process would do its management so. */
export const managementOn = (url: string, pepper: Buffer, master: Buffer = masterKey): TestUseCases =>
  useCasesOf(wholeManagementOn(url, pepper, master), tester);

/** No name has an address: nothing here asks other machines. */
const withoutNetwork: KeySetAccess = { resolve: () => Promise.resolve([]), mayConnectTo: () => false };

export const wholeManagementOn = (
  url: string,
  pepper: Buffer,
  master: Buffer = masterKey,
  access: Pick<ManagementAccess, 'keySetAccess' | 'events'> = {},
): Management => {
  const management = openManagement(
    {
      database: { url: () => url, timeoutMs: 5000 },
      secrets: {
        pepper: () => pepper,
        previousPeppers: () => [],
        masterKey: () => master,
        previousMasterKeys: () => [],
      },
      certificates: () => testTerms,
      keyActivationDelaySeconds: () => 3600,
    },
    { keySetAccess: withoutNetwork, ...access },
  );
  afterFile(() => management.close());
  return management;
};

/** Changes that wait for the barrier for `patienceMs` alone. */
export const executorOn = (connection: ManagementPool, patienceMs?: number): Executor =>
  new Executor(new PostgresUnitOfWork(connection, patienceMs), new PostgresRefusedChangeLog(connection));

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
