import { type DynamicModule, Module, type Provider } from '@nestjs/common';
import { DigestUpgrader } from '../core/credentials/digest-upgrader.js';
import { RegisteredKeys } from '../core/credentials/registered-key.js';
import { SecretVerifier } from '../core/credentials/secret-verifier.js';
import { RealmUserSnapshotReader } from '../core/realm/realm-user-snapshot-reader.js';
import { RefreshTokens } from '../core/realm/refresh-tokens.js';
import { ReusedFamilyRevoker } from '../core/realm/reused-family-revoker.js';
import { UserIssuanceRecorder } from '../core/realm/user-issuance-recorder.js';
import { AssertionIssuanceRecorder } from '../core/tokens/assertion-issuance-recorder.js';
import { AssertionVerifier } from '../core/tokens/assertion-verifier.js';
import { ClientCache } from '../core/tokens/client-cache.js';
import { ClientSnapshotReader } from '../core/tokens/client-snapshot-reader.js';
import { IssuanceRecorder } from '../core/tokens/issuance-recorder.js';
import { tokenEndpointOf } from '../core/tokens/issuer-metadata.js';
import { TokenBudget } from '../core/tokens/token-budget.js';
import { TokenIdGenerator } from '../core/tokens/token-id-generator.js';
import { TokenSigner } from '../core/tokens/token-signer.js';
import { ApiTokenProfiles } from '../core/tokens/token-verifier.js';
import { ClientAuthenticator } from './client-authenticator.js';
import { GrantPolicy, profilesOf, type TokenSettings } from './grant-policy.js';
import { PasswordChecker } from './password-checker.js';
import { RegisteredKeyChecker } from './registered-key-checker.js';
import { RegisteredKeyTokenIssuer } from './registered-key-token-issuer.js';
import { SecretChecker } from './secret-checker.js';
import { TokenIssuer } from './token-issuer.js';
import { UserAuthenticator } from './user-authenticator.js';
import { type RealmTokenSettings, UserGrantPolicy } from './user-grant-policy.js';
import { UserTokenIssuer } from './user-token-issuer.js';

const checkers: Provider[] = [SecretChecker, PasswordChecker].map((Checker) => ({
  provide: Checker,
  useFactory: (verifier: SecretVerifier, upgrader: DigestUpgrader) => new Checker(verifier, upgrader),
  inject: [SecretVerifier, DigestUpgrader],
}));

const authenticator: Provider = {
  provide: ClientAuthenticator,
  useFactory: (...parts: ConstructorParameters<typeof ClientAuthenticator>) =>
    new ClientAuthenticator(...parts),
  inject: [ClientSnapshotReader, SecretChecker, RegisteredKeyChecker],
};

const keyChecker = ({ issuer }: TokenSettings): Provider => ({
  provide: RegisteredKeyChecker,
  useFactory: (registered: RegisteredKeys, verifier: AssertionVerifier, upgrader: DigestUpgrader) =>
    new RegisteredKeyChecker(registered, verifier, upgrader, [issuer, tokenEndpointOf(issuer)]),
  inject: [RegisteredKeys, AssertionVerifier, DigestUpgrader],
});

const keyTokenIssuer: Provider = {
  provide: RegisteredKeyTokenIssuer,
  useFactory: (
    clients: ClientAuthenticator,
    policy: GrantPolicy,
    tokenIds: TokenIdGenerator,
    signer: TokenSigner,
    plain: IssuanceRecorder,
    withAssertion: AssertionIssuanceRecorder,
  ) => new RegisteredKeyTokenIssuer(clients, policy, tokenIds, signer, { plain, withAssertion }),
  inject: [
    ...[ClientAuthenticator, GrantPolicy, TokenIdGenerator, TokenSigner],
    ...[IssuanceRecorder, AssertionIssuanceRecorder],
  ],
};

const tokenIssuer: Provider = {
  provide: TokenIssuer,
  useFactory: (...parts: ConstructorParameters<typeof TokenIssuer>) => new TokenIssuer(...parts),
  inject: [
    ...[ClientAuthenticator, GrantPolicy, TokenIdGenerator, TokenSigner],
    ...[IssuanceRecorder, ClientCache],
  ],
};

/** Provides what decides the grants of clients and users, out of one budget. */
const policiesOf = (tokens: TokenSettings, realm: RealmTokenSettings): Provider[] => [
  {
    provide: GrantPolicy,
    useFactory: (budget: TokenBudget) => new GrantPolicy(tokens, budget),
    inject: [TokenBudget],
  },
  {
    provide: UserGrantPolicy,
    useFactory: (budget: TokenBudget) => new UserGrantPolicy(tokens, realm, budget),
    inject: [TokenBudget],
  },
];

/**
 * The token request pipeline, wired to the adapters behind its ports.
 *
 * This folder owns how clients and users authenticate, what they get, and the issue of tokens; it
 * must never know HTTP, SQL, a wire format or a signing algorithm.
 */
@Module({})
export class AuthModule {
  static with(tokens: TokenSettings, realm: RealmTokenSettings): DynamicModule {
    return {
      module: AuthModule,
      global: true,
      providers: [
        ...checkers,
        keyChecker(tokens),
        authenticator,
        keyTokenIssuer,
        ...policiesOf(tokens, realm),
        { provide: ApiTokenProfiles, useValue: apiTokenProfilesOf(tokens) },
        tokenIssuer,
        {
          provide: UserAuthenticator,
          useFactory: (
            users: RealmUserSnapshotReader,
            passwords: PasswordChecker,
            refreshTokens: RefreshTokens,
            revoker: ReusedFamilyRevoker,
          ) => new UserAuthenticator(users, passwords, refreshTokens, revoker, realm),
          inject: [RealmUserSnapshotReader, PasswordChecker, RefreshTokens, ReusedFamilyRevoker],
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
            UserIssuanceRecorder,
            RefreshTokens,
          ],
        },
      ],
      exports: [
        TokenIssuer,
        RegisteredKeyTokenIssuer,
        ClientAuthenticator,
        GrantPolicy,
        UserTokenIssuer,
        ApiTokenProfiles,
      ],
    };
  }
}

const apiTokenProfilesOf = ({ contracts }: TokenSettings): ApiTokenProfiles =>
  new ApiTokenProfiles(Object.values(contracts).flatMap(profilesOf));
