import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type Ended, openPortaria } from './portaria.js';

interface Created {
  readonly credential: {
    readonly clientId: string;
    readonly contracts: unknown;
    readonly secrets: { id: string; expiresAt: string | null }[];
  };
  readonly clientSecret?: string;
}

const { run, database } = await openPortaria();
const { id } = (await run('account create Loja --json')).json() as { id: string };
const folder = await mkdtemp(join(tmpdir(), 'portaria-cli-'));
const create = async (options = ''): Promise<Created> =>
  (await run(`credential create ${id} --json${options}`)).json() as Created;

const shownOnce = 'The secret is shown only once and is not stored. Save it now.\n';
const generatedSecrets = ({ out, err }: Ended): string[] =>
  `${out}${err}`.match(/ptr_[A-Za-z0-9_-]{43}/g) ?? [];

test.each([
  ['into a pipe', '', undefined],
  ['on a terminal', '', 80],
  ['as JSON', ' --json', undefined],
])(
  'a made secret is printed once, on creation and on rotation, and said to be (%s)',
  async (_, option, columns) => {
    const shown = columns === undefined ? {} : { columns };
    const created = await run(`credential create ${id}${option}`, shown);
    expect(generatedSecrets(created)).toHaveLength(1);
    expect(created.err).toBe(shownOnce);
    const { credential } = await create();
    const rotated = await run(`credential rotate-secret ${credential.clientId}${option}`, shown);
    expect(generatedSecrets(rotated)).toHaveLength(1);
    expect(rotated.err).toContain(shownOnce);
    const [secret] = generatedSecrets(rotated);
    for (const words of [`account show ${id}`, `credential list ${id}`, `credential list ${id} --secrets`]) {
      expect(generatedSecrets(await run(words))).toEqual([]);
      expect(generatedSecrets(await run(`${words} --json`))).toEqual([]);
    }
    const [{ dump } = { dump: '' }] = await database.sql<{ dump: string }>(
      'SELECT string_agg(s::text, $1) AS dump FROM credential_secret s',
      ['\n'],
    );
    expect(dump).not.toContain(secret);
  },
);

test('show finds a credential by its client id, says whose it is, and names its secrets without their text', async () => {
  const { credential, clientSecret } = await create(' --contract pix:none');
  const shown = await run(`credential show ${credential.clientId} --json`);
  expect(shown.json()).toEqual({ ...credential, accountId: id });
  const { exitCode, out } = await run(`credential show ${credential.clientId}`, { columns: 80 });
  expect(exitCode).toBe(0);
  expect(out).toMatch(new RegExp(`^account +${id}\nclient id +${credential.clientId}\n`));
  expect(out).toMatch(
    new RegExp(`\nSecrets\n.*\n${credential.clientId} +${String(credential.secrets[0]?.id)} `),
  );
  expect(`${shown.out}${out}`).not.toContain(clientSecret);
  expect(await run('credential show account-9-nobody00')).toMatchObject({
    exitCode: 3,
    err: 'portaria: client id: there is no credential with this client id\n',
  });
});

test('--contract may be repeated', async () => {
  const { credential } = await create(' --contract avista:tls --contract pix:none');
  expect(credential.contracts).toEqual([
    { contract: 'avista', policy: 'tls' },
    { contract: 'pix', policy: 'none' },
  ]);
});

test('a chosen secret comes from a file or the standard input, loses its line break, and is not printed', async () => {
  const chosen = 'vidro x7Kp2qLmZ9 123';
  const file = join(folder, 'secret.txt');
  await writeFile(file, `${chosen}\r\n`);
  const fromFile = await run(`credential create ${id} --client-id from-file --secret-file ${file}`);
  const fromStdin = await run(`credential create ${id} --client-id from-stdin --secret-stdin`, {
    stdin: `${chosen}\n`,
  });
  for (const ended of [fromFile, fromStdin]) {
    expect(ended).toMatchObject({ exitCode: 0, err: '' });
    expect(ended.out).not.toContain(chosen);
    expect(ended.out).toContain('the one you gave');
  }
  const json = await run(`credential rotate-secret from-file --secret-file ${file} --json`);
  expect(json.json()).not.toHaveProperty('clientSecret');
});

test.each(['--secret hunter2hunter2', '--secret=hunter2hunter2'])(
  '%s on the command line is refused, and not repeated',
  async (option) => {
    const { exitCode, out, err } = await run(`credential create ${id} ${option}`);
    expect(exitCode).toBe(2);
    expect(`${out}${err}`).not.toContain('hunter2');
    expect(err).toMatch(
      /^portaria: secret: every user of this machine can see the command line.*--secret-file or --secret-stdin\n$/,
    );
  },
);

