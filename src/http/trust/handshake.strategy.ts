import { Injectable } from '@nestjs/common';
import { AuthGuard, PassportStrategy } from '@nestjs/passport';
import type { FastifyRequest } from 'fastify';
import { Strategy } from 'passport-custom';
import type { CertificateInfo } from '../../core/certificates/certificate.js';
import { Refusal } from '../../core/refusals/refusal.js';
import { ClientCertificates } from './client-certificate.js';

const name = 'handshake';

/** A certificate whose private key the TLS handshake proved, and what NGINX says of its chain. */
export interface HandshakeCertificate {
  readonly info: CertificateInfo;
  /** `SUCCESS`, or `FAILED:` and OpenSSL's reason. */
  readonly sslClientVerify: string;
}

/**
 * Reads the certificate of the TLS handshake as the proof. Does not decide whether NGINX trusts its
 * chain.
 */
@Injectable()
export class HandshakeStrategy extends PassportStrategy(Strategy, name) {
  constructor(private readonly certificates: ClientCertificates) {
    super();
  }

  validate(request: FastifyRequest): HandshakeCertificate {
    const presented = this.certificates.presentedIn(request);
    if (presented?.presentation.way === 'handshake') {
      return { info: presented.info, sslClientVerify: presented.presentation.sslClientVerify };
    }
    throw new Refusal('certificate_missing', 'no certificate in the TLS handshake', {
      problems: ['client certificate is missing: present it in the TLS handshake'],
      hint: 'With curl: --cert client.pem --key client.key',
    });
  }
}

/** Accepts every request with a certificate from the TLS handshake. */
@Injectable()
export class HandshakeGuard extends AuthGuard(name) {
  override handleRequest<User>(error: unknown, user: User | false | null): User {
    if (error) throw Refusal.from(error);
    if (!user) throw new Refusal('internal', 'the handshake strategy neither failed nor found a certificate');
    return user;
  }
}
