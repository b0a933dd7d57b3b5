import { join } from 'node:path';
import { describeConfigurationError } from '../../config/configuration-error.js';
import { problemsWithNames } from '../../config/known-names.js';
import { nginxSettingSchemas } from '../../config/nginx-setting-schemas.js';
import {
  completeNginxVariables,
  type NginxSetting,
  nginxSettings,
  type NginxVariables,
} from '../../config/nginx-settings.js';
import type { Environment } from '../../config/read-settings.js';
import { templateDefaults, versionVariables } from './nginx-templates.js';

/** Composed of other variables when they are not set. */
const composed = ['PORTARIA_UPSTREAM_SERVERS', 'PORTARIA_MANAGE_UPSTREAM_SERVERS'];

/**
 * Returns all variables of the templates: what is set, else the default. Adds to `problems` what is
 * required and not set, and every value that NGINX would misread. What no enabled listener uses is
 * not required.
 *
 * @param folder where the templates are rendered
 * @param version of NGINX, such as `1.22.1`
 */
export const readNginxVariables = (
  values: Environment,
  { folder, version }: { readonly folder: string; readonly version: string },
  problems: string[],
): NginxVariables => {
  problems.push(...problemsWithNames(values));
  const variables: Readonly<Record<string, string>> = {
    ...templateDefaults,
    ...versionVariables(version),
    PORTARIA_NGINX_SECRETS_DIR: join(folder, 'secrets'),
    ...givenIn(values),
    PORTARIA_NGINX_DIR: folder,
  };
  const all = completeNginxVariables(variables);
  problems.push(...missingIn(variables, all), ...malformedIn(variables), ...samePortsIn(all));
  return all;
};

/** An empty value counts as not set. */
const givenIn = (values: Environment): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.keys(nginxSettings).flatMap((name) => {
      const value = values[name];
      return value ? [[name, value]] : [];
    }),
  );

const missingIn = (variables: Readonly<Record<string, string>>, all: NginxVariables): readonly string[] => {
  if (openListeners(all).length === 0)
    return ['PORTARIA_TLS_LISTENER: no listener is on. Set PORTARIA_TLS_LISTENER=on'];
  return Object.entries<NginxSetting>(nginxSettings)
    .filter(([name]) => variables[name] === undefined && !composed.includes(name))
    .filter(([name]) => name !== 'PORTARIA_CLIENT_CA_BUNDLE' || usesClientCas(all))
    .map(([name, { description }]) => `${name}: is not set. ${description}`);
};

const malformedIn = (variables: Readonly<Record<string, string>>): readonly string[] =>
  Object.entries(nginxSettingSchemas).flatMap(([name, schema]) => {
    const value = variables[name];
    const error = value === undefined ? undefined : schema.safeParse(value).error;
    return error ? [`${name}: ${describeConfigurationError(error, value ?? '', false)}`] : [];
  });

const listenersWithPorts = ['TLS', 'HEADER', 'ADMIN'] as const;

/** Returns the listeners that are on, as in the names of their variables. */
export const openListeners = (variables: NginxVariables): readonly (typeof listenersWithPorts)[number][] =>
  listenersWithPorts.filter((listener) => variables[`PORTARIA_${listener}_LISTENER`] === 'on');

const usesClientCas = (variables: NginxVariables): boolean =>
  openListeners(variables).some((listener) => listener !== 'HEADER');

const samePortsIn = (variables: NginxVariables): readonly string[] => {
  const seen = new Map<string, string>();
  return openListeners(variables).flatMap((listener) => {
    const name = `PORTARIA_${listener}_PORT` as const;
    const first = seen.get(variables[name]);
    seen.set(variables[name], name);
    return first === undefined
      ? []
      : [`${name}: is ${variables[name]}, the same as ${first}. Each listener needs its own port`];
  });
};
