import { expect, test } from 'vitest';
import { openPortaria } from './portaria.js';

const { run } = await openPortaria();

/** Every command that runs something, by what its own help lists. */
const commandsBelow = async (words: readonly string[] = []): Promise<string[]> => {
  const { out } = await run([...words, '--help'].join(' '), { columns: 200 });
  const [, ...lists] = out.split(
    /\n(?:Commands|Accounts|Troubleshooting|Tokens, keys and CAs|Protected APIs|Installation):\n/,
  );
  const names = lists.flatMap((list) =>
    [...(list.split('\n\n')[0] ?? '').matchAll(/^ {2}([a-z-]+)/gm)].map(([, name = '']) => name),
  );
  if (names.length === 0) return [words.join(' ')];
  const below: string[] = [];
  for (const name of names) below.push(...(await commandsBelow([...words, name])));
  return below;
};

const has = async (command: string, option: string): Promise<boolean> =>
  new RegExp(`^ {2}(-\\w, )?${option}\\b`, 'm').test((await run(`${command} --help`, { columns: 200 })).out);

const reading = [
  ...['account list', 'account show', 'credential list', 'credential show', 'credential expiring'],
  ...['certificate list', 'certificate expiring', 'certificate inspect', 'ca show', 'client-ca list'],
  ...['client-ca check', 'realm-user list', 'refusal list', 'refusal show', 'key list', 'pepper status'],
  ...[
    'audit list',
    'audit verify',
    'audit export',
    'routes diff',
    'routes list',
    'routes show',
    'client-doctor',
  ],
  'doctor',
  ...['notice recipients', 'notice deliveries', 'approval list', 'operator list', 'account export'],
];

/** They make files or what the gateway runs on, and change no account, credential, certificate or key. */
const preparing = ['init', 'completion', 'database prepare', 'database restamp', 'demo'];

const ending = [
  ...['account suspend', 'credential revoke', 'credential rotate-secret', 'credential revoke-secret'],
  ...['certificate unlink', 'certificate revoke', 'client-ca remove', 'realm-user disable'],
  ...['realm-user set-password', 'token revoke', 'key revoke', 'audit archive', 'notice remove'],
  'operator set-role',
];

/** They ask before they write files: --yes is the answer of a script. */
const asking = ['setup'];

test('every description is one short line that begins with a verb', async () => {
  const verbs = await commandsBelow();
  const nouns = new Set(verbs.map((command) => command.split(' ')[0] ?? ''));
  for (const command of [...nouns, ...verbs]) {
    const { out } = await run(`${command} --help`, { columns: 200 });
    const [, , words = ''] = out.split('\n');
    expect(words.length, `${command}: ${words}`).toBeLessThan(70);
    expect(words, command).toMatch(
      /^(add|apply|change|check|choose|compare|count|create|disable|enable|export|find|import|link|list|make|manage|move|prepare|print|protect|publish|register|remove|render|repeat|replace|reactivate|reseal|revoke|rotate|run|set|show|sign|suspend|unlink|update|verify|write)\b/,
    );
  }
});

test('every command that changes something has --dry-run, and every one that ends something also --yes', async () => {
  const all = await commandsBelow();
  expect(all).toEqual(expect.arrayContaining([...reading, ...ending, 'account create']));
  for (const command of all.filter((one) => ![...reading, ...preparing].includes(one))) {
    expect([command, await has(command, '--dry-run')]).toEqual([command, true]);
    expect([command, await has(command, '--yes')]).toEqual([
      command,
      [...ending, ...asking].includes(command),
    ]);
  }
  for (const command of [...reading, ...preparing].filter((one) => all.includes(one)))
    expect([command, await has(command, '--dry-run')]).toEqual([command, false]);
});
