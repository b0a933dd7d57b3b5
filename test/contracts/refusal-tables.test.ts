import { expect, test } from 'vitest';
import { toAvistaRefusalResponse as avista } from '../../src/contracts/avista/refusals.js';
import type { ContractResponse } from '../../src/contracts/contract.js';
import { toOauthRefusalResponse as oauth } from '../../src/contracts/oauth-refusals.js';
import { toRealmRefusalResponse as realm } from '../../src/contracts/realm/refusals.js';
import { toServiceTokenRefusalResponse as serviceToken } from '../../src/contracts/service-token/refusals.js';
import { type PublicProblem, Refusal, refusalReasons } from '../../src/core/refusals/refusal.js';

type Answering = (refusal: Refusal, requestId: string, scheme: string | null) => ContractResponse;
const contracts: Readonly<Record<string, Answering>> = {
  avista,
  // Of pix as well.
  oauth,
  realm,
  'service-token': serviceToken,
};

const requestId = '00112233445566778899aabbccddeeff';
const privateDetail = 'known to operators alone';
const publicDetail: PublicProblem = {
  problems: ['the first problem', 'the second problem'],
  hint: 'a hint',
  allow: ['GET', 'POST'],
  retryAfterSeconds: 7,
};

/** The whole table of a contract: every reason, bare and with everything that may be said of it. */
const tableOf = (answer: Answering) =>
  refusalReasons.map((code) => {
    const bare = new Refusal(code, privateDetail);
    const detailed = new Refusal(code, privateDetail, publicDetail);
    return {
      code,
      bare: answer(bare, requestId, null),
      detailed: answer(detailed, requestId, 'Basic'),
      alsoOfAnotherContract: answer(bare.withOtherReasons(['contract_not_allowed']), requestId, null),
    };
  });

test.each(Object.entries(contracts))(
  'the contract %s answers every reason as written beside this file',
  async (name, answer) => {
    const table = `${JSON.stringify(tableOf(answer), null, 2)}\n`;
    expect(table).not.toContain(privateDetail);
    await expect(table).toMatchFileSnapshot(`golden-refusals/${name}.txt`);
  },
);
