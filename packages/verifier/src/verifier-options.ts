import type { TlsMaterial } from './gateway-client.js';
import type { CertificateFrom } from './node-request.js';
import type { TokenError } from './token-error.js';

/** How to ask the gateway about tokens, RFC 7662. The account needs the mark of a resource server to be told of others' tokens. */
export interface IntrospectionOptions {
  /** Default: what the issuer's metadata says. */
  readonly endpoint?: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** Client certificate for mutual TLS, linked to the account, and the authority of the server's. Default: the option `tls` beside it. */
  readonly tls?: TlsMaterial;
  /** How long a yes is used again, 0 to 60; 0 by default. A revocation shows later by as much. */
  readonly cacheSeconds?: number;
}

export interface VerifierOptions {
  /** The gateway's PORTARIA_ISSUER, byte for byte. */
  readonly issuer: string;
  /** Audiences that this API takes; never that of operators. */
  readonly audience: string | readonly string[];
  /** Where the public keys are. Default: what the issuer's metadata says. */
  readonly jwksUri?: string;
  /** Without it HS256 tokens are not taken. */
  readonly introspection?: IntrospectionOptions;
  /**
   * `auto`: RS256 by its signature, HS256 by introspection. `introspection`: every token is introspected, RS256 after its signature was checked, so
   * that a revocation shows at once. `offline`: RS256 alone, and nobody is asked about a token. Default: `auto`.
   */
  readonly mode?: 'auto' | 'introspection' | 'offline';
  /** Default: `connection`. */
  readonly certificateFrom?: CertificateFrom;
  /** How far the clock of this machine may be from the gateway's, 0 to 60; 30 by default. */
  readonly clockToleranceSeconds?: number;
  /** For every question to the gateway, from the first to the last byte, 0.1 to 30; 3 by default. */
  readonly timeoutSeconds?: number;
  readonly keys?: {
    /** How long the keys are used without asking again, 10 to 3600; 300 by default. A dropped key is trusted for that long. */
    readonly freshSeconds?: number;
    /** How much longer they are used while the gateway does not answer, 0 to 86400; 3600 by default, as long as a token lives. */
    readonly graceSeconds?: number;
    /** Between two fetches because of unknown keys or failures, 1 to 300; 10 by default. */
    readonly cooldownSeconds?: number;
  };
  /** For the connection to the gateway. */
  readonly tls?: TlsMaterial;
  /** Told of each request that is not let in: `detail` is for the log. */
  readonly onRefused?: (reason: TokenError) => void;
  /** Told when the keys could not be fetched anew while the old ones go on. */
  readonly onTrouble?: (reason: unknown) => void;
}
