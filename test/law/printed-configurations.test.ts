import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';

/** Configurations of other programs that pages print, in both languages. */
const repository = join(import.meta.dirname, '../..');
const languages = ['docs', 'docs/pt-BR'] as const;

const printed = (page: string, kind: string): readonly string[] =>
  languages.map((folder) => {
    const text = readFileSync(join(repository, folder, page), 'utf8');
    const [, block] = new RegExp(`^ *\`\`\`${kind}\n(.*?)\`\`\``, 'ms').exec(text) ?? [];
    if (block === undefined) throw new Error(`${folder}/${page} prints no ${kind}`);
    return block;
  });

interface PatroniConfiguration {
  readonly postgresql: {
    readonly pg_hba: readonly string[];
    readonly parameters?: Readonly<Record<string, string>>;
  };
}

const replication = 'how-to/operator/replicate-postgresql.md';

test('Patroni: where only TLS is accepted, PostgreSQL has it on', () => {
  for (const text of printed(replication, 'yaml')) {
    const { postgresql } = parse(text) as PatroniConfiguration;
    expect(postgresql.pg_hba.filter((rule) => !rule.startsWith('hostssl '))).toEqual([]);
    expect(postgresql.parameters).toMatchObject({
      ssl: 'on',
      ssl_cert_file: expect.any(String) as string,
      ssl_key_file: expect.any(String) as string,
    });
  }
});

test.each([
  [replication, 'yaml'],
  [replication, 'ini'],
  ['how-to/operator/install-with-compose.md', 'yaml'],
])('%s prints the same %s in both languages', (page, kind) => {
  const [english, portuguese] = printed(page, kind);
  expect(portuguese).toBe(english);
});
