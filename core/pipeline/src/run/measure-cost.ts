import type { Frame } from '../dataset/frame.js';
import { takeFrame } from '../dataset/frame.js';
import type { CandidateModel } from '../task/task.js';

/** CPU milliseconds of 1,000 predictions in batches, and of one prediction with reasons, on rows of this frame. */
export function measureCost<P>(
  model: CandidateModel<P>,
  frame: Frame,
): { predictMsPer1000: number; explainMsPerRow?: number } {
  const batch = takeFrame(
    frame,
    Array.from({ length: 1000 }, (_, i) => i % frame.rows),
  );
  const predictMsPer1000 = cpuMilliseconds(() => model.predict(batch), 3);
  if (model.explain === undefined) return { predictMsPer1000 };
  const one = takeFrame(frame, [0]);
  return {
    predictMsPer1000,
    explainMsPerRow: cpuMilliseconds(() => {
      model.predict(one);
      model.explain!(one, 0);
    }, 50),
  };
}

/** Mean over the repeats after one that warms up. */
function cpuMilliseconds(work: () => void, repeats: number): number {
  work();
  const before = process.cpuUsage();
  for (let i = 0; i < repeats; i++) work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000 / repeats;
}
