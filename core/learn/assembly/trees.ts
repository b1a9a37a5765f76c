// Kernels of gradient boosting. All pointers are byte offsets into this module's memory, which the driver lays out; nothing
// is allocated here. Each has a plain-TypeScript twin in src/trees/twin-kernels.ts that gives the same bits: every sum is
// added in the same order.

/** First byte the driver may use. */
export function heapBase(): usize {
  return __heap_base;
}

/** Copies the (gradient, hessian) pairs of the listed rows next to each other: one random read a row instead of one a block. */
export function gather(rows: usize, count: i32, pairs: usize, out: usize): void {
  for (let k = 0; k < count; k++) {
    const i = <usize>load<u32>(rows + (<usize>k << 2));
    v128.store(out + (<usize>k << 4), v128.load(pairs + (i << 4)));
  }
}

/**
 * Adds the pairs of the listed rows to the histograms of four columns, whose bins share a 32-bit word; each histogram has
 * 256 pairs. The four are 16 kB and stay in the first-level cache.
 */
export function histogram(words: usize, rows: usize, count: i32, gathered: usize, histograms: usize): void {
  const h1 = histograms + 4096;
  const h2 = histograms + 8192;
  const h3 = histograms + 12288;
  for (let k = 0; k < count; k++) {
    const i = <usize>load<u32>(rows + (<usize>k << 2));
    const word = load<u32>(words + (i << 2));
    const pair = v128.load(gathered + (<usize>k << 4));
    const a = histograms + (<usize>(word & 255) << 4);
    const b = h1 + (<usize>((word >> 8) & 255) << 4);
    const c = h2 + (<usize>((word >> 16) & 255) << 4);
    const d = h3 + (<usize>(word >> 24) << 4);
    v128.store(a, f64x2.add(v128.load(a), pair));
    v128.store(b, f64x2.add(v128.load(b), pair));
    v128.store(c, f64x2.add(v128.load(c), pair));
    v128.store(d, f64x2.add(v128.load(d), pair));
  }
}

/** parent - child, pair by pair: the histogram of the sibling without reading its rows. */
export function subtract(parent: usize, child: usize, out: usize, pairs: i32): void {
  for (let k: usize = 0; k < <usize>pairs << 4; k += 16) {
    v128.store(out + k, f64x2.sub(v128.load(parent + k), v128.load(child + k)));
  }
}

/**
 * Reorders a node's rows in place, those that go left first, keeping the order on both sides; returns how many go left.
 * `goesLeft` is a table of 256 bytes, 1 where a bin goes left. `spare` holds the rows that go right meanwhile.
 */
export function partition(words: usize, shift: i32, rows: usize, count: i32, goesLeft: usize, spare: usize): i32 {
  let left: usize = 0;
  let right: usize = 0;
  for (let k = 0; k < count; k++) {
    const i = load<u32>(rows + (<usize>k << 2));
    const bin = (load<u32>(words + (<usize>i << 2)) >> shift) & 255;
    const toLeft = <usize>load<u8>(goesLeft + <usize>bin);
    // Both stores happen, one cursor moves: no branch to predict.
    store<u32>(rows + (left << 2), i);
    store<u32>(spare + (right << 2), i);
    left += toLeft;
    right += 1 - toLeft;
  }
  memory.copy(rows + (left << 2), spare, right << 2);
  return <i32>left;
}

/** Adds a leaf's value to the scores of its rows; `stride` and `offset` pick the class. */
export function addToScores(rows: usize, count: i32, scores: usize, stride: i32, offset: i32, value: f64): void {
  for (let k = 0; k < count; k++) {
    const i = load<u32>(rows + (<usize>k << 2));
    const at = scores + (<usize>(i * stride + offset) << 3);
    store<f64>(at, load<f64>(at) + value);
  }
}

/**
 * Adds the leaf values of `trees` trees to the scores of `count` rows whose bins stand row by row, `width` bytes each.
 * A node is two words: threshold | column << 8 | wrap << 24 | categorical << 25, then its left child (the right one
 * follows). A leaf points at itself with the threshold 255, which no bin exceeds, so all rows of a tree take the same number
 * of steps. Bins are compared after subtracting `wrap`: 1 sends the missing bin 0 round to 255, to the right. For a
 * categorical node the word at `tables` + 4·node is the byte offset from `tables` of its 256 bits, 1 where a bin goes left.
 */
export function predictBins(
  bins: usize,
  width: i32,
  count: i32,
  nodes: usize,
  roots: usize,
  depths: usize,
  trees: i32,
  leafValues: usize,
  tables: usize,
  scores: usize,
  stride: i32,
  offset: i32,
): void {
  let i = 0;
  for (; i + 4 <= count; i += 4) {
    const r0 = bins + <usize>(i * width);
    const r1 = r0 + <usize>width;
    const r2 = r1 + <usize>width;
    const r3 = r2 + <usize>width;
    const at = scores + (<usize>(i * stride + offset) << 3);
    const jump = <usize>stride << 3;
    let s0 = load<f64>(at);
    let s1 = load<f64>(at + jump);
    let s2 = load<f64>(at + 2 * jump);
    let s3 = load<f64>(at + 3 * jump);
    for (let t = 0; t < trees; t++) {
      const root = load<u32>(roots + (<usize>t << 2));
      let n0 = root;
      let n1 = root;
      let n2 = root;
      let n3 = root;
      for (let d = load<i32>(depths + (<usize>t << 2)); d > 0; d--) {
        n0 = step(nodes, n0, r0, tables);
        n1 = step(nodes, n1, r1, tables);
        n2 = step(nodes, n2, r2, tables);
        n3 = step(nodes, n3, r3, tables);
      }
      s0 += load<f64>(leafValues + (<usize>n0 << 3));
      s1 += load<f64>(leafValues + (<usize>n1 << 3));
      s2 += load<f64>(leafValues + (<usize>n2 << 3));
      s3 += load<f64>(leafValues + (<usize>n3 << 3));
    }
    store<f64>(at, s0);
    store<f64>(at + jump, s1);
    store<f64>(at + 2 * jump, s2);
    store<f64>(at + 3 * jump, s3);
  }
  for (; i < count; i++) {
    const row = bins + <usize>(i * width);
    const at = scores + (<usize>(i * stride + offset) << 3);
    let score = load<f64>(at);
    for (let t = 0; t < trees; t++) {
      let node = load<u32>(roots + (<usize>t << 2));
      for (let d = load<i32>(depths + (<usize>t << 2)); d > 0; d--) node = step(nodes, node, row, tables);
      score += load<f64>(leafValues + (<usize>node << 3));
    }
    store<f64>(at, score);
  }
}

// @ts-ignore: decorator
@inline
function step(nodes: usize, node: u32, row: usize, tables: usize): u32 {
  const head = load<u32>(nodes + (<usize>node << 3));
  const left = load<u32>(nodes + (<usize>node << 3), 4);
  const bin = <u32>load<u8>(row + <usize>((head >> 8) & 0xffff));
  if (head & (1 << 25)) {
    const table = load<u32>(tables + (<usize>node << 2));
    const word = load<u32>(tables + <usize>table + (<usize>(bin >> 5) << 2));
    return left + (((word >> (bin & 31)) & 1) ^ 1);
  }
  const wrap = (head >> 24) & 1;
  return left + <u32>(((bin - wrap) & 255) > (head & 255));
}
