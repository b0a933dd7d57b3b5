import type { PresentedCertificate } from '../core/certificates/certificate.js';
import type {
  ClientSnapshot,
  ClientSnapshotQuery,
  SnapshotCertificate,
  SnapshotClient,
  SnapshotSecret,
} from '../core/tokens/client-snapshot.js';
import type { ClientSnapshotReader } from '../core/tokens/client-snapshot-reader.js';
import { eligibilityFindings } from '../core/tokens/eligibility.js';
import type { ClientIdentity } from '../core/tokens/grant.js';
import type {
  ClientAuthentication,
  RegisteredKeyAuthentication,
  TokenAuthentication,
  UnverifiedClient,
} from '../core/tokens/token-request.js';
import { isVerified } from '../core/tokens/verified-certificate.js';
import { refusalFor } from './refusal-for.js';
import type { RegisteredKeyChecker } from './registered-key-checker.js';
import type { SecretChecker } from './secret-checker.js';

/**
 * A client of which every proof was right. Only this file can create one: the type leaves it, the
 * constructor does not, and the private field keeps look-alikes from compiling. So no token can be
 * granted around the checks.
 */
class AuthenticatedClient {
  readonly #authenticated = true;

  constructor(
    readonly identity: ClientIdentity,
    /** What was read or cached of the client. */
    readonly snapshot: ClientSnapshot,
  ) {
    void this.#authenticated;
  }
}
export type { AuthenticatedClient };

/**
 * Authenticates clients (RFC 6749 section 2.3, RFC 8705): compares certificate and secret with the
 * current state in the database.
 */
export class ClientAuthenticator {
  constructor(
    private readonly snapshots: ClientSnapshotReader,
    private readonly secrets: SecretChecker,
    private readonly registeredKeys: RegisteredKeyChecker,
  ) {}

  /**
   * Authenticates on what this process remembers of the client; `null`: nothing. Returns `null` when
   * that is not clearly valid: then `authenticate` reads anew and decides. Never throws.
   */
  authenticateFromCache(
    request: ClientAuthentication,
    snapshot: ClientSnapshot | null,
  ): AuthenticatedClient | null {
    // Compared also when nothing is cached: a wrong secret must not take longer for a client that
    // is known here.
    const secret = this.secrets.findAtOnce(request, snapshot?.client?.secrets ?? []);
    if (!snapshot?.client || !secret) return null;
    const findings = eligibilityFindings({ ...request, secretId: secret.id }, snapshot);
    if (findings.length > 0) return null;
    return new AuthenticatedClient(identityOf(request, snapshot, snapshot.client, secret), snapshot);
  }

  /** Throws a `Refusal` that names the first finding and details all of them. */
  async authenticate(request: ClientAuthentication): Promise<AuthenticatedClient> {
    const snapshot = await this.snapshots.read(queryOf(request));
    const { client, nowMs } = snapshot;
    const findingsWithoutSecret = eligibilityFindings(request, snapshot);
    // The secret is checked whatever was found: an early refusal would be faster, and so tell which
    // clients exist.
    const secret = await this.secrets.find(request, {
      secrets: client?.secrets ?? [],
      nowMs,
      noOtherFindings: findingsWithoutSecret.length === 0,
      linkedTo: client && snapshot.certificate?.linked === true ? client.accountId : null,
    });
    const findings = eligibilityFindings({ ...request, secretId: secret?.id ?? null }, snapshot);
    if (findings.length > 0 || !client || !secret) throw refusalFor(findings);
    this.secrets.upgradeDigest(request, secret);
    return new AuthenticatedClient(identityOf(request, snapshot, client, secret), snapshot);
  }

  /** The same of a client that proves a registered key instead of a secret. */
  async authenticateByRegisteredKey(request: RegisteredKeyAuthentication): Promise<AuthenticatedClient> {
    const snapshot = await this.snapshots.read(queryOf(request));
    const { client } = snapshot;
    const { key, findings: aboutKey } = await this.registeredKeys.find(request, snapshot);
    const proven = key && { secretId: key.id };
    const findings = [...aboutKey, ...eligibilityFindings({ ...request, ...proven }, snapshot)];
    if (findings.length > 0 || !client || !key) {
      // Only a client that proved all else reads that it may not use the contract.
      const isKnown = findings[0]?.reason === 'contract_not_allowed';
      throw refusalFor(findings, isKnown ? {} : request.problemIfRefused);
    }
    this.registeredKeys.upgradeDigest(request, key);
    return new AuthenticatedClient(identityOf(request, snapshot, client, key), snapshot);
  }

  /**
   * The same of a client whose token was verified: the secret that it was obtained with takes the place
   * of the one that is presented. Throws as `authenticate` does.
   */
  async authenticateByToken(request: TokenAuthentication): Promise<AuthenticatedClient> {
    const { accountId, secretId } = request;
    const read = await this.snapshots.read(queryOf(request));
    const client = read.client?.accountId === accountId ? read.client : null;
    const snapshot = { ...read, client };
    const findings = eligibilityFindings(request, snapshot);
    const secret = client?.secrets.find(({ id }) => id === secretId);
    if (findings.length > 0 || !client || !secret) throw refusalFor(findings);
    return new AuthenticatedClient(identityOf(request, snapshot, client, secret), snapshot);
  }
}

/** Returns the part of the request that the database, or the cache, can answer. */
export const queryOf = (request: UnverifiedClient): ClientSnapshotQuery => ({
  clientId: request.clientId,
  fingerprint: request.certificate?.info.fingerprint ?? null,
  contract: request.contract,
  address: request.source.address,
});

/** Everything that the snapshot has of the client goes on, but its secrets. */
const identityOf = (
  request: UnverifiedClient,
  { nowMs, certificate }: ClientSnapshot,
  { secrets: _, ...client }: SnapshotClient,
  secret: SnapshotSecret,
): ClientIdentity => ({
  ...client,
  nowMs,
  clientId: request.clientId,
  secretId: secret.id,
  secretExpiresAtMs: secret.expiresAtMs,
  certificate: certificateOf(request.certificate, certificate),
});

const certificateOf = (
  presented: PresentedCertificate | null,
  known: SnapshotCertificate | null,
): ClientIdentity['certificate'] =>
  presented &&
  known && {
    id: known.id,
    fingerprint: presented.info.fingerprint,
    notAfterMs: presented.info.notAfter.getTime(),
    provenByHandshake: isVerified(presented),
  };
