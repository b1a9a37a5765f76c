/**
 * The ideas of service replies, each with its words in both languages, so that a promise is recognised in whichever words and
 * language it is made. A promise commits the company: it must stand in a source.
 */
interface Concept {
  name: string;
  words: RegExp;
  promise?: true;
}

const concept = (name: string, words: RegExp, promise?: true): Concept => ({
  name,
  words,
  ...(promise && { promise }),
});

const CONCEPTS: readonly Concept[] = [
  concept(
    'free',
    /\b(?:free(?! to\b)|complimentary|gratis|(?:no|without|zero)(?: (?!more |less )[a-z]+)? (?:charges?|costs?|fees?)|on (?:us|the house)|for nothing|waiv\w+)\b|免费|免(?:收|除)?[\u4e00-\u9fff]{0,4}费|免单|免收|不收(?:取)?(?:任何)?费|无需付费|不用付钱|零费用|包邮|赠送|减免/i,
    true,
  ),
  concept(
    'guarantee',
    /\b(?:guarantee\w*|promis\w+|assur\w+|pledge\w*|rest assured|you have my word)\b|保证|承诺|担保|包您|放心/i,
    true,
  ),
  concept(
    'certain',
    /\b(?:definitely|certainly|absolutely|undoubtedly|for sure|without (?:a )?doubt|100 ?%|always|never fail\w*)\b|一定|肯定|必定|必然|绝对|百分之百|必须给/i,
    true,
  ),
  concept(
    'full',
    /\b(?:full(?:y)?(?= (?:refund\w*|compensat\w*|reimburs\w*|amount|price))|in full|entire amount|every cent)\b|全额|全部退|全款/i,
    true,
  ),
  concept(
    'compensation',
    /\b(?:compensat\w+|reimburs\w+|goodwill|voucher|coupon|store credit|cash ?back|gift card)\b|赔偿|补偿|赔付|代金券|优惠券|返现|礼品卡|红包/i,
    true,
  ),
  concept(
    'discount',
    /\b(?:discount\w*|(?:%|percent|per cent) off|for the price of|half price|half off|price reduction|special offer|buy one,? get one)\b|折扣|打折|优惠|半价|买一送一|[一二三四五六七八九\d]折/i,
    true,
  ),
  concept(
    'immediate',
    /\b(?:immediate(?:ly)?|instant(?:ly)?|right away|at once|straight away|this very minute)\b|立即|立刻|马上|当场|即刻/i,
    true,
  ),
  concept(
    'unlimited',
    /\b(?:unlimited|no limits?|as (?:many|much|often) (?:times )?as you (?:like|want)|any ?time|forever|lifetime|for life|24\/7|around the clock|no questions asked|unconditional\w*)\b|无限|不限(?:次数|时间|量)?|随时|永久|终身|永远|全天候|无条件|无理由/i,
    true,
  ),
  concept(
    'entitled',
    /\b(?:entitled|eligible|qualif(?:y|ies|ied)|approved?)\b|有权|有资格|符合条件|批准|通过审核/i,
    true,
  ),
  concept('included', /\b(?:included|inclusive|comes with)\b|包含在内|已含|含早|附赠/i, true),
  concept(
    'allowed',
    /\b(?:allow(?:s|ed)?|permit(?:s|ted)?|(?:is|are) (?:always |very |also )?welcome)\b|允许|欢迎携带|可携带/i,
    true,
  ),
  concept(
    'everyone',
    /\b(?:every(?:one|body|thing| [a-z]+)|daily|anyone|anybody|all (?:[a-z]+ )?(?:orders|items|products|goods|customers|guests|members|purchases|fees|sales|bookings|returns))\b|所有|任何人|人人|全场|一律|全部商品/i,
    true,
  ),
  concept(
    'soon',
    /\b(?:within the (?:hour|day|week)|same[ -]day|next[ -]day|overnight|by (?:tonight|christmas|the weekend)|in no time)\b|当天|当日|次日|隔天|隔日/i,
    true,
  ),
  concept(
    'refund',
    /\b(?:refund\w*|money back|(?:get|give|send|pay)\w* (?:you |your )?(?:the )?money|reimburs\w+)\b|退款|退钱|退费|退还|返还/i,
  ),
  concept('return', /\b(?:return(?:s|ed|ing|able)?|send (?:it|them) back)\b|退货|退回|退换/i),
  concept('exchange', /\b(?:exchang\w+|swap\w*|replac\w+|substitut\w+)\b|换货|更换|调换|退换|换新/i),
  concept(
    'delivery',
    /\b(?:deliver\w*|ship(?:s|ped|ping|ment)?|dispatch\w*|arriv\w+|courier)\b|配送|送货|发货|快递|送达|(?<!收)到货|寄出|运送|运费|邮费/i,
  ),
  concept('cancel', /\b(?:cancel\w*|call(?:ed)? off)\b|取消|退订/i),
  concept('warranty', /\b(?:warrant\w+|covered for)\b|保修|质保|三包/i),
  concept('repair', /\b(?:repair\w*|fix(?:es|ed|ing)?|mend\w*|servic(?:ed|ing))\b|维修|修理|修好/i),
  concept('upgrade', /\b(?:upgrad\w+)\b|升级|升舱/i),
  concept('payment', /\b(?:pay(?:s|ment|ments|ing)?|paid|instal?lments?)\b|付款|支付|分期/i),
  concept('booking', /\b(?:book(?:s|ed|ing|ings)?|reserv\w+|appointments?)\b|预订|预约|订位|订房/i),
  concept('invoice', /\b(?:invoic\w+|receipts?)\b|发票|收据|小票/i),
  concept('opened', /\b(?:opened|unsealed|used)\b|拆封|开封|使用过/i),
  concept('damaged', /\b(?:damag\w+|defect\w+|broken|faulty)\b|损坏|破损|瑕疵|故障/i),
  concept('support', /\b(?:support|help ?(?:line|desk)|customer service|hotline)\b|客服|热线|人工/i),
  concept('store', /\b(?:stores?|shops?|branch(?:es)?|showrooms?)\b|门店|店铺|网点|分店/i),
  concept('open', /\b(?:open(?:s|ing)?|business hours|working hours)\b|营业|开门|上班/i),
  concept('price', /\b(?:prices?|costs?|fees?|charges?|rates?)\b|价格|费用|收费|手续费|运费/i),
  concept('account', /\b(?:accounts?|password|log ?in|profile)\b|账号|账户|密码|登录/i),
  concept('gift', /\b(?:gifts?|present|bonus)\b|赠品|礼物|礼品/i),
];

