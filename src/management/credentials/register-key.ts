import type { Account } from '../../core/accounts/account.js';
import type { Credential } from '../../core/credentials/credential.js';
import { jwksUriProblem } from '../../core/credentials/jwks-uri.js';
import type { KeyMethod, KeyRegistration, RegisteredKeys } from '../../core/credentials/registered-key.js';
import type { SecretId } from '../../core/shared/ids.js';
import { ManagementError } from '../../core/shared/management-error.js';
import type { ReadTransaction } from '../../core/shared/unit-of-work.js';
import type { KeySetProbe } from '../../core/tokens/key-set-probe.js';
import { findAccountOf } from '../accounts/find-account-of.js';
import { invalid, parseClientId } from '../fields.js';
import type { PreparedChange, UseCase } from '../use-case.js';
import { assertActive } from './assert-active.js';
import { parseKeySet } from './parse-key-set.js';

/** What is registered: exactly one of the last three. */
export interface RegisterKeyInput {
  readonly clientId: string;
  /** A key set, as JSON was parsed. */
  readonly jwks?: unknown;
  readonly jwksUri?: string;
  /** The subject of a certificate that is linked to the account. */
  readonly subjectDn?: string;
}

export interface RegisteredKey {
  readonly account: Account;
  readonly credential: Credential;
  /** The key ends as the secret of this id. */
  readonly secretId: SecretId;
  readonly method: KeyMethod;
  /** Findings that do not prevent the registration, in words. */
  readonly notes: readonly string[];
}

/** Two, so that a client can change over; not more, so that an old one is not forgotten. */
const activeKeysMax = 2;

/**
 * Registers a key with which the client authenticates instead of a secret. The secrets stay: they are
 * revoked once the client has changed over.
 */
export class RegisterKey implements UseCase<RegisterKeyInput, RegisteredKey> {
  readonly action = 'credential.register-key';

  constructor(
    private readonly keys: RegisteredKeys,
    private readonly probe: KeySetProbe,
  ) {}

  targetsOf({ clientId: client }: RegisterKeyInput) {
    return { clientId: client };
  }

  async prepare(input: RegisterKeyInput): Promise<PreparedChange<RegisteredKey>> {
    const id = parseClientId(input.clientId);
    const registration = this.registrationOf(input);
    const notes = await this.notesOn(registration);
    return {
      kind: 'changes',
      run: async (tx) => {
        const locked = assertActive(await tx.credentials.lock(id));
        const account = await findAccountOf(tx, locked.accountId);
        assertMerchant(account);
        assertRoom(locked, registration.method);
        const subjectNotes = await notesOnSubject(tx, account, registration);
        const secretId = await tx.credentials.addSecret(locked, this.keys.digest(id, registration));
        const credential = (await tx.credentials.find(id)) ?? locked;
        return {
          account,
          credential,
          secretId,
          method: registration.method,
          notes: [...notes, ...subjectNotes],
        };
      },
    };
  }

  private registrationOf({ jwks, jwksUri, subjectDn }: RegisterKeyInput): KeyRegistration {
    if ([jwks, jwksUri, subjectDn].filter((one) => one !== undefined).length !== 1)
      throw invalid(
        'registered key',
        'must be exactly one: a key set, the URL of a key set, or the subject of a certificate',
      );
    if (jwks !== undefined) return { method: 'private_key_jwt', jwks: parseKeySet(this.keys, jwks) };
    if (jwksUri === undefined) return { method: 'tls_client_auth', subjectDn: subjectDn ?? '' };
    const problem = jwksUriProblem(jwksUri);
    if (problem !== null) throw invalid('jwks uri', problem);
    return { method: 'private_key_jwt', jwksUri };
  }

  /** The address may be published later, so one that does not answer is noted and not refused. */
  private async notesOn(registration: KeyRegistration): Promise<readonly string[]> {
    if (!('jwksUri' in registration)) return [];
    const problem = await this.probe.problemAt(registration.jwksUri);
    return problem === null
      ? []
      : [`${problem}. Until it can be fetched, requests of the client are rejected`];
  }
}

/** Operators get tokens at the admin listener alone, and only with a secret. */
const assertMerchant = ({ kind }: Account): void => {
  if (kind !== 'operator') return;
  throw new ManagementError(
    'refused',
    'client id: it belongs to an operator. Operators authenticate only with a secret',
    'client id',
  );
};

const assertRoom = ({ secrets }: Credential, method: KeyMethod): void => {
  const active = secrets.filter(({ shape }) => shape === method);
  if (active.length < activeKeysMax) return;
  const ids = active.map(({ id }) => id).join(' and ');
  throw new ManagementError(
    'conflict',
    `client id: it already has ${String(activeKeysMax)} registrations of ${method}, secrets ${ids}. Revoke one first`,
    'client id',
  );
};

/**
 * The subject is compared as text, so a misspelled one would match nothing: it must be that of a linked
 * certificate, letter by letter. Says how many have it, because each of them proves the client.
 */
const notesOnSubject = async (
  tx: ReadTransaction,
  { id }: Account,
  registration: KeyRegistration,
): Promise<readonly string[]> => {
  if (registration.method !== 'tls_client_auth') return [];
  const linked = (await tx.certificates.ofAccount(id)).filter(({ revokedAt }) => revokedAt === null);
  const count = linked.filter(({ subject }) => subject === registration.subjectDn).length;
  if (count === 1) return ['1 linked certificate of the account has this subject'];
  if (count > 1)
    return [
      `${String(count)} linked certificates of the account have this subject, and each of them proves the client`,
    ];
  const subjects = [...new Set(linked.map(({ subject }) => subject))].join(' | ');
  throw invalid(
    'subject',
    linked.length === 0
      ? 'the account has no linked certificate. Link the certificate first'
      : `must be the subject of a linked certificate, exactly as written here: ${subjects}`,
  );
};
