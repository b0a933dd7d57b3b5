// The rules of this code base as lint errors. Import directions are not here: they are law (.dependency-cruiser.cjs).
import { defineConfig } from 'eslint/config';
import simpleImportSort from 'eslint-plugin-simple-import-sort';
import tseslint from 'typescript-eslint';

/** A rule that refuses whatever matches one of the selectors. */
const refuse = (message, ...selectors) => ({
  create: (context) =>
    Object.fromEntries(selectors.map((selector) => [selector, (node) => context.report({ node, message })])),
});

const callable =
  ':matches(FunctionDeclaration, FunctionExpression, ArrowFunctionExpression, TSDeclareFunction)';
const factory = "Property[key.name='useFactory']";
const method = ':matches(MethodDefinition, TSAbstractMethodDefinition)';
const vagueName =
  '/^(utils?|helpers?|common|manager)$|[a-z](Utils?|Helpers?|Common|Manager|Impl)$|^[A-Z][a-z]+Impl/';

const portaria = {
  rules: {
    // A test must be able to hold time still, and a token's time is the database's.
    'clock-and-chance': refuse(
      'Time and chance come in by the listener: take them from a port (Clock, Randomness).',
      "MemberExpression[object.name='Date'][property.name='now']",
      "NewExpression[callee.name='Date'][arguments.length=0]",
      "CallExpression[callee.name='Date']",
      "Identifier[name='randomUUID']",
      "MemberExpression[object.name='Math'][property.name='random']",
      "MemberExpression[object.name='performance'][property.name='now']",
      "MemberExpression[object.name='process'][property.name='hrtime']",
    ),
    // A key that is bytes costs Node 24 two thrown errors for every MAC.
    'keys-made-once': refuse(
      'HMACs are made by hmacSha256 of src/crypto/hmac.ts, with a key that is made once.',
      "ImportSpecifier[imported.name='createHmac']",
      "MemberExpression[property.name='createHmac']",
    ),
    'message-in-one-place': refuse(
      'What was thrown need not be an error: errorMessageOf of src/core/shared/error-message.ts returns its message.',
      "ConditionalExpression[test.operator='instanceof'][test.right.name='Error'][consequent.property.name='message'][alternate.callee.name='String']",
    ),
    'environment-in-config': refuse(
      'Only src/config reads the environment, once; take what you need from Config.',
      "MemberExpression[object.name='process'][property.name='env']",
      "VariableDeclarator[init.name='process'] > ObjectPattern > Property[key.name='env']",
      'ImportDeclaration[source.value=/^(node:)?process$/]',
    ),
    'no-default-export': refuse(
      'A default export has no name to search for: export the thing by its name.',
      'ExportDefaultDeclaration',
      "ExportSpecifier[exported.name='default']",
    ),
    'no-barrel': refuse(
      'Import the file that defines the thing: a re-export hides who uses what.',
      'ExportAllDeclaration',
      'ExportNamedDeclaration[source]',
    ),
    'short-way-up': refuse(
      'No import climbs more than two folders.',
      ':matches(ImportDeclaration, ImportExpression)[source.value=/^(\\.\\.\\/){3}/]',
    ),
    'telling-names': refuse(
      'Say what it is: no utils, helpers, common, manager or Impl.',
      `:matches(ClassDeclaration, FunctionDeclaration, TSInterfaceDeclaration, TSTypeAliasDeclaration, VariableDeclarator) > Identifier.id[name=${vagueName}]`,
    ),
    'few-parameters': refuse(
      'At most 4 parameters: hand over one object with names.',
      `${callable}[params.length>4]:not(${method}[kind='constructor'] > *, ${factory} > *)`,
      'TSEmptyBodyFunctionExpression[params.length>4]',
    ),
    'few-dependencies': refuse(
      'More than 6 dependencies: this class is two classes.',
      `${factory} > ${callable}[params.length>6]`,
      `${method}[kind='constructor'] > FunctionExpression[params.length>6]`,
    ),
    'few-decorators': refuse(
      'At most 3 decorators: protection must not hang on remembering the fourth.',
      'MethodDefinition[decorators.length>3]',
    ),
    'whole-files': refuse(
      'Half a file is left by a full disk or an interruption: use makeFile or replaceFile.',
      'ImportDeclaration[source.value=/^(node:)?fs/] > ImportSpecifier[imported.name=/^(writeFile|appendFile)(Sync)?$/]',
    ),
    'nothing-mocked': refuse(
      'Nothing is mocked: use the real part; only clock and randomness have fakes.',
      "MemberExpression[object.name='vi'][property.name=/^(mock|doMock|fn|spyOn|mocked|mockObject|hoisted|stubGlobal)$/]",
      "ImportDeclaration[source.value='node:test'] > ImportSpecifier[imported.name='mock']",
    ),
  },
};

