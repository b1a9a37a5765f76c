// Kernels of networks over sequences of tokens, f32, 128-bit SIMD: what is between the matrix products, which are in neural.ts
// and transformer.ts. Their memory is imported. Texts stand one behind another, a row a token; `offsets` has the first row of
// each text and the end (i32). Numbers a row are a multiple of 4. Gradient checks are in src/neural/sequences/*.spec.ts.

import { exp4, tanh4 } from './math/exponential4';

// ---------------------------------------------------------------------------------------------------------- pooling

/**
 * The largest of each of the n columns of z within each text; a row of `out` is `stride` numbers. `winner` (texts x n, i32)
 * gets the row that held it, the first of equals.
 */
export function maxOverTime(z: usize, offsets: usize, texts: i32, n: i32, out: usize, stride: i32, winner: usize): void {
  const line = <usize>n << 2;
  for (let i = 0; i < texts; i++, offsets += 4, out += <usize>stride << 2, winner += line) {
    const first = load<i32>(offsets), end = load<i32>(offsets, 4);
    for (let at: usize = 0; at < line; at += 16) {
      let from = z + <usize>first * line + at;
      let best = v128.load(from);
      let row = i32x4.splat(first);
      for (let t = first + 1; t < end; t++) {
        from += line;
        const value = v128.load(from);
        const larger = f32x4.gt(value, best);
        best = v128.bitselect(value, best, larger);
        row = v128.bitselect(i32x4.splat(t), row, larger);
      }
      v128.store(out + at, best);
      v128.store(winner + at, row);
    }
  }
}

/** Hands the gradient of `maxOverTime` (texts x n) to the rows that held the largest: `gZ` += it. */
export function maxOverTimeGradient(gradient: usize, winner: usize, texts: i32, n: i32, gZ: usize): void {
  for (let i = 0; i < texts; i++) {
    for (let f = 0; f < n; f++, gradient += 4, winner += 4) {
      const at = gZ + (<usize>(load<i32>(winner) * n + f) << 2);
      store<f32>(at, load<f32>(at) + load<f32>(gradient));
    }
  }
}

/** Hands the gradient of the mean over each text's rows (texts x n) to the rows. */
export function meanRowsGradient(gradient: usize, offsets: usize, texts: i32, n: i32, gX: usize): void {
  const line = <usize>n << 2;
  for (let i = 0; i < texts; i++, offsets += 4, gradient += line) {
    const rows = load<i32>(offsets, 4) - load<i32>(offsets);
    const share = f32x4.splat(1 / <f32>max(rows, 1));
    for (let t = 0; t < rows; t++, gX += line) {
      for (let at: usize = 0; at < line; at += 16) v128.store(gX + at, f32x4.mul(share, v128.load(gradient + at)));
    }
  }
}

// ------------------------------------------------------------------------------------------------------- convolution

/**
 * Gradients of `gemmWindows` followed by `maxOverTime`: of all windows of a text only the winner of a filter has one, so this
 * is far less than a product. A row of `gradient` is `stride` numbers, n of them of these filters. `w` and `gW` are n x k,
 * `gX` is like x; adds to both.
 */
export function windowGradients(
  texts: i32, n: i32, k: i32, x: usize, width: i32, rows: usize, winner: usize, gradient: usize, stride: i32,
  w: usize, gW: usize, gX: usize,
): void {
  const line = <usize>k << 2;
  for (let f = 0; f < n; f++, w += line, gW += line) {
    for (let i = 0; i < texts; i++) {
      const g = load<f32>(gradient + (<usize>(i * stride + f) << 2));
      if (g == 0) continue;
      const token = <usize>load<i32>(winner + (<usize>(i * n + f) << 2));
      const window = <usize>load<i32>(rows + (token << 2)) * <usize>width << 2;
      const factor = f32x4.splat(g);
      for (let at: usize = 0; at < line; at += 16) {
        const from = window + at;
        v128.store(gW + at, f32x4.add(v128.load(gW + at), f32x4.mul(factor, v128.load(x + from))));
        v128.store(gX + from, f32x4.add(v128.load(gX + from), f32x4.mul(factor, v128.load(w + at))));
      }
    }
  }
}

// ------------------------------------------------------------------------------------------------------ recurrent cells

// One time step of `count` texts. `rows` (i32) has the row of each text's token at this step; arrays said to be "of tokens"
// are read and written there, the others are count rows one behind another. `units` is a multiple of 8.

// @ts-ignore: decorator
@inline
function sigmoid4(x: v128): v128 {
  const one = f32x4.splat(1);
  return f32x4.div(one, f32x4.add(one, exp4(f32x4.neg(x))));
}

// @ts-ignore: decorator
@inline
function derivativeOfSigmoid(y: v128): v128 {
  return f32x4.mul(y, f32x4.sub(f32x4.splat(1), y));
}

// @ts-ignore: decorator
@inline
function derivativeOfTanh(y: v128): v128 {
  return f32x4.sub(f32x4.splat(1), f32x4.mul(y, y));
}

/**
 * Long short-term memory (Hochreiter and Schmidhuber 1997, with the forget gate of Gers et al. 2000): `gates` (of tokens,
 * 4 · units: input, forget, candidate, output) comes with what the token adds, `recurrent` is what the state adds. Leaves the
 * activated gates in their place, `cellBefore` and `tanhCell` (of tokens, units) and `hiddenBefore` for the way back; `hidden`
 * and `cell` move on, and `out` (of tokens, `stride` numbers) gets the new hidden state.
 */
