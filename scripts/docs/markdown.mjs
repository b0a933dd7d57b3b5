// What the generated pages share: their first line, tables, and prose in lines of at most 118 characters.

export const made = 'Made by `npm run docs:generate`; change the code instead';

export const code = (text) => `\`${text}\``;

const cell = (text) => text.replaceAll('|', '\\|').replaceAll('\n', ' ');

export const table = (head, rows) =>
  [head, head.map(() => '---'), ...rows].map((row) => `| ${row.map(cell).join(' | ')} |`).join('\n');

/** Breaks a text at spaces; a span of code and a link stay on one line. */
export const prose = (text, width = 118) =>
  (text.match(/(?:`[^`]*`|\[[^\]]*\]\([^)]*\)|\S)+/g) ?? []).reduce((lines, word) => {
    const longer = lines === '' ? word : `${lines} ${word}`;
    return longer.slice(longer.lastIndexOf('\n') + 1).length > width ? `${lines}\n${word}` : longer;
  }, '');

export const assertSame = (what, left, right) => {
  const differing = [
    ...left.filter((one) => !right.includes(one)),
    ...right.filter((one) => !left.includes(one)),
  ];
  if (differing.length > 0) throw new Error(`${what}: ${[...new Set(differing)].join(', ')}`);
};

/** Every member stands in exactly one group, so that a new one cannot be missing from the pages. */
export const assertGrouped = (what, groups, members) => {
  const grouped = groups.flatMap(({ names }) => names);
  const twice = grouped.filter((name, index) => grouped.indexOf(name) !== index);
  if (twice.length > 0) throw new Error(`${what}: in two groups: ${twice.join(', ')}`);
  assertSame(what, members, grouped);
};
