import type { Account } from '../core/accounts/account.js';
import type { Credential } from '../core/credentials/credential.js';
import { dayMs, hourMs } from '../core/shared/durations.js';
import type { AccountId, ClientId, Fingerprint } from '../core/shared/ids.js';
import type { Locked } from '../core/shared/locked.js';
import { ManagementError } from '../core/shared/management-error.js';
import type { MerchantContext } from '../core/shared/merchant-context.js';
import type {
  OwnAccountChangeTransaction,
  OwnAccountReads,
  OwnAccountReadTransaction,
  OwnAccountRevokeTransaction,
} from '../core/shared/own-account-transactions.js';
import type {
  ChangeTransaction,
  Reads,
  ReadTransaction,
  RevokeTransaction,
} from '../core/shared/unit-of-work.js';
import { revokedFindings } from '../core/tokens/eligibility.js';
import { assertMayAdd, assertMayEnd, assertProvesNoOtherClient } from './own-account-proofs.js';
import type { OwnAccountUseCase, UseCase } from './use-case.js';

/**
 * Returns the shortest overlap of a self-service rotation: an hour, less the time that passes
 * between the use case's look at the clock and this one.
 */
const overlapMsMin = hourMs - 60 * 1000;

/**
 * The valid certificates that an account may link by self-service: enough for every program, and a
 * renewal of each.
 */
const certificatesMax = 20;

/** For so long no program may have used a certificate that a token with fewer scopes than the account unlinks. */
const unusedMsMin = dayMs;

/**
 * Restricts a use case to the resources of one account. It runs through the same `Executor` as
 * every change.
 */
export const restrictedTo = <Input, Result>(
  merchant: MerchantContext,
  useCase: OwnAccountUseCase<Input, Result>,
): UseCase<Input, Result> => ({
  action: useCase.action,
  targetsOf: useCase.targetsOf,
  prepare: async (input, database) => {
    const prepared = await useCase.prepare(input, readsScopedTo(merchant, database));
    return prepared.kind === 'revokes'
      ? { ...prepared, run: (tx: RevokeTransaction) => prepared.run(restrictRevoke(tx, merchant)) }
      : { ...prepared, run: (tx: ChangeTransaction) => prepared.run(restrictChange(tx, merchant)) };
  },
});

/** Restricts reads to the resources of one account. */
export const readsScopedTo = (merchant: MerchantContext, database: Reads): OwnAccountReads => ({
  read: (work) => database.read((tx) => work(restrictRead(tx, merchant))),
});

/** Hides other accounts: their ids are answered as ids that do not exist, in the same words. */
export const restrictRead = (
  tx: ReadTransaction,
  { accountId }: MerchantContext,
): OwnAccountReadTransaction => ({
  accounts: { find: async (id) => (id === accountId ? tx.accounts.find(id) : null) },
  credentials: {
    find: async (clientId) => {
      const credential = await tx.credentials.find(clientId);
      return credential?.accountId === accountId ? credential : null;
    },
    ofAccount: async (id) => (id === accountId ? tx.credentials.ofAccount(id) : []),
    everHad: async (credential, secret) =>
      credential.accountId === accountId && tx.credentials.everHad(credential, secret),
  },
  certificates: {
    ofAccount: async (id) => (id === accountId ? tx.certificates.ofAccount(id) : []),
    wasLinkedTo: async (id, fingerprint) => id === accountId && tx.certificates.wasLinkedTo(id, fingerprint),
    accountsLinkedTo: async (fingerprint) => {
      const linked = await tx.certificates.accountsLinkedTo(fingerprint);
      // The answer does not say which account has it.
      if (linked.some((id) => id !== accountId)) throw linkedElsewhere();
      return linked;
    },
    revokedForKey: (publicKey) => tx.certificates.revokedForKey(publicKey),
  },
  cas: { list: () => tx.cas.list() },
  clientCas: { list: () => tx.clientCas.list() },
  now: () => tx.now(),
});

export const restrictChange = (
  tx: ChangeTransaction,
  merchant: MerchantContext,
): OwnAccountChangeTransaction => {
  const reading = restrictRead(tx, merchant);
  return {
    ...reading,
    accounts: {
      ...reading.accounts,
      lock: async (id) => {
        if (id !== merchant.accountId) throw unknownAccount(id);
        return checkStillValid(tx, await tx.accounts.lock(id), merchant);
      },
    },
    credentials: {
      ...reading.credentials,
      lock: async (clientId) => {
        await assertOwn(tx, clientId, merchant.accountId);
        if (merchant.onlyClientId !== null && clientId !== merchant.onlyClientId) throw tooNarrow();
        return checkStillValid(tx, await tx.credentials.lock(clientId), merchant);
      },
      addSecret: async (credential, digest) => {
        assertMayAdd(credential, { digest, merchant, now: await tx.now() });
        return tx.credentials.addSecret(credential, digest);
      },
      expireSecret: async (credential, secret, at) => {
        // A program that was started with the secret gets its next token within half an hour, and
        // must be able to.
        if (at.getTime() < (await tx.now()).getTime() + overlapMsMin) throw tooSoon();
        await tx.credentials.expireSecret(credential, secret, at);
      },
      retireExpiredSecrets: (credential) => tx.credentials.retireExpiredSecrets(credential),
    },
    certificates: {
      ...reading.certificates,
      store: (info, pem) => tx.certificates.store(info, pem),
      link: async (account, certificate) => {
        const linked = await tx.certificates.ofAccount(merchant.accountId);
        const now = await tx.now();
        const good = linked.filter(({ notAfter, revokedAt }) => revokedAt === null && now <= notAfter);
        // An attacker with one merchant's key could otherwise fill the database.
        if (good.length >= certificatesMax) throw tooMany();
        await assertProvesNoOtherClient(tx, merchant, { certificate, linked });
        await tx.certificates.link(account, certificate);
      },
    },
  };
};

