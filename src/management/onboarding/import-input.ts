import type { Secret } from '../../core/credentials/secret.js';
import type { AccountInput } from '../accounts/create-account.js';
import type { CredentialInput } from '../credentials/create-credential.js';

/** A secret as another system kept it: its text, or what was made of it. */
export type ImportedSecret = { readonly secret: Secret } | { readonly digest: string };

export interface ImportedCredential extends Omit<CredentialInput, 'secret' | 'clientId'> {
  readonly clientId: string;
  /** One or two. */
  readonly secrets: readonly ImportedSecret[];
}

/** One account as another system kept it. */
export interface ImportInput {
  /** A new account, or the number of one that is there. */
  readonly account: AccountInput | string;
  readonly credentials: readonly ImportedCredential[];
  /** PEM, each a certificate of the account. */
  readonly certificates: readonly string[];
  /** Also certificates that other accounts have. */
  readonly shared?: boolean;
}
