import { type FileProblems, jsonFile, parsedJson, requiredFile } from './file-problems.js';
import type { ModelFiles } from './sentence-encoder.js';

/** What a sentence-transformers folder says of its model. */
export interface EncoderFolder {
  vocabulary: number;
  hidden: number;
  layers: number;
  heads: number;
  inner: number;
  activation: 'gelu' | 'relu';
  epsilon: number;
  /** Rows of the position embeddings, and the row of a text's first token. */
  positions: number;
  firstPosition: number;
  tokenTypes: number;
  mostTokens: number;
  pooling: 'mean' | 'cls';
  lowercase: boolean;
}

/** The model types whose layers are those of BERT; the value says whether positions begin behind the padding token's id. */
const MODEL_TYPES: Readonly<Record<string, boolean>> = { bert: false, roberta: true, 'xlm-roberta': true };
const MODULES = ['Transformer', 'Pooling', 'Normalize'];

/** Reads and checks the descriptions of a folder; undefined where `problems` has something to say. */
export function readEncoderFolder(files: ModelFiles, problems: FileProblems): EncoderFolder | undefined {
  const bytes = requiredFile(files, 'config.json', problems);
  const pooling = readPooling(files, problems);
  const limits = (jsonFile(files, 'sentence_bert_config.json', problems) ?? {}) as Record<string, unknown>;
  const tokenizer = (jsonFile(files, 'tokenizer_config.json', problems) ?? {}) as Record<string, unknown>;
  const config = bytes === undefined ? undefined : parsedJson(bytes, 'config.json', problems);
  if (typeof config !== 'object' || config === null) return undefined;

  const read = config as Record<string, unknown>;
  const type = String(read.model_type);
  const behindPadding = MODEL_TYPES[type];
  if (behindPadding === undefined) {
    problems.add(`config.json has the model_type '${type}'; allowed are ${Object.keys(MODEL_TYPES).join(', ')}.`);
  }
  const count = (name: string, multiple = 1): number => {
    const value = read[name];
    if (Number.isInteger(value) && (value as number) > 0 && (value as number) % multiple === 0) return value as number;
    const allowed = multiple === 1 ? 'a whole number above 0' : `a multiple of ${multiple}`;
    problems.add(`config.json has ${name} ${JSON.stringify(value) ?? 'not at all'}; it has to be ${allowed}.`);
    return multiple;
  };
  const hidden = count('hidden_size', 8);
  const heads = count('num_attention_heads');
  if (hidden % (16 * heads) !== 0) {
    problems.add(
      `config.json has a hidden_size of ${hidden} and ${heads} heads; each head has to take a multiple of 16.`,
    );
  }
  const activation = read.hidden_act ?? 'gelu';
  if (activation !== 'gelu' && activation !== 'relu') {
    problems.add(`config.json has the hidden_act '${String(activation)}'; allowed are gelu, relu.`);
  }
  if ((read.position_embedding_type ?? 'absolute') !== 'absolute') {
    problems.add(
      `config.json has position_embedding_type '${String(read.position_embedding_type)}'; allowed is absolute.`,
    );
  }
  const positions = count('max_position_embeddings');
  const firstPosition = behindPadding === true ? Number(read.pad_token_id ?? 1) + 1 : 0;
  const most = [positions - firstPosition, limits.max_seq_length, tokenizer.model_max_length];
  return {
    vocabulary: count('vocab_size'),
    hidden,
    layers: count('num_hidden_layers'),
    heads,
    inner: count('intermediate_size', 8),
    activation: activation === 'relu' ? 'relu' : 'gelu',
    epsilon: typeof read.layer_norm_eps === 'number' ? read.layer_norm_eps : 1e-12,
    positions,
    firstPosition,
    tokenTypes: count('type_vocab_size'),
    mostTokens: Math.min(...most.filter((one): one is number => typeof one === 'number' && one > 1)),
    pooling,
    lowercase: limits.do_lower_case === true,
  };
}

/** The mean of the tokens, or the first token. A folder without modules gets the mean, as sentence-transformers does it. */
function readPooling(files: ModelFiles, problems: FileProblems): 'mean' | 'cls' {
  const modules = jsonFile(files, 'modules.json', problems);
  if (modules === undefined) return 'mean';
  const list = Array.isArray(modules) ? (modules as { type?: unknown; path?: unknown }[]) : [];
  const kinds = list.map(({ type }) => String(type).split('.').at(-1)!);
  const others = kinds.filter((kind) => !MODULES.includes(kind));
  if (others.length > 0 || kinds[0] !== 'Transformer' || !kinds.includes('Pooling')) {
    problems.add(
      `modules.json has the modules ${kinds.join(', ') || '(none)'}; they have to be Transformer, Pooling and at most Normalize.`,
    );
    return 'mean';
  }
  const name = `${String(list[kinds.indexOf('Pooling')]!.path)}/config.json`;
  const bytes = requiredFile(files, name, problems);
  const config = bytes === undefined ? undefined : parsedJson(bytes, name, problems);
  if (typeof config !== 'object' || config === null) return 'mean';
  const modes = Object.entries(config)
    .filter(([key, value]) => key.startsWith('pooling_mode_') && value === true)
    .map(([key]) => key.slice('pooling_mode_'.length));
  if (modes.length === 1 && modes[0] === 'mean_tokens') return 'mean';
  if (modes.length === 1 && modes[0] === 'cls_token') return 'cls';
  problems.add(`${name} pools by ${modes.join(', ') || 'nothing'}; allowed is one of mean_tokens, cls_token.`);
  return 'mean';
}
