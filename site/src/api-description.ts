/** What an OpenAPI document says of itself, as text of its page: it is there before the reference is loaded, and found by the search. */
import type { MarkdownRenderer } from 'vitepress';
import { read } from './pages.ts';

/** A plugin of markdown-it: a block `openapi-description` names a document of `docs/openapi/`. */
export const apiDescription = (markdown: MarkdownRenderer): void => {
  const { fence } = markdown.renderer.rules;
  markdown.renderer.rules.fence = (...rendered) => {
    const [tokens, index] = rendered;
    const { info = '', content = '' } = tokens[index] ?? {};
    if (info !== 'openapi-description') return fence?.(...rendered) ?? '';
    const document = JSON.parse(read(`docs/openapi/${content.trim()}.json`)) as {
      info: { description: string };
    };
    return markdown.render(document.info.description);
  };
};
