/** Seconds by the clock and of the processor (all threads of the process). */
export interface Timing {
  wall: number;
  cpu: number;
}

export async function time<T>(work: () => T | Promise<T>): Promise<{ result: T } & Timing> {
  const wall = process.hrtime.bigint();
  const cpu = process.cpuUsage();
  const result = await work();
  const spent = process.cpuUsage(cpu);
  return {
    result,
    wall: Number(process.hrtime.bigint() - wall) / 1e9,
    cpu: (spent.user + spent.system) / 1e6,
  };
}
