/** What makes a message urgent; the words of a rule in either language. */
export interface UrgencyRule {
  rule: 'asked-for' | 'safety' | 'fraud' | 'legal' | 'deadline' | 'outage' | 'repeated-contact' | 'vulnerable';
  /** 2: urgent alone; 1: urgent together with another. */
  weight: 1 | 2;
  en: RegExp;
  zh: RegExp;
}

/** The first words of a rule that stand in the message, on their own, are its reason. */
const words = (source: string): RegExp => new RegExp(`(?<![\\p{L}\\p{N}])(?:${source})(?![\\p{L}\\p{N}])`, 'giu');
const chinese = (source: string): RegExp => new RegExp(source, 'gu');

export const URGENCY_RULES: readonly UrgencyRule[] = [
  {
    rule: 'asked-for',
    weight: 2,
    en: words(
      'urgent(?:ly)?|asap|a\\.s\\.a\\.p|as soon as possible|emergency|immediately|right (?:now|away)|at once|straight ?away|time[- ]critical|top priority',
    ),
    zh: chinese('紧急|十万火急|加急|急用|急需|着急|很急|太急|特急|马上|立刻|立即|尽快|赶紧|赶快'),
  },
  {
    rule: 'safety',
    weight: 2,
    en: words(
      'on fire|caught fire|fire hazard|(?<!non[- ])smok(?:e|ing)(?![- ](?:free|detectors?|alarms?|rooms?|areas?|floors?|sections?))|burn(?:t|ed|ing)(?! questions?)|explod(?:ed|es|ing)|electric(?:al)? shock|shocked me|gas leak|smell(?:s)? (?:of )?gas|injur(?:ed|y)|hurt (?:me|my|himself|herself)|bleeding|allergic|poison(?:ed|ing|ous)|chok(?:ed|ing)|dangerous|unsafe|(?<!(?:deliver|send|ship)(?:ed|ing)? (?:it |this |them )?to (?:the |a )?)hospital|ambulance',
    ),
    zh: chinese(
      '着火|起火|冒烟|烧焦|爆炸|触电|漏电|煤气泄漏|漏气|受伤|流血|过敏|中毒|窒息|危险|住院|急救|(?<!(?:[寄送发]到|地址)[^,，。;；!！?？\\n]{0,20})医院',
    ),
  },
  {
    rule: 'fraud',
    weight: 2,
    en: words(
      "hacked|fraud(?:ulent)?|scam(?:med)?|phish(?:ed|ing)|identity theft|unauthori[sz]ed|stolen|stole my|someone (?:else )?(?:has )?(?:used|uses|is using|took over|accessed) my|(?:did not|didn't|never) (?:make|place|authori[sz]e) (?:this|that|these|the) (?:payment|order|purchase|transaction|transfer)s?",
    ),
    zh: chinese(
      '被盗|盗刷|盗用|诈骗|被骗|黑客|被黑|钓鱼(?:网站|网址|链接|短信|邮件|电话|信息|诈骗)|冒用|不是我(?:下的单|本人操作|买的|付的)|未经授权',
    ),
  },
  {
    rule: 'legal',
    weight: 2,
    en: words(
      'lawyers?|solicitors?|attorneys?|sue(?: you)?|suing|legal action|take (?:you|this) to court|small claims|ombudsman|trading standards|consumer protection|(?:the|your|an?) regulator|chargeback|(?:go to|call|tell) the (?:press|newspaper|police)',
    ),
    zh: chinese(
      '律师|起诉|法院|打官司|消协|(?<!\\d)12315(?!\\d)|工商局|市场监管|监管部门|曝光(?!度|过|不足|时间|补偿|参数|率|量)|报警(?!器)|媒体(?!播放|中心|库|文件)',
    ),
  },
  {
    rule: 'deadline',
    weight: 1,
    en: words(
      'today|tonight|this (?:morning|afternoon|evening)|tomorrow|(?:with)?in (?:the next )?(?:an|one|two|three|a few|\\d{1,2}) hours?|by (?:noon|midnight|the end of (?:the )?day|eod|monday|tuesday|wednesday|thursday|friday|saturday|sunday)|deadline|before (?:my|the|our) (?:flight|trip|wedding|party|birthday|holiday|exam|interview)|flight (?:is|leaves)|last day',
    ),
    zh: chinese(
      '今天|今晚|今日|明天|明早|明日|今天之内|\\d{1,2}\\s*个?小时内|截止|来不及|赶不上|赶飞机|最后一天|下班前',
    ),
  },
  {
    rule: 'outage',
    weight: 1,
    en: words(
      "(?:is|are|went|all|completely) down|outage|not working|(?:does not|doesn't|do not|don't|won't|stopped) work(?:ing)?|(?:can not|cannot|can't|cant|unable to) (?:log ?in|sign in|access|pay|use|get into)|locked out|no (?:internet|power|electricity|heating|hot water|signal|service)|cut off|(?:is|was|got) (?:blocked|frozen)",
    ),
    zh: chinese(
      '(?:登录|登|打|用|进|付|上)不(?:了|上|开|去)|无法(?:登录|使用|支付|访问|打开)|宕机|瘫痪|断网|停电|停水|没有?信号|被(?:冻结|锁|封)|冻结了',
    ),
  },
  {
    rule: 'repeated-contact',
    weight: 1,
    en: words(
      "(?:second|third|fourth|fifth|sixth|\\d+(?:nd|rd|th)|umpteenth) (?:time|call|e-?mail|message)|(?:called|phoned|rang|written|wrote|e-?mailed|contacted|asked|messaged|reported|complained)(?: you| this| about this| to you)? (?:already|again|before|twice|several times|many times|(?:two|three|four|five|\\d+) times)|(?:already|twice|repeatedly) (?:called|phoned|written|wrote|e-?mailed|contacted|asked|messaged|reported|complained)|again and again|over and over|still (?:waiting|nothing|no (?:answer|reply|response|refund|news)|not|haven't|hasn't)|keep(?:s)? (?:asking|calling|telling|happening)|no(?:body| one) (?:answers|replies|responds|calls back|has (?:answered|replied|responded))|for (?:weeks|months)",
    ),
    zh: chinese(
      '第[二三四五六七八九十\\d]+次|[三四五六七八九\\d]次了|好几次|多次|又一次|一再|反复|一直(?:没|不)|还是没|仍然?没|至今没|迟迟|催了|没人(?:理|管|回复|处理|接)|等了(?:好久|很久|[一二两三四五六七八九十\\d]+(?:天|周|个?星期|个?月))',
    ),
  },
  {
    rule: 'vulnerable',
    weight: 1,
    en: words('medic(?:ine|ation|al)|insulin|wheelchair|disabled|pregnant|new ?born|my baby|elderly|funeral|dialysis'),
    zh: chinese('药品|救命药|胰岛素|轮椅|残疾|孕妇|怀孕|婴儿|宝宝的?奶粉|老人|葬礼|透析'),
  },
];

/** Says that there is time; the words after it are urgent no more (`no emergency`). */
export const NO_HURRY = {
  en: words(
    "(?:no|not (?:in )?(?:a|any)?) ?(?:rush|hurry|emergency)|not (?:at all |that |very |so )?urgent|isn't (?:at all |that |very |so )?urgent|nothing urgent|whenever (?:you (?:can|have time)|suits|it suits)|when you have (?:time|a (?:moment|minute))|take your time|just (?:wondering|curious|asking)|out of (?:interest|curiosity)",
  ),
  zh: chinese(
    '不(?:着急|紧急|太急|急(?!需|用))|没(?:那么|有那么)?急|没什么急事|有空(?:的话|时|再)|方便的?时候|慢慢来|随便问问|只是问问|好奇',
  ),
} as const;

/** Before other words they say that it is not so: `I will not sue you`, 没有受伤. */
export const DENIED = {
  en: /(?:\b(?:not|never|no|without|nobody|isn't|wasn't|aren't|won't|don't|didn't|doesn't|haven't|hasn't)|n't)(?:\s+\p{L}+){0,2}\s+$/iu,
  zh: /(?:没有?|不是|不会|不想|不用|不需要|无需|并未|未)(?:要|去|被|再|想)?$/u,
} as const;
