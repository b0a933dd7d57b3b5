// The pages of the settings: docs/reference/configuration/ by topic, and docs/reference/nginx-variables.md.
import { z } from 'zod';
import { localSettings } from '../../dist/src/config/local-settings.js';
import { nginxSettings } from '../../dist/src/config/nginx-settings.js';
import { settings } from '../../dist/src/config/settings.js';
import { assertGrouped, code, made, prose, table } from './markdown.mjs';
import { nginxTopics, settingTopics } from './setting-topics.mjs';

/** Returns `null` for a required setting, or the default as an operator would write it; empty for an optional setting. */
export const standardOf = ({ schema }) => {
  const parsed = schema.safeParse(undefined);
  if (!parsed.success) return null;
  if (typeof parsed.data === 'boolean') return parsed.data ? 'on' : 'off';
  return parsed.data === undefined ? '' : String(parsed.data);
};

export const valuesOf = ({ schema }) => {
  const shape = (io) => z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  const { minimum, maximum } = shape('output');
  if (minimum !== undefined && maximum !== undefined) return `${minimum} to ${maximum}`;
  return (shape('input').enum ?? []).map(code).join(', ');
};

const inWords = (defaultValue, none) =>
  defaultValue === null ? 'required' : defaultValue === '' ? none : code(defaultValue);

const listed = (entries) =>
  entries
    .filter(([, value]) => value !== '')
    .map(([name, value]) => prose(`- ${name}: ${value}`, 116).replaceAll('\n', '\n  '))
    .join('\n');

const settingSection = (name) => {
  const setting = settings[name];
  const facts = listed([
    ['Default', inWords(standardOf(setting), 'not set')],
    ['Values', valuesOf(setting)],
    ['Example', setting.example ? code(setting.example) : ''],
    ['Secret', setting.secret ? `yes; ${code(`${name}_FILE`)} may name a file instead` : ''],
  ]);
  return `## ${name}\n\n${prose(setting.description)}\n\n${facts}\n`;
};

const topicPage = ({ title, about, names }) =>
  `<!-- ${made}. -->

# ${title}: settings

${prose(`${about} How settings are read: [Configuration](README.md).`)}

${names.map(settingSection).join('\n')}`;

const nameLink = (page, name) => `[${code(name)}](${page}.md#${name.toLowerCase()})`;

const overviewOf = ({ page, title, names }) =>
  `## ${title}

${table(
  ['setting', 'default'],
  names.map((name) => [nameLink(page, name), inWords(standardOf(settings[name]), 'not set')]),
)}
`;

const overview = `<!-- ${made}. -->

# Configuration

This page is for operators. It lists all settings of the application and the command line, and says how they are read.

- A process reads its settings from the environment, once, when it starts.
- \`PORTARIA_ENV_FILE\` names an env file that completes the environment, for the application and the command line alike.
  \`.env.example\` lists all settings to fill in.
- The environment takes precedence over that file. For a secret, \`NAME\` in the environment also replaces \`NAME_FILE\` in
  the file. One database URL in the environment replaces all database URLs of the file.
- An invalid value, a missing required setting, or an unknown name that begins with \`PORTARIA_\` stops the start.
  All problems are listed at once.
- An empty value counts as not set.
- A secret may be in a file. \`NAME_FILE\` is the path of that file: \`PORTARIA_PEPPER_FILE=/run/secrets/pepper\`.
  Setting both \`NAME\` and \`NAME_FILE\` is an error.

The variables of NGINX are in [NGINX variables](../nginx-variables.md). [Local stack](local-stack.md) lists what
\`npm start\` reads.

${settingTopics.map(overviewOf).join('\n')}`;

const localStack = `<!-- ${made}. -->

# Local stack: settings

This page is for everyone who runs \`npm start\`. It lists what the local stack reads from the environment. Every
variable is optional.

${Object.entries(localSettings)
  .map(
    ([name, { defaultValue, description }]) =>
      `## ${name}\n\n${prose(description)}\n\n${listed([['Default', defaultValue]])}\n`,
  )
  .join('\n')}`;

const nginxSection = (name) => {
  const { defaultValue, description } = nginxSettings[name];
  const text = `${description} Default: ${inWords(defaultValue ?? null, 'empty')}.`;
  return `### ${name}\n\n${prose(text)}\n`;
};

const nginxPage = `<!-- ${made}. -->

# NGINX variables

This page is for operators. It lists the variables of the NGINX templates in \`nginx/\`.

- \`portaria nginx render\` renders the templates with the variables of the environment or of the env file. See
  [Install on a plain host](../how-to/operator/install-on-a-plain-host.md).
- In containers, \`docker-compose.yml\` sets all variables and \`envsubst\` renders the templates.

${nginxTopics.map(({ title, names }) => `## ${title}\n\n${names.map(nginxSection).join('\n')}`).join('\n')}`;

/** The pages by their paths. */
export const settingPages = () => {
  assertGrouped('scripts/docs/setting-topics.mjs', settingTopics, Object.keys(settings));
  assertGrouped('scripts/docs/setting-topics.mjs (NGINX)', nginxTopics, Object.keys(nginxSettings));
  const folder = 'docs/reference/configuration';
  return {
    [`${folder}/README.md`]: overview,
    ...Object.fromEntries(settingTopics.map((topic) => [`${folder}/${topic.page}.md`, topicPage(topic)])),
    [`${folder}/local-stack.md`]: localStack,
    'docs/reference/nginx-variables.md': nginxPage,
  };
};
