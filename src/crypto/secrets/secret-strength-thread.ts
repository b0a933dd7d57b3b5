/**
 * The thread that judges custom secrets: up to a second of work for one, beside the event loop that
 * answers token requests. Node runs this file as it is, out of the source too, so it and what it
 * imports name files by `.ts`.
 */
import { parentPort } from 'node:worker_threads';
import { ZxcvbnFactory, type ZxcvbnResult } from '@zxcvbn-ts/core';
import { adjacencyGraphs, dictionary as common } from '@zxcvbn-ts/language-common';
import { dictionary as allEnglish } from '@zxcvbn-ts/language-en';
import { dictionary as spanish } from '@zxcvbn-ts/language-es-es';
import { dictionary as portuguese } from '@zxcvbn-ts/language-pt-br';
import { decodedTexts, rot13 } from './secret-encodings.ts';
import { guessesForPatterns } from './secret-patterns.ts';
import { guessesForPhrase, makePhraseWords } from './secret-phrases.ts';
import {
  consistsOf,
  expandNames,
  isLetterOrDigit,
  isMailAddress,
  isPublishedExample,
  productWords,
  withoutAccents,
} from './secret-words.ts';
import { WordDigests } from './word-digests.ts';

export interface StrengthQuestion {
  readonly text: string;
  /** The names that others know. */
  readonly names: readonly string[];
  readonly guessesMin: number;
  readonly phraseGuessesMin: number;
}

/** Why a text is easy to guess, in words that follow its name; `null` when it is not. */
export type StrengthAnswer = string | null;

/**
 * The time rises with the square of the length, so a longer text is judged by its beginning: what
 * follows makes it no easier to guess.
 */
const judgedCharactersMax = 64;
type Words = readonly (string | number)[];

/** Shorter words save an attacker nothing; they and very long ones cost most of the time. */
const isWorthKeeping = ({ length }: string): boolean => length >= 3 && length <= 24;

/** Returns the words of several lists by their best place in one, without accents. */
const merged = (lists: readonly Words[]): string[] => {
  const places = new Map<string, number>();
  for (const list of lists) {
    for (const [place, entry] of list.entries()) {
      const word = withoutAccents(String(entry));
      if (isWorthKeeping(word)) places.set(word, Math.min(places.get(word) ?? place, place));
    }
  }
  return [...places].sort(([, one], [, other]) => one - other).map(([word]) => word);
};

/** Lists of sequences, such as the months, are used by their names. The others are long. */
const sequenceWordsMax = 100;

/** The time rises with the number of variants too. Those with every lookalike replaced come first. */
const lookalikeVariantsMax = 30;

/** Joins the long lists to one: the time of a judgement rises with the number of lists. */
const makeEstimator = (): ZxcvbnFactory => {
  const { 'passwords-common': passwords, ...words } = common;
  const lists = Object.entries<Words>({ ...words, ...portuguese, ...spanish });
  const isSequence = ([, list]: readonly [string, Words]): boolean => list.length <= sequenceWordsMax;
  const long = lists.filter((list) => !isSequence(list)).map(([, list]) => list);
  const sequences = lists.filter(isSequence).map(([name, list]) => [name, merged([list])] as const);
  return new ZxcvbnFactory({
    dictionary: {
      passwords: merged([passwords]),
      words: merged([productWords, ...long]),
      ...Object.fromEntries(sequences),
    },
    graphs: adjacencyGraphs,
    l33tMaxSubstitutions: lookalikeVariantsMax,
  });
};

/**
 * Returns the product of the guesses for each part, in any order. The estimator's own sum counts
 * 10,000 guesses for each further part, however small: four words that everyone tries would be 10^12.
 */
const guessesFor = ({ sequence }: ZxcvbnResult): number =>
  sequence.reduce((product, match, place) => product * (place + 1) * Number(match['guesses']), 1);

/**
 * Returns the guesses for a text of letters and digits alone, times those for the punctuation that
 * was taken out of it. `Senha@2026!` is a word and a year: where each part is known, the few
 * characters that people put between and behind are tried for all of them at once.
 */
const guessesWithPunctuation = (bare: ZxcvbnResult, punctuation: ReadonlySet<string>): number => {
  const isKnown = bare.sequence.every(({ pattern }) => pattern !== 'bruteforce');
  return guessesFor(bare) * 10 ** (isKnown ? Math.min(punctuation.size, 1) : punctuation.size);
};

