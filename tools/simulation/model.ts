/**
 * The simulation of `npm run simulate`: many clients that renew their tokens, and a gateway of a
 * given capacity.
 *
 * This folder owns the model. It must never be taken for a measurement: what it says of the gateway
 * comes from its options.
 */

/** Length of a step of the simulated time, in seconds. */
export const stepSeconds = 0.1;

/** The gateway. Every figure can be set, since it depends on the machines. */
export interface GatewayModel {
  readonly processes: number;
  /** Tokens that one process issues in a second. */
  readonly tokensPerProcess: number;
  /** Tokens that one primary of the database records in a second, for all processes together. */
  readonly databaseTokens: number;
  /** Cores of all NGINX machines together. */
  readonly proxyCores: number;
  /** Full TLS handshakes that one core of NGINX does in a second; each request has its own connection. */
  readonly handshakesPerCore: number;
  /** Connections that wait for one core of NGINX; the next one gets no answer. */
  readonly backlogPerCore: number;
  /** Requests that wait in one process; the next one gets a 503. */
  readonly queuePerProcess: number;
  /** A request that waited longer gets a 503. */
  readonly waitSecondsMax: number;
  readonly retryAfterSeconds: number;
  /** The rate limit of one address and its burst, as NGINX counts them. */
  readonly addressRate: number;
  readonly addressBurst: number;
}

/** How clients behave: as the client packages do (`package`), or worse. */
export interface ClientModel {
  readonly clients: number;
  /** Clients that act as one, which makes the simulation cheaper and coarser. */
  readonly group: number;
  readonly clientsPerAddress: number;
  readonly lifetimeSeconds: number;
  /** A token is renewed this long before it expires, or up to `jitterSeconds` earlier, at random. */
  readonly earlySeconds: number;
  readonly jitterSeconds: number;
  /** Whether a client waits for Retry-After and gives up after five attempts; else it asks again each second. */
  readonly isPatient: boolean;
  /** A program without a token calls again after this long on average. */
  readonly callSeconds: number;
  /** After this long without a response the client gives up. */
  readonly timeoutSeconds: number;
}

export interface Scenario {
  /** `steady`: each client has a token of a random age. `restart`: none has one, and all ask at once. */
  readonly start: 'steady' | 'restart';
  readonly seconds: number;
  readonly seed: number;
  readonly gateway: GatewayModel;
  readonly clients: ClientModel;
}

/** Tokens a second if every request is answered at once: each client renews once in this mean time. */
export const steadyRate = ({ clients, lifetimeSeconds, earlySeconds, jitterSeconds }: ClientModel): number =>
  clients / (lifetimeSeconds - earlySeconds - jitterSeconds / 2);

/** Tokens a second that processes and database can issue together. */
export const issuingRate = ({ processes, tokensPerProcess, databaseTokens }: GatewayModel): number =>
  Math.min(processes * tokensPerProcess, databaseTokens);

/** Connections a second that NGINX can accept. */
export const acceptRate = ({ proxyCores, handshakesPerCore }: GatewayModel): number =>
  proxyCores * handshakesPerCore;
