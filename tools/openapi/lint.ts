import { createConfig, lintFromString } from '@redocly/openapi-core';

/** Returns what the recommended rules of Redocly say against a document, with the place of each. */
export const lint = async (name: string, text: string): Promise<string[]> => {
  const config = await createConfig({ extends: ['recommended'] });
  const problems = await lintFromString({ source: text, absoluteRef: `docs/openapi/${name}.json`, config });
  return problems.map(
    ({ ruleId, message, location: [place] }) => `${name}${place?.pointer ?? ''}: ${message} (${ruleId})`,
  );
};
