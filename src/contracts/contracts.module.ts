import { type DynamicModule, Module } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import type { ContractTerms, TokenTerms } from '../auth/decide-grant.js';
import type { Config } from '../config/config.js';
import { IssuerFacts } from '../core/issuer-facts.js';
import type { ContractName } from '../core/credential.js';
import { TokenRevoker } from '../core/token-revoker.js';
import type { Management } from '../management/management.js';
import { RevokeOwnToken } from '../management/revoke-own-token.js';
import { avista } from './avista/contract.js';
import { ContractFilter } from './contract.filter.js';
import { type Contract, Contracts } from './contract.js';
import { oauth } from './oauth/contract.js';
import { pix } from './pix/contract.js';

/** The wire contracts that are on, beside the main one. */
const others: readonly Contract[] = [pix, oauth];

@Module({})
export class ContractsModule {
  static with(
    { tokens, keyDelaySeconds }: Pick<Config, 'tokens' | 'keyDelaySeconds'>,
    management: Management,
  ): DynamicModule {
    return {
      module: ContractsModule,
      controllers: [avista, ...others].flatMap(({ controllers }) => controllers),
      providers: [
        ...[avista, ...others].flatMap(({ providers }) => providers ?? []),
        { provide: IssuerFacts, useValue: new IssuerFacts(tokens.issuer, tokens.audience, keyDelaySeconds) },
        { provide: TokenRevoker, useValue: new RevokeOwnToken(management) },
        { provide: Contracts, useValue: new Contracts(avista, others) },
        ContractFilter,
        { provide: APP_FILTER, useExisting: ContractFilter },
      ],
    };
  }

  /** What the tokens of each contract are, as published and as configured. */
  static terms({ audience, lifetimeSeconds }: Config['tokens']): TokenTerms['contracts'] {
    const terms: Partial<Record<ContractName, ContractTerms>> = {};
    for (const { name, tokens } of [avista, ...others]) {
      const seconds = lifetimeSeconds[name] ?? tokens?.lifetimeSeconds;
      if (tokens && seconds !== undefined) terms[name] = { ...tokens, audience, lifetimeSeconds: seconds };
    }
    return terms;
  }
}
