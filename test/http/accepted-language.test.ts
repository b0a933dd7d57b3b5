import { expect, test } from 'vitest';
import { acceptedLanguage } from '../../src/http/accepted-language.js';

test.each([
  [undefined, 'en'],
  ['', 'en'],
  ['*', 'en'],
  ['en', 'en'],
  ['pt', 'pt-BR'],
  ['pt-BR', 'pt-BR'],
  ['PT-br', 'pt-BR'],
  ['pt-PT, pt;q=0.9, en;q=0.8', 'pt-BR'],
  ['en-US,en;q=0.9,pt-BR;q=0.8', 'en'],
  ['en;q=0.5, pt ; q=0.7', 'pt-BR'],
  ['pt-BR,en', 'pt-BR'],
  ['en,pt-BR', 'en'],
  ['fr-CH, fr;q=0.9', 'en'],
  ['fr, pt;q=0.1', 'pt-BR'],
  ['*, pt;q=0.5', 'en'],
  ['pt;q=0', 'en'],
  ['pt;q=0.000, *', 'en'],
])('%s is answered in %s', (header, language) => {
  expect(acceptedLanguage(header)).toBe(language);
});

test.each([
  'constructor',
  '__proto__',
  'ptx',
  'pt;q=2',
  'pt;q=-1',
  'pt;q=',
  'pt;q=x',
  ';;;,,,;q=1',
  'p t-BR;q=.',
])('what names no language of ours, or has a wrong weight, is answered in English: %s', (header) => {
  expect(acceptedLanguage(header)).toBe('en');
});
