import type { Secret } from '../core/secret.js';
import type { SecretSmith } from '../core/secret-smith.js';
import { chosenSecret } from './fields.js';

/** A secret that is to be stored. */
export interface NewSecret {
  /** To be shown once; `null` for a custom one, which its owner has already. */
  readonly shown: Secret | null;
  readonly digest: string;
}

/** Generates a secret, or takes the custom one. Throws `ManagementError('invalid')`. */
export const makeSecret = async (smith: SecretSmith, chosen: Secret | undefined): Promise<NewSecret> => {
  if (chosen) return { shown: null, digest: await smith.digestChosen(chosenSecret(chosen)) };
  const { secret, digest } = smith.make();
  return { shown: secret, digest };
};
