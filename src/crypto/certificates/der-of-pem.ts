import { certificatesIn, UnreadablePem } from '../../core/certificates/given-pem.js';
import { Refusal } from '../../core/refusals/refusal.js';

/**
 * Upper limit of a certificate in PEM with the text around it, longer than any real one. A 4096-bit
 * RSA key with a long subject takes about 3,000 characters.
 */
export const pemCharactersMax = 32_768;

/** The detail of the refusal of a text that has none, or several. */
export const notOneCertificate = 'not one PEM certificate';

/** Makes a refusal with the published sentence and, where the mistake is recognised, a hint. */
export const malformed = (detail: string, hint: string | null = null): Refusal =>
  new Refusal(
    'certificate_malformed',
    hint === null ? detail : `${detail} (${hint})`,
    hint === null ? {} : { hint },
  );

/**
 * Returns the DER of a text that has exactly one certificate in PEM. Throws
 * `Refusal('certificate_malformed')`, with what to send instead as its hint.
 */
export const derOfPem = (text: string): Buffer => {
  if (text.length > pemCharactersMax) throw malformed('the text is too long for a certificate');
  const [first, ...more] = blocksOf(text);
  if (!first || more.length > 0)
    throw malformed(
      notOneCertificate,
      'there is more than one certificate. Give only the client certificate',
    );
  return first.der;
};

const blocksOf = (text: string): ReturnType<typeof certificatesIn> => {
  try {
    return certificatesIn(text);
  } catch (error) {
    if (error instanceof UnreadablePem) throw malformed(notOneCertificate, error.advice);
    throw error;
  }
};
