import { type Command, InvalidArgumentError, Option } from 'commander';
import { emptyAuditPosition } from '../../core/audit/audit-event.js';
import type { AuditFilter } from '../../core/audit/audit-trail-reader.js';
import { ManagementError } from '../../core/shared/management-error.js';
import type { AuditUseCases } from '../../management/audit/audit-use-cases.js';
import { type AuditVerification, isValid } from '../../management/audit/audit-verification.js';
import type { ListedEvent } from '../../management/audit/list-audit.js';
import type { CliContext } from '../cli-context.js';
import { explain } from '../help.js';
import { instantOption } from '../inputs.js';
import type { Column } from '../screen/screen.js';
import { addArchive } from './audit-archive.js';
import { copyLine, fileProblem, partsOf } from './audit-copy.js';

const columns: readonly Column<ListedEvent>[] = [
  { head: 'id', cell: ({ id }) => id, whole: true },
  { head: 'at', cell: ({ at }) => at, short: 19, whole: true },
  { head: 'actor', cell: ({ actor }) => actor.name },
  { head: 'action', cell: ({ action }) => action },
  { head: 'targets', cell: ({ targets }) => targets.join(', ') },
  { head: 'outcome', cell: ({ outcome }) => outcome },
  { head: 'reason', cell: ({ reason }) => reason },
];

const wideColumns = 130;

/**
 * A person looks for the action and its targets; a fingerprint is shortened to its first digits.
 */
const narrowColumns: readonly Column<ListedEvent>[] = [
  { head: 'id', cell: ({ id }) => id, whole: true },
  { head: 'at', cell: ({ at }) => at, short: 16, whole: true },
  {
    head: 'action',
    cell: ({ action, outcome }) => (outcome === 'refused' ? `${action} (refused)` : action),
    whole: true,
  },
  {
    head: 'targets',
    cell: ({ targets }) => targets.join(', ').replace(/\b([0-9a-f]{16})[0-9a-f]{48}\b/g, '$1'),
  },
  { head: 'actor', cell: ({ actor }) => actor.name, short: 8 },
];

const verificationColumns: readonly Column<AuditVerification>[] = [
  { head: 'last event', cell: ({ head }) => head.id },
  { head: 'hash', cell: ({ head }) => head.hash },
  { head: 'broken at', cell: ({ broken }) => broken?.id ?? null },
  { head: 'problem', cell: ({ broken }) => broken?.problem ?? null },
  { head: 'reason', cell: ({ broken }) => broken?.why ?? null, prose: true },
  { head: 'unexplained', cell: ({ unexplained }) => unexplained && String(unexplained.length) },
];

const unexplainedShown = 20;

/**
 * `portaria audit`.
 *
 * This folder owns the commands that read, verify, copy and archive the audit trail; it must never remove an event
 * before a copy of it is on the disk.
 */
export const addAuditCommands = (program: Command, context: CliContext<AuditUseCases>): void => {
  const noun = program
    .command('audit')
    .helpCommand(false)
    .description('list, verify, export and archive the audit trail');
  addList(noun, context);
  addVerify(noun, context);
  addExport(noun, context);
  addArchive(noun, context);
};

/** What of the filter was given. */
type ListOptions = Partial<AuditFilter>;

const addList = (noun: Command, context: CliContext<AuditUseCases>): void => {
  const list = noun
    .command('list')
    .description('list changes and refused changes, newest last')
    .option('--actor <name>', "part of the actor's name, or the number of their account")
    .option('--action <action>', 'an action such as account.suspend, or a noun such as account')
    .option('--target <target>', '"account 7", "credential <client-id>", "certificate <fingerprint>"')
    .addOption(new Option('--outcome <outcome>', 'list only this outcome').choices(['done', 'refused']))
    .option('--since <time>', 'start of the period: 2027-01-31 or 2027-01-31T12:00:00Z', instantOption)
    .option('--until <time>', 'end of the period (exclusive)', instantOption)
    .option('--before <id>', 'continue before the event with this id')
    .option('--limit <number>', 'list at most this many, up to 1000 (default: 50)', count)
    .action(async (options: ListOptions) => {
      const screen = context.screen();
      const { events, more } = await context.useCases().list.run(options);
      if (screen.json(events)) return;
      screen.list(events, context.screen().isNarrowerThan(wideColumns) ? narrowColumns : columns);
      if (more && events[0]) screen.print(`There are older events. For those, add --before ${events[0].id}.`);
    });
  explain(list, {
    details: ['With --json, each event has the state before and after the change.'],
    examples: [
      'portaria audit list --target "account 7"',
      'portaria audit list --outcome refused --since 2027-01-31 --json',
    ],
  });
};

interface VerifyOptions {
  readonly file?: string;
  readonly archive?: readonly string[];
  readonly checkpoint?: string;
}

