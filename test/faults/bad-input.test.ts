import { expect, test } from 'vitest';
import { startApis } from '../auth-request/proxied-apis.js';
import { sendBadInput } from './bad-input.js';
import { recordFault } from './fault-record.js';

const seed = Number(process.env['PORTARIA_FAULTS_SEED'] ?? 20_261_128);
const requests = Number(process.env['PORTARIA_FAULTS_REQUESTS'] ?? 3000);

const proxied = await startApis();

/** HTTP/0.9 has no status; `0` and `none` are connections that ended without an answer. */
const wordOf = (status: string): string =>
  status === 'NaN' ? 'HTTP/0.9' : ['0', 'none'].includes(status) ? 'no answer' : status;

test('bad input gets documented answers alone', { timeout: 60 * 60_000 }, () =>
  recordFault('bad input', async (record) => {
    const summary = await sendBadInput(proxied.proxy, seed, requests);
    // eslint-disable-next-line no-console -- the figures of a run
    console.log(JSON.stringify({ ...summary, wrong: summary.wrong.length }));
    record.rounds(requests);
    for (const [status, n] of Object.entries(summary.statuses)) record.responses({ [wordOf(status)]: n });
    expect(summary.wrong).toEqual([]);
  }),
);
