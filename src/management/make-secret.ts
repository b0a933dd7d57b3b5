import type { Secret } from '../core/secret.js';
import type { SecretSmith } from '../core/secret-smith.js';
import { chosenSecret } from './fields.js';

/** A secret on its way into the books. */
export interface NewSecret {
  /** To be shown once; `null` when somebody chose it and so has it already. */
  readonly shown: Secret | null;
  readonly digest: string;
}

/** Makes a secret, or takes the one that somebody chose. Throws `ManagementError('invalid')`. */
export const makeSecret = async (smith: SecretSmith, chosen: Secret | undefined): Promise<NewSecret> => {
  if (chosen) return { shown: null, digest: await smith.digestChosen(chosenSecret(chosen)) };
  const { secret, digest } = smith.make();
  return { shown: secret, digest };
};
