// Path and text of every page of errors, in both languages.
import { errorIndex } from './error-index.mjs';
import { assertTranslated, brazilian, english, frontMatter } from './error-languages.mjs';
import { errorPagesIn } from './error-pages.mjs';

const filesIn = (language) => [['README.md', errorIndex(language)], ...errorPagesIn(language)];

const englishFiles = Object.fromEntries(filesIn(english));
const translated = filesIn(brazilian).map(([name, text]) => [
  `${brazilian.folder}/${name}`,
  frontMatter(`${english.folder}/${name}`, englishFiles[name]) + text,
]);
assertTranslated();

/** The folders in which there is nothing else. */
export const errorFolders = [english.folder, brazilian.folder];

export const errorFiles = Object.fromEntries([
  ...Object.entries(englishFiles).map(([name, text]) => [`${english.folder}/${name}`, text]),
  ...translated,
]);
