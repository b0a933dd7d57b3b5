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
  /** Whether phrases are counted as people make them, and not as words that were drawn. */
  readonly isSecret: boolean;
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

/** Most words have none, and there are 180,000. */
const withoutAccents = (text: string): string =>
  /^[ -~]*$/.test(text) ? text : text.normalize('NFKD').replace(/\p{M}/gu, '');
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
 * Guesses for one word of a phrase. Attack: a list of the words that people choose, tried in their
 * usual order. English text has about one bit a letter (Shannon, 1951), so a word of a phrase that a
 * person made has some five, however long the dictionary is that it stands in.
 */
const guessesForWord = { short: 20, frequent: 10, common: 30, uncommon: 100 } as const;
const [frequentMax, commonMax] = [100, 2000];
/** No list of English in the order of its frequency is at hand: the words that join others. */
const englishWords = (
  'my is it in on of to be we at by an or as do if me so no us am go up the and you that was for are with they ' +
  'this have from not but what all were when your can said there use each which she how their will other about out many ' +
  'then them these some her would make like into time has look two more see way could people than first been who its ' +
  'now find long down day did get come made may part our love best dog cat sun sky red car key good one'
).split(' ');
/** Of shorter words those alone that are so frequent: by chance, random characters contain the others. */
const frequentByLength = [0, 30, frequentMax, 3000];
const letters = 26;

/** Returns the guesses for each word, in a list that is in the order of frequency, or is not. */
const guessesInList = (place: number, word: string, isOrdered: boolean): number | null => {
  if (place >= (frequentByLength[word.length] ?? Infinity)) return null;
  if (!isOrdered) return guessesForWord.uncommon;
  if (word.length < 3) return guessesForWord.short;
  if (place < frequentMax) return guessesForWord.frequent;
  return place < commonMax ? guessesForWord.common : guessesForWord.uncommon;
};

const makePhraseWords = (): ReadonlyMap<string, number> => {
  const words = new Map<string, number>();
  const lists = Object.entries<Words>({ ...common, ...portuguese, ...spanish, productWords, englishWords });
  for (const [name, list] of lists) {
    for (const [place, entry] of list.entries()) {
      const word = withoutAccents(String(entry)).toLowerCase();
      const guesses = /^[a-z]{1,24}$/.test(word) && guessesInList(place, word, !name.startsWith('diceware'));
      if (guesses) words.set(word, Math.min(words.get(word) ?? guesses, guesses));
    }
  }
  return words;
};

/** Returns the least guesses for a text of letters, as words one after the other with letters between. */
const guessesForWords = (words: ReadonlyMap<string, number>, text: string): number => {
  const lower = text.toLowerCase();
  const isShouted = text === text.toUpperCase();
  const least = [1];
  for (let end = 1; end <= text.length; end += 1) {
    let guesses = (least[end - 1] ?? 1) * letters;
    for (let length = 1; length <= Math.min(end, longestWord); length += 1) {
      const start = end - length;
      const word = words.get(lower.slice(start, end));
      if (word === undefined) continue;
      // People begin a word with a capital, and write none inside.
      const capitals = isShouted ? 0 : (text.slice(start + 1, end).match(/[A-Z]/g)?.length ?? 0);
      guesses = Math.min(guesses, (least[start] ?? 1) * word * 2 ** capitals);
    }
    least.push(guesses);
  }
  return (least.at(-1) ?? 1) * (text === lower ? 1 : guessesForCapitals);
};
const longestWord = 24;
const guessesForCapitals = 4;

/** What people write for letters; `1` and its like stand for two. */
const asLetters = ['i', 'l'].map(
  (one) =>
    new Map(
      Object.entries({
        ...{ '0': 'o', '1': one, '!': one, '|': one, '2': 'z', '3': 'e', '4': 'a', '@': 'a' },
        ...{ '5': 's', $: 's', '7': 't', '+': 't', '8': 'b', '9': 'g', '(': 'c' },
      }),
    ),
);

/** The digits that people put around and between words are few, in order, or a year. */
const guessesForDigits = ({ length }: string): number =>
  length < 2 ? 10 ** length : guessesForWord.common * 10 ** Math.max(0, length - 4);

const guessesForPunctuation = (text: string): number => {
  const different = new Set(text.replace(/[\p{L}\p{N}\s]/gu, '')).size;
  return 10 ** Math.min(different, 2);
};

/**
 * Returns the guesses for a text as a phrase: words, with the digits and punctuation that people put
 * around and between them, or in place of letters. Random characters come out high here as well.
 */
const guessesForPhrase = (words: ReadonlyMap<string, number>, text: string): number => {
  const around = (part: string): number =>
    guessesForDigits(part.replace(/[^0-9]/g, '')) * guessesForPunctuation(part);
  const plain = guessesForWords(words, text.replace(/[^a-z]/gi, '')) * around(text);
  const [inner = ''] = text.match(/[a-z].*[a-z]/i) ?? [];
  const lookingAlike = asLetters.map((letterFor) => {
    const replaced = inner.replace(/[^a-z]/gi, (character) => letterFor.get(character) ?? '');
    const choices = 2 ** (replaced.length - inner.replace(/[^a-z]/gi, '').length);
    return guessesForWords(words, replaced) * choices * around(text.replace(inner, ''));
  });
  return Math.min(plain, ...lookingAlike);
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

const judge = (
  estimator: ZxcvbnFactory,
  { text, names, guessesMin, isSecret }: StrengthQuestion,
): StrengthAnswer => {
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
  if (!guesses.every((number) => number >= guessesMin))
    return [whole, bare].some(({ feedback: { warning } }) => commonWarnings.has(warning ?? ''))
      ? 'must not be a common password, or nearly one'
      : 'must be harder to guess: it is short, or made of words, names, repetitions, sequences or dates';
  return !isSecret || guessesForPhrase(phraseWords, judged.join('')) >= guessesMin ? null : phraseOfFew;
};

const estimator = makeEstimator();
const phraseWords = makePhraseWords();
parentPort?.on('message', (question: StrengthQuestion) => {
  parentPort?.postMessage(judge(estimator, question));
});
