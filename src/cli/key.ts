import type { Command } from 'commander';
import { commandName } from '../config/invocation.js';
import type { RingKey } from '../core/keys/signing-key.js';
import type { KeyUseCases } from '../management/keys/key-use-cases.js';
import type { RevokedKey } from '../management/keys/revoke-key.js';
import { changing, ending } from './change-options.js';
import type { CliContext } from './cli-context.js';
import { explain } from './help.js';
import { parseWait } from './inputs.js';
import type { Column } from './screen.js';

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
    .description('the keys that sign tokens: list, rotate, revoke, reseal');
  addList(noun, context);
  addRotate(noun, context);
  addRevoke(noun, context);
  addReseal(noun, context);
};

const addList = (noun: Command, context: CliContext<KeyUseCases>): void => {
  const list = noun
    .command('list')
    .description('list the signing keys and their states, never their material')
    .action(async () => {
      const keys = await context.useCases().list.run();
      if (!context.screen().json(keys)) context.screen().list(keys, columns);
    });
  explain(list, {
    details: [
      'use: sig signs the tokens of merchants and users, admin those of operators.',
      'next: published, signs later. active: signs now. retiring: its tokens are still good. retired: none of them is. ' +
        'revoked: ended before its time.',
    ],
    examples: ['portaria key list'],
  });
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

const addRotate = (noun: Command, context: CliContext<KeyUseCases>): void => {
  const rotate = noun
    .command('rotate')
    .description('publish the next key; it takes over by itself')
    .option('--delay <time>', 'when it takes over: 1h, 30m (default: PORTARIA_KEY_DELAY_SECONDS)', parseWait)
    .option('--algorithm <name>', 'HS256, RS256 or ES256 (default: HS256)')
    .option('--use <name>', 'sig: merchants and users; admin: operators, with HS256 alone (default: sig)')
    .action(async ({ delay, algorithm, use }: RotateOptions) => {
      const key = await context.change(context.useCases().rotate, {
        ...(delay !== undefined && { delaySeconds: delay }),
        ...(algorithm !== undefined && { algorithm }),
        ...(use !== undefined && { use }),
      });
      const screen = context.screen();
      if (screen.json(key)) return;
      screen.record(key, columns);
      screen.print(
        `${key.kid} signs from ${key.activatesAt.toISOString()}; nothing else is to be done. The previous key retires when ` +
          'its last token is over.',
      );
      for (const other of notRotated(await context.useCases().list.run(), key))
        screen.print(
          `Not rotated: ${other.algorithm} of ${other.use} (${other.kid} signs since ${other.activatesAt.toISOString().slice(0, 10)}). ` +
            `${commandName()} key rotate --use ${other.use} --algorithm ${other.algorithm}`,
        );
    });
  explain(changing(rotate), {
    details: [
      'Running processes pick it up by themselves. Before it takes over, verifiers have the time to fetch it. ' +
        'Needs PORTARIA_MASTER_KEY.',
    ],
    examples: [
      'portaria key rotate',
      'portaria key rotate --algorithm ES256 --delay 2h',
      'portaria key rotate --use admin',
    ],
    next: ['portaria key list'],
  });
};

const addRevoke = (noun: Command, context: CliContext<KeyUseCases>): void => {
  const revoke = noun
    .command('revoke <kid>')
    .description('end a key at once, and all tokens that it signed: it was stolen')
    .action(async (kid: string) => {
      const result = await context.end(context.useCases().revoke, kid);
      const screen = context.screen();
      if (screen.json(result)) return;
      screen.record(result.revoked, columns);
      screen.print(fateOf(result));
    });
  explain(ending(revoke), {
    details: [
      'It returns when no process issues a token under the key any more. If it was the active one, the next key, or else a new ' +
        'one, signs at once: no client waits, but each needs a new token. Running it again is harmless. Needs ' +
        'PORTARIA_MASTER_KEY.',
    ],
    examples: ['portaria key revoke hs-0123456789abcdef'],
    next: ['portaria key list'],
  });
};

const fateOf = ({ revoked, successor }: RevokedKey): string =>
  `${revoked.kid} is revoked: no process issues under it any more, and its tokens are ended.` +
  (successor ? ` ${successor.kid} signs now.` : '');

const addReseal = (noun: Command, context: CliContext<KeyUseCases>): void => {
  const reseal = noun
    .command('reseal')
    .description('seal everything under a new PORTARIA_MASTER_KEY')
    .action(async () => {
      const result = await context.change(context.useCases().reseal, undefined);
      const screen = context.screen();
      if (screen.json(result)) return;
      screen.record(result, [
        { head: 'sealed', cell: ({ sealed }) => sealed },
        { head: 'resealed', cell: ({ resealed }) => resealed },
      ]);
      screen.print(
        'Everything is sealed under PORTARIA_MASTER_KEY. The old one can leave PORTARIA_PREVIOUS_MASTER_KEYS.',
      );
    });
  explain(changing(reseal), {
    details: [
      'Needs the new master key in PORTARIA_MASTER_KEY and the old one in PORTARIA_PREVIOUS_MASTER_KEYS, here and in every ' +
        'process (docs/runbook.md). All of it or nothing; running it again is harmless.',
    ],
    examples: ['portaria key reseal'],
  });
};
