import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

const repository = join(import.meta.dirname, '../..');
const folder = join(repository, 'docs/reference/contracts/published-facts');
const contracts = ['avista', 'realm', 'pix', 'service-token'] as const;

interface Fact {
  readonly contract: string;
  readonly fact: string;
  readonly proof: string;
}

/** Every item of the lists: a fact, and below it the test that proves it. */
const facts: readonly Fact[] = contracts.flatMap((contract) => {
  const [, list = ''] = readFileSync(join(folder, `${contract}.md`), 'utf8').split(/^## Facts$/m);
  return list.split(/^- /m).flatMap((item) => {
    const [fact = '', ...proofs] = item.split(/^ {2}- /m).map((text) => text.trim().replaceAll(/\s+/g, ' '));
    return fact === '' ? [] : [{ contract, fact, proof: proofs.join(' ') }];
  });
});

/** What is named of the tests of a file, as it stands there. */
const proofIn = (proof: string): { file: string; title: string } => {
  const [, file = '', title = ''] = /^`(test\/[^`]+\.test\.ts)`: (.+)$/.exec(proof) ?? [];
  return { file, title };
};

describe('every fact of the published documents has its test:', () => {
  test('the four contracts of the five documents are all there, and none without facts', () => {
    for (const contract of contracts) {
      const { length } = facts.filter((fact) => fact.contract === contract);
      expect([contract, length > 10]).toEqual([contract, true]);
    }
  });

  test.each(facts.map((fact) => [`${fact.contract}: ${fact.fact}`, fact] as const))(
    '%s',
    (_name, { fact, proof }) => {
      expect(fact).not.toBe('');
      const { file, title } = proofIn(proof);
      expect(file).not.toBe('');
      const text = readFileSync(join(repository, file), 'utf8');
      // In the source a title's own quotation marks may be escaped, and its values are still placeholders.
      expect(text.replaceAll('\\', '')).toContain(title);
    },
  );
});
