import type { Command } from 'commander';
import { commandName } from '../config/invocation.js';
import type { RingKey } from '../core/keys/signing-key.js';
import type { KeyUseCases } from '../management/keys/key-use-cases.js';
import type { RevokedKey } from '../management/keys/revoke-key.js';
import { withConfirmation, withDryRun } from './changes/change-options.js';
import type { CliContext } from './cli-context.js';
import { explain } from './help.js';
import { parseWait } from './inputs.js';
import type { Column } from './screen/screen.js';

const columns: readonly Column<RingKey>[] = [
  { head: 'kid', cell: ({ kid }) => kid, whole: true },
  { head: 'algorithm', cell: ({ algorithm }) => algorithm },
  { head: 'use', cell: ({ use }) => use },
  { head: 'state', cell: ({ state, revokedAt }) => (revokedAt ? 'revoked' : state) },
  { head: 'published', cell: ({ createdAt }) => createdAt, short: 10 },
  { head: 'signs from', cell: ({ activatesAt }) => activatesAt },
  { head: 'ends', cell: ({ retiresAt, revokedAt }) => revokedAt ?? retiresAt },
];

/** `portaria key`. */
export const addKeyCommands = (program: Command, context: CliContext<KeyUseCases>): void => {
  const noun = program
    .command('key')
    .helpCommand(false)
    .description('list, rotate, revoke and reseal signing keys');
  addList(noun, context);
  addRotate(noun, context);
  addRevoke(noun, context);
  addReseal(noun, context);
};

const addList = (noun: Command, context: CliContext<KeyUseCases>): void => {
  const list = noun
    .command('list')
    .description('list the signing keys and their states')
    .action(async () => {
      const keys = await context.useCases().list.run();
      if (!context.screen().json(keys)) context.screen().list(keys, columns);
    });
  explain(list, {
    details: [
      'Keys with the use merchant sign the tokens of merchants and users, those with the use operator those of operators.',
      'States: next is published and signs later; active signs now; retiring no longer signs, but its tokens are valid; ' +
        'retired has no valid tokens left; revoked was ended early.',
    ],
    examples: ['portaria key list'],
  });
};

/**
 * Warns before a change that seals: a process without the master key of this command could not open what it seals. The
 * change is made all the same: a process that soon ends must not keep operators from revoking a stolen key. Returns whether
 * there is one.
 */
const warnOfOtherMasterKeys = async (context: CliContext<KeyUseCases>): Promise<boolean> => {
  const processes = await context.useCases().processesWithoutKey.run();
  if (processes.length === 0) return false;
  const names = processes.map(({ host, role }) => `${host} (${role})`).join(', ');
  context
    .screen()
    .warn(
      `These running processes do not have the PORTARIA_MASTER_KEY of this command, and cannot use what it seals: ${names}. ` +
        'Set it there, or in PORTARIA_PREVIOUS_MASTER_KEYS, and restart them: docs/how-to/operator/rotate-the-master-key-and-pepper.md.',
    );
  return true;
};

/** The keys that go on signing: each algorithm of each use rotates on its own. */
const notRotated = (keys: readonly RingKey[], rotated: RingKey): readonly RingKey[] => {
  const kindOf = ({ algorithm, use }: RingKey): string => `${use} ${algorithm}`;
  const waiting = new Set(keys.filter(({ state }) => state === 'next').map(kindOf));
  return keys.filter(
    (key) =>
      key.state === 'active' &&
      key.revokedAt === null &&
      !waiting.has(kindOf(key)) &&
      kindOf(key) !== kindOf(rotated),
  );
};

interface RotateOptions {
  readonly delay?: number;
  readonly algorithm?: string;
  readonly use?: string;
}

const restOf = (lacksMasterKey: boolean): string =>
  lacksMasterKey
    ? 'Before then, give the processes above the PORTARIA_MASTER_KEY of this command: without it, they cannot sign with the key.'
    : 'You need to do nothing else.';

