import { expect, test } from 'vitest';
import { startApis } from '../auth-request/proxied-apis.js';
import { sendBadInput } from './bad-input.js';

const seed = Number(process.env['PORTARIA_FAULTS_SEED'] ?? 20_261_128);
const requests = Number(process.env['PORTARIA_FAULTS_REQUESTS'] ?? 3000);

const proxied = await startApis();

test('bad input gets documented answers alone', { timeout: 30 * 60_000 }, async () => {
  const summary = await sendBadInput(proxied.proxy, seed, requests);
  // eslint-disable-next-line no-console -- the figures of a run
  console.log(JSON.stringify({ ...summary, wrong: summary.wrong.length }));
  expect(summary.wrong).toEqual([]);
});
