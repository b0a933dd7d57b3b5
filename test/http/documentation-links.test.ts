import { expect, test } from 'vitest';
import { avista } from '../../src/contracts/avista/contract.js';
import { pix } from '../../src/contracts/pix/contract.js';
import { realm } from '../../src/contracts/realm/contract.js';
import { serviceToken } from '../../src/contracts/service-token/contract.js';
import { Refusal, refusalReasons } from '../../src/core/refusals/refusal.js';
import { DocumentationLinks, noLinks } from '../../src/core/shared/documentation-links.js';
import { makeCertificate } from '../support/certificates.js';
import { startApp } from '../support/test-app.js';

const docs = 'https://docs.example.com/portaria';
const { certPem } = await makeCertificate();
const app = await startApp({ environment: { PORTARIA_DOCS_URL: docs } });

const ask = (path: string, listener: 'tls' | 'admin' = 'tls', body?: object): Promise<Response> =>
  fetch(`http://127.0.0.1:${String(app.port)}${path}`, {
    method: body ? 'POST' : 'GET',
    headers: {
      'x-portaria-listener': app.listenerSecret(listener),
      'x-real-ip': '127.0.0.1',
      'x-ssl-client-cert': encodeURIComponent(certPem),
      'x-ssl-client-verify': 'SUCCESS',
      ...(body && { 'content-type': 'application/json' }),
    },
    ...(body && { body: JSON.stringify(body) }),
  });

test.each([
  ['/api/admin/accounts', 'admin', 'token_missing'],
  ['/api/admin/nothing', 'admin', 'not_found'],
  ['/api/account', 'tls', 'token_missing'],
] as const)('the type of a problem of %s is the page of its code', async (path, listener, code) => {
  const problem = (await (await ask(path, listener)).json()) as { type: string; code: string };
  expect(problem).toMatchObject({ type: `${docs}/reference/errors/${code}`, code });
});

test("the hint of avista's 401 ends with the page, and no other answer of it has one", async () => {
  const links = new DocumentationLinks(docs);
  for (const reason of refusalReasons) {
    const refusal = new Refusal(reason, '');
    const { status, body } = avista.errorResponse(refusal, 'id', null, links);
    const plain = avista.errorResponse(refusal, 'id', null, noLinks);
    if (status !== 401) expect(body, reason).toEqual(plain.body);
    else {
      const { hint } = plain.body as { hint: string };
      expect(body, reason).toEqual({
        ...(plain.body as object),
        hint: `${hint} See ${docs}/reference/errors/unauthorized`,
      });
    }
  }
});

test.each([pix, realm, serviceToken])('$name never has a link: its bodies are published', (contract) => {
  for (const reason of refusalReasons)
    for (const scheme of [null, 'basic'])
      expect(
        contract.errorResponse(new Refusal(reason, ''), 'id', scheme, new DocumentationLinks(docs)),
      ).toEqual(contract.errorResponse(new Refusal(reason, ''), 'id', scheme, noLinks));
});

test('a token request that is refused answers with it', async () => {
  const answer = await ask('/api/auth/token', 'tls', {
    ...{ clientId: 'unknown-client', clientSecret: 'pgs_0123456789abcdef' },
  });
  expect(answer.status).toBe(401);
  expect(await answer.json()).toMatchObject({
    hint: expect.stringMatching(/ See https:.*\/reference\/errors\/unauthorized$/) as string,
  });
});
