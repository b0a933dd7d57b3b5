import { Injectable } from '@nestjs/common';
import { AuthGuard, PassportStrategy } from '@nestjs/passport';
import type { FastifyRequest } from 'fastify';
import { Strategy } from 'passport-custom';
import type { Fingerprint } from '../core/ids.js';
import { Refusal } from '../core/refusal.js';
import { TokenRefusal } from '../core/token-refusal.js';
import type { Origin } from '../core/token-request.js';
import { bearerTokenOf } from './bearer-token.js';
import { ClientCertificates } from './client-certificate.js';
import { Hop } from './hop.js';

const name = 'bearer';

/** What a request brought to prove who sends it; nothing of it is judged yet. */
export interface BearerProofs {
  readonly token: string;
  /** Of the TLS handshake of this connection, and only when NGINX trusts its chain. */
  readonly certificate: Fingerprint | null;
  readonly origin: Origin;
}

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
      certificate: this.provenIn(request),
      origin: this.hop.originOf(request),
    };
  }

  /** A certificate that failed NGINX's check is handed on as well, with its verdict: it proves nothing. */
  private provenIn(request: FastifyRequest): Fingerprint | null {
    const presented = this.certificates.presentedIn(request);
    const isProven =
      presented?.presentation.way === 'handshake' && presented.presentation.verdict === 'SUCCESS';
    return isProven ? presented.facts.fingerprint : null;
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
