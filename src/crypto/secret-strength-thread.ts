/**
 * The thread that judges custom secrets: up to a second of work for one, beside the event loop that
 * answers token requests. Node runs this file as it is, out of the source too, so it imports
 * packages alone.
 */
import { parentPort } from 'node:worker_threads';
import { ZxcvbnFactory, type ZxcvbnResult } from '@zxcvbn-ts/core';
import { adjacencyGraphs, dictionary as common } from '@zxcvbn-ts/language-common';
import { dictionary as spanish } from '@zxcvbn-ts/language-es-es';
import { dictionary as portuguese } from '@zxcvbn-ts/language-pt-br';

export interface StrengthQuestion {
  readonly text: string;
  /** The names that others know. */
  readonly names: readonly string[];
  readonly guessesMin: number;
}

/** Why a text is easy to guess, in words that follow its name; `null` when it is not. */
export type StrengthAnswer = string | null;

/**
 * The time rises with the square of the length, so a longer text is judged by its beginning: what
 * follows makes it no easier to guess.
 */
const judgedCharactersMax = 64;
/** Shorter parts of a name count only joined with the next, as `Sao` of `Padaria Sao Joao`. */
const wordCharactersMin = 4;
const namePartsMax = 16;
/** A name with a year or a few digits behind it is what people choose. */
const besideNamesMin = 6;

/** Words that an attacker of this product tries first, in the languages of those who run it. */
const productWords = (
  'portaria gateway token bearer oauth auth secret segredo secreto senha password passwd contrasena clave chave ' +
  'client cliente merchant lojista loja account conta cuenta admin administrator administrador operator operador ' +
  'user usuario login acesso acceso access api pix avista boleto pagamento pago payment banco bank realm certificado ' +
  'certificate mtls teste test prueba sandbox homolog homologacao producao produccion production padrao default ' +
  'mudar trocar cambiar changeme brasil brazil'
).split(' ');

const withoutAccents = (text: string): string => text.normalize('NFKD').replace(/\p{M}/gu, '');
const isLetterOrDigit = (character: string): boolean => /[\p{L}\p{N}]/u.test(character);

/** Characters that are written for each other, by the one that they are compared as. */
const lookalikes = new Map(
  ['a4@', 'b8', 'c(', 'e3', 'g9', 'il1!|', 'o0', 's5$', 't7+', 'z2'].flatMap((alike) =>
    alike.split('').map((character) => [character, alike.charAt(0)] as const),
  ),
);

/** Turns a character into the one that it is compared as; an empty text drops it. */
type Fold = (character: string) => string;
const dropPunctuation: Fold = (character) => (isLetterOrDigit(character) ? character : '');
const foldLookalikes: Fold = (character) => lookalikes.get(character) ?? dropPunctuation(character);

/** Returns the parts of the names, and the parts beside each other joined. */
const expandNames = (names: readonly string[]): string[] => {
  const words = names.flatMap((name) => {
    const parts =
      withoutAccents(name.toLowerCase())
        .match(/[\p{L}\p{N}]+/gu)
        ?.slice(0, namePartsMax) ?? [];
    return parts.flatMap((_, from) =>
      parts.slice(from).map((_part, to) => parts.slice(from, from + to + 1).join('')),
    );
  });
  return [...new Set(words.filter((word) => word.length >= wordCharactersMin))];
};

/** Whether next to nothing is left of a text without the words in it. */
const isMadeOf = (words: readonly string[], plain: string): boolean =>
  [dropPunctuation, foldLookalikes].some((fold) => {
    const left = countBeside(words, plain.toLowerCase(), fold);
    return left !== null && left < besideNamesMin;
  });

/** Returns how many letters and digits stand beside the words; `null` when none is in the text. */
const countBeside = (words: readonly string[], text: string, fold: Fold): number | null => {
  const kept = text.split('').filter((character) => fold(character) !== '');
  const longestFirst = [...words].sort((one, other) => other.length - one.length);
  const before = kept.map(fold).join('');
  const after = longestFirst
    .map((word) => word.split('').map(fold).join(''))
    .reduce((left, word) => left.replaceAll(word, ' '.repeat(word.length)), before);
  if (after === before) return null;
  return kept.filter((character, place) => after[place] !== ' ' && isLetterOrDigit(character)).length;
};

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

const judge = (estimator: ZxcvbnFactory, { text, names, guessesMin }: StrengthQuestion): StrengthAnswer => {
  const plain = withoutAccents(text);
  const words = expandNames(names);
  if (isMadeOf(words, plain))
    return 'must not be made of the name of the account, client or user, nor of the tax id';
  if (isMadeOf([...words, ...productWords], plain))
    return 'must not be made of words such as secret, senha, admin or portaria';
  const judged = plain.slice(0, judgedCharactersMax).split('');
  const punctuation = new Set(judged.filter((character) => !isLetterOrDigit(character)));
  const whole = estimator.check(judged.join(''), words);
  const bare = estimator.check(judged.filter(isLetterOrDigit).join(''), words);
  const guesses = [guessesFor(whole), guessesWithPunctuation(bare, punctuation)];
  // In this direction, so that what is no number counts as easy to guess.
  if (guesses.every((number) => number >= guessesMin)) return null;
  return [whole, bare].some(({ feedback: { warning } }) => commonWarnings.has(warning ?? ''))
    ? 'must not be a common password, or nearly one'
    : 'must be harder to guess: it is short, or made of words, names, repetitions, sequences or dates';
};

const estimator = makeEstimator();
parentPort?.on('message', (question: StrengthQuestion) => {
  parentPort?.postMessage(judge(estimator, question));
});
