/**
 * `TimePosition`: where a page ends of a list that is ordered by a time, then by id. Items without the
 * time come last.
 */
export interface TimePosition {
  readonly at: Date | null;
  readonly id: string;
}

const grammar = /^([0-9]{0,15}):([1-9][0-9]{0,17})$/;

/** Returns the text of a cursor; milliseconds, which are what the order goes by. */
export const textOfTimePosition = ({ at, id }: TimePosition): string =>
  `${at === null ? '' : String(at.getTime())}:${id}`;

/** Returns the position that a text names; `null` when it names none. */
export const parseTimePosition = (text: string): TimePosition | null => {
  const [, at = '', id = ''] = grammar.exec(text) ?? [];
  if (id === '') return null;
  return { at: at === '' ? null : new Date(Number(at)), id };
};
