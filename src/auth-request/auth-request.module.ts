import { type DynamicModule, Module } from '@nestjs/common';
import type { Config } from '../config/config.js';
import { ApiTokenProfiles, TokenVerifier } from '../core/tokens/token-verifier.js';
import { AuthRequestDecider } from './auth-request.js';
import { AuthRequestErrorResponder } from './auth-request-error-responder.js';
import { AuthRequestRoute } from './auth-request-route.js';
import { CurrentRoutes } from './current-routes.js';
import { RefusedTokenRecorder } from './refused-token-recorder.js';

/**
 * Answers NGINX's question whether a request may pass to an API behind it.
 *
 * This folder owns the route table in memory and the decision about each request. It must never let
 * a request pass without a rule that permits it, or keep anything that can change between two
 * requests.
 */
@Module({})
export class AuthRequestModule {
  static with({ tokens }: Pick<Config, 'tokens'>, routes: CurrentRoutes): DynamicModule {
    return {
      module: AuthRequestModule,
      global: true,
      providers: [
        { provide: CurrentRoutes, useValue: routes },
        {
          provide: AuthRequestDecider,
          useFactory: (verifier: TokenVerifier, apiTokens: ApiTokenProfiles) =>
            new AuthRequestDecider(verifier, routes, apiTokens, {
              acceptsAuthenticationHeader: tokens.contracts.realm.on,
            }),
          inject: [TokenVerifier, ApiTokenProfiles],
        },
        AuthRequestErrorResponder,
        RefusedTokenRecorder,
        AuthRequestRoute,
      ],
      exports: [CurrentRoutes],
    };
  }
}
