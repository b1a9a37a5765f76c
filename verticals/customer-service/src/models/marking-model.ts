import type { Artifact, Json } from '@proofline/learn';
import type { CandidateModel, FoundEntity, Frame, SequencePrediction } from '@proofline/pipeline';
import { JoinedAnswers } from './joined-answers.js';
import { asEntity, tagWords, textsOf } from './marked-words.js';

/** Marks spans in the texts of one column, and answers beside them with all that the texts hold. */
export abstract class MarkingModel implements CandidateModel<SequencePrediction> {
  readonly uses: readonly string[];
  private readonly joined: JoinedAnswers;
  /** Answers and their details are asked for one after the other, of the same rows. */
  private readonly answered = new WeakMap<Frame, SequencePrediction>();

  /** `settings` are those of the task; packages of before there were any have none. */
  constructor(
    protected readonly column: string,
    settings: Json | undefined,
  ) {
    this.uses = [column];
    this.joined = JoinedAnswers.fromJson(settings);
  }

  protected abstract mark(own: string): FoundEntity[];

  abstract toArtifact(): Artifact;

  predict(frame: Frame): SequencePrediction {
    const prediction = { entities: textsOf(frame, this.column).map((own) => this.mark(own)) };
    this.answered.set(frame, prediction);
    return prediction;
  }

  details(frame: Frame) {
    return { understood: this.joined.of(textsOf(frame, this.column), this.answered.get(frame) ?? this.predict(frame)) };
  }

  protected settings(): Json {
    return this.joined.toJson();
  }
}

interface Tagger {
  tag(words: readonly string[]): { spans: readonly Parameters<typeof asEntity>[2][] };
  toArtifact(): Artifact;
}

/** Marks what a tagger of words finds. */
export class TaggedWordsModel<T extends Tagger> extends MarkingModel {
  constructor(
    column: string,
    protected readonly tagger: T,
    settings: Json | undefined,
  ) {
    super(column, settings);
  }

  /** What `toArtifact` wrote of one, its tagger read by `read`. */
  static parts<T>(artifact: Artifact, read: (tagger: Artifact) => T): [string, T, Json | undefined] {
    const { column, tagger, settings } = artifact.json as { column: string; tagger: Json; settings?: Json };
    return [column, read({ ...artifact, json: tagger }), settings];
  }

  toArtifact(): Artifact {
    const { kind, json, tensors } = this.tagger.toArtifact();
    return { kind, json: { column: this.column, tagger: json, settings: this.settings() }, tensors };
  }

  protected mark(own: string): FoundEntity[] {
    const { words } = tagWords(own, []);
    const { spans } = this.tagger.tag(words.map(({ word }) => word));
    return spans.map((span) => asEntity(own, words, span));
  }
}