const addVerify = (noun: Command, context: CliContext<AuditUseCases>): void => {
  const verify = noun
    .command('verify')
    .description('find altered events and permissions that no event explains')
    .option('--file <copy>', 'verify an exported copy (no database or configuration needed)')
    .addOption(
      new Option('--archive <file...>', 'verify archived events as well; oldest file first').conflicts(
        'file',
      ),
    )
    .option('--checkpoint <id:hash>', 'compare with what an earlier verification printed')
    .action(async (options: VerifyOptions) => {
      const { file, checkpoint } = options;
      const result =
        file === undefined
          ? await verifyTrail(context, options)
          : await verifyCopy(context, file, checkpoint);
      print(context, result);
    });
  explain(verify, {
    details: [
      'The exit code is 4 when the trail is broken, and the message names the event and the problem. It is also 4 when an ' +
        'account has a secret, certificate, permission or scope that no event explains.',
      'Keep the printed checkpoint outside of the database. With --checkpoint you notice when the whole trail was rewritten.',
    ],
    examples: ['portaria audit verify', 'portaria audit verify --file ./audit.jsonl'],
  });
};

const verifyTrail = (
  context: CliContext<AuditUseCases>,
  { checkpoint, archive }: VerifyOptions,
): Promise<AuditVerification> =>
  context.useCases().verify.run({
    ...(checkpoint !== undefined && { checkpoint }),
    ...(archive && { archive: () => partsOf(context.platform.terminal, archive) }),
    progress: (events) => {
      if (Number(events) % 50_000 === 0) context.screen().print(`${events} events verified.`);
    },
  });

const verifyCopy = (
  { platform }: CliContext<AuditUseCases>,
  file: string,
  checkpoint: string | undefined,
): Promise<AuditVerification> => platform.auditCopies.run(partsOf(platform.terminal, [file]), checkpoint);

const print = (context: CliContext<AuditUseCases>, result: AuditVerification): void => {
  const { broken, head, anchor } = result;
  const screen = context.screen();
  if (!screen.json(result)) screen.record(result, verificationColumns);
  if (broken) {
    throw new ManagementError(
      'refused',
      `audit: event ${broken.id} was ${broken.problem}: ${broken.why}`,
      'audit',
    );
  }
  if (!isValid(result)) throw unexplainedProblem(result);
  if (anchor.id !== emptyAuditPosition.id)
    screen.print(`The events up to ${anchor.id} are archived. They are verified only with --archive.`);
  screen.print(`The trail is intact up to event ${head.id}. Checkpoint: ${head.id}:${head.hash}`);
};

/** Names the first ones; `--json` has them all. */
const unexplainedProblem = ({ unexplained }: AuditVerification): ManagementError => {
  const all = unexplained ?? [];
  const words = all
    .slice(0, unexplainedShown)
    .map(
      ({ target, what, recorded, found }) =>
        `${what} (${target}) is ${found}, recorded is ${recorded ?? 'nothing'}`,
    );
  const more = all.length > unexplainedShown ? `; and ${all.length - unexplainedShown} more (--json)` : '';
  return new ManagementError(
    'refused',
    `audit: the chain is intact, but no event explains this: ${words.join('; ')}${more}; see docs/reference/audit-format.md`,
    'audit',
  );
};

const addExport = (noun: Command, context: CliContext<AuditUseCases>): void => {
  const copy = noun
    .command('export')
    .description('export the trail as JSON Lines')
    .option('--after <id:hash>', 'only events after this checkpoint, such as the head of an earlier export')
    .option('--to <file>', 'write to a new file (default: standard output)')
    .action(async ({ after, to }: { readonly after?: string; readonly to?: string }) => {
      const { terminal } = context.platform;
      const lines = async function* (): AsyncGenerator<string> {
        for await (const part of context.useCases().export.run(after)) yield copyLine(part);
      };
      await terminal.stream(lines(), to ?? null).catch((cause: unknown) => {
        throw to === undefined ? cause : fileProblem(to, cause);
      });
      if (to !== undefined)
        context
          .screen()
          .print(`The trail is exported to ${to}. To verify it: portaria audit verify --file ${to}`);
    });
  explain(copy, {
    details: [
      'With --after, exports continue each other: every event is in exactly one of them. The last line of an export is its head. If the trail does not continue from the checkpoint, nothing is exported, and the exit code is 4.',
      'Keep the copy elsewhere. docs/reference/audit-format.md describes the format and how to verify a copy without this program.',
    ],
    examples: [
      'portaria audit export --to ./audit.jsonl',
      'portaria audit export | gzip > audit.jsonl.gz',
      'portaria audit export --after "$CHECKPOINT"',
    ],
  });
};

const count = (text: string): number => {
  if (!/^\d{1,6}$/.test(text)) throw new InvalidArgumentError('Write a whole number, such as 50.');
  return Number(text);
};
