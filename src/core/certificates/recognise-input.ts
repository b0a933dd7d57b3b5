/**
 * Recognises what people give instead of a certificate or a request in PEM, and returns what to do,
 * with a command that a test executes (test/management/advice-is-executed.test.ts). The advice never repeats any
 * of the text.
 */
import { hasPrivateKey } from './pem.js';

/** `certificate` and `request`: the advice where that one was asked for; `null` where this is it. */
interface Recognised {
  readonly matches: (text: string) => boolean;
  readonly certificate: string | null;
  readonly request: string | null;
}

/** The length of a DER structure of less than 64 kB. */
const length = '(?:[\\x00-\\x7f]|[\\x81\\ufffd][^]|[\\x82\\ufffd][^]{2})';
/** A byte over 127, also where the bytes were read as UTF-8 and the byte was lost. */
const high = (byte: string): string => `[${byte}\\ufffd]`;

/** How DER begins, one character for each byte. */
const derOf = (...parts: readonly string[]): RegExp => new RegExp(`^${parts.join('')}`);
const privateKeyDer = [
  derOf('0', length, '\\x02\\x01\\x00[0\\x02]'), // PKCS#8 and PKCS#1
  derOf('0', length, '\\x02\\x01\\x01\\x04'), // RFC 5915
  derOf(
    '0',
    length,
    '0',
    length,
    `\\x06\\x09\\*${high('\\x86')}H${high('\\x86')}${high('\\xf7')}\\r\\x01\\x05`,
  ), // PKCS#8, encrypted
];
const pkcs12Der = derOf('0', length, '\\x02\\x01\\x03');
const pkcs7Der = derOf(
  '0',
  length,
  `\\x06\\x09\\*${high('\\x86')}H${high('\\x86')}${high('\\xf7')}\\r\\x01\\x07`,
);
const requestDer = derOf('0', length, '0', length, '\\x02\\x01\\x000');
const certificateDer = derOf('0', length, '0', length, `${high('\\xa0')}\\x03\\x02\\x01`);
const publicKeyDer = derOf('0', length, '0', length, '\\x06');

/** Bytes that are not text: control characters, or the replacement characters of UTF-8 decoding. */
const isBinary = (text: string): boolean =>
  text.startsWith('0') && /[\u0000-\u0008\ufffd]/.test(text.slice(0, 64));

/** Bare base64 of DER: 0x30 and its length, base64 to the end, in one line or several. */
const isBase64Der = (text: string): boolean => /^M[A-P][A-Za-z0-9+/]{30,}[A-Za-z0-9+/=\s]*$/.test(text);
/** The same in the alphabet of RFC 4648 section 5. */
const isBase64UrlDer = (text: string): boolean => /^M[A-P][A-Za-z0-9_-]{30,}={0,2}$/.test(text);
/** 64 digits are a fingerprint, of which one in 256 begins with 30: no DER that is meant here is so short. */
const isHexDer = (text: string): boolean => text.length !== 64 && /^30[0-9a-f]{60,}$/i.test(text);

/** The first bytes of base64, base64url or hexadecimal. */
const bytesOfText = (text: string): string => {
  const start = text.slice(0, 64);
  if (isHexDer(text)) return Buffer.from(start, 'hex').toString('latin1');
  // Node reads both alphabets.
  return /^M[A-P][A-Za-z0-9+/_=\s-]*$/.test(text) ? Buffer.from(start, 'base64').toString('latin1') : '';
};

/** Whether DER, as bytes that were read as text, or in base64 or hexadecimal, begins in one of these ways. */
const begins = (text: string, ...ways: readonly RegExp[]): 'binary' | 'base64' | null => {
  if (isBinary(text) && ways.some((way) => way.test(text))) return 'binary';
  return ways.some((way) => way.test(bytesOfText(text))) ? 'base64' : null;
};

/**
 * Whether a frame of PEM is in the text. Attack: 30,000 hyphens, each of which may begin one; words are found sooner.
 */
const hasFrame = (text: string, frame: RegExp): boolean => text.includes('BEGIN ') && frame.test(text);
const wholeFrame = /-----BEGIN (NEW )?CERTIFICATE( REQUEST)?-----/;
const requestFrame = /-----BEGIN (NEW )?CERTIFICATE REQUEST-----/;
const isBeginOf = (text: string, label: string): boolean => text.includes(`-----BEGIN ${label}-----`);

const newRequest = 'openssl req -new -key client.key -subj /CN=client';
const decodedFrom = (encoding: 'base64url' | 'hex', file: string): string =>
  `node -e "process.stdout.write(Buffer.from(fs.readFileSync('${file}', 'utf8').trim(), '${encoding}'))"`;
const decoded = "node -p \"decodeURIComponent(fs.readFileSync('client.pem', 'utf8'))\"";
const decodedForm =
  "node -p \"decodeURIComponent(fs.readFileSync('client.pem', 'utf8').replaceAll('+', ' '))\"";

