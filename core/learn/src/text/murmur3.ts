/** MurmurHash3, 32 bits (Appleby 2011), of the bytes from one place to another; a signed number, as scikit-learn takes it. */
export function murmur3(bytes: Uint8Array, from: number, to: number, seed = 0): number {
  let hash = seed;
  const whole = from + ((to - from) & ~3);
  for (let at = from; at < whole; at += 4) {
    const word = bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
    hash ^= scramble(word);
    hash = (hash << 13) | (hash >>> 19);
    hash = (Math.imul(hash, 5) + 0xe6546b64) | 0;
  }
  let rest = 0;
  for (let at = to - 1; at >= whole; at--) rest = (rest << 8) | bytes[at]!;
  if (whole < to) hash ^= scramble(rest);
  hash ^= to - from;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}

function scramble(word: number): number {
  const mixed = Math.imul(word, 0xcc9e2d51);
  return Math.imul((mixed << 15) | (mixed >>> 17), 0x1b873593);
}
