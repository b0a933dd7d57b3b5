import { Injectable } from '@nestjs/common';
import { ClientAuthenticator } from '../../auth/client-authenticator.js';
import { Refusal } from '../../core/refusals/refusal.js';
import type { ClientIdentity } from '../../core/tokens/grant.js';
import type { RequestSource } from '../../core/tokens/token-request.js';
import type { HttpRequest } from '../../http/http-messages.js';
import { authorizationOf } from '../../http/trust/authorization.js';
import { ClientCertificates } from '../../http/trust/client-certificate.js';
import { TrustedProxy } from '../../http/trust/trusted-proxy.js';
import { clientCredentialsIn, clientFields } from '../client-authentication.js';
import { type Fields, fieldsOf, isForm } from '../request-fields.js';

/** `TokenParameterRequest`: a request about one token, from an authenticated client. */
export interface TokenParameterRequest {
  readonly client: ClientIdentity;
  readonly source: RequestSource;
  /** As it was sent; it may be any text. */
  readonly token: string;
}

/**
 * Reads requests of both endpoints about tokens: a form with `token`, and client authentication as
 * at the token endpoint.
 */
@Injectable()
export class TokenParameterRequests {
  constructor(
    private readonly clients: ClientAuthenticator,
    private readonly proxy: TrustedProxy,
    private readonly certificates: ClientCertificates,
  ) {}

  /** Throws a `Refusal` that names the client and the certificate. */
  async read(request: HttpRequest, body: unknown): Promise<TokenParameterRequest> {
    const source = this.proxy.sourceOf(request);
    const certificate = this.certificates.presentedIn(request);
    const shown = certificate?.info ?? null;
    const { token, ...credentials } = concerning({ clientId: null, certificate: shown }, () =>
      parseTokenParameter(request, body),
    );
    const { clientId } = credentials;
    const proofs = { contract: 'pix', source, certificate, ...credentials } as const;
    const client = await this.clients.authenticate(proofs).catch((reason: unknown) => {
      throw Refusal.from(reason).concerning({ clientId, certificate: shown });
    });
    return { client: client.identity, source, token };
  }
}

const concerning = <T>(subject: Refusal['subject'], read: () => T): T => {
  try {
    return read();
  } catch (reason) {
    throw Refusal.from(reason).concerning(subject);
  }
};

const parseTokenParameter = (request: HttpRequest, body: unknown) => {
  // Without a body there is no client authentication either, and that comes first.
  if (!isForm(body) && body !== undefined && body !== null) throw malformed('the body must be form-encoded');
  const fields: Fields = isForm(body) ? fieldsOf(body, ['token', ...clientFields]) : new Map();
  const credentials = clientCredentialsIn(authorizationOf(request), fields);
  const token = fields.get('token');
  if (token === undefined) throw malformed('token is missing');
  return { ...credentials, token };
};

const malformed = (problem: string): Refusal =>
  new Refusal('malformed_request', problem, { problems: [problem] });
