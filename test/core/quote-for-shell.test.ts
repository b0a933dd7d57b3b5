import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { quoteForShell } from '../../src/core/shared/quote-for-shell.js';

const readByShell = (words: string): string =>
  execFileSync('/bin/sh', ['-c', `printf '%s' ${words}`], { encoding: 'utf8' });

test.each(['2f4c', 'loja@example.com', './keys/merchant.pem', 'CN=Loja,O=Exemplo'])(
  '%s needs no quotes',
  (word) => {
    expect(quoteForShell(word)).toBe(word);
  },
);

// Attack: a merchant's name that runs a command where an operator pastes what the console shows.
test.each([
  '',
  'Loja do João',
  "d'Ávila",
  "'; touch /tmp/pwned; '",
  '$(id)',
  '`id`',
  '"two" $HOME',
  'a\nb',
  '* ~ ! # & | < >',
])('a shell reads %j as that one word', (word) => {
  expect(readByShell(quoteForShell(word))).toBe(word);
});
