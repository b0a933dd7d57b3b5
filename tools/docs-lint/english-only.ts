/** The pages that exist in English alone: generated ones, decisions, measurements, and those for contributors. */
const englishOnly: readonly RegExp[] = [
  /^docs\/(?:adr|how-to\/contributor|reference\/(?:asvs|command-line|configuration))\//,
  /^docs\/(?:benchmarks|plan|reliability|reference\/(?:asvs|helm-values|metrics|nginx-variables))\.md$/,
  /^docs\/(?:benchmarks|plan|reference\/(?:asvs|helm-values|metrics|nginx-variables|spans))\.md$/,
];

/** Whether a file is a Portuguese page, of the documentation or of its site. */
export const isPortuguese = (path: string): boolean => /^(?:docs|site\/pages)\/pt-BR\//.test(path);

/** Whether a page should have a Portuguese one. */
export const isTranslated = (path: string): boolean =>
  path.startsWith('docs/') && !isPortuguese(path) && !englishOnly.some((pattern) => pattern.test(path));
