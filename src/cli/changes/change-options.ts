import { type Command, Option } from 'commander';

/** Adds `--dry-run` to a command that changes something. `CliContext.change` reads it. */
export const withDryRun = (command: Command): Command =>
  command.addOption(new Option('--dry-run', 'show what would change, without changing it'));

/**
 * Adds `--dry-run` and `--yes` to a command that takes something away. `CliContext.confirmAndChange` asks the
 * person at the terminal unless `--yes` is given.
 */
export const withConfirmation = (command: Command): Command =>
  withDryRun(command).addOption(new Option('--yes', 'skip the confirmation; required without a terminal'));