/** Words that commit the company although they name no idea of their own: `we will …`, `you can return …`, 我们会…, 您可以退…. */
const COMMITS =
  /\b(?:we|i|our (?:team|agents?|staff|technicians?)|the (?:team|company|store)|he|she|they|[A-Z]\w+)(?:'ll| will| shall| are going to| am going to|'re going to|'m going to)\b|\byou(?:'ll| will| can| may| are able to) (?:\w+ )?(?:receive|get|be|have|keep|return|exchange|cancel|claim|use|return|upgrade|enjoy|extend|skip)\b|\bwe (?:always |also |can |do |gladly )?(?:deliver|ship|refund|repair|replace|exchange|accept|offer|provide|cover|pay|give|send|include|match|extend|waive|upgrade|install|collect|reimburse|compensate)\b|\b(?:i|we)(?:'ve| have) (?:already |just |now )?[a-z]+(?:ed|en|nt|ade|id)\b|\b(?:has|have|had|was|were|is|are)(?: already| now| just)?(?: been| being)? (?:processed|refunded|approved|waived|credited|upgraded|extended|cancelled|canceled|confirmed|shipped|dispatched|transferred|paid)\b|(?:我们|我|客服|专员|公司|门店|系统|师傅|工程师)(?:们)?(?:一定|马上|立即|稍后|随后)?(?:会|将|承诺|保证)|将(?:为您|给您|在|于)|(?:您|你)?(?:可以|能|可)(?:随时|直接|免费|申请)?(?:退|换|取消|享受|领取|获得|使用|升级|延期|延长)|(?:已经?|已为您)(?:退款|批准|减免|升级|延长|取消)|为您(?:办理|安排|申请)/i;

/** Commitments every service desk can keep: to help, to look, to hand over. */
const HARMLESS =
  /\b(?:i|we)(?:'ll| will| am going to| are going to) (?:gladly |be happy to |be glad to |now )?(?:help|assist|check|look|connect you|transfer you|put you through|hand you over|pass (?:this|you|it)|forward (?:this|you|it)|note|be happy|be glad|do my best|try)\b|\b(?:i|we)(?:'ve| have) (?:already |just |now )?(?:noted|checked|looked|forwarded|passed|received|listed)\b|(?:我|我们)(?:会|将)?(?:马上|立即|尽力|这就)?(?:为您|帮您|给您)?(?:转接|查看|查一下|核实|查询|看一下|转给|转人工|记录)|(?:rest assured|请放心)(?=[,.，。]|$)/gi;

/** Ideas named in a text, and those of them that promise. */
export interface Ideas {
  all: Set<string>;
  promises: Set<string>;
  /** Whether the text commits the company at all. */
  commits: boolean;
}

export function ideasOf(text: string): Ideas {
  const binding = text.replace(HARMLESS, (harmless) => '\u00b7'.repeat(harmless.length));
  const all = new Set<string>();
  const promises = new Set<string>();
  for (const { name, words, promise } of CONCEPTS) {
    if (words.test(text)) all.add(name);
    if (promise && words.test(binding)) promises.add(name);
  }
  return { all, promises, commits: promises.size > 0 || COMMITS.test(binding) };
}
