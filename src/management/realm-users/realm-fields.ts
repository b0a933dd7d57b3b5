import type { Secret } from '../../core/credentials/secret.js';
import type { SecretGenerator } from '../../core/credentials/secret-generator.js';
import { usernameFrom } from '../../core/realm/realm-user.js';
import type { NewSecret } from '../credentials/generate-secret.js';
import { invalid } from '../fields.js';

const passwordCharactersMin = 12;
/** argon2id reads all of it, and nobody shall make that long. */
const passwordCharactersMax = 128;

/** In lower case. The text is not repeated: people paste passwords here. */
export const username = (text: string): string => {
  const name = usernameFrom(text);
  if (name === null) throw invalid('username', 'must be 3 to 128 letters, digits and . @ _ + -');
  return name;
};

/** Makes a password, or takes the one that somebody chose (NIST SP 800-63B section 3.1.1: length, and no rules of composition). */
export const makePassword = async (
  secretGenerator: SecretGenerator,
  chosen: Secret | undefined,
): Promise<NewSecret> => {
  if (!chosen) {
    const { secret, digest } = await secretGenerator.makePassword();
    return { shown: secret, digest };
  }
  // It would be checked as a client secret is, and never match: the shape of what is presented chooses the way of the check.
  if (chosen.shape === 'generated') throw invalid('password', 'must not be a client secret');
  const problem = chosen.reveal(passwordProblem);
  if (problem !== null) throw invalid('password', problem);
  return { shown: null, digest: await secretGenerator.digestCustom(chosen) };
};

const passwordProblem = (text: string): string | null => {
  const { length } = text;
  if (length < passwordCharactersMin || length > passwordCharactersMax) {
    return `must be ${passwordCharactersMin} to ${passwordCharactersMax} characters long`;
  }
  return /[\p{Cc}\p{Cs}]/u.test(text) ? 'must not contain control characters' : null;
};
