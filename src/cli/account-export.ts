import type { Command } from 'commander';
import type { AccountUseCases } from '../management/accounts/account-use-cases.js';
import { fileProblem } from './audit/audit-copy.js';
import type { CliContext } from './cli-context.js';
import { explain } from './help.js';

/** `portaria account export`. */
export const addExport = (noun: Command, context: CliContext<AccountUseCases>): void => {
  const copy = noun
    .command('export <account>')
    .description('export everything that is kept of an account, as JSON')
    .option('--to <file>', 'write to a new file (default: standard output)')
    .action(async (id: string, { to }: { readonly to?: string }) => {
      const accounts = context.useCases();
      const account = await context.change(accounts.recordExport, id);
      await context.platform.terminal
        .stream(accounts.export.lines(account), to ?? null)
        .catch((cause: unknown) => {
          throw to === undefined ? cause : fileProblem(to, cause);
        });
      if (to !== undefined)
        context.screen().print(`Account ${account.id} (${account.name}) is exported to ${to}.`);
    });
  explain(copy, {
    details: [
      'The document has no secret, and no digest of one. The audit trail records the export.',
      'The admin API has at most 1000 items of each list; this command has all of them. Looking for the issued tokens of a ' +
        'large deployment can take minutes.',
    ],
    examples: [
      'portaria account export 7 --to ./account-7.json',
      'portaria account export 12.345.678/0001-95 | jq .auditEvents',
    ],
  });
};
