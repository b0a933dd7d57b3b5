import type { Account } from '../../core/accounts/account.js';
import type { AccountChanges } from '../../core/accounts/account-repository.js';
import type { OperatorRole } from '../../core/accounts/operator-role.js';
import {
  invalid,
  parseAccountId,
  parseName,
  parseNetworks,
  parseScopes,
  parseScopesOf,
  parseTaxId,
} from '../fields.js';
import type { UseCase } from '../use-case.js';
import { assertHasRoles, scopesOfRole } from './scopes-of-role.js';

/** The changes to an account. An omitted field stays as it is. */
export interface UpdateAccountInput {
  readonly account: string;
  readonly name?: string;
  /** CNPJ, with or without punctuation; `null` removes it. */
  readonly taxId?: string | null;
  readonly scopes?: readonly string[];
  /** The new role of an operator, instead of its scopes. */
  readonly role?: OperatorRole;
  readonly networks?: readonly string[];
  readonly taxIdOnCertificate?: boolean;
  readonly resourceServer?: boolean;
}

/**
 * Changes an account's properties. A change that narrows the account ends its tokens; a client that
 * is still allowed can get others.
 */
export const updateAccount: UseCase<UpdateAccountInput, Account> = {
  action: 'account.update',
  targetsOf: ({ account }) => ({ account }),
  prepare: ({ account, ...input }) => {
    const id = parseAccountId(account);
    const changes = parseChanges(input);
    return {
      kind: 'revokes',
      run: async (tx) => {
        const locked = await tx.accounts.lock(id);
        const after = { ...locked, ...changes };
        if (after.taxIdOnCertificate && after.taxId === null)
          throw invalid('tax id', 'is required, because certificates must carry it');
        if (input.role !== undefined) assertHasRoles(locked.kind);
        if (input.scopes) parseScopesOf(locked.kind, input.scopes);
        if (narrows(locked, after)) await tx.accounts.narrow(locked, changes);
        else await tx.accounts.update(locked, changes);
        return (await tx.accounts.find(id)) ?? after;
      },
    };
  },
};

const parseChanges = (input: Omit<UpdateAccountInput, 'account'>): AccountChanges => {
  if (Object.keys(input).length === 0)
    throw invalid('account', 'there is nothing to change. Give a field such as name');
  const { taxId: cnpj, role } = input;
  return {
    ...(input.name !== undefined && { name: parseName(input.name) }),
    ...(cnpj !== undefined && { taxId: cnpj === null ? null : parseTaxId(cnpj) }),
    ...(input.scopes && { scopes: parseScopes(input.scopes) }),
    ...(role !== undefined && { scopes: scopesOfRole(role, input.scopes) }),
    ...(input.networks && { networks: parseNetworks(input.networks) }),
    ...(input.taxIdOnCertificate !== undefined && { taxIdOnCertificate: input.taxIdOnCertificate }),
    ...(input.resourceServer !== undefined && { resourceServer: input.resourceServer }),
  };
};

/**
 * Returns whether a client that gets a token now might not get it, or not all of its scopes,
 * afterwards.
 */
const narrows = (before: Account, after: Account): boolean =>
  lacksSome(before.scopes, after.scopes) ||
  (after.networks.length > 0 &&
    (before.networks.length === 0 || lacksSome(before.networks, after.networks))) ||
  (after.taxIdOnCertificate && (!before.taxIdOnCertificate || before.taxId !== after.taxId));

const lacksSome = (before: readonly string[], after: readonly string[]): boolean =>
  before.some((one) => !after.includes(one));
