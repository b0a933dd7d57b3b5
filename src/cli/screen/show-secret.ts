import type { Secret } from '../../core/credentials/secret.js';
import { errorMessageOf } from '../../core/shared/error-message.js';
import { SecretNotShown } from '../failure.js';
import type { Column, Screen } from './screen.js';
import type { NewFile } from './terminal.js';

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

/** Says how to replace the only secret of a credential, which is lost. */
export const replaceSecretOf = (clientId: string): string =>
  `Create another: portaria credential rotate-secret ${clientId} --overlap 0 --yes`;

/** For JSON: the field is left out when there is no new secret to show. */
export const secretField = (row: WithSecret): { readonly clientSecret?: string } => {
  const text = revealSecret(row);
  return text === null ? {} : { clientSecret: text };
};

/**
 * Says that a secret was shown for the only time. `another` is the sentence that says how to get another
 * one. Throws `SecretNotShown` when it could not be written, which includes a reader that has gone.
 */
export const warnOfSecret = async (
  screen: Screen,
  { secret }: WithSecret,
  { what = 'secret', another }: { readonly what?: string; readonly another: string },
): Promise<void> => {
  if (!secret) return;
  await assertShown(screen, what, another);
  screen.warn(`The ${what} is shown only once and is not stored. Save it now.`);
};

/**
 * Writes the ZIP of a certificate that is linked already. Throws `SecretNotShown` when it cannot be written: a key that
 * was generated for it is lost.
 */
export const writeHandOver = async (
  file: NewFile,
  path: string,
  zip: Uint8Array,
  another: string,
): Promise<void> => {
  try {
    await file.write(zip);
  } catch (cause) {
    throw new SecretNotShown(
      `the change is done, but its ZIP is lost: ${path} cannot be written (${errorMessageOf(cause)}). ${another}`,
      { cause },
    );
  }
};

/** Says how to replace a certificate whose key, or its password, is lost. */
export const replaceCertificateOf = (accountId: string, fingerprint: string): string =>
  `Unlink the certificate: portaria certificate unlink ${accountId} ${fingerprint} --yes. ` +
  `Create another certificate: portaria certificate bundle ${accountId}`;

/** Throws `SecretNotShown` when what was shown could not be written. */
export const assertShown = async (screen: Screen, what: string, another: string): Promise<void> => {
  const lost = await screen.written();
  if (lost === null) return;
  throw new SecretNotShown(
    `the change is done, but its ${what} is lost: the output could not be written (${errorMessageOf(lost)}). ${another}`,
    { cause: lost },
  );
};