export function lstmCell(
  count: i32, units: i32, rows: usize, gates: usize, recurrent: usize, hidden: usize, cell: usize,
  hiddenBefore: usize, cellBefore: usize, tanhCell: usize, out: usize, stride: i32,
): void {
  const line = <usize>units << 2;
  for (let i = 0; i < count; i++, rows += 4, recurrent += 4 * line, hidden += line, cell += line) {
    const row = <usize>load<i32>(rows);
    const gate = gates + row * 4 * line;
    const own = row * line;
    const to = out + (row * <usize>stride << 2);
    for (let at: usize = 0; at < line; at += 16) {
      const a = gate + at, r = recurrent + at;
      const input = sigmoid4(f32x4.add(v128.load(a), v128.load(r)));
      const forget = sigmoid4(f32x4.add(v128.load(a + line), v128.load(r + line)));
      const candidate = tanh4(f32x4.add(v128.load(a + 2 * line), v128.load(r + 2 * line)));
      const output = sigmoid4(f32x4.add(v128.load(a + 3 * line), v128.load(r + 3 * line)));
      const before = v128.load(cell + at);
      const now = f32x4.add(f32x4.mul(forget, before), f32x4.mul(input, candidate));
      const squashed = tanh4(now);
      const state = f32x4.mul(output, squashed);
      v128.store(a, input);
      v128.store(a + line, forget);
      v128.store(a + 2 * line, candidate);
      v128.store(a + 3 * line, output);
      v128.store(hiddenBefore + own + at, v128.load(hidden + at));
      v128.store(cellBefore + own + at, before);
      v128.store(tanhCell + own + at, squashed);
      v128.store(hidden + at, state);
      v128.store(cell + at, now);
      v128.store(to + at, state);
    }
  }
}

/**
 * The way back through `lstmCell`: `gHidden` and `gCell` are the gradients of the state behind it, `gOut` that of `out`.
 * `gates` become gradients, a copy of which goes to `gRecurrent`; `gCell` becomes that of the state before.
 */
export function lstmCellGradient(
  count: i32, units: i32, rows: usize, gates: usize, cellBefore: usize, tanhCell: usize, gOut: usize, stride: i32,
  gHidden: usize, gCell: usize, gRecurrent: usize,
): void {
  const line = <usize>units << 2;
  for (let i = 0; i < count; i++, rows += 4, gRecurrent += 4 * line, gHidden += line, gCell += line) {
    const row = <usize>load<i32>(rows);
    const gate = gates + row * 4 * line;
    const own = row * line;
    const from = gOut + (row * <usize>stride << 2);
    for (let at: usize = 0; at < line; at += 16) {
      const a = gate + at, r = gRecurrent + at;
      const input = v128.load(a), forget = v128.load(a + line);
      const candidate = v128.load(a + 2 * line), output = v128.load(a + 3 * line);
      const squashed = v128.load(tanhCell + own + at);
      const g = f32x4.add(v128.load(from + at), v128.load(gHidden + at));
      const c = f32x4.add(v128.load(gCell + at), f32x4.mul(f32x4.mul(g, output), derivativeOfTanh(squashed)));
      const gInput = f32x4.mul(f32x4.mul(c, candidate), derivativeOfSigmoid(input));
      const gForget = f32x4.mul(f32x4.mul(c, v128.load(cellBefore + own + at)), derivativeOfSigmoid(forget));
      const gCandidate = f32x4.mul(f32x4.mul(c, input), derivativeOfTanh(candidate));
      const gOutput = f32x4.mul(f32x4.mul(g, squashed), derivativeOfSigmoid(output));
      v128.store(a, gInput);
      v128.store(a + line, gForget);
      v128.store(a + 2 * line, gCandidate);
      v128.store(a + 3 * line, gOutput);
      v128.store(r, gInput);
      v128.store(r + line, gForget);
      v128.store(r + 2 * line, gCandidate);
      v128.store(r + 3 * line, gOutput);
      v128.store(gCell + at, f32x4.mul(c, forget));
    }
  }
}

/** A simple recurrent cell (Elman 1990): hidden = tanh(gates + recurrent). As `lstmCell`, with one gate and no memory. */
export function elmanCell(
  count: i32, units: i32, rows: usize, gates: usize, recurrent: usize, hidden: usize,
  hiddenBefore: usize, out: usize, stride: i32,
): void {
  const line = <usize>units << 2;
  for (let i = 0; i < count; i++, rows += 4, recurrent += line, hidden += line) {
    const row = <usize>load<i32>(rows);
    const gate = gates + row * line;
    const to = out + (row * <usize>stride << 2);
    for (let at: usize = 0; at < line; at += 16) {
      const state = tanh4(f32x4.add(v128.load(gate + at), v128.load(recurrent + at)));
      v128.store(gate + at, state);
      v128.store(hiddenBefore + row * line + at, v128.load(hidden + at));
      v128.store(hidden + at, state);
      v128.store(to + at, state);
    }
  }
}

/** The way back through `elmanCell`, as `lstmCellGradient`. */
export function elmanCellGradient(
  count: i32, units: i32, rows: usize, gates: usize, gOut: usize, stride: i32, gHidden: usize, gRecurrent: usize,
): void {
  const line = <usize>units << 2;
  for (let i = 0; i < count; i++, rows += 4, gRecurrent += line, gHidden += line) {
    const row = <usize>load<i32>(rows);
    const gate = gates + row * line;
    const from = gOut + (row * <usize>stride << 2);
    for (let at: usize = 0; at < line; at += 16) {
      const g = f32x4.add(v128.load(from + at), v128.load(gHidden + at));
      const own = f32x4.mul(g, derivativeOfTanh(v128.load(gate + at)));
      v128.store(gate + at, own);
      v128.store(gRecurrent + at, own);
    }
  }
}
