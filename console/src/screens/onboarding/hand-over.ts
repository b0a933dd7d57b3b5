import type { Schemas } from '../../api/client.js';

/** `HandOver`: what was made for a merchant or an operator so far. It is in this page alone. */
export interface HandOver {
  readonly account?: Schemas['Account'];
  readonly clientId?: string;
  readonly contracts?: Schemas['Credential']['contracts'];
  readonly clientSecret?: string;
  readonly fingerprint?: string;
  /** The signed certificate with its chain, in PEM. */
  readonly certificatePem?: string;
  /** The hand-over ZIP in base64. */
  readonly zip?: string;
  readonly zipPassword?: string;
}

export type Next = (part: HandOver) => void;

/** The answers of the API to a certificate that was linked, signed, or made with its key. */
interface MadeCertificate {
  readonly fingerprint: string;
  readonly pem?: string;
  readonly chain?: string;
  readonly zip?: string;
  readonly password?: string;
}

/** What of a certificate is handed over. */
export const certificatePart = ({ fingerprint, pem, chain, zip, password }: MadeCertificate): HandOver => ({
  fingerprint,
  ...(pem !== undefined && { certificatePem: pem + (chain ?? '') }),
  ...(zip !== undefined && { zip }),
  ...(password !== undefined && { zipPassword: password }),
});
