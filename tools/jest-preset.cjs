'use strict';
const path = require('node:path');
const ts = require('typescript');

const root = path.resolve(__dirname, '..');
const { config } = ts.readConfigFile(path.join(root, 'tsconfig.base.json'), ts.sys.readFile);

/** The workspace's import paths, as Jest wants them. */
const moduleNameMapper = Object.fromEntries(
  Object.entries(config.compilerOptions.paths).map(([name, [file]]) => [`^${name}$`, path.join(root, file)]),
);

/** These libs know no framework: their specs need not load one. */
const PURE = ['domain', 'protocol'].map((lib) => path.join(root, 'libs', lib));

/** Set by `npm run test:cluster`: Kafka, PostgreSQL and Redis are there, and only what needs them is run. */
const services = Boolean(process.env.TEST_SERVICES);

const swc = {
  swcrc: false,
  sourceMaps: 'inline',
  // A spec that needs one part of a library does not load what the others need.
  module: { type: 'commonjs', lazy: true },
  jsc: {
    target: 'es2022',
    parser: { syntax: 'typescript', decorators: true },
    transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
  },
};

/** Packages that come as ES modules only. */
const ESM = 'rbush|quickselect|openid-client|oauth4webapi|temporal-polyfill|temporal-utils';
const esm = {
  swcrc: false,
  module: { type: 'commonjs' },
  jsc: { target: 'es2022', parser: { syntax: 'ecmascript' } },
};

/**
 * The Jest project of one folder: TypeScript by swc with decorator metadata.
 * Specs that need a service (`*.int.spec.ts`) run in `npm run test:cluster` only.
 */
module.exports = (folder, overrides = {}) => ({
  displayName: path.relative(root, folder).replace(/^(libs|apps)\//, ''),
  rootDir: folder,
  testEnvironment: path.join(__dirname, 'jest-environment.cjs'),
  testMatch: services ? ['**/*.int.spec.ts'] : ['**/*.spec.ts'],
  testPathIgnorePatterns: services ? [] : ['\\.int\\.spec\\.ts$'],
  setupFiles: (PURE.includes(folder) ? ['jest-setup.cjs'] : ['jest-setup.cjs', 'jest-quiet.cjs']).map(
    (file) => path.join(root, 'tools', file),
  ),
  moduleNameMapper,
  // ES modules that Jest can't load as they are.
  transform: { '^.+\\.ts$': ['@swc/jest', swc], [`/node_modules/(${ESM})/.+\\.js$`]: ['@swc/jest', esm] },
  // Each look-up of a global costs much in Jest's sandbox: these are looked up once for each module.
  sandboxInjectedGlobals: ['Math', 'Number', 'Object', 'Array', 'JSON', 'Map', 'Set', 'String'],
  transformIgnorePatterns: [`^(?!.*/node_modules/(${ESM})/).*/node_modules/`],
  ...overrides,
});
module.exports.swc = swc;
module.exports.root = root;
