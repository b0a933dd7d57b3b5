import type { CertificateSummary } from '../certificates/certificate.js';
import type { AccountId, ClientId } from '../shared/ids.js';

/**
 * Every reason why a request is refused. The list is closed: each contract has one total table from
 * these codes to its statuses and bodies, and a missing row does not compile.
 *
 * This folder owns refusals and the port that records them; it must never choose a status or a
 * body.
 */
export const refusalReasons = [
  // The request is malformed.
  'malformed_request',
  'client_authentication_missing',
  'unsupported_grant_type',
  'certificate_missing',
  'certificate_malformed',
  'payload_too_large',
  'unsupported_media_type',
  'not_found',
  'method_not_allowed',
  'not_from_proxy',
  // The client is not allowed a token. From outside these look the same.
  'unknown_client',
  'wrong_secret',
  'secret_expired',
  'client_key_not_registered',
  'certificate_subject_differs',
  'assertion_invalid',
  'assertion_replayed',
  'client_keys_unavailable',
  'credential_revoked',
  'credential_expired',
  'contract_not_allowed',
  'account_suspended',
  'wrong_listener',
  'network_not_allowed',
  'certificate_required',
  'certificate_untrusted',
  'certificate_not_in_handshake',
  'certificate_not_linked',
  'certificate_revoked',
  'certificate_not_yet_valid',
  'certificate_expired',
  'certificate_weak_key',
  'certificate_wrong_usage',
  'certificate_tax_id_differs',
  // The same for users, who present a password or a refresh token.
  'unknown_user',
  'wrong_password',
  'user_disabled',
  'refresh_token_unknown',
  'refresh_token_expired',
  'refresh_token_revoked',
  'refresh_token_reused',
  'changed_meanwhile',
  // The client is authenticated, and asks for more than it may have, or more often.
  'scope_not_allowed',
  'token_budget_spent',
  // The gateway cannot serve the request.
  'overloaded',
  'too_slow',
  'unavailable',
  'internal',
] as const;
export type RefusalReason = (typeof refusalReasons)[number];

/**
 * What may be said to any client: one entry per problem, and a hint that helps without telling an
 * attacker anything.
 */
export interface PublicProblem {
  readonly problems?: readonly string[];
  readonly hint?: string;
  /** Methods that the path supports, for `Allow`. */
  readonly allow?: readonly string[];
  /** Seconds, for `Retry-After`. */
  readonly retryAfterSeconds?: number;
}

/** The client that a refusal concerns, as far as the request could be understood. */
export interface RefusalSubject {
  readonly clientId: ClientId | null;
  readonly certificate: CertificateSummary | null;
  /** Set when no client id leads to the account. */
  readonly accountId?: AccountId | null;
}

const privateDetailCharactersMax = 2000;

const unknownSubject: RefusalSubject = { clientId: null, certificate: null };

/**
 * A refusal as a value. `privateDetail` is for the record and the operators; only `publicDetail` may be
 * sent to the client.
 */
export class Refusal extends Error {
  readonly subject: RefusalSubject = unknownSubject;

  /** Other reasons against the request besides `reason`. */
  readonly alsoAgainst: readonly RefusalReason[] = [];

  readonly privateDetail: string;

  constructor(
    readonly reason: RefusalReason,
    detail: string,
    readonly publicDetail: PublicProblem = {},
    options?: ErrorOptions,
  ) {
    super(reason, options);
    this.name = 'Refusal';
    // The detail contains client input. The limit keeps log lines and waiting records from growing
    // with it.
    this.privateDetail = detail.slice(0, privateDetailCharactersMax);
  }

  /** Returns the same refusal with the client that it concerns. */
  concerning(subject: RefusalSubject): Refusal {
    return this.with({ subject });
  }

  /** Returns the same refusal with the other reasons that apply. */
  withOtherReasons(alsoAgainst: readonly RefusalReason[]): Refusal {
    return this.with({ alsoAgainst });
  }

  private with(more: Partial<Pick<Refusal, 'subject' | 'alsoAgainst'>>): Refusal {
    const copy = new Refusal(this.reason, this.privateDetail, this.publicDetail, { cause: this.cause });
    const { subject, alsoAgainst } = this;
    return Object.assign(copy, { subject, alsoAgainst, ...more });
  }

  /**
   * Turns any thrown value into a refusal. A value that is not a refusal is a fault of the gateway,
   * and its message is not shown to any client.
   */
  static from(thrown: unknown): Refusal {
    if (thrown instanceof Refusal) return thrown;
    const words = thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown);
    return new Refusal('internal', words, {}, { cause: thrown });
  }
}
