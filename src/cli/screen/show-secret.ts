import type { Secret } from '../../core/credentials/secret.js';
import type { Column, Screen } from './screen.js';

/** `WithSecret`: anything that is shown together with a new secret. */
export interface WithSecret {
  readonly secret: Secret | null;
}

/** Reveals a secret: the only place of the command line that does. */
export const revealSecret = ({ secret }: WithSecret): string | null =>
  secret && secret.reveal((value) => value);

export const secretColumn: Column<WithSecret> = {
  head: 'client secret',
  cell: (row) => revealSecret(row) ?? 'the one you gave',
};

/** For JSON: the field is left out when there is no new secret to show. */
export const secretField = (row: WithSecret): { readonly clientSecret?: string } => {
  const text = revealSecret(row);
  return text === null ? {} : { clientSecret: text };
};

export const warnOfSecret = (screen: Screen, { secret }: WithSecret, what = 'secret'): void => {
  if (secret) screen.warn(`The ${what} is shown only once and is not stored. Save it now.`);
};
