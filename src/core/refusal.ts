import type { ShownCertificate } from './certificate.js';
import type { ClientId } from './ids.js';

/**
 * Every reason for which a request gets no answer of its own. Closed: each contract has one total table from these to
 * its statuses and bodies, and a reason that misses a row there does not compile.
 */
export const refusalCodes = [
  // The request cannot be understood.
  'malformed_request',
  'client_authentication_missing',
  'unsupported_grant_type',
  'certificate_missing',
  'certificate_malformed',
  'payload_too_large',
  'unsupported_media_type',
  'not_found',
  'method_not_allowed',
  'no_door',
  // The client is not allowed a token. From outside these look the same.
  'unknown_client',
  'wrong_secret',
  'secret_expired',
  'credential_revoked',
  'credential_expired',
  'contract_not_allowed',
  'account_suspended',
  'wrong_door',
  'network_not_allowed',
  'certificate_required',
  'certificate_untrusted',
  'certificate_only_presented',
  'certificate_not_linked',
  'certificate_revoked',
  'certificate_not_yet_valid',
  'certificate_expired',
  'certificate_weak_key',
  'certificate_wrong_usage',
  'certificate_tax_id_differs',
  'changed_meanwhile',
  // The client is who it says, and asks for more than it may have.
  'scope_not_allowed',
  // We cannot serve.
  'overloaded',
  'unavailable',
  'internal',
] as const;
export type RefusalCode = (typeof refusalCodes)[number];

/** What may be said to anybody: one entry per problem, and a hint that helps without telling an attacker anything. */
export interface PublicProblem {
  readonly problems?: readonly string[];
  readonly hint?: string;
  /** Methods that the path answers, for `Allow`. */
  readonly allow?: readonly string[];
  /** Seconds, for `Retry-After`. */
  readonly retryAfterSeconds?: number;
}

/** Whom a refusal concerns, as far as the request could be understood. */
export interface RefusalSubject {
  readonly clientId: ClientId | null;
  readonly certificate: ShownCertificate | null;
}

const privateDetailCharactersMax = 2000;

const nobody: RefusalSubject = { clientId: null, certificate: null };

/** A refusal as a value. `privateDetail` is for the record and the operators; only `told` may reach the wire. */
export class Refusal extends Error {
  readonly subject: RefusalSubject = nobody;

  /** What speaks against the request besides `code`. */
  readonly alsoAgainst: readonly RefusalCode[] = [];

  readonly privateDetail: string;

  constructor(
    readonly code: RefusalCode,
    detail: string,
    readonly told: PublicProblem = {},
    options?: ErrorOptions,
  ) {
    super(code, options);
    this.name = 'Refusal';
    // What a client sends has a part in it: no log line and no waiting record grows with that.
    this.privateDetail = detail.slice(0, privateDetailCharactersMax);
  }

  /** The same refusal, knowing whom it concerns. */
  concerning(subject: RefusalSubject): Refusal {
    return this.with({ subject });
  }

  /** The same refusal, knowing what else it could have named. */
  besides(alsoAgainst: readonly RefusalCode[]): Refusal {
    return this.with({ alsoAgainst });
  }

  private with(more: Partial<Pick<Refusal, 'subject' | 'alsoAgainst'>>): Refusal {
    const copy = new Refusal(this.code, this.privateDetail, this.told, { cause: this.cause });
    const { subject, alsoAgainst } = this;
    return Object.assign(copy, { subject, alsoAgainst, ...more });
  }

  /** Whatever was thrown, as a refusal: what is not one is our own fault, and is told to nobody. */
  static from(thrown: unknown): Refusal {
    if (thrown instanceof Refusal) return thrown;
    const words = thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown);
    return new Refusal('internal', words, {}, { cause: thrown });
  }
}
