import { Agent } from 'node:https';
import type { CheckedOptions, PemFiles } from './client-options.js';
import { type IdentityFiles, readIdentity, stampOf } from './identity-files.js';
import { type IssuedToken, TokenCache } from './token-cache.js';

/** `Connection`: the kept connections over one certificate, and its token: a token works over its certificate only. */
export interface Connection {
  readonly agent: Agent;
  readonly tokens: TokenCache;
  readonly digest: string;
}

/** `Connections`: reads the files again when they change on disk. */
export class Connections {
  #files: IdentityFiles;
  #current: Connection | null = null;
  #stamp = '';
  /** Of files that could not be used: they are not read again until they change. */
  #rejectedStamp = '';
  #looking: Promise<Connection> | null = null;

  constructor(
    private readonly options: CheckedOptions,
    private readonly requestToken: (agent: Agent) => Promise<IssuedToken>,
  ) {
    this.#files = { certificate: options.certificate, caFile: options.caFile };
  }

  /** Resolves to the connection over what is on disk now. */
  current(): Promise<Connection> {
    return (this.#looking ??= this.#look().finally(() => {
      this.#looking = null;
    }));
  }

  /** Uses other files from now on, if they can be used. */
  async use(certificate: PemFiles): Promise<void> {
    const files = { certificate, caFile: this.options.caFile };
    await readIdentity(files);
    await this.#looking?.catch(() => undefined);
    this.#files = files;
    this.#stamp = '';
    await this.current();
  }

  /** Forgets the token, so that the next one is requested with what has changed. */
  dropToken(): void {
    this.#current?.tokens.drop();
  }

  /** Closes the connections that no request uses; the others close when their request ends. */
  close(): void {
    if (this.#current) retire(this.#current.agent);
    this.#current = null;
    this.#stamp = '';
  }

  async #look(): Promise<Connection> {
    const known = this.#current;
    const stamp = await stampOf(this.#files).catch(() => 'missing');
    if (known && (stamp === this.#stamp || stamp === this.#rejectedStamp)) return known;
    try {
      const next = await this.#read(known);
      this.#stamp = stamp;
      this.#rejectedStamp = '';
      return next;
    } catch (problem) {
      // Between the two writes of a new pair, certificate and key do not belong together.
      if (!known) throw problem;
      this.#rejectedStamp = stamp;
      this.options.onProblem(problem);
      return known;
    }
  }

  async #read(known: Connection | null): Promise<Connection> {
    const { digest, tls } = await readIdentity(this.#files);
    if (known?.digest === digest) return known;
    const agent = new Agent({ ...tls, keepAlive: true, minVersion: 'TLSv1.2', rejectUnauthorized: true });
    const { timing, onProblem } = this.options;
    const tokens = new TokenCache(() => this.requestToken(agent), timing, onProblem);
    this.#current = { agent, tokens, digest };
    if (known) retire(known.agent);
    return this.#current;
  }
}

/** `Agent.destroy()` would end running requests as well, such as a payment that waits for its response. */
const retire = (agent: Agent): void => {
  agent.maxFreeSockets = 0;
  for (const sockets of Object.values(agent.freeSockets))
    for (const socket of sockets ?? []) socket.destroy();
};
