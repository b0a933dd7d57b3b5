import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { merchantExplanations } from '../../src/core/refusals/merchant-explanations.js';
import { refusalReasons } from '../../src/core/refusals/refusal.js';
import { explanations, type RefusalExplanation } from '../../src/core/refusals/refusal-explanations.js';
import { refusedTokenReasons } from '../../src/core/refusals/refused-token.js';
import { refusedTokenExplanations } from '../../src/core/refusals/refused-token-explanations.js';
import { openTestManagement, refusalOf } from './open-test-management.js';

const { database, management } = await openTestManagement();

const keep = (requestId: string, reason: string): Promise<unknown> =>
  database.sql(
    `INSERT INTO refusal (at, request_id, contract, door, reason, detail, client_id, account_id, fingerprint, source_address)
     VALUES (now(), $1, 'avista', 'tls', $2, 'a detail', 'account-7-00000000', 7, $3, '203.0.113.9')`,
    [requestId, reason, Buffer.alloc(32, 0xab)],
  );

const everyExplanation: Readonly<Record<string, RefusalExplanation>> = {
  ...explanations,
  ...refusedTokenExplanations,
};

test.each([...refusalReasons, ...refusedTokenReasons])(
  'a refusal for %s is explained: what happened, what would have passed, what to do',
  async (reason) => {
    const requestId = createHash('md5').update(reason).digest('hex');
    await keep(requestId, reason);
    const found = await management.explainRefusal.run(requestId);
    expect(found).toContainEqual({
      refusal: expect.objectContaining({
        requestId,
        reason,
        detail: 'a detail',
        clientId: 'account-7-00000000',
        accountId: '7',
        fingerprint: 'ab'.repeat(32),
        address: '203.0.113.9',
      }),
      explanation: {
        ...everyExplanation[reason],
        forMerchant: { ...everyExplanation[reason], ...forMerchants[reason] },
      },
    });
    for (const words of Object.values(everyExplanation[reason] ?? {})) expect(words).toMatch(/^[A-Z].*\.$/);
  },
);

test.each([...refusalReasons, ...refusedTokenReasons])(
  'what a merchant reads of %s is nothing that only an operator can do',
  (reason) => {
    const every: Readonly<Record<string, RefusalExplanation>> = {
      ...explanations,
      ...refusedTokenExplanations,
    };
    const shown = { ...every[reason], ...merchantExplanations[reason] };
    for (const words of Object.values(shown)) {
      expect(words).toMatch(/^[A-Z].*\.$/);
      // What an operator does, or can see, unless the merchant is told to ask for it.
      const unasked = words.replace(
        /(ask|tell) the operator of the gateway [^.;]*|the operator of the gateway (has|can) [^.]*/gi,
        '',
      );
      expect(unasked).not.toMatch(
        /portaria |PORTARIA_|NGINX|healthz|audit trail|client CA|developers|the merchant|[Aa]llow the contract|reactivate it|enable them|Issue another|policy header|balancer/,
      );
    }
  },
);

const forMerchants: Readonly<Record<string, Partial<RefusalExplanation> | null>> = merchantExplanations;
const toSelfService = Object.keys(forMerchants).filter((reason) =>
  forMerchants[reason]?.next?.includes('/api/account'),
);

test.each(toSelfService)(
  'a merchant without a token is first sent to the operator for %s: self-service needs a token',
  (reason) => {
    const [beforeSelfService = ''] = (forMerchants[reason]?.next ?? '').split('/api/account');
    expect(beforeSelfService).toMatch(/ask the operator of the gateway .*\. .*\btoken\b/i);
  },
);

test('what was presented is told: subject and dates, beside the fingerprint', async () => {
  const requestId = 'e'.repeat(32);
  await keep(requestId, 'certificate_expired');
  await database.sql(
    `UPDATE refusal SET certificate_subject = 'CN=loja.example,C=BR', certificate_not_before = '2025-11-01T00:00:00Z',
       certificate_not_after = '2026-11-01T00:00:00Z' WHERE request_id = $1`,
    [requestId],
  );
  const [found] = await management.explainRefusal.run(requestId);
  expect(found?.refusal.certificate).toEqual({
    subject: 'CN=loja.example,C=BR',
    notBefore: new Date('2025-11-01T00:00:00Z'),
    notAfter: new Date('2026-11-01T00:00:00Z'),
  });
});

test('a reason of a newer release is shown all the same', async () => {
  await keep('f'.repeat(32), 'moon_phase_wrong');
  const [found] = await management.explainRefusal.run('f'.repeat(32));
  expect(found?.explanation.happened).toContain('newer');
});

test('a request id of another form is invalid; one without a refusal is not found', async () => {
  expect(await refusalOf(management.explainRefusal.run('nope'))).toMatchObject({
    code: 'invalid',
    field: 'request id',
  });
  expect(await refusalOf(management.explainRefusal.run('0'.repeat(32)))).toMatchObject({ code: 'not_found' });
});
