import { type DynamicModule, Module } from '@nestjs/common';
import { type FamilyEnder, RealmStore, RefreshTokens, UserIssuanceLog } from '../core/realm/realm-ports.js';
import {
  ClientSnapshotReader,
  DigestUpgrader,
  IssuanceLog,
  SecretVerifier,
  TokenIdGenerator,
  TokenSigner,
} from '../core/tokens/ports.js';
import { ApiTokens } from '../core/tokens/token-verifier.js';
import { ClientAuthenticator } from './authenticate-client.js';
import { UserAuthenticator } from './authenticate-user.js';
import { SecretChecker } from './check-secret.js';
import { GrantPolicy, profilesOf, type TokenTerms } from './decide-grant.js';
import { type RealmTerms, UserGrantPolicy } from './decide-user-grant.js';
import { TokenIssuer } from './token-issuer.js';
import { UserTokenIssuer } from './user-token-issuer.js';

/** The corridor, wired to whatever stands behind its ports. */
@Module({})
export class AuthModule {
  static with(terms: TokenTerms, realm: RealmTerms, families: FamilyEnder): DynamicModule {
    return {
      module: AuthModule,
      global: true,
      providers: [
        {
          provide: SecretChecker,
          useFactory: (verifier: SecretVerifier, upgrader: DigestUpgrader) =>
            new SecretChecker(verifier, upgrader),
          inject: [SecretVerifier, DigestUpgrader],
        },
        {
          provide: ClientAuthenticator,
          useFactory: (snapshots: ClientSnapshotReader, secrets: SecretChecker) =>
            new ClientAuthenticator(snapshots, secrets),
          inject: [ClientSnapshotReader, SecretChecker],
        },
        { provide: GrantPolicy, useValue: new GrantPolicy(terms) },
        { provide: ApiTokens, useValue: new ApiTokens(Object.values(terms.contracts).flatMap(profilesOf)) },
        {
          provide: TokenIssuer,
          useFactory: (...parts: ConstructorParameters<typeof TokenIssuer>) => new TokenIssuer(...parts),
          inject: [ClientAuthenticator, GrantPolicy, TokenIdGenerator, TokenSigner, IssuanceLog],
        },
        { provide: UserGrantPolicy, useValue: new UserGrantPolicy(terms, realm) },
        {
          provide: UserAuthenticator,
          useFactory: (users: RealmStore, passwords: SecretVerifier, refreshTokens: RefreshTokens) =>
            new UserAuthenticator(users, passwords, refreshTokens, families, realm),
          inject: [RealmStore, SecretVerifier, RefreshTokens],
        },
        {
          provide: UserTokenIssuer,
          useFactory: (...parts: ConstructorParameters<typeof UserTokenIssuer>) =>
            new UserTokenIssuer(...parts),
          inject: [
            UserAuthenticator,
            UserGrantPolicy,
            TokenIdGenerator,
            TokenSigner,
            UserIssuanceLog,
            RefreshTokens,
          ],
        },
      ],
      exports: [TokenIssuer, ClientAuthenticator, UserTokenIssuer, ApiTokens],
    };
  }
}
