import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const LOOK_EVERY_MS = 200;

const run = promisify(execFile);

export interface PeakMemory {
  /** MB (10^6 bytes) of the largest process that has run each script so far. */
  stop(): Promise<ReadonlyMap<string, number>>;
}

/** Watches the resident memory of a process and all that it starts, by a part of their command lines. */
export function watchMemory(root: number, scripts: readonly string[]): PeakMemory {
  const peaks = new Map<string, number>();
  let stopped = false;
  const watching = (async () => {
    while (!stopped) {
      for (const { rss, command } of await processesBelow(root)) {
        const script = scripts.find((one) => command.includes(one));
        if (script !== undefined) peaks.set(script, Math.max(peaks.get(script) ?? 0, rss));
      }
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    }
  })();
  return {
    async stop() {
      stopped = true;
      await watching;
      return peaks;
    },
  };
}

async function processesBelow(root: number): Promise<{ rss: number; command: string }[]> {
  const { stdout } = await run('ps', ['-eo', 'pid=,ppid=,rss=,args='], { maxBuffer: 1e8 });
  const all = stdout.split('\n').flatMap((line) => {
    const [, pid, parent, kilobytes, command] = /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
    return pid === undefined
      ? []
      : [{ pid: Number(pid), parent: Number(parent), rss: (Number(kilobytes) * 1024) / 1e6, command: command! }];
  });
  const tree = all.filter(({ pid }) => pid === root);
  for (const one of tree) tree.push(...all.filter(({ parent }) => parent === one.pid));
  return tree;
}