const forBoth = (matches: Recognised['matches'], advice: string): Recognised => ({
  matches,
  certificate: advice,
  request: advice,
});

const pkcs12Words =
  'this is a PKCS#12 file (.p12 or .pfx), which contains a private key. The key must stay secret. ';
const pkcs7Words = 'this is a PKCS#7 file (.p7b)';

/** This stands first: a private key must never be stored, even if a certificate is next to it. */
const privateKey: Recognised = {
  matches: (text) => hasPrivateKey(text) || begins(text, ...privateKeyDer) !== null,
  certificate:
    'this contains a private key, which must stay secret. Give only the certificate. Nothing was stored',
  request:
    'this contains a private key, which must stay secret. Generate a new key, and give only the signing request. Nothing was stored',
};

/** Files of another kind. */
const otherFiles: readonly Recognised[] = [
  {
    matches: (text) => begins(text, pkcs12Der) !== null,
    certificate: `${pkcs12Words}Give only the certificate (openssl pkcs12 -in client.p12 -clcerts -nokeys)`,
    request: `${pkcs12Words}Give a certificate signing request (${newRequest})`,
  },
  {
    matches: (text) => begins(text, pkcs7Der) === 'binary',
    certificate: `${pkcs7Words}. Give the certificates in it (openssl pkcs7 -inform DER -print_certs -in client.p7b)`,
    request: `${pkcs7Words}. Give a certificate signing request (${newRequest})`,
  },
  {
    matches: (text) => begins(text, pkcs7Der) === 'base64',
    certificate: `${pkcs7Words} in base64. Give the certificates in it (base64 -d client.b64 | openssl pkcs7 -inform DER -print_certs)`,
    request: `${pkcs7Words}. Give a certificate signing request (${newRequest})`,
  },
  {
    matches: (text) => hasFrame(text, /-----BEGIN (PKCS7|CMS)-----/),
    certificate: `${pkcs7Words}. Give the certificates in it (openssl pkcs7 -print_certs -in client.p7b)`,
    request: `${pkcs7Words}. Give a certificate signing request (${newRequest})`,
  },
  {
    matches: (text) => begins(text, requestDer) !== null || hasFrame(text, requestFrame),
    certificate:
      'this is a certificate signing request. Give the certificate that a CA issued for it, or have the gateway sign it',
    request: null,
  },
  {
    matches: (text) =>
      begins(text, publicKeyDer) !== null ||
      text.startsWith('ssh-') ||
      hasFrame(text, /-----BEGIN (RSA )?PUBLIC KEY-----/),
    certificate: 'this is a public key. Give the certificate that contains it',
    request: `this is a public key, which proves nothing. Give a signing request that is signed with its private key (${newRequest})`,
  },
  {
    matches: (text) => begins(text, certificateDer) !== null || isBeginOf(text, 'CERTIFICATE'),
    certificate: null,
    request: `this is a certificate, not a signing request. Give a certificate signing request (${newRequest})`,
  },
];

