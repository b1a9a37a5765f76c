import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { printStories } from './print-stories.js';
import { playStories } from './read-stories.js';

const desk = fileURLToPath(new URL('../../../../../fixtures/shop-service-desk', import.meta.url));

describe('the service desk of an online shop', () => {
  it('goes as its stories tell', async () => {
    const { report, warnings } = await playStories(desk);
    expect(report.stories.length).toBeGreaterThan(70);
    expect(warnings).toEqual([]);
    const failed = report.stories.filter(({ passed }) => !passed);
    expect(failed.length === 0 ? '' : printStories({ ...report, stories: failed })).toBe('');
    expect(report.passed).toBe(true);
  });
});