test('rotate-secret says how long the old secret goes on; --overlap 0 ends it at once', async () => {
  const { clientId } = (await create()).credential;
  const rotated = await run(`credential rotate-secret ${clientId} --overlap 12h`);
  expect(rotated.err).toMatch(/Secret \d+ stays valid until \d{4}-/);
  const atOnce = await run(`credential rotate-secret ${clientId} --overlap 0 --yes --json`);
  expect((atOnce.json() as Created).credential.secrets).toHaveLength(1);
});

test('revoke-secret refuses the only secret unless forced, and revoke is permanent', async () => {
  const { clientId, secrets } = (await create()).credential;
  const [secret] = secrets;
  expect((await run(`credential revoke-secret ${clientId} ${String(secret?.id)} --yes`)).exitCode).toBe(4);
  const forced = await run(`credential revoke-secret ${clientId} ${String(secret?.id)} --force --yes`);
  expect(forced.err).toContain(
    `Secret ${String(secret?.id)} is revoked. No process issues tokens for it any more`,
  );
  const revoked = await run(`credential revoke ${clientId} --yes`);
  expect(revoked.err).toContain(
    `${clientId} is revoked permanently. No process issues tokens for it any more`,
  );
  expect(await run(`credential rotate-secret ${clientId}`)).toMatchObject({ exitCode: 4 });
});

test('allow decides contract and policy', async () => {
  const { clientId } = (await create()).credential;
  const allowed = await run(`credential set-policy ${clientId} pix none`);
  expect(allowed).toMatchObject({
    exitCode: 0,
    err:
      `${clientId} may use pix with the policy none.\n` +
      `To undo: portaria credential set-policy ${clientId} pix off\n`,
  });
  const ended = await run(`credential set-policy ${clientId} pix off`);
  expect(ended.err).toContain(`${clientId} may no longer use pix.\n`);
  expect((await run(`credential set-policy ${clientId} avista none`)).exitCode).toBe(2);
});

test('a taken client id is a conflict', async () => {
  await run(`credential create ${id} --client-id twice`);
  const again = await run(`credential create ${id} --client-id twice`);
  expect(again).toMatchObject({
    exitCode: 4,
    out: '',
    err: 'portaria: client id: is taken. Choose another\n',
  });
});

test('a permission for the contract of users, which opens nothing, comes with a note', async () => {
  const created = await run(`credential create ${id} --contract avista:tls --contract realm:none`);
  const note = 'Note: credentials get no token at the contract realm. Users do: portaria realm-user.';
  expect(created.err).toBe(`${note}\n${shownOnce}`);
  const { clientId } = (await create()).credential;
  expect((await run(`credential set-policy ${clientId} realm none`)).err).toContain(note);
  expect((await run(`credential set-policy ${clientId} realm off`)).err).not.toContain('Note:');
  expect((await run(`credential set-policy ${clientId} avista header`)).err).not.toContain('Note:');
});

test('register-key takes a key set, an address or a subject; the key is listed and revoked as a secret', async () => {
  const { credential } = await create(' --contract pix:none');
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const file = join(folder, 'keys.json');
  await writeFile(file, JSON.stringify({ keys: [publicKey.export({ format: 'jwk' })] }));
  const done = await run(`credential register-key ${credential.clientId} --jwks ${file}`);
  expect(`${done.out}${done.err}`).toContain('may authenticate by private_key_jwt at /oauth/token.');
  const listed = await run(`credential list ${id} --secrets`);
  expect(listed.out).toContain('private_key_jwt');
  const { secretId } = (
    await run(`credential register-key ${credential.clientId} --jwks-uri https://keys.example.com/ --json`)
  ).json() as { secretId: string };
  const revoked = await run(`credential revoke-secret ${credential.clientId} ${secretId} --yes`);
  expect(revoked.exitCode).toBe(0);
  await writeFile(file, String(publicKey.export({ format: 'pem', type: 'spki' })));
  const pem = await run(`credential register-key ${credential.clientId} --jwks ${file}`);
  expect([pem.exitCode, pem.err]).toEqual([expect.any(Number), expect.stringContaining('not PEM')]);
  await writeFile(file, JSON.stringify({ keys: [privateKey.export({ format: 'jwk' })] }));
  const leaked = await run(`credential register-key ${credential.clientId} --jwks ${file}`);
  expect(leaked.err).toContain('Treat it as leaked');
});
