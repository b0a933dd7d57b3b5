/**
 * Inflected words that no list has: plurals, diminutives, forms of verbs. An attacker's rules make them
 * from each word of a list. Loaded by the thread of `secret-strength-thread.ts` alone.
 */

/**
 * The endings of English, Portuguese and Spanish, without accents, by what the word of the list has in
 * their place; `-` is nothing.
 */
const endingsByReplaced: Readonly<Record<string, string>> = {
  '-': 's es ed er ers est ing ings ly ness less ful ish able zinho zinha zinhos zinhas inho inha inhos inhas ito ita itos itas mente',
  e: 'ed er ers est ing ings able inho inha inhos inhas ito ita itos itas issimo issima',
  y: 'ies ied ier iest ily',
  o: 'os inho inhos ito itos illo illos issimo amente ao oes azo',
  a: 'as inha inhas ita itas illa illas issima ona onas',
  ao: 'oes aes',
  al: 'ais',
  el: 'eis',
  il: 'is eis',
  ol: 'ois',
  m: 'ns',
  r: 'dor dora dores doras cao coes cion ciones mento mentos miento mientos',
  ar: 'ando ado ada ados adas ava avam avamos aba aban abamos amos aram aron arei ara arao aremos aria ariam arian asse assem avel ei ou',
  er: 'endo iendo ido ida idos idas ia iam ian iamos emos eram ieron erei era erao eremos eria eriam erian esse essem ivel eu',
  ir: 'indo iendo ido ida idos idas ia iam ian iamos imos iram ieron irei ira irao iremos iria iriam irian isse issem ivel iu',
};

/** What each ending stands for. */
const replacedBy = new Map<string, string[]>();
for (const [replaced, endings] of Object.entries(endingsByReplaced))
  for (const ending of endings.split(' '))
    replacedBy.set(ending, [...(replacedBy.get(ending) ?? []), replaced === '-' ? '' : replaced]);

const longestEnding = Math.max(...[...replacedBy.keys()].map(({ length }) => length));
/** Shorter ones turn up in random letters. */
const [stemMin, wordMin] = [3, 4];
/** An attacker tries so many forms of a word, those that people choose first. */
const guessesForForm = 4;

/** Returns the words of which a stem with an ending may be a form. */
const uninflected = (stem: string, ending: string): string[] => {
  const replaced = replacedBy.get(ending) ?? [];
  // `running`, of `run`.
  const isDoubled = stem.length > stemMin && stem.at(-1) === stem.at(-2);
  return [
    ...replaced.map((end) => `${stem}${end}`),
    ...(isDoubled && replaced.includes('') ? [stem.slice(0, -1)] : []),
  ];
};

/** Returns the guesses for a text in lower case as a form of one of the words; `null` when it is of none. */
export const guessesForInflected = (words: ReadonlyMap<string, number>, text: string): number | null => {
  let least = Infinity;
  for (let length = 1; length <= Math.min(longestEnding, text.length - stemMin); length += 1) {
    const ending = text.slice(-length);
    if (!replacedBy.has(ending)) continue;
    for (const word of uninflected(text.slice(0, -length), ending))
      if (word.length >= wordMin) least = Math.min(least, (words.get(word) ?? Infinity) * guessesForForm);
  }
  return least === Infinity ? null : least;
};
