import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { cpuOf, findProcess, memoryOf, processTree } from './process-tree.js';

describe.runIf(process.platform === 'linux')('a tree of processes', () => {
  it('has its children, their time and their memory', async () => {
    const busy = "process.stdout.write('begun'); for (let k = 0; k < 3e8; k++); setInterval(() => {}, 1e6)";
    const child = spawn(process.execPath, ['-e', busy], { stdio: ['ignore', 'pipe', 'inherit'] });
    await once(child.stdout, 'data');
    expect(processTree(process.pid).map(({ pid }) => pid)).toContain(child.pid);
    expect(findProcess(process.pid, 'setInterval(() => {}, 1e6)')).toBe(child.pid);
    await expect.poll(() => cpuOf(child.pid!), { timeout: 30_000 }).toBeGreaterThan(0.05);
    expect(memoryOf(child.pid!)).toBeGreaterThan(10);
    child.kill('SIGKILL');
    await once(child, 'exit');
    await expect.poll(() => cpuOf(child.pid!)).toBe(0);
  });

  it('says which process is not there', () => {
    expect(() => findProcess(process.pid, 'no such program')).toThrow(/'no such program'/);
  });
});