/** The right thing in another form. */
const otherForms: readonly Recognised[] = [
  {
    matches: isBinary,
    certificate: 'this is binary (DER). Give it in PEM (openssl x509 -inform DER -in client.cer)',
    request: 'this is binary (DER). Give it in PEM (openssl req -inform DER -in client.csr)',
  },
  {
    matches: isBase64Der,
    certificate:
      'this is DER in base64 without its PEM frame. Give it in PEM (base64 -d client.b64 | openssl x509 -inform DER)',
    request:
      'this is DER in base64 without its PEM frame. Give it in PEM (base64 -d client.b64 | openssl req -inform DER)',
  },
  {
    matches: isBase64UrlDer,
    certificate: `this is DER in base64url. Give it in PEM (${decodedFrom('base64url', 'client.b64')} | openssl x509 -inform DER)`,
    request: `this is DER in base64url. Give it in PEM (${decodedFrom('base64url', 'client.b64')} | openssl req -inform DER)`,
  },
  {
    matches: isHexDer,
    certificate: `this is DER in hexadecimal. Give it in PEM (${decodedFrom('hex', 'client.hex')} | openssl x509 -inform DER)`,
    request: `this is DER in hexadecimal. Give it in PEM (${decodedFrom('hex', 'client.hex')} | openssl req -inform DER)`,
  },
  {
    matches: (text) => /^:[A-Za-z0-9+/=\s]+:$/.test(text),
    certificate:
      'this is DER in base64 between colons, the form of RFC 9440. Give it in PEM (tr -d : < client.b64 | base64 -d | openssl x509 -inform DER)',
    request:
      'this is DER in base64 between colons. Give it in PEM (tr -d : < client.b64 | base64 -d | openssl req -inform DER)',
  },
  // `-----BEGIN` in base64.
  forBoth(
    (text) => text.startsWith('LS0tLS1CRUdJTi'),
    'this is a base64-encoded PEM file, as in a Kubernetes secret. Decode it (base64 -d client.b64)',
  ),
  forBoth(
    (text) => /^["']?-----BEGIN\+/.test(text),
    `this is form-encoded. Give the PEM without encoding (${decodedForm})`,
  ),
  forBoth(
    (text) => /^(-----BEGIN%|(%2D){5})/i.test(text),
    `this is percent-encoded, as for the certificate header. Give the PEM without encoding (${decoded})`,
  ),
  forBoth(
    (text) => text.startsWith('"-----BEGIN ') && text.endsWith('"') && text.includes('\\n'),
    "this is a JSON string. Give the decoded text (node -p \"JSON.parse(fs.readFileSync('client.pem', 'utf8'))\")",
  ),
  forBoth(
    (text) => hasFrame(text, /-----BEGIN [A-Z ]+-----(\\r)?\\n/),
    'its line breaks are the two characters backslash and n, as in an environment variable or in JSON. Replace them with line breaks ' +
      '(printf \'%b\' "$(cat client.pem)")',
  ),
  forBoth(
    (text) => /^["'][\s]*-----BEGIN /.test(text),
    'there are quotation marks around it. Remove them (tr -d "\\"\'" < client.pem)',
  ),
  forBoth(
    // Read as UTF-8, each second character of UTF-16 is NUL.
    (text) => /^[\ufffd\ufeff]*-?\u0000?(-\u0000){2}/.test(text),
    'this is UTF-16, which > in Windows PowerShell writes. Convert it to UTF-8 (iconv -f UTF-16 -t UTF-8 client.pem)',
  ),
  forBoth(
    (text) => /[\u2010-\u2015]\s?BEGIN /.test(text),
    'a word processor changed its hyphens to dashes. Give the original file',
  ),
  {
    // Section 5.3 of RFC 7468 tells parsers not to take them for CERTIFICATE.
    matches: (text) => hasFrame(text, /-----BEGIN (TRUSTED|X509|X\.509) CERTIFICATE-----/),
    certificate: 'its first line is not BEGIN CERTIFICATE. Convert it (openssl x509 -in client.pem)',
    request: null,
  },
  forBoth(
    (text) =>
      text.includes('BEGIN') &&
      /(?:^|\n) ?-{0,8}BEGIN ?(?:NEW ?)?CERTIFICATE/.test(text) &&
      !hasFrame(text, wholeFrame),
    'the first line must be five hyphens, BEGIN CERTIFICATE or BEGIN CERTIFICATE REQUEST, and five hyphens. Give the original file',
  ),
  forBoth(
    (text) => hasFrame(text, /-----BEGIN /) && !isBeginOf(text, 'CERTIFICATE') && !requestFrame.test(text),
    'this is PEM, but contains neither a certificate nor a signing request',
  ),
  forBoth(
    (text) => /^(sha-?\d{1,3}(?: fingerprint)?[:=\s]*)?([0-9a-f]{2}:?){20,64}$/i.test(text),
    'this is a fingerprint. Give the certificate itself, in PEM',
  ),
  {
    matches: (text) => /^Certificate:\s+Data:/.test(text),
    certificate:
      'this is a description of a certificate, as openssl prints it with -text. Give the lines from BEGIN CERTIFICATE to END CERTIFICATE',
    request: null,
  },
  forBoth(
    (text) => text.length < 512 && /^((subject|issuer)\s?=|(\/|)CN\s?=)/i.test(text),
    'this is a name from a certificate. Give the certificate itself, in PEM',
  ),
  forBoth(
    (text) =>
      /^(null|\(null\)|undefined|none|nil|true|false|\[object \w+\]|\$\{?[\w.]+\}?|\{\{[^{}]{1,100}\}\}|%\w+%)$/i.test(
        text,
      ),
    'this is a variable that is empty or was not resolved. Give the certificate itself, in PEM',
  ),
  forBoth(
    (text) => text.length < 256 && /^@?[^\s"{}<>]+\.(pem|crt|cer|cert|csr|p12|pfx|p7b|key)$/i.test(text),
    'this is the name of a file. Give its content',
  ),
  forBoth((text) => /^<(!doctype|html|\?xml)/i.test(text), 'this is a web page or XML. Give the file itself'),
];

const recognised = [privateKey, ...otherFiles, ...otherForms];

/** Returns what to give instead of a text that has a private key in it; `null` when it has none. */
export const insteadOfPrivateKey = (text: string, due: 'certificate' | 'request'): string | null =>
  privateKey.matches(text.trim()) ? privateKey[due] : null;

/**
 * Returns what to give instead of a text in which no certificate, or no request, was found; `null`
 * when it is not recognised.
 */
export const insteadOf = (text: string, due: 'certificate' | 'request'): string | null => {
  const trimmed = text.trim();
  return recognised.find((one) => one[due] !== null && one.matches(trimmed))?.[due] ?? null;
};
