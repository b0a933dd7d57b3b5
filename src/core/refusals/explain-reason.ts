import type { Language } from '../shared/language.js';
import type { ExplanationTexts } from './explanation-texts.js';
import { explanationsByDetail } from './explanations-by-detail.js';
import { merchantExplanations } from './merchant-explanations.js';
import { happenedInPortuguese } from './pt-br/happened.js';
import { nextInPortuguese } from './pt-br/next.js';
import { wouldPassInPortuguese } from './pt-br/would-pass.js';
import { refusalReasons } from './refusal.js';
import { explanations, type RefusalExplanation, unknownReasonExplanation } from './refusal-explanations.js';
import { refusedTokenReasons } from './refused-token.js';
import { refusedTokenExplanations } from './refused-token-explanations.js';

/** Who reads an explanation: a merchant is not told to do what only an operator can. */
export type RefusalReader = 'operator' | 'merchant';

/** Returns a recorded reason in words, for its reader. */
export const explainReason = (
  reader: RefusalReader,
  recorded: string,
  language: Language,
): RefusalExplanation => {
  const english = inEnglish(reader, recorded);
  return language === 'en' ? english : inPortuguese(english);
};

/** Returns a recorded refusal in words. Its detail may say more than its reason. */
export const explainRefusal = (
  reader: RefusalReader,
  { reason, detail }: { readonly reason: string; readonly detail: string },
  language: Language,
): RefusalExplanation => {
  const found = explanationsByDetail.find((one) => one.reason === reason && one.detail.test(detail));
  if (!found) return explainReason(reader, reason, language);
  return language === 'en' ? found[reader] : inPortuguese(found[reader]);
};

const inEnglish = (reader: RefusalReader, recorded: string): ExplanationTexts => {
  const reason = refusalReasons.find((known) => known === recorded);
  const ofToken = refusedTokenReasons.find((known) => known === recorded);
  const known = reason ?? ofToken;
  if (!known) return unknownReasonExplanation;
  const explanation: ExplanationTexts = { ...explanations, ...refusedTokenExplanations }[known];
  const differing: Partial<ExplanationTexts> | null = merchantExplanations[known];
  return reader === 'operator' ? explanation : { ...explanation, ...differing };
};

const inPortuguese = ({ happened, wouldPass, next }: ExplanationTexts): RefusalExplanation => ({
  happened: happenedInPortuguese[happened],
  wouldPass: wouldPassInPortuguese[wouldPass],
  next: nextInPortuguese[next],
});
