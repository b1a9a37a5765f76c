import { defineConfig } from 'vitest/config';

// Tests run on the sources of every package, not on their build: the condition picks src/ in the exports maps.
const conditions = ['proofline-source', 'node', 'import', 'module', 'default'];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: conditions } },
  test: {
    allowOnly: false,
    include: [
      '{core,verticals}/*/{src,test}/**/*.spec.ts',
      '{cli,benchmarks}/{src,test}/**/*.spec.ts',
      'scripts/**/*.spec.ts',
      'fixtures/**/*.spec.ts',
    ],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    pool: 'forks',
  },
});
