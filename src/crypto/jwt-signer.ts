import { JwtService } from '@nestjs/jwt';
import type { Claims } from '../core/claims.js';
import { type SignedToken, TokenSigner } from '../core/ports.js';
import type { KeyRing, SigningKey } from './key-ring.js';

/** Signs access tokens: HS256 with the ring's active key, named by `kid`. */
export class JwtSigner extends TokenSigner {
  readonly #services = new WeakMap<SigningKey, JwtService>();

  constructor(private readonly ring: KeyRing) {
    super();
  }

  sign(claims: Claims): SignedToken {
    const active = this.ring.active('HS256');
    return { text: this.serviceFor(active).sign({ ...claims }), kid: active.kid };
  }

  async renew(): Promise<void> {
    // Whatever is wrong with the ring, the key at hand may still be good: the record decides.
    await this.ring.reload().catch(() => undefined);
  }

  /** One for each key: options given with a token are copied and edited for every token. */
  private serviceFor(active: SigningKey): JwtService {
    const known = this.#services.get(active);
    if (known) return known;
    // `privateKey` is where @nestjs/jwt takes a KeyObject; the algorithm is pinned, never taken from anywhere else.
    const signOptions = { algorithm: 'HS256', keyid: active.kid } as const;
    const service = new JwtService({ privateKey: active.key, signOptions });
    this.#services.set(active, service);
    return service;
  }
}
