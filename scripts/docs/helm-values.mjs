// The page of the values of the Helm chart, from its schema and its defaults.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { code, made, prose } from './markdown.mjs';

const chart = join(import.meta.dirname, '../../deploy/helm/portaria');
const schema = JSON.parse(readFileSync(join(chart, 'values.schema.json'), 'utf8'));
const defaults = parse(readFileSync(join(chart, 'values.yaml'), 'utf8'));
/** A longer default is in values.yaml. */
const defaultLengthMax = 60;
/** Helm's own. */
const unlisted = ['global'];

/** The values below one with properties of their own; a leaf has none. */
const leavesOf = (path, at) => {
  if (at.properties === undefined || path.at(-1) === 'resources') return [{ path, at }];
  return Object.entries(at.properties).flatMap(([name, below]) => leavesOf([...path, name], below));
};

const defaultOf = (path, required) => {
  if (required) return 'required';
  const value = path.reduce((above, name) => above[name], defaults);
  if (value === undefined) throw new Error(`values.yaml: ${path.join('.')} is missing`);
  if (value === '' || (typeof value === 'object' && Object.keys(value).length === 0)) return 'default: empty';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > defaultLengthMax ? `default: in ${code('values.yaml')}` : `default: ${code(text)}`;
};

const required = ['image.repository', 'issuer'];

const line = ({ path, at }) => {
  const name = path.join('.');
  if (at.description === undefined) throw new Error(`values.schema.json: ${name} has no description`);
  const values = at.enum ? ` Values: ${at.enum.map(code).join(', ')}.` : '';
  const text = prose(
    `- **${code(name)}** (${defaultOf(path, required.includes(name))}): ${at.description}${values}`,
  );
  return text.replaceAll('\n', '\n  ');
};

const entries = Object.entries(schema.properties).filter(([name]) => !unlisted.includes(name));
const isGroup = ([, at]) => at.properties !== undefined;

const sectionOf = ([name, at]) =>
  `## ${name}\n\n${at.description ? `${prose(at.description)}\n\n` : ''}${leavesOf([name], at).map(line).join('\n')}\n`;

export const helmValuesPage = () => ({
  'docs/reference/helm-values.md': `<!-- ${made}. -->

# Values of the Helm chart

${prose('This page is for operators. It lists the values of the Helm chart in `deploy/helm/portaria`. Helm refuses a value that is not listed. [Install on Kubernetes](../how-to/operator/install-on-kubernetes.md) shows how to use the chart.')}

## General

${entries
  .filter((entry) => !isGroup(entry))
  .map(([name, at]) => line({ path: [name], at }))
  .join('\n')}

${entries.filter(isGroup).map(sectionOf).join('\n')}`,
});
