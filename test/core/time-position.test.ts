import { expect, test } from 'vitest';
import { parseTimePosition, textOfTimePosition } from '../../src/core/shared/time-position.js';

test.each([
  { at: new Date('2026-11-30T10:00:00.123Z'), id: '7' },
  // Items without the time come last.
  { at: null, id: '900719925474099123' },
])('a cursor has the position from which it was made: %o', (position) => {
  expect(parseTimePosition(textOfTimePosition(position))).toEqual(position);
});

test.each([
  '',
  ':',
  '7',
  '1:',
  '1:0',
  '1:07',
  ':x',
  '-1:7',
  '1.5:7',
  '1:7 ',
  `${'9'.repeat(16)}:7`,
  `1:${'9'.repeat(19)}`,
])('%j is no position', (text) => {
  expect(parseTimePosition(text)).toBeNull();
});
