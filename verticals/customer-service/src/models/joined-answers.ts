import type { Json } from '@proofline/learn';
import type { SequencePrediction } from '@proofline/pipeline';
import { type EntityTaskSettings, extractorSettings } from '../entity-settings.js';
import { EntityExtractor } from '../extraction/extract-entities.js';
import { joinEntities } from '../extraction/join-entities.js';

/**
 * All that a text holds, what a model marked and what rules find, as a package answers it. It stands beside the model's own
 * spans, which alone are judged: nobody marked the others.
 */
export class JoinedAnswers {
  private readonly extractor: EntityExtractor;

  constructor(readonly settings: EntityTaskSettings) {
    this.extractor = new EntityExtractor(extractorSettings(settings));
  }

  /** For each text its entities, beside the model's. Dates such as tomorrow count from when this is asked. */
  of(texts: readonly string[], { entities }: SequencePrediction): Json[] {
    const { types, timeZone = 'UTC' } = this.settings;
    const moment = { now: new Date(), timeZone };
    return texts.map(
      (own, i) => joinEntities(own, entities[i]!, this.extractor, moment, types).entities as unknown as Json,
    );
  }

  toJson(): Json {
    return this.settings as unknown as Json;
  }

  /** Packages of before there were settings have none. */
  static fromJson(json: Json | undefined): JoinedAnswers {
    return new JoinedAnswers((json ?? {}) as EntityTaskSettings);
  }
}
