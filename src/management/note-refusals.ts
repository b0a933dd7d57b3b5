import type { NamedThings, RefusedDeeds } from '../core/audit-event.js';
import type { Action, Deed } from '../core/deed.js';
import { ManagementError } from '../core/management-error.js';

interface Runs<Wishes extends readonly unknown[], Result> {
  run(...wishes: Wishes): Promise<Result>;
}

/**
 * The same use case, of which every refusal leaves an event in the audit trail. Not `unavailable`: then the database, in which
 * the trail is, could not do it.
 */
export const noteRefusals = <Wishes extends readonly unknown[], Result, UseCase>(
  useCase: UseCase & Runs<Wishes, Result>,
  deed: Deed,
  refused: RefusedDeeds,
): UseCase => {
  const runUnnoted = useCase.run.bind(useCase);
  const run = async (...wishes: Wishes): Promise<Result> => {
    try {
      return await runUnnoted(...wishes);
    } catch (error) {
      if (!(error instanceof ManagementError) || error.code === 'unavailable') throw error;
      throw await noted(error, () => refused.note(deed, error.message, namedIn(deed.action, wishes[0])));
    }
  };
  return Object.assign(useCase, { run });
};

/**
 * The refusal stands whether or not it could be written down, and nothing was changed; but the caller is told when it could
 * not, since a trail that lacks refusals without anybody knowing hides the one who tries doors.
 */
const noted = async (refusal: ManagementError, note: () => Promise<void>): Promise<ManagementError> => {
  try {
    await note();
    return refusal;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    const words = `${refusal.message} (and this refusal could not be written into the audit trail: ${why})`;
    return new ManagementError(refusal.code, words, refusal.field, { cause: error });
  }
};

/** What a text alone names, by the noun of the action. */
const alone: Readonly<Record<string, keyof NamedThings>> = {
  account: 'account',
  credential: 'clientId',
  certificate: 'fingerprint',
  key: 'kid',
  'realm-user': 'username',
};

/** What a member of a wish names, unless its noun says otherwise below. */
const members = [
  'account',
  'clientId',
  'fingerprint',
  'authority',
  'username',
  'tokenId',
  'familyId',
] as const;

const namedIn = (action: Action, wish: unknown): NamedThings => {
  const [noun = ''] = action.split('.');
  if (typeof wish === 'string') {
    const name = alone[noun];
    return name ? { [name]: wish } : {};
  }
  const parts = new Map<string, unknown>(
    typeof wish === 'object' && wish !== null ? Object.entries(wish) : [],
  );
  const named = members.map((member) => [nameOf(member, noun), parts.get(member)] as const);
  return Object.fromEntries(named.filter(([, text]) => typeof text === 'string'));
};

const nameOf = (member: (typeof members)[number], noun: string): keyof NamedThings =>
  noun === 'client-ca' && member === 'fingerprint' ? 'clientCa' : member;
