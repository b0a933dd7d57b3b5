import { commandName } from '../config/invocation.js';
import { refusalReasons } from '../core/refusals/refusal.js';
import type { StoredRefusal } from '../core/refusals/refusal-records.js';
import { refusedTokenReasons } from '../core/refusals/refused-token.js';
import {
  type RefusalNextStep,
  refusalNextStep,
  refusedTokenNextStep,
} from '../management/refusals/refusal-next-step.js';

type CommandBuilder = (refusal: StoredRefusal) => readonly (string | null)[];

/** Every one of these commands only reads. */
const commands: Readonly<Record<RefusalNextStep, CommandBuilder>> = {
  accounts: () => ['account', 'list'],
  account: ({ accountId }) => ['account', 'show', accountId],
  credentials: ({ accountId }) => ['credential', 'list', accountId],
  secrets: ({ accountId }) => ['credential', 'list', accountId, '--secrets'],
  certificates: ({ accountId }) => ['certificate', 'list', accountId],
  users: ({ accountId }) => ['realm-user', 'list', accountId],
  certificate: ({ fingerprint }) => ['certificate', 'inspect', fingerprint],
};

/**
 * Returns the command that shows more about a refusal, to be copied and pasted; `null` when no
 * command does, or when a name that it needs is unknown.
 */
export const commandAfter = (refusal: StoredRefusal): string | null => {
  // A reason of a newer release is not in the list.
  const reason = refusalReasons.find((known) => known === refusal.reason);
  const ofToken = refusedTokenReasons.find((known) => known === refusal.reason);
  const nextStep = reason ? refusalNextStep[reason] : ofToken ? refusedTokenNextStep[ofToken] : null;
  if (nextStep === null) return null;
  const words = commands[nextStep](refusal);
  return words.includes(null) ? null : [commandName(), ...words].join(' ');
};
