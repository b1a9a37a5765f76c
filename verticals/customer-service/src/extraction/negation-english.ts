/**
 * The words of negation and correction in English. All patterns are for text folded to ASCII width; those with `g` are searched,
 * the others tried at a place. Offsets stay, so what must not be read is blanked out, never cut.
 */

/** Forms with a `not` or a `no` that deny nothing. */
export const HARMLESS =
  /\b(?:why (?:don't|do not|not|didn't)(?: (?:you|we|i|they))?|(?:no|not) (?:later|earlier|sooner|more|less|fewer|longer) than|not (?:only|just|until|till|before|after|sure|yet|able to|a problem|to mention)|no (?:problem|doubt|rush|hurry|matter|worries|wonder)|nothing but|can(?:'t|not) wait|(?:don't|dont|do not) (?:forget|hesitate|fail|worry|know|mind|understand|see|get|have (?!to)|(?:think|believe)(?! (?:i|we|you) (?:want|need|should|would like))|remember)|(?:wouldn't|would not) mind|whether or not|or not|if not|(?:do|does|did|can|could|will|would|are|is|have|has) (?:you|we|i|they|it|he|she|this|that) not|(?:do|did|would)(?:n't| not) (?:want|need|like) any(?:thing)? (?:except|but|other than))\b|^(?:don't|doesn't|didn't|isn't|aren't|wasn't|weren't|won't|wouldn't|can't|couldn't|shouldn't|haven't|hasn't) (?:you|we|i|they|he|she|it|that|this|there|the|my|your|our)\b/gi;

const NOT = "(?:n'?t| not)";
const OTHERS = '(?:(?:you|u|us|them|him|her|anyone|anybody|somebody|someone|it|that|this) )?';
const ADVERB = '(?:(?:really|actually|even|ever|necessarily|currently|still) )?';

/**
 * What turns down the action after it: unwanted, unasked, forbidden. Not what fails or went wrong: `I can't log in`, `I should not have
 * been charged` and `stop the transfer` ask for help with it.
 */
export const DENIES_ACTION = new RegExp(
  [
    `\\b(?:do|did|does)${NOT} ${ADVERB}(?:want|wish|need|care|intend|plan)(?:ing|ed)? ${OTHERS}(?:to )?`,
    `\\b(?:do|did|does)${NOT} ${ADVERB}(?:like|ask|agree|request|expect|mean|have|consent) ${OTHERS}to `,
    `\\bwould${NOT} ${ADVERB}(?:want|wish|like|need) ${OTHERS}(?:to )?`,
    `\\bno longer (?:want|wish|need|intend|plan|like)(?:ing|ed)? ${OTHERS}(?:to )?`,
    `\\b(?:(?:do|did)${NOT} (?:think|believe)|not that) (?:i|we|you) (?:want|need|should|would like) (?:to )?(?!have\\b|be\\b)`,
    `\\bnever (?:wanted|asked|meant|requested|agreed|intended|said|told|authori[sz]ed|wished) ${OTHERS}(?:to )?`,
    `\\b(?:am|is|are|was|were|'m|'re|'s)(?:n't| not| no longer) (?:going to|gonna|planning to|trying to|looking to|here to|interested in|looking for|asking (?:you )?(?:to|for)|ready to|willing to) ?`,
    '\\bnot (?:interested in|planning to|trying to|looking to|looking for|asking (?:you )?(?:to|for)|going to|willing to) ?',
    "\\b(?:would |'d )?(?:rather|prefer|decided|chose|like) not (?:to )?",
    `\\b(?:you|we|they|i) (?:should|must|need|shall)${NOT} (?:to )?(?!have\\b|be\\b)`,
    '\\b(?:refuse|decline) to ',
    "\\blet's not ",
    "(?<=^|[,.;:!?-] ?|\\b(?:please|but|and|so|ok|okay|just|then|now|kindly|instead) )(?:please |just |kindly )?(?:do not|don't|dont|never(?! (?:mind|got|had|was|were|been|made|did|heard|saw|[a-z]+(?:ed|en|own|ought))\\b)) (?=[a-z])",
    '\\b(?:you|to) please not (?=[a-z])',
    // One action and not another: `I want to change, not cancel, the booking`.
    '(?<=, )not (?!(?:the|an?|on|in|at|here|there|my|your|only|just|for|to|with|from|by|all|any|even|so|too|very|yet|quite|as|of|sure|because|when|if)\\b)(?![a-z]+ing\\b)(?=[a-z]+(?:,| (?:it|my|the|me|them|this|that)\\b|[.!]?$))',
  ].join('|'),
  'gi',
);

