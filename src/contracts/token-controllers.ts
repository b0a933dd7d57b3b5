import { Body, Controller, HttpCode, Inject, Post, Req, Res, type Type } from '@nestjs/common';
import { RegisteredKeyTokenIssuer } from '../auth/registered-key-token-issuer.js';
import { TokenIssuer } from '../auth/token-issuer.js';
import { UserTokenIssuer } from '../auth/user-token-issuer.js';
import { RealmSettings } from '../core/realm/realm-settings.js';
import type { IssuedUserToken } from '../core/realm/user-grant.js';
import type { UserTokenRequest } from '../core/realm/user-token-request.js';
import type { IssuedToken } from '../core/tokens/grant.js';
import type { RegisteredKeyTokenRequest, TokenRequest } from '../core/tokens/token-request.js';
import { proofExpiryOf } from '../http/expiry-headers.js';
import type { HttpReply, HttpRequest } from '../http/http-messages.js';
import { type SentTokenRequest, TokenEndpoint, type TokenRequestContext } from './token-endpoint.js';

/** The token endpoint of a contract whose clients authenticate with a secret, or with a key. */
export interface ClientTokenEndpoint {
  readonly issuesTo: 'clients';
  readonly path: string;
  /** The status of the response with a token. */
  readonly status: number;
  readonly parse: (
    sent: SentTokenRequest,
    context: TokenRequestContext,
  ) => TokenRequest | RegisteredKeyTokenRequest;
  readonly respond: (token: IssuedToken) => object;
}

/** The token endpoint of a contract for users of the realm. */
export interface UserTokenEndpoint {
  readonly issuesTo: 'users';
  readonly path: string;
  readonly status: number;
  readonly prepare: (sent: SentTokenRequest, realm: RealmSettings) => Readonly<Record<string, string>>;
  readonly parse: (
    sent: SentTokenRequest,
    context: TokenRequestContext,
    realm: RealmSettings,
  ) => UserTokenRequest;
  readonly respond: (token: IssuedUserToken, requested: UserTokenRequest) => object;
}

export type TokenEndpointDefinition = ClientTokenEndpoint | UserTokenEndpoint;

/**
 * Returns the controller of a token endpoint. Contracts write none of their own, so each goes
 * through all steps of `TokenEndpoint`.
 */
export const tokenController = (definition: TokenEndpointDefinition): Type =>
  definition.issuesTo === 'clients' ? clientTokenController(definition) : userTokenController(definition);

const clientTokenController = ({ path, status, parse, respond }: ClientTokenEndpoint): Type => {
  @Controller(path)
  class ClientTokenController {
    constructor(
      @Inject(TokenEndpoint) private readonly endpoint: TokenEndpoint,
      @Inject(TokenIssuer) private readonly issuer: TokenIssuer,
      @Inject(RegisteredKeyTokenIssuer) private readonly registeredKeyIssuer: RegisteredKeyTokenIssuer,
    ) {}

    @Post()
    @HttpCode(status)
    token(
      @Req() request: HttpRequest,
      @Body() body: unknown,
      @Res({ passthrough: true }) reply: HttpReply,
    ): Promise<object> {
      return this.endpoint.answer({ request, body }, reply, {
        parse,
        issue: (requested) =>
          'secret' in requested ? this.issuer.issue(requested) : this.registeredKeyIssuer.issue(requested),
        issuedTo: ({ contract, clientId }) => ({ contract, clientId }),
        proofExpiryOf: ({ client }) => proofExpiryOf(client),
        respond,
      });
    }
  }
  return ClientTokenController;
};

const userTokenController = ({ path, status, prepare, parse, respond }: UserTokenEndpoint): Type => {
  @Controller(path)
  class UserTokenController {
    constructor(
      @Inject(TokenEndpoint) private readonly endpoint: TokenEndpoint,
      @Inject(UserTokenIssuer) private readonly issuer: UserTokenIssuer,
      @Inject(RealmSettings) private readonly realm: RealmSettings,
    ) {}

    @Post()
    @HttpCode(status)
    token(
      @Req() request: HttpRequest,
      @Body() body: unknown,
      @Res({ passthrough: true }) reply: HttpReply,
    ): Promise<object> {
      return this.endpoint.answer({ request, body }, reply, {
        prepare: (sent) => prepare(sent, this.realm),
        parse: (sent, context) => parse(sent, context, this.realm),
        issue: (requested) => this.issuer.issue(requested),
        issuedTo: ({ grantType }) => ({ contract: 'realm', grantType }),
        proofExpiryOf: () => null,
        respond,
      });
    }
  }
  return UserTokenController;
};
