import { type DynamicModule, Module } from '@nestjs/common';
import { AuthRequestDecider } from '../auth-request/auth-request.js';
import { CurrentRoutes } from '../auth-request/current-routes.js';
import { ProtectedApis } from '../core/protected-apis/protected-apis.js';
import { ApiTokenProfiles, TokenVerifier } from '../core/tokens/token-verifier.js';
import { DocumentParser } from './document-parser.js';
import { type KnownRoutes, ProtectedApisInFolder } from './protected-apis-in-folder.js';

/** What the process knows of the folder, without the routes that it answers NGINX by. */
export interface ProtectedApisSettings extends Omit<KnownRoutes, 'routes'> {
  /** The routes of a process that NGINX does not ask. */
  readonly ownRoutes: () => CurrentRoutes;
  /** Whether the contract is on whose tokens come in the header `Authentication`. */
  readonly acceptsAuthenticationHeader: boolean;
}

/**
 * The protected APIs as operators see them.
 *
 * This folder owns how route tables, checks of requests and comparisons of documents are shown to operators. It must
 * never write a route table, or let a request pass.
 */
@Module({})
export class ProtectedApisModule {
  static with({ ownRoutes, acceptsAuthenticationHeader, ...known }: ProtectedApisSettings): DynamicModule {
    return {
      module: ProtectedApisModule,
      global: true,
      providers: [
        {
          provide: ProtectedApis,
          useFactory: (inForce: CurrentRoutes, verifier: TokenVerifier, profiles: ApiTokenProfiles) => {
            const routes = known.hasReloadJob ? inForce : ownRoutes();
            const decider = new AuthRequestDecider(verifier, routes, profiles, {
              acceptsAuthenticationHeader,
            });
            return new ProtectedApisInFolder({ ...known, routes }, decider, new DocumentParser());
          },
          inject: [CurrentRoutes, TokenVerifier, ApiTokenProfiles],
        },
      ],
      exports: [ProtectedApis],
    };
  }
}
