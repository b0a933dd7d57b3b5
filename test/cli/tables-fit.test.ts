import { expect, test } from 'vitest';
import { openPortaria } from './portaria.js';

const { run, runWords } = await openPortaria();

test('tables fit 80 columns, whatever lies in them; a wider terminal shows more', async () => {
  const name = 'Comércio de Peças e Acessórios '.repeat(6).trim();
  const { id } = (await runWords(['account', 'create', name, '--json'])).json() as { id: string };
  const label = 'a label that is rather long, for the program of the shop in the north';
  const contracts = ['--contract', 'avista:header', '--contract', 'pix:none', '--contract', 'realm:none'];
  await runWords(['credential', 'create', id, '--label', label, ...contracts]);
  for (const words of ['account list', `credential list ${id}`, `credential list ${id} --secrets`]) {
    const lines = async (columns: number): Promise<string[]> =>
      (await run(words, { columns })).out.split('\n');
    const narrow = await lines(80);
    expect(Math.max(...narrow.map((line) => line.length)), words).toBeLessThanOrEqual(80);
    expect(narrow).toHaveLength(3);
    expect(narrow.join('')).not.toMatch(/[│─]|\u{1b}/u);
  }
  expect((await run('account list', { columns: 400 })).out).toContain(name);
  expect((await run('account list')).out).toContain(name);
});

test('at 80 columns client ids, numbers and dates are whole; --wide cuts nothing', async () => {
  const name = 'Comércio de Peças e Acessórios '.repeat(5).trim();
  const { id } = (await runWords(['account', 'create', name, '--json'])).json() as { id: string };
  const clientId = `erp-${'x'.repeat(60)}`;
  await runWords([
    'credential',
    'create',
    id,
    '--client-id',
    clientId,
    '--expires',
    '2031-12-31',
    '--label',
    name,
  ]);
  const narrow = await run(`credential list ${id}`, { columns: 80 });
  expect(narrow.out).toContain(clientId);
  expect(narrow.out).toContain('2031-12-31');
  expect(narrow.out).not.toContain(name);
  const wide = await run(`credential list ${id} --wide`, { columns: 80 });
  expect(wide.out).toContain(name);
  expect(wide.out).not.toContain('…');
  expect((await run('account list --wide', { columns: 80 })).out).toContain(name);
});

test('account list --limit says how to go on', async () => {
  const { out, err } = await run('account list --limit 1 --json');
  const [first] = JSON.parse(out) as { id: string }[];
  expect(err).toBe('');
  expect((await run('account list --limit 1')).err).toBe(
    `There are more. For the next ones, add --after ${String(first?.id)}.\n`,
  );
  const rest = (await run(`account list --after ${String(first?.id)} --json`)).json() as { id: string }[];
  expect(rest.map(({ id }) => id)).not.toContain(first?.id);
});

test('at 80 columns what was done, and to what, is whole', async () => {
  const { id } = (await run('account create Readable --json')).json() as { id: string };
  const credential = (await run(`credential create ${id} --json`)).json() as {
    credential: { clientId: string };
  };
  const { out } = await runWords(['audit', 'list', '--target', `account ${id}`], { columns: 80 });
  expect(out).toContain('account.create');
  expect(out).toContain('credential.create');
  expect(out).toContain(`account ${id}`);
  expect(credential.credential.clientId).toContain(`account-${id}-`);
  expect(Math.max(...out.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
});

test('a change that names no scope says nothing of scopes', async () => {
  const { id } = (await run('account create Odd --scope other:read --json')).json() as { id: string };
  expect((await run(`account update ${id} --any-network`)).err).not.toContain('scopes');
});
