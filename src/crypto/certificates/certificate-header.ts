import { certificatesIn, UnreadablePem } from '../../core/certificates/given-pem.js';
import { hasPrivateKey, type PemBlock, type PemFault } from '../../core/certificates/pem.js';
import { malformed, notOneCertificate, pemCharactersMax } from './der-of-pem.js';

/**
 * More lines than OpenSSL prints of any certificate as text, with its PEM. Attack: 10,000 empty lines, each
 * of which is read as a line of PEM.
 */
const linesMax = 1000;
const lineBreak = /\r\n|\r|\n/;

/**
 * Returns the DER of the certificate in a header: PEM, percent-encoded as in RFC 3986. `+` stays a
 * plus and is never a space, because it occurs in base64. Throws `Refusal('certificate_malformed')`.
 */
export const derOfHeader = (value: string): Buffer => {
  const text = decoded(value);
  if (text.length > pemCharactersMax) throw malformed('the text is too long for a certificate');
  if (text.split(lineBreak, linesMax + 1).length > linesMax)
    throw malformed('the text has too many lines for a certificate');
  const [first, ...more] = blocksOf(text);
  if (!first || more.length > 0) throw malformed(notOneCertificate, several);
  return first.der;
};

const decoded = (encoded: string): string => {
  if (encoded.length > 3 * pemCharactersMax) throw malformed('the header is too long for a certificate');
  try {
    return decodeURIComponent(encoded);
  } catch {
    throw malformed('the header is not percent-encoded UTF-8', hintOnEscapes(encoded));
  }
};

const hintOnEscapes = (encoded: string): string | null => {
  if (hasPrivateKey(encoded)) return privateKey;
  return /%[0-9a-f]?$/i.test(encoded) ? hints.cut_off : hintOnBytes(encoded);
};

/** A file that is not text, or not UTF-8, and was percent-encoded byte by byte. */
const hintOnBytes = (encoded: string): string | null => {
  const text = bytesIn(encoded).toString('utf8');
  try {
    certificatesIn(text);
    return 'There is text around the certificate that is not UTF-8. Send the lines from BEGIN CERTIFICATE to END CERTIFICATE alone.';
  } catch (error) {
    return error instanceof UnreadablePem ? hintFor(text, error) : null;
  }
};

/** Decodes byte by byte: a regular expression with a function took 5 ms for 10,000 escapes. */
const bytesIn = (encoded: string): Buffer => {
  const bytes = Buffer.from(encoded, 'latin1');
  let length = 0;
  for (let at = 0; at < bytes.length; at += 1) {
    const value = bytes[at] === percent ? Number(`0x${encoded.slice(at + 1, at + 3)}`) : Number.NaN;
    bytes[length] = Number.isNaN(value) ? (bytes[at] ?? 0) : value;
    length += 1;
    if (!Number.isNaN(value)) at += 2;
  }
  return bytes.subarray(0, length);
};
const percent = 0x25;

const blocksOf = (text: string): readonly PemBlock[] => {
  try {
    return certificatesIn(text);
  } catch (error) {
    if (!(error instanceof UnreadablePem)) throw error;
    throw malformed(notOneCertificate, hintFor(text, error));
  }
};

const hintFor = (text: string, { advice, fault }: UnreadablePem): string | null => {
  const mistake = mistakes.find(({ shows }) => shows(text));
  if (mistake) return mistake.hint;
  if (fault !== null) return hints[fault];
  // The value is nothing that is recognised: the published sentence says all that is known.
  if (advice.startsWith('must be')) return null;
  const encode = advice.endsWith(')') ? ` Then percent-encode what it prints ${howToEncode}.` : '';
  return `${advice.slice(0, 1).toUpperCase()}${advice.slice(1)}.${encode}`;
};

interface Mistake {
  readonly shows: (text: string) => boolean;
  readonly hint: string;
}

const beginCertificate = '-----BEGIN CERTIFICATE-----';
const howToEncode =
  '(PHP: rawurlencode; Java: URLEncoder.encode(...).replace("+", "%20"); JavaScript: encodeURIComponent; ' +
  'Python: urllib.parse.quote)';
const privateKey =
  'This is a private key. Never send it to anyone. Treat it as leaked, generate a new one, and send the certificate.';
const several = 'There is more than one certificate. Send only the client certificate, without its chain.';

const hints: Readonly<Record<PemFault, string>> = {
  cut_off: 'The end is missing: the value was cut off. Send all of it, including the line END CERTIFICATE.',
  line_breaks_lost: 'The line breaks of the PEM were lost. Keep them: encoded, each is %0A.',
  blanks_inside:
    'A line of the PEM contains spaces: its plus signs became spaces on the way. Encoded, a plus sign is %2B.',
  not_base64: 'A line of the PEM is not base64. Send the file as it is, percent-encoded.',
  damaged: 'The base64 of the PEM is damaged. Send the file as it is, percent-encoded.',
};

/**
 * Signs of the mistakes that integrators make on the way into a header, each with its hint, which
 * never repeats the certificate. What else may be wrong is said by the reader of PEM. Each test
 * takes time in proportion to the text: any client may send 32 kB here, and a regular expression
 * that starts over at every character would stop the process for a second.
 */
const mistakes: readonly Mistake[] = [
  { shows: hasPrivateKey, hint: privateKey },
  {
    shows: (text) => text.includes('BEGIN+CERTIFICATE'),
    hint: `The spaces arrived as "+": the header was form-encoded. Use RFC 3986 percent-encoding, where a space is %20 ${howToEncode}.`,
  },
  {
    shows: (text) => /%(20|0A|0D|2B|2F|3D|25)/i.test(text),
    hint: 'The value was percent-encoded twice. Encode the PEM once.',
  },
  {
    shows: (text) => text.includes('CERTIFICATE REQUEST-----'),
    hint: 'This is a certificate signing request. Send the certificate that the CA issued for it.',
  },
  {
    shows: (text) => text.indexOf(beginCertificate) !== text.lastIndexOf(beginCertificate),
    hint: several,
  },
  {
    // openssl prints a subject too, in lower case.
    shows: (text) => /^(By|Hash|Subject|URI|DNS|Cert|Chain)=/.test(text),
    hint: 'This is the format of X-Forwarded-Client-Cert, which Envoy writes. Send only the value of Cert, without quotation marks.',
  },
];
