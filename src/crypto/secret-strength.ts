import type { ZxcvbnFactory } from '@zxcvbn-ts/core';
import type { Secret } from '../core/credentials/secret.js';

/** The time of a check rises with the square of the length, and this many characters decide it. */
const judgedCharactersMax = 64;
/** zxcvbn's score for what falls within 10^6 guesses: a thief of a digest has that in minutes. */
const tooEasyBelow = 2;
const namePartMin = 4;
/** A name with a year or a few digits behind it is what people choose. */
const besideNamesMin = 6;

let estimator: Promise<ZxcvbnFactory> | null = null;

/**
 * Loads the estimator and its list of 49,000 common passwords when a secret is first chosen: 25 MB
 * that a process which only issues tokens never takes.
 */
const loadEstimator = (): Promise<ZxcvbnFactory> =>
  (estimator ??= Promise.all([import('@zxcvbn-ts/core'), import('@zxcvbn-ts/language-common')]).then(
    ([core, common]) =>
      new core.ZxcvbnFactory({ dictionary: common.dictionary, graphs: common.adjacencyGraphs }),
  ));

/**
 * Says why a custom secret or password is easy to guess, in words that follow its name; `null` when
 * it is not (OWASP ASVS 5.0, 6.2.4 and 6.2.11). `names` has what others know: account, client, user.
 */
export const weaknessOf = async (secret: Secret, names: readonly string[]): Promise<string | null> => {
  const known = names.flatMap((name) => [name, ...name.split(/[^\p{L}\p{N}]+/u)]);
  const words = [...new Set(known.filter((word) => word.length >= namePartMin))];
  if (secret.reveal((text) => isMadeOf(words, text)))
    return 'must not be made of the name of the account, client or user';
  const estimate = await loadEstimator();
  const { score, feedback } = secret.reveal((text) =>
    estimate.check(text.slice(0, judgedCharactersMax), words),
  );
  const warning = feedback.warning ?? '';
  if (score >= tooEasyBelow) return null;
  return commonWarnings.has(warning)
    ? 'must not be a common password, or nearly one'
    : 'must not be easy to guess: it is a sequence, a repetition, a date or a single word';
};

/** Whether next to nothing is left of a text without the names in it. */
const isMadeOf = (words: readonly string[], text: string): boolean => {
  const lower = text.toLowerCase();
  const longestFirst = [...words].sort((one, other) => other.length - one.length);
  const rest = longestFirst.reduce((left, word) => left.replaceAll(word.toLowerCase(), ''), lower);
  return rest !== lower && rest.replace(/[^\p{L}\p{N}]/gu, '').length < besideNamesMin;
};

const commonWarnings = new Set(['topTen', 'topHundred', 'common', 'similarToCommon']);
