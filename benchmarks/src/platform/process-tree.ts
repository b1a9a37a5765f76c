import { readdirSync, readFileSync } from 'node:fs';

/** Of a second; what Linux counts processor time in (USER_HZ), the same on every architecture that Node runs on. */
const TICKS = 100;

interface Entry {
  pid: number;
  parent: number;
  /** Seconds of the processor, all threads. */
  cpu: number;
}

/** A process and everything that it started, by proc(5). Empty where there is no /proc. */
export function processTree(root: number): Entry[] {
  const all = entries();
  const tree = all.filter(({ pid }) => pid === root);
  for (const one of tree) tree.push(...all.filter(({ parent }) => parent === one.pid));
  return tree;
}

/** Seconds of the processor that a process and everything it started have used. */
export function cpuOf(root: number): number {
  return processTree(root).reduce((sum, { cpu }) => sum + cpu, 0);
}

/** Resident memory of one process in MB (10^6 bytes), shared pages included. */
export function memoryOf(pid: number): number {
  const [, kilobytes] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return (Number(kilobytes) * 1024) / 1e6;
}

/** The process in a tree whose command line has this text. */
export function findProcess(root: number, text: string): number {
  const found = processTree(root).find(({ pid }) => commandOf(pid).includes(text));
  if (found === undefined) throw new Error(`No process below ${root} runs '${text}'.`);
  return found.pid;
}

function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
  } catch {
    return '';
  }
}

function entries(): Entry[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
        // The name of the program is in brackets and may hold anything; the 3rd field follows the last of them.
        const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
        return [
          { pid: Number(name), parent: Number(fields[1]), cpu: (Number(fields[11]) + Number(fields[12])) / TICKS },
        ];
      } catch {
        return [];
      }
    });
}
