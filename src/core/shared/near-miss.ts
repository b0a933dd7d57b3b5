const nameGrammar = /^[A-Za-z0-9_.-]{1,32}$/;
/** More than any request has. Attack: 1,500 names that are compared cost more than the rest of the response. */
const comparedMax = 50;
const folded = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]/g, '');

/**
 * Returns the one of `known` that a sent name is another spelling of, by case, hyphens and
 * underscores; `null` when there is none.
 */
export const spellingOf = (sent: string, known: readonly string[]): string | null =>
  nameGrammar.test(sent) ? (known.find((name) => folded(name) === folded(sent)) ?? null) : null;

/**
 * Returns the name among `sent` that was meant as `missing`; `null` when there is none. Such a name
 * may be repeated: it is the known one in another spelling, and no secret.
 */
export const nearMissOf = (missing: string, sent: readonly string[]): string | null =>
  sent.slice(0, comparedMax).find((name) => name !== missing && spellingOf(name, [missing]) !== null) ?? null;
