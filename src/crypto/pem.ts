import { Refusal } from '../core/refusals/refusal.js';

/**
 * Upper limit of a certificate in PEM, longer than any real one. A 4096-bit RSA key with a long
 * subject takes about 3,000 characters.
 */
const pemCharactersMax = 32_768;

const onePem = /^-----BEGIN CERTIFICATE-----\r?\n([A-Za-z0-9+/=\r\n]+)\r?\n?-----END CERTIFICATE-----$/;

interface Trace {
  readonly shows: (text: string) => boolean;
  readonly hint: string;
}

const beginCertificate = '-----BEGIN CERTIFICATE-----';
const endCertificate = '-----END CERTIFICATE-----';

/**
 * Signs of the mistakes that integrators make, each with its hint. The hint never repeats the
 * certificate. Each test takes time in proportion to the text: any client may send 32 kB here, and
 * a regular expression that starts over at every character would stop the process for a second.
 */
const traces: readonly Trace[] = [
  {
    shows: (text) => text.includes('PRIVATE KEY'),
    hint: 'This is a private key. Never send it to anybody: treat it as leaked and make a new one. Send the certificate.',
  },
  {
    shows: (text) => text.includes('BEGIN+CERTIFICATE'),
    hint:
      'The spaces arrived as "+": the header was form-encoded. Use RFC 3986 percent-encoding, where a space is %20 ' +
      '(PHP: rawurlencode; Java: URLEncoder.encode(...).replace("+", "%20"); JavaScript: encodeURIComponent; ' +
      'Python: urllib.parse.quote).',
  },
  {
    shows: (text) => /%(20|0A|0D|2B|2F|3D|25)/i.test(text),
    hint: 'The value was percent-encoded twice. Encode the PEM once.',
  },
  {
    shows: (text) => text.indexOf(beginCertificate) !== text.lastIndexOf(beginCertificate),
    hint: 'There is more than one certificate. Send the client certificate alone, without its chain.',
  },
  {
    shows: (text) => text.includes('-----BEGIN ') && !text.includes(beginCertificate),
    hint: 'This is PEM, but of something else than a certificate.',
  },
  {
    shows: (text) => text.includes(beginCertificate) && !text.includes(endCertificate),
    hint: 'The end is missing: the value was cut off. Send it up to and with the line END CERTIFICATE.',
  },
  {
    shows: (text) => /-----BEGIN CERTIFICATE-----[^\r\n]/.test(text),
    hint: 'The line breaks of the PEM were lost. Keep them: encoded, each is %0A.',
  },
  {
    shows: (text) =>
      text.includes(beginCertificate) &&
      !(text.startsWith(beginCertificate) && text.endsWith(endCertificate)),
    hint: 'There is other text around the certificate. Send only the lines from BEGIN CERTIFICATE to END CERTIFICATE.',
  },
  {
    shows: (text) => text.startsWith('MII'),
    hint: 'This is base64 without its PEM frame. Send it with the lines BEGIN CERTIFICATE and END CERTIFICATE.',
  },
];

/**
 * Makes a refusal that carries the published sentence and, where the mistake is recognised, a hint
 * how to fix it.
 */
export const malformed = (detail: string, text = ''): Refusal => {
  const hint = traces.find((trace) => trace.shows(text))?.hint;
  return new Refusal('certificate_malformed', hint ? `${detail} (${hint})` : detail, hint ? { hint } : {});
};

/**
 * Decodes the PEM in a percent-encoded header value (RFC 3986). `+` stays a plus and is never a
 * space, because it occurs in base64. Throws `Refusal('certificate_malformed')`.
 */
export const decodeHeader = (encoded: string): string => {
  if (encoded.length > 3 * pemCharactersMax) throw malformed('the header is too long for a certificate');
  try {
    return decodeURIComponent(encoded);
  } catch {
    throw malformed('the header is not percent-encoded UTF-8', encoded);
  }
};

/**
 * Returns the DER of a text that is exactly one PEM certificate, RFC 7468. Throws
 * `Refusal('certificate_malformed')`.
 */
export const derOfPem = (pem: string): Buffer => {
  const text = pem.trim();
  if (text.length > pemCharactersMax) throw malformed('the text is too long for a certificate');
  const base64 = onePem.exec(text)?.[1]?.replace(/[\r\n]/g, '');
  if (base64 === undefined) throw malformed('not one PEM certificate', text);
  const der = Buffer.from(base64, 'base64');
  // Node skips characters that are not base64, so only a text that encodes back to itself is valid
  // base64.
  if (der.toString('base64') !== base64) throw malformed('the base64 of the PEM is damaged', text);
  return der;
};
