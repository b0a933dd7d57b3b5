import type { Schemas } from '../../api/client.js';
import type { ContractName } from '../../parts/contracts.js';

/** `HandOver`: what was made for a merchant so far. It is in this page alone. */
export interface HandOver {
  readonly account?: Schemas['Account'];
  readonly clientId?: string;
  readonly contract?: ContractName;
  readonly clientSecret?: string;
  readonly fingerprint?: string;
  /** The signed certificate with its chain, in PEM. */
  readonly certificatePem?: string;
  /** The hand-over ZIP in base64. */
  readonly zip?: string;
  readonly zipPassword?: string;
}

export type Next = (part: HandOver) => void;
