import { toString } from 'mdast-util-to-string';
import { lineOf, nodesOf, type Page, type Problem } from './page.js';

const lineCharactersMax = 120;
const cellWordsMax = 15;
const pageLinesMax = 280;

/** Finds lines of prose that are too long. Tables and code may be wider, and so may the target of a link. */
export const longLines = (page: Page): readonly Problem[] => {
  const lines = page.text.split('\n');
  return nodesOf(page, 'paragraph').flatMap(({ position }) => {
    if (!position) return [];
    const { start, end } = position;
    return lines.slice(start.line - 1, end.line).flatMap((line, index) => {
      const { length } = line.replaceAll(/\]\([^)]*\)/g, ']');
      return length > lineCharactersMax
        ? [{ line: start.line + index, message: `the line has ${String(length)} characters, more than 120` }]
        : [];
    });
  });
};

/** Finds cells of tables that hold a paragraph. */
export const longCells = (page: Page): readonly Problem[] =>
  nodesOf(page, 'tableCell').flatMap((cell) => {
    const words = toString(cell)
      .split(/\s+/)
      .filter((word) => word !== '').length;
    return words > cellWordsMax
      ? [
          {
            line: lineOf(cell),
            message: `a cell of the table has ${String(words)} words, more than ${String(cellWordsMax)}: write it below the table`,
          },
        ]
      : [];
  });

/** Finds a page without one heading at its top and a first paragraph, and a page that is too long to read. */
export const wrongShape = (page: Page): readonly Problem[] => {
  const tops = nodesOf(page, 'heading').filter(({ depth }) => depth === 1);
  const content = page.tree.children.filter(({ type }) => type !== 'html');
  const lines = page.text.split('\n').length;
  return [
    ...(tops.length === 1
      ? []
      : [{ line: 1, message: `the page has ${String(tops.length)} headings of level 1` }]),
    ...(content[0]?.type === 'heading' && content[1]?.type === 'paragraph'
      ? []
      : [{ line: 1, message: 'the page must begin with its heading and a paragraph that says what it is' }]),
    ...(lines > pageLinesMax ? [{ line: 1, message: `the page has ${String(lines)} lines: split it` }] : []),
  ];
};
