import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { askToken, send } from '../support/ask.js';
import { makeCertificate } from '../support/certificates.js';
import { findPromtool, promtool } from '../support/promtool.js';
import { startApp } from '../support/test-app.js';

const repository = join(import.meta.dirname, '../..');
const folder = join(repository, 'deploy/prometheus');
const rulesFile = join(folder, 'portaria.rules.yml');

interface Rule {
  readonly alert: string;
  readonly expr: string;
  readonly for?: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

const { groups } = parse(readFileSync(rulesFile, 'utf8')) as {
  readonly groups: readonly { readonly rules: readonly Rule[] }[];
};
const rules = groups.flatMap((group) => group.rules);

const scrape = async (): Promise<string> => {
  const app = await startApp({ environment: { PORTARIA_NOTICES: 'on' } });
  const { certPem } = await makeCertificate();
  const account = await app.accounts.create({ certificate: certPem });
  await askToken(app, account, certPem);
  return (await send({ port: app.port, method: 'GET', path: '/metrics', headers: {} })).body;
};

/** The metrics of exporters that run beside the application. */
const ofExporters = ['node_systemd_unit_state', 'probe_ssl_earliest_cert_expiry'];

const binary = await findPromtool();

test.skipIf(binary === null)('promtool accepts the rules, and their own tests pass', async () => {
  for (const words of [
    ['check', 'rules', rulesFile],
    ['test', 'rules', join(folder, 'portaria.rules.test.yml')],
  ])
    expect(await promtool(binary ?? '', words)).toMatchObject({ exitCode: 0 });
});

test.skipIf(binary === null)(
  'promtool finds nothing wrong with the metrics of a running process',
  async () => {
    expect(await promtool(binary ?? '', ['check', 'metrics'], await scrape())).toEqual({
      exitCode: 0,
      output: '',
    });
  },
);

test('every metric and every label that a rule asks for is in a scrape', async () => {
  const text = await scrape();
  for (const { alert, expr } of rules) {
    if (ofExporters.some((name) => expr.startsWith(`${name}{`))) continue;
    const names = expr.match(/\b(?:portaria|nodejs|node|probe)_\w+/g) ?? [];
    for (const name of names) expect([alert, name, text.includes(`\n${name}`)]).toEqual([alert, name, true]);
    for (const [, label = '', value = ''] of expr.matchAll(/(\w+)="([^"]+)"/g))
      expect([alert, label === 'job' || text.includes(`${label}="${value}"`)]).toEqual([alert, true]);
  }
});

test('every alert waits, says what to do, and has its section in the page of alerts', () => {
  const page = readFileSync(join(repository, 'docs/how-to/operator/alerts.md'), 'utf8');
  for (const { alert, annotations, labels, ...rule } of rules) {
    expect([alert, rule.for]).toEqual([alert, expect.stringMatching(/^\d+[sm]$/)]);
    expect(['critical', 'warning']).toContain(labels['severity']);
    expect(Object.keys(annotations)).toEqual(['summary', 'action', 'runbook']);
    expect(annotations['runbook']).toBe(`docs/how-to/operator/alerts.md#${alert.toLowerCase()}`);
    expect([alert, page.includes(`\n## ${alert}\n`)]).toEqual([alert, true]);
  }
});

test('the page of alerts has no section for an alert that does not exist', () => {
  const page = readFileSync(join(repository, 'docs/how-to/operator/alerts.md'), 'utf8');
  const sections = [...page.matchAll(/^## (.+)$/gm)].map(([, title]) => title);
  expect(sections).toEqual(expect.arrayContaining(rules.map(({ alert }) => alert)));
  expect(sections).toHaveLength(rules.length);
});
