/**
 * How much of a text is left without the runs and repetitions in it. The estimator sees them only in one
 * case, in one piece and without a remainder: `AbCdEfGh`, `a1b2c3d4` and `x7Kp2!x7Kp2!x7` are random to it.
 * Loaded by the thread of `secret-strength-thread.ts` alone.
 */

/** Orders that people follow, with the widest step. */
const orders: readonly (readonly [order: string, stepMax: number])[] = [
  ['abcdefghijklmnopqrstuvwxyz', 3],
  ['0123456789', 3],
  // Rows of the keyboard, with and without punctuation, and its columns.
  ['1234567890qwertyuiopasdfghjklzxcvbnm', 1],
  ["`1234567890-=qwertyuiop[]\\asdfghjkl;'zxcvbnm,./", 1],
  ['1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik,9ol.0p;/', 1],
];

/** What a key gives with shift, by what it gives without. */
const shifted = new Map(
  '~!@#$%^&*()_+{}|:"<>?'.split('').map((character, place) => [character, "`1234567890-=[]\\;',./"[place]]),
);

/** Shorter ones turn up in random characters. */
const pieceMin = 4;
/** A run or repetition, in characters: 30 guesses for its kind, beginning and length. */
const pieceCost = 1.5;

/** Returns how many characters from a place on are in one order, each the same step behind the last. */
const runFrom = (places: readonly number[], from: number, stepMax: number): number => {
  const step = (places[from + 1] ?? NaN) - (places[from] ?? NaN);
  if (!(Math.abs(step) <= stepMax)) return 1;
  let to = from + 1;
  while ((places[to + 1] ?? NaN) - (places[to] ?? NaN) === step) to += 1;
  return to - from + 1;
};

/** Returns the places of the characters in an order; `NaN` where one is not in it. */
const placesIn = (order: string, text: string): number[] =>
  text.split('').map((character) => {
    const place = order.indexOf(character);
    if (place >= 0) return place;
    const key = order.indexOf(shifted.get(character) ?? character);
    return key < 0 ? NaN : key;
  });

/** Returns how many characters from a place on are there before, forwards or backwards. */
const repeatedFrom = (text: string, from: number): number => {
  let length = 0;
  for (let next = pieceMin; from + next <= text.length; next += 1) {
    const piece = text.slice(from, from + next);
    const isRepeated = text.indexOf(piece) < from;
    if (!isRepeated && !text.slice(0, from).includes(piece.split('').reverse().join(''))) break;
    length = next;
  }
  return length;
};

/** Returns the least number of characters and pieces that make up a text. */
const costOf = (text: string): number => {
  const codes = text.split('').map((character) => character.charCodeAt(0));
  const placed = orders.map(([order, stepMax]) => [placesIn(order, text), stepMax] as const);
  const cost = Array.from({ length: text.length + 1 }, (_, place) => place);
  for (let from = 0; from < text.length; from += 1) {
    const before = cost[from] ?? 0;
    const runs = [[codes, 0] as const, ...placed].map(([places, step]) => runFrom(places, from, step));
    const longest = Math.max(repeatedFrom(text, from), ...runs);
    cost[from + 1] = Math.min(cost[from + 1] ?? 0, before + 1);
    for (let length = pieceMin; length <= longest; length += 1)
      cost[from + length] = Math.min(cost[from + length] ?? 0, before + pieceCost);
  }
  return cost.at(-1) ?? 0;
};

/** Returns every second, third ... character, from each beginning. */
const interleaved = (text: string, period: number): string[] =>
  Array.from({ length: period }, (_, start) =>
    text
      .split('')
      .filter((_character, place) => place % period === start)
      .join(''),
  );

/**
 * Returns the guesses for a text as runs, repetitions and single characters, in whichever reading has
 * the fewest: as it is, without punctuation, letters apart from digits, interleaved, or each character
 * once. Each of the last counts as a character more, and so does each punctuation mark that was left out.
 */
export const guessesForPatterns = (text: string): number => {
  const lower = text.toLowerCase();
  const bare = lower.replace(/[^\p{L}\p{N}]/gu, '');
  const punctuation = new Set(lower.replace(/[\p{L}\p{N}]/gu, '')).size;
  const once = bare.replace(/(.)\1+/gu, '$1');
  const readings = [
    [bare.replace(/\P{N}/gu, ''), bare.replace(/\p{N}/gu, '')],
    interleaved(bare, 2),
    interleaved(bare, 3),
    // Two of the same stand together by chance.
    ...(once.length * 2 <= bare.length ? [[once]] : []),
  ];
  const costs = readings.map((parts) => parts.reduce((sum, part) => sum + costOf(part), 1 + punctuation));
  return 10 ** Math.min(costOf(lower), costOf(bare) + punctuation, ...costs);
};
