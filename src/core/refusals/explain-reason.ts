import { merchantExplanations } from './merchant-explanations.js';
import { refusalReasons } from './refusal.js';
import { explanations, type RefusalExplanation } from './refusal-explanations.js';
import { tokenRefusalReasons } from './refused-token.js';
import { tokenRefusalExplanations } from './token-refusal-explanations.js';

/** Who reads an explanation: a merchant is not told to do what only an operator can. */
export type RefusalReader = 'operator' | 'merchant';

const unknownReason: RefusalExplanation = {
  happened: 'A release newer than this one refused it for a reason that this one does not know.',
  wouldPass: 'See the detail.',
  next: 'Ask with the newer release.',
};

/** Returns a recorded reason in words, for its reader. */
export const explainReason = (reader: RefusalReader, recorded: string): RefusalExplanation => {
  const reason = refusalReasons.find((known) => known === recorded);
  const ofToken = tokenRefusalReasons.find((known) => known === recorded);
  const known = reason ?? ofToken;
  if (!known) return unknownReason;
  const explanation = { ...explanations, ...tokenRefusalExplanations }[known];
  return reader === 'operator' ? explanation : { ...explanation, ...merchantExplanations[known] };
};
