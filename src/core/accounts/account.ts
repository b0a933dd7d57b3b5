import type { AccountId } from '../shared/ids.js';

/**
 * Merchants get tokens for the APIs. Operators get tokens for the admin endpoints, on the admin
 * listener only.
 *
 * This folder owns what an account is, and the ports that store it; it must never know a secret.
 */
export type AccountKind = 'merchant' | 'operator';
export type AccountStatus = 'active' | 'suspended';

/** A person or company that may hold credentials. */
export interface Account {
  readonly id: AccountId;
  readonly name: string;
  /** CNPJ, 14 characters; alphanumeric since July 2026, so never a number. */
  readonly taxId: string | null;
  readonly kind: AccountKind;
  readonly status: AccountStatus;
  readonly scopes: readonly string[];
  /** CIDR blocks that requests must come from; empty means anywhere. */
  readonly networks: readonly string[];
  /** Whether the ICP-Brasil CNPJ of a presented certificate must equal `taxId`. */
  readonly taxIdOnCertificate: boolean;
  /**
   * Whether the account runs an API that the gateway's tokens are for. If so, introspection answers
   * it about every account's tokens.
   */
  readonly resourceServer: boolean;
  /**
   * Rises with every change to the account or to anything below it; `If-Match` names it, and the
   * record of a user's token compares it. The record of a client's token compares `stamp`.
   */
  readonly version: number;
  readonly createdAt: Date;
}

export const merchantScopes = ['pix:read', 'pix:write', 'balance:read'] as const;

const scopeGrammar = /^[\x21\x23-\x5b\x5d-\x7e]{1,64}$/;

/** RFC 6749 section 3.3: printable ASCII without space, quote and backslash. */
export const isScope = (text: string): boolean => scopeGrammar.test(text);
