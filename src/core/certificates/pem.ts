/**
 * The textual encoding of RFC 7468, read once for everything that takes PEM: the certificate header,
 * the admin API, self-service, the command line and the client CAs. This file knows the frame and
 * the base64, and not what is encoded.
 */

/** One encoded structure of a text. */
export interface PemBlock {
  readonly label: string;
  readonly der: Buffer;
  /** The block alone, with lines of 64 characters that end with LF. */
  readonly pem: string;
}

export type PemFault = 'cut_off' | 'line_breaks_lost' | 'blanks_inside' | 'not_base64' | 'damaged';

/** A block of which the frame was found and the content cannot be used. */
export class PemError extends Error {
  constructor(
    readonly fault: PemFault,
    /** The line of the text, from 1. */
    readonly line: number,
  ) {
    super(fault);
    this.name = 'PemError';
  }
}

/** The labels of a certificate and of a request. keytool writes NEW (RFC 7468 section 7). */
export const certificateLabels: readonly string[] = ['CERTIFICATE'];
export const requestLabels: readonly string[] = ['CERTIFICATE REQUEST', 'NEW CERTIFICATE REQUEST'];

const begin = '-----BEGIN ';
const end = '-----END ';
const dashes = '-----';
const lineBreak = /\r\n|\r|\n/;
const base64Line = /^[A-Za-z0-9+/=]*$/;
const base64WithBlanks = /^[A-Za-z0-9+/= \t]+$/;
const linesOfPem = /.{1,64}/g;

interface OpenBlock {
  readonly label: string;
  /** The line of its beginning. */
  readonly line: number;
  readonly base64: string[];
}

/**
 * Returns the blocks with one of `labels`, in their order. As in RFC 7468 sections 2 and 3, text
 * before, between and after the blocks is skipped, and so are blanks at the ends of lines; lines may
 * have any length. Blocks with another label are text. The time is in proportion to the text,
 * because any client may send 32 kB here. Throws `PemError`.
 */
export const pemBlocksIn = (text: string, labels: readonly string[]): readonly PemBlock[] => {
  const blocks: PemBlock[] = [];
  let open: OpenBlock | null = null;
  for (const [index, raw] of text.split(lineBreak).entries()) {
    // Leading blanks and a byte order mark are not part of the line either.
    const [line, number] = [raw.trim(), index + 1];
    if (open === null) {
      const label = labelOf(line, labels, number);
      if (label !== null) open = { label, line: number, base64: [] };
    } else if (labels.some((label) => line === `${end}${label}${dashes}`)) {
      blocks.push(closed(open));
      open = null;
    } else {
      open.base64.push(contentOf(line, number));
    }
  }
  if (open !== null) throw new PemError('cut_off', open.line);
  return blocks;
};

/** Returns the label of a first line; `null` for any other text. */
const labelOf = (line: string, labels: readonly string[], number: number): string | null => {
  if (!line.startsWith(begin)) return null;
  const found = labels.find((label) => line.startsWith(`${begin}${label}${dashes}`));
  if (found === undefined) return null;
  if (line.length > begin.length + found.length + dashes.length)
    throw new PemError('line_breaks_lost', number);
  return found;
};

const contentOf = (line: string, number: number): string => {
  if (base64Line.test(line)) return line;
  if (line.startsWith(begin)) throw new PemError('cut_off', number);
  if (line.includes(end)) throw new PemError('line_breaks_lost', number);
  throw new PemError(base64WithBlanks.test(line) ? 'blanks_inside' : 'not_base64', number);
};

const closed = ({ label, line, base64: lines }: OpenBlock): PemBlock => {
  const base64 = lines.join('');
  const der = Buffer.from(base64, 'base64');
  // Node skips characters that are not base64, so only a text that encodes back to itself is valid
  // base64.
  if (der.toString('base64') !== base64) throw new PemError('damaged', line);
  const content = base64.match(linesOfPem)?.join('\n') ?? '';
  return { label, der, pem: `${begin}${label}${dashes}\n${content}\n${end}${label}${dashes}\n` };
};

/** How the first lines of private keys in PEM begin, in base64. */
const keysInBase64 = ['', 'RSA ', 'EC ', 'ENCRYPTED ', 'OPENSSH '].map((kind) =>
  Buffer.from(`${begin}${kind}PRIVATE`)
    .toString('base64')
    .replace(/.{0,3}={0,2}$/, ''),
);

/**
 * Whether a text has a private key in it, whatever stands around it: in PEM, as it is, encoded for a
 * header, or in base64. Nothing of such a text is stored or logged.
 */
export const hasPrivateKey = (text: string): boolean =>
  /PRIVATE(?: |\+|%(?:25)*20)KEY/.test(text) ||
  text.includes('PuTTY-User-Key-File') ||
  keysInBase64.some((start) => text.includes(start));
