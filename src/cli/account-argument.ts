import type { Command } from 'commander';

/** Turns what a person wrote for an account into its number. */
type FindAccount = (text: string) => Promise<string>;

const accountName = 'account';

/**
 * Finds the accounts that a command names, before it runs: its argument `<account>` and its option
 * `--account`. So no command can take an account by its number alone.
 */
export const findAccounts = async (command: Command, find: FindAccount): Promise<void> => {
  for (const [index, argument] of command.registeredArguments.entries()) {
    const given: unknown = command.processedArgs[index];
    if (argument.name() === accountName && typeof given === 'string')
      command.processedArgs[index] = await find(given);
  }
  const option: unknown = command.getOptionValue(accountName);
  if (typeof option === 'string') command.setOptionValue(accountName, await find(option));
};
