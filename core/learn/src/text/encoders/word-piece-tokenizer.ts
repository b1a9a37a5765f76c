import { Tokenizer } from '@huggingface/tokenizers';
import { type FileProblems, jsonFile, requiredFile } from './file-problems.js';
import type { ModelFiles } from './sentence-encoder.js';

/** Token ids of a text, those that mark its beginning and end included. */
export type Tokenise = (text: string) => number[];

/** Special tokens of the BERT family, in the order of the vocabularies that have them. */
const SPECIAL = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]'];

/** The tokeniser of a folder: `tokenizer.json`, or for BERT's word pieces `vocab.txt`. Its ids are below `vocabulary`. */
export function folderTokenizer(
  files: ModelFiles,
  vocabulary: number | undefined,
  problems: FileProblems,
): Tokenise | undefined {
  const config = (jsonFile(files, 'tokenizer_config.json', problems) ?? {}) as Record<string, unknown>;
  const described = files.read('tokenizer.json');
  const tokenizer =
    described === undefined ? wordPieces(files, config, problems) : jsonFile(files, 'tokenizer.json', problems);
  if (typeof tokenizer !== 'object' || tokenizer === null) return undefined;
  try {
    const made = new Tokenizer(tokenizer, config);
    let largest = 0;
    for (const id of made.get_vocab().values()) largest = Math.max(largest, id);
    if (vocabulary !== undefined && largest >= vocabulary) {
      problems.add(`The tokeniser has the id ${largest}; config.json has a vocab_size of ${vocabulary}.`);
    }
    return (text) => made.encode(text).ids;
  } catch (cause) {
    problems.add(`The tokeniser cannot be made of what is in the folder: ${(cause as Error).message}.`);
    return undefined;
  }
}

/** What `tokenizer.json` would say of BERT's word pieces. */
function wordPieces(files: ModelFiles, config: Record<string, unknown>, problems: FileProblems): object | undefined {
  const bytes = files.read('vocab.txt');
  if (bytes === undefined) {
    requiredFile(files, 'tokenizer.json', problems);
    return undefined;
  }
  const pieces = Buffer.from(bytes)
    .toString()
    .replace(/\r?\n$/, '')
    .split(/\r?\n/);
  const vocab = Object.fromEntries(pieces.map((piece, id) => [piece, id]));
  const absent = SPECIAL.filter((token) => vocab[token] === undefined);
  if (absent.length > 0) {
    problems.add(`vocab.txt lacks ${absent.join(', ')}; a tokeniser of another kind needs its tokenizer.json.`);
    return undefined;
  }
  const lowercase = config.do_lower_case !== false;
  const special = (id: string) => ({ SpecialToken: { id, type_id: 0 } });
  const entry = (id: string) => [id, { id, ids: [vocab[id]], tokens: [id] }];
  return {
    added_tokens: SPECIAL.map((content) => ({
      id: vocab[content],
      content,
      single_word: false,
      lstrip: false,
      rstrip: false,
      normalized: false,
      special: true,
    })),
    normalizer: {
      type: 'BertNormalizer',
      clean_text: true,
      handle_chinese_chars: config.tokenize_chinese_chars !== false,
      strip_accents: config.strip_accents ?? null,
      lowercase,
    },
    pre_tokenizer: { type: 'BertPreTokenizer' },
    post_processor: {
      type: 'TemplateProcessing',
      single: [special('[CLS]'), { Sequence: { id: 'A', type_id: 0 } }, special('[SEP]')],
      pair: [],
      special_tokens: Object.fromEntries([entry('[CLS]'), entry('[SEP]')]),
    },
    decoder: { type: 'WordPiece', prefix: '##', cleanup: true },
    model: {
      type: 'WordPiece',
      unk_token: '[UNK]',
      continuing_subword_prefix: '##',
      max_input_chars_per_word: 100,
      vocab,
    },
  };
}
