import { mkdtemp, readFile, stat, writeFile } from 'node:fs/promises';
import { hostname, tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openPortaria, runProcess } from './portaria.js';

const { run, runWords, database, pepper } = await openPortaria();
const folder = await mkdtemp(join(tmpdir(), 'portaria-audit-'));
const env = { DATABASE_URL: database.appUrl, PORTARIA_PEPPER: pepper.toString('base64') };
await run('account create Loja');
await run('account suspend 1 --yes');
await run('account suspend 987654 --yes');

test('audit list tells who did what, newest last, and what was refused and why', async () => {
  const { exitCode, out } = await run('audit list');
  expect(exitCode).toBe(0);
  const lines = out.trimEnd().split('\n');
  expect(lines[0]).toBe('id\tat\tactor\taction\ttargets\toutcome\treason');
  expect(lines[2]).toMatch(/^2\t\S+Z\ttest\taccount\.suspend\taccount 1\tdone\t$/);
  expect(lines[3]).toMatch(/\taccount 987654\trefused\taccount: there is no account 987654$/);
  const [event] = (
    await runWords(['audit', 'list', '--target', 'account 1', '--action', 'account.suspend', '--json'])
  ).json() as object[];
  expect(event).toMatchObject({ id: '2', after: { 'account 1': { status: 'suspended' } } });
});

test('with more than it shows it says how to see the older ones', async () => {
  const { err } = await run('audit list --limit 1');
  const before = /--before (\d+)/.exec(err)?.[1] ?? '';
  expect((await run(`audit list --limit 1 --before ${before}`)).out).toMatch(/^2\t/m);
});

test.each([
  'audit list --limit -1',
  'audit list --limit 0',
  'audit list --before x',
  'audit list --outcome maybe',
  'audit list --since yesterday',
  'audit verify --checkpoint 41',
  'audit verify --file /nowhere/audit.jsonl',
  'audit export --to /nowhere/audit.jsonl',
  'audit export --after 41',
])('%s ends with 2 and names the field', async (words) => {
  const { exitCode, err } = await run(words);
  expect({ exitCode, err }).toMatchObject({
    exitCode: 2,
    err: expect.stringMatching(/(limit|before|event|outcome|since|checkpoint|file)/),
  });
});

test('a whole trail verifies with 0, and what it prints can be given to the next verification', async () => {
  const { exitCode, err } = await run('audit verify');
  expect(exitCode).toBe(0);
  const checkpoint = /Checkpoint: (\S+)/.exec(err)?.[1] ?? '';
  expect((await run(`audit verify --checkpoint ${checkpoint}`)).exitCode).toBe(0);
  const other = `1:${'0'.repeat(64)}`;
  const made = await run(`audit verify --checkpoint ${other}`);
  expect(made).toMatchObject({ exitCode: 4, err: expect.stringContaining('event 1 was changed') });
});

test('a copy is verified in a process without database and configuration; a changed one ends with 4', async () => {
  const file = join(folder, 'audit.jsonl');
  expect(await runProcess(['audit', 'export', '--to', file], { env })).toMatchObject({
    exitCode: 0,
    out: '',
  });
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect(await runProcess(['audit', 'export', '--to', file], { env })).toMatchObject({
    exitCode: 2,
    err: expect.stringContaining('already exists and is not overwritten'),
  });
  const piped = await runProcess(['audit', 'export'], { env });
  expect(piped.out).toBe(await readFile(file, 'utf8'));
  const verified = await runProcess(['audit', 'verify', '--file', file, '--json'], { cwd: folder });
  expect(verified).toMatchObject({ exitCode: 0 });
  expect(verified.json()).toMatchObject({ broken: null });
  const lines = piped.out.trimEnd().split('\n');
  const forged = async (change: (lines: string[]) => string[]): Promise<unknown> => {
    const changed = join(folder, 'changed.jsonl');
    await writeFile(changed, `${change([...lines]).join('\n')}\n`);
    const { exitCode, err } = await run(`audit verify --file ${changed}`);
    return `${String(exitCode)} ${err.trimEnd()}`;
  };
  expect(await forged((all) => all.map((line) => line.replace('suspended', 'suspendeD')))).toMatch(
    /^4 .*event 2 was changed/,
  );
  expect(await forged((all) => all.slice(0, -1))).toMatch(
    /^4 .* was removed: no record says where the trail ends/,
  );
  expect(await forged((all) => all.toSpliced(1, 1))).toMatch(/^4 .*event 2 was removed/);
  expect(await forged((all) => all.toSpliced(1, 0, all[0] ?? ''))).toMatch(/^4 .*event 1 was inserted/);
  expect(await forged((all) => [...all, all[0] ?? ''])).toMatch(/^4 .* was inserted/);
  expect(await forged((all) => all.with(1, '{"id":'))).toMatch(
    /^4 .*event 2 was changed: its line cannot be read/,
  );
  expect(await forged(() => [])).toMatch(/^4 /);
});