/**
 * Refuses to end the credentials that the request itself used: its answer would lock the caller
 * out.
 */
export const restrictRevoke = (
  tx: RevokeTransaction,
  merchant: MerchantContext,
): OwnAccountRevokeTransaction => {
  const changing = restrictChange(tx, merchant);
  return {
    ...changing,
    credentials: {
      ...changing.credentials,
      revokeSecret: async (credential, secret) => {
        assertMayEnd(merchant);
        if (secret === merchant.secretId) throw usedSecret();
        return tx.credentials.revokeSecret(credential, secret);
      },
    },
    certificates: {
      ...changing.certificates,
      unlink: async (account, unlinked) => {
        if (unlinked === merchant.fingerprint) throw usedCertificate();
        if (merchant.onlyClientId !== null) await assertNotInUse(tx, merchant.accountId, unlinked);
        return tx.certificates.unlink(account, unlinked);
      },
    },
  };
};

const assertOwn = async (tx: ReadTransaction, clientId: ClientId, account: AccountId): Promise<void> => {
  const credential = await tx.credentials.find(clientId);
  if (credential?.accountId !== account) throw unknownCredential();
};

/**
 * Attack: a program that was given a client id with one scope unlinks the certificates of all other
 * programs. It must still be able to end its own renewal, and no record says whose a certificate is:
 * one that no program used for a day is likely to be the one that was replaced.
 */
const assertNotInUse = async (tx: ReadTransaction, account: AccountId, meant: Fingerprint): Promise<void> => {
  const linked = (await tx.certificates.ofAccount(account)).find(({ fingerprint }) => fingerprint === meant);
  const now = await tx.now();
  if (!linked || linked.revokedAt !== null || linked.notAfter < now) return;
  const lastMs = Math.max(linked.linkedAt.getTime(), linked.lastUsedAt?.getTime() ?? 0);
  if (now.getTime() - lastMs < unusedMsMin) throw certificateInUse();
};

/**
 * Re-checks the caller's account, secret and certificate under the lock. Otherwise two callers
 * could revoke each other's at the same time, and none would be left.
 */
const checkStillValid = async <T extends Locked<Account> | Locked<Credential>>(
  tx: ReadTransaction,
  locked: T,
  caller: MerchantContext,
): Promise<T> => {
  const { accountId } = caller;
  const withdrawn = revokedFindings(caller, {
    account: await tx.accounts.find(accountId),
    credentials: await tx.credentials.ofAccount(accountId),
    certificates: await tx.certificates.ofAccount(accountId),
  });
  if (withdrawn.length === 0) return locked;
  throw new ManagementError(
    'conflict',
    'token: its credential, secret or certificate was revoked a moment ago. Get another token, then try again',
    'token',
  );
};

const unknownAccount = (id: AccountId): ManagementError =>
  new ManagementError('not_found', `account: there is no account ${id}`, 'account');

const unknownCredential = (): ManagementError =>
  new ManagementError('not_found', 'client id: there is no credential with this client id', 'client id');

/**
 * A token that is narrower than the account must not see the new secret of another client id, which
 * may have more scopes.
 */
const tooNarrow = (): ManagementError =>
  new ManagementError(
    'refused',
    'client id: this token has fewer scopes than the account, so it manages only the secrets of its own client id. Use a ' +
      'token of a client id with all scopes of the account, or ask the operator of the gateway',
    'client id',
  );

const linkedElsewhere = (): ManagementError =>
  new ManagementError(
    'conflict',
    'certificate: it is already linked to another account. If both accounts should have it, ask the operator of the gateway to link it',
    'certificate',
  );

const tooMany = (): ManagementError =>
  new ManagementError(
    'conflict',
    `certificate: the account already has ${String(certificatesMax)} valid certificates. Unlink one first`,
    'certificate',
  );

const tooSoon = (): ManagementError =>
  new ManagementError('invalid', 'overlap: must be at least 3600 seconds', 'overlap');

const usedSecret = (): ManagementError =>
  new ManagementError(
    'conflict',
    'secret id: this token was obtained with it. Get a token with another secret, then revoke this one',
    'secret id',
  );

const usedCertificate = (): ManagementError =>
  new ManagementError(
    'conflict',
    'fingerprint: this request uses it. Connect with the other certificate and a token obtained with that, then unlink this one',
    'fingerprint',
  );

const certificateInUse = (): ManagementError =>
  new ManagementError(
    'conflict',
    'fingerprint: this certificate was linked or used in the last 24 hours, and this token has fewer scopes than the ' +
      'account. Try again when no program has used it for 24 hours, use a token of a client id with all scopes of the account, or ' +
      'ask the operator of the gateway',
    'fingerprint',
  );
