/**
 * Recognises what people send instead of a certificate or a request, and returns what to send. The
 * advice never repeats any of the text.
 */

interface Recognised {
  readonly matches: (text: string) => boolean;
  readonly certificateAdvice: string | null;
  readonly requestAdvice: string | null;
}

/**
 * Recognises a PKCS#12 file by its version, 3, in a SEQUENCE: as bytes that were read as text, or
 * in base64.
 */
const pkcs12 = (text: string): boolean =>
  /^0[^]{1,4}\u0002\u0001\u0003/.test(text) || /^MII.[A-Za-z0-9+/][AQgw]IBAz/.test(text);

/**
 * Recognises bytes that are not text: a NUL, or the replacement character that UTF-8 decoding left.
 */
const binary = (text: string): boolean =>
  text.startsWith('0') && /[\u0000-\u0008\ufffd]/.test(text.slice(0, 64));

/**
 * Recognises bare base64 DER: 0x30 and a length in one or two more bytes, base64 to the end, in one
 * line or several.
 */
const base64Der = (text: string): boolean => /^M[A-P][A-Za-z0-9+/]{30,}[A-Za-z0-9+/=\s]*$/.test(text);

const pkcs12Words =
  'this is a PKCS#12 file (.p12 or .pfx), which contains a private key that no other party may have; ';

/** The first match counts. Each check takes time in proportion to the text. */
const recognised: readonly Recognised[] = [
  {
    // This check comes first: a private key must never be stored, even if a certificate is next to
    // it.
    matches: (text) => text.includes('PRIVATE KEY'),
    certificateAdvice:
      'there is a private key in this, which no other party may have; give the certificate alone (nothing was kept)',
    requestAdvice:
      'there is a private key in this, which no other party may have; make a new key and give the request alone (nothing was kept)',
  },
  {
    matches: pkcs12,
    certificateAdvice: `${pkcs12Words}give the certificate alone (openssl pkcs12 -in client.p12 -clcerts -nokeys)`,
    requestAdvice: `${pkcs12Words}give a certificate signing request (openssl req -new -key client.key)`,
  },
  {
    matches: binary,
    certificateAdvice: 'this is binary (DER); give it in PEM (openssl x509 -inform DER -in client.cer)',
    requestAdvice: 'this is binary (DER); give it in PEM (openssl req -inform DER -in client.csr)',
  },
  {
    matches: base64Der,
    certificateAdvice:
      'this is DER in base64 without its PEM frame; give it in PEM (base64 -d | openssl x509 -inform DER)',
    requestAdvice:
      'this is DER in base64 without its PEM frame; give it in PEM (base64 -d | openssl req -inform DER)',
  },
  {
    matches: (text) => /-----BEGIN (PKCS7|CMS)-----/.test(text),
    certificateAdvice:
      'this is a PKCS#7 file (.p7b); give the certificates in it (openssl pkcs7 -print_certs -in client.p7b)',
    requestAdvice: 'this is a PKCS#7 file (.p7b), not a request (openssl req -new -key client.key)',
  },
  {
    matches: (text) => /-----BEGIN (NEW )?CERTIFICATE REQUEST-----/.test(text),
    certificateAdvice:
      'this is a certificate signing request; give the certificate that an authority made of it, or have it signed here',
    requestAdvice: null,
  },
  {
    matches: (text) => text.includes('-----BEGIN CERTIFICATE-----'),
    certificateAdvice: null,
    requestAdvice:
      'this is a certificate, which is signed already; give a certificate signing request (openssl req -new -key client.key)',
  },
  {
    matches: (text) => /-----BEGIN (RSA )?PUBLIC KEY-----|^ssh-/.test(text),
    certificateAdvice: 'this is a public key; give the certificate on it',
    requestAdvice:
      'this is a public key, which proves nothing; give a request signed with its private key (openssl req -new -key client.key)',
  },
];

/**
 * Returns what to send instead of a text that was given as a certificate; `null` when it may be
 * one.
 */
export const insteadOfCertificate = (text: string): string | null =>
  recognised.find(({ matches }) => matches(text.trim()))?.certificateAdvice ?? null;

/**
 * Returns what to send instead of a text that was given as a signing request; `null` when it may be
 * one.
 */
export const insteadOfRequest = (text: string): string | null =>
  recognised.find(({ matches }) => matches(text.trim()))?.requestAdvice ?? null;