test("--as names who does it, beside the operating system's user and host", async () => {
  const user = `${userInfo().username}@${hostname()}`;
  const lastActor = async (): Promise<unknown> =>
    ((await run('audit list --limit 1 --json')).json() as { actor: unknown }[])[0]?.actor;
  const person = { kind: 'person', accountId: null, clientId: null };
  await runProcess(['account', 'create', 'Loja'], { env });
  expect(await lastActor()).toEqual({ ...person, name: user });
  await runProcess(['--as', 'Ana Souza', 'account', 'create', 'Loja'], { env });
  expect(await lastActor()).toEqual({ ...person, name: `Ana Souza (${user})` });
  const before = (await run('audit list --json')).out;
  const refused = await runProcess(['--as', 'Ana\u001b[2J', 'account', 'create', 'Loja'], { env });
  expect(refused).toMatchObject({ exitCode: 2, err: expect.stringContaining('--as: must be one line') });
  expect((await run('audit list --json')).out).toBe(before);
});

interface CopyLine {
  readonly id?: string;
  readonly head?: { readonly id: string; readonly hash: string };
}
const linesOf = (out: string): CopyLine[] =>
  out
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as CopyLine);
const headOf = (out: string): string => {
  const { id = '', hash = '' } = linesOf(out).at(-1)?.head ?? {};
  return `${id}:${hash}`;
};
const eventIdsOf = (out: string): string[] => linesOf(out).flatMap(({ id }) => id ?? []);

test('exports that continue each other have every event once, and each can be verified', async () => {
  const first = await run('audit export');
  await run('account create Continued');
  const second = await run(`audit export --after ${headOf(first.out)}`);
  expect(second.exitCode).toBe(0);
  expect(eventIdsOf(second.out)).toHaveLength(1);
  const nothingNew = await run(`audit export --after ${headOf(second.out)}`);
  expect(eventIdsOf(nothingNew.out)).toEqual([]);
  expect(headOf(nothingNew.out)).toBe(headOf(second.out));
  await run('account suspend 987654 --yes');
  await run('account create Another');
  const third = await run(`audit export --after ${headOf(nothingNew.out)}`);
  const whole = await run('audit export');
  expect([first, second, nothingNew, third].flatMap(({ out }) => eventIdsOf(out))).toEqual(
    eventIdsOf(whole.out),
  );
  const file = join(folder, 'continued.jsonl');
  await writeFile(file, third.out);
  expect((await run(`audit verify --file ${file}`)).exitCode).toBe(0);
});

test.each([
  ['another hash', async () => headOf((await run('audit export')).out).replace(/:.*/, `:${'a'.repeat(64)}`)],
  ['an event in the middle with another hash', () => Promise.resolve(`1:${'a'.repeat(64)}`)],
  ['an event that does not exist yet', () => Promise.resolve(`999999:${'a'.repeat(64)}`)],
])('an export after %s is refused, and writes nothing', async (_case, checkpoint) => {
  const { exitCode, out, err } = await run(`audit export --after ${await checkpoint()}`);
  expect({ exitCode, out }).toEqual({ exitCode: 4, out: '' });
  expect(err).toContain('the trail does not continue from event');
});
