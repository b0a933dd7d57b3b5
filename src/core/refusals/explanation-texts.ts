import type { explanationsByDetail } from './explanations-by-detail.js';
import type { merchantExplanations } from './merchant-explanations.js';
import type { explanations, RefusalExplanation, unknownReasonExplanation } from './refusal-explanations.js';
import type { refusedTokenExplanations } from './refused-token-explanations.js';

type ValueOf<Table> = Table[keyof Table];

type OperatorExplanation =
  ValueOf<typeof explanations> | ValueOf<typeof refusedTokenExplanations> | typeof unknownReasonExplanation;

type ExplanationByDetail = (typeof explanationsByDetail)[number]['operator' | 'merchant'];

type MerchantExplanation = ValueOf<typeof merchantExplanations>;

/**
 * `TextOf`: every sentence that explains a reason, by its place. The types are the sentences
 * themselves, so that a translation which lacks one, or has one that was changed, does not compile.
 */
export type TextOf<Member extends keyof RefusalExplanation> =
  | OperatorExplanation[Member]
  | ExplanationByDetail[Member]
  | Extract<MerchantExplanation, Readonly<Record<Member, string>>>[Member];

/** A `RefusalExplanation` in English, of sentences that have a translation. */
export type ExplanationTexts = { readonly [Member in keyof RefusalExplanation]: TextOf<Member> };
