import { isMapping, type Mapping, own, ownMapping } from './mapping.js';
import { listed } from './shown.js';

/**
 * Returns a note about the paths of the document's `servers` that no rule begins with: OpenAPI puts
 * them before every path, and the import does not, because behind a gateway they are as often
 * wrong.
 */
export const notesOnServers = (root: Mapping, basePath: string | undefined): readonly string[] => {
  const paths = [...new Set(serverPaths(root))];
  const [first] = paths;
  const isDecided = basePath === '/' || paths.includes(withoutSlash(basePath ?? ''));
  if (first === undefined || isDecided) return [];
  const [have, are] = paths.length > 1 ? ['paths', 'are'] : ['path', 'is'];
  const end =
    basePath === undefined
      ? `; --base-path ${first} puts it before every path.`
      : `: --base-path is ${basePath}.`;
  return [`The document's servers have the ${have} ${listed(paths)}, which ${are} not used${end}`];
};

const serverPaths = (root: Mapping): readonly string[] => {
  const servers = own(root, 'servers');
  if (!Array.isArray(servers)) return [];
  return servers.filter(isMapping).map(pathOf).filter(Boolean);
};

/** Reads the path by a pattern: a template such as `https://{host}/v2` is no URL yet. */
const pathOf = (server: Mapping): string => {
  const url = own(server, 'url');
  if (typeof url !== 'string') return '';
  const variables = ownMapping(server, 'variables');
  const path = url.replace(/^([a-z][a-z0-9+.-]*:)?\/\/[^/?#]*/i, '').replace(/[?#].*$/s, '');
  const filled = path.replace(/\{([^{}]+)\}/g, (whole, name: string) => {
    const value = own(ownMapping(variables, name), 'default');
    return typeof value === 'string' ? value : whole;
  });
  return withoutSlash(filled);
};

const withoutSlash = (path: string): string => path.replace(/\/+$/, '');
