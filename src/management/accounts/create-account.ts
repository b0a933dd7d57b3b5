import {
  type Account,
  type AccountKind,
  merchantScopes,
  operatorScopes,
} from '../../core/accounts/account.js';
import type { Locked } from '../../core/shared/locked.js';
import type { ChangeTransaction } from '../../core/shared/unit-of-work.js';
import { invalid, name, networks, scopes, taxId } from '../fields.js';
import type { UseCase } from '../use-case.js';

export interface AccountInput {
  readonly name: string;
  readonly kind?: AccountKind;
  /** CNPJ, with or without punctuation. */
  readonly taxId?: string;
  /** Left out: the standard ones of the kind. */
  readonly scopes?: readonly string[];
  /** CIDR blocks that requests must come from; none: anywhere. */
  readonly networks?: readonly string[];
  /** Whether certificates must carry the account's CNPJ. */
  readonly taxIdOnCertificate?: boolean;
  /** Whether introspection tells it of everybody's tokens. */
  readonly resourceServer?: boolean;
}

const standardScopes = { merchant: merchantScopes, operator: operatorScopes } as const;

export const createAccount: UseCase<AccountInput, Account> = {
  action: 'account.create',
  names: () => ({}),
  prepare: (input) => ({ kind: 'changes', run: (tx) => openWithin(tx, input) }),
};

/** Opens an account as a part of a larger change. */
export const openWithin = async (tx: ChangeTransaction, input: AccountInput): Promise<Locked<Account>> => {
  const { kind = 'merchant', taxIdOnCertificate = false, resourceServer = false } = input;
  if (taxIdOnCertificate && input.taxId === undefined) {
    throw invalid('tax id', 'is needed, since certificates are to carry it');
  }
  return tx.accounts.add({
    name: name(input.name),
    kind,
    taxId: input.taxId === undefined ? null : taxId(input.taxId),
    scopes: scopes(input.scopes ?? standardScopes[kind]),
    networks: networks(input.networks ?? []),
    taxIdOnCertificate,
    resourceServer,
  });
};
