import type { Secret } from '../../core/credentials/secret.js';
import type { CustomSecret, SecretGenerator } from '../../core/credentials/secret-generator.js';
import { checkCustomSecret, invalid } from '../fields.js';

/** A secret to be stored. */
export interface NewSecret {
  /** Shown once; `null` for a custom secret, which its owner already has. */
  readonly shown: Secret | null;
  readonly digest: string;
}

/** Returns the names around a secret that others know; it is asked for a custom secret only. */
export type RelatedNames = () => Promise<readonly string[]>;

/** The first part of a CNPJ is the company's, on its every invoice. */
const companyCharacters = 8;

/** Returns what others know of an account. */
export const namesOfAccount = (
  account: { readonly name: string; readonly taxId?: string | null } | null,
): readonly string[] => {
  if (!account) return [];
  const taxId = account.taxId?.replace(/[^0-9A-Za-z]/g, '') ?? '';
  return [account.name, taxId, taxId.slice(0, companyCharacters)];
};

/**
 * Generates a secret, or takes the custom one. Throws `ManagementError('invalid')`, also when the
 * custom one is easy to guess.
 */
export const generateSecret = async (
  secretGenerator: SecretGenerator,
  custom: Secret | undefined,
  namesAround: RelatedNames,
): Promise<NewSecret> => {
  if (custom) {
    const checked = checkCustomSecret(custom);
    await assertNotWeak(secretGenerator, { field: 'secret', secret: checked }, namesAround);
    return { shown: null, digest: await secretGenerator.digestCustom(checked) };
  }
  const { secret, digest } = secretGenerator.make();
  return { shown: secret, digest };
};

const leaveOut = 'Leave it out to let portaria generate one, or choose another';

/** Throws `ManagementError('invalid')` for a secret or password that is easy to guess. */
export const assertNotWeak = async (
  secretGenerator: SecretGenerator,
  chosen: Pick<CustomSecret, 'field' | 'secret'>,
  namesAround: RelatedNames,
  fix = leaveOut,
): Promise<void> => {
  const weakness = await secretGenerator.weaknessOf({ ...chosen, names: await namesAround() });
  if (weakness === null) return;
  throw invalid(chosen.field, `${weakness}. ${fix}`);
};
