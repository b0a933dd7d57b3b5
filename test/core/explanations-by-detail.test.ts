import { expect, test } from 'vitest';
import { explainReason, explainRefusal } from '../../src/core/refusals/explain-reason.js';
import { fingerprintFrom } from '../../src/core/shared/ids.js';
import { languages } from '../../src/core/shared/language.js';
import { certificateStatusFindings } from '../../src/core/tokens/certificate-eligibility.js';
import { wordsOfChainCheck } from '../../src/core/tokens/chain-check.js';

const fingerprint = fingerprintFrom('ab'.repeat(32));
if (fingerprint === null) throw new Error('this is a fingerprint');
/** As `refusalFor` joins the findings, the secret's first. */
const wrongSecret = (known: Parameters<typeof certificateStatusFindings>[1]): string =>
  [
    'the secret matches none of the active secrets (1)',
    ...certificateStatusFindings(fingerprint, known).map(({ detail }) => detail),
  ].join('; ');

// Attack, or a mistake that looks like one: "rotate it and hand over the new one" gives the secret of one merchant to
// another, whose program has the wrong client id.
test.each([{ linked: false, revoked: false }, null])(
  'a wrong secret over a certificate that is not linked (%o) hands over no secret',
  (known) => {
    const refusal = { reason: 'wrong_secret', detail: wrongSecret(known) };
    const { happened, next } = explainRefusal('operator', refusal, 'en');
    expect(happened).toContain('the certificate is not linked to its account');
    expect(next).toContain('Hand over no new secret before');
    expect(explainRefusal('merchant', refusal, 'en').next).toContain('Compare the client id');
    expect(explainRefusal('operator', refusal, 'pt-BR').next).toContain('Não entregue nenhum segredo novo');
  },
);

test('a wrong secret over a linked certificate is explained by its reason', () => {
  const refusal = { reason: 'wrong_secret', detail: wrongSecret({ linked: true, revoked: false }) };
  for (const language of languages)
    expect(explainRefusal('operator', refusal, language)).toEqual(
      explainReason('operator', 'wrong_secret', language),
    );
});

test('a self-signed certificate is said to be one, and lacks no intermediates', () => {
  for (const reader of ['operator', 'merchant'] as const) {
    const detail = wordsOfChainCheck('FAILED:self-signed certificate', 'certificate_untrusted');
    const { happened, next } = explainRefusal(reader, { reason: 'certificate_untrusted', detail }, 'en');
    expect(happened).toContain('self-signed');
    expect(next).not.toContain('intermediates');
  }
  const detail = wordsOfChainCheck('FAILED:unable to get local issuer certificate', 'certificate_untrusted');
  expect(explainRefusal('operator', { reason: 'certificate_untrusted', detail }, 'en')).toEqual(
    explainReason('operator', 'certificate_untrusted', 'en'),
  );
});
