/** Diagrams in Mermaid, drawn when the site is built: the reader's browser gets a picture and no program. */
import { renderMermaidSVG } from 'beautiful-mermaid';
import type { MarkdownRenderer } from 'vitepress';
import { portuguese, read } from './pages.ts';
import { texts } from './texts.ts';

const colours = {
  bg: 'var(--vp-c-bg)',
  fg: 'var(--vp-c-text-1)',
  line: 'var(--vp-c-text-2)',
  accent: 'var(--vp-c-brand-1)',
  muted: 'var(--vp-c-text-2)',
  surface: 'var(--vp-c-bg-soft)',
  border: 'var(--vp-c-border)',
};

/**
 * The picture without its style element, which names fonts of another server and would change every picture of the page.
 * The variables that it declares become a style of the picture.
 */
const pictureOf = (source: string): string => {
  const svg = renderMermaidSVG(source, { ...colours, transparent: true, padding: 8 });
  const [element = '', variables] = /<style>[^]*?svg \{([^]*?)\n {2}\}\s*<\/style>/.exec(svg) ?? [];
  if (variables === undefined) throw new Error('beautiful-mermaid draws with other styles: change pictureOf');
  const declarations = variables
    .replaceAll(/\/\*[^]*?\*\//g, '')
    .replaceAll(/\s+/g, ' ')
    .trim();
  return svg.replace(element, '').replace('style="', `style="${declarations}`);
};

const figureOf = (source: string, relativePath: string): string => {
  const { diagram } = texts[relativePath.startsWith(portuguese) ? 'pt' : 'en'];
  // The text below has the same steps, so one sentence is enough for a screen reader. Wide ones scroll by keyboard too.
  return `<div class="diagram" role="img" aria-label="${diagram}" tabindex="0" v-pre>${pictureOf(source)}</div>\n`;
};

/** The first diagram of another page, for the first page of the site. */
const diagramIn = (file: string): string => {
  const source = /^```mermaid\n([^]*?)^```/m.exec(read(file))?.[1];
  if (source === undefined) throw new Error(`${file} has no diagram`);
  return source;
};

/** A plugin of markdown-it: draws blocks of `mermaid`, and of `mermaid-of`, which name another page. */
export const diagrams = (markdown: MarkdownRenderer): void => {
  const { fence } = markdown.renderer.rules;
  markdown.renderer.rules.fence = (...rendered) => {
    const [tokens, index] = rendered;
    const env: unknown = rendered[3];
    const { info = '', content = '' } = tokens[index] ?? {};
    const { relativePath } = env as { relativePath: string };
    if (info === 'mermaid') return figureOf(content, relativePath);
    if (info === 'mermaid-of') return figureOf(diagramIn(content.trim()), relativePath);
    return fence?.(...rendered) ?? '';
  };
};
