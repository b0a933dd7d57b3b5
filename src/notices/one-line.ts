/**
 * Returns a text of an outsider as one line. Attack: a name begins a line that looks like ours, or turns the direction of the
 * text.
 */
export const oneLine = (text: string): string => text.replaceAll(/[\p{C}\p{Zl}\p{Zp}]+/gu, ' ').trim();
