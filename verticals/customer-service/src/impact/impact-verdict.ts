import { joinTexts, type Localized, percentText, text } from '@proofline/pipeline';
import type { Comparison } from './compare-answers.js';

/** `safe`: nothing that was clear goes another way; `look`: some of it does; `harmful`: more is lost than chance would explain. */
export type ImpactWord = 'safe' | 'look' | 'harmful';

export interface ImpactVerdict {
  word: ImpactWord;
  title: Localized;
  /** Why, in sentences. */
  sentences: Localized[];
}

const TITLES: Readonly<Record<ImpactWord, Localized>> = {
  safe: text('SAFE', '安全'),
  look: text('LOOK AT THESE', '请检查'),
  harmful: text('HARMFUL', '有害'),
};

const NAMED = 5;

/** Whether a change may be published. */
export function impactVerdict({ accuracy, flips, classes, ambiguous, outOfScope }: Comparison): ImpactVerdict {
  const count = (kind: string): number => flips.filter((flip) => flip.kind === kind).length;
  const [broken, mended, other] = [count('broken'), count('mended'), count('other')];
  const clear = flips.filter((flip) => flip.clear);
  const borderline = flips.length - clear.length;
  const harmed = classes.filter((one) => one.harmed);
  const sources = Object.values(accuracy);
  const falls = sources.some(({ interval }) => interval[1] < 0);
  const turnedAway = outOfScope.into.filter((flip) => flip.clear && flip.label !== flip.after.label);
  const word =
    falls || harmed.length > 0
      ? 'harmful'
      : ambiguous.length > 0 || clear.some(({ kind }) => kind !== 'mended')
        ? 'look'
        : 'safe';
  const sentences: Localized[] = [
    text(
      `Of the texts that were answered right before, ${broken} would be answered wrong; of those answered wrong, ${mended} would be right; ${other} change otherwise.`,
      `原先判断正确的文本中有 ${broken} 条会变错；原先错误的有 ${mended} 条会变对；另有 ${other} 条发生其他变化。`,
    ),
  ];
  if (borderline > 0) {
    sentences.push(
      text(
        `${clear.length} of these ${flips.length} changes are clear and worth a look; in the other ${borderline} the model hesitates between the two answers, before as after.`,
        `这 ${flips.length} 处变化中，${clear.length} 处较为明确，值得检查；其余 ${borderline} 处模型在变更前后都在两者之间犹豫。`,
      ),
    );
  }
  if (falls) sentences.push(text('The accuracy falls, more than by chance.', '准确率下降，且超出偶然波动。'));
  if (harmed.length > 0) {
    const names = (language: 'en' | 'zh'): string =>
      harmed
        .slice(0, NAMED)
        .map(
          ({ label, recall }) =>
            `${label} (${percentText(recall!.before)[language]} → ${percentText(recall!.after)[language]})`,
        )
        .join(language === 'en' ? ', ' : '、');
    sentences.push(
      text(
        `Fewer of their texts are found, more than by chance: ${names('en')}.`,
        `以下类别的召回率下降，且超出偶然波动：${names('zh')}。`,
      ),
    );
  }
  if (turnedAway.length > 0) {
    sentences.push(
      text(
        `Taken for out of scope that are not: ${turnedAway.length}.`,
        `被误判为范围外的文本：${turnedAway.length} 条。`,
      ),
    );
  }
  if (ambiguous.length > 0) {
    const pairs = ambiguous
      .slice(0, NAMED)
      .map(({ labels, before, after }) => text(`${labels.join(' / ')} (${before} → ${after})`));
    const shown = joinTexts(pairs);
    sentences.push(text(`The model hesitates more between: ${shown.en}.`, `模型在以下类别之间更加犹豫：${shown.zh}。`));
  }
  return { word, title: TITLES[word], sentences };
}
