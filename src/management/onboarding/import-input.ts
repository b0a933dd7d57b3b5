import type { Secret } from '../../core/credentials/secret.js';
import type { AccountInput } from '../accounts/create-account.js';
import type { CredentialInput } from '../credentials/create-credential.js';

/** A secret as another system stored it: its text, or its digest. */
export type ImportedSecret = { readonly secret: Secret } | { readonly digest: string };

export interface ImportedCredential extends Omit<CredentialInput, 'secret' | 'clientId'> {
  readonly clientId: string;
  /** One secret or two. */
  readonly secrets: readonly ImportedSecret[];
}

/** One account as another system stored it. */
export interface ImportAccountInput {
  /** A new account, or the id of an existing one. */
  readonly account: AccountInput | string;
  readonly credentials: readonly ImportedCredential[];
  /** The certificates of the account, each in PEM. */
  readonly certificates: readonly string[];
  /** Links certificates even if other accounts have them. */
  readonly shared?: boolean;
}
