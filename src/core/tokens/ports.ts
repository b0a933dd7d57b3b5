/** What the corridor needs of the outside world. Each port is its own injection token. */
import type { CertificateInfo, CertificateSummary } from '../certificates/certificate.js';
import type { ContractName } from '../credentials/credential.js';
import type { Secret } from '../credentials/secret.js';
import type { RefusalCode } from '../refusals/refusal.js';
import type { AccountId, ClientId, Fingerprint, SecretId, TokenId } from '../shared/ids.js';
import type { Claims } from './claims.js';
import type { ClientSnapshot, ClientSnapshotQuery } from './client-snapshot.js';
import type { Grant } from './grant.js';
import type { Listener, RequestSource } from './token-request.js';
import type { TokenKind } from './token-verifier.js';

/** Reads what can change, each time anew. Throws `Refusal('unavailable')` when the database cannot be asked. */
export abstract class ClientSnapshotReader {
  abstract read(question: ClientSnapshotQuery): Promise<ClientSnapshot>;
  /** Whether any account has this certificate linked, and the database's time in milliseconds since 1970. */
  abstract recognise(fingerprint: Fingerprint): Promise<{ readonly linked: boolean; readonly nowMs: number }>;
}

/** The durable record of issued tokens. */
export abstract class IssuanceLog {
  /**
   * The moment of issue. Resolves to `true` once the record is committed, to `false` when the client's authority changed
   * since it was read, or its key was dropped; then nothing was recorded and the token must not leave.
   */
  abstract record(
    token: { readonly id: TokenId; readonly kid: string },
    grant: Grant,
    request: { contract: ContractName; source: RequestSource },
  ): Promise<boolean>;
}

/** A refused request, as it is kept for the one who asks why. */
export interface RefusedRequest {
  readonly requestId: string;
  readonly listener: Listener;
  readonly contract: ContractName;
  readonly reason: RefusalCode;
  readonly detail: string;
  readonly clientId: ClientId | null;
  readonly certificate: CertificateSummary | null;
  /** When it is known without the client id. */
  readonly accountId?: AccountId | null;
  readonly address: string | null;
}

/** Keeps refusals: asynchronously, bounded, never in the way of an answer. */
export abstract class RefusalLog {
  abstract note(refused: RefusedRequest): void;
}

/** Whom the cost of a slow hash is charged to. */
export interface HashQuotaKey {
  readonly address: string | null;
  readonly fingerprint: Fingerprint | null;
}

export interface SecretCheck {
  readonly presented: Secret;
  readonly digests: readonly string[];
  readonly quotaKey: HashQuotaKey;
  /**
   * Whether a match may answer sooner than a mismatch. Only when nothing else speaks against the request: otherwise
   * a quick refusal would tell a thief without the certificate that the guessed secret is right.
   */
  readonly mayAnswerEarly: boolean;
}

/** Compares a presented secret with digests, at a cost that depends on the presented secret's shape alone. */
export abstract class SecretVerifier {
  /** The index of the digest that matches, or `null`. Throws `Refusal('overloaded')` when the slow hash is full. */
  abstract indexOfMatch(check: SecretCheck): Promise<number | null>;
  /**
   * The digest that should be kept of a secret that matched this one: made under the pepper, or with the parameters, of
   * today. `null` when it is as it should be, or when now is no time for it.
   */
  abstract renewed(presented: Secret, digest: string): Promise<string | null>;
}

/** A digest that may be replaced, and by what. */
export interface DigestUpgrade {
  readonly secretId: SecretId;
  readonly from: string;
  readonly to: string;
}

/** Moves digests to better ones: asynchronously, bounded, never in the way of an answer; a crash loses only moves. */
export abstract class DigestUpgrader {
  abstract upgrade(upgrade: DigestUpgrade): void;
}

export interface SignedToken {
  readonly text: string;
  /** The key that signed it. */
  readonly kid: string;
}

/** Signs with the active key of the ring. */
export abstract class TokenSigner {
  /**
   * At once where that takes microseconds, later where the work is done beside the event loop (docs/adr/0013). Throws
   * `Refusal('unavailable')` when there is no key yet.
   */
  abstract sign(claims: Claims, kind: TokenKind): SignedToken | Promise<SignedToken>;
  /** Looks which key is active now, rather than some seconds later. Never throws. */
  abstract renew(): Promise<void>;
}

/** Generates token ids: UUIDv7 of the issuing instant. */
export abstract class TokenIdGenerator {
  abstract generate(nowMs: number): TokenId;
}

/** Understands certificates. Throws `Refusal('certificate_malformed')` for anything but one PEM certificate. */
export abstract class CertificateReader {
  /** `encoded` is a PEM, percent-encoded as RFC 3986 has it. */
  abstract readHeader(encoded: string): CertificateInfo;
  abstract readPem(pem: string): CertificateInfo;
  /** SubjectPublicKeyInfo in DER, as OpenSSL writes it; `null` for a key that it cannot read. */
  abstract publicKeyOf(pem: string): Uint8Array | null;
  /** By names, key identifiers and signature. */
  abstract isIssuedBy(pem: string, issuerPem: string): boolean;
}
