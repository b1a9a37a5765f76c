import type { Frame } from '../dataset/frame.js';

/**
 * A number for each row made from its content and a seed. Splits deal rows out by these keys instead of by position, so
 * that the same rows land on the same side in whatever order the file lists them.
 */
export function rowKeys(frame: Frame, seed: number): Float64Array {
  const high = new Uint32Array(frame.rows).fill(mix(seed >>> 0, 0x9e3779b9));
  const low = new Uint32Array(frame.rows).fill(mix(seed >>> 0, 0x85ebca6b));
  const bits = new Float64Array(1);
  const words = new Uint32Array(bits.buffer);
  for (const name of [...frame.columns.keys()].sort()) {
    const column = frame.columns.get(name)!;
    const salt = hashText(name);
    const levelHashes = column.kind === 'categorical' ? column.levels.map(hashText) : [];
    for (let i = 0; i < frame.rows; i++) {
      let a: number;
      let b = 0;
      switch (column.kind) {
        case 'numeric':
        case 'time':
          // Every NaN has one bit pattern here, and -0 is 0.
          bits[0] = Number.isNaN(column.values[i]!) ? Number.NaN : column.values[i]! + 0;
          a = words[0]!;
          b = words[1]! ^ (column.kind === 'numeric' ? (column.special?.[i] ?? 0) : 0);
          break;
        case 'categorical':
          a = column.codes[i]! < 0 ? 0 : levelHashes[column.codes[i]!]!;
          break;
        case 'text':
          a = column.values[i] === null ? 0 : hashText(column.values[i]!);
          break;
      }
      high[i] = mix(mix(high[i]! ^ salt, a), b);
      low[i] = mix(mix(low[i]! + salt, b), a);
    }
  }
  return Float64Array.from(high, (h, i) => (h >>> 5) * 67108864 + (low[i]! >>> 6));
}

function mix(h: number, value: number): number {
  let x = Math.imul(h ^ value, 0xcc9e2d51);
  x = Math.imul((x << 15) | (x >>> 17), 0x1b873593) ^ h;
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
  return (x ^ (x >>> 13)) >>> 0;
}

export function hashText(text: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  return mix(h >>> 0, text.length);
}
