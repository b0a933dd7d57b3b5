// Pieces of Markdown.
export const code = (text) => `\`${text}\``;
export const list = (items) => items.map((item) => wrap(item, '- ', '  ')).join('\n');
export const linkTo = (name) => `[${code(name)}](${name}.md)`;

/** Lines of at most 118 characters; a link and a piece of code stay on one line. */
export const wrap = (text, first = '', rest = '') => {
  const words = text
    .replaceAll(/\[[^\]]*\]\([^)]*\)|`[^`]+`/g, (whole) => whole.replaceAll(' ', '\0'))
    .split(' ');
  const lines = words.reduce(
    (done, word) =>
      `${done.at(-1)} ${word}`.length > 118
        ? [...done, `${rest}${word}`]
        : [
            ...done.slice(0, -1),
            `${done.at(-1)}${/\S/.test(done.at(-1).slice(first.length)) ? ' ' : ''}${word}`,
          ],
    [first],
  );
  return lines.join('\n').replaceAll('\0', ' ');
};
