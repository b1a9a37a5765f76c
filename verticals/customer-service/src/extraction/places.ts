/** Which characters of a text are marked. */
export class Places {
  private readonly marks: Uint8Array;
  any = false;

  constructor(length: number) {
    this.marks = new Uint8Array(length);
  }

  add({ start, end }: { start: number; end: number }): void {
    if (end <= start) return;
    this.marks.fill(1, start, end);
    this.any = true;
  }

  has(at: number): boolean {
    return this.marks[at] === 1;
  }

  touches({ start, end }: { start: number; end: number }): boolean {
    return this.marks.subarray(start, end).includes(1);
  }
}
