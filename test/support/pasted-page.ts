import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

const repository = join(import.meta.dirname, '../..');

/**
 * Returns the blocks of shell commands of a page, from top to bottom; with `heading`, those below that heading of level 2.
 * A block within a list is indented as the list is.
 */
export const blocksOf = async (page: string, heading?: string): Promise<readonly string[]> => {
  const text = await readFile(join(repository, page), 'utf8');
  const sections = text.split(/^## /m);
  const read = heading === undefined ? text : sections.find((section) => section.startsWith(`${heading}\n`));
  const blocks = [...(read ?? '').matchAll(/^( *)```sh\n([^]*?)^ *```$/gm)];
  if (blocks.length === 0) throw new Error(`${page} has no commands${heading ? ` under "${heading}"` : ''}`);
  return blocks.map(([, indent = '', block = '']) => block.replaceAll(new RegExp(`^${indent}`, 'gm'), ''));
};

/** Returns the same as a reader pastes them, one after the other. */
export const commandsOf = async (page: string, heading?: string): Promise<string> =>
  (await blocksOf(page, heading)).join('');

/** Returns the programs of a page in one language, as they are printed. */
export const programsOf = async (page: string, language: string): Promise<readonly string[]> => {
  const text = await readFile(join(repository, page), 'utf8');
  const blocks = [...text.matchAll(new RegExp(`^\`\`\`${language}\n([^]*?)^\`\`\`$`, 'gm'))];
  if (blocks.length === 0) throw new Error(`${page} has no program in ${language}`);
  return blocks.map(([, block = '']) => block);
};
