import { Injectable } from '@nestjs/common';
import { AuthGuard, PassportStrategy } from '@nestjs/passport';
import type { FastifyRequest } from 'fastify';
import { Strategy } from 'passport-custom';
import { Refusal } from '../../core/refusals/refusal.js';
import type { BearerProofs } from '../../core/tokens/bearer.js';
import { BearerTokenError } from '../../core/tokens/bearer-token-error.js';
import { certificateProofOf } from '../../core/tokens/verified-certificate.js';
import { bearerTokenOf } from './bearer-token.js';
import { ClientCertificates } from './client-certificate.js';
import { TrustedProxy } from './trusted-proxy.js';

const name = 'bearer';

/**
 * Turns a request into bearer proofs. It does not decide whose token it is or what the token
 * permits: that is left to the guard of each API.
 */
@Injectable()
export class BearerStrategy extends PassportStrategy(Strategy, name) {
  constructor(
    private readonly certificates: ClientCertificates,
    private readonly proxy: TrustedProxy,
  ) {
    super();
  }

  validate(request: FastifyRequest): BearerProofs {
    return {
      token: bearerTokenOf(request),
      ...certificateProofOf(this.certificates.presentedIn(request)),
      source: this.proxy.sourceOf(request),
    };
  }
}

/** Returns the proofs that the strategy found; `BearerGuard` stored them on the request. */
export const bearerProofsOf = (request: FastifyRequest): BearerProofs =>
  (request as FastifyRequest & { user: BearerProofs }).user;

/**
 * Accepts every request with a bearer token. The guard of the API runs after it and checks the
 * token.
 */
@Injectable()
export class BearerGuard extends AuthGuard(name) {
  override handleRequest<User>(error: unknown, user: User | false | null): User {
    if (error instanceof BearerTokenError) throw error;
    if (error) throw Refusal.from(error);
    if (!user) throw new Refusal('internal', 'the bearer strategy neither failed nor found a token');
    return user;
  }
}
