import { describe, expect, test } from 'vitest';
import { longCells, longLines, wrongShape } from '../../tools/docs-lint/form.js';
import { brokenLinks, linkTargets, unreachable } from '../../tools/docs-lint/links.js';
import { oldWordsIn } from '../../tools/docs-lint/old-words.js';
import { type Page, parsePage, type Problem } from '../../tools/docs-lint/page.js';
import { foreignPhrases } from '../../tools/docs-lint/phrases.js';
import { hardToRead } from '../../tools/docs-lint/readability.js';
import { missingTranslation, sourceDigest, staleTranslation } from '../../tools/docs-lint/translations.js';

/** What `npm run docs:check` finds in pages, each planted here. */
const page = (text: string, path = 'docs/a.md'): Page => parsePage(path, text);
const lines = (problems: readonly Problem[]): readonly number[] => problems.map(({ line }) => line);

describe('a link', () => {
  const other = page('# Other\n\n## The `list` of it\n\n## Twice\n\n## Twice\n', 'docs/b.md');
  const broken = (text: string): readonly string[] =>
    brokenLinks(page(text), linkTargets(['docs/a.md', 'docs/b.md', 'src/main.ts'], [page(text), other])).map(
      ({ message }) => message,
    );

  test('to a missing page or heading is found', () => {
    const text =
      '# A\n\n[gone](c.md), [no heading](b.md#gone), [none here](#gone), ![picture](../gone.png)\n\n[a]: ../lost.md\n[b]: /gone/a.zip\n';
    expect(broken(text)).toEqual([
      'the link c.md leads to no file',
      'the link b.md#gone leads to no heading',
      'the link #gone leads to no heading',
      'the link ../gone.png leads to no file',
      'the link ../lost.md leads to no file',
      'the link /gone/a.zip leads to no file',
    ]);
  });

  test('to a page, a heading, a folder or the web is right', () => {
    const text =
      '# A b\n\n[a](b.md#the-list-of-it), [second](b.md#twice-1), [here](#a-b), [code](../src/main.ts), [folder](../src/), ' +
      '[web](https://example.org/gone.md), [download](/downloads/a.zip)\n\n```md\n[in code](gone.md)\n```\n';
    expect(broken(text)).toEqual([]);
  });
});

test('a link may lead to the anchor of an element before a heading', () => {
  const text =
    '# Título\n\nTexto.\n\n<a id="the-part"></a>\n\n## A parte\n\n[parte](#the-part), [gone](#another)\n';
  const there = page(text, 'docs/pt-BR/a.md');
  expect(brokenLinks(there, linkTargets([there.path], [there])).map(({ message }) => message)).toEqual([
    'the link #another leads to no heading',
  ]);
});

describe('a translation', () => {
  const english = page('# A\n\nText.\n', 'docs/start/a.md');
  const translated = (source: string, digest: string): Page =>
    page(`---\nsource: ${source}\nsource-digest: ${digest}\n---\n\n# A\n\nTexto.\n`, 'docs/pt-BR/start/a.md');
  const pages = (...all: readonly Page[]): ReadonlyMap<string, Page> =>
    new Map(all.map((one) => [one.path, one]));
  const current = translated('docs/start/a.md', sourceDigest(english.text));

  test('of the text as it is, is right', () => {
    expect(staleTranslation(current, pages(english, current))).toEqual([]);
    expect(missingTranslation(english, pages(english, current))).toEqual([]);
  });

  test('of a text that was changed since is found, with the command that shows what', () => {
    const changed = page('# A\n\nAnother text.\n', english.path);
    const [problem] = staleTranslation(current, pages(changed, current));
    expect(problem?.message).toContain(
      'git diff $(git log -1 --format=%h -- docs/pt-BR/start/a.md) -- docs/start/a.md',
    );
    expect(problem?.message).toContain(`source-digest: ${sourceDigest(changed.text)}`);
  });

  test('of another page, of none, or without its front matter is found', () => {
    const other = translated('docs/start/b.md', sourceDigest(english.text));
    expect(staleTranslation(other, pages(english, other))).toHaveLength(1);
    expect(staleTranslation(current, pages(current))).toHaveLength(1);
    const bare = page('# A\n', current.path);
    expect(staleTranslation(bare, pages(english, bare))).toHaveLength(1);
  });

  test('that is missing is found, except of a page that exists in English alone', () => {
    expect(missingTranslation(english, pages(english))).toHaveLength(1);
    for (const path of [
      'docs/adr/0001-a.md',
      'docs/reference/command-line/key.md',
      'docs/benchmarks.md',
      'README.md',
    ])
      expect(missingTranslation(page('# A\n', path), pages())).toEqual([]);
  });
});

