import type { Secret } from '../../core/credentials/secret.js';
import type { SecretGenerator } from '../../core/credentials/secret-generator.js';
import { usernameFrom } from '../../core/realm/realm-user.js';
import { assertNotWeak, type NewSecret, type RelatedNames } from '../credentials/generate-secret.js';
import { invalid } from '../fields.js';

const passwordCharactersMin = 12;
/** argon2id reads the whole password, so a caller must not be able to make it long. */
const passwordCharactersMax = 128;

/** Parses a user name into lower case. The text is not repeated: people paste passwords here. */
export const parseUsername = (text: string): string => {
  const name = usernameFrom(text);
  if (name === null) throw invalid('username', 'must be 3 to 128 letters, digits and . @ _ + -');
  return name;
};

/**
 * Generates a password, or takes the custom one (NIST SP 800-63B section 3.1.1: a length, no rules of
 * composition, and none that is commonly used or expected).
 */
export const generatePassword = async (
  secretGenerator: SecretGenerator,
  custom: Secret | undefined,
  namesAround: RelatedNames,
): Promise<NewSecret> => {
  if (!custom) {
    const { secret, digest } = await secretGenerator.makePassword();
    return { shown: secret, digest };
  }
  // It would be checked as a client secret is, and never match: the shape of the presented value
  // selects the check.
  if (custom.shape === 'generated') throw invalid('password', 'must not be a client secret');
  const problem = custom.reveal(passwordProblem);
  if (problem !== null) throw invalid('password', problem);
  await assertNotWeak(secretGenerator, { field: 'password', secret: custom }, namesAround);
  return { shown: null, digest: await secretGenerator.digestCustom(custom) };
};

const passwordProblem = (text: string): string | null => {
  const { length } = text;
  if (length < passwordCharactersMin || length > passwordCharactersMax) {
    return `must be ${passwordCharactersMin} to ${passwordCharactersMax} characters long`;
  }
  return /[\p{Cc}\p{Cs}]/u.test(text) ? 'must not contain control characters' : null;
};
