/** One project per layer; `npm test` (scripts/test.js) runs all but `chaos`, `npm test -- unit` one of them. */
const layer = (displayName, testMatch, extra = {}) => ({
  displayName,
  testMatch,
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: { '^.+\\.ts$': ['@swc/jest'] },
  ...extra,
});

const withDatabase = {
  globalSetup: '<rootDir>/test/support/global-setup.js',
  globalTeardown: '<rootDir>/test/support/global-teardown.js',
};

export default {
  // Each file's modules stay in the memory of its process, so a process that has grown makes room for a new one after a
  // file. Only workers can be replaced, hence two of them even where there are two cores.
  maxWorkers: 2,
  workerIdleMemoryLimit: '400MB',
  projects: [
    layer('unit', ['<rootDir>/src/**/*.spec.ts']),
    layer('storage', ['<rootDir>/test/storage/**/*.spec.ts']),
    layer('database', ['<rootDir>/test/database/**/*.spec.ts'], withDatabase),
    layer('api', ['<rootDir>/test/api/**/*.spec.ts'], withDatabase),
    layer('scenarios', ['<rootDir>/test/scenarios/**/*.spec.ts'], withDatabase),
    layer('chaos', ['<rootDir>/test/chaos/**/*.spec.ts']),
    layer('contract', ['<rootDir>/test/contract/**/*.spec.ts'], withDatabase),
  ],
};
