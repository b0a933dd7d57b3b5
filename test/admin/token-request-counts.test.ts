import { expect, test } from 'vitest';
import { happenedInPortuguese } from '../../src/core/refusals/pt-br/happened.js';
import { explanations } from '../../src/core/refusals/refusal-explanations.js';
import { openAdmin } from './proxied-admin-api.js';

const proxied = await openAdmin();
const operator = await proxied.operator();

interface Series {
  readonly contract: string;
  readonly outcome: string;
  readonly counts: number[];
}

const ask = (query: string) => operator.ask(`GET /token-request-counts?${query}`);
const seriesOf = async (query: string): Promise<Series[]> => (await ask(query)).json['series'] as Series[];
const sum = ({ counts }: Series): number => counts.reduce((all, one) => all + one, 0);

const plant = (step: string, age: string, count: number, outcome = 'overloaded'): Promise<unknown> =>
  proxied.app.database.sql(
    `INSERT INTO token_request_count VALUES ($1, date_trunc($1, now() - $2::interval, 'UTC'), 'pix', $3, $4)`,
    [step, age, outcome, count],
  );

test('what was issued and what was rejected is counted by contract and reason, in every step', async () => {
  const merchant = await proxied.merchant();
  const client = merchant.certificate;
  expect((await proxied.askToken('tls', merchant, { client })).status).toBe(201);
  for (let times = 0; times < 2; times += 1)
    await proxied.askToken('tls', { ...merchant, clientSecret: 'not-the-secret' }, { client });
  for (const step of ['minute', 'hour', 'day']) {
    const totals = async (): Promise<unknown> => {
      const own = (await seriesOf(`step=${step}`)).filter(({ contract }) => contract === 'avista');
      return Object.fromEntries(own.map((series) => [series.outcome, sum(series)]));
    };
    // The operator's own token, and the merchant's.
    await expect.poll(totals, { timeout: 10_000 }).toEqual({ wrong_secret: 2, issued: 2 });
  }
});

test('a period has a count for each whole step, oldest first', async () => {
  await plant('minute', '30 minutes', 3);
  await plant('hour', '2 hours', 5, 'too_slow');
  await plant('hour', '3 days', 7, 'too_slow');
  const minutes = await ask('step=minute');
  const { since, until, series } = minutes.json as { since: string; until: string; series: Series[] };
  expect(Date.parse(until) - Date.parse(since)).toBe(3_600_000);
  const [overloaded] = series.filter(({ outcome }) => outcome === 'overloaded');
  expect(overloaded?.counts).toHaveLength(60);
  expect([27, 28, 29, 30].map((place) => overloaded?.counts[place])).toContain(3);
  const hours = (await seriesOf('step=hour')).filter(({ outcome }) => outcome === 'too_slow');
  expect(hours.map(({ counts }) => [counts.length, counts[21]])).toEqual([[24, 5]]);
  const days = (await seriesOf('step=day')).filter(({ outcome }) => outcome === 'too_slow');
  expect(days.map(({ counts }) => counts.length)).toEqual([7]);
  expect(days.map(sum)).toEqual([12]);
  const past = new Date(Date.now() - 4 * 86_400_000).toISOString();
  const end = new Date(Date.now() - 2 * 86_400_000).toISOString();
  const between = await seriesOf(`step=hour&since=${past}&until=${end}`);
  expect(between.map((one) => [one.outcome, sum(one)])).toEqual([['too_slow', 7]]);
});

test('a period that is not kept, or no period at all, is refused with the field', async () => {
  const early = new Date(Date.now() - 25 * 3_600_000).toISOString();
  const older = new Date(Date.now() - 9 * 86_400_000).toISOString();
  const later = new Date(Date.now() + 3_600_000).toISOString();
  for (const [query, field] of [
    ['', 'step'],
    ['step=second', 'step'],
    [`step=minute&since=${early}`, 'since'],
    [`step=hour&since=${older}`, 'since'],
    [`step=hour&since=${later}`, 'since'],
    ['step=day&since=2026-02-31', 'since'],
    [`step=hour&since=${early}&until=${older}`, 'since'],
    ['step=hour&from=2026-01-01', 'from'],
  ] as const) {
    const { status, json } = await ask(query);
    expect([query, status]).toEqual([query, 400]);
    expect(json['errors']).toMatchObject([{ field }]);
  }
  expect((await ask(`step=hour&since=${early}`)).status).toBe(200);
});

test('a rejection is also in words, in the language of the request', async () => {
  await plant('hour', '1 hour', 1);
  await plant('hour', '1 hour', 1, 'issued');
  const wordsIn = async (language: string): Promise<unknown> => {
    const { json, headers } = await operator.ask('GET /token-request-counts?step=hour', {
      headers: { 'accept-language': language },
    });
    expect(headers['content-language']).toBe(language);
    const pix = (json['series'] as (Series & { happened: string | null })[]).filter(
      ({ contract }) => contract === 'pix',
    );
    return Object.fromEntries(pix.map(({ outcome, happened }) => [outcome, happened]));
  };
  expect(await wordsIn('en')).toMatchObject({
    issued: null,
    overloaded: explanations.overloaded.happened,
  });
  expect(await wordsIn('pt-BR')).toMatchObject({
    issued: null,
    overloaded: happenedInPortuguese[explanations.overloaded.happened],
  });
});

test('it takes the scope to read', async () => {
  const auditor = await proxied.operator({ scopes: ['audit:read'] });
  expect((await auditor.ask('GET /token-request-counts?step=hour')).status).toBe(403);
});
