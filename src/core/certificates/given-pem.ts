import {
  certificateLabels,
  type PemBlock,
  pemBlocksIn,
  PemError,
  type PemFault,
  requestLabels,
} from './pem.js';
import { insteadOf, insteadOfPrivateKey } from './recognise-input.js';

/**
 * A text that is not the PEM that was asked for. `advice` says what to give instead, in words that
 * follow the name of a field; it never repeats any of the text.
 */
export class UnreadablePem extends Error {
  constructor(
    readonly advice: string,
    /** What is wrong with a block that begins as it should. */
    readonly fault: PemFault | null = null,
  ) {
    super(advice);
    this.name = 'UnreadablePem';
  }
}

/** Returns the certificates of a text, at least one. Throws `UnreadablePem`. */
export const certificatesIn = (text: string): readonly PemBlock[] =>
  blocksIn(text, 'certificate', certificateLabels);

/** Returns the signing requests of a text, at least one. Throws `UnreadablePem`. */
export const requestsIn = (text: string): readonly PemBlock[] => blocksIn(text, 'request', requestLabels);

type Due = 'certificate' | 'request';

const names: Readonly<Record<Due, string>> = {
  certificate: 'an X.509 certificate in PEM, the lines from BEGIN CERTIFICATE to END CERTIFICATE',
  request:
    'one certificate signing request in PEM, the lines from BEGIN CERTIFICATE REQUEST to END CERTIFICATE REQUEST',
};

const faults: Readonly<Record<PemFault, (line: number) => string>> = {
  cut_off: () => 'the end is missing: it was cut off',
  line_breaks_lost: () => 'its line breaks were lost',
  blanks_inside: (line) => `line ${String(line)} contains spaces where plus signs were`,
  not_base64: (line) => `line ${String(line)} is not base64`,
  damaged: (line) => `the base64 of the PEM that begins in line ${String(line)} is damaged`,
};

const blocksIn = (text: string, due: Due, labels: readonly string[]): readonly PemBlock[] => {
  // A private key next to the certificate must not be stored, and its owner has to know.
  const key = insteadOfPrivateKey(text, due);
  if (key !== null) throw new UnreadablePem(key);
  const { blocks, fault } = attempt(text, labels);
  if (blocks.length > 0) return blocks;
  const instead = insteadOf(text, due);
  if (instead !== null) throw new UnreadablePem(instead);
  if (fault === null) throw new UnreadablePem(`must be ${names[due]}`);
  const words = faults[fault.fault](fault.line);
  throw new UnreadablePem(`must be ${names[due]}: ${words}. Send it again`, fault.fault);
};

const attempt = (
  text: string,
  labels: readonly string[],
): { readonly blocks: readonly PemBlock[]; readonly fault: PemError | null } => {
  try {
    return { blocks: pemBlocksIn(text, labels), fault: null };
  } catch (error) {
    if (error instanceof PemError) return { blocks: [], fault: error };
    throw error;
  }
};
