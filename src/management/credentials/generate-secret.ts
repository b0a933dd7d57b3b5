import type { Secret } from '../../core/credentials/secret.js';
import type { SecretGenerator } from '../../core/credentials/secret-generator.js';
import { customSecret } from '../fields.js';

/** A secret that is to be stored. */
export interface NewSecret {
  /** To be shown once; `null` for a custom one, which its owner has already. */
  readonly shown: Secret | null;
  readonly digest: string;
}

/** Generates a secret, or takes the custom one. Throws `ManagementError('invalid')`. */
export const generateSecret = async (
  secretGenerator: SecretGenerator,
  chosen: Secret | undefined,
): Promise<NewSecret> => {
  if (chosen) return { shown: null, digest: await secretGenerator.digestCustom(customSecret(chosen)) };
  const { secret, digest } = secretGenerator.make();
  return { shown: secret, digest };
};
