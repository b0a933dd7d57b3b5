import type { TlsMaterial } from './gateway-client.js';
import type { CertificateFrom } from './node-request.js';
import type { TokenError } from './token-error.js';

/**
 * How to ask the gateway about tokens, RFC 7662. The account must be marked as a resource server to
 * be answered about other accounts' tokens.
 */
export interface IntrospectionOptions {
  /** Default: the address in the issuer's metadata. */
  readonly endpoint?: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /**
   * The client certificate for mutual TLS, linked to the account, and the certificate authority of
   * the server. Default: the option `tls` beside it.
   */
  readonly tls?: TlsMaterial;
  /**
   * How long a positive answer is used again, 0 to 60; 0 by default. A revocation takes effect
   * later by as much.
   */
  readonly cacheSeconds?: number;
}

export interface VerifierOptions {
  /** The gateway's PORTARIA_ISSUER, byte for byte. */
  readonly issuer: string;
  /** The audiences that this API accepts; never that of operators. */
  readonly audience: string | readonly string[];
  /** The address of the public keys. Default: the address in the issuer's metadata. */
  readonly jwksUri?: string;
  /** Without it HS256 tokens are refused. */
  readonly introspection?: IntrospectionOptions;
  /**
   * `auto`: RS256 and ES256 by their signature, HS256 by introspection. `introspection`: every token
   * is introspected, RS256 and ES256 after the signature was checked, so that a revocation takes
   * effect at once. `offline`: RS256 and ES256 only, and the gateway is not asked about a token.
   * Default: `auto`.
   */
  readonly mode?: 'auto' | 'introspection' | 'offline';
  /** Default: `connection`. */
  readonly certificateFrom?: CertificateFrom;
  /**
   * The allowed difference between the clocks of this machine and the gateway, 0 to 60; 30 by
   * default.
   */
  readonly clockToleranceSeconds?: number;
  /**
   * The limit of every request to the gateway, from the first to the last byte, 0.1 to 30; 3 by
   * default.
   */
  readonly timeoutSeconds?: number;
  readonly keys?: {
    /**
     * How long the keys are used without asking again, 10 to 3600; 300 by default. A revoked key is
     * trusted for that long.
     */
    readonly freshSeconds?: number;
    /**
     * How much longer they are used while the gateway does not answer, 0 to 86400; 3600 by default,
     * as long as a token lives.
     */
    readonly graceSeconds?: number;
    /**
     * The pause between two fetches because of unknown keys or failures, 1 to 300; 10 by default.
     */
    readonly cooldownSeconds?: number;
  };
  /** For the connection to the gateway. */
  readonly tls?: TlsMaterial;
  /** Called for each request that is refused: `detail` is for the log. */
  readonly onRefused?: (reason: TokenError) => void;
  /** Called when the keys could not be fetched again while the old ones stay in use. */
  readonly onTrouble?: (reason: unknown) => void;
}
