const project = (name, testMatch, extra = {}) => ({
  displayName: name,
  rootDir: import.meta.dirname,
  testMatch,
  testPathIgnorePatterns: ['/node_modules/', '/dist/'],
  modulePathIgnorePatterns: ['/dist/'],
  extensionsToTreatAsEsm: ['.ts', '.tsx'],
  testEnvironment: 'node',
  testEnvironmentOptions: { customExportConditions: ['source', 'node'] },
  transform: {
    '^.+\\.tsx?$': [
      '@swc/jest',
      {
        jsc: {
          target: 'es2023',
          parser: { syntax: 'typescript', decorators: true, tsx: false },
          transform: { legacyDecorator: true, decoratorMetadata: true },
        },
        module: { type: 'es6' },
        sourceMaps: 'inline',
      },
    ],
  },
  ...extra,
});

const postgres = {
  globalSetup: '<rootDir>/libs/testing/src/global-setup.ts',
  globalTeardown: '<rootDir>/libs/testing/src/global-teardown.ts',
};

export default {
  // a machine that does other work too; nothing here is about time, and what waits says itself what did not come. Read here only, not in a project
  testTimeout: 60_000,
  projects: [
    project('unit', ['<rootDir>/{libs,services,apps,test}/**/*.unit.spec.ts']),
    project('int', ['<rootDir>/{libs,services,apps}/**/*.int.spec.ts'], postgres),
    project('e2e', ['<rootDir>/test/**/*.e2e.spec.ts'], postgres),
    project('chart', ['<rootDir>/test/chart/**/*.chart.spec.ts']),
    project('browser', ['<rootDir>/test/browser/**/*.browser.spec.ts']),
  ],
};
