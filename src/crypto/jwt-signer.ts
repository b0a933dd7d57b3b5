import type { JwtService } from '@nestjs/jwt';
import type { Claims } from '../core/claims.js';
import { TokenSigner } from '../core/ports.js';
import type { KeyRing } from './key-ring.js';

/** Signs access tokens: HS256 with the ring's active key, named by `kid`. */
export class JwtSigner extends TokenSigner {
  constructor(
    private readonly jwt: JwtService,
    private readonly ring: KeyRing,
  ) {
    super();
  }

  sign(claims: Claims): string {
    const { kid, key } = this.ring.active('HS256');
    // `privateKey` is where @nestjs/jwt takes a KeyObject; the algorithm is pinned, never taken from anywhere else.
    return this.jwt.sign({ ...claims }, { algorithm: 'HS256', keyid: kid, privateKey: key });
  }
}
