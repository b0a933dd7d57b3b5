/** Returns the words that differ by at most `mistakesMax` mistakes, nearest first. */
export const suggestionsFor = (
  word: string,
  known: Iterable<string>,
  mistakesMax: number,
): readonly string[] =>
  [...known]
    .map((other) => ({ other, mistakes: mistakesBetween(word, other) }))
    .filter(({ mistakes }) => mistakes <= mistakesMax)
    .sort((one, another) => one.mistakes - another.mistakes)
    .map(({ other }) => other);

/** The Levenshtein distance: the number of missing, additional and different characters. */
const mistakesBetween = (left: string, right: string): number => {
  let previousRow = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (const [row, character] of Array.from(left).entries()) {
    const current = [row + 1];
    for (const [column, other] of Array.from(right).entries()) {
      const replaced = (previousRow[column] ?? 0) + (character === other ? 0 : 1);
      current.push(Math.min(replaced, (previousRow[column + 1] ?? 0) + 1, (current[column] ?? 0) + 1));
    }
    previousRow = current;
  }
  return previousRow[right.length] ?? 0;
};
