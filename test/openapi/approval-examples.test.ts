import { expect, test } from 'vitest';
import { createCa } from '../../src/cli/deployment/pki.js';
import { approve, idIn, openApproving } from '../admin/approving.js';
import { currently } from '../support/certificates.js';
import { recorderOf } from './recorded.js';

const { ana, bia } = await openApproving();
const record = recorderOf('admin');

test('a change that waits for approval', async () => {
  const { certPem: pem } = await createCa({ commonName: 'Loja Root', ...currently });
  const asked = await ana.ask('POST /client-cas', { body: { pem } });
  await record('waitsForApproval', asked);
  const id = idIn(asked);
  await record('showApproval', await ana.ask(`GET /approvals/${id}`));
  await record('listApprovals', await ana.ask('GET /approvals?state=pending'));
  const approved = await approve(bia, id);
  await record('approveRequest', approved);
  expect(approved.status).toBe(200);
});

test('changes that are not made', async () => {
  const rejected = idIn(await ana.ask('POST /keys/rotate', { body: { algorithm: 'RS256' } }));
  const body = { reason: 'Wait until Monday' };
  await record('rejectRequest', await bia.ask(`POST /approvals/${rejected}/reject`, { body }));
  const withdrawn = idIn(await ana.ask('POST /keys/rotate', { body: { algorithm: 'RS256' } }));
  await record('withdrawRequest', await ana.ask(`POST /approvals/${withdrawn}/withdraw`, { body: {} }));
});
