import { defineConfig } from 'vitest/config';

// Tests run on the sources of every package, not on their build: the condition picks src/ in the exports maps. It reaches
// what Node itself loads too, so `import` and `module` are not in the list: they would give ES modules to a `require`.
const conditions = ['proofline-source', 'node'];
const shared = {
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: conditions } },
};
const limits = { allowOnly: false, testTimeout: 240_000, hookTimeout: 180_000, pool: 'forks' as const };
/** A process loads the sources once for all its files, which is up to half of their time. None replaces a module or leaves state in one. */
const together = { isolate: false };
/** Every project that needs a database. */
const globalSetup = ['core/host/test/cluster.ts'];
/** Measures how long a process keeps others waiting, so nothing else may run beside it. */
const measuring = ['workers/test/event-loop.spec.ts'];

export default defineConfig({
  test: {
    // A file for each processor: many files of the platform wait for most of their time.
    maxWorkers: '100%',
    projects: [
      {
        ...shared,
        test: {
          ...limits,
          ...together,
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
          ...together,
          name: 'platform',
          include: ['core/host/test/**/*.spec.ts', 'api/{src,test}/**/*.spec.ts', 'cli/test/platform/**/*.spec.ts'],
          globalSetup,
        },
      },
      {
        ...shared,
        test: {
          ...limits,
          // Projects go by their names. These files take longest, so they come first: none of them is left alone at the end.
          // They end services and processes in the middle of their work, so each has a process of its own.
          name: 'background',
          include: ['workers/{src,test}/**/*.spec.ts'],
          exclude: [...measuring, '**/node_modules/**'],
          globalSetup,
        },
      },
      {
        ...shared,
        test: {
          ...limits,
          name: 'measuring',
          include: measuring,
          globalSetup,
          maxWorkers: 1,
          // After all files of the other projects.
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
