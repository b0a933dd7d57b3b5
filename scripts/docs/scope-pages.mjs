// docs/reference/admin-scopes.md and its Portuguese page: the scopes and roles of operators, and the scope of each route, as
// the code declares them.
import { adminRouteScopes } from '../../dist/src/admin/route-scopes.js';
import { operatorRoles } from '../../dist/src/core/accounts/operator-role.js';
import { operatorScopes } from '../../dist/src/core/accounts/operator-scope.js';
import { adminOperations } from '../../dist/tools/openapi-admin/tags.js';
import { frontMatter } from './error-languages.mjs';
import { assertSame, code, made, table } from './markdown.mjs';
import { scopeTextsInPortuguese as portuguese } from './pt-br/scope-texts.mjs';
import { scopeTexts as english } from './scope-texts.mjs';
import { list } from './text.mjs';

const scopes = adminRouteScopes();
const tags = adminOperations.map(({ name, operations }) => [name, Object.keys(operations)]);

assertSame(
  'scripts/docs/scope-pages.mjs: routes without description, or described ones that do not exist',
  [...scopes.keys()],
  tags.flatMap(([, routes]) => routes),
);
for (const [what, texts] of Object.entries({ english, portuguese })) {
  assertSame(`${what} texts of scopes`, Object.keys(texts.scopes), [...operatorScopes]);
  assertSame(`${what} texts of roles`, Object.keys(texts.roles), Object.keys(operatorRoles));
  assertSame(
    `${what} texts of tags`,
    Object.keys(texts.tags),
    tags.map(([name]) => name),
  );
}

const routesOf = (texts, [tag, routes]) =>
  `### ${texts.tags[tag]}\n\n${table(
    texts.routeHead,
    routes.map((route) => [code(route), code(scopes.get(route))]),
  )}`;

const pageIn = (texts) =>
  `${[
    `<!-- ${made}. -->`,
    `# ${texts.title}`,
    texts.intro,
    `## ${texts.rolesTitle}`,
    texts.rolesIntro,
    table(
      texts.roleHead,
      Object.entries(operatorRoles).map(([role, of]) => [
        code(role),
        of.map(code).join(' '),
        texts.roles[role],
      ]),
    ),
    list(texts.roleRules),
    `## ${texts.scopesTitle}`,
    table(
      texts.scopeHead,
      operatorScopes.map((scope) => [code(scope), texts.scopes[scope]]),
    ),
    list(texts.scopeRules),
    `## ${texts.routesTitle}`,
    texts.routesIntro,
    ...tags.map((tag) => routesOf(texts, tag)),
  ].join('\n\n')}\n`;

const source = 'docs/reference/admin-scopes.md';
const englishPage = pageIn(english);

/** The pages by their paths. */
export const scopePages = {
  [source]: englishPage,
  'docs/pt-BR/reference/admin-scopes.md': frontMatter(source, englishPage) + pageIn(portuguese),
};
