/** What people give where a certificate or a request is due, and what to give instead. Never any of the text. */

interface Recognised {
  readonly looksLike: (text: string) => boolean;
  readonly insteadOfCertificate: string | null;
  readonly insteadOfRequest: string | null;
}

/** A PKCS#12 file begins with its version, 3, in a SEQUENCE: as bytes that were read as text, or in base64. */
const pkcs12 = (text: string): boolean =>
  /^0[^]{1,4}\u0002\u0001\u0003/.test(text) || /^MII.[A-Za-z0-9+/][AQgw]IBAz/.test(text);

/** Bytes that are no text: a NUL, or what became of them when they were read as UTF-8. */
const binary = (text: string): boolean =>
  text.startsWith('0') && /[\u0000-\u0008\ufffd]/.test(text.slice(0, 64));

/** 0x30, then a length in one or two further bytes: what is bare base64 from end to end, in lines or in one. */
const base64Der = (text: string): boolean => /^M[A-P][A-Za-z0-9+/]{30,}[A-Za-z0-9+/=\s]*$/.test(text);

const pkcs12Words =
  'this is a PKCS#12 file (.p12 or .pfx), which carries a private key that nobody else may have; ';

/** The first that fits counts. Each look takes time in proportion to the text. */
const recognised: readonly Recognised[] = [
  {
    // Before anything else looks at it: a private key must be kept nowhere, also not when a certificate stands beside it.
    looksLike: (text) => text.includes('PRIVATE KEY'),
    insteadOfCertificate:
      'there is a private key in this; nobody else may have it, so give the certificate alone (nothing was kept)',
    insteadOfRequest:
      'there is a private key in this; nobody else may have it, so make a new key and give the request alone (nothing was kept)',
  },
  {
    looksLike: pkcs12,
    insteadOfCertificate: `${pkcs12Words}give the certificate alone (openssl pkcs12 -in client.p12 -clcerts -nokeys)`,
    insteadOfRequest: `${pkcs12Words}give a certificate signing request (openssl req -new -key client.key)`,
  },
  {
    looksLike: binary,
    insteadOfCertificate: 'this is binary (DER); give it in PEM (openssl x509 -inform DER -in client.cer)',
    insteadOfRequest: 'this is binary (DER); give it in PEM (openssl req -inform DER -in client.csr)',
  },
  {
    looksLike: base64Der,
    insteadOfCertificate:
      'this is DER in base64 without its PEM frame; give it in PEM (base64 -d | openssl x509 -inform DER)',
    insteadOfRequest:
      'this is DER in base64 without its PEM frame; give it in PEM (base64 -d | openssl req -inform DER)',
  },
  {
    looksLike: (text) => /-----BEGIN (PKCS7|CMS)-----/.test(text),
    insteadOfCertificate:
      'this is a PKCS#7 file (.p7b); give the certificates in it (openssl pkcs7 -print_certs -in client.p7b)',
    insteadOfRequest: 'this is a PKCS#7 file (.p7b), not a request (openssl req -new -key client.key)',
  },
  {
    looksLike: (text) => /-----BEGIN (NEW )?CERTIFICATE REQUEST-----/.test(text),
    insteadOfCertificate:
      'this is a certificate signing request; give the certificate that an authority made of it, or have it signed here',
    insteadOfRequest: null,
  },
  {
    looksLike: (text) => text.includes('-----BEGIN CERTIFICATE-----'),
    insteadOfCertificate: null,
    insteadOfRequest:
      'this is a certificate, which is signed already; give a certificate signing request (openssl req -new -key client.key)',
  },
  {
    looksLike: (text) => /-----BEGIN (RSA )?PUBLIC KEY-----|^ssh-/.test(text),
    insteadOfCertificate: 'this is a public key; give the certificate on it',
    insteadOfRequest:
      'this is a public key, which proves nothing; give a request signed with its private key (openssl req -new -key client.key)',
  },
];

/** What to say of a text given for a certificate; `null` when it may be one. */
export const insteadOfCertificate = (text: string): string | null =>
  recognised.find(({ looksLike }) => looksLike(text.trim()))?.insteadOfCertificate ?? null;

/** What to say of a text given for a certificate signing request; `null` when it may be one. */
export const insteadOfRequest = (text: string): string | null =>
  recognised.find(({ looksLike }) => looksLike(text.trim()))?.insteadOfRequest ?? null;
