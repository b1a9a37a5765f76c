import { defineConfig } from 'vitest/config';

// Tests run on the sources of every package, not on their build: the condition picks src/ in the exports maps. It reaches
// what Node itself loads too, so `import` and `module` are not in the list: they would give ES modules to a `require`.
const conditions = ['proofline-source', 'node'];
const shared = {
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: conditions } },
};
const limits = { allowOnly: false, testTimeout: 120_000, hookTimeout: 60_000, pool: 'forks' as const };

export default defineConfig({
  test: {
    projects: [
      {
        ...shared,
        test: {
          ...limits,
          name: 'libraries',
          include: [
            '{core,verticals}/*/{src,test}/**/*.spec.ts',
            '{client,cli,benchmarks}/{src,test}/**/*.spec.ts',
            'scripts/**/*.spec.ts',
            'fixtures/**/*.spec.ts',
          ],
          exclude: ['core/host/test/**', 'cli/test/platform/**', '**/node_modules/**'],
        },
      },
      {
        ...shared,
        test: {
          ...limits,
          name: 'platform',
          include: [
            'core/host/test/**/*.spec.ts',
            '{api,workers}/{src,test}/**/*.spec.ts',
            'cli/test/platform/**/*.spec.ts',
          ],
          globalSetup: ['core/host/test/cluster.ts'],
        },
      },
    ],
  },
});
