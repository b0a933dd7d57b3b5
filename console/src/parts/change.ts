import type { ReactNode } from 'react';
import type { Schemas } from '../api/client.js';

/** What a change would do, as the admin API answers with `?dryRun=true`. */
export type Preview = Schemas['DryRun'];

/** `ChangeParameters`: the parameters that make a request a preview, or the change itself. */
export interface ChangeParameters {
  readonly query: { readonly dryRun?: 'true' };
  readonly header: { readonly 'Idempotency-Key'?: string };
}

/** What a change of each kind gives or moves can be taken back; what it takes stops programs that work now. */
export const changeEffects = {
  suspend: 'takes',
  reactivate: 'gives',
  updateAccount: 'gives',
  setRole: 'gives',
  revokeTokens: 'takes',
  revokeToken: 'takes',
  revokeCredential: 'takes',
  revokeCredentialTokens: 'takes',
  revokeSecret: 'takes',
  setContract: 'gives',
  unlink: 'takes',
  revokeCertificate: 'takes',
  updateUser: 'gives',
  replacePassword: 'takes',
  disableUser: 'takes',
  enableUser: 'gives',
  addClientCa: 'gives',
  removeClientCa: 'takes',
  revokeKey: 'takes',
  rotateKey: 'gives',
  approve: 'gives',
} as const satisfies Record<string, 'gives' | 'takes'>;

/** `Change`: something that is asked of the operator before it is done. */
export interface Change {
  /** Which texts of `change` in `i18n` it has. */
  readonly kind: keyof typeof changeEffects;
  /** What is changed. */
  readonly of: string;
  /** What the operator types to confirm; `null` where the change can be undone and stops nothing. */
  readonly typed: string | null;
  /** Only a change that ends tokens asks for `typed`. The preview says whether it does. */
  readonly typedIfTokensEnd?: true;
  readonly send: (sending: ChangeParameters) => Promise<unknown>;
  /** What the operator chose in `details`; another choice has another preview. */
  readonly choice?: string;
  /** Consequences that only the screen knows, such as a timeline. */
  readonly details?: (preview: Preview) => ReactNode;
  /** Gets the answer to the change, such as a password that is shown once. */
  readonly done?: (answer: unknown) => void;
}

const digitsTyped = 8;

/** What the operator types of a fingerprint. */
export const typedDigits = (fingerprint: string): string => fingerprint.slice(0, digitsTyped);
