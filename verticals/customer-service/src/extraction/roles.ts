import type { Entity } from './entity.js';

const FROM_ENGLISH = /\b(?:from|departing|leaving|starting(?: in| on)?) (?:the |my |our )?$/i;
const TO_ENGLISH = /\b(?:to|into|for|arriving(?: in| at)?|towards|until|till|through) (?:the |my |our |be |have )?$/i;
const BETWEEN_ENGLISH = /^ ?(?:one )?(?:to|into|until|till|through|-|–) (?:the |my |our )?$/i;
const FROM_CHINESE = /(?:从|由|自)(?:原来的?|之前的?)?$/;
const BETWEEN_CHINESE = /^(?:的|号|日)?(?:到|至|去|飞|飞往|前往|开往)(?:的)?$/;
const CHANGE_CHINESE =
  /^(?:的)?(?:改|换|变|调整|更改|修改|更换|调|挪|推迟|提前|延|升级)(?:到|至|成|为|成为|去)?(?:了)?$/;
const CHANGE_VERB =
  /\b(?:(?:chang|mov|reschedul|updat|exchang|upgrad|downgrad|replac)(?:e[sd]?|ing)|(?:switch|push|shift|convert|transfer|edit|alter|bring)(?:e?s|ed|ing)?|swap(?:s|ped|ping)?|modif(?:y|ies|ied|ying))\b[^.!?;]{0,40}$/i;
const WITH_ENGLISH = /^ (?:one )?(?:with|for|by) (?:the |a |an )?$/i;
const SWAP_VERB = /\b(?:replac|swap|exchang|substitut)\w*\b (?:the |my |a |an |this |that )?$/i;

/**
 * Roles of entities of one kind that stand in `from X to Y`, 从X到Y (a way, a span) or in a change of X to Y, 把X换成Y (old and new
 * value). Of a change, the new one corrects the old.
 * @param text folded to ASCII width
 */
export function withRoles(text: string, entities: readonly Entity[]): Entity[] {
  const played = entities.map((entity) => ({ ...entity }));
  const simple = played.filter(({ type }) => type !== 'period');
  for (const [at, first] of simple.entries()) {
    const second = simple[at + 1];
    if (second === undefined || !sameKind(first, second)) continue;
    const change = isChange(text, first, second);
    if (change) {
      first.role = 'old';
      second.role = 'new';
      const { label, value, text: written, start, end } = first;
      second.corrects = { label, value, text: written, start, end };
    } else if (isWay(text, first, second)) {
      first.role = 'from';
      second.role = 'to';
    }
  }
  return played.map((entity) => {
    if (entity.role !== undefined) return entity;
    if (entity.type === 'list') return loneRole(text, entity);
    return entity.type === 'date' || entity.type === 'datetime' ? loneEnd(text, entity) : entity;
  });
}

const KINDS_OF_TIME = new Set(['date', 'time', 'datetime']);

function sameKind(a: Entity, b: Entity): boolean {
  return a.label === b.label || (KINDS_OF_TIME.has(a.type) && KINDS_OF_TIME.has(b.type));
}

const before = (text: string, { start }: Entity): string => text.slice(Math.max(0, start - 64), start);

function isChange(text: string, first: Entity, second: Entity): boolean {
  const between = text.slice(first.end, second.start);
  const lead = before(text, first);
  if (between.length > 24) return false;
  const from = FROM_ENGLISH.test(lead);
  if (BETWEEN_ENGLISH.test(between) && CHANGE_VERB.test(lead) && (from || /\b(?:the|my|it|this|that) $/i.test(lead)))
    return true;
  if (WITH_ENGLISH.test(between) && SWAP_VERB.test(lead)) return true;
  return CHANGE_CHINESE.test(between);
}

function isWay(text: string, first: Entity, second: Entity): boolean {
  const between = text.slice(first.end, second.start);
  const lead = before(text, first);
  if (BETWEEN_CHINESE.test(between)) return FROM_CHINESE.test(lead) || first.type === 'list';
  return BETWEEN_ENGLISH.test(between) && FROM_ENGLISH.test(lead);
}

/** `to Berlin` without a start. */
function loneRole(text: string, entity: Entity): Entity {
  const lead = before(text, entity);
  if (FROM_ENGLISH.test(lead) || FROM_CHINESE.test(lead)) return { ...entity, role: 'from' };
  if (TO_ENGLISH.test(lead) && !/\bfor (?:the |my |our )?$/i.test(lead)) return { ...entity, role: 'to' };
  return /(?:到|至|往|去|送到|寄到|发到)$/.test(lead) ? { ...entity, role: 'to' } : entity;
}

/** `until Friday` without a start; `to Friday` may be where something is moved, and is no end. */
function loneEnd(text: string, entity: Entity): Entity {
  const lead = before(text, entity);
  if (/\b(?:from|starting(?: on)?) $/i.test(lead) || /(?:从|自|由)$/.test(lead)) return { ...entity, role: 'from' };
  return /\b(?:until|till|through) $/i.test(lead) || /(?:到|至|截止到?)$/.test(lead)
    ? { ...entity, role: 'to' }
    : entity;
}
