// Says the texts of generated pages in another language, and tells what is wrong with a catalogue of translations.
/** Puts values in the place of their names: `{name}`. Braces that name no value stay. */
export const fill = (text, values = {}) =>
  Object.entries(values).reduce((filled, [name, value]) => filled.replaceAll(`{${name}}`, value), text);

/** What a translation has to keep as it is: code, and the names of values. */
const kept = (text) =>
  (text.match(/`[^`]+`|\{\w+\}/g) ?? []).sort((one, other) => one.localeCompare(other, 'en')).join(' ');

/**
 * `catalogues` are tables from an English text to its translation, so that a text that was changed has none. After
 * everything was said, `problems` lists the texts without a translation, translations of texts that no page has,
 * texts in two tables, and translations with other code than their text.
 */
export const translator = (catalogues) => {
  const texts = catalogues.flatMap((catalogue) => Object.keys(catalogue));
  const translations = Object.assign({}, ...catalogues);
  const said = new Set();
  return {
    say: (text, values) => {
      said.add(text);
      return fill(translations[text] ?? text, values);
    },
    problems: () => [
      ...[...said].filter((text) => !texts.includes(text)).map((text) => `no translation of: ${text}`),
      ...texts.filter((text) => !said.has(text)).map((text) => `a translation of what no page says: ${text}`),
      ...texts.filter((text, at) => texts.indexOf(text) !== at).map((text) => `translated twice: ${text}`),
      ...Object.entries(translations)
        .filter(([text, translation]) => kept(text) !== kept(translation))
        .map(([text]) => `the code differs in the translation of: ${text}`),
    ],
  };
};
