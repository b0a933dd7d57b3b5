import { type DynamicModule, Module, type Provider, type Type } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { ClientAuthenticator } from '../auth/client-authenticator.js';
import { GrantPolicy } from '../auth/grant-policy.js';
import { type ContractSettings, defaultClaims, type TokenSettings } from '../auth/grant-policy.js';
import type { Config } from '../config/config.js';
import type { ContractName } from '../core/credentials/credential.js';
import { isPublished } from '../core/keys/signing-key.js';
import { RealmSettings } from '../core/realm/realm-settings.js';
import { servesIssuance } from '../core/shared/process-role.js';
import { ClientCache } from '../core/tokens/client-cache.js';
import { IssuanceRecorder } from '../core/tokens/issuance-recorder.js';
import { IssuerMetadata } from '../core/tokens/issuer-metadata.js';
import { TokenIdGenerator } from '../core/tokens/token-id-generator.js';
import { TokenRevoker } from '../core/tokens/token-revoker.js';
import { TokenSigner } from '../core/tokens/token-signer.js';
import { ExpiryHeaders } from '../http/expiry-headers.js';
import { OutcomeLog } from '../http/outcome-log.js';
import { ClientCertificates } from '../http/trust/client-certificate.js';
import { TrustedProxy } from '../http/trust/trusted-proxy.js';
import { AllExceptionsFilter } from './all-exceptions.filter.js';
import { avista } from './avista/contract.js';
import { type Contract, Contracts } from './contract.js';
import { FastPath, FastPathMatcher } from './fast-path.js';
import { oauth } from './oauth/contract.js';
import { pix } from './pix/contract.js';
import { realm } from './realm/contract.js';
import { serviceToken } from './service-token/contract.js';
import { tokenController } from './token-controllers.js';
import { TokenEndpoint } from './token-endpoint.js';

/** The wire contracts besides the main one. */
const optionalContracts: readonly Contract[] = [pix, oauth, realm, serviceToken];

/**
 * Returns the enabled contracts. Keys and metadata are published whenever a contract signs with a
 * key that others can verify; introspection and revocation, which belong to them, are for
 * credentials that are allowed `pix`.
 */
const enabledContracts = ({ contracts }: Config['tokens']): Contract[] => {
  const isPublishing = Object.values(contracts).some(({ on, algorithm }) => on && isPublished(algorithm));
  return [avista, ...optionalContracts].filter((contract) =>
    contract.issuesNoTokens ? isPublishing : contracts[contract.name].on,
  );
};

type ContractsConfig = Pick<Config, 'role' | 'tokens' | 'realm' | 'keyActivationDelaySeconds'>;

/**
 * Returns the controllers of a process. A process that only manages has one token endpoint, that of
 * operators, so that they get tokens when no issuing process runs.
 */
const controllersOf = (
  on: readonly Contract[],
  { role }: ContractsConfig,
  hasManagement: boolean,
): Type[] => {
  const issuing = servesIssuance(role);
  return on.flatMap(({ controllers = [], managementControllers = [], tokens }) => [
    ...(tokens && (issuing || tokens === avista.tokens) ? [tokenController(tokens.endpoint)] : []),
    ...(issuing ? controllers : []),
    ...(hasManagement ? managementControllers : []),
  ]);
};

const fastPath: readonly Provider[] = [
  {
    provide: FastPathMatcher,
    useFactory: (...parts: ConstructorParameters<typeof FastPathMatcher>) => new FastPathMatcher(...parts),
    inject: [TrustedProxy, ClientCertificates, ClientCache, ClientAuthenticator, ExpiryHeaders, GrantPolicy],
  },
  {
    provide: FastPath,
    useFactory: (...parts: ConstructorParameters<typeof FastPath>) => new FastPath(...parts),
    inject: [FastPathMatcher, TokenIdGenerator, TokenSigner, IssuanceRecorder, ClientCache, OutcomeLog],
  },
];

@Module({})
export class ContractsModule {
  /** `revoker`: `null` in a process without management. */
  static with(config: ContractsConfig, revoker: TokenRevoker | null): DynamicModule {
    const { tokens, realm: realmConfig, keyActivationDelaySeconds } = config;
    const on = enabledContracts(tokens);
    return {
      module: ContractsModule,
      controllers: controllersOf(on, config, revoker !== null),
      providers: [
        TokenEndpoint,
        ...on.flatMap(({ providers }) => providers ?? []),
        {
          provide: IssuerMetadata,
          useValue: new IssuerMetadata(tokens.issuer, keyActivationDelaySeconds, tokens.contracts.pix.on),
        },
        { provide: RealmSettings, useValue: new RealmSettings(realmConfig.name, realmConfig.clientId) },
        ...(revoker ? [{ provide: TokenRevoker, useValue: revoker }] : []),
        { provide: Contracts, useValue: new Contracts(avista, on) },
        ...fastPath,
        AllExceptionsFilter,
        { provide: APP_FILTER, useExisting: AllExceptionsFilter },
      ],
    };
  }

  /** Returns the settings of each contract's tokens, as published and as configured. */
  static settings(tokens: Config['tokens']): TokenSettings['contracts'] {
    const settings: Partial<Record<ContractName, ContractSettings>> = {};
    for (const { name, tokens: published } of enabledContracts(tokens)) {
      if (!published) continue;
      const { algorithms, typs, claims = defaultClaims } = published;
      settings[name] = { ...tokens.contracts[name], claims, algorithms, typs };
    }
    return settings;
  }
}
