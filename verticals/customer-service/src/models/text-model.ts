import type { Artifact } from '@proofline/learn';
import {
  type CandidateModel,
  type Frame,
  type MulticlassPrediction,
  type Reason,
  takeFrame,
} from '@proofline/pipeline';
import { joinedText } from './joined-text.js';
import { wordReasons } from './word-reasons.js';

/** Puts the texts of a frame into classes, and says what each word of one spoke for. */
export abstract class TextModel implements CandidateModel<MulticlassPrediction> {
  constructor(
    /** The columns of text. */
    readonly uses: readonly string[],
    protected readonly classes: readonly string[],
  ) {}

  /** `texts * classes` probabilities, row by row. */
  protected abstract probabilityOf(texts: readonly string[]): Float64Array;

  abstract toArtifact(): Artifact;

  predict(frame: Frame): MulticlassPrediction {
    return { probability: this.probabilityOf(joinedText(frame, this.uses)), classes: this.classes };
  }

  explain(frame: Frame, row: number, limit?: number): Reason[] {
    const said = this.textOf(frame, row);
    return wordReasons(said, this.uses[0]!, this.classes, (texts) => this.probabilityOf(texts), limit);
  }

  protected textOf(frame: Frame, row: number): string {
    return joinedText(takeFrame(frame, [row]), this.uses)[0]!;
  }
}
