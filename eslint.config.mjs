import js from '@eslint/js';
import nx from '@nx/eslint-plugin';
import tseslint from 'typescript-eslint';

const NODE_MODULES_BANNED = { group: ['node:*'], message: 'domain is pure: no I/O, no clock, no platform.' };
const ADAPTER_ONLY = ['@nestjs/*', 'typeorm', 'kafkajs', 'redis', 'uWebSockets.js', 'ws', 'pg'];

/** Who may import whom; architecture in docs/architecture.md. */
const boundaries = [
  { sourceTag: 'lib:domain', onlyDependOnLibsWithTags: [], allowedExternalImports: [] },
  { sourceTag: 'lib:client', onlyDependOnLibsWithTags: [], allowedExternalImports: [] },
  { sourceTag: 'lib:protocol', onlyDependOnLibsWithTags: ['lib:domain'], allowedExternalImports: [] },
  { sourceTag: 'lib:platform', onlyDependOnLibsWithTags: ['lib:protocol', 'lib:domain'] },
  { sourceTag: 'lib:persistence', onlyDependOnLibsWithTags: ['lib:platform', 'lib:protocol', 'lib:domain'] },
  {
    sourceTag: 'lib:live',
    onlyDependOnLibsWithTags: ['lib:persistence', 'lib:platform', 'lib:protocol', 'lib:domain'],
  },
  { sourceTag: 'lib:geo', onlyDependOnLibsWithTags: ['lib:protocol', 'lib:domain'] },
  { sourceTag: 'lib:testing', onlyDependOnLibsWithTags: ['*'] },
  {
    sourceTag: 'type:app',
    onlyDependOnLibsWithTags: [
      'lib:live',
      'lib:platform',
      'lib:persistence',
      'lib:geo',
      'lib:protocol',
      'lib:domain',
      'lib:testing',
    ],
  },
  { sourceTag: 'type:web', onlyDependOnLibsWithTags: ['lib:client'] },
  { sourceTag: 'type:standalone', onlyDependOnLibsWithTags: ['*'] },
  { sourceTag: 'type:e2e', onlyDependOnLibsWithTags: ['*'] },
];

// Specs of every lib use libs/testing, which knows every lib; all other circles are ruled out by the tags.
const ignoredCircularDependencies = [['*', 'testing']];

export default tseslint.config(
  { ignores: ['dist', 'node_modules', '.nx', '.data', 'coverage', 'watch.mjs'] },
  js.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [...tseslint.configs.strictTypeChecked],
    languageOptions: {
      parserOptions: {
        project: ['./tsconfig.json', './apps/web/tsconfig.json'],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    plugins: { '@nx': nx },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      '@nx/enforce-module-boundaries': [
        'error',
        { allow: [], ignoredCircularDependencies, depConstraints: boundaries },
      ],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/no-extraneous-class': 'off',
      // Nest declares its options as classes and takes object literals.
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', ignoreRestSiblings: true }],
      'no-restricted-exports': ['error', { restrictDefaultExports: { direct: true } }],
      'no-restricted-syntax': [
        'error',
        { selector: 'TSEnumDeclaration', message: 'Use a const object (`as const`).' },
        {
          selector: "MethodDefinition[kind='constructor'] > FunctionExpression[params.length>5]",
          message: 'At most 5 constructor dependencies.',
        },
        {
          selector:
            ":function[params.length>4]:not(MethodDefinition[kind='constructor'] > FunctionExpression)",
          message: 'At most 4 parameters.',
        },
        {
          selector:
            'MethodDefinition:has(> Decorator[expression.callee.name=/^(Get|Head|Post|Put|Patch|Delete|Options|All)$/])' +
            ':not(:has(> Decorator[expression.callee.name=/^(Needs|NeedsAnyScope|Public)$/]))',
          message: 'Declare who may call the route: @Needs, @NeedsAnyScope or @Public.',
        },
        {
          selector: "MemberExpression[object.name='process'][property.name='env']",
          message: 'Only the config loader reads the environment.',
        },
      ],
      'max-lines': ['error', { max: 300, skipBlankLines: false, skipComments: false }],
      'max-lines-per-function': ['error', { max: 50, skipBlankLines: true, skipComments: true }],
      complexity: ['error', 10],
      'max-depth': ['error', 3],
      eqeqeq: 'error',
      'no-console': 'error',
    },
  },
  {
    // No app imports another, but for the one that is made of them.
    files: ['apps/standalone/src/**/*.ts'],
    rules: {
      '@nx/enforce-module-boundaries': [
        'error',
        { allow: ['^@yipii/'], ignoredCircularDependencies, depConstraints: boundaries },
      ],
    },
  },
  {
    files: ['libs/domain/src/**/*.ts'],
    rules: { 'no-restricted-imports': ['error', { patterns: [NODE_MODULES_BANNED] }] },
  },
  {
    // In an app, frameworks stay at the edges.
    files: ['apps/*/src/**/*.ts'],
    ignores: [
      'apps/*/src/**/*.{module,controller,consumer,gateway,dto,spec}.ts',
      'apps/*/src/**/*.*.ts',
      'apps/*/src/**/main.ts',
      'apps/*/src/index.ts',
    ],
    rules: {
      'no-restricted-imports': [
        'error',
        { patterns: [{ group: ADAPTER_ONLY, message: 'Frameworks only in edges and adapters.' }] },
      ],
    },
  },
  {
    // Tests read top to bottom: a describe block may be long, and they start processes with an environment.
    files: [
      '**/*.spec.ts',
      '**/*.testing.ts',
      '**/*.contract.ts',
      'libs/testing/src/**/*.ts',
      'test-e2e/**/*.ts',
    ],
    rules: {
      // Specs of every lib use libs/testing, which knows every lib.
      '@nx/enforce-module-boundaries': 'off',
      'max-lines-per-function': 'off',
      'no-restricted-syntax': [
        'error',
        {
          selector: "CallExpression[callee.object.name=/^(it|test|describe)$/][callee.property.name='only']",
          message: 'Run all tests.',
        },
        { selector: 'TSEnumDeclaration', message: 'Use a const object (`as const`).' },
      ],
      '@typescript-eslint/unbound-method': 'off',
    },
  },
  { files: ['test-e2e/{bench,fuzz}/*.ts'], rules: { 'no-console': 'off' } },
  {
    files: ['**/*.{js,mjs,cjs}'],
    languageOptions: {
      globals: {
        console: 'readonly',
        process: 'readonly',
        require: 'readonly',
        module: 'writable',
        __dirname: 'readonly',
        setTimeout: 'readonly',
        clearTimeout: 'readonly',
        URL: 'readonly',
        fetch: 'readonly',
        Buffer: 'readonly',
        performance: 'readonly',
        globalThis: 'readonly',
      },
    },
  },
);