const addRotate = (noun: Command, context: CliContext<KeyUseCases>): void => {
  const rotate = noun
    .command('rotate')
    .description('publish the next signing key; it takes over automatically')
    .option(
      '--delay <time>',
      'take over after this time: 1h, 30m (default: PORTARIA_KEY_ACTIVATION_DELAY_SECONDS)',
      parseWait,
    )
    .option('--algorithm <name>', 'rotate this algorithm: HS256, RS256 or ES256 (default: HS256)')
    .option(
      '--use <name>',
      'rotate keys of this use: merchant (and users) or operator (only HS256) (default: merchant)',
    )
    .action(async ({ delay, algorithm, use }: RotateOptions) => {
      const lacksMasterKey = await warnOfOtherMasterKeys(context);
      const key = await context.change(context.useCases().rotate, {
        ...(delay !== undefined && { delaySeconds: delay }),
        ...(algorithm !== undefined && { algorithm }),
        ...(use !== undefined && { use }),
      });
      const screen = context.screen();
      if (screen.json(key)) return;
      screen.record(key, columns);
      screen.print(
        `${key.kid} signs from ${key.activatesAt.toISOString()}. ${restOf(lacksMasterKey)} The previous key retires when ` +
          'its last token expires.',
      );
      for (const other of notRotated(await context.useCases().list.run(), key))
        screen.print(
          `Not rotated: ${other.algorithm} of ${other.use} (${other.kid} signs since ${other.activatesAt.toISOString().slice(0, 10)}). ` +
            `To rotate it: ${commandName()} key rotate --use ${other.use} --algorithm ${other.algorithm}`,
        );
    });
  explain(withDryRun(rotate), {
    details: [
      'Running processes pick up the key automatically. Verifiers fetch it before it takes over. Each algorithm of each use ' +
        'rotates on its own. PORTARIA_MASTER_KEY is required.',
    ],
    examples: [
      'portaria key rotate',
      'portaria key rotate --algorithm ES256 --delay 2h',
      'portaria key rotate --use operator',
    ],
    next: ['portaria key list'],
  });
};

const addRevoke = (noun: Command, context: CliContext<KeyUseCases>): void => {
  const revoke = noun
    .command('revoke <kid>')
    .description('revoke a stolen key and all tokens that it signed')
    .action(async (kid: string) => {
      await warnOfOtherMasterKeys(context);
      const result = await context.confirmAndChange(context.useCases().revoke, kid);
      const screen = context.screen();
      if (screen.json(result)) return;
      screen.record(result.revoked, columns);
      screen.print(fateOf(result));
    });
  explain(withConfirmation(revoke), {
    details: [
      'When the command returns, no process signs with the key. If it was the active one, the next key or a new one takes over ' +
        'at once: clients do not wait, but each needs a new token. You can run it again safely. PORTARIA_MASTER_KEY is required.',
    ],
    examples: ['portaria key revoke hs-0123456789abcdef'],
    next: ['portaria key list'],
  });
};

const fateOf = ({ revoked, successor }: RevokedKey): string =>
  `${revoked.kid} is revoked. No process signs with it any more, and its tokens are revoked.` +
  (successor ? ` ${successor.kid} signs now.` : '');

const addReseal = (noun: Command, context: CliContext<KeyUseCases>): void => {
  const reseal = noun
    .command('reseal')
    .description('reseal all keys with a new PORTARIA_MASTER_KEY')
    .action(async () => {
      const lacksMasterKey = await warnOfOtherMasterKeys(context);
      const result = await context.change(context.useCases().reseal, undefined);
      const screen = context.screen();
      if (screen.json(result)) return;
      screen.record(result, [
        { head: 'sealed', cell: ({ sealed }) => sealed },
        { head: 'resealed', cell: ({ resealed }) => resealed },
      ]);
      screen.print(
        lacksMasterKey
          ? 'Everything is sealed with PORTARIA_MASTER_KEY. Give it to the processes above, and restart them.'
          : 'Everything is sealed with PORTARIA_MASTER_KEY. You can remove the old one from PORTARIA_PREVIOUS_MASTER_KEYS.',
      );
    });
  explain(withDryRun(reseal), {
    details: [
      'Set the new master key in PORTARIA_MASTER_KEY and the old one in PORTARIA_PREVIOUS_MASTER_KEYS, here and in every ' +
        'process (docs/how-to/operator/rotate-the-master-key-and-pepper.md). The command reseals everything or nothing. You can run it again safely.',
    ],
    examples: ['portaria key reseal'],
  });
};
