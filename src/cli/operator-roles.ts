import { Argument, type Command } from 'commander';
import type { Account } from '../core/accounts/account.js';
import {
  type OperatorRole,
  operatorRoleNames,
  operatorRoles,
  scopesAllowedBy,
  shownRoleOf,
  withRole,
} from '../core/accounts/operator-role.js';
import { rolePurposes } from '../core/accounts/role-purposes.js';
import { withConfirmation } from './changes/change-options.js';
import { stateBefore } from './changes/undo.js';
import type { CliContext, OperatorCommands } from './cli-context.js';
import { explain } from './help.js';
import { operatorColumns } from './screen/columns.js';

/** The roles, for the help of commands. */
export const rolesInWords = operatorRoleNames
  .map((role) => `Role ${role}: ${rolePurposes.en[role]}.`)
  .join(' ');

/** `portaria operator list`. */
export const addOperatorList = (noun: Command, context: CliContext<OperatorCommands>): void => {
  const list = noun
    .command('list')
    .description('list operators with their roles')
    .action(async () => {
      const operators = await context.useCases().accounts.list.run({ kind: 'operator' });
      if (context.screen().json(operators.map(withRole))) return;
      context.screen().list(operators, operatorColumns);
    });
  explain(list, {
    details: [
      'The role is the one whose scopes allow what those of the operator do. custom: there is no such role.',
    ],
    examples: ['portaria operator list', 'portaria operator list --json'],
    next: ['portaria operator set-role <account> <role>'],
  });
};

/** `portaria operator set-role`. */
export const addOperatorSetRole = (noun: Command, context: CliContext<OperatorCommands>): void => {
  const setRole = noun
    .command('set-role <account>')
    .description('change the role of an operator')
    .addArgument(new Argument('<role>', 'the new role').choices(operatorRoleNames))
    .action(async (account: string, role: OperatorRole) => {
      const { accounts } = context.useCases();
      const before = await stateBefore(accounts.show.run(account));
      const after = await context.confirmAndChange(
        accounts.update,
        { account, role },
        () => (before ? consequencesOf(before.account, role) : []),
        'possible',
      );
      if (context.screen().json(withRole(after))) return;
      context.screen().list([after], operatorColumns);
      context.screen().print(`Account ${after.id} (${after.name}) has the role ${role}.`);
    });
  explain(withConfirmation(setRole), {
    details: [
      rolesInWords,
      'The command says what the operator can no longer do, and what is new, before you confirm. If the operator loses a scope, ' +
        'its tokens are revoked; it requests a new one. A credential with scopes of its own keeps those, and never has ' +
        'more than the account.',
      'The last administrator stays: a change after which no operator could get a token with admin:write is refused.',
    ],
    examples: ['portaria operator set-role 4 support', 'portaria operator set-role "Ana Souza" security'],
  });
};

/** Says what an operator could do before and cannot do afterwards, and the other way round. */
const consequencesOf = (before: Account, role: OperatorRole): string[] => {
  const [was, is] = [scopesAllowedBy(before.scopes), scopesAllowedBy(operatorRoles[role])];
  const lost = was.filter((scope) => !is.includes(scope));
  const gained = is.filter((scope) => !was.includes(scope));
  return [
    `Role: ${shownRoleOf(before) ?? 'none'} -> ${role}.`,
    ...(lost.length > 0 ? [`No longer allowed: ${lost.join(' ')}.`] : []),
    ...(gained.length > 0 ? [`Allowed from now on: ${gained.join(' ')}.`] : []),
  ];
};
