/** Builds the commands that take a change back. They are printed to be copied and pasted. */
import { commandName } from '../../config/invocation.js';
import type { Account } from '../../core/accounts/account.js';
import type { Credential } from '../../core/credentials/credential.js';
import { ManagementError } from '../../core/shared/management-error.js';
import { quoteForShell } from '../../core/shared/quote-for-shell.js';

type Words = readonly string[];

const commandOf = (words: Words): string => [commandName(), ...words.map(quoteForShell)].join(' ');

/** One entry for each field that `account update` changes: the options that restore its value. */
const accountFields: readonly ((account: Account) => Words)[] = [
  ({ name }) => ['--name', name],
  ({ taxId }) => (taxId === null ? ['--no-tax-id'] : ['--tax-id', taxId]),
  ({ taxIdOnCertificate: on }) => [on ? '--tax-id-on-certificate' : '--no-tax-id-on-certificate'],
  ({ resourceServer: on }) => [on ? '--resource-server' : '--no-resource-server'],
  ({ scopes }) => scopes.flatMap((scope) => ['--scope', scope]),
  ({ networks }) =>
    networks.length === 0 ? ['--any-network'] : networks.flatMap((network) => ['--network', network]),
];

/**
 * Resolves to the state before a change; `null` when it cannot be read: the change itself then says
 * what is wrong.
 */
export const stateBefore = async <T>(reading: Promise<T>): Promise<T | null> => {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof ManagementError) return null;
    throw error;
  }
};

/** Returns the command that restores an account; `null` when the update changed nothing. */
export const undoOfAccountUpdate = (before: Account | null, after: Account): string | null => {
  if (!before) return null;
  const options = accountFields.flatMap((optionsOf) => {
    const [was, is] = [optionsOf(before), optionsOf(after)];
    return was.join(' ') === is.join(' ') ? [] : was;
  });
  return options.length === 0 ? null : commandOf(['account', 'update', after.id, ...options]);
};

/** Returns the command that restores the policy of a contract; `null` when it did not change. */
export const undoOfPolicy = (
  before: Credential | null,
  { contract, policy }: { readonly contract: string; readonly policy: string },
): string | null => {
  if (!before) return null;
  const was = policyOf(before, contract);
  return was === policy ? null : commandOf(['credential', 'set-policy', before.clientId, contract, was]);
};

const policyOf = ({ contracts }: Credential, name: string): string =>
  contracts.find(({ contract }) => contract === name)?.policy ?? 'off';
