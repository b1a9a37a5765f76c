/** The words of negation and correction in Chinese, for text folded to ASCII width. See `negation-english.ts`. */

/** A 不, 别 or 没 that denies nothing: questions (能不能), double negations (不得不), words (别的), troubles (登录不了). */
export const HARMLESS =
  /([\u4e00-\u9fff])[不没]\1|([\u4e00-\u9fff]{2})不\2|要不(?!要)|不得不|不能不|不会不|不可不|不是不|无不|没有?什么?不|(?:怎么|为什么|为何|干嘛)(?:还|又|就)?(?:不|没|别)|别[的人处家墅名称致扭]|[特区级类分差辨识告性个离]别|不(?:好意思|客气|知道|清楚|懂|了解|明白|记得|满意|一样|同|仅|但|止|论|管|然|如|过|错|断|久|少|足|安|便|良|了(?!$))|[\u4e00-\u9fff]不(?:了|上|到|出|进|开|掉|起|住|动|成|见|清|完)|没(?:法|办法|问题|关系|收到|到|错|看|听|有收到|有到|想到|用上|反应|动静)|不要紧|不用谢|对不起/g;

/** What turns down the action after it. */
export const DENIES_ACTION =
  /(?:不|没有?|并不|并没有?|从没有?)(?:再|太|是很|怎么)?(?:要求|想要?|要|用|需要?|打算|希望|愿意?|准备|考虑|同意|说过?要?|让|叫|想过要?|申请|必要?|再)(?:再|去|给我|帮我|你们?|您)?|请?(?:先|暂时|千万)?(?:别|勿|甭)(?:再|给我|帮我)?|不是(?:说)?(?:要|想)|无须|无需|(?<=^|[,.;:!?\s]|我们?|先|暂时|就|那|还是|都|也)不(?=[\u4e00-\u9fff])(?!是|对|行|能|会|可|应|该|太|够|小心|在)/g;

/** What denies only the thing right after it. */
export const DENIES_THING = /(?:并)?不是|而不是|而非|并非|不要|不想要|别要?|没有?要|除了|除开|排除|不含|不包括|不带/g;

export const LEAVES_OUT = /^(?:除了|除开|排除|不含|不包括|不带)$/;
/** 除了耳机还要充电器 takes both. */
export const TAKES_IN = /^[^,.;!?]{0,8}?(?:还|再|也|又|另外)/;

/** Right after a thing: 周五不行. */
export const DENIED_BEHIND =
  /^(?:[个张件台本份])?(?:的)?(?:那天|的话)?(?:就|都|也|实在)?(?:不行(?!不)|不够|不可以|不方便|没空|没时间|不合适|不太?方便|来不及|有事|不好|算了|不(?:想)?要了?(?=$|[\s,.;!?。]))/;

const PARTICLES =
  '的|了|吧|呢|啊|呀|哦|个|张|件|台|部|本|份|是|要|在|那|这|款|种|色|一|我|你|您|们|都|也|就|号|日|好|可以|请|先|还|谢谢|之外|以外|再';
/** What is no content of an action. */
export const FILLER = new RegExp(`^(?:${PARTICLES})+$`);
/** What may stand between a denial and its thing. */
export const LINKS = new RegExp(`^(?:${PARTICLES}|到|给|订|买|去|发|送|寄|选|换)+$`);

export const COORDINATES = /^(?:或者?|和|跟|以及|、|也不要|也不是)$/;

export const REACH_ENDS = /也(?=[不别])|[,.;:!?\n。、…]|但是?|因为|而是|不过|所以|如果|而(?!不|非)/g;

/** Something was said wrongly, or is thought better of; what follows stands. */
export const REPAIRS =
  /(?<=^|[,.;:!?。…\s])(?:哦|噢|啊|呃|额|嗯|哎|诶)?(?:不不不?|不对|不是的?(?=[,.!。])|不(?=[,.!。])|等等|等一?下|慢着|(?:我)?(?:说|写|打|搞|弄)?错了|我(?:的意思|说的|想说的|要的)是|我是说|更正(?:一下)?|纠正(?:一下)?|应该是|准确地?说|确切地?说|改主意了|算了|还是|抱歉|不好意思)(?:[,.!。…\s]+(?:不对|说错了|应该是|我是说|我的意思是|是|还是|改成|更正一下))*[,.!。…\s]*(?:是(?!不是|否))?/g;

export const STRONG_REPAIR = /等|慢着|不对|错了|算了|改主意|还是/;

/** A new value for what an earlier turn said. */
export const SETS_ANEW =
  /(?:改成|改为|改到|改在|换成|换为|变成|调整?[到为成]|更改为|更新为|修改为|推迟到|提前到|应该是|我说的是|我的意思是|我是说)(?:是|了)?$/;

/** The whole clause takes back what was asked for. */
export const RETRACTS =
  /^(?:那|那就|嗯|哦|唉|哎)?(?:还是)?(?:算了(?:吧)?|不用了|没事了?|当我没说(?:过)?|不必了|不麻烦了?|不用麻烦了|不需要了|不要了|别管了|罢了)(?:吧|啊|哈)?$/;

/** 谢谢 and the like beside a retraction. */
export const POLITE = /^(?:谢谢(?:你|您|啦|了)?|多谢|感谢|好的?|行|thanks|thank you|bye|please)$/i;

export const CLAUSE_ENDS = /[,.;:!?\n。…]+/g;
export const SENTENCE_ENDS = /[.!?\n。]/g;
