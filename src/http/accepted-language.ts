import type { Language } from '../core/shared/language.js';

/** By the first part of a language range (RFC 4647): any Portuguese is answered in that of Brazil. */
const languageOf = new Map<string, Language>([
  ['en', 'en'],
  ['pt', 'pt-BR'],
  ['*', 'en'],
]);

/**
 * Returns the language that `Accept-Language` wants most (RFC 9110 section 12.5.4), and English when
 * it wants none of ours.
 */
export const acceptedLanguage = (header: string | undefined): Language =>
  (header ?? '*')
    .split(',')
    .map(toRange)
    .filter(({ weight }) => weight > 0)
    .toSorted((one, other) => other.weight - one.weight)
    .map(({ primary }) => languageOf.get(primary))
    .find((language) => language !== undefined) ?? 'en';

const toRange = (range: string): { readonly primary: string; readonly weight: number } => {
  const [tag = '', ...parameters] = range.toLowerCase().replaceAll(/\s/g, '').split(';');
  const weight = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2) ?? '1';
  return {
    primary: tag.split('-')[0] ?? '',
    weight: /^(?:0(?:\.\d{0,3})?|1(?:\.0{0,3})?)$/.test(weight) ? Number(weight) : 0,
  };
};

/** The headers of an answer whose language was chosen. */
export const languageHeaders = (language: Language): Readonly<Record<string, string>> => ({
  'Content-Language': language,
  Vary: 'Accept-Language',
});
