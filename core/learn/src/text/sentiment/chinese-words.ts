/**
 * Chinese words and what they feel like, -5 to 5, in the scale of the English list. Written for messages to a service desk by the
 * authors of this package; taken from no other list.
 */
const BY_VALUE: Readonly<Record<string, string>> = {
  '-5': '去死 混蛋 王八蛋 畜生',
  '-4': '垃圾 骗子 无耻 恶心 气死 太过分 忍无可忍 黑心 流氓 卑鄙 坑人 坑爹 强盗',
  '-3': '愤怒 生气 恼火 火大 差劲 糟糕 糟透 可恶 可恨 离谱 荒唐 荒谬 不像话 过分 受够了 烂透 恶劣 欺骗 欺诈 忽悠 坑我 敷衍 推卸 推诿 踢皮球 失望 差评 难吃 崩溃 心寒 无语 不可理喻 不能接受 无法接受 讨厌 态度差 服务差 质量差 最差 极差 太差 很差 烂 渣',
  '-2': '不满 不爽 不满意 郁闷 烦人 烦死 太慢 慢死 麻烦死 不负责 不靠谱 不专业 没人管 没人理 不理人 不耐烦 没用 没完没了 后悔 难受 难过 伤心 委屈 担心 着急 焦急 抱怨 失误 气人 折腾 浪费时间 一塌糊涂 莫名其妙 差',
  '-1': '坏了 破损 损坏 瑕疵 错误 错了 丢了 丢失 缺货 少了 延误 延迟 迟到 超时 拖延 投诉 问题 失败 故障 慢 贵 麻烦',
  '1': '还行 还可以 可以接受 谢谢 感谢 多谢 及时 方便 顺利 耐心 快捷',
  '2': '好 满意 不错 喜欢 高兴 开心 放心 好用 贴心 周到 热情 专业 靠谱 点赞 给力 实惠 舒服 好评 好吃',
  '3': '很棒 真棒 太棒 太好了 非常好 优秀 出色 惊喜 完美 感激 非常满意 赞 强烈推荐 爱了 棒',
  '4': '太感谢了 感激不尽 无可挑剔 完美无缺',
};

export const CHINESE_WORDS: ReadonlyMap<string, number> = new Map(
  Object.entries(BY_VALUE).flatMap(([value, words]) => words.split(' ').map((word) => [word, Number(value)] as const)),
);

/** Words with one of the above in them that mean something else. */
export const CHINESE_PLAIN: readonly string[] = [
  '你好',
  '您好',
  '好的',
  '好吗',
  '好吧',
  '最好',
  '好像',
  '好几',
  '好多',
  '好久',
  '刚好',
  '正好',
  '只好',
  '弄好',
  '修好',
  '还好',
  '收好',
  '差不多',
  '差别',
  '差价',
  '相差',
  '补差',
  '出差',
  '没问题',
  '有问题吗',
  '请问',
  '慢走',
  '赞助',
  '贵公司',
  '贵司',
  '贵店',
  '麻烦你',
  '麻烦您',
  '麻烦帮',
  '请麻烦',
];

export const CHINESE_NEGATIONS: readonly string[] = [
  '没有',
  '并不',
  '从不',
  '毫不',
  '不是',
  '不太',
  '不',
  '没',
  '未',
  '别',
  '无',
];

/** Words before another that make it stronger or weaker, by a factor. */
export const CHINESE_DEGREES: ReadonlyMap<string, number> = new Map([
  ...['非常', '特别', '极其', '十分', '实在', '真的', '简直', '超级', '相当', '太', '很', '真', '超', '最', '好'].map(
    (word) => [word, 1.3] as const,
  ),
  ...['有点', '有些', '稍微', '略'].map((word) => [word, 0.7] as const),
]);
