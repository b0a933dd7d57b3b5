import { expect, test } from 'vitest';
import { openPortaria } from './portaria.js';

const { run } = await openPortaria();
const { id } = (await run('account create Loja --json')).json() as { id: string };

test.each([
  ['acount list', /unknown command 'acount'[^]*account/],
  ['account lst', /unknown command 'lst'/],
  ['account list --kind shop', /merchant, operator/],
  ['account list extra', /too many arguments/],
  ['account create', /missing required argument 'name'/],
  ['account create Loja --colour red', /unknown option '--colour'/],
  ['account create Loja --tax-id 123', /^portaria: tax id: must be a CNPJ/],
  ['account create Loja --scope pix"read', /^portaria: scope: must be 1 to 64 printable ASCII characters/],
  ['account create Loja --tax-id-on-certificate', /^portaria: tax id: is required/],
  [
    'account create Loja --network 10.0.0.1/8',
    /^portaria: network: 10\.0\.0\.1\/8 has bits set after its prefix/,
  ],
  ['account show one', /^portaria: account: no account matches/],
  ['account suspend --yes -- -1', /^portaria: account: no account matches/],
  [`credential create ${id} --contract avista`, /Write contract:policy, such as avista:tls/],
  [`credential create ${id} --contract avista:none`, /^portaria: policy: avista requires a certificate/],
  [
    'credential set-policy account-1-1a2b3c4d avista all',
    /^portaria: policy: must be one of tls, header, none, off/,
  ],
  [`credential create ${id} --contract avista:off`, /^portaria: policy: must be one of tls, header, none\n/],
  [`credential create ${id} --contract visa:tls`, /^portaria: contract: must be one of avista, pix/],
  [`credential create ${id} --expires tomorrow`, /Write a time such as 2027-01-31/],
  [`credential create ${id} --expires 2027-02-31`, /Write a time such as 2027-01-31/],
  [`credential create ${id} --expires 2001-01-01`, /^portaria: expiry: must be in the future/],
  [
    `credential create ${id} --scope admin:write`,
    /^portaria: scope: must be scopes of the account: pix:read/,
  ],
  [`credential create ${id} --secret-file a --secret-stdin`, /cannot be used with/],
  [
    `credential create ${id} --secret-file /nowhere/at/all`,
    /^portaria: secret: \/nowhere\/at\/all does not exist\n$/,
  ],
  [`credential create ${id} --secret-stdin`, /^portaria: secret: must be 8 to 64 characters/],
  ['credential rotate-secret some-id --overlap 7', /Write a duration such as 7d/],
  ['credential rotate-secret some-id --overlap 365d', /^portaria: overlap: must be 0 to 90 days/],
  ['credential rotate-secret x', /^portaria: client id: must be 3 to 64/],
  ['credential revoke-secret some-id twelve --yes', /^portaria: secret id: must be the number/],
  ['certificate revoke xyz --yes', /^portaria: fingerprint: must be/],
  [`certificate revoke ${'ab'.repeat(32)} --reason certificateHold --yes`, /keyCompromise/],
  [`certificate sign ${id} -`, /^portaria: request: must be one certificate signing request/],
  [`certificate sign ${id} - --days many`, /Write a whole number, such as 365/],
  ['ca create --key-type rsa-1024', /p-256, p-384, rsa-2048/],
  ['ca crl --days 99', /^portaria: days: must be a whole number from 1 to 60/],
  ['token revoke --yes', /^portaria: --id: give exactly one of --id, --account, --credential/],
  ['token revoke --id eyJhbGci --yes', /^portaria: --id: must be the claim jti/],
  ['token revoke --certificate xyz --yes', /^portaria: --certificate: must be/],
  ['token revoke --family xyz --yes', /^portaria: --family: must be the claim session_state/],
  ['key rotate --delay x', /Write a duration such as 2h or 30m\.\n/],
  ['audit list --since 2027-02-01 --until 2027-01-01', /^portaria: since: must not be after until/],
  [`refusal list ${id} --since 2027-02-01 --until 2027-01-01`, /^portaria: since: must not be after until/],
  ['certificate unlink 1 xyz --yes', /^portaria: fingerprint: must be/],
])('%s ends with 2 and words that help', async (words, said) => {
  const { exitCode, out, err } = await run(words);
  expect({ exitCode, out }).toEqual({ exitCode: 2, out: '' });
  expect(err).toMatch(/^portaria: /);
  expect(err).toMatch(said);
  expect(err).not.toMatch(/^ +at /m);
});

test.each([
  'account show 999999',
  'account suspend 999999 --yes',
  'credential create 999999',
  'credential list 999999',
  'credential revoke unknown-client --yes',
  'credential set-policy unknown-client pix tls',
  `certificate unlink ${id} ${'ab'.repeat(32)} --yes`,
  `certificate inspect ${'ab'.repeat(32)}`,
  `certificate revoke ${'ab'.repeat(32)} --yes`,
  'ca crl --ca 0123456789',
])('%s ends with 3: it names nothing that is there', async (words) => {
  expect(await run(words)).toMatchObject({
    exitCode: 3,
    out: '',
    err: expect.stringMatching(/^portaria: .*\n$/),
  });
});