const commonWarnings = new Set(['topTen', 'topHundred', 'common', 'similarToCommon']);

const phraseOfFew =
  'must be harder to guess: it is a phrase of too few words, or of words that others choose as well';
const moved = 'must not be words whose letters are shifted by 13 places';
const inPatterns =
  'must be harder to guess: it is short, or made of words, names, repetitions, sequences or dates';

/** The rest of its 90,000 family names are found in random letters as well. */
const familyNamesMax = 5000;
/** For phrases and digests alone: in the estimator, they would take more memory and time than they find. */
const english = { ...allEnglish, 'lastnames-en': allEnglish['lastnames-en'].slice(0, familyNamesMax) };
const estimator = makeEstimator();
const phraseWords = makePhraseWords({ ...common, ...portuguese, ...spanish, ...english, productWords });
/** Of each list of a language: what stands behind costs time and is chosen by few. */
const digestedMax = 25_000;
const behindWords = ['', '1', '12', '123', '1234', '12345', '@123', '!'];
const digests = new WordDigests(
  [
    '',
    ...productWords.flatMap((word) => behindWords.map((behind) => `${word}${behind}`)),
    ...common['passwords-common'],
  ],
  [portuguese, spanish, english].flatMap((lists) =>
    Object.values<Words>(lists).map((list) => list.slice(0, digestedMax)),
  ),
);

/** Says what a text is that needs no count: what others know, or know how to derive. */
const knownAs = (text: string, plain: string, names: readonly string[]): StrengthAnswer => {
  if (consistsOf(names, plain))
    return 'must not be made of the name of the account, client or user, nor of the tax id';
  if (isMailAddress(text)) return 'must not be an email address, which others know';
  if (consistsOf([...names, ...productWords], plain))
    return 'must not be made of words such as secret, senha, admin or portaria';
  if (isPublishedExample(plain)) return 'must not be an example from published documentation';
  return digests.isIn(text, names)
    ? 'must not be the digest of a common password or word, nor a part of it'
    : null;
};

const countedAs = (plain: string, question: StrengthQuestion): StrengthAnswer => {
  const { names, guessesMin, phraseGuessesMin } = question;
  const judged = plain.slice(0, judgedCharactersMax).split('');
  const punctuation = new Set(judged.filter((character) => !isLetterOrDigit(character)));
  const whole = estimator.check(judged.join(''), [...names]);
  const bare = estimator.check(judged.filter(isLetterOrDigit).join(''), [...names]);
  const guesses = [
    guessesFor(whole),
    guessesWithPunctuation(bare, punctuation),
    guessesForPatterns(judged.join('')),
  ];
  // In this direction, so that what is no number counts as easy to guess.
  if (!guesses.every((number) => number >= guessesMin))
    return [whole, bare].some(({ feedback: { warning } }) => commonWarnings.has(warning ?? ''))
      ? 'must not be a common password, or nearly one'
      : inPatterns;
  if (!(guessesForPhrase(phraseWords, judged.join('')) >= phraseGuessesMin)) return phraseOfFew;
  return guessesForPhrase(phraseWords, rot13(judged.join(''))) >= phraseGuessesMin ? null : moved;
};

/** What is coded more often than this is no text that people choose. */
const codingsMax = 3;

/**
 * A coded text that is short as well may be random: twelve random characters stand for nine that can be
 * printed once in some thousand times. It has to be less than random characters of its length.
 */
const asDecoded = (text: string, question: StrengthQuestion): StrengthQuestion => {
  const randomMin = 10 ** (text.length * 0.75);
  return {
    text,
    names: question.names,
    guessesMin: Math.min(question.guessesMin, randomMin),
    phraseGuessesMin: Math.min(question.phraseGuessesMin, randomMin),
  };
};

const judge = (question: StrengthQuestion, codings = 0): StrengthAnswer => {
  const plain = withoutAccents(question.text);
  const weakness = knownAs(question.text, plain, question.names) ?? countedAs(plain, question);
  if (weakness !== null || codings >= codingsMax) return weakness;
  const isWeakDecoded = decodedTexts(question.text).some(
    (decoded) => judge(asDecoded(decoded, question), codings + 1) !== null,
  );
  return isWeakDecoded ? 'must not be common words in hex or another encoding' : null;
};

parentPort?.on('message', (question: StrengthQuestion) => {
  parentPort?.postMessage(judge({ ...question, names: expandNames(question.names) }));
});
parentPort?.postMessage('loaded');
