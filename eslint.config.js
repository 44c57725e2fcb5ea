import boundaries from 'eslint-plugin-boundaries';
import tseslint from 'typescript-eslint';

/**
 * Rows of the architecture: an element may import those of lower rows, never its own row. The pure ones see less than
 * their row allows (`ONLY`). Features are entered through their `index.ts`.
 */
const FEATURES = [
  'flows',
  'executions',
  'dashboards',
  'triggers',
  'workers',
  'logs',
  'kv',
  'files',
];
const ROWS = [
  ['testing'],
  ['main'],
  ['app'],
  ['triggers'],
  ['executions', 'workers', 'dashboards'],
  ['flows', 'run-context', 'queues'],
  ['logs', 'kv', 'files', 'plugin-registry'],
  ['engine', 'expressions', 'plugin-core'],
  ['plugin-api', 'platform'],
  ['model'],
];
const ONLY = {
  main: ['app'],
  engine: ['model'],
  'plugin-core': ['plugin-api', 'model'],
};

const element = (type) =>
  FEATURES.includes(type)
    ? { element: { type: 'feature', captured: { name: type } } }
    : { element: { type } };
const door = (type) =>
  FEATURES.includes(type)
    ? { element: { type: 'feature', captured: { name: type }, fileInternalPath: 'index.ts' } }
    : { element: { type } };

const policies = ROWS.flatMap((row, level) =>
  row.flatMap((type) => {
    const below = ONLY[type] ?? ROWS.slice(level + 1).flat();
    // The composition root wires what nobody else sees, and so do the fakes and builders of the specs.
    const to = ['app', 'testing'].includes(type) ? below.map(element) : below.map(door);
    return to.length === 0 ? [] : { from: element(type), allow: { to } };
  }),
);

const architecture = {
  files: ['src/**/*.ts'],
  plugins: { boundaries },
  settings: {
    'import/resolver': { './scripts/eslint-resolver.cjs': {} },
    'boundaries/elements': [
      { type: 'plugin-api', pattern: 'src/plugins/api' },
      { type: 'plugin-core', pattern: 'src/plugins/core' },
      ...[
        'app',
        'model',
        'engine',
        'expressions',
        'queues',
        'run-context',
        'platform',
        'testing',
      ].map((type) => ({ type, pattern: `src/${type}` })),
      { type: 'plugin-registry', pattern: 'src/plugins' },
      { type: 'feature', pattern: `src/(${FEATURES.join('|')})`, capture: ['name'] },
      { type: 'main', pattern: 'src' },
    ],
  },
  rules: {
    'boundaries/no-unknown-files': 'error',
    'boundaries/dependencies': ['error', { default: 'disallow', policies }],
  },
};

const PACKAGES = {
  database: {
    group: ['pg', 'typeorm'],
    message: 'SQL lives in store/, queues/ and platform/database.',
  },
  http: {
    group: ['express', '@nestjs/swagger', '@nestjs/platform-express'],
    message: 'HTTP lives in http/, platform/http and app.',
  },
  threads: {
    group: ['child_process', 'node:child_process', 'worker_threads', 'node:worker_threads'],
    message: 'Processes and threads are started by workers/ and by task runners.',
  },
};

/** Everywhere but in `files` the named packages are refused; type-only imports need no database at run time. */
const packages = (files, names) => ({
  files,
  rules: {
    '@typescript-eslint/no-restricted-imports': [
      'error',
      { patterns: names.map((name) => ({ ...PACKAGES[name], allowTypeImports: true })) },
    ],
  },
});

export default tseslint.config(
  {
    ignores: [
      'dist',
      'build-*',
      'coverage',
      'openapi/client.d.ts',
      'openapi/dist',
      'ui',
      'sdk-python',
      'node_modules',
      '.kestra',
    ],
  },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.base],
    languageOptions: {
      parserOptions: {
        project: './tsconfig.eslint.json',
        tsconfigRootDir: import.meta.dirname,
        // Without it "use type imports" would break the injection of constructor parameters.
        emitDecoratorMetadata: true,
        experimentalDecorators: true,
      },
    },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      curly: 'error',
      eqeqeq: 'error',
      'no-var': 'error',
      'prefer-const': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-unsafe-assignment': 'error',
      '@typescript-eslint/no-unsafe-call': 'error',
      '@typescript-eslint/no-unsafe-member-access': 'error',
      '@typescript-eslint/no-unsafe-return': 'error',
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', caughtErrors: 'none' },
      ],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/only-throw-error': 'error',
    },
  },
  {
    files: ['src/**/*.ts'],
    ignores: ['**/*.spec.ts'],
    rules: {
      '@typescript-eslint/explicit-module-boundary-types': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      'no-restricted-properties': [
        'error',
        {
          object: 'process',
          property: 'env',
          message: 'Configuration enters through platform/config.',
        },
      ],
      'no-restricted-syntax': [
        'error',
        {
          selector: "ThrowStatement > NewExpression[callee.name='Error']",
          message:
            'Throw a class of model/errors.ts or a StartupError: it decides what the user is told.',
        },
        { selector: 'ExportDefaultDeclaration', message: 'Named exports only.' },
        { selector: 'TSEnumDeclaration', message: 'A union with a const list instead of an enum.' },
      ],
    },
  },
  architecture,
  packages(['src/**/*.ts'], ['database', 'http', 'threads']),
  packages(['src/**/store/**', 'src/queues/**'], ['http']),
  packages(['src/**/http/**'], ['database', 'threads']),
  packages(['src/platform/database/**'], ['http']),
  packages(['src/workers/**', 'src/plugins/core/**'], ['database', 'http']),
  packages(['src/app/**'], ['threads']),
  {
    files: ['src/platform/config/environment.ts', 'src/testing/runs.ts'],
    rules: { 'no-restricted-properties': 'off' },
  },
  {
    files: ['src/platform/database/migrations/*.ts', 'src/testing/**'],
    rules: { 'no-restricted-syntax': 'off' },
  },
  {
    // The core decides; it neither waits nor asks anybody (test/contract/purity.spec.ts says why).
    files: ['src/engine/**/*.ts', 'src/model/**/*.ts'],
    ignores: ['**/*.spec.ts'],
    rules: {
      '@typescript-eslint/no-restricted-imports': ['error', { patterns: [{ regex: '^[^.]' }] }],
      'no-restricted-globals': [
        'error',
        ...[
          'process',
          'setTimeout',
          'setInterval',
          'setImmediate',
          'queueMicrotask',
          'fetch',
          'crypto',
          'performance',
          'console',
          'Buffer',
        ],
      ],
      'no-restricted-properties': [
        'error',
        { object: 'Date', property: 'now' },
        { object: 'Math', property: 'random' },
      ],
      'no-restricted-syntax': [
        'error',
        {
          selector: "NewExpression[callee.name='Date'][arguments.length=0]",
          message: 'Time is event.at.',
        },
        { selector: ':function[async=true]', message: 'The core never waits.' },
        { selector: 'TSEnumDeclaration', message: 'A union with a const list instead of an enum.' },
      ],
      'id-denylist': ['error', 'workflow', 'pipeline', 'step', 'status', 'job'],
    },
  },
  {
    files: ['src/engine/ids.ts'],
    rules: { '@typescript-eslint/no-restricted-imports': 'off' },
  },
  {
    files: ['**/*.spec.ts', 'test/**/*.ts'],
    rules: {
      // supertest and jest hand out `any`.
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/no-restricted-imports': 'off',
      'boundaries/dependencies': 'off',
      'id-denylist': 'off',
    },
  },
);
