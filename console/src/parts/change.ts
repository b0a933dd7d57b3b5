import type { ReactNode } from 'react';
import type { Schemas } from '../api/client.js';

/** What a change would do, as the admin API answers with `?dryRun=true`. */
export type Preview = Schemas['DryRun'];

/** `ChangeParameters`: the parameters that make a request a preview, or the change itself. */
export interface ChangeParameters {
  readonly query: { readonly dryRun?: 'true' };
  readonly header: { readonly 'Idempotency-Key'?: string };
}

/** `ChangeParameters`, for a change that the gateway refuses (412) if another operator has changed the account since. */
export const ifUnchanged = (
  { query, header }: ChangeParameters,
  { version }: Schemas['Account'],
): ChangeParameters & { readonly header: { readonly 'If-Match'?: string } } => ({
  query,
  // A preview is of the account as it is now.
  header: query.dryRun ? header : { ...header, 'If-Match': `"${String(version)}"` },
});

/**
 * `takes`: programs that work now stop, so the operator types the name. `may take`: only if the preview says that tokens
 * end. `decides`: the request of another operator, whose name is typed always. `gives`: can be taken back, nothing is typed.
 */
export const changeEffects = {
  suspend: 'takes',
  reactivate: 'gives',
  updateAccount: 'may take',
  setRole: 'may take',
  revokeTokens: 'takes',
  revokeToken: 'takes',
  revokeCredential: 'takes',
  revokeCredentialTokens: 'takes',
  revokeSecret: 'takes',
  setContract: 'may take',
  unlink: 'takes',
  revokeCertificate: 'takes',
  updateUser: 'may take',
  replacePassword: 'takes',
  disableUser: 'takes',
  enableUser: 'gives',
  addClientCa: 'gives',
  removeClientCa: 'takes',
  revokeKey: 'takes',
  rotateKey: 'gives',
  approve: 'decides',
} as const satisfies Record<string, 'takes' | 'may take' | 'decides' | 'gives'>;

type ChangeKind = keyof typeof changeEffects;
type GivingKind = { [K in ChangeKind]: (typeof changeEffects)[K] extends 'gives' ? K : never }[ChangeKind];

/** `Change`: something that is asked of the operator before it is done. Its kind decides whether a name is typed. */
export type Change = AnyChange &
  (
    | { readonly kind: GivingKind; readonly typed: null }
    | { readonly kind: Exclude<ChangeKind, GivingKind>; readonly typed: string }
  );

interface AnyChange {
  /** Which texts of `change` in `i18n` it has. */
  readonly kind: ChangeKind;
  /** What is changed. */
  readonly of: string;
  /** What the operator types to confirm. */
  readonly typed: string | null;
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

/** Returns what the operator types before this change is made; `null`: nothing. */
export const typedFor = ({ kind, typed }: Change, preview: Preview | undefined): string | null =>
  changeEffects[kind] === 'may take' && preview?.endsTokens !== true ? null : typed;