/** What denies only the thing right after it. */
export const DENIES_THING =
  /\b(?:not|nor|neither|isn't|aren't|wasn't|weren't|isnt|no|can't (?:do|make|come|attend|manage)|cannot (?:do|make|come|attend|manage)|won't (?:do|make)|instead of|rather than|in place of|(?:do|does|did)(?:n't| not) (?:really )?like|anything but|everything but|all but|but not|except(?: for)?|excluding|other than|apart from|without|minus)\b/gi;

/** Of these, nothing else stands in for what is left out. */
export const LEAVES_OUT =
  /^(?:except(?: for)?|excluding|other than|apart from|without|minus|anything but|everything but|all but)$/i;

/** Right after a thing: `Tuesday doesn't work`. */
export const DENIED_BEHIND =
  /^ (?:(?:doesn't|does not|won't|will not|wouldn't|would not|didn't|can't) (?:really )?(?:work|do|suit|fit|be possible)|(?:isn't|is not|wasn't|aren't) (?:good|ok|okay|fine|possible|right|convenient|suitable|what i)|is (?:no good|out|impossible|wrong|bad|too (?:late|early|big|small)))\b/i;

/** What is no content of an action. */
export const FILLER =
  /^(?:on|for|at|to|from|in|by|of|with|the|a|an|my|our|your|any|this|that|these|those|some|it|is|one|ones|other|please|really|all|either|be|was|around|about|have|buy|get|want|like|and|or|nor|thanks|thank|you|no|yes|yeah|actually|sorry|oh|hey|hi|hello|well|so|just|anymore|any ?more|then|now|instead|me|us|option|version|colou?r|size|please|ok|okay|would|i|i'd|we)$/i;

/** What may stand between a denial and its thing. */
export const LINKS = FILLER;

/** Between things that one denial covers. */
export const COORDINATES = /^(?: ?, ?)?(?: ?(?:or|nor|and neither|or even) ?)(?:the |a |on |for |to |in )?$/i;

/** Where the reach of a denial ends inside a sentence. */
export const REACH_ENDS =
  /[,.;:!?\n]|\.\.\.|…| [-–—]+ |\b(?:but|because|since|until|till|unless|so (?=(?:i|we|you|please|can|could|just|that|it)\b)|if|when|instead|rather|although|though|as)\b|\band (?=(?:i|we|please|just|instead|then|rather|want|need|do|would)\b)/gi;

/** Something was said wrongly, or is thought better of; what follows stands. */
export const REPAIRS =
  /(?<=^|[,.;:!?…-] ?|\b(?:or|and|oh|um|uh|er|well) )(?:(?:oh|um|uh|er|erm|ah|hmm|well),? )*(?:(?:no,? ?)?wait(?:,? no)?(?: a (?:second|minute|moment))?|hold on|hang on|scratch that|strike that|on second thou?ghts?|or rather|rather|correction|oops|whoops|my mistake|my bad|i take that back|actually(?:,? no)?|no+|nope|nah|sorry|(?:sorry,? )?i mea(?:n|nt)(?: to say)?|make (?:that|it)|let's make (?:that|it)|er|erm|um)(?![a-z'])(?:[,.!…-]+ ?| )*(?:(?:sorry|no|i mea(?:n|nt)|actually|make (?:that|it)|wait)\b(?:[,.!…-]+ ?| )*)*(?!(?:problem|thanks|thank|need|one|longer|idea|more)\b)/gi;

/** After these, a whole request takes the place of one before, whatever its words. */
export const STRONG_REPAIR =
  /\b(?:wait|hold on|hang on|scratch|strike|second thou?ght|take that back|actually,? no|no,? actually)\b/i;

/** A request in its own right. */
export const STARTS_REQUEST =
  /^(?:(?:please|just|let's|better|could you|can you|would you|i want|i'd like|i would like|i'd rather|i'd prefer|i need|i prefer|we want|we need)\b|(?!(?:it|that|this|i|we|you|they|he|she|there|the|my|is|are|was|has|have|can|could|will|would|for|on|at|to|in|by|with|and|or|as|not)\b)[a-z]+ (?:it|that|my|the|me|this|them|us|our)\b)/i;

/** A new value for what an earlier turn said: `make it 3`, `change the date to Friday`, `I meant Sunday`. */
export const SETS_ANEW =
  /\b(?:make (?:it|that)|(?:change|set|move|switch|update|reschedule|correct|push|shift) (?:it|that|this|the [a-z]+(?: [a-z]+)?|my [a-z]+(?: [a-z]+)?) (?:to|for|into)|i meant|i mean|i said|should be|should have been|it's actually|actually it's) (?:be |say )?(?:the |a |on |for )?$/i;

/** `Friday instead`. */
export const INSTEAD_BEHIND = /^ (?:one )?instead(?! of)\b/i;

/** The whole clause takes back what was asked for. */
export const RETRACTS =
  /^(?:(?:oh|ok|okay|well|actually|ah|sorry|no|please),? )*(?:never ?mind|nvm|forget (?:it|that|about (?:it|that))|don't bother|do not bother|(?:please )?(?:don't|do not)(?: do (?:that|it))?|leave it(?: then)?|drop it|cancel that|ignore (?:that|me|my last message)|disregard(?: that| this)?)(?: (?:then|please|thanks|anyway))*$/i;

export const CLAUSE_ENDS = /[,.;:!?\n…]+| [-–—]+ /g;
export const SENTENCE_ENDS = /[.!?\n](?= |$)/g;
