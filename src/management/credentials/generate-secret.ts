import type { Secret } from '../../core/credentials/secret.js';
import type { SecretGenerator } from '../../core/credentials/secret-generator.js';
import { checkCustomSecret } from '../fields.js';

/** A secret to be stored. */
export interface NewSecret {
  /** Shown once; `null` for a custom secret, which its owner already has. */
  readonly shown: Secret | null;
  readonly digest: string;
}

/** Generates a secret, or takes the custom one. Throws `ManagementError('invalid')`. */
export const generateSecret = async (
  secretGenerator: SecretGenerator,
  custom: Secret | undefined,
): Promise<NewSecret> => {
  if (custom) return { shown: null, digest: await secretGenerator.digestCustom(checkCustomSecret(custom)) };
  const { secret, digest } = secretGenerator.make();
  return { shown: secret, digest };
};
