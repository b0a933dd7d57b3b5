import type { ActiveSecret, Credential } from '../../core/credentials/credential.js';
import type { RegisteredKeys } from '../../core/credentials/registered-key.js';
import { ManagementError } from '../../core/shared/management-error.js';
import { findAccountOf } from '../accounts/find-account-of.js';
import { parseClientId } from '../fields.js';
import type { OwnAccountUseCase, PreparedOwnAccountChange } from '../use-case.js';
import { assertActive } from './assert-active.js';
import { parseOverlap } from './overlap.js';
import { parseKeySet } from './parse-key-set.js';
import type { RegisteredKey } from './register-key.js';

export interface RotateKeySetInput {
  readonly clientId: string;
  /** A key set, as JSON was parsed. */
  readonly jwks: unknown;
  /** How long the old key sets stay valid. When it is omitted, it is 7 days. */
  readonly overlapSeconds?: number;
}

const method = 'private_key_jwt';
const activeKeysMax = 2;

/**
 * Registers the next key set of a client that has one, and ends the old one after a while. A client
 * never gets its first one so: only an operator decides how a client may authenticate. A set at an
 * address of the client needs no rotation here: the client changes what is published there.
 */
export class RotateKeySet implements OwnAccountUseCase<RotateKeySetInput, RegisteredKey> {
  readonly action = 'credential.rotate-key-set';

  constructor(private readonly keys: RegisteredKeys) {}

  targetsOf({ clientId: client }: RotateKeySetInput) {
    return { clientId: client };
  }

  prepare({ clientId, jwks, overlapSeconds }: RotateKeySetInput): PreparedOwnAccountChange<RegisteredKey> {
    const id = parseClientId(clientId);
    const overlap = parseOverlap(overlapSeconds);
    const digest = this.keys.digest(id, { method, jwks: parseKeySet(this.keys, jwks) });
    return {
      kind: 'changes',
      run: async (tx) => {
        // Before the lock: what is refused anyway must not keep others from the account.
        const seen = await tx.credentials.find(id);
        if (seen) replaceable(assertActive(seen), await tx.now());
        const locked = assertActive(await tx.credentials.lock(id));
        await tx.credentials.retireExpiredSecrets(locked);
        const now = await tx.now();
        const until = new Date(now.getTime() + overlap * 1000);
        for (const old of replaceable(locked, now)) {
          // One that expires sooner keeps its expiry: a rotation never extends it.
          if (old.expiresAt === null || old.expiresAt > until)
            await tx.credentials.expireSecret(locked, old.id, until);
        }
        const secretId = await tx.credentials.addSecret(locked, digest);
        const credential = (await tx.credentials.find(id)) ?? locked;
        const account = await findAccountOf(tx, locked.accountId);
        return { account, credential, secretId, method, notes: [] };
      },
    };
  }
}

/** Returns the key sets that are valid. Throws when there is none, or no room for another. */
const replaceable = ({ secrets }: Credential, now: Date): readonly ActiveSecret[] => {
  const valid = secrets.filter(
    ({ shape, expiresAt }) => shape === method && (expiresAt === null || expiresAt > now),
  );
  if (valid.length === 0)
    throw new ManagementError(
      'refused',
      `client id: no key set is registered for it. Ask the operator of the gateway to register the first one`,
      'client id',
    );
  if (valid.length < activeKeysMax) return valid;
  const ids = valid.map(({ id }) => id).join(' and ');
  throw new ManagementError(
    'conflict',
    `client id: it already has ${String(activeKeysMax)} key sets, secrets ${ids}. Revoke one first`,
    'client id',
  );
};
