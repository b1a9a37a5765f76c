import { performance } from 'node:perf_hooks';
import type { GoldenVector } from '../package/model-package.js';
import { text } from '../text/localized.js';
import { type GateCheck, gateCheck } from './gate-check.js';
import type { LoadedGateModel } from './gate-model.js';

/** Milliseconds that one row may take at the median. Predictions share a process with every other request. */
const MOST_MILLISECONDS = 50;
/** 10⁶ bytes of the model, where no constraint names `modelMB`. */
const MOST_MB = 100;

const WARM_UP = 20;
const REPEATS = 200;
/** A slow model is told with fewer repeats. */
const LONGEST_MS = 1_000;

/** Median time of one row from JSON to answer, on the package's golden rows. */
export function checkLatency({ predictor, files }: LoadedGateModel): GateCheck {
  const golden = JSON.parse(new TextDecoder().decode(files.get('golden.json')!)) as GoldenVector[];
  const times: number[] = [];
  const began = performance.now();
  for (let i = 0; i < WARM_UP + REPEATS; i++) {
    const from = performance.now();
    predictor.predictRows([golden[i % golden.length]!.row]);
    const to = performance.now();
    if (i >= WARM_UP || to - began > LONGEST_MS) times.push(to - from);
    if (to - began > LONGEST_MS) break;
  }
  times.sort((a, b) => a - b);
  const median = times[Math.floor(times.length / 2)]!;
  const shown = median < 1 ? median.toPrecision(2) : median.toFixed(1);
  return gateCheck(
    'latency',
    median <= MOST_MILLISECONDS,
    text(
      `One row takes ${shown} ms at the median; at most ${MOST_MILLISECONDS} ms are allowed.`,
      `单行预测中位耗时 ${shown} 毫秒；上限为 ${MOST_MILLISECONDS} 毫秒。`,
    ),
    { measured: { p50Ms: median, repeats: times.length }, bound: MOST_MILLISECONDS },
  );
}

/** Size of the model's artefact. */
export function checkSize({ files, criteria }: LoadedGateModel): GateCheck {
  const megabytes = files.get('model.bin')!.length / 1e6;
  const limits = criteria.criteria.filter(({ metric, bound }) => metric === 'modelMB' && bound === '<=');
  const bound = limits[0]?.value ?? MOST_MB;
  return gateCheck(
    'size',
    megabytes <= bound,
    text(
      `The model has ${megabytes.toPrecision(3)} MB; at most ${bound} MB are allowed.`,
      `模型大小为 ${megabytes.toPrecision(3)} MB；上限为 ${bound} MB。`,
    ),
    { measured: { modelMB: megabytes }, bound },
  );
}
