// The languages of the pages of errors: where their pages lie, how they say the generator's English, and the explanations
// that the product gives in them.
import { createHash } from 'node:crypto';
import { errorCodesInPortuguese } from './pt-br/error-codes.mjs';
import { errorPagesInPortuguese } from './pt-br/error-pages.mjs';
import { moreErrorCodesInPortuguese } from './pt-br/more-error-codes.mjs';
import { fill, translator } from './translator.mjs';

const portuguese = translator([errorPagesInPortuguese, errorCodesInPortuguese, moreErrorCodesInPortuguese]);

export const english = { tag: 'en', folder: 'docs/reference/errors', say: fill };

export const brazilian = { tag: 'pt-BR', folder: 'docs/pt-BR/reference/errors', say: portuguese.say };

/** Names the text that a page translates, as every Portuguese page does; docs-lint compares the digest. */
export const frontMatter = (source, text) => {
  const digest = createHash('sha256').update(text).digest('hex').slice(0, 16);
  return `---\nsource: ${source}\nsource-digest: ${digest}\n---\n\n`;
};

/** Call it once all pages are made. */
export const assertTranslated = () => {
  const problems = portuguese.problems();
  if (problems.length > 0) throw new Error(`scripts/docs/pt-br:\n${problems.join('\n')}`);
};
