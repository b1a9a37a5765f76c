import { hasRedis, startTestRedis, type TestRedis } from '@proofline/host/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

/** What makes the queue of a test: nothing for Postgres, the address of a Redis otherwise. */
type Queue = { redisUrl?: string };

const required = process.env.PROOFLINE_REQUIRE_REDIS === '1';
const redisIsThere = await hasRedis();

/** The same tests on both backends of the queue. Without redis-server those on Redis say that it is missing; they fail where it is required. */
export function describeBackends(name: string, tests: (queue: () => Queue) => void): void {
  describe(`${name}, queue on Postgres`, () => tests(() => ({})));
  describe.runIf(redisIsThere)(`${name}, queue on Redis`, () => {
    let redis: TestRedis | undefined;
    beforeAll(async () => {
      redis = await startTestRedis();
    });
    // What is set up later is taken down earlier: Redis outlives those that use it.
    afterAll(() => redis?.stop());
    tests(() => ({ redisUrl: redis!.url }));
  });
  it.runIf(!redisIsThere && required)('has a redis-server, as PROOFLINE_REQUIRE_REDIS=1 demands', () => {
    expect.fail("There is no redis-server; install it, e.g. with 'apt-get install redis-server'.");
  });
}
