import { addressOf, portuguese, routes } from '../../src/pages.ts';

/** The addresses of the pages that exist in English alone. */
export declare const data: readonly string[];

export default {
  load: (): readonly string[] => {
    const all = new Set(routes.values());
    return [...all]
      .filter((route) => !route.startsWith(portuguese) && !all.has(portuguese + route))
      .map(addressOf);
  },
};
