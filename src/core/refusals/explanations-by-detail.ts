import type { RefusalExplanation } from './refusal-explanations.js';

/**
 * Explanations of refusals whose reason alone would mislead. The first whose reason and detail match is taken; see
 * `certificate-eligibility.ts` and `chain-check.ts` for the details.
 */
export const explanationsByDetail = [
  {
    // Attack, or a mistake that looks like one: who follows "hand over a new secret" gives the secret of one merchant to
    // another, whose program has the wrong client id.
    reason: 'wrong_secret',
    detail: /not linked to this account|never linked to any account/,
    operator: {
      happened:
        'The client secret matches no active secret of the credential, and the certificate is not linked to its account.',
      wouldPass: 'The client id, the secret and a certificate of the same account.',
      next: 'The program probably has the client id of another account. Find out whose certificate it is, and compare the client id. Hand over no new secret before that.',
    },
    merchant: {
      happened: 'The client secret and the certificate do not belong to the account of this client id.',
      wouldPass: 'The client id, the secret and a certificate of the same account.',
      next: 'Compare the client id in the program with the one that you were given.',
    },
  },
  {
    reason: 'certificate_untrusted',
    detail: /no CA signed it/,
    operator: {
      happened: 'The certificate is self-signed: no client CA signed it.',
      wouldPass: 'A certificate that a client CA signed.',
      next: 'Have the merchant present the certificate that is linked to the account, or issue one.',
    },
    merchant: {
      happened: 'The certificate is self-signed: no CA signed it.',
      wouldPass: 'A certificate from an accepted CA.',
      next: 'Have the program present the certificate that is linked to the account. If there is none, ask the operator of the gateway for one.',
    },
  },
] as const satisfies readonly {
  readonly reason: string;
  readonly detail: RegExp;
  readonly operator: RefusalExplanation;
  readonly merchant: RefusalExplanation;
}[];
