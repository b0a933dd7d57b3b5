import type { ChangeEffect } from '../../core/shared/dry-run.js';
import { ManagementError } from '../../core/shared/management-error.js';
import { escapeControlCharacters, Screen } from '../screen/screen.js';
import type { Terminal } from '../screen/terminal.js';
import { showEffect } from './change-effect.js';

/** Whether a change can be taken back by another one. */
export type Undo = 'impossible' | 'possible';

const columnsUsual = 80;
const fingerprintShort = 16;

/**
 * Shows what would end, and asks for the account's name. Throws `ManagementError('invalid')` unless it
 * is typed: eight digits of a fingerprint must not end an account's only certificate.
 */
export const confirm = async (
  terminal: Terminal,
  effect: ChangeEffect,
  words: readonly string[],
  undo: Undo,
): Promise<void> => {
  if (!terminal.ask) throw unasked(undo);
  // The questions are for the person, whatever reads the output.
  const columns = terminal.columns ?? columnsUsual;
  const screen = new Screen({ ...terminal, columns, out: terminal.note.bind(terminal) }, false);
  showEffect(screen, effect);
  for (const sentence of words) screen.print(sentence);
  const { what, name } = askedFor(effect);
  const typed = await terminal.ask(
    `${undo === 'impossible' ? 'This cannot be undone. ' : ''}Type the ${what} to confirm (${escapeControlCharacters(name)}): `,
  );
  if (typed.trim() !== name.trim()) throw unconfirmed(what);
};

/** The account's name, or what the change names when it is about no account or several. */
const askedFor = ({
  accounts,
  certificates,
  targets,
}: ChangeEffect): { readonly what: string; readonly name: string } => {
  const [only, another] = accounts;
  if (only && !another) return { what: "account's name", name: only.name };
  const id = certificates[0]?.fingerprint ?? targets.at(-1)?.split(' ').at(-1) ?? '';
  return { what: 'id', name: /^[0-9a-f]{64}$/.test(id) ? id.slice(0, fingerprintShort) : id };
};

/** Throws before anything is read when there is neither a terminal nor `--yes`. */
export const assertAskable = (terminal: Terminal, yes: boolean, undo: Undo): void => {
  if (!yes && !terminal.ask) throw unasked(undo);
};

const unasked = (undo: Undo): ManagementError =>
  new ManagementError(
    'invalid',
    `--yes: ${undo === 'impossible' ? 'this cannot be undone, and there' : 'there'} is no terminal for the confirmation. See the effect with --dry-run, then add --yes`,
    'yes',
  );

const unconfirmed = (what: string): ManagementError =>
  new ManagementError('invalid', `confirmation: this is not the ${what}. Nothing was changed`, null);
