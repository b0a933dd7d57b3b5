import { beforeAll, expect, test } from 'vitest';
import { forgedRequests, guessedProxySecrets, type Stolen } from '../http/forged-requests.js';
import { askOverHttp2 } from '../http/nginx/http2.js';
import { firstAnswer, openListeners, sendRaw } from '../http/nginx/support.js';
import { type Merchant, type ProxiedApp, startProxiedApp } from '../http/proxied-app.js';
import { send } from '../support/ask.js';
import { recordFault } from './fault-record.js';

/** Every forged request at every listener, with and without a certificate of the attacker's own. */
let proxied: ProxiedApp;
let victim: Merchant;
let attacker: Merchant;
let stolen: Stolen;
beforeAll(async () => {
  proxied = await startProxiedApp();
  [victim, attacker] = [await proxied.merchant(), await proxied.merchant()];
  stolen = {
    body: JSON.stringify({ clientId: victim.clientId, clientSecret: victim.clientSecret }),
    certificate: encodeURIComponent(victim.certificate.certPem),
  };
});

interface Forged {
  readonly name: string;
  readonly status: string;
  readonly body: string;
}

const statusOf = (status: number): string =>
  status > 0 && Number.isInteger(status) ? String(status) : 'no answer';

const overRawSockets = async (): Promise<Forged[]> => {
  const { certPem: cert, keyPem: key } = attacker.certificate;
  const answers: Forged[] = [];
  for (const listener of openListeners)
    for (const [name, forge] of Object.entries(forgedRequests))
      for (const own of [{}, { cert, key }]) {
        const body = await sendRaw(proxied.proxy, listener, forge(stolen), own).catch(() => '');
        answers.push({ name: `${listener}: ${name}`, status: statusOf(firstAnswer(body).status), body });
      }
  return answers;
};

const forgedHeaders = (): Record<string, string> => ({
  'content-type': 'application/json',
  'x-ssl-client-cert': stolen.certificate,
  'x-ssl-client-verify': 'SUCCESS',
  'x-header-client-cert': stolen.certificate,
});

const overHttp2 = async (): Promise<Forged[]> => {
  const answers: Forged[] = [];
  for (const listener of openListeners)
    for (const own of [{}, { client: attacker.certificate }]) {
      const request = { headers: forgedHeaders(), body: stolen.body, ...own };
      const { status, body } = await askOverHttp2(proxied.proxy, listener, request);
      answers.push({ name: `${listener}: HTTP/2`, status: statusOf(status), body });
    }
  return answers;
};

const pastTheProxy = async (): Promise<Forged[]> => {
  const answers: Forged[] = [];
  for (const secret of guessedProxySecrets) {
    const headers = { ...forgedHeaders(), 'x-portaria-listener': secret };
    const request = { port: proxied.app.port, method: 'POST', path: '/api/auth/token', headers };
    const answer = await send(request, stolen.body);
    answers.push({
      ...{ name: 'the own port', status: String(answer.status) },
      body: JSON.stringify(answer.json()),
    });
  }
  return answers;
};

const victimsTokens = async (): Promise<number> => {
  const [row] = await proxied.app.database.sql<{ n: string }>(
    'SELECT count(*) AS n FROM token_issuance WHERE account_id = $1',
    [victim.id],
  );
  return Number(row?.n);
};

test('no forged request gets a token of the victim', { timeout: 240_000 }, () =>
  recordFault('forged certificates', async (record) => {
    const answers = [...(await overRawSockets()), ...(await overHttp2()), ...(await pastTheProxy())];
    record.rounds(answers.length);
    for (const { status } of answers) record.responses({ [status]: 1 });
    const tokens = await victimsTokens();
    record.tokens(tokens, 0);
    expect(answers.filter(({ body }) => body.includes('access_token'))).toEqual([]);
    expect(tokens).toBe(0);
    expect(answers.length).toBeGreaterThan(100);
    // The victim is served all the same.
    expect((await proxied.askToken('tls', victim, { client: victim.certificate })).status).toBe(201);
  }),
);