/** Where a real clock, real chance and the whole environment are at home. */
const composition = ['src/main.ts', 'src/cli.ts', 'src/cli/deployment/**', 'tools/**', 'bench/**'];
/** Threads: what they are given has no type there; the watchdog's writes its own log line. */
const threads = [
  'src/crypto/secrets/secret-strength-thread.ts',
  'src/jobs/watchdog-thread.ts',
  'src/protected-apis/document-thread.ts',
];
const clockOwners = [...composition, ...threads, 'src/crypto/**', 'src/telemetry/**'];
const environmentReaders = [...composition, 'src/config/**'];
/** What writes whole files, and what writes into a temporary folder of its own. */
const fileWriters = ['replace-file.ts', 'nginx-check.ts'].map((file) => `src/cli/deployment/${file}`);
/** Parsers and row mappers, where a type is asserted because it has just been checked. */
const assertionOwners = [
  ...threads,
  'src/core/shared/ids.ts',
  'src/config/**',
  'src/storage/**',
  'src/http/**',
  'test/**',
  'bench/**',
  'clients/*/test/**',
  'clients/scripted-server/**',
];

export default defineConfig(
  {
    ignores: [
      'dist/',
      'dist-bench/',
      'dist-next/',
      'packages/*/dist/',
      'clients/*/dist/',
      'coverage/',
      '.portaria/',
      'examples/',
      'console/src/api/schema.d.ts',
    ],
  },
  {
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    plugins: { portaria, 'simple-import-sort': simpleImportSort },
  },
  {
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      eqeqeq: 'error',
      'no-console': 'error',
      'max-depth': ['error', 3],
      'max-lines': ['error', { max: 300, skipBlankLines: true, skipComments: true }],
      'max-lines-per-function': ['error', { max: 50, skipBlankLines: true, skipComments: true }],
      // One block: side effects, Node, packages, our own files.
      'simple-import-sort/imports': ['error', { groups: [['^\\u0000', '^node:', '^@?\\w', '^\\.']] }],
      'portaria/no-default-export': 'error',
      'portaria/no-barrel': 'error',
      'portaria/telling-names': 'error',
      'portaria/few-parameters': 'error',
      'portaria/few-dependencies': 'error',
      'portaria/few-decorators': 'error',
      '@typescript-eslint/consistent-type-assertions': ['error', { assertionStyle: 'never' }],
      // Leaves a class alone that decorators inject by its type: it knows emitDecoratorMetadata.
      'no-useless-rename': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/no-extraneous-class': ['error', { allowWithDecorator: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', caughtErrors: 'all' }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/no-unnecessary-condition': [
        'error',
        { allowConstantLoopConditions: 'only-allowed-literals' },
      ],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      // What was caught is unknown, and may be thrown on.
      '@typescript-eslint/only-throw-error': ['error', { allowThrowingUnknown: true }],
      // Frameworks declare their options as classes and are given literals.
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      // This code base has no enums.
      '@typescript-eslint/no-unsafe-enum-assignment': 'off',
      // `void this.#proven` keeps the private field that makes a class nominal.
      '@typescript-eslint/no-meaningless-void-operator': 'off',
      // `async` without `await` is how a port's implementation promises that it rejects instead of throwing.
      '@typescript-eslint/require-await': 'off',
    },
  },
  {
    files: ['src/**', 'migrations/**', 'tools/**'],
    rules: {
      'portaria/clock-and-chance': 'error',
      'portaria/environment-in-config': 'error',
      'portaria/short-way-up': 'error',
    },
  },
  {
    files: ['src/**', 'bench/**', 'test/**'],
    ignores: ['src/core/shared/error-message.ts'],
    rules: { 'portaria/message-in-one-place': 'error' },
  },
  // A command makes one MAC; a process makes thousands in a second.
  {
    files: ['src/**'],
    ignores: ['src/crypto/hmac.ts', 'src/cli/**'],
    rules: { 'portaria/keys-made-once': 'error' },
  },
  { files: ['src/**'], ignores: fileWriters, rules: { 'portaria/whole-files': 'error' } },
  { files: clockOwners, rules: { 'portaria/clock-and-chance': 'off' } },
  { files: environmentReaders, rules: { 'portaria/environment-in-config': 'off' } },
  {
    files: assertionOwners,
    rules: { '@typescript-eslint/consistent-type-assertions': ['error', { assertionStyle: 'as' }] },
  },
  {
    files: ['src/cli.ts', 'src/cli/**', 'tools/**', 'bench/**', 'scripts/**'],
    rules: { 'no-console': 'off' },
  },
  // A package runs in other programs' processes, which pass it no clock; jose uses the machine's clock as well.
  {
    files: ['packages/*/src/**', 'clients/*/src/**'],
    rules: { 'portaria/environment-in-config': 'error', 'portaria/short-way-up': 'error' },
  },
  // What a package shows the world is one list.
  { files: ['packages/*/src/public.ts', 'clients/*/src/public.ts'], rules: { 'portaria/no-barrel': 'off' } },
  // A component is mostly markup; what the admin API answers has the type of its document.
  {
    files: ['console/**', 'site/**'],
    rules: {
      'max-lines-per-function': ['error', { max: 75, skipBlankLines: true, skipComments: true }],
      '@typescript-eslint/consistent-type-assertions': ['error', { assertionStyle: 'as' }],
    },
  },
  // Texts are as many as they are.
  { files: ['console/src/i18n/*'], rules: { 'max-lines': 'off' } },
  // The import law has an entry for each of its rules.
  { files: ['.dependency-cruiser.cjs'], rules: { 'max-lines': 'off' } },
  // Frozen SQL is as long as it is.
  { files: ['migrations/**'], rules: { 'max-lines': 'off', 'max-lines-per-function': 'off' } },
  {
    files: ['test/**', 'bench/**', 'clients/*/test/**'],
    rules: {
      'max-lines-per-function': 'off',
      'portaria/nothing-mocked': 'error',
      // What tests do all day: asymmetric matchers are `any`, flags change in closures, methods are destructured.
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unnecessary-condition': 'off',
      '@typescript-eslint/unbound-method': 'off',
      // A test looks at what an object says of itself when it is made a string.
      '@typescript-eslint/no-base-to-string': 'off',
      // A function that parses an answer is told its type.
      '@typescript-eslint/no-unnecessary-type-parameters': 'off',
    },
  },
  {
    files: ['**/*.config.ts', '*.config.js', 'site/.vitepress/**'],
    rules: { 'portaria/no-default-export': 'off' },
  },
  {
    files: ['**/*.{js,cjs,mjs}'],
    extends: [tseslint.configs.disableTypeChecked],
    rules: {
      '@typescript-eslint/no-require-imports': 'off',
      '@typescript-eslint/switch-exhaustiveness-check': 'off',
    },
  },
);