test('a page that no link leads to is found', () => {
  const pages = [
    page('# A\n\n[b](../docs/b/), [web](https://example.org)\n', 'docs/README.md'),
    page('# B\n\n[c](c.md#part)\n', 'docs/b/README.md'),
    page('# C\n', 'docs/b/c.md'),
    page('# Lost\n\n[a](README.md)\n', 'docs/lost.md'),
  ];
  expect(unreachable(pages, ['docs/README.md'])).toEqual(['docs/lost.md']);
});

describe('the form of a page', () => {
  const long = 'word '.repeat(25);
  test('a long line of prose is found, in a list too, but not in a table or in code', () => {
    const text = `# A\n\n${long}\n\n- short\n  ${long}\n\n| a |\n| --- |\n| ${long} |\n\n\`\`\`\n${long}\n\`\`\`\n`;
    expect(lines(longLines(page(text)))).toEqual([3, 6]);
  });

  test('the target of a link may make a line longer', () => {
    expect(longLines(page(`# A\n\nSee [this](${'x'.repeat(130)}.md).\n`))).toEqual([]);
  });

  test('a paragraph in a cell of a table is found', () => {
    const text = `# A\n\n| a | b |\n| --- | --- |\n| ${'word '.repeat(16)} | word |\n`;
    expect(lines(longCells(page(text)))).toEqual([5]);
  });

  test('a page has one heading at its top, a paragraph after it, and an end', () => {
    expect(wrongShape(page('<!-- made -->\n\n# A\n\nWhat it is.\n'))).toEqual([]);
    expect(wrongShape(page('# A\n\n- a list\n'))).toHaveLength(1);
    expect(wrongShape(page('# A\n\nText.\n\n# B\n'))).toHaveLength(1);
    expect(wrongShape(page(`# A\n\nText.\n${'\n'.repeat(300)}`))).toHaveLength(1);
  });
});

describe('the words of a page', () => {
  test('old words are found by their line, in code too', () => {
    expect(lines(oldWordsIn(page(`# A\n\nThe \`PORTARIA_TLS_DOOR\`.\nThe token.\n`)))).toEqual([3]);
  });

  test.each([
    'What was revoked is revoked.',
    'Who has a token may call.',
    'It is the merchant that calls.',
    'Of a token, the signature is checked.',
    `The key of before signs.`,
    'The token is no token.',
    'Sees to it that it is so.',
    `A revoked key is gone for good.`,
    'See the table beside it.',
  ])('a phrase of a literal translation is found: %s', (sentence) => {
    expect(foreignPhrases(page(`# A\n\n${sentence}\n`))).not.toEqual([]);
  });

  test('what a native speaker writes is left alone, and so is code', () => {
    const text =
      '# A\n\nThere is no lockout. It is no longer valid. What is a listener? The key is not there yet, says `no good`.\n';
    expect(foreignPhrases(page(text)).map(({ message }) => message)).toEqual([
      '"is not there": does not exist',
    ]);
  });
});

describe('the sentences of a page', () => {
  const found = async (text: string): Promise<readonly string[]> =>
    (await hardToRead(page(`# A\n\n${text}\n`))).map(({ message }) => message);

  test('a sentence of too many words is found', async () => {
    const [message = ''] = await found(`The cat ${'and the dog '.repeat(12)}sleep.`);
    expect(message).toContain('one idea a sentence');
  });

  test('a hard sentence is found', async () => {
    const hard =
      'Notwithstanding organizational considerations, administrators systematically investigate authentication irregularities.';
    expect((await found(hard)).join()).toContain('hard to read');
  });

  test('a repeated word and a wrong article are found', async () => {
    expect(await found('The the token is a access token.')).toHaveLength(2);
  });

  test('a plain sentence is left alone', async () => {
    expect(
      await found('Your program presents the certificate. The gateway checks it, and answers with a token.'),
    ).toEqual([]);
  });
});
