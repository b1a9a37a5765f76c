import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { startTestCluster } from '../src/testing/index.js';

declare module 'vitest' {
  interface ProvidedContext {
    /** A Postgres of the test run; each test makes databases of its own in it. */
    clusterUrl: string;
    /** Where models are kept that several files of the test run want. */
    trainedFolder: string;
  }
}

/** Global set-up of the tests that need a database. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const cluster = await startTestCluster();
  const trained = await mkdtemp(join(tmpdir(), 'proofline-trained-'));
  project.provide('clusterUrl', cluster.url);
  project.provide('trainedFolder', trained);
  return async () => {
    await cluster.stop();
    await rm(trained, { recursive: true, force: true });
  };
}
