import { expect, test } from 'vitest';
import { createCa, type DevelopmentCa, issueCertificate } from '../../src/cli/deployment/pki.js';
import { currently } from '../support/certificates.js';
import { openTestManagement, refusalOf } from './open-test-management.js';

const { management } = await openTestManagement();

const root = (commonName: string): Promise<DevelopmentCa> => createCa({ commonName, ...currently });
const below = (parent: DevelopmentCa, commonName: string): Promise<DevelopmentCa> =>
  createCa({ commonName, parent, ...currently });

const add = (...authorities: readonly DevelopmentCa[]) =>
  management.addClientCas.run({ pem: authorities.map(({ certPem }) => certPem).join('') });

/** A certificate of the authority, linked to an account of its own. */
const link = async (ca: DevelopmentCa): Promise<{ account: string; fingerprint: string }> => {
  const { certPem, fingerprint } = await issueCertificate(ca, { commonName: 'loja', ...currently });
  const { id: account } = await management.createAccount.run({ name: 'Loja' });
  await management.linkCertificate.run({ account, pem: certPem });
  return { account, fingerprint };
};

const affectedCertificates = async ({ fingerprint }: { readonly fingerprint: string }) => {
  const found = (await management.showClientCa.run(fingerprint)).affectedCertificates;
  return found.map((one) => [one.fingerprint, one.certain]);
};

test('the certificates that a removal affects follow the chain up to a root of the bundle, and end where none needs it', async () => {
  const [top, other] = [await root('Top'), await root('Other')];
  const [near, far] = [await below(top, 'Near'), await below(top, 'Far')];
  await add(top, other, near, far);
  const linked = await link(near);
  expect(await affectedCertificates(near)).toEqual([[linked.fingerprint, true]]);
  expect(await affectedCertificates(top)).toEqual([[linked.fingerprint, true]]);
  expect(await affectedCertificates(far)).toEqual([]);
  expect(await affectedCertificates(other)).toEqual([]);
  await management.unlinkCertificate.run(linked);
  expect(await affectedCertificates(top)).toEqual([]);
  const revoked = await link(near);
  await management.revokeCertificate.run({ fingerprint: revoked.fingerprint });
  expect(await affectedCertificates(top)).toEqual([]);
});

test('of two authorities of one name the signature tells which one is needed', async () => {
  const [old, young] = [await root('Twin'), await root('Twin')];
  await add(old, young);
  const linked = await link(old);
  expect(await affectedCertificates(old)).toEqual([[linked.fingerprint, true]]);
  expect(await affectedCertificates(young)).toEqual([]);
});

test('a certificate whose issuer only the client sends may be affected by every root, until that issuer is known', async () => {
  const [one, two] = [await root('One'), await root('Two')];
  const hidden = await below(one, 'Hidden');
  await add(one, two);
  const linked = await link(hidden);
  expect(await affectedCertificates(one)).toEqual([[linked.fingerprint, false]]);
  expect(await affectedCertificates(two)).toEqual([[linked.fingerprint, false]]);
  const refusal = await refusalOf(management.removeClientCa.run({ fingerprint: two.fingerprint }));
  expect(refusal.code).toBe('conflict');
  expect(refusal.message).toContain('removing it may affect 1 linked certificate');
  await add(hidden);
  expect(await affectedCertificates(one)).toEqual([[linked.fingerprint, true]]);
  expect(await affectedCertificates(two)).toEqual([]);
  expect(await management.removeClientCa.run({ fingerprint: two.fingerprint })).toMatchObject({
    affectedCertificates: [],
  });
});

test('what our own authority signed is known by the chain that its bundles carry', async () => {
  const own = await management.createAuthority.run({ name: 'Ours' });
  const added = await management.addClientCas.run({ pem: own.pem });
  expect(added).toMatchObject([{ already: false, notes: [] }]);
  expect(await management.addClientCas.run({ pem: own.pem })).toMatchObject([{ already: true }]);
  const { id: account } = await management.createAccount.run({ name: 'Loja' });
  const { info } = await management.makeClientBundle.run({ account });
  expect(await affectedCertificates(own)).toEqual([[info.fingerprint, true]]);
});

test('one that was removed may be added again, and a file that still has it is written anew', async () => {
  const back = await root('Back');
  await add(back);
  await management.removeClientCa.run({ fingerprint: back.fingerprint });
  const written = await management.writeClientCas.run({ current: back.certPem });
  expect(written.dropped).toEqual(['CN=Back']);
  expect(written.text).not.toContain(back.certPem);
  expect(await add(back)).toMatchObject([{ already: false }]);
  expect((await management.writeClientCas.run({ current: null })).text).toContain(back.certPem);
});

test('an event tells which authorities a file loses and gets by being written, also by force', async () => {
  const { management: fresh } = await openTestManagement();
  const [ours, theirs] = [await root('Ours'), await root('Theirs')];
  await fresh.addClientCas.run({ pem: ours.certPem });
  const newest = async () => (await fresh.listAudit.run({ limit: 1 })).events[0];
  expect(await refusalOf(fresh.writeClientCas.run({ current: theirs.certPem }))).toMatchObject({
    code: 'conflict',
  });
  expect(await newest()).toMatchObject({ action: 'client-ca.write', outcome: 'refused' });
  await fresh.writeClientCas.run({ current: theirs.certPem, force: true });
  const [lost, got] = [`client-ca ${theirs.fingerprint}`, `client-ca ${ours.fingerprint}`];
  const event = await newest();
  expect(event).toMatchObject({ action: 'client-ca.write', outcome: 'done', targets: [lost, got] });
  expect(event?.before).toEqual({
    [lost]: { inFile: 'CN=Theirs' },
    [got]: { inFile: null },
  });
  expect(event?.after).toEqual({ [lost]: { inFile: null }, [got]: { inFile: 'CN=Ours' } });
});

test('the last one stays, and an empty file is never written', async () => {
  const { management: fresh } = await openTestManagement();
  expect(await refusalOf(fresh.writeClientCas.run({ current: null, force: true }))).toMatchObject({
    code: 'conflict',
    message: expect.stringContaining('import the file') as string,
  });
  const only = await root('Only');
  await fresh.addClientCas.run({ pem: only.certPem });
  const remove = fresh.removeClientCa.run({ fingerprint: only.fingerprint, force: true });
  expect(await refusalOf(remove)).toMatchObject({
    code: 'refused',
    message: expect.stringContaining('the last client CA') as string,
  });
});

test('the authority of the last operator stays, whatever is forced, until another operator has another', async () => {
  const { management: fresh } = await openTestManagement();
  const [one, two] = [await root('One'), await root('Two')];
  await fresh.importClientCas.run({ pem: one.certPem + two.certPem });
  const certify = async (ca: DevelopmentCa): Promise<string> =>
    (await issueCertificate(ca, { commonName: 'ana', ...currently })).certPem;
  await fresh.createOperator.run({ name: 'Ana', pem: await certify(one) });
  const remove = () => fresh.removeClientCa.run({ fingerprint: one.fingerprint, force: true });
  expect(await refusalOf(remove())).toMatchObject({ code: 'refused', field: 'fingerprint' });
  await fresh.createOperator.run({ name: 'Bia', pem: await certify(two) });
  expect((await remove()).affectedCertificates).toHaveLength(1);
});
