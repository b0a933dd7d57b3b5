import type { PresentedCertificate } from './certificate.js';
import type { ContractName } from './credential.js';
import type { ClientId, RequestId } from './ids.js';
import type { Secret } from './secret.js';

/** The NGINX server block that a request came through, known by that block's own proxy secret. */
export const doors = ['tls', 'header', 'admin'] as const;
export type Door = (typeof doors)[number];

/** Where a request came from, as NGINX saw it. */
export interface Origin {
  readonly requestId: RequestId;
  readonly door: Door;
  /** An IPv4 or IPv6 address; `null` when NGINX was reached over a Unix socket. */
  readonly address: string | null;
}

/** A parsed request for a token: what every contract turns its own wire format into. */
export interface TokenRequest {
  readonly contract: ContractName;
  readonly origin: Origin;
  readonly clientId: ClientId;
  readonly secret: Secret;
  readonly certificate: PresentedCertificate | null;
}
