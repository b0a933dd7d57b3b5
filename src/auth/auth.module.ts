import { type DynamicModule, Module } from '@nestjs/common';
import {
  AuthorityStore,
  DigestMover,
  IssuanceLog,
  SecretVerifier,
  TokenNamer,
  TokenSigner,
} from '../core/ports.js';
import { ApiTokens } from '../core/token-verifier.js';
import { ClientAuthenticator } from './authenticate-client.js';
import { SecretChecker } from './check-secret.js';
import { GrantPolicy, sortsOf, type TokenTerms } from './decide-grant.js';
import { TokenIssuer } from './token-issuer.js';

/** The corridor, wired to whatever stands behind its ports. */
@Module({})
export class AuthModule {
  static with(terms: TokenTerms): DynamicModule {
    return {
      module: AuthModule,
      global: true,
      providers: [
        {
          provide: SecretChecker,
          useFactory: (verifier: SecretVerifier, mover: DigestMover) => new SecretChecker(verifier, mover),
          inject: [SecretVerifier, DigestMover],
        },
        {
          provide: ClientAuthenticator,
          useFactory: (authorities: AuthorityStore, secrets: SecretChecker) =>
            new ClientAuthenticator(authorities, secrets),
          inject: [AuthorityStore, SecretChecker],
        },
        { provide: GrantPolicy, useValue: new GrantPolicy(terms) },
        { provide: ApiTokens, useValue: new ApiTokens(Object.values(terms.contracts).flatMap(sortsOf)) },
        {
          provide: TokenIssuer,
          useFactory: (...parts: ConstructorParameters<typeof TokenIssuer>) => new TokenIssuer(...parts),
          inject: [ClientAuthenticator, GrantPolicy, TokenNamer, TokenSigner, IssuanceLog],
        },
      ],
      exports: [TokenIssuer, ClientAuthenticator, ApiTokens],
    };
  }
}
