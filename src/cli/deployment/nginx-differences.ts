/** Finds which setting makes a rendered file of NGINX differ from the one in its place. */
import { readFile } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';
import { settingOfProxySecret } from './nginx-proxy-secrets.js';
import { placeholder, renderTemplate, type TemplateVariables } from './nginx-templates.js';
import type { NginxPlan } from './render-nginx.js';

/** `NginxDifference`: a file that a rendering would change. */
export interface NginxDifference {
  readonly file: string;
  /** The settings whose value differs; empty: the file is missing, was edited, or is of another release. */
  readonly settings: readonly string[];
  readonly isMissing: boolean;
}

/** Composed of the settings whose names come first. */
const composedOf: Readonly<Record<string, string>> = {
  PORTARIA_UPSTREAM_SERVERS: 'PORTARIA_UPSTREAM',
  PORTARIA_MANAGE_UPSTREAM_SERVERS: 'PORTARIA_MANAGE_UPSTREAM',
};

/** Returns the files in the folder that are not what the plan has. Their values are not in the result: some are secrets. */
export const nginxDifferences = async (plan: NginxPlan): Promise<readonly NginxDifference[]> => {
  const differing = plan.files.filter(({ state }) => state !== 'unchanged');
  return Promise.all(
    differing.map(async ({ file, state }) => ({
      file,
      settings: state === 'new' ? [] : await settingsBehind(plan, file),
      isMissing: state === 'new',
    })),
  );
};

const settingsBehind = async ({ input, templateVariables }: NginxPlan, file: string): Promise<string[]> => {
  const ofSecret = settingOfProxySecret(basename(file));
  if (ofSecret !== null) return [ofSecret];
  const template = join(input.templates, `${relative(input.folder, file)}.template`);
  const [wanted, found] = (await Promise.all([template, file].map((path) => readFile(path, 'utf8')))).map(
    (text) => text.split('\n'),
  );
  if (!wanted || !found || wanted.length !== found.length) return [];
  const names = wanted.map((line, index) => settingsOfLine(line, found[index] ?? '', templateVariables));
  // A line that no value explains was edited, or is of another release.
  if (names.includes(null)) return [];
  return settingsNamed(
    names.flatMap((line) => line ?? []),
    templateVariables,
  );
};

/** Without PORTARIA_MANAGE_UPSTREAM, its lines have the processes of the other one. */
const settingsNamed = (names: readonly string[], variables: TemplateVariables): string[] => {
  const settings = new Set(names.map((name) => composedOf[name] ?? name));
  if (settings.has('PORTARIA_UPSTREAM') && !variables['PORTARIA_MANAGE_UPSTREAM'])
    settings.delete('PORTARIA_MANAGE_UPSTREAM');
  return [...settings];
};

/** Returns the settings that make a line differ from its template; `null`: no setting does. */
const settingsOfLine = (
  template: string,
  found: string,
  variables: TemplateVariables,
): readonly string[] | null => {
  if (renderTemplate(template, variables) === found) return [];
  const names = [...new Set([...template.matchAll(placeholder)].map(([, name = '']) => name))];
  const one = names.find((name) => differsIn(template, found, { name, variables }));
  if (one !== undefined) return [one];
  return canBe(template, found) ? names : null;
};

/** Whether some values give the line. */
const canBe = (template: string, found: string): boolean => {
  const literals = template.split(placeholder).filter((_, index) => index % 2 === 0);
  if (literals.length === 1) return false;
  const escaped = literals.map((text) => text.replaceAll(/[$()*+.?[\\\]^{|}]/g, '\\$&'));
  return new RegExp(`^${escaped.join('.*')}$`).test(found);
};

/** Whether another value of this one setting gives the line. */
const differsIn = (
  template: string,
  found: string,
  { name, variables }: { readonly name: string; readonly variables: TemplateVariables },
): boolean => {
  const parts = template.split(`\${${name}}`).map((part) => renderTemplate(part, variables));
  const [first = '', ...others] = parts;
  const last = others.at(-1) ?? '';
  const known = parts.reduce((length, part) => length + part.length, 0);
  const each = (found.length - known) / others.length;
  if (!found.startsWith(first) || !found.endsWith(last) || !Number.isInteger(each) || each < 0) return false;
  const value = found.slice(first.length, first.length + each);
  return parts.join(value) === found;
};
