/** The words of a field that takes several, such as scopes. */
export const wordsIn = (text: string): string[] => text.split(/[\s,]+/).filter((word) => word !== '');
