/**
 * Counts a text as a phrase of words. Loaded by the thread of `secret-strength-thread.ts` alone.
 */
import { guessesForInflected } from './secret-inflections.ts';
import { withoutAccents } from './secret-words.ts';

/**
 * Guesses for one word of a phrase. Attack: a list of the words that people choose, tried in their
 * usual order. English text has about one bit a letter (Shannon, 1951), so a word of a phrase that a
 * person made has some five, however long the dictionary is that it stands in.
 */
const guessesForWord = { short: 20, frequent: 10, common: 30, uncommon: 100 } as const;
const [frequentMax, commonMax] = [100, 2000];
/** Of shorter words those alone that are so frequent: by chance, random characters contain the others. */
const frequentByLength = [0, 30, frequentMax, 3000];
const letters = { oneCase: 26, bothCases: 52 } as const;

/** Returns the guesses for each word, in a list that is in the order of frequency, or is not. */
const guessesInList = (place: number, word: string, isOrdered: boolean): number | null => {
  if (place >= (frequentByLength[word.length] ?? Infinity)) return null;
  if (!isOrdered) return guessesForWord.uncommon;
  if (word.length < 3) return guessesForWord.short;
  if (place < frequentMax) return guessesForWord.frequent;
  return place < commonMax ? guessesForWord.common : guessesForWord.uncommon;
};

/** Returns the guesses for each word of some lists by their names. */
export const makePhraseWords = (
  lists: Readonly<Record<string, readonly (string | number)[]>>,
): ReadonlyMap<string, number> => {
  const words = new Map<string, number>();
  for (const [name, list] of Object.entries<readonly (string | number)[]>(lists)) {
    for (const [place, entry] of list.entries()) {
      const word = withoutAccents(String(entry)).toLowerCase();
      const guesses = /^[a-z]{1,24}$/.test(word) && guessesInList(place, word, !name.startsWith('diceware'));
      if (guesses) words.set(word, Math.min(words.get(word) ?? guesses, guesses));
    }
  }
  return words;
};

/** Guesses for where a repetition begins and how long it is. Fewer letters are repeated by chance. */
const guessesForRepetition = 30;
const repeatedMin = 4;

/** Returns the least guesses for a text whose end repeats what is before, such as `blueblackblueblackblue`. */
const guessesForRepeated = (least: readonly number[], text: string): number => {
  let guesses = Infinity;
  for (let start = text.length - repeatedMin; start > 0; start -= 1) {
    if (text.indexOf(text.slice(start)) === start) break;
    guesses = Math.min(guesses, (least[start] ?? 1) * guessesForRepetition);
  }
  return guesses;
};

/** Returns the least guesses for a text of letters, as words one after the other with letters between. */
const guessesForWords = (words: ReadonlyMap<string, number>, text: string): number => {
  const lower = text.toLowerCase();
  const isShouted = text === text.toUpperCase();
  const perLetter = isShouted || text === lower ? letters.oneCase : letters.bothCases;
  const least = [1];
  for (let end = 1; end <= text.length; end += 1) {
    let guesses = (least[end - 1] ?? 1) * perLetter;
    for (let length = 1; length <= Math.min(end, longestWord); length += 1) {
      const start = end - length;
      const piece = lower.slice(start, end);
      const word = words.get(piece) ?? guessesForInflected(words, piece);
      if (word === null) continue;
      // People begin a word with a capital, and write none inside.
      const capitals = isShouted ? 0 : (text.slice(start + 1, end).match(/[A-Z]/g)?.length ?? 0);
      guesses = Math.min(guesses, (least[start] ?? 1) * word * 2 ** capitals);
    }
    least.push(Math.min(guesses, guessesForRepeated(least, lower.slice(0, end))));
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

/** Digits that people put into a phrase are few, in order, or a year; scattered ones may be random. */
const guessesForDigits = (text: string): number => {
  const groups = text.match(/\d+/g) ?? [];
  const isInOrder = '0123456789'.includes(groups.join('')) || new Set(groups.join('')).size === 1;
  return (isInOrder ? [groups.join('')] : groups).reduce(
    (guesses, { length }) =>
      guesses * (length < 2 ? 10 ** length : guessesForWord.common * 10 ** Math.max(0, length - 4)),
    1,
  );
};

const guessesForPunctuation = (text: string): number =>
  10 ** new Set(text.replace(/[\p{L}\p{N}\s]/gu, '')).size;

/**
 * Returns the guesses for a text as a phrase: words, with the digits and punctuation that people put
 * around and between them, or in place of letters. Random characters come out high here as well.
 */
const guessesForBarePhrase = (words: ReadonlyMap<string, number>, text: string): number => {
  const around = (part: string): number => guessesForDigits(part) * guessesForPunctuation(part);
  const plain = guessesForWords(words, text.replace(/[^a-z]/gi, '')) * around(text);
  const [inner = ''] = text.match(/[a-z].*[a-z]/i) ?? [];
  const lookingAlike = asLetters.map((letterFor) => {
    const replaced = inner.replace(/[^a-z]/gi, (character) => letterFor.get(character) ?? '');
    const choices = 2 ** (replaced.length - inner.replace(/[^a-z]/gi, '').length);
    return guessesForWords(words, replaced) * choices * around(text.replace(inner, ''));
  });
  return Math.min(plain, ...lookingAlike);
};

/** What people put behind a phrase: few digits, digits in order, or a year, with punctuation. */
const tail = /[^\p{L}\p{N}]{0,2}(?:\d{1,2}|123|1234|12345|123456|(?:19|20)\d\d)?[^\p{L}\p{N}]{0,2}$/u;

/** Returns the guesses for a text as a phrase, with what people put behind it as one common word. */
export const guessesForPhrase = (words: ReadonlyMap<string, number>, text: string): number => {
  const stripped = text.replace(tail, '');
  const whole = guessesForBarePhrase(words, text);
  return stripped === text
    ? whole
    : Math.min(whole, guessesForBarePhrase(words, stripped) * guessesForWord.common);
};
