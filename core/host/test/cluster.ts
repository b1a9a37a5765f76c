import type { TestProject } from 'vitest/node';
import { startTestCluster } from '../src/testing/index.js';

declare module 'vitest' {
  interface ProvidedContext {
    /** A Postgres of the test run; each test makes databases of its own in it. */
    clusterUrl: string;
  }
}

/** Global set-up of the tests that need a database. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const cluster = await startTestCluster();
  project.provide('clusterUrl', cluster.url);
  return cluster.stop;
}
