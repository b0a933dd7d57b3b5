import type { Secret } from '../../core/credentials/secret.js';
import type { SecretGenerator } from '../../core/credentials/secret-generator.js';
import { checkCustomSecret, invalid } from '../fields.js';

/** A secret to be stored. */
export interface NewSecret {
  /** Shown once; `null` for a custom secret, which its owner already has. */
  readonly shown: Secret | null;
  readonly digest: string;
}

/** Returns the names around a secret that others know; it is asked for a custom secret only. */
export type NamesAround = () => Promise<readonly string[]>;

/**
 * Generates a secret, or takes the custom one. Throws `ManagementError('invalid')`, also when the
 * custom one is easy to guess.
 */
export const generateSecret = async (
  secretGenerator: SecretGenerator,
  custom: Secret | undefined,
  namesAround: NamesAround,
): Promise<NewSecret> => {
  if (custom) {
    const checked = checkCustomSecret(custom);
    await assertNotWeak(secretGenerator, { field: 'secret', secret: checked }, namesAround);
    return { shown: null, digest: await secretGenerator.digestCustom(checked) };
  }
  const { secret, digest } = secretGenerator.make();
  return { shown: secret, digest };
};

/** Throws `ManagementError('invalid')` for a secret or password that is easy to guess. */
export const assertNotWeak = async (
  secretGenerator: SecretGenerator,
  { field, secret }: { readonly field: 'secret' | 'password'; readonly secret: Secret },
  namesAround: NamesAround,
): Promise<void> => {
  const weakness = await secretGenerator.weaknessOf(secret, await namesAround());
  if (weakness === null) return;
  throw invalid(field, `${weakness}; choose another, or leave it out and one is generated`);
};
