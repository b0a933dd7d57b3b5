import { type Account, type AccountKind, merchantScopes } from '../../core/accounts/account.js';
import { type OperatorRole, operatorRoles } from '../../core/accounts/operator-role.js';
import type { Locked } from '../../core/shared/locked.js';
import type { ChangeTransaction } from '../../core/shared/unit-of-work.js';
import { invalid, parseName, parseNetworks, parseScopesOf, parseTaxId } from '../fields.js';
import type { UseCase } from '../use-case.js';
import { assertHasRoles, scopesOfRole } from './scopes-of-role.js';

export interface AccountInput {
  readonly name: string;
  readonly kind?: AccountKind;
  /** CNPJ, with or without punctuation. */
  readonly taxId?: string;
  /** When it is omitted, the account gets the default scopes of its kind. */
  readonly scopes?: readonly string[];
  /** The role of an operator, instead of its scopes. */
  readonly role?: OperatorRole;
  /** CIDR blocks that requests must come from. An empty list allows every address. */
  readonly networks?: readonly string[];
  /** Whether certificates must carry the account's CNPJ. */
  readonly taxIdOnCertificate?: boolean;
  /** Whether introspection answers this account about the tokens of every account. */
  readonly resourceServer?: boolean;
}

const defaultScopes = { merchant: merchantScopes, operator: operatorRoles.administrator } as const;

export const createAccount: UseCase<AccountInput, Account> = {
  action: 'account.create',
  targetsOf: () => ({}),
  prepare: (input) => ({ kind: 'changes', run: (tx) => createAccountWithin(tx, input) }),
};

/** Creates an account as a part of a larger change. */
export const createAccountWithin = async (
  tx: ChangeTransaction,
  input: AccountInput,
): Promise<Locked<Account>> => {
  const { kind = 'merchant', taxIdOnCertificate = false, resourceServer = false } = input;
  if (taxIdOnCertificate && input.taxId === undefined) {
    throw invalid('tax id', 'is required, because certificates must carry it');
  }
  return tx.accounts.add({
    name: parseName(input.name),
    kind,
    taxId: input.taxId === undefined ? null : parseTaxId(input.taxId),
    scopes: scopesFrom(kind, input),
    networks: parseNetworks(input.networks ?? []),
    taxIdOnCertificate,
    resourceServer,
  });
};

const scopesFrom = (kind: AccountKind, { role, scopes }: AccountInput): string[] => {
  if (role === undefined) return parseScopesOf(kind, scopes ?? defaultScopes[kind]);
  assertHasRoles(kind);
  return scopesOfRole(role, scopes);
};
