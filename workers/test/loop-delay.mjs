// Loaded before a process's own code: measures how long its event loop keeps others waiting, from 'begin' to 'end'.
import { monitorEventLoopDelay } from 'node:perf_hooks';

const delay = monitorEventLoopDelay({ resolution: 5 });
process.on('message', (word) => {
  if (word === 'begin') {
    delay.reset();
    delay.enable();
  } else if (word === 'end') {
    delay.disable();
    process.send({ maxMs: delay.max / 1e6, p99Ms: delay.percentile(99) / 1e6 });
  }
});
