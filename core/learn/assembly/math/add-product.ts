/** sum + x * y of four f32, rounded twice: without a fused multiply-add every machine gets the same bits. */
// @ts-ignore: decorator
@inline
export function addProduct(sum: v128, x: v128, y: v128): v128 {
  return f32x4.add(sum, f32x4.mul(x, y));
}
