import { Injectable } from '@nestjs/common';
import { AuthGuard, PassportStrategy } from '@nestjs/passport';
import type { FastifyRequest } from 'fastify';
import { Strategy } from 'passport-custom';
import { Refusal } from '../core/refusal.js';
import { TokenRefusal } from '../core/token-refusal.js';
import type { BearerProofs } from '../core/tokens/bearer.js';
import { provenFingerprint } from '../core/tokens/proven-certificate.js';
import { bearerTokenOf } from './bearer-token.js';
import { ClientCertificates } from './client-certificate.js';
import { Hop } from './hop.js';

const name = 'bearer';

/** A thin door: it turns a request into proofs. Whose they are and what they are good for is for the wing to say. */
@Injectable()
export class BearerStrategy extends PassportStrategy(Strategy, name) {
  constructor(
    private readonly certificates: ClientCertificates,
    private readonly hop: Hop,
  ) {
    super();
  }

  validate(request: FastifyRequest): BearerProofs {
    return {
      token: bearerTokenOf(request),
      // A certificate that failed NGINX's check is handed on as well, with its verdict: it proves nothing.
      certificate: provenFingerprint(this.certificates.presentedIn(request)),
      origin: this.hop.originOf(request),
    };
  }
}

/** What the strategy found; the guard below has put it there. */
export const bearerProofsOf = (request: FastifyRequest): BearerProofs =>
  (request as FastifyRequest & { user: BearerProofs }).user;

/** Lets in whoever sent a bearer token; a wing's own guard stands behind it and judges. */
@Injectable()
export class BearerGuard extends AuthGuard(name) {
  override handleRequest<User>(error: unknown, user: User | false | null): User {
    if (error instanceof TokenRefusal) throw error;
    if (error) throw Refusal.from(error);
    if (!user) throw new Refusal('internal', 'the bearer strategy neither failed nor found a token');
    return user;
  }
}
